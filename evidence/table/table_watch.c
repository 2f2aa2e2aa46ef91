#include "evidence/table/table_watch.h"

#include <string.h>

static const char *find_sign(unsigned char op)
{
    static const struct {
        unsigned char op;
        const char *sign;
    } signs[] = {{SQLITE_INDEX_CONSTRAINT_LT, "<"}, {SQLITE_INDEX_CONSTRAINT_LE, "<="},
            {SQLITE_INDEX_CONSTRAINT_GT, ">"}, {SQLITE_INDEX_CONSTRAINT_GE, ">="}};

    for (size_t i = 0; i < ARRAY_LENGTH(signs); i++) {
        if (signs[i].op == op)
            return signs[i].sign;
    }
    return NULL;
}

/* Whether the text is a date or a stamp that names its year; *ret_value as it sorts. */
static bool read_date(const struct table_item *table, struct slice text, bool *ret_stamp,
        struct convert_value *ret_value)
{
    const struct convert_context how = {.zone = table->set->context->zone};

    *ret_stamp = false;
    if (convert_text(PROGRAM_DATE, text.text, text.size, &how, ret_value))
        return true;
    *ret_stamp = true;
    return convert_text(PROGRAM_TIMESTAMP, text.text, text.size, &how, ret_value);
}

/* One of a kind is enough for a column: BETWEEN has two. */
static bool is_watched(const struct table_item *table, const struct table_watch *watch)
{
    for (size_t i = 0; i < table->watch_count; i++) {
        if (table->watches[i].what == watch->what &&
                table->watches[i].column == watch->column &&
                table->watches[i].is_negated == watch->is_negated)
            return true;
    }
    return false;
}

static bool make_date(const struct table_item *table, struct table_watch *watch,
        sqlite3_value *value)
{
    struct convert_value date;
    struct slice text = {(const char *)sqlite3_value_text(value), 0};

    text.size = (size_t)sqlite3_value_bytes(value);
    if (!text.text || text.size >= sizeof(watch->text) ||
            !read_date(table, text, &watch->is_stamp, &date))
        return false;
    memcpy(watch->text, text.text, text.size);
    memcpy(watch->date, date.text, date.text_size);
    return true;
}

static bool make(const struct table_item *table, struct table_watch *watch,
        unsigned char op, sqlite3_value *value)
{
    enum program_type type = table->item->columns[watch->column].type;
    bool is_text = value && sqlite3_value_type(value) == SQLITE_TEXT;

    watch->is_negated = op == SQLITE_INDEX_CONSTRAINT_ISNOT ||
            op == SQLITE_INDEX_CONSTRAINT_ISNOTNULL;
    watch->sign = find_sign(op);
    if (op == SQLITE_INDEX_CONSTRAINT_ISNULL || op == SQLITE_INDEX_CONSTRAINT_ISNOTNULL) {
        watch->what = TABLE_WATCH_NULL;
        return type == PROGRAM_TEXT;
    }
    if (!is_text ||
            (type != PROGRAM_TEXT && type != PROGRAM_DATE && type != PROGRAM_TIMESTAMP))
        return false;
    watch->what = watch->sign ? TABLE_WATCH_DATE : TABLE_WATCH_EMPTY;
    if (watch->sign)
        return make_date(table, watch, value);
    return sqlite3_value_bytes(value) == 0 &&
            (op == SQLITE_INDEX_CONSTRAINT_EQ || op == SQLITE_INDEX_CONSTRAINT_IS ||
                    op == SQLITE_INDEX_CONSTRAINT_ISNOT);
}

void table_watch_note(struct table_item *table, uint32_t column, unsigned char op,
        sqlite3_value *value)
{
    struct table_watch watch = {.column = column};

    if (table->watch_count < TABLE_WATCHES_MAX && make(table, &watch, op, value) &&
            !is_watched(table, &watch))
        table->watches[table->watch_count++] = watch;
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static bool begins_with_year(const char *text)
{
    return strspn(text, "0123456789") >= 4;
}

/* Whether the letters of both have the order of their dates: a year first, then digits
 * over digits and else the same letters, as far as the shorter goes, and no digit cut off
 * there. */
static bool is_in_order(const char *text, struct slice value)
{
    size_t size = strlen(text), most = size < value.size ? size : value.size;

    for (size_t i = 0; i < most; i++) {
        if (is_digit(text[i]) ? !is_digit(value.text[i]) : text[i] != value.text[i])
            return false;
    }
    return begins_with_year(text) && !is_digit(text[most]) &&
            (value.size == most || !is_digit(value.text[most]));
}

static void look_at_date(const struct table_item *table, struct table_watch *watch,
        struct slice value)
{
    struct convert_value date;

    if (is_in_order(watch->text, value) || value.size >= sizeof(watch->met) ||
            !read_date(table, value, &watch->is_met_stamp, &date))
        return;
    memcpy(watch->met, value.text, value.size);
    watch->is_met = true;
}

void table_watch_look(struct table_item *table, uint32_t column,
        const struct stage_value *value)
{
    bool is_null = value->type == STAGE_NULL;
    bool is_empty = value->type == STAGE_TEXT && value->bytes.size == 0;

    for (size_t i = 0; i < table->watch_count; i++) {
        struct table_watch *watch = &table->watches[i];

        if (watch->column != column)
            continue;
        if (watch->what == TABLE_WATCH_DATE) {
            if (!watch->is_met && value->type == STAGE_TEXT && !is_empty)
                look_at_date(table, watch, value->bytes);
            continue;
        }
        watch->is_met |= watch->what == TABLE_WATCH_EMPTY ? is_null : is_empty;
        watch->is_kept |= watch->what == TABLE_WATCH_EMPTY ? is_empty : is_null;
    }
}

void table_watch_judge(struct table_item *table)
{
    size_t kept = 0;

    for (size_t i = 0; i < table->watch_count; i++) {
        if (table->watches[i].is_met && !table->watches[i].is_kept)
            table->watches[kept++] = table->watches[i];
    }
    table->watch_count = kept;
}
