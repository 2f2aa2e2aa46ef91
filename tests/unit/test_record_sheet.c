#include "tests/unit/sheet_check.h"

START_TEST(rows_below_the_header_are_records)
{
    sheet_check_read(
            "<row r=\"1\">" S("A1", "番号") S("B1",
                    "氏名") "</row>"
                            "<row r=\"2\">" N("A2", "1") S("B2",
                                    "申請 太郎") "</row>"
                                                 "<row r=\"4\" ht=\"9\">" N("B4",
                                                         "2.50") "</row>"
                                                                 "<row r=\"5\"><c r=\"A5\" s=\"1\"/></row><row r=\"6\"/>"
                                                                 "<row r=\"9\">" S("A9",
                                                                         "") "</row>"
                                                                             "<row r=\"10\">" S(
                                                                                     "A10",
                                                                                     "x") S("D10",
                                                                                     "y") "</row>",
            "番号|氏名|_text|A|_2",
            "番号,氏名,D\n1 2 1|申請 太郎|1\t申請 太郎|1|申請 太郎\n"
            "2 4 -|2.5|\t2.5|-|2.5\n3 10 x|-|x\t\t\ty|x|-\n",
            NULL);
    sheet_check_read("<row r=\"1\">" S("A1", "a") S("B1", "b") "</row>", "c", "error 3\n",
            "b-1, member 'book.xlsx!S': 'c' is not there; there is 'a', 'b'");
    sheet_check_read("<row/>", "a", "\n", NULL);
}
END_TEST

/* Two rows below the header, then the one given, one or two columns to the right. */
static void check_behind(const char *rows, const char *expected)
{
    CLEANUP(buf_clear) struct buf sheet = BUF_INIT((size_t)1 << 16);
    CLEANUP(buf_clear) struct buf records = BUF_INIT((size_t)1 << 16);
    struct error err = {0};

    ck_assert(buf_printf(&sheet, &err, "%s%s",
                      "<row r=\"1\">" S("B1", "id") S("C1", "name") S("D1", "dept")
                              S("E1", "role") "</row><row r=\"2\">" N("B2", "1") S("C2",
                                      "a") S("D2", "x") "</row><row r=\"3\">" N("B3", "2")
                                      S("C3", "b") "</row>",
                      rows) &&
            buf_printf(&records, &err, "id,name,dept,role\n1 2 1|a\n2 3 2|b\n%s",
                    expected));
    sheet_check_read(buf_text(&sheet), "id|name", buf_text(&records), NULL);
}

START_TEST(rows_behind_the_table_that_tell_a_number_are_a_control_total)
{
    const struct spreadsheet_sample narrow = {
            .rows = "<row r=\"1\">" S("A1", "id")
                    S("B1", "name") "</row><row r=\"2\">" N("A2", "7")
                            S("B2", "a") "</row><row r=\"4\">" S("A4", "件数")
                                    N("B4", "1") "</row>"};
    const struct record_format format = {.kind = RECORD_SHEET};

    check_behind("<row r=\"4\">" S("B4", "件数") N("C4", "120") "</row>",
            "control 2 of 120 at 4\n");
    check_behind("<row r=\"4\">" S("B4", "Total records: 2") "</row>",
            "control 2 of 2 at 4\n");
    check_behind("<row r=\"6\">" S("B6", "合計 ２ 件") "</row><row r=\"7\">" S("B7",
                         "以上") "</row><row r=\"9\"><c r=\"A9\"/></row>",
            "control 2 of 2 at 6\n");
    check_behind("<row r=\"4\">" S("B4", "(1,002 行)") "</row>",
            "control 2 of 1002 at 4\n");
    check_behind("<row r=\"4\">" S("B4", "以上") "</row>", "");
    sheet_check_read_as(&narrow, &format, "id|name",
            "id,name\n1 2 7|a\ncontrol 1 of 1 at 4\n", NULL);
}
END_TEST

