#include "engine/run/statement_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/convert/convert.h"

/* To add a column: its place in enum statement_column, its names here, its use below. */
static const struct {
    const char *en, *ja;
} columns[STATEMENT_COLUMNS] = {
        [STATEMENT_CONTROL] = {"control", "管理策"},
        [STATEMENT_INDIVIDUAL] = {"individual", "個別管理策"},
        [STATEMENT_VERSION] = {"version", "版"},
        [STATEMENT_FROM] = {"from", "適用開始日"},
        [STATEMENT_TO] = {"to", "適用終了日"},
        [STATEMENT_TEXT] = {"text", "文言"},
        [STATEMENT_FREQUENCY] = {"frequency", "頻度"},
        [STATEMENT_OWNER] = {"owner", "担当"},
        [STATEMENT_SELECTION] = {"selection", "選択"},
        [STATEMENT_REASON] = {"reason", "非選択の理由"},
        [STATEMENT_SITE] = {"site", "拠点・システム"},
        [STATEMENT_GROUP] = {"group", "母集団グループ"},
        [STATEMENT_RATIONALE] = {"rationale", "同一とする理由"},
        [STATEMENT_BASE] = {"base-service", "基盤サービス"},
        [STATEMENT_REGISTRATION] = {"registration", "登録番号"},
        [STATEMENT_VALID_FROM] = {"valid-from", "有効期間の初日"},
        [STATEMENT_VALID_TO] = {"valid-to", "有効期間の末日"},
        [STATEMENT_EVIDENCE] = {"evidence", "登録の証拠"},
};

/* What people write, and the word it stands for. */
static const struct {
    const char *written, *word;
} selections[] = {{"選択", "selected"}, {"採用", "selected"}, {"○", "selected"},
        {"yes", "selected"}, {"非選択", "not-selected"}, {"非採用", "not-selected"},
        {"×", "not-selected"}, {"no", "not-selected"}, {"非該当", "not-applicable"},
        {"対象外", "not-applicable"}, {"n/a", "not-applicable"}},
  frequencies[] = {{"年次", "annual"}, {"年1回", "annual"}, {"半期", "half-yearly"},
          {"四半期", "quarterly"}, {"月次", "monthly"}, {"週次", "weekly"},
          {"日次", "daily"}, {"都度", "per-event"}, {"随時", "per-event"},
          {"常時", "continuous"}, {"自動", "automatic"}};

const char *statement_table_column(enum statement_column column)
{
    return TR(columns[column].en, columns[column].ja);
}

struct reading {
    const char *file;
    const struct returned_table *table;
    size_t places[STATEMENT_COLUMNS]; /* SIZE_MAX: the table does not have it */
    struct arena *arena;
    struct complaint_list *complaints;
    struct statement *statement;
    struct error err; /* out of memory: the end */
};

#define COMPLAIN(reading, row, ...)                                        \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, \
            (unsigned)(row)->line, 1, __VA_ARGS__)

/* One more of something that is kept in an array: room doubles at powers of two. */
static void *add(struct reading *reading, void *items, size_t *count, size_t size)
{
    void **list = items;
    char *larger;

    if ((*count & (*count - 1)) == 0) {
        if (!arena_allocate(reading->arena, (*count ? 2 * *count : 1) * size, &larger,
                    &reading->err))
            return NULL;
        if (*count)
            memcpy(larger, *list, *count * size);
        *list = larger;
    }
    return (char *)*list + (*count)++ * size;
}

/* "" where the table has no such column; without blanks around it. */
static const char *value(struct reading *reading, const struct returned_row *row,
        enum statement_column column)
{
    const char *text = "", *trimmed;
    size_t size;

    if (reading->places[column] != SIZE_MAX)
        text = row->values[reading->places[column]];
    text += strspn(text, " \t\r\n");
    size = strlen(text);
    while (size > 0 && strchr(" \t\r\n", text[size - 1]))
        size--;
    return arena_copy(reading->arena, text, size, &trimmed, &reading->err) ? trimmed : "";
}

static const char *day(struct reading *reading, const struct returned_row *row,
        enum statement_column column)
{
    const char *text = value(reading, row, column), *copy;
    const struct convert_context context = {0};
    struct convert_value converted;

