#include "engine/commands/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_FOUND 127

static const char *find_pager(void)
{
    const char *pager = getenv("PAGER"), *terminal = getenv("TERM");

    if ((terminal && strcmp(terminal, "dumb") == 0) || (pager && !*pager) ||
            (pager && strcmp(pager, "cat") == 0))
        return NULL;
    return pager ? pager : "less";
}

/* The person's own words of PAGER, as a shell reads them. */
static void become_pager(const char *command, const int ends[2])
{
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
    setenv("LESS", "FRX", 0);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(NOT_FOUND);
}

static bool is_installed(const char *command)
{
    return strcmp(command, "less") != 0 || access("/usr/bin/less", X_OK) == 0 ||
            access("/bin/less", X_OK) == 0;
}

void pager_begin(struct pager *pager, const struct command_call *call)
{
    const char *command = find_pager();
    int ends[2];

    *pager = (struct pager){0};
    if (!command || call->out != stdout || call->format == COMMAND_XLSX ||
            command_has(call, "no-pager") || !isatty(STDOUT_FILENO) ||
            !is_installed(command) || pipe2(ends, O_CLOEXEC) != 0)
        return;
    fflush(stdout);
    pager->terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    pager->process = pager->terminal < 0 ? -1 : fork();
    if (pager->process == 0)
        become_pager(command, ends);
    if (pager->process > 0)
        dup2(ends[1], STDOUT_FILENO);
    else
        pager->process = 0;
    close(ends[0]);
    close(ends[1]);
}

bool pager_end(struct pager *pager, bool *ret_is_left, struct error *err)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    int status = 0;

    *ret_is_left = false;
    if (!pager->process)
        return true;
    if (fflush(stdout) != 0 || (poll(&out, 1, 0) == 1 && (out.revents & POLLERR))) {
        *ret_is_left = true;
        clearerr(stdout);
        __fpurge(stdout); /* nobody wants to see the rest on the terminal */
    }
    dup2(pager->terminal, STDOUT_FILENO); /* the pipe ends, and the pager knows */
    close(pager->terminal);
    while (waitpid(pager->process, &status, 0) < 0 && errno == EINTR)
        continue;
    pager->process = 0;
    return !WIFEXITED(status) || WEXITSTATUS(status) != NOT_FOUND ||
            error_set(err, ERROR_USAGE,
                    TR("PAGER=%s cannot be run; --no-pager shows the answer without one",
                            "PAGER=%s を実行できません。--no-pager でページャなしに表示できます"),
                    find_pager());
}