START_TEST(rows_that_only_look_like_a_control_total_are_records)
{
    CLEANUP(buf_clear) struct buf many = BUF_INIT((size_t)1 << 16);
    CLEANUP(buf_clear) struct buf read = BUF_INIT((size_t)1 << 16);
    struct error err = {0};

    check_behind("<row r=\"4\">" S("B4", "件数") N("C4",
                         "120") "</row><row r=\"5\">" N("B5", "3") S("C5", "c") "</row>",
            "3 4 件数|120\n4 5 3|c\n");
    check_behind("<row r=\"4\">" S("B4", "以上") "</row><row r=\"5\">" S("B5", "件数")
                         N("C5", "1") S("E5", "x") "</row>",
            "3 4 以上|-\n4 5 件数|1\n");
    check_behind("<row r=\"4\">" S("B4", "合計") N("C4", "120") "</row>",
            "3 4 合計|120\n");
    check_behind("<row r=\"4\">" S("C4", "件数") N("D4", "120") "</row>", "3 4 -|件数\n");
    check_behind("<row r=\"4\">" S("B4",
                         "件数") "<c r=\"C4\"><f>ROWS(B2:B3)</f></c></row>",
            "3 4 !not-computed\n");
    check_behind("<row r=\"4\">" S("B4", "件数") N("C4", "2") "</row><row r=\"2\"/>",
            "3 4 件数|2\nerror 4\n");
    sheet_check_read("<row r=\"1\">" S("A1", "dept")
                             S("B1", "number") "</row><row r=\"2\">" S("A2", "x")
                                     N("B2", "5") "</row><row r=\"4\">" S("A4", "Total")
                                             N("B4", "5") "</row>",
            "dept|number", "dept,number\n1 2 x|5\n2 4 Total|5\n", NULL);
    for (int i = 4; i < 21; i++)
        ck_assert(buf_printf(&many, &err,
                "<row r=\"%d\"><c r=\"B%d\" t=\"str\"><v>以上</v></c></row>", i, i));
    for (int i = 4; i < 21; i++)
        ck_assert(buf_printf(&read, &err, "%d %d 以上|-\n", i - 1, i));
    check_behind(buf_text(&many), buf_text(&read));
}
END_TEST

START_TEST(values_are_what_the_file_says)
{
    sheet_check_read(
            "<row>" S("A1", "a") S("B1", "b") S("C1", "c") S("D1", "d") S("E1",
                    "e") S("F1", "f") S("G1",
                    "g") "</row>"
                         "<row><c t=\"s\"><v>0</v></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
                         "<c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>A1</f><v>x_x000D_</v></c>"
                         "<c s=\"1\"><v>45748</v></c><c t=\"d\"><v>2025-04-01T10:00:00</v></c></row>",
            "a|b|c|d|e|f|g",
            "a,b,c,d,e,f,g\n1 2 x|TRUE|FALSE|#N/A|x\r|2025-04-01|2025-04-01T10:00:00\n",
            NULL);
}
END_TEST

/* openpyxl writes <v></v> or <v/> behind each formula. */
START_TEST(an_empty_value_of_a_formula_is_none_but_a_text)
{
    static const char rows[] = "<row>" S("A1", "a") S("B1",
            "b") "</row>"
                 "<row>" N("A2",
                         "1") "<c r=\"B2\"><f>1+1</f><v></v></c></row>"
                              "<row>" N("A3",
                                      "2") "<c r=\"B3\"><f>1+1</f><v/></c></row>"
                                           "<row>" N("A4",
                                                   "3") "<c r=\"B4\"><f>1+1</f><v><!-- --></v></c></row>"
                                                        "<row>" N("A5",
                                                                "4") "<c r=\"B5\" t=\"b\"><f>1+1</f><v></v></c></row>"
                                                                     "<row>" N("A6",
                                                                             "5") "<c r=\"B6\" t=\"str\"><f>1+1</f><v></v></c></row>"
                                                                                  "<row>" N(
                                                                                          "A7",
                                                                                          "6") "<c r=\"B7\"><v></v></c></row>";

    sheet_check_read(rows, "b",
            "a,b\n1 2 !not-computed\n2 3 !not-computed\n3 4 !not-computed\n"
            "4 5 !not-computed\n5 6 \n6 7 \n",
            NULL);
    sheet_check_read(rows, "a", "a,b\n1 2 1\n2 3 2\n3 4 3\n4 5 4\n5 6 5\n6 7 6\n", NULL);
}
END_TEST

