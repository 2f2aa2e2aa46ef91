/* What a command asks of its call. */
#include "engine/commands/command.h"

#include "engine/run/schedule.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *command_value(const struct command_call *call, const char *name)
{
    for (size_t i = call->given_count; i-- > 0;) {
        if (strcmp(call->given[i].name, name) == 0)
            return call->given[i].value;
    }
    return NULL;
}

bool command_has(const struct command_call *call, const char *name)
{
    for (size_t i = 0; i < call->given_count; i++) {
        if (strcmp(call->given[i].name, name) == 0)
            return true;
    }
    return false;
}

bool command_values(struct command_call *call, const char *name,
        const char *const **ret_values, size_t *ret_count, struct error *err)
{
    const char **values;
    size_t count = 0;

    if (!arena_allocate(&call->arena, (call->given_count + 1) * sizeof(*values), &values,
                err))
        return false;
    for (size_t i = 0; i < call->given_count; i++) {
        if (strcmp(call->given[i].name, name) == 0)
            values[count++] = call->given[i].value;
    }
    *ret_values = values;
    *ret_count = count;
    return true;
}

const char *command_spill_folder(const struct store *store)
{
    const char *folder = getenv("TMPDIR");

    if (store && access(store_folder(store), W_OK) == 0)
        return store_folder(store);
    return folder && *folder ? folder : "/tmp";
}

bool command_expect(const struct command_call *call, size_t least, size_t most,
        struct error *err)
{
    if (call->argument_count >= least && call->argument_count <= most)
        return true;
    return error_set(err, ERROR_USAGE,
            TR("usage: chosho %s %s (see chosho %s --help)",
                    "使い方: chosho %s %s（chosho %s --help を参照してください）"),
            call->command->name, call->command->arguments, call->command->name);
}

bool command_number(const struct command_call *call, const char *name, uint64_t least,
        uint64_t most, uint64_t otherwise, uint64_t *ret_number, struct error *err)
{
    const char *text = command_value(call, name);
    unsigned long long number = otherwise;
    char *end = NULL;

    if (text && strspn(text, "0123456789") == strlen(text)) {
        errno = 0;
        number = strtoull(text, &end, 10);
    }
    if (text && (!end || errno || number < least || number > most))
        return error_set(err, ERROR_USAGE,
                TR("--%s wants a number from %llu to %llu, not '%s'",
                        "--%s には %llu から %llu までの数を指定してください（「%s」は使えません）"),
                name, (unsigned long long)least, (unsigned long long)most, text);
    *ret_number = number;
    return true;
}

bool command_refuse_alone(const char *name, const char *with, struct error *err)
{
    return error_set(err, ERROR_USAGE,
            TR("--%s goes with --%s, and means nothing without it",
                    "--%s は --%s と組み合わせて使うもので、単独では意味がありません"),
            name, with);
}

bool command_open(struct command_call *call, enum store_mode mode,
        struct store **ret_store, struct error *err)
{
    const char *folder = call->folder;

    if (!folder && !store_find_folder(".", &call->arena, &folder, err))
        return false;
    if (!store_open(folder, mode, ret_store, err))
        return false;
    if (!arena_text(&call->arena, command_spill_folder(*ret_store),
                &call->temporary_folder, err))
        return false;
    if (mode == STORE_READ) /* what writes says for itself what it keeps */
        db_stop_when(store_db(*ret_store), schedule_is_interrupted);
    if (!call->has_language)
        text_set_language(store_language(*ret_store));
    return true;
}

bool command_person(struct command_call *call, struct store *store, const char **ret_code,
        struct error *err)
{
    const struct passwd *user = getpwuid(geteuid());
    struct store_person person;

    if (call->person) {
        if (!store_find_person(store, call->person, &call->arena, &person, err))
            return false;
    } else if (!store_find_person_of(store, user ? user->pw_name : "", &call->arena,
                       &person, err)) {
        return false;
    }
    *ret_code = person.code;
    return true;
}

int command_worse(int one, int other)
{
    static const int order[] = {130, 4, 6, 2, 5, 3, 1};

    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        if (one == order[i] || other == order[i])
            return order[i];
    }
    return 0;
}
