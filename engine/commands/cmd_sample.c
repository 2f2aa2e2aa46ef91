/* chosho sample: draw samples, list them and their items. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/sample_find.h"
#include "engine/commands/sample_size.h"
#include "engine/run/draw_size.h"
#include "engine/run/place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct command_option options[] = {
        {"size", "N", "件数（draw。手続の指定に代える）",
                "draw: so many items, instead of what the procedure says"},
        {"frequency", "daily",
                "draw、size: 管理策の実施頻度（annual, half-yearly, quarterly, monthly, semi-monthly, weekly, daily, many-daily, automated, as-needed。年次、都度なども可）",
                "draw, size: how often the control operates: annual, half-yearly, quarterly, monthly, semi-monthly, weekly, daily, many-daily, automated, as-needed"},
        {"table", "ID|FILE",
                "draw、size: 件数の表（既定は監査法人のライブラリの sampling/*.xml。公表例は名前を指定したときだけ使う）",
                "draw, size: the table of sizes (default: the firm's, sampling/*.xml in its library; published examples only by name)"},
        {"item", "KEY ...",
                "draw: method=\"listed\" の試査の項目（何度でも。--reason が必要）",
                "draw: an item of a sample with method=\"listed\" (repeatable; needs --reason)"},
        {"method", "binomial|hypergeometric|poisson", "size: 計算方法（既定 binomial）",
                "size: how it is computed (default binomial)"},
        {"tolerable", "5%", "size: 許容逸脱率", "size: the tolerable rate"},
        {"risk", "5%", "size: リスク（1から信頼度を引いた値）",
                "size: the risk, one less the confidence"},
        {"allowed", "K", "size: 許容する逸脱の件数（既定 0）",
                "size: deviations allowed for (default 0)"},
        {"expected-rate", "1%", "size: 予想逸脱率（--allowed の代わり）",
                "size: the expected rate, instead of --allowed"},
        {"population", "N",
                "size: 母集団の件数（hypergeometric では許容逸脱率を乗じて切り上げた件数が逸脱するとみる）",
                "size: records in the population (hypergeometric: the tolerable share of them, rounded up, deviates)"},
        {"upper", NULL, "size: 逸脱率の上限（--sample N --deviations K --risk）",
                "size: the upper limit of the rate (--sample N --deviations K --risk)"},
        {"sample", "N", "size --upper: 試査の件数", "size --upper: items looked at"},
        {"deviations", "K", "size --upper: 逸脱の件数", "size --upper: how many deviate"},
        {"anew", NULL, "新たな乱数の種で抽出し直す（--reason が必要。以前の抽出も残る）",
                "draw: with a new seed, though there is a draw (needs --reason; all draws stay listed)"},
        {"verify", NULL, "記録された種と母集団から抽出し直して照合する",
                "redraw from the recorded seed and population, and compare"},
        {"extend", "N", "次の順位から N 件を加える", "add the next N ranks"},
        {"replace", "S3",
                "項目を次の順位の項目に取り替える（--reason が必要。元の項目も残る）",
                "the next rank takes the item's place (needs --reason; the item is kept)"},
        {"reason", "TEXT", "理由", "why"},
        {"timeout", "SECONDS", "一つの実行に許す時間（既定 3600）",
                "time a job may take (default 3600)"},
        {NULL, NULL, NULL, NULL},
};

/* ---- listing ---- */

static const struct listing_column sample_columns[] = {
        {"sample", "試査", "sample", LISTING_TEXT},
        {"population", "母集団", "population", LISTING_TEXT},
        {"method", "方法", "method", LISTING_TEXT},
        {"size", "件数の定め", "size", LISTING_TEXT},
        {"records", "母集団の件数", "records", LISTING_NUMBER},
        {"items", "項目", "items", LISTING_NUMBER},
        {"replaced", "取替え", "replaced", LISTING_NUMBER},
        {"draws", "抽出", "draws", LISTING_NUMBER},
        {"seed", "種", "seed", LISTING_TEXT},
        {"population_sha256", "母集団のSHA-256", "population SHA-256", LISTING_TEXT},
        {"title", "表題", "title", LISTING_TEXT},
};

