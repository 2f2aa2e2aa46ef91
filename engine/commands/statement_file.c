#include "engine/commands/statement_file.h"

#include "engine/base/file.h"
#include "engine/run/statement_table.h"
#include "procedures/statement_lint.h"

#include <string.h>
#include <strings.h>

#define FILE_LIMIT ((size_t)16 << 20)

/* The catalogue's controls as the workpaper has them. */
static bool load_known(struct store *store, struct arena *arena,
        const struct statement_known **ret_known, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct statement_known *known;
    int64_t room;
    bool more;

    *ret_count = 0;
    if (!db_query_int(store_db(store), "SELECT count(*) FROM control", &room, err) ||
            !arena_allocate(arena, ((size_t)room + 1) * sizeof(*known), &known, err) ||
            !db_prepare(store_db(store),
                    "SELECT ref, flags, is_group FROM control ORDER BY control_id", &row,
                    err))
        return false;
    *ret_known = known;
    while (*ret_count < (size_t)room) {
        struct statement_known *one = &known[*ret_count];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        one->is_group = db_column_int(row, 2) != 0;
        if (!arena_text(arena, db_column_text(row, 0), &one->ref, err) ||
                !arena_text(arena, db_column_text(row, 1), &one->flags, err))
            return false;
        ++*ret_count;
    }
    return true;
}

static bool refuse(struct error *err)
{
    return error_set(err, ERROR_SCRIPT, "%s",
            TR("the statement was not imported: see above; correct it, or ask the client",
                    "言明書を取り込めませんでした（上記参照）。直すか、事業者に確かめてください"));
}

static bool read_xml(struct command_call *call, const char *path,
        struct statement *statement, struct statement_import *import,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    const char *slash = strrchr(path, '/');
    struct digest digest;

    if (!file_read(path, &bytes, err) ||
            !digest_of(bytes.data, bytes.size, &digest, err) ||
            !arena_copy(&call->arena, buf_text(&bytes), bytes.size, &import->bytes.text,
                    err))
        return false;
    digest_hex(&digest, import->sha256);
    import->bytes.size = bytes.size;
    import->file = slash ? slash + 1 : path;
    return statement_parse(path, import->bytes.text, import->bytes.size, &call->arena,
                   statement, complaints) ||
            refuse(err);
}

/* A worker reads the file; what it says is judged here. */
static bool read_table(struct command_call *call, struct store *store, const char *path,
        struct statement *statement, struct statement_import *import,
        struct complaint_list *complaints, struct error *err)
{
    struct returned_file file;

    if (!returned_read(path, &RETURNED_LIMITS, command_spill_folder(store), &call->arena,
                &file, err))
        return false;
    import->file = file.name;
    import->bytes = file.bytes;
    memcpy(import->sha256, file.sha256, sizeof(import->sha256));
    return statement_table_read(path, store_engagement(store)->catalogue, &file,
                   &call->arena, statement, complaints) ||
            refuse(err);
}

static bool is_xml(const char *path)
{
    size_t size = strlen(path);

    return size > 4 && strcasecmp(path + size - 4, ".xml") == 0;
}

bool statement_file_read(struct command_call *call, struct store *store, const char *path,
        struct statement *ret_statement, struct statement_import *ret_import,
        struct complaint_list *complaints, struct error *err)
{
    const struct store_engagement *engagement = store_engagement(store);
    const struct statement_known *known;
    size_t count;

    if (!(is_xml(path) ? read_xml(call, path, ret_statement, ret_import, complaints, err)
                       : read_table(call, store, path, ret_statement, ret_import,
                                 complaints, err)))
        return false;
    if (strcmp(ret_statement->catalogue, engagement->catalogue) != 0)
        complaint_add(complaints, COMPLAINT_ERROR, path, 1, 1,
                TR("the statement is of the catalogue '%s', the engagement of '%s'",
                        "言明書のカタログ「%s」が監査業務のカタログ「%s」と異なります"),
                complaint_quote(ret_statement->catalogue).text, engagement->catalogue);
    if (!load_known(store, &call->arena, &known, &count, err))
        return false;
    statement_lint(ret_statement, known, count, engagement->period_start,
            engagement->period_end, complaints);
    return !complaints->errors || refuse(err);
}
