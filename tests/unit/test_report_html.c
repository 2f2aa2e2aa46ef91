#include "reports/report_html.h"

#include "engine/base/text.h"

#include "tests/unit/report_sample.h"

static const char *languages = "ja";

static bool write_report(struct store *store, FILE *out, struct error *err)
{
    return report_html_write(store_db(store), languages, out, err);
}

static char *page_in(const char *wanted, struct store *store)
{
    char *page;

    languages = wanted;
    page = written(write_report, store);
    languages = "ja";
    return page;
}

START_TEST(a_page_is_whole_and_fetches_nothing)
{
    struct store *store = create_sample("leavers.csv");
    char *page = written(write_report, store);

    ck_assert(text_starts_with(page, "<!DOCTYPE html>\n<html lang=\"ja\">"));
    ck_assert_has(page, "</html>");
    ck_assert_has(page, "default-src 'none'");
    ck_assert_has(page, "例示クラウド株式会社 御中");
    ck_assert_lacks(page, "<?");
    ck_assert_lacks(page, "<script");
    ck_assert_lacks(page, "http:");
    ck_assert_lacks(page, "https:");
    ck_assert_lacks(page, "src=");
    ck_assert_lacks(page, "(none)");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(sums_are_printed_as_sums)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_result(store, 2);
    page = written(write_report, store);
    ck_assert_has(page, "管理策 1 件 = 実施 1");
    ck_assert_has(page, "テスト 1 件 = 例外あり 1");
    ck_assert_has(page,
            "収録ファイル 3 件 = 手続に使用 1 + 未使用 0 + 保管のみ 1 + 拒否 1");
    ck_assert_has(page, "例外 2 件 = 発見事項に記載 0 + 記載なし 2");
    ck_assert_has(page, "フォルダ 1 件");
    ck_assert_has(page, "受領 7 件 = 対象 5 + 対象外 2 + 読取不能 0");
    ck_assert_has(page, "母集団 5 件 = 実施 5 + 判定不能 0");
    ck_assert_has(page, "実施した 5 件のうち、例外は 2 件である。");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(exceptions_come_a_thousand_a_table)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_result(store, 2500);
    page = written(write_report, store);
    ck_assert_has(page, "1–1,000 / 全 2,500 件");
    ck_assert_has(page, "1,001–2,000 / 全 2,500 件");
    ck_assert_has(page, "2,001–2,500 / 全 2,500 件");
    ck_assert_uint_eq(count_of(page, "<span class=\"pointer\">access-1a2b3c4d:"), 2501);
    ck_assert_lacks(page, "chosho");
    ck_assert_has(page, ">access-1a2b3c4d:leavers.csv#2500</span>");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(long_values_make_smaller_tables_and_stay_whole)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_result(store, 60);
    execute(store,
            "INSERT INTO report_shown (result_id, position, name, type) VALUES (1, 1, 'text', 'text');"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
            " INSERT INTO report_value SELECT 1, 'exception', i, 1, 1,"
            " replace(hex(zeroblob(30000)), '00', 'ab') || '.' || i FROM n");
    page = written(write_report, store);
    ck_assert_uint_eq(count_of(page, "全 60 件"), 2);
    ck_assert_uint_eq(count_of(page, "abab."), 60);
    ck_assert_uint_ge(strlen(page), (size_t)60 * 60000);
    free(page);
    store_close(store);
}
END_TEST

