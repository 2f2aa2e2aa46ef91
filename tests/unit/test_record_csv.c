#include <stdlib.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format plain = {.kind = RECORD_CSV, .encoding = ENCODING_UTF8};

START_TEST(records_have_their_place_and_values)
{
    record_check("a,b,c\n1,2,3\n4,5,6\n", &plain, "a|c", "1 2 6+5 1|3\n2 3 12+5 4|6\n",
            NULL);
    record_check("a,b\r\n1,2\r\n\"x\r\ny\",z\r\n3,4", &plain, "a|b|_text",
            "1 2 5+3 1|2|1,2\n2 3 10+8 x\\r\\ny|z|\"x\\r\\ny\",z\n3 5 20+3 3|4|3,4\n",
            NULL);
    record_check("a,b\r1,2\r3,4\r", &plain, "b", "1 2 4+3 2\n2 3 8+3 4\n", NULL);
    record_check("\xEF\xBB\xBF"
                 "a,b\n1,2\n",
            &plain, "a", "1 2 7+3 1\n", NULL);
    record_check("a,b\n", &plain, "a", "", NULL);
    record_check("a,b", &plain, "b", "", NULL);
    record_check("a,b\n\"\",\n", &plain, "a|b", "1 2 4+3 |\n", NULL);
}
END_TEST

START_TEST(quotes_follow_the_rules)
{
    record_check("a,b\n\"1,5\",\"say \"\"no\"\"\"\n", &plain, "a|b",
            "1 2 4+18 1,5|say \"no\"\n", NULL);
    record_check("a,b\nit's 5\" wide,x\n", &plain, "a|b", "1 2 4+14 it's 5\" wide|x\n",
            NULL);
    record_check("a,b\nx \"y\",\"\"\n", &plain, "a|b", "1 2 4+8 x \"y\"|\n", NULL);
    record_check("a,b\n\"x\"y,1\n2,3\n", &plain, "a|b",
            "1 2 4+6 !bad-quote\n2 3 11+3 2|3\n", NULL);
    record_check("a,b\n\"x\" ,1\n2,3\n", &plain, "a", "1 2 4+6 !bad-quote\n2 3 11+3 2\n",
            NULL);
    record_check("a,b\n\"x\"\rz,1\n2,3\n", &plain, "a",
            "1 2 4+7 !bad-quote\n2 3 12+3 2\n", NULL);
}
END_TEST

START_TEST(a_quote_never_closed_ends_the_reading_there)
{
    record_check("a,b\n1,2\n3,\"x\n4,5\n6,7\n", &plain, "a", "1 2 4+3 1\nerror 4\n",
            "b-1, member 'member': line 3: a quote opens here and is never closed");
    record_check("a,b\n1,2\n\"x\ny\n\",\"z\n", &plain, "a", "1 2 4+3 1\nerror 4\n",
            "line 5: ");
    record_check("\"a,b\n1,2\n", &plain, "a", "error 4\n", "header");
}
END_TEST

START_TEST(rows_of_another_width_are_ragged)
{
    record_check("a,b\n1\n1,2,3\n4,5\n", &plain, "a|_text",
            "1 2 4+1 !ragged\n2 3 6+5 !ragged\n3 4 12+3 4|4,5\n", NULL);
}
END_TEST

START_TEST(empty_lines_are_no_records)
{
    record_check("a,b\n1,2\n\n3,4\n\n\n", &plain, "a", "1 2 4+3 1\n2 4 9+3 3\n", NULL);
    record_check("a,b\r\n1,2\r\n\r\n3,4\r\n", &plain, "a", "1 2 5+3 1\n2 4 12+3 3\n",
            NULL);
    record_check("a\n1\n\n2\n", &plain, "a", "1 2 2+1 1\n2 4 5+1 2\n", NULL);
    record_check("\n\n\n", &plain, "_1", "", NULL);
}
END_TEST

