/* A member as UTF-8, in pieces of any size, and what is said where it cannot be. */
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/encoding/encoding.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

#define LOOKED_AT ((size_t)64 * 1024)

/* One member of an open archive. */
struct opened {
    int fd;
    struct archive archive;
};

static struct opened open_bytes(const void *bytes, size_t size)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header header = zip_bytes_header(&zip, "member.csv", bytes, size);
    struct opened opened;
    struct error err = {0};

    zip_bytes_add_as(&zip, &header, bytes, size);
    zip_bytes_finish(&zip);
    opened.fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_msg(archive_open(opened.fd, "test", 0, &opened.archive, &err), "%s",
            err.message);
    return opened;
}

static void close_opened(struct opened *opened)
{
    archive_close(&opened->archive);
    close(opened->fd);
}

/* What was read must be UTF-8 but for carried bytes. */
static void check_text(const char *text, size_t size)
{
    uint8_t byte;

    for (size_t at = 0; at < size; at += TEXT_UNDECODABLE_SIZE) {
        at += text_find_invalid(text + at, size - at);
        if (at < size && !text_is_undecodable(text + at, size - at, &byte))
            ck_abort_msg("wrong byte %02X at %zu", (uint8_t)text[at], at);
    }
}

/* Reads to the end or to an error. What is read must hold after each step, and its length
 * as delivered must be the bytes the member had, taken in pieces of any size. */
static void read_all(const struct archive *archive, enum encoding encoding, size_t wanted,
        struct buf *ret_text, struct encoding_undecodable *ret_undecodable,
        struct error *err)
{
    CLEANUP(encoding_stream_closep) struct encoding_stream *stream = NULL;
    size_t raw, before, size;
    bool end = false;

    *err = (struct error){0};
    buf_reset(ret_text);
    if (!encoding_stream_open(archive, 0, encoding, &stream, err))
        return;
    raw = encoding_stream_start(stream);
    while (!end) {
        before = ret_text->size;
        if (!encoding_stream_read(stream, ret_text, wanted, &end, err))
            return;
        size = ret_text->size - before;
        if (size == 0 && !end)
            ck_abort_msg("nothing at %zu", before);
        check_text(buf_text(ret_text) + before, size);
        if (wanted > 1)
            raw += encoding_stream_take(stream, buf_text(ret_text) + before, size);
    }
    if (wanted == 1)
        raw += encoding_stream_take(stream, buf_text(ret_text), ret_text->size);
    ck_assert_uint_eq(raw, archive->preflight.members[0].size);
    *ret_undecodable = encoding_stream_undecodable(stream);
}

static void check_stream(const void *bytes, size_t size, enum encoding encoding,
        const char *expected)
{
    static const size_t steps[] = {1, 17, 1000, LOOKED_AT, 300000};
    CLEANUP(close_opened) struct opened opened = open_bytes(bytes, size);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    struct encoding_undecodable undecodable;
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(&opened.archive, encoding, steps[i], &text, &undecodable, &err);
        ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
        ck_assert_uint_eq(undecodable.count, 0);
        ck_assert_uint_eq(text.size, strlen(expected));
        ck_assert_mem_eq(buf_text(&text), expected, text.size);
    }
}

/* It must give this text, undecodable bytes shown as \xNN, and tell of them. */
static void check_undecodable(const void *bytes, size_t size, enum encoding encoding,
        const char *expected, struct encoding_undecodable wanted)
{
    static const size_t steps[] = {1, 17, 300000};
    CLEANUP(close_opened) struct opened opened = open_bytes(bytes, size);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    CLEANUP(buf_clear) struct buf shown = BUF_INIT((size_t)1 << 24);
    struct encoding_undecodable undecodable;
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(&opened.archive, encoding, steps[i], &text, &undecodable, &err);
        ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
        buf_reset(&shown);
        ck_assert(text_append_visible(&shown, buf_text(&text), text.size, &err));
        ck_assert_str_eq(buf_text(&shown), expected);
        ck_assert_uint_eq(undecodable.count, wanted.count);
        ck_assert_uint_eq(undecodable.offset, wanted.offset);
        ck_assert_uint_eq(undecodable.byte, wanted.byte);
    }
}

