/* command.h - the verbs of the command line: their table, their options, what they share
 *
 * To add a command: its file cmd_<verb>.c with `const struct command command_<verb>`, a
 * row in command.c's table, its cases in tests/cases, its line in the README's list. An
 * option exists once its row is in the command's table; --help is written from it. */
#ifndef CHOSHO_COMMAND_H
#define CHOSHO_COMMAND_H

#include "engine/base/arena.h"
#include "engine/base/complaint.h"
#include "engine/base/text.h"
#include "engine/workpaper/store.h"

#include <stdio.h>

struct command_option {
    const char *name;     /* without the dashes; "o" or "output" */
    const char *argument; /* what follows: "FILE"; NULL: a flag */
    const char *ja, *en;
};

struct command_call;

struct command {
    const char *name;
    const char *arguments; /* "BUNDLE.zip ...": for --help */
    const char *ja, *en;   /* one sentence */
    const struct command_option
            *options; /* ends with a NULL name; NULL for none beside the common ones */
    const char *folder_for; /* first argument with which -o is a folder that the command
                               makes itself, not a file; NULL for none */
    /* Returns the exit code. On failure err is set and its code decides
     * (error_exit_code()); whatever is returned then is ignored. */
    int (*run)(struct command_call *call, struct error *err);
};

enum command_format {
    COMMAND_TABLE,
    COMMAND_CSV,
    COMMAND_TSV,
    COMMAND_JSON,
    COMMAND_JSONL,
    COMMAND_XLSX, /* for commands whose own --format names it */
};

struct command_given {
    const char *name, *value; /* value NULL for a flag */
};

/* One call of a command, parsed. */
struct command_call {
    const struct command *command;
    struct arena arena;     /* until the call ends */
    const char **arguments; /* what is no option */
    size_t argument_count;
    struct command_given *given;
    size_t given_count;
    const char *line; /* the whole command line, for the journal */
    /* common options */
    const char *folder; /* -C */
    const char *person; /* --as */
    const char *output; /* -o */
    bool is_terminal;   /* the answer is read on one, also through a pager */
    enum command_format format;
    const char *format_name; /* as given; NULL where it was not */
    const char *progress;    /* auto, bar, plain, none */
    const char *bom;         /* auto, always, never */
    bool has_language;       /* --lang was given */
    bool is_color;
    const char *temporary_folder; /* command_spill_folder(), of the engagement once it is
                                     open */
    FILE *out;                    /* stdout, or the file of -o while it is written */
    bool drops_output; /* set by a command with nothing to write: -o makes no file */
};

/* Parses and runs `chosho ...`; prints what went wrong; returns the exit code. */
int command_main(int argc, char **argv);

/* The value of an option, NULL where it was not given; the last one wins. */
const char *command_value(const struct command_call *call, const char *name);
bool command_has(const struct command_call *call, const char *name);
/* The values of an option given several times, in order; *ret_values in the call's arena.
 */
WARN_UNUSED bool command_values(struct command_call *call, const char *name,
        const char *const **ret_values, size_t *ret_count, struct error *err);

/* The value of an option that is a number between least and most; otherwise where it was
 * not given. ERROR_USAGE. */
WARN_UNUSED bool command_number(const struct command_call *call, const char *name,
        uint64_t least, uint64_t most, uint64_t otherwise, uint64_t *ret_number,
        struct error *err);

/* Opens the engagement of -C, or the folder one stands in or one above it, and sets the
 * language of messages to the engagement's where
 * --lang does not say. */
WARN_UNUSED bool command_open(struct command_call *call, enum store_mode mode,
        struct store **ret_store, struct error *err);

/* Who acts: --as, else the person the operating system's user stands for. ERROR_USAGE
 * says how to name one. */
WARN_UNUSED bool command_person(struct command_call *call, struct store *store,
        const char **ret_code, struct error *err);

/* Where unnamed temporary files may live, gone with the process: the engagement's own
 * folder; where that may not be written, or store is NULL, TMPDIR or /tmp. Borrowed. */
const char *command_spill_folder(const struct store *store);

/* ERROR_USAGE unless the number of arguments lies between least and most. */
WARN_UNUSED bool command_expect(const struct command_call *call, size_t least,
        size_t most, struct error *err);

/* ERROR_USAGE: --name only means something together with --with. */
bool command_refuse_alone(const char *name, const char *with, struct error *err);

/* Prints complaints to stderr. */
void command_complain(struct complaint_list *complaints);

/* Of two exit codes the one that counts where both apply: 130 > 4 > 6 > 2 > 5 > 3 > 1 >
 * 0.
 */
int command_worse(int one, int other);

/* A sentence for the person, to stderr; control characters in it are made visible. */
void command_say(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
