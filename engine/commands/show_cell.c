#include "engine/commands/show_cell.h"

#include "engine/base/text.h"
#include "engine/run/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

void show_cell_begin(struct show_cell *cell, const struct place *place,
        enum record_kind kind)
{
    char letters[SPREADSHEET_LETTERS_SIZE];

    memset(cell, 0, sizeof(*cell));
    if (!place->line || !place->column || kind != RECORD_SHEET)
        return;
    spreadsheet_text_letters(place->column, letters);
    snprintf(cell->name, sizeof(cell->name), "%s%llu", letters,
            (unsigned long long)place->line);
}

bool show_cell_is(const struct show_cell *cell, const char *heading)
{
    size_t size = strlen(cell->name);

    return size && strncmp(heading, cell->name, size) == 0 && heading[size] == ' ';
}

static void note_letters(const char *heading, char letters[SPREADSHEET_LETTERS_SIZE])
{
    snprintf(letters, SPREADSHEET_LETTERS_SIZE, "%.*s", (int)strspn(heading, LETTERS),
            heading);
}

void show_cell_take_fields(struct show_cell *cell, struct unpack content)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)4 << 20);
    uint32_t count = unpack_count(&content, MESSAGE_FIELD_MIN);

    for (uint32_t i = 0; i < count && !content.failed; i++) {
        const char *heading = unpack_text(&content, &arena);

        unpack_u8(&content);
        unpack_bytes(&content);
        if (content.failed || !heading)
            return;
        if (!cell->is_told)
            note_letters(heading, cell->first);
        note_letters(heading, cell->last);
        cell->is_told = true;
        cell->is_there = cell->is_there || show_cell_is(cell, heading);
    }
}

/* As many whole names as fit, and "…" where there are more. */
static void add_name(struct show_cell *cell, const char *name)
{
    size_t used = strlen(cell->header), size = strlen(name);

    if (used + size + sizeof(", …") >= sizeof(cell->header))
        snprintf(cell->header + used, sizeof(cell->header) - used, "%s",
                used >= 3 && strcmp(cell->header + used - 3, "…") == 0 ? "" : "…");
    else
        snprintf(cell->header + used, sizeof(cell->header) - used, "%s%s",
                used ? ", " : "", name);
}

bool show_cell_take_header(struct show_cell *cell, struct unpack *content,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)4 << 20);
    uint32_t count = unpack_count(content, MESSAGE_FIELD_MIN);

    for (uint32_t i = 0; i < count && !content->failed; i++) {
        const char *heading = unpack_text(content, &arena), *name;

        unpack_u8(content);
        unpack_bytes(content);
        if (content->failed || !heading)
            break;
        name = strchr(heading, ' ');
        cell->header_row = strtoull(heading + strspn(heading, LETTERS), NULL, 10);
        if (name)
            add_name(cell, name + 1);
    }
    cell->is_header_told = true;
    return unpack_is_complete(content) ||
            error_set(err, ERROR_LOST, "the worker sent a damaged message (fields)");
}

bool show_cell_check(const struct show_cell *cell, const struct place *place,
        struct error *err)
{
    if (!*cell->name || !cell->is_told || cell->is_there)
        return true;
    return error_set(err, ERROR_MISSING,
            TR("cell %s is empty: it is in none of the columns in use (%s to %s) of '%s'; its row is shown above",
                    "セル %1$s は空です。「%4$s」で使われている列（%2$s～%3$s）のどれでもありません。その行は上に示しました"),
            cell->name, cell->first, cell->last, place->member.name);
}

static bool refuse_header(const struct show_cell *cell, const struct place *place,
        struct error *err)
{
    char shown[SHOW_CELL_TEXT + 8];

    snprintf(shown, sizeof(shown), "%s", cell->header);
    if (place->line == cell->header_row)
        return error_set(err, ERROR_MISSING,
                TR("row %llu of '%s' is its header, and no record: %s",
                        "「%2$s」の %1$llu 行目は見出し行で、レコードではありません: %3$s"),
                (unsigned long long)place->line, place->member.name, shown);
    return error_set(err, ERROR_MISSING,
            TR("row %llu of '%s' is no record: it is of the header, which ends in row %llu, or above it: %s",
                    "「%2$s」の %1$llu 行目はレコードではありません。%3$llu 行目で終わる見出しの一部か、それより上の行です: %4$s"),
            (unsigned long long)place->line, place->member.name,
            (unsigned long long)cell->header_row, shown);
}

bool show_cell_refuse_row(const struct show_cell *cell, const struct place *place,
        struct error *err)
{
    if (cell->is_header_told && place->line <= cell->header_row)
        return refuse_header(cell, place, err);
    return error_set(err, ERROR_MISSING,
            TR("row %llu of '%s' is no record: it is empty, or tells the number of the records",
                    "「%2$s」の %1$llu 行目にレコードはありません。空行か、件数の行です"),
            (unsigned long long)place->line, place->member.name);
}
