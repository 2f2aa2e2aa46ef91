#include "engine/commands/procedure_coverage.h"

#include "engine/commands/listing.h"
#include "engine/run/catalogues.h"

#include <string.h>

#define CELL_LIMIT ((size_t)1 << 20)

static const struct listing_column columns[] = {
        {"control", "管理策", "control", LISTING_TEXT},
        {"title", "表題", "title", LISTING_TEXT},
        {"phase", "評価", "phase", LISTING_TEXT},
        {"procedures", "手続", "procedures", LISTING_TEXT},
        {"through", "対応する管理策", "through", LISTING_TEXT},
        {"reason", "手続がない理由", "reason", LISTING_TEXT},
};

static const char *const phases[] = {"design", "operating"};

/* One cell of the table on its way. */
struct cell {
    struct buf procedures, through;
    bool has_records; /* one of them inspects records */
};

static void clear_cell(struct cell *cell)
{
    buf_clear(&cell->procedures);
    buf_clear(&cell->through);
}

struct coverage {
    struct command_call *call;
    const struct procedure_library *library;
    const struct catalogue *catalogue;
    const char *phase;
    size_t *listed_in; /* of each procedure: the number of the cell it was last put in */
    size_t cells;
    size_t with[2], without[2];
};

static bool append_word(struct buf *buf, const char *word, struct error *err)
{
    return buf_printf(buf, err, "%s%s", buf->size > 0 ? " " : "", word);
}

static bool names(const struct procedure *procedure, const char *catalogue,
        const char *ref)
{
    for (size_t i = 0; i < procedure->control_count; i++) {
        if (strcmp(procedure->controls[i].ref, ref) == 0 &&
                strcmp(procedure->controls[i].catalogue, catalogue) == 0)
            return true;
    }
    return false;
}

static bool inspects_records(const struct procedure *procedure)
{
    for (size_t s = 0; s < procedure->step_count; s++) {
        const struct procedure_step *step = &procedure->steps[s];

        for (size_t i = 0; i < step->inspect_count; i++) {
            if (strcmp(step->inspects[i].class, "record") == 0)
                return true;
        }
    }
    return false;
}

/* Whether one of the controls from first to end - 1 is named. */
static bool is_about(const struct procedure *procedure, const struct catalogue *catalogue,
        size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (names(procedure, catalogue->id, catalogue->controls[i].ref))
            return true;
    }
    return false;
}

/* The procedures of the phase about the control `at` of a catalogue, or one below it. */
static bool find_procedures(struct coverage *coverage, const struct catalogue *catalogue,
        size_t at, struct cell *cell, bool *ret_found, struct error *err)
{
    const struct library *library = &coverage->library->library;

    *ret_found = false;
    for (size_t i = 0; i < library->count; i++) {
        const struct procedure *procedure = &library->procedures[i].procedure;

        if (!library->procedures[i].is_usable ||
                strcmp(procedure->phase, coverage->phase) != 0 ||
                !is_about(procedure, catalogue, at, catalogue->controls[at].end))
            continue;
        *ret_found = true;
        if (coverage->listed_in[i] == coverage->cells)
            continue;
        coverage->listed_in[i] = coverage->cells;
        cell->has_records |= inspects_records(procedure);
        if (!append_word(&cell->procedures, procedure->id, err))
            return false;
    }
    return true;
}

/* By OSCAL's id; SIZE_MAX where there is none. */
static size_t find_id(const struct catalogue *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        if (text_is_equal(catalogue->controls[i].id, id))
            return i;
    }
    return SIZE_MAX;
}

/* target: "ismap-2022#c9.2.6". A catalogue that is not at hand has no procedures. */
static bool find_through(struct coverage *coverage, const char *target, struct cell *cell,
        struct error *err)
{
    const char *hash = strchr(target, '#');
    const struct catalogue *other;
    struct error ignored = {0};
    const char *id;
    bool found;
    size_t at;

    if (!arena_copy(&coverage->call->arena, target, (size_t)(hash - target), &id, err))
        return false;
    if (!procedure_library_catalogue(coverage->call, coverage->library, id, &other,
                &ignored))
        return true;
    at = find_id(other, hash + 1);
    if (at == SIZE_MAX)
        return true;
    return find_procedures(coverage, other, at, cell, &found, err) &&
            (!found || append_word(&cell->through, other->controls[at].ref, err));
}

