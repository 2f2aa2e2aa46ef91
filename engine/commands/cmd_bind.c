/* chosho bind: propose bindings, show them, check them against the members. */
#include "engine/base/asset.h"
#include "engine/base/file.h"
#include "engine/base/jsonwriter.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/run/instance.h"
#include "engine/run/layouts.h"
#include "engine/workpaper/journal.h"
#include "evidence/binding_write.h"

#include <errno.h>
#include <string.h>

#define DRAFT_LIMIT ((size_t)16 << 20)
#define PROBLEM_LIMIT ((size_t)256 << 10)

static const struct command_option options[] = {
        {"propose", NULL, "未対応の証拠項目について対応付けの案を書き出す（-o で保存）",
                "write a draft for evidence items that are not bound yet (save it with -o)"},
        {"all", NULL, "--propose で、対応付け済みの項目も案に含める",
                "with --propose: for items that are bound already, too"},
        {"add", "FILE", "対応付けファイルを検査して調書に加える",
                "check a binding file and add it to the engagement"},
        {"replace", NULL, "--add で同名のファイルを置き換える",
                "with --add: replace the file of that name"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"instance", "手続/管理策", "instance", LISTING_TEXT},
        {"evidence", "証拠", "evidence", LISTING_TEXT},
        {"state", "状態", "state", LISTING_OUTCOME},
        {"members", "ファイル数", "members", LISTING_NUMBER},
        {"first", "最初のファイル", "first member", LISTING_TEXT},
        {"remark", "備考", "remark", LISTING_TEXT},
};

struct binding_work {
    struct store *store;
    struct library library;
    struct instance_list list;
    struct complaint_list complaints;
};

static void end(struct binding_work *work)
{
    command_complain(&work->complaints);
    complaint_list_clear(&work->complaints);
    instance_list_clear(&work->list);
    library_clear(&work->library);
    if (work->store)
        store_close(work->store);
}

/* ---- what is bound ---- */

static const char *first_member(const struct binding_work *work,
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

static bool print_item(const struct binding_work *work, struct listing *listing,
        const struct instance *instance, uint32_t index, struct error *err)
{
    CLEANUP(buf_clear) struct buf problem = BUF_INIT(PROBLEM_LIMIT);
    const struct item *item = &instance->items[index];
    char members[24];
    size_t count = 0;

    if (item->problem && !item_write_problem(item, &problem, err))
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
                    listing_text(item->problem ? buf_text(&problem) : NULL)},
            err);
}

static bool print_all(const struct command_call *call, const struct binding_work *work,
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

/* ---- proposing ---- */

static bool is_wanted_already(const struct binding_wanted *wanted, size_t count,
        const char *source, const char *procedure)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(wanted[i].item->source, source) == 0 &&
                text_is_equal(wanted[i].procedure, procedure))
            return true;
    }
    return false;
}

/* Items without a binding; a shared one once for all procedures. */
static bool list_wanted(struct command_call *call, const struct binding_work *work,
        struct binding_wanted **ret_wanted, size_t *ret_count, struct error *err)
{
    struct binding_wanted *wanted;
    size_t most = 1, count = 0;

    for (size_t i = 0; i < work->list.count; i++)
        most += work->list.items[i].program.item_count;
    if (!arena_allocate(&call->arena, most * sizeof(*wanted), &wanted, err))
        return false;
    for (size_t i = 0; i < work->list.count; i++) {
        const struct instance *instance = &work->list.items[i];

        for (uint32_t c = 0; c < instance->program.item_count; c++) {
            const struct program_item *item = &instance->program.items[c];
            const char *procedure = text_starts_with(item->source, "shared:")
                    ? NULL
                    : instance->program.id;
            bool unbound = instance->items[c].problem &&
                    strcmp(instance->items[c].problem, "binding-missing") == 0;

            unbound = unbound || (item->optional && instance->items[c].source_count == 0);
            if ((unbound || command_has(call, "all")) &&
                    !is_wanted_already(wanted, count, item->source, procedure))
                wanted[count++] = (struct binding_wanted){item, procedure, NULL};
        }
    }
    *ret_wanted = wanted;
    *ret_count = count;
    return true;
}

static bool load_synonyms(struct command_call *call, struct synonyms *ret_synonyms,
        struct error *err)
{
    struct complaint_list complaints;
    struct slice bytes;
    bool ok;

    complaint_list_init(&complaints);
    ok = asset_find("evidence/synonyms.xml", &bytes) &&
            synonyms_parse("evidence/synonyms.xml", bytes.text, bytes.size, &call->arena,
                    ret_synonyms, &complaints);
    complaint_list_clear(&complaints);
    return ok ||
            error_set(err, ERROR_SCRIPT, "%s",
                    TR("the list of synonyms in this program is wrong",
                            "プログラム内蔵の同義語一覧に誤りがあります"));
}

