#include "engine/base/text.h"
#include "engine/base/xml.h"
#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format events = {.kind = RECORD_XML,
        .encoding = ENCODING_UTF8,
        .records = "Events/Event"};
static const struct record_format deep = {.kind = RECORD_XML,
        .encoding = ENCODING_UTF8,
        .records = "//r"};
static const struct record_format decided = {.kind = RECORD_XML,
        .encoding = ENCODING_UTF8};

START_TEST(records_have_their_exact_bytes)
{
    record_check("<?xml version='1.0'?>\n<Events>\n <Event a='1'>x</Event>\n"
                 " <Event\n/><Other/><Event>髙</Event></Events>\n",
            &events, "_text|@a|.",
            "1 3 32+22 <Event a='1'>x</Event>|1|x\n"
            "2 4 56+9 <Event\\n/>|(none)|\n"
            "3 5 73+18 <Event>髙</Event>|(none)|髙\n",
            NULL);
}
END_TEST

START_TEST(fields_are_paths)
{
    const char *xml =
            "<Events xmlns='urn:e'><Event><System><ID n='7'>4624</ID></System>"
            "<D><Data Name='a'>1 &lt; 2</Data><Data Name='b'><![CDATA[<x>]]>&#x9AD9;</Data>"
            "<Data>one</Data><Data>two</Data></D></Event></Events>";

    record_check(xml, &events,
            "System/ID|System/ID/@n|D/Data[@Name='b']|D/Data[@Name='a']|D/Data[4]|"
            "D/Data|count(D/Data)|D/Data[5]|count(x)|System|*/Data[@Name='b']/@Name",
            "1 1 22+165 4624|7|<x>髙|1 < 2|two|1 < 2|4|(none)|0|4624|b\n", NULL);
    record_check(xml, &events, "d/Data|D/data|D/@Data|ID|D/ID",
            "1 1 22+165 (none)|(none)|(none)|(none)|(none)\n", NULL);
}
END_TEST

/* As xmllint's --xpath '//r/@type' and '//r/@*[name()="x:type"]' have them. */
START_TEST(attributes_of_one_name_are_told_apart_by_their_prefix)
{
    const char *xml = "<l xmlns:x='urn:x' xmlns:y='urn:y'>"
                      "<r x:type='1' type='2' y:id='3'><e y:k='4' x:k='5'/></r></l>";

    record_check(xml, &deep, "@type|@x:type|@y:type|@id|@y:id|@x:id|e/@k|e/@x:k|count(e)",
            "1 1 35+56 2|1|(none)|3|3|(none)|4|5|1\n", NULL);
    record_check(xml, &deep, "e[@k='4']/@y:k|e[@x:k='5']/@k|e[@x:k='4']/@k",
            "1 1 35+56 4|4|(none)\n", NULL);
    record_check("<l xmlns:x='urn:x'><r x:type='1'/><r type='2'/></l>", &deep,
            "@type|@x:type", "1 1 19+15 1|1\n2 1 34+13 2|(none)\n", NULL);
}
END_TEST

START_TEST(text_is_that_of_the_elements_inside_too)
{
    record_check("<Events><Event>a<b>c<i>d</i></b> <b>e</b>\r\n</Event></Events>",
            &events, ".|b|b/i|b[2]", "1 1 8+43 acd e\\n|cd|d|e\n", NULL);
}
END_TEST

START_TEST(positions_count_in_their_parent)
{
    record_check("<Events><Event><a><b>1</b></a><a><b>2</b><b>3</b></a></Event></Events>",
            &events, "a/b[2]|a[2]/b|count(a/b)", "1 1 8+53 3|2|3\n", NULL);
}
END_TEST