static const struct listing_column item_columns[] = {
        {"item", "項目", "item", LISTING_TEXT},
        {"status", "状態", "status", LISTING_TEXT},
        {"rank", "順位", "rank", LISTING_NUMBER},
        {"stratum", "層", "stratum", LISTING_TEXT},
        {"key", "キー", "key", LISTING_TEXT},
        {"pointer", "レコード", "record", LISTING_TEXT},
        {"drawn", "抽出", "drawn", LISTING_TEXT},
        {"reason", "理由", "reason", LISTING_TEXT},
};

static bool count_items(const struct draw_source *source, const char *status,
        char ret_text[24], struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(store_db(source->store),
                "SELECT count(*) FROM current_sample_item WHERE instance_key = ?1"
                " AND sample = ?2 AND status = ?3",
                &query, err))
        return false;
    db_bind_text(query, 1, source->instance->key);
    db_bind_text(query, 2, source->sample->id);
    db_bind_text(query, 3, status);
    if (!db_step(query, &row, err))
        return false;
    snprintf(ret_text, 24, "%" PRId64, db_column_int(query, 0));
    return true;
}

static bool add_sample(void *owner, const struct draw_source *source, struct error *err)
{
    struct listing *listing = owner;
    const struct procedure_sample *sample = source->sample;
    struct sample_draw *draws;
    char items[24], replaced[24], drawn[24], records[24] = "";
    const struct sample_draw *latest;
    const char *name;
    size_t count;

    if (!sample_draws(source->store, source->instance->key, sample->id, true,
                source->arena, &draws, &count, err) ||
            !count_items(source, "picked", items, err) ||
            !count_items(source, "replaced", replaced, err) ||
            !arena_printf(source->arena, &name, err, "%s/%s", source->instance->key,
                    sample->id))
        return false;
    latest = count ? &draws[count - 1] : NULL;
    snprintf(drawn, sizeof(drawn), "%zu", count);
    if (latest)
        snprintf(records, sizeof(records), "%" PRId64, latest->population);
    return listing_add(listing,
            (struct slice[]){listing_text(name), listing_text(sample->of->id),
                    listing_text(procedure_sample_method_name(sample->method)),
                    listing_text(sample->size), listing_text(latest ? records : NULL),
                    listing_text(items), listing_text(replaced), listing_text(drawn),
                    listing_text(latest ? latest->seed : NULL),
                    listing_text(latest ? latest->sha256 : NULL),
                    listing_text(procedure_text_in(&sample->title, text_language()))},
            err);
}

static bool list_samples(struct sample_work *work, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    size_t count = 0;

    if (!listing_new(work->call, sample_columns, ARRAY_LENGTH(sample_columns), &listing,
                err) ||
            !sample_find_each(work, add_sample, listing, err) ||
            !listing_finish(listing, err))
        return false;
    for (size_t i = 0; i < work->list.count; i++)
        count += work->list.items[i].source->procedure.sample_count;
    if (!count)
        command_say("%s",
                TR("no procedure in scope has a sample", "対象の手続に試査はありません"));
    return true;
}

static bool add_item(struct listing *listing, const struct draw_source *source,
        struct db_statement *row, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);

    int64_t record_id = db_column_int(row, 7), other_id = db_column_int(row, 8);

    /* A cell of time has no place in the evidence. */
    return (!PROGRAM_MEMBER_OF(record_id) ||
                   place_write_cell(source->store, record_id,
                           PROGRAM_MEMBER_OF(other_id) ? other_id : 0, &pointer, err)) &&
            listing_add(listing,
                    (struct slice[]){listing_text(db_column_text(row, 0)),
                            listing_text(db_column_text(row, 1)),
                            listing_text(db_column_text(row, 2)),
                            listing_text(db_column_text(row, 3)),
                            listing_text(db_column_text(row, 4)),
                            listing_text(buf_text(&pointer)),
                            listing_text(db_column_text(row, 5)),
                            listing_text(db_column_text(row, 6))},
                    err);
}

