/* A container read in parts: what is wanted of it is unpacked and proved, once, and
 * nothing else is looked at. */
#include "evidence/archive/container_lazy.h"

#include "evidence/archive/block_maker.h"
#include "tests/unit/container_check.h"
#include "tests/unit/deflate_bits.h"

#define LINES 70000u
#define CHECKPOINTS_MAX 16u

/* inner.zip holds first.log and last.log, of numbered lines each. */
struct lazy_check {
    struct arena arena;
    struct archive archive;
    struct buf inner; /* its bytes */
    struct buf file;  /* the bundle's */
    struct container container;
    struct block_checkpoint checkpoints[CHECKPOINTS_MAX];
};

static bool keep(void *owner, uint32_t block, struct slice packed, struct error *err)
{
    struct lazy_check *check = owner;
    struct block_checkpoint *next =
            &check->checkpoints[check->container.checkpoint_count++];

    ck_assert_uint_le(check->container.checkpoint_count, CHECKPOINTS_MAX);
    *next = (struct block_checkpoint){block, {NULL, packed.size}};
    return arena_copy(&check->arena, packed.text, packed.size, &next->packed.text, err);
}

/* As `take` keeps them. */
static void make_blocks(struct lazy_check *check)
{
    const struct block_maker_listener listener = {NULL, keep,
            BLOCK_TABLE_CHECKPOINT_BYTES, check};
    CLEANUP(block_maker_closep) struct block_maker *maker = NULL;
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    struct container *container = &check->container;
    struct error err = {0};
    struct digest whole;
    uint64_t size;

    ck_assert(block_maker_open(&check->archive, 0, &listener, &maker, &err));
    ck_assert(block_maker_finish(maker, &whole, &size, &err));
    ck_assert_uint_eq(size, check->inner.size);
    ck_assert(block_table_pack(block_maker_table(maker), &packed, &err));
    container->blocks.size = packed.size;
    ck_assert(arena_copy(&check->arena, packed.data, packed.size, &container->blocks.text,
            &err));
    container->checkpoints = check->checkpoints;
}

static void make_log(struct buf *text, const char *name)
{
    char line[64];

    for (unsigned i = 1; i <= LINES; i++) {
        snprintf(line, sizeof(line), "%s line %u\n", name, i);
        zip_bytes_put(text, line, strlen(line));
    }
}

static void make_inner(struct buf *inner)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf first = CONTAINER_BYTES;
    CLEANUP(buf_clear) struct buf last = CONTAINER_BYTES;

    make_log(&first, "first");
    make_log(&last, "last");
    container_check_add(&zip, "first.log", buf_text(&first), first.size);
    container_check_add(&zip, "last.log", buf_text(&last), last.size);
    zip_bytes_finish(&zip);
    *inner = (struct buf)CONTAINER_BYTES;
    buf_move(inner, &zip.file);
}

static void reopen(struct lazy_check *check)
{
    struct error err = {0};

    container_check_close(&check->archive);
    ck_assert(archive_open(zip_bytes_open(buf_text(&check->file), check->file.size),
            "b-1", 1, &check->archive, &err));
    ck_assert_msg(archive_hand_in(&check->archive, &check->container, 1, &err), "%s",
            err.message);
}

/* Taken, and opened again by a job that has the table. */
static void set_up(struct lazy_check *check, uint16_t method)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(deflate_bits_clear) struct deflate_bits bits = DEFLATE_BITS_INIT(7);
    struct zip_header header;

    *check = (struct lazy_check){.arena = ARENA_INIT((size_t)64 << 20),
            .file = CONTAINER_BYTES};
    make_inner(&check->inner);
    deflate_bits_mix(&bits, check->inner.data, check->inner.size, false, 300);
    header = zip_bytes_header(&zip, "inner.zip", check->inner.data, check->inner.size);
    header.method = method;
    if (method) {
        header.packed = (uint32_t)bits.packed.size;
        zip_bytes_add_as(&zip, &header, bits.packed.data, bits.packed.size);
    } else {
        zip_bytes_add_as(&zip, &header, check->inner.data, check->inner.size);
    }
    container_check_open(&zip, &check->archive);
    check->container = container_check_expand(&check->archive, 0, "zip");
    make_blocks(check);
    ck_assert_uint_eq(check->container.checkpoint_count > 2, method != 0);
    buf_move(&check->file, &zip.file);
    reopen(check);
}

