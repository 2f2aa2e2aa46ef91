#include "engine/commands/listing.h"

#include "engine/base/jsonwriter.h"
#include "engine/commands/listing_sheet.h"
#include "engine/commands/output.h"
#include "reports/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_LOOKED_AT 1000
#define BYTES_LOOKED_AT ((size_t)16 << 20)
#define OUT_LIMIT ((size_t)256 << 20)
#define WIDTH_MAX 200u
#define EXACT_MAX 9007199254740991LL /* 2^53 - 1, RFC 8259 6 */

struct listing {
    FILE *out;
    enum command_format format;
    bool is_color, is_terminal, has_bom;
    const struct listing_column *columns;
    size_t count;
    struct arena arena;
    const char **keys;      /* of JSON objects */
    struct slice *headings; /* above the columns, for people */
    uint64_t rows;
    struct arena pending_arena; /* of a table's first rows */
    struct slice *pending;
    size_t pending_count;
    unsigned *widths;
    bool is_headed;
    struct buf line;
    struct listing_sheet sheet;
    struct words *words; /* of codes; NULL: they are shown as they are */
};

struct slice listing_text(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

/* Keys are unique in an object. */
static bool make_keys(struct listing *listing, struct error *err)
{
    if (!arena_allocate(&listing->arena, (listing->count + 1) * sizeof(*listing->keys),
                &listing->keys, err))
        return false;
    for (size_t c = 0; c < listing->count; c++) {
        const char *key = listing->columns[c].key;
        size_t same = 1;

        for (size_t before = 0; before < c; before++)
            same += strcmp(listing->columns[before].key, key) == 0;
        listing->keys[c] = key;
        if (same > 1 &&
                !arena_printf(&listing->arena, &listing->keys[c], err, "%s:%zu", key,
                        same))
            return false;
    }
    return true;
}

/* What codes of a column are called in messages.xml; NULL where it has none. */
static const char *kind_of_words(enum listing_kind kind)
{
    static const char *const names[] = {
            [LISTING_STATE] = "state",
            [LISTING_OUTCOME] = "outcome",
            [LISTING_DISPOSITION] = "disposition",
            [LISTING_STATUS] = "status",
            [LISTING_MEMBER] = "member",
            [LISTING_ITEM] = "item",
            [LISTING_CHANGE] = "change",
            [LISTING_REASON] = "reason",
            [LISTING_PLAN] = "plan",
    };

    return names[kind];
}

static bool load_words(struct listing *listing, struct error *err)
{
    bool wanted = false;

    for (size_t c = 0; c < listing->count; c++)
        wanted = wanted || kind_of_words(listing->columns[c].kind);
    if (!wanted || listing->format != COMMAND_TABLE)
        return true;
    return words_load(&listing->words, err);
}

static bool make_headings(struct listing *listing, struct error *err)
{
    if (!arena_allocate(&listing->arena,
                (listing->count + 1) * sizeof(*listing->headings), &listing->headings,
                err))
        return false;
    for (size_t c = 0; c < listing->count; c++) {
        const char *text = TR(listing->columns[c].en, listing->columns[c].ja);

        listing->headings[c] = listing_text(text ? text : listing->columns[c].key);
    }
    return true;
}

bool listing_new(const struct command_call *call, const struct listing_column *columns,
        size_t count, struct listing **ret_listing, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = calloc(1, sizeof(*listing));

    if (!listing)
        return error_memory(err);
    listing->out = call->out;
    listing->format = call->format;
    listing->is_color = call->is_color;
    listing->is_terminal = call->is_terminal;
    listing->has_bom = call->format == COMMAND_CSV && output_has_bom(call);
    listing->columns = columns;
    listing->count = count;
    listing->line.limit = OUT_LIMIT;
    listing->pending_arena.limit = OUT_LIMIT;
    listing->widths = calloc(count + 1, sizeof(*listing->widths));
    listing->pending = calloc(ROWS_LOOKED_AT * (count + 1), sizeof(*listing->pending));
    if (!listing->widths || !listing->pending)
        return error_memory(err);
    listing->arena.limit = OUT_LIMIT;
    if (!make_keys(listing, err) || !make_headings(listing, err) ||
            !load_words(listing, err) ||
            (call->format == COMMAND_XLSX &&
                    !listing_sheet_open(&listing->sheet, call->temporary_folder,
                            listing->headings, columns, count, err)))
        return false;
    *ret_listing = listing;
    listing = NULL;
    return true;
}

void listing_free(struct listing *listing)
{
    arena_clear(&listing->arena);
    arena_clear(&listing->pending_arena);
    buf_clear(&listing->line);
    free(listing->pending);
    free(listing->widths);
    listing_sheet_close(&listing->sheet);
    if (listing->words)
        words_free(listing->words);
    free(listing);
}

static bool put_line(struct listing *listing, struct error *err)
{
    bool ok = fwrite(buf_text(&listing->line), 1, listing->line.size, listing->out) ==
            listing->line.size;

    buf_reset(&listing->line);
    return ok ||
            error_set(err, ERROR_IO,
                    TR("the output cannot be written: %s", "出力を書き込めません: %s"),
                    error_reason(errno));
}

/* ---- table ---- */

static bool add_blanks(struct buf *line, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!buf_append_text(line, " ", err))
            return false;
    }
    return true;
}

