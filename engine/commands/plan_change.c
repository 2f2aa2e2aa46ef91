#include "engine/commands/plan_change.h"

#include <string.h>

#include "engine/run/library.h"
#include "engine/run/library_choice.h"
#include "engine/run/plan.h"
#include "procedures/parameter.h"

#define YEARS_MAX 20

struct changing {
    struct command_call *call;
    struct store *store;
    const char *person, *reason;
    struct library library;
    struct complaint_list *complaints;
};

static void end(struct changing *changing)
{
    library_clear(&changing->library);
}

bool plan_change_is_asked(const struct command_call *call)
{
    static const char *const names[] = {"set", "assign", "scope", "profile", "cycle-year",
            "deviation"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (command_has(call, names[i]))
            return true;
    }
    return false;
}

/* Cuts "LEFT=RIGHT" at the first of the character. */
static bool cut(struct changing *changing, const char *option, const char *text,
        char mark, const char *form, const char **ret_left, const char **ret_right,
        struct error *err)
{
    const char *at = strchr(text, mark);

    if (!at || at == text || !at[1])
        return error_set(err, ERROR_USAGE,
                TR("--%s wants %s, not '%s'",
                        "--%s は %s の形で指定してください（「%s」は使えません）"),
                option, form, text);
    *ret_right = at + 1;
    return arena_copy(&changing->call->arena, text, (size_t)(at - text), ret_left, err);
}

static bool need_reason(const struct changing *changing, const char *option,
        struct error *err)
{
    return (changing->reason && *changing->reason) ||
            error_set(err, ERROR_USAGE,
                    TR("--%s needs --reason TEXT: the plan keeps why",
                            "--%s には --reason 理由 が必要です（計画に残します）"),
                    option);
}

static bool find_procedure(struct changing *changing, const char *id,
        const struct library_procedure **ret_procedure, struct error *err)
{
    if (!library_choice_check(&changing->library, &id, 1, err))
        return false;
    *ret_procedure = library_find(&changing->library, id);
    return true;
}

/* ---- parameters ---- */

static bool refuse_parameter(const struct procedure *procedure, const char *name,
        struct error *err)
{
    const char *names[64] = {NULL};
    const char *nearest;

    for (size_t i = 0; i < procedure->parameter_count && i + 1 < ARRAY_LENGTH(names); i++)
        names[i] = procedure->parameters[i].name;
    nearest = text_find_nearest(name, names);
    return error_set(err, ERROR_MISSING,
            TR("procedure '%s' has no parameter '%s'%s%s%s",
                    "手続「%s」にパラメータ「%s」はありません%s%s%s"),
            procedure->id, name, nearest ? TR("; did you mean '", "。「") : "",
            nearest ? nearest : "", nearest ? TR("'?", "」のことですか") : "");
}

/* Everything wrong with it is said before anything is recorded. */
static bool read_set(struct changing *changing, const char *text,
        struct plan_entry *ret_entry, struct error *err)
{
    const char *form = "PROCEDURE:NAME=VALUE", *place;
    const struct library_procedure *source;
    const struct procedure_parameter *parameter;

    *ret_entry = (struct plan_entry){.kind = "set", .reason = changing->reason};
    if (!cut(changing, "set", text, '=', form, &place, &ret_entry->value, err) ||
            !cut(changing, "set", place, ':', form, &ret_entry->procedure,
                    &ret_entry->name, err) ||
            !need_reason(changing, "set", err) ||
            !find_procedure(changing, ret_entry->procedure, &source, err))
        return false;
    parameter = procedure_find_parameter(&source->procedure, ret_entry->name);
    if (!parameter)
        return refuse_parameter(&source->procedure, ret_entry->name, err);
    return parameter_normalise(parameter->type, ret_entry->value, &changing->call->arena,
                   &ret_entry->value, err) ||
            error_prefix(err, "--set %s", place);
}

/* ---- people and scope ---- */

static bool read_assign(struct changing *changing, const char *text,
        struct plan_entry *ret_entry, struct error *err)
{
    const struct library_procedure *source;
    struct store_person person;

    *ret_entry = (struct plan_entry){.kind = "assign",
            .name = "",
            .reason = changing->reason};
    return cut(changing, "assign", text, '=', "PROCEDURE=PERSON", &ret_entry->procedure,
                   &ret_entry->value, err) &&
            find_procedure(changing, ret_entry->procedure, &source, err) &&
            store_find_person(changing->store, ret_entry->value, &changing->call->arena,
                    &person, err);
}

