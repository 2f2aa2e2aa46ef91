#include "engine/base/xmlstream.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/text.h"
#include "engine/base/xmlproblem.h"
#include "engine/base/xmltoken.h"

/* The bytes are UTF-8 whatever they say: libxml2 shall not choose another encoding. */
#define OPTIONS                                                                      \
    (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT | \
            XML_PARSE_IGNORE_ENC)

/* Tags that were fed and not met yet: libxml2 is at most two behind. */
#define PENDING_MAX 8u
/* An element's attributes have no more bytes than its tag, and a NUL each. */
#define VALUES_MAX (XMLSCAN_TAG_MAX + 2 * XMLSCAN_ATTRIBUTES_MAX)

struct pending {
    enum xmltoken_kind kind;
    uint64_t begin, end, line;
};

struct xmlstream {
    struct xmlstream_handler handler;
    void *context;
    xmlParserCtxt *parser;
    bool many_roots;
    bool root_ended; /* the document has had its root */
    bool finished, stopped;
    bool broken;  /* what is fed is ill-formed: only libxml2's words are of interest */
    size_t depth; /* of the pieces fed, which may be ahead of the calls */
    size_t met_depth; /* of the calls */
    size_t between;   /* bytes since the last tag, this block's not taken ones aside */
    struct pending pending[PENDING_MAX];
    size_t first_pending, pending_count;
    struct xmlstream_place now; /* behind the bytes fed */
    uint64_t document;          /* where the document libxml2 reads begins */
    const char *bytes;          /* being fed, at .now */
    size_t size;
    struct xmlstream_attribute attributes[XMLSCAN_ATTRIBUTES_MAX];
    char *values;
    size_t values_size;
    struct buf replaced; /* what is being fed, where it has undecodable bytes */
    struct error failure;
};

/* The failure is written, and the first. It is kept in one place: a struct error on the
 * stack costs more than a tag. */
static bool stop(struct xmlstream *stream)
{
    stream->stopped = true;
    xmlStopParser(stream->parser);
    return false;
}

static bool fail_here(struct xmlstream *stream, enum error_code code,
        const char *sentence)
{
    if (stream->stopped)
        return false;
    error_set(&stream->failure, code, "%s", sentence);
    return stop(stream);
}

/* The place of a byte in what is being fed, or of its edge that is nearest. */
static struct xmlstream_place find_place(const struct xmlstream *stream, uint64_t offset)
{
    struct xmlstream_place place = stream->now;
    size_t behind = 0;

    if (offset > place.offset)
        behind = (size_t)(offset - place.offset);
    if (behind > stream->size)
        behind = stream->size;
    place.offset += behind;
    place.line += xmltoken_count_lines(stream->bytes, behind);
    return place;
}

static void set_sentence(struct xmlstream *stream, const xmlError *error, char before)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;

    complaint_list_init(&complaints);
    xmlproblem_add(&complaints, "", (struct xmlscan_place){0, 0}, error, before);
    fail_here(stream, ERROR_UNREADABLE,
            complaints.count
                    ? complaints.items[0].message
                    : TR("this is not well-formed XML", "XMLとして正しくありません"));
}

/* libxml2's structured error callback; the first that matters ends the stream. */
static void note_error(void *context, xmlError *error)
{
    struct xmlstream *stream = context;
    long consumed = xmlByteConsumed(stream->parser);
    uint64_t offset = stream->document + (consumed > 0 ? (uint64_t)consumed : 0);
    struct xmlstream_place place;
    char before;

    if (stream->stopped || error->level < XML_ERR_ERROR ||
            error->code == XML_NS_ERR_UNDEFINED_NAMESPACE)
        return;
    if (stream->broken && error->code == XML_ERR_DOCUMENT_END)
        return; /* what it says of a document that is cut off */
    if (error->code == XML_ERR_NAME_REQUIRED && offset > stream->now.offset)
        offset--;
    place = find_place(stream, offset);
    offset = place.offset - stream->now.offset;
    before = offset < stream->size ? stream->bytes[offset] : '\0';
    set_sentence(stream, error, before);
    stream->now = place;
    stream->size = 0;
}

static bool fail_unclear(struct xmlstream *stream)
{
    return fail_here(stream, ERROR_UNREADABLE,
            TR("this markup can be read in two ways", "この箇所は二通りに読めます"));
}

