/* output.h - where a command's data goes: standard output, or the file of -o
 *
 * An ordinary file is written beside its place and put there when all went well, so that
 * a failed command leaves what was there before, and no half file. One that is replaced
 * keeps its mode. Devices, pipes and the like are written straight into. */
#ifndef CHOSHO_OUTPUT_H
#define CHOSHO_OUTPUT_H

#include "engine/base/error.h"

struct command_call;

struct output {
    const char *place; /* the file itself, links followed; NULL: nothing to put there */
    const char *temporary; /* what is written until the end; in the call's arena */
    bool is_own;           /* call->out is ours to close: not stdout */
};

/* Opens what -o names and sets call->out. ERROR_REFUSED: it is the workpaper, lies in a
 * folder that the engagement keeps, or is a file that this command reads. ERROR_IO. */
WARN_UNUSED bool output_open(struct command_call *call, struct output *ret_output,
        struct error *err);

/* Ends it: in its place where err holds no error, else (or where the call drops its
 * output) not there at all. Keeps an error that err has. ERROR_IO. */
WARN_UNUSED bool output_close(struct command_call *call, const struct output *output,
        struct error *err);

/* Whether a CSV begins with a byte order mark: as --bom says, else where an ordinary file
 * of -o is written in Japanese, for Excel there takes it for Shift_JIS without one. What
 * goes to a pipe is for a program. */
bool output_has_bom(const struct command_call *call);

/* Whether standard output took everything. ERROR_IO. */
WARN_UNUSED bool output_flush(struct error *err);

#endif
