#include "engine/base/xmlstream.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/text.h"
#include "engine/base/xml.h"
#include "engine/base/xmlscan.h"
#include "engine/base/xmltoken.h"
#include "tests/unit/unit.h"

#define BOM "\xEF\xBB\xBF"

/* What was met, a line each, text joined; tags with the bytes that stand at their place.
 */
struct story {
    const char *bytes;
    struct buf out;
    bool in_text;
    size_t begins, stop_at;
};

static void tell(struct story *story, const char *kind, const struct xmlstream_tag *tag)
{
    struct error err;

    ck_assert(buf_printf(&story->out, &err,
            "%s%s %s {%s} depth %zu line %" PRIu64 " %.*s\n", story->in_text ? "|\n" : "",
            kind, tag->name, tag->namespace, tag->depth, tag->line,
            (int)(tag->end - tag->begin), story->bytes + tag->begin));
    story->in_text = false;
}

static bool note_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct story *story = context;

    tell(story, "begin", tag);
    for (size_t i = 0; i < tag->attribute_count; i++) {
        const struct xmlstream_attribute *attribute = &tag->attributes[i];

        ck_assert_uint_eq(strlen(attribute->value.text), attribute->value.size);
        ck_assert(buf_printf(&story->out, err, "  %s {%s} [%s]\n", attribute->name,
                attribute->namespace, attribute->value.text));
    }
    if (++story->begins == story->stop_at)
        return error_set(err, ERROR_VALUE, "enough");
    return true;
}

static bool note_text(void *context, struct slice text, struct error *err)
{
    struct story *story = context;

    if (!story->in_text && !buf_printf(&story->out, err, "text |"))
        return false;
    story->in_text = true;
    return buf_append(&story->out, text.text, text.size, err);
}

static bool note_end(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    (void)err;
    tell(context, "end", tag);
    return true;
}

static const struct xmlstream_handler handler = {note_begin, note_text, note_end};

/* Feeds the bytes in blocks; false: failed at *ret_place. */
static bool feed_all(struct story *story, size_t size, size_t block, bool many_roots,
        struct xmlstream_place *ret_place, struct error *err)
{
    CLEANUP(xmlstream_freep) struct xmlstream *stream = NULL;
    size_t at = 0, there = 0, taken = 1;
    bool ok = true;

    ck_assert(xmlstream_new(&handler, story, many_roots, &stream, err));
    while (ok && !xmlstream_is_finished(stream)) {
        char *copy;

        if (!taken)
            there = there + block < size ? there + block : size;
        /* in a block of its own, so that reading one byte too far is seen */
        copy = malloc(there - at + 1);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, story->bytes + at, there - at);
        ok = xmlstream_feed(stream, copy, there - at, there == size, &taken, err);
        free(copy);
        at += ok ? taken : 0;
    }
    *ret_place = xmlstream_place(stream);
    return ok;
}

static struct story begin_story(const char *bytes)
{
    text_set_language(TEXT_EN);
    xml_prepare();
    return (struct story){.bytes = bytes, .out = BUF_INIT((size_t)16 << 20)};
}

/* The same story however it is cut. */
static void expect_roots(const char *bytes, bool many_roots, const char *expected)
{
    size_t size = strlen(bytes);

    for (size_t block = 1; block <= size; block++) {
        struct story story = begin_story(bytes);
        struct xmlstream_place place;
        struct error err = {0};

        ck_assert_msg(feed_all(&story, size, block, many_roots, &place, &err), "%s",
                err.message);
        ck_assert_str_eq(buf_text(&story.out), expected);
        ck_assert_uint_eq(place.offset, size);
        buf_clear(&story.out);
    }
}

static void expect(const char *bytes, const char *expected)
{
    expect_roots(bytes, false, expected);
}

START_TEST(tags_have_their_exact_places)
{
    expect(BOM
            "<?xml version='1.0' encoding='x'?>\n<!-- <no> -->\n<a\n b='1>2' ><?p <x> ?>"
            "<c/></a >\n",
            "begin a {} depth 1 line 3 <a\n b='1>2' >\n"
            "  b {} [1>2]\n"
            "begin c {} depth 2 line 4 <c/>\n"
            "end c {} depth 2 line 4 <c/>\n"
            "end a {} depth 1 line 4 </a >\n");
    expect("<a><b></b></a>",
            "begin a {} depth 1 line 1 <a>\nbegin b {} depth 2 line 1 <b>\n"
            "end b {} depth 2 line 1 </b>\nend a {} depth 1 line 1 </a>\n");
}
END_TEST

