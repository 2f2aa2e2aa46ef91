/* Which encoding a text has, from its first bytes: the rules of encoding.h. */
#include "evidence/encoding/encoding.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/charset/cp932.h"
#include "evidence/charset/eucjp.h"
#include "evidence/encoding/encoding_decode.h"
#include "evidence/encoding/encoding_kanji.h"

#define SOUND_MARK 0xDE      /* ﾞ */
#define HALF_SOUND_MARK 0xDF /* ﾟ */
#define WORD_MIN 3u          /* half-width katakana in a row that are no accident */
#define USUAL_PER_WRONG \
    100u /* characters that outweigh a wrong byte, whatever it is ... */
#define CLEAR_PER_WRONG                                                                 \
    4u                      /* ... where it is clearly worse in the other encodings ... \
                             */
#define EUCJP_PER_WRONG 10u /* ... and of EUC-JP, which CP932 always is, too */

struct text {
    const uint8_t *bytes;
    size_t size;
    bool whole; /* false: a character may be cut off at the end */
};

/* What a text looks like in one encoding, counted in characters. */
struct look {
    size_t wrong;       /* bytes that are no character */
    bool has_kana_word; /* two full-width kana side by side */
    size_t usual, rare, lone;
    size_t kana;     /* full-width: EUC-JP's alone are counted */
    size_t foreign;  /* user-defined: EUC-JP's alone are counted */
    size_t in_words; /* half-width katakana, by threes or more ... */
    size_t between;  /* ... and others */
    size_t early;    /* of all of them, ｱ to ｿ */
    size_t two_bytes;
    size_t doubled; /* usual ones of two bytes from 80 to 9F */
};

/* ---- UTF-16, UTF-8, ISO-2022-JP ---- */

/* ASCII text in UTF-16 without a mark: the NULs are all on one side, and most pairs have
 * one. */
static bool is_utf16(const struct text *text, enum encoding *ret_encoding)
{
    size_t pairs = text->size / 2, nuls[2] = {0, 0};

    for (size_t i = 0; i < 2 * pairs; i++)
        nuls[i % 2] += text->bytes[i] == 0;
    if ((nuls[0] != 0) == (nuls[1] != 0) || 2 * (nuls[0] + nuls[1]) < pairs || pairs < 2)
        return false;
    *ret_encoding = nuls[1] ? ENCODING_UTF16LE : ENCODING_UTF16BE;
    return true;
}

static bool is_japanese(uint32_t unit)
{
    return (unit >= 0x3000 && unit <= 0x30FF) || (unit >= 0x4E00 && unit <= 0x9FFF) ||
            (unit >= 0xFF00 && unit <= 0xFFEF);
}

/* Of ASCII text. */
static bool is_plain(uint32_t byte)
{
    return byte < 0x7F && (byte >= 0x20 || byte == 0 || strchr("\t\n\r", (int)byte));
}

/* Japanese and ASCII text in one of the two orders. ASCII with NULs in between looks like
 * kanji, too, but all of such whose halves are ASCII. */
static bool is_utf16_japanese(const struct text *text, size_t high)
{
    size_t pairs = text->size / 2, ascii = 0, japanese = 0, plain = 0;

    for (size_t i = 0; i < pairs; i++) {
        const uint8_t *pair = text->bytes + 2 * i;
        uint32_t unit = (uint32_t)pair[high] << 8 | pair[1 - high];

        if (unit < 0x20 && (!unit || !strchr("\t\n\r", (int)unit)))
            return false;
        ascii += unit < 0x7F;
        japanese += is_japanese(unit);
        plain += is_japanese(unit) && is_plain(pair[0]) && is_plain(pair[1]);
    }
    return 8 * ascii >= pairs && 4 * plain <= 3 * japanese && japanese > 0 &&
            10 * (ascii + japanese) >= 9 * pairs;
}

/* Without a mark. */
static bool find_utf16(const struct text *text, enum encoding *ret_encoding)
{
    bool is_little, is_big;

    if (is_utf16(text, ret_encoding))
        return true;
    if (!text->size || !memchr(text->bytes, 0, text->size))
        return false;
    is_little = is_utf16_japanese(text, 1);
    is_big = is_utf16_japanese(text, 0);
    if (is_little == is_big)
        return false;
    *ret_encoding = is_little ? ENCODING_UTF16LE : ENCODING_UTF16BE;
    return true;
}

