#include "evidence/format/sheet_width.h"

#include <string.h>

#include "evidence/spreadsheet/spreadsheet_xml.h"

#define PIECE ((size_t)64 << 10)
#define TAG_MAX ((size_t)4 << 10) /* of one that matters; longer ones are passed over */

struct looking {
    struct sheet_width *width;
    uint32_t row, column;
    bool in_cell; /* its start tag was the last tag */
    bool is_over; /* behind the rows */
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

static void begin_row(struct looking *looking, struct slice tag)
{
    struct slice place = find_place(tag);
    uint32_t number;

    looking->row++;
    looking->column = 0;
    if (spreadsheet_xml_number(place, &number))
        looking->row = number;
}

static void begin_cell(struct looking *looking, struct slice tag)
{
    struct slice place = find_place(tag);
    uint32_t column, row;

    looking->column++;
    if (place.text && spreadsheet_text_reference(place.text, place.size, &column, &row))
        looking->column = column;
    looking->in_cell = tag.text[tag.size - 1] != '/' &&
            looking->column <= SPREADSHEET_COLUMNS_MAX;
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
    else if (is_name(name, "row"))
        begin_row(looking, tag);
}

/* Returns how many of the bytes are done with. */
static size_t look_at(struct looking *looking, const char *bytes, size_t size)
{
    const char *at = bytes, *stop = bytes + size, *close;

    while (!looking->is_over && (at = memchr(at, '<', (size_t)(stop - at)))) {
        at++;
        close = memchr(at, '>', (size_t)(stop - at));
        if (!close && (size_t)(stop - at) < TAG_MAX)
            return (size_t)(at - 1 - bytes);
        if (close)
            note_tag(looking, (struct slice){at, (size_t)(close - at)});
    }
    return size;
}

bool sheet_width_read(const struct archive *archive, uint32_t member,
        struct sheet_width *ret_width, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct looking looking = {.width = ret_width};
    char bytes[TAG_MAX + PIECE];
    struct error ignored = {0};
    size_t kept = 0, got, done;

    memset(ret_width, 0, sizeof(*ret_width));
    if (!archive_open_member(archive, member, &inflate, err))
        return false;
    while (!looking.is_over &&
            inflate_read(inflate, bytes + kept, PIECE, &got, &ignored) && got) {
        done = look_at(&looking, bytes, kept + got);
        kept = kept + got - done;
        memmove(bytes, bytes + done, kept);
    }
    return true;
}
