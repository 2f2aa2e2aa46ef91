/* What escape sequences turn on, byte by byte. The characters are those of CP932 and
 * EUC-JP-MS, which tests/test_text.py compares with other programs' tables. */
#include "evidence/charset/iso2022jp.h"

#include <string.h>

#include "tests/unit/unit.h"

static void prepare(void)
{
    struct error err = {0};

    ck_assert_msg(iso2022jp_prepare(&err), "%s", err.message);
}

/* Steps over all but the last piece, which is returned; *set is what is on behind it. */
static struct iso2022jp_piece read_last(const char *bytes, size_t size,
        enum iso2022jp_set *set)
{
    struct iso2022jp_piece piece = {ISO2022JP_CHARACTER, 0, 0};

    *set = ISO2022JP_ASCII;
    for (size_t at = 0; at < size; at += piece.length) {
        piece = iso2022jp_next(set, (const uint8_t *)bytes + at, size - at);
        ck_assert_uint_ge(piece.length, 1);
        ck_assert_uint_le(piece.length, size - at);
    }
    return piece;
}

static void check_last(const char *bytes, unsigned expected, size_t length)
{
    enum iso2022jp_set set;
    struct iso2022jp_piece piece = read_last(bytes, strlen(bytes), &set);

    ck_assert_int_eq(piece.kind, ISO2022JP_CHARACTER);
    ck_assert_uint_eq(piece.character, expected);
    ck_assert_uint_eq(piece.length, length);
    ck_assert_uint_eq(iso2022jp_length(piece.character), length);
}

START_TEST(escapes_turn_sets_on)
{
    check_last("\\", '\\', 1);
    check_last("\x1B(J\\", 0xA5, 1);
    check_last("\x1B(J~", 0x203E, 1);
    check_last("\x1B(Ja", 'a', 1);
    check_last("\x1B$B\x1B(B\\", '\\', 1);
    check_last("\x1B(I1", 0xFF71, 1);        /* ｱ */
    check_last("\x1B(I_", 0xFF9F, 1);        /* ﾟ */
    check_last("\x1B$BB`", 0x9000, 2);       /* 退 */
    check_last("\x1B$@B`", 0x9000, 2);       /* of 1978 */
    check_last("\x1B$(BB`", 0x9000, 2);      /* by its long form */
    check_last("\x1B&@\x1B$BB`", 0x9000, 2); /* of 1990 */
    check_last("\x1B$B-!", 0x2460, 2);       /* ① of NEC row 13 */
    check_last("\x1B$B-j", 0x3231, 2);       /* ㈱ */
    check_last("\x1B$B|b", 0x9AD9, 2);       /* 髙 of NEC's selection */
    check_last("\x1B$B!A", 0xFF5E, 2);       /* ～ */
    check_last("\x1B$B!@", 0xFF3C, 2);       /* ＼, whose trail byte in CP932 is 5F */
    check_last("\x1B$B!_", 0xD7, 2);         /* ×: trail 7E in CP932 ... */
    check_last("\x1B$B!`", 0xF7, 2);         /* ÷: ... and 80 */
    check_last("\x1B$(D0!", 0x4E02, 2);      /* 丂 */
    check_last("\x1B$(D\"q", 0x2116, 2);     /* №, which JIS X 0208 has, too */
}
END_TEST

START_TEST(controls_are_in_every_set)
{
    check_last("\x1B$BB` ", ' ', 1);
    check_last("\x1B$BB`\t", '\t', 1);
    check_last("\x1B(I1\x7F", 0x7F, 1);
}
END_TEST

static void check_kind(const char *bytes, enum iso2022jp_kind kind, size_t length,
        enum iso2022jp_set set)
{
    enum iso2022jp_set found;
    struct iso2022jp_piece piece = read_last(bytes, strlen(bytes), &found);

    ck_assert_int_eq(piece.kind, kind);
    ck_assert_uint_eq(piece.length, length);
    ck_assert_int_eq(found, set);
}

