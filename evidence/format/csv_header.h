/* csv_header.h - how a CSV member is written: comment lines before the header, the
 * delimiter, the columns
 *
 * Exports of Japanese and other systems put "#" lines (system, client, filter, who
 * exported) before the header and "# Records: N" behind the rows. Leading lines that
 * begin with "#" are such a preamble, unless the last of them has at least two fields, as
 * many as the line behind it, and is no remark (csv_title_is_remark(); a header such as
 * "#,name"), or all lines do. Without a
 * header there is no preamble. A title block may stand above the header as well: see
 * csv_title.h. A first line "sep=;" names the delimiter, as Excel has it, and is no
 * record. Where the header's line is said, all above it is preamble. Internal to the
 * CSV reader and detection. */
#ifndef CHOSHO_CSV_HEADER_H
#define CHOSHO_CSV_HEADER_H

#include "engine/base/arena.h"
#include "evidence/format/csv_scan.h"

/* What is known of a file before it is looked at. */
struct csv_said {
    char delimiter; /* 0: decided */
    char quote;     /* 0: '"' */
    char line_end;
    bool headerless;
    uint32_t header_line; /* where the header is, or the first record of a headerless
                             file; from 1; 0: decided */
};

struct csv_header {
    struct csv_dialect dialect;
    uint32_t mark_lines;      /* "#" lines before the header */
    uint32_t line;            /* of the header, from 1 */
    size_t preamble_size;     /* bytes before the header, or the first record */
    size_t next;              /* behind the header */
    const char *const *names; /* unique; NULL-ended */
    uint32_t column_count;    /* 0: the text is empty */
    bool bad_quote;
    bool has_separator; /* the first line is "sep=;" */
    bool is_doubtful;   /* another line may be the header */
    bool is_ambiguous;  /* another delimiter makes as many fields, as consistently */
};

/* Decides delimiter (comma, semicolon, tab, "|") by the header and the first 20 records
 * (of two that make as much of them, the one that no blank follows in the header), and
 * reads the header. *ret_result CSV_MORE, CSV_UNCLOSED or CSV_END: there is no whole
 * header in the text, *ret_header is not set. */
WARN_UNUSED bool csv_header_read(const char *text, size_t size, bool whole,
        const struct csv_said *said, struct arena *arena, struct csv_header *ret_header,
        enum csv_result *ret_result, struct error *err);

/* Gives names that stand there more than once their numbers: name, name#2 ... The case of
 * ASCII letters makes no other name, as in SQL: Id, id#2, ID#3. */
WARN_UNUSED bool csv_header_make_unique(const char **names, uint32_t count,
        struct arena *arena, struct error *err);

/* The column, from 0, that a name means: by the name in the header; "name#1" is the first
 * of several "name", where no column is called so itself; "_3" the third. */
bool csv_header_find(const struct csv_header *header, const char *name,
        uint32_t *ret_column);

/* How many of the first `limit` records have as many fields as the first, which is not
 * counted; *ret_fields is the first's. */
uint32_t csv_header_agreement(const char *text, size_t size, bool whole,
        struct csv_dialect dialect, uint32_t limit, uint32_t *ret_fields,
        uint32_t *ret_records);

#endif
