/* progress.h - how far long work is, on stderr, with an estimate */
#ifndef CHOSHO_PROGRESS_H
#define CHOSHO_PROGRESS_H

#include "engine/commands/command.h"

struct progress {
    enum { PROGRESS_NONE, PROGRESS_PLAIN, PROGRESS_BAR } style;
    int64_t began, told;
    bool is_shown;
};

/* --progress: auto is a bar on a terminal, and nothing elsewhere. */
void progress_begin(struct progress *progress, const struct command_call *call);

/* For schedule_options.progress; owner is the struct progress. */
void progress_tell(void *owner, uint64_t bytes, uint64_t total, size_t done,
        size_t tasks);

/* Takes the bar off the screen. */
void progress_end(struct progress *progress);

#endif