START_TEST(what_stands_before_a_record_in_its_parents_may_be_wanted)
{
    record_check("<s n='x'><h n='1'><t>a</t><r/><t>b</t><r/></h>"
                 "<h><r/><t>late</t></h><h n='2'/></s>",
            &deep, "../t|../@n|../../@n|../t[2]|../../h/@n",
            "1 1 26+4 a|1|x|(none)|1\n"
            "2 1 38+4 a|1|x|b|1\n"
            "3 1 49+4 (none)|(none)|x|(none)|1\n",
            NULL);
}
END_TEST

START_TEST(documents_may_follow_one_another)
{
    const struct record_format roots = {.kind = RECORD_XML, .records = "Event"};

    record_check("<Event><a>1</a></Event>\r\n<Event><a>2</a></Event>\r\n"
                 "<?xml version='1.0'?><Event/>",
            &roots, "a|_text",
            "1 1 0+23 1|<Event><a>1</a></Event>\n2 2 25+23 2|<Event><a>2</a></Event>\n"
            "3 3 71+8 (none)|<Event/>\n",
            NULL);
    record_check("<Events><Event/></Events><Events><Event/></Events>", &events, "_text",
            "1 1 8+8 <Event/>\n2 1 33+8 <Event/>\n", NULL);
}
END_TEST

START_TEST(records_before_a_fault_stand)
{
    record_check("<Events>\n<Event>1</Event>\n<Event>&no;</Event></Events>", &events, ".",
            "1 2 9+16 1\nerror 4\n", "line 3, offset 37: '&no;' is not known");
    record_check("<Events><Event>1</Event><Event>2</E", &events, ".",
            "1 1 8+16 1\nerror 4\n", "cut off");
    record_check("<!DOCTYPE x [<!ENTITY a 'b'>]><Events><Event/></Events>", &events, ".",
            "error 4\n", "line 1, offset 0: a DOCTYPE stands here");
    record_check("<Events><Event>1</Event></Events>xx", &events, ".",
            "1 1 8+16 1\nerror 4\n", "line 1, offset 33: ");
    ck_assert_uint_eq(xml_loads(), 0);
}
END_TEST

START_TEST(a_document_without_its_records_is_told)
{
    record_check("<Events></Events>", &events, ".", "", NULL);
    record_check("<events><Event/></events>", &events, ".", "error 4\n",
            "hold records at 'Events/Event', but has no such element (its root is "
            "<events>)");
    record_check("<a><b/></a>", &deep, ".", "error 4\n", "at '//r'");
}
END_TEST

START_TEST(wrong_paths_are_the_scripts)
{
    record_check("<Events><Event/></Events>", &events, "a[", "error 2\n",
            "no path into XML");
    record_check("<Events><Event/></Events>",
            &(struct record_format){.kind = RECORD_XML, .records = "a[1]"}, "a",
            "error 2\n", "no path into XML");
}
END_TEST

START_TEST(what_repeats_are_the_records)
{
    record_check("<l><u n='1'/><u n='2'/></l>", &decided, "@n",
            "1 1 3+10 1\n2 1 13+10 2\n", NULL);
    record_check("<d><h><k/><k/><k/></h><r><i><x/></i><i><x/><x/></i><i/></r></d>",
            &decided, "count(x)", "1 1 25+11 1\n2 1 36+15 2\n3 1 51+4 0\n", NULL);
    record_check("<Events><Event><System><ID>1</ID></System></Event></Events>", &decided,
            "System/ID", "1 1 8+42 1\n", NULL);
    record_check("<a><b>1</b><c>2</c></a>", &decided, "c", "1 1 0+23 2\n", NULL);
    /* lists that follow one another; what has a name of its own is no list */
    record_check("<r><e>1</e><e>2</e></r>\n<r><e>3</e></r>", &decided, ".",
            "1 1 3+8 1\n2 1 11+8 2\n3 2 27+8 3\n", NULL);
    record_check("<r n='1'><e>1</e><e>2</e></r><r n='2'><e>3</e></r>", &decided, "@n",
            "1 1 0+29 1\n2 1 29+21 2\n", NULL);
    record_check("<r><e>1</e></r><r><e>2</e></r>", &decided, "e",
            "1 1 0+15 1\n2 1 15+15 2\n", NULL);
}
END_TEST

