#include "evidence/binding/binding_write.h"

#include <string.h>

#include "engine/base/text.h"
#include "engine/base/xmlwriter.h"

#define COMMENT_MAX ((size_t)64 * 1024)
#define LEFT_OVER_LISTED 60u

/* What resolving would take for the column without being told: NULL where nothing. */
static const char *default_field(const struct binding_proposal *proposal,
        const char *column)
{
    const struct layout *layout = proposal->layout;

    for (uint32_t i = 0; layout && i < layout->column_count; i++) {
        if (strcmp(layout->columns[i].name, column) == 0)
            return layout->columns[i].from;
    }
    return column;
}

static bool is_counted(const struct binding_proposal *proposal, uint32_t at)
{
    return text_is_equal(proposal->counted, proposal->wanted->item->columns[at].name);
}

static void write_columns(struct xmlwriter *writer,
        const struct binding_proposal *proposal)
{
    const struct program_item *item = proposal->wanted->item;

    if (proposal->counted) {
        xmlwriter_newline(writer);
        xmlwriter_start(writer, "constant");
        xmlwriter_attribute(writer, "name", proposal->counted);
        xmlwriter_attribute(writer, "value", proposal->number);
        xmlwriter_end(writer);
    }
    for (uint32_t i = 0; i < item->column_count; i++) {
        const char *from = proposal->from[i], *name = item->columns[i].name;

        if (!from || strcmp(from, default_field(proposal, name)) == 0)
            continue;
        xmlwriter_newline(writer);
        xmlwriter_start(writer, "column");
        xmlwriter_attribute(writer, "name", name);
        xmlwriter_attribute(writer, "from", from);
        xmlwriter_end(writer);
    }
}

static bool list_left_over(const struct binding_proposal *proposal, struct buf *comment,
        struct error *err)
{
    const char *const *name = proposal->left_over;
    unsigned count = 0;

    if (!buf_append_text(comment, TR("; left over: ", "。残ったフィールド: "), err))
        return false;
    if (!*name)
        return buf_append_text(comment, TR("none", "なし"), err);
    for (; *name; name++) {
        if (++count > LEFT_OVER_LISTED)
            return buf_append_text(comment, ", …", err);
        if ((count > 1 && !buf_append_text(comment, ", ", err)) ||
                !text_append_visible(comment, *name, strlen(*name), err))
            return false;
    }
    return true;
}

/* A comment for each column that a person must place, or say to be missing. */
static bool write_unplaced(struct xmlwriter *writer,
        const struct binding_proposal *proposal, struct error *err)
{
    CLEANUP(buf_clear) struct buf comment = BUF_INIT(COMMENT_MAX);
    const struct program_item *item = proposal->wanted->item;

    for (uint32_t i = 0; i < item->column_count; i++) {
        const struct program_column *column = &item->columns[i];

        if (proposal->from[i] || is_counted(proposal, i))
            continue;
        buf_reset(&comment);
        if (!buf_printf(&comment, err,
                    TR("not placed: %s (%s)", "決まらなかった列: %s（%s）"), column->name,
                    program_type_name(column->type)) ||
                !list_left_over(proposal, &comment, err))
            return false;
        xmlwriter_newline(writer);
        xmlwriter_comment(writer, buf_text(&comment));
    }
    return true;
}

static bool is_plain(const struct binding_proposal *proposal)
{
    const struct program_item *item = proposal->wanted->item;

    if (proposal->counted)
        return false;
    for (uint32_t i = 0; i < item->column_count; i++) {
        if (!proposal->from[i] ||
                strcmp(proposal->from[i],
                        default_field(proposal, item->columns[i].name)) != 0)
            return false;
    }
    return true;
}

static bool write_source(struct xmlwriter *writer,
        const struct binding_proposal *proposal, struct error *err)
{
    xmlwriter_newline(writer);
    xmlwriter_comment(writer, proposal->reason);
    xmlwriter_newline(writer);
    if (proposal->damage) {
        xmlwriter_comment(writer, proposal->damage);
        xmlwriter_newline(writer);
    }
    xmlwriter_start(writer, "source");
    xmlwriter_attribute(writer, "bundle", proposal->bundle);
    xmlwriter_attribute(writer, "member", proposal->member_glob);
    xmlwriter_attribute(writer, "layout",
            proposal->layout ? proposal->layout->id : record_kind_name(proposal->kind));
    write_columns(writer, proposal);
    if (!write_unplaced(writer, proposal, err))
        return false;
    if (!is_plain(proposal))
        xmlwriter_newline(writer);
    xmlwriter_end(writer);
    return true;
}

