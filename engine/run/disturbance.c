#include "engine/run/disturbance.h"

#include "engine/base/date.h"

#include <stdio.h>
#include <string.h>

/* Other texts of a column that a cell is given in turn. */
#define SWAPS_MAX 4
/* No client writes it. */
#define FOREIGN "~chosho~"

static const char *const names[DISTURBANCE_WAY_COUNT] = {
        [DISTURBANCE_NONE] = "none",
        [DISTURBANCE_BLANK] = "blank",
        [DISTURBANCE_ABSENT] = "absent",
        [DISTURBANCE_CHANGED] = "changed",
        [DISTURBANCE_MOVED] = "moved",
        [DISTURBANCE_TURNED] = "turned",
        [DISTURBANCE_GIVEN] = "given",
        [DISTURBANCE_LEFT_OUT] = "left-out",
        [DISTURBANCE_DOUBLED] = "doubled",
        [DISTURBANCE_ANY] = "any",
};

const char *disturbance_name(enum disturbance_way way)
{
    return names[way];
}

/* A cell, or a row, being disturbed. */
struct disturbing {
    const struct table_set *set;
    const struct item *item;
    const struct execute_period *period;
    const struct disturbance_sink *sink;
    size_t table;
    uint32_t row, column;
};

static bool tell_row(const struct disturbing *at, enum disturbance_way way,
        enum table_disturb_kind kind, struct error *err)
{
    const struct disturbance disturbance = {.way = way,
            .how = {.table = at->table, .kind = kind, .row = at->row}};

    return at->sink->disturb(at->sink->owner, &disturbance, err);
}

static bool tell(const struct disturbing *at, enum disturbance_way way,
        struct stage_value value, struct error *err)
{
    uint8_t marks = table_disturb_marks(at->set, at->table, at->row, at->column);
    const struct disturbance disturbance = {way,
            (marks & DISTURBANCE_BY_RECORD) && !(marks & DISTURBANCE_BY_POPULATION),
            {at->table, TABLE_DISTURB_CELL, at->row, at->column, value}};

    return at->sink->disturb(at->sink->owner, &disturbance, err);
}

static struct stage_value text_of(const char *text)
{
    return (struct stage_value){.type = STAGE_TEXT, .bytes = {text, strlen(text)}};
}

static struct stage_value integer_of(int64_t number)
{
    return (struct stage_value){.type = STAGE_INTEGER, .integer = number};
}

static bool is_same(const struct stage_value *a, const struct stage_value *b)
{
    return a->type == b->type && a->bytes.size == b->bytes.size &&
            (a->bytes.size == 0 ||
                    memcmp(a->bytes.text, b->bytes.text, a->bytes.size) == 0);
}

/* ---- texts ---- */

static bool is_first(const struct disturbing *at, uint32_t row,
        const struct stage_value *value)
{
    for (uint32_t before = 0; before < row; before++) {
        struct stage_value other = table_disturb_value(at->set, at->table, before,
                at->column);

        if (is_same(&other, value))
            return false;
    }
    return true;
}

/* The texts that follow in the column, from its beginning behind its end. */
static bool swap(const struct disturbing *at, enum disturbance_way way,
        const struct stage_value *own, struct error *err)
{
    uint32_t rows = table_disturb_row_count(at->set, at->table);
    unsigned count = 0;

    for (uint32_t i = 1; i < rows && count < SWAPS_MAX; i++) {
        uint32_t row = (at->row + i) % rows;
        struct stage_value other = table_disturb_value(at->set, at->table, row,
                at->column);

        if (other.type != STAGE_TEXT || other.bytes.size == 0 || is_same(&other, own) ||
                !is_first(at, row, &other))
            continue;
        if (!tell(at, way, other, err))
            return false;
        count++;
    }
    return true;
}

/* The texts beside it: who asked for it, say, in place of who approved. */
static bool swap_in_row(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    for (uint32_t c = 0; c < at->item->column_count; c++) {
        struct stage_value other = table_disturb_value(at->set, at->table, at->row, c);

        if (at->item->columns[c].type != at->item->columns[at->column].type ||
                other.type != STAGE_TEXT || other.bytes.size == 0 || is_same(&other, own))
            continue;
        if (!tell(at, DISTURBANCE_CHANGED, other, err))
            return false;
    }
    return true;
}

static bool disturb_text(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    const char *foreign = at->item->columns[at->column].type == PROGRAM_IP
            ? "203.0.113.254"
            : FOREIGN;

    return tell(at, DISTURBANCE_CHANGED, text_of(foreign), err) &&
            swap(at, DISTURBANCE_CHANGED, own, err) && swap_in_row(at, own, err);
}

/* ---- numbers and times ---- */

static bool move_number(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    static const int steps[] = {1, -1, 10, -10, 1000000, -1000000};
    struct stage_value moved = *own;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        if (own->type == STAGE_REAL)
            moved.real = own->real + steps[i];
        else if (__builtin_add_overflow(own->integer, (int64_t)steps[i], &moved.integer))
            continue;
        if (!tell(at, DISTURBANCE_MOVED, moved, err))
            return false;
    }
    return true;
}

