#include "evidence/format/by_product.h"

#include <string.h>

#include "tests/unit/unit.h"

static const char *find(const char *name, const char *bytes, size_t size)
{
    const char *found = by_product_find(name, (const uint8_t *)bytes, size, true);

    return found ? found : "";
}

/* As a Finder and Excel 365 write them. */
START_TEST(what_programs_leave_behind_is_known_by_name_and_content)
{
    char lock[165] = "\5admin";

    memset(lock + 6, ' ', 49);
    ck_assert_str_eq(find("d/.DS_Store", "\0\0\0\1Bud1\0\0", 10), "macOS by-product");
    ck_assert_str_eq(find("o.zip!__MACOSX/d/._a.csv", "\0\5\26\7\0\2\0\0", 8),
            "macOS by-product");
    ck_assert_str_eq(find("d/~$台帳.xlsx", lock, sizeof(lock)), "Office by-product");
    ck_assert_str_eq(find("~$a.docx", lock, 162), "Office by-product");
}
END_TEST

START_TEST(one_of_the_two_alone_is_none)
{
    char lock[166] = "\5admin";

    ck_assert_str_eq(find("a.csv", "\0\5\26\7\0\2\0\0", 8), "");
    ck_assert_str_eq(find("._a.csv/b.csv", "\0\5\26\7\0\2\0\0", 8), "");
    ck_assert_str_eq(find("._a.csv", "id,v\n1,a\n2,b\n", 13), "");
    ck_assert_str_eq(find(".DS_Store", "id,v\n", 5), "");
    ck_assert_str_eq(find(".DS_Store", "", 0), "");
    ck_assert_str_eq(find("a~$.xlsx", lock, 165), "");
    ck_assert_str_eq(find("~$a.csv", lock, 165), "");
    ck_assert_str_eq(find("~$a.xlsx", lock, 166), "");
    ck_assert_str_eq(find("~$a.xlsx", "PK\003\004", 4), "");
    ck_assert_ptr_null(by_product_find("~$a.xlsx", (const uint8_t *)lock, 165, false));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_programs_leave_behind_is_known_by_name_and_content,
            one_of_the_two_alone_is_none};

    return unit_run("by_product", tests, ARRAY_LENGTH(tests));
}
