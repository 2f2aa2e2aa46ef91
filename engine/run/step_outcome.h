/* step_outcome.h - what a step's answer lacks, and what it shows
 *
 * Pure: the same answer gives the same outcome. An exception is an answer that is not as
 * expected, a document not approved by the as-of date or not in force on it, or a fact
 * the auditor records though every answer is as expected; nothing makes one into none. */
#ifndef CHOSHO_STEP_OUTCOME_H
#define CHOSHO_STEP_OUTCOME_H

#include "engine/base/complaint.h"
#include "engine/base/program.h"
#include "engine/workpaper/step.h"
#include "procedures/procedure.h"

/* What is judged against. Days as YYYY-MM-DD. */
struct step_context {
    const char *period_start, *period_end, *as_of;
    const char *first_day, *last_day; /* of the cell; NULL where it is none of time */
    const struct program_parameter *parameters;
    size_t parameter_count;
};

/* An answer as a person gives it: "id=value", divided. */
struct step_given {
    const char *id, *value;
};

/* Everything a person says of a step; NULL where it is not said. */
struct step_entry {
    const struct step_given *given;
    size_t given_count;
    const char *const *asked; /* "name, role" */
    size_t asked_count;
    const char *place, *at;
    const char *document; /* "none": there is no such document */
    const char *version, *section;
    const char *approved_on; /* "none": it bears no approval */
    const char *in_force;    /* "FROM..TO", TO may be missing */
    size_t attachment_count;
    const char *note;
    const char *fact[2]; /* by enum text_language */
    bool is_not_applicable;
    const char *reason;
};

/* Judges the entry. What is missing or cannot be read becomes complaints (all of them,
 * file is `where`), and *ret_answer is then of no use; otherwise everything of it is set
 * but the instance, the step, the cell and the attachments. Texts in the arena. False
 * only where memory runs out. */
WARN_UNUSED bool step_outcome_judge(const struct procedure_step *step,
        const struct step_entry *entry, const struct step_context *context,
        const char *where, struct arena *arena, struct complaint_list *complaints,
        struct step_answer *ret_answer, struct error *err);

/* "2026-03-12", or with a time of the client's clock, "2026-03-12 10:00". */
bool step_outcome_is_moment(const char *text);

#endif
