#include "tests/unit/sheet_check.h"

START_TEST(the_header_is_found_below_titles)
{
    sheet_check_read(
            "<row r=\"1\">" S("A1",
                    "特権ID台帳") "</row>"
                                  "<row r=\"2\">" S("A2", "作成日") N("B2",
                                          "45748") "</row>"
                                                   "<row r=\"3\">" S("A3", "部門") S("B3",
                                                           "情報システム部") "</row>"
                                                                             "<row r=\"5\">" S(
                                                                                     "A5",
                                                                                     "番号") S("B5",
                                                                                     " 申請\n者 ") S("C5",
                                                                                     "承認者") S("D5",
                                                                                     "番号") S("E5",
                                                                                     "備考") "</row>"
                                                                                             "<row r=\"6\">" N(
                                                                                                     "A6",
                                                                                                     "1") S("B6",
                                                                                                     "a") S("C6",
                                                                                                     "b") N("D6",
                                                                                                     "2") S("E6",
                                                                                                     "c") "</row>",
            "番号|申請 者|番号#2|番号#1",
            "番号,申請 者,承認者,番号#2,備考\n1 6 1|a|2|1\n", NULL);
    sheet_check_read("<row>" S("A1", "a") N("B1", "1") "</row><row>" S("A2", "b")
                             S("B2", "c") "</row>",
            "A|B", "A,B\n1 1 a|1\n2 2 b|c\n", NULL);
    sheet_check_read("<row>" S("A1", "name") "</row><row>" S("A2", "b") "</row>", "name",
            "name\n1 2 b\n", NULL);
    sheet_check_read("<row>" S("A1", "alone") "</row>", "A", "A\n1 1 alone\n", NULL);
}
END_TEST

/* What is told of the header: "!" where it is doubtful. */
static void check_told(const char *rows, const char *names, const char *expected)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf told = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf list = BUF_INIT((size_t)1 << 20);
    static const char *const wanted[] = {"_text"};
    const struct record_format format = {.kind = RECORD_SHEET};
    const char *const *columns;
    struct sheet_check check;
    struct error err = {0};
    bool is_doubtful;
    size_t count;

    sheet_check_open(&check, &(struct spreadsheet_sample){.rows = rows});
    ck_assert(record_open(&check.archive, 1, &format, wanted, 1, &reader, &err));
    ck_assert(record_columns(reader, &columns, &count, &err));
    for (size_t i = 0; i < count; i++)
        ck_assert(buf_printf(&list, &err, "%s%s", i ? "," : "", columns[i]));
    ck_assert(record_sheet_describe_header(reader, &is_doubtful, &told, &err));
    ck_assert(!is_doubtful || buf_append_text(&told, "!", &err));
    ck_assert_str_eq(buf_text(&list), names);
    ck_assert_str_eq(buf_text(&told), expected);
    record_close(reader);
    reader = NULL;
    sheet_check_close(&check);
}

/* Rows on lines, cells divided by "|"; digits alone are a number. */
static void check_table(const char *table, const char *names, const char *expected)
{
    CLEANUP(buf_clear) struct buf rows = BUF_INIT((size_t)1 << 20);
    struct error err = {0};
    int row = 1, column = 0;

    ck_assert(buf_append_text(&rows, "<row r='1'>", &err));
    for (size_t size; *table; table += size) {
        size = strcspn(table, "|\n");
        if (size)
            ck_assert(buf_printf(&rows, &err, "<c r='%c%d' t='%s'><v>%.*s</v></c>",
                    'A' + column, row, strspn(table, "0123456789") < size ? "str" : "n",
                    (int)size, table));
        column++;
        if (table[size] == '\n') {
            ck_assert(buf_printf(&rows, &err, "</row><row r='%d'>", ++row));
            column = 0;
        }
        size += table[size] != '\0';
    }
    ck_assert(buf_append_text(&rows, "</row>", &err));
    check_told(buf_text(&rows), names, expected);
}

#define TABLE "No|ユーザー|権限|棚卸結果\n1|a|x|OK\n2|b|y|OK\n3|c|y|NG\n"
#define TABLE_NAMES "No,ユーザー,権限,棚卸結果"

