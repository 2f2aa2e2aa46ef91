/* standing.h - does a recorded result still answer for the inputs of now?
 *
 * Nothing is run: the digest of script, parameters, binding and members, which a run
 * would record, is compared with the one that was recorded. */
#ifndef CHOSHO_STANDING_H
#define CHOSHO_STANDING_H

#include "engine/run/instance.h"

enum standing {
    STANDING_CURRENT,
    STANDING_CHANGED, /* its inputs are others now */
    STANDING_GONE,    /* its procedure or test is no longer in the library */
};

/* "current", "changed", "gone", as in report_standing of reports/model.h. */
const char *standing_name(enum standing standing);

/* list: the instances of the whole library. digest: as recorded, in hexadecimal.
 * *ret_instance and *ret_test: where they are; NULL and 0 where they are gone. Both may
 * be NULL. */
enum standing standing_of(const struct instance_list *list, const char *instance_key,
        const char *test, const char *digest, const struct instance **ret_instance,
        uint32_t *ret_test);

#endif
