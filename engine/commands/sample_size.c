#include "engine/commands/sample_size.h"

#include "engine/commands/listing.h"
#include "engine/run/draw_size.h"

#include <inttypes.h>
#include <string.h>

static const struct listing_column size_columns[] = {
        {"method", "方法", "method", LISTING_TEXT},
        {"tolerable", "許容逸脱率", "tolerable", LISTING_TEXT},
        {"risk", "リスク", "risk", LISTING_TEXT},
        {"allowed", "許容件数", "allowed", LISTING_NUMBER},
        {"population", "母集団", "population", LISTING_NUMBER},
        {"size", "件数", "size", LISTING_NUMBER},
};

static const struct listing_column upper_columns[] = {
        {"method", "方法", "method", LISTING_TEXT},
        {"risk", "リスク", "risk", LISTING_TEXT},
        {"sample", "試査", "sample", LISTING_NUMBER},
        {"deviations", "逸脱", "deviations", LISTING_NUMBER},
        {"population", "母集団", "population", LISTING_NUMBER},
        {"rate", "逸脱率", "rate", LISTING_TEXT},
        {"upper", "上限", "upper limit", LISTING_TEXT},
};

static const struct listing_column table_columns[] = {
        {"rule", "定め", "rule", LISTING_TEXT},
        {"size", "件数", "size", LISTING_NUMBER},
};

/* "" where it is not known. */
static void write_number(char text[24], int64_t value)
{
    text[0] = '\0';
    if (value)
        snprintf(text, 24, "%" PRId64, value);
}

static bool add_row(struct command_call *call, const struct listing_column *columns,
        size_t count, const struct slice *values, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    return listing_new(call, columns, count, &listing, err) &&
            listing_add(listing, values, err) && listing_finish(listing, err);
}

static struct slice number_or_null(const char *text)
{
    return listing_text(text[0] ? text : NULL);
}

static bool print_size(struct command_call *call, const struct draw_size_terms *terms,
        struct error *err)
{
    char population[24], allowed[24], size[24];
    int64_t found, k;

    if (!draw_size_by_attributes(terms, &found, &k, err))
        return false;
    write_number(population, terms->population);
    snprintf(allowed, sizeof(allowed), "%" PRId64, k);
    snprintf(size, sizeof(size), "%" PRId64, found);
    return add_row(call, size_columns, ARRAY_LENGTH(size_columns),
            (struct slice[]){listing_text(terms->model ? terms->model : "binomial"),
                    listing_text(terms->tolerable), listing_text(terms->risk),
                    listing_text(allowed), number_or_null(population),
                    listing_text(size)},
            err);
}

static bool print_upper(struct command_call *call, const struct draw_size_terms *terms,
        struct error *err)
{
    char population[24], n[24], k[24], rate[24], upper[24];
    struct deviation_terms read;
    uint64_t sample, deviations;
    double limit;

    if (!command_number(call, "sample", 1, DEVIATION_SIZE_MAX, 0, &sample, err) ||
            !command_number(call, "deviations", 0, DEVIATION_ALLOWED_MAX, 0, &deviations,
                    err) ||
            !draw_size_read_terms(terms, false, &read, err))
        return false;
    if (!sample)
        return command_refuse_alone("upper", "sample", err);
    if (!deviation_upper(&read, (int64_t)sample, (int64_t)deviations, &limit, err))
        return false;
    write_number(population, terms->population);
    snprintf(n, sizeof(n), "%" PRIu64, sample);
    snprintf(k, sizeof(k), "%" PRIu64, deviations);
    snprintf(rate, sizeof(rate), "%.2f%%", 100.0 * (double)deviations / (double)sample);
    snprintf(upper, sizeof(upper), "%.2f%%", 100 * limit);
    command_say("%s",
            TR("rates and upper limits are for the team: reports do not carry them",
                    "逸脱率と上限は監査チームの内部資料です。報告書には載せません"));
    return add_row(call, upper_columns, ARRAY_LENGTH(upper_columns),
            (struct slice[]){listing_text(terms->model ? terms->model : "binomial"),
                    listing_text(terms->risk), listing_text(n), listing_text(k),
                    number_or_null(population), listing_text(rate), listing_text(upper)},
            err);
}

static void end_complaints(struct complaint_list *complaints)
{
    command_complain(complaints);
    complaint_list_clear(complaints);
}

/* The firm's library, where one stands in an engagement that has one. */
static bool find_library(struct command_call *call, const char **ret_library,
        struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    struct error absent = {0};
    const char *folder = call->folder;

    *ret_library = NULL;
    if (!folder && !store_find_folder(".", &call->arena, &folder, &absent))
        return true;
    return command_open(call, STORE_READ, &store, err) &&
            arena_text(&call->arena, store_engagement(store)->library, ret_library, err);
}

static bool print_by_table(struct command_call *call, int64_t population,
        struct error *err)
{
    CLEANUP(end_complaints) struct complaint_list complaints;
    struct draw_size_question question = {.arena = &call->arena,
            .complaints = &complaints,
            .frequency = command_value(call, "frequency"),
            .table = command_value(call, "table")};
    struct draw_size size;
    char text[24];

    complaint_list_init(&complaints);
    if (!find_library(call, &question.library, err) ||
            !draw_size_by_table(&question, population, &size, err))
        return false;
    write_number(text, size.size);
    return add_row(call, table_columns, ARRAY_LENGTH(table_columns),
            (struct slice[]){listing_text(size.rule), number_or_null(text)}, err);
}

int sample_size(struct command_call *call, struct error *err)
{
    struct draw_size_terms terms = {.model = command_value(call, "method"),
            .tolerable = command_value(call, "tolerable"),
            .risk = command_value(call, "risk"),
            .allowed = command_value(call, "allowed"),
            .expected = command_value(call, "expected-rate")};
    uint64_t population, ignored;

    if (!command_number(call, "population", 1, DEVIATION_POPULATION_MAX, 0, &population,
                err) ||
            !command_number(call, "allowed", 0, DEVIATION_ALLOWED_MAX, 0, &ignored, err))
        return 2;
    terms.population = (int64_t)population;
    if (command_has(call, "frequency"))
        return print_by_table(call, terms.population, err) ? 0 : 2;
    return (command_has(call, "upper") ? print_upper(call, &terms, err)
                                       : print_size(call, &terms, err))
            ? 0
            : 2;
}
