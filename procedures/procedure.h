/* procedure.h - a procedure as the program sees it: what load.c makes, lint.c judges,
 * compile.c turns to SQL
 *
 * Everything lives in the arena it was loaded into, the XML tree it came from too: `node`
 * tells the place for messages. Pointers between parts are resolved; a procedure that was
 * loaded without a complaint has no NULL where a comment does not say so. */
#ifndef CHOSHO_PROCEDURE_H
#define CHOSHO_PROCEDURE_H

#include "engine/base/program.h"
#include "engine/base/text.h"
#include "engine/base/xml.h"

#define PROCEDURE_NAMESPACE "urn:chosho:procedure:1"

/* The same sentence in both languages, by enum text_language; NULL where it is not
 * written. */
struct procedure_text {
    const char *in[2];
};

struct procedure_control {
    const char *catalogue; /* "ismap-2022" */
    const char *ref;       /* the control's label: "9.2.6" */
    const struct xml_node *node;
};

/* An entry of a map parameter. */
struct procedure_entry {
    const char *key;   /* NULL: <otherwise>; else without what makes no difference */
    const char *value; /* as programs carry it */
};

struct procedure_parameter {
    const char *name; /* without the colon */
    enum program_type type;
    const char *value; /* of a map: its entries, as parameter_map.h writes them */
    bool is_map;       /* by="text": a value for each key */
    struct procedure_entry *entries;
    size_t entry_count;
    struct procedure_text title;
    const struct xml_node *node;
};

struct procedure_column {
    const char *name;
    enum program_type type;
    bool key;                    /* what identifies a record */
    bool shown;                  /* with each exception; keys are, too */
    bool sensitive;              /* masked in what leaves the firm (engine/run/mask.h) */
    struct procedure_text title; /* may be missing: the name stands for it */
    const struct xml_node *node;
};

/* An evidence item: the procedure's own, or a shared one under the name it has here. */
struct procedure_item {
    const char *id;     /* the table's name in SQL */
    const char *source; /* the name bindings use: "shared:leavers", or the id */
    const char *class;  /* regulation, design-record, record, setting, facility */
    struct procedure_text title;
    bool optional;
    uint64_t min_records;
    struct procedure_column *columns;
    size_t column_count;
    const struct xml_node *node;
};

struct procedure_population {
    const char *id;
    struct procedure_text title;       /* may be missing */
    const struct procedure_item *from; /* NULL for a grid */
    const struct procedure_column *at; /* NULL: not divided by the period */
    unsigned tail_days; /* tail=: so long behind `at` a record need not hold yet; 0 */
    bool is_missing_filtered; /* at-missing="filtered" */
    const char *where;        /* SQL over the item's columns; NULL for all */
    const struct procedure_population *each[2]; /* of a grid; NULL otherwise */
    const char *cell;     /* of a grid with time as an axis: "quarter"; NULL otherwise */
    const char *calendar; /* of a grid of business days; NULL otherwise */
    const struct procedure_column *in_service[2]; /* from and to when the record is to
                                                     have cells; NULL: not limited */
    size_t axis_count;                            /* words of each=; 0 for no grid */
    const struct xml_node *node;
};

/* A named query; its first column is record_id. */
struct procedure_relation {
    const char *id;
    const char *sql;
    const struct xml_node *node;
};

enum procedure_check_kind {
    PROCEDURE_FILLED,
    PROCEDURE_ONE_OF,
    PROCEDURE_MATCHES,
    PROCEDURE_ORDERED,
    PROCEDURE_WITHIN,
    PROCEDURE_DIFFERS,
    PROCEDURE_MATCH,
    PROCEDURE_ABSENT,
    PROCEDURE_EQUAL,  /* what differs is not */
    PROCEDURE_INSIDE, /* a bound of match, absent and alternative */
    PROCEDURE_UNIQUE, /* this and the next look at the whole population: one a test */
    PROCEDURE_NO_GAP,
    PROCEDURE_COUNT,
    PROCEDURE_COVERS, /* of a grid of time: so many records in each cell */
    PROCEDURE_SPANS,  /* covers of a population: these and those below are set checks */
    PROCEDURE_PAIRS,
    PROCEDURE_RECONCILES,
    PROCEDURE_TOTAL,
};

