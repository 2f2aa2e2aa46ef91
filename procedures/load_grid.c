#include "procedures/load_grid.h"

#include <string.h>

#include "engine/base/cell.h"

#define AXES_MAX 2

static bool is_unit(const char *word)
{
    enum cell_unit unit;

    return cell_find_unit(word, &unit);
}

static void find_axis(struct loading *loading, struct procedure_population *population,
        const char *word, size_t place)
{
    const struct procedure_population *found =
            procedure_find_population(loading->procedure, word);
    struct loading_names names = {.count = 0};
    static const char *const units[] = {"day", "business-day", "week", "month",
            "quarter"};

    if (found && xml_attribute(found->node, "from")) {
        population->each[place] = found;
        return;
    }
    for (size_t i = 0; i < loading->procedure->population_count; i++) {
        if (loading->procedure->populations[i].from)
            loading_names_add(&names, loading->procedure->populations[i].id);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++)
        loading_names_add(&names, units[i]);
    LOADING_COMPLAIN(loading, population->node, "each",
            TR("there is no population '%s' taken from evidence%s",
                    "証跡から選んだ母集団「%s」はありません%s"),
            word, loading_hint(word, names.items).text);
}

static void check_axes(struct loading *loading,
        const struct procedure_population *population, size_t count, size_t units)
{
    if (units > 1)
        LOADING_COMPLAIN(loading, population->node, "each",
                TR("a grid has one axis of time: write one of %s",
                        "期間の区切りは一つだけ書けます（%sのいずれか）"),
                CELL_UNITS);
    else if (count > AXES_MAX || (count == 1 && units == 0))
        LOADING_COMPLAIN(loading, population->node, "each",
                TR("a grid is of exactly two populations, or of one of %s, alone or with one population",
                        "組合せにできるのは、ちょうど二つの母集団か、期間の区切り（%s）と一つまでの母集団です"),
                CELL_UNITS);
}

static void read_axes(struct loading *loading, struct procedure_population *population)
{
    const char **words;
    size_t count = loading_words(loading, xml_attribute(population->node, "each"),
            &words);
    size_t places = 0, units = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_unit(words[i])) {
            population->cell = words[i];
            units++;
        } else if (places < AXES_MAX) {
            find_axis(loading, population, words[i], places++);
        }
    }
    population->axis_count = count;
    if (count > 0)
        check_axes(loading, population, count, units);
}

static void find_service(struct loading *loading, struct procedure_population *population,
        const char *name, const struct procedure_column **ret_column)
{
    const struct procedure_item *item = population->each[0]->from;
    const struct procedure_column *column = procedure_find_column(item, name);
    struct loading_names names = {.count = 0};

    if (column && (column->type == PROGRAM_DATE || column->type == PROGRAM_TIMESTAMP)) {
        *ret_column = column;
        return;
    }
    if (column) {
        LOADING_COMPLAIN(loading, population->node, "in-service",
                TR("'%s' is of type %s: in-service needs dates or timestamps",
                        "「%s」の型は%sです。in-serviceには日付か日時の列が必要です"),
                name, program_type_name(column->type));
        return;
    }
    for (size_t i = 0; i < item->column_count; i++)
        loading_names_add(&names, item->columns[i].name);
    LOADING_COMPLAIN(loading, population->node, "in-service",
            TR("there is no column '%s' here%s", "ここに列「%s」はありません%s"), name,
            loading_hint(name, names.items).text);
}

static void read_service(struct loading *loading, struct procedure_population *population)
{
    const char **words;
    size_t count = loading_words(loading, xml_attribute(population->node, "in-service"),
            &words);

    if (count == 0)
        return;
    if (!population->cell || population->axis_count < AXES_MAX)
        LOADING_COMPLAIN(loading, population->node, "in-service",
                TR("in-service has a meaning only in a grid of a population and time, such as each=\"asset day\"",
                        "in-serviceは、each=\"asset day\"のような母集団と期間の区切りの組合せでだけ意味をもちます"));
    else if (count != ARRAY_LENGTH(population->in_service))
        LOADING_COMPLAIN(loading, population->node, "in-service",
                TR("in-service is two columns: the first and the last day",
                        "in-serviceには、最初の日と最後の日の二つの列を書いてください"));
    else if (population->each[0] && population->each[0]->from) {
        for (size_t i = 0; i < count; i++)
            find_service(loading, population, words[i], &population->in_service[i]);
    }
}

static void read_calendar(struct loading *loading,
        struct procedure_population *population)
{
    bool is_business = population->cell && strcmp(population->cell, "business-day") == 0;

    population->calendar = xml_attribute(population->node, "calendar");
    if (population->calendar && !is_business)
        LOADING_COMPLAIN(loading, population->node, "calendar",
                TR("calendar has a meaning only with each=\"business-day\"",
                        "calendarはeach=\"business-day\"のときだけ意味をもちます"));
    if (!population->calendar && is_business)
        LOADING_COMPLAIN(loading, population->node, "each",
                TR("business-day needs calendar=: which days are open",
                        "business-dayには、営業日を決める暦がcalendar=に必要です"));
}

void load_grid_read(struct loading *loading, struct procedure_population *population)
{
    read_axes(loading, population);
    read_service(loading, population);
    read_calendar(loading, population);
}
