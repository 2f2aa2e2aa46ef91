/* fuzz_spreadsheet_styles.c - any bytes as a workbook's cell formats, and as the code of
 * one
 *
 * Every format has a kind, and with any kind a number is text that fits. */
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_styles.h"
#include "tests/fuzz/fuzz_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_number(const char *text, size_t size, enum spreadsheet_number_kind kind)
{
    char number[SPREADSHEET_NUMBER_MAX];

    REQUIRE(kind <= SPREADSHEET_NUMBER_ELAPSED);
    for (int is_1904 = 0; is_1904 < 2; is_1904++) {
        size_t length = spreadsheet_number_text(text, size, kind, is_1904, number);

        REQUIRE(length < sizeof(number) && (!length || strlen(number) == length));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct spreadsheet_styles styles = SPREADSHEET_STYLES_INIT;
    const char *text = (const char *)data;
    struct fuzz_member member;
    struct error err = {0};

    if (!fuzz_part_open(&member, data, size))
        return 0;
    fuzz_part_check(spreadsheet_styles_read(member.fd, archive_member(&member.archive, 0),
                            &styles, &err),
            &err);
    for (uint32_t i = 0; i <= styles.kinds.size; i++)
        check_number("45748.5", 7, spreadsheet_styles_kind(&styles, i));
    for (int kind = SPREADSHEET_NUMBER_PLAIN; kind <= SPREADSHEET_NUMBER_ELAPSED; kind++)
        check_number(text, size, (enum spreadsheet_number_kind)kind);
    check_number("1", 1, spreadsheet_number_classify(text, size));
    spreadsheet_styles_clear(&styles);
    fuzz_member_close(&member);
    return 0;
}
