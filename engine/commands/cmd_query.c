/* chosho query: any SELECT over members as tables, in an engagement or over bare zips. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/pager.h"
#include "engine/commands/progress.h"
#include "engine/commands/query_notice.h"
#include "engine/commands/query_question.h"
#include "engine/commands/schema_text.h"
#include "engine/commands/tables.h"
#include "engine/run/ask.h"
#include "engine/run/evidence_set.h"
#include "engine/run/intake.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "engine/run/problem.h"
#include "engine/run/query.h"
#include "engine/run/query_anew.h"
#include "engine/workpaper/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECONDS 3600
#define SECONDS_MAX 1000000
#define COLUMNS_MAX 2100u
#define ROW_MAX ((size_t)32 << 20)
#define LONG_BYTES 5000000000u /* of bundles to hash: about five seconds */

static const struct command_option options[] = {
        {"tables", NULL,
                "表の一覧と列。表の名前（* も可）を挙げれば、その列をすべて示す。レコード数は、受け取った提供物ならすべて示す",
                "list the tables and their columns; all columns of those named, also by a pattern with *; the number of records of each is known in an engagement"},
        {"functions", NULL, "使えるSQL関数", "list the SQL functions"},
        {"layout", "ID", "表をこのレイアウトの列と型で読む",
                "read the tables by this layout: its columns, as its types"},
        {"from-receipt", NULL, "受領時に判別したレイアウトの列と型で読む",
                "read each table by the layout that its receipt tells"},
        {"encoding", "NAME",
                "表をこの文字コードで読む（utf-8、utf-16、utf-16le、utf-16be、cp932、euc-jp、iso-2022-jp）。列も読み直す",
                "read the tables in this encoding: utf-8, utf-16, utf-16le, utf-16be, cp932, euc-jp, iso-2022-jp; their columns, too, are found anew"},
        {"records", "PATH",
                "JSON や XML の表のレコードの位置。例: 'users[*]'、'users.*'、'//Event'、'[*]>groups[*]'（レコードごとの配列の要素。^名前 は元のレコードの項目）",
                "where the records of JSON or XML tables are: 'users[*]', 'users.*', '//Event', '[*]>groups[*]' (the elements of an array in each record; ^NAME is the record's field)"},
        {"year", "YYYY",
                "年のない日時の年（レイアウトで読むとき。既定は対象期間の年。対象期間が2年にまたがるときは既定の年がない）",
                "year of stamps without one, where a layout is used (default: that of the period; none where the period lies in two years)"},
        {"zone", "NAME",
                "タイムゾーンのない日時のタイムゾーン（レイアウトで読むとき。レイアウトに定めがあればそれによる。既定は調書の、なければ UTC）",
                "time zone of stamps without one, where a layout is used and has none of its own (default: the engagement's, else UTC)"},
        {"format", "table|csv|tsv|json|jsonl|xlsx",
                "出力の形式（既定は -o の拡張子、なければ table）",
                "form of the output (default: by the suffix of -o, else table)"},
        {"no-pager", NULL, "端末でもページャを使わない", "no pager on a terminal"},
        {"timeout", "SECONDS", "問い合わせに許す時間（既定 3600）",
                "time the query may take (default 3600)"},
        {NULL, NULL, NULL, NULL},
};

struct asking {
    struct command_call *call;
    struct store *store; /* NULL over bare zips */
    struct query_source source;
    int *fds;
    size_t fd_count;
    struct listing_column *columns;
    uint32_t column_count;
    struct buf *pieces; /* of long values of the next row, per column */
    size_t pieces_size;
    struct listing *listing;
    struct pager pager;
    struct query_notice notice;
};

static void clear_pieces(struct asking *asking)
{
    for (uint32_t c = 0; asking->pieces_size && c < asking->column_count; c++)
        buf_clear(&asking->pieces[c]);
    asking->pieces_size = 0;
}

static void end(struct asking *asking)
{
    for (size_t i = 0; i < asking->fd_count; i++)
        close(asking->fds[i]);
    if (asking->listing)
        listing_free(asking->listing);
    clear_pieces(asking);
    if (asking->store)
        store_close(asking->store);
}

/* ---- bundles ---- */