START_TEST(columns_are_what_can_be_wanted)
{
    record_check_columns(
            "<Events><Event v='1'><S><P Name='p' G='g'/><ID>1</ID></S>"
            "<D><Data Name='a'>1</Data><Data Name='it&apos;s'>2</Data></D></Event>"
            "<Event><D><Data Name='c'/></D><M k='2'>t</M></Event></Events>",
            &events,
            "@v|S/P/@Name|S/P/@G|S/ID|D/Data[@Name='a']|D/Data[@Name=\"it's\"]|"
            "D/Data/@Name|M|M/@k");
    /* no value without a column: as many names as attributes */
    record_check_columns("<l xmlns:x='urn:x' xmlns:y='urn:y'>"
                         "<r x:type='1' type='2' y:id='3'><e y:k='4' x:k='5'/>"
                         "<d x:name='a' name='b'>1</d><d name='c'>2</d></r></l>",
            &deep,
            "@x:type|@type|@id|e/@y:k|e/@x:k|d[@name='b']|d[@name='b']/@x:name|"
            "d[@name='c']");
}
END_TEST

/* As xmllint counts them: //Event[1]/c is 2, //Event/R 2, //Event/R[1]/u 2. */
START_TEST(what_repeats_in_a_record_has_columns_that_tell)
{
    record_check_columns("<Events><Event><c>1</c><c>2</c><o/></Event>"
                         "<Event><R><u>1</u><u>2</u></R><R><u>3</u></R><o/></Event>"
                         "<Event><a i='1'/><a i='2'/><a i='3'/></Event></Events>",
            &events, "c|o|R/u|a/@i|count(c)|c[2]|count(R)|count(R/u)|R/u[2]|count(a)");
    record_check_columns("<Events><Event><D n='1'>x</D><D n='2'>y</D></Event>"
                         "<Event><D name='a'>1</D><D name='b'>2</D><D name='a'>3</D>"
                         "</Event></Events>",
            &events,
            "D|D/@n|D[@name='a']|D[@name='b']|count(D)|D[2]|count(D[@name='a'])|"
            "D[@name='a'][2]");
    record_check("<Events><Event><D name='a'>1</D><D name='b'>2</D><D name='a'>3</D>"
                 "</Event></Events>",
            &events, "D[@name='a']|D[@name='a'][2]|count(D[@name='a'])",
            "1 1 8+66 1|3|2\n", NULL);
}
END_TEST

/* Places and lengths count the bytes as delivered. */
START_TEST(other_encodings_are_read_by_their_bytes)
{
    const char utf16[] =
            "\xFF\xFE<\0E\0v\0e\0n\0t\0s\0>\0<\0E\0v\0e\0n\0t\0>\0\x59\x82<\0/"
            "\0E\0v\0e\0n\0t\0>\0<\0/\0E\0v\0e\0n\0t\0s\0>\0";
    const char cp932[] = "<?xml version='1.0' encoding='Shift_JIS'?><Events>"
                         "<Event>\x8A\xC4\x8D\xB8</Event><Event a='\x95\x5C'/></Events>";
    struct record_format format = events;

    format.encoding = ENCODING_UTF16LE;
    record_check_size(utf16, sizeof(utf16) - 1, &format, ".|_text",
            "1 1 18+32 艙|<Event>艙</Event>\n", NULL);
    format.encoding = ENCODING_CP932;
    record_check(cp932, &format, ".|@a", "1 1 50+19 監査|(none)\n2 1 69+15 |表\n", NULL);
}
END_TEST