/* A line's end must not leave two-byte characters on: what follows could be either. */
START_TEST(a_line_that_ends_in_japanese)
{
    check_kind("\x1B$BB`\n", ISO2022JP_CHARACTER, 1, ISO2022JP_UNKNOWN);
    check_kind("\x1B$BB`\r\nB`", ISO2022JP_WRONG, 1, ISO2022JP_UNKNOWN);
    check_kind("\x1B(I1\n1", ISO2022JP_WRONG, 1, ISO2022JP_UNKNOWN);
    check_kind("\x1B$BB`\n \n", ISO2022JP_CHARACTER, 1, ISO2022JP_UNKNOWN);
    check_last("\x1B$BB`\n\x1B$BB`", 0x9000, 2);
    check_last("\x1B$BB`\n\x1B(Ba", 'a', 1);
    check_last("\x1B(Ja\n\\", 0xA5, 1); /* Roman stays on (RFC 1468) */
}
END_TEST

START_TEST(what_is_no_character)
{
    check_kind("\x80", ISO2022JP_WRONG, 1, ISO2022JP_ASCII);
    check_kind("\x1B$B\xC2\xE0", ISO2022JP_WRONG, 1, ISO2022JP_KANJI);
    check_kind("\x1B$B)!", ISO2022JP_WRONG, 2, ISO2022JP_KANJI); /* row 9 */
    check_kind("\x1B$BB ", ISO2022JP_CHARACTER, 1, ISO2022JP_KANJI);
    check_kind("\x1B(I`", ISO2022JP_WRONG, 1, ISO2022JP_KATAKANA);
    check_kind("\x1B$(D!!", ISO2022JP_WRONG, 2, ISO2022JP_SUPPLEMENT);
    check_kind("\x0E", ISO2022JP_WRONG, 1, ISO2022JP_UNKNOWN);
    check_kind("\x0E"
               "1",
            ISO2022JP_WRONG, 1, ISO2022JP_UNKNOWN);
    check_kind("\x1B$A0!", ISO2022JP_WRONG, 1, ISO2022JP_UNKNOWN); /* Chinese */
    check_kind("\x1B$B\x1B[", ISO2022JP_WRONG, 1, ISO2022JP_UNKNOWN);
    check_kind("\x1B[1m", ISO2022JP_CHARACTER, 1, ISO2022JP_ASCII);
    check_kind("\x1B", ISO2022JP_CUT_OFF, 1, ISO2022JP_ASCII);
    check_kind("\x1B$", ISO2022JP_CUT_OFF, 2, ISO2022JP_ASCII);
    check_kind("\x1B$(", ISO2022JP_CUT_OFF, 3, ISO2022JP_ASCII);
    check_kind("\x1B(", ISO2022JP_CUT_OFF, 2, ISO2022JP_ASCII);
    check_kind("\x1B$BB", ISO2022JP_CUT_OFF, 1, ISO2022JP_KANJI);
}
END_TEST

/* The length as delivered follows from the character. */
START_TEST(every_code_has_its_length)
{
    static const enum iso2022jp_set sets[] = {ISO2022JP_ASCII, ISO2022JP_ROMAN,
            ISO2022JP_KATAKANA, ISO2022JP_KANJI, ISO2022JP_SUPPLEMENT};
    size_t counts[ARRAY_LENGTH(sets)] = {0};

    for (size_t s = 0; s < ARRAY_LENGTH(sets); s++) {
        for (unsigned code = 0; code < 0x10000; code++) {
            uint8_t bytes[2] = {(uint8_t)(code >> 8), (uint8_t)code};
            enum iso2022jp_set set = sets[s];
            struct iso2022jp_piece piece = iso2022jp_next(&set, bytes, sizeof(bytes));

            if (piece.kind != ISO2022JP_CHARACTER)
                continue;
            counts[s] += piece.length == 2;
            if (iso2022jp_length(piece.character) != piece.length)
                ck_abort_msg("set %zu, %04X: %zu bytes", s, code, piece.length);
        }
    }
    ck_assert_uint_eq(counts[0] + counts[1] + counts[2], 0);
    ck_assert_uint_eq(counts[3], 6879 + 83 + 374); /* JIS X 0208, NEC row 13, selection */
    ck_assert_uint_ge(counts[4], 6067);            /* JIS X 0212 and IBM's */
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {escapes_turn_sets_on, controls_are_in_every_set,
            a_line_that_ends_in_japanese, what_is_no_character,
            every_code_has_its_length};

    return unit_run_in("iso2022jp", tests, ARRAY_LENGTH(tests), prepare, NULL);
}