/* The tag that libxml2 has met is the first one fed that it had not met. */
static bool take_pending(struct xmlstream *stream, enum xmltoken_kind kind,
        struct xmlstream_tag *ret_tag)
{
    struct pending *pending = &stream->pending[stream->first_pending];

    if (!stream->pending_count || pending->kind != kind)
        return fail_unclear(stream);
    ret_tag->begin = pending->begin;
    ret_tag->end = pending->end;
    ret_tag->line = pending->line;
    stream->first_pending = (stream->first_pending + 1) % PENDING_MAX;
    stream->pending_count--;
    return true;
}

static const char *text_of(const xmlChar *text)
{
    return text ? (const char *)text : "";
}

/* Copies a value; libxml2 leaves an ampersand in it as "&#38;". */
static bool copy_value(struct xmlstream *stream, struct slice value,
        struct slice *ret_copy)
{
    char *copy = stream->values + stream->values_size;
    size_t size = 0;

    if (value.size >= VALUES_MAX - stream->values_size)
        return fail_here(stream, ERROR_LIMIT,
                TR("this start tag is too long", "この開始タグは長すぎます"));
    for (size_t i = 0; i < value.size; i++) {
        copy[size++] = value.text[i];
        if (value.text[i] == '&' && value.size - i >= 5)
            i += 4;
    }
    copy[size] = '\0';
    stream->values_size += size + 1;
    *ret_copy = (struct slice){copy, size};
    return true;
}

/* One of libxml2's attributes: local name, prefix, URI, value and the value's end. */
enum { LOCAL, PREFIX, URI, VALUE, VALUE_END, PARTS };

static bool set_attributes(struct xmlstream *stream, struct xmlstream_tag *tag, int count,
        const xmlChar **attributes)
{
    stream->values_size = 0;
    for (int i = 0; i < count && i < XMLSCAN_ATTRIBUTES_MAX; i++) {
        const xmlChar *const *parts = (const xmlChar *const *)attributes + i * PARTS;
        struct xmlstream_attribute *attribute = &stream->attributes[i];

        attribute->name = text_of(parts[LOCAL]);
        attribute->prefix = text_of(parts[PREFIX]);
        attribute->namespace = text_of(parts[URI]);
        if (!copy_value(stream,
                    (struct slice){text_of(parts[VALUE]),
                            (size_t)(parts[VALUE_END] - parts[VALUE])},
                    &attribute->value))
            return false;
        tag->attribute_count++;
    }
    return true;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
        const xmlChar *namespace, int namespace_count, const xmlChar **namespaces,
        int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    struct xmlstream *stream = context;
    struct xmlstream_tag tag = {.name = text_of(name),
            .prefix = text_of(prefix),
            .namespace = text_of(namespace),
            .attributes = stream->attributes};

    (void)namespace_count;
    (void)namespaces;
    (void)defaulted_count;
    if (stream->stopped || stream->broken ||
            !take_pending(stream, XMLTOKEN_START, &tag) ||
            !set_attributes(stream, &tag, attribute_count, attributes))
        return;
    tag.depth = ++stream->met_depth;
    if (stream->handler.begin &&
            !stream->handler.begin(stream->context, &tag, &stream->failure))
        stop(stream);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
        const xmlChar *namespace)
{
    struct xmlstream *stream = context;
    struct xmlstream_tag tag = {.name = text_of(name),
            .prefix = text_of(prefix),
            .namespace = text_of(namespace)};

    if (stream->stopped || stream->broken || !take_pending(stream, XMLTOKEN_END, &tag))
        return;
    tag.depth = stream->met_depth--;
    if (stream->handler.end &&
            !stream->handler.end(stream->context, &tag, &stream->failure))
        stop(stream);
}

static void add_text(void *context, const xmlChar *text, int size)
{
    struct xmlstream *stream = context;

    if (stream->stopped || !stream->handler.text || !stream->met_depth || size <= 0)
        return;
    if (!stream->handler.text(stream->context,
                (struct slice){(const char *)text, (size_t)size}, &stream->failure))
        stop(stream);
}