START_TEST(cells_that_do_not_say_where_they_are_follow_the_last)
{
    sheet_check_read(
            "<row><c><v>1</v></c><c r=\"C1\"><v>3</v></c><c><v>4</v></c></row>"
            "<row><c><v>5</v></c></row><row r=\"7\"><c r=\"B7\"><v>6</v></c></row>",
            "A|B|C|D", "A,B,C,D\n1 1 1|-|3|4\n2 2 5|-|-|-\n3 7 -|6|-|-\n", NULL);
}
END_TEST

START_TEST(rows_that_contradict_themselves_are_unreadable)
{
    const char *head = "<row>" S("A1", "a") S("B1", "b") "</row>";
    CLEANUP(buf_clear) struct buf rows = BUF_INIT(4096);
    struct error err = {0};

    ck_assert(buf_printf(&rows, &err, "%s%s", head,
            "<row>" N("B2", "1") N("A2", "2") "</row><row>" N("A3", "1") N("A3",
                    "2") "</row>"
                         "<row>" N("A9", "1") "</row><row>" N("XFE5",
                                 "1") "</row>"
                                      "<row><c t=\"s\"><v>7</v></c></row><row><c t=\"s\"><v/></c></row>"
                                      "<row>" N("A8",
                                              "1") "<c r=\"B8\"><f>1+1</f></c></row>"));
    sheet_check_read(buf_text(&rows), "a",
            "a,b\n1 2 !cell-reference\n2 3 !cell-reference\n3 4 !cell-reference\n"
            "4 5 !cell-reference\n5 6 !cell-string\n6 7 !cell-string\n7 8 1\n",
            NULL);
    sheet_check_read(buf_text(&rows), "b",
            "a,b\n1 2 !cell-reference\n2 3 !cell-reference\n3 4 !cell-reference\n"
            "4 5 !cell-reference\n5 6 !cell-string\n6 7 !cell-string\n7 8 !not-computed\n",
            NULL);
}
END_TEST

/* openpyxl takes the last of two values, and an unknown type for a number. */
START_TEST(a_cell_of_two_values_or_of_no_known_type_is_unreadable)
{
    sheet_check_read(
            "<row>" S("A1", "a") S("B1",
                    "b") "</row>"
                         "<row><c><v>1</v></c><c><v>0.1</v><v>2</v></c></row>"
                         "<row><c><v>2</v></c><c t=\"inlineStr\"><is><t>x</t></is><is/></c></row>"
                         "<row><c><v>3</v></c><c t=\"zz\"><v>1</v></c></row>"
                         "<row><c><v>4</v></c><c t=\"zz\"/></row>"
                         "<row><c><v>5</v></c><c t=\"n\"><v>2</v></c></row>"
                         "<row><c><v>6</v></c><c><v>2</v><extLst/></c></row>",
            "a|b",
            "a,b\n1 2 !cell-value\n2 3 !cell-value\n3 4 !cell-value\n4 5 4|-\n5 6 5|2\n"
            "6 7 6|2\n",
            NULL);
}
END_TEST

/* What a reader of all columns cannot read is counted before anybody names some. */
START_TEST(a_reader_without_columns_may_want_them_all)
{
    const struct spreadsheet_sample sample = {
            .rows = "<row>" S("A1", "a") S("B1", "b") "</row><row>" N("A2",
                    "1") "<c><f>1</f></c></row><row>" N("A3", "2") "</row>"};
    const struct record_format format = {.kind = RECORD_SHEET};
    const struct record *records;
    struct sheet_check check;
    struct error err = {0};
    size_t count;

    sheet_check_open(&check, &sample);
    for (int all = 0; all < 2; all++) {
        CLEANUP(record_closep) struct record_reader *reader = NULL;

        ck_assert(record_open(&check.archive, 1, &format, NULL, 0, &reader, &err));
        if (all)
            record_sheet_want_all(reader);
        ck_assert(record_read(reader, &records, &count, &err) && count == 2);
        if (all)
            ck_assert_str_eq(records[0].problem, "not-computed");
        else
            ck_assert_ptr_null(records[0].problem);
        ck_assert_ptr_null(records[1].problem);
    }
    sheet_check_close(&check);
}
END_TEST

