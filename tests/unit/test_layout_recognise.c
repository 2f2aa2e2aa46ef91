#include "evidence/binding/layout_recognise.h"

#include "engine/base/text.h"
#include "tests/unit/layout_check.h"

#define LINES_MAX 200u

static struct layout_check check;

static void begin(void)
{
    layout_check_begin(&check);
}

static void end(void)
{
    layout_check_end(&check);
}

static const char *recognise(const struct layout_view *view)
{
    struct layout_match match;

    ck_assert_msg(layout_recognise(check.layouts, LAYOUT_CHECK_COUNT, view, &match,
                          &check.err),
            "%s", check.err.message);
    return match.layout ? match.layout->id : "nothing";
}

START_TEST(every_header_must_be_there)
{
    const char *columns[] = {"user", "arn", "user_creation_time", "more", "mfa_active",
            "password_enabled"};
    struct layout_view view = {.kind = RECORD_CSV, .columns = columns, .column_count = 6};

    ck_assert_str_eq(recognise(&view), "aws-credential-report");
    view.column_count = 5;
    ck_assert_str_eq(recognise(&view), "nothing");
    view.column_count = 6;
    view.kind = RECORD_JSON;
    ck_assert_str_eq(recognise(&view), "nothing");
}
END_TEST

START_TEST(most_of_the_first_hundred_lines_must_match)
{
    static const char good[] = "Apr  1 09:00:01 host sshd[1]: x";
    struct slice lines[LINES_MAX];
    struct layout_view view = {.kind = RECORD_LINES,
            .lines = lines,
            .line_count = LINES_MAX};

    for (size_t i = 0; i < LINES_MAX; i++)
        lines[i] = i < 51 ? (struct slice){good, sizeof(good) - 1}
                          : (struct slice){"", 0};
    ck_assert_str_eq(recognise(&view), "syslog-auth");
    lines[0].size = 0;
    ck_assert_str_eq(recognise(&view), "nothing");
    view.line_count = 99;
    ck_assert_str_eq(recognise(&view), "syslog-auth");
    view.line_count = 0;
    ck_assert_str_eq(recognise(&view), "nothing");
}
END_TEST

START_TEST(a_line_too_long_for_a_pattern_is_one_that_does_not_match)
{
    CLEANUP(buf_clear) struct buf line = BUF_INIT((size_t)1 << 20);
    struct layout_view view = {.kind = RECORD_LINES, .line_count = 1};
    struct slice slice;
    char *room;

    ck_assert(buf_reserve(&line, 100000, &room, &check.err));
    memset(room, 'x', 100000);
    slice = (struct slice){room, 100000};
    view.lines = &slice;
    ck_assert_str_eq(recognise(&view), "nothing");
}
END_TEST

/* A log of a domain controller's logons alone names no subject. */
START_TEST(of_an_event_log_its_records_tell_the_channel)
{
    static const char security[] =
            "<Event><System><Provider Name='x'/><Channel>Security</Channel></System></Event>";
    static const char auditing[] =
            "<e:Provider Guid=\"g\" Name=\"Microsoft-Windows-Security-Auditing\"/>";
    static const char other[] =
            "<Event><System><Provider Name='x'/><Channel>System</Channel></System>Security</Event>";
    const char *columns[] = {"System/EventRecordID", "System/TimeCreated/@SystemTime",
            "System/EventID", "System/Channel"};
    struct slice lines[3] = {{security, sizeof(security) - 1},
            {auditing, sizeof(auditing) - 1}, {other, sizeof(other) - 1}};
    struct layout_view view = {.kind = RECORD_XML,
            .columns = columns,
            .column_count = 4,
            .lines = lines,
            .line_count = 3};

    ck_assert_str_eq(recognise(&view), "windows-security");
    lines[0] = lines[2];
    ck_assert_str_eq(recognise(&view), "nothing");
    view.lines = lines + 1;
    view.line_count = 1;
    ck_assert_str_eq(recognise(&view), "windows-security");
    view.column_count = 3;
    ck_assert_str_eq(recognise(&view), "nothing");
}
END_TEST

/* The more a layout asks for, the surer it is; then the first. */
START_TEST(of_several_the_one_that_asks_for_most)
{
    const char *one[] = {"a", NULL}, *two[] = {"a", "b", NULL};
    const char *columns[] = {"b", "a"};
    struct layout layouts[] = {
            {.id = "one", .format = {.kind = RECORD_CSV}, .recognise_header = one},
            {.id = "two", .format = {.kind = RECORD_CSV}, .recognise_header = two},
            {.id = "again", .format = {.kind = RECORD_CSV}, .recognise_header = two},
    };
    struct layout_view view = {.kind = RECORD_CSV, .columns = columns, .column_count = 2};
    struct layout_match match;

    ck_assert(layout_recognise(layouts, 3, &view, &match, &check.err));
    ck_assert_str_eq(match.layout->id, "two");
    ck_assert_str_eq(match.other->id, "again");
    ck_assert_uint_eq(match.other_marks, 2);
    view.columns = columns + 1;
    view.column_count = 1;
    ck_assert(layout_recognise(layouts, 3, &view, &match, &check.err));
    ck_assert_str_eq(match.layout->id, "one");
    ck_assert_ptr_null(match.other);
}
END_TEST

static const char *why(const struct layout_match *match, struct buf *buf)
{
    buf_reset(buf);
    ck_assert(layout_recognise_write(match, buf, &check.err));
    return buf_text(buf);
}

START_TEST(it_is_said_why)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(4096);
    const char *marks[] = {"a", "b c", NULL}, *keys[] = {"v", NULL},
               *patterns[] = {"^x", NULL};
    const struct layout one = {.id = "one",
            .recognise_header = marks,
            .recognise_document = keys};
    const struct layout two = {.id = "two", .recognise_patterns = patterns};
    const struct layout both = {.id = "both",
            .recognise_header = marks,
            .recognise_patterns = patterns};
    struct layout_match match = {.layout = &one, .marks = 3};

    text_set_language(TEXT_EN);
    ck_assert_str_eq(why(&match, &buf), "recognised as one: it has v, a, b c");
    match.layout = &both;
    ck_assert_str_eq(why(&match, &buf),
            "recognised as both: it has a, b c, and most of its first records are built as that source's");
    match.layout = &one;
    match.other = &two;
    match.other_marks = 1;
    ck_assert_str_eq(why(&match, &buf),
            "recognised as one: it has v, a, b c; two fits, too, but says less of it (marks: 1 against 3)");
    match = (struct layout_match){&two, 1, &one, 1};
    ck_assert_str_eq(why(&match, &buf),
            "recognised as two: most of its first lines are built as that source's; one fits as well, and comes later in the list of layouts: name the one that is right in the binding");
    text_set_language(TEXT_JA);
    ck_assert_str_eq(why(&match, &buf),
            "two と判別: 先頭行の過半数がその形式に一致。one も同じだけ当てはまる（一覧で先にある方を採用）。正しい方を対応付けで指定してください");
    text_set_language(TEXT_EN);
    match = (struct layout_match){NULL, 0, NULL, 0};
    ck_assert_str_eq(why(&match, &buf), "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            every_header_must_be_there,
            most_of_the_first_hundred_lines_must_match,
            a_line_too_long_for_a_pattern_is_one_that_does_not_match,
            of_an_event_log_its_records_tell_the_channel,
            of_several_the_one_that_asks_for_most,
            it_is_said_why,
    };

    return unit_run_in("layout_recognise", tests, ARRAY_LENGTH(tests), begin, end);
}
