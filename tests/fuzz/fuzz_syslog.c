/* fuzz_syslog.c - any lines as a syslog file, or as one log rotated, through the layouts
 * of syslog
 *
 * The first byte chooses the layout (0, 1, 2: auth, messages, RFC 5424); a form feed
 * divides auth.log from auth.log.1 and that from auth.log.2. Whatever the lines are,
 * records come in order and lie inside their member, all are accounted for, a stamp
 * without a year is at most a year from that of the record before, and `repeated` is the
 * number that the line says. */
#include "engine/run/layouts.h"
#include "evidence/convert/convert.h"
#include "evidence/table/scan.h"
#include "evidence/table/scan_year.h"
#include "tests/fuzz/fuzz_member.h"

#include <ctype.h>

#define MEMBERS_MAX 3u
#define COLUMNS_MAX 16u
#define ZIP_HEADERS 256u /* more than those of a member and the end */
#define FIRST_YEAR 2025

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- the log ---- */

struct log {
    struct archive archive;
    int fd;
    uint32_t count;
    size_t sizes[MEMBERS_MAX];
};

struct piece {
    const char *name;
    const uint8_t *bytes;
    size_t size, offset;
    uint32_t crc;
};

static void put_common(uint8_t **at, const struct piece *piece)
{
    fuzz_member_put(at, 20, 2);
    fuzz_member_put(at, 0, 6);
    fuzz_member_put(at, 0x21, 2);
    fuzz_member_put(at, piece->crc, 4);
    fuzz_member_put(at, piece->size, 4);
    fuzz_member_put(at, piece->size, 4);
    fuzz_member_put(at, strlen(piece->name), 4); /* and no extra fields */
}

static void put_bytes(uint8_t **at, const void *bytes, size_t size)
{
    if (size)
        memcpy(*at, bytes, size);
    *at += size;
}

static size_t put_zip(uint8_t *zip, struct piece *pieces, size_t count)
{
    uint8_t *at = zip;
    size_t directory, end;

    for (size_t i = 0; i < count; i++) {
        pieces[i].offset = (size_t)(at - zip);
        pieces[i].crc = fuzz_member_crc(pieces[i].bytes, pieces[i].size);
        fuzz_member_put(&at, 0x04034B50, 4);
        put_common(&at, &pieces[i]);
        put_bytes(&at, pieces[i].name, strlen(pieces[i].name));
        put_bytes(&at, pieces[i].bytes, pieces[i].size);
    }
    directory = (size_t)(at - zip);
    for (size_t i = 0; i < count; i++) {
        fuzz_member_put(&at, 0x02014B50, 4);
        fuzz_member_put(&at, 20, 2);
        put_common(&at, &pieces[i]);
        fuzz_member_put(&at, 0, 6);
        fuzz_member_put(&at, 0, 4);
        fuzz_member_put(&at, pieces[i].offset, 4);
        put_bytes(&at, pieces[i].name, strlen(pieces[i].name));
    }
    end = (size_t)(at - zip);
    fuzz_member_put(&at, 0x06054B50, 4);
    fuzz_member_put(&at, 0, 4);
    fuzz_member_put(&at, count, 2);
    fuzz_member_put(&at, count, 2);
    fuzz_member_put(&at, end - directory, 4);
    fuzz_member_put(&at, directory, 4);
    fuzz_member_put(&at, 0, 2);
    return (size_t)(at - zip);
}