static void say_proposals(const struct binding_wanted *wanted, size_t wanted_count,
        const struct binding_proposal *proposals, size_t count)
{
    for (size_t w = 0; w < wanted_count; w++) {
        bool found = false;

        for (size_t p = 0; p < count; p++) {
            if (proposals[p].wanted != &wanted[w])
                continue;
            found = true;
            command_say("%s: %s: %s", wanted[w].item->source, proposals[p].member_glob,
                    proposals[p].reason);
        }
        if (!found)
            command_say(
                    TR("%s: nothing received fits; bind it by hand, or ask for it",
                            "%s: 受領した証拠に合うものがありません。手で対応付けるか、提出を依頼してください"),
                    wanted[w].item->source);
    }
}

static bool propose(struct command_call *call, const struct binding_work *work,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf draft = BUF_INIT(DRAFT_LIMIT);
    struct synonyms synonyms;
    struct binding_wanted *wanted;
    struct binding_proposal *proposals;
    const struct layout *layouts;
    size_t wanted_count, layout_count, count;

    if (!list_wanted(call, work, &wanted, &wanted_count, err) ||
            !load_synonyms(call, &synonyms, err) ||
            !layouts_load(&layouts, &layout_count, err) ||
            !binding_propose(wanted, wanted_count, layouts, layout_count, &synonyms,
                    work->list.evidence.choices, work->list.evidence.choice_count,
                    &call->arena, &proposals, &count, err) ||
            !binding_write(proposals, count, store_engagement(work->store)->zone, &draft,
                    err))
        return false;
    say_proposals(wanted, wanted_count, proposals, count);
    if (count == 0) {
        call->drops_output = true;
        command_say("%s",
                wanted_count
                        ? TR("there is nothing to propose", "提案できるものはありません")
                        : TR("every evidence item is bound",
                                  "すべての証拠項目が対応付け済みです"));
        return true;
    }
    if (fwrite(buf_text(&draft), 1, draft.size, call->out) != draft.size)
        return error_set(err, ERROR_IO,
                TR("the draft cannot be written: %s", "案を書き込めません: %s"),
                error_reason(errno));
    command_say("%s",
            TR("this is a draft: look at it, then chosho bind --add FILE",
                    "これは案です。内容を確かめてから chosho bind --add ファイル で加えてください"));
    return true;
}

/* ---- adding ---- */

struct addition {
    const char *path, *name, *place; /* as given; without folders; where it goes */
    struct buf bytes;
    struct binding binding;
};

static void clear_addition(struct addition *addition)
{
    buf_clear(&addition->bytes);
}

static bool check_name(const char *name, struct error *err)
{
    size_t size = strlen(name);

    if (name[0] == '.' || !text_is_glob_match("*.xml", name) || size == 4)
        return error_set(err, ERROR_USAGE,
                TR("the name of a binding file ends in .xml: '%s' does not do",
                        "対応付けファイルの名前は .xml で終わる必要があります（「%s」は使えません）"),
                name);
    if (text_find_invalid(name, size) < size)
        return error_set(err, ERROR_USAGE,
                TR("the name of a binding file is UTF-8: '%s' does not do",
                        "対応付けファイルの名前はUTF-8で付けてください（「%s」は使えません）"),
                name);
    return true;
}

/* Every other binding of the engagement, with the new one in place of its namesake. */
static bool check_beside_others(struct command_call *call, struct store *store,
        const struct addition *addition, struct complaint_list *complaints,
        struct error *err)
{
    const char *folder;
    const char **files;
    struct binding *bindings;
    struct complaint_list ignored; /* of files that were wrong before */
    size_t file_count, count = 0;

    if (!arena_printf(&call->arena, &folder, err, "%s/%s", store_folder(store),
                STORE_BINDINGS) ||
            !file_list(folder, "*.xml", 0, &call->arena, &files, &file_count, err) ||
            !arena_allocate(&call->arena, (file_count + 1) * sizeof(*bindings), &bindings,
                    err))
        return false;
    complaint_list_init(&ignored);
    bindings[count++] = addition->binding;
    for (size_t i = 0; i < file_count; i++) {
        CLEANUP(buf_clear) struct buf bytes = BUF_INIT(DRAFT_LIMIT);
        struct error unreadable = {0};

        if (strcmp(strrchr(files[i], '/') + 1, addition->name) != 0 &&
                file_read(files[i], &bytes, &unreadable) &&
                binding_parse(files[i], buf_text(&bytes), bytes.size, &call->arena,
                        &bindings[count], &ignored))
            count++;
    }
    binding_check(bindings, count, complaints);
    complaint_list_clear(&ignored);
    return true;
}