/* Valid up to a character that the end cuts off: where that is the end of all, reading it
 * will say so. */
static bool is_utf8(const struct text *text)
{
    size_t valid = text_find_invalid((const char *)text->bytes, text->size);

    return valid == text->size ||
            encoding_decode_is_cut_off(ENCODING_UTF8, text->bytes + valid,
                    text->size - valid);
}

/* Characters of three bytes or more, and other bytes that are not ASCII. Text in CP932
 * has hardly any of the former; a character of two bytes says little. */
static void count_utf8(const struct text *text, size_t *ret_long, size_t *ret_other)
{
    uint32_t character;
    size_t length;

    *ret_long = *ret_other = 0;
    for (size_t at = 0; at < text->size; at += length ? length : 1) {
        length = text_decode((const char *)text->bytes + at, text->size - at, &character);
        *ret_long += length >= 3;
        if (length < 3 && text->bytes[at] >= 0x80)
            *ret_other += length == 2 ? 2 : 1;
    }
}

/* Designations of JIS C 6226, JIS X 0208, JIS X 0212 and half-width katakana. */
bool encoding_has_escape(const uint8_t *bytes, size_t size)
{
    static const char *const escapes[] = {"\x1B$B", "\x1B$@", "\x1B$(", "\x1B(I"};

    if (!size || !memchr(bytes, 0x1B, size))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(escapes); i++) {
        if (memmem(bytes, size, escapes[i], 3))
            return true;
    }
    return false;
}

static bool is_iso2022jp(const struct text *text)
{
    for (size_t i = 0; i < text->size; i++) {
        if (text->bytes[i] >= 0x80)
            return false;
    }
    return encoding_has_escape(text->bytes, text->size);
}

/* ---- EUC-JP ---- */

/* Few of its bytes are wrong: damage in a text, not a text in another encoding. */
static bool is_nearly_right(const struct look *look)
{
    return look->usual / USUAL_PER_WRONG >= look->wrong && look->usual >= 2 * look->lone;
}

/* More of them are, but far fewer than in the other encoding. Capitals of Russian code
 * pages are all from 80 to 9F, and wrong in one word of two. */
static bool is_clearly_right(const struct look *look, const struct look *other)
{
    return look->usual / CLEAR_PER_WRONG >= look->wrong &&
            other->wrong / CLEAR_PER_WRONG >= look->wrong &&
            look->usual >= 2 * look->lone && look->usual >= 2 * look->doubled;
}

/* Rows 4 and 5. */
static bool is_eucjp_kana(const uint8_t *at, size_t length)
{
    return length == 2 && (at[0] == 0xA4 || at[0] == 0xA5);
}

/* Rows 1 to 8, NEC row 13, level 1 kanji. */
static bool is_eucjp_usual(const uint8_t *at, size_t length)
{
    return length == 2 &&
            ((at[0] >= 0xA1 && at[0] <= 0xA8) || at[0] == 0xAD ||
                    (at[0] >= 0xB0 && at[0] <= 0xCF));
}

static struct look look_at_eucjp(const struct text *text)
{
    struct look look = {0};
    bool after_kana = false, is_kana;
    uint16_t character;
    size_t length;

    for (size_t at = 0; at < text->size; at += length) {
        const uint8_t *here = text->bytes + at;

        length = eucjp_decode(here, text->size - at, &character);
        if (length == 0 && !text->whole && eucjp_is_cut_off(here, text->size - at))
            break;
        if (length == 0) {
            length = encoding_decode_count_wrong(ENCODING_EUCJP, here, text->size - at);
            look.wrong += length;
            after_kana = false;
            continue;
        }
        is_kana = is_eucjp_kana(here, length);
        look.has_kana_word = look.has_kana_word || (is_kana && after_kana);
        look.kana += is_kana;
        after_kana = is_kana;
        look.usual += is_eucjp_usual(here, length);
        look.foreign += length == 2 && here[0] >= 0xF5;
        look.rare += length == 3 || (length == 2 && here[0] >= 0xD0);
    }
    return look;
}

