/* chosho exception: list exceptions with their pointers; promote some into a finding. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/run/place.h"
#include "engine/workpaper/finding.h"

#include <string.h>

static const struct command_option options[] = {
        {"procedure", "ID", "この手続のものだけ", "only of this procedure"},
        {"test", "ID", "このテストのものだけ", "only of this test"},
        {"kind", "exception|undecidable|unreadable", "種類(既定 exception)",
                "which records (default exception)"},
        {"promote", NULL, "挙げた例外を発見事項にする(--title, --reason)",
                "make a finding of the exceptions named (--title, --reason)"},
        {"finding", "F-N", "既存の発見事項に加える", "with --promote: into this finding"},
        {"title", "TEXT", "発見事項の題(engagementの言語)", "the finding's title"},
        {"title-en", "TEXT", "発見事項の題(英語)", "the finding's title in English"},
        {"fact", "TEXT", "事実", "the facts"},
        {"fact-en", "TEXT", "事実(英語)", "the facts in English"},
        {"reason", "TEXT", "理由", "why"},
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

static bool add_exception(struct store *store, struct listing *listing,
        struct db_statement *row, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);

    if (!place_write(store, db_column_int(row, 3), &pointer, err))
        return false;
    if (db_column_int(row, 4) &&
            !(buf_append_text(&pointer, "+", err) &&
                    place_write(store, db_column_int(row, 4), &pointer, err)))
        return false;
    return listing_add(listing,
            (struct slice[]){listing_text(db_column_text(row, 0)),
                    listing_text(db_column_text(row, 1)),
                    listing_text(db_column_text(row, 2)),
                    listing_text(buf_text(&pointer)),
                    listing_text(db_column_text(row, 5)),
                    listing_text(db_column_text(row, 6))},
            err);
}

static bool list(const struct command_call *call, struct store *store, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    const char *kind = command_value(call, "kind");
    bool more;

    if (!listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !db_prepare(store_db(store),
                    "SELECT e.exception_id, r.instance_key, r.test, e.record_id, e.other_id, c.text,"
                    " (SELECT 'F-' || f.finding_id FROM finding_exception AS f WHERE f.exception_id = e.exception_id)"
                    " FROM report_result AS r JOIN result AS n USING (result_id) JOIN exception AS e ON e.result_id = r.result_id"
                    " LEFT JOIN procedure_check AS c ON c.procedure_text_id = n.procedure_text_id AND c.test = r.test AND c.verdict = e.verdict"
                    " WHERE e.kind = coalesce(?1, 'exception') AND r.procedure = coalesce(?2, r.procedure) AND r.test = coalesce(?3, r.test)"
                    " ORDER BY r.instance_id, r.test_position, e.number",
                    &row, err))
        return false;
    db_bind_text(row, 1, kind);
    db_bind_text(row, 2, command_value(call, "procedure"));
    db_bind_text(row, 3, command_value(call, "test"));
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err);
        if (!add_exception(store, listing, row, err))
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
                        "--finding は F-1 の形で指定する('%s' ではない)"),
                finding);
    if (finding ? !finding_extend(store, person, id, call->arguments,
                          call->argument_count, command_value(call, "reason"), err)
                : !finding_promote(store, person, &draft, call->arguments,
                          call->argument_count, command_value(call, "reason"), &id, err))
        return false;
    fprintf(call->out, "F-%lld\n", (long long)id);
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    bool promoting = command_has(call, "promote");

    if (!command_expect(call, promoting, promoting ? SIZE_MAX : 0, err) ||
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
