/* layout.h - how a well-known source's files look: one XML file a source
 * (evidence/layouts)
 *
 * The vocabulary is urn:chosho:layout:1; layout_vocabulary.c has its table, which also
 * writes layout.xsd. To add a source: a file in evidence/layouts, and an example in its
 * folder samples with the table it must give; tests/unit/test_layout.c tries every layout
 * on its example. */
#ifndef CHOSHO_LAYOUT_H
#define CHOSHO_LAYOUT_H

#include "engine/base/vocabulary.h"
#include "evidence/binding/item.h"

struct layout_column {
    const char *name; /* as the evidence item may call it */
    const char *from; /* field as delivered: CSV header, JSON path, group */
    enum program_type type;
    const char *absent, *normalise; /* as in struct item_column ... */
    struct item_map_entry *map;     /* ... and these */
    uint32_t map_count;
    const char *otherwise;
    bool key;
    bool is_time;      /* when the record is from: of type timestamp or date */
    bool is_time_said; /* ... or that it is not: time="no" */
    unsigned line;     /* where it is written */
};

struct layout {
    const char *id, *version;
    const char *title_ja,
            *title_en; /* where only one language is there, both are that one */
    const char *note_ja, *note_en; /* to who reads its tables; NULL: none */
    struct record_format format;
    const char *stamp_zone; /* of stamps without one, where the source says so of all its
                               files (UTC of Windows, CloudTrail); NULL: the client's */
    const char *bare_records; /* instead of format.records, for a member whose records
                                 stand by themselves; NULL: format.records is, too */

    /* How layout_recognise() knows it: CSV columns or JSON paths that must all be there,
     * ended by NULL; keys of the JSON document round the records, likewise; and patterns
     * that most of the first 100 lines match, all of them. All NULL: never known by
     * content, only named by a binding (a kind's own name: "csv", "pairs" ...). */
    const char **recognise_header, **recognise_document, **recognise_patterns;

    struct layout_column *columns;
    uint32_t column_count;

    /* Child tables: the elements of an array in each record. Each is a layout of its own
     * with the same id: its records are the elements (json_each.h), its columns those of
     * the record, with "^" before their path and none of them a key, and the element's
     * own. */
    struct layout *tables;
    uint32_t table_count;
    const char *table; /* of a child table: its name; else NULL */

    const char *sample, *expected; /* file names in the folder samples, or NULL */
    const char *zone;              /* of the sample's stamps without one: stamp_zone, else
                                      Asia/Tokyo, unless said */
    int32_t year;                  /* of those without a year: 2025 unless said */
    unsigned line, recognise_line,
            sample_line; /* where these are written, for complaints */
};

extern const struct vocabulary layout_vocabulary;

/* Reads one layout; everything in the arena. false: complaints say why. Patterns are
 * compiled, and a column that no group of the pattern gives is complained of. */
WARN_UNUSED bool layout_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct layout *ret_layout,
        struct complaint_list *complaints);

/* How the field plays the column: a text as delivered is rewritten only where it is to
 * have the column's type, too. */
struct item_column layout_column_how(const struct layout_column *column, bool is_typed);

/* NULL where there is none of that id. */
const struct layout *layout_find(const struct layout *layouts, size_t count,
        const char *id);

/* The child table of that name; NULL where the layout has none. */
const struct layout *layout_find_table(const struct layout *layout, const char *name);

/* The number in `header-line`; NULL: 0, not said. */
uint32_t layout_header_line(const char *text);

/* "comma", "semicolon", "tab" or "pipe": what bindings and layouts call a CSV's
 * delimiter. */
bool layout_find_delimiter(const char *name, char *ret_delimiter);

#endif
