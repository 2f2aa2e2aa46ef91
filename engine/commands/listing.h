/* listing.h - rows out in the form the person asked for: table, csv, tsv, json, jsonl,
 * xlsx
 *
 * A table counts columns the way a terminal does (East Asian width), makes control
 * characters visible, and on a terminal gives outcomes a colour besides their word. Its
 * widths come from the first 1,000 rows; what follows is written as it comes. A table in
 * Japanese has the Japanese words of codes (reports/words.h); one in English has codes,
 * but of changes between deliveries the words.
 *
 * The other forms keep every byte, and codes as they are: csv as RFC 4180 (CRLF, quotes
 * where needed; output.h says when a byte order mark stands before it), tsv with \t \n \r
 * \\ escaped, json as an array of objects, jsonl an object a line. JSON numbers beyond
 * 2^53, which many readers would round, are written as texts; bytes that are not UTF-8
 * become U+FFFD there; of columns with the same key the second is "key:2". xlsx is one
 * sheet (reports/xlsx.h): numbers that a double holds exactly are numbers, all else
 * texts. */
#ifndef CHOSHO_LISTING_H
#define CHOSHO_LISTING_H

#include "engine/commands/command.h"

enum listing_kind {
    LISTING_TEXT,
    LISTING_NUMBER, /* to the right; no quotes in json */
    LISTING_JSON,   /* a JSON value: as such in json, as its text elsewhere */
    /* Codes; coloured where colours are on. To add a kind: here, in listing.c, and its
     * words in reports/templates/messages.xml. */
    LISTING_STATE,       /* of execution: "ran" ... */
    LISTING_OUTCOME,     /* "no-exception" ... */
    LISTING_DISPOSITION, /* of a control: "missing" ... */
    LISTING_STATUS,      /* of a finding: "draft" ... */
    LISTING_MEMBER,      /* of a bundle: "unread" ... */
    LISTING_ITEM,        /* of evidence: "bound", or the reason why it is not */
    LISTING_CHANGE,      /* between two deliveries: "gone" ... */
    LISTING_REASON,      /* "keys-do-not-meet" ... */
    LISTING_PLAN,        /* of a line of the plan: "scope" ... */
};

struct listing_column {
    const char *key;     /* heading in csv, name in json */
    const char *ja, *en; /* heading of a table; NULL: the key */
    enum listing_kind kind;
};

struct listing;

/* The caller ends it with listing_free(); columns are borrowed until then. */
WARN_UNUSED bool listing_new(const struct command_call *call,
        const struct listing_column *columns, size_t count, struct listing **ret_listing,
        struct error *err);
void listing_free(struct listing *listing);
CLEANUP_POINTER(struct listing, listing_free)

/* A workbook offers these words, divided by blanks, in the column's cells, and takes no
 * others; other forms stay as they are. One column of a listing. */
WARN_UNUSED bool listing_offer(struct listing *listing, size_t column, const char *words,
        struct error *err);

/* values[] has as many texts as there are columns; text NULL: empty (null in json). */
WARN_UNUSED bool listing_add(struct listing *listing, const struct slice *values,
        struct error *err);

/* Writes what is pending and the end. */
WARN_UNUSED bool listing_finish(struct listing *listing, struct error *err);

/* A C string as a value; NULL stays NULL. */
struct slice listing_text(const char *text);

#endif
