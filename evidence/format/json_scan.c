#include "evidence/format/json_scan.h"

#include <string.h>

#include "engine/base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum json_result json_scan_fail(struct json_scan *scan, const char *complaint)
{
    scan->complaint = complaint;
    return JSON_INVALID;
}

enum json_result json_scan_end(struct json_scan *scan)
{
    if (!scan->whole)
        return JSON_MORE;
    scan->at = scan->end;
    return json_scan_fail(scan, TR("it ends too early", "途中で終わっています"));
}

/* The next byte that means something inside a string: a quote, a backslash, or a control
 * character. */
static const char *find_special(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1F);

    for (; end - at >= 16; at += 16) {
        __m128i part, hits;
        int mask;

        memcpy(&part, at, sizeof(part));
        hits = _mm_or_si128(_mm_cmpeq_epi8(part, quote), _mm_cmpeq_epi8(part, slash));
        hits = _mm_or_si128(hits, _mm_cmpeq_epi8(_mm_min_epu8(part, control), part));
        mask = _mm_movemask_epi8(hits);
        if (mask)
            return at + __builtin_ctz((unsigned)mask);
    }
#endif
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
        at++;
    return at;
}

static bool is_hex(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
            (byte >= 'A' && byte <= 'F');
}

/* An escape, the backslash being at scan->at. */
static enum json_result scan_escape(struct json_scan *scan)
{
    if (scan->end - scan->at < 2)
        return json_scan_end(scan);
    if (scan->at[1] != 'u') {
        if (!scan->at[1] || !strchr("\"\\/bfnrt", scan->at[1]))
            return json_scan_fail(scan,
                    TR("this escape does not exist", "存在しないエスケープです"));
        scan->at += 2;
        return JSON_DONE;
    }
    for (unsigned i = 2; i < 6; i++) {
        if (scan->end - scan->at <= (ptrdiff_t)i)
            return json_scan_end(scan);
        if (!is_hex(scan->at[i]))
            return json_scan_fail(scan,
                    TR("\\u needs four hexadecimal digits",
                            "\\u の後には16進数字4桁が必要です"));
    }
    scan->at += 6;
    return JSON_DONE;
}

enum json_result json_scan_string(struct json_scan *scan, bool *ret_escaped)
{
    enum json_result result;

    *ret_escaped = false;
    scan->at++;
    for (;;) {
        scan->at = find_special(scan->at, scan->end);
        if (scan->at == scan->end)
            return json_scan_end(scan);
        if (*scan->at == '"') {
            scan->at++;
            return JSON_DONE;
        }
        if (*scan->at != '\\')
            return json_scan_fail(scan,
                    TR("a control character inside a string",
                            "文字列の中に制御文字があります"));
        *ret_escaped = true;
        result = scan_escape(scan);
        if (result != JSON_DONE)
            return result;
    }
}

static bool is_digit(const struct json_scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

/* One digit or more. */
static enum json_result scan_digits(struct json_scan *scan)
{
    if (!is_digit(scan))
        return scan->at == scan->end
                ? json_scan_end(scan)
                : json_scan_fail(scan, TR("a digit is missing", "数字が足りません"));
    while (is_digit(scan))
        scan->at++;
    return JSON_DONE;
}

static bool is_at(const struct json_scan *scan, char byte, char other)
{
    return scan->at < scan->end && (*scan->at == byte || *scan->at == other);
}

enum json_result json_scan_number(struct json_scan *scan)
{
    enum json_result result = JSON_DONE;

    if (*scan->at == '-')
        scan->at++;
    if (is_at(scan, '0', '0'))
        scan->at++;
    else
        result = scan_digits(scan);
    if (result == JSON_DONE && is_at(scan, '.', '.')) {
        scan->at++;
        result = scan_digits(scan);
    }
    if (result == JSON_DONE && is_at(scan, 'e', 'E')) {
        scan->at++;
        if (is_at(scan, '+', '-'))
            scan->at++;
        result = scan_digits(scan);
    }
    if (result == JSON_DONE && scan->at == scan->end && !scan->whole)
        return JSON_MORE; /* it may go on */
    if (result == JSON_DONE && is_digit(scan))
        return json_scan_fail(scan,
                TR("a number may not begin with 0", "数値を 0 で始めることはできません"));
    return result;
}

enum json_result json_scan_literal(struct json_scan *scan)
{
    const char *word = *scan->at == 't' ? "true" : *scan->at == 'f' ? "false" : "null";
    size_t size = strlen(word), rest = (size_t)(scan->end - scan->at);

    if (memcmp(scan->at, word, rest < size ? rest : size) != 0)
        return json_scan_fail(scan,
                TR("this is no JSON value (true, false, null?)",
                        "JSON の値ではありません (true、false、null の誤りですか)"));
    if (rest < size)
        return json_scan_end(scan);
    scan->at += size;
    return JSON_DONE;
}

enum json_result json_scan_scalar(struct json_scan *scan, bool *ret_escaped)
{
    char byte = *scan->at;

    *ret_escaped = false;
    if (byte == '"')
        return json_scan_string(scan, ret_escaped);
    if (byte == '-' || (byte >= '0' && byte <= '9'))
        return json_scan_number(scan);
    if (byte == 't' || byte == 'f' || byte == 'n')
        return json_scan_literal(scan);
    return json_scan_fail(scan, TR("this is no JSON value", "JSON の値ではありません"));
}
