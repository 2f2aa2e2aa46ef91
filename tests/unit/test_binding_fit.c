#include "evidence/binding/binding_fit.h"

#include "tests/unit/propose_sample.h"

static const struct {
    const char *source, *item, *member, *header;
    const char *doubt; /* NULL: sure */
} fits[] = {
        {"shared:systems", "*system", "config/prowler.csv", "SERVICE_NAME|STATUS",
                "does not speak for it"},
        {"shared:systems", "*system", "システム一覧.csv", "システム|備考", NULL},
        {"shared:sign-ins", "*employee_id|system|at", "config/auth.csv",
                "SERVICE_NAME|TIMESTAMP", "the column 'employee_id'"},
        {"shared:leavers", "*employee_id|left_on", "a.csv", "社員番号|退職日", NULL},
        {"shared:leavers", "*employee_id|left_on|department|site", "a.csv",
                "社員番号|退職日|備考", "(2 of 4)"},
        {"shared:leavers", "*employee_id|left_on|department|site", "退職者.csv",
                "社員番号|退職日|備考", NULL},
};

START_TEST(what_is_weak_has_a_doubt_and_is_no_source)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fits); i++) {
        CLEANUP(buf_clear) struct buf document = BUF_INIT(DOCUMENT_MAX);
        struct program_item item = make_item(fits[i].source, fits[i].item);
        const struct binding_proposal *proposal;
        const char *xml;

        check.member_count = 0;
        add_member("b-00000001", fits[i].member, fits[i].header);
        proposal = propose_one(&item);
        ck_assert_msg(proposal != NULL, "nothing proposed for %s", fits[i].member);
        ck_assert_msg(!proposal->doubt == !fits[i].doubt, "%s: %s", fits[i].member,
                proposal->doubt ? proposal->doubt : "sure");
        xml = write_document(&document);
        ck_assert_uint_eq(parse("draft.xml", xml).item_count, fits[i].doubt ? 0 : 1);
        if (!fits[i].doubt)
            continue;
        ck_assert_ptr_nonnull(strstr(proposal->doubt, fits[i].doubt));
        ck_assert_ptr_nonnull(strstr(xml, "<!-- left out: shared:"));
        ck_assert_ptr_nonnull(strstr(xml, fits[i].doubt));
    }
}
END_TEST

/* However many columns another member places. */
START_TEST(a_sure_fit_comes_before_a_weak_one)
{
    struct program_item item = make_item("shared:leavers",
            "*employee_id|left_on|department|site|email|status");
    const struct binding_proposal *proposal;

    add_member("b-00000001", "a.csv", "社員番号|退職日|部署|メール");
    add_member("b-00000001", "退職者.csv", "社員番号|退職日|部署");
    proposal = propose_one(&item);
    ck_assert_str_eq(proposal->member_glob, "退職者.csv");
    ck_assert_ptr_null(proposal->doubt);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            what_is_weak_has_a_doubt_and_is_no_source,
            a_sure_fit_comes_before_a_weak_one,
    };

    return unit_run_in("binding_fit", tests, ARRAY_LENGTH(tests), begin, end);
}
