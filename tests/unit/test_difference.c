/* Two deliveries of a member, record by record. */
#include "evidence/table/difference.h"

#include <string.h>

#include "engine/base/spill.h"
#include "tests/unit/record_check.h"

static int fds[SPILL_POOL_SIZE];

static void set_up(void)
{
    struct error err = {0};

    ck_assert_msg(spill_open_pool(".", fds, &err), "%s", err.message);
    ck_assert(spill_use_pool(fds, SPILL_POOL_SIZE, &err));
}

static void tear_down(void)
{
    spill_close_pool(fds);
}

static bool note(void *owner, const struct difference_row *row, struct error *err)
{
    static const char signs[] = {[DIFFERENCE_GONE] = '-',
            [DIFFERENCE_CHANGED] = '~',
            [DIFFERENCE_ADDED] = '+'};

    return buf_printf(owner, err, "%c%d/%d [%s] %s\n", signs[row->kind],
            (int)row->numbers[0], (int)row->numbers[1], row->key, row->values);
}

/* The rows, and behind them "same changed gone added". */
/* A field "-name" is of the old side alone, "+name" of the new one. */
static void check(const char *old, const char *new, enum record_kind kind,
        const char *fields, size_t key_count, const char *expected)
{
    CLEANUP(buf_clear) struct buf found = BUF_INIT(1 << 20);
    struct record_check sides[2];
    struct difference_pair pair = {.key_count = key_count};
    struct difference_counts counts;
    const char *names[8];
    bool is_lacking[2][8] = {{false}};
    char copy[64], *rest = copy;
    struct error err = {0};

    strcpy(copy, fields);
    while (*fields && rest) {
        const char *name = strsep(&rest, "|");

        is_lacking[0][pair.field_count] = *name == '+';
        is_lacking[1][pair.field_count] = *name == '-';
        names[pair.field_count++] = name + (*name == '+' || *name == '-');
    }
    for (size_t i = 0; i < 2; i++)
        pair.is_lacking[i] = is_lacking[i];
    pair.fields = names;
    record_check_open(&sides[0], "old", old, strlen(old));
    record_check_open(&sides[1], "new", new, strlen(new));
    for (size_t i = 0; i < 2; i++)
        pair.sides[i] = (struct difference_side){.archive = &sides[i].archive,
                .format = {.kind = kind,
                        .encoding = ENCODING_UTF8,
                        .delimiter = kind == RECORD_CSV ? ',' : '\0',
                        .records = kind == RECORD_JSON ? "" : NULL}};
    ck_assert_msg(difference_find(&pair, note, &found, &counts, &err), "%s", err.message);
    ck_assert(buf_printf(&found, &err, "%d %d %d %d%s%s", (int)counts.same,
            (int)counts.changed, (int)counts.gone, (int)counts.added,
            counts.is_part[0] ? " old-part" : "", counts.is_part[1] ? " new-part" : ""));
    for (size_t i = 0; i < 2; i++) {
        if (counts.unreadable[i] + counts.blank[i] > 0)
            ck_assert(buf_printf(&found, &err, " %s %d unreadable %d blank",
                    i ? "new" : "old", (int)counts.unreadable[i], (int)counts.blank[i]));
    }
    if (counts.repeated[0] + counts.repeated[1] > 0)
        ck_assert(buf_printf(&found, &err, " %d/%d repeated", (int)counts.repeated[0],
                (int)counts.repeated[1]));
    ck_assert_msg(strcmp(buf_text(&found), expected) == 0, "got:\n%s\nnot:\n%s",
            buf_text(&found), expected);
    record_check_close(&sides[0]);
    record_check_close(&sides[1]);
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE);
}

