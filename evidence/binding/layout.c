#include "evidence/binding/layout.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/regex.h"
#include "engine/base/text.h"
#include "engine/base/zone.h"
#include "evidence/binding/layout_marks.h"
#include "evidence/convert/convert.h"
#include "evidence/format/json_each.h"
#include "evidence/limits.h"

#define BLANKS " \t\r\n"
#define SAMPLE_ZONE "Asia/Tokyo"
#define SAMPLE_YEAR "2025"
#define LINE_MAX_SAID 10000u /* of a header: more is no preamble */

static bool is_yes(const struct xml_node *node, const char *name)
{
    return text_is_equal(xml_attribute(node, name), "yes");
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static uint32_t count_children(const struct xml_node *node, const char *name)
{
    uint32_t count = 0;

    for (struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name))
        count++;
    return count;
}

bool layout_find_delimiter(const char *name, char *ret_delimiter)
{
    static const struct {
        const char *name;
        char delimiter;
    } delimiters[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};

    for (size_t i = 0; i < ARRAY_LENGTH(delimiters); i++) {
        if (strcmp(name, delimiters[i].name) == 0) {
            *ret_delimiter = delimiters[i].delimiter;
            return true;
        }
    }
    return false;
}

/* An attribute of <format> that says nothing for this kind of file is a mistake. */
static void refuse_for_others(struct layout_reading *reading, const struct xml_node *node,
        const char *name, enum record_kind kind, enum record_kind only)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, name);

    if (attribute && kind != only)
        LAYOUT_COMPLAIN(reading, attribute,
                TR("'%s' is for kind=\"%s\" only", "「%s」は kind=\"%s\" だけで使えます"),
                name, record_kind_name(only));
}

uint32_t layout_header_line(const char *text)
{
    unsigned long line = text ? strtoul(text, NULL, 10) : 0;

    return line > LINE_MAX_SAID ? LINE_MAX_SAID : (uint32_t)line;
}

/* NULL where the attribute is not there. */
static const char *read_zone(struct layout_reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *zone = xml_find_attribute(node, "zone");
    CLEANUP(zone_freep) struct zone *tried = NULL;
    struct error err = {0};

    if (zone && !zone_load(zone->value, &tried, &err))
        LAYOUT_COMPLAIN(reading, zone, "%s", err.message);
    return zone ? zone->value : NULL;
}

static void read_format(struct layout_reading *reading, const struct xml_node *node,
        struct record_format *format)
{
    const char *encoding = xml_attribute(node, "encoding");
    const char *delimiter = xml_attribute(node, "delimiter");

    format->kind = record_kind_find(text_or(xml_attribute(node, "kind"), ""));
    format->records = xml_attribute(node, "records");
    format->pattern = xml_attribute(node, "pattern");
    format->headerless = text_is_equal(xml_attribute(node, "header"), "no");
    /* What the vocabulary did not allow has been complained of. */
    if (encoding && !encoding_find(encoding, &format->encoding))
        format->encoding = ENCODING_AUTO;
    if (delimiter && !layout_find_delimiter(delimiter, &format->delimiter))
        format->delimiter = 0;
    format->quote = text_is_equal(xml_attribute(node, "quote"), "single") ? '\'' : 0;
    format->header_line = layout_header_line(xml_attribute(node, "header-line"));
    refuse_for_others(reading, node, "delimiter", format->kind, RECORD_CSV);
    refuse_for_others(reading, node, "quote", format->kind, RECORD_CSV);
    if (format->kind != RECORD_SHEET) {
        refuse_for_others(reading, node, "header-line", format->kind, RECORD_CSV);
        refuse_for_others(reading, node, "header", format->kind, RECORD_CSV);
    }
    if (format->kind != RECORD_XML)
        refuse_for_others(reading, node, "records", format->kind, RECORD_JSON);
    refuse_for_others(reading, node, "pattern", format->kind, RECORD_LINES);
}

