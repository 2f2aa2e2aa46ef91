/* convert.h - from text as delivered to a typed value, or a loud no
 *
 * Blanks around are ignored (ideographic ones too), full-width letters, digits and signs
 * are read as their usual forms. An empty text does not convert: declare it absent in the
 * layout or binding.
 *
 * date: 2025-04-01 2025/4/1 2025.4.1 20250401 2025年4月1日 令和7年4月1日 R7.4.1 R7/4/1
 * R070401, year 1 also 元; a time behind it only where it is midnight without a zone.
 * Excel serials are refused (they need a word in the binding; a later issue).
 *
 * timestamp: any such date, blanks or T, and 9:00, 09:00:00, 9時00分00秒, 9時, fraction
 * of seconds behind . or , (cut to milliseconds); 20250401T090000; syslog "Dec 10
 * 06:55:46" with the source's year, or its own ("Dec 10 2024 06:55:46"); "Sun Dec 04
 * 04:47:44 2005"; "10/Oct/2000:13:55:36 -0700". Behind any of them a zone: Z, +09:00,
 * +0900, +09, UTC, GMT, JST. A stamp without one is in the source's zone. A date alone is
 * not a timestamp, 24:00 is refused, second 60 is 59.999, so that it stays in its day,
 * epoch seconds are not guessed (see convert_normalise()), and so are day/month orders.
 *
 * number: optional sign, digits, commas only as groups of three, a decimal point, an
 * exponent. Up to 15 significant digits; more are exact only as integers within 64 bits,
 * otherwise refused. Written without point and exponent it is an INTEGER where 64 bits
 * hold it, else REAL.
 *
 * boolean: true/false yes/no on/off 1/0 ○/× 有/無 はい/いいえ 済/未, case-blind.
 *
 * ip: v4 (four decimal parts, no leading zeros) and v6; brackets and zone ids are taken
 * off; canonical text of RFC 5952. A port or a prefix length does not convert. */
#ifndef CHOSHO_CONVERT_H
#define CHOSHO_CONVERT_H

#include "engine/base/program.h"
#include "engine/base/zone.h"

struct convert_context {
    const struct zone *zone; /* of stamps without one */
    int year; /* of stamps without one; 0: such stamps do not convert. scan.h says how it
                 goes on over New Year */
    bool *is_zone_used; /* set true where a stamp had none; NULL: nobody asks */
};

struct convert_value {
    enum { CONVERT_TEXT, CONVERT_INTEGER, CONVERT_REAL } kind;
    int64_t integer;
    double real;
    char text[64]; /* date, timestamp, ip */
    size_t text_size;
};

/* The day of a stamp that names no year ("Dec 10 06:55:46"), counted from 1 January as in
 * a leap year, 0 to 365. false: the text is none, or it names its year. Its zone is not
 * looked at. */
bool convert_yearless_day(const char *text, size_t size, int *ret_day);

/* false: it does not convert. PROGRAM_TEXT is not for here. */
bool convert_text(enum program_type type, const char *text, size_t size,
        const struct convert_context *context, struct convert_value *ret_value);

/* Instant of a date or timestamp value as convert_text() writes them; a date is its first
 * instant in the zone (NULL: UTC). */
bool convert_to_ms(const char *value, size_t size, const struct zone *zone,
        int64_t *ret_ms);

/* Key normalisation: words of `steps`, in order: "width" (full to half and katakana),
 * "case" (lower), "trim" (blanks off both ends), "zero-pad:6" (where all of it is digits;
 * 1 to 64), "fqdn" (the first label; IPv4 addresses stay). For times, not keys: "epoch"
 * and "epoch-ms" (seconds, milliseconds since 1970 as a stamp in UTC; what is no number
 * stays). Appends the result.
 * ERROR_SCRIPT: an unknown step. */
WARN_UNUSED bool convert_normalise(const char *steps, const char *text, size_t size,
        struct buf *ret_text, struct error *err);

#endif
