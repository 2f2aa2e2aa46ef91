#include <fcntl.h>
#include <stdlib.h>

#include "tests/unit/record_check.h"

struct detected {
    struct arena arena;
    struct record_format format;
    const char *kind_text;
};

/* A member of that name and these bytes, as the receipt would say: "kind text, encoding,
 * records or delimiter". */
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

/* A tar's first header, with this mark in it. */
static void check_tar(const char *mark, const char *expected)
{
    char header[512] = "in/a.txt";

    memcpy(header + 257, mark, strlen(mark) + 1);
    check_size("a", header, sizeof(header), expected);
}

/* A text that has a tar's mark at its place is a text. */
static void check_no_tar(void)
{
    char text[512];

    memset(text, 'x', sizeof(text));
    memcpy(text + 257, "ustar  ", 7);
    check_size("a", text, sizeof(text), "text lines, utf-8");
}

START_TEST(json_is_known_by_its_content)
{
    check_text("a.log", "{\"a\":1}\n{\"a\":2}\n", "json lines, utf-8, ");
    check_text("a.txt", "{\"a\":1}\nbad\n{\"a\":2}\n", "json lines, utf-8, ");
    check_text("a", "{\"a\":1}\n", "json, utf-8, ");
    check_text("a", "{\n\"a\":1}\n", "json, utf-8, ");
    check_text("a", "[{\"a\":1}]", "json [*], utf-8, [*]");
    check_text("a", " [\n1,2]", "json [*], utf-8, [*]");
    check_text("a", "{\"Records\":[{\"a\":1}]}", "json Records[*], utf-8, Records[*]");
    check_text("a", "{\"n\":1,\"x.y\":[{}]}", "json [\"x.y\"][*], utf-8, [\"x.y\"][*]");
    check_text("a", "{\"a\":[{}],\"b\":[{}]}", "json, utf-8, ");
    check_text("a", "{\"a\":[1]}", "json, utf-8, ");
    check_text("a", "{\"a\":[]}", "json a[*], utf-8, a[*]");
    check_text("a", "{\"a\":[{}],\"b\":[]}", "json a[*], utf-8, a[*]");
    check_text("a", "{\"b\":[],\"a\":[{}]}", "json a[*], utf-8, a[*]");
    check_text("a", "{}{}", "json, utf-8, ");
    check_text("a", "\xEF\xBB\xBF[]", "json [*], utf-8, [*]");
}
END_TEST

START_TEST(damaged_json_is_json)
{
    check_text("a",
            "{\"Records\":[{\"a\":1},{\"a\":", "json Records[*], utf-8, Records[*]");
    check_text("a.json", "{\"Records\":[{\"a\":1}],}",
            "json Records[*], utf-8, Records[*]");
    check_text("a.json", "{'a':1}", "json, utf-8, ");
    check_text("a.txt", "{'a':1}", "text lines, utf-8");
}
END_TEST

START_TEST(csv_is_known_by_its_content)
{
    check_text("a.txt", "user,arn\na,1\nb,2\n", "csv, utf-8, ,");
    check_text("a", "user;arn\na,1;1\nb;2\n", "csv, utf-8, ;");
    check_text("a", "user\tarn\na\t1\nb\t2\n", "csv, utf-8, \t");
    check_text("a", "# by: x\nuser,arn\na,1\nb,2\n", "csv, header at line 2, utf-8, ,");
    check_text("a",
            "\x8E\xD0\x88\xF5\x94\xD4\x8D\x86,\x8E\x81\x96\xBC\n1,\x90\x56\x96\xD8\n2,\x90\x56\x96\xD8\n",
            "csv, cp932, ,");
    check_text("a", ",user,arn\n0,a,1\n1,b,2\n", "csv, utf-8, ,");
    check_size("a",
            "\xFF\xFE"
            "a\0,\0b\0\n\0"
            "x\0,\0"
            "1\0\n\0"
            "x\0,\0"
            "1\0\n\0",
            26, "csv, utf-16le, ,");
}
END_TEST