START_TEST(a_byte_the_encoding_does_not_have_costs_its_record)
{
    const struct record_format outer = {.kind = RECORD_XML,
            .encoding = ENCODING_UTF8,
            .records = "//r"};

    record_check("<Events><Event>1</Event><Event>\xA0</Event><Event>3</Event></Events>",
            &events, ".", "1 1 8+16 1\n2 1 24+16 !undecodable\n3 1 40+16 3\n", NULL);
    record_check("<s><t>\xA0</t><r>1</r></s>", &outer, ".|../t",
            "1 1 11+8 !undecodable\n", NULL);
    record_check("<s><t>\xA0</t><r>1</r></s>", &outer, ".", "1 1 11+8 1\n", NULL);
}
END_TEST

static char *repeat(const char *before, const char *piece, size_t count,
        const char *after)
{
    size_t each = strlen(piece), first = strlen(before);
    char *bytes = malloc(first + each * count + strlen(after) + 1);

    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, before, first);
    for (size_t i = 0; i < count; i++)
        memcpy(bytes + first + i * each, piece, each);
    strcpy(bytes + first + each * count, after);
    return bytes;
}

START_TEST(a_record_over_the_limit_is_one_problem)
{
    const char piece[] = "<a>0123456789</a>";
    size_t count = LIMIT_XML_RECORD / strlen(piece) + 1;
    char *xml = repeat("<Events><Event>1</Event><Event>", piece, count,
            "</Event>\n<Event>3</Event></Events>");
    char expected[300];
    size_t length = 7 + count * strlen(piece) + 8;

    snprintf(expected, sizeof(expected),
            "1 1 8+16 1\n2 1 24+%zu !too-long\n3 2 %zu+16 3\n", length, 24 + length + 1);
    record_check(xml, &events, ".", expected, NULL);
    free(xml);
}
END_TEST

/* Batches and fills of the window change nothing: every record is where its bytes are. */
START_TEST(many_records_are_sliced_from_their_bytes)
{
    const char piece[] = "<Event><n>髙&amp;</n>\n<t a='x'/></Event> ";
    char *xml = repeat("<Events>", piece, 40000, "</Events>");
    const char *wanted[] = {"_text", "n", ".", NULL};
    struct record_check check;
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    size_t count, total = 0;

    record_check_open(&check, "m.xml", xml, strlen(xml));
    ck_assert(record_open(&check.archive, 0, &events, wanted, 3, &reader, &check.err));
    for (;;) {
        ck_assert_msg(record_read(reader, &records, &count, &check.err), "%s",
                check.err.message);
        if (!count)
            break;
        for (size_t i = 0; i < count; i++, total++) {
            const struct record *record = &records[i];

            ck_assert_uint_eq(record->number, total + 1);
            ck_assert_uint_eq(record->line, total + 1);
            ck_assert_uint_eq(record->offset, 8 + total * strlen(piece));
            ck_assert_uint_eq(record->length, strlen(piece) - 1);
            ck_assert_int_eq(memcmp(record->text.text, piece, record->length), 0);
            ck_assert_int_eq(memcmp(record->fields[1].text, "髙&", 4), 0);
            ck_assert_uint_eq(record->fields[1].size, 4);
            ck_assert_uint_eq(record->fields[2].size, 5);
        }
    }
    ck_assert_uint_eq(total, 40000);
    record_check_close(&check);
    free(xml);
}
END_TEST

static const char *detect(const char *bytes, size_t size, struct record_format *format)
{
    static struct arena arena;
    struct record_check check;
    const char *kind;

    arena_clear(&arena);
    arena = (struct arena)ARENA_INIT((size_t)1 << 20);
    record_check_open(&check, "m.xml", bytes, size);
    ck_assert_msg(record_detect(&check.archive, 0, &arena, format, &kind, &check.err),
            "%s", check.err.message);
    record_check_close(&check);
    return kind;
}

static void expect_kind(const char *text, const char *kind, enum encoding encoding)
{
    struct record_format format;

    ck_assert_str_eq(detect(text, strlen(text), &format), kind);
    ck_assert_int_eq(format.encoding, encoding);
}

