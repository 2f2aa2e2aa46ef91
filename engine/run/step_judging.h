/* step_judging.h - one entry being judged: for step_outcome.c and step_document.c */
#ifndef CHOSHO_STEP_JUDGING_H
#define CHOSHO_STEP_JUDGING_H

#include "engine/run/step_outcome.h"

#define STEP_JUDGING_DEVIATIONS_MAX 8 /* of a document, beside one of each answer */

struct step_judging {
    const struct procedure_step *step;
    const struct step_entry *entry;
    const struct step_context *context;
    const char *where;
    struct arena *arena;
    struct complaint_list *complaints;
    struct step_answer *answer; /* what is judged goes there */
    struct step_value *values;  /* its lists, with room for all */
    struct step_person *persons;
    struct step_deviation *deviations;
    struct error *err;
};

#define STEP_JUDGING_COMPLAIN(judging, ...)                                       \
    complaint_add((judging)->complaints, COMPLAINT_ERROR, (judging)->where, 0, 0, \
            __VA_ARGS__)

/* A deviation in both languages; false where memory runs out. */
#define STEP_JUDGING_DEVIATE(judging, answer_id, en_, ja_, ...)                          \
    (arena_printf((judging)->arena,                                                      \
             &step_judging_deviation((judging), (answer_id))->text[TEXT_EN],             \
             (judging)->err, en_, __VA_ARGS__) &&                                        \
            arena_printf((judging)->arena, &step_judging_last((judging))->text[TEXT_JA], \
                    (judging)->err, ja_, __VA_ARGS__))

/* A new deviation of the answer of that id ("": of the document), without its texts. */
struct step_deviation *step_judging_deviation(struct step_judging *judging,
        const char *answer);
/* The newest one. */
struct step_deviation *step_judging_last(struct step_judging *judging);

/* NULL, or blanks alone. */
bool step_judging_is_blank(const char *text);
/* YYYY-MM-DD; false for NULL. */
bool step_judging_is_day(const char *text);

/* A copy without blanks around it. */
WARN_UNUSED bool step_judging_trim(struct step_judging *judging, const char *text,
        size_t size, const char **ret_text);

#endif
