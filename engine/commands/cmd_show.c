/* chosho show: the record behind a pointer, in its surroundings, with the proof that the
 * bytes are those received. */
#include "engine/commands/commands.h"
#include "engine/commands/pretty.h"
#include "engine/commands/reason.h"
#include "engine/commands/show_cell.h"
#include "engine/commands/show_container.h"
#include "engine/commands/show_expected.h"
#include "engine/commands/show_head.h"
#include "engine/commands/show_rows.h"
#include "engine/commands/show_succession.h"
#include "engine/commands/show_text.h"
#include "engine/run/ask.h"
#include "engine/run/evidence_set.h"
#include "engine/run/message.h"
#include "engine/run/place.h"
#include "engine/run/problem.h"
#include "engine/run/reading.h"
#include "engine/workpaper/exception.h"
#include "engine/workpaper/finding.h"
#include "engine/workpaper/verify.h"
#include "evidence/zip/preflight.h"

#include <string.h>
#include <unistd.h>

#define RECORDS_AROUND 3
#define CONTEXT_MAX 1000
#define SHOWN_LIMIT ((size_t)16 << 20)
/* a nested record of a message has long margins */
#define PRETTY_LIMIT ((size_t)512 << 20)
#define NEIGHBOUR_BYTES 240u
#define WIDTH_MAX 30u
#define SECONDS 3600

static const struct command_option options[] = {
        {"context", "N", "前後に示すレコード数（既定 3）",
                "records shown before and behind (default 3)"},
        {"reading", "WORDS",
                "ファイルの読み方（例 \"csv encoding=euc-jp\"）かレイアウトの名前を指定する。既定はテストの読み方、なければ受領時の読み方",
                "how to read the member, as \"csv encoding=euc-jp\" or by a layout's name; by default as the tests read it, and otherwise as received"},
        {"full", NULL, "ファイル全体を受領書のSHA-256と照合する（既定は読んだ部分だけ）",
                "prove the whole member's SHA-256 (default: what is read of it)"},
        {"no-values", NULL, "例外の値を証拠から読み直さない",
                "do not read the evidence again for the values of an exception"},
        {NULL, NULL, NULL, NULL},
};

struct showing {
    struct command_call *call;
    const struct place *place;
    struct reading reading; /* of the place's member */
    struct show_rows *rows; /* NULL: as a page */
    struct show_proof proof;
    struct show_cell cell;
    bool is_found;
};

/* ---- as a page ---- */

static bool print_text(const struct showing *showing, struct slice text, bool whole,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(SHOWN_LIMIT);
    size_t size = text.size;

    if (!whole && size > NEIGHBOUR_BYTES)
        size = text_find_invalid(text.text, NEIGHBOUR_BYTES);
    if (!show_text_append(showing->reading.format.kind, (struct slice){text.text, size},
                &visible, err))
        return false;
    fprintf(showing->call->out, "%s%s\n", buf_text(&visible),
            size < text.size ? "…" : "");
    return true;
}

static bool is_json(const struct showing *showing, const struct message_record *record)
{
    return showing->reading.format.kind == RECORD_JSON && !record->problem;
}

static bool print_value(const struct showing *showing, struct slice text,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(SHOWN_LIMIT);

    if (!text_append_visible(&visible, text.text, text.size, err))
        return false;
    fprintf(showing->call->out, "%s\n", buf_text(&visible));
    return true;
}

/* Line by line as delivered; an end is LF or CR LF. */
static bool print_lines(const struct showing *showing, struct slice text,
        struct error *err)
{
    for (bool is_last = false; !is_last;) {
        const char *end = text.size ? memchr(text.text, '\n', text.size) : NULL;
        size_t size = end ? (size_t)(end - text.text) : text.size;
        size_t shown = end && size && text.text[size - 1] == '\r' ? size - 1 : size;

        is_last = !end;
        fputs("> ", showing->call->out);
        if (!print_text(showing, (struct slice){text.text, shown}, true, err))
            return false;
        if (end)
            text = (struct slice){end + 1, text.size - size - 1};
    }
    return true;
}

static bool print_target(const struct showing *showing,
        const struct message_record *record, struct error *err)
{
    CLEANUP(buf_clear) struct buf lines = BUF_INIT(PRETTY_LIMIT);
    const char *at;

    if (!is_json(showing, record))
        return print_lines(showing, record->text, err);
    if (!pretty_json(record->text, "> ", &lines, err))
        return false;
    at = buf_text(&lines);
    for (size_t size; *at; at += size + 1) {
        size = strcspn(at, "\n");
        if (!print_text(showing, (struct slice){at, size}, true, err))
            return false;
    }
    return true;
}