static void check_refused(const void *bytes, size_t size, const char *words)
{
    CLEANUP(close_opened) struct opened opened = open_bytes(bytes, size);
    struct encoding_stream *stream = NULL;
    struct error err = {0};

    ck_assert(!encoding_stream_open(&opened.archive, 0, ENCODING_AUTO, &stream, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_msg(strstr(err.message, words) && strstr(err.message, "member.csv"), "%s",
            err.message);
}

START_TEST(every_encoding_becomes_utf8)
{
    check_stream("", 0, ENCODING_AUTO, "");
    check_stream("a,b\r\n", 5, ENCODING_AUTO, "a,b\r\n");
    check_stream("\xEF\xBB\xBF表", 6, ENCODING_AUTO, "表");
    check_stream("\xEF\xBB\xBF", 3, ENCODING_AUTO, "");
    check_stream("\xFF\xFE\x68\x88\x42\xD8\xB7\xDF", 8, ENCODING_AUTO, "表𠮷");
    check_stream("\xFE\xFF\x88\x68\xD8\x42\xDF\xB7", 8, ENCODING_AUTO, "表𠮷");
    check_stream("\x8E\x91\x97\xBF,\x95\x5C\x87\x40\xB1\n", 11, ENCODING_AUTO,
            "資料,表①ｱ\n");
    check_stream("\x1B$B;qNA\x1B(B,\x1B$B-!\x1B(I1\x1B(B\n", 24, ENCODING_AUTO,
            "資料,①ｱ\n");
    check_stream("\x1B(B\x1B$B;qNA\x1B(B", 13, ENCODING_AUTO, "資料");
}
END_TEST

START_TEST(a_named_encoding_is_taken)
{
    check_stream("25\xB0"
                 "C",
            4, ENCODING_CP932, "25ｰC");
    check_stream("\xEF\xBB\xBFx", 4, ENCODING_UTF8, "x");
    check_stream("\x88\x68", 2, ENCODING_UTF16BE, "表");
    check_stream("\xFF\xFE\x68\x88", 4, ENCODING_UTF16LE, "表");
    check_stream("\xFE\xFF\x88\x68", 4, ENCODING_UTF16LE,
            "表"); /* "utf-16": the mark knows */
    check_stream("a\x1B[1mb", 6, ENCODING_ISO2022JP, "a\x1B[1mb");
    check_undecodable("\xEF\xBB\xBF\xFD", 4, ENCODING_CP932, "\\xEF\\xBBｿ\\xFD",
            (struct encoding_undecodable){3, 0, 0xEF});
}
END_TEST

/* Characters of every length, across every edge that reading has. */
START_TEST(characters_cross_the_edges)
{
    static const char line[] = "a表é𠮷힣࠰,";
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf japanese = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf cp932 = BUF_INIT((size_t)1 << 20);

    for (size_t shift = 0; shift < 4; shift++) {
        buf_reset(&text);
        buf_reset(&japanese);
        buf_reset(&cp932);
        zip_bytes_put(&text, "....", shift);
        zip_bytes_put(&japanese, "....", shift);
        zip_bytes_put(&cp932, "....", shift);
        while (text.size < LOOKED_AT + 2000)
            zip_bytes_put(&text, line, sizeof(line) - 1);
        while (cp932.size < LOOKED_AT + 2000) {
            zip_bytes_put(&japanese, "表ｱ12345678,表", 18);
            zip_bytes_put(&cp932,
                    "\x95\x5C\xB1"
                    "12345678,\x95\x5C",
                    14);
        }
        check_stream(buf_text(&text), text.size, ENCODING_AUTO, buf_text(&text));
        check_stream(buf_text(&cp932), cp932.size, ENCODING_AUTO, buf_text(&japanese));
    }
}
END_TEST

#define FOUND(count, offset, byte) \
    ((struct encoding_undecodable){(count), (offset), (byte)})

START_TEST(undecodable_bytes_are_kept)
{
    check_undecodable("caf\xE9, na\xEFve", 11, ENCODING_AUTO, "caf\\xE9, na\\xEFve",
            FOUND(2, 3, 0xE9));
    check_undecodable("\xEF\xBB\xBFok\x95\x5C", 7, ENCODING_AUTO, "ok\\x95\\",
            FOUND(1, 5, 0x95));
    check_undecodable("\x95\x5C\xFD\x81,", 5, ENCODING_CP932, "表\\xFD\\x81,",
            FOUND(2, 2, 0xFD));
    check_undecodable("\xA4\xA2\xA4,\x8F\xA2\xB7\xA4\xA2\xA9\xA1,\x8E\xE0", 14,
            ENCODING_EUCJP, "あ\\xA4,\\x8F\\xA2\\xB7あ\\xA9\\xA1,\\x8E\\xE0",
            FOUND(8, 2, 0xA4));
    check_undecodable("\x81\xAD\x95\x5C\x81\x20", 6, ENCODING_CP932, "\\x81\\xAD表\\x81 ",
            FOUND(3, 0, 0x81));
    check_undecodable("\xFF\xFE\x68\x88\x42\xD8\x68\x88", 8, ENCODING_AUTO,
            "表\\x42\\xD8表", FOUND(2, 4, 0x42));
    check_undecodable("\xFF\xFE\x42\xD8\x00\xE0", 6, ENCODING_AUTO, "\\x42\\xD8\uE000",
            FOUND(2, 2, 0x42));
    check_undecodable("\xFE\xFF\xDC\x00", 4, ENCODING_AUTO, "\\xDC\\x00",
            FOUND(2, 2, 0xDC));
    check_undecodable("\xED\xA0\x80", 3, ENCODING_UTF8, "\\xED\\xA0\\x80",
            FOUND(3, 0, 0xED));
    check_undecodable("a\x1B$B;q\x1B(Bb", 10, ENCODING_UTF8, "a\\x1B$B;q\\x1B(Bb",
            FOUND(1, 1, 0x1B));
}
END_TEST

/* What begins a character at the member's end, and no more comes. */
START_TEST(members_that_end_inside_a_character)
{
    check_undecodable("a\xE8\xA1", 3, ENCODING_UTF8, "a\\xE8\\xA1", FOUND(2, 1, 0xE8));
    check_undecodable("a\x95", 2, ENCODING_CP932, "a\\x95", FOUND(1, 1, 0x95));
    check_undecodable("a\0b", 3, ENCODING_UTF16LE, "a\\x62", FOUND(1, 2, 'b'));
    check_undecodable("a\0\x42\xD8", 4, ENCODING_UTF16LE, "a\\x42\\xD8",
            FOUND(2, 2, 0x42));
    check_undecodable("\x1B$B;", 4, ENCODING_ISO2022JP, "\\x3B", FOUND(1, 3, ';'));
    check_undecodable("a\x1B$(", 4, ENCODING_ISO2022JP, "a\\x1B\\x24\\x28",
            FOUND(3, 1, 0x1B));
}
END_TEST

/* Decided from the first 64 KiB, and not again. */
START_TEST(a_late_byte_is_undecodable)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf shown = BUF_INIT((size_t)1 << 20);

    while (text.size < LOOKED_AT + 1000)
        zip_bytes_put(&text, "ascii...", 8);
    zip_bytes_put(&shown, buf_text(&text), text.size);
    zip_bytes_put(&text, "\x8E\x91\x97\xBF.", 5);
    zip_bytes_put(&shown, "\\x8E\\x91\\x97\\xBF.", 17);
    check_undecodable(buf_text(&text), text.size, ENCODING_AUTO, buf_text(&shown),
            FOUND(4, text.size - 5, 0x8E));
}
END_TEST

/* Nothing but wrong bytes, and more of them than any buffer holds. */
START_TEST(wrong_bytes_without_end)
{
    static char bytes[300001];
    static const enum encoding all[] = {ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_CP932,
            ENCODING_EUCJP, ENCODING_ISO2022JP};
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    CLEANUP(close_opened) struct opened opened = {.fd = -1};
    struct encoding_undecodable undecodable;
    struct error err;

    memset(bytes, 0xDC, sizeof(bytes)); /* a lone surrogate, too */
    for (size_t i = 1; i < sizeof(bytes); i += 2)
        bytes[i] = (char)0xFF;
    bytes[0] = '\xFF';
    opened = open_bytes(bytes, sizeof(bytes));
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        read_all(&opened.archive, all[i], 70000, &text, &undecodable, &err);
        ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
        ck_assert_uint_ge(undecodable.count, 1);
    }
}
END_TEST

