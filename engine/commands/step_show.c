/* One step with everything to be known for doing it. */
#include <inttypes.h>
#include <string.h>

#include "engine/commands/listing.h"
#include "engine/commands/step_work.h"
#include "engine/run/step_expected.h"

static const struct listing_column answer_columns[] = {
        {"answer", "回答", "answer", LISTING_TEXT},
        {"type", "型", "type", LISTING_TEXT},
        {"question", "内容", "question", LISTING_TEXT},
        {"expected", "期待", "expected", LISTING_TEXT},
        {"value", "記録", "recorded", LISTING_TEXT},
};

static const char *class_word(const char *class)
{
    static const struct {
        const char *class, *ja, *en;
    } words[] = {
            {"regulation", "規程等", "regulation"},
            {"design-record", "設計書・仕様書等", "design record"},
            {"record", "申請書・記録・ログ等", "record"},
            {"setting", "設定等", "setting"},
            {"facility", "施設・建物等", "facility"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].class, class) == 0)
            return TR(words[i].en, words[i].ja);
    }
    return class;
}

static const char *technique_word(const char *technique)
{
    static const struct {
        const char *technique, *ja;
    } words[] = {{"inquiry", "質問"}, {"inspection", "閲覧"}, {"observation", "観察"},
            {"reperformance", "再実施"}};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].technique, technique) == 0)
            return TR(technique, words[i].ja);
    }
    return technique;
}

static const char *said(const struct procedure_text *text)
{
    const char *found = procedure_text_in(text, text_language());

    return found ? found : "";
}

/* ---- what is to be done ---- */

static void print_subjects(FILE *out, const struct procedure_step *step)
{
    for (size_t i = 0; i < step->inspect_count; i++)
        fprintf(out, TR("inspect: %s (%s)\n", "閲覧・観察の対象: %s（%s）\n"),
                said(&step->inspects[i].title), class_word(step->inspects[i].class));
    for (size_t i = 0; i < step->ask_count; i++)
        fprintf(out, TR("ask: %s\n", "質問の相手: %s\n"), said(&step->asks[i].title));
}

static void print_wanted(FILE *out, const struct procedure_step *step, const char *as_of)
{
    if (strcmp(step->technique, "inquiry") == 0)
        fprintf(out, "%s",
                TR("wanted: --asked \"name, role\" of each person asked\n",
                        "必要: --asked \"氏名, 役割\"（質問した相手ごと）\n"));
    if (strcmp(step->technique, "observation") == 0)
        fprintf(out, "%s",
                TR("wanted: --place and --at of the observation\n",
                        "必要: --place（場所）と --at（日又は日時）\n"));
    if (step->has_document)
        fprintf(out,
                TR("wanted: --document, --document-version, --section, --approved-on, --in-force; approved by and in force on %s\n",
                        "必要: --document --document-version --section --approved-on --in-force。%sまでに承認され、同日に有効であること\n"),
                as_of);
    if (step->min_attachments > 0)
        fprintf(out,
                TR("wanted: --attach FILE, %" PRIu64 " or more\n",
                        "必要: --attach ファイル（%" PRIu64 "件以上）\n"),
                step->min_attachments);
}

static void print_head(FILE *out, const struct store *store, const struct step_row *row)
{
    const struct procedure_step *step = row->step;

    fprintf(out, "%s%s%s  %s  %s\n", row->name, *row->cell->name ? "  " : "",
            row->cell->name, row->instance->control ? row->instance->control->ref : "",
            technique_word(step->technique));
    fprintf(out, "%s\n\n%s\n\n", said(&step->title), said(&step->instruction));
    print_subjects(out, step);
    print_wanted(out, step, store_engagement(store)->as_of);
}

/* ---- what was recorded ---- */

/* Texts of several rows, one a line, behind a heading. */
static bool print_rows(FILE *out, struct store *store, const char *sql, int64_t answer_id,
        const char *heading, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    CLEANUP(buf_clear) struct buf visible = BUF_INIT((size_t)16 << 20);
    bool more;

    if (!db_prepare(store_db(store), sql, &query, err))
        return false;
    db_bind_int(query, 1, answer_id);
    for (;;) {
        struct slice text;

        if (!db_step(query, &more, err))
            return false;
        if (!more)
            break;
        text = db_column_bytes(query, 0);
        if (!buf_printf(&visible, err, "%s: ", heading) ||
                !text_append_visible(&visible, text.text, text.size, err) ||
                !buf_append_text(&visible, "\n", err))
            return false;
    }
    fputs(buf_text(&visible), out);
    return true;
}

#define OF_ANSWER " FROM step_answer WHERE step_answer_id = ?1 AND "

