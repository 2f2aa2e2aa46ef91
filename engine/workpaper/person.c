#include "engine/workpaper/person.h"

#include <string.h>

#include "engine/base/text.h"

static bool is_role(const char *role)
{
    static const char *const roles[] = {"preparer", "reviewer", "partner", "quality",
            "inspector"};

    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        if (text_is_equal(role, roles[i]))
            return true;
    }
    return false;
}

/* Codes are typed and printed in columns: letters, digits and a few marks. */
static bool is_code(const char *code)
{
    size_t size = strlen(code);

    return size > 0 && size <= 64 &&
            strspn(code,
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                    "._-@") == size;
}

static bool is_text(const char *text)
{
    size_t size = strlen(text);

    return size > 0 && text_find_invalid(text, size) == size;
}

const char *person_problem(const struct store_person *person)
{
    if (!person->code || !is_code(person->code))
        return TR("a person's code is 1 to 64 letters, digits or . _ - @",
                "担当者コードは英数字と . _ - @ で1〜64文字です");
    if (!person->name || !is_text(person->name))
        return TR("a person needs a name", "担当者には氏名が必要です");
    if (!is_role(person->role))
        return TR("a person's role is preparer, reviewer, partner, quality or inspector",
                "担当者の役割は preparer、reviewer、partner、quality、inspector のいずれかです");
    if (person->system_user && !is_text(person->system_user))
        return TR("the name of a system user is empty", "システムの利用者名が空です");
    return NULL;
}

bool person_insert(struct store_act *act, const struct store_person *person,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    const char *problem = person_problem(person);

    if (problem)
        return error_set(err, ERROR_USAGE, "%s: %s", person->code ? person->code : "?",
                problem);
    if (!db_prepare(act->db,
                "INSERT INTO person (code, name, role, system_user, added_at)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, person->code);
    db_bind_text(insert, 2, person->name);
    db_bind_text(insert, 3, person->role);
    db_bind_text(insert, 4, person->system_user);
    db_bind_text(insert, 5, act->at);
    if (db_run(insert, err))
        return true;
    if (err->code != ERROR_REFUSED)
        return false;
    return error_set(err, ERROR_REFUSED,
            TR("%s: the code or the system user '%s' stands for somebody already",
                    "%s: コードまたはシステムの利用者「%s」はすでに使われています"),
            person->code, person->system_user ? person->system_user : "");
}

bool person_list(struct db *db, struct buf *ret_list, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(db,
                "SELECT code || ' (' || name || ', ' || role || ')' FROM person"
                " ORDER BY person_id",
                &row, err))
        return false;
    for (const char *between = "";; between = ", ") {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!buf_printf(ret_list, err, "%s%s", between, db_column_text(row, 0)))
            return false;
    }
}

void person_write(const struct store_person *person, struct jsonwriter *writer)
{
    jsonwriter_object(writer);
    jsonwriter_member(writer, "code", person->code);
    jsonwriter_member(writer, "name", person->name);
    jsonwriter_member(writer, "role", person->role);
    jsonwriter_member(writer, "system_user", person->system_user);
    jsonwriter_end(writer);
}
