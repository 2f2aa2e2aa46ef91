/* Any bytes as a member that is opened as what they are, and what is in it in turn: every
 * member has a name and a place, and what is readable can be read. */
#include "engine/base/spill.h"
#include "tests/fuzz/fuzz_member.h"

#define MEMBERS_READ 64u
#define BYTES_READ ((size_t)1 << 16)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_pool(void)
{
    static int fds[SPILL_POOL_SIZE];
    static bool is_open;
    struct error err = {0};

    if (!is_open)
        REQUIRE(spill_open_pool(".", fds, &err));
    is_open = true;
    REQUIRE(spill_use_pool(fds, SPILL_POOL_SIZE, &err));
    spill_set_budget((uint64_t)64 << 20);
}

static void read_member(const struct archive *archive, uint32_t index)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    static uint8_t bytes[BYTES_READ];
    struct error err = {0};
    size_t got;

    if (archive_open_member(archive, index, &inflate, &err) &&
            inflate_read(inflate, bytes, sizeof(bytes), &got, &err))
        return;
    REQUIRE(err.code != ERROR_NONE && err.message[0]);
}

static void open_all(const struct archive *archive)
{
    static const char *const kinds[] = {"zip", "tar", "gzip"};

    for (uint32_t i = 0; i < archive_count_members(archive) && i < MEMBERS_READ; i++) {
        const struct preflight_member *member = archive_member(archive, i);
        struct container container;
        struct error err = {0};
        const char *reason;
        bool is_open = false;

        REQUIRE(member && member->name);
        REQUIRE(member->status == PREFLIGHT_READABLE ||
                member->status == PREFLIGHT_FOLDER || member->reason);
        if (member->status != PREFLIGHT_READABLE)
            continue;
        read_member(archive, i);
        for (size_t k = 0; !is_open && k < ARRAY_LENGTH(kinds); k++) {
            is_open = archive_expand(archive, i, kinds[k], &container, &reason, &err);
            REQUIRE(is_open || (reason && err.message[0]));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_member member;

    use_pool();
    if (!fuzz_member_open(&member, data, size))
        return 0;
    open_all(&member.archive);
    fuzz_member_close(&member);
    REQUIRE(spill_count_free() == SPILL_POOL_SIZE);
    return 0;
}
