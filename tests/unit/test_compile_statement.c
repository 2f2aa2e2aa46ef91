#include "tests/unit/lint_bench.h"

#include "procedures/compile_statement.h"

START_TEST(authors_sql_is_found_again)
{
    struct bench bench;
    struct compile_statement *statements;
    struct error err = {0};
    unsigned line, column;
    size_t count;

    bench_compile(&bench,
            ITEMS USED
            "<population id=\"some\" from=\"rows\" where=\"number &gt; 1\"/>\n"
            "<relation id=\"mine\">\nSELECT record_id, no_such FROM rows</relation>\n"
            "<test id=\"a\" over=\"some\" technique=\"inspection\">" BENCH_TITLES FINDINGS
            "<exceptions>SELECT record_id FROM mine</exceptions></test>\n",
            "CREATE TABLE rows (record_id INTEGER PRIMARY KEY, name, word, day, at, number);");
    ck_assert(compile_statement_list(&bench.procedure, &bench.arena, &statements, &count,
            &err));
    ck_assert_uint_eq(count, 3);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(db_finalizep) struct db_statement *statement = NULL;
        bool sound = db_prepare(bench.db, statements[i].sql, &statement, &err);

        ck_assert_int_eq(sound, i == 0);
        if (i != 1)
            continue;
        ck_assert_ptr_nonnull(strstr(err.message, "no_such"));
        compile_statement_locate(&statements[i], db_error_offset(bench.db), &line,
                &column);
        ck_assert_uint_eq(line, 11);
        ck_assert_uint_eq(column, 19);
    }
    /* Not known where: the beginning. */
    compile_statement_locate(&statements[2], -1, &line, &column);
    ck_assert_uint_eq(line, 12);
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            authors_sql_is_found_again,
    };

    return unit_run("compile_statement", tests, ARRAY_LENGTH(tests));
}
