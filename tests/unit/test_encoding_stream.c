/* A member as UTF-8, in pieces of any size, and what is said where it cannot be. */
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/encoding.h"
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

/* Reads to the end or to an error. What is read must be UTF-8 after each step, and its
 * raw length must be the bytes the member had. */
static void read_all(const struct archive *archive, enum encoding encoding, size_t wanted,
        struct buf *ret_text, struct error *err)
{
    CLEANUP(encoding_stream_closep) struct encoding_stream *stream = NULL;
    size_t raw, before, size;
    const char *piece;
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
        piece = buf_text(ret_text) + before;
        size = ret_text->size - before;
        if ((size == 0 && !end) || text_find_invalid(piece, size) != size)
            ck_abort_msg("%zu bytes at %zu", size, before);
        raw += encoding_raw_length(encoding_stream_encoding(stream), piece, size);
    }
    ck_assert_uint_eq(raw, archive->preflight.members[0].size);
}

static void check_stream(const void *bytes, size_t size, enum encoding encoding,
        const char *expected)
{
    static const size_t steps[] = {1, 17, 1000, LOOKED_AT, 300000};
    CLEANUP(close_opened) struct opened opened = open_bytes(bytes, size);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(&opened.archive, encoding, steps[i], &text, &err);
        ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
        ck_assert_uint_eq(text.size, strlen(expected));
        ck_assert_mem_eq(buf_text(&text), expected, text.size);
    }
}

/* It must give `expected` first, and then say these words. */
static void check_fails(const void *bytes, size_t size, enum encoding encoding,
        const char *expected, const char *words)
{
    static const size_t steps[] = {1, 300000};
    CLEANUP(close_opened) struct opened opened = open_bytes(bytes, size);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(&opened.archive, encoding, steps[i], &text, &err);
        ck_assert_int_eq(err.code, ERROR_UNREADABLE);
        ck_assert_msg(strstr(err.message, words) && strstr(err.message, "member.csv"),
                "%s", err.message);
        ck_assert_str_eq(buf_text(&text), expected);
    }
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
    check_fails("\xEF\xBB\xBFx", 4, ENCODING_CP932, "", "0xEF at offset 0 is not cp932");
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

START_TEST(undecodable_bytes_are_named)
{
    check_fails("caf\xE9, na\xEFve", 11, ENCODING_AUTO, "caf",
            "0xE9 at offset 3 is not utf-8");
    check_fails("\xEF\xBB\xBFok\x95\x5C", 7, ENCODING_AUTO, "ok", "0x95 at offset 5");
    check_fails("\x95\x5C\xFD", 3, ENCODING_CP932, "表", "0xFD at offset 2 is not cp932");
    check_fails("\xFF\xFE\x68\x88\x42\xD8\x68\x88", 8, ENCODING_AUTO, "表",
            "0x42 at offset 4 is not utf-16le");
    check_fails("\xFF\xFE\x42\xD8\x00\xE0", 6, ENCODING_AUTO, "", "0x42 at offset 2");
    check_fails("\xFE\xFF\xDC\x00", 4, ENCODING_AUTO, "",
            "0xDC at offset 2 is not utf-16be");
    check_fails("\xED\xA0\x80", 3, ENCODING_UTF8, "", "0xED at offset 0");
}
END_TEST

START_TEST(members_that_end_inside_a_character)
{
    check_fails("a\xE8\xA1", 3, ENCODING_UTF8, "a", "ends inside a character");
    check_fails("a\x95", 2, ENCODING_CP932, "a", "ends inside a character");
    check_fails("a\0b", 3, ENCODING_UTF16LE, "a", "ends inside a character");
    check_fails("a\0\x42\xD8", 4, ENCODING_UTF16LE, "a", "ends inside a character");
}
END_TEST

/* Decided from the first 64 KiB, and not again. */
START_TEST(a_late_byte_is_an_error)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf ascii = BUF_INIT((size_t)1 << 20);
    char words[64];

    while (ascii.size < LOOKED_AT + 1000)
        zip_bytes_put(&ascii, "ascii\r\n", 7);
    zip_bytes_put(&text, buf_text(&ascii), ascii.size);
    zip_bytes_put(&text, "\x8E\x91\x97\xBF\r\n", 6);
    snprintf(words, sizeof(words), "0x8E at offset %zu is not utf-8", ascii.size);
    check_fails(buf_text(&text), text.size, ENCODING_AUTO, buf_text(&ascii), words);
}
END_TEST

START_TEST(late_nuls_are_passed_on)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    struct error err;

    check_fails("a\0b", 3, ENCODING_AUTO, "", "is not text");
    while (bytes.size < LOOKED_AT)
        zip_bytes_put(&bytes, "x", 1);
    zip_bytes_put(&bytes, "\0y", 2);
    {
        CLEANUP(close_opened)
        struct opened opened = open_bytes(buf_text(&bytes), bytes.size);

        read_all(&opened.archive, ENCODING_AUTO, 1000, &text, &err);
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
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        buf_reset(&bytes);
        while (bytes.size < sizes[i])
            zip_bytes_put(&bytes, "x", 1);
        CLEANUP(close_opened)
        struct opened opened = open_bytes(buf_text(&bytes), bytes.size);

        opened.archive.preflight.members[0].crc ^= 1;
        read_all(&opened.archive, ENCODING_AUTO, 1000, &text, &err);
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
            characters_cross_the_edges, undecodable_bytes_are_named,
            members_that_end_inside_a_character, a_late_byte_is_an_error,
            late_nuls_are_passed_on, damage_is_told_last, what_cannot_be_opened};

    return unit_run("encoding_stream", tests, ARRAY_LENGTH(tests));
}
