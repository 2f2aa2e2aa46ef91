#include "engine/base/zone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/zone_table.h"

#define FOLDER "/usr/share/zoneinfo"
#define NAME_SIZE_MAX 100
#define HOUR_MS INT64_C(3600000)
#define OFFSET_MAX_MS (26 * HOUR_MS)

struct zone {
    char *name;
    struct zone_table table;
};

/* Names lead to files, so only the letters of zone names are let through, and no empty
 * part. The machine's own zone has no place in a procedure that must give the same
 * anywhere. */
static bool is_name(const char *name)
{
    static const char letters[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
            "_+-";
    size_t size = strnlen(name, NAME_SIZE_MAX + 1);

    if (size == 0 || size > NAME_SIZE_MAX || strcmp(name, "localtime") == 0)
        return false;
    for (;;) {
        size = strspn(name, letters);
        if (size == 0 || (name[size] && name[size] != '/'))
            return false;
        if (!name[size])
            return true;
        name += size + 1;
    }
}

static bool fail_missing(const char *name, struct error *err)
{
    return error_set(err, ERROR_MISSING,
            TR("there is no time zone '%s'; write a name such as Asia/Tokyo, UTC, or +09:00",
                    "タイムゾーン '%s' はありません。Asia/Tokyo、UTC、+09:00 のように書いてください"),
            name);
}

/* "+09:00" exactly. */
static bool parse_fixed(const char *name, int32_t *ret_offset)
{
    static const char digits[] = "0123456789";
    int hours, minutes;

    if (strlen(name) != 6 || (name[0] != '+' && name[0] != '-') || name[3] != ':')
        return false;
    if (strspn(name + 1, digits) != 2 || strspn(name + 4, digits) != 2)
        return false;
    hours = (name[1] - '0') * 10 + name[2] - '0';
    minutes = (name[4] - '0') * 10 + name[5] - '0';
    if (hours > 23 || minutes > 59)
        return false;
    *ret_offset = (hours * 3600 + minutes * 60) * (name[0] == '-' ? -1 : 1);
    return true;
}

static bool read_file(const char *name, FILE *file, struct buf *bytes, struct error *err)
{
    char *room;

    if (!buf_reserve(bytes, ZONE_TABLE_FILE_MAX, &room, err))
        return false;
    bytes->size = fread(room, 1, ZONE_TABLE_FILE_MAX, file);
    if (!ferror(file))
        return true;
    if (errno == EISDIR)
        return fail_missing(name, err);
    return error_set(err, ERROR_IO, FOLDER "/%s: %s", name, error_reason(errno));
}

static bool load_table(const char *name, struct zone_table *ret_table, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(ZONE_TABLE_FILE_MAX);
    char path[sizeof(FOLDER) + 1 + NAME_SIZE_MAX];
    FILE *file;
    bool ok;

    snprintf(path, sizeof(path), FOLDER "/%s", name);
    file = fopen(path, "rbe");
    if (!file && (errno == ENOENT || errno == ENOTDIR))
        return fail_missing(name, err);
    if (!file)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    ok = read_file(name, file, &bytes, err);
    fclose(file);
    if (!ok)
        return false;
    return zone_table_parse(bytes.data, bytes.size, ret_table, err) ||
            error_prefix(err, "%s", path);
}

bool zone_load(const char *name, struct zone **ret_zone, struct error *err)
{
    CLEANUP(zone_freep) struct zone *zone = calloc(1, sizeof(*zone));

    if (!zone)
        return error_memory(err);
    if (strcmp(name, "UTC") != 0 && !parse_fixed(name, &zone->table.first_offset)) {
        if (!is_name(name))
            return fail_missing(name, err);
        if (!load_table(name, &zone->table, err))
            return false;
    }
    zone->name = strdup(name);
    if (!zone->name)
        return error_memory(err);
    *ret_zone = zone;
    zone = NULL;
    return true;
}

void zone_free(struct zone *zone)
{
    if (!zone)
        return;
    zone_table_clear(&zone->table);
    free(zone->name);
    free(zone);
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

static int64_t divide_down(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

int64_t zone_offset_at(const struct zone *zone, int64_t utc_ms)
{
    return INT64_C(1000) * zone_table_offset(&zone->table, divide_down(utc_ms, 1000));
}

/* The offsets before and after whatever change may be near: no zone is further from UTC
 * than this. */
int64_t zone_to_utc(const struct zone *zone, int64_t local_ms)
{
    int64_t before = zone_offset_at(zone, local_ms - OFFSET_MAX_MS);
    int64_t after = zone_offset_at(zone, local_ms + OFFSET_MAX_MS);
    bool is_before = zone_offset_at(zone, local_ms - before) == before;
    bool is_after = zone_offset_at(zone, local_ms - after) == after;

    /* Where both hold the greater offset gives the earlier instant. */
    if (is_after && (!is_before || after > before))
        return local_ms - after;
    return local_ms - before;
}

int64_t zone_day_of(const struct zone *zone, int64_t utc_ms)
{
    return divide_down(utc_ms + zone_offset_at(zone, utc_ms), DATE_MS_PER_DAY);
}

int64_t zone_day_start(const struct zone *zone, int64_t day)
{
    int64_t midnight = day * DATE_MS_PER_DAY;
    int64_t high = zone_to_utc(zone, midnight), low = high - OFFSET_MAX_MS;

    if (high + zone_offset_at(zone, high) == midnight)
        return high;
    /* Midnight was skipped: the day begins where the clocks went forward, at or before
     * `high`. */
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (zone_day_of(zone, middle) < day)
            low = middle;
        else
            high = middle;
    }
    return high;
}
