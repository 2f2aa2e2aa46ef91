/* layouts.h - the layouts at hand: those this program carries, and the firm's own
 *
 * A firm's layout is one file, layouts/NAME.xml, in its library or in the engagement's
 * folder, with its sample and expected tables in layouts/samples. They are listed before
 * the built-in ones: of two that fit equally well the firm's is taken, and one with the
 * id of a built-in one stands in its place. */
#ifndef CHOSHO_LAYOUTS_H
#define CHOSHO_LAYOUTS_H

#include "engine/run/job.h"
#include "evidence/binding/layout.h"

struct store;

/* All at hand: own ones by file name, then those under evidence/layouts by file name.
 * The list lives until the process ends. ERROR_SCRIPT: one that is built in is wrong,
 * which is a fault of the build. */
WARN_UNUSED bool layouts_load(const struct layout **ret_layouts, size_t *ret_count,
        struct error *err);

/* From now on the engagement's own layouts are at hand, and no others': those of its
 * folder, then its library's. ERROR_SCRIPT: one of them is wrong (the message has its
 * place), or two of them have one id. */
WARN_UNUSED bool layouts_use(struct store *store, struct error *err);

/* Only this file's, beside the built-in ones: to try it. */
WARN_UNUSED bool layouts_use_file(const char *path, struct error *err);

/* The same from a job, in a worker. */
WARN_UNUSED bool layouts_use_job(const struct job *job, struct error *err);

/* Puts the own ones at hand into a job. Borrowed. */
void layouts_give(struct job *job);

#endif
