#include "evidence/binding/binding_propose.h"

#include "tests/unit/propose_sample.h"

/* --- headers nobody tuned the synonyms to --- */

static const struct {
    const char *item, *header, *placed; /* what is not in `placed` must not be placed */
} exports[] = {
        /* a list of leavers from a cloud HR service */
        {"*employee_id|left_on",
                "社員番号|姓|名|部署|役職|入社年月日|退職年月日|退職事由",
                "employee_id=社員番号|left_on=退職年月日"},
        /* the same from a payroll package */
        {"*employee_id|left_on|department",
                "社員コード|社員氏名|所属コード|所属名|性別区分|退職日付|退職区分",
                "employee_id=社員コード|left_on=退職日付|department=所属名"},
        /* and from a firm abroad */
        {"*employee_id|person_name|left_on",
                "Employee ID|Legal Name|Cost Center|Hire Date|Termination Date|Last Day of Work|"
                "Primary Termination Reason",
                "employee_id=Employee ID|left_on=Termination Date"},
        /* accounts of an identity provider */
        {"*user_name|email|status|created_at|last_used_at|mfa",
                "User Id|Username|First Name|Last Name|Email|Status|Created|Activated|Last Login|"
                "Password Changed",
                "user_name=Username|email=Email|status=Status|last_used_at=Last Login"},
        /* accounts of a mail service, each header with its remark */
        {"*email|last_used_at|status|mfa|disabled_at",
                "First Name [Required]|Last Name [Required]|Email Address [Required]|"
                "Password [Required]|Org Unit Path [Required]|Employee ID|"
                "Last Sign In [READ ONLY]|Status [READ ONLY]|2sv Enrolled [READ ONLY]",
                "email=Email Address [Required]|last_used_at=Last Sign In [READ ONLY]|"
                "status=Status [READ ONLY]|mfa=2sv Enrolled [READ ONLY]"},
        /* accounts of a Japanese service: two columns could be the user's name, so none
           is */
        {"*user_name|email|role|status|last_used_at|mfa|created_at",
                "ログインID|ユーザー名|メールアドレス|権限|ステータス|最終ログイン日時|二要素認証|登録日時",
                "email=メールアドレス|role=権限|status=ステータス|last_used_at=最終ログイン日時|"
                "mfa=二要素認証|created_at=登録日時"},
        /* a workflow */
        {"*case|requested_by|requested_at|approved_by|approved_at|performed_by|performed_at",
                "申請番号|件名|申請者|申請日時|承認者|承認日時|決裁区分|実施者|実施日時",
                "case=申請番号|requested_by=申請者|requested_at=申請日時|approved_by=承認者|"
                "approved_at=承認日時|performed_by=実施者|performed_at=実施日時"},
        /* transports: two columns of one name, and titles of the house's own */
        {"at|change_id|target|performed_by|approved_by|employee_id|result|status",
                "タイムスタンプ|TR番号|TR説明|REL番号|対象オブジェクト|移送者|社員番号|移送承認者|社員番号#2|"
                "移送元|移送先|結果|状態",
                "at=タイムスタンプ|target=対象オブジェクト|result=結果|status=状態"},
        /* a door */
        {"at|door|*card_id|person_name|department|direction|result",
                "日時|ゲート名|カードＮｏ．|氏名|所属|入退区分|認証結果",
                "at=日時|door=ゲート名|card_id=カードＮｏ．|person_name=氏名|department=所属|"
                "direction=入退区分|result=認証結果"},
        /* a gateway */
        {"at|source|destination|user_name|event|result|message",
                "Time|Source Address|Destination Address|User|Action|Application|Bytes",
                "at=Time|source=Source Address|destination=Destination Address|user_name=User|"
                "event=Action"},
        /* a vulnerability scanner */
        {"cve|severity|*host|detected_at|resolved_at|due_on",
                "Plugin ID|CVE|CVSS|Risk|Host|Protocol|Port|Name|Synopsis|Description|Solution|"
                "See Also|Plugin Output",
                "cve=CVE|severity=Risk|host=Host"},
        /* a directory */
        {"*user_name|person_name|enabled|last_used_at|password_changed_at|created_at",
                "SamAccountName|DisplayName|Enabled|LastLogonDate|PasswordLastSet|whenCreated|"
                "DistinguishedName",
                "user_name=SamAccountName|person_name=DisplayName|enabled=Enabled|"
                "last_used_at=LastLogonDate|password_changed_at=PasswordLastSet"},
};

