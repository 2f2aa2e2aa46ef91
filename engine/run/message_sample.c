#include "engine/run/message_sample.h"

#include "engine/base/text.h"

#include <string.h>

bool message_sample_pack_request(const struct message_sample_request *request,
        struct buf *buf, struct error *err)
{
    if (!pack_u8(buf, (uint8_t)request->pick, err) ||
            !pack_bytes(buf, request->seed, sizeof(request->seed), err) ||
            !pack_u64(buf, request->limit, err) ||
            !pack_u64(buf, request->population, err) ||
            !pack_u64(buf, request->start, err) ||
            !pack_u64(buf, request->interval, err) ||
            !pack_u32(buf, request->key_count, err))
        return false;
    for (uint32_t i = 0; i < request->key_count; i++) {
        if (!pack_text(buf, request->keys[i], err))
            return false;
    }
    return true;
}

static bool refuse_request(struct error *err)
{
    return error_set(err, ERROR_LOST, "the job given to the worker is damaged (sample)");
}

static bool is_sound(const struct message_sample_request *request)
{
    return request->limit <= MESSAGE_SAMPLE_ITEMS &&
            (request->pick != MESSAGE_SAMPLE_SPACED ||
                    (request->population > 0 && request->start >= 1 &&
                            request->start <= request->population &&
                            request->interval >= 1 &&
                            request->interval <= request->population));
}

bool message_sample_unpack_request(const void *bytes, size_t size, struct arena *arena,
        struct message_sample_request *ret_request, struct error *err)
{
    struct message_sample_request request = {.limit = 0};
    struct unpack unpack;
    struct slice seed;
    uint8_t pick;

    unpack_init(&unpack, bytes, size);
    pick = unpack_u8(&unpack);
    seed = unpack_bytes(&unpack);
    request.limit = unpack_u64(&unpack);
    request.population = unpack_u64(&unpack);
    request.start = unpack_u64(&unpack);
    request.interval = unpack_u64(&unpack);
    request.key_count = unpack_count(&unpack, 4);
    if (unpack.failed || pick >= MESSAGE_SAMPLE_PICK_COUNT ||
            seed.size != sizeof(request.seed))
        return refuse_request(err);
    request.pick = (enum message_sample_pick)pick;
    memcpy(request.seed, seed.text, sizeof(request.seed));
    if (!arena_allocate(arena, (request.key_count + (size_t)1) * sizeof(*request.keys),
                &request.keys, err))
        return false;
    for (uint32_t i = 0; i < request.key_count; i++) {
        request.keys[i] = unpack_text(&unpack, arena);
        unpack.failed = unpack.failed || !request.keys[i];
    }
    if (!unpack_is_complete(&unpack) || !is_sound(&request))
        return refuse_request(err);
    *ret_request = request;
    return true;
}

bool message_sample_pack(const struct message_sample *message, struct buf *buf,
        struct error *err)
{
    if (!pack_u8(buf, (uint8_t)message->kind, err))
        return false;
    switch (message->kind) {
    case MESSAGE_SAMPLE_MEASURE:
        return pack_u64(buf, message->count, err) &&
                pack_bytes(buf, message->digest.bytes, sizeof(message->digest.bytes),
                        err);
    case MESSAGE_SAMPLE_STRATUM:
        return pack_u64(buf, message->count, err) && pack_text(buf, message->name, err);
    case MESSAGE_SAMPLE_ITEM:
        return pack_u32(buf, message->stratum, err) &&
                pack_u64(buf, message->rank, err) &&
                pack_u64(buf, (uint64_t)message->record_id, err) &&
                pack_u64(buf, (uint64_t)message->other_id, err) &&
                pack_text(buf, message->key, err);
    }
    return true;
}

/* Strict UTF-8, and not longer than a key may be. */
static const char *unpack_short(struct unpack *unpack, struct arena *arena)
{
    const char *text = unpack_text(unpack, arena);
    size_t size = text ? strlen(text) : 0;

    if (text && size <= MESSAGE_SAMPLE_KEY && text_find_invalid(text, size) == size)
        return text;
    unpack->failed = true;
    return NULL;
}

bool message_sample_unpack(struct unpack *unpack, struct arena *arena,
        struct message_sample *ret_message, struct error *err)
{
    struct message_sample message = {.count = 0};
    uint8_t kind = unpack_u8(unpack);
    struct slice bytes;

    message.kind = (enum message_sample_kind)kind;
    if (kind == MESSAGE_SAMPLE_MEASURE) {
        message.count = unpack_u64(unpack);
        bytes = unpack_bytes(unpack);
        unpack->failed = unpack->failed || bytes.size != sizeof(message.digest.bytes);
        if (!unpack->failed)
            memcpy(message.digest.bytes, bytes.text, bytes.size);
    } else if (kind == MESSAGE_SAMPLE_STRATUM) {
        message.count = unpack_u64(unpack);
        message.name = unpack_short(unpack, arena);
    } else if (kind == MESSAGE_SAMPLE_ITEM) {
        message.stratum = unpack_u32(unpack);
        message.rank = unpack_u64(unpack);
        message.record_id = (int64_t)unpack_u64(unpack);
        message.other_id = (int64_t)unpack_u64(unpack);
        message.key = unpack_short(unpack, arena);
    } else {
        unpack->failed = true;
    }
    if (!unpack_is_complete(unpack) || message.count > INT64_MAX ||
            message.rank > INT64_MAX)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (sample)");
    *ret_message = message;
    return true;
}