START_TEST(a_form_above_the_table_is_not_its_header)
{
    check_table(
            "システム名|人事システム\n対象期間|2025/4/1～2025/9/30\n出力者|山田\n" TABLE,
            TABLE_NAMES, ", header at row 4");
    check_table("||承認|確認\n||鈴木|佐藤\n棚卸表\n" TABLE, TABLE_NAMES,
            ", header at row 4");
    check_table("承認者|確認者|作成者\n鈴木|佐藤|山田\n\n" TABLE, TABLE_NAMES,
            ", header at row 4");
    check_table("棚卸|||作成日：2025/4/1\n|||作成者：山田\n\n" TABLE, TABLE_NAMES,
            ", header at row 4");
    check_table("棚卸\n部署：|情報システム部\n\n" TABLE, TABLE_NAMES,
            ", header at row 4");
    check_table("棚卸\n部署：|総務部\n作成者|山田|作成日|2025-04-01\n\n" TABLE,
            TABLE_NAMES, ", header at row 5");
    check_table("棚卸\n作成者|山田|承認者|佐藤\n\n" TABLE, TABLE_NAMES,
            ", header at row 4!");
    check_table("作成者|山田|作成日|2025-04-01\n\n" TABLE, TABLE_NAMES,
            ", header at row 3!");
}
END_TEST

/* What stands below a header is a record, whatever its words. */
START_TEST(a_row_of_names_below_a_header_is_a_record)
{
    check_table("氏名|区分\nU001|甲\nU002|乙\n\n社員番号|権限|期限\nU003|x|3\n",
            "氏名,区分,C", "!");
    check_table("列名|説明\n\n氏名|社員の氏名\n権限|権限の区分\n", "列名,説明", "");
    check_table("機能|操作\n利用者管理|管理者|部門長\n権限管理|管理者|所属部門\n",
            "機能,操作,C", "!");
    check_table("||氏名|日付\n番号|区分|氏名|担当者\n1|x|y|z\n", "A,B,氏名,日付", "!");
    check_table("id|name\n1|a|late\n2|b\n3|c\n4|d\n", "id,name,C", "");
    check_table("|name|dept\n0|a|x\n1|b|y\n", "A,name,dept", "");
    check_table("name|dept\na|x|1\nb|y|2\n", "name,dept,C", "!");
}
END_TEST

START_TEST(a_header_with_numbers_is_doubtful)
{
    check_told("<row>" S("A1", "name") N("B1", "2024") "</row><row>" S("A2", "x")
                       N("B2", "2") "</row>",
            "name,2024", "!");
    check_told("<row>" S("A1", "name") N("B1", "2024") "</row><row>" S("A2", "x")
                       N("B2", "2025") "</row>",
            "A,B", ", no header!");
    check_told("<row>" S("A1", "name") N("B1", "7") "</row><row>" S("A2", "x")
                       N("B2", "2") "</row>",
            "A,B", ", no header!");
    check_told("<row>" N("A1", "1") N("B1", "7") "</row>", "A,B", ", no header");
    check_told("<row>" S("A1", "a") S("B1", "b") "</row><row>" S("A2", "x")
                       N("B2", "2") "</row>",
            "a,b", "");
    check_told("<row>" S("A1", "作成日") S("B1", "2025-04-01") "</row><row>" S("A2", "a")
                       S("B2", "b") S("C2", "c") "</row>",
            "a,b,c", ", header at row 2");
    check_told("<row/>", "", "");
}
END_TEST

