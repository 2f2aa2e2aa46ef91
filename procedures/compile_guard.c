#include "procedures/compile_guard.h"

#include "procedures/compile_check.h"
#include "procedures/sqlwriter.h"

#define KEYS_MAX 8

/* Pairs of columns that are one key together. */
struct key {
    struct procedure_operand left[KEYS_MAX], right[KEYS_MAX];
    size_t count;
    int floor;
};

static bool is_of(const struct procedure_operand *operand,
        const struct procedure_item *item)
{
    return operand->item == item;
}

/* Column number i of a key is "k<i>" in all of the guard's own tables. */
static void put_column(struct sqlwriter *writer, const struct procedure_operand *operand,
        size_t i)
{
    sqlwriter_put(writer, "\"%s\" AS k%zu", operand->name, i);
}

/* Only what can be a key: there, readable, not blank. */
static void put_usable(struct sqlwriter *writer, const struct procedure_operand *operand)
{
    if (operand->type == PROGRAM_TEXT)
        sqlwriter_put(writer, "trim(\"%s\", " COMPILE_CHECK_BLANKS ") <> ''",
                operand->name);
    else
        sqlwriter_put(writer, "typeof(\"%s\") NOT IN ('null', 'blob')", operand->name);
}

/* A table of the distinct keys that one item holds, of the columns that are its own. */
static void put_keys(struct sqlwriter *writer, const char *name,
        const struct procedure_operand *operands, size_t count,
        const struct procedure_item *item)
{
    const char *comma = "";

    sqlwriter_put(writer, "%s AS (SELECT DISTINCT ", name);
    for (size_t i = 0; i < count; i++) {
        if (!is_of(&operands[i], item))
            continue;
        sqlwriter_put(writer, "%s", comma);
        put_column(writer, &operands[i], i);
        comma = ", ";
    }
    sqlwriter_put(writer, " FROM \"%s\" WHERE ", item->id);
    comma = "";
    for (size_t i = 0; i < count; i++) {
        if (!is_of(&operands[i], item))
            continue;
        sqlwriter_put(writer, "%s", comma);
        put_usable(writer, &operands[i]);
        comma = " AND ";
    }
    sqlwriter_put(writer, ")\n");
}

static void put_places(struct sqlwriter *writer, const struct key *key,
        const struct procedure_item *item)
{
    const char *comma = "";

    for (size_t i = 0; i < key->count; i++) {
        if (!is_of(&key->left[i], item))
            continue;
        sqlwriter_put(writer, "%sk%zu", comma, i);
        comma = ", ";
    }
}

/* The other item on the left (of a grid); NULL where there is one alone. */
static const struct procedure_item *second_item(const struct key *key)
{
    for (size_t i = 1; i < key->count; i++) {
        if (!is_of(&key->left[i], key->left[0].item))
            return key->left[i].item;
    }
    return NULL;
}

/* Keys are sets, and a key met on one side is met on the other: one count of those in
 * both. Of a grid the left keys are all combinations; they are counted without being
 * made. */
static void put_guard(struct sqlwriter *writer, const struct key *key)
{
    const struct procedure_item *first = key->left[0].item, *second = second_item(key);

    sqlwriter_put(writer, "WITH ");
    put_keys(writer, "_a", key->left, key->count, first);
    if (second) {
        sqlwriter_put(writer, ", ");
        put_keys(writer, "_b", key->left, key->count, second);
    }
    sqlwriter_put(writer, ", ");
    put_keys(writer, "_r", key->right, key->count, key->right[0].item);
    sqlwriter_put(writer, ", _m AS (SELECT count(*) AS met FROM _r WHERE (");
    put_places(writer, key, first);
    sqlwriter_put(writer, ") IN (SELECT ");
    put_places(writer, key, first);
    sqlwriter_put(writer, " FROM _a)");
    if (second) {
        sqlwriter_put(writer, " AND (");
        put_places(writer, key, second);
        sqlwriter_put(writer, ") IN (SELECT ");
        put_places(writer, key, second);
        sqlwriter_put(writer, " FROM _b)");
    }
    sqlwriter_put(writer,
            ")\nSELECT (SELECT count(*) FROM _a)%s AS \"left\", met AS \"left_met\","
            " (SELECT count(*) FROM _r) AS \"right\", met AS \"right_met\"\nFROM _m",
            second ? " * (SELECT count(*) FROM _b)" : "");
}

static bool write_names(const struct procedure_operand *operands, size_t count,
        struct arena *arena, const char **ret_names, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;

    for (size_t i = 0; i < count; i++)
        sqlwriter_put(&writer, "%s%s.%s", i ? " " : "", operands[i].item->id,
                operands[i].name);
    return sqlwriter_finish(&writer, arena, ret_names, err);
}

static bool make_guard(const struct key *key, struct arena *arena,
        struct program_guard *guard, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;

    put_guard(&writer, key);
    guard->floor_percent = key->floor > 0 ? (uint32_t)key->floor : 0;
    return write_names(key->left, key->count, arena, &guard->left, err) &&
            write_names(key->right, key->count, arena, &guard->right, err) &&
            sqlwriter_finish(&writer, arena, &guard->sql, err);
}

static bool add(const struct key *key, struct arena *arena, struct program_guard *guards,
        uint32_t *count, struct error *err)
{
    if (!make_guard(key, arena, &guards[*count], err))
        return false;
    (*count)++;
    return true;
}

static bool add_check(const struct procedure_check *check, struct arena *arena,
        struct program_guard *guards, uint32_t *count, struct error *err)
{
    struct key whole = {.floor = check->keys_met};

    for (size_t i = 0; i < check->same_count && i < KEYS_MAX; i++) {
        struct key single = {.count = 1, .floor = check->same[i].keys_met};

        if (check->same[i].record.item == &procedure_cells)
            continue; /* expected, not delivered: that it is not met is the exception */
        whole.left[whole.count] = single.left[0] = check->same[i].record;
        whole.right[whole.count] = single.right[0] = check->same[i].counterpart;
        whole.count++;
        if (single.floor != PROCEDURE_KEYS_UNSAID &&
                !add(&single, arena, guards, count, err))
            return false;
    }
    if (whole.count == 0 || check->keys_met == PROCEDURE_KEYS_UNGUARDED)
        return true;
    return add(&whole, arena, guards, count, err);
}

static size_t count_guards(const struct procedure_test *test)
{
    size_t count = test->key_count;

    for (size_t i = 0; i < test->check_count; i++)
        count += test->checks[i].same_count + 1;
    for (size_t i = 0; i < test->alternative_count; i++)
        count += test->alternatives[i].checks[0].same_count + 1;
    return count;
}

bool compile_guard_list(const struct procedure_test *test, struct arena *arena,
        struct program_guard **ret_guards, uint32_t *ret_count, struct error *err)
{
    struct program_guard *guards;
    uint32_t count = 0;

    if (!arena_allocate(arena, (count_guards(test) + 1) * sizeof(*guards), &guards, err))
        return false;
    for (size_t i = 0; i < test->check_count; i++) {
        if (!add_check(&test->checks[i], arena, guards, &count, err))
            return false;
    }
    for (size_t i = 0; i < test->alternative_count; i++) {
        if (!add_check(&test->alternatives[i].checks[0], arena, guards, &count, err))
            return false;
    }
    for (size_t i = 0; i < test->key_count; i++) {
        const struct key key = {.left = {test->keys[i].left},
                .right = {test->keys[i].right},
                .count = 1};

        if (!add(&key, arena, guards, &count, err))
            return false;
    }
    *ret_guards = guards;
    *ret_count = count;
    return true;
}
