/* chosho exception: list exceptions with their pointers; promote some into a finding. */
#include "engine/base/pointer.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/workpaper/exception.h"
#include "engine/workpaper/finding.h"

#include <string.h>

static const struct command_option options[] = {
        {"procedure", "ID", "この手続のものだけ", "only of this procedure"},
        {"test", "ID", "このテストのものだけ", "only of this test"},
        {"kind", "exception|undecidable|unreadable", "種類（既定 exception）",
                "which records (default exception)"},
        {"promote", NULL, "挙げた例外を発見事項にする（--title と --reason が必要）",
                "make a finding of the exceptions named (--title, --reason)"},
        {"finding", "F-N", "--promote で、既存の発見事項に加える",
                "with --promote: into this finding"},
        {"title", "TEXT", "発見事項の表題（監査業務の言語）",
                "the finding's title, in the engagement's language"},
        {"title-en", "TEXT", "発見事項の表題（英語）", "the finding's title in English"},
        {"fact", "TEXT", "事実（監査業務の言語）",
                "the facts, in the engagement's language"},
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
};

/* "POINTER", or "POINTER+POINTER" for a cell of a grid; from six columns of the row. */
static bool write_pointers(struct db_statement *row, int first, struct buf *pointer,
        struct error *err)
{
    for (int axis = 0; axis < 2; axis++) {
        const char *bundle = db_column_text(row, first + axis * 3);
        const char *member = db_column_text(row, first + axis * 3 + 1);
        uint64_t record = (uint64_t)db_column_int(row, first + axis * 3 + 2);

        if (axis == 1 && !record)
            return true;
        if ((axis == 1 && !buf_append_text(pointer, "+", err)) ||
                !pointer_write(pointer, bundle ? bundle : "?", member ? member : "?",
                        record, err))
            return false;
    }
    return true;
}

static bool add_exception(struct listing *listing, struct db_statement *row,
        struct buf *pointer, struct error *err)
{
    buf_reset(pointer);
    return write_pointers(row, 3, pointer, err) &&
            listing_add(listing,
                    (struct slice[]){listing_text(db_column_text(row, 0)),
                            listing_text(db_column_text(row, 1)),
                            listing_text(db_column_text(row, 2)),
                            listing_text(buf_text(pointer)),
                            listing_text(db_column_text(row, 9)),
                            listing_text(db_column_text(row, 10))},
                    err);
}

/* A test or procedure that never ran has no exceptions, which is not to be mistaken for
 * "no exception". */
static bool check_known(const struct command_call *call, struct store *store,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    const char *procedure = command_value(call, "procedure");
    const char *test = command_value(call, "test");
    bool more;

    if (!procedure && !test)
        return true;
    if (!db_prepare(store_db(store),
                "SELECT 1 FROM report_result WHERE procedure = coalesce(?1, procedure) AND test = coalesce(?2, test)",
                &row, err))
        return false;
    db_bind_text(row, 1, procedure);
    db_bind_text(row, 2, test);
    if (!db_step(row, &more, err))
        return false;
    return more ||
            error_set(err, ERROR_MISSING,
                    TR("there is no result of %s%s%s; chosho status lists what was run",
                            "%s%s%s の結果はありません。実行済みのものは chosho status で一覧できます"),
                    procedure ? procedure : TR("test ", "テスト "),
                    procedure && test ? " " : "", test ? test : "");
}

static bool list(const struct command_call *call, struct store *store, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    bool more;

    if (!check_known(call, store, err) ||
            !listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !db_prepare(store_db(store),
                    "SELECT e.exception_id, r.instance_key, r.test, b.short_id, m.name, e.record, p.short_id, n.name,"
                    " CASE WHEN e.other_id <> 0 THEN e.other_id & 1099511627775 ELSE 0 END, c.text,"
                    " (SELECT 'F-' || f.finding_id FROM promoted_exception AS f WHERE e.kind = 'exception' AND f.record_id = e.record_id"
                    "  AND f.other_id = e.other_id AND f.instance_id = r.instance_id AND f.test = r.test)"
                    " FROM report_result AS r JOIN exception AS e ON e.result_id = r.result_id"
                    " LEFT JOIN member AS m ON m.member_id = e.member_id LEFT JOIN bundle AS b ON b.bundle_id = m.bundle_id"
                    " LEFT JOIN member AS n ON e.other_id <> 0 AND n.member_id = e.other_id >> 40"
                    " LEFT JOIN bundle AS p ON p.bundle_id = n.bundle_id"
                    " LEFT JOIN report_check AS c ON c.result_id = r.result_id AND c.verdict = e.verdict"
                    " WHERE e.kind = coalesce(?1, 'exception') AND r.procedure = coalesce(?2, r.procedure) AND r.test = coalesce(?3, r.test)"
                    " ORDER BY r.instance_id, r.test_position, e.number",
                    &row, err))
        return false;
    db_bind_text(row, 1, command_value(call, "kind"));
    db_bind_text(row, 2, command_value(call, "procedure"));
    db_bind_text(row, 3, command_value(call, "test"));
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err);
        if (!add_exception(listing, row, &pointer, err))
            return false;
    }
}