START_TEST(merged_headers_name_all_their_columns)
{
    struct spreadsheet_sample sample = {.rows = "<row>" S("A1", "番号") S("B1",
                                                "承認") S("D1",
                                                "備考") "</row>"
                                                        "<row>" N("A2", "1") S("B2", "x")
                                                                S("C2", "y") S("D2",
                                                                        "z") "</row>",
            .behind = "<mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells>"};
    const struct record_format format = {.kind = RECORD_SHEET};

    sheet_check_read_as(&sample, &format, "承認|承認#2",
            "番号,承認,承認#2,備考\n1 2 x|y\n", NULL);
    sample.rows = "<row>" S("A1", "番号") S("B1", "承認")
            S("D1", "備考") "</row>"
                            "<row>" S("B2", "氏名")
                                    S("C2", "日付") "</row>"
                                                    "<row>" N("A3", "1") S("B3", "x")
                                                            S("C3", "y")
                                                                    S("D3", "z") "</row>";
    sheet_check_read_as(&sample, &format, "承認/氏名|承認/日付|備考",
            "番号,承認/氏名,承認/日付,備考\n1 3 x|y|z\n", NULL);
    sample.rows = "<row>" S("A1", "番号") S("B1", "承認") "</row><row>" S("B2", "一次")
            S("D2", "二次") "</row><row>" S("B3", "氏名") S("C3", "日付")
                    S("D3", "氏名") "</row><row>" N("A4", "1") S("B4", "w") S("C4", "x")
                            S("D4", "y") "</row>";
    sample.behind = "<mergeCells><mergeCell ref=\"B1:D1\"/><mergeCell ref=\"B2:C2\"/>"
                    "<mergeCell ref=\"A1:A3\"/></mergeCells>";
    sheet_check_read_as(&sample, &format,
            "番号|承認/一次/氏名|承認/一次/日付|承認/二次/氏名",
            "番号,承認/一次/氏名,承認/一次/日付,承認/二次/氏名\n1 4 1|w|x|y\n", NULL);
    sample.rows = "<row>" S("A1", "番号") S("B1", "承認")
            S("D1", "備考") "</row>"
                            "<row>" S("B2", "氏名")
                                    S("C2", "日付") "</row>"
                                                    "<row>" N("A3", "1") S("B3", "x")
                                                            S("C3", "y")
                                                                    S("D3", "z") "</row>";
    sample.behind = "";
    sheet_check_read_as(&sample, &format, "承認|C",
            "番号,承認,C,備考\n1 2 氏名|日付\n2 3 x|y\n", NULL);
}
END_TEST

START_TEST(a_binding_may_name_the_header_or_say_there_is_none)
{
    const struct spreadsheet_sample sample = {
            .rows = "<row>" S("A1", "a") S("B1", "b") "</row><row r=\"3\">" S("A3", "c")
                    N("B3", "2024") "</row><row>" N("A4", "1") N("B4", "2") "</row>"};
    struct record_format format = {.kind = RECORD_SHEET, .header_line = 3};

    sheet_check_read_as(&sample, &format, "c|2024", "c,2024\n1 4 1|2\n", NULL);
    format.header_line = 2;
    sheet_check_read_as(&sample, &format, "c", "error 3\n",
            "row 2, named as the header, has no values");
    format.headerless = true;
    sheet_check_read_as(&sample, &format, "A|B", "A,B\n1 1 a|b\n2 3 c|2024\n3 4 1|2\n",
            NULL);
}
END_TEST

START_TEST(columns_are_those_used_anywhere)
{
    CLEANUP(buf_clear) struct buf rows = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf expected = BUF_INIT((size_t)1 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&rows,
            "<row>" S("A1", "id") S("B1", "name") "<c r='H1' s='1'/></row>", &err));
    ck_assert(buf_append_text(&expected, "id,name,C,F\n", &err));
    for (int i = 2; i < 60; i++) {
        ck_assert(buf_printf(&rows, &err,
                "<row r='%d'><c r='A%d'><v>%d</v></c><c r='G%d' s='1'></c></row>", i, i,
                i, i));
        ck_assert(buf_printf(&expected, &err, "%d %d %d|-|-\n", i - 1, i, i));
    }
    ck_assert(buf_append_text(&rows,
            "<row r='60'>" S("A60",
                    "60") "<c\nt='str'\tr='C60'><v>LATE</v></c>"
                          "</row><row xmlns:x="
                          "'http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
                          "><x:c r='E61' s='1'/><x:c><x:v>7</x:v></x:c></row>",
            &err));
    ck_assert(buf_append_text(&expected, "59 60 60|LATE|-\n60 61 -|-|7\n", &err));
    sheet_check_read(buf_text(&rows), "id|C|F", buf_text(&expected), NULL);
    sheet_check_read(buf_text(&rows), "G", "error 3\n", "'G' is not there");
}
END_TEST