/* The record's fields, each beside its name. */
static bool print_fields(const struct showing *showing, struct unpack *content,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)4 << 20);
    uint32_t count = unpack_count(content, MESSAGE_FIELD_MIN);

    for (uint32_t i = 0; i < count && !content->failed; i++) {
        CLEANUP(buf_clear) struct buf name = BUF_INIT(SHOWN_LIMIT);
        const char *heading = unpack_text(content, &arena);
        bool is_there = unpack_u8(content) != 0;
        struct slice value = unpack_bytes(content);
        bool is_asked;
        unsigned width;

        if (content->failed || !heading)
            break;
        is_asked = show_cell_is(&showing->cell, heading);
        if (!text_append_visible(&name, heading, strlen(heading), err))
            return false;
        width = text_width(buf_text(&name), name.size);
        fprintf(showing->call->out, "%s%s", is_asked ? "  > " : "    ", buf_text(&name));
        if (is_asked && !value.size)
            value = listing_text(TR("(empty)", "（空）"));
        if ((is_there || is_asked) && value.size)
            fprintf(showing->call->out, "%*s",
                    width < WIDTH_MAX ? (int)(WIDTH_MAX - width + 2) : 2, "");
        if (!print_value(showing, value, err))
            return false;
    }
    return unpack_is_complete(content) ||
            error_set(err, ERROR_LOST, "the worker sent a damaged message (fields)");
}

static bool print_record(const struct showing *showing,
        const struct message_record *record, struct error *err)
{
    FILE *out = showing->call->out;

    if (!record->is_target) {
        fprintf(out, "  %llu  ", (unsigned long long)record->number);
        return print_text(showing, record->text, false, err);
    }
    fprintf(out,
            TR("> record %llu, line %llu, bytes %llu-%llu of the member\n",
                    "> レコード %llu、%llu行目、ファイルの %llu-%llu バイト\n"),
            (unsigned long long)record->number, (unsigned long long)record->line,
            (unsigned long long)record->offset,
            (unsigned long long)(record->offset + record->length));
    if (record->problem)
        fprintf(out,
                TR("> it cannot be read as a record: it %s\n",
                        "> レコードとして読み取れません: %s\n"),
                problem_text(record->problem));
    if (!print_target(showing, record, err))
        return false;
    if (record->is_cut)
        fprintf(out,
                TR("> the first %zu bytes of %llu are shown\n",
                        "> 全 %2$llu バイトのうち先頭の %1$zu バイトを示しました\n"),
                record->text.size, (unsigned long long)record->length);
    return true;
}

/* ---- what the worker says ---- */

/* The whole workbook's or member's digest comes first, and of a member proved by blocks
 * no byte that was not proved comes at all: nothing is shown of bytes that are not those
 * received. */
static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 16);
    struct showing *showing = owner;
    struct show_proof *proof = &showing->proof;
    struct unpack content = frame->content;
    struct message_record record;

    if (frame->type == PROTOCOL_HOLDER && proof->workbook && !proof->is_workbook_told)
        return show_proof_take_workbook(proof, showing->place->bundle.short_id, &content,
                err);
    if (!proof->is_workbook_told && proof->workbook)
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    if (frame->type == PROTOCOL_HEAD && !proof->is_by_block && !proof->is_told)
        return show_proof_take_digest(proof, showing->place->bundle.short_id, &content,
                err);
    if (frame->type == PROTOCOL_PROVED && proof->is_by_block && !proof->is_told)
        return show_proof_take_blocks(proof, &content, err);
    if (frame->type == PROTOCOL_VALUES && !showing->is_found && showing->place->line)
        return show_cell_take_header(&showing->cell, &content, err);
    if (frame->type == PROTOCOL_VALUES && showing->is_found)
        show_cell_take_fields(&showing->cell, content);
    if (frame->type == PROTOCOL_VALUES && showing->is_found)
        return showing->rows ? show_rows_add_fields(showing->rows, &content, err)
                             : print_fields(showing, &content, err);
    if (frame->type != PROTOCOL_RECORD || proof->is_told == proof->is_by_block)
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    if (!message_unpack_record(&content, &record, &arena, err))
        return false;
    showing->is_found = showing->is_found || record.is_target;
    return showing->rows
            ? show_rows_add(showing->rows, showing->place, proof, &record, err)
            : print_record(showing, &record, err);
}

/* ---- one record ---- */

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* Why something could not be read: perhaps because the file is no longer what was
 * received, which is the graver matter. */