/* The value, or the word for it. Evidence is as it is, or lacks something for a reason.
 */
static struct slice word_for(const struct listing *listing, size_t column,
        struct slice value)
{
    const char *kind = kind_of_words(listing->columns[column].kind);
    const char *word = NULL;

    if (!listing->words || !kind || !value.text)
        return value;
    if (text_language() == TEXT_EN && listing->columns[column].kind != LISTING_CHANGE)
        return value;
    word = words_find(listing->words, kind, value, text_language());
    if (!word && listing->columns[column].kind == LISTING_ITEM)
        word = words_find(listing->words, "reason", value, text_language());
    return word ? listing_text(word) : value;
}

/* What an outcome or a state looks like; "" for a word without a colour. */
static const char *color_of(struct slice word)
{
    static const struct {
        const char *word, *color;
    } table[] = {
            {"exception", "\033[31m"},
            {"no-exception", "\033[32m"},
            {"indeterminate", "\033[33m"},
            {"open", "\033[33m"},
            {"stale", "\033[33m"},
            {"not-run", "\033[33m"},
            {"error", "\033[31m"},
    };

    for (size_t i = 0; word.text && i < ARRAY_LENGTH(table); i++) {
        if (strlen(table[i].word) == word.size &&
                memcmp(table[i].word, word.text, word.size) == 0)
            return table[i].color;
    }
    return "";
}

static bool add_value(struct listing *listing, size_t column, struct slice value,
        const struct buf *visible, struct error *err)
{
    bool is_code = kind_of_words(listing->columns[column].kind) != NULL;
    const char *color = listing->is_color && is_code ? color_of(value) : "";

    return buf_append_text(&listing->line, color, err) &&
            buf_append(&listing->line, buf_text(visible), visible->size, err) &&
            (!*color || buf_append_text(&listing->line, "\033[0m", err));
}

static bool append_shown(const struct listing *listing, size_t column, struct slice value,
        struct buf *visible, struct error *err)
{
    struct slice word = word_for(listing, column, value);

    return text_append_visible(visible, word.text ? word.text : "", word.size, err);
}

static bool add_cell(struct listing *listing, size_t column, struct slice value,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(OUT_LIMIT);
    bool is_last = column + 1 == listing->count;
    bool is_number = listing->columns[column].kind == LISTING_NUMBER;
    unsigned width, fill;

    if (!append_shown(listing, column, value, &visible, err))
        return false;
    width = text_width(buf_text(&visible), visible.size);
    fill = width < listing->widths[column] ? listing->widths[column] - width : 0;
    return (!is_number || add_blanks(&listing->line, fill, err)) &&
            add_value(listing, column, value, &visible, err) &&
            (is_number || is_last || add_blanks(&listing->line, fill, err)) &&
            (is_last || buf_append_text(&listing->line, "  ", err));
}

