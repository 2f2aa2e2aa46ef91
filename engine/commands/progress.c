#include "engine/commands/progress.h"

#include "engine/base/clock.h"

#include <string.h>
#include <unistd.h>

#define FIRST_MS 500 /* short work shows nothing */
#define BAR_MS 200
#define PLAIN_MS 5000

void progress_begin(struct progress *progress, const struct command_call *call)
{
    memset(progress, 0, sizeof(*progress));
    progress->began = clock_steady_ms();
    progress->told = progress->began;
    if (strcmp(call->progress, "bar") == 0 ||
            (strcmp(call->progress, "auto") == 0 && isatty(STDERR_FILENO)))
        progress->style = PROGRESS_BAR;
    else if (strcmp(call->progress, "plain") == 0)
        progress->style = PROGRESS_PLAIN;
}

void progress_tell(void *owner, uint64_t bytes, uint64_t total, size_t done, size_t tasks)
{
    struct progress *progress = owner;
    int64_t now = clock_steady_ms();
    int64_t elapsed = now - progress->began;
    double share = total ? (double)bytes / (double)total : 0;
    long long left;

    if (progress->style == PROGRESS_NONE || elapsed < FIRST_MS ||
            now - progress->told < (progress->style == PROGRESS_BAR ? BAR_MS : PLAIN_MS))
        return;
    progress->told = now;
    if (share > 1)
        share = 1;
    left = share > 0.01 ? (long long)((double)elapsed / share * (1 - share) / 1000) : -1;
    progress->is_shown = true;
    fprintf(stderr, progress->style == PROGRESS_BAR ? "\r\033[K" : "%s", "");
    fprintf(stderr, "%3.0f%%  %llu MB  %zu/%zu", share * 100,
            (unsigned long long)(bytes / 1000000), done, tasks);
    if (left >= 0)
        fprintf(stderr, TR("  about %lld s left", "  残り約 %lld 秒"), left);
    if (progress->style == PROGRESS_PLAIN)
        fputc('\n', stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->is_shown && progress->style == PROGRESS_BAR)
        fputs("\r\033[K", stderr);
}