/* A value that was there is gone with its column; an empty one is none. */
START_TEST(a_column_that_is_gone_changes_its_records)
{
    check("id,name,approved\n1,a,yes\n2,b,\n3,c,no\n", "id,name\n1,a\n2,b\n3,d\n",
            RECORD_CSV, "id|name|-approved", 1,
            "~1/1 [1] approved: yes → —\n"
            "~3/3 [3] name: c → d; approved: no → —\n"
            "1 2 0 0");
    check("id,name,approved_at\n1,a,d1\n2,b,\n", "name,id,new\na,1,\nb,2,x\n", RECORD_CSV,
            "id|name|-approved_at|+new", 1,
            "~1/1 [1] approved_at: d1 → —\n"
            "~2/2 [2] new: — → x\n"
            "0 2 0 0");
    check("a,b\n1,x\n2,\n", "a\n1\n2\n", RECORD_CSV, "a|-b", 0,
            "~1/1 [] b: x → —\n1 1 0 0");
    check("a\n1\n", "b\n1\n", RECORD_CSV, "-a|+b", 0, "-1/0 [] \n+0/1 [] \n0 0 1 1");
}
END_TEST

START_TEST(records_meet_by_their_key)
{
    check("id,at,by\n1,d1,x\n2,d2,x\n3,d3,x\n4,d4,x\n",
            "id,at,by\n4,d4,x\n3,d9,y\n1,d1,x\n5,d5,\n", RECORD_CSV, "id|at|by", 1,
            "-2/0 [2] \n"
            "~3/2 [3] at: d3 → d9; by: x → y\n"
            "+0/4 [5] \n"
            "2 1 1 1");
}
END_TEST

START_TEST(a_key_may_have_several_fields)
{
    check("a,b,c\n1,1,x\n1,2,x\n", "a,b,c\n1,2,y\n2,1,x\n", RECORD_CSV, "a|b|c", 2,
            "-1/0 [1 / 1] \n"
            "~2/1 [1 / 2] c: x → y\n"
            "+0/2 [2 / 1] \n"
            "0 1 1 1");
}
END_TEST

/* Those that are alike first, the others in their order. */
START_TEST(repeated_keys_lose_nothing)
{
    check("id,v\n1,a\n1,b\n1,c\n", "id,v\n1,c\n1,x\n1,b\n1,y\n", RECORD_CSV, "id|v", 1,
            "~1/2 [1] v: a → x\n"
            "+0/4 [1] \n"
            "2 1 0 1 3/4 repeated");
}
END_TEST

START_TEST(without_a_key_records_are_alike_or_not)
{
    check("id,v\n1,a\n1,a\n2,b\n", "id,v\n2,b\n1,a\n3,c\n", RECORD_CSV, "id|v", 0,
            "-2/0 [] \n"
            "+0/3 [] \n"
            "2 0 1 1");
    check("one\ntwo\nthree\n", "three\none\nfour\n", RECORD_LINES, "", 0,
            "-2/0 [] \n+0/3 [] \n2 0 1 1");
}
END_TEST

/* A record is more than its named fields. */
START_TEST(json_is_compared_whole)
{
    check("{\"id\":1,\"v\":\"a\"}\n{\"id\":2,\"w\":[1]}\n{\"id\":3}\n",
            "{\"id\":3}\n{\"id\":2,\"w\":[2]}\n{\"id\":1,\"v\":\"b\"}\n", RECORD_JSON,
            "id|v", 1, "~2/2 [2] w: [1] → [2]\n~1/3 [1] v: a → b\n1 2 0 0");
}
END_TEST

/* Blanks, the order of keys and escapes are nobody's change, with a key and without. */
START_TEST(json_exported_anew_is_alike)
{
    static const char old[] =
            "{\"id\":1,\"n\":\"あ/\",\"o\":{\"a\":[1,{\"x\":1,\"y\":2}],\"ab\":null}}\n"
            "{\"id\":2,\"at\":\"d1\",\"l\":[1,2]}\n";
    static const char new[] =
            "{ \"o\": {\"ab\": null, \"\\u0061\": [1, {\"y\": 2, \"x\": 1}]}, \"n\": \"\\u3042\\/\", \"id\": 1 }\n"
            "{\"l\": [1, 2], \"at\": \"d2\", \"id\": 2}\n";

    check(old, new, RECORD_JSON, "id|n", 1, "~2/2 [2] at: d1 → d2\n1 1 0 0");
    check(old, new, RECORD_JSON, "id|n", 0, "-2/0 [] \n+0/2 [] \n1 0 1 1");
    check("{\"id\":1,\"l\":[1,2]}\n", "{\"id\":1,\"l\":[2,1]}\n", RECORD_JSON, "id", 1,
            "~1/1 [1] l: [1,2] → [2,1]\n0 1 0 0");
}
END_TEST