static bool check_disposition(const char *word, struct error *err)
{
    static const char *const words[] = {"performed", "manual", "covered", "not-due",
            "not-applicable", NULL};
    const char *nearest;

    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    nearest = text_find_nearest(word, words);
    return error_set(err, ERROR_USAGE,
            TR("--scope: '%s' is none of performed, manual, covered, not-due, not-applicable%s%s%s",
                    "--scope: 「%s」は performed, manual, covered, not-due, not-applicable のいずれでもありません%s%s%s"),
            word, nearest ? TR("; did you mean '", "。「") : "", nearest ? nearest : "",
            nearest ? TR("'?", "」のことですか") : "");
}

static bool check_control(struct changing *changing, const char *ref, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(store_db(changing->store),
                "SELECT 1 FROM control WHERE ref = ?1 AND is_group = 0", &row, err))
        return false;
    db_bind_text(row, 1, ref);
    if (!db_step(row, &found, err))
        return false;
    return found ||
            error_set(err, ERROR_MISSING,
                    TR("the catalogue has no control '%s'; chosho status --controls lists them",
                            "カタログに管理策「%s」はありません。chosho status --controls で一覧できます"),
                    ref);
}

static bool read_scope(struct changing *changing, const char *text,
        struct plan_entry *ret_entry, struct error *err)
{
    *ret_entry = (struct plan_entry){.kind = "scope",
            .procedure = "",
            .reason = changing->reason};
    return cut(changing, "scope", text, '=', "CONTROL=DISPOSITION", &ret_entry->name,
                   &ret_entry->value, err) &&
            need_reason(changing, "scope", err) &&
            check_control(changing, ret_entry->name, err) &&
            check_disposition(ret_entry->value, err);
}

static bool read_deviation(struct changing *changing, const char *text,
        struct plan_entry *ret_entry, struct error *err)
{
    const struct library_procedure *source;
    char digest[DIGEST_HEX_SIZE];
    bool is_signed;

    *ret_entry = (struct plan_entry){.kind = "procedure",
            .procedure = text,
            .name = "",
            .reason = changing->reason};
    if (!need_reason(changing, "deviation", err) ||
            !plan_record_is_signed(changing->store, &is_signed, err))
        return false;
    if (!is_signed)
        return error_set(err, ERROR_REFUSED, "%s",
                TR("the plan is not signed yet: there is nothing to deviate from",
                        "計画は未確定のため、変更の記録は要りません"));
    return find_procedure(changing, text, &source, err) &&
            plan_procedure_digest(source, digest, err) &&
            arena_text(&changing->call->arena, digest, &ret_entry->value, err);
}

/* ---- all of them ---- */

static const struct {
    const char *option;
    bool (*read)(struct changing *changing, const char *text,
            struct plan_entry *ret_entry, struct error *err);
} readers[] = {{"set", read_set}, {"assign", read_assign}, {"scope", read_scope},
        {"deviation", read_deviation}};

static bool read_entries(struct changing *changing, struct plan_entry **ret_entries,
        size_t *ret_count, struct error *err)
{
    struct plan_entry *entries;
    size_t count = 0;

    if (!arena_allocate(&changing->call->arena,
                (changing->call->given_count + 1) * sizeof(*entries), &entries, err))
        return false;
    for (size_t r = 0; r < ARRAY_LENGTH(readers); r++) {
        const char *const *texts;
        size_t given;

        if (!command_values(changing->call, readers[r].option, &texts, &given, err))
            return false;
        for (size_t i = 0; i < given; i++) {
            if (!readers[r].read(changing, texts[i], &entries[count++], err))
                return false;
        }
    }
    *ret_entries = entries;
    *ret_count = count;
    return true;
}

static bool choose_profile(struct changing *changing, struct error *err)
{
    const char *name = command_value(changing->call, "profile");
    uint64_t year;

    if (!name)
        return !command_has(changing->call, "cycle-year") ||
                command_refuse_alone("cycle-year", "profile", err);
    if (!command_has(changing->call, "cycle-year"))
        return error_set(err, ERROR_USAGE, "%s",
                TR("--profile needs --cycle-year N: the year of its cycle, from 1",
                        "--profile には --cycle-year（周期の何年目か、1から）が必要です"));
    return command_number(changing->call, "cycle-year", 1, YEARS_MAX, 1, &year, err) &&
            plan_choose_profile(changing->store, changing->person, name, (unsigned)year,
                    changing->reason, &changing->call->arena, changing->complaints, err);
}

bool plan_change_make(struct command_call *call, struct store *store,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(end)
    struct changing changing = {.call = call,
            .store = store,
            .reason = command_value(call, "reason"),
            .complaints = complaints};
    struct plan_entry *entries;
    size_t count;

    if (!plan_change_is_asked(call))
        return true;
    if (!library_load(store_engagement(store)->library, &changing.library, err) ||
            !command_person(call, store, &changing.person, err) ||
            !read_entries(&changing, &entries, &count, err) ||
            !choose_profile(&changing, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!plan_record_add(store, changing.person, &entries[i], NULL, 0, err))
            return false;
    }
    return true;
}