static bool open_engagement(struct asking *asking, struct error *err)
{
    struct evidence_set set;

    if (!command_open(asking->call, STORE_READ, &asking->store, err) ||
            !verify_workpaper(asking->store, err) || !layouts_use(asking->store, err) ||
            !evidence_set_load(asking->store, &asking->call->arena, &set, err) ||
            !arena_allocate(&asking->call->arena,
                    (set.bundle_count + 1) * sizeof(*asking->fds), &asking->fds, err))
        return false;
    asking->source.bundles = set.bundles;
    asking->source.members = set.members;
    asking->source.count = set.bundle_count;
    asking->source.zone = store_engagement(asking->store)->zone;
    asking->source.period_start = store_engagement(asking->store)->period_start;
    asking->source.period_end = store_engagement(asking->store)->period_end;
    asking->source.as_of = store_engagement(asking->store)->as_of;
    return true;
}

static void mark_read(const struct item *item, bool *is_read)
{
    for (uint32_t s = 0; s < item->source_count; s++)
        is_read[item->sources[s].archive] = true;
}

/* Opens the engagement's bundles. Those that the tables are read from are compared with
 * their receipts first: a row of something else than was received is no evidence. */
static bool open_bundles(struct asking *asking, const struct item *items, uint32_t count,
        struct error *err)
{
    const struct query_source *source = &asking->source;
    uint64_t bytes = 0;
    bool *is_read;

    if (!arena_allocate(&asking->call->arena, source->count + 1, &is_read, err))
        return false;
    for (uint32_t i = 0; i < count; i++)
        mark_read(&items[i], is_read);
    for (size_t b = 0; b < source->count; b++)
        bytes += is_read[b] ? (uint64_t)source->bundles[b].bytes : 0;
    if (bytes >= LONG_BYTES)
        command_say(
                TR("comparing %llu MB of bundles with their receipts before reading them",
                        "読み取る前に、提供物 %llu MB を受領時のハッシュと照合しています"),
                (unsigned long long)(bytes / 1000000));
    for (size_t b = 0; b < source->count; b++) {
        const struct bundle *bundle = &source->bundles[b];

        if (!bundle_file_open(asking->store, bundle->short_id, bundle->bytes,
                    is_read[b] ? bundle->sha256 : NULL, &asking->fds[b], err))
            return false;
        asking->fd_count++;
    }
    return true;
}

static bool open_zip(struct asking *asking, const char *path, struct error *err)
{
    struct arena *arena = &asking->call->arena;
    struct bundle *bundle = &asking->source.bundles[asking->source.count];
    const struct schedule_options how = {
            .spill_folder = command_spill_folder(asking->store)};
    char name[BUNDLE_FILE_NAME_MAX + 1];
    struct stat file;
    size_t count;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return error_set(err, errno == ENOENT ? ERROR_MISSING : ERROR_IO, "%s: %s", path,
                error_reason(errno));
    asking->fds[asking->fd_count++] = fd;
    if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode))
        return error_set(err, ERROR_USAGE,
                TR("%s: it is not a file, so it is no zip",
                        "%s: ファイルではないため、zipとして読めません"),
                path);
    bundle_file_name(path, name);
    if (!arena_text(arena, name, &bundle->short_id, err))
        return false;
    bundle->name = bundle->short_id;
    bundle->bytes = file.st_size;
    bundle->is_current = true;
    bundle->first_member = asking->source.count
            ? bundle[-1].first_member + (int64_t)bundle[-1].member_count
            : 1;
    if (!intake_examine(fd, bundle->short_id, (uint64_t)file.st_size, true,
                asking->source.zone, &how, arena,
                &asking->source.members[asking->source.count], &count, err))
        return error_prefix(err, "%s", path);
    bundle->member_count = (uint32_t)count;
    asking->source.count++;
    return true;
}

static bool open_zips(struct asking *asking, const char *const *paths, size_t count,
        struct error *err)
{
    struct arena *arena = &asking->call->arena;

    asking->source.zone = "UTC";
    asking->source.period_start = asking->source.period_end = asking->source.as_of = "";
    if (!arena_allocate(arena, (count + 1) * sizeof(*asking->fds), &asking->fds, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*asking->source.bundles),
                    &asking->source.bundles, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*asking->source.members),
                    &asking->source.members, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!open_zip(asking, paths[i], err))
            return false;
    }
    asking->source.fds = asking->fds;
    return true;
}