static void tear_down(struct lazy_check *check)
{
    container_check_close(&check->archive);
    buf_clear(&check->inner);
    buf_clear(&check->file);
    arena_clear(&check->arena);
}

static const char *find_line(const struct buf *bytes, const char *line)
{
    const char *at = memmem(bytes->data, bytes->size, line, strlen(line));

    ck_assert_msg(at, "no '%s'", line);
    return at;
}

/* Changes a byte of a line where the bundle has it. */
static void change(struct lazy_check *check, const char *line)
{
    off_t at = find_line(&check->file, line) - check->file.data;

    ck_assert_int_eq(pwrite(check->archive.fd, "X", 1, at), 1);
}

/* Reads the member from that line on. */
static bool read_from(struct lazy_check *check, uint32_t index, const char *line,
        struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    const struct preflight_member *member;
    const char *at = find_line(&check->inner, line);
    char bytes[64];
    size_t got;

    if (!archive_reach(&check->archive, index, err))
        return false;
    member = archive_member(&check->archive, index);
    if (!archive_resume_member(&check->archive, index, (struct slice){0},
                (uint64_t)(at - check->inner.data) - member->data_offset, &inflate,
                err) ||
            !inflate_read(inflate, bytes, sizeof(bytes), &got, err))
        return false;
    ck_assert_uint_eq(got, sizeof(bytes));
    ck_assert_mem_eq(bytes, at, got);
    return true;
}

static void check_read(struct lazy_check *check, uint32_t index, const char *line)
{
    struct error err = {0};

    ck_assert_msg(read_from(check, index, line, &err), "%s: %s", line, err.message);
}

static void check_changed(struct lazy_check *check, uint32_t index, const char *line)
{
    struct error err = {0};

    ck_assert_msg(!read_from(check, index, line, &err), "%s", line);
    ck_assert_msg(err.code == ERROR_INTEGRITY &&
                    strstr(err.message, "member 'inner.zip' is not what was received"),
            "%s", err.message);
}

static void check_parts(uint16_t method)
{
    struct lazy_check check;

    set_up(&check, method);
    change(&check, "first line 40000\n");
    change(&check, "last line 35000\n");
    ck_assert_str_eq(archive_member(&check.archive, 1)->name, "inner.zip!first.log");
    check_read(&check, 1, "first line 2\n");
    check_read(&check, 2, "last line 69000\n");
    check_changed(&check, 1, "first line 40000\n");
    check_changed(&check, 1, "first line 40100\n"); /* the same block */
    check_read(&check, 1, "first line 69000\n");    /* one behind it */
    check_changed(&check, 2, "last line 35000\n");
    check_read(&check, 2, "last line 100\n"); /* one before it */
    tear_down(&check);
}

START_TEST(only_what_is_read_is_looked_at)
{
    check_parts(8);
    check_parts(0);
}
END_TEST

START_TEST(nothing_is_unpacked_twice)
{
    struct lazy_check check;

    set_up(&check, 8);
    check_read(&check, 1, "first line 40000\n");
    change(&check, "first line 40000\n");
    check_read(&check, 1, "first line 40000\n");
    reopen(&check); /* the file is as it was: it is read anew */
    change(&check, "first line 40000\n");
    check_changed(&check, 1, "first line 40000\n");
    tear_down(&check);
}
END_TEST

START_TEST(a_changed_structure_is_never_read)
{
    static const char *const names[] = {"first.log", "last.log"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct lazy_check check;
        struct error err = {0};

        set_up(&check, 0);
        change(&check, names[i]); /* in its local header */
        ck_assert(!archive_reach(&check.archive, 1, &err));
        ck_assert_int_eq(err.code, ERROR_INTEGRITY);
        tear_down(&check);
    }
}
END_TEST