/* What no column has: arrays, objects in them, values that came or went. */
START_TEST(json_says_what_changed_in_it)
{
    check("{\"id\":1,\"roles\":[\"admin\",\"dev\"],\"o\":{\"l\":[1]},\"n\":null,\"e\":\"\\u0041\"}\n",
            "{\"o\":{\"l\":[2]},\"id\":1,\"new\":{\"a b\":true},\"e\":\"A\",\"roles\":[\"dev\"]}\n",
            RECORD_JSON, "id", 1,
            "~1/1 [1] o.l: [1] → [2]; new.a b: — → true; roles: [\"admin\",\"dev\"] → [\"dev\"]\n"
            "0 1 0 0");
    check("{\"id\":1,\"v\":{\"w\":[1]},\"x\":{}}\n", "{\"id\":1,\"v\":{},\"x\":{}}\n",
            RECORD_JSON, "id", 1, "~1/1 [1] v.w: [1] → —\n0 1 0 0");
    /* five levels are opened, the sixth is shown as it is written */
    check("{\"id\":1,\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":1}}}}}}\n",
            "{\"id\":1,\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":2}}}}}}\n", RECORD_JSON,
            "id", 1, "~1/1 [1] a.b.c.d.e: {\"f\":1} → {\"f\":2}\n0 1 0 0");
    /* a number that became a string reads like it: the text itself is shown */
    check("{\"id\":1, \"a\":[]}\n{\"id\":2}\n", "{\"id\":1,\"a\":[]}\n{\"id\":\"2\"}\n",
            RECORD_JSON, "id", 1, "~2/2 [2] {\"id\":2} → {\"id\":\"2\"}\n1 1 0 0");
}
END_TEST

/* Of each line what its own #Fields names, wherever they stand and however divided. */
START_TEST(w3c_lines_are_compared_by_their_fields)
{
    check("#Fields: time c-ip x\n01 1.1 a\n02 1.2 b\n",
            "#Fields: time x c-ip\n01 a 1.1\n02 b 1.2\n", RECORD_W3C, "time|c-ip|x", 0,
            "2 0 0 0");
    check("#Fields: time c-ip x\n01 1.1 a\n02 1.2 b\n",
            "#Fields: time x c-ip\n01 a 1.1\n#Fields: x\ttime\tc-ip\nc\t02\t1.2\n",
            RECORD_W3C, "time|c-ip|x", 1, "~2/2 [02] x: b → c\n1 1 0 0");
    check("#Fields: time x\n01 a\n02 b\n", "#Fields: y time x\n- 01 a\nq 02 b\n",
            RECORD_W3C, "time|x|+y", 1, "~2/2 [02] y: — → q\n1 1 0 0");
}
END_TEST

START_TEST(other_texts_are_shown_where_they_differ)
{
    check("type=A id=1 list=\"a b\"\n", "type=A  id=1 list=\"a b\"\n", RECORD_PAIRS, "id",
            1, "~1/1 [1] type=A id=1 list=\"a b\" → type=A  id=1 list=\"a b\"\n0 1 0 0");
}
END_TEST

/* Records without a key meet what is wholly alike; ragged ones meet nothing. */
START_TEST(what_has_no_key_is_compared_whole)
{
    check("id,v\n1,a\n2,b\n", "id,v\n1,a\n2\n", RECORD_CSV, "id|v", 1,
            "-2/0 [2] \n1 0 1 0 new 1 unreadable 0 blank");
    check("id,v\n1,a\nragged\n,x\n", "id,v\n,x\nragged\nother\n1,a\n", RECORD_CSV, "id|v",
            1, "2 0 0 0 old 1 unreadable 1 blank new 2 unreadable 1 blank");
}
END_TEST