START_TEST(a_first_line_that_is_a_record_is_no_header)
{
    check_text("a.csv", "1001,tanaka,2025-04-01,admin\n1002,sato,2025-04-02,user\n",
            "csv, no header, utf-8, ,");
    check_text("a.csv", "1001\n1002\n", "csv, no header, utf-8, ,");
    check_text("a.csv", "tanaka,2025-04-01,2025-04-30\nsato,2025-05-01,2025-05-31\n",
            "csv, no header, utf-8, ,");
    check_text("a.csv", "sep=;\n1001;tanaka\n1002;sato\n", "csv, no header, utf-8, ;");
    /* pivots, and names above numbers */
    check_text("a.csv", "氏名,2024,2025\ntanaka,10,20\nsato,1,2\n", "csv, utf-8, ,");
    check_text("a.csv", "氏名,1,2,3\ntanaka,0,8,8\nsato,8,8,0\n", "csv, utf-8, ,");
    check_text("a.csv", "氏名,2025-04-01,2025-04-02\ntanaka,出,休\n", "csv, utf-8, ,");
    check_text("a.csv", "id,2024\n1,5\n2,6\n", "csv, utf-8, ,");
    check_text("a.csv", "氏名,2024\ntanaka,出\nsato,休\n", "csv, utf-8, ,");
}
END_TEST

START_TEST(titles_as_spreadsheets_save_them_are_no_header)
{
    check_text("a.csv", "アカウント一覧,,\n出力日,2025-04-01,\nid,name,at\n1,a,x\n",
            "csv, header at line 3, utf-8, ,");
    check_text("a.tsv", "一覧\t\t\n\nid\tname\tat\n1\ta\tx\n",
            "csv, header at line 3, utf-8, \t");
    check_text("a.csv", "アカウント一覧 2025年4月\nid,name,at\n1,a,x\n",
            "csv, header at line 2, utf-8, ,");
    check_text("a.csv", "sep=;\nid;name,x\n1;a,b\n", "csv, header at line 2, utf-8, ;");
    check_text("a", "sep=;\r\nid;name\r\n1;a\r\n2;b\r\n",
            "csv, header at line 2, utf-8, ;");
    check_text("a.csv", "name,role,\nsato,admin,x\n", "csv, utf-8, ,");
    check_text("a.csv", "client,acme\nid,name,dept\n1,a,x\n2,b,y\n",
            "csv, header at line 2, utf-8, ,");
    check_text("a.csv", "client,acme\n\"id\",\"name\",\"dept\"\na,b,c\nd,e,f\n",
            "csv, header at line 2, utf-8, ,");
    check_text("a.csv", "user,role\nname,admin,x\n1,read,y\n2,list,z\n", "csv, utf-8, ,");
    check_text("a.csv", "sato,read\nito,write,x\n1,2,3\n", "csv, utf-8, ,");
}
END_TEST

START_TEST(text_with_a_few_nul_bytes_is_text)
{
    check_size("a.csv", "id,name\n1,a\0b\n2,c\n", 18, "csv, utf-8, ,");
    check_size("a.csv", "id,\0\0\0\0\0\0\0\0\0", 12, "binary");
    check_size("a.csv", "id,name\n1,a\0b\n\1,c\n", 18, "binary");
    check_size("a.log", "one\ntwo \0\1\nthree lines, four, five\n", 35,
            "text lines, utf-8");
    check_size("a.log", "one\ntwo \0\1\nthree lines, fo\n", 27, "binary");
    check_size("a.csv", "id,name\n1,\x8D\xB2\x93\xA1\0b\n2,c\n", 21, "csv, cp932, ,");
}
END_TEST

START_TEST(what_only_looks_like_csv_is_lines)
{
    check_text("a", "user,arn\na,1\nb\n", "text lines, utf-8");
    check_text("a", "user,arn\n", "text lines, utf-8");
    check_text("a", "Hello, world\nFoo, bar\nBaz, qux\n", "text lines, utf-8");
    check_text("a.log",
            "2016-09-28 04:30:30, Info\n2016-09-28 04:30:31, Info\n2016-09-28 04:30:32, Info\n",
            "text lines, utf-8");
    check_text("a",
            "2016-09-28T04:30Z,INFO,a\n2016-09-28T04:31Z,INFO,b\n2016-09-28T04:31Z,INFO,c\n",
            "text lines, utf-8");
    check_text("a", "1,2\n3,4\n5,6\n", "text lines, utf-8");
    check_text("a", "<34>Oct 11 22:14:15 su: a\n", "text lines, utf-8");
    check_text("a", "[Sun Dec 04 04:47:44 2005] [notice] ok\n", "text lines, utf-8");
    check_text("a", "<info> </info\n", "xml info, utf-8, info");
}
END_TEST

