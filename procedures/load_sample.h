/* load_sample.h - <sample> and its attributes */
#ifndef CHOSHO_LOAD_SAMPLE_H
#define CHOSHO_LOAD_SAMPLE_H

#include "procedures/loading.h"

/* Reads all samples of the procedure, whose populations and parameters are there. */
void load_sample_list(struct loading *loading, const struct xml_node *root);

#endif
