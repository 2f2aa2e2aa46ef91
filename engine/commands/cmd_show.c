/* chosho show: the record behind a pointer, in its surroundings, with its member's bytes
 * hashed again. */
#include "engine/base/file.h"
#include "engine/commands/commands.h"
#include "engine/run/ask.h"
#include "engine/run/evidence_set.h"
#include "engine/run/message.h"
#include "engine/run/place.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORDS_AROUND 3
#define SHOWN_LIMIT ((size_t)16 << 20)
#define NEIGHBOUR_BYTES 240u
#define SECONDS 3600

static const struct command_option options[] = {
        {"context", "N", "前後に示すレコード数(既定 3)",
                "records shown before and behind (default 3)"},
        {NULL, NULL, NULL, NULL},
};

struct showing {
    const struct command_call *call;
    const struct place *place;
    bool matches; /* the member's bytes are those of the receipt */
    bool is_told, is_found;
};

static bool print_text(const struct showing *showing, struct slice text, bool whole,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(SHOWN_LIMIT);
    size_t size = text.size;

    if (!whole && size > NEIGHBOUR_BYTES)
        size = text_find_invalid(text.text, NEIGHBOUR_BYTES);
    if (!text_append_visible(&visible, text.text, size, err))
        return false;
    fprintf(showing->call->out, "%s%s\n", buf_text(&visible),
            size < text.size ? "…" : "");
    return true;
}

static bool show_record(struct showing *showing, struct unpack *content,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 16);
    struct message_record record;

    if (!message_unpack_record(content, &record, &arena, err))
        return false;
    if (record.is_target) {
        showing->is_found = true;
        fprintf(showing->call->out,
                TR("> record %llu, line %llu, bytes %llu-%llu of the member%s%s\n> ",
                        "> レコード %llu、%llu 行目、ファイルの %llu-%llu バイト%s%s\n> "),
                (unsigned long long)record.number, (unsigned long long)record.line,
                (unsigned long long)record.offset,
                (unsigned long long)(record.offset + record.length),
                record.problem ? ": " : "", record.problem ? record.problem : "");
    } else {
        fprintf(showing->call->out, "  %llu  ", (unsigned long long)record.number);
    }
    return print_text(showing, record.text, record.is_target, err);
}

static bool take_digest(struct showing *showing, struct unpack *content,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 12);
    const char *hex;

    (void)unpack_u32(content);
    hex = unpack_text(content, &arena);
    if (!unpack_is_complete(content) || !hex)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (digest)");
    showing->is_told = true;
    showing->matches = text_is_equal(hex, showing->place->member.sha256);
    return true;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct showing *showing = owner;
    struct unpack content = frame->content;

    if (frame->type == PROTOCOL_RECORD)
        return show_record(showing, &content, err);
    if (frame->type == PROTOCOL_HEAD)
        return take_digest(showing, &content, err);
    return error_set(err, ERROR_LOST, "the worker sent a message of another job");
}

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static void print_head(const struct showing *showing, const struct place *place)
{
    fprintf(showing->call->out,
            TR("bundle   %s (%s, SHA-256 %s)\nmember   %s\n",
                    "提供物   %s (%s、SHA-256 %s)\nファイル %s\n"),
            place->bundle.short_id, place->bundle.file, place->bundle.sha256,
            place->member.name);
    fprintf(showing->call->out, TR("kind     %s%s%s\n", "種類     %s%s%s\n"),
            place->member.kind ? place->member.kind : "?",
            place->member.encoding ? ", " : "",
            place->member.encoding ? place->member.encoding : "");
}

static bool show(struct command_call *call, struct store *store,
        const struct place *place, struct error *err)
{
    struct showing showing = {.call = call, .place = place};
    const char *context = command_value(call, "context");
    struct job_archive archive = {place->bundle.short_id,
            (uint64_t)place->bundle.first_member, (uint64_t)place->bundle.bytes};
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
            .context = context ? (uint32_t)strtoul(context, NULL, 10) : RECORDS_AROUND};
    const struct schedule_options how = {.spill_folder = store_folder(store)};
    CLEANUP(close_file) int fd = -1;

    if (place->member.status != BUNDLE_READ)
        return error_set(err, ERROR_MISSING,
                TR("member '%s' is kept, but not read as records (%s)",
                        "ファイル '%s' は保管しているが、レコードとして読み取っていない(%s)"),
                place->member.name,
                place->member.reason ? place->member.reason
                                     : bundle_status_name(place->member.status));
    evidence_set_format(&place->member, &job.format);
    if (!bundle_file_open(store, place->bundle.short_id, place->bundle.bytes, NULL, &fd,
                err))
        return false;
    print_head(&showing, place);
    if (!ask_worker(&job, &fd, 1, &how, receive, &showing, err))
        return false;
    if (!showing.is_found)
        return error_set(err, ERROR_MISSING,
                TR("member '%s' has no record %llu",
                        "ファイル '%s' にレコード %llu はない"),
                place->member.name, (unsigned long long)place->record);
    if (!showing.is_told || !showing.matches)
        return error_set(err, ERROR_INTEGRITY,
                TR("member '%s' is not what was received: its SHA-256 differs from the receipt",
                        "ファイル '%s' は受領したものと一致しない(SHA-256が受領書と異なる)"),
                place->member.name);
    fprintf(call->out,
            TR("SHA-256  %s: the member's bytes are those of the receipt\n",
                    "SHA-256  %s: ファイルの内容は受領書と一致する\n"),
            place->member.sha256);
    return true;
}

static bool show_pointer(struct command_call *call, struct store *store, const char *text,
        struct error *err)
{
    struct place place, other;

    if (!place_find(store, text, &call->arena, &place, err) ||
            !show(call, store, &place, err))
        return false;
    if (!place.other_id)
        return true;
    fprintf(call->out, "\n%s\n", TR("and, on the grid's other axis:", "組のもう一方:"));
    return place_of_record(store, place.other_id, &call->arena, &other, err) &&
            show(call, store, &other, err);
}

/* A grid's cell is written as two pointers with a '+' between. */
static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    const char *plus, *first;

    if (!command_expect(call, 1, 1, err) || !command_open(call, STORE_READ, &store, err))
        return 2;
    plus = strchr(call->arguments[0], '+');
    if (!plus)
        return show_pointer(call, store, call->arguments[0], err) ? 0 : 2;
    if (!arena_copy(&call->arena, call->arguments[0], (size_t)(plus - call->arguments[0]),
                &first, err) ||
            !show_pointer(call, store, first, err))
        return 2;
    fputc('\n', call->out);
    return show_pointer(call, store, plus + 1, err) ? 0 : 2;
}

const struct command cmd_show = {
        .name = "show",
        .arguments = "POINTER",
        .ja = "レコードを前後とともに示し、受領書のハッシュと照合する(例外番号も可)",
        .en = "show a record in its surroundings, proved against the receipt (exception ids work too)",
        .options = options,
        .run = run,
};