/* false: the bytes hold what may be another end of the zip. */
static bool open_log(struct log *log, const uint8_t *bytes, size_t size)
{
    struct piece pieces[MEMBERS_MAX] = {{.name = "auth.log"}, {.name = "auth.log.1"},
            {.name = "auth.log.2"}};
    uint8_t *zip = malloc(size + MEMBERS_MAX * ZIP_HEADERS);
    const uint8_t *end = bytes + size, *next;
    struct error err = {0};
    size_t zip_size;

    REQUIRE(zip);
    for (log->count = 0; log->count < MEMBERS_MAX && bytes; bytes = next) {
        bool is_last = log->count + 1 == MEMBERS_MAX;

        next = is_last || bytes == end ? NULL
                                       : memchr(bytes, '\f', (size_t)(end - bytes));
        pieces[log->count].bytes = bytes;
        pieces[log->count].size = (size_t)((next ? next : end) - bytes);
        log->sizes[log->count] = pieces[log->count].size;
        log->count++;
        next = next ? next + 1 : NULL;
    }
    zip_size = put_zip(zip, pieces, log->count);
    log->fd = memfd_create("fuzz", MFD_CLOEXEC);
    REQUIRE(log->fd >= 0);
    REQUIRE(pwrite(log->fd, zip, zip_size, 0) == (ssize_t)zip_size);
    free(zip);
    if (archive_open(log->fd, "fuzz", 0, &log->archive, &err))
        return true;
    REQUIRE(err.code == ERROR_REFUSED && strstr(err.message, "[two-end-records]"));
    close(log->fd);
    return false;
}

static void close_log(struct log *log)
{
    archive_close(&log->archive);
    close(log->fd);
}

/* ---- its layout, as a binding would use it ---- */

struct reading {
    struct item item;
    struct item_source source;
    struct program_column columns[COLUMNS_MAX];
    struct item_column fields[COLUMNS_MAX];
    uint32_t members[MEMBERS_MAX];
    uint32_t time;
    const char *stamp; /* the group of the pattern */
};

static void choose_layout(const char *id, uint32_t member_count, struct reading *reading)
{
    const struct layout *layouts, *layout;
    struct error err = {0};
    size_t count;

    memset(reading, 0, sizeof(*reading));
    REQUIRE(layouts_load(&layouts, &count, &err));
    layout = layout_find(layouts, count, id);
    REQUIRE(layout && layout->column_count <= COLUMNS_MAX);
    for (uint32_t c = 0; c < layout->column_count; c++) {
        reading->columns[c].name = layout->columns[c].name;
        reading->columns[c].type = layout->columns[c].type;
        reading->fields[c] = layout_column_how(&layout->columns[c], true);
        if (layout->columns[c].is_time)
            reading->time = c;
    }
    reading->stamp = reading->fields[reading->time].from;
    reading->source = (struct item_source){.members = reading->members,
            .member_count = member_count,
            .format = layout->format,
            .year = FIRST_YEAR,
            .columns = reading->fields};
    for (uint32_t m = 0; m < member_count; m++)
        reading->members[m] = m;
    reading->item = (struct item){.name = "log",
            .columns = reading->columns,
            .column_count = layout->column_count,
            .sources = &reading->source,
            .source_count = 1};
}

/* ---- what must hold ---- */

/* The number stands in the line behind the words that say so. */
static void check_repeated(const struct record *record, struct slice repeated)
{
    static const char before[] = "message repeated ";
    size_t size = strlen(before);

    if (!repeated.text)
        return;
    REQUIRE(repeated.size > 0);
    for (size_t i = 0; i < repeated.size; i++)
        REQUIRE(isdigit((unsigned char)repeated.text[i]));
    for (const char *at = record->text.text;
            at + size + repeated.size <= record->text.text + record->text.size; at++) {
        if (memcmp(at, before, size) == 0 &&
                memcmp(at + size, repeated.text, repeated.size) == 0)
            return;
    }
    REQUIRE(false); /* the line says so */
}

/* The rule of years over the records as they are read. */
static void follow_years(const struct log *log, const struct reading *reading,
        uint32_t member)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const char *const wanted[] = {reading->stamp, "repeated"};
    struct error err = {0};
    const struct record *records;
    int before = FIRST_YEAR, year;
    struct scan_year follow;
    uint64_t last = 0;
    size_t count;

    scan_year_begin(&follow, FIRST_YEAR);
    REQUIRE(record_open(&log->archive, member, &reading->source.format, wanted, 2,
                    &reader, &err) ||
            err.code == ERROR_UNREADABLE);
    if (err.code)
        return;
    while (record_read(reader, &records, &count, &err) && count) {
        for (size_t i = 0; i < count; i++) {
            year = scan_year_follow(&follow, records, count, i, 0);
            REQUIRE(year >= before - 1 && year <= before + 1);
            REQUIRE(follow.backwards <= records[i].number);
            REQUIRE(records[i].number == ++last);
            if (!records[i].problem)
                check_repeated(&records[i], records[i].fields[1]);
            before = year;
        }
    }
    REQUIRE(err.code == ERROR_NONE || err.code == ERROR_UNREADABLE);
}

