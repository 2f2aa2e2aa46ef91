#include "evidence/zip/similar_name.h"

#include <string.h>

#include "tests/unit/unit.h"

static void check_fold(const char *name, const char *expected)
{
    CLEANUP(buf_clear) struct buf key = BUF_INIT(1000);
    struct error err = {0};

    ck_assert_msg(similar_name_fold(name, &key, &err), "%s", err.message);
    ck_assert_str_eq(buf_text(&key), expected);
}

START_TEST(names_fold_as_people_read_them)
{
    check_fold("", "");
    check_fold("Report.CSV", "report.csv");
    check_fold("ＡＢＣ１.csv", "abc1.csv");
    check_fold("ｶﾞｷﾞ.txt", "ガギ.txt");
    check_fold("か\u3099き\u3099/は\u309Aひ", "がぎ/ぱひ");
    check_fold("ハ\u309A\u3099", "パ\u3099");
    check_fold("あ、い。", "あ、い。"); /* other characters of the same row */
    check_fold("退職者一覧.csv", "退職者一覧.csv");
}
END_TEST

START_TEST(names_that_differ_stay_apart)
{
    CLEANUP(buf_clear) struct buf voiced = BUF_INIT(1000);
    CLEANUP(buf_clear) struct buf plain = BUF_INIT(1000);
    struct error err = {0};

    ck_assert(similar_name_fold("が", &voiced, &err));
    ck_assert(similar_name_fold("か", &plain, &err));
    ck_assert_str_ne(buf_text(&voiced), buf_text(&plain));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {names_fold_as_people_read_them,
            names_that_differ_stay_apart};

    return unit_run("similar_name", tests, ARRAY_LENGTH(tests));
}
