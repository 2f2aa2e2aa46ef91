/* fuzz_record_json.c - any bytes as JSON; the first chooses the records' path, the others
 * are the member */
#include "tests/fuzz/fuzz_member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const wanted[] = {"_text", "a", "a.b", "a[1]", "[\"\"]", "a", "^a",
            "^", "^a.b", "^a"};
    static const char *const paths[] = {"", "[*]", "a[*]", "a[*].b[*]", "[1][*]", "a.b",
            NULL, "[*][0]"};
    static const char *const of_elements[] = {">a[*]", "[*]>a[*]", "?>a[*]", "a[*]>b[*]",
            "[*]>[*]", ">a.b[*]", "?>[*]", "a[*]>a[*]"};
    struct record_format format = {.kind = RECORD_JSON};
    struct fuzz_member member;

    if (!size)
        return 0;
    format.records = data[0] & 16 ? of_elements[data[0] & 7] : paths[data[0] & 7];
    format.encoding = data[0] & 8 ? ENCODING_AUTO : ENCODING_UTF8;
    if (!fuzz_member_open(&member, data + 1, size - 1))
        return 0;
    fuzz_member_read(&member, &format, wanted, 1);
    fuzz_member_read(&member, &format, wanted, data[0] & 16 ? 10 : 6);
    fuzz_member_columns(&member, &format);
    fuzz_member_detect(&member);
    fuzz_member_close(&member);
    return 0;
}
