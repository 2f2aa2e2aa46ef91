#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format pairs = {.kind = RECORD_PAIRS,
        .encoding = ENCODING_UTF8};

START_TEST(keys_are_fields)
{
    record_check("a=1 b=\"x y\" c= d='p q' e\n\n  \na=2\n", &pairs, "a|b|c|d|e|_rest",
            "1 1 0+24 1|x y||p q|(none)|e\n2 4 29+3 2|(none)|(none)|(none)|(none)|(none)\n",
            NULL);
    record_check_columns("a=1 b=\"x y\" e\nc=2 a=3\n", &pairs, "a|b|_rest|c");
    record_check("", &pairs, "a", "", NULL);
}
END_TEST

/* ausearch -i and Python's shlex on the same lines say the same. */
START_TEST(a_line_of_auditd_has_its_nested_pairs_and_its_time)
{
    static const char text[] =
            "type=USER_AUTH msg=audit(1551485408.371:22): pid=15745 subj==unconfined "
            "msg='op=PAM:authentication acct=\"it's me\" exe=\"/usr/sbin/sshd\" "
            "hostname=? addr=36.156.24.99 res=failed'\035UID=\"root\"\n";

    record_check(text, &pairs,
            "type|_time|_serial|msg|pid|subj|acct|exe|addr|res|UID|_prefix",
            "1 1 0+186 USER_AUTH|2019-03-02T00:10:08.371Z|22|audit(1551485408.371:22)|"
            "15745|=unconfined|it's me|/usr/sbin/sshd|36.156.24.99|failed|root|(none)\n",
            NULL);
    record_check(text, &pairs, "msg#2|msg#1|op",
            "1 1 0+186 op=PAM:authentication acct=\"it's me\" exe=\"/usr/sbin/sshd\" "
            "hostname=? addr=36.156.24.99 res=failed|audit(1551485408.371:22)|"
            "PAM:authentication\n",
            NULL);
    /* auditd escapes nothing: it would have written hex */
    record_check("msg=audit(1551485408.371:22): exe=\"C:\\\" a=1\n", &pairs, "exe|a",
            "1 1 0+43 C:\\|1\n", NULL);
}
END_TEST

START_TEST(what_ausearch_puts_between_events_is_no_record)
{
    record_check("----\ntime->Tue Apr  1 09:00:00 2025\na=1 b=2\nc=3\r\n----\r\n"
                 "time->Tue Apr  1 09:00:01 2025\r\na=2\n",
            &pairs, "a|c", "1 3 36+7 1|(none)\n2 4 44+3 (none)|3\n3 7 87+3 2|(none)\n",
            NULL);
    record_check("-----\ntime->x a=1\ntime->\n---\n", &pairs, "a",
            "1 1 0+5 !no-match\n2 2 6+11 1\n3 3 18+6 !no-match\n4 4 25+3 !no-match\n",
            NULL);
}
END_TEST

START_TEST(firewalls_put_a_syslog_prefix_before_their_pairs)
{
    record_check("<134>Aug  4 04:58:58 fw-1 kernel: date=2020-01-01 devname=\"F\\\"W\" "
                 "srcip=1.2.3.4, msg=\"a \\\\ \\d\"; n=1\n",
            &pairs, "_prefix|_time|_host|date|devname|srcip|msg|n",
            "1 1 0+98 <134>Aug  4 04:58:58 fw-1 kernel:|Aug  4 04:58:58|fw-1|2020-01-01|"
            "F\"W|1.2.3.4|a \\ \\d|1\n",
            NULL);
    record_check("<34>1 2019-05-15T16:25:50Z HOST CheckPoint 19710 - [action:\"Drop\"; "
                 "flags:\"4\"; ]\n",
            &pairs, "_time|_host|action|flags|_rest",
            "1 1 0+79 2019-05-15T16:25:50Z|HOST|Drop|4|]\n", NULL);
    record_check("2019-05-15 16:25:50,123 fw a=1\n", &pairs, "_time|_host",
            "1 1 0+30 2019-05-15 16:25:50,123|fw\n", NULL);
    record_check_columns("Aug  4 04:58:58 fw-1 a=1 b=2 c\n", &pairs,
            "a|b|_time|_host|_prefix|_rest");
}
END_TEST