START_TEST(lines_with_keys_are_known_by_their_content)
{
    check_text("a.log",
            "type=A msg=audit(1551485405.594:7): op=start res=1\ntype=B a=1 b=2\n",
            "key=value lines, utf-8");
    check_text("a",
            "<1>Aug  4 04:58:58 fw date=2020-01-01 time=10:00:00 devname=\"f\" srcip=1.1.1.1 "
            "dstip=2.2.2.2\n",
            "key=value lines, utf-8");
    check_text("ausearch.txt",
            "----\ntime->Tue Apr  1 09:00:00 2025\ntype=A msg=audit(1743465600.594:7): op=x res=1\n",
            "key=value lines, utf-8");
    check_text("a", "date=2020-01-01,time=1,a=b\ndate=2020-01-01,time=2,a=c\n",
            "key=value lines, utf-8");
    check_text("a", "#Fields: a b\n1 2\n", "w3c log, utf-8");
    check_text("a", "#Software: x\n\n#Version: 1\n#fields\ta\tb\n", "w3c log, utf-8");
    check_text("a", "\nStart-Date: 1\nInstall: x\n y\n\nStart-Date: 2\nRemove: z\n",
            "paragraphs, utf-8");
}
END_TEST

START_TEST(what_only_looks_like_keys_is_lines)
{
    /* settings, a log with some pairs, prose, stamps */
    check_text("a", "user=root\npath=/bin\n", "text lines, utf-8");
    check_text("a",
            "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; "
            "logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=218.188.2.4 user=root\n",
            "text lines, utf-8");
    check_text("a", "# x\n#Fieldsets: a b\n1 2\n", "text lines, utf-8");
    check_text("a", "x\n#Fields: a b\n1 2\n", "text lines, utf-8");
    check_text("a", "Note: this\nis prose\n\nNote: more\n", "text lines, utf-8");
    check_text("a", "Name: a\nHost: b\n", "text lines, utf-8");
    check_text("a", "10:00 x: y\n10:00 z: y\n\n10:00 x: y\n10:00 z: y\n",
            "text lines, utf-8");
    check_text("a.csv", "a=1 b=2 c=3\na=1 b=2 c=3\n", "csv, no header, utf-8, ,");
}
END_TEST

/* The name lowers what is asked for; it never makes CSV of JSON or of a workbook. */
START_TEST(a_name_may_only_help)
{
    check_text("one", "id,n\n1,a\n", "csv, utf-8, ,");
    check_text("one.csv", "id,n\n1,a\n", "csv, utf-8, ,");
    check_text("one", "foo,bar\n1,a\n", "text lines, utf-8");
    check_text("a.csv", "user,arn\na,1\nb\n", "csv, utf-8, ,");
    check_text("a.CSV", "user\n", "csv, utf-8, ,");
    check_text("a.csv", "{\"a\":1}\n{\"a\":2}\n", "json lines, utf-8, ");
    check_text("a.csv", "%PDF-1.7\n", "pdf");
    check_text("a.json", "a,b\n1,2\n1,2\n", "csv, utf-8, ,");
    check_text("a.xml", "plain text\n", "text lines, utf-8");
}
END_TEST

START_TEST(what_is_kept_and_not_read_has_a_name)
{
    check_text("a", "<?xml version=\"1.0\"?>\n<a/>\n", "xml a, utf-8, a");
    check_text("a", "\xEF\xBB\xBF<a>\n</a>\n", "xml a, utf-8, a");
    check_text("a", "<!DOCTYPE html>\n<html>", "html");
    check_text("a", "\x89PNG\r\n\x1A\n", "png");
    check_text("a", "\x1F\x8B\x08xx", "gzip");
    check_tar("ustar", "tar");
    check_tar("ustar  ", "tar");
    check_no_tar();
    check_text("a", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "ole");
    check_text("a", "PK\003\004 [Content_Types].xml xl/workbook.xml", "zip");
    check_text("a", "PK\003\004 files.txt", "zip");
    check_size("a", "ElfFile\0\0\0", 10, "evtx");
    check_size("a", "BZh91AY&SY\x01", 11, "bzip2");
    check_size("a", "BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0", 14, "bzip2");
    check_text("a", "BZh is a name\nBZh91AY is, too\n", "text lines, utf-8");
    check_text("a", "BZh91AY&SX\n", "text lines, utf-8");
    check_size("a",
            "\x7F"
            "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0",
            20, "binary");
    check_text("a", "", "empty, auto");
    check_size("d/.DS_Store", "\0\0\0\1Bud1\0\0", 10, "macOS by-product");
}
END_TEST

