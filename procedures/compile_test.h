/* compile_test.h - a test as the statements of a program */
#ifndef CHOSHO_COMPILE_TEST_H
#define CHOSHO_COMPILE_TEST_H

#include "procedures/procedure.h"

/* Compiles a test. Regular expressions it uses are the caller's to collect. */
WARN_UNUSED bool compile_test_make(const struct procedure *procedure,
        const struct procedure_test *test, struct arena *arena,
        struct program_test *ret_test, struct error *err);

#endif