START_TEST(a_key_may_stand_twice)
{
    record_check("a=1 b=2 a=3 a=4\n", &pairs, "a|a#1|a#2|a#3|a#4",
            "1 1 0+15 1|1|3|4|(none)\n", NULL);
    record_check_columns("a=1 b=2 a=3 a=4\n", &pairs, "a|b|a#2|a#3");
}
END_TEST

START_TEST(commas_divide_where_most_pairs_are_divided_so)
{
    record_check("date=2020-01-01,time=10:00:00,msg=two words ,dn=\"CN=a,OU=b\",x=\n",
            &pairs, "date|time|msg|dn|x|OU",
            "1 1 0+62 2020-01-01|10:00:00|two words|CN=a,OU=b||(none)\n", NULL);
    record_check("a=CN=x,OU=y b=1 c=2\n", &pairs, "a|b", "1 1 0+19 CN=x,OU=y|1\n", NULL);
    record_check("a=1|b=2|c=3 x|d=4\n", &pairs, "b|c|d", "1 1 0+17 2|3 x|4\n", NULL);
}
END_TEST

START_TEST(a_priority_is_no_part_of_a_key_and_a_zone_no_host)
{
    record_check(
            "<189>date=2025-04-01 time=09:00:00 action=\"deny\"\n<1890>a=1\n<>date=2\n",
            &pairs, "_priority|date|time|action|_prefix",
            "1 1 0+48 189|2025-04-01|09:00:00|deny|(none)\n"
            "2 2 49+9 !no-match\n3 3 59+8 !no-match\n",
            NULL);
    record_check_columns("<189>date=2025-04-01 time=09:00:00 action=\"deny\"\n", &pairs,
            "date|time|action|_priority");
    record_check("<4>Apr  1 09:00:00 JST fw x=1\nApr  1 09:00:00 EST fw x=2\n"
                 "Apr  1 09:00:00 JST kernel: x=3\n",
            &pairs, "_priority|_time|_host|x",
            "1 1 0+29 4|Apr  1 09:00:00 JST|fw|1\n"
            "2 2 30+26 (none)|Apr  1 09:00:00 EST|fw|2\n"
            "3 3 57+31 (none)|Apr  1 09:00:00|JST|3\n",
            NULL);
}
END_TEST

START_TEST(text_in_no_pair_is_kept)
{
    record_check("x y a=1 some  text b=2 http://h/?q=1 end\n", &pairs,
            "_prefix|a|b|_rest|q|_text",
            "1 1 0+40 x y|1|2|some  text http://h/?q=1 end|(none)|"
            "x y a=1 some  text b=2 http://h/?q=1 end\n",
            NULL);
}
END_TEST

START_TEST(what_cannot_be_taken_apart_is_unreadable)
{
    record_check("free text\na=\"open\na='open b=1\n", &pairs, "a|b",
            "1 1 0+9 !no-match\n2 2 10+7 !bad-quote\n3 3 18+11 'open|1\n", NULL);
    record_check_size("a=1\0\nb=2\n", 9, &pairs, "a", "1 1 0+4 !nul\n2 2 5+3 (none)\n",
            NULL);
}
END_TEST

/* One more of each than is allowed. */
START_TEST(limits_are_problems_of_the_record)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    struct error err = {0};
    char dump[64];

    for (int i = 0; i < 1025; i++)
        ck_assert(buf_append_text(&text, "k=1 ", &err));
    snprintf(dump, sizeof(dump), "1 1 0+%zu !too-many-pairs\n", text.size);
    record_check(buf_text(&text), &pairs, "k", dump, NULL);
    buf_reset(&text);
    while (text.size <= LIMIT_LINE)
        ck_assert(buf_append_text(&text, "k=1 ", &err));
    snprintf(dump, sizeof(dump), "1 1 0+%zu !line-too-long\n", text.size);
    record_check(buf_text(&text), &pairs, "k", dump, NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {keys_are_fields,
            a_line_of_auditd_has_its_nested_pairs_and_its_time,
            what_ausearch_puts_between_events_is_no_record,
            firewalls_put_a_syslog_prefix_before_their_pairs, a_key_may_stand_twice,
            commas_divide_where_most_pairs_are_divided_so,
            a_priority_is_no_part_of_a_key_and_a_zone_no_host, text_in_no_pair_is_kept,
            what_cannot_be_taken_apart_is_unreadable, limits_are_problems_of_the_record};

    return unit_run("record_pairs", tests, ARRAY_LENGTH(tests));
}
