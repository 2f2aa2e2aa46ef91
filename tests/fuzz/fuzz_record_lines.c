/* fuzz_record_lines.c - any bytes as text lines; the first chooses pattern and encoding,
 * the others are the member */
#include "tests/fuzz/fuzz_member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const plain[] = {"_text", "line"};
    static const char *const groups[] = {"_text", "a", "b"};
    static const char *const patterns[] = {"^(?<a>\\S+) (?<b>.*)$",
            "(?<a>\\d)|(?<b>[a-z])", "(?<a>)(?<b>x)?"};
    struct record_format format = {.kind = RECORD_LINES};
    struct fuzz_member member;

    if (!size)
        return 0;
    format.encoding = data[0] & 4 ? ENCODING_AUTO : ENCODING_UTF8;
    if (!fuzz_member_open(&member, data + 1, size - 1))
        return 0;
    fuzz_member_read(&member, &format, plain, 2);
    fuzz_member_columns(&member, &format);
    format.pattern = patterns[(data[0] & 3) % 3];
    fuzz_member_read(&member, &format, groups, 3);
    fuzz_member_detect(&member);
    fuzz_member_close(&member);
    return 0;
}
