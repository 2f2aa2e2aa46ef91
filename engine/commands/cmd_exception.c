/* chosho exception: list exceptions with their pointers; promote some into a finding. */
#include "engine/base/cell.h"
#include "engine/base/pointer.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/nothing.h"
#include "engine/commands/promote.h"
#include "engine/commands/shown.h"
#include "engine/workpaper/exception.h"
#include "engine/workpaper/finding.h"
#include "engine/workpaper/verify.h"

#include <string.h>

#define WORDS_MAX 256
#define VALUES_LIMIT ((size_t)16 << 20)

static const struct command_option options[] = {
        {"procedure", "ID", "この手続のものだけ", "only of this procedure"},
        {"test", "ID", "このテストのものだけ", "only of this test"},
        {"kind", "exception|other-route|not-due|undecidable|unreadable",
                "種類（既定 exception）", "which records (default exception)"},
        {"no-values", NULL, "証拠を読み直さず、値を示さない",
                "do not read the evidence again for the values shown"},
        {"promote", NULL, "挙げた例外を発見事項にする（--title と --reason が必要）",
                "make a finding of the exceptions named (--title, --reason)"},
        {"finding", "F-N", "--promote で、既存の発見事項に加える",
                "with --promote: into this finding"},
        {"title", "TEXT", "発見事項の表題（監査業務の言語）",
                "the finding's title, in the engagement's language"},
        {"title-en", "TEXT", "発見事項の表題（英語）", "the finding's title in English"},
        {"fact", "TEXT",
                "事実（監査業務の言語。テストの例外すべてを挙げたときの既定は、手続の発見事項の文）",
                "the facts, in the engagement's language (default, with all exceptions of a test: the procedure's text)"},
        {"fact-en", "TEXT", "事実（英語）", "the facts in English"},
        {"reason", "TEXT", "起票の理由", "why they are promoted"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"exception", "例外", "exception", LISTING_TEXT},
        {"instance", "手続/管理策", "instance", LISTING_TEXT},
        {"test", "テスト", "test", LISTING_TEXT},
        {"pointer", "レコード", "record", LISTING_TEXT},
        {"check", "検査", "check", LISTING_TEXT},
        {"finding", "発見事項", "finding", LISTING_TEXT},
        {"values", "値", "values", LISTING_TEXT},
};

/* "POINTER", or "POINTER+POINTER" for a cell of a grid; from six columns of the row. */
static bool write_pointers(struct db_statement *row, int first, struct buf *pointer,
        struct error *err)
{
    char cell[CELL_NAME_SIZE];

    for (int axis = 0; axis < 2; axis++) {
        const char *bundle = db_column_text(row, first + axis * 3);
        const char *member = db_column_text(row, first + axis * 3 + 1);
        uint64_t record = (uint64_t)db_column_int(row, first + axis * 3 + 2);

        if (axis == 1 && !record)
            return true;
        if (!bundle && cell_format((int64_t)record, cell)) {
            if (!buf_printf(pointer, err, "%s%s", axis ? "+" : "", cell))
                return false;
            continue;
        }
        if ((axis == 1 && !buf_append_text(pointer, "+", err)) ||
                !pointer_write(pointer, bundle ? bundle : "?", member ? member : "?",
                        record, err))
            return false;
    }
    return true;
}

/* Columns of `exceptions` below. */
enum {
    ID,
    INSTANCE,
    TEST,
    POINTER, /* six of them */
    CHECK = POINTER + 6,
    FINDING,
    RESULT_ID,
    KIND,
    NUMBER
};

static const char exceptions[] =
        "SELECT e.exception_id, r.instance_key, r.test, b.short_id, m.name, e.record, p.short_id, n.name,"
        " CASE WHEN e.other_id <> 0 THEN e.other_id & 1099511627775 ELSE 0 END, c.text,"
        " iif(e.kind = 'exception', " FINDING_OF("e.record_id", "e.other_id", "e.ordinal",
                "r.instance_id",
                "r.test") ", NULL),"
                          " e.result_id, e.kind, e.number"
                          " FROM report_result AS r JOIN exception AS e ON e.result_id = r.result_id"
                          " LEFT JOIN member AS m ON m.member_id = e.member_id LEFT JOIN bundle AS b ON b.bundle_id = m.bundle_id"
                          " LEFT JOIN member AS n ON e.other_id <> 0 AND n.member_id = e.other_id >> 40"
                          " LEFT JOIN bundle AS p ON p.bundle_id = n.bundle_id"
                          " LEFT JOIN report_check AS c ON c.result_id = r.result_id AND c.verdict = e.verdict"
                          " WHERE e.kind = coalesce(?1, 'exception') AND r.procedure = coalesce(?2, r.procedure) AND r.test = coalesce(?3, r.test)"
                          " ORDER BY r.instance_id, r.test_position, e.number";