/* What a check compares: a column of the tested record, of its counterpart (in match and
 * absent), or a parameter. */
enum procedure_side {
    PROCEDURE_RECORD,
    PROCEDURE_COUNTERPART,
    PROCEDURE_PARAMETER,
    PROCEDURE_FOUND, /* a column of what a match of the test picked; in alternatives */
};

struct procedure_check;

struct procedure_operand {
    enum procedure_side side;
    const char *name; /* of the column, or the parameter without its colon */
    enum program_type type;
    const struct procedure_column *column; /* NULL for a parameter */
    const struct procedure_item *item;     /* whose column; NULL for a parameter */
    const struct procedure_check *found;   /* the match; NULL but for PROCEDURE_FOUND */
};

/* What a check says of a record that has no value in a column it compares. */
enum procedure_missing { PROCEDURE_DEVIATES, PROCEDURE_ALLOWED, PROCEDURE_UNDECIDABLE };

enum procedure_unit {
    PROCEDURE_SECONDS,
    PROCEDURE_MINUTES,
    PROCEDURE_HOURS,
    PROCEDURE_DAYS,
    PROCEDURE_BUSINESS_DAYS
};

enum procedure_pick { PROCEDURE_ANY, PROCEDURE_ALL, PROCEDURE_FIRST, PROCEDURE_LATEST };

#define PROCEDURE_KEYS_UNGUARDED (-1) /* keys-met="none" */
#define PROCEDURE_KEYS_UNSAID (-2)    /* a `same` without keys-met */

/* A pair of columns that must be equal. */
struct procedure_same {
    struct procedure_operand record, counterpart;
    int keys_met; /* percent, 0 at least one; PROCEDURE_KEYS_UNSAID */
    const struct xml_node *node;
};

/* A bound that a map gives by a column of the tested record. */
struct procedure_map_use {
    const struct procedure_parameter *parameter;
    struct procedure_operand key;
};

struct procedure_check {
    enum procedure_check_kind kind;
    const char *name;                   /* the element's: "one-of" */
    struct procedure_operand *operands; /* filled, ordered, differs, unique: all; one-of,
                                           matches, no-gap: one; within: from and to */
    size_t operand_count;
    enum procedure_missing missing;
    const char **values; /* one-of */
    size_t value_count;
    const char *pattern;   /* matches: as compiled, anchored at both ends */
    bool is_equal_refused; /* ordered */
    const char
            *at_most; /* within, no-gap: a number or ":parameter"; NULL: no such bound */
    const char *at_least;                                 /* within */
    struct procedure_map_use *at_most_map, *at_least_map; /* within; NULL: no map */
    enum procedure_unit unit;
    bool is_negative_allowed; /* within */
    const char *calendar;     /* within, of business days; NULL otherwise */
    int64_t before, after; /* inside: seconds that the counterpart's span is longer by */
    bool is_end_open;      /* inside: a span without an end goes on */
    bool is_union;         /* match: its counterparts cover the record's span together */
    bool is_day_zero_next; /* likewise: the first business day after `from` is 0 */
    struct procedure_operand
            *by; /* no-gap, count: the groups; match: one, what first and latest go by */
    size_t by_count;
    const char *min, *max; /* count: a number or ":parameter"; NULL: no such bound */

    /* match and absent */
    const struct procedure_item *evidence;
    const struct procedure_population
            *among; /* where evidence names a population; NULL otherwise */
    enum procedure_pick pick;
    struct procedure_operand
            *limit; /* match: not-after (latest) or not-before (first); NULL for none */
    struct procedure_same *same;
    size_t same_count;
    struct procedure_check *bounds;
    size_t bound_count;
    int keys_met;        /* percent, 0 at least one; PROCEDURE_KEYS_UNGUARDED */
    bool is_alternative; /* match: a route that another check's exceptions may take */

