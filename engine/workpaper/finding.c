#include "engine/workpaper/finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/jsonwriter.h"
#include "engine/base/text.h"
#include "engine/workpaper/exception.h"
#include "engine/workpaper/finding_step.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"

#define FINDING_ID_SIZE 24
#define CONTROL_LIMIT ((size_t)64 << 10)

bool finding_parse_id(const char *id, int64_t *ret_finding_id)
{
    int64_t number = 0;

    if (id[0] != 'F' || id[1] != '-' || id[2] < '1' || id[2] > '9')
        return false;
    for (id += 2; *id >= '0' && *id <= '9'; id++) {
        if (number > (INT64_MAX - 9) / 10)
            return false;
        number = number * 10 + (*id - '0');
    }
    if (*id)
        return false;
    *ret_finding_id = number;
    return true;
}

/* What of the workpaper concerns an exception that is to be promoted; row columns in the
 * order of inspect()'s query. */
static bool check_row(struct db_statement *row, const char *id, struct error *err)
{
    const char *finding = db_column_text(row, 1);

    if (!db_column_int(row, 0))
        return error_set(err, ERROR_REFUSED,
                TR("%s is of an older result: the test was run again; promote from the newest",
                        "%s は古い結果のものです。再実行後の最新の結果から起票してください"),
                id);
    if (finding)
        return error_set(err, ERROR_REFUSED,
                TR("%s is in the finding %s already",
                        "%s はすでに発見事項 %s に含まれています"),
                id, finding);
    return true;
}

/* The control an exception is of; set the first time, compared afterwards. */
struct place {
    struct arena arena;
    const char *catalogue, *control;
    bool is_given;
};

static bool check_place(struct db_statement *row, struct place *place, struct error *err)
{
    const char *catalogue = db_column_text(row, 2);
    const char *control = db_column_text(row, 3);

    if (place->is_given)
        return true;
    if (!place->control)
        return arena_text(&place->arena, catalogue, &place->catalogue, err) &&
                arena_text(&place->arena, control, &place->control, err);
    if (text_is_equal(place->catalogue, catalogue) &&
            text_is_equal(place->control, control))
        return true;
    return error_set(err, ERROR_USAGE,
            TR("the exceptions are of several controls (%s, %s): promote them separately, one finding per control",
                    "例外が複数の管理策（%s、%s）にまたがります。管理策ごとに分けて、別の発見事項にしてください"),
            place->control, control);
}

static bool inspect(struct db *db, const char *id, struct place *place,
        struct exception *ret_exception, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!exception_find(db, id, ret_exception, err))
        return false;
    if (ret_exception->kind == EXCEPTION_OTHER_ROUTE)
        return error_set(err, ERROR_REFUSED,
                TR("%s is no exception: it went another route that the procedure states",
                        "%s は例外ではなく、手続の定める別経路によるレコードです"),
                id);
    if (ret_exception->kind == EXCEPTION_NOT_DUE)
        return error_set(err, ERROR_REFUSED,
                TR("%s is no exception: it was not yet due at the end of the period",
                        "%s は例外ではなく、期間の末日に期限が来ていないレコードです"),
                id);
    if (ret_exception->kind != EXCEPTION_DEVIATING)
        return error_set(err, ERROR_REFUSED,
                TR("%s is no exception: it could not be decided",
                        "%s は例外ではなく、判定できなかったレコードです"),
                id);
    if (!db_prepare(db,
                "SELECT result_id = (SELECT max(n.result_id) FROM result AS n"
                "  WHERE n.instance_id = r.instance_id AND n.test = r.test),"
                " " FINDING_OF("?2", "?3",
                        "(SELECT ordinal FROM exception WHERE exception_id = ?4)",
                        "r.instance_id",
                        "r.test") ","
                                  " catalogue, control"
                                  " FROM result AS r JOIN instance USING (instance_id) WHERE result_id = ?1",
                &query, err))
        return false;
    db_bind_int(query, 1, ret_exception->result_id);
    db_bind_int(query, 2, ret_exception->entry.record_id);
    db_bind_int(query, 3, ret_exception->entry.other_id);
    db_bind_text(query, 4, id);
    if (!db_step(query, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_INTEGRITY, "%s is of no result", id);
    return check_row(query, id, err) && check_place(query, place, err);
}