static bool is_eucjp_evident(const struct look *look)
{
    if (look->usual / EUCJP_PER_WRONG < look->wrong ||
            (look->wrong > 0 && 10 * look->kana < look->usual))
        return false;
    return look->has_kana_word && look->usual >= 2 * look->rare;
}

/* ---- CP932 ---- */

/* Whether nothing but it is in its cell, or line. */
static bool is_alone(const struct text *text, size_t at, size_t length)
{
    static const char edges[] = ",;|\t\r\n\"";
    const uint8_t *bytes = text->bytes;
    size_t end = at + length;

    if (at > 0 && (!bytes[at - 1] || !strchr(edges, bytes[at - 1])))
        return false;
    return end == text->size ? text->whole : bytes[end] && strchr(edges, bytes[end]);
}

static bool is_half_width(uint8_t byte)
{
    return byte >= 0xA1 && byte <= 0xDF;
}

/* Whether ﾞ or ﾟ may stand behind: ｳ, ｶ to ﾄ and ﾊ to ﾎ have the one, ﾊ to ﾎ the other.
 */
static bool takes_mark(uint8_t before, uint8_t mark)
{
    if (before >= 0xCA && before <= 0xCE)
        return true;
    return mark == SOUND_MARK && (before == 0xB3 || (before >= 0xB6 && before <= 0xC4));
}

/* No mark, and no ｰ, which elsewhere is a degree sign. */
static bool is_half_width_kana(uint8_t byte)
{
    return byte >= 0xA6 && byte < SOUND_MARK && byte != 0xB0;
}

/* How many half-width katakana stand side by side at `at`. */
static size_t count_half_width(const struct text *text, size_t at, struct look *look)
{
    size_t end = at, wrong = 0;

    for (; end < text->size && is_half_width(text->bytes[end]); end++) {
        uint8_t byte = text->bytes[end];
        uint8_t before = end > at ? text->bytes[end - 1] : 0;

        look->early += byte >= 0xB1 && byte <= 0xBF;
        wrong += (byte == SOUND_MARK || byte == HALF_SOUND_MARK) &&
                !takes_mark(before, byte);
    }
    look->rare += wrong;
    if (end - at >= WORD_MIN ||
            (end - at == 1 && is_half_width_kana(text->bytes[at]) &&
                    is_alone(text, at, 1)))
        look->in_words += end - at - wrong;
    else
        look->between += end - at - wrong;
    return end - at;
}

/* IBM's extensions and NEC's selection of them. */
static bool is_extension(uint8_t lead)
{
    return lead >= 0xFA || lead == 0xED || lead == 0xEE;
}

/* Up to the last kanji of level 1. */
static bool is_cp932_usual(const uint8_t *at)
{
    return at[0] < 0x98 || (at[0] == 0x98 && at[1] <= 0x72);
}

/* A character of two bytes. joined: beside another that is not ASCII; alone: in its cell.
 */
static void count_two_bytes(const uint8_t *at, bool joined, bool alone, struct look *look)
{
    bool is_usual = is_cp932_usual(at);

    look->two_bytes++;
    look->doubled += is_usual && at[1] >= 0x80 && at[1] < 0xA0;
    if (alone && (is_usual || is_extension(at[0])))
        look->usual++;
    else if (!joined && at[1] < 0x80)
        look->lone++;
    else if ((at[0] == 0x8E || at[0] == 0x8F) && at[1] >= 0xA1)
        return; /* so does EUC-JP */
    else if (is_usual)
        look->usual++;
    else if (!is_extension(at[0]))
        look->rare++;
}

static struct look look_at_cp932(const struct text *text)
{
    struct look look = {0};
    bool after_other = false; /* the character before is not ASCII */
    uint16_t character;
    size_t length;