/* shown: how to read the values; NULL where they were not. */
static bool add_exception(struct listing *listing, struct db_statement *row,
        struct db_statement *shown, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    CLEANUP(buf_clear) struct buf values = BUF_INIT(VALUES_LIMIT);

    return write_pointers(row, POINTER, &pointer, err) &&
            (!shown ||
                    shown_write(shown, db_column_int(row, RESULT_ID),
                            db_column_text(row, KIND), db_column_int(row, NUMBER), ", ",
                            &values, err)) &&
            listing_add(listing,
                    (struct slice[]){listing_text(db_column_text(row, ID)),
                            listing_text(db_column_text(row, INSTANCE)),
                            listing_text(db_column_text(row, TEST)),
                            listing_text(buf_text(&pointer)),
                            listing_text(db_column_text(row, CHECK)),
                            listing_text(db_column_text(row, FINDING)),
                            listing_text(shown ? buf_text(&values) : NULL)},
                    err);
}

/* All words the statement gives, ended by NULL. */
static bool read_words(struct db_statement *row, struct arena *arena,
        const char *words[WORDS_MAX + 1], struct error *err)
{
    size_t count = 0;
    bool more;

    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        words[count] = NULL;
        if (!more || count == WORDS_MAX)
            return true;
        if (!arena_text(arena, db_column_text(row, 0), &words[count++], err))
            return false;
    }
}

/* Of the procedures that have results, or of the tests of those that are meant. */
static bool find_nearest(struct command_call *call, struct store *store, const char *sql,
        const struct values_choice *choice, const char *sought, const char **ret_nearest,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    const char *words[WORDS_MAX + 1];

    if (!db_prepare(store_db(store), sql, &row, err))
        return false;
    db_bind_text(row, 1, choice->procedure);
    if (!read_words(row, &call->arena, words, err))
        return false;
    *ret_nearest = text_find_nearest(sought, words);
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], sought) == 0)
            *ret_nearest = words[i];
    }
    return true;
}

static bool refuse_unknown(struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err)
{
    const char *procedure = choice->procedure, *test = choice->test, *near = NULL;

    if (procedure &&
            !find_nearest(call, store,
                    "SELECT DISTINCT procedure FROM report_result WHERE ?1 IS NOT NULL ORDER BY 1",
                    choice, procedure, &near, err))
        return false;
    if (test && (!near || strcmp(near, procedure) == 0) &&
            !find_nearest(call, store,
                    "SELECT DISTINCT test FROM report_result WHERE procedure = coalesce(?1, procedure) ORDER BY 1",
                    choice, test, &near, err))
        return false;
    return error_set(err, ERROR_MISSING,
            TR("there is no result of %s%s%s%s%s%s (chosho status lists what was run)",
                    "%s%s%s の結果はありません%s%s%s。実行済みのものは chosho status で一覧できます"),
            procedure ? procedure : TR("test ", "テスト "), procedure && test ? " " : "",
            test ? test : "", near ? TR("; did you mean '", "（「") : "",
            near ? near : "", near ? TR("'?", "」のことですか）") : "");
}

/* A test or procedure that never ran has no exceptions, which is not to be mistaken for
 * "no exception". */
static bool check_known(struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!choice->procedure && !choice->test)
        return true;
    if (!db_prepare(store_db(store),
                "SELECT 1 FROM report_result WHERE procedure = coalesce(?1, procedure) AND test = coalesce(?2, test)",
                &row, err))
        return false;
    db_bind_text(row, 1, choice->procedure);
    db_bind_text(row, 2, choice->test);
    if (!db_step(row, &more, err))
        return false;
    return more || refuse_unknown(call, store, choice, err);
}

