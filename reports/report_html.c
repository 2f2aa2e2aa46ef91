#include "reports/report_html.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/asset.h"
#include "engine/base/text.h"
#include "engine/base/zone.h"
#include "reports/exception_cursor.h"
#include "reports/local_time.h"
#include "reports/model_xml.h"
#include "reports/render.h"

#define HTML_LIMIT ((size_t)256 << 20) /* of one piece */
#define STYLE_LIMIT ((size_t)1 << 20)
#define MARK "<?pieces "
#define WORDS_MAX 5
#define WORD_SIZE 64

struct page {
    struct db *db;
    FILE *out;
    struct render *render;
    struct zone *zone; /* the client's */
    struct words *words;
    enum text_language language; /* the first */
};

/* The words of a processing instruction: where in the page which pieces belong. */
struct mark {
    char words[WORDS_MAX][WORD_SIZE];
};

static bool write_pieces(struct page *page, const struct mark *mark, struct error *err);

/* ---- pieces, and the marks in them ---- */

static bool write_bytes(struct page *page, const char *bytes, size_t size,
        struct error *err)
{
    return fwrite(bytes, 1, size, page->out) == size ||
            error_set(err, ERROR_IO, "the report cannot be written");
}

/* Reads the words up to '>'; returns what stands behind it. */
static const char *read_mark(const char *at, struct mark *ret_mark)
{
    memset(ret_mark, 0, sizeof(*ret_mark));
    for (size_t word = 0; *at && *at != '>'; word++) {
        size_t size = strcspn(at, " ?>");

        if (word < WORDS_MAX && size < WORD_SIZE)
            memcpy(ret_mark->words[word], at, size);
        at += size;
        at += strspn(at, " ?");
    }
    return *at ? at + 1 : at;
}

static bool write_html(struct page *page, const char *html, struct error *err)
{
    const char *found;

    while ((found = strstr(html, MARK))) {
        struct mark mark;

        if (!write_bytes(page, html, (size_t)(found - html), err))
            return false;
        html = read_mark(found + strlen(MARK), &mark);
        if (!write_pieces(page, &mark, err))
            return false;
    }
    return write_bytes(page, html, strlen(html), err);
}

/* For model_xml: a whole document. */
static bool take_document(void *owner, const struct buf *xml, struct error *err)
{
    CLEANUP(buf_clear) struct buf html = BUF_INIT(HTML_LIMIT);
    struct page *page = owner;

    return render_apply(page->render, xml, &html, err) &&
            write_html(page, buf_text(&html), err);
}

/* ---- lists ---- */

static bool write_rows(struct page *page, const struct model_node *node,
        struct error *err)
{
    CLEANUP(model_xml_clear)
    struct model_xml xml = {.owner = page, .take = take_document};
    struct model_sink sink;

    model_xml_init(&xml);
    sink = model_xml_sink(&xml);
    return model_walk(page->db, node, NULL, &sink, err);
}

static int64_t number_of(const char *word)
{
    return strtoll(word, NULL, 10);
}

/* Words: the list, its owner's id, how many rows, and the item of a source. */
static bool write_list(struct page *page, const struct model_node *node, const char *id,
        const struct mark *mark, struct error *err)
{
    CLEANUP(model_xml_clear)
    struct model_xml xml = {.root = mark->words[0],
            .total = number_of(mark->words[2]),
            .owner = page,
            .take = take_document,
            .words = page->words,
            .language = page->language,
            .with_paths = true};
    const struct model_value values[] = {{id, number_of(mark->words[1]), NULL},
            {"item", 0, mark->words[3]}, {NULL, 0, NULL}};
    struct model_sink sink;

    model_xml_init(&xml);
    sink = model_xml_sink(&xml);
    return model_walk(page->db, node, values, &sink, err) && model_xml_finish(&xml, err);
}

/* ---- records ---- */

struct record_list {
    struct page *page;
    int64_t result_id;
};

static bool take_records(void *owner, const struct buf *xml, struct error *err)
{
    const struct record_list *list = owner;

    return take_document(list->page, xml, err);
}

static bool write_heads(void *owner, struct model_xml *xml, struct error *err)
{
    const struct record_list *list = owner;
    const struct model_value values[] = {{"result", list->result_id, NULL},
            {NULL, 0, NULL}};
    const struct model_sink sink = model_xml_sink(xml);

    return model_walk(list->page->db, &model_heads, values, &sink, err);
}

/* A time, as the engine writes one; also of a value whose type is not known. */
static bool is_instant(const struct exception_value *value)
{
    char again[DATE_INSTANT_SIZE];
    int64_t instant;

    if (value->type)
        return strcmp(value->type, "timestamp") == 0;
    if (!date_parse_instant(value->text, strlen(value->text), &instant))
        return false;
    date_format_instant(instant, again);
    return strcmp(again, value->text) == 0;
}

static void write_read(const struct record_list *list, struct model_xml *xml,
        const struct exception_value *value)
{
    char local[LOCAL_TIME_SIZE];

    if (value->type && strcmp(value->type, "boolean") == 0)
        xmlwriter_attribute(&xml->writer, "boolean",
                strcmp(value->text, "0") == 0 ? "no" : "yes");
    if (is_instant(value) && local_time_format(list->page->zone, value->text, local))
        model_xml_append(xml, local);
    else
        model_xml_append(xml, value->text);
}