    for (size_t at = 0; at < text->size; at += length) {
        const uint8_t *here = text->bytes + at;
        size_t left = text->size - at;

        length = cp932_decode(here, left, &character);
        if (length == 0 && !text->whole && cp932_is_cut_off(here, left))
            break;
        if (length == 0) {
            length = encoding_decode_count_wrong(ENCODING_CP932, here, left);
            look.wrong += length;
            after_other = true;
            continue;
        }
        if (length == 2)
            count_two_bytes(here, after_other || (left > 2 && here[2] >= 0x80),
                    is_alone(text, at, 2), &look);
        else if (is_half_width(*here))
            length = count_half_width(text, at, &look);
        after_other = *here >= 0x80;
    }
    return look;
}

static bool is_cp932_evident(const struct look *look, const struct look *eucjp)
{
    if (look->wrong > 0 && !is_nearly_right(look) && !is_clearly_right(look, eucjp))
        return false;
    if (look->two_bytes == 0)
        return look->in_words > 0 && 16 * look->early >= look->in_words &&
                look->in_words >= 2 * (look->between + look->rare);
    return look->usual > 0 && look->usual >= 2 * look->rare &&
            4 * look->usual >= look->lone;
}

/* ---- which it is ---- */

/* Of text that is no UTF-8; false: nothing speaks for EUC-JP or CP932. */
static bool find_japanese(const struct text *text, bool is_like_utf8,
        enum encoding *ret_encoding)
{
    struct look eucjp = look_at_eucjp(text), cp932 = look_at_cp932(text);
    bool is_cp932 = (eucjp.wrong > 0 || (eucjp.foreign > 0 && eucjp.usual == 0)) &&
            is_cp932_evident(&cp932, &eucjp);

    *ret_encoding = ENCODING_UNCERTAIN;
    if (!is_like_utf8 && is_cp932)
        *ret_encoding = ENCODING_CP932;
    else if (!is_like_utf8 &&
            (is_eucjp_evident(&eucjp) ||
                    (!eucjp.wrong &&
                            encoding_kanji_is_evident(text->bytes, text->size,
                                    text->whole))))
        *ret_encoding = ENCODING_EUCJP;
    return *ret_encoding != ENCODING_UNCERTAIN || (!eucjp.wrong && eucjp.usual > 0) ||
            (!cp932.wrong && (cp932.usual > 0 || cp932.in_words > 0));
}

/* NULs, or more than one control character in twenty that no text has. */
static bool is_binary(const struct text *text)
{
    static const char usual[] =
            "\b\t\n\v\f\r\x1A\x1B"; /* ^Z ends DOS files, ESC colours logs */
    size_t controls = 0;

    for (size_t i = 0; i < text->size; i++) {
        uint8_t byte = text->bytes[i];

        if (byte == 0)
            return true;
        controls += byte == 0x7F || (byte < 0x20 && !strchr(usual, byte));
    }
    return controls > text->size / 20;
}

/* Text without a mark and without NULs. */
static bool detect_text(const struct text *text, enum encoding *ret_encoding)
{
    size_t long_characters, other_bytes;

    *ret_encoding = ENCODING_UTF8; /* reading it will name the first byte that is not */
    if (is_utf8(text)) {
        if (is_iso2022jp(text))
            *ret_encoding = ENCODING_ISO2022JP;
        return true;
    }
    count_utf8(text, &long_characters, &other_bytes);
    if (long_characters >= 2 * other_bytes)
        return true;
    if (find_japanese(text, 2 * long_characters >= other_bytes, ret_encoding))
        return *ret_encoding != ENCODING_UNCERTAIN || !is_binary(text);
    *ret_encoding = ENCODING_UTF8;
    return !is_binary(text);
}

bool encoding_detect(const uint8_t *bytes, size_t size, bool whole,
        enum encoding *ret_encoding)
{
    struct text text = {bytes, size, whole};
    enum encoding encoding = ENCODING_UTF8;

    if (encoding_find_mark(bytes, size, &encoding) > 0) {
        if (encoding == ENCODING_UTF16LE && size >= 4 && bytes[2] == 0 && bytes[3] == 0)
            return false; /* UTF-32 */
    } else if (!find_utf16(&text, &encoding) &&
            ((size && memchr(bytes, 0, size)) || !detect_text(&text, &encoding))) {
        return false;
    }
    *ret_encoding = encoding;
    return true;
}