START_TEST(text_is_joined_and_resolved)
{
    expect("<監査 役='&lt;&amp;&#38;&quot;&#x76E3;\t'>髙\r\n&amp;&#x20BB7;<![CDATA[<b>&amp;]]]]>"
           "<!-- - -->\xF0\xA0\xAE\xB7</監査>",
            "begin 監査 {} depth 1 line 1 "
            "<監査 役='&lt;&amp;&#38;&quot;&#x76E3;\t'>\n  役 {} [<&&\"監 ]\n"
            "text |髙\n&\xF0\xA0\xAE\xB7<b>&amp;]]\xF0\xA0\xAE\xB7|\n"
            "end 監査 {} depth 1 line 2 </監査>\n");
}
END_TEST

START_TEST(namespaces_are_told_and_may_be_missing)
{
    expect("<e:a xmlns:e='urn:e' xmlns='urn:d' e:x='1' y='2'><b/><f:c f:z=''/></e:a>",
            "begin a {urn:e} depth 1 line 1 "
            "<e:a xmlns:e='urn:e' xmlns='urn:d' e:x='1' y='2'>\n"
            "  x {urn:e} [1]\n  y {} [2]\n"
            "begin b {urn:d} depth 2 line 1 <b/>\nend b {urn:d} depth 2 line 1 <b/>\n"
            "begin c {} depth 2 line 1 <f:c f:z=''/>\n  z {} []\n"
            "end c {} depth 2 line 1 <f:c f:z=''/>\n"
            "end a {urn:e} depth 1 line 1 </e:a>\n");
}
END_TEST

START_TEST(documents_may_follow_one_another)
{
    expect_roots("<a>1</a>\r\n<a/><!-- --><?xml version='1.0'?>\n<b>2</b>\n", true,
            "begin a {} depth 1 line 1 <a>\ntext |1|\nend a {} depth 1 line 1 </a>\n"
            "begin a {} depth 1 line 2 <a/>\nend a {} depth 1 line 2 <a/>\n"
            "begin b {} depth 1 line 3 <b>\ntext |2|\nend b {} depth 1 line 3 </b>\n");
}
END_TEST

static void refuse_bytes(const char *bytes, size_t size, uint64_t offset, uint64_t line,
        enum error_code code, const char *part)
{
    const size_t blocks[] = {1, 2, 3, 7, 64, 4096, 65536, SIZE_MAX / 2};

    for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++) {
        struct story story = begin_story(bytes);
        struct xmlstream_place place;
        struct error err = {0};

        if (size > 10000 && blocks[i] <= 4096)
            continue;
        ck_assert_msg(!feed_all(&story, size, blocks[i], false, &place, &err),
                "accepted: %.100s", bytes);
        ck_assert_msg(strstr(err.message, part) && err.code == code &&
                        place.offset == offset && place.line == line,
                "block %zu of %.100s: %d %" PRIu64 " (line %" PRIu64 ") %s", blocks[i],
                bytes, (int)err.code, place.offset, place.line, err.message);
        buf_clear(&story.out);
    }
}

static void refuse(const char *bytes, uint64_t offset, uint64_t line, const char *part)
{
    refuse_bytes(bytes, strlen(bytes), offset, line, ERROR_UNREADABLE, part);
}

