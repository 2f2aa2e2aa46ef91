/* chosho bind: propose bindings, show them, check them against the members. */
#include "engine/commands/bind_change.h"
#include "engine/commands/bind_propose.h"
#include "engine/commands/bind_provenance.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/workpaper/verify.h"
#include "evidence/binding/binding_remark.h"

#include <string.h>

#define TEXT_MAX ((size_t)256 * 1024)

static const struct command_option options[] = {
        {"propose", NULL, "未対応の証拠項目について対応付けの案を書き出す（-o で保存）",
                "write a draft for evidence items that are not bound yet (save it with -o)"},
        {"all", NULL, "--propose で、対応付け済みの項目も案に含める",
                "with --propose: for items that are bound already, too"},
        {"add", "FILE", "対応付けファイルを検査して調書に加える",
                "check a binding file and add it to the engagement"},
        {"replace", NULL, "--add で同名のファイルを置き換える",
                "with --add: replace the file of that name"},
        {"remove", "NAME", "対応付けファイルを調書から取り除く",
                "take a binding file away from the engagement"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"instance", "手続/管理策", "instance", LISTING_TEXT},
        {"evidence", "証拠", "evidence", LISTING_TEXT},
        {"state", "状態", "state", LISTING_ITEM},
        {"members", "ファイル数", "members", LISTING_NUMBER},
        {"first", "最初のファイル", "first member", LISTING_TEXT},
        {"remark", "備考", "remark", LISTING_TEXT},
};

static void end(struct bind_work *work)
{
    command_complain(&work->complaints);
    complaint_list_clear(&work->complaints);
    instance_list_clear(&work->list);
    library_clear(&work->library);
    if (work->store)
        store_close(work->store);
}

/* ---- what is bound ---- */

static const char *first_member(const struct bind_work *work,
        const struct instance *instance, const struct item *item)
{
    const struct item_source *source;

    if (item->source_count == 0 || item->sources[0].member_count == 0)
        return NULL;
    source = &item->sources[0];
    return work->list.evidence
            .members[instance->archives[source->archive]][source->members[0]]
            .name;
}

static bool print_item(const struct bind_work *work, struct listing *listing,
        const struct instance *instance, uint32_t index, struct error *err)
{
    const struct item *item = &instance->items[index];
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(TEXT_MAX);
    char members[24];
    size_t count = 0;

    if (!(item->problem ? item_write_problem(item, &remark, err)
                        : binding_remark_write(item, &remark, err)))
        return false;
    for (uint32_t s = 0; s < item->source_count; s++)
        count += item->sources[s].member_count;
    snprintf(members, sizeof(members), "%zu", count);
    return listing_add(listing,
            (struct slice[]){listing_text(instance->key),
                    listing_text(instance->program.items[index].source),
                    listing_text(item->problem           ? item->problem
                                    : item->source_count ? "bound"
                                                         : "empty"),
                    listing_text(members),
                    listing_text(first_member(work, instance, item)),
                    listing_text(remark.size ? buf_text(&remark) : NULL)},
            err);
}

static bool print_all(const struct command_call *call, const struct bind_work *work,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    if (!listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err))
        return false;
    for (size_t i = 0; i < work->list.count; i++) {
        for (uint32_t c = 0; c < work->list.items[i].program.item_count; c++) {
            if (!print_item(work, listing, &work->list.items[i], c, err))
                return false;
        }
    }
    return listing_finish(listing, err);
}

/* ---- what is to be said of it ---- */

/* Sentences said already: several instances use one item. */
struct said {
    struct command_call *call;
    const char **texts;
    size_t count;
};

static bool say_once(struct said *said, const char *text, struct error *err)
{
    for (size_t i = 0; i < said->count; i++) {
        if (strcmp(said->texts[i], text) == 0)
            return true;
    }
    command_say(TR("warning: %s", "警告: %s"), text);
    return arena_text(&said->call->arena, text, &said->texts[said->count++], err);
}