static void try_normalise(struct layout_reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, "normalise");
    CLEANUP(buf_clear) struct buf ignored = BUF_INIT(1);
    struct error err = {0};

    if (attribute && !convert_normalise(attribute->value, "", 0, &ignored, &err))
        LAYOUT_COMPLAIN(reading, attribute, "%s", err.message);
}

static bool read_map(struct layout_reading *reading, const struct xml_node *node,
        struct layout_column *column, struct error *err)
{
    const struct xml_attribute *otherwise = xml_find_attribute(node, "otherwise");
    uint32_t count = count_children(node, "value");

    column->otherwise = otherwise ? otherwise->value : NULL;
    if (otherwise && count == 0)
        LAYOUT_COMPLAIN(reading, otherwise, "%s",
                TR("'otherwise' without any <value> would make all values one",
                        "<value> のない otherwise では、すべての値が同じになります"));
    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*column->map), &column->map, err))
        return false;
    for (struct xml_node *child = xml_child(node, "value"); child;
            child = xml_next(child, "value")) {
        struct item_map_entry *entry = &column->map[column->map_count++];

        entry->value = text_or(xml_attribute(child, "from"), "");
        entry->to = text_or(xml_attribute(child, "to"), "");
    }
    return true;
}

static bool read_column(struct layout_reading *reading, const struct xml_node *node,
        struct layout_column *column, struct error *err)
{
    const char *type = xml_attribute(node, "type");
    const struct xml_attribute *path = xml_find_attribute(node, "path");

    column->line = node->line;
    column->name = text_or(xml_attribute(node, "name"), "");
    column->from = xml_attribute(node, "from");
    if (path && column->from)
        LAYOUT_COMPLAIN(reading, path,
                TR("a <column> has either 'from' or 'path'",
                        "<column>に書けるのは from か path のどちらか一方です"));
    if (!column->from)
        column->from = path ? path->value : column->name;
    if (!type || !program_find_type(type, &column->type))
        column->type = PROGRAM_TEXT;
    column->absent = xml_attribute(node, "absent");
    column->normalise = xml_attribute(node, "normalise");
    try_normalise(reading, node);
    column->key = is_yes(node, "key");
    column->is_time = is_yes(node, "time");
    column->is_time_said = xml_attribute(node, "time") != NULL;
    if (column->is_time && column->type != PROGRAM_TIMESTAMP &&
            column->type != PROGRAM_DATE)
        LAYOUT_COMPLAIN(reading, xml_find_attribute(node, "time"), "%s",
                TR("time=\"yes\" wants type=\"timestamp\" or type=\"date\"",
                        "time=\"yes\" の列には type=\"timestamp\" か type=\"date\" が要ります"));
    return read_map(reading, node, column, err);
}

/* Two columns of one name cannot both play it. */
static void check_repeated(struct layout_reading *reading, const struct xml_node *node,
        const struct layout *layout, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++) {
        if (strcmp(layout->columns[i].name, layout->columns[at].name) == 0) {
            LAYOUT_COMPLAIN(reading, node,
                    TR("column '%s' is there twice", "列「%s」が二つあります"),
                    layout->columns[at].name);
            return;
        }
    }
}

/* Behind those that are there already: a child table has its record's. */
static bool read_columns(struct layout_reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    uint32_t first = layout->column_count, count = first + count_children(root, "column");
    struct layout_column *columns;

    if (count > LIMIT_CSV_COLUMNS)
        LAYOUT_COMPLAIN(reading, root,
                TR("a layout has at most %u columns", "列は%u個までです"),
                LIMIT_CSV_COLUMNS);
    if (count == first || count > LIMIT_CSV_COLUMNS)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*columns), &columns, err))
        return false;
    if (first)
        memcpy(columns, layout->columns, first * sizeof(*columns));
    layout->columns = columns;
    for (struct xml_node *node = xml_child(root, "column"); node;
            node = xml_next(node, "column")) {
        if (!read_column(reading, node, &columns[layout->column_count], err))
            return false;
        check_repeated(reading, node, layout, layout->column_count);
        layout->column_count++;
    }
    return true;
}

