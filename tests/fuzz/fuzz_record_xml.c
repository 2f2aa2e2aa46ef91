/* fuzz_record_xml.c - any bytes as XML; the first chooses the records' path, the others
 * are the member */
#include "engine/base/xml.h"
#include "tests/fuzz/fuzz_member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What stands outside of a record may be longer than the record. */
static void read_outside(const struct fuzz_member *member,
        const struct record_format *format)
{
    static const char *const wanted[] = {"../@a", "../b", "../../b/@a", "../b[2]"};
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    struct error err = {0};
    size_t count;

    if (!record_open(&member->archive, 0, format, wanted, 4, &reader, &err))
        return;
    while (record_read(reader, &records, &count, &err) && count) {
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < 4; k++)
                REQUIRE(!records[i].fields[k].text ||
                        records[i].fields[k].text[records[i].fields[k].size] == '\0');
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const wanted[] = {"_text", ".", "b", "b/@a", "c[@a='1'][2]", "*/c",
            "@a"};
    static const char *const paths[] = {"a/b", "a", "//b", "*/*", "//a/b", "/a/*/b", NULL,
            "b/a"};
    struct record_format format = {.kind = RECORD_XML};
    struct fuzz_member member;

    if (!size)
        return 0;
    format.records = paths[data[0] & 7];
    format.encoding = data[0] & 8 ? ENCODING_AUTO : ENCODING_UTF8;
    if (!fuzz_member_open(&member, data + 1, size - 1))
        return 0;
    fuzz_member_read(&member, &format, wanted, 1);
    fuzz_member_read(&member, &format, wanted, 7);
    read_outside(&member, &format);
    fuzz_member_columns(&member, &format);
    fuzz_member_detect(&member);
    fuzz_member_close(&member);
    REQUIRE(xml_loads() == 0);
    return 0;
}
