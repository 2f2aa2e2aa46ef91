/* fixture_expected.h - expected.csv: what must come of a procedure's fixtures
 *
 * One header line, then fixture,test,outcome,member,record,reason; no quoting: fields
 * hold no commas. */
#ifndef CHOSHO_FIXTURE_EXPECTED_H
#define CHOSHO_FIXTURE_EXPECTED_H

#include "engine/base/arena.h"
#include "engine/base/complaint.h"
#include "procedures/procedure.h"

/* The lines for one fixture, each "test,outcome,member,record,reason", sorted; *ret_count
 * 0 where it has none. */
WARN_UNUSED bool fixture_expected_read(const char *path, const char *fixture,
        struct arena *arena, const char ***ret_lines, size_t *ret_count,
        struct error *err);

/* Complains of what running the fixtures cannot show, at its place: lines of fixtures or
 * tests that are not there, lines that are not six fields, fixtures without a line, and
 * folders beside the procedure that hold files but no fixture.xml. folder: where
 * expected.csv and the fixtures stand. False only where reading itself failed. */
WARN_UNUSED bool fixture_expected_check(const char *folder,
        const struct procedure *procedure, struct complaint_list *complaints,
        struct error *err);

#endif
