#include "tests/unit/lint_bench.h"

#include "procedures/lint.h"

static void read_file(const char *path, struct buf *bytes)
{
    const char *source = getenv("CHOSHO_SOURCE");
    char name[1024], piece[4096];
    struct error err = {0};
    size_t got;
    FILE *file;

    snprintf(name, sizeof(name), "%s/%s", source ? source : ".", path);
    file = fopen(name, "rb");
    ck_assert_msg(file != NULL, "%s is not there", name);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        ck_assert(buf_append(bytes, piece, got, &err));
    fclose(file);
}

static void load_wording(struct bench *bench, struct wording *wording)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(1 << 20);

    read_file("procedures/wording.xml", &bytes);
    ck_assert_msg(wording_parse("wording.xml", bytes.data, bytes.size, &bench->arena,
                          wording, &bench->complaints),
            "%s", bench_complaints(bench));
}

START_TEST(opinions_are_told_from_facts)
{
    static const struct {
        enum text_language language;
        bool is_opinion;
        const char *text;
    } cases[] = {
            {TEXT_JA, true, "利用者IDの管理が適切に実施されていることを確かめる"},
            {TEXT_JA, true, "統制は有効である"},
            {TEXT_JA, true, "統制は有効に機能している"},
            {TEXT_JA, true, "確認の結果、問題はなかった"},
            {TEXT_JA, true, "規程を遵守している"},
            {TEXT_JA, true, "承認手続は妥当であった"},
            {TEXT_JA, true, "重要な不備が認められなかった"},
            {TEXT_JA, false, "退職者の利用者IDの無効化記録を閲覧し、退職日と照合する"},
            {TEXT_JA, false, "有効期限の切れたアクセスキーの一覧を閲覧する"},
            {TEXT_JA, false, "{tested}件のうち{count}件は、承認日の記入がない"},
            {TEXT_JA, false, "管理策「権限が適切に管理されている」について質問する"},
            {TEXT_JA, false, "有効な利用者IDの一覧を入手し、在職者一覧と照合する"},
            {TEXT_JA, false, "適切な権限をもつ者の承認印の有無を閲覧する"},
            {TEXT_EN, true, "The control is effective"},
            {TEXT_EN, true, "The control operated effectively during the period"},
            {TEXT_EN, true, "Access is not adequately restricted"},
            {TEXT_EN, true, "The provider complies with the policy"},
            {TEXT_EN, true, "All systems are compliant"},
            {TEXT_EN, true, "No issues were noted"},
            {TEXT_EN, false,
                    "Inspect the list of active keys and compare their age with the limit"},
            {TEXT_EN, false, "Of {tested} tested, {count} have no approval date"},
            {TEXT_EN, false, "Inquire about the effective date of the policy"},
            {TEXT_EN, false,
                    "Ask who decides whether \"access is appropriate\" and inspect the records"},
            {TEXT_EN, false, "Inspect evidence of the operating effectiveness reviews"},
    };
    struct bench bench;
    struct wording wording = {NULL, 0};

    bench_init(&bench);
    load_wording(&bench, &wording);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct slice piece;

        ck_assert_msg((wording_find(&wording, cases[i].language, cases[i].text,
                               &bench.arena, &piece) != NULL) == cases[i].is_opinion,
                "%s", cases[i].text);
    }
    wording_clear(&wording);
    bench_clear(&bench);
}
END_TEST

START_TEST(opinions_are_told_where_they_stand)
{
    struct bench bench;
    struct wording wording = {NULL, 0};

    bench_init(&bench);
    load_wording(&bench, &wording);
    ck_assert(bench_load(&bench,
            bench_document(&bench,
                    ITEMS USED
                    "<test id=\"a\" over=\"all\" technique=\"inspection\">\n"
                    "<title xml:lang=\"ja\">記録を閲覧する</title>\n"
                    "<title xml:lang=\"en\">Whether entries are adequate</title>\n"
                    "<filled columns=\"name\"/></test>"),
            NULL));
    lint_wording(&bench.procedure, &wording, &bench.complaints);
    ck_assert_str_eq(bench_complaints(&bench),
            "sample.xml:11:1: warning: 'are adequate' states an opinion: say what was done and what was found; "
            "e.g. {count} of {tested} have no entry in the approval date\n");
    wording_clear(&wording);
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            opinions_are_told_from_facts,
            opinions_are_told_where_they_stand,
    };

    return unit_run("wording", tests, ARRAY_LENGTH(tests));
}
