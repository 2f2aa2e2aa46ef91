#include "engine/commands/show_rows.h"

#include "engine/base/jsonwriter.h"
#include "engine/commands/show_succession.h"

#include <stdio.h>

#define FIELDS_LIMIT ((size_t)64 << 20)

static const struct listing_column columns[SHOW_ROWS_COLUMNS] = {
        {"bundle", NULL, NULL, LISTING_TEXT}, {"member", NULL, NULL, LISTING_TEXT},
        {"record", NULL, NULL, LISTING_NUMBER}, {"wanted", NULL, NULL, LISTING_TEXT},
        {"line", NULL, NULL, LISTING_NUMBER}, {"offset", NULL, NULL, LISTING_NUMBER},
        {"length", NULL, NULL, LISTING_NUMBER}, {"problem", NULL, NULL, LISTING_TEXT},
        {"text", NULL, NULL, LISTING_TEXT}, {"sha256", NULL, NULL, LISTING_TEXT},
        {"proved", NULL, NULL, LISTING_TEXT},
        {"superseded_by", NULL, NULL, LISTING_TEXT}, /* BUNDLE:MEMBER, or BUNDLE where */
        {"replaces", NULL, NULL, LISTING_TEXT},      /* it has no member of the name */
        {"fields", NULL, NULL, LISTING_JSON}, /* of the one asked for, if it has names */
};

bool show_rows_begin(struct command_call *call, struct show_rows *ret_rows,
        struct error *err)
{
    *ret_rows = (struct show_rows){.arena = &call->arena};
    return listing_new(call, columns, ARRAY_LENGTH(columns), &ret_rows->listing, err);
}

bool show_rows_of(struct show_rows *rows, struct store *store, const struct place *place,
        struct error *err)
{
    return show_succession_find(store, place, true, rows->arena, &rows->superseded_by,
                   err) &&
            show_succession_find(store, place, false, rows->arena, &rows->replaces, err);
}

bool show_rows_flush(struct show_rows *rows, struct error *err)
{
    bool is_waiting = rows->is_waiting;

    rows->is_waiting = false;
    return !is_waiting || listing_add(rows->listing, rows->waiting, err);
}

static bool wait_for_fields(struct show_rows *rows, const struct slice *values,
        struct error *err)
{
    for (size_t i = 0; i < SHOW_ROWS_COLUMNS; i++) {
        rows->waiting[i] = values[i];
        if (values[i].text &&
                !arena_copy(rows->arena, values[i].text, values[i].size,
                        &rows->waiting[i].text, err))
            return false;
    }
    rows->is_waiting = true;
    return true;
}

bool show_rows_add(struct show_rows *rows, const struct place *place,
        const struct show_proof *proof, const struct message_record *record,
        struct error *err)
{
    const uint64_t given[] = {record->number, record->line, record->offset,
            record->length};
    char numbers[ARRAY_LENGTH(given)][24], proved[48];

    for (size_t i = 0; i < ARRAY_LENGTH(given); i++)
        snprintf(numbers[i], sizeof(numbers[i]), "%llu", (unsigned long long)given[i]);
    show_proof_range(proof, record->offset, record->length, proved);

    const struct slice values[SHOW_ROWS_COLUMNS] = {listing_text(place->bundle.short_id),
            listing_text(place->member.name), listing_text(numbers[0]),
            listing_text(record->is_target ? "yes" : "no"), listing_text(numbers[1]),
            listing_text(numbers[2]), listing_text(numbers[3]),
            listing_text(record->problem), record->text,
            listing_text(place->member.sha256), listing_text(proved),
            listing_text(rows->superseded_by), listing_text(rows->replaces),
            listing_text(NULL)};

    return show_rows_flush(rows, err) &&
            (record->is_target ? wait_for_fields(rows, values, err)
                               : listing_add(rows->listing, values, err));
}

bool show_rows_add_fields(struct show_rows *rows, struct unpack *content,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(FIELDS_LIMIT);
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)4 << 20);
    uint32_t count = unpack_count(content, MESSAGE_FIELD_MIN);
    struct jsonwriter json;

    jsonwriter_init(&json, &text, false, err);
    jsonwriter_object(&json);
    for (uint32_t i = 0; i < count && !content->failed; i++) {
        const char *name = unpack_text(content, &arena);
        bool is_there = unpack_u8(content) != 0;
        struct slice value = unpack_bytes(content);

        if (content->failed || !name)
            break;
        jsonwriter_key(&json, name);
        if (is_there)
            jsonwriter_bytes(&json, value.text, value.size);
        else
            jsonwriter_null(&json);
    }
    jsonwriter_end(&json);
    if (!jsonwriter_finish(&json))
        return false;
    if (!unpack_is_complete(content) || !rows->is_waiting)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (fields)");
    rows->waiting[SHOW_ROWS_COLUMNS - 1] = (struct slice){buf_text(&text), text.size};
    return show_rows_flush(rows, err);
}
