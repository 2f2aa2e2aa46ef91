#include "engine/base/deviation.h"

#include "engine/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SLACK 1e-12 /* of a share: rounding must not decide */
#define CEIL_SLACK 1e-9
#define HALVINGS 200

static const char *const names[] = {"binomial", "hypergeometric", "poisson"};

bool deviation_find_model(const char *name, enum deviation_model *ret_model)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_model = (enum deviation_model)i;
            return true;
        }
    }
    return false;
}

const char *deviation_model_name(enum deviation_model model)
{
    return names[model];
}

/* ---- chances ---- */

static double log_factorial(double n)
{
    int sign;

    return lgamma_r(n + 1, &sign);
}

static double log_choose(double n, double k)
{
    return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

static double cap(double chance)
{
    return chance > 1 ? 1 : chance;
}

static double binomial(int64_t n, int64_t k, double rate)
{
    double sum = 0;

    if (k >= n || rate <= 0)
        return 1;
    if (rate >= 1)
        return 0;
    for (int64_t i = 0; i <= k; i++)
        sum += exp(log_choose((double)n, (double)i) + (double)i * log(rate) +
                (double)(n - i) * log1p(-rate));
    return cap(sum);
}

/* Of N records K deviate. */
static double hypergeometric(int64_t population, int64_t deviating, int64_t n, int64_t k)
{
    int64_t first = n - (population - deviating);
    double sum = 0;

    if (k >= n || k >= deviating)
        return 1;
    for (int64_t i = first > 0 ? first : 0; i <= k; i++)
        sum += exp(log_choose((double)deviating, (double)i) +
                log_choose((double)(population - deviating), (double)(n - i)) -
                log_choose((double)population, (double)n));
    return cap(sum);
}

static double poisson(double mean, int64_t k)
{
    double sum = 0;

    if (mean <= 0)
        return 1;
    for (int64_t i = 0; i <= k; i++)
        sum += exp((double)i * log(mean) - mean - log_factorial((double)i));
    return cap(sum);
}

static int64_t round_up(double value)
{
    return (int64_t)ceil(value - CEIL_SLACK);
}

static int64_t deviating_of(const struct deviation_terms *terms)
{
    return round_up(terms->tolerable * (double)terms->population);
}

double deviation_chance(const struct deviation_terms *terms, int64_t n, int64_t k)
{
    switch (terms->model) {
    case DEVIATION_HYPERGEOMETRIC:
        return hypergeometric(terms->population, deviating_of(terms), n, k);
    case DEVIATION_POISSON:
        return poisson((double)n * terms->tolerable, k);
    case DEVIATION_BINOMIAL:
        break;
    }
    return binomial(n, k, terms->tolerable);
}

static bool is_within(double chance, double risk)
{
    return chance <= risk * (1 + SLACK);
}

/* ---- bounds ---- */

static bool refuse(struct error *err, const char *what)
{
    return error_set(err, ERROR_USAGE, "%s", what);
}

static bool check_terms(const struct deviation_terms *terms, int64_t k, struct error *err)
{
    if (!(terms->risk > 0 && terms->risk < 1))
        return refuse(err,
                TR("the risk is a share above 0% and below 100%",
                        "リスクは0%より大きく100%より小さい割合です"));
    if (k < 0 || k > DEVIATION_ALLOWED_MAX)
        return refuse(err,
                TR("deviations are from 0 to 10000", "逸脱の件数は0から10000までです"));
    if (terms->population < 0 || terms->population > DEVIATION_POPULATION_MAX)
        return refuse(err,
                TR("a population has at most 1000000000 records",
                        "母集団は1000000000件までです"));
    if (terms->model == DEVIATION_HYPERGEOMETRIC && terms->population == 0)
        return refuse(err,
                TR("the hypergeometric method needs the number of records in the population",
                        "hypergeometricには母集団の件数が必要です"));
    return true;
}

static bool check_tolerable(const struct deviation_terms *terms, struct error *err)
{
    return (terms->tolerable > 0 && terms->tolerable < 1) ||
            refuse(err,
                    TR("the tolerable rate is a share above 0% and below 100%",
                            "許容逸脱率は0%より大きく100%より小さい割合です"));
}

/* ---- sizes ---- */

static bool fail_size(const struct deviation_terms *terms, int64_t k, struct error *err)
{
    if (terms->model == DEVIATION_HYPERGEOMETRIC)
        return error_set(err, ERROR_LIMIT,
                TR("no sample allows for %" PRId64
                   " deviations: at the tolerable rate only %" PRId64 " of the %" PRId64
                   " records deviate",
                        "%" PRId64
                        "件の逸脱を許容できる件数はありません。許容逸脱率で逸脱する記録は%" PRId64
                        "件（母集団%" PRId64 "件）です"),
                k, deviating_of(terms), terms->population);
    return error_set(err, ERROR_LIMIT,
            TR("more than %d items would be needed", "必要な件数が%d件を超えます"),
            DEVIATION_SIZE_MAX);
}

/* The more items, the smaller the chance: by halves. */
bool deviation_size(const struct deviation_terms *terms, int64_t k, int64_t *ret_size,
        struct error *err)
{
    int64_t low = 0, high = DEVIATION_SIZE_MAX;

    if (!check_terms(terms, k, err) || !check_tolerable(terms, err))
        return false;
    if (terms->model == DEVIATION_HYPERGEOMETRIC && terms->population < high)
        high = terms->population;
    if (!is_within(deviation_chance(terms, high, k), terms->risk))
        return fail_size(terms, k, err);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (is_within(deviation_chance(terms, middle, k), terms->risk))
            high = middle;
        else
            low = middle;
    }
    *ret_size = high;
    return true;
}

