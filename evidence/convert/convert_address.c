#include "evidence/convert/convert_address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define GROUPS 8

static void append(struct convert_value *value, const char *before, const char *number)
{
    int size = snprintf(value->text + value->text_size,
            sizeof(value->text) - value->text_size, "%s%s", before, number);

    value->text_size += (size_t)size;
}

static void append_decimal(struct convert_value *value, const char *before,
        unsigned number)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "%u", number);
    append(value, before, digits);
}

static void append_group(struct convert_value *value, const char *before, unsigned group)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "%x", group);
    append(value, before, digits);
}

/* The first of the longest runs of at least two zero groups; *ret_size 0 where there is
 * none. */
static int find_zeros(const unsigned groups[GROUPS], int count, int *ret_size)
{
    int best = 0, best_size = 1, size = 0;

    for (int i = 0; i < count; i++) {
        size = groups[i] ? 0 : size + 1;
        if (size > best_size) {
            best = i + 1 - size;
            best_size = size;
        }
    }
    *ret_size = best_size > 1 ? best_size : 0;
    return best;
}

static void write_version_4(const uint8_t bytes[4], struct convert_value *value)
{
    for (int i = 0; i < 4; i++)
        append_decimal(value, i ? "." : "", bytes[i]);
}

/* RFC 5952; a mapped address ends in dotted decimals (its section 5). */
static void write_version_6(const uint8_t bytes[16], struct convert_value *value)
{
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    bool is_mapped = memcmp(bytes, mapped, sizeof(mapped)) == 0;
    int count = is_mapped ? 6 : GROUPS, zeros, zeros_size;
    unsigned groups[GROUPS];

    for (int i = 0; i < GROUPS; i++)
        groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    zeros = find_zeros(groups, count, &zeros_size);
    for (int i = 0; i < count; i++) {
        if (zeros_size && i == zeros) {
            append(value, "::", "");
            i += zeros_size - 1;
        } else {
            append_group(value, i && i != zeros + zeros_size ? ":" : "", groups[i]);
        }
    }
    if (is_mapped) {
        append(value, ":", "");
        write_version_4(bytes + 12, value);
    }
}

/* Without brackets and zone id. */
static bool strip(const char *text, char address[INET6_ADDRSTRLEN])
{
    size_t size = strlen(text), address_size;
    const char *zone;

    if (*text == '[') {
        if (size < 2 || text[size - 1] != ']')
            return false;
        text++;
        size -= 2;
    }
    zone = memchr(text, '%', size);
    if (zone && zone + 1 == text + size)
        return false;
    address_size = zone ? (size_t)(zone - text) : size;
    if (address_size >= INET6_ADDRSTRLEN || (zone && !memchr(text, ':', address_size)))
        return false;
    memcpy(address, text, address_size);
    address[address_size] = '\0';
    return true;
}

bool convert_address_read(const char *text, struct convert_value *ret_value)
{
    char address[INET6_ADDRSTRLEN];
    uint8_t bytes[16];

    if (!strip(text, address))
        return false;
    ret_value->kind = CONVERT_TEXT;
    ret_value->text_size = 0;
    if (*text != '[' && inet_pton(AF_INET, address, bytes) == 1)
        write_version_4(bytes, ret_value);
    else if (inet_pton(AF_INET6, address, bytes) == 1)
        write_version_6(bytes, ret_value);
    else
        return false;
    return true;
}
