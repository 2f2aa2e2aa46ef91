/* fuzz_spreadsheet.c - any bytes as a workbook: the list of its sheets */
#include "evidence/spreadsheet/spreadsheet_list.h"
#include "tests/fuzz/fuzz_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct preflight listing;
    struct error err = {0};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    xml_prepare();
    REQUIRE(fd >= 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
    if (spreadsheet_list(fd, size, &listing, &err)) {
        REQUIRE(listing.count > 0);
        for (uint32_t i = 0; i < listing.count; i++)
            REQUIRE(listing.members[i].name[0]);
        preflight_clear(&listing);
    } else {
        REQUIRE(err.code != ERROR_NONE && err.message[0]);
    }
    close(fd);
    return 0;
}