/* An answer of a step, "M3": its control like an exception's. */
static bool inspect_step(struct db *db, int64_t answer_id, struct place *place,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;

    return finding_step_find(db, answer_id, &row, err) && check_place(row, place, err);
}

static bool insert_exception(struct db_statement *insert, const struct store_act *act,
        int64_t finding_id, const char *id, const struct exception *exception,
        const char *reason, struct error *err)
{
    db_bind_int(insert, 1, finding_id);
    db_bind_text(insert, 2, id);
    db_bind_int(insert, 3, exception->result_id);
    db_bind_int(insert, 4, exception->entry.record_id);
    db_bind_int(insert, 5, exception->entry.other_id);
    db_bind_text(insert, 6, reason);
    db_bind_text(insert, 7, act->at);
    db_bind_text(insert, 8, act->person);
    return db_run(insert, err);
}

/* An exception promoted twice, even in the same act, is found by inspect(). */
static bool insert_exceptions(const struct store_act *act, int64_t finding_id,
        const char *const *ids, size_t count, const char *reason, struct place *place,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    struct exception exception;

    if (!db_prepare(act->db,
                "INSERT INTO finding_exception (finding_id, exception_id, result_id,"
                " record_id, other_id, ordinal, reason, promoted_at, promoted_by)"
                " VALUES (?1, ?2, ?3, ?4, ?5,"
                " (SELECT ordinal FROM exception WHERE exception_id = ?2), ?6, ?7, ?8)",
                &insert, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t answer_id;

        if (step_parse_id(ids[i], &answer_id)) {
            if (!inspect_step(act->db, answer_id, place, err) ||
                    !finding_step_insert(act, finding_id, answer_id, reason, err))
                return false;
            continue;
        }
        if (!inspect(act->db, ids[i], place, &exception, err) ||
                !insert_exception(insert, act, finding_id, ids[i], &exception, reason,
                        err))
            return false;
    }
    return true;
}

static bool insert_finding(const struct store_act *act, const struct finding *draft,
        int64_t *ret_finding_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO finding (catalogue, control, title_ja, title_en, fact_ja,"
                " fact_en, status, created_at, created_by)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'draft', ?7, ?8)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, draft->catalogue);
    db_bind_text(insert, 2, draft->control);
    db_bind_text(insert, 3, draft->title_ja);
    db_bind_text(insert, 4, draft->title_en);
    db_bind_text(insert, 5, draft->fact_ja);
    db_bind_text(insert, 6, draft->fact_en);
    db_bind_text(insert, 7, act->at);
    db_bind_text(insert, 8, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_finding_id = db_last_id(act->db);
    return true;
}

/* draft NULL: into a finding that exists. */
static bool append_act(struct store_act *act, int64_t finding_id,
        const struct finding *draft, const char *const *ids, size_t count,
        const char *reason, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    char object[FINDING_ID_SIZE], record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!verify_digest(act->db, VERIFY_FINDING, finding_id, record, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    if (draft) {
        jsonwriter_member(&writer, "catalogue", draft->catalogue);
        jsonwriter_member(&writer, "control", draft->control);
        jsonwriter_member(&writer, "fact_en", draft->fact_en);
        jsonwriter_member(&writer, "fact_ja", draft->fact_ja);
        jsonwriter_member(&writer, "title_en", draft->title_en);
        jsonwriter_member(&writer, "title_ja", draft->title_ja);
    }
    jsonwriter_key(&writer, "exceptions");
    jsonwriter_array(&writer);
    for (size_t i = 0; i < count; i++)
        jsonwriter_text(&writer, ids[i]);
    jsonwriter_end(&writer);
    jsonwriter_member(&writer, "reason", reason);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_end(&writer);
    snprintf(object, sizeof(object), "F-%" PRId64, finding_id);
    return jsonwriter_finish(&writer) &&
            journal_append(act, "promote", object, &body, err);
}

static bool is_blank(const char *text)
{
    return !text || text[strspn(text, " \t\r\n")] == '\0';
}

static bool check_request(size_t count, const char *reason, struct error *err)
{
    if (count == 0)
        return error_set(err, ERROR_USAGE,
                TR("a finding needs at least one exception",
                        "発見事項には例外が一件は必要です"));
    return !is_blank(reason) ||
            error_set(err, ERROR_USAGE,
                    TR("promoting needs a reason", "起票には理由が必要です"));
}

static bool check_title(const struct finding *draft, struct error *err)
{
    return !is_blank(draft->title_ja) || !is_blank(draft->title_en) ||
            error_set(err, ERROR_USAGE,
                    TR("a finding needs a title", "発見事項には表題が必要です"));
}

/* The finding's row comes before its exceptions', so the control they are of is found
 * first. */
static bool find_place(struct db *db, const char *const *ids, size_t count,
        struct place *place, struct error *err)
{
    struct exception exception;

    for (size_t i = 0; i < count; i++) {
        int64_t answer_id;

        if (step_parse_id(ids[i], &answer_id)
                        ? !inspect_step(db, answer_id, place, err)
                        : !inspect(db, ids[i], place, &exception, err))
            return false;
    }
    return true;
}

static void clear_place(struct place *place)
{
    arena_clear(&place->arena);
}

bool finding_check(struct store *store, const struct finding *draft,
        const char *const *exceptions, size_t count, const char *reason,
        struct error *err)
{
    CLEANUP(clear_place) struct place place = {.arena = ARENA_INIT(CONTROL_LIMIT)};

    return check_request(count, reason, err) && check_title(draft, err) &&
            find_place(store_db(store), exceptions, count, &place, err);
}

bool finding_promote(struct store *store, const char *person, const struct finding *draft,
        const char *const *exceptions, size_t count, const char *reason,
        int64_t *ret_finding_id, struct error *err)
{
    CLEANUP(clear_place)
    struct place place = {ARENA_INIT(CONTROL_LIMIT), draft->catalogue, draft->control,
            draft->catalogue && draft->control};
    CLEANUP(store_rollback) struct store_act act = {0};
    struct finding finding = *draft;
    int64_t finding_id;

    if (!check_request(count, reason, err) || !check_title(draft, err))
        return false;
    if (!place.is_given)
        place.catalogue = place.control = NULL;
    if (!store_begin(store, person, &act, err) || !verify_workpaper(store, err) ||
            !find_place(act.db, exceptions, count, &place, err))
        return false;
    if (is_blank(draft->fact_ja) && is_blank(draft->fact_en))
        return error_set(err, ERROR_USAGE,
                TR("a finding states what was found: say it with --fact",
                        "発見事項には事実の記載が必要です。--fact で指定してください"));
    finding.catalogue = place.catalogue;
    finding.control = place.control;
    if (!insert_finding(&act, &finding, &finding_id, err) ||
            !insert_exceptions(&act, finding_id, exceptions, count, reason, &place,
                    err) ||
            !append_act(&act, finding_id, &finding, exceptions, count, reason, err) ||
            !store_commit(&act, err))
        return false;
    *ret_finding_id = finding_id;
    return true;
}

/* *place becomes the finding's control: what is added to it is of the same. */
static bool check_draft(struct db *db, int64_t finding_id, struct place *place,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(db,
                "SELECT status, catalogue, control FROM finding WHERE finding_id = ?1",
                &query, err))
        return false;
    db_bind_int(query, 1, finding_id);
    if (!db_step(query, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_MISSING,
                TR("there is no finding F-%" PRId64,
                        "発見事項 F-%" PRId64 " はありません"),
                finding_id);
    if (!text_is_equal(db_column_text(query, 0), "draft"))
        return error_set(err, ERROR_REFUSED,
                TR("F-%" PRId64 " is %s, not a draft any more: raise another finding",
                        "F-%" PRId64
                        " は下書きではありません（%s）。別の発見事項にしてください"),
                finding_id, db_column_text(query, 0));
    return arena_text(&place->arena, db_column_text(query, 1), &place->catalogue, err) &&
            arena_text(&place->arena, db_column_text(query, 2), &place->control, err);
}

bool finding_extend(struct store *store, const char *person, int64_t finding_id,
        const char *const *exceptions, size_t count, const char *reason,
        struct error *err)
{
    CLEANUP(clear_place)
    struct place place = {.arena = ARENA_INIT(CONTROL_LIMIT)};
    CLEANUP(store_rollback) struct store_act act = {0};

    return check_request(count, reason, err) && store_begin(store, person, &act, err) &&
            check_draft(act.db, finding_id, &place, err) &&
            verify_workpaper(store, err) &&
            insert_exceptions(&act, finding_id, exceptions, count, reason, &place, err) &&
            append_act(&act, finding_id, NULL, exceptions, count, reason, err) &&
            store_commit(&act, err);
}

#define FINDING_SELECT                                                                       \
    "SELECT finding_id, (SELECT count(*) FROM finding_exception AS e"                        \
    "  WHERE e.finding_id = f.finding_id) + (SELECT count(*) FROM finding_step AS e"         \
    "  WHERE e.finding_id = f.finding_id), catalogue, control, title_ja, title_en,"          \
    " fact_ja, fact_en, status, created_at, created_by,"                                     \
    " (SELECT group_concat(reason, ' / ') FROM (SELECT reason FROM (SELECT reason,"          \
    "  promoted_at FROM finding_exception AS e WHERE e.finding_id = f.finding_id UNION ALL"  \
    "  SELECT reason, promoted_at FROM finding_step AS e WHERE e.finding_id = f.finding_id)" \
    "  GROUP BY reason ORDER BY min(promoted_at), reason))"                                  \
    " FROM finding AS f"

static bool read_finding(struct db_statement *row, struct arena *arena,
        struct finding *ret_finding, struct error *err)
{
    struct finding finding = {
            .finding_id = db_column_int(row, 0),
            .exception_count = db_column_int(row, 1),
    };
    const char **const texts[] = {&finding.catalogue, &finding.control, &finding.title_ja,
            &finding.title_en, &finding.fact_ja, &finding.fact_en, &finding.status,
            &finding.created_at, &finding.created_by, &finding.reason};

    for (int i = 0; i < (int)ARRAY_LENGTH(texts); i++) {
        if (!arena_text(arena, db_column_text(row, i + 2), texts[i], err))
            return false;
    }
    *ret_finding = finding;
    return true;
}

bool finding_list(struct store *store, struct arena *arena, struct finding **ret_findings,
        size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct finding *findings = NULL;
    size_t count = 0;
    int64_t total;
    bool row;

    if (!db_query_int(store_db(store), "SELECT count(*) FROM finding", &total, err) ||
            !arena_allocate(arena, ((size_t)total + 1) * sizeof(*findings), &findings,
                    err) ||
            !db_prepare(store_db(store), FINDING_SELECT " ORDER BY finding_id LIMIT ?1",
                    &query, err))
        return false;
    db_bind_int(query, 1, total);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!read_finding(query, arena, &findings[count++], err))
            return false;
    }
    *ret_findings = findings;
    *ret_count = count;
    return true;
}

bool finding_find(struct store *store, int64_t finding_id, struct arena *arena,
        struct finding *ret_finding, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(store_db(store), FINDING_SELECT " WHERE finding_id = ?1", &query,
                err))
        return false;
    db_bind_int(query, 1, finding_id);
    if (!db_step(query, &row, err))
        return false;
    if (row)
        return read_finding(query, arena, ret_finding, err);
    return error_set(err, ERROR_MISSING,
            TR("there is no finding F-%" PRId64, "発見事項 F-%" PRId64 " はありません"),
            finding_id);
}
