/* procedure_rows.h - tables and tests for what compiles, a few words each
 *
 * ALL is one item, "row", with a column of each kind, and the population of all its
 * records; LEAVERS has a grid. MAKE_... creates the plain tables. */
#ifndef CHOSHO_TEST_PROCEDURE_ROWS_H
#define CHOSHO_TEST_PROCEDURE_ROWS_H

#include "tests/unit/procedure_bench.h"

#define TEST(id, over, inside)         \
    "<test id=\"" id "\" over=\"" over \
    "\" technique=\"inspection\">" BENCH_TITLES inside "</test>\n"
#define COLUMN(name, type) "<column name=\"" name "\" type=\"" type "\"/>"
#define KEY(name) "<column name=\"" name "\" type=\"text\" key=\"yes\"/>"
#define EVIDENCE(id, inside) \
    "<evidence id=\"" id "\" class=\"record\">" BENCH_TITLES inside "</evidence>\n"

#define ALL                                                                      \
    EVIDENCE("row",                                                              \
            KEY("t") COLUMN("u", "text") COLUMN("d", "date") COLUMN("e", "date") \
                    COLUMN("s", "timestamp") COLUMN("z", "timestamp")            \
                            COLUMN("n", "number") COLUMN("m", "number")          \
                                    COLUMN("b", "boolean") COLUMN("i", "ip"))    \
    "<population id=\"all\" from=\"row\"/>\n"
#define MAKE_ROWS \
    "CREATE TABLE row (record_id INTEGER PRIMARY KEY, t, u, d, e, s, z, n, m, b, i);"

#define LEAVERS                                                                  \
    EVIDENCE("leavers", KEY("employee_id") COLUMN("left_on", "date"))            \
    EVIDENCE("systems", KEY("system"))                                           \
    EVIDENCE("account-off",                                                      \
            KEY("employee_id") KEY("system") COLUMN("disabled_at", "timestamp")) \
    "<population id=\"leaver\" from=\"leavers\" at=\"left_on\"/>"                \
    "<population id=\"known\" from=\"systems\"/>"                                \
    "<population id=\"duty\" each=\"leaver known\"/>"
#define MAKE_LEAVERS                                                              \
    "CREATE TABLE leavers (record_id INTEGER PRIMARY KEY, employee_id, left_on);" \
    "CREATE TABLE systems (record_id INTEGER PRIMARY KEY, system);"               \
    "CREATE TABLE \"account-off\" (record_id INTEGER PRIMARY KEY, employee_id, system, disabled_at);"

#endif
