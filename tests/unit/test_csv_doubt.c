/* What a CSV's first record is, where texts alone tell, and other doubts of a member. */
#include "evidence/format/csv_doubt.h"

#include "tests/unit/record_check.h"

static void check_size(const char *name, const char *bytes, size_t size,
        const char *expected)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct record_check check;
    struct record_format format;
    const char *kind_text;
    char got[256];

    record_check_open(&check, name, bytes, size);
    ck_assert_msg(record_detect(&check.archive, 0, &arena, &format, &kind_text,
                          &check.err),
            "%s", check.err.message);
    if (format.kind == RECORD_UNREAD)
        snprintf(got, sizeof(got), "%s", kind_text);
    else if (format.kind == RECORD_CSV)
        snprintf(got, sizeof(got), "%s, %s, %c", kind_text,
                encoding_name(format.encoding), format.delimiter);
    else
        snprintf(got, sizeof(got), "%s, %s%s%s", kind_text,
                encoding_name(format.encoding), format.records ? ", " : "",
                format.records ? format.records : "");
    ck_assert_msg(strcmp(got, expected) == 0, "%s: got '%s', not '%s'", name, got,
            expected);
    record_check_close(&check);
}

static void check_text(const char *name, const char *text, const char *expected)
{
    check_size(name, text, strlen(text), expected);
}

#define TABLE "No,ユーザー,権限,棚卸結果\n1,a,x,OK\n2,b,y,OK\n3,c,y,NG\n"

START_TEST(a_form_above_the_table_is_not_its_header)
{
    check_text("a.csv", "棚卸,,,\n作成者,山田,承認者,佐藤\n,,,\n" TABLE,
            "csv, header at line 4, utf-8, ,");
    check_text("a.csv", ",,承認,確認\n,,鈴木,佐藤\n棚卸表,,,\n" TABLE,
            "csv, header at line 4, utf-8, ,");
    check_text("a.csv",
            "棚卸,,,\n部署：,総務部,,\n作成者,山田,作成日,2025/4/1\n,,,\n" TABLE,
            "csv, header at line 5, utf-8, ,");
    check_text("a.csv", "棚卸\n部署：,総務部\n作成者,山田,作成日,2025/4/1\n\n" TABLE,
            "csv, header at line 5, utf-8, ,");
    check_text("a.csv", "列名,説明\n\n氏名,社員の氏名\n権限,権限の区分\n",
            "csv, utf-8, ,");
    check_text("a.csv", "氏名,備考\n\n担当者,役割区分\n権限,権限の区分\n",
            "csv, utf-8, ,");
}
END_TEST

START_TEST(a_delimiter_that_blanks_follow_is_none)
{
    check_text("a.csv", "Nr;Betrag, EUR\n1;1,50\n2;2,50\n", "csv, utf-8, ;");
    check_text("a.csv", "id\tname, first\n1\tA, B\n", "csv, utf-8, \t");
    check_text("a.csv", "id, name\n1, a\n", "csv, utf-8, ,");
    check_text("a.csv", "id, name, at\n1;2, a, x\n", "csv, utf-8, ,");
}
END_TEST

START_TEST(a_record_of_texts_is_no_header)
{
    /* texts alone */
    check_text("a.csv", "a@x.jp\nb@x.jp\nc@x.jp\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "web01,10.0.0.1\nweb02,10.0.0.2\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "mail01,up\nlog02,down\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "E001,佐藤\nE002,鈴木\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "root,true\nguest,false\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "/etc/a,x\n/var/b,yy zz\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "suzuki,admin,tokyo\nito,user,osaka\nsuzuki,admin,tokyo\n",
            "csv, no header, utf-8, ,");
    check_text("a.csv", "sato,read\nito,write\nabe,read\n", "csv, no header, utf-8, ,");
}
END_TEST

static void check_notice(const char *text, const char *expected)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct record_check check;
    struct record_format format;
    const char *kind_text;
    struct record_doubt doubt;

    record_check_open(&check, "a.csv", text, strlen(text));
    ck_assert(record_detect_known(&check.archive, 0, NULL, 0, &arena, &format, &kind_text,
            &doubt, &check.err));
    ck_assert_msg(strcmp(doubt.notice ? doubt.notice : "", expected) == 0, "%s: '%s'",
            text, doubt.notice ? doubt.notice : "");
    ck_assert(!format.headerless);
    record_check_close(&check);
}

START_TEST(a_header_of_which_nothing_tells_is_doubtful)
{
    check_notice("sato,read\nito,write\nabe,list\n", "header-doubtful");
    check_notice("sato\nito\nabe\n", "header-doubtful");
    check_notice("client,acme\nid,name\n1,a\n", "header-doubtful");
    check_notice("10.0.0.1,id\nx,y\n", "");
    check_notice("user,grade\nsato,read\nito,write\n", "");
    check_notice("利用者,権限\n佐藤,参照\n伊藤,更新\n", "");
    check_notice("address1,memo\nstreet1,a\nstreet2,b\nname,x\n", "");
    check_notice("svc,port\nssh,22\nsmtp,25\n", "");
    check_notice("lastLogin,grade\nmonday,read\nfriday,write\n", "");
    check_notice("mail,memo\na@x.jp,b\n", "");
    check_notice("foo,bar\n1,A-1 x\n", "kind-by-name");
}
END_TEST

/* A hundred thousand bytes of ASCII, then this. */
static void check_behind_ascii(const char *text, const char *expected)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&bytes, "id,name\n", &err));
    for (unsigned i = 0; bytes.size < 100000; i++)
        ck_assert(buf_printf(&bytes, &err, "%u,a name\n", i));
    ck_assert(buf_append_text(&bytes, text, &err));
    check_size("a.csv", bytes.data, bytes.size, expected);
}

START_TEST(the_first_bytes_that_are_not_ascii_decide_the_encoding)
{
    check_behind_ascii("", "csv, utf-8, ,");
    check_behind_ascii("1,山田太郎\n", "csv, utf-8, ,");
    check_behind_ascii("1,\x8E\x52\x93\x63\x91\xBE\x98\x59\n2,\x8E\x81\x96\xBC\n",
            "csv, cp932, ,"); /* 山田太郎, 氏名 */
    check_behind_ascii("1,\xA4\xE4\xA4\xDE\xA4\xC0\xA4\xBF\xA4\xED\xA4\xA6\n",
            "csv, euc-jp, ,"); /* やまだたろう */
    check_behind_ascii("1,caf\xE9\n", "csv, utf-8, ,");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_form_above_the_table_is_not_its_header,
            a_delimiter_that_blanks_follow_is_none, a_record_of_texts_is_no_header,
            a_header_of_which_nothing_tells_is_doubtful,
            the_first_bytes_that_are_not_ascii_decide_the_encoding};

    return unit_run("csv_doubt", tests, ARRAY_LENGTH(tests));
}