static bool write_table_row(struct listing *listing, const struct slice *values,
        struct error *err)
{
    for (size_t c = 0; c < listing->count; c++) {
        if (!add_cell(listing, c, values[c], err))
            return false;
    }
    while (listing->line.size && listing->line.data[listing->line.size - 1] == ' ')
        listing->line.size--;
    return buf_append_text(&listing->line, "\n", err) && put_line(listing, err);
}

static bool widen(struct listing *listing, size_t column, struct slice value,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(OUT_LIMIT);
    unsigned width;

    if (!append_shown(listing, column, value, &visible, err))
        return false;
    width = text_width(buf_text(&visible), visible.size);
    if (width > WIDTH_MAX)
        width = WIDTH_MAX;
    if (width > listing->widths[column])
        listing->widths[column] = width;
    return true;
}

static bool flush_table(struct listing *listing, struct error *err)
{
    for (size_t c = 0; c < listing->count; c++) {
        if (!widen(listing, c, listing->headings[c], err))
            return false;
        for (size_t r = 0; r < listing->pending_count; r++) {
            if (!widen(listing, c, listing->pending[r * listing->count + c], err))
                return false;
        }
    }
    listing->is_headed = true;
    if (!write_table_row(listing, listing->headings, err))
        return false;
    for (size_t r = 0; r < listing->pending_count; r++) {
        if (!write_table_row(listing, &listing->pending[r * listing->count], err))
            return false;
    }
    listing->pending_count = 0;
    arena_clear(&listing->pending_arena);
    return true;
}

static bool add_to_table(struct listing *listing, const struct slice *values,
        struct error *err)
{
    if (listing->is_headed)
        return write_table_row(listing, values, err);
    for (size_t c = 0; c < listing->count; c++) {
        struct slice *kept =
                &listing->pending[listing->pending_count * listing->count + c];

        *kept = (struct slice){NULL, values[c].size};
        if (values[c].text &&
                !arena_copy(&listing->pending_arena, values[c].text, values[c].size,
                        &kept->text, err))
            return false;
    }
    listing->pending_count++;
    if (listing->pending_count < ROWS_LOOKED_AT &&
            listing->pending_arena.used < BYTES_LOOKED_AT)
        return true;
    return flush_table(listing, err);
}

/* ---- csv and tsv ---- */

static bool add_quoted(struct buf *line, struct slice value, struct error *err)
{
    bool plain = true;

    for (size_t i = 0; plain && i < value.size; i++)
        plain = !strchr("\",\r\n", value.text[i]) || !value.text[i];
    if (plain)
        return buf_append(line, value.text ? value.text : "", value.size, err);
    if (!buf_append_text(line, "\"", err))
        return false;
    for (size_t i = 0; i < value.size; i++) {
        if ((value.text[i] == '"' && !buf_append_text(line, "\"", err)) ||
                !buf_append(line, &value.text[i], 1, err))
            return false;
    }
    return buf_append_text(line, "\"", err);
}

static bool add_escaped(struct buf *line, struct slice value, struct error *err)
{
    for (size_t i = 0; i < value.size; i++) {
        const char *escape = value.text[i] == '\t' ? "\\t"
                : value.text[i] == '\n'            ? "\\n"
                : value.text[i] == '\r'            ? "\\r"
                : value.text[i] == '\\'            ? "\\\\"
                                                   : NULL;

        if (!(escape ? buf_append_text(line, escape, err)
                     : buf_append(line, &value.text[i], 1, err)))
            return false;
    }
    return true;
}

/* Exact in files and pipes; a terminal would obey what is written for it. */
static bool add_separated(struct listing *listing, struct slice value, struct error *err)
{
    bool csv = listing->format == COMMAND_CSV;
    CLEANUP(buf_clear) struct buf cell = BUF_INIT(OUT_LIMIT);
    struct buf *into = listing->is_terminal ? &cell : &listing->line;

    return (csv ? add_quoted : add_escaped)(into, value, err) &&
            (!listing->is_terminal ||
                    text_append_visible(&listing->line, buf_text(&cell), cell.size, err));
}

static bool write_separated(struct listing *listing, const struct slice *values,
        struct error *err)
{
    bool csv = listing->format == COMMAND_CSV;