    if (!*text)
        return "";
    if (!convert_text(PROGRAM_DATE, text, strlen(text), &context, &converted)) {
        COMPLAIN(reading, row,
                TR("%s: '%s' is no day; write it as 2025-10-01",
                        "%s: 「%s」は日付として読めません。2025-10-01 の形で書いてください"),
                statement_table_column(column), complaint_quote(text).text);
        return "";
    }
    return arena_copy(reading->arena, converted.text, converted.text_size, &copy,
                   &reading->err)
            ? copy
            : "";
}

#define WORD(text, words) find_word(text, &(words)[0].written, ARRAY_LENGTH(words))

/* words: pairs of what is written and what it stands for. */
static const char *find_word(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[2 * i], text) == 0)
            return words[2 * i + 1];
    }
    return text;
}

/* ---- parts ---- */

static struct statement_place place_of(const struct returned_row *row)
{
    return (struct statement_place){(unsigned)row->line, 1};
}

static struct statement_control *find_control(struct reading *reading,
        const struct returned_row *row, const char *ref)
{
    struct statement *statement = reading->statement;
    struct statement_control *control;

    for (size_t i = statement->control_count; i-- > 0;) {
        if (strcmp(statement->controls[i].ref, ref) == 0)
            return &statement->controls[i];
    }
    control = add(reading, &statement->controls, &statement->control_count,
            sizeof(*control));
    if (control)
        *control = (struct statement_control){.ref = ref,
                .control = "",
                .reason = "",
                .place = place_of(row)};
    return control;
}

static void read_selection(struct reading *reading, const struct returned_row *row,
        struct statement_control *control)
{
    const char *word = WORD(value(reading, row, STATEMENT_SELECTION), selections);
    const char *reason = value(reading, row, STATEMENT_REASON);

    if (*reason)
        control->reason = reason;
    if (!*word)
        return;
    for (int s = STATEMENT_SELECTED; s <= STATEMENT_NOT_APPLICABLE; s++) {
        if (strcmp(word, statement_selection_name((enum statement_selection)s)) == 0) {
            control->selection = (enum statement_selection)s;
            return;
        }
    }
    COMPLAIN(reading, row,
            TR("%s: '%s' is none of selected, not-selected, not-applicable",
                    "%s: 「%s」は 選択、非選択、非該当 のいずれでもありません"),
            statement_table_column(STATEMENT_SELECTION), complaint_quote(word).text);
}

static struct statement_individual *find_individual(struct reading *reading,
        const struct returned_row *row, struct statement_control *control)
{
    const char *id = value(reading, row, STATEMENT_INDIVIDUAL);
    struct statement_individual *individual;

    if (!*id)
        id = control->ref;
    for (size_t i = 0; i < control->individual_count; i++) {
        if (strcmp(control->individuals[i].id, id) == 0)
            return &control->individuals[i];
    }
    individual = add(reading, &control->individuals, &control->individual_count,
            sizeof(*individual));
    if (individual)
        *individual = (struct statement_individual){.id = id,
                .base = "",
                .place = place_of(row)};
    return individual;
}

/* Rows of one version are its sites: the first says the rest. */
static void read_version(struct reading *reading, const struct returned_row *row,
        struct statement_individual *individual)
{
    const char *text = value(reading, row, STATEMENT_VERSION);
    unsigned number = *text ? (unsigned)strtoul(text, NULL, 10) : 1;
    struct statement_version *version;

    if (*text && strspn(text, "0123456789") != strlen(text))
        COMPLAIN(reading, row,
                TR("%s: '%s' is no number", "%s: 「%s」は数ではありません"),
                statement_table_column(STATEMENT_VERSION), complaint_quote(text).text);
    for (size_t i = 0; i < individual->version_count; i++) {
        if (individual->versions[i].number == number) {
            if (!*value(reading, row, STATEMENT_SITE))
                COMPLAIN(reading, row,
                        TR("version %u of %s stands here twice (first in line %u)",
                                "%2$s の第%1$u版が二度あります（最初は%3$u行目）"),
                        number, individual->id, individual->versions[i].place.line);
            return;
        }
    }
    version = add(reading, &individual->versions, &individual->version_count,
            sizeof(*version));
    if (version)
        *version = (struct statement_version){number, day(reading, row, STATEMENT_FROM),
                day(reading, row, STATEMENT_TO), value(reading, row, STATEMENT_TEXT),
                WORD(value(reading, row, STATEMENT_FREQUENCY), frequencies),
                value(reading, row, STATEMENT_OWNER), place_of(row)};
}

