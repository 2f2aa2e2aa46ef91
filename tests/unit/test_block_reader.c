/* Late records from the middle of a member: each as the whole reading gives it, and only
 * from bytes that were proved. */
#include "evidence/archive/block_reader.h"

#include <fcntl.h>

#include "tests/unit/block_check.h"

#define RECORDS_READ 1500
#define TEXT_MAX ((size_t)16 << 20)

static uint32_t state;

static uint32_t next(uint32_t below)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

static void add(struct buf *text, const char *format, ...) PRINTF_LIKE(2, 3);
static void add(struct buf *text, const char *format, ...)
{
    char line[1024];
    va_list values;

    va_start(values, format);
    vsnprintf(line, sizeof(line), format, values);
    va_end(values);
    zip_bytes_put(text, line, strlen(line));
}

static void fill(struct buf *text, char byte, size_t size)
{
    static char bytes[3000000];

    ck_assert_uint_le(size, sizeof(bytes));
    memset(bytes, byte, size);
    zip_bytes_put(text, bytes, size);
}

/* Where the blocks' first records are read from, everything comes as in one reading. */
static void check_resumed(struct block_check *check, const struct record_format *format,
        const char *const *wanted, size_t wanted_count, uint32_t block,
        const char *straight)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(block_reader_closep) struct block_reader *blocks = NULL;
    const struct block_entry *first = &check->table.blocks[block];
    const struct record_place place = {first->record, first->line, first->offset};
    const struct record *records;
    struct byte_source source;
    struct error err = {0};
    size_t count = 1, read = 0;

    ck_assert(
            block_reader_open(&check->records.archive, 0, &check->table, &blocks, &err));
    source = block_reader_source(blocks);
    ck_assert_msg(record_open_from(&check->records.archive, 0, &source, format, wanted,
                          wanted_count, &reader, &err) &&
                    block_reader_seek(blocks, place.offset,
                            block_check_checkpoint(check, block), &err) &&
                    record_resume(reader, &place, &err),
            "%s", err.message);
    buf_reset(&check->records.dump);
    while (count > 0 && read < RECORDS_READ) {
        ck_assert_msg(record_read(reader, &records, &count, &err), "%s", err.message);
        for (size_t i = 0; i < count; i++)
            record_check_put_record(&check->records, &records[i], wanted_count);
        read += count;
    }
    ck_assert_msg(strncmp(straight, buf_text(&check->records.dump),
                          check->records.dump.size) == 0,
            "block %u: %.300s\nnot: %.300s", block, buf_text(&check->records.dump),
            straight);
    ck_assert(read >= RECORDS_READ || straight[check->records.dump.size] == '\0');
}

/* The straight reading's lines from a record on. Bounded searches: under
 * strict_string_checks, one that looks for the end of the text makes every line cost the
 * whole of it. */
static const char *find_line(const struct buf *dump, uint64_t number)
{
    const char *line = dump->data, *end = line + dump->size;
    char wanted[24];
    const size_t length = (size_t)snprintf(wanted, sizeof(wanted), "%llu",
            (unsigned long long)number);

    while ((size_t)(end - line) <= length || memcmp(line, wanted, length) != 0 ||
            (line[length] >= '0' && line[length] <= '9')) {
        line = memchr(line, '\n', (size_t)(end - line));
        if (!line) /* an assertion that holds costs a write */
            ck_abort_msg("no record %s in the straight reading", wanted);
        line++;
    }
    return line;
}

static void check_text(const struct buf *text, uint16_t method,
        const struct record_format *format, const char *const *wanted)
{
    CLEANUP(deflate_bits_clear) struct deflate_bits bits = DEFLATE_BITS_INIT(method);
    CLEANUP(buf_clear) struct buf straight = BUF_INIT((size_t)256 << 20);
    struct block_check check;
    size_t wanted_count = 0, resumed = 0;

    while (wanted[wanted_count])
        wanted_count++;
    if (method)
        deflate_bits_mix(&bits, text->data, text->size, false, 300);
    block_check_open(&check, method, method ? &bits.packed : text, text);
    block_check_take(&check, format);
    ck_assert_uint_eq(check.damage.code, ERROR_NONE);
    ck_assert_uint_eq(check.size, text->size);
    ck_assert_uint_eq(check.table.bytes, text->size);
    ck_assert_uint_ge(check.table.count, 3);
    record_check_read(&check.records, format, wanted);
    ck_assert_msg(check.records.err.code == ERROR_NONE, "%s", check.records.err.message);
    buf_move(&straight, &check.records.dump);
    check.records.dump = (struct buf)BUF_INIT((size_t)256 << 20);
    for (uint32_t i = 0; i < check.table.count; i++) {
        if (!check.table.blocks[i].record)
            continue;
        check_resumed(&check, format, wanted, wanted_count, i,
                find_line(&straight, check.table.blocks[i].record));
        resumed++;
    }
    ck_assert_uint_ge(resumed, 2);
    block_check_close(&check);
}