/* Everything that can be wrong with the file, before anything is changed. */
static bool check_addition(struct command_call *call, struct store *store,
        struct addition *addition, struct error *err)
{
    struct complaint_list complaints;
    size_t errors;
    bool ok = true;

    complaint_list_init(&complaints);
    if (binding_parse(addition->path, buf_text(&addition->bytes), addition->bytes.size,
                &call->arena, &addition->binding, &complaints))
        ok = check_beside_others(call, store, addition, &complaints, err);
    errors = complaints.errors;
    command_complain(&complaints);
    complaint_list_clear(&complaints);
    if (!ok)
        return false;
    if (errors)
        return error_set(err, ERROR_SCRIPT,
                TR("%s is not added: see above", "%s は加えていません（上記参照）"),
                addition->name);
    if (!command_has(call, "replace") && file_exists(addition->place))
        return error_set(err, ERROR_REFUSED,
                TR("the engagement has a binding file %s already; --replace puts the new one in its place",
                        "対応付けファイル %s はすでにあります。置き換えるには --replace を付けてください"),
                addition->name);
    return true;
}

static bool write_body(const struct addition *addition, struct buf *body,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf old = BUF_INIT(DRAFT_LIMIT);
    struct error none = {0};
    struct jsonwriter json;
    struct digest digest;
    char hex[DIGEST_HEX_SIZE];

    jsonwriter_init(&json, body, false, err);
    jsonwriter_object(&json);
    if (file_read(addition->place, &old, &none)) {
        if (!digest_of(buf_text(&old), old.size, &digest, err))
            return false;
        digest_hex(&digest, hex);
        jsonwriter_member(&json, "replaces", hex);
    }
    if (!digest_of(buf_text(&addition->bytes), addition->bytes.size, &digest, err))
        return false;
    digest_hex(&digest, hex);
    jsonwriter_member(&json, "sha256", hex);
    jsonwriter_end(&json);
    return jsonwriter_finish(&json);
}

/* The file is put in its place while the act is open: a person who may not act, or a
 * workpaper that cannot be written, leaves it as it was. */
static bool add(struct command_call *call, struct store *store, const char *path,
        struct error *err)
{
    CLEANUP(clear_addition)
    struct addition addition = {.path = path, .bytes = BUF_INIT(DRAFT_LIMIT)};
    CLEANUP(buf_clear) struct buf body = BUF_INIT(1 << 16);
    CLEANUP(store_rollback) struct store_act act = {0};
    const char *person;

    addition.name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    return check_name(addition.name, err) &&
            arena_printf(&call->arena, &addition.place, err, "%s/%s/%s",
                    store_folder(store), STORE_BINDINGS, addition.name) &&
            file_read(path, &addition.bytes, err) &&
            check_addition(call, store, &addition, err) &&
            command_person(call, store, &person, err) &&
            store_begin(store, person, &act, err) && write_body(&addition, &body, err) &&
            journal_append(&act, "bind", addition.name, &body, err) &&
            file_write(addition.place, buf_text(&addition.bytes), addition.bytes.size,
                    0600, command_has(call, "replace"), err) &&
            store_commit(&act, err);
}

static bool check_options(const struct command_call *call, struct error *err)
{
    if (command_has(call, "replace") && !command_has(call, "add"))
        return command_refuse_alone("replace", "add", err);
    if (command_has(call, "all") && !command_has(call, "propose"))
        return command_refuse_alone("all", "propose", err);
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(end) struct binding_work work = {0};
    const struct instance_options which = {.procedures = call->arguments,
            .procedure_count = call->argument_count};
    const char *file = command_value(call, "add");
    bool ok;

    complaint_list_init(&work.complaints);
    if (!check_options(call, err) ||
            !command_open(call, file ? STORE_WRITE : STORE_READ, &work.store, err) ||
            (file && !add(call, work.store, file, err)) ||
            !library_load(store_engagement(work.store)->library, &work.library, err) ||
            !instance_list_make(work.store, &work.library, &which, &work.list,
                    &work.complaints, err))
        return 2;
    if (work.library.complaints.errors)
        command_complain(&work.library.complaints);
    ok = command_has(call, "propose") ? propose(call, &work, err)
                                      : print_all(call, &work, err);
    return ok ? 0 : 6;
}

const struct command cmd_bind = {
        .name = "bind",
        .arguments = "[PROCEDURE ...]",
        .ja = "どのファイルがどの証拠項目に当たるかを示し、案を作り、加える",
        .en = "show which files play which evidence items; propose and add bindings",
        .options = options,
        .run = run,
};
