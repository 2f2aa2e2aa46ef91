#include "engine/commands/bind_change.h"

#include "engine/base/file.h"
#include "engine/run/binding_expect.h"
#include "engine/run/binding_ledger.h"
#include "engine/run/binding_trial.h"

#include <string.h>

/* ---- what others changed ---- */

static void say_change(const struct binding_ledger_change *change)
{
    if (strcmp(change->change, "new") == 0)
        command_say(
                TR("warning: binding changed outside chosho: %s is new, SHA-256 %s",
                        "警告: 対応付けが chosho 以外で変更されています: %s が加えられました。SHA-256 %s"),
                change->name, change->sha256);
    else if (strcmp(change->change, "gone") == 0)
        command_say(
                TR("warning: binding changed outside chosho: %s is gone, it was SHA-256 %s",
                        "警告: 対応付けが chosho 以外で変更されています: %s がなくなりました。SHA-256 は %s でした"),
                change->name, change->before);
    else
        command_say(
                TR("warning: binding changed outside chosho: %s was edited, SHA-256 %s, it was %s",
                        "警告: 対応付けが chosho 以外で変更されています: %s が編集されました。SHA-256 %s（以前は %s）"),
                change->name, change->sha256, change->before);
}

/* Looking at bindings opens the workpaper to read: it is opened once more to write. */
static bool record(struct command_call *call, struct store *store, enum store_mode mode,
        struct binding_ledger_change **ret_changes, size_t *ret_count, struct error *err)
{
    CLEANUP(store_closep) struct store *writer = NULL;
    const char *person;

    if (mode == STORE_READ && !store_open(store_folder(store), STORE_WRITE, &writer, err))
        return false;
    if (!writer)
        return command_person(call, store, &person, err) &&
                binding_ledger_record_changes(store, person, &call->arena, ret_changes,
                        ret_count, err);
    return command_person(call, writer, &person, err) &&
            binding_ledger_record_changes(writer, person, &call->arena, ret_changes,
                    ret_count, err);
}

bool bind_change_note(struct command_call *call, struct store *store,
        enum store_mode mode, struct error *err)
{
    struct binding_ledger_change *changes;
    struct error unrecorded = {0};
    size_t count;

    if (!binding_ledger_find_changes(store, &call->arena, &changes, &count, err))
        return false;
    if (count == 0)
        return true;
    if (!record(call, store, mode, &changes, &count, &unrecorded)) {
        if (mode == STORE_WRITE)
            return error_set(err, unrecorded.code, "%s", unrecorded.message);
    }
    for (size_t i = 0; i < count; i++)
        say_change(&changes[i]);
    if (unrecorded.code != ERROR_NONE)
        command_say(TR("this is not in the journal yet (%s); the next run records it",
                            "まだジャーナルに残していません（%s）。次の実行で記録します"),
                unrecorded.message);
    else if (count > 0)
        command_say("%s", TR("this is in the journal now", "ジャーナルに記録しました"));
    return true;
}

/* ---- adding ---- */

struct addition {
    const char *path, *name; /* as given; without folders */
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
        CLEANUP(buf_clear) struct buf bytes = BUF_INIT(BINDING_LEDGER_LIMIT);
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
static bool check_addition(struct command_call *call, const struct bind_work *work,
        struct addition *addition, struct error *err)
{
    struct complaint_list complaints;
    struct scope scope;
    size_t errors;
    bool ok = true;

    if (!scope_load(work->store, &call->arena, &scope, err))
        return false;
    complaint_list_init(&complaints);
    if (binding_parse(addition->path, buf_text(&addition->bytes), addition->bytes.size,
                &call->arena, &addition->binding, &complaints)) {
        binding_expect_check(&work->library, &scope, &addition->binding, &complaints);
        ok = check_beside_others(call, work->store, addition, &complaints, err) &&
                (complaints.errors ||
                        binding_trial_run(work->store, &work->library, &addition->binding,
                                false, &complaints, err));
    }
    errors = complaints.errors;
    command_complain(&complaints);
    complaint_list_clear(&complaints);
    if (!ok)
        return false;
    if (errors)
        return error_set(err, ERROR_SCRIPT,
                TR("%s is not added: see above", "%s は加えていません（上記参照）"),
                addition->name);
    return true;
}

bool bind_change_add(struct command_call *call, const struct bind_work *work,
        const char *path, struct error *err)
{
    CLEANUP(clear_addition)
    struct addition addition = {.path = path, .bytes = BUF_INIT(BINDING_LEDGER_LIMIT)};
    const char *person;

    addition.name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    return check_name(addition.name, err) && file_read(path, &addition.bytes, err) &&
            command_person(call, work->store, &person, err) &&
            check_addition(call, work, &addition, err) &&
            binding_ledger_add(work->store, person, addition.name, &addition.bytes,
                    command_has(call, "replace"), err);
}

/* ---- removing ---- */

/* "users" means users.xml, where there is no file of that very name. */
static bool name_file(struct store *store, const char *name, struct arena *arena,
        const char **ret_name, struct error *err)
{
    const char *path, *whole;

    *ret_name = name;
    if (strchr(name, '/'))
        return true;
    if (!arena_printf(arena, &path, err, "%s/%s/%s", store_folder(store), STORE_BINDINGS,
                name))
        return false;
    if (file_exists(path))
        return true;
    if (!arena_printf(arena, &path, err, "%s.xml", path) ||
            !arena_printf(arena, &whole, err, "%s.xml", name))
        return false;
    if (file_exists(path))
        *ret_name = whole;
    return true;
}

bool bind_change_remove(struct command_call *call, struct store *store, const char *name,
        struct binding *ret_binding, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(BINDING_LEDGER_LIMIT);
    struct complaint_list ignored; /* wrong or not, it is gone */
    const char *person;

    memset(ret_binding, 0, sizeof(*ret_binding));
    if (text_starts_with(name, STORE_BINDINGS "/"))
        name += strlen(STORE_BINDINGS "/");
    if (!name_file(store, name, &call->arena, &name, err))
        return false;
    if (!command_person(call, store, &person, err) ||
            !binding_ledger_remove(store, person, name, &bytes, err))
        return false;
    complaint_list_init(&ignored);
    if (!binding_parse(name, buf_text(&bytes), bytes.size, &call->arena, ret_binding,
                &ignored))
        memset(ret_binding, 0, sizeof(*ret_binding));
    complaint_list_clear(&ignored);
    command_say(TR("%s is removed", "%s を取り除きました"), name);
    return true;
}