START_TEST(an_absent_value_is_not_an_empty_one)
{
    check("{\"id\":1,\"v\":\"\"}\n", "{\"id\":1}\n", RECORD_JSON, "id|v", 1,
            "~1/1 [1] v:  → —\n0 1 0 0");
}
END_TEST

START_TEST(damage_is_told_of_its_side)
{
    check("id,v\n1,a\n2,b\n", "id,v\n1,a\n2,\"b\n", RECORD_CSV, "id|v", 1,
            "-2/0 [2] \n1 0 1 0 new-part");
}
END_TEST

START_TEST(shown_values_are_short_and_visible)
{
    CLEANUP(buf_clear) struct buf old = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert(buf_printf(&old, &err, "id,v\n1,%0100d\n", 0));
    check(buf_text(&old), "id,v\n1,\x1b[2J\n", RECORD_CSV, "id|v", 1,
            "~1/1 [1] v: 000000000000000000000000000000000000000000000000000000000000… → "
            "\\x1B[2J\n0 1 0 0");
    /* blanks at the ends, 　 too, are seen */
    check("id,v,w\n1,佐藤,a b\n", "id,v,w\n1,佐藤 ,　a b\n", RECORD_CSV, "id|v|w", 1,
            "~1/1 [1] v: 佐藤 → \"佐藤 \"; w: a b → \"　a b\"\n0 1 0 0");
    check("id,v\n1,あいうえおかきくけこさしすせそたちつてと\n",
            "id,v\n1,あいうえおかきくけこさしすせそたちつてと \n", RECORD_CSV, "id|v", 1,
            "~1/1 [1] v: …せそたちつてと → …せそたちつてと \"\n0 1 0 0");
    /* long ones that begin alike, from where they part, never inside of a character */
    check("id,v\n1,あいうえおかきくけこさしすせそたちつてと-a\n",
            "id,v\n1,あいうえおかきくけこさしすせそたちつてと-b\n", RECORD_CSV, "id|v", 1,
            "~1/1 [1] v: …せそたちつてと-a → …せそたちつてと-b\n0 1 0 0");
    check("id,v\n1,あいうえおかきくけこさしすせそたちつてと\n",
            "id,v\n1,あいうえおかきくけこさしすせそたちつてと-長い\n", RECORD_CSV, "id|v",
            1, "~1/1 [1] v: …せそたちつてと → …せそたちつてと-長い\n0 1 0 0");
}
END_TEST

/* Compared with what a plain look-up says, over many keys in no order. */
START_TEST(many_records)
{
    CLEANUP(buf_clear) struct buf old = BUF_INIT(16 << 20);
    CLEANUP(buf_clear) struct buf new = BUF_INIT(16 << 20);
    struct error err = {0};
    enum { COUNT = 20011 }; /* a prime: the steps below visit every number */

    ck_assert(buf_append_text(&old, "id,v\n", &err));
    ck_assert(buf_append_text(&new, "id,v\n", &err));
    for (unsigned i = 0; i < COUNT; i++) {
        unsigned a = i * 7919 % COUNT, b = i * 104729 % COUNT;

        ck_assert(buf_printf(&old, &err, "k%u,%u\n", a, a));
        if (b != 5000)
            ck_assert(buf_printf(&new, &err, "k%u,%u\n", b, b == 7 ? 8 : b));
    }
    check(buf_text(&old), buf_text(&new), RECORD_CSV, "id|v", 1,
            "-12174/0 [k5000] \n"
            "~7218/9937 [k7] v: 7 → 8\n"
            "20009 1 1 0");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_column_that_is_gone_changes_its_records,
            records_meet_by_their_key, a_key_may_have_several_fields,
            repeated_keys_lose_nothing, without_a_key_records_are_alike_or_not,
            json_is_compared_whole, json_exported_anew_is_alike,
            json_says_what_changed_in_it, w3c_lines_are_compared_by_their_fields,
            other_texts_are_shown_where_they_differ, what_has_no_key_is_compared_whole,
            an_absent_value_is_not_an_empty_one, damage_is_told_of_its_side,
            shown_values_are_short_and_visible, many_records};

    return unit_run_in("difference", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