START_TEST(rows_of_delimiters_alone_are_no_records)
{
    record_check("a,b,c\n1,2,3\n,,\n4,5,6\n,,\n,,", &plain, "a",
            "1 2 6+5 1\n2 4 15+5 4\n", NULL);
    record_check("a,b\r\n,\r\n1,2\r\n\"\",\"\"\r\n , \r\n", &plain, "a|b",
            "1 3 8+3 1|2\n2 4 13+5 |\n3 5 20+3  | \n", NULL);
    record_check("a,b\n,,,\n1,2\n", &plain, "a", "1 3 8+3 1\n", NULL);
}
END_TEST

START_TEST(delimiter_is_decided_by_header_and_rows)
{
    record_check("a;b\n1,5;2\n", &plain, "a|b", "1 2 4+5 1,5|2\n", NULL);
    record_check("a\tb,c\n1\t2,3,4\n", &plain, "a|b,c", "1 2 6+7 1|2,3,4\n", NULL);
    record_check("name;note, long\n1;2\n3;4\n", &plain, "name",
            "1 2 16+3 1\n2 3 20+3 3\n", NULL);
    record_check("a|b\n1|2\n",
            &(struct record_format){.kind = RECORD_CSV, .delimiter = '|'}, "a",
            "1 2 4+3 1\n", NULL);
    record_check("a;b\n1;2\n",
            &(struct record_format){.kind = RECORD_CSV, .delimiter = ','}, "a;b",
            "1 2 4+3 1;2\n", NULL);
}
END_TEST

START_TEST(columns_without_or_with_the_same_name_are_reachable)
{
    record_check_columns(",id, id,\"x,y\",id,id,,id#2\n", &plain,
            "_1|id| id|x,y|id#3|id#4|_7|id#2");
    record_check(",id,id,id\n1,2,3,4\n", &plain, "_1|id|id#2|id#3|_3",
            "1 2 10+7 1|2|3|4|3\n", NULL);
    record_check("id,id,x\n1,2,3\n", &plain, "id#1|id#2|x#1", "1 2 8+5 1|2|3\n", NULL);
    record_check("id,id#1\n1,2\n", &plain, "id#1", "1 2 8+3 2\n", NULL);
    record_check("id,id\n1,2\n", &plain, "x#1", "error 3\n", "'x#1' is not there");
    record_check_columns("_2,b\n", &plain, "_2|b");
    record_check("_2,b\nx,y\n", &plain, "_2|_1", "1 2 5+3 x|x\n", NULL);
    record_check("a,b\n1,2\n", &plain, "c", "error 3\n",
            "'c' is not there; there is 'a', 'b'");
    record_check("a,b\n1,2\n", &plain, "_3", "error 3\n", "'_3' is not there");
}
END_TEST

START_TEST(a_file_may_have_no_header)
{
    struct record_format format = {.kind = RECORD_CSV, .headerless = true};

    record_check("1,2\n3,4\n", &format, "_2", "1 1 0+3 2\n2 2 4+3 4\n", NULL);
    record_check("#1,2\n#3,4\n", &format, "_1", "1 1 0+4 #1\n2 2 5+4 #3\n", NULL);
    record_check("", &format, "_2", "", NULL);
    record_check("1,2\n", &format, "_3", "error 3\n", "'_1', '_2'");
}
END_TEST