static void check_both(const struct buf *text, const struct record_format *format,
        const char *const *wanted)
{
    check_text(text, 0, format, wanted);
    check_text(text, 8, format, wanted);
}

START_TEST(csv_records_are_the_same_from_any_block)
{
    static const char *const wanted[] = {"id", "note", "_text", NULL};
    const struct record_format format = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8,
            .delimiter = ','};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);

    state = 1;
    add(&text, "\xEF\xBB\xBF# system: x\n# by: y\nid,note,user\r\n");
    for (unsigned i = 1; text.size < 2400000; i++) {
        switch (next(40)) {
        case 0:
            add(&text, "%u,\"a \"\"quote\"\", and\r\nlines\n\",退職\r\n", i);
            break;
        case 1:
            add(&text, "%u,ragged\r\n", i);
            break;
        case 2:
            add(&text, "\r\n# no record\r\n");
            break;
        case 3:
            add(&text, "%u,\"", i);
            fill(&text, 'x', next(90000));
            add(&text, "\",long\r\n");
            break;
        default:
            add(&text, "%u,n%u,u%u\r\n", i, next(1000), next(10));
        }
    }
    check_both(&text, &format, wanted);
}
END_TEST

START_TEST(csv_of_two_bytes_a_character_is_the_same)
{
    static const char *const wanted[] = {"id", "name", NULL};
    const struct record_format utf16 = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF16LE,
            .delimiter = ','};
    const struct record_format cp932 = {.kind = RECORD_CSV,
            .encoding = ENCODING_CP932,
            .delimiter = ','};
    CLEANUP(buf_clear) struct buf wide = BUF_INIT(TEXT_MAX);
    CLEANUP(buf_clear) struct buf japanese = BUF_INIT(TEXT_MAX);
    char line[100];

    state = 2;
    zip_bytes_put(&wide, "\xFF\xFE", 2);
    add(&japanese, "id,name\n");
    for (const char *c = "id,name\n"; *c; c++)
        zip_bytes_number(&wide, (unsigned char)*c, 2);
    for (unsigned i = 1; wide.size < 2400000; i++) {
        snprintf(line, sizeof(line), "%u,\"u%u\n\"\n", i, next(100000));
        for (const char *c = line; *c; c++)
            zip_bytes_number(&wide, (unsigned char)*c, 2);
    }
    for (unsigned i = 1; japanese.size < 2400000; i++)
        add(&japanese, "%u,\x91\xDE\x90\x45%u\x94\x5C\n", i, next(100000));
    check_both(&wide, &utf16, wanted);
    check_both(&japanese, &cp932, wanted);
}
END_TEST

static void add_event(struct buf *text, unsigned number)
{
    add(text,
            "{\"id\": %u, \"who\": {\"name\": \"u\\u00e9%u\"}, \"list\": [1, {\"a\": \"]}\"}]",
            number, next(1000));
    if (next(2000) == 0) {
        add(text, ", \"pad\": \"");
        fill(text, 'p', 100000 + next(200000));
        add(text, "\"");
    }
    add(text, next(3) ? "}" : "\n}");
}

