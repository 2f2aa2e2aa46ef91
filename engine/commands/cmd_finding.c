/* chosho finding: list findings, or show one with the records it rests on. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/nothing.h"
#include "engine/run/place.h"
#include "engine/workpaper/finding.h"
#include "engine/workpaper/verify.h"

#include <string.h>

static const struct listing_column list_columns[] = {
        {"finding", "発見事項", "finding", LISTING_TEXT},
        {"control", "管理策", "control", LISTING_TEXT},
        {"status", "状態", "status", LISTING_STATUS},
        {"exceptions", "例外", "exceptions", LISTING_NUMBER},
        {"title", "表題", "title", LISTING_TEXT},
        {"fact", "事実", "fact", LISTING_TEXT},
        {"reason", "理由", "reason", LISTING_TEXT},
};

static const struct listing_column exception_columns[] = {
        {"exception", "例外", "exception", LISTING_TEXT},
        {"pointer", "レコード", "record", LISTING_TEXT},
        {"newest", "最新の実行", "newest run", LISTING_TEXT},
        {"reason", "理由", "reason", LISTING_TEXT},
        {"person", "行為者", "person", LISTING_TEXT},
        {"at", "時刻(UTC)", "at (UTC)", LISTING_TEXT},
};

static const char *in_language(const char *ja, const char *en)
{
    if (text_language() == TEXT_JA)
        return ja ? ja : en;
    return en ? en : ja;
}

/* In a table's cell the lines of a fact stand behind each other. */
static bool join_lines(struct command_call *call, const char *text, const char **ret_text,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf joined = BUF_INIT((size_t)64 << 20);

    *ret_text = text;
    if (!text || call->format != COMMAND_TABLE || !strchr(text, '\n'))
        return true;
    for (const char *at = text; *at; at++) {
        if (!buf_append(&joined, *at == '\n' ? " " : at, 1, err))
            return false;
    }
    return arena_text(&call->arena, buf_text(&joined), ret_text, err);
}

static bool add_finding(struct command_call *call, struct listing *listing,
        const struct finding *finding, struct error *err)
{
    char number[24], exceptions[24];
    const char *fact;

    snprintf(number, sizeof(number), "F-%lld", (long long)finding->finding_id);
    snprintf(exceptions, sizeof(exceptions), "%lld", (long long)finding->exception_count);
    return join_lines(call, in_language(finding->fact_ja, finding->fact_en), &fact,
                   err) &&
            listing_add(listing,
                    (struct slice[]){listing_text(number), listing_text(finding->control),
                            listing_text(finding->status), listing_text(exceptions),
                            listing_text(
                                    in_language(finding->title_ja, finding->title_en)),
                            listing_text(fact), listing_text(finding->reason)},
                    err);
}

static bool list(struct command_call *call, struct store *store, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    struct finding *findings;
    size_t count;

    if (!listing_new(call, list_columns, ARRAY_LENGTH(list_columns), &listing, err) ||
            !finding_list(store, &call->arena, &findings, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_finding(call, listing, &findings[i], err))
            return false;
    }
    return listing_finish(listing, err) &&
            (count ||
                    nothing_say(store,
                            TR("no findings yet: chosho exception --promote makes them",
                                    "発見事項はまだありません。chosho exception --promote で作ります"),
                            err));
}

static bool add_exception(struct store *store, struct listing *listing,
        struct db_statement *row, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);

    if (!place_write_cell(store, db_column_int(row, 1), db_column_int(row, 2), &pointer,
                err))
        return false;
    return listing_add(listing,
            (struct slice[]){listing_text(db_column_text(row, 0)),
                    listing_text(buf_text(&pointer)),
                    listing_text(db_column_text(row, 6)),
                    listing_text(db_column_text(row, 3)),
                    listing_text(db_column_text(row, 4)),
                    listing_text(db_column_text(row, 5))},
            err);
}