START_TEST(unseen_headers_are_placed_rightly_or_not_at_all)
{
    ck_assert_uint_eq(ARRAY_LENGTH(exports), 12);
    for (size_t i = 0; i < ARRAY_LENGTH(exports); i++) {
        struct program_item item = make_item("shared:any", exports[i].item);
        const struct binding_proposal *proposal;

        check.member_count = 0;
        add_member("b-00000001", "export.csv", exports[i].header);
        proposal = propose_one(&item);
        ck_assert_msg(proposal != NULL, "nothing proposed for %s", exports[i].header);
        ck_assert_str_eq(placed(proposal), exports[i].placed);
    }
}
END_TEST

/* --- which member --- */

START_TEST(the_member_that_places_most_is_proposed)
{
    struct program_item item = make_item("shared:leavers",
            "*employee_id|left_on|person_name");
    const struct binding_proposal *proposal;

    add_member("hr-00000001", "a.csv", "社員番号|氏名|入社日");
    add_member("hr-00000001", "b.csv", "社員番号|氏名|退職日");
    add_member("hr-00000001", "c.csv", "品番|数量");
    proposal = propose_one(&item);
    ck_assert_ptr_nonnull(proposal);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(proposal->bundle, "hr");
    ck_assert_str_eq(proposal->member_glob, "b.csv");
    ck_assert_uint_eq(proposal->placed, 3);
    ck_assert_ptr_null(proposal->left_over[0]);
}
END_TEST

START_TEST(of_equals_the_one_whose_name_speaks_for_it)
{
    struct program_item item = make_item("shared:leavers", "*employee_id|left_on");
    const struct binding_proposal *proposal;

    add_member("hr-00000001", "社員名簿.csv", "社員番号|退職日|区分");
    add_member("hr-00000001", "人事/退職者一覧.csv", "社員番号|退職日");
    proposal = propose_one(&item);
    ck_assert_str_eq(proposal->member_glob, "人事/退職者一覧.csv");
    ck_assert_ptr_null(strstr(proposal->reason, "fits as well"));
    add_member("hr-00000001", "子会社/退職者.csv", "社員コード|離職日");
    proposal = propose_one(&item);
    ck_assert_ptr_nonnull(strstr(proposal->reason, "fits as well: 子会社/退職者.csv"));
}
END_TEST

/* A word of the file's name makes a list of systems of a table, not of a log. */
START_TEST(one_column_of_a_log_makes_no_list)
{
    static const struct {
        const char *member, *header;
        enum record_kind kind;
        bool is_sure;
    } files[] = {
            {"systems.csv", "Service|Owner", RECORD_CSV, true},
            {"システム一覧.csv", "システム名|管理者", RECORD_CSV, true},
            {"systems.csv", "Service|Timestamp", RECORD_CSV, false},
            {"systems.csv", "System|Timestamp", RECORD_CSV, true},
            {"sysmon_system.json", "Service|Hostname", RECORD_JSON, false},
            {"systems.json", "system|owner", RECORD_JSON, true},
            {"book.xlsx!systems", "Service|Owner", RECORD_SHEET, true},
    };
    struct program_item item = make_item("shared:systems", "*system");

    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        const struct binding_proposal *proposal;

        check.member_count = 0;
        add_member("b-00000001", files[i].member, files[i].header)->format.kind =
                files[i].kind;
        proposal = propose_one(&item);
        ck_assert_msg(proposal && !proposal->doubt == files[i].is_sure, "%s: %s",
                files[i].member, files[i].header);
    }
}
END_TEST

