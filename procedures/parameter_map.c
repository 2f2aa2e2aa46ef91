#include "procedures/parameter_map.h"

#include <string.h>

#include "engine/base/text.h"
#include "procedures/compile_check.h"
#include "procedures/parameter.h"

#define ENTRIES_MAX 200
#define TEXT_MAX ((size_t)64 << 10)
#define ANY "*"

/* What is left of a key where case, width and blanks make no difference. */
static bool make_key(const char *word, size_t size, struct arena *arena,
        const char **ret_key, struct error *err)
{
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(TEXT_MAX);
    CLEANUP(buf_clear) struct buf lower = BUF_INIT(TEXT_MAX);
    const char *begin, *end;

    if (!text_append_folded(&folded, word, size, err) ||
            !text_append_lower(&lower, buf_text(&folded), folded.size, err))
        return false;
    begin = buf_text(&lower);
    end = begin + lower.size;
    begin += strspn(begin, " \t\r\n");
    while (end > begin && strchr(" \t\r\n", end[-1]))
        end--;
    return arena_copy(arena, begin, (size_t)(end - begin), ret_key, err);
}

static struct procedure_entry *find_entry(struct procedure_parameter *parameter,
        const char *key)
{
    for (size_t i = 0; i < parameter->entry_count; i++) {
        const char *other = parameter->entries[i].key;

        if (key ? other && strcmp(other, key) == 0 : !other)
            return &parameter->entries[i];
    }
    return NULL;
}

static bool write_text(struct procedure_parameter *parameter, struct arena *arena,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < parameter->entry_count; i++) {
        const struct procedure_entry *entry = &parameter->entries[i];

        if (!buf_printf(&text, err, "%s%s=%s", i ? "; " : "",
                    entry->key ? entry->key : ANY, entry->value))
            return false;
    }
    return arena_text(arena, buf_text(&text), &parameter->value, err);
}

/* ---- the procedure's own ---- */

static void read_entry(struct loading *loading, struct procedure_parameter *parameter,
        const struct xml_node *node)
{
    const char *key = xml_attribute(node, "key"), *value = xml_attribute(node, "value");
    struct procedure_entry *entry = &parameter->entries[parameter->entry_count];
    bool is_any = strcmp(node->name, "otherwise") == 0;
    struct error err = {0};

    if (!value || (!is_any && !key)) /* the vocabulary complained */
        return;
    if (!parameter_normalise(parameter->type, value, loading->arena, &entry->value,
                &err)) {
        LOADING_COMPLAIN(loading, node, "value", "%s", err.message);
        return;
    }
    if (!is_any && !make_key(key, strlen(key), loading->arena, &entry->key, &err)) {
        LOADING_COMPLAIN(loading, node, "key", "%s", err.message);
        return;
    }
    if (!is_any && (strpbrk(entry->key, "=;") || strcmp(entry->key, ANY) == 0))
        LOADING_COMPLAIN(loading, node, "key",
                TR("a key cannot hold = or ;, nor be *",
                        "キーに「=」と「;」は使えません。「*」だけのキーも書けません"));
    if (find_entry(parameter, entry->key))
        LOADING_COMPLAIN(loading, node, is_any ? NULL : "key",
                TR("'%s' stands there twice (case and width make no difference)",
                        "「%s」が二回書かれています（大文字・小文字と全角・半角は区別しません）"),
                is_any ? "otherwise" : key);
    else
        parameter->entry_count++;
}

static void read_entries(struct loading *loading, struct procedure_parameter *parameter)
{
    static const char *const names[] = {"entry", "otherwise"};
    struct error err = {0};

    parameter->entries = loading_allocate(loading, ENTRIES_MAX + 1,
            sizeof(*parameter->entries));
    for (size_t i = 0; parameter->entries && i < ARRAY_LENGTH(names); i++) {
        for (const struct xml_node *node = xml_child(parameter->node, names[i]);
                node && parameter->entry_count < ENTRIES_MAX;
                node = xml_next(node, names[i]))
            read_entry(loading, parameter, node);
    }
    if (!xml_child(parameter->node, "entry"))
        LOADING_COMPLAIN(loading, parameter->node, "by",
                TR("a parameter with by= needs its entries: <entry key=\"...\" value=\"...\"/>",
                        "by=のあるパラメーターには<entry key=\"…\" value=\"…\"/>が必要です"));
    if (!write_text(parameter, loading->arena, &err))
        LOADING_COMPLAIN(loading, parameter->node, NULL, "%s", err.message);
}