static bool take_parents_columns(struct layout_reading *reading,
        const struct layout *layout, struct layout *table, struct error *err)
{
    if (layout->column_count == 0)
        return true;
    if (!arena_allocate(reading->arena, layout->column_count * sizeof(*table->columns),
                &table->columns, err))
        return false;
    for (uint32_t i = 0; i < layout->column_count; i++) {
        table->columns[i] = layout->columns[i];
        table->columns[i].key = table->columns[i].is_time = false;
        if (!arena_printf(reading->arena, &table->columns[i].from, err, "%c%s",
                    JSON_EACH_PARENT, layout->columns[i].from))
            return false;
    }
    return true;
}

static void check_table(struct layout_reading *reading, const struct xml_node *node,
        const struct layout *layout, uint32_t at)
{
    const struct xml_attribute *each = xml_find_attribute(node, "each");
    struct error err = {0};

    if (layout->format.kind != RECORD_JSON)
        LAYOUT_COMPLAIN(reading, node,
                TR("<table> is for kind=\"json\" only",
                        "<table>は kind=\"json\" だけで使えます"));
    if (each && !json_each_check(each->value, reading->arena, &err))
        LAYOUT_COMPLAIN(reading, each, "%s", err.message);
    for (uint32_t i = layout->column_count; i < layout->tables[at].column_count; i++) {
        if (layout->tables[at].columns[i].is_time)
            LAYOUT_COMPLAIN(reading, node,
                    TR("column '%s': time=\"yes\" is for the layout's own columns, by whose records a receipt goes",
                            "列「%s」: time=\"yes\" は子表の列には書けません。受領書の期間はレイアウト自体の列で決まります"),
                    layout->tables[at].columns[i].name);
    }
    for (uint32_t i = 0; i < at; i++) {
        if (strcmp(layout->tables[i].table, layout->tables[at].table) == 0)
            LAYOUT_COMPLAIN(reading, node,
                    TR("table '%s' is there twice", "子表「%s」が二つあります"),
                    layout->tables[at].table);
    }
}

static bool read_table(struct layout_reading *reading, const struct xml_node *node,
        const struct layout *layout, struct layout *table, struct error *err)
{
    const char *each = text_or(xml_attribute(node, "each"), "");
    const char *records = layout->format.records;

    *table = *layout;
    table->tables = NULL;
    table->table_count = 0;
    table->line = node->line;
    table->table = text_or(xml_attribute(node, "name"), "");
    table->sample = NULL;
    table->expected = xml_attribute(node, "expect");
    return arena_printf(reading->arena, &table->format.records, err, "%s>%s",
                   records ? records : JSON_EACH_DECIDED, each) &&
            (!records ||
                    arena_printf(reading->arena, &table->bare_records, err, ">%s",
                            each)) &&
            take_parents_columns(reading, layout, table, err) &&
            read_columns(reading, node, table, err);
}

static bool read_tables(struct layout_reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    uint32_t count = count_children(root, "table");
    struct layout *tables;

    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*tables), &tables, err))
        return false;
    for (struct xml_node *node = xml_child(root, "table"); node;
            node = xml_next(node, "table")) {
        if (!read_table(reading, node, layout, &tables[layout->table_count], err))
            return false;
        layout->tables = tables;
        check_table(reading, node, layout, layout->table_count);
        layout->table_count++;
    }
    return true;
}

