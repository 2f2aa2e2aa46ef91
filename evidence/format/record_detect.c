#include "evidence/format/record.h"

#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/encoding/encoding_ahead.h"
#include "evidence/encoding/nul_text.h"
#include "evidence/format/block_scan.h"
#include "evidence/format/by_product.h"
#include "evidence/format/csv_doubt.h"
#include "evidence/format/csv_header.h"
#include "evidence/format/header_word.h"
#include "evidence/format/json_detect.h"
#include "evidence/format/ole.h"
#include "evidence/format/pairs_scan.h"
#include "evidence/format/pdf.h"
#include "evidence/format/record_sheet.h"
#include "evidence/format/w3c_line.h"
#include "evidence/format/xml_detect.h"
#include "evidence/format/xml_shape.h"
#include "evidence/limits.h"
#include "evidence/magic.h"

#define LOOKED_AT ((size_t)64 << 10)
#define RECORDS_LOOKED_AT 100u
#define HEADER_FIELD_MAX ((size_t)120)

struct detection {
    const struct archive *archive;
    uint32_t member;
    enum encoding encoding; /* as somebody says; ENCODING_AUTO: nobody does */
    const struct record_hint *hints;
    size_t hint_count;
    struct arena *arena;
    struct record_format format;
    const char *kind_text;
    const char *notice, *aside;
};

static bool has_ending(const char *name, const char *const *endings)
{
    size_t size = strlen(name);

    for (; *endings; endings++) {
        size_t ending = strlen(*endings);

        if (size >= ending && strcasecmp(name + size - ending, *endings) == 0)
            return true;
    }
    return false;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A column's name is not a number, a date or a time, not prose, and not long. */
static bool is_plausible_name(const char *name)
{
    size_t size = strlen(name), digits = 0, letters = 0;

    if (size > HEADER_FIELD_MAX || name[0] == ' ' || name[size ? size - 1 : 0] == ' ')
        return false;
    for (size_t i = 0; i < size; i++) {
        digits += is_digit(name[i]);
        letters += is_letter(name[i]) || (unsigned char)name[i] >= 0x80;
    }
    return name[0] == '_' || (letters && digits <= letters);
}

static bool is_plausible_header(const struct csv_header *header)
{
    uint32_t generated = 0;

    for (uint32_t i = 0; i < header->column_count; i++) {
        if (!is_plausible_name(header->names[i]))
            return false;
        generated += header->names[i][0] == '_' && is_digit(header->names[i][1]);
    }
    return generated <= 1 + header->column_count / 10;
}

static bool is_known_header(const struct csv_header *header)
{
    for (uint32_t i = 0; i < header->column_count; i++) {
        if (header_word_is((struct slice){header->names[i], strlen(header->names[i])}))
            return true;
    }
    return false;
}

/* A table has at least two rows that all have as many fields as the header, or one below
 * names of which one is known. Where it has one below others its content leaves open what
 * it is. Otherwise, and there, its name decides. */
static bool is_csv_content(const struct csv_header *header, struct slice text, bool whole,
        bool is_named, bool *ret_open)
{
    uint32_t fields, records, agreeing;
    bool may_be;

    *ret_open = false;
    if (header->bad_quote || header->column_count > LIMIT_CSV_COLUMNS)
        return is_named;
    agreeing = csv_header_agreement(text.text + header->preamble_size,
            text.size - header->preamble_size, whole, header->dialect, RECORDS_LOOKED_AT,
            &fields, &records);
    may_be = fields >= 2 && records >= 1 && agreeing == records &&
            header->line == header->mark_lines + header->has_separator + 1 &&
            is_plausible_header(header);
    *ret_open = may_be && records == 1 && !is_known_header(header);
    return is_named || (may_be && !*ret_open);
}

/* What is above a first record is not known to be none of the table's. */
static bool describe_csv(struct detection *detection, const struct csv_header *header,
        struct slice text, bool whole, struct error *err)
{
    enum csv_doubt doubt = csv_doubt_judge(text.text + header->preamble_size,
            text.size - header->preamble_size, whole, header->dialect);

    if (doubt != CSV_DOUBT_NONE)
        detection->notice = "header-doubtful";
    else if (header->is_doubtful)
        detection->notice = "header-line-doubtful";
    else if (header->is_ambiguous)
        detection->notice = "delimiter-doubtful";
    detection->format.headerless = doubt == CSV_DOUBT_HEADERLESS &&
            header->line == 1u + header->has_separator;
    detection->kind_text = detection->format.headerless ? "csv, no header" : "csv";
    return header->line == 1 || detection->format.headerless ||
            arena_printf(detection->arena, &detection->kind_text, err,
                    "csv, header at line %u", (unsigned)header->line);
}

static bool detect_csv(struct detection *detection, const struct record_window *window,
        bool *ret_found, struct error *err)
{
    static const char *const endings[] = {".csv", ".tsv", NULL};
    const char *name = archive_member(detection->archive, detection->member)->name;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)16 << 20);
    struct slice text = record_window_rest(window);
    const struct csv_said said = {.line_end = window->line_end};
    struct csv_header header;
    enum csv_result result;
    bool is_named = has_ending(name, endings), is_open = false;

    *ret_found = false;
    if (!csv_header_read(text.text, text.size, window->end, &said, &arena, &header,
                &result, err))
        return false;
    if (result == CSV_RECORD)
        *ret_found = is_csv_content(&header, text, window->end, is_named, &is_open);
    else
        *ret_found = is_named;
    detection->notice = is_open ? "kind-by-name" : NULL;
    if (!*ret_found)
        return true;
    detection->format.kind = RECORD_CSV;
    detection->format.delimiter = result == CSV_RECORD ? header.dialect.delimiter : ',';
    detection->kind_text = "csv";
    return result != CSV_RECORD ||
            describe_csv(detection, &header, text, window->end, err);
}

