/* Shares of strata, spacing, and what a re-delivery leaves of a sample by rank. */
#include "engine/run/draw_follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

static void check_shares(const int64_t *counts, size_t count, int64_t total,
        bool at_least_one, const int64_t *expected)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct sample_stratum strata[8];
    int64_t quotas[8];
    struct error err = {0};

    for (size_t i = 0; i < count; i++)
        strata[i] = (struct sample_stratum){"", counts[i]};
    ck_assert(draw_follow_allocate(strata, count, total, at_least_one, &arena, quotas,
            &err));
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(quotas[i], expected[i]);
}

START_TEST(shares_are_in_proportion)
{
    check_shares((int64_t[]){100}, 1, 25, true, (int64_t[]){25});
    check_shares((int64_t[]){50, 30, 20}, 3, 10, true, (int64_t[]){5, 3, 2});
    /* 4.8, 0.6, 0.6: the largest remainders first, of equal ones the first */
    check_shares((int64_t[]){8, 1, 1}, 3, 6, false, (int64_t[]){5, 1, 0});
    /* and none is without: one is taken from where most are */
    check_shares((int64_t[]){8, 1, 1}, 3, 6, true, (int64_t[]){4, 1, 1});
    check_shares((int64_t[]){900, 1, 1, 1}, 4, 5, true, (int64_t[]){2, 1, 1, 1});
    /* more than there is: all */
    check_shares((int64_t[]){3, 2}, 2, 99, true, (int64_t[]){3, 2});
}
END_TEST

START_TEST(spacing_follows_from_the_seed)
{
    static const char seed[] =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    struct error err = {0};
    int64_t start, interval;

    ck_assert(draw_follow_spacing(seed, 480, 25, &start, &interval, &err));
    ck_assert_int_eq(interval, 19);
    /* int.from_bytes(hmac.new(bytes(range(32)), b"start", "sha256").digest()[:8], "big")
     * % 480 + 1 */
    ck_assert_int_eq(start, 357);
    ck_assert(!draw_follow_spacing("00", 480, 25, &start, &interval, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
}
END_TEST

/* ---- a re-delivery: 2 of 480 records gone, 6 new ---- */

#define BEFORE 480
#define AFTER 484
#define PICKED 25
#define TRIALS 400

struct ranked {
    struct digest rank;
    int name;
};

static int compare_ranked(const void *one, const void *other)
{
    return memcmp(((const struct ranked *)one)->rank.bytes,
            ((const struct ranked *)other)->rank.bytes, 32);
}

/* Small, and the same everywhere. */
static uint32_t next_number(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static void deliver_anew(int *names, uint64_t *state)
{
    int count = BEFORE;

    for (int i = 0; i < BEFORE; i++)
        names[i] = i;
    for (int i = 0; i < 2; i++) {
        int at = (int)(next_number(state) % (uint32_t)count);

        memmove(&names[at], &names[at + 1], (size_t)(--count - at) * sizeof(*names));
    }
    for (int i = 0; i < 6; i++) {
        int at = (int)(next_number(state) % (uint32_t)(count + 1));

        memmove(&names[at + 1], &names[at], (size_t)(count++ - at) * sizeof(*names));
        names[at] = BEFORE + i;
    }
}

static void pick_by_rank(const int *names, int count, int trial, bool *ret_picked)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    struct ranked ranked[AFTER];
    struct error err = {0};
    char seed[16], key[16];

    snprintf(seed, sizeof(seed), "%d", trial);
    ck_assert(digest_stream_new(&stream, &err));
    for (int i = 0; i < count; i++) {
        snprintf(key, sizeof(key), "K%d", names[i]);
        ck_assert(digest_stream_hmac(stream, seed, strlen(seed), key, strlen(key),
                &ranked[i].rank, &err));
        ranked[i].name = names[i];
    }
    qsort(ranked, (size_t)count, sizeof(*ranked), compare_ranked);
    for (int i = 0; i < PICKED; i++)
        ret_picked[ranked[i].name] = true;
}

/* What a generator of indexes does: the same numbers, on another list. */
static void pick_by_index(const int *names, int count, uint64_t state, bool *ret_picked)
{
    for (int i = 0; i < PICKED;) {
        int name = names[(uint64_t)next_number(&state) * (uint32_t)count >> 31];

        i += !ret_picked[name];
        ret_picked[name] = true;
    }
}

static int count_both(const bool *one, const bool *other)
{
    int both = 0;

    for (int i = 0; i < BEFORE; i++)
        both += one[i] && other[i];
    return both;
}

START_TEST(re_delivery_keeps_almost_all)
{
    int before[BEFORE], after[AFTER], kept = 0, by_index = 0;
    uint64_t state = 1;

    for (int i = 0; i < BEFORE; i++)
        before[i] = i;
    for (int trial = 0; trial < TRIALS; trial++) {
        bool old[AFTER + 2] = {false}, new[AFTER + 2] = {false};
        bool old_index[AFTER + 2] = {false}, new_index[AFTER + 2] = {false};

        deliver_anew(after, &state);
        pick_by_rank(before, BEFORE, trial, old);
        pick_by_rank(after, AFTER, trial, new);
        pick_by_index(before, BEFORE, (uint64_t)trial * 7919, old_index);
        pick_by_index(after, AFTER, (uint64_t)trial * 7919, new_index);
        kept += count_both(old, new);
        by_index += count_both(old_index, new_index);
    }
    printf("kept of 25: %.2f by rank, %.2f by index\n", (double)kept / TRIALS,
            (double)by_index / TRIALS);
    ck_assert_double_eq_tol((double)kept / TRIALS, 24.6, 0.1);
    ck_assert_double_eq_tol((double)by_index / TRIALS, 8.9, 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            shares_are_in_proportion,
            spacing_follows_from_the_seed,
            re_delivery_keeps_almost_all,
    };

    return unit_run("draw_follow", tests, ARRAY_LENGTH(tests));
}
