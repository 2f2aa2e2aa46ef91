#include "reports/receipt_html.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/asset.h"
#include "engine/base/text.h"
#include "reports/local_time.h"
#include "reports/model_xml.h"
#include "reports/render.h"
#include "reports/words.h"

#define HTML_LIMIT ((size_t)256 << 20) /* of one piece */
#define STYLE_LIMIT ((size_t)1 << 20)
#define MARK "<?pieces "

struct page {
    struct db *db;
    int64_t bundle_id;
    FILE *out;
    struct render *render;
    struct zone *zone; /* the client's */
    struct words *words;
    enum text_language language; /* the first */
    struct model_sink sink;      /* of the document being made */
    bool has_frame;
};

/* ---- times ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t size = strlen(name), end_size = strlen(end);

    return size > end_size && strcmp(name + size - end_size, end) == 0;
}

/* Instants as the client's clocks show them; days and what has no year as they are. */
static void write_text(void *owner, const char *name, const char *text)
{
    struct page *page = owner;
    char local[LOCAL_TIME_SIZE];
    bool is_time = text && (ends_in(name, "_at") || ends_in(name, "_time")) &&
            local_time_format(page->zone, text, local);

    page->sink.text(page->sink.owner, name, is_time ? local : text);
}

static void write_number(void *owner, const char *name, int64_t value)
{
    struct page *page = owner;

    page->sink.number(page->sink.owner, name, value);
}

static void write_boolean(void *owner, const char *name, bool value)
{
    struct page *page = owner;

    page->sink.boolean(page->sink.owner, name, value);
}

static void begin_row(void *owner, const struct model_node *node)
{
    struct page *page = owner;

    page->sink.begin_row(page->sink.owner, node);
}

static bool end_row(void *owner, const struct model_node *node, struct error *err)
{
    struct page *page = owner;

    return page->sink.end_row(page->sink.owner, node, err);
}

static struct model_sink translate(struct page *page, struct model_xml *xml)
{
    page->sink = model_xml_sink(xml);
    return (struct model_sink){.owner = page,
            .use = page->sink.use,
            .begin_row = begin_row,
            .end_row = end_row,
            .text = write_text,
            .number = write_number,
            .boolean = write_boolean};
}

/* ---- pieces ---- */

static bool write_bytes(struct page *page, const char *bytes, size_t size,
        struct error *err)
{
    return fwrite(bytes, 1, size, page->out) == size ||
            error_set(err, ERROR_IO, "the receipt cannot be written");
}

static bool take_piece(void *owner, const struct buf *xml, struct error *err)
{
    CLEANUP(buf_clear) struct buf html = BUF_INIT(HTML_LIMIT);
    struct page *page = owner;

    return render_apply(page->render, xml, &html, err) &&
            write_bytes(page, buf_text(&html), html.size, err);
}

static bool walk(struct page *page, const struct model_node *node, struct model_xml *xml,
        struct error *err)
{
    const struct model_value values[] = {{"bundle", page->bundle_id, NULL},
            {NULL, 0, NULL}};
    struct model_sink sink;

    xml->words = page->words;
    xml->language = page->language;
    model_xml_init(xml);
    sink = translate(page, xml);
    return model_walk(page->db, node, values, &sink, err);
}

/* The mark: "asks 3" or "members 120", the list and how many rows it has. */
static bool write_list(struct page *page, const char *mark, struct error *err)
{
    bool is_asks = text_starts_with(mark, "asks");
    CLEANUP(model_xml_clear)
    struct model_xml xml = {.root = is_asks ? "asks" : "members",
            .total = strtoll(mark + strcspn(mark, " "), NULL, 10),
            .owner = page,
            .take = take_piece};

    return walk(page, is_asks ? &model_receipt_asks : &model_receipt_members, &xml,
                   err) &&
            model_xml_finish(&xml, err);
}

/* For model_xml: the frame, with the lists where their marks are. */
static bool take_frame(void *owner, const struct buf *xml, struct error *err)
{
    CLEANUP(buf_clear) struct buf html = BUF_INIT(HTML_LIMIT);
    struct page *page = owner;
    const char *at, *found;

    page->has_frame = true;
    if (!render_apply(page->render, xml, &html, err))
        return false;
    for (at = buf_text(&html); (found = strstr(at, MARK));) {
        if (!write_bytes(page, at, (size_t)(found - at), err) ||
                !write_list(page, found + strlen(MARK), err))
            return false;
        at = found + strcspn(found, ">");
        at += *at == '>';
    }
    return write_bytes(page, at, strlen(at), err);
}

static bool write_frame(struct page *page, struct error *err)
{
    CLEANUP(model_xml_clear)
    struct model_xml xml = {.owner = page, .take = take_frame};

    if (!walk(page, &model_receipt, &xml, err))
        return false;
    return page->has_frame || error_set(err, ERROR_MISSING, "there is no such bundle");
}

static bool read_style(struct buf *style, struct error *err)
{
    static const char *const files[] = {"reports/templates/report.css",
            "reports/templates/receipt.css"};
    struct slice css;

    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        if (!asset_find(files[i], &css))
            return error_set(err, ERROR_SCRIPT, "there is no template %s", files[i]);
        if (!buf_append(style, css.text, css.size, err))
            return false;
    }
    return true;
}

bool receipt_html_write(struct db *db, int64_t bundle_id, const char *languages,
        FILE *out, struct error *err)
{
    CLEANUP(buf_clear) struct buf style = BUF_INIT(STYLE_LIMIT);
    CLEANUP(buf_clear) struct buf head = BUF_INIT(STYLE_LIMIT);
    CLEANUP(buf_clear) struct buf zone = BUF_INIT(STYLE_LIMIT);
    CLEANUP(zone_freep) struct zone *loaded = NULL;
    CLEANUP(words_freep) struct words *words = NULL;
    CLEANUP(render_closep) struct render *render = NULL;
    struct render_parameter parameters[] = {{"languages", languages}, {"style", NULL},
            {NULL, NULL}};
    struct page page = {.db = db, .bundle_id = bundle_id, .out = out};

    if (!read_style(&style, err) || !model_read_head(db, &head, &zone, err) ||
            !zone_load(buf_text(&zone), &loaded, err) || !words_load(&words, err))
        return false;
    parameters[1].value = buf_text(&style);
    if (!render_open("receipt.xsl", parameters, &render, err))
        return false;
    page.render = render;
    page.zone = loaded;
    page.words = words;
    page.language = text_starts_with(languages, "ja") ? TEXT_JA : TEXT_EN;
    return write_bytes(&page, "<!DOCTYPE html>\n", 16, err) && write_frame(&page, err);
}
