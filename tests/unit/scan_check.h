/* scan_check.h - a bundle and an item for each test of scanning */
#ifndef CHOSHO_TESTS_SCAN_CHECK_H
#define CHOSHO_TESTS_SCAN_CHECK_H

/* The records of an item in order: sources, values as bindings say, and what cannot be
 * read. */
#include "evidence/table/scan.h"

#include "engine/base/clock.h"
#include "tests/unit/evidence_bench.h"

static struct scan_usage usage;

__attribute__((unused)) static void put_value(struct scan *scan, uint32_t column,
        struct buf *rows)
{
    struct stage_value value = {.type = STAGE_NULL};

    BENCH_DO(scan_value(scan, column, &value, bench_err));
    switch (value.type) {
    case STAGE_NULL:
        BENCH_DO(buf_append_text(rows, "NULL", bench_err));
        break;
    case STAGE_INTEGER:
        BENCH_DO(buf_printf(rows, bench_err, "%lld", (long long)value.integer));
        break;
    case STAGE_REAL:
        BENCH_DO(buf_printf(rows, bench_err, "%g", value.real));
        break;
    case STAGE_TEXT:
        BENCH_DO(buf_append(rows, value.bytes.text, value.bytes.size, bench_err));
        break;
    case STAGE_BLOB:
        BENCH_DO(buf_printf(rows, bench_err, "x'%.*s'", (int)value.bytes.size,
                value.bytes.text));
        break;
    }
}

/* Every record as "a|b;", all columns of the item; the usage is in `usage`. */
__attribute__((unused)) static const char *read_all(const struct item *item)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    bool row;

    buf_reset(&bench.rows);
    memset(&usage, 0, sizeof(usage));
    BENCH_DO(scan_open(&bench.scan, item, UINT64_MAX, &usage, &scan, bench_err));
    for (;;) {
        BENCH_DO(scan_next(scan, &row, bench_err));
        if (!row)
            break;
        for (uint32_t c = 0; c < item->column_count; c++) {
            BENCH_DO(buf_append_text(&bench.rows, c ? "|" : "", bench_err));
            put_value(scan, c, &bench.rows);
        }
        BENCH_DO(buf_append_text(&bench.rows, ";", bench_err));
    }
    ck_assert(usage.complete);
    ck_assert_uint_eq(usage.delivered,
            usage.selected + usage.filtered + usage.unreadable);
    return buf_text(&bench.rows);
}

__attribute__((unused)) static enum error_code read_until_error(const struct item *item,
        struct error *ret_error)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct error err = {0};
    bool row = true;

    if (scan_open(&bench.scan, item, UINT64_MAX, &usage, &scan, &err)) {
        while (row && scan_next(scan, &row, &err))
            ;
    }
    *ret_error = err;
    return err.code;
}

/* ---- sources ---- */

#endif
