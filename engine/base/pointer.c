#include "engine/base/pointer.h"

#include "engine/base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_LIMIT ((size_t)8192)
#define RECORD_MAX ((UINT64_C(1) << 39) - 1) /* what a record_id holds */

static bool is_plain(unsigned char byte)
{
    return byte > 0x20 && byte != 0x7F && !strchr("%:#+", byte);
}

static bool write_name(struct buf *buf, const char *name, struct error *err)
{
    for (const char *at = name; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        bool is_mark = strncmp(at, "%21", 3) == 0; /* as names have it */
        bool ok = is_mark || is_plain(byte) || byte == ' '
                ? buf_append(buf, at, 1, err)
                : buf_printf(buf, err, "%%%02X", byte);

        if (!ok)
            return false;
    }
    return true;
}

bool pointer_write_member(struct buf *buf, const char *bundle, const char *member,
        struct error *err)
{
    return write_name(buf, bundle, err) && buf_append_text(buf, ":", err) &&
            write_name(buf, member, err) && buf_append_text(buf, "#", err);
}

bool pointer_write_way(struct buf *buf, const char *bundle, const char *member,
        const char *way, uint64_t record, struct error *err)
{
    if (!pointer_write_member(buf, bundle, member, err))
        return false;
    if (way && (!write_name(buf, way, err) || !buf_append_text(buf, "#", err)))
        return false;
    return buf_printf(buf, err, "%llu", (unsigned long long)record);
}

bool pointer_write(struct buf *buf, const char *bundle, const char *member,
        uint64_t record, struct error *err)
{
    return pointer_write_way(buf, bundle, member, NULL, record, err);
}

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool read_name(const char *text, size_t size, struct buf *ret_name,
        struct error *err)
{
    for (size_t i = 0; i < size; i++) {
        char byte = text[i];

        if (byte == '%' && (size - i < 3 || memcmp(text + i, "%21", 3) != 0)) {
            int high = i + 2 < size ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < size ? hex_digit(text[i + 2]) : -1;

            if (high < 0 || low < 0)
                return error_set(err, ERROR_USAGE,
                        TR("'%.*s': a %% must be followed by two hexadecimal digits (write %%25 for %% itself)",
                                "「%.*s」: %% の後には16進数2桁が必要です（%% そのものは %%25 と書きます）"),
                        (int)size, text);
            byte = (char)(high * 16 + low);
            i += 2;
        }
        if (!byte)
            return error_set(err, ERROR_USAGE, "'%.*s': %%00", (int)size, text);
        if (!buf_append(ret_name, &byte, 1, err))
            return false;
    }
    return true;
}

/* 0 where text is not a record's number: digits alone, from 1 to what a record id holds.
 */
static uint64_t read_record(const char *text)
{
    uint64_t number;

    if (!*text || text[strspn(text, "0123456789")])
        return 0;
    errno = 0;
    number = strtoull(text, NULL, 10);
    return errno || number > RECORD_MAX ? 0 : number;
}

/* A cell's place, letters and a row, as it is written or as a formula has it: A5, a5,
 * $A$5. */
static bool read_cell(const char *text, struct pointer *pointer)
{
    size_t letters;

    text += *text == '$';
    letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    if (letters < 1 || letters > 3)
        return false;
    pointer->column = 0;
    for (const char *at = text; at < text + letters; at++)
        pointer->column = pointer->column * 26 + ((uint32_t)*at - '@') % 32;
    text += letters;
    text += *text == '$';
    pointer->line = *text != '0' ? read_record(text) : 0;
    return pointer->line > 0;
}

/* What stands behind '#': a record's number, a cell, or a sheet and a cell. */
static bool read_target(const char *text, struct pointer *pointer, const char **ret_sheet,
        size_t *ret_sheet_size)
{
    const char *mark = strrchr(text, '!');

    *ret_sheet = NULL;
    *ret_sheet_size = 0;
    pointer->record = mark ? 0 : read_record(text);
    if (pointer->record)
        return true;
    pointer->record = read_cell(mark ? mark + 1 : text, pointer);
    if (mark && mark > text) {
        *ret_sheet = text;
        *ret_sheet_size = (size_t)(mark - text);
    }
    return pointer->record && (!mark || mark > text);
}

static bool add_sheet(struct pointer *pointer, const char *sheet, size_t size,
        struct error *err)
{
    pointer->joint = sheet ? pointer->member.size : 0;
    return !sheet ||
            (buf_append(&pointer->member, "!", 1, err) &&
                    read_name(sheet, size, &pointer->member, err));
}

/* Where the member's name ends: at a '#' before that of the record's number, where there
 * is one with something on either side. */
static const char *find_way(const char *name, const char *hash,
        const struct pointer *pointer)
{
    const char *at = hash - 1;

    if (pointer->line) /* "book.xlsx#SHEET!A5" is no way */
        return hash;
    while (at > name && *at != '#')
        at--;
    return at > name && at < hash - 1 ? at : hash;
}

static bool read_way(const char *at, const char *hash, struct pointer *pointer,
        struct error *err)
{
    return at == hash || read_name(at + 1, (size_t)(hash - at - 1), &pointer->way, err);
}

bool pointer_parse(const char *text, struct pointer *ret_pointer, struct error *err)
{
    struct pointer pointer = {.bundle = BUF_INIT(NAME_LIMIT),
            .member = BUF_INIT(NAME_LIMIT),
            .way = BUF_INIT(NAME_LIMIT)};
    const char *colon = strchr(text, ':');
    const char *hash = colon ? strrchr(colon, '#') : NULL;

    const char *sheet, *end;
    size_t size;

    if (!hash || !read_target(hash + 1, &pointer, &sheet, &size) || colon == text ||
            hash == colon + 1)
        return error_set(err, ERROR_USAGE,
                TR("'%s' is not a pointer: write BUNDLE:MEMBER#RECORD, for example access-1a2b3c4d:logs/auth.log#12; a workbook's cell as BUNDLE:BOOK#SHEET!CELL, for example access-1a2b3c4d:users.xlsx#Sheet1!C5",
                        "「%s」は位置の指定ではありません。BUNDLE:MEMBER#RECORD の形で書いてください（例 access-1a2b3c4d:logs/auth.log#12）。ブックのセルは BUNDLE:BOOK#SHEET!CELL の形です（例 access-1a2b3c4d:台帳.xlsx#申請!C5）"),
                text);
    end = find_way(colon + 1, hash, &pointer);
    if (read_name(text, (size_t)(colon - text), &pointer.bundle, err) &&
            read_name(colon + 1, (size_t)(end - colon - 1), &pointer.member, err) &&
            read_way(end, hash, &pointer, err) && add_sheet(&pointer, sheet, size, err)) {
        *ret_pointer = pointer;
        return true;
    }
    pointer_clear(&pointer);
    return false;
}

void pointer_clear(struct pointer *pointer)
{
    buf_clear(&pointer->bundle);
    buf_clear(&pointer->member);
    buf_clear(&pointer->way);
}