static const char *none_of(const char *kind)
{
    if (kind && strcmp(kind, "undecidable") == 0)
        return TR("no undecidable records in the results",
                "判定できなかったレコードは、結果の中にありません");
    if (kind && strcmp(kind, "other-route") == 0)
        return TR("no records that went another route in the results",
                "別経路によるレコードは、結果の中にありません");
    if (kind && strcmp(kind, "not-due") == 0)
        return TR("no records that were not yet due in the results",
                "期限の来ていないレコードは、結果の中にありません");
    if (kind && strcmp(kind, "unreadable") == 0)
        return TR("no unreadable records in the results",
                "読み取れなかったレコードは、結果の中にありません");
    return TR("no exceptions in the results (chosho status lists what was run)",
            "例外は、結果の中にありません（実行済みのものは chosho status で一覧できます）");
}

/* A record that could not be placed in its population was not decided either, and is
 * among the unreadable ones. */
static bool point_to_unreadable(struct store *store, const char *kind, struct error *err)
{
    int64_t count;

    if (!kind || strcmp(kind, "undecidable") != 0)
        return true;
    if (!db_query_int(store_db(store),
                "SELECT coalesce(sum(unreadable), 0) FROM current_result", &count, err))
        return false;
    if (count > 0)
        command_say(
                TR("records that could not be read, or not be placed in their population, each counted in every test that reads it: %lld; chosho exception --kind=unreadable lists them",
                        "読み取れない、または母集団に含まれるか判定できないレコードが %lld 件あります（読む検査ごとに数えた延べ件数）。chosho exception --kind=unreadable で一覧できます"),
                (long long)count);
    return true;
}

static bool list(struct command_call *call, struct store *store, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL, *shown = NULL;
    const struct values_choice choice = {command_value(call, "procedure"),
            command_value(call, "test"), 0};
    const char *kind = command_value(call, "kind");
    bool has_values = !command_has(call, "no-values") &&
            !(kind && strcmp(kind, "unreadable") == 0);
    uint64_t count = 0;
    bool more;

    if (!check_known(call, store, &choice, err) ||
            (has_values &&
                    (!shown_try(call, store, &choice, err) ||
                            !shown_prepare(store, &shown, err))) ||
            !listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !db_prepare(store_db(store), exceptions, &row, err))
        return false;
    db_bind_text(row, 1, kind);
    db_bind_text(row, 2, choice.procedure);
    db_bind_text(row, 3, choice.test);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err) &&
                    (count ||
                            (nothing_say(store, none_of(kind), err) &&
                                    point_to_unreadable(store, kind, err)));
        if (!add_exception(listing, row, shown, err))
            return false;
        count++;
    }
}

static bool check_listing(const struct command_call *call, struct error *err)
{
    static const char *const others[] = {"finding", "title", "title-en", "fact",
            "fact-en", "reason"};
    const char *kind = command_value(call, "kind");
    enum exception_kind ignored;

    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        if (command_has(call, others[i]))
            return command_refuse_alone(others[i], "promote", err);
    }
    if (kind && !exception_find_kind(kind, &ignored))
        return error_set(err, ERROR_USAGE,
                TR("--kind is exception, other-route, not-due, undecidable or unreadable, not '%s'",
                        "--kind は exception、other-route、not-due、undecidable、unreadable のいずれかです（「%s」は使えません）"),
                kind);
    if (call->argument_count)
        return error_set(err, ERROR_USAGE,
                TR("'%1$s': say what to do with it: chosho show %1$s, or chosho exception --promote %1$s",
                        "「%1$s」をどうするかを指定してください: chosho show %1$s または chosho exception --promote %1$s"),
                call->arguments[0]);
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    bool promoting = command_has(call, "promote");

    if (!(promoting ? promote_check(call, err) : check_listing(call, err)) ||
            !command_open(call, promoting ? STORE_WRITE : STORE_READ, &store, err) ||
            (!promoting && !verify_workpaper(store, err)))
        return 2;
    return (promoting ? promote_run(call, store, err) : list(call, store, err)) ? 0 : 6;
}

const struct command cmd_exception = {
        .name = "exception",
        .arguments = "[--promote X17-3 ...]",
        .ja = "例外の一覧。選んで発見事項にする",
        .en = "list exceptions; promote some into a finding",
        .options = options,
        .run = run,
};