START_TEST(what_is_wrong_is_told_with_its_place)
{
    refuse("<a>\n<b></a>", 11, 2, "<b> of line");
    refuse("<a>\n&nbsp;</a>", 10, 2, "'&nbsp;' is not known");
    refuse("<a>\n<b c='<'/></a>", 10, 2, "'<' stands in an attribute");
    refuse("<a>\n<b", 6, 2, "cut off");
    refuse("<a>", 3, 1, "cut off");
    refuse("<a/>\n<b/>", 5, 2, "something follows the end");
    refuse("<a/>\ntext", 5, 2, "something follows the end");
    refuse("text", 0, 1, "root element is missing");
    refuse("", 0, 1, "root element is missing");
    refuse(" \n ", 3, 2, "root element is missing");
    refuse("<a>\n<![CDATA[x</a>", 18, 2, "cut off");
    refuse("<a b='1' b='2'/>", 14, 1, "attribute 'b' stands twice");
    refuse("<a>\xFF</a>", 3, 1, "byte 0xFF is not UTF-8");
    refuse("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", 0, 1, "DOCTYPE");
    refuse("<a>\n<!DOCTYPE a></a>", 4, 2, "DOCTYPE");
    refuse_bytes("<a>\n\0</a>", 9, 4, 2, ERROR_UNREADABLE, "NUL byte");
    refuse_bytes("<a>\n</a>\0", 9, 8, 2, ERROR_UNREADABLE, "NUL byte");
}
END_TEST

/* As text.h carries 0xA0. */
START_TEST(undecodable_bytes_are_given_as_a_replacement)
{
    expect("<a b='\xFF\x8A\x80'>x\xFF\x8A\x80</a>",
            "begin a {} depth 1 line 1 <a b='\xFF\x8A\x80'>\n  b {} [\xEF\xBF\xBD]\n"
            "text |x\xEF\xBF\xBD|\nend a {} depth 1 line 1 </a>\n");
}
END_TEST

static char *repeat(const char *before, const char *piece, size_t count,
        const char *after, size_t *ret_size)
{
    size_t each = strlen(piece), first = strlen(before);
    char *bytes = malloc(first + each * count + strlen(after) + 1);

    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, before, first);
    for (size_t i = 0; i < count; i++)
        memcpy(bytes + first + i * each, piece, each);
    strcpy(bytes + first + each * count, after);
    *ret_size = strlen(bytes);
    return bytes;
}

static void refuse_many(const char *before, const char *piece, size_t count,
        const char *after, uint64_t offset, const char *part)
{
    size_t size;
    char *bytes = repeat(before, piece, count, after, &size);

    refuse_bytes(bytes, size, offset, 1, ERROR_LIMIT, part);
    free(bytes);
}

static void accept_many(const char *before, const char *piece, size_t count,
        const char *after)
{
    size_t size;
    char *bytes = repeat(before, piece, count, after, &size);
    struct story story = begin_story(bytes);
    struct xmlstream_place place;
    struct error err = {0};

    ck_assert_msg(feed_all(&story, size, 65536, false, &place, &err), "%s", err.message);
    buf_clear(&story.out);
    free(bytes);
}

START_TEST(limits_are_met_before_the_parser_is)
{
    refuse_many("<a><b c='", "x", XMLSCAN_TAG_MAX, "'/></a>", 3, "longer than 64 KiB");
    accept_many("<a><b c='", "x", XMLSCAN_TAG_MAX - 20, "'/></a>");
    refuse_many("<a", " x='1'", XMLSCAN_ATTRIBUTES_MAX + 1, "/>", 0, "256 attributes");
    refuse_many("", "<a>", XMLSCAN_DEPTH_MAX + 1, "</a>", 3 * XMLSCAN_DEPTH_MAX,
            "128 deep");
    refuse_many("<a>", "x", XMLTOKEN_BETWEEN_MAX + 1, "</a>", 3, "more than 1 MiB");
    accept_many("<a>", "x", XMLTOKEN_BETWEEN_MAX, "</a>");
    refuse_many("<a><![CDATA[", "x", XMLTOKEN_BETWEEN_MAX, "]]></a>", 3,
            "more than 1 MiB");
    refuse_many("<a><!--", "x", XMLTOKEN_BETWEEN_MAX, "--></a>", 3, "more than 1 MiB");
}
END_TEST