static bool set_json(struct detection *detection, const char *records,
        const char *kind_text, struct error *err)
{
    detection->format.kind = RECORD_JSON;
    if (!arena_text(detection->arena, records, &detection->format.records, err))
        return false;
    if (!*records)
        return arena_text(detection->arena, kind_text, &detection->kind_text, err);
    return arena_printf(detection->arena, &detection->kind_text, err, "json %s", records);
}

/* Documents are read to their end; where that fails, reading them will say so, and what
 * they are is known all the same. */
static bool detect_documents(struct detection *detection, struct record_window *window,
        const char *kind_text, struct error *err)
{
    struct json_detected detected;

    if (!json_detect_records(window, detection->arena, &detected, err) &&
            err->code != ERROR_UNREADABLE && err->code != ERROR_LIMIT)
        return false;
    detection->aside = detected.aside;
    if (detected.aside)
        detection->notice = "json-inner-array";
    else if (detected.are_of_empty)
        detection->notice = "json-empty-array";
    return set_json(detection, detected.records, kind_text, err);
}

static bool detect_json(struct detection *detection, struct record_window *window,
        bool *ret_found, struct error *err)
{
    static const char *const endings[] = {".json", ".jsonl", ".ndjson", NULL};
    const char *name = archive_member(detection->archive, detection->member)->name;
    struct slice text = record_window_rest(window);
    struct json_lines lines = json_detect_lines(text.text, text.size, window->end);
    struct json_scan scan = {.at = text.text, .end = text.text + text.size};
    bool begins, are_pages, have_lists;

    json_scan_blanks(&scan);
    begins = scan.at < scan.end && (*scan.at == '{' || *scan.at == '[');
    *ret_found = true;
    if (lines.lines > 1 && 2 * lines.containers > lines.lines)
        return json_detect_pages(text.text, text.size, &are_pages, &have_lists, err) &&
                (are_pages || have_lists
                                ? detect_documents(detection, window, "json lines", err)
                                : set_json(detection, "", "json lines", err));
    if (begins &&
            (json_detect_is_document(text.text, text.size) || has_ending(name, endings)))
        return detect_documents(detection, window, "json", err);
    *ret_found = false;
    return true;
}

/* The document is read to its end; what cannot be read of it shows when it is read. */
static bool detect_xml(struct detection *detection, struct slice text, struct error *err)
{
    CLEANUP(xml_shape_freep) struct xml_shape *shape = NULL;
    const char *aside, *limit;
    struct error failure;

    detection->format.kind = RECORD_XML;
    detection->kind_text = "xml";
    if (!xml_shape_read(detection->archive, detection->member, detection->format.encoding,
                &shape, &failure)) {
        if (failure.code != ERROR_MEMORY)
            return true;
        *err = failure;
        return false;
    }
    if (!xml_detect_records(shape, detection->hints, detection->hint_count,
                detection->arena, &detection->format.records, &aside, &limit, err))
        return false;
    detection->aside = aside;
    detection->notice = xml_detect_notice(limit, aside);
    return xml_detect_describe(text, detection->format.encoding,
            detection->format.records, limit, detection->arena, &detection->kind_text,
            err);
}

