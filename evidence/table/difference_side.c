#include "evidence/table/difference_side.h"

#include <stdlib.h>

struct reading {
    const struct difference_pair *pair;
    size_t side;
    bool is_spread;     /* a field is on one side alone */
    const char **names; /* asked of the reader ... */
    size_t name_count;
    struct slice *values; /* ... and spread to the pair's fields */
};

static void end(struct reading *reading)
{
    free(reading->names);
    free(reading->values);
}

bool difference_side_lacks(const struct difference_pair *pair, size_t side, size_t field)
{
    return pair->is_lacking[side] && pair->is_lacking[side][field];
}

static bool begin(struct reading *reading, struct error *err)
{
    const struct difference_pair *pair = reading->pair;

    reading->names = calloc(pair->field_count + 1, sizeof(*reading->names));
    reading->values = calloc(pair->field_count + 1, sizeof(*reading->values));
    if (!reading->names || !reading->values)
        return error_memory(err);
    for (size_t i = 0; i < pair->field_count; i++) {
        reading->is_spread = reading->is_spread || difference_side_lacks(pair, 0, i) ||
                difference_side_lacks(pair, 1, i);
        if (!difference_side_lacks(pair, reading->side, i))
            reading->names[reading->name_count++] = pair->fields[i];
    }
    return true;
}

static void spread(struct reading *reading, struct record *record)
{
    const struct difference_pair *pair = reading->pair;
    size_t at = 0;

    for (size_t i = 0; i < pair->field_count; i++) {
        bool is_alone = difference_side_lacks(pair, !reading->side, i);

        reading->values[i] = (struct slice){NULL, 0};
        if (difference_side_lacks(pair, reading->side, i))
            continue;
        if (!is_alone || record->fields[at].size > 0)
            reading->values[i] = record->fields[at];
        at++;
    }
    record->fields = reading->values;
}

static bool is_end(const struct error *failure)
{
    return failure->code == ERROR_UNREADABLE || failure->code == ERROR_LIMIT;
}

bool difference_side_read(const struct difference_pair *pair, size_t side,
        bool (*take)(void *owner, const struct record *record, struct error *err),
        void *owner, bool *ret_is_part, struct error *err)
{
    CLEANUP(end) struct reading reading = {.pair = pair, .side = side};
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct difference_side *of = &pair->sides[side];
    const struct record *records;
    size_t count = 1;

    if (!begin(&reading, err) ||
            !record_open(of->archive, of->member, &of->format, reading.names,
                    reading.name_count, &reader, err))
        return false;
    while (count > 0) {
        struct error failure = {0};

        if (!record_read(reader, &records, &count, &failure)) {
            *ret_is_part = is_end(&failure);
            return *ret_is_part || error_set(err, failure.code, "%s", failure.message);
        }
        for (size_t i = 0; i < count; i++) {
            struct record record = records[i];

            if (reading.is_spread && !record.problem)
                spread(&reading, &record);
            if (!take(owner, &record, err))
                return false;
        }
    }
    return true;
}
