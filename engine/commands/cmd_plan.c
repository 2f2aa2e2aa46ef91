/* chosho plan: what is to be done, by whom and with which values; signed before the
 * fieldwork. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/plan_change.h"
#include "engine/run/plan.h"
#include "engine/workpaper/verify.h"

#include <string.h>

static const struct command_option options[] = {
        {"set", "PROCEDURE:NAME=VALUE", "手続のパラメータの値を定める（--reason が必要）",
                "set a procedure's parameter (with --reason)"},
        {"assign", "PROCEDURE=PERSON", "手続の担当者を定める",
                "who performs a procedure"},
        {"scope", "CONTROL=DISPOSITION",
                "管理策の処置を定める（--reason が必要）: manual, covered, not-due, not-applicable。performed で取り消す",
                "a control's disposition (with --reason): manual, covered, not-due, not-applicable; performed takes it back"},
        {"profile", "ID|FILE",
                "何をどの年に実施するかを定めるOSCALプロファイル（--cycle-year が必要）",
                "the OSCAL profile that says what is due in which year (with --cycle-year)"},
        {"cycle-year", "N", "周期の何年目か", "the year of the profile's cycle, from 1"},
        {"deviation", "PROCEDURE", "確定後に変わった手続の文言を、理由とともに記録する",
                "record why a procedure's text changed after the plan was signed"},
        {"reason", "TEXT", "理由", "why"},
        {"sign", NULL, "計画を確定する", "fix the plan"},
        {"part", "KIND",
                "示す項目: profile, statement, scope, procedure, assign, parameter, instance, deviation",
                "show only: profile, statement, scope, procedure, assign, parameter, instance, deviation"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"part", "項目", "part", LISTING_PLAN},
        {"name", "対象", "name", LISTING_TEXT},
        {"value", "内容", "value", LISTING_TEXT},
        {"source", "由来", "source", LISTING_PLAN},
        {"detail", "説明", "explanation", LISTING_TEXT},
        {"signed", "確定時", "as signed", LISTING_TEXT},
        {"reason", "理由", "reason", LISTING_TEXT},
        {"by", "担当", "by", LISTING_TEXT},
        {"at", "日時", "at", LISTING_TEXT},
};

struct planning {
    struct command_call *call;
    struct store *store;
    struct library library;
    struct instance_list list;
    struct plan plan;
    const char *part; /* NULL: all */
    bool is_signed;
    size_t changed; /* lines that are not as signed */
};

static void end(struct planning *planning)
{
    instance_list_clear(&planning->list);
    library_clear(&planning->library);
}

static bool load(struct planning *planning, struct complaint_list *complaints,
        struct error *err)
{
    const struct instance_options all = {0};

    if (!library_load(store_engagement(planning->store)->library, &planning->library,
                err))
        return false;
    if (planning->library.complaints.errors)
        command_complain(&planning->library.complaints);
    return instance_list_make(planning->store, &planning->library, &all, &planning->list,
                   complaints, err) &&
            plan_make(planning->store, &planning->list, &planning->call->arena,
                    &planning->plan, err) &&
            plan_record_is_signed(planning->store, &planning->is_signed, err);
}

/* ---- showing ---- */

static bool is_shown(const struct planning *planning, const char *kind)
{
    return !planning->part || strcmp(planning->part, kind) == 0;
}

/* The line's value as it was signed; NULL: there was none. */
static bool find_signed(struct db_statement *query, const struct plan_line *line,
        const char **ret_value, struct error *err)
{
    bool found;

    *ret_value = NULL;
    db_reset(query);
    db_bind_text(query, 1, line->kind);
    db_bind_text(query, 2, line->name);
    if (!db_step(query, &found, err))
        return false;
    if (found)
        *ret_value = db_column_text(query, 0);
    return true;
}

static const char *source_of(const struct plan_item *item)
{
    if (strcmp(item->line.kind, "parameter") == 0)
        return item->is_planned ? "plan" : "procedure";
    return NULL;
}

static bool show_item(struct planning *planning, const struct plan_item *item,
        struct db_statement *signed_lines, struct listing *listing, struct error *err)
{
    const char *before = NULL, *remark = NULL;

    if (planning->is_signed) {
        if (!find_signed(signed_lines, &item->line, &before, err))
            return false;
        if (!before)
            remark = TR("(not there)", "（なし）");
        else if (strcmp(before, item->line.value) != 0)
            remark = before;
        planning->changed += remark != NULL;
    }
    return !is_shown(planning, item->line.kind) ||
            listing_add(listing,
                    (struct slice[]){listing_text(item->line.kind),
                            listing_text(item->line.name), listing_text(item->line.value),
                            listing_text(source_of(item)), listing_text(item->detail),
                            listing_text(remark), listing_text(item->reason),
                            listing_text(NULL), listing_text(NULL)},
                    err);
}