void parameter_map_read(struct loading *loading, struct procedure_parameter *parameter)
{
    const struct xml_node *node = parameter->node;
    const struct xml_node *entry = xml_child(node, "entry");

    parameter->is_map = xml_attribute(node, "by") != NULL;
    if (!entry)
        entry = xml_child(node, "otherwise");
    if (!parameter->is_map) {
        if (!parameter->value)
            LOADING_COMPLAIN(loading, node, NULL,
                    TR("<parameter> needs value=, or by=\"text\" and entries",
                            "<parameter>にはvalue=か、by=\"text\"と<entry>が必要です"));
        if (entry)
            LOADING_COMPLAIN(loading, entry, NULL,
                    TR("<%s> has a meaning only with by=\"text\" on the <parameter>",
                            "<%s>は<parameter>にby=\"text\"があるときだけ意味をもちます"),
                    entry->name);
        return;
    }
    if (parameter->value)
        LOADING_COMPLAIN(loading, node, "value",
                TR("a parameter with by= has its values in <entry> and <otherwise>",
                        "by=のあるパラメーターの値は<entry>と<otherwise>に書きます"));
    read_entries(loading, parameter);
}

/* ---- the engagement's ---- */

static bool set_entry(struct procedure_parameter *parameter, const char *word,
        size_t size, struct arena *arena, struct error *err)
{
    const char *equals = memchr(word, '=', size);
    const char *key, *value;
    struct procedure_entry *entry;

    if (!equals)
        return error_set(err, ERROR_SCRIPT,
                TR("'%.*s' must be key=value; a map is written as critical=7; high=30; *=90",
                        "「%.*s」は「キー=値」の形で書いてください（例: critical=7; high=30; *=90）"),
                (int)size, word);
    if (!make_key(word, (size_t)(equals - word), arena, &key, err) ||
            !make_key(equals + 1, size - (size_t)(equals + 1 - word), arena, &value,
                    err) ||
            !parameter_normalise(parameter->type, value, arena, &value, err))
        return false;
    key = strcmp(key, ANY) == 0 ? NULL : key;
    entry = find_entry(parameter, key);
    if (!entry && parameter->entry_count == ENTRIES_MAX)
        return error_set(err, ERROR_LIMIT, "more than %d entries", ENTRIES_MAX);
    if (!entry)
        entry = &parameter->entries[parameter->entry_count++];
    *entry = (struct procedure_entry){key, value};
    return true;
}

bool parameter_map_override(struct procedure_parameter *parameter, const char *text,
        struct arena *arena, struct error *err)
{
    struct procedure_entry *entries;

    if (!arena_allocate(arena, (ENTRIES_MAX + 1) * sizeof(*entries), &entries, err))
        return false;
    memcpy(entries, parameter->entries, parameter->entry_count * sizeof(*entries));
    parameter->entries = entries;
    for (const char *at = text; *at;) {
        size_t size = strcspn(at, ";");

        if (!set_entry(parameter, at, size, arena, err))
            return false;
        at += size + (at[size] == ';');
    }
    return write_text(parameter, arena, err);
}

/* ---- SQL ---- */

static void write_literal(struct sqlwriter *writer, enum program_type type,
        const char *value)
{
    if (type == PROGRAM_NUMBER || type == PROGRAM_BOOLEAN)
        sqlwriter_put(writer, "%s", value);
    else
        sqlwriter_string(writer, value);
}

void parameter_map_write_table(struct sqlwriter *writer,
        const struct procedure_parameter *parameter)
{
    sqlwriter_put(writer, "(\"key\", \"value\") AS (VALUES ");
    for (size_t i = 0; i < parameter->entry_count; i++) {
        const struct procedure_entry *entry = &parameter->entries[i];

        sqlwriter_put(writer, i ? ", (" : "(");
        if (entry->key)
            sqlwriter_string(writer, entry->key);
        else
            sqlwriter_put(writer, "NULL");
        sqlwriter_put(writer, ", ");
        write_literal(writer, parameter->type, entry->value);
        sqlwriter_put(writer, ")");
    }
    sqlwriter_put(writer, ")\n");
}

void parameter_map_write_value(struct sqlwriter *writer,
        const struct procedure_map_use *use)
{
    const char *name = use->parameter->name;

    sqlwriter_put(writer,
            "coalesce((SELECT m.\"value\" FROM \"%s\" AS m"
            " WHERE m.\"key\" = lower_text(fold(trim(",
            name);
    compile_check_operand(writer, &use->key);
    sqlwriter_put(writer,
            ", " COMPILE_CHECK_BLANKS
            ")))), (SELECT m.\"value\" FROM \"%s\" AS m WHERE m.\"key\" IS NULL),"
            " no_value(2, '%s', ",
            name, name);
    compile_check_operand(writer, &use->key);
    sqlwriter_put(writer, "))");
}