    /* covers: evidence, same, at_least, by (when: a column of the counterpart). Of spans:
     * operands (from, to), by (groups). pairs: operands (at, kind), values (open, close),
     * by (key), at_most in seconds. reconciles: evidence, same, bounds. total: evidence,
     * same, by (the stated value), operands (the column that is added up; none: records
     * are counted). */
    bool is_open_end;       /* spans: no end is none yet, and not unknown */
    bool is_edge_deviating; /* pairs: also what the period's edge may have cut off */
    const char *cell;       /* reconciles: both lie in the same "quarter"; NULL */
    const struct procedure_column *cell_at[2]; /* by these, record's and counterpart's */

    struct procedure_text finding; /* the default text of this check */
    const struct xml_node *node;
};

/* Two columns of evidence items that an author's SQL joins, to be counted before its
 * answer is believed. */
struct procedure_key_pair {
    struct procedure_operand left, right;
};

/* A route that the procedure declares for what deviates: every check must hold. */
struct procedure_alternative {
    const char *id;
    struct procedure_text title;
    struct procedure_check *checks; /* one match where it looks into other evidence */
    size_t check_count;
    const struct xml_node *node;
};

struct procedure_test {
    const char *id;
    const char *technique; /* inquiry, inspection, observation, reperformance */
    struct procedure_text title;
    const struct procedure_population *over;
    struct procedure_check *checks; /* NULL for SQL */
    size_t check_count;
    struct procedure_alternative *alternatives;
    size_t alternative_count;
    const char *sql; /* of <exceptions>; NULL otherwise */
    const struct xml_node *sql_node;
    const struct procedure_item *subject; /* whose record_id the SQL yields */
    struct procedure_key_pair *keys;
    size_t key_count;
    bool is_unguarded;             /* keys="none" */
    struct procedure_text finding; /* the author's, or made of the checks' defaults */
    bool is_finding_default;
    const struct xml_node *node;
};

/* What a step's answers are given for, one each. */
enum procedure_each {
    PROCEDURE_ONCE,
    PROCEDURE_EACH_QUARTER,
    PROCEDURE_EACH_MONTH,
    PROCEDURE_EACH_RECORD, /* of a population */
    PROCEDURE_EACH_PICKED, /* item of a sample */
};

struct procedure_inspect {
    const char *class; /* as of evidence items */
    struct procedure_text title;
    const struct xml_node *node;
};

struct procedure_ask {
    struct procedure_text title; /* a role at the client */
    const struct xml_node *node;
};

struct procedure_option {
    const char *value;
    struct procedure_text
            title; /* may be missing where the engine has words of its own */
    const struct xml_node *node; /* NULL: from options= */
};

enum procedure_answer_type {
    PROCEDURE_ANSWER_TEXT,
    PROCEDURE_ANSWER_CHOICE,
    PROCEDURE_ANSWER_NUMBER,
    PROCEDURE_ANSWER_DATE
};

/* One answer of a step. Bounds are as written: a value, or ':' and a parameter's name;
 * NULL where there is none. */
struct procedure_answer {
    const char *id;
    enum procedure_answer_type type;
    struct procedure_text title;
    struct procedure_option *options; /* of a choice */
    size_t option_count;
    const char **expected; /* options, or one number; none: nothing is expected */
    size_t expected_count;
    const char *at_least, *at_most;     /* number */
    const char *not_before, *not_after; /* date */
    bool optional;
    const struct xml_node *node;
};

/* A manual step. */
struct procedure_step {
    const char *id;
    const char *technique;
    const char *role; /* preparer, reviewer */
    enum procedure_each each;
    const char *of; /* the population's or sample's id; NULL for the others */
    struct procedure_text title;
    struct procedure_text instruction;
    struct procedure_inspect *inspects;
    size_t inspect_count;
    struct procedure_ask *asks;
    size_t ask_count;
    bool has_document;
    struct procedure_answer *answers;
    size_t answer_count;
    uint64_t min_attachments;
    struct procedure_text finding; /* may be missing: the fact recorded stands for it */
    const struct xml_node *node;
};