/* One line of detect_expected.csv: bundle, member, kind, encoding, records; no field of
 * it has a quote. */
static void split_line(char *line, char *fields[5])
{
    for (int i = 0; i < 5; i++)
        fields[i] = strsep(&line, ",");
    ck_assert_ptr_nonnull(fields[4]);
}

static uint64_t count_records(const struct archive *archive, uint32_t member,
        const struct record_format *format)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    struct error err = {0};
    uint64_t total = 0;
    size_t count;

    if (format->kind == RECORD_UNREAD)
        return 0;
    ck_assert_msg(record_open(archive, member, format, NULL, 0, &reader, &err), "%s",
            err.message);
    while (record_read(reader, &records, &count, &err) && count) {
        total += count;
        for (size_t i = 0; i < count; i++)
            ck_assert_ptr_null(records[i].problem);
    }
    ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
    return total;
}

static void check_member(const struct archive *archive, char *fields[5])
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct record_format format;
    const char *kind_text;
    struct error err = {0};
    uint32_t member;

    ck_assert_msg(archive_find(archive, fields[1], &member), "%s", fields[1]);
    ck_assert(record_detect(archive, member, &arena, &format, &kind_text, &err));
    ck_assert_msg(strcspn(kind_text, ";") == strlen(fields[2]) &&
                    strncmp(kind_text, fields[2], strlen(fields[2])) == 0,
            "%s: %s", fields[1], kind_text); /* what is left aside stands behind */
    if (format.kind != RECORD_UNREAD)
        ck_assert_str_eq(encoding_name(format.encoding), fields[3]);
    ck_assert_uint_eq(count_records(archive, member, &format),
            strtoull(fields[4], NULL, 10));
}

/* Every member of the three shared bundles; kinds and counts were checked with other
 * tools. */
START_TEST(members_of_the_shared_bundles_are_known)
{
    CLEANUP(buf_clear) struct buf expected = BUF_INIT(1 << 20);
    const char *source = getenv("CHOSHO_SOURCE"), *data = getenv("CHOSHO_TEST_DATA");
    char path[4096], open_bundle[64] = "", *rest, *line, *fields[5];
    struct archive archive;
    struct error err = {0};
    unsigned members = 0;
    FILE *file;
    int fd = -1;

    snprintf(path, sizeof(path), "%s/tests/unit/detect_expected.csv",
            source ? source : ".");
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    for (int byte; (byte = fgetc(file)) != EOF;)
        ck_assert(buf_append(&expected, &(char){(char)byte}, 1, &err));
    fclose(file);
    rest = strchr(expected.data, '\n') + 1;
    while ((line = strsep(&rest, "\n")) && *line) {
        split_line(line, fields);
        if (strcmp(fields[0], open_bundle) != 0) {
            if (fd >= 0) {
                archive_close(&archive);
                close(fd);
            }
            snprintf(open_bundle, sizeof(open_bundle), "%s", fields[0]);
            snprintf(path, sizeof(path), "%s/bundles/%s", data ? data : "../shared/data",
                    fields[0]);
            fd = open(path, O_RDONLY | O_CLOEXEC);
            if (fd < 0) {
                printf("skipped: no %s\n", path);
                return;
            }
            ck_assert_msg(archive_open(fd, "b-1", 0, &archive, &err), "%s", err.message);
        }
        check_member(&archive, fields);
        members++;
    }
    ck_assert_uint_eq(members, 120);
    archive_close(&archive);
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {json_is_known_by_its_content, damaged_json_is_json,
            csv_is_known_by_its_content, text_with_a_few_nul_bytes_is_text,
            a_first_line_that_is_a_record_is_no_header,
            titles_as_spreadsheets_save_them_are_no_header,
            what_only_looks_like_csv_is_lines, lines_with_keys_are_known_by_their_content,
            what_only_looks_like_keys_is_lines, a_name_may_only_help,

            what_is_kept_and_not_read_has_a_name,
            members_of_the_shared_bundles_are_known};

    return unit_run("record_detect", tests, ARRAY_LENGTH(tests));
}
