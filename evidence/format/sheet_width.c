#include "evidence/format/sheet_width.h"

#include <string.h>

#include "evidence/format/sheet_count.h"
#include "evidence/format/sheet_plain.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define PIECE ((size_t)64 << 10)
#define PREFIX_MAX 16u
#define KEPT_MAX                                                          \
    SHEET_PLAIN_MAX /* of a tag that matters; longer ones are passed over \
                     */

struct looking {
    struct sheet_width *width;
    uint32_t row, column;
    bool in_cell;            /* its start tag was the last tag */
    bool is_over;            /* behind the rows */
    char prefix[PREFIX_MAX]; /* of the last row's name, with its colon */
    struct slice plain;      /* that prefix; text NULL: before the first row */
    struct sheet_count count;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The name without its prefix; tag is what is between '<' and '>'. */
static struct slice local_name(struct slice tag)
{
    struct slice name = {tag.text, 0};

    if (*tag.text == '/')
        tag = name = (struct slice){tag.text + 1, tag.size - 1};
    name.size = 0;
    for (size_t i = 0; i < tag.size && !is_blank(tag.text[i]); i++) {
        if (tag.text[i] == '/')
            break;
        name.size++;
        if (tag.text[i] == ':')
            name = (struct slice){tag.text + i + 1, 0};
    }
    return name;
}

static bool is_name(struct slice name, const char *expected)
{
    return name.size == strlen(expected) && memcmp(name.text, expected, name.size) == 0;
}

/* The value of the tag's attribute r; text NULL: it has none. */
static struct slice find_place(struct slice tag)
{
    const char *at = tag.text, *end = tag.text + tag.size, *close;

    while ((at = memmem(at, (size_t)(end - at), "r=", 2))) {
        if (at > tag.text && is_blank(at[-1]) && at + 3 < end &&
                (at[2] == '"' || at[2] == '\'')) {
            close = memchr(at + 3, at[2], (size_t)(end - at - 3));
            return (struct slice){at + 3, close ? (size_t)(close - at - 3) : 0};
        }
        at += 2;
    }
    return (struct slice){NULL, 0};
}

static void note_prefix(struct looking *looking, struct slice tag, struct slice name)
{
    size_t size = (size_t)(name.text - tag.text);

    looking->plain = (struct slice){NULL, 0};
    if (size > PREFIX_MAX)
        return;
    memcpy(looking->prefix, tag.text, size);
    looking->plain = (struct slice){looking->prefix, size};
}

static void begin_row(struct looking *looking, struct slice tag)
{
    struct slice place = find_place(tag);
    uint32_t number;

    looking->row++;
    looking->column = 0;
    if (spreadsheet_xml_number(place, &number))
        looking->row = number;
}

/* Cells that do not say where they are stand behind the last one. */
static void move_on(struct looking *looking, struct slice place)
{
    uint32_t column, row;

    looking->column++;
    if (place.text && spreadsheet_text_reference(place.text, place.size, &column, &row))
        looking->column = column;
}

static void begin_cell(struct looking *looking, struct slice tag)
{
    move_on(looking, find_place(tag));
    looking->in_cell = tag.text[tag.size - 1] != '/' &&
            looking->column <= SPREADSHEET_COLUMNS_MAX;
}

static bool note_plain(struct looking *looking, const struct sheet_plain *plain,
        struct error *err)
{
    bool is_filled = plain->has_value || plain->has_formula;

    move_on(looking, plain->reference);
    if (is_filled && looking->column <= SPREADSHEET_COLUMNS_MAX)
        looking->width->last_row[looking->column] = looking->row;
    looking->in_cell = false;
    return sheet_count_cell(&looking->count, is_filled, err);
}

static void note_tag(struct looking *looking, struct slice tag)
{
    struct slice name = tag.size ? local_name(tag) : tag;

    if (looking->in_cell && tag.size && *tag.text != '/')
        looking->width->last_row[looking->column] = looking->row;
    looking->in_cell = false;
    if (tag.size && *tag.text == '/')
        looking->is_over = is_name(name, "sheetData");
    else if (is_name(name, "c"))
        begin_cell(looking, tag);
    else if (is_name(name, "row")) {
        note_prefix(looking, tag, name);
        begin_row(looking, tag);
    }
}

/* A cell that is no plain one may be cut. */
static bool is_cell_start(const char *at, size_t size, struct slice prefix)
{
    return prefix.text && size > 1 + prefix.size && at[1 + prefix.size] == 'c';
}

/* The tag at *at, or the plain cell; false: what there is of it is not whole, or there is
 * too much. */
static bool look_at_one(struct looking *looking, const char **at, const char *stop,
        bool last, struct error *err)
{
    size_t size = (size_t)(stop - *at);
    struct sheet_plain plain;
    const char *close;

    if (looking->plain.text && sheet_plain_read(*at, size, looking->plain, &plain)) {
        *at += plain.size;
        return note_plain(looking, &plain, err);
    }
    close = memchr(*at, '>', size);
    if (size < KEPT_MAX && !last && (!close || is_cell_start(*at, size, looking->plain)))
        return false;
    if (close)
        note_tag(looking, (struct slice){*at + 1, (size_t)(close - *at - 1)});
    *at = close ? close + 1 : *at + 1;
    return !close || sheet_count_tag(&looking->count, 0, err);
}

/* Returns how many of the bytes are done with. */
static size_t look_at(struct looking *looking, const char *bytes, size_t size, bool last,
        struct error *err)
{
    const char *at = bytes, *stop = bytes + size;

    while (!looking->is_over && (at = memchr(at, '<', (size_t)(stop - at)))) {
        if (!look_at_one(looking, &at, stop, last, err))
            return (size_t)(at - bytes);
    }
    return size;
}

static bool look_through(struct looking *looking, struct inflate *inflate,
        struct error *err)
{
    char bytes[KEPT_MAX + PIECE];
    struct error ignored = {0};
    size_t kept = 0, got = 1, done;

    while (got && !looking->is_over) {
        if (!inflate_read(inflate, bytes + kept, PIECE, &got, &ignored))
            got = 0;
        done = look_at(looking, bytes, kept + got, got == 0, err);
        if (err->code)
            return false;
        kept = kept + got - done;
        memmove(bytes, bytes + done, kept);
    }
    return true;
}

bool sheet_width_read(const struct archive *archive, uint32_t member,
        struct sheet_width *ret_width, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct looking looking = {.width = ret_width};

    memset(ret_width, 0, sizeof(*ret_width));
    return archive_open_member(archive, member, &inflate, err) &&
            look_through(&looking, inflate, err);
}