/* A #Fields among the "#" lines at the beginning. */
static bool is_w3c(const struct record_window *window)
{
    struct slice rest = record_window_rest(window);
    size_t from = 0, size, next;

    while (from < rest.size && record_window_line(window, from, &size, &next)) {
        if (size && rest.text[from] != '#' && rest.text[from] != ' ')
            return false;
        if (w3c_line_is_fields((struct slice){rest.text + from, size}))
            return true;
        from += next;
    }
    return false;
}

/* Nine in ten of the first lines, and at least two of them, or one where there is no
 * more. */
static bool is_pairs(const struct record_window *window, struct pairs_line *line)
{
    struct slice rest = record_window_rest(window);
    char separator = pairs_scan_separator(rest.text, rest.size);
    unsigned lines = 0, alike = 0;
    size_t from = 0, size, next;

    while (lines < RECORDS_LOOKED_AT && from < rest.size &&
            record_window_line(window, from, &size, &next) && size <= LIMIT_LINE) {
        if (size && !pairs_scan_is_between(rest.text + from, size)) {
            pairs_scan_line(rest.text + from, size, separator, line);
            alike += pairs_scan_is_pairs(line, size);
            lines++;
        }
        from += next;
    }
    return alike > 0 && alike * 10 >= lines * 9;
}

/* What its lines say of themselves; a table's name goes before that, but for #Fields. */
static bool detect_keys(struct detection *detection, const struct record_window *window,
        bool *ret_found, struct error *err)
{
    static const char *const endings[] = {".csv", ".tsv", NULL};
    const char *name = archive_member(detection->archive, detection->member)->name;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 20);
    struct slice rest = record_window_rest(window);
    struct pairs_line *line;

    if (!arena_allocate(&arena, sizeof(*line), &line, err))
        return false;
    *ret_found = true;
    if (is_w3c(window)) {
        detection->format.kind = RECORD_W3C;
        detection->kind_text = "w3c log";
    } else if (has_ending(name, endings)) {
        *ret_found = false;
    } else if (is_pairs(window, line)) {
        detection->format.kind = RECORD_PAIRS;
        detection->kind_text = "key=value lines";
    } else if (block_scan_is_blocks(rest.text, rest.size, window->end,
                       window->line_end)) {
        detection->format.kind = RECORD_BLOCKS;
        detection->kind_text = "paragraphs";
    } else {
        *ret_found = false;
    }
    return true;
}

static bool detect_text(struct detection *detection, struct record_window *window,
        struct error *err)
{
    static const char *const endings[] = {".xml", NULL};
    const char *name = archive_member(detection->archive, detection->member)->name;
    bool found;

    detection->format.encoding = window->encoding;
    if (xml_detect_is_html(record_window_rest(window))) {
        detection->kind_text = "html";
        return true;
    }
    if (xml_detect_is_xml(record_window_rest(window), has_ending(name, endings)))
        return detect_xml(detection, record_window_rest(window), err);
    if (!detect_json(detection, window, &found, err) ||
            (!found && !detect_keys(detection, window, &found, err)) ||
            (!found && !detect_csv(detection, window, &found, err)))
        return false;
    if (found)
        return true;
    detection->format.kind = RECORD_LINES;
    detection->kind_text = "text lines";
    return true;
}

/* Text that is not read: only its name tells what a binding may have it read as. */
static void name_text(struct detection *detection, enum encoding encoding)
{
    static const char *const csv[] = {".csv", ".tsv", NULL};
    static const char *const json[] = {".json", ".jsonl", ".ndjson", NULL};
    const char *name = archive_member(detection->archive, detection->member)->name;

    detection->format.encoding = encoding;
    detection->format.kind = has_ending(name, csv) ? RECORD_CSV
            : has_ending(name, json)               ? RECORD_JSON
                                                   : RECORD_LINES;
    detection->kind_text = detection->format.kind == RECORD_CSV ? "csv"
            : detection->format.kind == RECORD_JSON             ? "json"
                                                                : "text lines";
}

/* Text with a few NUL bytes is text: the records that hold one are unreadable, the others
 * are not. */
static bool detect_encoding(const struct buf *bytes, bool whole,
        enum encoding *ret_encoding, bool *ret_is_text, struct error *err)
{
    *ret_is_text = encoding_detect((const uint8_t *)bytes->data, bytes->size, whole,
            ret_encoding);
    return *ret_is_text || nul_text_find(bytes, whole, ret_encoding, ret_is_text, err);
}