START_TEST(nothing_is_proposed_where_nothing_fits)
{
    struct program_item item = make_item("shared:leavers", "*employee_id|left_on");

    ck_assert_ptr_null(propose_one(&item));
    add_member("hr-00000001", "a.csv", "社員番号|入社日");
    ck_assert_ptr_null(propose_one(&item));
    add_member("hr-00000001", "b.csv", "社員番号|退職日")->is_readable = false;
    ck_assert_ptr_null(propose_one(&item));
    add_member("hr-00000002", "c.csv", "社員番号|退職日")->is_current = false;
    ck_assert_ptr_null(propose_one(&item));
}
END_TEST

START_TEST(a_recognised_layout_places_its_columns)
{
    struct program_item item = make_item("shared:calls",
            "*event_id|at|event_name|error_code");
    struct binding_member *member;
    const struct binding_proposal *proposal;

    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"trail/2025/04/01/x_1a.json",
                "trail/2025/04/02/y_2b.json", "trail/other.txt"};

        member = add_json("aws-00000001", names[i], "eventID|eventTime|eventName");
        member->layout = i < 2 ? "aws-cloudtrail" : NULL;
    }
    proposal = propose_one(&item);
    ck_assert_str_eq(proposal->layout->id, "aws-cloudtrail");
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(proposal->member_glob, "trail/2025/04/**/*.json");
    ck_assert_str_eq(placed(proposal),
            "event_id=eventID|at=eventTime|event_name=eventName|error_code=errorCode");
    ck_assert_ptr_nonnull(strstr(proposal->reason, "AWS CloudTrail log files"));
}
END_TEST

START_TEST(members_that_look_the_same_are_one_glob_or_one_each)
{
    struct program_item item = make_item("shared:leavers", "*employee_id|left_on");

    add_member("hr-00000001", "人事/退職者_2025Q1.csv", "社員番号|退職日");
    add_member("hr-00000001", "人事/退職者_2025Q2.csv", "社員番号|退職日");
    add_member("hr-00000001", "備考.txt", "line");
    propose_one(&item);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(proposals[0].member_glob, "人事/*.csv");
    add_member("hr-00000001", "人事/入社者.csv", "社員番号|入社日");
    propose_one(&item);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(proposals[0].member_glob, "人事/退職者_2025Q*.csv");
    /* One that no glob can leave out: named one by one then. */
    add_member("hr-00000001", "人事/退職者_2025Q1再.csv", "社員番号|入社日");
    propose_one(&item);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(proposals[0].member_glob, "人事/退職者_2025Q1.csv");
    ck_assert_str_eq(proposals[1].member_glob, "人事/退職者_2025Q2.csv");
}
END_TEST

START_TEST(a_damaged_part_is_selected_and_told_of)
{
    struct program_item item = make_item("shared:leavers", "*employee_id|left_on");
    CLEANUP(buf_clear) struct buf document = BUF_INIT(DOCUMENT_MAX);

    add_member("hr-00000001", "人事/退職者_2025Q1.csv", "社員番号|退職日");
    add_member("hr-00000001", "人事/入社者.csv", "社員番号|入社日");
    add_member("hr-00000001", "人事/退職者_2025Q2.csv", "")->is_readable = false;
    add_member("hr-00000001", "人事/入社者_2025.csv", "")->is_readable = false;
    add_member("ad-00000002", "人事/退職者_2025Q3.csv", "")->is_readable = false;
    propose_one(&item);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(proposals[0].member_glob, "人事/退職者_2025Q*.csv");
    ck_assert_str_eq(proposals[0].damage,
            "damaged, ask for it again: 人事/退職者_2025Q2.csv");
    ck_assert_ptr_nonnull(strstr(write_document(&document),
            "<!-- damaged, ask for it again: 人事/退職者_2025Q2.csv -->"));
    /* Named one by one, it is named, too, and told of once. */
    add_member("hr-00000001", "人事/退職者_2025Q1再.csv", "社員番号|入社日");
    propose_one(&item);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(proposals[1].member_glob, "人事/退職者_2025Q2.csv");
    ck_assert_ptr_nonnull(proposals[0].damage);
    ck_assert_ptr_null(proposals[1].damage);
}
END_TEST

