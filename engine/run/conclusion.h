/* conclusion.h - what is known of an instance's tests, and what that says of each
 *
 * Sentences are in the language of messages at the time; what a worker said in words is
 * as it said it. */
#ifndef CHOSHO_CONCLUSION_H
#define CHOSHO_CONCLUSION_H

#include "engine/run/collect.h"
#include "engine/run/outcome.h"

struct conclusion {
    struct store *store;
    const char *person;
    int64_t run_id;
    const struct instance_list *list;
    const struct instance *instance;
    struct collect *collect; /* NULL: nothing was run */
    const struct error *failure;
    struct arena arena;
};

/* Of the instance's archives. */
const struct bundle *conclusion_bundle(const struct conclusion *c, uint32_t archive);

/* NULL where nothing was collected of it. */
const struct collect_population *conclusion_population(const struct conclusion *c,
        const char *id);

/* Whether the test reads the item. */
bool conclusion_uses(const struct program_test *test, const char *item);

/* Whether as many keys meet as the guard asks for. */
bool conclusion_is_met(const struct conclusion *c, const struct program_guard *guard,
        const struct execute_guard *counted);

/* What happened to a record, or to a member, as a sentence in the arena. */
WARN_UNUSED bool conclusion_write_event(struct conclusion *c,
        const struct message_event *event, const char **ret_text, struct error *err);

/* Everything known of one test; texts in the arena. */
WARN_UNUSED bool conclusion_find_facts(struct conclusion *c, uint32_t index,
        struct outcome_facts *ret_facts, struct error *err);

#endif