static int64_t number_of(struct scan *scan, const struct reading *reading,
        enum scan_hidden hidden)
{
    struct stage_value value;
    struct error err = {0};

    REQUIRE(scan_value(scan, reading->item.column_count + hidden, &value, &err));
    REQUIRE(value.type == STAGE_INTEGER && value.integer >= 0);
    return value.integer;
}

/* The year of the row's stamp; 0: it has none, or names a year itself. */
static int year_of(struct scan *scan, const struct reading *reading)
{
    struct stage_value value, text;
    struct error err = {0};
    const char *at, *end;

    REQUIRE(scan_value(scan, reading->item.column_count + SCAN_RECORD_TEXT, &text, &err));
    REQUIRE(text.type == STAGE_TEXT);
    at = text.bytes.text;
    end = at + text.bytes.size;
    while (at < end && strchr("<0123456789>", *at))
        at++;
    if (at == end || !isupper((unsigned char)*at))
        return 0;
    REQUIRE(scan_value(scan, reading->time, &value, &err));
    return value.type == STAGE_TEXT ? atoi(value.bytes.text) : 0;
}

/* Of one member after the other: where records stand, and their years, which also begin
 * with the member's place in the rotation; an hour's zone may take one into another. */
static void check_rows(const struct log *log, const struct reading *reading,
        struct scan *scan)
{
    int64_t last_id = -1, record_before = 0, year_record = 0;
    uint64_t end_before = 0;
    int year_before = 0, year;
    struct error err = {0};
    uint64_t member = 0;
    bool is_row;

    while (scan_next(scan, &is_row, &err) && is_row) {
        int64_t id = scan_record_id(scan), number = number_of(scan, reading, SCAN_RECORD);
        uint64_t offset = (uint64_t)number_of(scan, reading, SCAN_OFFSET);
        uint64_t length = (uint64_t)number_of(scan, reading, SCAN_LENGTH);

        REQUIRE(id > last_id);
        if (PROGRAM_MEMBER_OF(id) != member) {
            member = PROGRAM_MEMBER_OF(id);
            end_before = 0;
            record_before = 0;
            year_before = 0;
        }
        REQUIRE(member < log->count && number > record_before && offset >= end_before);
        REQUIRE(offset <= log->sizes[member] && length <= log->sizes[member] - offset);
        year = year_of(scan, reading);
        REQUIRE(!year ||
                (year >= FIRST_YEAR - 1 - number && year <= FIRST_YEAR + 3 + number));
        REQUIRE(!year || !year_before ||
                llabs(year - year_before) <= number - year_record + 1);
        if (year) {
            year_before = year;
            year_record = number;
        }
        last_id = id;
        record_before = number;
        end_before = offset + length;
    }
    REQUIRE(err.code == ERROR_NONE);
}

static void read_log(const struct log *log, const struct reading *reading)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    static struct zone *zone;
    static struct scan_usage usage;
    struct error err = {0};

    REQUIRE(zone || zone_load("UTC", &zone, &err));
    struct scan_context context = {.archives = &log->archive,
            .archive_count = 1,
            .zone = zone,
            .zones = &zone,
            .zone_count = 1};
    memset(&usage, 0, sizeof(usage));
    REQUIRE(scan_open(&context, &reading->item, UINT64_MAX, &usage, &scan, &err));
    check_rows(log, reading, scan);
    REQUIRE(usage.complete);
    REQUIRE(usage.delivered == usage.selected + usage.filtered + usage.unreadable);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const ids[] = {"syslog-auth", "syslog-messages", "syslog-rfc5424"};
    struct reading reading;
    struct log log;

    if (!size || !open_log(&log, data + 1, size - 1))
        return 0;
    choose_layout(ids[data[0] % ARRAY_LENGTH(ids)], log.count, &reading);
    for (uint32_t m = 0; m < log.count; m++)
        follow_years(&log, &reading, m);
    read_log(&log, &reading);
    close_log(&log);
    return 0;
}