START_TEST(a_row_out_of_order_ends_the_reading)
{
    CLEANUP(buf_clear) struct buf rows = BUF_INIT((size_t)1 << 20);
    struct error err = {0};

    sheet_check_read("<row r=\"3\"/><row r=\"3\"/>", "", "error 4\n",
            "row 3: row 3 stands behind row 3");
    sheet_check_read("<row r=\"1\">" S("A1", "id") "</row><row r=\"2\">" S("A2",
                             "a") "</row><row r=\"4\">" S("A4",
                             "c") "</row><row r=\"3\"/>",
            "id", "id\n1 2 a\n2 4 c\nerror 4\n", "row 4: row 3 stands behind row 4");
    sheet_check_read("<row r=\"1048577\"/>", "", "error 4\n", "beyond the last");
    for (int i = 0; i < 30; i++)
        ck_assert(buf_printf(&rows, &err, "<row><c><v>%d</v></c></row>", i));
    ck_assert(buf_append_text(&rows, "<row r=\"2\"/>", &err));
    sheet_check_read(buf_text(&rows), "",
            "A\n1 1 \n2 2 \n3 3 \n4 4 \n5 5 \n6 6 \n7 7 \n8 8 \n9 9 \n10 10 \n11 11 \n12 12 \n"
            "13 13 \n14 14 \n15 15 \n16 16 \n17 17 \n18 18 \n19 19 \n20 20 \n21 21 \n22 22 \n"
            "23 23 \n24 24 \n25 25 \n26 26 \n27 27 \n28 28 \n29 29 \n30 30 \nerror 4\n",
            "row 30: row 2 stands behind row 30");
}
END_TEST

START_TEST(what_is_no_sheet_is_said)
{
    struct spreadsheet_sample sample = {
            .sheet = "<chartsheet" SPREADSHEET_SAMPLE_MAIN "/>"};
    const struct record_format format = {.kind = RECORD_SHEET};

    sheet_check_read_as(&sample, &format, "", "error 4\n",
            "this part is not a sheet with cells");
    sample.sheet = "<!DOCTYPE a><worksheet" SPREADSHEET_SAMPLE_MAIN "/>";
    sheet_check_read_as(&sample, &format, "", "error 4\n", "a DOCTYPE stands here");
    sample.sheet = "<worksheet" SPREADSHEET_SAMPLE_MAIN "><sheetData><row><c><v>1</v>";
    sheet_check_read_as(&sample, &format, "", "error 4\n", "member 'book.xlsx!S'");
    sample.sheet = "<worksheet" SPREADSHEET_SAMPLE_MAIN
                   "><sheetData/><sheetData/></worksheet>";
    sheet_check_read_as(&sample, &format, "", "error 4\n", "a second set of rows");
    sample.sheet = "\xEF\xBB\xBF<worksheet" SPREADSHEET_SAMPLE_MAIN
                   "><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    sheet_check_read_as(&sample, &format, "A", "A\n1 1 1\n", NULL);
}
END_TEST

START_TEST(limits_are_events_or_unreadable_records)
{
    CLEANUP(buf_clear) struct buf rows = BUF_INIT((size_t)32 << 20);
    CLEANUP(buf_clear) struct buf strings = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf expected = BUF_INIT((size_t)1 << 20);
    struct spreadsheet_sample sample = {0};
    const struct record_format format = {.kind = RECORD_SHEET, .headerless = true};
    struct error err = {0};

    ck_assert(buf_printf(&strings, &err, "<si><t>%0*d</t></si><si><t>%0*d</t></si>",
            32768, 1, 32767, 1));
    sample.strings = buf_text(&strings);
    sample.rows = "<row><c t=\"s\"><v>0</v></c></row><row><c><v>1</v></c></row>";
    sheet_check_read_as(&sample, &format, "A", "A\n1 1 !cell-too-long\n2 2 1\n", NULL);
    ck_assert(buf_append_text(&rows, "<row><c><v>1</v></c></row><row>", &err));
    for (int i = 0; i < 600; i++) /* 600 x 32767 bytes: over 16 MiB */
        ck_assert(buf_append_text(&rows, "<c t=\"s\"><v>1</v></c>", &err));
    ck_assert(buf_append_text(&rows, "</row><row><c><v>1</v></c></row>", &err));
    ck_assert(buf_append_text(&expected, "1", &err));
    for (uint32_t i = 2; i <= 600; i++) {
        char letters[SPREADSHEET_LETTERS_SIZE];

        spreadsheet_text_letters(i, letters);
        ck_assert(buf_printf(&expected, &err, ",%s", letters));
    }
    ck_assert(buf_append_text(&expected, "\n1 2 !too-long\n2 3 1\n", &err));
    sample.rows = buf_text(&rows);
    sample.behind = "";
    buf_reset(&strings);
    ck_assert(buf_printf(&strings, &err, "<si><t>a</t></si><si><t>%0*d</t></si>", 32767,
            1));
    sample.strings = buf_text(&strings);
    sheet_check_read_as(&sample,
            &(struct record_format){.kind = RECORD_SHEET, .header_line = 1}, "1",
            buf_text(&expected), NULL);
}
END_TEST

