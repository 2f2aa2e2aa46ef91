#include "engine/commands/show_expected.h"

#include "engine/base/cell.h"
#include "engine/base/pointer.h"
#include "engine/base/text.h"
#include "engine/workpaper/exception.h"

#include <inttypes.h>

#define MEMBERS_MAX 5 /* of one item; the report lists all */
#define LINE_LIMIT ((size_t)1 << 20)

static bool print_visible(FILE *out, const struct buf *line, struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(LINE_LIMIT);

    if (!text_append_visible(&visible, line->data, line->size, err))
        return false;
    fprintf(out, "%s\n", buf_text(&visible));
    return true;
}

static bool print_members(FILE *out, struct store *store, int64_t result_id,
        const char *item, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT DISTINCT b.short_id, m.name FROM result_member AS r JOIN member AS m"
                " USING (member_id) JOIN bundle AS b USING (bundle_id)"
                " WHERE r.result_id = ?1 AND r.item = ?2 ORDER BY m.member_id",
                &row, err))
        return false;
    db_bind_int(row, 1, result_id);
    db_bind_text(row, 2, item);
    for (int count = 0;; count++) {
        CLEANUP(buf_clear) struct buf line = BUF_INIT(LINE_LIMIT);

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (count == MEMBERS_MAX) {
            fprintf(out, "          %s\n",
                    TR("... and more: the report lists all files",
                            "…ほかのファイルは調書に一覧があります"));
            return true;
        }
        if (!buf_append_text(&line, "          ", err) ||
                !pointer_write_member(&line, db_column_text(row, 0),
                        db_column_text(row, 1), err))
            return false;
        line.size--; /* the '#' that a record's number would follow */
        if (!print_visible(out, &line, err))
            return false;
    }
}

/* All that the test read besides the records the cells belong to. */
static bool print_searched(FILE *out, struct store *store, int64_t result_id,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT item, selected, (SELECT count(DISTINCT member_id) FROM result_member AS m"
                " WHERE m.result_id = s.result_id AND m.item = s.item) FROM result_source AS s"
                " WHERE result_id = ?1 AND instr(' ' || roles || ' ', ' population ') = 0"
                " ORDER BY item",
                &row, err))
        return false;
    db_bind_int(row, 1, result_id);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        fprintf(out,
                TR("searched  %s: %" PRId64 " record(s) in %" PRId64
                   " file(s); none of them is what the test looks for here\n",
                        "探索範囲  %s: %" PRId64 " 件（%" PRId64
                        " ファイル）。テストが求める記録は、その中にありません\n"),
                db_column_text(row, 0), db_column_int(row, 1), db_column_int(row, 2));
        if (!print_members(out, store, result_id, db_column_text(row, 0), err))
            return false;
    }
}

static bool print_cell(struct command_call *call, struct store *store, const char *name,
        const char *text, struct error *err)
{
    enum exception_kind kind;
    int64_t result_id, number;

    fprintf(call->out,
            TR("expected  %s, a part of the audit period: no record stands for it\n",
                    "期待      %s（監査対象期間の区切り。対応する記録そのものはありません）\n"),
            name);
    return !exception_parse_id(text, &result_id, &kind, &number) ||
            print_searched(call->out, store, result_id, err);
}

bool show_expected_alone(struct command_call *call, struct store *store, const char *text,
        bool *ret_done, struct error *err)
{
    struct exception exception = {0};
    enum exception_kind kind;
    int64_t result_id, number;
    char name[CELL_NAME_SIZE];

    *ret_done = false;
    if (!cell_parse(text, &exception.entry.record_id) &&
            exception_parse_id(text, &result_id, &kind, &number) &&
            !exception_find(store_db(store), text, &exception, err))
        return false;
    if (!cell_format(exception.entry.record_id, name))
        return true;
    if (call->format == COMMAND_TABLE && !print_cell(call, store, name, text, err))
        return false;
    *ret_done = true;
    return true;
}

bool show_expected_is(int64_t record_id)
{
    char name[CELL_NAME_SIZE];

    return cell_format(record_id, name);
}

bool show_expected_other(struct command_call *call, struct store *store, const char *text,
        int64_t other_id, struct error *err)
{
    char name[CELL_NAME_SIZE];

    return !cell_format(other_id, name) || call->format != COMMAND_TABLE ||
            print_cell(call, store, name, text, err);
}
