/* result.h - runs, and the result of each test of each instance
 *
 * The runner collects all of a test's result while its worker streams, holding no
 * transaction, and hands it over whole: result_record() is one short transaction for the
 * rows, the exceptions' blocks and the journal row. Results are history: a newer one of
 * the same instance and test takes its place in current_result, the older stays. */
#ifndef CHOSHO_RESULT_H
#define CHOSHO_RESULT_H

#include "engine/workpaper/exception.h"
#include "engine/workpaper/store.h"

/* The act "run". arguments as on the command line. Earlier runs that never ended, while
 * no other program runs here, end "lost" first (an act "run-end" each). */
WARN_UNUSED bool result_begin_run(struct store *store, const char *person,
        const char *engine_version, const char *arguments, int64_t *ret_run_id,
        struct error *err);

enum result_ending { RESULT_RUN_DONE, RESULT_RUN_INTERRUPTED, RESULT_RUN_FAILED };

/* The act "run-end". sandbox: what the workers were locked in by, for the journal.
 * ERROR_REFUSED: the run has ended already, or there is none. */
WARN_UNUSED bool result_end_run(struct store *store, const char *person, int64_t run_id,
        enum result_ending ending, const char *sandbox, struct error *err);

/* A test as a report tells it. Texts may be NULL where the language is not there. */
struct result_test_text {
    const char *id, *technique, *population;
    const char *title_ja, *title_en;
    const char *finding_ja, *finding_en;
    const char *const *checks; /* what the k-th check says */
    size_t check_count;
    const char *const *alternatives; /* what the k-th alternative says */
    size_t alternative_count;
};

struct step_definition; /* step.h */

struct result_attribute_text {
    const char *id, *document; /* document NULL: none is asked for */
    const char *title_ja, *title_en;
    const char *finding_ja, *finding_en;
};

/* A sample that the procedure asks for. */
struct result_sample_text {
    const char *id, *population, *method, *size;
    const char *stratum_column; /* or NULL */
    const char *title_ja, *title_en;
    const struct result_attribute_text *attributes;
    size_t attribute_count;
};

/* A procedure's text as run; stored once for each content. */
struct result_procedure {
    const char *id, *version, *file;
    const char *phase; /* "design", "operating", "engagement" */
    const char *title_ja, *title_en;
    const char *content; /* the XML; its SHA-256 is the text's digest */
    size_t content_size;
    const struct result_test_text *tests;
    size_t test_count;
    const struct step_definition *steps;
    size_t step_count;
    const struct result_sample_text *samples;
    size_t sample_count;
};

/* What the procedure was applied to; stored once. */
struct result_instance {
    const char *key; /* "leaver-removal/9.2.6@1" */
    const char *procedure, *catalogue, *control, *phase;
    int64_t control_version;      /* 1 while there is no statement */
    const char *population_group; /* "" for the only one */
};

struct result_population {
    const char *id;
    int64_t delivered, selected, filtered,
            unreadable;                  /* delivered = the sum of the others */
    int64_t before_period, after_period; /* of filtered: outside the period */
    int64_t count;                       /* selected, or the cells of a grid */
    const char *sha256;                  /* hexadecimal, of its record ids in order */
};

/* Where the records of an item, or of some of its sources, come from. */
#define RESULT_PROVENANCE_TEXTS 11u
struct result_provenance {
    const char *member; /* the pattern of the source's members; NULL: the item has one
                           source, or all have the same */
    bool is_complete;
    const char *texts[RESULT_PROVENANCE_TEXTS]; /* system, report, query, parameters, by,
                                                   at, from, to, observed, completeness,
                                                   basis; NULL: not said */
};

struct result_source {
    const char *item, *source;
    int64_t delivered, selected, filtered, unreadable; /* at the binding's `where` */
    const int64_t *members;                            /* member_ids read, ascending */
    size_t member_count;
    const char *assumed; /* words: "year=2025 zone=Asia/Tokyo"; NULL: nothing */
    const char *roles;   /* words: "record", "other", "population"; NULL: none of them */
    const char *const *readings; /* how each member was read; NULL: as its receipt says */
    const struct result_provenance *provenance;
    size_t provenance_count;
};

struct result_guard {
    const char *left, *right;
    int64_t left_keys, left_met, right_keys, right_met;
    unsigned floor_percent;
    bool is_met;
};

struct result_event {
    const char *reason_code, *sentence;
    int64_t member_id, record; /* 0: none */
};

struct result_parameter {
    const char *name, *value;
};

enum result_state { RESULT_NOT_RUN, RESULT_RAN, RESULT_ERROR, RESULT_STALE };
const char *result_state_name(
        enum result_state state); /* "not-run", "ran", "error", "stale" */

enum result_outcome {
    RESULT_NO_EXCEPTION,
    RESULT_EXCEPTION,
    RESULT_OTHER_ROUTE,
    RESULT_NO_OCCURRENCE,
    RESULT_INDETERMINATE,
    RESULT_NOT_APPLICABLE,
    RESULT_OPEN,
};
const char *result_outcome_name(enum result_outcome outcome); /* "no-exception", ... */

struct result {
    const struct result_procedure *procedure;
    const struct result_instance *instance;
    const char *test;
    enum result_state state;
    enum result_outcome outcome;
    const char *reason_code,
            *reason;         /* NULL where there is none; indeterminate always has them */
    const char *translation, /* the reason in the other language, NULL: not to be had */
            *translation_language; /* "ja" or "en" */
    int64_t tested;
    const char *digest; /* hexadecimal: script, parameters, binding, members */
    const struct result_population *population; /* NULL where it was not reached */
    const struct result_source *sources;
    size_t source_count;
    const struct result_guard *guards;
    size_t guard_count;
    const struct result_event *events;
    size_t event_count;
    const struct result_parameter *parameters;
    size_t parameter_count;
    const struct exception_list
            *exceptions[EXCEPTION_KIND_COUNT]; /* finished; NULL for none; by kind */
};

/* The act "result". The numbers of exceptions, undecidable and unreadable records are the
 * lists' counts. ERROR_REFUSED, and nothing stored: a result that contradicts itself (an
 * error that is not indeterminate, indeterminate without a reason, "no-exception" with
 * exceptions or undecidable records, sums that do not reconcile), or a run that is over.
 */
WARN_UNUSED bool result_record(struct store *store, const char *person, int64_t run_id,
        const struct result *result, int64_t *ret_result_id, struct error *err);

/* The newest result of a test of an instance: is it one to keep? *ret_result_id is 0
 * where there is none, or where its digest is another, or its state is not "ran" (it is
 * to be run again then). */
WARN_UNUSED bool result_find_current(struct store *store, const char *instance_key,
        const char *test, const char *digest, int64_t *ret_result_id, struct error *err);

#endif
