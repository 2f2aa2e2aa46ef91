/* The real worker, locked in: what it may not do, what it can all the same, and that
 * there is no way round. */
#include "engine/run/worker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/unit/schedule_bench.h"
#include "tests/unit/zip_bytes.h"

static int open_bundle(void)
{
    struct zip_bytes zip = ZIP_BYTES_INIT;
    int fd;

    zip_bytes_add(&zip, "a.csv", "id,name\n1,x\n2,y\n");
    zip_bytes_finish(&zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    zip_bytes_clear(&zip);
    return fd;
}

static struct told *add_job(const struct job *job)
{
    struct told *task = add_task();
    struct error err = {0};

    ck_assert_msg(job_pack(job, &task->job, &err), "%s", err.message);
    return task;
}

static struct told *add_plain_job(enum job_kind kind, const char *text)
{
    return add_job(&(struct job){.kind = kind,
            .language = TEXT_EN,
            .zone = "UTC",
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = 60,
            .text = text});
}

static void add_look(const int *bundle)
{
    struct job_archive archive = {.label = "b-1", .first_member = 1};

    add_job(&(struct job){.kind = JOB_LOOK,
            .language = TEXT_EN,
            .zone = "UTC",
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .archives = &archive,
            .archive_count = 1});
    tasks[task_count - 1].bundles = bundle;
    tasks[task_count - 1].bundle_count = 1;
}

static void check_no_core(void)
{
    DIR *folder = opendir(".");

    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        ck_assert_msg(strncmp(entry->d_name, "core", 4) != 0, "%s", entry->d_name);
    closedir(folder);
}

START_TEST(what_the_sandbox_forbids_ends_the_worker_alone)
{
    static const char *const probes[] = {"open", "connect", "exec", "fork", "ptrace",
            "kill", "code", "crash"};
    const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    int bundle = open_bundle();

    (void)!setrlimit(RLIMIT_CORE, &unlimited);
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    for (size_t i = 0; i < ARRAY_LENGTH(probes); i++) {
        add_look(&bundle);
        add_plain_job(JOB_PROBE, probes[i]);
    }
    add_look(&bundle);
    run_with(3);
    for (size_t i = 0; i < task_count; i++) {
        const struct error *failure = &told[i].failure;

        if (i % 2 == 0) {
            ck_assert_msg(failure->code == ERROR_NONE, "%s", failure->message);
            ck_assert_uint_eq(told[i].messages, 1);
        } else {
            ck_assert_msg(failure->code == ERROR_LOST, "%s: %d %s", probes[i / 2],
                    (int)failure->code, failure->message);
        }
        if (i % 2 && strcmp(probes[i / 2], "crash") != 0)
            ck_assert_msg(strstr(failure->message, "forbids"), "%s: %s", probes[i / 2],
                    failure->message);
    }
    ck_assert_uint_eq(sandboxes.workers, task_count); /* each had entered its own */
    check_no_core();
    clear_tasks();
    close(bundle);
}
END_TEST

/* What the person sees, and the file their stderr is, are the monitor's alone. */
START_TEST(a_worker_cannot_speak_past_the_monitor)
{
    static const char said[] = "said by the monitor\n";
    int seen = open(".", O_TMPFILE | O_RDWR, 0600);
    char bytes[64] = "";

    ck_assert_int_ge(seen, 0);
    ck_assert_int_eq(write(seen, said, strlen(said)), (ssize_t)strlen(said));
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    add_plain_job(JOB_PROBE, "stderr");
    fflush(stderr);
    ck_assert_int_eq(dup2(seen, STDERR_FILENO), STDERR_FILENO);
    run_with(1);
    ck_assert_int_eq(told[0].failure.code, ERROR_REFUSED); /* it had its way, in vain */
    ck_assert_int_eq(pread(seen, bytes, sizeof(bytes) - 1, 0), (ssize_t)strlen(said));
    ck_assert_str_eq(bytes, said);
    clear_tasks();
    close(seen);
}
END_TEST

/* Larger than memory may be: SQLite's sorter, its tables and the row store all spill. */
START_TEST(large_queries_spill_inside_the_sandbox)
{
#define NUMBERS(count) \
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT " count ") "
#define DASHES "--------------------------------------------------"
#define LONG "hex(n * 7919 % 1000003) || '" DASHES DASHES "'"
    static const char *const questions[] = {
            /* sorted: about 80 MB */
            NUMBERS("700000") "SELECT max(r) FROM (SELECT row_number() OVER (ORDER BY " LONG
                              ") AS r FROM c)",
            NUMBERS("700000") "SELECT count(*) FROM (SELECT " LONG
                              " AS k, count(*) FROM c GROUP BY k)",
            /* in tables of SQLite's own */
            NUMBERS("150000") "SELECT count(DISTINCT " LONG ") FROM c",
            NUMBERS("150000") "SELECT count(*) FROM (SELECT " LONG
                              " AS k FROM c ORDER BY k DESC LIMIT -1 OFFSET 5)",
            NUMBERS("150000") "SELECT count(*) FROM (SELECT " LONG
                              " FROM c EXCEPT SELECT 'x')",
            NUMBERS("150000") "SELECT sum(d) FROM (SELECT n - lag(n, 3) OVER (PARTITION BY"
                              " n % 7 ORDER BY " LONG ") AS d FROM c)",
    };

    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
        add_plain_job(JOB_QUERY, questions[i]);
    run_with(2);
    for (size_t i = 0; i < task_count; i++) {
        ck_assert_msg(told[i].failure.code == ERROR_NONE, "%s: %s", questions[i],
                told[i].failure.message);
        ck_assert_uint_eq(told[i].messages, 2); /* the head and one row */
    }
    clear_tasks();
}
END_TEST

