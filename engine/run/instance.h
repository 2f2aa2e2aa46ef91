/* instance.h - a procedure applied to one control: compiled, its items resolved, its
 * digest taken, its job packed
 *
 * The key is "PROCEDURE/INDIVIDUAL@VERSION", with "#GROUP" where the individual control
 * is of several populations (scope.h), and "PROCEDURE" alone for procedures of the
 * engagement as a whole. While there is no statement each control has one individual
 * control of its own number in version 1. Populations with `at` are of the days the
 * version stood in the period, which the digest covers. */
#ifndef CHOSHO_INSTANCE_H
#define CHOSHO_INSTANCE_H

#include "engine/run/calendars.h"
#include "engine/run/evidence_set.h"
#include "engine/run/library.h"
#include "engine/run/scope.h"
#include "evidence/binding/binding.h"
#include "procedures/compile.h"

struct instance {
    const char *key;
    const struct library_procedure *source;
    const struct procedure_control *control; /* NULL: of the engagement as a whole */
    const struct scope_unit *unit;           /* NULL likewise */
    struct program program;
    struct item *items; /* as many as program.items, archives as in the job */
    size_t *archives;   /* the job's archives: places in the evidence set */
    uint32_t archive_count;
    bool is_runnable;     /* at least one test has all its items */
    uint64_t bytes;       /* unpacked, of the members to be read */
    struct digest digest; /* of script, parameters, bindings and members */
    char digest_hex[DIGEST_HEX_SIZE];
    struct buf job; /* packed; cleared by instance_list_clear() */
};

struct instance_list {
    struct arena arena;
    struct evidence_set evidence;
    struct binding *bindings;
    size_t binding_count;
    struct scope scope;
    struct calendars calendars;
    struct instance *items;
    size_t count, room;
    enum text_language language; /* of the items' problem_text */
    bool is_provenance_exempt;   /* tests count whatever is said of it (provenance.h) */
};

struct instance_options {
    const char *const *procedures; /* ids; NULL or empty: all */
    size_t procedure_count;
    uint64_t seconds;                          /* a job may take */
    const struct compile_override *parameters; /* of the procedures chosen; for fixtures:
                                                  instead of the plan's */
    size_t parameter_count;
    bool is_provenance_exempt;   /* of fixtures */
    const struct binding *added; /* a binding on trial, in place of the engagement's file
                                    of that name; NULL: none */
};

/* Makes the instances of the chosen procedures. Complaints: wrong bindings or scripts,
 * then false with ERROR_SCRIPT; ERROR_MISSING: a procedure that is not in the library.
 * The caller ends it with instance_list_clear(), also on failure. */
WARN_UNUSED bool instance_list_make(struct store *store, const struct library *library,
        const struct instance_options *options, struct instance_list *ret_list,
        struct complaint_list *complaints, struct error *err);
void instance_list_clear(struct instance_list *list);

/* The job of an instance for another kind of work (JOB_VALUES of a test). Appends to
 * ret_job. */
WARN_UNUSED bool instance_pack_job(struct store *store, const struct instance_list *list,
        const struct instance *instance, enum job_kind kind, uint32_t test,
        uint64_t seconds, struct buf *ret_job, struct error *err);

/* The job of counting the population of a sample, and of picking items of it: `program`
 * instead of the instance's, and the packed request (message_sample.h). */
WARN_UNUSED bool instance_pack_sample(struct store *store,
        const struct instance_list *list, const struct instance *instance,
        const struct program *program, struct slice request, uint64_t seconds,
        struct buf *ret_job, struct error *err);

/* What binds the instance's item of that index; NULL: nothing does. */
const struct binding_item *instance_binding(const struct instance_list *list,
        const struct instance *instance, uint32_t index);

/* The days its populations are of. */
const char *instance_first_day(const struct store *store,
        const struct instance *instance);
const char *instance_last_day(const struct store *store, const struct instance *instance);

/* NULL where the list has no such instance. */
const struct instance *instance_find(const struct instance_list *list, const char *key);

#endif
