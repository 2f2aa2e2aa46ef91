/* table_module.h - inside of the evidence tables: what the set, the module and the stages
 * share
 *
 * Internal to table*.c. */
#ifndef CHOSHO_TABLE_MODULE_H
#define CHOSHO_TABLE_MODULE_H

#include "evidence/table/table.h"

#include <sqlite3.h>

struct table_item {    /* one table of a set */
    sqlite3_vtab base; /* must come first: SQLite's idea of a table */
    struct table_set *set;
    uint32_t index; /* in the set */
    const struct item *item;
    struct scan_usage *usage;
    bool ordered;             /* records come in ascending record_id */
    unsigned scans;           /* in this statement */
    uint64_t wanted;          /* columns any plan of this statement uses */
    uint64_t numbered;        /* bit c: column c of the table is text that this statement
                                 compares with a number, no value of it seen yet */
    uint64_t trues, falses;   /* of these: with what stands for that truth value */
    struct table_truth truth; /* the first of them that had a truth value */
    struct table_words words;
    struct table_watch watches[TABLE_WATCHES_MAX];
    size_t watch_count;
    struct stage *stage;
    uint64_t staged;         /* columns in the stage */
    uint32_t *places;        /* of column c of the table (0: record_id) in a staged row */
    struct table_held *held; /* rows kept for table_disturb.h; NULL: none */
};

#define TABLE_SET_MAX 4096

struct table_set {
    struct db *db;
    struct scan_context *context;
    const struct item *items[TABLE_SET_MAX];
    struct scan_usage *usages[TABLE_SET_MAX];
    struct table_item *tables[TABLE_SET_MAX];
    size_t count;
    struct error error; /* of evidence, behind a failed statement */
    unsigned cursors;   /* opened by the statement ... */
    int64_t left_at;    /* ... and the record that the last one closed stood on; 0: at its
                           end */
    struct table_trouble trouble;
    int64_t *troubled; /* record ids of the statement's troubled records */
    size_t troubled_count, troubled_capacity;
    bool is_sorted;   /* troubled is */
    bool is_overfull; /* there was no more room in it */
};

/* A value that a statement was given and that does not convert. column: of the item's. */
WARN_UNUSED bool table_note_trouble(struct table_set *set, uint32_t table,
        uint32_t column, int64_t record_id, struct error *err);

/* The module itself; its client data is the set. */
extern const sqlite3_module table_module;

#endif
