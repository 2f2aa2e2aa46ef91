/* load_step.h - <step> */
#ifndef CHOSHO_LOAD_STEP_H
#define CHOSHO_LOAD_STEP_H

#include "procedures/loading.h"

/* Reads all steps of the procedure; populations must be there already. What is missing
 * was complained of by the vocabulary and is NULL. */
void load_step_read_all(struct loading *loading, const struct xml_node *root);

#endif