START_TEST(more_rows_than_a_batch_are_all_read)
{
    CLEANUP(buf_clear) struct buf rows = BUF_INIT((size_t)32 << 20);
    CLEANUP(buf_clear) struct buf expected = BUF_INIT((size_t)32 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&expected, "A,B\n", &err));
    for (int i = 1; i <= 5000; i++) {
        ck_assert(buf_printf(&rows, &err,
                "<row><c><v>%d</v></c><c t=\"inlineStr\"><is><t>%0*d</t></is></c></row>",
                i, i % 700, i));
        ck_assert(buf_printf(&expected, &err, "%d %d %d|%0*d\n", i, i, i, i % 700, i));
    }
    sheet_check_read(buf_text(&rows), "A|B", buf_text(&expected), NULL);
}
END_TEST

/* What is kept with the container after the sheet was opened and closed again. */
static const void *open_and_close(const struct archive *archive, bool expected,
        const char *message)
{
    static const char *const wanted[] = {"_text"};
    const struct record_format format = {.kind = RECORD_SHEET};
    struct record_reader *reader;
    struct container_loan loan;
    struct error err = {0};
    const void *kept;

    ck_assert(record_open(archive, 1, &format, wanted, 1, &reader, &err) == expected);
    if (expected)
        record_close(reader);
    else
        ck_assert_msg(strstr(err.message, message), "%s", err.message);
    ck_assert(archive_lend(archive, 1, &loan, &err));
    kept = container_set_kept(&loan);
    container_set_give_back(&loan);
    return kept;
}

START_TEST(a_workbook_is_opened_once_for_all_its_sheets)
{
    static const char *const strings[] = {NULL, "<si><t>x</si>"};
    struct sheet_check check;
    const void *kept;

    for (size_t i = 0; i < ARRAY_LENGTH(strings); i++) {
        const struct spreadsheet_sample sample = {.rows = "<row>" S("A1", "a") "</row>",
                .strings = strings[i]};

        sheet_check_open(&check, &sample);
        kept = open_and_close(&check.archive, i == 0, "sharedStrings");
        ck_assert_ptr_nonnull(kept);
        ck_assert_ptr_eq(open_and_close(&check.archive, i == 0, "sharedStrings"), kept);
        sheet_check_close(&check);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {rows_below_the_header_are_records,
            rows_behind_the_table_that_tell_a_number_are_a_control_total,
            rows_that_only_look_like_a_control_total_are_records,
            values_are_what_the_file_says, an_empty_value_of_a_formula_is_none_but_a_text,
            cells_that_do_not_say_where_they_are_follow_the_last,
            rows_that_contradict_themselves_are_unreadable,
            a_cell_of_two_values_or_of_no_known_type_is_unreadable,
            a_reader_without_columns_may_want_them_all,
            a_row_out_of_order_ends_the_reading, what_is_no_sheet_is_said,
            limits_are_events_or_unreadable_records, more_rows_than_a_batch_are_all_read,
            a_workbook_is_opened_once_for_all_its_sheets};

    return unit_run_in("record_sheet", tests, ARRAY_LENGTH(tests),
            spreadsheet_sample_set_up, spreadsheet_sample_tear_down);
}