static bool promote(struct command_call *call, struct store *store, struct error *err)
{
    const char *finding = command_value(call, "finding");
    bool is_ja = text_starts_with(store_engagement(store)->languages, "ja");
    const char *title = command_value(call, "title");
    const char *fact = command_value(call, "fact");
    const struct finding draft = {
            .title_ja = is_ja ? title : NULL,
            .title_en = command_value(call, "title-en") ? command_value(call, "title-en")
                    : is_ja                             ? NULL
                                                        : title,
            .fact_ja = is_ja ? fact : NULL,
            .fact_en = command_value(call, "fact-en") ? command_value(call, "fact-en")
                    : is_ja                           ? NULL
                                                      : fact,
    };
    const char *person;
    int64_t id;

    if (!command_person(call, store, &person, err))
        return false;
    if (finding && !finding_parse_id(finding, &id))
        return error_set(err, ERROR_USAGE,
                TR("--finding wants F-1 or the like, not '%s'",
                        "--finding は F-1 の形で指定してください（「%s」は使えません）"),
                finding);
    if (finding ? !finding_extend(store, person, id, call->arguments,
                          call->argument_count, command_value(call, "reason"), err)
                : !finding_promote(store, person, &draft, call->arguments,
                          call->argument_count, command_value(call, "reason"), &id, err))
        return false;
    fprintf(call->out, "F-%lld\n", (long long)id);
    return true;
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
                TR("--kind is exception, undecidable or unreadable, not '%s'",
                        "--kind は exception、undecidable、unreadable のいずれかです（「%s」は使えません）"),
                kind);
    if (call->argument_count)
        return error_set(err, ERROR_USAGE,
                TR("'%1$s': say what to do with it: chosho show %1$s, or chosho exception --promote %1$s",
                        "「%1$s」をどうするかを指定してください: chosho show %1$s または chosho exception --promote %1$s"),
                call->arguments[0]);
    return true;
}

/* What is said of a finding that is there already would be lost. */
static bool check_promoting(const struct command_call *call, struct error *err)
{
    static const char *const filters[] = {"procedure", "test", "kind"};
    static const char *const texts[] = {"title", "title-en", "fact", "fact-en"};

    if (call->argument_count == 0)
        return error_set(err, ERROR_USAGE, "%s",
                TR("--promote wants the exceptions behind it: chosho exception lists them",
                        "--promote には例外番号が必要です。chosho exception で一覧できます"));
    for (size_t i = 0; i < ARRAY_LENGTH(filters); i++) {
        if (command_has(call, filters[i]))
            return error_set(err, ERROR_USAGE,
                    TR("--%s is for the list of exceptions; --promote wants their ids",
                            "--%s は一覧のためのオプションです。--promote には例外番号を指定してください"),
                    filters[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(texts) && command_has(call, "finding"); i++) {
        if (command_has(call, texts[i]))
            return error_set(err, ERROR_USAGE,
                    TR("--%s is for a new finding; %s has its own already",
                            "--%s は新しい発見事項のためのオプションです。%s にはすでにあります"),
                    texts[i], command_value(call, "finding"));
    }
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    bool promoting = command_has(call, "promote");

    if (!(promoting ? check_promoting(call, err) : check_listing(call, err)) ||
            !command_open(call, promoting ? STORE_WRITE : STORE_READ, &store, err))
        return 2;
    return (promoting ? promote(call, store, err) : list(call, store, err)) ? 0 : 6;
}

const struct command cmd_exception = {
        .name = "exception",
        .arguments = "[--promote X17-3 ...]",
        .ja = "例外の一覧。選んで発見事項にする",
        .en = "list exceptions; promote some into a finding",
        .options = options,
        .run = run,
};
