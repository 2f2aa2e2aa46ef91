/* program_sample.h - a program that uses every member of its structs, for the tests of
 * packing */
#ifndef CHOSHO_TEST_PROGRAM_SAMPLE_H
#define CHOSHO_TEST_PROGRAM_SAMPLE_H

#include "engine/base/program.h"

static inline struct program program_sample(void)
{
    static struct program_column columns[] = {
            {"employee_id", PROGRAM_TEXT, true, false},
            {"left_on", PROGRAM_DATE, false, true},
            {"source_ip", PROGRAM_IP, false, false},
    };
    static struct program_item items[] = {
            {"leavers", "shared:leavers", false, 1, columns, 3, {NULL, NULL}},
            {"extension", "extension", true, 0, NULL, 0, {NULL, NULL}},
    };
    static struct program_parameter parameters[] = {
            {"limit_days", PROGRAM_NUMBER, "1"},
            {"note", PROGRAM_TEXT, ""},
    };
    static const char *read[] = {"leavers", "extension"};
    static struct program_population populations[] = {
            {.id = "leaver",
                    .sql = "SELECT record_id, 0, 0 FROM leavers",
                    .items = read,
                    .item_count = 1},
    };
    static const char *shown[] = {"left_on", "無効化日時"};
    static const char *checks[] = {"within disabled_at left_on"};
    static struct program_guard guards[] = {
            {"leavers.employee_id", "extension.employee_id", "SELECT 5, 4, 9, 4", 50},
    };
    static struct program_test tests[] = {
            {.id = "a1",
                    .technique = "inspection",
                    .population = "leaver",
                    .each_record = true,
                    .sql = "SELECT record_id, 0, 0 FROM leaver",
                    .values_sql = "SELECT record_id, 0, 0, left_on FROM leaver",
                    .shown = shown,
                    .shown_count = 2,
                    .checks = checks,
                    .check_count = 1,
                    .items = read,
                    .item_count = 2,
                    .guards = guards,
                    .guard_count = 1,
                    .sql_line = 12,
                    .sql_column = 7,
                    .sql_prefix = 6},
            {.id = "a2", .sql = "SELECT 1, 0, 1"},
    };
    static const char *patterns[] = {"^[A-Z]{2}\\d+$"};
    struct program program = {.id = "leaver-removal",
            .version = "1.0",
            .items = items,
            .item_count = 2,
            .parameters = parameters,
            .parameter_count = 2,
            .populations = populations,
            .population_count = 1,
            .tests = tests,
            .test_count = 2,
            .patterns = patterns,
            .pattern_count = 1};

    return program;
}

#endif
