#include "reports/model.h"

#include "engine/base/pointer.h"
#include "engine/base/text.h"
#include "reports/exception_cursor.h"
#include "tests/unit/report_sample.h"

/* A sink that writes what it is told: "control{ref=9.2.6 ...}". */
static void note(struct buf *buf, const char *text)
{
    struct error err = {0};

    ck_assert(buf_append_text(buf, text, &err));
}

static void begin_row(void *owner, const struct model_node *node)
{
    note(owner, node->element);
    note(owner, "{");
}

static bool end_row(void *owner, const struct model_node *node, struct error *err)
{
    (void)node, (void)err;
    note(owner, "}");
    return true;
}

static void text(void *owner, const char *name, const char *value)
{
    note(owner, name);
    note(owner, "=");
    note(owner, value ? value : "-");
    note(owner, ";");
}

static void number_of(void *owner, const char *name, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%lld", (long long)value);
    text(owner, name, digits);
}

static void boolean(void *owner, const char *name, bool value)
{
    text(owner, name, value ? "true" : "false");
}

static void walk(struct store *store, const struct model_node *node,
        const struct model_value *values, enum model_use use, struct buf *buf)
{
    const struct model_sink sink = {.owner = buf,
            .use = use,
            .begin_row = begin_row,
            .end_row = end_row,
            .text = text,
            .number = number_of,
            .boolean = boolean};
    struct error err = {0};

    ck_assert_msg(model_walk(store_db(store), node, values, &sink, &err), "%s",
            err.message);
}

START_TEST(every_query_of_the_tree_can_be_asked)
{
    static const struct model_node *const nodes[] = {&model_report, &model_frame,
            &model_controls, &model_general, &model_findings, &model_bundles,
            &model_sources};
    struct store *store = create_sample("leavers.csv");

    add_result(store, 2);
    for (size_t i = 0; i < ARRAY_LENGTH(nodes); i++) {
        CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);

        walk(store, nodes[i], NULL, MODEL_PAGE, &buf);
    }
    store_close(store);
}
END_TEST

START_TEST(children_are_bound_to_the_row_they_stand_in)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);
    struct store *store = create_sample("leavers.csv");

    add_result(store, 2);
    walk(store, &model_controls, NULL, MODEL_DATA, &buf);
    ck_assert(
            text_starts_with(buf_text(&buf), "control{catalogue=ismap-2022;ref=9.2.6;"));
    ck_assert_has(buf_text(&buf), "result{instance=leaver-removal/9.2.6@1;");
    ck_assert_has(buf_text(&buf), "source{item=leavers;");
    ck_assert_has(buf_text(&buf), "member{bundle=access-1a2b3c4d;member=leavers.csv;");
    ck_assert_lacks(buf_text(&buf), "_result");
    store_close(store);
}
END_TEST

START_TEST(values_from_outside_bind_too)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);
    struct store *store = create_sample("leavers.csv");
    const struct model_value values[] = {{"result", add_result(store, 1), NULL},
            {"item", 0, "leavers"}, {NULL, 0, NULL}};

    walk(store, &model_members, values, MODEL_PAGE, &buf);
    ck_assert_str_eq(buf_text(&buf),
            "member{bundle=access-1a2b3c4d;member=leavers.csv;sha256=aa;}");
    store_close(store);
}
END_TEST

START_TEST(a_parameter_of_nothing_is_an_error)
{
    struct store *store = create_sample("leavers.csv");
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);
    const struct model_sink sink = {.owner = &buf,
            .begin_row = begin_row,
            .end_row = end_row};
    struct error err = {0};

    ck_assert(!model_walk(store_db(store), &model_members, NULL, &sink, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    ck_assert_has(err.message, ":result");
    store_close(store);
}
END_TEST

START_TEST(dispositions_add_up_to_the_controls)
{
    struct store *store = create_sample("leavers.csv");

    ck_assert_int_eq(number(store, "SELECT count(*) FROM report_control"), 1);
    add_result(store, 1);
    ck_assert_int_eq(number(store,
                             "SELECT count(*) FROM report_control WHERE disposition IN"
                             " ('performed', 'missing')"),
            1);
    store_close(store);
}
END_TEST

static void check_pointer(const char *member, int64_t record, const char *expected)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 16);
    struct error err = {0};

    ck_assert_msg(model_write_pointer(&buf, "access-1a2b3c4d", member, record, &err),
            "%s", err.message);
    ck_assert_str_eq(buf_text(&buf), expected);
    if (record) {
        struct pointer pointer;

        ck_assert_msg(pointer_parse(buf_text(&buf), &pointer, &err), "%s", err.message);
        ck_assert_str_eq(buf_text(&pointer.member), member);
        ck_assert_uint_eq(pointer.record, (uint64_t)record);
        pointer_clear(&pointer);
    }
}

START_TEST(pointers_show_nothing_that_disturbs_and_open)
{
    check_pointer("logs/auth.log", 12, "access-1a2b3c4d:logs/auth.log#12");
    check_pointer("人事/退職者 一覧.csv", 1, "access-1a2b3c4d:人事/退職者 一覧.csv#1");
    check_pointer("a#b%c:d!e+f", 7, "access-1a2b3c4d:a%23b%25c%3Ad!e%2Bf#7");
    check_pointer("x\xE2\x80\xAEgnp.csv", 7, "access-1a2b3c4d:x%E2%80%AEgnp.csv#7");
    check_pointer("line\nend\x1B", 7, "access-1a2b3c4d:line%0Aend%1B#7");
    check_pointer("\xC2\x85\xFF", 7, "access-1a2b3c4d:%C2%85%FF#7");
    check_pointer("logs/auth.log", 0, "access-1a2b3c4d:logs/auth.log");
}
END_TEST

START_TEST(the_cursor_gives_each_exception_its_values)
{
    struct store *store = create_sample("leavers.csv");
    int64_t result_id = add_result(store, 3);
    CLEANUP(exception_cursor_closep) struct exception_cursor *cursor = NULL;
    struct exception_row row;
    struct error err = {0};
    bool found;

    add_values(store);
    ck_assert(exception_cursor_open(store_db(store), result_id, "exception", &cursor,
            &err));
    ck_assert(exception_cursor_next(cursor, &row, &found, &err) && found);
    ck_assert_int_eq(row.number, 1);
    ck_assert_int_eq(row.check, 1);
    ck_assert_str_eq(row.pointer, "access-1a2b3c4d:leavers.csv#1");
    ck_assert_ptr_null(row.other);
    ck_assert_uint_eq(row.value_count, 4);
    ck_assert_str_eq(row.values[1].name, "left_on");
    ck_assert_str_eq(row.values[1].text, "5/32");
    ck_assert(!row.values[1].is_read);
    ck_assert(exception_cursor_next(cursor, &row, &found, &err) && found);
    ck_assert_ptr_null(row.values[1].text);
    ck_assert(exception_cursor_next(cursor, &row, &found, &err) && found);
    ck_assert_uint_eq(row.value_count, 0);
    ck_assert(exception_cursor_next(cursor, &row, &found, &err) && !found);
    exception_cursor_close(cursor);
    cursor = NULL;
    store_close(store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            every_query_of_the_tree_can_be_asked,
            children_are_bound_to_the_row_they_stand_in,
            values_from_outside_bind_too,
            a_parameter_of_nothing_is_an_error,
            dispositions_add_up_to_the_controls,
            pointers_show_nothing_that_disturbs_and_open,
            the_cursor_gives_each_exception_its_values,
    };

    return unit_run_in("model", tests, ARRAY_LENGTH(tests), make_scratch, remove_scratch);
}