bool deviation_size_expected(const struct deviation_terms *terms, double expected,
        int64_t *ret_size, int64_t *ret_allowed, struct error *err)
{
    int64_t k = 0, size = 0;

    if (!(expected >= 0 && expected < terms->tolerable))
        return refuse(err,
                TR("the expected rate must be below the tolerable rate",
                        "予想逸脱率は許容逸脱率より小さくなければなりません"));
    for (;;) {
        int64_t next;

        if (!deviation_size(terms, k, &size, err))
            return false;
        next = round_up(expected * (double)size);
        if (next <= k)
            break;
        k = next;
    }
    *ret_size = size;
    *ret_allowed = k;
    return true;
}

/* ---- upper limits ---- */

static double upper_binomial(int64_t n, int64_t k, double risk)
{
    double low = 0, high = 1;

    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;

        if (binomial(n, k, middle) > risk)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static double upper_poisson(int64_t n, int64_t k, double risk)
{
    double low = 0, high = 10 * (double)(k + 1) + 100; /* beyond what any risk needs */

    while (poisson(high, k) > risk)
        high *= 2;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;

        if (poisson(middle, k) > risk)
            low = middle;
        else
            high = middle;
    }
    return cap(high / (double)n);
}

/* The largest number of deviating records that is not unlikely enough. */
static double upper_hypergeometric(int64_t population, int64_t n, int64_t k, double risk)
{
    int64_t low = k, high = population - n + k + 1;

    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (is_within(hypergeometric(population, middle, n, k), risk))
            high = middle;
        else
            low = middle;
    }
    return (double)low / (double)population;
}

bool deviation_upper(const struct deviation_terms *terms, int64_t n, int64_t k,
        double *ret_rate, struct error *err)
{
    if (!check_terms(terms, k, err))
        return false;
    if (n < 1 || n > DEVIATION_SIZE_MAX || k > n)
        return refuse(err,
                TR("a sample has 1 to 1000000 items, and not fewer than it has deviations",
                        "試査の件数は1から1000000まで、かつ逸脱の件数以上でなければなりません"));
    if (terms->model == DEVIATION_HYPERGEOMETRIC && n > terms->population)
        return refuse(err,
                TR("the sample is larger than the population",
                        "試査の件数が母集団の件数を超えています"));
    if (k == n && terms->model != DEVIATION_POISSON)
        *ret_rate = 1;
    else if (terms->model == DEVIATION_HYPERGEOMETRIC)
        *ret_rate = upper_hypergeometric(terms->population, n, k, terms->risk);
    else if (terms->model == DEVIATION_POISSON)
        *ret_rate = upper_poisson(n, k, terms->risk);
    else
        *ret_rate = upper_binomial(n, k, terms->risk);
    return true;
}

bool deviation_parse_percent(const char *text, double *ret_rate)
{
    double value = 0, scale = 100;
    size_t digits = 0;
    bool is_fraction = false;

    for (; *text && strcmp(text, "%") != 0; text++) {
        if (*text == '.' && !is_fraction && digits) {
            is_fraction = true;
            continue;
        }
        if (*text < '0' || *text > '9' || ++digits > 12)
            return false;
        value = value * 10 + (*text - '0');
        scale *= is_fraction ? 10 : 1;
    }
    if (!*text || !digits || value > scale)
        return false;
    *ret_rate = value / scale;
    return true;
}