/* Every column of a layout of lines comes from a group of its pattern. */
static void check_groups(struct layout_reading *reading, const struct xml_node *root,
        const struct layout *layout)
{
    const struct xml_node *node = xml_child(root, "column");
    const struct xml_node *format = xml_child(root, "format");
    const struct xml_attribute *pattern = xml_find_attribute(format, "pattern");
    CLEANUP(regex_freep) struct regex *regex = NULL;

    if (!pattern)
        return;
    regex = layout_marks_try_pattern(reading, pattern);
    for (uint32_t i = 0; regex && i < layout->column_count; i++) {
        const char *from = layout->columns[i].from;

        if (regex_find_group(regex, from) == 0 && strcmp(from, "_text") != 0)
            LAYOUT_COMPLAIN(reading, node,
                    TR("the pattern has no group '%s': write (?<%s>...) in it, or another 'from'",
                            "パターンにグループ「%s」がありません。(?<%s>...) と書くか、from を直してください"),
                    from, from);
        node = xml_next(node, "column");
    }
}

static void read_titles(const struct xml_node *root, struct layout *layout)
{
    layout->title_ja = xml_text_in(root, "title", "ja");
    layout->title_en = xml_text_in(root, "title", "en");
    if (!layout->title_ja)
        layout->title_ja = text_or(layout->title_en, layout->id);
    if (!layout->title_en)
        layout->title_en = layout->title_ja;
    layout->note_ja = xml_text_in(root, "note", "ja");
    layout->note_en = xml_text_in(root, "note", "en");
}

/* node: the <sample>, or the root where there is none. */
static void read_sample(struct layout_reading *reading, const struct xml_node *node,
        struct layout *layout)
{
    layout->sample_line = node->line;
    layout->sample = xml_attribute(node, "file");
    layout->expected = xml_attribute(node, "expect");
    layout->zone = text_or(read_zone(reading, node),
            text_or(layout->stamp_zone, SAMPLE_ZONE));
    layout->year = (int32_t)strtol(text_or(xml_attribute(node, "year"), SAMPLE_YEAR),
            NULL, 10);
}

static bool read_layout(struct layout_reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    const struct xml_node *format = xml_child(root, "format");
    const struct xml_node *sample = xml_child(root, "sample");
    const struct xml_node *recognise = xml_child(root, "recognise");

    layout->id = text_or(xml_attribute(root, "id"), "");
    layout->version = text_or(xml_attribute(root, "version"), "");
    read_titles(root, layout);
    layout->line = root->line;
    layout->recognise_line = recognise ? recognise->line : root->line;
    if (format) {
        read_format(reading, format, &layout->format);
        layout->stamp_zone = read_zone(reading, format);
    }
    read_sample(reading, sample ? sample : root, layout);
    if (!layout_marks_read(reading, root, layout, err) ||
            !read_columns(reading, root, layout, err) ||
            !read_tables(reading, root, layout, err))
        return false;
    if (format)
        check_groups(reading, root, layout);
    if (layout->format.records)
        layout->bare_records = "";
    return true;
}

bool layout_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct layout *ret_layout, struct complaint_list *complaints)
{
    struct layout_reading reading = {file, arena, complaints};
    struct layout layout = {0};
    struct xml_node *root;
    struct error err = {0};
    size_t errors = complaints->errors;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&layout_vocabulary, file, root, complaints);
    if (!read_layout(&reading, root, &layout, &err))
        LAYOUT_COMPLAIN(&reading, root, "%s", err.message);
    if (complaints->errors != errors)
        return false;
    *ret_layout = layout;
    return true;
}

struct item_column layout_column_how(const struct layout_column *column, bool is_typed)
{
    return (struct item_column){.origin = ITEM_FIELD,
            .from = column->from,
            .absent = column->absent,
            .normalise = is_typed ? column->normalise : NULL,
            .map = column->map,
            .map_count = column->map_count,
            .otherwise = column->otherwise};
}

const struct layout *layout_find(const struct layout *layouts, size_t count,
        const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(layouts[i].id, id) == 0)
            return &layouts[i];
    }
    return NULL;
}

const struct layout *layout_find_table(const struct layout *layout, const char *name)
{
    for (uint32_t i = 0; i < layout->table_count; i++) {
        if (strcmp(layout->tables[i].table, name) == 0)
            return &layout->tables[i];
    }
    return NULL;
}
