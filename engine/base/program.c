#include "engine/base/program.h"

#include <string.h>

#include "engine/base/text.h"

/* First in the bytes: a program packed by another version of the struct is no program
 * here. */
#define PROGRAM_MARK UINT32_C(0x31504843) /* "CHP1" */

/* A library of SQL is kilobytes; what is more is not one of ours. */
#define PROGRAM_BYTES_MAX ((size_t)64 << 20)

/* The least bytes each thing can take packed: what unpack_count() divides by. */
#define TEXT_MIN 4
#define COLUMN_MIN (TEXT_MIN + 2)
#define ITEM_MIN (2 * TEXT_MIN + 1 + 8 + 4)
#define PARAMETER_MIN (2 * TEXT_MIN + 1)
#define POPULATION_MIN (2 * TEXT_MIN + 1 + 4)
#define GUARD_MIN (3 * TEXT_MIN + 4)
#define CALENDAR_MIN (3 * TEXT_MIN + 8)
#define TEST_MIN (5 * TEXT_MIN + 1 + 5 * 4 + 3 * 4)

static const char *const type_names[] = {
        [PROGRAM_TEXT] = "text",
        [PROGRAM_DATE] = "date",
        [PROGRAM_TIMESTAMP] = "timestamp",
        [PROGRAM_NUMBER] = "number",
        [PROGRAM_BOOLEAN] = "boolean",
        [PROGRAM_IP] = "ip",
};

bool program_column_is_vital(const struct program_column *column)
{
    return column->key || column->shown;
}

bool program_find_type(const char *name, enum program_type *ret_type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(type_names); i++) {
        if (strcmp(name, type_names[i]) == 0) {
            *ret_type = (enum program_type)i;
            return true;
        }
    }
    return false;
}

const char *program_type_name(enum program_type type)
{
    return type_names[type];
}

static bool pack_texts(const char *const *texts, uint32_t count, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, count, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!pack_text(buf, texts[i], err))
            return false;
    }
    return true;
}

/* 0, 1: a key, 2: shown */
static uint8_t pack_use(const struct program_column *column)
{
    return column->key ? 1 : column->shown ? 2 : 0;
}

bool program_pack_columns(const struct program_column *columns, uint32_t count,
        struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, count, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!pack_text(buf, columns[i].name, err) ||
                !pack_u8(buf, (uint8_t)columns[i].type, err) ||
                !pack_u8(buf, pack_use(&columns[i]), err))
            return false;
    }
    return true;
}

const char *program_item_title(const struct program_item *item)
{
    enum text_language language = text_language();
    const char *title = item->title[language];

    if (!title)
        title = item->title[language == TEXT_JA ? TEXT_EN : TEXT_JA];
    return title ? title : item->source;
}

static bool pack_item(const struct program_item *item, struct buf *buf, struct error *err)
{
    return pack_text(buf, item->id, err) && pack_text(buf, item->source, err) &&
            pack_u8(buf, item->optional, err) && pack_u64(buf, item->min_records, err) &&
            program_pack_columns(item->columns, item->column_count, buf, err);
}

static bool pack_parameter(const struct program_parameter *parameter, struct buf *buf,
        struct error *err)
{
    return pack_text(buf, parameter->name, err) &&
            pack_u8(buf, (uint8_t)parameter->type, err) &&
            pack_text(buf, parameter->value, err);
}

static bool pack_population(const struct program_population *population, struct buf *buf,
        struct error *err)
{
    return pack_text(buf, population->id, err) &&
            pack_u8(buf, (uint8_t)population->cells, err) &&
            pack_text(buf, population->sql, err) &&
            pack_texts(population->items, population->item_count, buf, err);
}

static bool pack_guard(const struct program_guard *guard, struct buf *buf,
        struct error *err)
{
    return pack_text(buf, guard->left, err) && pack_text(buf, guard->right, err) &&
            pack_text(buf, guard->sql, err) && pack_u32(buf, guard->floor_percent, err);
}

static bool pack_guards(const struct program_test *test, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, test->guard_count, err))
        return false;
    for (uint32_t i = 0; i < test->guard_count; i++) {
        if (!pack_guard(&test->guards[i], buf, err))
            return false;
    }
    return true;
}

static bool pack_test(const struct program_test *test, struct buf *buf, struct error *err)
{
    return pack_text(buf, test->id, err) && pack_text(buf, test->technique, err) &&
            pack_text(buf, test->population, err) &&
            pack_u8(buf, test->each_record, err) && pack_text(buf, test->sql, err) &&
            pack_text(buf, test->values_sql, err) &&
            pack_texts(test->shown, test->shown_count, buf, err) &&
            pack_texts(test->checks, test->check_count, buf, err) &&
            pack_texts(test->alternatives, test->alternative_count, buf, err) &&
            pack_texts(test->items, test->item_count, buf, err) &&
            pack_guards(test, buf, err) && pack_u32(buf, test->sql_line, err) &&
            pack_u32(buf, test->sql_column, err) && pack_u32(buf, test->sql_prefix, err);
}

