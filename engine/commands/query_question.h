/* query_question.h - what `chosho query` is asked on its command line */
#ifndef CHOSHO_QUERY_QUESTION_H
#define CHOSHO_QUERY_QUESTION_H

#include "engine/commands/command.h"
#include "engine/run/query.h"

/* An SQL, or what there is to ask. */
enum asked { ASKED_SQL, ASKED_TABLES, ASKED_SCHEMA, ASKED_LAYOUTS, ASKED_FUNCTIONS };

/* Zips come first, then the SQL; or a word, and names of tables behind it, also in the
 * same argument: '.schema logs/auth.log'. With --tables names follow the zips at once. */
struct query_question {
    enum asked asked;
    size_t zips; /* the first so many of the call's arguments */
    const char *sql;
    const char *const *names;
    size_t name_count;
};

/* Reads the call's arguments; the question borrows them. */
void query_question_read(const struct command_call *call,
        struct query_question *ret_question);

/* Sets the call's format by the name of what is written, as a person expects of
 * report.xlsx. ERROR_USAGE: a workbook on a terminal, or a suffix of another form. */
WARN_UNUSED bool query_question_format(struct command_call *call, struct error *err);

/* Sets what --layout, --from-receipt, --encoding, --records, --year and --zone say of a
 * source that has been opened. ERROR_USAGE: none such, or two that exclude each other. */
WARN_UNUSED bool query_question_reading(const struct command_call *call,
        struct query_source *source, struct error *err);

/* ERROR_USAGE: the SQL is the name of a zip, so there is none. */
WARN_UNUSED bool query_question_check(const struct command_call *call, const char *sql,
        struct error *err);

#endif
