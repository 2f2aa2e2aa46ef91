#include "evidence/charset/cp932.h"

#include <stdbool.h>

/* Lead bytes in the order in which Windows prefers them where two codes mean the same
 * character. */
static const uint8_t lead_ranges[][2] = {{0x81, 0x9F}, {0xE0, 0xEC}, {0xF0, 0xFC},
        {0xED, 0xEE}};

static uint16_t codes[0x10000]; /* 0: none */

static void enter(uint8_t lead)
{
    for (unsigned trail = 0x40; trail <= 0xFC; trail++) {
        const uint8_t bytes[2] = {lead, (uint8_t)trail};
        uint16_t character;

        if (cp932_decode(bytes, 2, &character) == 2 && !codes[character])
            codes[character] = (uint16_t)((unsigned)lead << 8 | trail);
    }
}

static void fill(void)
{
    static bool is_filled;

    for (size_t i = 0; !is_filled && i < ARRAY_LENGTH(lead_ranges); i++) {
        for (unsigned lead = lead_ranges[i][0]; lead <= lead_ranges[i][1]; lead++)
            enter((uint8_t)lead);
    }
    is_filled = true;
}

size_t cp932_encode(uint32_t character, char ret_bytes[2])
{
    fill();
    if (character < 0x80) {
        ret_bytes[0] = (char)character;
        return 1;
    }
    if (character >= 0xFF61 && character <= 0xFF9F) {
        ret_bytes[0] = (char)(character - 0xFF61 + 0xA1);
        return 1;
    }
    if (character > 0xFFFF || !codes[character])
        return 0;
    ret_bytes[0] = (char)(codes[character] >> 8);
    ret_bytes[1] = (char)(codes[character] & 0xFF);
    return 2;
}