/* A value that the quick look does not find, being where the parser alone looks. */
START_TEST(values_in_no_column_are_told)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf rows = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf told = BUF_INIT((size_t)1 << 20);
    static const char *const wanted[] = {"_text"};
    const struct record_format format = {.kind = RECORD_SHEET};
    const struct record *records;
    struct record_sheet_shown shown;
    struct sheet_check check;
    struct error err = {0};
    size_t count;

    for (int i = 1; i < 30; i++)
        ck_assert(buf_append_text(&rows, "<row><c><v>1</v></c></row>", &err));
    ck_assert(buf_append_text(&rows, "<row><c r='&#67;30'><v>1</v></c></row>", &err));
    sheet_check_open(&check, &(struct spreadsheet_sample){.rows = rows.data});
    ck_assert(record_open(&check.archive, 1, &format, wanted, 1, &reader, &err));
    do {
        ck_assert(record_read(reader, &records, &count, &err));
    } while (count);
    ck_assert(record_sheet_describe(reader, &shown, &told, &err));
    ck_assert_str_eq(buf_text(&told),
            ", values in none of its columns: 1, the first C30");
    record_close(reader);
    reader = NULL;
    sheet_check_close(&check);
}
END_TEST

/* Opens it, reads it to its end and compares what it tells. */
static void check_view(const char *sheet, const char *expected)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf told = BUF_INIT((size_t)1 << 20);
    static const char *const wanted[] = {"_text"};
    const struct record_format format = {.kind = RECORD_SHEET};
    struct record_sheet_shown shown;
    const struct record *records;
    struct sheet_check check;
    struct error err = {0};
    size_t count;

    sheet_check_open(&check, &(struct spreadsheet_sample){.sheet = sheet});
    ck_assert(record_open(&check.archive, 1, &format, wanted, 1, &reader, &err));
    do {
        ck_assert(record_read(reader, &records, &count, &err));
    } while (count);
    ck_assert(record_sheet_describe(reader, &shown, &told, &err));
    ck_assert_str_eq(buf_text(&told), expected);
    ck_assert(shown.has_hidden == (strstr(expected, "hidden") != NULL));
    ck_assert(shown.has_merged == (strstr(expected, "merged") != NULL));
    record_close(reader);
    reader = NULL;
    sheet_check_close(&check);
}

#define SHEET "<worksheet" SPREADSHEET_SAMPLE_MAIN ">"
#define CELL "<c t='str'><v>x</v></c>"

/* Ranges may overlap, stand in any order and make no sense; rows without a value are no
 * records, and what is above the header is none of its cells. */
START_TEST(what_the_sheet_hides_or_merges_is_told)
{
    check_view(SHEET
            "<cols><col min='3' max='9' hidden='true'/><col min='2' max='3' hidden='1'/>"
            "<col min='1' max='1' hidden='0'/><col min='1' max='16385' hidden='1'/>"
            "<col min='4' max='1' hidden='1'/><col min='0' max='1' hidden='1'/></cols>"
            "<sheetData><row hidden='1'>" CELL CELL CELL "</row>"
            "<row hidden='1'>" CELL CELL "</row><row hidden='0'>" CELL CELL "</row>"
            "<row hidden='true'>" CELL CELL "</row><row hidden='1'><c/></row></sheetData>"
            "<mergeCells><mergeCell ref='E1:F1'/></mergeCells></worksheet>",
            ", rows hidden: 2, columns hidden: 2");
    check_view(SHEET
            "<sheetData><row>" CELL CELL "</row><row>" CELL CELL "</row>"
            "<row>" CELL CELL "</row></sheetData><mergeCells>"
            "<mergeCell ref='C1:D1'/><mergeCell ref='A2:A3'/><mergeCell ref='A'/>"
            "<mergeCell ref='A3:B3'/><mergeCell/></mergeCells></worksheet>",
            ", merged cells below the header: 2");
    check_view(SHEET "<cols><col min='3' max='3' hidden='1'/></cols><sheetData><row>" CELL
                     "</row><row>" CELL "</row></sheetData></worksheet>",
            "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_header_is_found_below_titles,
            a_form_above_the_table_is_not_its_header,
            a_row_of_names_below_a_header_is_a_record, a_header_with_numbers_is_doubtful,
            merged_headers_name_all_their_columns,
            a_binding_may_name_the_header_or_say_there_is_none,
            columns_are_those_used_anywhere, values_in_no_column_are_told,
            what_the_sheet_hides_or_merges_is_told};

    return unit_run_in("sheet_header", tests, ARRAY_LENGTH(tests),
            spreadsheet_sample_set_up, spreadsheet_sample_tear_down);
}