START_TEST(a_query_over_its_time_or_memory_is_a_limit)
{
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    add_job(&(struct job){.kind = JOB_QUERY,
            .language = TEXT_EN,
            .zone = "UTC",
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = 1,
            .text = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
                    " SELECT count(*) FROM c"});
    add_plain_job(JOB_QUERY, "SELECT random()");
    run_with(2);
    ck_assert_int_eq(told[0].failure.code, ERROR_LIMIT);
    ck_assert_int_eq(told[1].failure.code, ERROR_SCRIPT);
    clear_tasks();
}
END_TEST

/* A job that is damaged never gets as far as the evidence. */
START_TEST(a_damaged_job_is_refused)
{
    struct told *task;
    struct error err = {0};

    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    task = add_task();
    ck_assert(buf_append(&task->job, "\x03\x01garbage", 9, &err));
    add_task(); /* empty */
    run_with(2);
    ck_assert_int_eq(told[0].failure.code, ERROR_LOST);
    ck_assert_int_eq(told[1].failure.code, ERROR_LOST);
    clear_tasks();
}
END_TEST

/* As on a kernel without seccomp. */
static void forbid_seccomp(void)
{
    const struct scmp_arg_cmp set_seccomp = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

    ck_assert_ptr_nonnull(filter);
    ck_assert_int_eq(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp),
                             0),
            0);
    ck_assert_int_eq(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EINVAL),
                             SCMP_SYS(prctl), 1, &set_seccomp),
            0);
    ck_assert_int_eq(seccomp_load(filter), 0);
    seccomp_release(filter);
}

START_TEST(without_a_sandbox_no_evidence_is_read)
{
    int bundle = open_bundle();

    forbid_seccomp();
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    add_look(&bundle);
    run_with(1);
    ck_assert_int_eq(told[0].failure.code, ERROR_REFUSED);
    ck_assert_uint_eq(told[0].messages, 0);
    ck_assert_ptr_nonnull(strstr(told[0].failure.message, "sandbox"));
    ck_assert_int_eq(error_exit_code(told[0].failure.code), 5);
    clear_tasks();
    close(bundle);
}
END_TEST

static int run_program(const char *const *arguments)
{
    pid_t pid = fork();
    int status;

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        int nowhere = open("/dev/null", O_WRONLY);

        dup2(nowhere, 1);
        dup2(nowhere, 2);
        execv(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(99);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_bundle(const char *path)
{
    struct zip_bytes zip = ZIP_BYTES_INIT;
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    zip_bytes_add(&zip, "a.csv", "id,name\n1,x\n2,y\n");
    zip_bytes_finish(&zip);
    ck_assert_uint_eq(fwrite(buf_text(&zip.file), 1, zip.file.size, file), zip.file.size);
    fclose(file);
    zip_bytes_clear(&zip);
}

START_TEST(without_a_sandbox_the_program_refuses)
{
    const char *program = getenv("CHOSHO_PROGRAM");
    const char *const query[] = {program, "query", "a.zip",
            "select count(*) from \"a.csv\" a join \"a.csv\" b on a.id = b.id", NULL};

    write_bundle("a.zip");
    ck_assert_int_eq(run_program(query), 0); /* rows are staged inside the sandbox */
    forbid_seccomp();
    ck_assert_int_eq(run_program(query), 5);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_the_sandbox_forbids_ends_the_worker_alone,
            a_worker_cannot_speak_past_the_monitor,
            large_queries_spill_inside_the_sandbox,
            a_query_over_its_time_or_memory_is_a_limit, a_damaged_job_is_refused,
            without_a_sandbox_no_evidence_is_read, without_a_sandbox_the_program_refuses};

    return unit_run("worker", tests, ARRAY_LENGTH(tests));
}
