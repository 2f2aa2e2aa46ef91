/* bind_provenance.h - part of `chosho bind`: what is not said yet of where the evidence
 * comes from, and where to write it */
#ifndef CHOSHO_BIND_PROVENANCE_H
#define CHOSHO_BIND_PROVENANCE_H

#include "engine/commands/bind_work.h"

/* Says it of every binding that an instance reads, once each; of those of one file alone
 * where file (without folders) is not NULL. */
WARN_UNUSED bool bind_provenance_say(const struct bind_work *work, const char *file,
        struct error *err);

#endif