static bool list_items(const struct sample_work *work, const struct draw_source *source,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    size_t count = 0;
    bool more;

    if (!listing_new(work->call, item_columns, ARRAY_LENGTH(item_columns), &listing,
                err) ||
            !db_prepare(store_db(source->store),
                    "SELECT item, status, rank, nullif(stratum, ''), key, draw_kind,"
                    " replaced_reason, record_id, other_id FROM current_sample_item"
                    " WHERE instance_key = ?1 AND sample = ?2 ORDER BY number",
                    &row, err))
        return false;
    db_bind_text(row, 1, source->instance->key);
    db_bind_text(row, 2, source->sample->id);
    for (;; count++) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        if (!add_item(listing, source, row, err))
            return false;
    }
    if (!count)
        command_say(TR("nothing was drawn yet: chosho sample draw %s/%s",
                            "まだ抽出していません: chosho sample draw %s/%s"),
                source->instance->key, source->sample->id);
    return listing_finish(listing, err);
}

/* ---- drawing ---- */

static void say_population(const struct draw_source *source,
        const struct draw_answer *answer)
{
    command_say(
            TR("population %s: delivered %lld = in it %lld + outside %lld + unreadable %lld; SHA-256 of the keys (%s) %s",
                    "母集団 %s: 受領 %lld = 対象 %lld + 対象外 %lld + 読めない %lld。キー（%s）のSHA-256 %s"),
            source->sample->of->id, (long long)answer->delivered,
            (long long)answer->count, (long long)answer->filtered,
            (long long)answer->unreadable, answer->keys, answer->sha256);
    if (answer->unreadable || answer->damaged_members)
        command_say(
                TR("not all of the evidence can be read: records that cannot be decided (%lld) and files read in part (%lld) had no chance to be picked; ask for them",
                        "読み取れない部分があります。判定できない記録（%lld件）と一部しか読めないファイル（%lld個）は抽出の対象になっていません。再提供を求めてください"),
                (long long)answer->unreadable, (long long)answer->damaged_members);
    if (strstr(answer->keys, "record_id") || strstr(answer->keys, "other_id"))
        command_say("%s",
                TR("the evidence declares no key: records are known by their place (record_id), so a file delivered anew changes which are picked; key=\"yes\" on a column mends it",
                        "キーの列が指定されていないため、記録は位置（record_id）で識別されます。再提供を受けると抽出される項目が変わります。列にkey=\"yes\"を指定すれば防げます"));
}

static int say_done(const struct draw_source *source, const struct draw_done *done)
{
    const char *key = source->instance->key, *id = source->sample->id;

    say_population(source, &done->answer);
    switch (done->did) {
    case DRAW_EMPTY:
        command_say(
                TR("%s/%s: the population has no record: nothing to draw; see that its zero is what happened, with evidence",
                        "%s/%s: 母集団は0件で、抽出するものがありません。発生がなかったことを証拠で確かめてください"),
                key, id);
        return 3;
    case DRAW_STANDS:
        command_say(
                TR("%s/%s: drawn already from this population (%zu items); --extend, --replace, or --anew with --reason",
                        "%s/%s: この母集団からはすでに抽出しています（%zu件）。--extend、--replace、又は --anew と --reason を使ってください"),
                key, id, done->picked);
        return 0;
    case DRAW_DRAWN:
        command_say(TR("%s/%s: drawn %zu (%s)", "%s/%s: %zu件を抽出しました（%s）"), key,
                id, done->picked, done->size_rule);
        break;
    case DRAW_REDRAWN:
        command_say(
                TR("%s/%s: the population is another one than before; drawn by the same seed: %zu items, kept %zu, gone %zu, new %zu",
                        "%s/%s: 母集団が変わったため、同じ種で抽出しました: %zu件（継続 %zu、除外 %zu、新規 %zu）"),
                key, id, done->picked, done->kept, done->gone, done->added);
        break;
    }
    if ((int64_t)done->picked < done->size)
        command_say(TR("%zu of the %lld asked for: the population has no more",
                            "求めた件数のうち%zu件/%lld件: 母集団に残りがありません"),
                done->picked, (long long)done->size);
    return 0;
}

