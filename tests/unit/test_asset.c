#include "engine/base/asset.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

/* What the files say is tested by the folders that own them; here, that they came along
 * whole. */

static char *read_source(const char *path, size_t *ret_size)
{
    char name[4096];
    FILE *file;
    char *bytes;
    long size;

    snprintf(name, sizeof(name), "%s/%s", getenv("CHOSHO_SOURCE"), path);
    file = fopen(name, "rb");
    ck_assert_msg(file, "%s", name);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = malloc((size_t)size + 1);
    ck_assert_uint_eq(fread(bytes, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    *ret_size = (size_t)size;
    return bytes;
}

START_TEST(every_file_is_carried_byte_for_byte)
{
    ck_assert_uint_gt(asset_count(), 0);
    for (size_t i = 0; i < asset_count(); i++) {
        size_t size;
        char *bytes = read_source(asset_path(i), &size);
        struct slice slice = {NULL, 0};

        ck_assert_msg(asset_find(asset_path(i), &slice), "%s", asset_path(i));
        ck_assert_uint_eq(slice.size, size);
        ck_assert_int_eq(memcmp(slice.text, bytes, size), 0);
        ck_assert_int_eq(slice.text[size], '\0');
        free(bytes);
    }
}
END_TEST

START_TEST(paths_are_sorted_and_end)
{
    for (size_t i = 1; i < asset_count(); i++)
        ck_assert_int_lt(strcmp(asset_path(i - 1), asset_path(i)), 0);
    ck_assert_ptr_null(asset_path(asset_count()));
}
END_TEST

START_TEST(unknown_paths_are_not_found)
{
    struct slice slice = {"untouched", 9};

    ck_assert(!asset_find("", &slice));
    ck_assert(!asset_find("engine/workpaper", &slice));
    ck_assert(!asset_find("engine/workpaper/schema.sql ", &slice));
    ck_assert(!asset_find("zzz", &slice));
    ck_assert_str_eq(slice.text, "untouched");
}
END_TEST

START_TEST(fixtures_stay_at_home)
{
    for (size_t i = 0; i < asset_count(); i++) {
        ck_assert_ptr_null(strstr(asset_path(i), "/good/"));
        ck_assert_ptr_null(strstr(asset_path(i), "expected.csv"));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            every_file_is_carried_byte_for_byte,
            paths_are_sorted_and_end,
            unknown_paths_are_not_found,
            fixtures_stay_at_home,
    };

    return unit_run("asset", tests, ARRAY_LENGTH(tests));
}