/* What a person may want to make a source of, and why that is left to them. */
static bool write_weak(struct xmlwriter *writer, const struct binding_proposal *proposal,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf comment = BUF_INIT(COMMENT_MAX);
    const struct program_item *item = proposal->wanted->item;
    const char *name = proposal->member_glob;

    if (!buf_printf(&comment, err, TR("left out: %s: ", "案に含めなかったもの: %s: "),
                item->source) ||
            !text_append_visible(&comment, name, strlen(name), err) ||
            !buf_printf(&comment, err, " (%s)", proposal->bundle))
        return false;
    for (uint32_t i = 0; i < item->column_count; i++) {
        if (proposal->from[i] &&
                (!buf_printf(&comment, err, ", %s=", item->columns[i].name) ||
                        !text_append_visible(&comment, proposal->from[i],
                                strlen(proposal->from[i]), err)))
            return false;
    }
    if (!buf_printf(&comment, err, ": %s", proposal->doubt))
        return false;
    xmlwriter_newline(writer);
    xmlwriter_comment(writer, buf_text(&comment));
    return true;
}

/* What nobody can draft: loads as it is, and says that nothing is known yet. */
static void write_provenance(struct xmlwriter *writer)
{
    static const char *const names[] = {"system", "report", "parameters", "by", "at",
            "from", "to"};

    xmlwriter_newline(writer);
    xmlwriter_comment(writer,
            TR("to be filled in: until then the tests are indeterminate. completeness: control-total, query-inspected, reconciled, observed, sequence or original; basis: in words",
                    "要記入（そろうまでテストは判断保留）。completeness は control-total、query-inspected、reconciled、observed、sequence、original のいずれか、basis はその内容"));
    xmlwriter_newline(writer);
    xmlwriter_start(writer, "provenance");
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        xmlwriter_attribute(writer, names[i], "");
    xmlwriter_attribute(writer, "completeness", "none");
    xmlwriter_attribute(writer, "basis", "");
    xmlwriter_end(writer);
}

/* The proposals of one item, which follow each other; *ret_count of them. */
static bool write_item(struct xmlwriter *writer, const struct binding_proposal *proposals,
        size_t count, size_t *ret_count, struct error *err)
{
    const struct binding_wanted *wanted = proposals[0].wanted;
    size_t at = 0;

    xmlwriter_newline(writer);
    xmlwriter_start(writer, "item");
    xmlwriter_attribute(writer, "evidence", wanted->item->source);
    xmlwriter_attribute(writer, "procedure", wanted->procedure);
    if (wanted->procedure)
        xmlwriter_attribute(writer, "instance", wanted->instance);
    for (; at < count && proposals[at].wanted == wanted; at++) {
        if (!write_source(writer, &proposals[at], err))
            return false;
    }
    write_provenance(writer);
    xmlwriter_newline(writer);
    xmlwriter_end(writer);
    *ret_count = at;
    return true;
}

bool binding_write(const struct binding_proposal *proposals, size_t count,
        const char *zone, struct buf *buf, struct error *err)
{
    struct xmlwriter writer;
    size_t written;

    xmlwriter_init(&writer, buf, err);
    xmlwriter_declaration(&writer);
    xmlwriter_start(&writer, "bindings");
    xmlwriter_attribute(&writer, "xmlns", binding_vocabulary.namespace);
    xmlwriter_attribute(&writer, "zone", zone);
    for (size_t i = 0; i < count; i += written) {
        written = 1;
        if (proposals[i].doubt
                        ? !write_weak(&writer, &proposals[i], err)
                        : !write_item(&writer, &proposals[i], count - i, &written, err))
            return false;
    }
    if (count > 0)
        xmlwriter_newline(&writer);
    xmlwriter_end(&writer);
    xmlwriter_newline(&writer);
    return xmlwriter_finish(&writer);
}