static bool blame(struct store *store, const struct bundle *bundle,
        const struct job_archive *archive, struct error *err)
{
    CLEANUP(close_file) int fd = -1;
    struct error changed = {0};

    if (!show_container_is_said(archive, err) &&
            !bundle_file_open(store, bundle->short_id, bundle->bytes, bundle->sha256, &fd,
                    &changed) &&
            changed.code == ERROR_INTEGRITY)
        *err = changed;
    return false;
}

static bool check_member(const struct bundle_member *member, struct error *err)
{
    if (member->status == BUNDLE_READ)
        return true;
    return error_set(err, ERROR_MISSING,
            TR("member '%s' is kept, but not read as records: %s",
                    "ファイル「%s」は保管していますが、レコードとして読み取っていません: %s"),
            member->name,
            member->reason ? preflight_reason_text(member->reason)
                           : bundle_status_name(member->status));
}

static bool ask(struct showing *showing, struct store *store, uint32_t context,
        struct error *err)
{
    const struct place *place = showing->place;
    uint32_t index = place->index;
    struct item_source source = {.members = &index, .member_count = 1};
    const struct item item = {.sources = &source, .source_count = 1};
    struct job_archive archive;
    struct job job = {.kind = JOB_SHOW,
            .language = text_language(),
            .zone = store_engagement(store)->zone,
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = SECONDS,
            .archives = &archive,
            .archive_count = 1,
            .member = place->index,
            .record = place->record,
            .line = place->line,
            .format = showing->reading.format,
            .context = context};
    const struct schedule_options how = {.spill_folder = command_spill_folder(store),
            .spill_files = SPILL_POOL_SMALL};
    CLEANUP(close_file) int fd = -1;

    return show_proof_begin(&showing->proof, store, place,
                   command_has(showing->call, "full"), showing->reading.is_other,
                   &showing->call->arena, &job, err) &&
            evidence_set_archive(&place->bundle, place->members, 0, &item, 1,
                    &showing->call->arena, &archive, err) &&
            show_container_hand_in(&showing->proof, store, place, &job,
                    &showing->call->arena, &archive, err) &&
            bundle_file_open(store, place->bundle.short_id, place->bundle.bytes, NULL,
                    &fd, err) &&
            (ask_worker(&job, &fd, 1, &how, receive, showing, err) ||
                    blame(store, &place->bundle, &archive, err));
}

static bool is_exception(const char *text)
{
    enum exception_kind kind;
    int64_t result_id, number;

    return exception_parse_id(text, &result_id, &kind, &number);
}

/* A record's number counts as its member was read: an exception's result knows, of a bare
 * pointer it is told where that is not the receipt's way. */
static bool choose_reading(struct showing *showing, struct store *store, const char *text,
        bool is_other, struct error *err)
{
    struct arena *arena = &showing->call->arena;
    struct reading *reading = &showing->reading;
    const char *words = command_value(showing->call, "reading");

    if (words)
        return reading_of_words(store, words, showing->place, arena, reading, err);
    if (showing->place->way)
        return reading_of_way(store, showing->place, arena, reading, err);
    if (is_exception(text))
        return reading_of_exception(store, text, is_other, showing->place, arena, reading,
                err);
    if (!reading_of_pointer(store, showing->place, arena, reading, err))
        return false;
    if (reading->is_other)
        command_say(
                TR("chosho: member '%s' is read as the tests read it: %s (its receipt: %s)",
                        "chosho: ファイル「%s」は、テストと同じ読み方で示します: %s（受領書では %s）"),
                showing->place->member.name, reading->text, reading->receipt);
    return true;
}

static bool refuse_number(const struct showing *showing, struct error *err)
{
    const struct place *place = showing->place;

    if (place->line && showing->reading.format.kind == RECORD_SHEET)
        return show_cell_refuse_row(&showing->cell, place, err);
    if (place->line)
        return error_set(err, ERROR_MISSING,
                TR("member '%s' has no record in line %llu",
                        "ファイル「%s」の %llu 行目にレコードはありません"),
                place->member.name, (unsigned long long)place->line);
    if (showing->reading.is_other)
        return error_set(err, ERROR_MISSING,
                TR("member '%s', read as %s, has no record %llu",
                        "ファイル「%s」（読み方 %s）にレコード %llu はありません"),
                place->member.name, showing->reading.text,
                (unsigned long long)place->record);
    return error_set(err, ERROR_MISSING,
            TR("member '%s' has no record %llu; its receipt counts %lld",
                    "ファイル「%s」にレコード %llu はありません（受領書では %lld 件）"),
            place->member.name, (unsigned long long)place->record,
            (long long)place->member.record_count);
}