static bool is_of_file(const struct binding_item *bound, const char *name)
{
    return bound && strcmp(strrchr(bound->file, '/') + 1, name) == 0;
}

static bool warn_of_item(struct said *said, const struct instance *instance,
        uint32_t index, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);
    const struct item *item = &instance->items[index];

    if (item->problem)
        return item_write_problem(item, &text, err) &&
                buf_printf(&text, err,
                        TR(" (until this is so, what reads %s is not tested: %s)",
                                "（解決するまで %s を読むテストは実施できません: %s）"),
                        instance->program.items[index].source, item->problem) &&
                say_once(said, buf_text(&text), err);
    if (!buf_printf(&text, err, "%s: ", instance->program.items[index].source) ||
            !binding_remark_write(item, &text, err))
        return false;
    return text.data[text.size - 1] == ' ' || say_once(said, buf_text(&text), err);
}

/* Bindings of the file that no instance reads. */
static bool warn_of_unread(struct said *said, const struct bind_work *work,
        const char *name, const struct binding_item *const *read, size_t read_count,
        struct error *err)
{
    const struct instance_list *list = &work->list;

    for (size_t b = 0; b < list->binding_count; b++) {
        for (uint32_t i = 0; i < list->bindings[b].item_count; i++) {
            const struct binding_item *item = &list->bindings[b].items[i];
            const char *text;
            bool is_read = !is_of_file(item, name);

            for (size_t r = 0; r < read_count && !is_read; r++)
                is_read = read[r] == item;
            if (is_read)
                continue;
            if (!arena_printf(&said->call->arena, &text, err,
                        TR("%s:%u: no procedure for a control of catalogue '%s' reads '%s' by this binding",
                                "%1$s:%2$u: カタログ「%3$s」の管理策の手続で、この対応付けの「%4$s」を読むものはありません"),
                        item->file, item->line, store_engagement(work->store)->catalogue,
                        item->evidence) ||
                    !say_once(said, text, err))
                return false;
        }
    }
    return true;
}

/* What the added file comes to: what the evidence lacks is legitimate, for it may still
 * come, but never silent. */
