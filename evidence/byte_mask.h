/* byte_mask.h - which of 64 bytes equal a byte, as 64 bits
 *
 * Bit i stands for byte i. x86-64 always has SSE2; elsewhere the same is done in words of
 * eight bytes. */
#ifndef CHOSHO_BYTE_MASK_H
#define CHOSHO_BYTE_MASK_H

#include "engine/base/base.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

/* The places of `wanted` in 64 bytes. */
static inline uint64_t byte_mask_of(const char bytes[64], char wanted)
{
    const __m128i all = _mm_set1_epi8(wanted);
    uint64_t mask = 0;

    for (unsigned i = 0; i < 4; i++) {
        __m128i part;

        memcpy(&part, bytes + 16 * i, sizeof(part));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(part, all))
                << (16 * i);
    }
    return mask;
}

#else

/* The word's eight comparisons as eight bits, byte 0 in bit 0 whatever the machine's byte
 * order. */
static inline uint64_t byte_mask_of_word(const char bytes[8], char wanted)
{
    uint64_t word = 0, different;

    for (unsigned i = 0; i < 8; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    different = word ^ (UINT64_C(0x0101010101010101) * (unsigned char)wanted);
    /* the top bit of each byte: set where the byte is not zero */
    different |= (different & UINT64_C(0x7F7F7F7F7F7F7F7F)) +
            UINT64_C(0x7F7F7F7F7F7F7F7F);
    return ((~different & UINT64_C(0x8080808080808080)) >> 7) *
            UINT64_C(0x0102040810204080) >>
            56;
}

/* The places of `wanted` in 64 bytes. */
static inline uint64_t byte_mask_of(const char bytes[64], char wanted)
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < 8; i++)
        mask |= byte_mask_of_word(bytes + 8 * i, wanted) << (8 * i);
    return mask;
}

#endif

/* Bit i becomes the parity of bits 0..i. */
static inline uint64_t byte_mask_parity(uint64_t mask)
{
    for (unsigned shift = 1; shift < 64; shift *= 2)
        mask ^= mask << shift;
    return mask;
}

#endif