static bool fill_cell(struct coverage *coverage, size_t at, struct cell *cell,
        struct error *err)
{
    const char *related = coverage->catalogue->controls[at].related;
    bool found;

    if (!find_procedures(coverage, coverage->catalogue, at, cell, &found, err))
        return false;
    while (*related) {
        size_t size = strcspn(related, " ");
        const char *target;

        if (!arena_copy(&coverage->call->arena, related, size, &target, err) ||
                !find_through(coverage, target, cell, err))
            return false;
        related += size + (related[size] == ' ');
    }
    return true;
}

static const char *tell_reason(const struct coverage *coverage, bool has_records)
{
    if (coverage->call->format != COMMAND_TABLE)
        return has_records ? "no-procedure" : "no-records";
    return has_records
            ? TR("the library has no procedure for it", "ライブラリに手続がない")
            : TR("its design procedure inspects no records: nothing to test over a period",
                      "整備の手続が閲覧するものに記録がなく、期間を通して調べるものがない");
}

static bool add_row(struct coverage *coverage, struct listing *listing, size_t at,
        const struct cell *cell, bool has_records, struct error *err)
{
    const struct catalogue_control *control = &coverage->catalogue->controls[at];
    bool is_covered = cell->procedures.size > 0;
    const struct slice values[] = {
            listing_text(control->ref),
            listing_text(control->title[text_language()]),
            listing_text(coverage->call->format != COMMAND_TABLE ? coverage->phase
                            : strcmp(coverage->phase, "design") == 0
                            ? TR("design", "整備")
                            : TR("operating", "運用")),
            listing_text(is_covered ? buf_text(&cell->procedures) : NULL),
            listing_text(cell->through.size > 0 ? buf_text(&cell->through) : NULL),
            listing_text(is_covered ? NULL : tell_reason(coverage, has_records)),
    };

    return listing_add(listing, values, err);
}

/* Both phases of an objective. Without a design procedure it is not known whether there
 * are records. */
static bool add_objective(struct coverage *coverage, struct listing *listing, size_t at,
        struct error *err)
{
    bool has_records = true;

    for (size_t i = 0; i < ARRAY_LENGTH(phases); i++) {
        CLEANUP(clear_cell)
        struct cell cell = {BUF_INIT(CELL_LIMIT), BUF_INIT(CELL_LIMIT), false};

        coverage->phase = phases[i];
        coverage->cells++;
        if (!fill_cell(coverage, at, &cell, err) ||
                !add_row(coverage, listing, at, &cell, has_records, err))
            return false;
        if (cell.procedures.size > 0)
            coverage->with[i]++;
        else
            coverage->without[i]++;
        has_records = cell.procedures.size == 0 || cell.has_records;
    }
    return true;
}

static bool is_objective(const struct catalogue *catalogue, size_t at)
{
    const struct catalogue_control *control = &catalogue->controls[at];

    return !control->is_group && !control->is_withdrawn &&
            (control->parent == CATALOGUE_ROOT ||
                    catalogue->controls[control->parent].is_group);
}

bool procedure_coverage_print(struct command_call *call,
        const struct procedure_library *library, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    struct coverage coverage = {.call = call, .library = library};

    if (!procedure_library_catalogue(call, library, library->catalogue,
                &coverage.catalogue, err) ||
            !arena_allocate(&call->arena,
                    (library->library.count + 1) * sizeof(*coverage.listed_in),
                    &coverage.listed_in, err) ||
            !listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err))
        return false;
    for (size_t i = 0; i < coverage.catalogue->count; i++) {
        if (is_objective(coverage.catalogue, i) &&
                !add_objective(&coverage, listing, i, err))
            return false;
    }
    if (!listing_finish(listing, err))
        return false;
    command_say(
            TR("%s: objectives %zu; design: with a procedure %zu, without %zu; operating: with %zu, without %zu",
                    "%s: 管理策（目標） %zu件。整備: 手続あり %zu件、なし %zu件。運用: 手続あり %zu件、なし %zu件"),
            coverage.catalogue->id, coverage.with[0] + coverage.without[0],
            coverage.with[0], coverage.without[0], coverage.with[1], coverage.without[1]);
    return true;
}
