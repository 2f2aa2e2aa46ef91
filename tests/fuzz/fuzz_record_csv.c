/* fuzz_record_csv.c - any bytes as CSV; the first says how (see the switch), the others
 * are the member */
#include "tests/fuzz/fuzz_member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const wanted[] = {"_text", "_1", "_2", "_1"};
    static const char delimiters[] = {'\0', ',', ';', '\t'};
    struct record_format format = {.kind = RECORD_CSV};
    struct fuzz_member member;

    if (!size)
        return 0;
    format.encoding = data[0] & 1 ? ENCODING_UTF8 : ENCODING_AUTO;
    format.delimiter = delimiters[data[0] >> 1 & 3];
    format.headerless = data[0] & 8;
    if (!fuzz_member_open(&member, data + 1, size - 1))
        return 0;
    fuzz_member_read(&member, &format, wanted, 1);
    fuzz_member_read(&member, &format, wanted, 2);
    fuzz_member_read(&member, &format, wanted, 4);
    fuzz_member_columns(&member, &format);
    fuzz_member_detect(&member);
    fuzz_member_close(&member);
    return 0;
}