/* The keys of a listed sample, which has nothing else to go by. */
static bool read_list(struct command_call *call, const struct draw_source *source,
        struct draw_options *how, struct error *err)
{
    bool is_listed = source->sample->method == PROCEDURE_SAMPLE_LISTED;
    const char *const *keys;
    size_t count;

    if (!command_values(call, "item", &keys, &count, err))
        return false;
    if (is_listed != (count > 0))
        return error_set(err, ERROR_USAGE,
                is_listed
                        ? TR("sample '%s' is picked by a list: --item KEY for each, and --reason",
                                  "試査「%s」は指定による抽出です。--item キー を項目ごとに、--reason とともに指定してください")
                        : TR("sample '%s' is not picked by a list: leave --item out",
                                  "試査「%s」は指定による抽出ではありません。--item は指定できません"),
                source->sample->id);
    if (!is_listed)
        return true;
    how->listed_count = (uint32_t)count;
    return arena_allocate(source->arena, count * sizeof(*how->listed), &how->listed,
                   err) &&
            (memcpy(how->listed, keys, count * sizeof(*keys)), true);
}

static int draw(struct sample_work *work, const struct draw_source *source,
        struct error *err)
{
    struct draw_size_question question = {.sample = source->sample,
            .program = &source->instance->program,
            .library = store_engagement(work->store)->library,
            .arena = source->arena,
            .complaints = &work->complaints,
            .frequency = command_value(work->call, "frequency"),
            .table = command_value(work->call, "table")};
    struct draw_options how = {.reason = command_value(work->call, "reason"),
            .is_anew = command_has(work->call, "anew"),
            .decide = draw_size_decide,
            .owner = &question};
    struct draw_done done;
    uint64_t given;
    int code;

    if (!command_number(work->call, "size", 1, MESSAGE_SAMPLE_ITEMS, 0, &given, err) ||
            !command_person(work->call, work->store, &how.person, err))
        return 2;
    question.given = (int64_t)given;
    if (!read_list(work->call, source, &how, err))
        return 2;
    if (!draw_sample(source, &how, &done, err))
        return 6;
    code = say_done(source, &done);
    return list_items(work, source, err) ? code : 6;
}

static int extend(struct sample_work *work, const struct draw_source *source,
        struct error *err)
{
    const char *person;
    struct draw_done done;
    uint64_t more;

    if (!command_number(work->call, "extend", 1, MESSAGE_SAMPLE_ITEMS, 1, &more, err) ||
            !command_person(work->call, work->store, &person, err))
        return 2;
    if (!draw_extend(source, person, (int64_t)more, &done, err))
        return 6;
    say_done(source, &done);
    return list_items(work, source, err) ? 0 : 6;
}

static int replace(struct sample_work *work, const struct draw_source *source,
        struct error *err)
{
    const char *name = command_value(work->call, "replace"), *person;
    const char *reason = command_value(work->call, "reason");
    struct draw_done done;
    char *end = NULL;
    int64_t number = name[0] == 'S' ? strtoll(name + 1, &end, 10) : 0;

    if (number < 1 || *end)
        return error_set(err, ERROR_USAGE,
                       TR("'%s' is no item: they are S1, S2 ...",
                               "「%s」は項目の番号ではありません（S1, S2 …）"),
                       name)
                ? 0
                : 2;
    if (!reason)
        return command_refuse_alone("replace", "reason", err) ? 0 : 2;
    if (!command_person(work->call, work->store, &person, err))
        return 2;
    if (!draw_replace(source, person, number, reason, &done, err))
        return 6;
    say_done(source, &done);
    return list_items(work, source, err) ? 0 : 6;
}

/* ---- verifying ---- */

static void say_keys(const char *what, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        command_say("  %s %s", what, keys[i]);
}