START_TEST(a_receipt_says_where_the_records_are_and_how_it_is_written)
{
    expect_kind("<Events><Event><a/></Event><Event><a/></Event></Events>",
            "xml Events/Event", ENCODING_UTF8);
    expect_kind("<?xml version='1.0' encoding='UTF-16'?><l><u/><u/></l>",
            "xml l/u (declares UTF-16, read as utf-8)", ENCODING_UTF8);
    expect_kind("<?xml version='1.0' encoding='ISO-8859-1'?><l><u/><u/></l>",
            "xml l/u (declares ISO-8859-1, read as utf-8)", ENCODING_UTF8);
    /* nothing here is evident but by what is declared: ｱｲ of CP932 or one kanji */
    expect_kind("<?xml version='1.0' encoding='Shift_JIS'?><l><u>\x8A\xC4</u><u/></l>",
            "xml l/u", ENCODING_CP932);
    expect_kind("<!DOCTYPE html><html><body/></html>", "html", ENCODING_UTF8);
    expect_kind("<?xml version='1.0'?>\n<html xmlns='x'></html>", "html", ENCODING_UTF8);
    expect_kind("<!DOCTYPE l [<!ENTITY a 'b'>]><l/>", "xml", ENCODING_UTF8);
    expect_kind("<a><b></a>", "xml a", ENCODING_UTF8);
}
END_TEST

/* A <meta> of so many groups with so many elements of different names each, and three
 * users behind it. */
static void expect_kind_behind(unsigned groups, unsigned names, const char *kind)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&text, "<r><meta>", &err));
    for (unsigned g = 0; g < groups; g++) {
        ck_assert(buf_printf(&text, &err, "<g%u>", g));
        for (unsigned i = 0; i < names; i++)
            ck_assert(buf_printf(&text, &err, "<k%u>1</k%u>", i, i));
        ck_assert(buf_printf(&text, &err, "</g%u>", g));
    }
    ck_assert(buf_append_text(&text, "</meta>", &err));
    for (unsigned i = 0; i < 3; i++)
        ck_assert(buf_append_text(&text, "<user><n>1</n></user>", &err));
    ck_assert(buf_append_text(&text, "</r>", &err));
    expect_kind(text.data, kind, ENCODING_UTF8);
}

START_TEST(ever_new_names_do_not_hide_the_records)
{
    expect_kind_behind(1, 512, "xml r/user");
    expect_kind_behind(1, 5000,
            "xml r/user; over 512 different elements in r/meta/g0, 4488 elements not "
            "looked at");
    /* 3,072 paths: r, r/meta, 60 groups of 50 and their names, and 9 of a last one */
    expect_kind_behind(100, 50,
            "xml r/user; over 3072 different paths, 1991 elements not looked at");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            records_have_their_exact_bytes,
            fields_are_paths,
            attributes_of_one_name_are_told_apart_by_their_prefix,
            text_is_that_of_the_elements_inside_too,
            positions_count_in_their_parent,
            what_stands_before_a_record_in_its_parents_may_be_wanted,
            documents_may_follow_one_another,
            records_before_a_fault_stand,
            a_document_without_its_records_is_told,
            wrong_paths_are_the_scripts,
            what_repeats_are_the_records,
            columns_are_what_can_be_wanted,
            what_repeats_in_a_record_has_columns_that_tell,
            other_encodings_are_read_by_their_bytes,
            a_byte_the_encoding_does_not_have_costs_its_record,
            a_record_over_the_limit_is_one_problem,
            many_records_are_sliced_from_their_bytes,
            a_receipt_says_where_the_records_are_and_how_it_is_written,
            ever_new_names_do_not_hide_the_records,
    };
    struct error err;

    text_set_language(TEXT_EN);
    xml_prepare();
    if (!encoding_prepare(ENCODING_AUTO, &err))
        return EXIT_FAILURE;
    return unit_run("record_xml", tests, ARRAY_LENGTH(tests));
}
