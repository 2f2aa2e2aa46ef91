#include "engine/workpaper/finding_step.h"

#include <inttypes.h>

static bool check_answer(struct db_statement *row, int64_t answer_id, struct error *err)
{
    const char *outcome = db_column_text(row, 0), *finding = db_column_text(row, 1);

    if (!text_is_equal(outcome, "exception"))
        return error_set(err, ERROR_REFUSED,
                TR("M%" PRId64
                   " is no exception: its answer is as expected, or the step does not apply",
                        "M%" PRId64
                        " は例外ではありません（回答が期待どおりか、該当なし）"),
                answer_id);
    if (!db_column_int(row, 4))
        return error_set(err, ERROR_REFUSED,
                TR("a later answer took the place of M%" PRId64 ": promote that one",
                        "M%" PRId64
                        " には新しい回答があります。最新の回答から起票してください"),
                answer_id);
    return !finding ||
            error_set(err, ERROR_REFUSED,
                    TR("M%" PRId64 " is in the finding %s already",
                            "M%" PRId64 " はすでに発見事項 %s に含まれています"),
                    answer_id, finding);
}

bool finding_step_find(struct db *db, int64_t answer_id, struct db_statement **ret_row,
        struct error *err)
{
    bool found;

    if (!db_prepare(db,
                "SELECT a.outcome, (SELECT 'F-' || min(f.finding_id) FROM finding_step AS f"
                " WHERE f.step_answer_id = a.step_answer_id), i.catalogue, i.control,"
                " a.step_answer_id IN (SELECT step_answer_id FROM current_step_answer)"
                " FROM step_answer AS a JOIN instance AS i USING (instance_id)"
                " WHERE a.step_answer_id = ?1",
                ret_row, err))
        return false;
    db_bind_int(*ret_row, 1, answer_id);
    if (!db_step(*ret_row, &found, err))
        return false;
    if (!found)
        return error_set(err, ERROR_MISSING,
                TR("there is no answer M%" PRId64 "; chosho step lists them",
                        "回答 M%" PRId64 " はありません。chosho step で一覧できます"),
                answer_id);
    return check_answer(*ret_row, answer_id, err);
}

bool finding_step_insert(const struct store_act *act, int64_t finding_id,
        int64_t answer_id, const char *reason, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO finding_step (finding_id, step_answer_id, reason, promoted_at,"
                " promoted_by) VALUES (?1, ?2, ?3, ?4, ?5)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, finding_id);
    db_bind_int(insert, 2, answer_id);
    db_bind_text(insert, 3, reason);
    db_bind_text(insert, 4, act->at);
    db_bind_text(insert, 5, act->person);
    return db_run(insert, err);
}