/* The member's first bytes as they are. */
static bool read_beginning(const struct archive *archive, uint32_t member,
        struct buf *bytes, bool *ret_whole, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    char *room;
    size_t got = 1;

    if (!archive_open_member(archive, member, &inflate, err) ||
            !buf_reserve(bytes, LOOKED_AT, &room, err))
        return false;
    while (bytes->size < LOOKED_AT && got) {
        if (!inflate_read(inflate, room + bytes->size, LOOKED_AT - bytes->size, &got,
                    err))
            return bytes->size >
                    0; /* what came before the damage is enough to see what it is */
        bytes->size += got;
    }
    *ret_whole = got == 0;
    return true;
}

static bool detect(struct detection *detection, struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(LOOKED_AT);
    enum encoding encoding = detection->encoding;
    bool whole = false, is_text = true;

    if (!read_beginning(detection->archive, detection->member, &bytes, &whole, err))
        return false;
    detection->kind_text =
            by_product_find(archive_member(detection->archive, detection->member)->name,
                    (const uint8_t *)buf_text(&bytes), bytes.size, whole);
    if (detection->kind_text)
        return true;
    detection->kind_text = magic_find((const uint8_t *)buf_text(&bytes), bytes.size);
    if (text_is_equal(detection->kind_text, "ole") &&
            ole_is_encrypted(detection->archive, detection->member))
        detection->kind_text = "encrypted workbook";
    if (text_is_equal(detection->kind_text, "pdf") &&
            pdf_is_encrypted(detection->archive, detection->member))
        detection->kind_text = "encrypted pdf";
    if (detection->kind_text)
        return true;
    if (!bytes.size) {
        detection->format.kind = RECORD_LINES;
        detection->kind_text = "empty";
        return true;
    }
    if (!encoding_prepare(ENCODING_AUTO, err))
        return false;
    if (encoding == ENCODING_AUTO &&
            !detect_encoding(&bytes, whole, &encoding, &is_text, err))
        return false;
    if (!is_text) {
        detection->kind_text = "binary";
        return true;
    }
    if (!whole && detection->encoding == ENCODING_AUTO &&
            !encoding_ahead_find(detection->archive, detection->member,
                    (struct slice){bytes.data, bytes.size}, &encoding, err))
        return false;
    if (encoding == ENCODING_UNCERTAIN)
        xml_detect_encoding((struct slice){bytes.data, bytes.size}, &encoding);
    if (!encoding_is_read(encoding)) {
        name_text(detection, encoding);
        return true;
    }
    return record_window_open(detection->archive, detection->member, encoding,
                   LIMIT_JSON_RECORD, &window, err) &&
            detect_text(detection, &window, err);
}

bool record_detect(const struct archive *archive, uint32_t member, struct arena *arena,
        struct record_format *ret_format, const char **ret_kind_text, struct error *err)
{
    struct record_doubt doubt;

    return record_detect_known(archive, member, NULL, 0, arena, ret_format, ret_kind_text,
            &doubt, err);
}

bool record_detect_known(const struct archive *archive, uint32_t member,
        const struct record_hint *hints, size_t hint_count, struct arena *arena,
        struct record_format *ret_format, const char **ret_kind_text,
        struct record_doubt *ret_doubt, struct error *err)
{
    return record_detect_as(archive, member, ENCODING_AUTO, hints, hint_count, arena,
            ret_format, ret_kind_text, ret_doubt, err);
}

bool record_detect_as(const struct archive *archive, uint32_t member,
        enum encoding encoding, const struct record_hint *hints, size_t hint_count,
        struct arena *arena, struct record_format *ret_format, const char **ret_kind_text,
        struct record_doubt *ret_doubt, struct error *err)
{
    struct detection detection = {.archive = archive,
            .member = member,
            .encoding = encoding,
            .hints = hints,
            .hint_count = hint_count,
            .arena = arena,
            .format = {.kind = RECORD_UNREAD, .encoding = ENCODING_AUTO}};

    *ret_doubt = (struct record_doubt){NULL, NULL};
    if (record_sheet_is(archive, member))
        return record_sheet_detect(archive, member, arena, ret_format, ret_kind_text,
                err);
    if (!detect(&detection, err))
        return error_prefix(err, "%s", archive->label);
    *ret_format = detection.format;
    *ret_kind_text = detection.kind_text;
    *ret_doubt = (struct record_doubt){detection.notice, detection.aside};
    return true;
}