static bool warn_of_added(struct command_call *call, const struct bind_work *work,
        const char *path, struct error *err)
{
    const struct instance_list *list = &work->list;
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    struct said said = {.call = call};
    const struct binding_item **read;
    size_t most = 1, read_count = 0;

    for (size_t i = 0; i < list->count; i++)
        most += list->items[i].program.item_count;
    for (size_t b = 0; b < list->binding_count; b++)
        most += list->bindings[b].item_count;
    if (!arena_allocate(&call->arena, most * sizeof(*said.texts), &said.texts, err) ||
            !arena_allocate(&call->arena, most * sizeof(*read), &read, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        for (uint32_t c = 0; c < list->items[i].program.item_count; c++) {
            const struct binding_item *bound = instance_binding(list, &list->items[i], c);

            if (!is_of_file(bound, name))
                continue;
            read[read_count++] = bound;
            if (!warn_of_item(&said, &list->items[i], c, err))
                return false;
        }
    }
    return bind_provenance_say(work, name, err) &&
            (call->argument_count > 0 ||
                    warn_of_unread(&said, work, name, read, read_count, err));
}

static bool is_bound_by(const struct binding *binding, const struct program *program,
        const char *source)
{
    for (uint32_t i = 0; i < binding->item_count; i++) {
        const struct binding_item *item = &binding->items[i];

        if (strcmp(item->evidence, source) == 0 &&
                (!item->procedure || strcmp(item->procedure, program->id) == 0))
            return true;
    }
    return false;
}

/* Counts the items whose binding is missing. gone: the binding that was removed, whose
 * items are named; or NULL. */
static size_t say_unbound(const struct bind_work *work, const struct binding *gone)
{
    size_t unbound = 0;

    for (size_t i = 0; i < work->list.count; i++) {
        const struct instance *instance = &work->list.items[i];

        for (uint32_t c = 0; c < instance->program.item_count; c++) {
            const char *source = instance->program.items[c].source;

            if (!bind_propose_is_unbound(instance, c))
                continue;
            unbound += instance->items[c].problem != NULL; /* else it may stay so */
            if (gone && is_bound_by(gone, &instance->program, source))
                command_say(TR("not bound now: %s of %s",
                                    "対応付けがなくなった証拠項目: %s（%s）"),
                        source, instance->key);
        }
    }
    return unbound;
}

static bool check_options(const struct command_call *call, struct error *err)
{
    if (command_has(call, "replace") && !command_has(call, "add"))
        return command_refuse_alone("replace", "add", err);
    if (command_has(call, "all") && !command_has(call, "propose"))
        return command_refuse_alone("all", "propose", err);
    if (command_has(call, "remove") &&
            (command_has(call, "add") || command_has(call, "propose")))
        return error_set(err, ERROR_USAGE, "%s",
                TR("--remove stands alone: not with --add or --propose",
                        "--remove は --add や --propose と同時に指定できません"));
    return true;
}

/* Changes the bindings where that is asked for, then resolves what there is. */
static bool load(struct command_call *call, struct bind_work *work,
        struct binding *ret_gone, struct error *err)
{
    const struct instance_options which = {.procedures = call->arguments,
            .procedure_count = call->argument_count};
    const char *file = command_value(call, "add"), *name = command_value(call, "remove");
    enum store_mode mode = file || name ? STORE_WRITE : STORE_READ;

    if (!command_open(call, mode, &work->store, err) ||
            !verify_workpaper(work->store, err) ||
            !bind_change_note(call, work->store, mode, err) ||
            !library_load(store_engagement(work->store)->library, &work->library, err))
        return false;
    if (work->library.complaints.errors)
        command_complain(&work->library.complaints);
    if ((file && !bind_change_add(call, work, file, err)) ||
            (name && !bind_change_remove(call, work->store, name, ret_gone, err)))
        return false;
    return instance_list_make(work->store, &work->library, &which, &work->list,
            &work->complaints, err);
}

/* The table, and what is to be done next. */
static bool show(const struct command_call *call, const struct bind_work *work,
        const struct binding *gone, struct error *err)
{
    size_t unbound;

    if (!print_all(call, work, err))
        return false;
    if (!command_has(call, "add") && !bind_provenance_say(work, NULL, err))
        return false;
    unbound = say_unbound(work, command_has(call, "remove") ? gone : NULL);
    if (command_has(call, "add"))
        command_say("%s", TR("next: chosho run", "次は chosho run"));
    else if (unbound > 0 && work->list.evidence.bundle_count == 0)
        command_say("%s",
                TR("next: chosho take BUNDLE.zip", "次は chosho take 提供物.zip"));
    else if (unbound > 0)
        command_say("%s",
                TR("next: chosho bind --propose -o FILE drafts what fits; ask for the rest",
                        "次は chosho bind --propose -o ファイル。合うものがない証拠項目は提出を依頼してください"));
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(end) struct bind_work work = {0};
    struct binding gone = {0};
    bool ok;

    complaint_list_init(&work.complaints);
    if (!check_options(call, err) || !load(call, &work, &gone, err) ||
            (command_has(call, "add") &&
                    !warn_of_added(call, &work, command_value(call, "add"), err)))
        return 2;
    ok = command_has(call, "propose") ? bind_propose(call, &work, err)
                                      : show(call, &work, &gone, err);
    return ok ? 0 : 6;
}

const struct command cmd_bind = {
        .name = "bind",
        .arguments = "[PROCEDURE ...]",
        .ja = "どのファイルがどの証拠項目に当たるかを示し、案を作り、加え、取り除く",
        .en = "show which files play which evidence items; propose, add and remove bindings",
        .options = options,
        .run = run,
};