static bool print_recorded(FILE *out, struct store *store, const struct step_row *row,
        struct error *err)
{
    const struct {
        const char *sql, *en, *ja;
    } parts[] = {
            {"SELECT name || ', ' || role FROM step_person WHERE step_answer_id = ?1"
             " ORDER BY position",
                    "asked", "質問した相手"},
            {"SELECT place" OF_ANSWER "place IS NOT NULL", "place", "場所"},
            {"SELECT observed_at" OF_ANSWER "observed_at IS NOT NULL", "at", "日時"},
            {"SELECT document || ', ' || document_version || ', ' || document_section"
             " || ', ' || coalesce(approved_on, '-') || ', ' || in_force_from || '..' ||"
             " coalesce(in_force_to, '')" OF_ANSWER "document <> ''",
                    "document, version, section, approved on, in force",
                    "文書・版・該当箇所・承認日・施行期間"},
            {"SELECT file || ' ' || sha256 FROM step_attachment WHERE step_answer_id = ?1"
             " ORDER BY position",
                    "attached", "添付"},
            {TR("SELECT en FROM step_deviation WHERE step_answer_id = ?1 ORDER BY position",
                     "SELECT ja FROM step_deviation WHERE step_answer_id = ?1 ORDER BY position"),
                    "not as expected", "期待と異なる点"},
            {TR("SELECT coalesce(fact_en, fact_ja)" OF_ANSWER "outcome = 'exception'",
                     "SELECT coalesce(fact_ja, fact_en)" OF_ANSWER
                     "outcome = 'exception'"),
                    "fact", "事実"},
            {"SELECT reason" OF_ANSWER "reason IS NOT NULL", "reason", "理由"},
            {"SELECT note" OF_ANSWER "note IS NOT NULL", "note", "補足"},
            {"SELECT 'M' || o.step_answer_id || ' ' || o.recorded_at || ' ' || o.outcome"
             " FROM step_answer AS a JOIN step_answer AS o USING (instance_id, step, cell)"
             " WHERE a.step_answer_id = ?1 AND o.step_answer_id < ?1"
             " ORDER BY o.step_answer_id",
                    "before", "以前の回答"},
    };

    if (!row->answer_id)
        return true;
    fprintf(out, "\nM%" PRId64 "  %s  %s  %s\n", row->answer_id, row->outcome,
            row->recorded_at, row->recorded_by);
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        if (!print_rows(out, store, parts[i].sql, row->answer_id,
                    TR(parts[i].en, parts[i].ja), err))
            return false;
    }
    return true;
}

static bool find_value(struct command_call *call, struct store *store, int64_t answer_id,
        const char *answer, const char **ret_value, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool found;

    *ret_value = NULL;
    if (!db_prepare(store_db(store),
                TR("SELECT coalesce(value_en, value) FROM step_value"
                   " WHERE step_answer_id = ?1 AND answer = ?2",
                        "SELECT coalesce(value_ja, value) FROM step_value"
                        " WHERE step_answer_id = ?1 AND answer = ?2"),
                &query, err))
        return false;
    db_bind_int(query, 1, answer_id);
    db_bind_text(query, 2, answer);
    return db_step(query, &found, err) &&
            (!found ||
                    arena_text(&call->arena, db_column_text(query, 0), ret_value, err));
}

/* "choice: yes, no" */
static bool write_type(const struct procedure_answer *answer, struct buf *buf,
        struct error *err)
{
    static const char *const types[][2] = {{"文", "text"}, {"選択", "choice"},
            {"数", "number"}, {"日付", "date"}};

    if (!buf_append_text(buf, types[answer->type][text_language()], err))
        return false;
    for (size_t i = 0; i < answer->option_count; i++) {
        if (!buf_printf(buf, err, "%s%s", i ? ", " : ": ", answer->options[i].value))
            return false;
    }
    return !answer->optional || buf_append_text(buf, TR(" (optional)", "（任意）"), err);
}

static bool add_answer(struct command_call *call, struct store *store,
        const struct step_row *row, const struct procedure_answer *answer,
        struct listing *listing, struct error *err)
{
    CLEANUP(buf_clear) struct buf type = BUF_INIT((size_t)64 << 10);
    struct step_context context = steps_context(store, row->instance, row->cell);
    struct text_pair expected;
    const char *value;

    return write_type(answer, &type, err) &&
            step_expected_write(answer, &context, &call->arena, &expected, err) &&
            find_value(call, store, row->answer_id, answer->id, &value, err) &&
            listing_add(listing,
                    (struct slice[]){listing_text(answer->id),
                            listing_text(buf_text(&type)),
                            listing_text(said(&answer->title)),
                            listing_text(text_said(&expected)), listing_text(value)},
                    err);
}

static bool print_answers(struct command_call *call, struct store *store,
        const struct step_row *row, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    if (!listing_new(call, answer_columns, ARRAY_LENGTH(answer_columns), &listing, err))
        return false;
    for (size_t i = 0; i < row->step->answer_count; i++) {
        if (!add_answer(call, store, row, &row->step->answers[i], listing, err))
            return false;
    }
    return listing_finish(listing, err);
}

/* For the other cells of the step. */
static void print_cells(FILE *out, const struct step_work *work,
        const struct step_row *row)
{
    if (!*row->cell->name)
        return;
    fputs(TR("cells:", "対象:"), out);
    for (size_t i = 0; i < work->count; i++) {
        const struct step_row *other = &work->rows[i];

        if (other->instance == row->instance && other->step == row->step)
            fprintf(out, " %s (%s)", other->cell->name, other->outcome);
    }
    fputc('\n', out);
}

bool step_show(struct command_call *call, struct store *store,
        const struct step_work *work, const struct step_row *row, struct error *err)
{
    if (call->format != COMMAND_TABLE)
        return print_answers(call, store, row, err);
    print_head(call->out, store, row);
    print_cells(call->out, work, row);
    fputc('\n', call->out);
    return print_answers(call, store, row, err) &&
            print_recorded(call->out, store, row, err);
}
