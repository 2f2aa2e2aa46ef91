/* query_question.h - what `chosho query` is asked on its command line */
#ifndef CHOSHO_QUERY_QUESTION_H
#define CHOSHO_QUERY_QUESTION_H

#include "engine/commands/command.h"

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

/* ERROR_USAGE: the SQL is the name of a zip, so there is none. */
WARN_UNUSED bool query_question_check(const struct command_call *call, const char *sql,
        struct error *err);

#endif