START_TEST(json_records_are_the_same_from_any_block)
{
    static const char *const wanted[] = {"id", "who.name", "list", NULL};
    static const struct {
        const char *records, *begin, *between, *end;
    } shapes[] = {{"Records[*]", "{\"Version\": 1,\n\"Records\": [", ",\n",
                          "], \"More\": {}}\n"},
            {"[*]", "[", " , ", "]"}, {"", "", "\n", "\n"},
            {"sets[1].rows[*]", "{\"sets\": [{\"rows\": [{\"id\": 0}]}, {\"rows\": [",
                    ",", "]}, {\"rows\": [{\"id\": 9}]}], \"z\": 1}"}};

    for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
        const struct record_format format = {.kind = RECORD_JSON,
                .encoding = ENCODING_UTF8,
                .records = shapes[i].records};
        CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);

        state = 3;
        add(&text, "%s", shapes[i].begin);
        for (unsigned n = 1; text.size < 2400000; n++) {
            add(&text, "%s", n > 1 ? shapes[i].between : "");
            add_event(&text, n);
        }
        add(&text, "%s", shapes[i].end);
        check_both(&text, &format, wanted);
    }
}
END_TEST

START_TEST(json_lines_and_text_lines_are_the_same)
{
    static const char *const ids[] = {"id", "_text", NULL};
    static const char *const line[] = {"line", NULL};
    const struct record_format json = {.kind = RECORD_JSON,
            .encoding = ENCODING_UTF8,
            .records = ""};
    const struct record_format lines = {.kind = RECORD_LINES, .encoding = ENCODING_UTF8};
    CLEANUP(buf_clear) struct buf events = BUF_INIT(TEXT_MAX);
    CLEANUP(buf_clear) struct buf log = BUF_INIT(TEXT_MAX);
    CLEANUP(buf_clear) struct buf old = BUF_INIT(TEXT_MAX);

    state = 4;
    for (unsigned i = 1; events.size < 2400000; i++)
        add(&events, "%s{\"id\": \"%u\", \"n\": %u}%s\n", next(9) ? "" : "  ", i,
                next(100), next(500) ? "" : " bad");
    for (unsigned i = 1; log.size < 2400000; i++) {
        add(&log, "%u line%s\n", i, next(30) ? "" : "\r\n \n");
        if (next(3000) == 0)
            fill(&log, 'y', 60000 + next(20000));
    }
    for (unsigned i = 1; old.size < 2400000; i++)
        add(&old, "%u of an old Macintosh\r", i);
    check_both(&events, &json, ids);
    check_both(&log, &lines, line);
    check_both(&old, &lines, line);
}
END_TEST

START_TEST(pairs_and_paragraphs_are_the_same)
{
    static const char *const keys[] = {"n", "msg", NULL};
    static const char *const commands[] = {"Commandline", "n", NULL};
    const struct record_format pairs = {.kind = RECORD_PAIRS, .encoding = ENCODING_UTF8};
    const struct record_format blocks = {.kind = RECORD_BLOCKS,
            .encoding = ENCODING_UTF8};
    CLEANUP(buf_clear) struct buf log = BUF_INIT(TEXT_MAX);
    CLEANUP(buf_clear) struct buf history = BUF_INIT(TEXT_MAX);

    state = 6;
    for (unsigned i = 1; log.size < 2400000; i++)
        add(&log, "time=%u n=%u msg=\"a b %u\"%s\n", i, next(100), next(1000),
                next(50) ? "" : " loose =");
    for (unsigned i = 1; history.size < 2400000; i++) {
        add(&history, "n: %u\nCommandline: apt%u\n more\n%s\n", i, next(100),
                next(9) ? "" : "\n \n");
        if (next(4000) == 0) {
            add(&history, "n: ");
            fill(&history, 'z', 1100000);
            add(&history, "\nmore: of it\n\n");
        }
    }
    check_both(&log, &pairs, keys);
    check_both(&history, &blocks, commands);
}
END_TEST

/* One record longer than two blocks: in those none begins. */
START_TEST(a_block_may_have_no_record)
{
    static const char *const wanted[] = {"id", NULL};
    const struct record_format format = {.kind = RECORD_JSON,
            .encoding = ENCODING_UTF8,
            .records = "[*]"};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);
    struct block_check check;
    uint32_t block = 77;

    add(&text, "[{\"id\": 1}, {\"id\": 2, \"pad\": \"");
    fill(&text, 'p', 3000000);
    add(&text, "\"}, {\"id\": 3}");
    for (unsigned i = 4; text.size < 4500000; i++)
        add(&text, ",{\"id\": %u}", i);
    add(&text, "]");
    check_both(&text, &format, wanted);
    block_check_open(&check, 0, &text, &text);
    block_check_take(&check, &format);
    ck_assert_uint_eq(check.table.blocks[1].record, 0);
    ck_assert(!block_table_find(&check.table, 0, &block));
    ck_assert(block_table_find(&check.table, 2, &block));
    ck_assert_uint_eq(block, 0);
    ck_assert(block_table_find(&check.table, 200000000, &block));
    ck_assert_uint_eq(block, check.table.count - 1);
    block_check_close(&check);
}
END_TEST

