#include "engine/run/guard.h"

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "evidence/table/function.h"
#include "evidence/table/function_help.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* SQLite's own functions that give the same answer for the same rows. Not here: random(),
 * now in any clothes, anything that reads files, sizes memory by an argument, or JSON
 * functions that change numbers. */
static const char *const builtin_functions[] = {"abs", "avg", "char", "coalesce", "count",
        "cume_dist", "dense_rank", "first_value", "glob", "group_concat", "hex", "ifnull",
        "iif", "instr", "lag", "last_value", "lead", "length", "like", "likelihood",
        "likely", "lower", "ltrim", "max", "min", "nth_value", "ntile", "nullif",
        "percent_rank", "quote", "rank", "replace", "round", "row_number", "rtrim",
        "sign", "substr", "substring", "sum", "total", "trim", "typeof", "unicode",
        "unlikely", "upper", NULL};

static bool is_listed(const char *const *list, const char *name)
{
    for (size_t i = 0; list[i]; i++) {
        if (sqlite3_stricmp(list[i], name) == 0)
            return true;
    }
    return false;
}

/* What does the work of the functions that people look for in vain. */
static const char *substitute_for(const char *function)
{
    static const char *const of_times[] = {"date", "time", "datetime", "julianday",
            "strftime", "unixepoch", "timediff", NULL};
    static const char *const of_now[] = {"current_date", "current_time",
            "current_timestamp", NULL};

    if (is_listed(of_now, function))
        return ":as_of, :period_start, :period_end";
    if (is_listed(of_times, function))
        return "as_timestamp(x), as_date(x), days_between(a, b), substr(x, 1, 10)";
    if (sqlite3_stricmp(function, "json_array_length") == 0)
        return "(SELECT count(*) FROM elements(_text, 'path'))";
    if (sqlite3_strnicmp(function, "json", 4) == 0)
        return "field(_text, 'path'), elements(_text, 'path')";
    return NULL;
}

static int deny(struct guard *guard, const char *what, const char *name)
{
    snprintf(guard->denied, sizeof(guard->denied), "%s%s%s", what, name ? " " : "",
            name ? name : "");
    return SQLITE_DENY;
}

static int authorize(void *context, int action, const char *first, const char *second,
        const char *database, const char *trigger)
{
    struct guard *guard = context;

    (void)database;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        /* A query that uses no column asks with an empty one, also for a common table
         * expression's name. */
        if (is_listed(guard->tables, first) ||
                (!*second && strncmp(first, "sqlite_", 7) != 0))
            return SQLITE_OK;
        return deny(guard, TR("reading table", "表の読み取り"), first);
    case SQLITE_FUNCTION:
        if (is_listed(builtin_functions, second) ||
                is_listed(function_help_names(), second))
            return SQLITE_OK;
        snprintf(guard->function, sizeof(guard->function), "%s", second);
        return deny(guard, TR("function", "関数"), second);
    case SQLITE_PRAGMA:
        return deny(guard, "PRAGMA", first);
    case SQLITE_ATTACH:
        return deny(guard, "ATTACH", NULL);
    default:
        return deny(guard, TR("anything but SELECT", "SELECT以外の文"), NULL);
    }
}

static int look_at_clock(void *context)
{
    struct guard *guard = context;

    if (guard->deadline && clock_steady_ms() > guard->deadline)
        guard->expired = true;
    return guard->expired;
}

bool guard_install(struct db *db, struct guard *guard, struct error *err)
{
    static const struct {
        int id, value;
    } limits[] = {
            {SQLITE_LIMIT_LENGTH, 16 << 20},
            {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
            {SQLITE_LIMIT_COLUMN, 2100},
            {SQLITE_LIMIT_EXPR_DEPTH, 100},
            {SQLITE_LIMIT_COMPOUND_SELECT, 50},
            {SQLITE_LIMIT_VDBE_OP, 25000},
            {SQLITE_LIMIT_FUNCTION_ARG, 16},
            {SQLITE_LIMIT_ATTACHED, 0},
            {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256},
            {SQLITE_LIMIT_VARIABLE_NUMBER, 64},
            {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
            {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    static const char *const table_functions[] = {"json_each", "json_tree"};
    struct sqlite3 *handle = db_handle(db);

    /* Refused later they would be "anything but SELECT": they declare themselves. */
    for (size_t i = 0; i < ARRAY_LENGTH(table_functions); i++)
        sqlite3_create_module(handle, table_functions[i], NULL, NULL);
    if (!db_execute(db, "PRAGMA query_only = 1; PRAGMA mmap_size = 0", err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++)
        sqlite3_limit(handle, limits[i].id, limits[i].value);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_progress_handler(handle, 1000, look_at_clock, guard);
    sqlite3_set_authorizer(handle, authorize, guard);
    return true;
}

static const char *skip_blanks(const char *sql)
{
    for (;;) {
        const char *end;

        sql += strspn(sql, " \t\r\n\f;");
        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\n");
        } else if (sql[0] == '/' && sql[1] == '*') {
            end = strstr(sql + 2, "*/");
            sql = end ? end + 2 : sql + strlen(sql);
        } else {
            return sql;
        }
    }
}

bool guard_check(const char *sql, struct error *err)
{
    static const char *const words[] = {"SELECT", "WITH", "VALUES"};
    const char *first = skip_blanks(sql);
    size_t size = strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (size == strlen(words[i]) && sqlite3_strnicmp(first, words[i], (int)size) == 0)
            return true;
    }
    return error_set(err, ERROR_SCRIPT,
            TR("only a query can be asked of evidence: it begins with SELECT, WITH or VALUES, not with '%.*s'",
                    "証拠に対しては問い合わせだけができます。SELECT、WITH、VALUESのいずれかで始めてください（「%.*s」は使えません）"),
            (int)(size ? size : strcspn(first, " \t\r\n")), first);
}

static void refuse_function(const char *function, struct error *err)
{
    const char *substitute = substitute_for(function);

    error_set(err, ERROR_SCRIPT,
            TR("%s() is not among the functions that chosho has over evidence%s%s; chosho query .functions lists them",
                    "証拠に対する関数として %s() はありません%s%s。使える関数は chosho query .functions で一覧できます"),
            function, substitute ? TR(": instead use ", "。代わりに使えるもの: ") : "",
            substitute ? substitute : "");
}

void guard_explain(struct guard *guard, struct error *err)
{
    if (guard->expired) {
        error_set(err, ERROR_LIMIT, "%s",
                TR("the time allowed is used up", "許された時間を使い切った"));
    } else if (guard->denied[0] && guard->function[0]) {
        refuse_function(guard->function, err);
    } else if (guard->denied[0]) {
        error_set(err, ERROR_SCRIPT,
                TR("not allowed over evidence: %s. A query may SELECT from evidence tables with deterministic functions only",
                        "証拠に対しては許されません: %s。使えるのは、証拠の表に対するSELECTと、結果が常に同じになる関数だけです"),
                guard->denied);
    }
    guard->denied[0] = guard->function[0] = '\0';
}
