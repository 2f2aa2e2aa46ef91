#include "reports/render.h"

#include <string.h>

#include "tests/unit/unit.h"

static const struct render_parameter parameters[] = {{"languages", "en"},
        {"style", "'\"</x>"}, {NULL, NULL}};

static bool apply(struct render *render, const char *xml, struct buf *html,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(1 << 20);

    return buf_append_text(&bytes, xml, err) && render_apply(render, &bytes, html, err);
}

static struct render *open_report(void)
{
    struct render *render = NULL;
    struct error err = {0};

    ck_assert_msg(render_open("report.xsl", parameters, &render, &err), "%s",
            err.message);
    return render;
}

START_TEST(a_piece_is_transformed_alone)
{
    CLEANUP(buf_clear) struct buf html = BUF_INIT(1 << 20);
    struct render *render = open_report();
    struct error err = {0};

    ck_assert_msg(
            apply(render,
                    "<records kind=\"exception\" first=\"1\" total=\"1\"><heads/>"
                    "<record number=\"1\"><pointer>a:b&lt;i&gt;#1</pointer></record>"
                    "</records>",
                    &html, &err),
            "%s", err.message);
    ck_assert_ptr_nonnull(strstr(buf_text(&html), "a:b&lt;i&gt;#1"));
    ck_assert_ptr_nonnull(strstr(buf_text(&html), "Exceptions"));
    ck_assert_ptr_null(strstr(buf_text(&html), "<i>"));
    ck_assert_ptr_null(strstr(buf_text(&html), "<html"));
    render_close(render);
}
END_TEST

START_TEST(pieces_of_one_kind_come_out_alike)
{
    CLEANUP(buf_clear) struct buf first = BUF_INIT(1 << 20);
    CLEANUP(buf_clear) struct buf second = BUF_INIT(1 << 20);
    static const char xml[] =
            "<bundle><short_id>a</short_id><member_count>0</member_count>"
            "</bundle>";
    struct render *render = open_report();
    struct error err = {0};

    ck_assert(apply(render, xml, &first, &err));
    ck_assert(apply(render, xml, &second, &err));
    ck_assert_str_eq(buf_text(&first), buf_text(&second));
    render_close(render);
}
END_TEST

START_TEST(what_is_no_template_is_refused)
{
    struct render *render = NULL;
    struct error err = {0};

    ck_assert(!render_open("absent.xsl", parameters, &render, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    ck_assert_ptr_nonnull(strstr(err.message, "absent.xsl"));
    err = (struct error){0};
    ck_assert(!render_open("messages.xml", parameters, &render, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    err = (struct error){0};
    ck_assert(!render_open("../../engine/workpaper/schema.sql", NULL, &render, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    ck_assert_ptr_null(render);
}
END_TEST

START_TEST(a_document_that_is_none_is_an_error)
{
    static const char *const wrong[] = {"", "<a>", "<!DOCTYPE a><a/>", "<a>&nothing;</a>",
            "a"};
    struct render *render = open_report();

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        CLEANUP(buf_clear) struct buf html = BUF_INIT(1 << 20);
        struct error err = {0};

        ck_assert_msg(!apply(render, wrong[i], &html, &err), "%s", wrong[i]);
        ck_assert_int_ne(err.code, ERROR_NONE);
        ck_assert_uint_eq(html.size, 0);
    }
    render_close(render);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_piece_is_transformed_alone,
            pieces_of_one_kind_come_out_alike,
            what_is_no_template_is_refused,
            a_document_that_is_none_is_an_error,
    };

    return unit_run("render", tests, ARRAY_LENGTH(tests));
}