START_TEST(comment_lines_round_the_rows_are_no_records)
{
    record_check("# system: SAP, client 100\n# by: x\nid,name\n1,a\n# Records: 1\n",
            &plain, "id|name", "1 4 42+3 1|a\n", NULL);
    record_check("#,name\n1,a\n# Records: 1\n", &plain, "#|name", "1 2 7+3 1|a\n", NULL);
    record_check("#,name\n1,a\n# by: x\n", &plain, "#|name",
            "1 2 7+3 1|a\n2 3 11+7 !ragged\n", NULL);
    record_check_columns(
            "# system: HR, env: x\n# out: 2025-04-01, by root\nid,name\n1,a\n", &plain,
            "id|name");
    record_check_columns("# system: HR, tenant: X, all\nid,name,at\n1,a,b\n", &plain,
            "id|name|at");
    record_check_columns("# note, by me\nid,name\n1,a\n", &plain, "id|name");
    record_check_columns("#,name\nuser,name\n1,a\n", &plain, "#|name");
    record_check_columns("#a,time (UTC: +9),c\n1,a,b\n", &plain, "#a|time (UTC: +9)|c");
    record_check("#id,name\n#1,a\n#2,b\n", &plain, "#id", "1 2 9+4 #1\n2 3 14+4 #2\n",
            NULL);
}
END_TEST

/* ^Z, with which DOS ends a text, alone behind the last line. */
START_TEST(the_end_of_a_dos_file_is_no_record)
{
    record_check("id,name\r\n1,a\r\n\x1A", &plain, "id|name", "1 2 9+3 1|a\n", NULL);
    record_check("id\n1\n\x1A\x1A\r\n", &plain, "id", "1 2 3+1 1\n", NULL);
    record_check("# system: x\nid,name\n1,a\n# Records: 1\n\x1A", &plain, "id|name",
            "1 3 20+3 1|a\n", NULL);
    /* elsewhere it is data */
    record_check("id,name\n1,a\n\x1A\n2,b\n", &plain, "id|name",
            "1 2 8+3 1|a\n2 3 12+1 !ragged\n3 4 14+3 2|b\n", NULL);
    record_check("id,name\n1,a\x1A", &plain, "id|name", "1 2 8+4 1|a\x1A\n", NULL);
}
END_TEST

/* As Excel and business systems write them: lines of their own, or padded. */
START_TEST(a_title_block_may_stand_above_the_header)
{
    record_check(
            "利用者一覧\n\n出力日,2025-04-01\nid,name,dept,since\n1,a,b,c\n2,d,e,f\n",
            &plain, "id|since", "1 5 57+7 1|c\n2 6 65+7 2|f\n", NULL);
    record_check("Users,,\n,,\nid,name,x\n1,a,\n2,b,\n3,c,\n", &plain, "name|x",
            "1 4 21+4 a|\n2 5 26+4 b|\n3 6 31+4 c|\n", NULL);
    record_check("条件: 部署=総務,区分=正社員\n社員番号,氏名\n001,a\n", &plain, "氏名",
            "1 3 59+5 a\n", NULL);
    record_check_columns("System: HR, env prod\nfrom=1,to=2\n\nid,name\n1,a\n", &plain,
            "id|name");
    record_check("# by: x\nUsers\nid;name\n1;a\n2;b\n", &plain, "id|name",
            "1 4 22+3 1|a\n2 5 26+3 2|b\n", NULL);
}
END_TEST

/* What must not be taken for a title: headers with gaps, ragged tables, one column. */
START_TEST(a_header_is_not_a_title)
{
    record_check_columns(",x\nfoo,bar\nbaz,qux\n", &plain, "_1|x");
    record_check_columns("id,name,dept\n1,a,b,\n2,c,d,\n3,e,f,\n", &plain,
            "id|name|dept");
    record_check_columns("user\nsmith,john\ndoe,jane\n", &plain, "user");
    record_check_columns("name\nalice\nbob\n", &plain, "name");
    record_check_columns("a,b\nc,d\ne,f\n", &plain, "a|b");
    record_check_columns("name: first,name: last\nx,y\nz,w\n", &plain,
            "name: first|name: last");
    record_check_columns("k=a,k=b\nk=c,k=d\nk=e,k=f\n", &plain, "k=a|k=b");
    record_check_columns("Total\n1,2\n3,4\n5,6\n", &plain, "Total");
}
END_TEST

