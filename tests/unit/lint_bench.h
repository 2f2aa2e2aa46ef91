/* lint_bench.h - what the tests of the linter share: two items, their populations, and
 * what is said of a body */
#ifndef CHOSHO_TEST_LINT_BENCH_H
#define CHOSHO_TEST_LINT_BENCH_H

#include "tests/unit/procedure_bench.h"

#define FINDINGS \
    "<finding xml:lang=\"ja\">{count}件</finding><finding xml:lang=\"en\">{count}</finding>"
#define ITEMS                                                                   \
    "<evidence id=\"rows\" class=\"record\">" BENCH_TITLES                      \
    "<column name=\"name\" type=\"text\" key=\"yes\"/>"                         \
    "<column name=\"word\" type=\"text\"/><column name=\"day\" type=\"date\"/>" \
    "<column name=\"at\" type=\"timestamp\"/>"                                  \
    "<column name=\"number\" type=\"number\"/>"                                 \
    "<column name=\"ok\" type=\"boolean\"/></evidence>\n"                       \
    "<evidence id=\"sign-ins\" class=\"record\" optional=\"yes\">" BENCH_TITLES \
    "<column name=\"user\" type=\"text\"/></evidence>\n"                        \
    "<population id=\"all\" from=\"rows\"/>\n"                                  \
    "<population id=\"signed\" from=\"sign-ins\"/>\n"
/* So that nothing is unused: the body proper begins on line 9. */
#define USED                                                                   \
    "<test id=\"used\" over=\"signed\" technique=\"inspection\">" BENCH_TITLES \
    "<filled columns=\"user\"/></test>\n"

static inline const char *complaints_of(struct bench *bench, const char *body)
{
    bench_init(bench);
    (void)!bench_load(bench, bench_document(bench, body), NULL);
    return bench_complaints(bench);
}

#endif
