/* deviation.h - attribute sampling: how many items, and what so many deviations among
 * them say of the population
 *
 * P(n, k) is the chance that a sample of n has at most k deviations where the
 * population's rate is p; a size is the smallest n with P(n, k) <= risk at the tolerable
 * rate, an upper limit the rate at which P(n, k) = risk. binomial        each item
 * deviates with chance p, as in a population without end hypergeometric  K = ceil(p N) of
 * the N records deviate (rounded up, so a size is not always larger for a larger N); its
 * upper limit is the largest K / N that leaves more than the risk poisson         n p is
 * large enough for P: n = ceil(R / p), R the mean with P(at most k) = risk Sums of
 * logarithms of the gamma function, no factorials: sound up to the limits below. Rates
 * are within 0 and 1. */
#ifndef CHOSHO_DEVIATION_H
#define CHOSHO_DEVIATION_H

#include "engine/base/error.h"

enum deviation_model { DEVIATION_BINOMIAL, DEVIATION_HYPERGEOMETRIC, DEVIATION_POISSON };

#define DEVIATION_SIZE_MAX 1000000          /* items of a sample */
#define DEVIATION_ALLOWED_MAX 10000         /* deviations */
#define DEVIATION_POPULATION_MAX 1000000000 /* records */

struct deviation_terms {
    enum deviation_model model;
    double tolerable; /* rate */
    double risk;
    int64_t population; /* records; 0: not known, which only the hypergeometric needs */
};

/* "binomial", ... ; false where name is none of them. */
bool deviation_find_model(const char *name, enum deviation_model *ret_model);
const char *deviation_model_name(enum deviation_model model);

/* P(at most k deviations among n at the tolerable rate). */
double deviation_chance(const struct deviation_terms *terms, int64_t n, int64_t k);

/* The smallest sample that allows for k deviations. ERROR_USAGE: terms out of bounds.
 * ERROR_LIMIT: none of up to DEVIATION_SIZE_MAX, or of the whole population, does. */
WARN_UNUSED bool deviation_size(const struct deviation_terms *terms, int64_t k,
        int64_t *ret_size, struct error *err);

/* The same for an expected rate: k = ceil(expected n), begun at 0 and repeated until it
 * holds. ERROR_USAGE also where the expected rate is not below the tolerable one. */
WARN_UNUSED bool deviation_size_expected(const struct deviation_terms *terms,
        double expected, int64_t *ret_size, int64_t *ret_allowed, struct error *err);

/* The upper limit of the rate where k of n deviate (the tolerable rate is not used); 1
 * where k = n. */
WARN_UNUSED bool deviation_upper(const struct deviation_terms *terms, int64_t n,
        int64_t k, double *ret_rate, struct error *err);

/* "5%", "0.25%" as a rate. false: no such share, or one of more than 100 %. */
bool deviation_parse_percent(const char *text, double *ret_rate);

#endif