static void read_all(struct block_reader *blocks, uint64_t *ret_size, struct error *err)
{
    struct byte_source source = block_reader_source(blocks);
    static char chunk[100000];
    size_t got = 1;

    *ret_size = 0;
    *err = (struct error){0};
    while (got > 0 && source.read(source.owner, chunk, sizeof(chunk), &got, err))
        *ret_size += got;
}

static void change_byte(int fd, off_t at)
{
    char byte;

    ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
    byte ^= 1;
    ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
}

static void make_lines(struct buf *text, size_t size)
{
    for (unsigned i = 1; text->size < size; i++)
        add(text, "%u a line\n", i);
}

START_TEST(a_changed_byte_is_never_given_out)
{
    const struct record_format lines = {.kind = RECORD_LINES, .encoding = ENCODING_UTF8};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);
    CLEANUP(block_reader_closep) struct block_reader *blocks = NULL;
    struct block_check check;
    uint64_t size, from, to;
    struct error err;

    make_lines(&text, 3500000);
    block_check_open(&check, 0, &text, &text);
    block_check_take(&check, &lines);
    ck_assert(block_reader_open(&check.records.archive, 0, &check.table, &blocks, &err));
    read_all(blocks, &size, &err);
    ck_assert_uint_eq(err.code, ERROR_NONE);
    ck_assert_uint_eq(size, text.size);
    block_reader_proved(blocks, &from, &to);
    ck_assert_uint_eq(from, 0);
    ck_assert_uint_eq(to, text.size);

    change_byte(check.records.fd, 36 + 1500000); /* behind the local header */
    ck_assert(block_reader_seek(blocks, 0, (struct slice){0}, &err));
    read_all(blocks, &size, &err);
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    ck_assert_msg(strstr(err.message, "1310720-1572864") && strstr(err.message, "member"),
            "%s", err.message);
    ck_assert_uint_eq(size, 1310720);
    block_reader_proved(blocks, &from, &to);
    ck_assert_uint_eq(to, 1310720);
    read_all(blocks, &size, &err); /* it stays failed */
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    ck_assert(block_reader_seek(blocks, 2097152 + 5, (struct slice){0}, &err));
    read_all(blocks, &size, &err);
    ck_assert_uint_eq(err.code, ERROR_NONE);
    ck_assert_uint_eq(size, text.size - 2097152 - 5);
    block_check_close(&check);
}
END_TEST

/* What came before a damage is proved all the same. */
START_TEST(a_damaged_member_is_proved_as_far_as_it_was_read)
{
    const struct record_format lines = {.kind = RECORD_LINES, .encoding = ENCODING_UTF8};
    CLEANUP(deflate_bits_clear) struct deflate_bits bits = DEFLATE_BITS_INIT(5);
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);
    CLEANUP(block_reader_closep) struct block_reader *blocks = NULL;
    struct block_check check;
    struct error err;
    uint64_t size;

    make_lines(&text, 3500000);
    deflate_bits_mix(&bits, text.data, 2500000, false, 300);
    block_check_open(&check, 8, &bits.packed, &text);
    block_check_take(&check, &lines);
    ck_assert_int_eq(check.damage.code, ERROR_UNREADABLE);
    ck_assert_uint_eq(check.size, 2500000);
    ck_assert_uint_eq(check.table.bytes, 2500000);
    ck_assert(block_reader_open(&check.records.archive, 0, &check.table, &blocks, &err));
    read_all(blocks, &size, &err);
    ck_assert_uint_eq(size, 2500000);
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    block_check_close(&check);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {csv_records_are_the_same_from_any_block,
            csv_of_two_bytes_a_character_is_the_same,
            json_records_are_the_same_from_any_block,
            json_lines_and_text_lines_are_the_same, pairs_and_paragraphs_are_the_same,
            a_block_may_have_no_record, a_changed_byte_is_never_given_out,
            a_damaged_member_is_proved_as_far_as_it_was_read};

    return unit_run("block_reader", tests, ARRAY_LENGTH(tests));
}