START_TEST(the_header_s_line_may_be_said)
{
    struct record_format format = {.kind = RECORD_CSV, .header_line = 3};

    record_check("a,b\nc,d\nid,name\n1,2\n", &format, "name", "1 4 16+3 2\n", NULL);
    record_check("a\nb\n", &format, "name", "error 4\n", "at line 3");
    format.headerless = true;
    record_check("a\nb\n1,2\n3,4\n", &format, "_2", "1 3 4+3 2\n2 4 8+3 4\n", NULL);
}
END_TEST

START_TEST(a_pipe_divides_and_a_single_quote_only_where_it_is_said)
{
    struct record_format format = {.kind = RECORD_CSV, .quote = '\''};

    record_check("id|name\n1|a,b\n2|c,d\n", &plain, "name", "1 2 8+5 a,b\n2 3 14+5 c,d\n",
            NULL);
    record_check("a,b\n'x,''y\n',\"q\n", &format, "a|b", "1 2 4+11 x,'y\\n|\"q\n", NULL);
    record_check("a,b\n'x,y'\n", &plain, "a|b", "1 2 4+5 'x|y'\n", NULL);
}
END_TEST

START_TEST(nul_bytes_make_a_record_unreadable)
{
    record_check_size("a,b\n1,2\n3,\0\n5,6\n", 16, &plain, "a",
            "1 2 4+3 1\n2 3 8+3 !nul\n3 4 12+3 5\n", NULL);
    record_check_size("a,\0b\n1,2\n", 9, &plain, "_1", "error 4\n", "NUL");
}
END_TEST

START_TEST(a_member_without_header_is_unreadable)
{
    record_check("", &plain, "a", "error 4\n", "no header line");
    record_check("\"a\"x,b\n1,2\n", &plain, "b", "error 4\n", "closing quote");
}
END_TEST

static void append(struct buf *text, const char *piece)
{
    struct error err = {0};

    ck_assert(buf_append_text(text, piece, &err));
}

static void append_many(struct buf *text, char byte, size_t count)
{
    struct error err = {0};
    char *room;

    ck_assert(buf_reserve(text, count, &room, &err));
    memset(room, byte, count);
    text->size += count;
    text->data[text->size] = '\0';
}

START_TEST(too_long_records_are_one_problem_or_the_end)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    char dump[128];

    append(&text, "a,b\n1,2\n");
    append_many(&text, 'x', LIMIT_CSV_RECORD + 300000);
    snprintf(dump, sizeof(dump), "1 2 4+3 1\n2 3 8+%zu !record-too-long\n3 4 %zu+3 3\n",
            text.size - 8, text.size + 1);
    append(&text, "\n3,4\n");
    record_check(buf_text(&text), &plain, "a", dump, NULL);

    buf_reset(&text);
    append(&text, "a,b\n1,2\n\"q\n");
    append_many(&text, 'x', LIMIT_CSV_RECORD);
    append(&text, "\",2\n3,4\n");
    record_check(buf_text(&text), &plain, "a", "1 2 4+3 1\nerror 6\n",
            "line 3: a quote opens here");

    buf_reset(&text); /* as long as is allowed */
    append(&text, "a,b\n\"");
    append_many(&text, '\n', LIMIT_CSV_RECORD - 4);
    snprintf(dump, sizeof(dump), "1 2 4+%zu 2\n2 %zu %zu+3 4\n", LIMIT_CSV_RECORD,
            LIMIT_CSV_RECORD - 1, LIMIT_CSV_RECORD + 5);
    append(&text, "\",2\n3,4\n");
    record_check(buf_text(&text), &plain, "b", dump, NULL);
}
END_TEST

START_TEST(more_columns_than_allowed_are_refused)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);

    append_many(&text, ',', LIMIT_CSV_COLUMNS);
    append(&text, "\n");
    record_check(buf_text(&text), &plain, "_1", "error 6\n", "2001 columns");
    record_check(buf_text(&text), &plain, "_1", "error 6\n",
            "have it exported with fewer columns");
    record_check(buf_text(&text) + 1, &plain, "_2000", "", NULL);
}
END_TEST