START_TEST(evidence_stays_text)
{
    struct store *store = create_sample(HOSTILE);
    char *page;

    add_result(store, 2);
    add_values(store);
    page = written(write_report, store);
    ck_assert_lacks(page, "<script");
    ck_assert_lacks(page, "<b>");
    ck_assert_lacks(page, "\xE2\x80\xAE");
    ck_assert_lacks(page, "\x1B");
    ck_assert_has(page, "&lt;b&gt;\\x1B\\u{202E}A&amp;B");
    ck_assert_has(page, "%231 %E2%80%AE&amp;.csv#1</span>");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(values_are_shown_in_the_clients_zone_and_kind)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_result(store, 2);
    add_values(store);
    page = written(write_report, store);
    ck_assert_has(page, ">2025-04-01 00:00:00 +09:00</td>");
    ck_assert_has(page, ">偽</td>");
    ck_assert_has(page, ">真</td>");
    ck_assert_has(page, "<span class=\"unread\">5/32</span>");
    ck_assert_has(page, "<span class=\"nothing\">（項目なし）</span>");
    ck_assert_has(page, "<span class=\"nothing\">（空）</span>");
    ck_assert_has(page, "退職日");
    ck_assert_has(page, "5名のうち2名の無効化が遅い。");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(english_beside_japanese_is_a_reference_translation)
{
    struct store *store = create_sample("leavers.csv");
    char *ja, *both, *en;

    add_result(store, 2);
    add_values(store);
    ja = page_in("ja", store);
    both = page_in("ja en", store);
    en = page_in("en", store);
    ck_assert_lacks(ja, "Of 5, 2 late.");
    ck_assert_lacks(ja, "参考訳");
    ck_assert_has(both, "5名のうち2名の無効化が遅い。");
    ck_assert_has(both, "Of 5, 2 late.");
    ck_assert_has(both, "英文は参考訳であり");
    ck_assert_has(both, "<span class=\"second\" lang=\"en\">Population</span>");
    ck_assert_has(en, "<html lang=\"en\">");
    ck_assert_has(en, "This is a reference translation");
    ck_assert_lacks(en, "5名のうち2名の無効化が遅い。");
    free(ja);
    free(both);
    free(en);
    store_close(store);
}
END_TEST

START_TEST(a_text_that_has_no_translation_stays_and_says_its_language)
{
    struct store *store = create_sample("leavers.csv");
    char *en;

    add_result(store, 2);
    en = page_in("en", store);
    ck_assert_has(en, "<span lang=\"ja\">退職日と照合する</span>");
    free(en);
    store_close(store);
}
END_TEST

START_TEST(what_was_not_tested_is_listed_with_its_reason)
{
    struct store *store = create_sample("leavers.csv");
    struct result result = make_result(NULL);
    char *page;

    result.state = RESULT_NOT_RUN;
    result.outcome = RESULT_INDETERMINATE;
    result.reason_code = "evidence-missing";
    result.reason = "証拠「shared:leavers」がない";
    result.population = NULL;
    result.tested = 0;
    record_result(store, begin_run(store), &result);
    page = written(write_report, store);
    ck_assert_has(page, "証拠が提出されていない");
    ck_assert_has(page, "証拠「shared:leavers」がない");
    ck_assert_has(page, "<span class=\"badge indeterminate\">未実施</span></p>");
    ck_assert_lacks(page, "実施していない。");
    ck_assert_has(page, "管理策 1 件 = 未実施 1");
    ck_assert_lacks(page, "例外は 0 件である");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(a_stale_result_says_so)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_result(store, 1);
    execute(store,
            "INSERT INTO report_standing SELECT max(result_id), 'changed', 'refused',"
            " 'run again' FROM result");
    page = written(write_report, store);
    ck_assert_has(page, "この結果は変更前の入力によるもので、再実行を要する。");
    ck_assert_has(page, "値は示していない: run again");
    ck_assert_has(page, ">access-1a2b3c4d:leavers.csv#1</span>");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(many_files_stand_in_an_annex)
{
    struct store *store = create_sample("leavers.csv");
    int64_t members[60];
    struct result_source source = sample_source;
    struct result result = make_result(NULL);
    char *page;

    for (int64_t i = 0; i < 60; i++)
        members[i] = i < 1 ? 1 : 100 + i;
    execute(store,
            "WITH RECURSIVE n(i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < 159)"
            " INSERT INTO member (member_id, bundle_id, raw_name, name, name_source,"
            " status, method, size, compressed_size, crc, data_offset, sha256,"
            " is_headerless) SELECT i, 1, x'61', 'part-' || i || '.csv', 'utf-8', 'read',"
            " 8, 9, 9, 1, 1, 'cc', 0 FROM n");
    source.members = members;
    source.member_count = 60;
    result.sources = &source;
    result.source_count = 1;
    record_result(store, begin_run(store), &result);
    page = written(write_report, store);
    ck_assert_has(page, "先頭の 10 件を示し、全 60 件を別紙に掲げる");
    ck_assert_has(page, "access-1a2b3c4d:part-159.csv");
    ck_assert_has(page, "id=\"sources\"");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(a_finding_links_its_exceptions)
{
    static const char *const ids[] = {"X1-2"};
    const struct finding draft = {.title_ja = "無効化の<遅れ>",
            .fact_ja = "一行目\n二行目"};
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    int64_t finding_id;
    char *page;

    add_result(store, 3);
    ck_assert(
            finding_promote(store, "tanaka", &draft, ids, 1, "late", &finding_id, &err));
    page = written(write_report, store);
    ck_assert_has(page, "id=\"F-1\"");
    ck_assert_has(page, "無効化の&lt;遅れ&gt;");
    ck_assert_has(page, "一行目\n二行目");
    ck_assert_has(page, "late（例外 1 件）");
    ck_assert_lacks(page, "事実の記載がない。");
    ck_assert_has(page, "例外 3 件 = 発見事項に記載 1 + 記載なし 2");
    ck_assert_uint_eq(count_of(page, ">access-1a2b3c4d:leavers.csv#2</span>"), 2);
    ck_assert_lacks(page, "最新の実施では、例外として示されていない");
    free(page);
    add_result(store, 1); /* the record that was promoted is in order now */
    page = written(write_report, store);
    ck_assert_uint_eq(count_of(page, ">access-1a2b3c4d:leavers.csv#2</span>"), 1);
    ck_assert_has(page, "最新の実施では、例外として示されていない");
    free(page);
    store_close(store);
}
END_TEST

/* Members 200 and 201 are of a layout; 200 is read with the evidence's own, 201 by none.
 */
static void add_logs(struct store *store, const char *assumed)
{
    static const int64_t members[] = {1, 200};
    struct result_source source = sample_source;
    struct result result = make_result(NULL);

    execute(store,
            "INSERT INTO member (member_id, bundle_id, raw_name, name, name_source, status,"
            " method, size, compressed_size, crc, data_offset, sha256, kind, is_headerless,"
            " layout) VALUES (200, 1, x'61', 'a.log', 'utf-8', 'read', 8, 9, 9, 1, 1, 'cc',"
            " 'text lines', 0, 'syslog-auth'), (201, 1, x'61', 'b.log', 'utf-8', 'read', 8, 9,"
            " 9, 1, 1, 'dd', 'text lines', 0, 'syslog-auth')");
    source.members = members;
    source.member_count = 2;
    source.assumed = assumed;
    result.sources = &source;
    result.source_count = 1;
    record_result(store, begin_run(store), &result);
}

START_TEST(what_was_not_used_is_said)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_logs(store, NULL);
    page = written(write_report, store);
    ck_assert_has(page,
            "収録ファイル 5 件 = 手続に使用 2 + 未使用 1 + 保管のみ 1 + 拒否 1");
    ck_assert_uint_eq(count_of(page, "いずれの手続でも未使用"), 1);
    ck_assert_uint_eq(count_of(page, ">leaver-removal/9.2.6@1 a1</a>"), 2);
    ck_assert_has(page,
            "提供物 access-1a2b3c4d には同じ形式（syslog-auth）のファイルが 1 件あるが、"
            "この証拠には用いていない（用いたもの 1 件）。");
    ck_assert_lacks(page, "対応付けに年の指定なし");
    ck_assert_lacks(page, "text lines");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(what_was_assumed_stands_beside_its_source)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_logs(store, "year=2011 zone=Asia/Tokyo");
    page = written(write_report, store);
    ck_assert_has(page, "監査対象期間に基づき 2011 年のものとして読み取った");
    ck_assert_has(page, "監査対象の時間帯 Asia/Tokyo の時刻として読み取った");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(reasons_are_in_the_readers_language)
{
    struct store *store = create_sample("leavers.csv");
    struct result result = make_result(NULL);
    char *page;

    result.outcome = RESULT_INDETERMINATE;
    result.reason_code = "population-empty";
    result.reason = "母集団が空である";
    result.translation = "the population is empty indeed";
    result.translation_language = "en";
    record_result(store, begin_run(store), &result);
    page = written(write_report, store);
    ck_assert_has(page, "母集団が空である");
    ck_assert_lacks(page, "empty indeed");
    free(page);
    page = page_in("en", store);
    ck_assert_has(page, "the population is empty indeed");
    ck_assert_lacks(page, "母集団が空である");
    free(page);
    store_close(store);
}
END_TEST

/* The second language of a sum is in the second language throughout. */
START_TEST(sums_are_in_one_language_each)
{
    struct store *store = create_sample("leavers.csv");
    char *page;

    add_result(store, 2);
    page = page_in("ja en", store);
    ck_assert_has(page, "Controls: 1 = performed 1</span>");
    ck_assert_has(page, "Tests: 1 = exceptions 1</span>");
    free(page);
    store_close(store);
}
END_TEST

START_TEST(a_finding_shows_why_its_exceptions_were_promoted)
{
    static const char *const first[] = {"X1-1"}, *const second[] = {"X1-2"};
    const struct finding draft = {.title_ja = "遅れ", .fact_ja = "無効化が遅れた。"};
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    int64_t finding_id;
    char *page;

    add_result(store, 3);
    ck_assert(finding_promote(store, "tanaka", &draft, first, 1, "理由一", &finding_id,
            &err));
    ck_assert(finding_extend(store, "tanaka", finding_id, second, 1, "理由二", &err));
    page = written(write_report, store);
    ck_assert_has(page, "無効化が遅れた。");
    ck_assert_uint_eq(count_of(page, "理由一"),
            2); /* in the list, and at its exception */
    ck_assert_uint_eq(count_of(page, "<td>理由二</td>"), 1);
    free(page);
    store_close(store);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    FILE *out = fopen("/dev/full", "w");

    ck_assert_ptr_nonnull(out);
    setvbuf(out, NULL, _IONBF, 0);
    ck_assert(!report_html_write(store_db(store), "ja", out, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    fclose(out);
    store_close(store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_page_is_whole_and_fetches_nothing,
            sums_are_printed_as_sums,
            exceptions_come_a_thousand_a_table,
            long_values_make_smaller_tables_and_stay_whole,
            evidence_stays_text,
            values_are_shown_in_the_clients_zone_and_kind,
            english_beside_japanese_is_a_reference_translation,
            a_text_that_has_no_translation_stays_and_says_its_language,
            what_was_not_tested_is_listed_with_its_reason,
            a_stale_result_says_so,
            many_files_stand_in_an_annex,
            a_finding_links_its_exceptions,
            what_was_not_used_is_said,
            what_was_assumed_stands_beside_its_source,
            reasons_are_in_the_readers_language,
            sums_are_in_one_language_each,
            a_finding_shows_why_its_exceptions_were_promoted,
            a_full_disk_is_an_error,
    };

    return unit_run_in("report_html", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