/* What the plan had when it was signed, and has no more. */
static bool show_gone(struct planning *planning, struct listing *listing,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(planning->store),
                "SELECT kind, name, value FROM plan_line ORDER BY position", &row, err))
        return false;
    for (;;) {
        const char *kind;
        bool is_there = false;

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        kind = db_column_text(row, 0);
        for (size_t i = 0; i < planning->plan.count && !is_there; i++)
            is_there = strcmp(planning->plan.items[i].line.kind, kind) == 0 &&
                    strcmp(planning->plan.items[i].line.name, db_column_text(row, 1)) ==
                            0;
        planning->changed += !is_there;
        if (!is_there && is_shown(planning, kind) &&
                !listing_add(listing,
                        (struct slice[]){listing_text(kind),
                                listing_text(db_column_text(row, 1)), listing_text(NULL),
                                listing_text(NULL), listing_text(NULL),
                                listing_text(db_column_text(row, 2)), listing_text(NULL),
                                listing_text(NULL), listing_text(NULL)},
                        err))
            return false;
    }
}

static bool show_deviations(struct planning *planning, struct listing *listing,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(planning->store),
                "SELECT 'deviation', kind || CASE name WHEN '' THEN '' ELSE ' ' || name END, after, NULL, NULL, before, reason, recorded_by,"
                " nullif(at, '9999') FROM report_deviation ORDER BY at, part, name",
                &row, err))
        return false;
    for (;;) {
        struct slice values[ARRAY_LENGTH(columns)];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        for (size_t c = 0; c < ARRAY_LENGTH(columns); c++)
            values[c] = listing_text(db_column_text(row, (int)c));
        if (is_shown(planning, "deviation") && !listing_add(listing, values, err))
            return false;
    }
}

static bool say_state(struct planning *planning, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(store_db(planning->store),
                "SELECT signed_by, signed_at, digest, (SELECT count(*) FROM report_deviation),"
                " (SELECT count(*) FROM report_deviation WHERE reason IS NULL) FROM report_plan",
                &row, err) ||
            !db_step(row, &found, err))
        return false;
    if (!found) {
        command_say("%s",
                TR("the plan is a draft; chosho plan --sign fixes it before the fieldwork",
                        "計画は未確定です。実施の前に chosho plan --sign で確定してください"));
        return true;
    }
    command_say(
            TR("the plan was signed by %s at %s (SHA-256 %.16s...); lines that differ since: %zu; deviations recorded: %lld, without a reason: %lld",
                    "計画は %s が %s に確定しました（SHA-256 %.16s…）。確定後に変わった行 %zu、記録された変更 %lld件、うち理由のないもの %lld件"),
            db_column_text(row, 0), db_column_text(row, 1), db_column_text(row, 2),
            planning->changed, (long long)db_column_int(row, 3),
            (long long)db_column_int(row, 4));
    if (db_column_int(row, 4))
        command_say("%s",
                TR("next: chosho plan --deviation PROCEDURE --reason TEXT says why a procedure's text changed",
                        "次に: 手続の文言が変わった理由は chosho plan --deviation 手続 --reason 理由 で記録します"));
    return true;
}

static bool show(struct planning *planning, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *signed_lines = NULL;

    if (!listing_new(planning->call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !db_prepare(store_db(planning->store),
                    "SELECT value FROM plan_line WHERE kind = ?1 AND name = ?2",
                    &signed_lines, err))
        return false;
    for (size_t i = 0; i < planning->plan.count; i++) {
        if (!show_item(planning, &planning->plan.items[i], signed_lines, listing, err))
            return false;
    }
    return (!planning->is_signed || show_gone(planning, listing, err)) &&
            show_deviations(planning, listing, err) && listing_finish(listing, err) &&
            say_state(planning, err);
}

/* ---- signing ---- */

static bool sign(struct planning *planning, struct error *err)
{
    struct plan_line *lines;
    char digest[DIGEST_HEX_SIZE];
    const char *person;

    if (!command_person(planning->call, planning->store, &person, err) ||
            !arena_allocate(&planning->call->arena,
                    (planning->plan.count + 1) * sizeof(*lines), &lines, err))
        return false;
    for (size_t i = 0; i < planning->plan.count; i++)
        lines[i] = planning->plan.items[i].line;
    if (!plan_record_sign(planning->store, person, lines, planning->plan.count, digest,
                err))
        return false;
    command_say(TR("the plan of %zu lines is signed by %s (SHA-256 %s)",
                        "%zu行の計画を %s が確定しました（SHA-256 %s）"),
            planning->plan.count, person, digest);
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(end) struct planning planning = {.call = call};
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    bool is_change = plan_change_is_asked(call) || command_has(call, "sign"), ok;

    complaint_list_init(&complaints);
    if (!command_expect(call, 0, 0, err) ||
            !command_open(call, is_change ? STORE_WRITE : STORE_READ, &store, err) ||
            !verify_workpaper(store, err))
        return 2;
    planning.store = store;
    planning.part = command_value(call, "part");
    ok = plan_change_make(call, store, &complaints, err) &&
            load(&planning, &complaints, err) &&
            (command_has(call, "sign") ? sign(&planning, err)
                                       : is_change || show(&planning, err));
    command_complain(&complaints);
    return ok ? 0 : 2;
}

const struct command cmd_plan = {
        .name = "plan",
        .arguments = "",
        .ja = "計画（範囲、対象、パラメータ、担当）を示し、定め、確定する",
        .en = "show, change and sign the plan: scope, instances, parameters, who does what",
        .options = options,
        .run = run,
};
