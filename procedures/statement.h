/* statement.h - the client's statement (言明書): what it declares to have, control by
 * control
 *
 * Read from XML (urn:chosho:statement:1) here and from a table a client returned in
 * statement_table.h; both give the same model. A statement is the client's: what is
 * incomplete in it is told as a warning and never a finding; only what cannot be meant
 * (an id twice, versions of one individual control that overlap, a base service that is
 * not there) is an error. */
#ifndef CHOSHO_STATEMENT_H
#define CHOSHO_STATEMENT_H

#include "engine/base/vocabulary.h"

#define STATEMENT_NAMESPACE "urn:chosho:statement:1"

/* Words of `frequency`, divided by blanks. */
extern const char statement_frequencies[];

enum statement_selection {
    STATEMENT_SELECTED,
    STATEMENT_NOT_SELECTED,
    STATEMENT_NOT_APPLICABLE,
};
/* "selected", "not-selected", "not-applicable". */
const char *statement_selection_name(enum statement_selection selection);

struct statement_place {
    unsigned line, column;
};

/* The text of an individual control while it stood so. */
struct statement_version {
    unsigned number;       /* from 1 */
    const char *from, *to; /* first and last day; "": no such end */
    const char *text;      /* "" where it is not written */
    const char *frequency; /* one of statement_frequencies, or as written; "" */
    const char *owner;     /* "" */
    struct statement_place place;
};

/* A site or system the individual control is performed at. */
struct statement_site {
    const char *name;  /* "": it has none, and the group is of the control itself */
    const char *group; /* that declares it one population with others; "" for none */
    struct statement_place place;
};

/* 個別管理策 */
struct statement_individual {
    const char *id;   /* "9.2.6-1"; the control's ref where it has none */
    const char *base; /* base service whose control it inherits; "" for none */
    struct statement_version *versions; /* by number */
    size_t version_count;
    struct statement_site *sites;
    size_t site_count;
    struct statement_place place;
};

struct statement_control {
    const char *ref;     /* as stated; may be finer than the catalogue: "9.2.6.3" */
    const char *control; /* in the catalogue: itself, or the nearest above; "" unknown;
                            statement_lint() finds it */
    enum statement_selection selection;
    const char *reason; /* why it is not selected; "" */
    struct statement_individual *individuals;
    size_t individual_count;
    struct statement_place place;
};

/* From when to when the listing of a base service is valid. */
struct statement_validity {
    const char *registration; /* its number in the list; "" */
    const char *from, *to;    /* days; "" where it is not said */
    struct statement_place place;
};

/* A listed service that this one stands on. */
struct statement_base {
    const char *id, *title;
    const char *evidence; /* BUNDLE:MEMBER, or a file beside the statement; "" */
    struct statement_validity *validities;
    size_t validity_count;
    struct statement_place place;
};

/* Sites, systems or individual controls that are one population, and why. */
struct statement_group {
    const char *id, *rationale;
    struct statement_place place;
};

struct statement {
    const char *file; /* for messages */
    const char *catalogue, *service, *scope;
    const char *from, *to; /* the period it is made for; "" where it is not said */
    struct statement_control *controls;
    size_t control_count;
    struct statement_base *bases;
    size_t base_count;
    struct statement_group *groups;
    size_t group_count;
};

extern const struct vocabulary statement_vocabulary;

/* Reads one document; everything in the arena. false: complaints say why. What it means
 * is statement_lint()'s to judge. */
WARN_UNUSED bool statement_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct statement *ret_statement,
        struct complaint_list *complaints);

/* NULL where there is none. */
const struct statement_base *statement_find_base(const struct statement *statement,
        const char *id);
const struct statement_group *statement_find_group(const struct statement *statement,
        const char *id);

#endif