/* No DOCTYPE was fed; should one come all the same, it ends here. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external,
        const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    fail_unclear(context);
}

static bool new_parser(struct xmlstream *stream, struct error *err)
{
    xmlSAXHandler sax = {
            .initialized = XML_SAX2_MAGIC,
            .internalSubset = refuse_doctype,
            .startElementNs = start_element,
            .endElementNs = end_element,
            .characters = add_text,
            .ignorableWhitespace = add_text,
            .cdataBlock = add_text,
            .serror = note_error,
    };

    stream->parser = xmlCreatePushParserCtxt(&sax, stream, NULL, 0, NULL);
    if (!stream->parser)
        return error_memory(err);
    xmlCtxtUseOptions(stream->parser, OPTIONS);
    return true;
}

bool xmlstream_new(const struct xmlstream_handler *handler, void *context,
        bool many_roots, struct xmlstream **ret_stream, struct error *err)
{
    CLEANUP(xmlstream_freep) struct xmlstream *stream = calloc(1, sizeof(*stream));

    if (!stream)
        return error_memory(err);
    stream->handler = *handler;
    stream->context = context;
    stream->many_roots = many_roots;
    stream->now.line = 1;
    stream->replaced = (struct buf)BUF_INIT((size_t)64 << 20);
    stream->values = malloc(VALUES_MAX);
    if (!stream->values || !new_parser(stream, err))
        return error_memory(err);
    *ret_stream = stream;
    stream = NULL;
    return true;
}

void xmlstream_free(struct xmlstream *stream)
{
    xmlFreeParserCtxt(stream->parser);
    free(stream->values);
    buf_clear(&stream->replaced);
    free(stream);
}

size_t xmlstream_depth(const struct xmlstream *stream)
{
    return stream->stopped || stream->pending_count ? 0 : stream->met_depth;
}

/* For libxml2 they are not there: what it says of places counts from behind them. */
void xmlstream_pass(struct xmlstream *stream, const char *bytes, size_t size)
{
    stream->now.offset += size;
    stream->now.line += xmltoken_count_lines(bytes, size);
    stream->document += size;
    stream->between = 0;
}

bool xmlstream_is_finished(const struct xmlstream *stream)
{
    return stream->finished;
}

struct xmlstream_place xmlstream_place(const struct xmlstream *stream)
{
    return stream->now;
}

/* The first bytes of what is being fed as libxml2 may see them. NULL: no memory. */
static const char *replace_undecodable(struct xmlstream *stream, size_t size)
{
    if (!size || !memchr(stream->bytes, TEXT_UNDECODABLE, size))
        return stream->bytes;
    buf_reset(&stream->replaced);
    if (!buf_append(&stream->replaced, stream->bytes, size, &stream->failure))
        return NULL;
    xmltoken_replace_undecodable(stream->replaced.data, size);
    return stream->replaced.data;
}

/* Gives the parser the first bytes of what is being fed. */
static bool push(struct xmlstream *stream, size_t size, bool terminate)
{
    const char *bytes = replace_undecodable(stream, size);
    size_t rest = stream->size;

    if (!bytes)
        return stop(stream);
    stream->size = size;
    xmlParseChunk(stream->parser, bytes, (int)size, terminate);
    if (stream->stopped)
        return false;
    if (xmlDictSize(stream->parser->dict) > (int)XMLSCAN_NAMES_MAX)
        return fail_here(stream, ERROR_LIMIT,
                TR("there are more than 65536 different names of elements and attributes",
                        "要素と属性の名前が上限の65,536種類を超えています"));
    stream->now = find_place(stream, stream->now.offset + size);
    stream->bytes += size;
    stream->size = rest - size;
    if (terminate && !stream->parser->wellFormed)
        return fail_here(stream, ERROR_UNREADABLE,
                TR("this is not well-formed XML", "XMLとして正しくありません"));
    return true;
}

/* The parser reads on as if a document began: behind the root of the one before. */
static bool begin_document(struct xmlstream *stream)
{
    if (!push(stream, 0, true))
        return false;
    if (xmlCtxtResetPush(stream->parser, NULL, 0, NULL, NULL) != 0) {
        error_memory(&stream->failure);
        return stop(stream);
    }
    stream->document = stream->now.offset;
    stream->root_ended = false;
    return true;
}

static void add_pending(struct xmlstream *stream, enum xmltoken_kind kind,
        const struct pending *place)
{
    size_t at = (stream->first_pending + stream->pending_count) % PENDING_MAX;

    if (stream->pending_count == PENDING_MAX)
        return; /* libxml2 never lags so far; take_pending() will miss it */
    stream->pending[at] = *place;
    stream->pending[at].kind = kind;
    stream->pending_count++;
}