/* Many blocks, records cut at every place; the bytes at offset and length are the record.
 */
START_TEST(blocks_leave_no_seam)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    static const char *const wanted[] = {"n", "v"};
    struct record_check check;
    struct error err = {0};
    const struct record *records;
    uint64_t number = 0, line = 2;
    size_t count;

    append(&text, "n,v,w\n");
    for (unsigned i = 1; i <= 30000; i++)
        ck_assert(buf_printf(&text, &err, "%u,\"%.*s\n\"\"%u\"\"\",%.*s\r\n", i,
                (int)(i % 61),
                "0123456789012345678901234567890123456789012345678901234567890123", i,
                (int)(i % 7), "abcdefg"));
    record_check_open(&check, "seam.csv", text.data, text.size);
    ck_assert(record_open(&check.archive, 0, &plain, wanted, 2, &reader, &err));
    while (record_read(reader, &records, &count, &err) && count) {
        ck_assert_uint_le(count, 1024);
        for (size_t i = 0; i < count; i++) {
            const struct record *record = &records[i];
            char expected[128];

            number++;
            ck_assert_uint_eq(record->number, number);
            ck_assert_uint_eq(record->line, line);
            line += 2;
            ck_assert_uint_eq(record->length, record->text.size);
            ck_assert_mem_eq(record->text.text, text.data + record->offset,
                    record->length);
            ck_assert_uint_eq(strtoul(record->fields[0].text, NULL, 10), number);
            snprintf(expected, sizeof(expected), "\n\"%u\"", (unsigned)number);
            ck_assert_uint_eq(record->fields[1].size, number % 61 + strlen(expected));
            ck_assert_mem_eq(record->fields[1].text + number % 61, expected,
                    strlen(expected));
        }
    }
    ck_assert_int_eq(err.code, ERROR_NONE);
    ck_assert_uint_eq(number, 30000);
    record_check_close(&check);
}
END_TEST

/* Offsets and lengths are those of the member as delivered. */
START_TEST(places_are_of_the_delivered_bytes)
{
    static const char sjis[] =
            "\x8E\xD0\x88\xF5\x94\xD4\x8D\x86,\x8E\x81\x96\xBC\r\n1,\x90\x56\x96\xD8\r\n2,\xB1\xB2\r\n";
    static const char utf16[] = "\xFF\xFE"
                                "a\0,\0b\0\n\0"
                                "1\0,\0\xF2\x5D\n\0"
                                "3\0,\0"
                                "4\0";
    struct record_format format = {.kind = RECORD_CSV, .encoding = ENCODING_CP932};

    record_check(sjis, &format, "社員番号|氏名", "1 2 15+6 1|新木\n2 3 23+4 2|ｱｲ\n",
            NULL);
    format.encoding = ENCODING_AUTO;
    record_check_size(utf16, sizeof(utf16) - 1, &format, "b", "1 2 10+6 已\n2 3 18+6 4\n",
            NULL);
}
END_TEST

START_TEST(a_byte_that_is_no_character_costs_one_record)
{
    record_check("a,b\n1,2\n3,\xFF\n5,6\n", &plain, "a",
            "1 2 4+3 1\n2 3 8+3 !undecodable\n3 4 12+3 5\n", NULL);
    record_check("a,b\n1,\xFF,2\n5,6\n", &plain, "a",
            "1 2 4+5 !undecodable\n2 3 10+3 5\n", NULL); /* ragged, too */
    record_check("a,b\xFF\n1,2\n", &plain, "a|b\\xFF", "1 2 5+3 1|2\n", NULL);
}
END_TEST

/* Reads the next JSON string of a csv-spectrum expectation as the CSV reader would give
 * it. */
