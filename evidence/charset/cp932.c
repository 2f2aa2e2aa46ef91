#include "evidence/charset/cp932.h"

#include <pthread.h>

#include "evidence/charset/code_page.h"

#define TRAILS 189 /* 0x40 to 0xFC */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_ready;
static uint16_t single[256];          /* 0: not a character by itself (but for NUL) */
static uint16_t table[0x100][TRAILS]; /* 0: no character */

static bool is_lead(uint8_t byte)
{
    return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
}

static void fill_table(struct code_page *page)
{
    for (unsigned first = 0; first < 0x100; first++) {
        const uint8_t bytes[2] = {(uint8_t)first, 0x40};

        if (!is_lead(bytes[0])) {
            single[first] = code_page_find(page, bytes, 1);
            continue;
        }
        code_page_find_all(page, bytes, sizeof(bytes), TRAILS, table[first]);
        table[first][0x7F - 0x40] = 0;
    }
}

static void build(void)
{
    CLEANUP(code_page_closep) struct code_page *page = code_page_open("CP932");

    if (!page)
        return;
    fill_table(page);
    /* ～ tells CP932 from its cousins. */
    is_ready = table[0x81][0x60 - 0x40] == 0xFF5E && single['\\'] == '\\';
}

bool cp932_prepare(struct error *err)
{
    pthread_once(&once, build);
    if (!is_ready)
        return code_page_missing("CP932", err);
    return true;
}

size_t cp932_decode(const uint8_t *bytes, size_t size, uint16_t *ret_character)
{
    uint16_t character = single[bytes[0]];

    if (character != 0 || bytes[0] == 0) {
        *ret_character = character;
        return 1;
    }
    if (size < 2 || !is_lead(bytes[0]) || bytes[1] < 0x40 || bytes[1] > 0xFC)
        return 0;
    character = table[bytes[0]][bytes[1] - 0x40];
    if (character == 0)
        return 0;
    *ret_character = character;
    return 2;
}

bool cp932_is_cut_off(const uint8_t *bytes, size_t size)
{
    return size == 1 && is_lead(bytes[0]);
}

size_t cp932_length(uint32_t character)
{
    return character < 0x80 || (character >= 0xFF61 && character <= 0xFF9F) ? 1 : 2;
}