static void read_group(struct reading *reading, const struct returned_row *row,
        const char *id)
{
    struct statement *statement = reading->statement;
    const char *rationale = value(reading, row, STATEMENT_RATIONALE);
    struct statement_group *group;

    for (size_t i = 0; i < statement->group_count; i++) {
        if (strcmp(statement->groups[i].id, id) == 0) {
            if (!*statement->groups[i].rationale)
                statement->groups[i].rationale = rationale;
            return;
        }
    }
    group = add(reading, &statement->groups, &statement->group_count, sizeof(*group));
    if (group)
        *group = (struct statement_group){id, rationale, place_of(row)};
}

static void read_site(struct reading *reading, const struct returned_row *row,
        struct statement_individual *individual)
{
    const char *name = value(reading, row, STATEMENT_SITE);
    const char *group = value(reading, row, STATEMENT_GROUP);
    struct statement_site *site;

    if (*group)
        read_group(reading, row, group);
    if (!*name && !*group)
        return;
    for (size_t i = 0; i < individual->site_count; i++) {
        if (strcmp(individual->sites[i].name, name) == 0)
            return; /* of another version */
    }
    site = add(reading, &individual->sites, &individual->site_count, sizeof(*site));
    if (site)
        *site = (struct statement_site){name, group, place_of(row)};
}

/* By its title; its id is of our making. */
static struct statement_base *find_base(struct reading *reading,
        const struct returned_row *row, const char *title)
{
    struct statement *statement = reading->statement;
    struct statement_base *base;
    const char *id;

    for (size_t i = 0; i < statement->base_count; i++) {
        if (strcmp(statement->bases[i].title, title) == 0)
            return &statement->bases[i];
    }
    if (!arena_printf(reading->arena, &id, &reading->err, "base-%zu",
                statement->base_count + 1))
        return NULL;
    base = add(reading, &statement->bases, &statement->base_count, sizeof(*base));
    if (base)
        *base = (struct statement_base){.id = id,
                .title = title,
                .evidence = "",
                .place = place_of(row)};
    return base;
}

static void read_validity(struct reading *reading, const struct returned_row *row,
        struct statement_base *base)
{
    const char *registration = value(reading, row, STATEMENT_REGISTRATION);
    const char *from = day(reading, row, STATEMENT_VALID_FROM);
    const char *to = day(reading, row, STATEMENT_VALID_TO);
    struct statement_validity *validity;

    if (!*registration && !*from && !*to)
        return;
    for (size_t i = 0; i < base->validity_count; i++) {
        if (strcmp(base->validities[i].registration, registration) == 0 &&
                strcmp(base->validities[i].from, from) == 0 &&
                strcmp(base->validities[i].to, to) == 0)
            return;
    }
    validity = add(reading, &base->validities, &base->validity_count, sizeof(*validity));
    if (validity)
        *validity = (struct statement_validity){registration, from, to, place_of(row)};
}

static void read_base(struct reading *reading, const struct returned_row *row,
        struct statement_individual *individual)
{
    const char *title = value(reading, row, STATEMENT_BASE);
    const char *evidence = value(reading, row, STATEMENT_EVIDENCE);
    struct statement_base *base = *title ? find_base(reading, row, title) : NULL;

    if (!base)
        return;
    if (*evidence)
        base->evidence = evidence;
    read_validity(reading, row, base);
    if (*individual->base && strcmp(individual->base, base->id) != 0)
        COMPLAIN(reading, row,
                TR("%s inherits from two base services: an individual control has one",
                        "%s の引継ぎ元が二つあります。個別管理策ごとに一つにしてください"),
                individual->id);
    individual->base = base->id;
}

/* ---- the table ---- */

