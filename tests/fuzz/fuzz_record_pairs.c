/* fuzz_record_pairs.c - any bytes as key=value lines; the first chooses the encoding, the
 * others are the member */
#include "tests/fuzz/fuzz_member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const wanted[] = {"_text", "a", "a#2", "_time", "_rest", "_prefix",
            "_time", "msg", "a#1"};
    struct record_format format = {.kind = RECORD_PAIRS};
    struct fuzz_member member;

    if (!size)
        return 0;
    format.encoding = data[0] & 1 ? ENCODING_UTF8 : ENCODING_AUTO;
    if (!fuzz_member_open(&member, data + 1, size - 1))
        return 0;
    fuzz_member_read(&member, &format, wanted, ARRAY_LENGTH(wanted));
    fuzz_member_columns(&member, &format);
    fuzz_member_detect(&member);
    fuzz_member_close(&member);
    return 0;
}