/* Of rows that were shown though not all that was asked for is there; false. */
static bool end_listing(struct show_rows *rows)
{
    struct error ignored = {0};
    bool is_whole = listing_finish(rows->listing, &ignored);

    (void)is_whole;
    return false;
}

/* text: what was asked for; is_other: the other axis of it. */
static bool show(struct showing *showing, struct store *store, const struct place *place,
        const char *text, bool is_other, uint32_t context, struct error *err)
{
    showing->place = place;
    showing->is_found = false;
    if (!check_member(&place->member, err) ||
            !choose_reading(showing, store, text, is_other, err))
        return false;
    if (showing->rows ? !show_rows_of(showing->rows, store, place, err)
                      : !show_head_print(showing->call, store, place, &showing->reading,
                                err))
        return false;
    show_cell_begin(&showing->cell, place, showing->reading.format.kind);
    if (!ask(showing, store, context, err))
        return false;
    if (!showing->is_found)
        return refuse_number(showing, err);
    if (showing->rows)
        return show_rows_flush(showing->rows, err) &&
                (show_cell_check(&showing->cell, place, err) ||
                        end_listing(showing->rows));
    show_proof_print(&showing->proof, showing->call->out);
    return show_cell_check(&showing->cell, place, err);
}

static bool show_pointer(struct showing *showing, struct store *store, const char *text,
        uint32_t context, struct error *err)
{
    struct arena *arena = &showing->call->arena;
    struct place place, other;
    bool is_expected;

    if (!show_expected_alone(showing->call, store, text, &is_expected, err) ||
            is_expected)
        return is_expected;
    if (!place_find(store, text, arena, &place, err) ||
            !show(showing, store, &place, text, false, context, err))
        return false;
    if (!place.other_id)
        return true;
    if (!showing->rows)
        fprintf(showing->call->out, "\n%s\n",
                TR("and, on the grid's other axis:", "組のもう一方:"));
    if (show_expected_is(place.other_id))
        return show_expected_other(showing->call, store, text, place.other_id, err);
    return place_of_record(store, place.other_id, arena, &other, err) &&
            show(showing, store, &other, text, true, context, err);
}

/* A grid's cell is written as two pointers with a '+' between: behind the first's record
 * number. A '+' in a name stands before that. */
static const char *find_second(const char *text)
{
    for (const char *hash = strchr(text, '#'); hash; hash = strchr(hash + 1, '#')) {
        const char *end = hash + 1 + strspn(hash + 1, "0123456789");

        if (end > hash + 1 && *end == '+')
            return end;
    }
    return NULL;
}

static bool show_all(struct command_call *call, struct store *store,
        struct show_rows *rows, uint32_t context, struct error *err)
{
    struct showing showing = {.call = call, .rows = rows};
    const char *text = call->arguments[0];
    const char *plus = find_second(text);
    const char *first;
    int64_t finding;

    if (finding_parse_id(text, &finding))
        return error_set(err, ERROR_USAGE,
                TR("%1$s is a finding: chosho finding %1$s shows it",
                        "%1$s は発見事項です。chosho finding %1$s で表示できます"),
                text);
    if (!rows && is_exception(text) &&
            !reason_print(call, store, text, !command_has(call, "no-values"), err))
        return false;
    if (!plus)
        return show_pointer(&showing, store, text, context, err);
    if (!arena_copy(&call->arena, text, (size_t)(plus - text), &first, err) ||
            !show_pointer(&showing, store, first, context, err))
        return false;
    if (!rows)
        fputc('\n', call->out);
    return show_pointer(&showing, store, plus + 1, context, err);
}

static void end_rows(struct show_rows *rows)
{
    if (rows->listing)
        listing_free(rows->listing);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(end_rows) struct show_rows rows = {.listing = NULL};
    bool is_page = call->format == COMMAND_TABLE;
    uint64_t context;

    if (!command_expect(call, 1, 1, err) ||
            !command_number(call, "context", 0, CONTEXT_MAX, RECORDS_AROUND, &context,
                    err) ||
            !command_open(call, STORE_READ, &store, err) ||
            !verify_workpaper(store, err) ||
            (!is_page && !show_rows_begin(call, &rows, err)) ||
            !show_all(call, store, is_page ? NULL : &rows, (uint32_t)context, err) ||
            (!is_page && !listing_finish(rows.listing, err)))
        return 2;
    return 0;
}

const struct command cmd_show = {
        .name = "show",
        .arguments = "POINTER",
        .ja = "レコードを前後とともに示し、受領書のハッシュと照合する（例外番号、record_id も可）",
        .en = "show a record in its surroundings, proved against the receipt (exception ids and record_ids work too)",
        .options = options,
        .run = run,
};