/* Answers of steps: where a record would be stands the step. */
static bool add_steps(struct store *store, struct listing *listing, int64_t finding_id,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT number, instance_key || '/' || step || CASE cell WHEN '' THEN ''"
                " ELSE ' ' || cell END, CASE WHEN is_current THEN 'shown' ELSE"
                " 'not-shown' END, reason, promoted_by, promoted_at"
                " FROM report_promoted_step WHERE finding_id = ?1 ORDER BY step_answer_id",
                &row, err))
        return false;
    db_bind_int(row, 1, finding_id);
    for (;;) {
        struct slice values[6];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        for (int c = 0; c < 6; c++)
            values[c] = listing_text(db_column_text(row, c));
        if (!listing_add(listing, values, err))
            return false;
    }
}

/* A fact may be of several lines. */
static bool print_lines(FILE *out, const char *text, struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT((size_t)64 << 20);

    while (*text) {
        size_t size = strcspn(text, "\n");

        if (!text_append_visible(&visible, text, size, err) ||
                !buf_append_text(&visible, "\n", err))
            return false;
        text += size + (text[size] == '\n');
    }
    fputs(buf_text(&visible), out);
    return true;
}

/* The finding in words, above the table of what it rests on. */
static bool print_head(const struct command_call *call, const struct finding *finding,
        struct error *err)
{
    const char *fact = in_language(finding->fact_ja, finding->fact_en);

    fprintf(call->out, "F-%lld  %s  %s\n", (long long)finding->finding_id,
            finding->control, finding->status);
    if (!print_lines(call->out, in_language(finding->title_ja, finding->title_en), err) ||
            (fact && !print_lines(call->out, fact, err)))
        return false;
    fputc('\n', call->out);
    return true;
}

static void say_replaced(int64_t count)
{
    if (count > 0)
        command_say(
                TR("replaced (%lld): the file has given way to one with another content, so the run says nothing of the fact; chosho exception lists what is an exception there, chosho show RECORD what took the file's place",
                        "replaced（%lld件）: ファイルが内容の異なるものに差し替えられ、最新の実施からは事実が是正されたかどうか分かりません。差替え後の例外は chosho exception、差し替えたファイルは chosho show レコード で確かめてください"),
                (long long)count);
}

static bool show(struct command_call *call, struct store *store, const char *name,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct finding finding;
    int64_t id, replaced = 0;
    bool more;

    if (!finding_parse_id(name, &id))
        return error_set(err, ERROR_USAGE,
                TR("'%s' is no finding: they are F-1, F-2 ...; chosho finding lists them",
                        "「%s」は発見事項の番号ではありません（F-1, F-2 …）。chosho finding で一覧できます"),
                name);
    if (!finding_find(store, id, &call->arena, &finding, err))
        return false;
    if (call->format == COMMAND_TABLE && !print_head(call, &finding, err))
        return false;
    if (!listing_new(call, exception_columns, ARRAY_LENGTH(exception_columns), &listing,
                err) ||
            !db_prepare(store_db(store),
                    "SELECT coalesce(current_id, exception_id), record_id, other_id, reason, promoted_by,"
                    " promoted_at, CASE WHEN is_shown THEN 'shown' WHEN is_replaced THEN 'replaced'"
                    " ELSE 'not-shown' END, sum(is_replaced) OVER () FROM report_promoted WHERE finding_id = ?1"
                    " ORDER BY record_id, other_id, instance_id, test, ordinal",
                    &row, err))
        return false;
    db_bind_int(row, 1, id);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        replaced = db_column_int(row, 7);
        if (!add_exception(store, listing, row, err))
            return false;
    }
    if (!add_steps(store, listing, id, err) || !listing_finish(listing, err))
        return false;
    say_replaced(replaced);
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;

    if (!command_expect(call, 0, 1, err) ||
            !command_open(call, STORE_READ, &store, err) || !verify_workpaper(store, err))
        return 2;
    if (call->argument_count ? show(call, store, call->arguments[0], err)
                             : list(call, store, err))
        return 0;
    return 6;
}

const struct command cmd_finding = {
        .name = "finding",
        .arguments = "[F-1]",
        .ja = "発見事項の一覧、または一件とその根拠",
        .en = "list findings, or show one with what it rests on",
        .options = NULL,
        .run = run,
};
