/* chosho log: the journal; --verify checks its chain. */
#include "engine/commands/commands.h"
#include "engine/commands/kept.h"
#include "engine/commands/listing.h"
#include "engine/workpaper/attachment.h"
#include "engine/workpaper/bundle_block.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"

#include <stdlib.h>
#include <string.h>

static const struct command_option options[] = {
        {"verify", NULL, "連鎖とデータベース全体を検査する",
                "check the chain, and every page of the database"},
        {"expect", "SIZE:HASH", "--verify で、外部に控えた連鎖の末尾と照合する",
                "with --verify: a head kept outside, which the chain must reach"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"seq", "番号", "seq", LISTING_NUMBER},
        {"at", "時刻(UTC)", "at (UTC)", LISTING_TEXT},
        {"person", "行為者", "person", LISTING_TEXT},
        {"action", "行為", "action", LISTING_TEXT},
        {"object", "対象", "object", LISTING_TEXT},
        {"body", "内容", "body", LISTING_TEXT},
        {"hash", "ハッシュ", "hash", LISTING_TEXT},
};

static bool print_journal(const struct command_call *call, struct store *store,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !db_prepare(store_db(store),
                    call->format == COMMAND_TABLE
                            ? "SELECT seq, at, person, action, object, CASE WHEN length(body) > 100 THEN"
                              " substr(body, 1, 100) || '…' ELSE body END, substr(hash, 1, 12) FROM journal ORDER BY seq"
                            : "SELECT seq, at, person, action, object, body, hash FROM journal ORDER BY seq",
                    &row, err))
        return false;
    for (;;) {
        struct slice values[ARRAY_LENGTH(columns)];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err);
        for (size_t c = 0; c < ARRAY_LENGTH(columns); c++)
            values[c] = listing_text(db_column_text(row, (int)c));
        if (!listing_add(listing, values, err))
            return false;
    }
}

static bool read_head(const char *text, struct journal_head *ret_head, struct error *err)
{
    char *end;

    ret_head->size = strtoll(text, &end, 10);
    if (end != text && *end == ':' && ret_head->size > 0 &&
            digest_parse(end + 1, &ret_head->hash))
        return true;
    return error_set(err, ERROR_USAGE,
            TR("--expect wants SIZE:HASH as `log --verify` prints it, not '%s'",
                    "--expect には log --verify が示す SIZE:HASH を指定してください（「%s」は使えません）"),
            text);
}

static bool verify(struct command_call *call, struct store *store, int *ret_code,
        struct error *err)
{
    const char *text = command_value(call, "expect");
    struct journal_head expected;
    struct journal_verdict verdict;
    struct verify_verdict records;
    char hex[DIGEST_HEX_SIZE];
    size_t bundles, attachments;

    if (text && !read_head(text, &expected, err))
        return false;
    if (!store_check(store, err) ||
            !journal_verify(store, text ? &expected : NULL, &verdict, err))
        return false;
    if (!verdict.holds)
        return error_set(err, ERROR_INTEGRITY,
                TR("the journal does not hold at row %lld: %s",
                        "ジャーナルの連鎖が%lld行目で成り立ちません: %s"),
                (long long)verdict.broken_seq, verdict.reason);
    if (!verify_records(store, &records, err))
        return false;
    if (!records.holds)
        return error_set(err, ERROR_INTEGRITY, "%s", records.reason);
    if (!bundle_block_check(store, err) || !attachment_verify(store, &attachments, err))
        return false;
    digest_hex(&verdict.head.hash, hex);
    fprintf(call->out,
            TR("the journal holds: acts %lld, head %lld:%s\n",
                    "ジャーナルの連鎖は成り立っています: 行為 %lld件、末尾 %lld:%s\n"),
            (long long)verdict.head.size, (long long)verdict.head.size, hex);
    command_say("%s",
            text ? TR("it reaches the head you gave", "控えた末尾に達しています")
                 : TR("a cut-off tail shows only against a head kept outside: note this one, and give it with --expect next time",
                           "末尾の切り捨ては外部の控えと比べないと分かりません。この末尾を控え、次回 --expect で指定してください"));
    if (!kept_check(call, store, &bundles, ret_code, err))
        return false;
    if (attachments)
        command_say(
                TR("attachments of steps %zu: each hashed, as they were attached",
                        "ステップの添付 %zu件は、ハッシュを照合し、添付時のとおりです"),
                attachments);
    command_say(*ret_code
                    ? TR("not proved: bundles %zu, and those named above are not as received",
                              "証明できないもの: 提供物 %zu件のうち、上に示したものが受領時と異なります")
                    : TR("proved: the chain, and that the workpaper holds what it recorded; bundles %zu, all there in their size. Their bytes are not read here: chosho run --prove hashes them",
                              "証明したこと: 連鎖、及び調書がその記録どおりであること。提供物 %zu件は受領時の大きさのままあります。内容は読んでいません（chosho run --prove でハッシュを照合します）"),
            bundles);
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    int code = 0;

    if (!command_expect(call, 0, 0, err) ||
            (command_has(call, "expect") && !command_has(call, "verify") &&
                    !command_refuse_alone("expect", "verify", err)) ||
            !command_open(call, STORE_READ, &store, err))
        return 2;
    if (command_has(call, "verify") ? verify(call, store, &code, err)
                                    : print_journal(call, store, err))
        return code;
    return 4;
}

const struct command cmd_log = {
        .name = "log",
        .arguments = "[--verify]",
        .ja = "誰がいつ何をしたかの記録（ジャーナル）",
        .en = "the journal: who did what, when",
        .options = options,
        .run = run,
};
