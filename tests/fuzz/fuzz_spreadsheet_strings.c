/* fuzz_spreadsheet_strings.c - any bytes as a workbook's shared strings
 *
 * What is read is UTF-8, no longer than a cell may be, and found again by its number. */
#include "evidence/spreadsheet/spreadsheet_run.h"
#include "evidence/spreadsheet/spreadsheet_strings.h"
#include "tests/fuzz/fuzz_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct spreadsheet_strings strings = SPREADSHEET_STRINGS_INIT;
    struct fuzz_member member;
    struct error err = {0};
    struct slice text;
    bool is_cut, ok;

    if (!fuzz_part_open(&member, data, size))
        return 0;
    ok = spreadsheet_strings_read(member.fd, archive_member(&member.archive, 0), &strings,
            &err);
    fuzz_part_check(ok, &err);
    for (uint32_t i = 0; i < strings.count; i++) {
        REQUIRE(spreadsheet_strings_get(&strings, i, &text, &is_cut));
        REQUIRE(text_find_invalid(text.text, text.size) == text.size);
        REQUIRE(text.size <= 3 * SPREADSHEET_CELL_UNITS);
    }
    REQUIRE(!spreadsheet_strings_get(&strings, strings.count, &text, &is_cut));
    spreadsheet_strings_clear(&strings);
    fuzz_member_close(&member);
    return 0;
}