/* The tag is about to be fed. */
static void note_tag(struct xmlstream *stream, size_t at, const struct xmltoken *token)
{
    struct xmlstream_place place = find_place(stream, stream->now.offset + at);
    struct pending pending = {.begin = place.offset,
            .end = place.offset + token->size,
            .line = place.line};

    if (token->kind == XMLTOKEN_START) {
        add_pending(stream, XMLTOKEN_START, &pending);
        stream->depth++;
    }
    if (token->kind == XMLTOKEN_END || token->empty) {
        add_pending(stream, XMLTOKEN_END, &pending);
        stream->depth -= stream->depth > 0;
        stream->root_ended = stream->root_ended || stream->depth == 0;
    }
}

static bool begins_document(const struct xmlstream *stream, const struct xmltoken *token)
{
    return stream->many_roots && stream->root_ended && stream->depth == 0 &&
            (token->kind == XMLTOKEN_START || token->kind == XMLTOKEN_DECLARATION);
}

/* The whole pieces up to and with the first tag, or the first that is broken. */
static bool find_pieces(struct xmlstream *stream, bool last, size_t *ret_size)
{
    size_t at = 0, where;
    struct xmltoken token = {.kind = XMLTOKEN_TEXT};

    while (at < stream->size && token.kind != XMLTOKEN_START &&
            token.kind != XMLTOKEN_END) {
        token = xmltoken_find(stream->bytes + at, stream->size - at, last);
        if (!xmltoken_is_safe(stream->bytes + at, &token, stream->depth,
                    stream->between + at, &where, &stream->failure)) {
            stream->now = find_place(stream, stream->now.offset + at + where);
            return stop(stream);
        }
        if (begins_document(stream, &token) && at > 0)
            break; /* what stands before ends the document before */
        if (begins_document(stream, &token) && !begin_document(stream))
            return false;
        stream->broken = token.kind == XMLTOKEN_BROKEN;
        if (token.kind == XMLTOKEN_CUT)
            break;
        note_tag(stream, at, &token);
        at += token.size;
        if (stream->broken)
            break;
    }
    stream->between = token.kind == XMLTOKEN_START || token.kind == XMLTOKEN_END
            ? 0
            : stream->between + at;
    *ret_size = at;
    return true;
}

/* The bytes of a mark at the very beginning are no character. */
static size_t pass_mark(struct xmlstream *stream, const char *bytes, size_t size)
{
    if (stream->now.offset > 0 || size < 3 || memcmp(bytes, "\xEF\xBB\xBF", 3) != 0)
        return 0;
    stream->now.offset = stream->document = 3;
    return 3;
}

static bool fail_cut(struct xmlstream *stream)
{
    stream->now = find_place(stream, stream->now.offset + stream->size);
    return fail_here(stream, ERROR_UNREADABLE,
            TR("the XML ends here in the middle of an element: it was cut off",
                    "XMLが要素の途中で終わっています。末尾が失われています"));
}

static bool feed(struct xmlstream *stream, bool last, size_t *ret_size)
{
    if (!find_pieces(stream, last, ret_size))
        return false;
    if (stream->broken && push(stream, *ret_size, true))
        return fail_cut(stream);
    if (stream->broken || (*ret_size && !push(stream, *ret_size, false)))
        return false;
    if (!last || (stream->size && *ret_size))
        return true;
    if (stream->size || stream->depth)
        return fail_cut(stream);
    if (!stream->root_ended)
        return fail_here(stream, ERROR_UNREADABLE,
                TR("the root element is missing", "ルート要素がありません"));
    stream->finished = push(stream, 0, true);
    return stream->finished;
}

bool xmlstream_feed(struct xmlstream *stream, const char *bytes, size_t size, bool last,
        size_t *ret_taken, struct error *err)
{
    size_t mark, taken = 0;

    if (stream->stopped) {
        *err = stream->failure;
        return false;
    }
    mark = pass_mark(stream, bytes, size);
    stream->bytes = bytes + mark;
    stream->size = size - mark;
    if (!feed(stream, last, &taken)) {
        *err = stream->failure;
        return false;
    }
    *ret_taken = mark + taken;
    return true;
}