static bool pack_items(const struct program *program, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, program->item_count, err))
        return false;
    for (uint32_t i = 0; i < program->item_count; i++) {
        if (!pack_item(&program->items[i], buf, err))
            return false;
    }
    return true;
}

static bool pack_parameters(const struct program *program, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, program->parameter_count, err))
        return false;
    for (uint32_t i = 0; i < program->parameter_count; i++) {
        if (!pack_parameter(&program->parameters[i], buf, err))
            return false;
    }
    return true;
}

static bool pack_populations(const struct program *program, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, program->population_count, err))
        return false;
    for (uint32_t i = 0; i < program->population_count; i++) {
        if (!pack_population(&program->populations[i], buf, err))
            return false;
    }
    return true;
}

static bool pack_tests(const struct program *program, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, program->test_count, err))
        return false;
    for (uint32_t i = 0; i < program->test_count; i++) {
        if (!pack_test(&program->tests[i], buf, err))
            return false;
    }
    return true;
}

static bool pack_calendars(const struct program *program, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, program->calendar_count, err))
        return false;
    for (uint32_t i = 0; i < program->calendar_count; i++) {
        const struct program_calendar *calendar = &program->calendars[i];

        if (!pack_text(buf, calendar->id, err) ||
                !pack_text(buf, calendar->version, err) ||
                !pack_u64(buf, (uint64_t)calendar->first_day, err) ||
                !pack_text(buf, calendar->days, err))
            return false;
    }
    return true;
}

bool program_pack(const struct program *program, struct buf *buf, struct error *err)
{
    return pack_u32(buf, PROGRAM_MARK, err) && pack_text(buf, program->id, err) &&
            pack_text(buf, program->version, err) && pack_items(program, buf, err) &&
            pack_parameters(program, buf, err) && pack_populations(program, buf, err) &&
            pack_tests(program, buf, err) &&
            pack_texts(program->patterns, program->pattern_count, buf, err) &&
            pack_calendars(program, buf, err);
}

/* A text that must be there. */
static const char *take_text(struct unpack *unpack, struct arena *arena)
{
    const char *text = unpack_text(unpack, arena);

    if (!text)
        unpack->failed = true;
    return text;
}

static bool take_bool(struct unpack *unpack)
{
    uint8_t value = unpack_u8(unpack);

    if (value > 1)
        unpack->failed = true;
    return value == 1;
}

static enum program_type take_type(struct unpack *unpack)
{
    uint8_t value = unpack_u8(unpack);

    if (value >= ARRAY_LENGTH(type_names))
        unpack->failed = true;
    return unpack->failed ? PROGRAM_TEXT : (enum program_type)value;
}

/* Reads a count and makes room for as many things; NULL and 0 where there are none or it
 * failed. */
static void *take_array(struct unpack *unpack, struct arena *arena, size_t packed_min,
        size_t size, uint32_t *ret_count)
{
    uint32_t count = unpack_count(unpack, packed_min);
    struct error ignored = {0};
    void *array = NULL;

    *ret_count = 0;
    if (unpack->failed || count == 0)
        return NULL;
    if (!arena_allocate(arena, count * size, &array, &ignored)) {
        unpack->failed = true;
        return NULL;
    }
    *ret_count = count;
    return array;
}

static const char **take_texts(struct unpack *unpack, struct arena *arena,
        uint32_t *ret_count)
{
    const char **texts = take_array(unpack, arena, TEXT_MIN, sizeof(*texts), ret_count);

    for (uint32_t i = 0; i < *ret_count; i++)
        texts[i] = take_text(unpack, arena);
    return texts;
}

static void take_use(struct unpack *unpack, struct program_column *column)
{
    uint8_t use = unpack_u8(unpack);

    if (use > 2)
        unpack->failed = true;
    column->key = use == 1;
    column->shown = use == 2;
}

struct program_column *program_unpack_columns(struct unpack *unpack, struct arena *arena,
        uint32_t *ret_count)
{
    struct program_column *columns = take_array(unpack, arena, COLUMN_MIN,
            sizeof(*columns), ret_count);

    for (uint32_t i = 0; i < *ret_count; i++) {
        columns[i].name = take_text(unpack, arena);
        columns[i].type = take_type(unpack);
        take_use(unpack, &columns[i]);
    }
    return columns;
}

static void take_items(struct unpack *unpack, struct arena *arena,
        struct program *program)
{
    program->items = take_array(unpack, arena, ITEM_MIN, sizeof(*program->items),
            &program->item_count);
    for (uint32_t i = 0; i < program->item_count; i++) {
        struct program_item *item = &program->items[i];

        item->id = take_text(unpack, arena);
        item->source = take_text(unpack, arena);
        item->optional = take_bool(unpack);
        item->min_records = unpack_u64(unpack);
        item->columns = program_unpack_columns(unpack, arena, &item->column_count);
    }
}

static void take_parameters(struct unpack *unpack, struct arena *arena,
        struct program *program)
{
    program->parameters = take_array(unpack, arena, PARAMETER_MIN,
            sizeof(*program->parameters), &program->parameter_count);
    for (uint32_t i = 0; i < program->parameter_count; i++) {
        program->parameters[i].name = take_text(unpack, arena);
        program->parameters[i].type = take_type(unpack);
        program->parameters[i].value = unpack_text(unpack, arena);
    }
}