    for (size_t c = 0; c < listing->count; c++) {
        if (c && !buf_append_text(&listing->line, csv ? "," : "\t", err))
            return false;
        if (!add_separated(listing, values[c], err))
            return false;
    }
    return buf_append_text(&listing->line, csv ? "\r\n" : "\n", err) &&
            put_line(listing, err);
}

static bool head_separated(struct listing *listing, struct error *err)
{
    struct slice *headings;

    if (!arena_allocate(&listing->arena, (listing->count + 1) * sizeof(*headings),
                &headings, err))
        return false;
    for (size_t c = 0; c < listing->count; c++)
        headings[c] = listing_text(listing->columns[c].key);
    listing->is_headed = true;
    return (!listing->has_bom || buf_append_text(&listing->line, "\xEF\xBB\xBF", err)) &&
            write_separated(listing, headings, err);
}

/* ---- json ---- */

/* Integers that every reader of JSON keeps as they are; fractions are approximate anyway.
 */
static bool is_exact(struct slice value)
{
    char text[24];
    long long number;
    char *end;

    if (memchr(value.text, '.', value.size) || memchr(value.text, 'e', value.size))
        return true;
    if (value.size >= sizeof(text))
        return false;
    memcpy(text, value.text, value.size);
    text[value.size] = '\0';
    number = strtoll(text, &end, 10);
    return !*end && number <= EXACT_MAX && number >= -EXACT_MAX;
}

static bool write_object(struct listing *listing, const struct slice *values,
        struct error *err)
{
    struct jsonwriter json;

    if (listing->format == COMMAND_JSON &&
            !buf_append_text(&listing->line, listing->rows ? ",\n  " : "[\n  ", err))
        return false;
    jsonwriter_init(&json, &listing->line, false, err);
    jsonwriter_object(&json);
    for (size_t c = 0; c < listing->count; c++) {
        jsonwriter_key(&json, listing->keys[c]);
        if (!values[c].text)
            jsonwriter_null(&json);
        else if (listing->columns[c].kind == LISTING_NUMBER && is_exact(values[c]))
            jsonwriter_number(&json, values[c].text, values[c].size);
        else if (listing->columns[c].kind == LISTING_JSON)
            jsonwriter_json(&json, values[c].text, values[c].size);
        else
            jsonwriter_bytes(&json, values[c].text, values[c].size);
    }
    jsonwriter_end(&json);
    return jsonwriter_finish(&json) &&
            (listing->format == COMMAND_JSON ||
                    buf_append_text(&listing->line, "\n", err)) &&
            put_line(listing, err);
}

/* ---- all ---- */

bool listing_offer(struct listing *listing, size_t column, const char *words,
        struct error *err)
{
    return !listing->sheet.xlsx || xlsx_choose(listing->sheet.xlsx, column, words, err);
}

bool listing_add(struct listing *listing, const struct slice *values, struct error *err)
{
    bool ok;

    switch (listing->format) {
    case COMMAND_TABLE:
        ok = add_to_table(listing, values, err);
        break;
    case COMMAND_CSV:
    case COMMAND_TSV:
        ok = (listing->is_headed || head_separated(listing, err)) &&
                write_separated(listing, values, err);
        break;
    case COMMAND_XLSX:
        ok = listing_sheet_add(&listing->sheet, values, err);
        break;
    default:
        ok = write_object(listing, values, err);
        break;
    }
    listing->rows++;
    return ok;
}

bool listing_finish(struct listing *listing, struct error *err)
{
    switch (listing->format) {
    case COMMAND_TABLE:
        return listing->is_headed || flush_table(listing, err);
    case COMMAND_CSV:
    case COMMAND_TSV:
        return listing->is_headed || head_separated(listing, err);
    case COMMAND_JSON:
        return buf_append_text(&listing->line, listing->rows ? "\n]\n" : "[]\n", err) &&
                put_line(listing, err);
    case COMMAND_XLSX:
        return xlsx_write(listing->sheet.xlsx, listing->out, err);
    case COMMAND_JSONL:
        break;
    }
    return true;
}