static void write_value(const struct record_list *list, struct model_xml *xml,
        const struct exception_value *value)
{
    xmlwriter_start(&xml->writer, "value");
    if (!value->text)
        xmlwriter_attribute(&xml->writer, "absent", "yes");
    if (!value->is_read)
        xmlwriter_attribute(&xml->writer, "unread", "yes");
    if (value->text && value->is_read)
        write_read(list, xml, value);
    else
        model_xml_append(xml, value->text);
    xmlwriter_end(&xml->writer);
}

static bool write_record(const struct record_list *list, struct model_xml *xml,
        const struct exception_row *row, struct error *err)
{
    if (!model_xml_begin_row(xml, "record", err))
        return false;
    xmlwriter_attribute_int(&xml->writer, "number", row->number);
    if (row->check != 0 && row->check != -1)
        xmlwriter_attribute_int(&xml->writer, "check", row->check);
    model_xml_text(xml, "pointer", row->pointer);
    model_xml_text(xml, "other", row->other);
    for (size_t i = 0; i < row->value_count; i++)
        write_value(list, xml, &row->values[i]);
    return model_xml_end_row(xml, err);
}

/* Words: records, the result's id, how many, which kind. */
static bool write_records(struct page *page, const struct mark *mark, struct error *err)
{
    CLEANUP(exception_cursor_closep) struct exception_cursor *cursor = NULL;
    struct record_list list = {page, number_of(mark->words[1])};
    CLEANUP(model_xml_clear)
    struct model_xml xml = {.root = mark->words[0],
            .kind = mark->words[3],
            .total = number_of(mark->words[2]),
            .owner = &list,
            .take = take_records,
            .head = write_heads};
    struct exception_row row;
    bool found;

    model_xml_init(&xml);
    if (!exception_cursor_open(page->db, list.result_id, mark->words[3], &cursor, err))
        return false;
    for (;;) {
        if (!exception_cursor_next(cursor, &row, &found, err))
            return false;
        if (!found)
            return model_xml_finish(&xml, err);
        if (!write_record(&list, &xml, &row, err))
            return false;
    }
}

static bool write_pieces(struct page *page, const struct mark *mark, struct error *err)
{
    static const struct {
        const char *name;
        const struct model_node *node;
        const char *id; /* of a list: whose; NULL: a row a piece */
    } all[] = {{"controls", &model_controls, NULL}, {"general", &model_general, NULL},
            {"findings", &model_findings, NULL}, {"bundles", &model_bundles, NULL},
            {"sources", &model_sources, NULL}, {"promoted", &model_promoted, "finding"},
            {"files", &model_files, "bundle"}, {"members", &model_members, "result"}};

    if (strcmp(mark->words[0], "records") == 0)
        return write_records(page, mark, err);
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        if (strcmp(all[i].name, mark->words[0]) != 0)
            continue;
        return all[i].id ? write_list(page, all[i].node, all[i].id, mark, err)
                         : write_rows(page, all[i].node, err);
    }
    return error_set(err, ERROR_SCRIPT,
            "reports/templates/report.xsl: there are no pieces '%s'", mark->words[0]);
}

/* ---- the frame ---- */

/* A CSS string: everything but plain letters and digits as its number. */
static bool append_css_string(struct buf *buf, const char *text, struct error *err)
{
    uint32_t character;

    for (size_t at = 0, size = strlen(text), length; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0) {
            length = 1;
            character = 0xFFFD;
        }
        if (!buf_printf(buf, err, "\\%06X", (unsigned)character))
            return false;
    }
    return true;
}

/* What stands at the head of each printed page: only the workpaper knows it. */
static bool append_running_head(struct buf *style, const char *text, struct error *err)
{
    return buf_append_text(style, "@page{@top-right{content:\"", err) &&
            append_css_string(style, text, err) && buf_append_text(style, "\"}}\n", err);
}

/* The style, and the client's zone. */
static bool prepare(struct db *db, struct buf *style, struct zone **ret_zone,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf running = BUF_INIT(STYLE_LIMIT);
    CLEANUP(buf_clear) struct buf zone = BUF_INIT(STYLE_LIMIT);
    struct slice css;

    if (!asset_find("reports/templates/report.css", &css))
        return error_set(err, ERROR_SCRIPT, "there is no template report.css");
    return model_read_head(db, &running, &zone, err) &&
            buf_append(style, css.text, css.size, err) &&
            append_running_head(style, buf_text(&running), err) &&
            zone_load(buf_text(&zone), ret_zone, err);
}

bool report_html_write(struct db *db, const char *languages, FILE *out, struct error *err)
{
    CLEANUP(buf_clear) struct buf style = BUF_INIT(STYLE_LIMIT);
    CLEANUP(zone_freep) struct zone *zone = NULL;
    CLEANUP(words_freep) struct words *words = NULL;
    CLEANUP(render_closep) struct render *render = NULL;
    struct render_parameter parameters[] = {{"languages", languages}, {"style", NULL},
            {NULL, NULL}};
    struct page page = {.db = db, .out = out};

    if (!model_begin(db, err) || !prepare(db, &style, &zone, err) ||
            !words_load(&words, err))
        return false;
    parameters[1].value = buf_text(&style);
    if (!render_open("report.xsl", parameters, &render, err))
        return false;
    page.render = render;
    page.zone = zone;
    page.words = words;
    page.language = text_starts_with(languages, "ja") ? TEXT_JA : TEXT_EN;
    return write_bytes(&page, "<!DOCTYPE html>\n", 16, err) &&
            write_rows(&page, &model_frame, err);
}