#define PROCEDURE_SAMPLE_METHODS "rank systematic stratified all listed"

enum procedure_sample_method {
    PROCEDURE_SAMPLE_RANK,
    PROCEDURE_SAMPLE_SYSTEMATIC,
    PROCEDURE_SAMPLE_STRATIFIED,
    PROCEDURE_SAMPLE_ALL,
    PROCEDURE_SAMPLE_LISTED
};

enum procedure_sample_rule {
    PROCEDURE_SIZE_NUMBER,     /* `size` is one, or ":parameter" */
    PROCEDURE_SIZE_FREQUENCY,  /* the firm's table, by how often the control operates */
    PROCEDURE_SIZE_ATTRIBUTES, /* attribute sampling */
    PROCEDURE_SIZE_ALL
};

/* What is looked at for each item of a sample. */
struct procedure_attribute {
    const char *id;
    const char *document; /* asked of the client for each item; NULL: none */
    struct procedure_text title;
    struct procedure_text finding; /* may be missing */
    const struct xml_node *node;
};

struct procedure_sample {
    const char *id;
    const struct procedure_population *of;
    struct procedure_text title;
    enum procedure_sample_method method;
    enum procedure_sample_rule rule;
    const char *size;                  /* as written */
    const struct procedure_column *by; /* of a stratified one; NULL otherwise */
    const char *tolerable, *risk, *allowed, *expected, *model; /* as written, or NULL */
    struct procedure_attribute *attributes;
    size_t attribute_count;
    const struct xml_node *node;
};

struct procedure {
    const char *file; /* for messages */
    const char *id;
    const char *version;
    const char *phase;  /* design, operating */
    bool is_engagement; /* scope="engagement": without a control */
    struct procedure_text title;
    struct procedure_control *controls;
    size_t control_count;
    struct procedure_parameter *parameters;
    size_t parameter_count;
    struct procedure_item *items;
    size_t item_count;
    struct procedure_population *populations;
    size_t population_count;
    struct procedure_relation *relations;
    size_t relation_count;
    struct procedure_test *tests;
    size_t test_count;
    struct procedure_step *steps;
    size_t step_count;
    struct procedure_sample *samples;
    size_t sample_count;
    const struct xml_node *node;
};

/* NULL where there is none of that name (also for a NULL name). */
const struct procedure_item *procedure_find_item(const struct procedure *procedure,
        const char *id);
const struct procedure_population *
procedure_find_population(const struct procedure *procedure, const char *id);
const struct procedure_relation *
procedure_find_relation(const struct procedure *procedure, const char *id);
const struct procedure_parameter *
procedure_find_parameter(const struct procedure *procedure, const char *name);
const struct procedure_test *procedure_find_test(const struct procedure *procedure,
        const char *id);
const struct procedure_sample *procedure_find_sample(const struct procedure *procedure,
        const char *id);
const struct procedure_step *procedure_find_step(const struct procedure *procedure,
        const char *id);

/* The columns that a cell of time has: cell ("2025-Q2"), cell_start, cell_end (days). As
 * an item it is none of the procedure's. */
extern const struct procedure_item procedure_cells;

/* A column of an item by name; NULL where there is none, or no item. */
const struct procedure_column *procedure_find_column(const struct procedure_item *item,
        const char *name);

/* The text in a language, or the other one where it is missing; NULL where both are. */
const char *procedure_text_in(const struct procedure_text *text,
        enum text_language language);

/* "rank", "systematic" ... */
const char *procedure_sample_method_name(enum procedure_sample_method method);

/* As the check names its counterpart: evidence=, of reconciles with=; NULL for none. */
const char *procedure_counterpart_name(const struct procedure_check *check);

/* unique, no-gap, count, and covers, pairs, reconciles, total over a population. */
bool procedure_is_set_check(enum procedure_check_kind kind);

#endif