/* ---- rows ---- */

static bool receive_head(struct asking *asking, struct unpack *content, struct error *err)
{
    struct arena *arena = &asking->call->arena;

    if (asking->listing)
        return error_set(err, ERROR_LOST, "the worker named the columns twice");
    asking->column_count = unpack_count(content, 4);
    if (asking->column_count > COLUMNS_MAX ||
            !arena_allocate(arena, (asking->column_count + 1) * sizeof(*asking->columns),
                    &asking->columns, err) ||
            !arena_allocate(arena, (asking->column_count + 1) * sizeof(*asking->pieces),
                    &asking->pieces, err))
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (columns)");
    for (uint32_t c = 0; c < asking->column_count; c++) {
        asking->columns[c].key = unpack_text(content, arena);
        if (!asking->columns[c].key)
            asking->columns[c].key = "";
        asking->pieces[c].limit = ROW_MAX;
    }
    return listing_new(asking->call, asking->columns, asking->column_count,
            &asking->listing, err);
}

/* Part of a value that is too long for its row's message. */
static bool receive_piece(struct asking *asking, struct unpack *content,
        struct error *err)
{
    uint32_t column = unpack_u32(content);
    struct slice piece = unpack_bytes(content);

    if (column >= asking->column_count || !unpack_is_complete(content))
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (piece)");
    asking->pieces_size += piece.size;
    if (asking->pieces_size > ROW_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("a row of the answer is longer than %zu bytes: select less of it, or parts with substr()",
                        "結果の1行が %zu バイトを超えています。列を減らすか、substr() で一部を取り出してください"),
                ROW_MAX);
    return buf_append(&asking->pieces[column], piece.text, piece.size, err);
}

static bool receive_row(struct asking *asking, struct unpack *content, struct error *err)
{
    struct slice values[COLUMNS_MAX];
    uint32_t count = unpack_count(content, 5);
    bool ok;

    if (!asking->listing || count != asking->column_count)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (row)");
    for (uint32_t c = 0; c < count; c++) {
        uint8_t type = unpack_u8(content);

        values[c] = unpack_bytes(content);
        if (type == DB_NULL)
            values[c].text = NULL;
        else if (type == MESSAGE_IN_PIECES)
            values[c] = (struct slice){buf_text(&asking->pieces[c]),
                    asking->pieces[c].size};
        else if (!values[c].text)
            values[c].text = "";
        asking->columns[c].kind = type == DB_INT || type == DB_REAL ? LISTING_NUMBER
                                                                    : LISTING_TEXT;
    }
    if (!unpack_is_complete(content))
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (row)");
    ok = listing_add(asking->listing, values, err);
    clear_pieces(asking);
    return ok;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct asking *asking = owner;
    struct unpack content = frame->content;

    switch (frame->type) {
    case PROTOCOL_HEAD:
        return receive_head(asking, &content, err);
    case PROTOCOL_ROW:
        return receive_row(asking, &content, err);
    case PROTOCOL_PIECE:
        return receive_piece(asking, &content, err);
    case PROTOCOL_ITEM:
        return query_notice_take(&asking->notice, &content, err);
    default:
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    }
}

static bool ask(struct asking *asking, const char *sql, struct error *err)
{
    struct arena *arena = &asking->call->arena;
    struct job job = {.kind = JOB_QUERY,
            .language = text_language(),
            .zone = asking->source.zone,
            .period_start = asking->source.period_start,
            .period_end = asking->source.period_end,
            .as_of = asking->source.as_of,
            .text = sql};
    struct progress progress;
    const struct schedule_options how = {.spill_folder = command_spill_folder(
                                                 asking->store),
            .progress = progress_tell,
            .owner = &progress};
    bool ok;

    asking->source.sql = sql;
    if (!command_number(asking->call, "timeout", 1, SECONDS_MAX, SECONDS, &job.seconds,
                err) ||
            !query_tables(&asking->source, sql, arena, &job.items, &job.item_count,
                    err) ||
            (asking->store && !asking->fd_count &&
                    !open_bundles(asking, job.items, job.item_count, err)) ||
            !arena_allocate(arena, (asking->source.count + 1) * sizeof(*job.archives),
                    &job.archives, err))
        return false;
    job.archive_count = (uint32_t)asking->source.count;
    for (size_t b = 0; b < asking->source.count; b++) {
        if (!evidence_set_archive(&asking->source.bundles[b], asking->source.members[b],
                    (uint32_t)b, job.items, job.item_count, arena, &job.archives[b], err))
            return false;
    }
    asking->notice.source = &asking->source;
    asking->notice.items = job.items;
    asking->notice.item_count = job.item_count;
    progress_begin(&progress, asking->call);
    ok = ask_worker(&job, asking->fds, (uint32_t)asking->fd_count, &how, receive, asking,
            err);
    progress_end(&progress);
    if (!ok || !asking->listing)
        return ok || err->code != ERROR_NONE;
    query_notice_tell(&asking->notice);
    return listing_finish(asking->listing, err);
}