/* Without checkpoints the way is longer, and the same. */
START_TEST(a_job_may_lack_checkpoints)
{
    struct lazy_check check;

    set_up(&check, 8);
    check.container.checkpoint_count = 0;
    reopen(&check);
    check_read(&check, 2, "last line 69000\n");
    check_read(&check, 1, "first line 2\n");
    check.checkpoints[0] = check.checkpoints[2];
    check.container.checkpoint_count = 1;
    reopen(&check);
    check_read(&check, 2, "last line 69000\n");
    check_read(&check, 1, "first line 2\n");
    tear_down(&check);
}
END_TEST

/* The table with a byte less. */
static void shorten_table(struct lazy_check *check)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    struct slice *blocks = &check->container.blocks;
    struct block_table table;
    struct error err = {0};

    ck_assert(
            block_table_unpack(blocks->text, blocks->size, &check->arena, &table, &err));
    table.bytes--;
    ck_assert(block_table_pack(&table, &packed, &err));
    blocks->size = packed.size;
    ck_assert(arena_copy(&check->arena, packed.data, packed.size, &blocks->text, &err));
}

START_TEST(a_table_of_another_member_is_told)
{
    struct lazy_check check, other;
    struct error err = {0};

    set_up(&check, 8);
    set_up(&other, 8);
    other.checkpoints[2].block = 0; /* leads elsewhere */
    check.container.checkpoints = &other.checkpoints[2];
    check.container.checkpoint_count = 1;
    reopen(&check);
    ck_assert(!archive_reach(&check.archive, 1, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    shorten_table(&check);
    reopen(&check);
    ck_assert(!archive_reach(&check.archive, 1, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    check.container.blocks.size--; /* of no member at all */
    reopen(&check);
    ck_assert(!archive_reach(&check.archive, 1, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    tear_down(&other);
    tear_down(&check);
}
END_TEST

START_TEST(a_loan_is_of_the_whole)
{
    struct lazy_check check;
    struct container_loan loan;
    struct error err = {0};
    char *bytes;

    set_up(&check, 8);
    ck_assert(archive_lend(&check.archive, 1, &loan, &err));
    ck_assert_uint_eq(loan.size, check.inner.size);
    bytes = malloc(check.inner.size);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(pread(loan.fd, bytes, check.inner.size, 0),
            (ssize_t)check.inner.size);
    ck_assert_mem_eq(bytes, check.inner.data, check.inner.size);
    free(bytes);
    container_set_give_back(&loan);
    reopen(&check);
    change(&check, "last line 35000\n");
    ck_assert(!archive_lend(&check.archive, 1, &loan, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    tear_down(&check);
}
END_TEST

/* What gave way to others is unpacked again. */
START_TEST(it_takes_its_turn)
{
    struct lazy_check check;
    struct error err = {0};
    int fds[SPILL_POOL_SIZE], taken = 0, fd;

    set_up(&check, 8);
    check_read(&check, 1, "first line 2\n");
    while (spill_take(&fds[taken], &err))
        taken++;
    ck_assert_int_eq(taken, SPILL_POOL_SIZE - 1);
    check_read(&check, 2, "last line 69000\n");
    archive_close(&check.archive);
    ck_assert(spill_take(&fd, &err));
    ck_assert_uint_eq(spill_size(fd), 0);
    ck_assert(archive_open(check.archive.fd, "b-1", 1, &check.archive, &err));
    ck_assert(archive_hand_in(&check.archive, &check.container, 1, &err));
    ck_assert(!archive_reach(&check.archive, 1, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    spill_return(fd);
    check_read(&check, 2, "last line 69000\n");
    spill_set_budget(1000);
    reopen(&check);
    ck_assert(!archive_reach(&check.archive, 1, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    spill_set_budget(0);
    check_read(&check, 2, "last line 69000\n");
    while (taken > 0)
        spill_return(fds[--taken]);
    tear_down(&check);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {only_what_is_read_is_looked_at,
            nothing_is_unpacked_twice, a_changed_structure_is_never_read,
            a_job_may_lack_checkpoints, a_table_of_another_member_is_told,
            a_loan_is_of_the_whole, it_takes_its_turn};

    return unit_run_in("container_lazy", tests, ARRAY_LENGTH(tests),
            container_check_set_up, container_check_tear_down);
}
