/* chosho statement: what the client declares, imported and shown. */
#include "engine/base/file.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/statement_file.h"
#include "engine/commands/statement_template.h"
#include "engine/run/statement_pin.h"
#include "engine/workpaper/verify.h"

#include <string.h>

static const struct command_option options[] = {
        {"template", "FILE.xlsx|FILE.csv", "記入用の様式を書き出す",
                "write an empty one to be filled in"},
        {"reason", "TEXT", "計画の確定後に取り込む理由",
                "why it is imported after the plan was signed"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column individual_columns[] = {
        {"control", "管理策", "control", LISTING_TEXT},
        {"individual", "個別管理策", "individual", LISTING_TEXT},
        {"version", "版", "version", LISTING_NUMBER},
        {"from", "初日", "from", LISTING_TEXT},
        {"to", "末日", "to", LISTING_TEXT},
        {"population", "母集団", "population", LISTING_TEXT},
        {"members", "対象", "members", LISTING_TEXT},
        {"frequency", "頻度", "frequency", LISTING_TEXT},
        {"owner", "担当", "owner", LISTING_TEXT},
        {"disposition", "処置", "disposition", LISTING_DISPOSITION},
        {"reason_code", "理由", "reason", LISTING_REASON},
        {"reason", "説明", "explanation", LISTING_TEXT},
        {"text", "文言", "text", LISTING_TEXT},
};

static const struct listing_column change_columns[] = {
        {"change", "変化", "change", LISTING_CHANGE},
        {"part", "項目", "part", LISTING_TEXT},
        {"before", "前", "before", LISTING_TEXT},
        {"after", "後", "after", LISTING_TEXT},
};

/* ---- showing ---- */

static bool print_query(const struct command_call *call, struct store *store,
        const char *sql, int64_t id, const struct listing_column *columns, size_t count,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct slice values[ARRAY_LENGTH(individual_columns)];
    bool more;

    if (!listing_new(call, columns, count, &listing, err) ||
            !db_prepare(store_db(store), sql, &row, err))
        return false;
    if (id)
        db_bind_int(row, 1, id);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err);
        for (size_t c = 0; c < count; c++)
            values[c] = listing_text(db_column_text(row, (int)c));
        if (!listing_add(listing, values, err))
            return false;
    }
}

static bool say_statement(struct store *store, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(store_db(store),
                "SELECT s.file, substr(s.imported_at, 1, 10), p.name, s.sha256,"
                " (SELECT count(*) FROM statement_control AS c WHERE c.statement_id = s.statement_id),"
                " (SELECT count(*) FROM individual_control AS i WHERE i.statement_id = s.statement_id),"
                " s.warnings FROM current_statement AS s JOIN person AS p ON p.code = s.imported_by",
                &row, err) ||
            !db_step(row, &found, err))
        return false;
    if (!found)
        command_say("%s",
                TR("there is no statement: each control has one individual control of its own; chosho statement FILE imports one, chosho statement --template FILE.xlsx writes an empty one",
                        "言明書は取り込まれていません。管理策ごとに個別管理策が1件あるものとします。chosho statement ファイル で取り込み、chosho statement --template ファイル.xlsx で空の様式を作れます"));
    else
        command_say(
                TR("statement %s, imported on %s by %s (SHA-256 %.16s...): controls %lld, individual controls %lld, remarks at its import %lld",
                        "言明書 %s（%s、%s が取込み、SHA-256 %.16s…）: 管理策 %lld件、個別管理策 %lld件、取込み時の指摘 %lld件"),
                db_column_text(row, 0), db_column_text(row, 1), db_column_text(row, 2),
                db_column_text(row, 3), (long long)db_column_int(row, 4),
                (long long)db_column_int(row, 5), (long long)db_column_int(row, 6));
    return true;
}

static bool show(struct command_call *call, struct store *store, struct error *err)
{
    return print_query(call, store,
                   "SELECT r.control, r.individual, r.version, r.first_day, r.last_day,"
                   " r.population_group, r.members, r.frequency, r.owner, r.disposition,"
                   " r.reason_code, r.reason, r.text FROM report_individual AS r"
                   " LEFT JOIN control AS c ON c.ref = r.control"
                   " ORDER BY c.control_id, r.position, r.first_day, r.population_group",
                   0, individual_columns, ARRAY_LENGTH(individual_columns), err) &&
            say_statement(store, err);
}

/* ---- importing ---- */

/* What the statement before it said otherwise. */
static bool show_changes(struct command_call *call, struct store *store, int64_t id,
        struct error *err)
{
    return print_query(call, store,
            "WITH old AS (SELECT part, name, value FROM statement_line WHERE statement_id ="
            " (SELECT max(statement_id) FROM statement WHERE statement_id < ?1)),"
            " new AS (SELECT part, name, value FROM statement_line WHERE statement_id = ?1)"
            " SELECT change, name, before, after FROM ("
            " SELECT 'gone' AS change, o.part, o.name, o.value AS before, NULL AS after FROM old AS o"
            " WHERE NOT EXISTS (SELECT 1 FROM new AS n WHERE n.part = o.part AND n.name = o.name) UNION ALL"
            " SELECT 'changed', n.part, n.name, o.value, n.value FROM new AS n JOIN old AS o"
            " ON o.part = n.part AND o.name = n.name WHERE o.value <> n.value UNION ALL"
            " SELECT 'added', n.part, n.name, NULL, n.value FROM new AS n"
            " WHERE NOT EXISTS (SELECT 1 FROM old AS o WHERE o.part = n.part AND o.name = n.name))"
            " ORDER BY part, name",
            id, change_columns, ARRAY_LENGTH(change_columns), err);
}

static bool import(struct command_call *call, struct store *store, const char *path,
        struct complaint_list *complaints, struct error *err)
{
    struct statement_import import = {.reason = command_value(call, "reason")};
    struct statement statement;
    const char *person;
    int64_t id;

    if (!command_person(call, store, &person, err) ||
            !statement_file_read(call, store, path, &statement, &import, complaints,
                    err) ||
            !statement_pin_all(store, &statement, path, &call->arena, &import.pins,
                    complaints, err))
        return false;
    import.statement = &statement;
    import.warnings = complaints->count;
    if (!statement_record_import(store, person, &import, &id, err))
        return false;
    return id == 1 || show_changes(call, store, id, err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    bool is_import = call->argument_count > 0, is_done;

    complaint_list_init(&complaints);
    if (!command_expect(call, 0, 1, err) ||
            !command_open(call, is_import ? STORE_WRITE : STORE_READ, &store, err) ||
            !verify_workpaper(store, err))
        return 2;
    if (command_has(call, "template"))
        return statement_template_write(store, command_value(call, "template"), err) ? 0
                                                                                     : 6;
    if (!is_import)
        return show(call, store, err) ? 0 : 6;
    is_done = import(call, store, call->arguments[0], &complaints, err);
    command_complain(&complaints);
    return is_done && say_statement(store, err) ? 0 : 2;
}

const struct command cmd_statement = {
        .name = "statement",
        .arguments = "[FILE]",
        .ja = "言明書を取り込む。FILEなしでは個別管理策、版、処置を示す",
        .en = "import the client's statement; without FILE show individual controls, versions, dispositions",
        .options = options,
        .run = run,
};