/* Before tables are made of them: what the members hold when they are read as asked. */
static bool look_anew(struct asking *asking, const struct query_question *question,
        struct error *err)
{
    struct arena *arena = &asking->call->arena;
    const struct schedule_options how = {
            .spill_folder = command_spill_folder(asking->store)};
    struct item *items;
    uint32_t count;

    if (!query_anew_is_asked(&asking->source))
        return true;
    if (!query_anew_choose(&asking->source,
                question->asked == ASKED_SQL ? question->sql : NULL, question->names,
                question->name_count, arena, &items, &count, err))
        return false;
    return !count || /* query_tables() says that nothing is named so */
            ((!asking->store || open_bundles(asking, items, count, err)) &&
                    query_anew_read(&asking->source, items, count, asking->fds, &how,
                            arena, err));
}

static bool answer(struct asking *asking, const struct query_question *question,
        struct error *err)
{
    struct command_call *call = asking->call;

    if (!(question->zips ? open_zips(asking, call->arguments, question->zips, err)
                         : open_engagement(asking, err)) ||
            !query_question_reading(call, &asking->source, err) ||
            !look_anew(asking, question, err))
        return false;
    pager_begin(&asking->pager, call);
    switch (question->asked) {
    case ASKED_TABLES:
        return tables_print(call, &asking->source, question->names, question->name_count,
                err);
    case ASKED_SCHEMA:
        return schema_text_print(call, &asking->source, question->names,
                question->name_count, err);
    case ASKED_LAYOUTS:
    case ASKED_SQL:
    case ASKED_FUNCTIONS:
        break;
    }
    return ask(asking, question->sql, err);
}

/* Also where there is no engagement: those of the program then. */
static bool print_layouts(struct asking *asking, const struct query_question *question,
        struct error *err)
{
    struct command_call *call = asking->call;
    struct error failure = {0};

    if (!question->zips && command_open(call, STORE_READ, &asking->store, &failure)) {
        if (!layouts_use(asking->store, err))
            return false;
    } else if (!question->zips && (call->folder || failure.code != ERROR_MISSING)) {
        *err = failure;
        return false;
    }
    return tables_print_layouts(call, question->names, question->name_count, err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(end) struct asking asking = {.call = call};
    struct query_question question;
    struct error failure = {0};
    bool ok, is_left;

    if (!query_question_format(call, err))
        return 2;
    query_question_read(call, &question);
    if (question.asked == ASKED_LAYOUTS)
        return print_layouts(&asking, &question, err) ? 0 : 2;
    if (question.asked == ASKED_FUNCTIONS)
        return tables_print_functions(call, err) ? 0 : 6;
    if (!command_expect(call, question.asked == ASKED_SQL ? 1 : 0, SIZE_MAX, err) ||
            (question.asked == ASKED_SQL &&
                    !query_question_check(call, question.sql, err)))
        return 2;
    ok = answer(&asking, &question, &failure);
    if (!pager_end(&asking.pager, &is_left, err))
        return 2;
    if (is_left && failure.code == ERROR_IO) /* who reads has seen enough */
        return 0;
    *err = failure;
    return !ok ? 2 : asking.notice.is_empty ? 3 : 0;
}

const struct command cmd_query = {
        .name = "query",
        .arguments =
                "[BUNDLE.zip ...] SQL | .tables [TABLE ...] | .schema [TABLE ...] | .layouts | .functions",
        .ja = "証拠のファイルを表としてSELECTする",
        .en = "any SELECT over members as tables; no engagement needed",
        .options = options,
        .run = run,
};
