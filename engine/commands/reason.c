#include "engine/commands/reason.h"

#include "engine/commands/shown.h"
#include "engine/workpaper/exception.h"
#include "engine/workpaper/finding.h"
#include "reports/model.h"

#include <string.h>

#define LINES_LIMIT ((size_t)16 << 20)

/* Columns of `results` below. */
enum {
    INSTANCE,
    TEST,
    PROCEDURE_JA,
    PROCEDURE_EN,
    TITLE_JA,
    TITLE_EN,
    CHECK,
    CLAUSE_JA,
    CLAUSE_EN,
    IS_CURRENT,
    FINDING
};

static const char results[] =
        "SELECT i.key, r.test, t.title_ja, t.title_en, p.title_ja, p.title_en, c.text, coalesce(x.ja, f.ja), coalesce(x.en, f.en),"
        " EXISTS (SELECT 1 FROM current_result AS n WHERE n.result_id = r.result_id),"
        " iif(?5 = 'exception', " FINDING_OF("?3", "?4",
                "(SELECT ordinal FROM exception WHERE exception_id = ?6)",
                "r.instance_id",
                "r.test") ", NULL)"
                          " FROM result AS r JOIN instance AS i USING (instance_id)"
                          " JOIN procedure_text AS t USING (procedure_text_id)"
                          " JOIN procedure_test AS p ON p.procedure_text_id = r.procedure_text_id AND p.test = r.test"
                          " LEFT JOIN procedure_check AS c ON c.procedure_text_id = r.procedure_text_id"
                          "  AND c.test = r.test AND c.verdict = ?2"
                          " LEFT JOIN report_text AS x ON x.result_id = r.result_id AND x.kind = 'check'"
                          "  AND x.name = CAST(?2 AS TEXT)"
                          /* SQL has no words of its own but the test's */
                          " LEFT JOIN report_text AS f ON f.result_id = r.result_id AND f.kind = 'finding'"
                          " WHERE r.result_id = ?1";

static const char *either(struct db_statement *row, int ja)
{
    const char *in_ja = db_column_text(row, ja), *in_en = db_column_text(row, ja + 1);
    const char *text = TR(in_en, in_ja);

    return text ? text : in_en ? in_en : in_ja ? in_ja : "";
}

/* What kind of record it is, and what the check says of it. */
static bool write_verdict(const struct exception *exception, struct db_statement *row,
        struct buf *lines, struct error *err)
{
    const char *check = db_column_text(row, CHECK), *clause = either(row, CLAUSE_JA);

    if (exception->kind == EXCEPTION_UNDECIDABLE)
        return buf_printf(lines, err, "%s\n",
                TR("reason    it could not be decided: a value that the checks need is not readable",
                        "理由      判定不能（検査に必要な値を読み取れません）"));
    if (exception->kind == EXCEPTION_UNREADABLE)
        return buf_printf(lines, err, "%s\n",
                TR("reason    the record could not be read",
                        "理由      レコードを読み取れません"));
    if (exception->kind == EXCEPTION_NOT_DUE)
        return buf_printf(lines, err, "%s\n",
                TR("reason    no exception: it does not hold, and need not yet at the end of the period",
                        "理由      例外ではない（期間の末日に期限が来ていない）"));
    if (exception->kind == EXCEPTION_OTHER_ROUTE)
        return buf_printf(lines, err,
                TR("reason    no exception, for it went another route: %s\n",
                        "理由      例外ではなく別経路: %s\n"),
                *clause         ? clause
                        : check ? check
                                : "");
    return (!*clause ||
                   buf_printf(lines, err, TR("reason    %s\n", "理由      %s\n"),
                           clause)) &&
            buf_printf(lines, err, TR("check     %s\n", "検査      %s\n"),
                    check ? check : "?");
}

static bool write_head(const struct exception *exception, const char *id,
        struct db_statement *row, struct buf *lines, struct error *err)
{
    const char *finding = db_column_text(row, FINDING);

    return buf_printf(lines, err, TR("exception %s%s%s%s\n", "例外      %s%s%s%s\n"), id,
                   finding ? TR(" (finding ", "（発見事項 ") : "", finding ? finding : "",
                   finding ? TR(")", "）") : "") &&
            buf_printf(lines, err,
                    TR("procedure %s  %s\ntest      %s  %s\n",
                            "手続      %s  %s\nテスト    %s  %s\n"),
                    db_column_text(row, INSTANCE), either(row, PROCEDURE_JA),
                    db_column_text(row, TEST), either(row, TITLE_JA)) &&
            write_verdict(exception, row, lines, err) &&
            (db_column_int(row, IS_CURRENT) ||
                    buf_printf(lines, err, "%s\n",
                            TR("note      of an older result: the test was run again since",
                                    "注意      この後テストを実行し直しています（以前の結果の例外）")));
}

static bool write_values(struct store *store, const struct exception *exception,
        struct buf *lines, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *values = NULL;
    size_t before = lines->size;

    if (!buf_append_text(lines, TR("values    ", "値        "), err))
        return false;
    if (!shown_prepare(store, &values, err) ||
            !shown_write(values, exception->result_id,
                    exception_kind_name(exception->kind), exception->number,
                    "\n          ", lines, err))
        return false;
    if (lines->size == before + strlen(TR("values    ", "値        ")))
        lines->size = before;
    return lines->size == before || buf_append_text(lines, "\n", err);
}

/* Line by line: what stands in them may come from evidence. */
static bool print_lines(FILE *out, const struct buf *lines, struct error *err)
{
    const char *at = buf_text(lines);

    for (size_t size; *at; at += size + 1) {
        CLEANUP(buf_clear) struct buf visible = BUF_INIT(LINES_LIMIT);

        size = strcspn(at, "\n");
        if (!text_append_visible(&visible, at, size, err))
            return false;
        fprintf(out, "%s\n", buf_text(&visible));
        if (!at[size])
            break;
    }
    fputc('\n', out);
    return true;
}

bool reason_print(const struct command_call *call, struct store *store, const char *id,
        bool with_values, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(buf_clear) struct buf lines = BUF_INIT(LINES_LIMIT);
    struct exception exception;
    struct values_choice choice = {0};
    bool found;

    if (!exception_find(store_db(store), id, &exception, err))
        return false;
    choice.result_id = exception.result_id;
    if (!(with_values ? shown_try(call, store, &choice, err)
                      : model_prepare(store_db(store), err)) ||
            !db_prepare(store_db(store), results, &row, err))
        return false;
    db_bind_int(row, 1, exception.result_id);
    db_bind_int(row, 2, exception.entry.verdict);
    db_bind_int(row, 3, exception.entry.record_id);
    db_bind_int(row, 4, exception.entry.other_id);
    db_bind_text(row, 5, exception_kind_name(exception.kind));
    db_bind_text(row, 6, id);
    if (!db_step(row, &found, err))
        return false;
    return !found ||
            (write_head(&exception, id, row, &lines, err) &&
                    write_values(store, &exception, &lines, err) &&
                    print_lines(call->out, &lines, err));
}
