/* deflate_bits.h - deflate streams (RFC 1951) written block by block, as a test wants
 * them: stored, fixed and dynamic codes, at any bit, with matches that reach back as far
 * as they may
 *
 * What must come out of the stream is kept beside it. */
#ifndef CHOSHO_DEFLATE_BITS_H
#define CHOSHO_DEFLATE_BITS_H

#include "tests/unit/zip_bytes.h"

struct deflate_bits {
    struct buf packed, plain;
    unsigned held; /* bits not written yet, lowest first */
    unsigned count;
    uint32_t random;
};

#define DEFLATE_BITS_INIT(seed)                                            \
    {                                                                      \
        BUF_INIT((size_t)64 << 20), BUF_INIT((size_t)64 << 20), 0, 0, seed \
    }

static inline void deflate_bits_clear(struct deflate_bits *bits)
{
    buf_clear(&bits->packed);
    buf_clear(&bits->plain);
}

static inline uint32_t deflate_bits_random(struct deflate_bits *bits, uint32_t below)
{
    bits->random = bits->random * 1664525 + 1013904223;
    return (bits->random >> 8) % below;
}

/* `size` bits of value, lowest first. */
static inline void deflate_bits_put(struct deflate_bits *bits, unsigned value,
        unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        bits->held |= (value >> i & 1) << bits->count;
        if (++bits->count == 8) {
            zip_bytes_number(&bits->packed, bits->held, 1);
            bits->held = bits->count = 0;
        }
    }
}

/* A Huffman code: highest bit first. */
static inline void deflate_bits_code(struct deflate_bits *bits, unsigned code,
        unsigned size)
{
    while (size-- > 0)
        deflate_bits_put(bits, code >> size & 1, 1);
}

static inline void deflate_bits_align(struct deflate_bits *bits)
{
    deflate_bits_put(bits, 0, (8 - bits->count) % 8);
}

/* At most 65,535 bytes. */
static inline void deflate_bits_stored(struct deflate_bits *bits, const char *bytes,
        size_t size, bool is_last)
{
    deflate_bits_put(bits, is_last, 3);
    deflate_bits_align(bits);
    zip_bytes_number(&bits->packed, size, 2);
    zip_bytes_number(&bits->packed, ~size & 0xFFFF, 2);
    zip_bytes_put(&bits->packed, bytes, size);
    zip_bytes_put(&bits->plain, bytes, size);
}

/* A literal, the end of the block, or the length 258 (symbol 285) of the fixed code. */
static inline void deflate_bits_fixed_symbol(struct deflate_bits *bits, unsigned symbol)
{
    if (symbol < 144)
        deflate_bits_code(bits, 0x30 + symbol, 8);
    else if (symbol < 256)
        deflate_bits_code(bits, 0x190 + symbol - 144, 9);
    else if (symbol < 280)
        deflate_bits_code(bits, symbol - 256, 7);
    else
        deflate_bits_code(bits, 0xC0 + symbol - 280, 8);
}

/* 258 bytes from as far back as there are, at most 32,768. */
static inline void deflate_bits_match(struct deflate_bits *bits)
{
    unsigned extra = deflate_bits_random(bits, 8192);
    size_t from = bits->plain.size - (24577 + extra);
    char copy[258];

    memcpy(copy, bits->plain.data + from, sizeof(copy));
    deflate_bits_fixed_symbol(bits, 285);
    deflate_bits_code(bits, 29, 5);
    deflate_bits_put(bits, extra, 13);
    zip_bytes_put(&bits->plain, copy, sizeof(copy));
}

/* With a match now and then where enough came before. */
static inline void deflate_bits_fixed(struct deflate_bits *bits, const char *bytes,
        size_t size, bool with_matches, bool is_last)
{
    deflate_bits_put(bits, (unsigned)is_last | 1u << 1, 3);
    for (size_t i = 0; i < size; i++) {
        deflate_bits_fixed_symbol(bits, (unsigned char)bytes[i]);
        zip_bytes_put(&bits->plain, bytes + i, 1);
        if (with_matches && bits->plain.size > 32768 &&
                deflate_bits_random(bits, 50) == 0)
            deflate_bits_match(bits);
    }
    deflate_bits_fixed_symbol(bits, 256);
}

/* Literals alone: 0 to 254 have 8 bits, 255 and the end of the block 9. */
static inline void deflate_bits_dynamic(struct deflate_bits *bits, const char *bytes,
        size_t size, bool is_last)
{
    /* lengths of the codes for lengths, in their order 16 17 18 0 8 7 9 6 10 5 11 4 12 3
     * 13 2 14 1: of 8 one bit, of 9 and 1 two */
    static const unsigned char lengths[18] = {[4] = 1, [6] = 2, [17] = 2};

    deflate_bits_put(bits, (unsigned)is_last | 2u << 1, 3);
    deflate_bits_put(bits, 0, 5);  /* 257 codes */
    deflate_bits_put(bits, 0, 5);  /* one distance */
    deflate_bits_put(bits, 14, 4); /* 18 lengths */
    for (size_t i = 0; i < sizeof(lengths); i++)
        deflate_bits_put(bits, lengths[i], 3);
    for (unsigned i = 0; i < 255; i++)
        deflate_bits_code(bits, 0, 1); /* 8 */
    deflate_bits_code(bits, 3, 2);     /* 9 */
    deflate_bits_code(bits, 3, 2);
    deflate_bits_code(bits, 2, 2); /* 1 */
    for (size_t i = 0; i <= size; i++) {
        unsigned symbol = i < size ? (unsigned char)bytes[i] : 256;

        if (symbol < 255)
            deflate_bits_code(bits, symbol, 8);
        else
            deflate_bits_code(bits, 0x1FE + symbol - 255, 9);
    }
    zip_bytes_put(&bits->plain, bytes, size);
}

/* The text in blocks of all kinds and of sizes round 64 KiB, empty ones among them. Coded
 * ones (each bit is written by itself here) are at most `most` bytes. */
static inline void deflate_bits_mix(struct deflate_bits *bits, const char *text,
        size_t size, bool with_matches, size_t most)
{
    static const size_t sizes[] = {0, 1, 300, 32767, 32768, 65534, 65535, 65536, 65537};

    for (size_t at = 0; at < size;) {
        size_t piece = sizes[deflate_bits_random(bits, ARRAY_LENGTH(sizes))];
        unsigned kind = deflate_bits_random(bits, 3);

        piece = piece < size - at ? piece : size - at;
        if (piece > most && piece > 65535)
            piece = 65535;
        if (piece > most || (kind == 0 && piece < 65536))
            deflate_bits_stored(bits, text + at, piece, false);
        else if (kind == 1)
            deflate_bits_fixed(bits, text + at, piece, with_matches, false);
        else
            deflate_bits_dynamic(bits, text + at, piece, false);
        at += piece;
    }
    deflate_bits_fixed(bits, "", 0, false, true);
    deflate_bits_align(bits);
}

#endif