static bool move_day(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    static const int steps[] = {1, -1, 7, -7, 40, -40, 400, -400};
    int64_t day;

    if (!date_parse(own->bytes.text, own->bytes.size, &day))
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        char text[DATE_TEXT_SIZE];

        date_format(day + steps[i], text);
        if (!tell(at, DISTURBANCE_MOVED, text_of(text), err))
            return false;
    }
    return true;
}

static bool move_moment(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    static const int minutes[] = {1, -1, 60, -60, 1440, -1440, 10080, -10080, 57600,
            -57600, 576000, -576000};
    int64_t ms;

    if (!date_parse_instant(own->bytes.text, own->bytes.size, &ms))
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(minutes); i++) {
        char text[DATE_INSTANT_SIZE];

        date_format_instant(ms + minutes[i] * INT64_C(60000), text);
        if (!tell(at, DISTURBANCE_MOVED, text_of(text), err))
            return false;
    }
    return true;
}

/* ---- cells ---- */

static bool give_day(const struct disturbing *at, bool is_moment, struct error *err)
{
    const char *days[] = {at->period->start, at->period->end};

    for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
        char text[DATE_INSTANT_SIZE];

        snprintf(text, sizeof(text), is_moment ? "%.10sT03:00:00.000Z" : "%.10s",
                days[i]);
        if (!tell(at, DISTURBANCE_GIVEN, text_of(text), err))
            return false;
    }
    return true;
}

static bool give(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    switch (at->item->columns[at->column].type) {
    case PROGRAM_TEXT:
    case PROGRAM_IP:
        return tell(at, DISTURBANCE_GIVEN, text_of(FOREIGN), err) &&
                swap(at, DISTURBANCE_GIVEN, own, err);
    case PROGRAM_NUMBER:
        return tell(at, DISTURBANCE_GIVEN, integer_of(0), err) &&
                tell(at, DISTURBANCE_GIVEN, integer_of(1000000), err);
    case PROGRAM_BOOLEAN:
        return tell(at, DISTURBANCE_GIVEN, integer_of(0), err) &&
                tell(at, DISTURBANCE_GIVEN, integer_of(1), err);
    case PROGRAM_DATE:
        return give_day(at, false, err);
    case PROGRAM_TIMESTAMP:
        break;
    }
    return give_day(at, true, err);
}

static bool disturb_value(const struct disturbing *at, const struct stage_value *own,
        struct error *err)
{
    switch (at->item->columns[at->column].type) {
    case PROGRAM_TEXT:
    case PROGRAM_IP:
        return disturb_text(at, own, err);
    case PROGRAM_NUMBER:
        return move_number(at, own, err);
    case PROGRAM_BOOLEAN:
        return tell(at, DISTURBANCE_TURNED, integer_of(own->integer == 0), err);
    case PROGRAM_DATE:
        return move_day(at, own, err);
    case PROGRAM_TIMESTAMP:
        break;
    }
    return move_moment(at, own, err);
}

/* A value that cannot be read is not good evidence: it stays as it is. */
static bool disturb_cell(const struct disturbing *at, struct error *err)
{
    const struct stage_value own = table_disturb_value(at->set, at->table, at->row,
            at->column);
    bool is_text = at->item->columns[at->column].type == PROGRAM_TEXT;
    const struct stage_value blank = {.type = is_text ? STAGE_TEXT : STAGE_BLOB,
            .bytes = {"", 0}};

    if (own.type == STAGE_BLOB)
        return true;
    if (own.type == STAGE_NULL)
        return give(at, &own, err);
    if (is_text && own.bytes.size == 0)
        return tell(at, DISTURBANCE_ABSENT, (struct stage_value){.type = STAGE_NULL},
                       err) &&
                give(at, &own, err);
    return tell(at, DISTURBANCE_BLANK, blank, err) &&
            tell(at, DISTURBANCE_ABSENT, (struct stage_value){.type = STAGE_NULL}, err) &&
            disturb_value(at, &own, err);
}

static bool is_row_read(const struct disturbing *at)
{
    for (uint32_t c = 0; c < at->item->column_count; c++) {
        if (table_disturb_marks(at->set, at->table, at->row, c))
            return true;
    }
    return false;
}

static bool disturb_row(struct disturbing *at, struct error *err)
{
    if (!is_row_read(at))
        return true;
    if (!tell_row(at, DISTURBANCE_LEFT_OUT, TABLE_DISTURB_LEAVE, err) ||
            !tell_row(at, DISTURBANCE_DOUBLED, TABLE_DISTURB_DOUBLE, err))
        return false;
    for (at->column = 0; at->column < at->item->column_count; at->column++) {
        if (table_disturb_marks(at->set, at->table, at->row, at->column) &&
                !disturb_cell(at, err))
            return false;
    }
    return true;
}

bool disturbance_list(const struct table_set *set, const struct item *items,
        uint32_t item_count, const struct execute_period *period,
        const struct disturbance_sink *sink, struct error *err)
{
    struct disturbing at = {.set = set, .period = period, .sink = sink};

    for (at.table = 0; at.table < item_count; at.table++) {
        at.item = &items[at.table];
        for (at.row = 0; at.row < table_disturb_row_count(set, at.table); at.row++) {
            if (!disturb_row(&at, err))
                return false;
        }
    }
    return true;
}
