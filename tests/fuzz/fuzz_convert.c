/* fuzz_convert.c - any bytes as a value of every type, and as a key with steps
 *
 * What converts has one form: converting it again gives the same. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/convert/convert.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_type(enum program_type type, const char *text, size_t size)
{
    struct convert_context context = {NULL, 2024, NULL};
    struct convert_value value, again;
    char number[64];
    int64_t ms;

    if (!convert_text(type, text, size, &context, &value))
        return;
    REQUIRE(type != PROGRAM_TEXT);
    if (value.kind == CONVERT_INTEGER) {
        snprintf(number, sizeof(number), "%lld", (long long)value.integer);
        REQUIRE(convert_text(type, number, strlen(number), &context, &again));
        REQUIRE(again.kind == CONVERT_INTEGER && again.integer == value.integer);
    } else if (value.kind == CONVERT_REAL) {
        snprintf(number, sizeof(number), "%.14e", value.real);
        REQUIRE(convert_text(type, number, strlen(number), &context, &again));
        REQUIRE(again.kind == CONVERT_REAL ? again.real == value.real
                                           : (double)again.integer == value.real);
    } else {
        REQUIRE(value.text_size < sizeof(value.text));
        REQUIRE(convert_text(type, value.text, value.text_size, &context, &again));
        REQUIRE(again.text_size == value.text_size);
        REQUIRE(memcmp(again.text, value.text, value.text_size) == 0);
        REQUIRE(convert_to_ms(value.text, value.text_size, NULL, &ms) ==
                (type != PROGRAM_IP));
    }
}

static void check_key(const char *text, size_t size)
{
    static const char *const steps[] = {"width", "case", "trim", "zero-pad:6", "fqdn"};

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        CLEANUP(buf_clear) struct buf once = BUF_INIT((size_t)16 << 20);
        CLEANUP(buf_clear) struct buf twice = BUF_INIT((size_t)16 << 20);
        struct error err = {0};

        REQUIRE(convert_normalise(steps[i], text, size, &once, &err));
        REQUIRE(convert_normalise(steps[i], buf_text(&once), once.size, &twice, &err));
        REQUIRE(once.size == twice.size);
        REQUIRE(memcmp(buf_text(&once), buf_text(&twice), once.size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;

    for (int type = PROGRAM_TEXT; type <= PROGRAM_IP; type++)
        check_type((enum program_type)type, text, size);
    if (text_find_invalid(text, size) == size && !memchr(text, '\0', size))
        check_key(text, size);
    return 0;
}
