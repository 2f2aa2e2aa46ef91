/* procedure_coverage.h - `chosho procedure coverage`: for each objective of a catalogue
 * and each phase the procedures that are about it, or why there is none */
#ifndef CHOSHO_PROCEDURE_COVERAGE_H
#define CHOSHO_PROCEDURE_COVERAGE_H

#include "engine/commands/procedure_library.h"

/* A procedure is about an objective where it names it or a control below it; or, where
 * the catalogue links it to another one's control (catalogue.h: related), names that.
 * Reasons: "no-records", where the objective's design procedure inspects no records, so
 * that there is nothing to be tested over a period; "no-procedure" elsewhere. */
WARN_UNUSED bool procedure_coverage_print(struct command_call *call,
        const struct procedure_library *library, struct error *err);

#endif