static enum program_cells take_cells(struct unpack *unpack)
{
    uint8_t cells = unpack_u8(unpack);

    if (cells > PROGRAM_CELLS_BESIDE)
        unpack->failed = true;
    return unpack->failed ? PROGRAM_NO_CELLS : (enum program_cells)cells;
}

static void take_populations(struct unpack *unpack, struct arena *arena,
        struct program *program)
{
    program->populations = take_array(unpack, arena, POPULATION_MIN,
            sizeof(*program->populations), &program->population_count);
    for (uint32_t i = 0; i < program->population_count; i++) {
        struct program_population *population = &program->populations[i];

        population->id = take_text(unpack, arena);
        population->cells = take_cells(unpack);
        population->sql = take_text(unpack, arena);
        population->items = take_texts(unpack, arena, &population->item_count);
    }
}

static void take_guards(struct unpack *unpack, struct arena *arena,
        struct program_test *test)
{
    test->guards = take_array(unpack, arena, GUARD_MIN, sizeof(*test->guards),
            &test->guard_count);
    for (uint32_t i = 0; i < test->guard_count; i++) {
        struct program_guard *guard = &test->guards[i];

        guard->left = take_text(unpack, arena);
        guard->right = take_text(unpack, arena);
        guard->sql = take_text(unpack, arena);
        guard->floor_percent = unpack_u32(unpack);
    }
}

static void take_test(struct unpack *unpack, struct arena *arena,
        struct program_test *test)
{
    test->id = take_text(unpack, arena);
    test->technique = unpack_text(unpack, arena);
    test->population = unpack_text(unpack, arena);
    test->each_record = take_bool(unpack);
    test->sql = take_text(unpack, arena);
    test->values_sql = unpack_text(unpack, arena);
    test->shown = take_texts(unpack, arena, &test->shown_count);
    test->checks = take_texts(unpack, arena, &test->check_count);
    test->alternatives = take_texts(unpack, arena, &test->alternative_count);
    test->items = take_texts(unpack, arena, &test->item_count);
    take_guards(unpack, arena, test);
    test->sql_line = unpack_u32(unpack);
    test->sql_column = unpack_u32(unpack);
    test->sql_prefix = unpack_u32(unpack);
    if (!unpack->failed && test->sql_prefix > strlen(test->sql))
        unpack->failed = true;
}

static void take_tests(struct unpack *unpack, struct arena *arena,
        struct program *program)
{
    program->tests = take_array(unpack, arena, TEST_MIN, sizeof(*program->tests),
            &program->test_count);
    for (uint32_t i = 0; i < program->test_count; i++)
        take_test(unpack, arena, &program->tests[i]);
}

/* Days of the years 1 to 9999 alone: what is computed with them cannot overflow. */
#define CALENDAR_DAY_MAX (9999 * INT64_C(366))

static void take_calendars(struct unpack *unpack, struct arena *arena,
        struct program *program)
{
    program->calendars = take_array(unpack, arena, CALENDAR_MIN,
            sizeof(*program->calendars), &program->calendar_count);
    for (uint32_t i = 0; i < program->calendar_count; i++) {
        struct program_calendar *calendar = &program->calendars[i];

        calendar->id = take_text(unpack, arena);
        calendar->version = take_text(unpack, arena);
        calendar->first_day = (int64_t)unpack_u64(unpack);
        calendar->days = take_text(unpack, arena);
        if (calendar->first_day < -CALENDAR_DAY_MAX ||
                calendar->first_day > CALENDAR_DAY_MAX)
            unpack->failed = true;
        if (unpack->failed)
            return;
        calendar->day_count = (uint32_t)strlen(calendar->days);
        unpack->failed = strspn(calendar->days, "oc") != calendar->day_count;
    }
}

bool program_unpack(struct unpack *unpack, struct arena *arena,
        struct program *ret_program, struct error *err)
{
    struct program program = {0};

    if (unpack_u32(unpack) != PROGRAM_MARK)
        unpack->failed = true;
    program.id = take_text(unpack, arena);
    program.version = unpack_text(unpack, arena);
    take_items(unpack, arena, &program);
    take_parameters(unpack, arena, &program);
    take_populations(unpack, arena, &program);
    take_tests(unpack, arena, &program);
    program.patterns = take_texts(unpack, arena, &program.pattern_count);
    take_calendars(unpack, arena, &program);
    if (unpack->failed)
        return error_set(err, ERROR_LOST,
                TR("these bytes are no packed program: they are damaged, or of another version of chosho",
                        "プログラムとして読めないデータです。壊れているか、別の版の chosho のものです"));
    *ret_program = program;
    return true;
}

bool program_digest(const struct program *program, struct digest *ret_digest,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(PROGRAM_BYTES_MAX);

    return program_pack(program, &bytes, err) &&
            digest_of(bytes.data, bytes.size, ret_digest, err);
}
