/* step_document.h - the document a step inspects; for step_outcome.c */
#ifndef CHOSHO_STEP_DOCUMENT_H
#define CHOSHO_STEP_DOCUMENT_H

#include "engine/run/step_judging.h"

/* What is missing of it, and how it stands on the as-of date. False only where memory
 * runs out. */
WARN_UNUSED bool step_document_judge(struct step_judging *judging);

#endif
