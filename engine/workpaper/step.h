/* step.h - manual steps: what is to be answered, and what people answered
 *
 * A list says which steps an instance has and for what each is answered (its cells); it
 * is recorded anew where the procedure or its cells changed. Answers are history: a later
 * one of the same step and cell takes its place, the earlier stays. An answer holds as
 * long as its step says the same (step_definition.digest). */
#ifndef CHOSHO_STEP_H
#define CHOSHO_STEP_H

#include "engine/workpaper/result.h"

/* A row of what a step inspects, whom it asks, what it wants answered. */
struct step_part {
    const char *kind; /* "inspect", "ask", "answer" */
    const char *name; /* class of evidence, "" or the answer's id */
    const char *type; /* of an answer: "choice"; else NULL */
    bool is_optional;
    const char *title[2], *expected[2]; /* by enum text_language; NULL where missing */
};

struct step_definition {
    const char *id, *technique, *role;
    const char *each;    /* "once", "quarter", "month", "population", "sample" */
    const char *subject; /* id of the population or sample, or NULL */
    const char *title[2], *instruction[2], *finding[2];
    bool is_document_asked;
    int64_t min_attachments;
    const struct step_part *parts;
    size_t part_count;
    const char *digest; /* hexadecimal; of all above: step_digest() */
};

#define STEP_CELLS_UNKNOWN "?" /* a cell's name where the records are not known yet */

struct step_cell {
    const char *step;
    const char *name;                 /* "2025-Q2"; "" where the step is done once */
    const char *first_day, *last_day; /* of a quarter or month; else NULL */
};

/* Makes definition->digest, in the arena. */
WARN_UNUSED bool step_digest(struct step_definition *definition, struct arena *arena,
        struct error *err);

/* The steps of a text; for result_rows_procedure(). */
WARN_UNUSED bool step_insert_definitions(struct db *db, int64_t procedure_text_id,
        const struct step_definition *steps, size_t count, struct error *err);

/* The act "steps", where the newest list of the instance is not of this text with these
 * cells already; *ret_is_new says whether it was recorded. Cells by step in the
 * procedure's order. */
WARN_UNUSED bool step_record_list(struct store *store, const char *person,
        const struct result_procedure *procedure, const struct result_instance *instance,
        const struct step_cell *cells, size_t cell_count, bool *ret_is_new,
        struct error *err);

struct step_value {
    const char *answer, *value;
    const char *shown[2]; /* how an option reads; NULL for others */
};

struct step_person {
    const char *name, *role;
};

struct step_deviation {
    const char *answer; /* "" of the document */
    const char *text[2];
};

struct step_attached {
    const char *file; /* its name */
    int64_t bytes;
    const char *sha256; /* hexadecimal */
};

enum step_outcome { STEP_NO_EXCEPTION, STEP_EXCEPTION, STEP_NOT_APPLICABLE };
/* As the table has it: "no-exception". */
const char *step_outcome_name(enum step_outcome outcome);

/* An answer as it is recorded; texts are NULL where there is nothing. schema.sql's table
 * step_answer says what each is. */
struct step_answer {
    const char *instance_key, *step, *cell;
    enum step_outcome outcome;
    const char *place, *observed_at;
    const char *document, *document_version, *document_section;
    const char *approved_on, *in_force_from, *in_force_to;
    const char *note, *fact[2], *reason;
    const struct step_value *values;
    size_t value_count;
    const struct step_person *persons;
    size_t person_count;
    const struct step_deviation *deviations;
    size_t deviation_count;
    const struct step_attached *attachments;
    size_t attachment_count;
};

/* The act "step". The instance's newest list must have the step and the cell:
 * ERROR_MISSING. *ret_answer_id: people name it M<id>. */
WARN_UNUSED bool step_record_answer(struct store *store, const char *person,
        const struct step_answer *answer, int64_t *ret_answer_id, struct error *err);

/* "M12": false for anything that is not exactly such an id. */
bool step_parse_id(const char *id, int64_t *ret_answer_id);

#endif