/* Elements, or attributes, of so many different names. */
static void name_many(bool is_attribute, unsigned count, bool expected)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    struct xmlstream_place place;
    struct story story;
    struct error err = {0};

    ck_assert(buf_append_text(&text, "<r>", &err));
    for (unsigned i = 0; i < count; i++)
        ck_assert(buf_printf(&text, &err, is_attribute ? "<r n%u=''/>" : "<n%u/>", i));
    ck_assert(buf_append_text(&text, "</r>", &err));
    story = begin_story(text.data);
    ck_assert_int_eq(feed_all(&story, text.size, 65536, false, &place, &err), expected);
    ck_assert_int_eq(err.code, expected ? ERROR_NONE : ERROR_LIMIT);
    if (!expected)
        ck_assert_msg(strstr(err.message, "more than 65536 different names"), "%s",
                err.message);
    buf_clear(&story.out);
}

/* libxml2 takes the longer over every tag the more names there are: 35 s for 900,000. */
START_TEST(a_document_has_only_so_many_names)
{
    name_many(false, XMLSCAN_NAMES_MAX - 100, true);
    name_many(true, XMLSCAN_NAMES_MAX + 100, false);
}
END_TEST

START_TEST(limits_hold_for_text_in_pieces)
{
    size_t size;
    char *bytes = repeat("<a>", "x<!---->", 200000, "</a>", &size);
    struct story story = begin_story(bytes);
    struct xmlstream_place place;
    struct error err = {0};

    ck_assert(!feed_all(&story, size, 65536, false, &place, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "more than 1 MiB"));
    buf_clear(&story.out);
    free(bytes);
}
END_TEST

/* Whatever they name, nothing outside the document is asked for. */
START_TEST(nothing_is_ever_loaded)
{
    refuse("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 0, 1, "DOCTYPE");
    expect("<a xmlns:i='http://www.w3.org/2001/XInclude' "
           "xmlns:x='http://www.w3.org/2001/XMLSchema-instance' "
           "x:noNamespaceSchemaLocation='/etc/x'><?xml-stylesheet href='/etc/x'?>"
           "</a>",
            "begin a {} depth 1 line 1 <a xmlns:i='http://www.w3.org/2001/XInclude' "
            "xmlns:x='http://www.w3.org/2001/XMLSchema-instance' "
            "x:noNamespaceSchemaLocation='/etc/x'>\n"
            "  noNamespaceSchemaLocation "
            "{http://www.w3.org/2001/XMLSchema-instance} [/etc/x]\n"
            "end a {} depth 1 line 1 </a>\n");
    ck_assert_uint_eq(xml_loads(), 0);
}
END_TEST

START_TEST(who_handles_may_end_it)
{
    struct story story = begin_story("<a><b/><c/></a>");
    struct xmlstream_place place;
    struct error err = {0};

    story.stop_at = 2;
    ck_assert(!feed_all(&story, 15, 1, false, &place, &err));
    ck_assert_int_eq(err.code, ERROR_VALUE);
    ck_assert_str_eq(err.message, "enough");
    ck_assert_uint_eq(story.begins, 2);
    buf_clear(&story.out);
}
END_TEST

/* One call may lag, never be lost; a caller may stop behind any tag. */
START_TEST(a_call_takes_at_most_one_tag)
{
    const char bytes[] = "<a>1<b/>2</a>";
    const size_t expected[] = {3, 5, 5};
    struct story story = begin_story(bytes);
    CLEANUP(xmlstream_freep) struct xmlstream *stream = NULL;
    struct error err;
    size_t at = 0, taken;

    ck_assert(xmlstream_new(&handler, &story, false, &stream, &err));
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        ck_assert(xmlstream_feed(stream, bytes + at, strlen(bytes) - at, true, &taken,
                &err));
        ck_assert_uint_eq(taken, expected[i]);
        at += taken;
    }
    ck_assert(xmlstream_is_finished(stream));
    buf_clear(&story.out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            tags_have_their_exact_places,
            text_is_joined_and_resolved,
            namespaces_are_told_and_may_be_missing,
            undecodable_bytes_are_given_as_a_replacement,
            documents_may_follow_one_another,
            what_is_wrong_is_told_with_its_place,
            limits_are_met_before_the_parser_is,
            a_document_has_only_so_many_names,
            limits_hold_for_text_in_pieces,
            nothing_is_ever_loaded,
            who_handles_may_end_it,
            a_call_takes_at_most_one_tag,
    };

    return unit_run("xmlstream", tests, ARRAY_LENGTH(tests));
}