/* Nobody can tell from what it is called whether it is a part: it is no less than that.
 */
START_TEST(a_folder_of_parts_has_its_damaged_file)
{
    struct program_item item = make_item("shared:calls",
            "*event_id|at|event_name|error_code");
    struct binding_member *lost;

    for (int i = 0; i < 2; i++)
        add_json("aws-00000001", i ? "trail/x_1a.json" : "trail/y_2b.json",
                "eventID|eventTime|eventName")
                ->layout = "aws-cloudtrail";
    lost = add_json("aws-00000001", "trail/z_qq.json", "");
    lost->is_readable = false;
    lost->format.encoding = ENCODING_UNCERTAIN;
    add_member("aws-00000001", "trail/readme.txt", "")->is_readable = false;
    propose_one(&item);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(proposals[0].member_glob, "trail/*.json");
    ck_assert_str_eq(proposals[0].damage,
            "of uncertain encoding, ask which it is: trail/z_qq.json");
    /* What was recognised as something else is no part. */
    lost->layout = "csv";
    propose_one(&item);
    ck_assert_uint_eq(count, 2);
    ck_assert_ptr_null(proposals[0].damage);
}
END_TEST

START_TEST(a_name_that_is_a_glob_is_escaped)
{
    struct program_item item = make_item("shared:leavers", "*employee_id|left_on");
    const struct binding_proposal *proposal;

    add_member("hr-00000001", "list[1]*?\x01.csv", "社員番号|退職日");
    proposal = propose_one(&item);
    ck_assert_str_eq(proposal->member_glob, "list[[]1][*][?]?.csv");
    ck_assert(text_is_glob_match(proposal->member_glob, "list[1]*?\x01.csv"));
    ck_assert(!text_is_glob_match(proposal->member_glob, "list1xx\x01.csv"));
}
END_TEST

START_TEST(a_field_goes_to_the_nearest_column_or_to_none)
{
    struct program_item item = make_item("shared:a",
            "case|ticket_id|left_on|employee_id");

    add_member("b-00000001", "a.csv", "Ticket ID|退職日|社員番号");
    ck_assert_str_eq(placed(propose_one(&item)),
            "ticket_id=Ticket ID|left_on=退職日|employee_id=社員番号");
    /* Two columns of one meaning, and neither is nearer. */
    item = make_item("shared:a", "case|ticket_number|left_on|employee_id");
    ck_assert_str_eq(placed(propose_one(&item)), "left_on=退職日|employee_id=社員番号");
}
END_TEST

START_TEST(a_header_that_xml_cannot_carry_is_named_by_its_place)
{
    struct program_item item = make_item("shared:leavers", "*employee_id|left_on");

    add_member("hr-00000001", "a.csv", "区分|社員\n番号|退職日");
    ck_assert_str_eq(placed(propose_one(&item)), "employee_id=_2|left_on=退職日");
}
END_TEST

/* --- written down --- */

