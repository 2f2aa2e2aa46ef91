#include "evidence/charset/eucjp.h"

#include <pthread.h>

#include "evidence/charset/code_page.h"

#define FIRST 0xA1
#define LAST 0xFE
#define CELLS (LAST - FIRST + 1)
#define SINGLE_SHIFT_2 0x8E /* before a half-width katakana */
#define SINGLE_SHIFT_3 0x8F /* before two bytes of JIS X 0212 */
#define HALF_WIDTH 0xFF61   /* of 8EA1 */
#define HALF_WIDTH_LAST 0xDF

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_ready;
static uint16_t two[CELLS][CELLS], three[CELLS][CELLS]; /* 0: no character */
static uint8_t is_two[0x10000 / 8]; /* a bit a character: it is in two[] */

static bool is_cell(uint8_t byte)
{
    return byte >= FIRST && byte <= LAST;
}

static bool has_two_bytes(uint32_t character)
{
    return character <= 0xFFFF && is_two[character / 8] >> character % 8 & 1;
}

static void fill_two(struct code_page *page)
{
    for (unsigned row = 0; row < CELLS; row++) {
        const uint8_t bytes[2] = {(uint8_t)(FIRST + row), FIRST};

        code_page_find_all(page, bytes, sizeof(bytes), CELLS, two[row]);
        for (unsigned cell = 0; cell < CELLS; cell++)
            is_two[two[row][cell] / 8] |= (uint8_t)(1u << two[row][cell] % 8);
    }
}

static void fill_three(struct code_page *page)
{
    for (unsigned row = 0; row < CELLS; row++) {
        const uint8_t bytes[3] = {SINGLE_SHIFT_3, (uint8_t)(FIRST + row), FIRST};

        code_page_find_all(page, bytes, sizeof(bytes), CELLS, three[row]);
    }
}

static void build(void)
{
    CLEANUP(code_page_closep) struct code_page *page = code_page_open("EUC-JP-MS");

    if (!page)
        return;
    fill_two(page);
    fill_three(page);
    /* ～ tells it from plain EUC-JP. */
    is_ready = two[0xA1 - FIRST][0xC1 - FIRST] == 0xFF5E;
}

bool eucjp_prepare(struct error *err)
{
    pthread_once(&once, build);
    return is_ready || code_page_missing("EUC-JP-MS", err);
}

static size_t decode_half_width(const uint8_t *bytes, size_t size,
        uint16_t *ret_character)
{
    if (size < 2 || bytes[1] < FIRST || bytes[1] > HALF_WIDTH_LAST)
        return 0;
    *ret_character = (uint16_t)(HALF_WIDTH + bytes[1] - FIRST);
    return 2;
}

static size_t decode_cells(const uint8_t *bytes, size_t size,
        const uint16_t table[CELLS][CELLS], uint16_t *ret_character)
{
    uint16_t character;

    if (size < 2 || !is_cell(bytes[0]) || !is_cell(bytes[1]))
        return 0;
    character = table[bytes[0] - FIRST][bytes[1] - FIRST];
    if (character == 0)
        return 0;
    *ret_character = character;
    return 2;
}

size_t eucjp_decode(const uint8_t *bytes, size_t size, uint16_t *ret_character)
{
    if (bytes[0] < 0x80) {
        *ret_character = bytes[0];
        return 1;
    }
    if (bytes[0] == SINGLE_SHIFT_2)
        return decode_half_width(bytes, size, ret_character);
    if (bytes[0] == SINGLE_SHIFT_3)
        return decode_cells(bytes + 1, size - 1, three, ret_character) &&
                        !has_two_bytes(*ret_character)
                ? 3
                : 0;
    return decode_cells(bytes, size, two, ret_character);
}

uint16_t eucjp_find_supplement(uint8_t row, uint8_t cell)
{
    uint8_t first = row | 0x80, second = cell | 0x80;

    return is_cell(first) && is_cell(second) ? three[first - FIRST][second - FIRST] : 0;
}

bool eucjp_is_cut_off(const uint8_t *bytes, size_t size)
{
    if (size == 1)
        return is_cell(bytes[0]) || bytes[0] == SINGLE_SHIFT_2 ||
                bytes[0] == SINGLE_SHIFT_3;
    return size == 2 && bytes[0] == SINGLE_SHIFT_3 && is_cell(bytes[1]);
}

size_t eucjp_length(uint32_t character)
{
    if (character < 0x80)
        return 1;
    if (has_two_bytes(character) ||
            (character >= HALF_WIDTH &&
                    character <= HALF_WIDTH + HALF_WIDTH_LAST - FIRST))
        return 2;
    return 3;
}
