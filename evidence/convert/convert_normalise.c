#include "evidence/convert/convert.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"

#define PAD_MAX 64
#define EPOCH_DIGITS 14 /* of milliseconds: to the year 5138 */
#define STEP_MAX 32

/* A key as it goes from step to step. */
struct key {
    struct buf text, other;
};

static void swap(struct key *key)
{
    struct buf text = key->text;

    key->text = key->other;
    key->other = text;
    buf_reset(&key->other);
}

static bool fold_width(struct key *key, unsigned long number, struct error *err)
{
    (void)number;
    if (!text_append_folded(&key->other, buf_text(&key->text), key->text.size, err))
        return false;
    swap(key);
    return true;
}

static bool fold_case(struct key *key, unsigned long number, struct error *err)
{
    (void)number;
    if (!text_append_lower(&key->other, buf_text(&key->text), key->text.size, err))
        return false;
    swap(key);
    return true;
}

/* The size of the blank at text, 0 where there is none: ASCII blanks, no-break and
 * ideographic space. */
static size_t blank_size(const char *text, size_t size)
{
    if (size >= 3 && memcmp(text, "\u3000", 3) == 0)
        return 3;
    if (size >= 2 && memcmp(text, "\u00A0", 2) == 0)
        return 2;
    return size && strchr(" \t\r\n\v\f", *text) && *text ? 1 : 0;
}

static size_t last_blank_size(const char *text, size_t size)
{
    for (size_t length = 1; length <= 3 && length <= size; length++) {
        if (blank_size(text + size - length, length) == length)
            return length;
    }
    return 0;
}

static bool trim(struct key *key, unsigned long number, struct error *err)
{
    const char *text = buf_text(&key->text);
    size_t size = key->text.size, blank;

    (void)number;
    while ((blank = blank_size(text, size)) > 0) {
        text += blank;
        size -= blank;
    }
    while ((blank = last_blank_size(text, size)) > 0)
        size -= blank;
    if (!buf_append(&key->other, text, size, err))
        return false;
    swap(key);
    return true;
}

static bool pad_zeros(struct key *key, unsigned long number, struct error *err)
{
    static const char zeros[] =
            "0000000000000000000000000000000000000000000000000000000000000000";
    size_t size = key->text.size;

    if (!size || size >= number || strspn(key->text.data, "0123456789") != size)
        return true;
    if (!buf_append(&key->other, zeros, number - size, err) ||
            !buf_append(&key->other, key->text.data, size, err))
        return false;
    swap(key);
    return true;
}

static bool cut_labels(struct key *key, unsigned long number, struct error *err)
{
    const char *text = buf_text(&key->text), *dot = strchr(text, '.');
    struct in_addr address;

    (void)number;
    if (!dot || dot == text || inet_pton(AF_INET, text, &address) == 1)
        return true;
    if (!buf_append(&key->other, text, (size_t)(dot - text), err))
        return false;
    swap(key);
    return true;
}

/* "1551485405.594": digits, and a fraction of which milliseconds count. false: it is
 * none. */
static bool read_epoch(const char *text, int64_t unit, int64_t *ret_ms)
{
    bool is_negative = *text == '-';
    size_t digits = strspn(text + is_negative, "0123456789"), fraction;
    const char *behind = text + is_negative + digits;
    int64_t value;

    if (digits == 0 || digits > EPOCH_DIGITS)
        return false;
    value = strtoll(text + is_negative, NULL, 10) * unit;
    if (*behind == '.') {
        fraction = strspn(behind + 1, "0123456789");
        for (size_t i = 0; i < 3 && i < fraction; i++)
            value += (behind[1 + i] - '0') * (unit /= 10);
        behind += 1 + fraction;
        if (fraction == 0)
            return false;
    }
    *ret_ms = is_negative ? -value : value;
    return *behind == '\0';
}

/* Seconds or milliseconds since 1970 as a stamp in UTC. What is no number stays, and
 * does or does not convert as it is. */
static bool write_epoch(struct key *key, int64_t unit, struct error *err)
{
    char stamp[DATE_INSTANT_SIZE];
    int64_t ms;

    if (!read_epoch(buf_text(&key->text), unit, &ms))
        return true;
    date_format_instant(ms, stamp);
    if (!buf_append_text(&key->other, stamp, err))
        return false;
    swap(key);
    return true;
}

static bool epoch(struct key *key, unsigned long number, struct error *err)
{
    (void)number;
    return write_epoch(key, 1000, err);
}

static bool epoch_ms(struct key *key, unsigned long number, struct error *err)
{
    (void)number;
    return write_epoch(key, 1, err);
}

/* To add a step: a row here, and convert.h. Each reads key->text and leaves its result
 * there. */
static const struct {
    const char *name;
    bool (*run)(struct key *key, unsigned long number, struct error *err);
    bool has_number;
} known_steps[] = {
        {"width", fold_width, false},
        {"case", fold_case, false},
        {"trim", trim, false},
        {"zero-pad", pad_zeros, true},
        {"fqdn", cut_labels, false},
        {"epoch", epoch, false},
        {"epoch-ms", epoch_ms, false},
};

static bool fail(const char *word, size_t size, struct error *err)
{
    return error_set(err, ERROR_SCRIPT,
            TR("'%.*s' is no way to normalise a key: use width, case, trim, zero-pad:6, fqdn, epoch or epoch-ms",
                    "「%.*s」はキーの正規化として使えません。width、case、trim、zero-pad:6、fqdn、epoch、epoch-ms のいずれかにしてください"),
            (int)(size < STEP_MAX ? size : STEP_MAX), word);
}

static bool run_step(struct key *key, const char *word, size_t size, struct error *err)
{
    const char *colon = memchr(word, ':', size);
    size_t name_size = colon ? (size_t)(colon - word) : size;
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    unsigned long number = digits && digits < 4 ? strtoul(colon + 1, NULL, 10) : 0;

    for (size_t i = 0; i < ARRAY_LENGTH(known_steps); i++) {
        if (strlen(known_steps[i].name) != name_size ||
                memcmp(known_steps[i].name, word, name_size) != 0)
            continue;
        if (known_steps[i].has_number != (colon != NULL))
            break;
        if (colon && (colon + 1 + digits != word + size || !number || number > PAD_MAX))
            break;
        return known_steps[i].run(key, number, err);
    }
    return fail(word, size, err);
}

static bool run_steps(struct key *key, const char *steps, struct error *err)
{
    static const char blanks[] = " \t\r\n";
    const char *word = steps + strspn(steps, blanks);

    while (*word) {
        size_t size = strcspn(word, blanks);

        if (!run_step(key, word, size, err))
            return false;
        word += size;
        word += strspn(word, blanks);
    }
    return true;
}

bool convert_normalise(const char *steps, const char *text, size_t size,
        struct buf *ret_text, struct error *err)
{
    /* half-width katakana grow by a third at most, lower case by a half */
    struct key key = {BUF_INIT(2 * size + 2 * PAD_MAX), BUF_INIT(2 * size + 2 * PAD_MAX)};
    bool ok = buf_append(&key.text, text, size, err) && run_steps(&key, steps, err) &&
            buf_append(ret_text, buf_text(&key.text), key.text.size, err);

    buf_clear(&key.text);
    buf_clear(&key.other);
    return ok;
}
