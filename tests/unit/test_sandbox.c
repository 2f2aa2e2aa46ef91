/* What a process may do once it has locked itself in: each act in a process of its own.
 */
#include "engine/run/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "tests/unit/unit.h"

static const struct sandbox_limits limits = {.memory_bytes = (uint64_t)128 << 20,
        .cpu_seconds = 30,
        .spill_bytes = 1 << 20};

static int spill;      /* a file the process was given */
static int channel[2]; /* from it to the test */

/* Runs act() locked in; returns the process's wait status. act() returns an exit code. */
static int status_of(int (*act)(void), const struct sandbox_limits *allowed)
{
    pid_t pid = fork();
    int status;

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        struct sandbox_report report = {0};
        struct error err = {0};

        signal(SIGXFSZ, SIG_IGN);
        if (!sandbox_prepare(ENCODING_AUTO, &err) ||
                !sandbox_enter(allowed, &report, &err))
            _exit(99);
        _exit(act());
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return status;
}

static int exit_code(int (*act)(void))
{
    int status = status_of(act, &limits);

    ck_assert_msg(WIFEXITED(status), "signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static int last_signal(int (*act)(void))
{
    int status = status_of(act, &limits);

    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void set_up(void)
{
    spill = open(".", O_TMPFILE | O_RDWR, 0600);
    ck_assert_int_ge(spill, 0);
    ck_assert_int_eq(pipe(channel), 0);
}

/* ---- what is let through ---- */

static int use_what_was_given(void)
{
    struct digest digest;
    struct error err = {0};
    char bytes[16] = "";
    char *mapped;

    if (pwrite(spill, "evidence", 8, 0) != 8 || pread(spill, bytes, 8, 0) != 8 ||
            memcmp(bytes, "evidence", 8) != 0)
        return 1;
    if (posix_fallocate(spill, 0, 65536) != 0 || lseek(spill, 0, SEEK_END) != 65536 ||
            ftruncate(spill, 4096) != 0)
        return 2;
    mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, spill, 0);
    if (mapped == MAP_FAILED || memcmp(mapped, "evidence", 8) != 0)
        return 3;
    if (clock_steady_ms() <= 0 || !digest_of("x", 1, &digest, &err))
        return 4;
    return write(channel[1], "done", 4) == 4 ? 0 : 5;
}

static int take_memory(void)
{
    for (size_t i = 0; i < 64; i++) { /* 64 MiB of 128 */
        char *memory = malloc((size_t)1 << 20);

        if (!memory)
            return 1;
        memset(memory, 1, (size_t)1 << 20);
    }
    return 0;
}

START_TEST(work_goes_on)
{
    ck_assert_int_eq(exit_code(use_what_was_given), 0);
    ck_assert_int_eq(exit_code(take_memory), 0);
}
END_TEST

/* ---- what is not ---- */

#define PROBE(name)               \
    static int probe_##name(void) \
    {                             \
        sandbox_probe(#name);     \
        return 0;                 \
    }

PROBE(open)
PROBE(connect)
PROBE(exec)
PROBE(fork)
PROBE(ptrace)
PROBE(kill)
PROBE(code)

static int make_socket_pair(void)
{
    return (int)syscall(SYS_socketpair, 1, 1, 0, channel);
}

static int make_thread(void)
{
    return (int)syscall(SYS_clone, 0x50f00, 0, 0, 0, 0);
}

static int look_up_name(void)
{
    return access("/etc/passwd", F_OK);
}

static int remove_name(void)
{
    return unlink("x");
}

static int change_limits(void)
{
    const struct rlimit more = {1 << 30, 1 << 30};

    return setrlimit(RLIMIT_FSIZE, &more);
}

static int make_code_executable(void)
{
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
            -1, 0);

    return mprotect(memory, 4096, PROT_READ | PROT_EXEC);
}

static int map_from_file_as_code(void)
{
    return mmap(NULL, 4096, PROT_EXEC, MAP_SHARED, spill, 0) == MAP_FAILED;
}

static int control_terminal(void)
{
    return (int)syscall(SYS_ioctl, 2, 0x5412, "x"); /* TIOCSTI: type for the user */
}

static int send_descriptor(void)
{
    return (int)syscall(SYS_sendmsg, 1, NULL, 0);
}

static int ring(void)
{
    return (int)syscall(SYS_io_uring_setup, 1, NULL);
}

static int load_filter(void)
{
    return (int)syscall(SYS_seccomp, 0, 0, NULL);
}

static int own_descriptors(void)
{
    return fcntl(2, F_SETOWN, getpid());
}

START_TEST(everything_else_ends_the_process)
{
    static const struct {
        const char *name;
        int (*act)(void);
    } acts[] = {{"open", probe_open}, {"connect", probe_connect}, {"exec", probe_exec},
            {"fork", probe_fork}, {"ptrace", probe_ptrace}, {"kill", probe_kill},
            {"code", probe_code}, {"socketpair", make_socket_pair},
            {"thread", make_thread}, {"access", look_up_name}, {"unlink", remove_name},
            {"setrlimit", change_limits}, {"mprotect", make_code_executable},
            {"mmap", map_from_file_as_code}, {"ioctl", control_terminal},
            {"sendmsg", send_descriptor}, {"io_uring", ring}, {"seccomp", load_filter},
            {"fcntl", own_descriptors}};

    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
        ck_assert_msg(last_signal(acts[i].act) == SIGSYS, "%s was let through",
                acts[i].name);
}
END_TEST

/* ---- limits ---- */

static int take_too_much_memory(void)
{
    for (size_t i = 0; i < 256; i++) {
        char *memory = malloc((size_t)1 << 20);

        if (!memory)
            return 7; /* an error like any other */
        memset(memory, 1, (size_t)1 << 20);
    }
    return 0;
}

static int write_too_much(void)
{
    static char bytes[65536];

    for (int i = 0; i < 64; i++) {
        if (write(spill, bytes, sizeof(bytes)) < 0)
            return errno == EFBIG ? 7 : 1;
    }
    return 0;
}

static int spin(void)
{
    volatile bool go_on = true;

    while (go_on)
        ;
    return 0;
}

START_TEST(limits_hold)
{
    struct sandbox_limits little = limits;
    int status;

    ck_assert_int_eq(exit_code(take_too_much_memory), 7);
    ck_assert_int_eq(exit_code(write_too_much), 7);
    little.cpu_seconds = 1;
    status = status_of(spin, &little);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGXCPU); /* and not a kill that says nothing */
}
END_TEST

static int crash(void)
{
    sandbox_probe("crash");
    return 0;
}

START_TEST(a_crash_leaves_no_core)
{
    const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    int status;

    (void)!setrlimit(RLIMIT_CORE, &unlimited);
    status = status_of(crash, &limits);
    ck_assert(WIFSIGNALED(status));
    ck_assert(!WCOREDUMP(status));
}
END_TEST

/* ---- seen from outside ---- */

static int wait_for_test(void)
{
    char byte;

    if (write(channel[1], "x", 1) != 1)
        return 1;
    return read(spill, &byte, 1) == 1 ? 0 : 2;
}

/* The number behind a name in /proc/PID/status. */
static long status_number(pid_t pid, const char *name)
{
    char path[64], line[256];
    long number = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof(line), file)) {
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
            number = strtol(line + strlen(name) + 1, NULL, 10);
    }
    fclose(file);
    return number;
}

START_TEST(the_kernel_says_so_too)
{
    int gate[2], status;
    char byte;
    pid_t pid;

    ck_assert_int_eq(pipe(gate), 0);
    spill = gate[0];
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        struct sandbox_report report = {0};
        struct error err = {0};

        if (!sandbox_prepare(ENCODING_AUTO, &err) ||
                !sandbox_enter(&limits, &report, &err))
            _exit(99);
        _exit(wait_for_test());
    }
    ck_assert_int_eq(read(channel[0], &byte, 1), 1);
    ck_assert_int_eq(status_number(pid, "NoNewPrivs"), 1);
    ck_assert_int_eq(status_number(pid, "Seccomp"), 2);
    ck_assert_int_eq(write(gate[1], "x", 1), 1);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {work_goes_on, everything_else_ends_the_process,
            limits_hold, a_crash_leaves_no_core, the_kernel_says_so_too};

    return unit_run_in("sandbox", tests, ARRAY_LENGTH(tests), set_up, NULL);
}