START_TEST(late_nuls_are_passed_on)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    struct encoding_undecodable undecodable;
    struct error err;

    check_refused("a\0b", 3, "is not text");
    while (bytes.size < LOOKED_AT)
        zip_bytes_put(&bytes, "x", 1);
    zip_bytes_put(&bytes, "\0y", 2);
    {
        CLEANUP(close_opened)
        struct opened opened = open_bytes(buf_text(&bytes), bytes.size);

        read_all(&opened.archive, ENCODING_AUTO, 1000, &text, &undecodable, &err);
        ck_assert_int_eq(err.code, ERROR_NONE);
        ck_assert_uint_eq(text.size, bytes.size);
        ck_assert_mem_eq(buf_text(&text), buf_text(&bytes), text.size);
    }
}
END_TEST

/* All that came before the damage is given, then the damage is told. */
START_TEST(damage_is_told_last)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    static const size_t sizes[] = {5, LOOKED_AT, 3 * LOOKED_AT};
    struct encoding_undecodable undecodable;
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        buf_reset(&bytes);
        while (bytes.size < sizes[i])
            zip_bytes_put(&bytes, "x", 1);
        CLEANUP(close_opened)
        struct opened opened = open_bytes(buf_text(&bytes), bytes.size);

        opened.archive.preflight.members[0].crc ^= 1;
        read_all(&opened.archive, ENCODING_AUTO, 1000, &text, &undecodable, &err);
        ck_assert_int_eq(err.code, ERROR_UNREADABLE);
        ck_assert_msg(strstr(err.message, "CRC-32"), "%s", err.message);
        ck_assert_uint_eq(text.size, sizes[i]);
    }
}
END_TEST

START_TEST(what_cannot_be_opened)
{
    CLEANUP(close_opened) struct opened opened = open_bytes("text", 4);
    struct encoding_stream *stream = NULL;
    struct error err = {0};

    ck_assert(!encoding_stream_open(&opened.archive, 1, ENCODING_AUTO, &stream, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    opened.archive.preflight.members[0].status = PREFLIGHT_UNREAD;
    opened.archive.preflight.members[0].reason = "encrypted";
    ck_assert(!encoding_stream_open(&opened.archive, 0, ENCODING_AUTO, &stream, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    opened.archive.preflight.members[0].status = PREFLIGHT_READABLE;
    opened.archive.fd = -1;
    ck_assert(!encoding_stream_open(&opened.archive, 0, ENCODING_AUTO, &stream, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    ck_assert_ptr_null(stream);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_encoding_becomes_utf8, a_named_encoding_is_taken,
            characters_cross_the_edges, undecodable_bytes_are_kept,
            members_that_end_inside_a_character, a_late_byte_is_undecodable,
            wrong_bytes_without_end, late_nuls_are_passed_on, damage_is_told_last,
            what_cannot_be_opened};

    return unit_run("encoding_stream", tests, ARRAY_LENGTH(tests));
}
