#include "evidence/binding/binding_series.h"

#include "tests/unit/propose_sample.h"

START_TEST(keys_side_by_side_are_one_source_for_each_number)
{
    CLEANUP(buf_clear) struct buf document = BUF_INIT(DOCUMENT_MAX);
    struct program_item item = make_item("shared:access-keys",
            "*user|*key|active|last_rotated");
    struct binding binding;
    struct item resolved;

    add_member("aws-00000001", "report.csv",
            "user|access_key_2_active|access_key_2_last_rotated|access_key_1_active|"
            "access_key_1_last_rotated|cert_1_active|access_key_10_active|"
            "access_key_10_last_rotated");
    ck_assert_ptr_nonnull(propose_one(&item));
    ck_assert_uint_eq(count, 3);
    for (size_t i = 0; i < count; i++) {
        static const char *const numbers[] = {"1", "2", "10"};

        ck_assert_str_eq(proposals[i].counted, "key");
        ck_assert_str_eq(proposals[i].number, numbers[i]);
        ck_assert_uint_eq(proposals[i].placed, 4);
        ck_assert_ptr_null(proposals[i].doubt);
    }
    ck_assert_str_eq(placed(&proposals[1]),
            "user=user|active=access_key_2_active|last_rotated=access_key_2_last_rotated");
    ck_assert_str_eq(proposals[0].left_over[0], "cert_1_active");
    ck_assert_ptr_null(proposals[0].left_over[1]);
    binding = parse("draft.xml", write_document(&document));
    ck_assert_uint_eq(binding.item_count, 1);
    ck_assert(binding_resolve(&item, &binding.items[0], NULL, check.layouts,
            LAYOUT_CHECK_COUNT, check.members, check.member_count, &check.arena,
            &resolved, &check.err));
    ck_assert_msg(!resolved.problem, "%s", resolved.problem_text);
    ck_assert_uint_eq(resolved.source_count, 3);
    ck_assert_int_eq(resolved.sources[2].columns[1].origin, ITEM_CONSTANT);
    ck_assert_str_eq(resolved.sources[2].columns[1].from, "10");
}
END_TEST

/* What the number is of must be said by the name, and by one name. */
START_TEST(a_series_that_would_be_a_guess_is_none)
{
    static const char *const headers[] = {
            "user|access_key_1_active|access_key_1_last_rotated|ssh_key_1_active",
            "user|monkey_1_active|monkey_1_last_rotated",
            "user|cert_1_active|cert_1_last_rotated",
            "user|key|access_key_1_active|access_key_1_last_rotated",
            "user|access_key_123_active|access_key_123_last_rotated",
            "user|access_key_1active|access_key_1last_rotated",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(headers); i++) {
        struct program_item item = make_item("shared:access-keys",
                "*user|*key|active|last_rotated");

        check.member_count = 0;
        add_member("aws-00000001", "report.csv", headers[i]);
        propose_one(&item);
        for (size_t p = 0; p < count; p++)
            ck_assert_msg(!proposals[p].counted, "%s", headers[i]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            keys_side_by_side_are_one_source_for_each_number,
            a_series_that_would_be_a_guess_is_none,
    };

    return unit_run_in("binding_series", tests, ARRAY_LENGTH(tests), begin, end);
}
