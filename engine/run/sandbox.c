#include "engine/run/sandbox.h"

#include "engine/base/digest.h"
#include "engine/base/regex.h"
#include "engine/base/text.h"
#include "engine/base/xml.h"
#include "evidence/zip/member_name.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int compare_bytes(const void *left, const void *right)
{
    return *(const unsigned char *)left - *(const unsigned char *)right;
}

/* glibc's qsort() asks once how much memory the machine has, when it first sorts more
 * than a kilobyte. */
static void sort_something(void)
{
    unsigned char halves[2][2048] = {{1}, {0}};

    qsort(halves, ARRAY_LENGTH(halves), sizeof(halves[0]), compare_bytes);
}

bool sandbox_prepare(enum encoding encoding, struct error *err)
{
    unsigned char seed;

    tzset();
    sort_something();
    xml_prepare();
    sqlite3_initialize();
    sqlite3_randomness(sizeof(seed),
            &seed); /* SQLite opens /dev/urandom at the first use */
    return digest_prepare(err) && encoding_prepare(encoding, err) &&
            member_name_prepare(err);
}

/* grace: between the limit that is told by a signal and the one that cannot be passed. */
static bool set_limit(int resource, const char *name, uint64_t value, uint64_t grace,
        struct error *err)
{
    struct rlimit limit = {value, value + grace};
    struct rlimit old;

    if (getrlimit((unsigned)resource, &old) == 0 && old.rlim_max < limit.rlim_max)
        limit.rlim_max = old.rlim_max;
    if (limit.rlim_cur > limit.rlim_max)
        limit.rlim_cur = limit.rlim_max;
    if (setrlimit((unsigned)resource, &limit) == 0)
        return true;
    return error_set(err, ERROR_REFUSED,
            TR("no sandbox: limit %s: %s", "サンドボックスを使えません: 上限 %s: %s"),
            name, error_reason(errno));
}

static bool set_limits(const struct sandbox_limits *limits, struct error *err)
{
    /* Address space: private memory, plus everything that may be mapped from spill files.
     */
    uint64_t space = limits->memory_bytes + 4 * limits->spill_bytes + (UINT64_C(1) << 30);

    return set_limit(RLIMIT_DATA, "DATA", limits->memory_bytes, 0, err) &&
            set_limit(RLIMIT_AS, "AS", space, 0, err) &&
            set_limit(RLIMIT_CPU, "CPU", limits->cpu_seconds, 2, err) &&
            set_limit(RLIMIT_FSIZE, "FSIZE", limits->spill_bytes, 0, err) &&
            set_limit(RLIMIT_CORE, "CORE", 0, 0, err);
}

/* The rights of each Landlock ABI; a right the kernel does not know would make it refuse
 * the whole ruleset. */
static uint64_t rights_of(int abi)
{
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* ABI 1: thirteen rights */

    if (abi >= 2)
        rights |= UINT64_C(1) << 13; /* refer */
    if (abi >= 3)
        rights |= UINT64_C(1) << 14; /* truncate */
    return rights;
}

static int enter_landlock(void)
{
    struct landlock_ruleset_attr attributes = {0};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
            LANDLOCK_CREATE_RULESET_VERSION);
    long ruleset;
    bool locked;

    if (abi < 1)
        return 0;
    attributes.handled_access_fs = rights_of((int)abi);
    ruleset = syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
    if (ruleset < 0)
        return 0;
    locked = syscall(SYS_landlock_restrict_self, (int)ruleset, 0) == 0;
    close((int)ruleset);
    return locked ? (int)abi : 0;
}

static bool allow_plain(scmp_filter_ctx filter)
{
    static const int calls[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(pread64),
            SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(brk),
            SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(close),
            SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
            SCMP_SYS(rt_sigreturn), SCMP_SYS(getpid), SCMP_SYS(ftruncate),
            SCMP_SYS(fallocate), SCMP_SYS(exit), SCMP_SYS(exit_group)};

    for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
            return false;
    }
    return true;
}

/* Lets a call through where one argument, under mask, is value. */
static bool allow_where(scmp_filter_ctx filter, int call, unsigned argument,
        uint64_t mask, uint64_t value)
{
    const struct scmp_arg_cmp condition = {argument, SCMP_CMP_MASKED_EQ, mask, value};

    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}

/* Calls that are let through with some arguments only: no executable memory, no look-up
 * by path, only duplicates and flags of descriptors. */
static bool allow_some(scmp_filter_ctx filter)
{
    static const uint64_t fcntl_commands[] = {F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};

    for (size_t i = 0; i < ARRAY_LENGTH(fcntl_commands); i++) {
        if (!allow_where(filter, SCMP_SYS(fcntl), 1, UINT32_MAX, fcntl_commands[i]))
            return false;
    }
    return allow_where(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0) &&
            allow_where(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0) &&
            allow_where(filter, SCMP_SYS(newfstatat), 3, UINT32_MAX, AT_EMPTY_PATH) &&
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static bool enter_seccomp(struct error *err)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool ok = filter &&
            seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) ==
                    0 &&
            allow_plain(filter) && allow_some(filter) && seccomp_load(filter) == 0;

    if (filter)
        seccomp_release(filter);
    if (ok)
        return true;
    return error_set(err, ERROR_REFUSED, "%s",
            TR("no sandbox: this kernel does not take the seccomp filter; evidence is not read without one",
                    "サンドボックスを使えません。このカーネルではseccompフィルターを設定できず、サンドボックスなしでは証拠を読み取りません"));
}

bool sandbox_enter(const struct sandbox_limits *limits, struct sandbox_report *ret_report,
        struct error *err)
{
    regex_disable_jit();
    if (!set_limits(limits, err))
        return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
            prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return error_set(err, ERROR_REFUSED,
                TR("no sandbox: prctl: %s", "サンドボックスを使えません: prctl: %s"),
                error_reason(errno));
    ret_report->landlock_abi = enter_landlock();
    return enter_seccomp(err);
}

static void connect_somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    (void)!connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address,
            sizeof(address));
}

static void execute_something(void)
{
    char *arguments[] = {NULL};

    execve("/bin/true", arguments, arguments);
}

static void speak_past_monitor(void)
{
    (void)!write(STDERR_FILENO, "evil\n", 5);
    (void)!pwrite(STDERR_FILENO, "evil\n", 5, 0);
    (void)!ftruncate(STDERR_FILENO, 1);
}

void sandbox_probe(const char *what)
{
    if (strcmp(what, "open") == 0)
        (void)!open("/etc/passwd", O_RDONLY);
    else if (strcmp(what, "connect") == 0)
        connect_somewhere();
    else if (strcmp(what, "exec") == 0)
        execute_something();
    else if (strcmp(what, "fork") == 0)
        (void)!fork();
    else if (strcmp(what, "ptrace") == 0)
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    else if (strcmp(what, "kill") == 0)
        kill(getppid(), SIGTERM);
    else if (strcmp(what, "code") == 0)
        (void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0);
    else if (strcmp(what, "stderr") == 0)
        speak_past_monitor();
    else if (strcmp(what, "crash") == 0)
        __builtin_trap();
}
