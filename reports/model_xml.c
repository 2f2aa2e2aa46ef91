#include "reports/model_xml.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

#define DOCUMENT_LIMIT ((size_t)15 << 20) /* what xml_document_parse() takes */
#define TEXT_LIMIT ((size_t)8 << 20)

static void begin_document(struct model_xml *xml)
{
    buf_reset(&xml->buf);
    xmlwriter_init(&xml->writer, &xml->buf, &xml->failure);
    xml->depth = 0;
}

void model_xml_init(struct model_xml *xml)
{
    xml->buf.limit = DOCUMENT_LIMIT;
    xml->first = 1;
    begin_document(xml);
}

void model_xml_clear(struct model_xml *xml)
{
    buf_clear(&xml->buf);
}

static bool hand_over(struct model_xml *xml, struct error *err)
{
    if (!xmlwriter_finish(&xml->writer)) {
        *err = xml->failure;
        return false;
    }
    if (!xml->take(xml->owner, &xml->buf, err))
        return false;
    xml->first += xml->rows;
    xml->rows = 0;
    begin_document(xml);
    return true;
}

/* ---- rows ---- */

static bool begin_root(struct model_xml *xml, struct error *err)
{
    if (!xml->root || xml->rows > 0 || xml->depth > 0)
        return true;
    xmlwriter_start(&xml->writer, xml->root);
    if (xml->kind)
        xmlwriter_attribute(&xml->writer, "kind", xml->kind);
    xmlwriter_attribute_int(&xml->writer, "first", xml->first);
    xmlwriter_attribute_int(&xml->writer, "total", xml->total);
    xml->depth = 1;
    xml->in_head = true;
    if (xml->head && !xml->head(xml->owner, xml, err))
        return false;
    xml->in_head = false;
    return true;
}

/* What may be told from outside a row: begin_row() of a sink cannot fail. */
static void keep_failure(struct model_xml *xml, const struct error *err)
{
    if (!xml->writer.failed)
        xml->failure = *err;
    xml->writer.failed = true;
}

bool model_xml_begin_row(struct model_xml *xml, const char *element, struct error *err)
{
    if (!begin_root(xml, err))
        return false;
    xmlwriter_start(&xml->writer, element);
    xml->depth++;
    return true;
}

bool model_xml_end_row(struct model_xml *xml, struct error *err)
{
    xmlwriter_end(&xml->writer);
    xml->depth--;
    if (xml->in_head || xml->depth > (xml->root ? 1u : 0u))
        return true;
    xml->rows++;
    if (!xml->root)
        return hand_over(xml, err);
    if (xml->rows < MODEL_XML_ROWS && xml->buf.size < MODEL_XML_SIZE)
        return true;
    return model_xml_finish(xml, err);
}

bool model_xml_finish(struct model_xml *xml, struct error *err)
{
    if (xml->rows == 0)
        return true;
    xmlwriter_end(&xml->writer);
    return hand_over(xml, err);
}

/* ---- what a row says ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t size = strlen(name);

    return size > strlen(end) && strcmp(name + size - strlen(end), end) == 0;
}

/* Line ends and tabs of an author's text stay. */
static bool append_lines(struct buf *buf, const char *text, struct error *err)
{
    while (*text) {
        size_t size = strcspn(text, "\n\t");

        if (!text_append_visible(buf, text, size, err) ||
                (text[size] && !buf_append(buf, text + size, 1, err)))
            return false;
        text += size + (text[size] != '\0');
    }
    return true;
}

static void append_text(struct model_xml *xml, const char *text, bool has_lines)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(TEXT_LIMIT);
    struct error err = {0};

    if (has_lines ? append_lines(&visible, text, &err)
                  : text_append_visible(&visible, text, strlen(text), &err))
        xmlwriter_text(&xml->writer, buf_text(&visible));
    else
        keep_failure(xml, &err);
}

static void write_text(struct model_xml *xml, const char *name, const char *text,
        bool has_lines)
{
    if (!text)
        return;
    xmlwriter_start(&xml->writer, name);
    append_text(xml, text, has_lines);
    xmlwriter_end(&xml->writer);
}

void model_xml_text(struct model_xml *xml, const char *name, const char *text)
{
    write_text(xml, name, text, false);
}

void model_xml_append(struct model_xml *xml, const char *text)
{
    if (text)
        append_text(xml, text, false);
}

static void sink_begin_row(void *owner, const struct model_node *node)
{
    struct model_xml *xml = owner;
    struct error err = {0};

    if (!model_xml_begin_row(xml, node->element, &err))
        keep_failure(xml, &err);
}

static bool sink_end_row(void *owner, const struct model_node *node, struct error *err)
{
    (void)node;
    return model_xml_end_row(owner, err);
}

static void write_kind(struct model_xml *xml, const char *kind)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    struct error err = {0};

    if (words_write_kind(xml->words, kind, xml->language, xml->with_paths, &text, &err))
        write_text(xml, "kind", buf_text(&text), false);
    else
        keep_failure(xml, &err);
}

static void sink_text(void *owner, const char *name, const char *text)
{
    const struct model_xml *xml = owner;

    if (text && xml->words && strcmp(name, "kind") == 0) {
        write_kind(owner, text);
        return;
    }
    write_text(owner, name, text, ends_in(name, "_ja") || ends_in(name, "_en"));
}

static void sink_number(void *owner, const char *name, int64_t value)
{
    struct model_xml *xml = owner;
    char digits[24];

    snprintf(digits, sizeof(digits), "%lld", (long long)value);
    xmlwriter_element(&xml->writer, name, digits);
}

static void sink_boolean(void *owner, const char *name, bool value)
{
    struct model_xml *xml = owner;

    xmlwriter_element(&xml->writer, name, value ? "yes" : "no");
}

struct model_sink model_xml_sink(struct model_xml *xml)
{
    return (struct model_sink){.owner = xml,
            .use = MODEL_PAGE,
            .begin_row = sink_begin_row,
            .end_row = sink_end_row,
            .text = sink_text,
            .number = sink_number,
            .boolean = sink_boolean};
}