START_TEST(proposals_become_a_document_that_resolves)
{
    CLEANUP(buf_clear) struct buf document = BUF_INIT(DOCUMENT_MAX);
    struct program_item leavers = make_item("shared:leavers",
            "*employee_id|left_on|site");
    struct program_item reports = make_item("reports", "*case|approved_by");
    const struct binding_wanted wanted[] = {
            {&leavers, NULL, NULL},
            {&leavers, NULL, NULL},
            {&reports, "restore-test", "B-12@2"},
    };
    struct binding binding;
    struct item item;
    const char *xml;

    add_member("hr-00000001", "人事 & 総務/退職者.csv", "社員番号|退職日|備 -- 考");
    add_member("ops-00000001", "restore.csv", "case|承認者");
    propose(wanted, 3);
    ck_assert_uint_eq(count, 2);
    xml = write_document(&document);
    ck_assert_ptr_nonnull(strstr(xml, "not placed: site (text); left over: 備 - - 考"));
    ck_assert_ptr_nonnull(strstr(xml, "by its headers; columns placed: 2 of 3"));
    ck_assert_ptr_null(strstr(xml, "from=\"case\""));
    binding = parse("draft.xml", xml);
    ck_assert_uint_eq(binding.item_count, 2);
    ck_assert_str_eq(binding.zone, "Asia/Tokyo");
    ck_assert_str_eq(binding.items[1].instance, "B-12@2");
    ck_assert(binding_resolve(&leavers, &binding.items[0], NULL, check.layouts,
            LAYOUT_CHECK_COUNT, check.members, check.member_count, &check.arena, &item,
            &check.err));
    ck_assert_str_eq(item.problem, "column-missing");
    ck_assert_ptr_nonnull(strstr(item.problem_text, "'site'"));
    ck_assert(binding_resolve(&reports, &binding.items[1], NULL, check.layouts,
            LAYOUT_CHECK_COUNT, check.members, check.member_count, &check.arena, &item,
            &check.err));
    ck_assert_msg(!item.problem, "%s", item.problem_text);
    ck_assert_str_eq(item.sources[0].columns[1].from, "承認者");
}
END_TEST

START_TEST(no_proposals_are_an_empty_document)
{
    CLEANUP(buf_clear) struct buf document = BUF_INIT(DOCUMENT_MAX);
    struct binding binding;

    count = 0;
    binding = parse("draft.xml", write_document(&document));
    ck_assert_uint_eq(binding.item_count, 0);
}
END_TEST

/* --- on real evidence --- */

START_TEST(real_bundles_get_their_bindings)
{
    struct program_item users = make_item("shared:users",
            "*user|password_enabled|mfa_active");
    struct program_item calls = make_item("calls",
            "*event_id|event_time|event_name|mfa_used");
    struct program_item keys = make_item("shared:access-keys",
            "*user|*key|active|last_rotated");
    const struct binding_wanted wanted[] = {{&users, NULL, NULL}, {&calls, "p", NULL},
            {&keys, NULL, NULL}};
    struct archive archive;
    int fd = layout_check_open_data("A2-cloud-aws.zip");

    if (fd < 0) {
        printf("skipped: A2-cloud-aws.zip is not there\n");
        return;
    }
    ck_assert(archive_open(fd, "aws-1", 0, &archive, &check.err));
    layout_check_take(&check, "aws", "aws-00000001", 0, &archive);
    propose(wanted, 3);
    ck_assert_uint_eq(count, 4);
    ck_assert_str_eq(placed(&proposals[3]),
            "user=user|active=access_key_2_active|last_rotated=access_key_2_last_rotated");
    ck_assert_str_eq(proposals[0].member_glob, "iam/credential_report.csv");
    ck_assert_uint_eq(proposals[0].placed, 3);
    ck_assert_str_eq(proposals[1].member_glob, "cloudtrail/*.json");
    ck_assert_uint_eq(proposals[1].placed, 4);
    archive_close(&archive);
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            unseen_headers_are_placed_rightly_or_not_at_all,
            the_member_that_places_most_is_proposed,
            of_equals_the_one_whose_name_speaks_for_it,
            one_column_of_a_log_makes_no_list,
            nothing_is_proposed_where_nothing_fits,
            a_recognised_layout_places_its_columns,
            members_that_look_the_same_are_one_glob_or_one_each,
            a_damaged_part_is_selected_and_told_of,
            a_folder_of_parts_has_its_damaged_file,
            a_name_that_is_a_glob_is_escaped,
            a_field_goes_to_the_nearest_column_or_to_none,
            a_header_that_xml_cannot_carry_is_named_by_its_place,
            proposals_become_a_document_that_resolves,
            no_proposals_are_an_empty_document,
            real_bundles_get_their_bindings,
    };

    return unit_run_in("binding_propose", tests, ARRAY_LENGTH(tests), begin, end);
}