static int say_verdict(const struct draw_source *source,
        const struct draw_verdict *verdict)
{
    const char *key = source->instance->key, *id = source->sample->id;

    if (verdict->broken_draw_id) {
        command_say(
                TR("%s/%s: draw %lld does not follow from its recorded seed and population",
                        "%s/%s: 抽出 %lld は、記録された種と母集団からの結果と一致しません"),
                key, id, (long long)verdict->broken_draw_id);
        return 4;
    }
    command_say(TR("%s/%s: draws that follow from seed and population: %zu",
                        "%s/%s: 種と母集団からの結果と一致した抽出: %zu"),
            key, id, verdict->draws);
    if (!verdict->is_changed)
        return 0;
    command_say(
            TR("%s/%s: the population is another one since: %lld records then, %lld now; by the same seed: kept %zu, gone %zu, new %zu; chosho sample draw %s/%s draws so",
                    "%s/%s: 抽出の後、母集団が変わりました（%lld件から%lld件）。同じ種による抽出: 継続 %zu、除外 %zu、新規 %zu。chosho sample draw %s/%s で抽出できます"),
            key, id, (long long)verdict->then, (long long)verdict->now, verdict->kept,
            verdict->gone, verdict->added, key, id);
    say_keys(TR("gone", "除外"), verdict->gone_keys, verdict->gone);
    say_keys(TR("new", "新規"), verdict->added_keys, verdict->added);
    return 1;
}

static int verify_one(const struct draw_source *source, struct error *err)
{
    struct draw_verdict verdict;

    return draw_verify(source, &verdict, err) ? say_verdict(source, &verdict) : 6;
}

struct verifying {
    int code;
    size_t count;
};

static bool verify_drawn(void *owner, const struct draw_source *source, struct error *err)
{
    struct verifying *verifying = owner;
    struct sample_draw *draws;
    size_t count;

    if (!sample_draws(source->store, source->instance->key, source->sample->id, false,
                source->arena, &draws, &count, err))
        return false;
    if (!count)
        return true;
    verifying->count++;
    verifying->code = command_worse(verifying->code, verify_one(source, err));
    return err->code == ERROR_NONE;
}

static int verify(struct sample_work *work, struct error *err)
{
    struct verifying verifying = {0, 0};
    struct draw_source source;

    if (work->call->argument_count)
        return sample_find(work, work->call->arguments[0], &source, err)
                ? verify_one(&source, err)
                : 2;
    if (!sample_find_each(work, verify_drawn, &verifying, err))
        return 6;
    if (!verifying.count)
        command_say("%s", TR("nothing was drawn yet", "まだ抽出していません"));
    return verifying.code;
}

/* ---- the verb ---- */

static int run_named(struct sample_work *work, bool is_draw, struct error *err)
{
    struct draw_source source;

    if (!sample_find(work, work->call->arguments[is_draw], &source, err))
        return 2;
    if (is_draw)
        return draw(work, &source, err);
    if (command_has(work->call, "extend"))
        return extend(work, &source, err);
    if (command_has(work->call, "replace"))
        return replace(work, &source, err);
    return list_items(work, &source, err) ? 0 : 6;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(sample_find_end) struct sample_work work = {.call = NULL};
    bool is_draw = call->argument_count && strcmp(call->arguments[0], "draw") == 0;
    bool is_act = is_draw || command_has(call, "extend") || command_has(call, "replace");
    int code = 6;

    if (call->argument_count && strcmp(call->arguments[0], "size") == 0)
        return command_expect(call, 1, 1, err) ? sample_size(call, err) : 2;
    complaint_list_init(&work.complaints);
    if (!command_expect(call, is_draw ? 2 : is_act, is_draw ? 2 : 1, err) ||
            !sample_find_begin(call, is_act ? STORE_WRITE : STORE_READ, &work, err))
        return 2;
    progress_begin(&work.progress, call);
    if (command_has(call, "verify"))
        code = verify(&work, err);
    else if (call->argument_count)
        code = run_named(&work, is_draw, err);
    else if (list_samples(&work, err))
        code = 0;
    progress_end(&work.progress);
    return code;
}

const struct command cmd_sample = {
        .name = "sample",
        .arguments = "[PROCEDURE/SAMPLE] | draw PROCEDURE/SAMPLE | size",
        .ja = "試査の一覧、抽出、照合、追加、取替え、件数の計算",
        .en = "list samples and their items, draw them, verify, extend, replace; compute sizes",
        .options = options,
        .run = run,
};
