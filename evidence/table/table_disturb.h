/* table_disturb.h - evidence tables whose records are put otherwise than they were
 * delivered, one disturbance at a time: what `check --fixtures --mutate` is made of
 *
 * The tables of a set are held (read once, whole), told which of their values statements
 * read, and then disturbed and put right again. A table is named by its place in the set,
 * a row by its place among the held ones, a column is the item's. Only for fixtures:
 * everything is kept. */
#ifndef CHOSHO_TABLE_DISTURB_H
#define CHOSHO_TABLE_DISTURB_H

#include "evidence/table/table.h"

enum table_disturb_kind {
    TABLE_DISTURB_CELL,   /* the cell has the value instead */
    TABLE_DISTURB_LEAVE,  /* the row is not there */
    TABLE_DISTURB_DOUBLE, /* ... is there again, as a record behind its member's last */
};

struct table_disturbance {
    size_t table;
    enum table_disturb_kind kind;
    uint32_t row, column;
    struct stage_value value; /* of the cell; borrowed while it is applied */
};

/* Reads every table of the set whole; from now on statements read those rows. */
WARN_UNUSED bool table_disturb_hold(struct table_set *set, struct error *err);

/* From now on each value that a statement asks for is marked with these bits; 0: none. */
void table_disturb_watch(struct table_set *set, uint8_t marks);

/* Rows that are held. */
uint32_t table_disturb_row_count(const struct table_set *set, size_t table);
/* record_id first, then the item's columns. The bytes live as long as the set. */
struct stage_value table_disturb_value(const struct table_set *set, size_t table,
        uint32_t row, uint32_t column);
int64_t table_disturb_record_id(const struct table_set *set, size_t table, uint32_t row);
/* The bits of all that asked for the value while it was watched. */
uint8_t table_disturb_marks(const struct table_set *set, size_t table, uint32_t row,
        uint32_t column);

/* Puts one table otherwise, until the next call; NULL: all tables are as they were. */
WARN_UNUSED bool table_disturb_apply(struct table_set *set,
        const struct table_disturbance *disturbance, struct error *err);

/* For table*.c: notes that the row's value was asked for; every row's, as a key. */
struct table_item;
void table_disturb_note(struct table_item *table, uint32_t row, uint32_t column);
void table_disturb_note_key(struct table_item *table, uint32_t column);
/* Ends what the table held. */
void table_disturb_free(struct table_item *table);

#endif