static const char *next_string(const char *at, char *value)
{
    at = strchr(at, '"');
    if (!at)
        return NULL;
    for (at++; *at != '"'; at++) {
        if (*at == '\\')
            at++, *value++ = *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at;
        else
            *value++ = *at;
    }
    *value = '\0';
    return at + 1;
}

/* The files stand with LF where the expectation says CRLF inside values: their line ends
 * were changed on the way. */
static void drop_returns(char *text)
{
    char *out = text;

    for (; *text; text++) {
        if (*text != '\r')
            *out++ = *text;
    }
    *out = '\0';
}

static void check_record(const struct record *record, size_t column_count,
        const char **at)
{
    char expected[256], got[256];

    ck_assert_ptr_null(record->problem);
    for (size_t i = 0; i < column_count; i++) {
        *at = next_string(*at, expected); /* the key */
        ck_assert_ptr_nonnull(*at);
        *at = next_string(*at, expected);
        drop_returns(expected);
        snprintf(got, sizeof(got), "%.*s", (int)record->fields[i].size,
                record->fields[i].text);
        ck_assert_str_eq(got, expected);
    }
}

/* The names live as long as the reader that gave them, so two readers are open. */
static void check_spectrum(const char *name, const struct buf *csv,
        const struct buf *json)
{
    CLEANUP(record_closep) struct record_reader *header = NULL, *reader = NULL;
    struct record_check check;
    struct error err = {0};
    const char *const *columns, *at = json->data;
    const struct record *records;
    size_t column_count, count;

    record_check_open(&check, name, csv->data, csv->size);
    ck_assert(record_open(&check.archive, 0, &plain, NULL, 0, &header, &err));
    ck_assert(record_columns(header, &columns, &column_count, &err));
    ck_assert(
            record_open(&check.archive, 0, &plain, columns, column_count, &reader, &err));
    while (record_read(reader, &records, &count, &err) && count) {
        for (size_t i = 0; i < count; i++)
            check_record(&records[i], column_count, &at);
    }
    ck_assert_int_eq(err.code, ERROR_NONE);
    ck_assert_ptr_null(strchr(at, '"'));
    record_check_close(&check);
}

START_TEST(csv_spectrum_is_read_as_it_says)
{
    static const char *const names[] = {"comma_in_quotes", "empty", "empty_crlf",
            "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines",
            "simple", "simple_crlf", "utf8"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        CLEANUP(buf_clear) struct buf csv = BUF_INIT(1 << 20);
        CLEANUP(buf_clear) struct buf json = BUF_INIT(1 << 20);
        char path[256];

        snprintf(path, sizeof(path), "hostile/csv/csvs/%s.csv", names[i]);
        if (!record_check_load(path, &csv))
            return;
        snprintf(path, sizeof(path), "hostile/csv/json/%s.json", names[i]);
        ck_assert(record_check_load(path, &json));
        check_spectrum(names[i], &csv, &json);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {records_have_their_place_and_values,
            quotes_follow_the_rules, a_quote_never_closed_ends_the_reading_there,
            rows_of_another_width_are_ragged, empty_lines_are_no_records,
            rows_of_delimiters_alone_are_no_records,
            delimiter_is_decided_by_header_and_rows,
            columns_without_or_with_the_same_name_are_reachable,
            a_file_may_have_no_header, comment_lines_round_the_rows_are_no_records,
            the_end_of_a_dos_file_is_no_record, a_title_block_may_stand_above_the_header,
            a_header_is_not_a_title, the_header_s_line_may_be_said,
            a_pipe_divides_and_a_single_quote_only_where_it_is_said,
            nul_bytes_make_a_record_unreadable, a_member_without_header_is_unreadable,
            too_long_records_are_one_problem_or_the_end,
            more_columns_than_allowed_are_refused, blocks_leave_no_seam,
            places_are_of_the_delivered_bytes,
            a_byte_that_is_no_character_costs_one_record,
            csv_spectrum_is_read_as_it_says};

    return unit_run("record_csv", tests, ARRAY_LENGTH(tests));
}
