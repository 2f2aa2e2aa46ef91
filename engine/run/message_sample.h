/* message_sample.h - what a worker is asked of a population that items are picked from,
 * and what it answers
 *
 * A record's key is its key values as text, divided by '/': '%' and '/' in a value are
 * %25 and %2F, control characters likewise; a value that is absent is %-, one that could
 * not be read as its column's type %! and the text as delivered. The population's digest
 * is SHA-256 over the keys in the order of the records, each with a newline behind it. A
 * record's rank is its place among HMAC-SHA-256(seed, key), smallest first; of equal keys
 * the smaller record_id, then other_id, comes first. */
#ifndef CHOSHO_MESSAGE_SAMPLE_H
#define CHOSHO_MESSAGE_SAMPLE_H

#include "engine/base/digest.h"
#include "engine/base/pack.h"

#define MESSAGE_SAMPLE_SEED 32
#define MESSAGE_SAMPLE_ITEMS 100000u /* at most, of all strata together */
#define MESSAGE_SAMPLE_STRATA 10000u
#define MESSAGE_SAMPLE_KEY 4096u /* bytes of a key */

enum message_sample_pick {
    MESSAGE_SAMPLE_NONE,   /* only count and hash */
    MESSAGE_SAMPLE_RANKED, /* of each stratum the first `limit` ranks */
    MESSAGE_SAMPLE_SPACED, /* in the records' order, from number `start` on every
                              `interval`-th, `limit` of them; from the last one on to the
                              first */
    MESSAGE_SAMPLE_LISTED, /* the records of these keys */
    MESSAGE_SAMPLE_PICK_COUNT,
};

struct message_sample_request {
    enum message_sample_pick pick;
    uint8_t seed[MESSAGE_SAMPLE_SEED];
    uint64_t limit;
    uint64_t population, start, interval; /* spaced; start from 1 */
    const char **keys;                    /* listed */
    uint32_t key_count;
};

/* Appends the request. */
WARN_UNUSED bool message_sample_pack_request(const struct message_sample_request *request,
        struct buf *buf, struct error *err);
/* Texts in the arena. ERROR_LOST: not such a request. */
WARN_UNUSED bool message_sample_unpack_request(const void *bytes, size_t size,
        struct arena *arena, struct message_sample_request *ret_request,
        struct error *err);

/* The answer's messages, in this order: one measure, the strata, the items by stratum and
 * rank. */
enum message_sample_kind {
    MESSAGE_SAMPLE_MEASURE,
    MESSAGE_SAMPLE_STRATUM,
    MESSAGE_SAMPLE_ITEM
};

struct message_sample {
    enum message_sample_kind kind;
    uint64_t count;       /* of the population; of a stratum */
    struct digest digest; /* measure */
    const char *name;     /* of a stratum; "" where there are none */
    uint32_t stratum;     /* item: from 0 */
    uint64_t rank;        /* item: from 1 */
    int64_t record_id, other_id;
    const char *key;
};

/* Appends to a frame that protocol_begin() began. */
WARN_UNUSED bool message_sample_pack(const struct message_sample *message,
        struct buf *buf, struct error *err);
/* ERROR_LOST: not such a message. */
WARN_UNUSED bool message_sample_unpack(struct unpack *unpack, struct arena *arena,
        struct message_sample *ret_message, struct error *err);

#endif