static void read_row(struct reading *reading, const struct returned_row *row)
{
    const char *ref = value(reading, row, STATEMENT_CONTROL);
    struct statement_control *control;
    struct statement_individual *individual;

    if (!*ref) {
        COMPLAIN(reading, row,
                TR("the row names no control (column %s)",
                        "この行に管理策がありません（列「%s」）"),
                statement_table_column(STATEMENT_CONTROL));
        return;
    }
    control = find_control(reading, row, ref);
    if (!control)
        return;
    read_selection(reading, row, control);
    /* A row of a template that nobody has filled in declares the control alone. */
    if (!*value(reading, row, STATEMENT_INDIVIDUAL) &&
            !*value(reading, row, STATEMENT_TEXT) &&
            !*value(reading, row, STATEMENT_BASE) &&
            !*value(reading, row, STATEMENT_SITE) &&
            !*value(reading, row, STATEMENT_VERSION))
        return;
    individual = find_individual(reading, row, control);
    if (!individual)
        return;
    read_version(reading, row, individual);
    read_site(reading, row, individual);
    read_base(reading, row, individual);
}

static void find_columns(const struct returned_table *table,
        size_t places[STATEMENT_COLUMNS])
{
    for (int c = 0; c < STATEMENT_COLUMNS; c++) {
        places[c] = returned_find_column(table, columns[c].en);
        if (places[c] == SIZE_MAX)
            places[c] = returned_find_column(table, columns[c].ja);
    }
}

/* A misspelt column would be an empty one. */
static void judge_columns(struct reading *reading)
{
    const char *names[STATEMENT_COLUMNS + 1] = {NULL};

    for (int c = 0; c < STATEMENT_COLUMNS; c++)
        names[c] = statement_table_column((enum statement_column)c);
    for (size_t i = 0; i < reading->table->column_count; i++) {
        const char *nearest;
        bool is_used = false;

        for (int c = 0; c < STATEMENT_COLUMNS; c++)
            is_used = is_used || reading->places[c] == i;
        if (is_used)
            continue;
        nearest = text_find_nearest(reading->table->columns[i], names);
        complaint_add(reading->complaints, COMPLAINT_WARNING, reading->file, 1, 1,
                TR("column '%s' is not of a statement and is not read%s%s%s",
                        "列「%s」は言明書の列ではないため、読みません%s%s%s"),
                complaint_quote(reading->table->columns[i]).text,
                nearest ? TR("; did you mean '", "。「") : "", nearest ? nearest : "",
                nearest ? TR("'?", "」のことですか") : "");
    }
}

static bool find_table(struct reading *reading, const struct returned_file *returned)
{
    for (size_t i = 0; i < returned->table_count; i++) {
        reading->table = &returned->tables[i];
        find_columns(reading->table, reading->places);
        if (reading->places[STATEMENT_CONTROL] != SIZE_MAX)
            return true;
    }
    complaint_add(reading->complaints, COMPLAINT_ERROR, reading->file, 1, 1,
            TR("no table has the column '%s'; chosho statement --template FILE.xlsx writes one with all columns",
                    "列「%s」のある表がありません。chosho statement --template ファイル.xlsx ですべての列のある様式を作れます"),
            statement_table_column(STATEMENT_CONTROL));
    return false;
}

bool statement_table_read(const char *file, const char *catalogue,
        const struct returned_file *returned, struct arena *arena,
        struct statement *ret_statement, struct complaint_list *complaints)
{
    struct statement statement = {.file = file,
            .catalogue = catalogue,
            .service = "",
            .scope = "",
            .from = "",
            .to = ""};
    struct reading reading = {.file = file,
            .arena = arena,
            .complaints = complaints,
            .statement = &statement};
    size_t errors = complaints->errors;

    if (!find_table(&reading, returned))
        return false;
    judge_columns(&reading);
    for (size_t i = 0; i < reading.table->row_count && reading.err.code == ERROR_NONE;
            i++)
        read_row(&reading, &reading.table->rows[i]);
    if (reading.err.code != ERROR_NONE)
        complaint_add(complaints, COMPLAINT_ERROR, file, 1, 1, "%s", reading.err.message);
    *ret_statement = statement;
    return complaints->errors == errors;
}
