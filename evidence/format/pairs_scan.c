#include "evidence/format/pairs_scan.h"

#include <string.h>

#include "engine/base/date.h"

#define GROUP_SEPARATOR '\035' /* before what auditd's ENRICHED format adds */
#define LINES_WEIGHED 20u
#define MIN_PAIRS 3u

/* A line on its way. */
struct scan {
    const char *at, *end;
    char separator;
    bool is_audit;
    struct pairs_line *line;
    const char *loose; /* where the piece of loose text that is open begins; NULL: none */
};

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
            (unsigned char)byte >= 0x80;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == GROUP_SEPARATOR;
}

static bool is_key_byte(char byte)
{
    return is_letter(byte) || is_digit(byte) || (byte && strchr("_-.@/", byte));
}

/* How long the key here is, whose "=" follows; 0: there is none. */
static size_t key_size(const char *at, const char *end)
{
    const char *key = at;

    if (at == end || !(is_letter(*at) || *at == '_' || *at == '@'))
        return 0;
    while (at < end && is_key_byte(*at))
        at++;
    if (at < end && (*at == '=' || (*at == ':' && at + 1 < end && at[1] == '"')))
        return (size_t)(at - key);
    return 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* ---- values ---- */

/* From behind the opening quote; *ret_escaped: a backslash is in it. */
static const char *find_quote(const char *at, const char *end, bool is_audit,
        bool *ret_escaped)
{
    for (*ret_escaped = false; at < end && *at != '"'; at++) {
        if (*at == '\\' && !is_audit && at + 1 < end) {
            *ret_escaped |= at[1] == '"' || at[1] == '\\';
            at++;
        }
    }
    return at < end ? at : NULL;
}

/* The single quote that closes msg='...': behind it a blank or the line's end, and no
 * double quote is open. */
static const char *find_single_quote(const char *at, const char *end)
{
    bool is_quoted = false;

    for (; at < end; at++) {
        if (*at == '"')
            is_quoted = !is_quoted;
        if (*at == '\'' && !is_quoted && (at + 1 == end || is_blank(at[1])))
            return at;
    }
    return NULL;
}

static bool begins_pair(const struct scan *scan, const char *at)
{
    return key_size(skip_blanks(at, scan->end), scan->end) > 0;
}

/* Where an unquoted value ends. */
static const char *find_end(const struct scan *scan, const char *at)
{
    const char *begin = at;

    if (scan->separator != ' ') {
        at = memchr(at, scan->separator, (size_t)(scan->end - at));
        at = at ? at : scan->end;
        while (at > begin && is_blank(at[-1]))
            at--;
        return at;
    }
    while (at < scan->end && !is_blank(*at))
        at++;
    if (at > begin && at < scan->end && (at[-1] == ',' || at[-1] == ';') &&
            begins_pair(scan, at))
        at--;
    return at;
}

/* ---- pieces ---- */

static void close_loose(struct scan *scan)
{
    struct pairs_line *line = scan->line;
    const char *end = scan->at;

    if (!scan->loose)
        return;
    while (end > scan->loose && is_blank(end[-1]))
        end--;
    if (line->count && line->loose_count == PAIRS_MAX)
        line->problem = "too-many-pairs";
    else if (line->count)
        line->loose[line->loose_count++] = (struct slice){scan->loose,
                (size_t)(end - scan->loose)};
    else
        line->prefix = (struct slice){scan->loose, (size_t)(end - scan->loose)};
    scan->loose = NULL;
}

static void add_pair(struct scan *scan, struct slice key, struct slice value,
        bool is_escaped)
{
    struct pairs_line *line = scan->line;

    if (line->count == PAIRS_MAX)
        line->problem = "too-many-pairs";
    else
        line->pairs[line->count++] = (struct record_pair){key, value, is_escaped};
}

/* msg=audit(1551485405.594:7507): in its usual size, so that its time fits its place. */
static bool read_audit(struct scan *scan, struct slice *value)
{
    const char *text = value->text;
    size_t digits;

    if (value->size < 23 || strncmp(text, "audit(", 6) != 0 || text[16] != '.' ||
            text[20] != ':')
        return false;
    for (size_t i = 6; i < 20; i++) {
        if (i != 16 && !is_digit(text[i]))
            return false;
    }
    for (digits = 0; 21 + digits < value->size && is_digit(text[21 + digits]); digits++)
        continue;
    if (digits == 0 || 21 + digits == value->size || text[21 + digits] != ')')
        return false;
    if (value->size > 22 + digits && text[22 + digits] == ':')
        value->size = 22 + digits;
    scan->line->seconds = (struct slice){text + 6, 14};
    scan->line->serial = (struct slice){text + 21, digits};
    return true;
}

static void scan_pairs(struct scan *scan);

static void scan_nested(struct scan *scan, struct slice value)
{
    struct scan nested = {.at = value.text,
            .end = value.text + value.size,
            .separator = ' ',
            .is_audit = true,
            .line = scan->line};

    scan_pairs(&nested);
    close_loose(&nested);
}

static bool is_key(struct slice key, const char *name)
{
    return key.size == strlen(name) && memcmp(key.text, name, key.size) == 0;
}

/* A value in quotes; false: scan->at is no quote that closes. */
static bool scan_quoted(struct scan *scan, struct slice key)
{
    const char *begin = scan->at + 1, *end;
    bool is_escaped = false, is_single = *scan->at == '\'';
    struct slice value;

    end = is_single ? find_single_quote(begin, scan->end)
                    : find_quote(begin, scan->end, scan->is_audit, &is_escaped);
    if (!end) {
        if (!is_single)
            scan->line->problem = "bad-quote";
        return false;
    }
    value = (struct slice){begin, (size_t)(end - begin)};
    add_pair(scan, key, value, is_escaped);
    if (is_single && scan->is_audit && is_key(key, "msg"))
        scan_nested(scan, value);
    scan->at = end + 1;
    if (scan->at < scan->end && (*scan->at == ',' || *scan->at == ';'))
        scan->at++;
    return true;
}

static void scan_pair(struct scan *scan, size_t size)
{
    struct slice key = {scan->at, size}, value;
    const char *begin = scan->at;

    close_loose(scan);
    scan->at += size + 1;
    if (scan->at == scan->end || (*scan->at != '"' && *scan->at != '\'') ||
            !scan_quoted(scan, key)) {
        const char *end = find_end(scan, scan->at);

        value = (struct slice){scan->at, (size_t)(end - scan->at)};
        scan->at = end;
        if (!scan->is_audit && is_key(key, "msg"))
            scan->is_audit = read_audit(scan, &value);
        add_pair(scan, key, value, false);
        if (scan->separator == ' ' && scan->at < scan->end && !is_blank(*scan->at))
            scan->at++; /* the comma that is none of the value's */
    }
    scan->line->paired_bytes += (size_t)(scan->at - begin);
}

/* One word of loose text; a bracket before a pair is a word. */
static void scan_loose(struct scan *scan)
{
    if (!scan->loose)
        scan->loose = scan->at;
    if (strchr("[({", *scan->at) && key_size(scan->at + 1, scan->end)) {
        scan->at++;
        return;
    }
    while (scan->at < scan->end && !is_blank(*scan->at) &&
            (scan->separator == ' ' || *scan->at != scan->separator))
        scan->at++;
}

static void scan_pairs(struct scan *scan)
{
    size_t size;

    for (;;) {
        while (scan->at < scan->end &&
                (is_blank(*scan->at) || (*scan->at == scan->separator && !scan->loose)))
            scan->at++;
        if (scan->at == scan->end || scan->line->problem)
            return;
        size = key_size(scan->at, scan->end);
        if (size)
            scan_pair(scan, size);
        else if (*scan->at == scan->separator)
            scan->at++;
        else
            scan_loose(scan);
    }
}

/* ---- syslog's prefix ---- */

static size_t word_size(const char *at, const char *end)
{
    const char *begin = at;

    while (at < end && !is_blank(*at))
        at++;
    return (size_t)(at - begin);
}

/* "Dec 10 06:55:46": how long, or 0. */
static size_t bsd_stamp_size(const char *at, const char *end)
{
    static const char form[] = "Aaa 90 00:00:00";

    if (end - at < 15 || (unsigned char)*at >= 0x80)
        return 0;
    for (size_t i = 0; i < 15; i++) {
        bool fits = form[i] == 'A' || form[i] == 'a' ? is_letter(at[i])
                : form[i] == '9'                     ? is_digit(at[i]) || at[i] == ' '
                : form[i] == '0'                     ? is_digit(at[i])
                                                     : at[i] == form[i];

        if (!fits)
            return 0;
    }
    return 15;
}

/* "2019-05-15T16:25:50Z" or "2019-05-15 16:25:50". */
static size_t iso_stamp_size(const char *at, const char *end)
{
    size_t day = word_size(at, end);

    if (day < 10 || !is_digit(at[0]) || at[4] != '-' || at[7] != '-')
        return 0;
    if (day > 10)
        return at[10] == 'T' ? day : 0;
    if (at + 11 < end && is_digit(at[11]))
        return 11 + word_size(at + 11, end);
    return 0;
}

/* "Apr  1 09:00:00 JST": a zone's name, where a host follows, is the stamp's. One that is
 * not read makes the stamp no time, which is told; as a host it would be believed. */
static size_t zone_size(const char *at, const char *end)
{
    static const char *const names[] = {"UTC", "GMT", "JST", "UT", "WET", "WEST", "CET",
            "CEST", "EET", "EEST", "MSK", "BST", "IST", "EST", "EDT", "CST", "CDT", "MST",
            "MDT", "PST", "PDT", "KST", "HKT", "SGT", "AEST", "AEDT", "NZST", "NZDT"};
    const char *name = skip_blanks(at, end), *behind;
    size_t size = word_size(name, end);

    behind = skip_blanks(name + size, end);
    for (size_t i = 0; behind < end && i < ARRAY_LENGTH(names); i++) {
        if (size == strlen(names[i]) && memcmp(name, names[i], size) == 0 &&
                behind[word_size(behind, end) - 1] != ':')
            return (size_t)(name + size - at);
    }
    return 0;
}

static void read_prefix(struct pairs_line *line)
{
    const char *at = line->prefix.text, *end;
    size_t size;

    if (!at || !line->prefix.size)
        return;
    end = at + line->prefix.size;
    if (*at == '<') { /* <PRI>, and RFC 5424's version behind it */
        const char *close = memchr(at, '>', (size_t)(end - at));

        at = close ? close + 1 : at;
    }
    if (end - at > 2 && is_digit(*at) && at[1] == ' ')
        at += 2;
    size = bsd_stamp_size(at, end);
    if (size)
        size += zone_size(at + size, end);
    else
        size = iso_stamp_size(at, end);
    if (!size)
        return;
    line->stamp = (struct slice){at, size};
    at = skip_blanks(at + size, end);
    if (at < end)
        line->host = (struct slice){at, word_size(at, end)};
}

/* <0> to <191>, then behind it. */
static const char *read_priority(struct scan *scan)
{
    const char *at = scan->at;
    size_t digits = 0;

    if (at == scan->end || *at != '<')
        return at;
    while (at + 1 + digits < scan->end && is_digit(at[1 + digits]))
        digits++;
    if (digits < 1 || digits > 3 || at + 1 + digits == scan->end || at[1 + digits] != '>')
        return at;
    scan->line->priority = (struct slice){at + 1, digits};
    return at + digits + 2;
}

void pairs_scan_line(const char *text, size_t size, char separator,
        struct pairs_line *line)
{
    struct scan scan = {.at = text,
            .end = text + size,
            .separator = separator,
            .line = line};

    line->count = line->loose_count = 0;
    line->prefix = line->stamp = line->host = line->priority = (struct slice){NULL, 0};
    line->seconds = line->serial = (struct slice){NULL, 0};
    line->paired_bytes = 0;
    line->problem = NULL;
    scan.at = read_priority(&scan);
    scan_pairs(&scan);
    close_loose(&scan);
    if (line->prefix.text && line->priority.text) /* "<189>Apr  1 ..." is one text */
        line->prefix = (struct slice){text,
                (size_t)(line->prefix.text + line->prefix.size - text)};
    if (!line->problem && line->count == 0)
        line->problem = "no-match";
    read_prefix(line);
}

bool pairs_scan_is_between(const char *text, size_t size)
{
    static const char time[] = "time->";

    if (size && text[size - 1] == '\r')
        size--;
    if (size == 4)
        return memcmp(text, "----", 4) == 0;
    return size >= sizeof(time) && memcmp(text, time, sizeof(time) - 1) == 0 &&
            !memchr(text, '=', size);
}

/* ---- deciding ---- */

/* How often a pair stands behind this separator. */
static size_t count_behind(const char *text, const char *end, char separator)
{
    size_t count = 0;

    for (const char *at = text; at + 1 < end; at++) {
        if (*at != separator)
            continue;
        if (separator == ' '
                        ? at > text && !strchr(",;| ", at[-1]) && key_size(at + 1, end)
                        : key_size(skip_blanks(at + 1, end), end) > 0)
            count++;
    }
    return count;
}

char pairs_scan_separator(const char *text, size_t size)
{
    static const char separators[] = {' ', ',', ';', '|'};
    const char *end = text;
    char best = ' ';
    size_t most = 0;

    for (unsigned lines = 0; end < text + size && lines < LINES_WEIGHED; lines++) {
        end = memchr(end, '\n', size - (size_t)(end - text));
        end = end ? end + 1 : text + size;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(separators); i++) {
        size_t count = count_behind(text, end, separators[i]);

        if (count > most) {
            most = count;
            best = separators[i];
        }
    }
    return best;
}

bool pairs_scan_is_pairs(const struct pairs_line *line, size_t size)
{
    size_t loose = 0;

    for (size_t i = 0; i < line->loose_count; i++)
        loose += line->loose[i].size;
    return !line->problem && line->count >= MIN_PAIRS &&
            line->paired_bytes * 10 >= size * 6 && loose * 10 <= size;
}

size_t pairs_scan_unescape(struct slice value, char *room)
{
    const char *at = value.text, *end = at + value.size;
    char *out = room;

    while (at < end) {
        if (*at == '\\' && at + 1 < end && (at[1] == '"' || at[1] == '\\'))
            at++;
        *out++ = *at++;
    }
    return (size_t)(out - room);
}

void pairs_scan_time(struct slice seconds, char *room)
{
    char text[DATE_INSTANT_SIZE];
    int64_t ms = 0;

    for (size_t i = 0; i < seconds.size; i++) {
        if (seconds.text[i] != '.')
            ms = ms * 10 + (seconds.text[i] - '0');
    }
    date_format_instant(ms, text);
    memcpy(room, text, PAIRS_TIME_SIZE);
}
