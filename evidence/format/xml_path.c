#include "evidence/format/xml_path.h"

#include <string.h>

#include "engine/base/text.h"

#define PREDICATES_MAX 8u
#define POSITION_MAX 100000u

struct parsing {
    const char *text, *at;
    struct arena *arena;
    struct error *err;
};

static bool refuse(const struct parsing *parsing, const char *expected)
{
    return error_set(parsing->err, ERROR_SCRIPT,
            TR("'%s' is no path into XML: at byte %zu %s is expected, such as in %s",
                    "「%s」はXMLのパスではありません。%zuバイト目に%sが必要です。例: %s"),
            parsing->text, (size_t)(parsing->at - parsing->text) + 1, expected,
            "Events/Event, System/EventID, Data[@Name='x'], @id");
}

static bool is_name_end(char byte)
{
    return byte == '\0' || strchr("/[]@='\"() \t\r\n", byte) != NULL;
}

/* A local name and the prefix before it (text NULL: none). "*" gives no text. */
static bool take_names(struct parsing *parsing, struct slice *ret_prefix,
        struct slice *ret_name)
{
    const char *begin = parsing->at, *colon;

    *ret_prefix = (struct slice){NULL, 0};
    while (!is_name_end(*parsing->at))
        parsing->at++;
    colon = memchr(begin, ':', (size_t)(parsing->at - begin));
    if (colon > begin)
        *ret_prefix = (struct slice){begin, (size_t)(colon - begin)};
    if (colon)
        begin = colon + 1;
    if (begin == parsing->at)
        return refuse(parsing, TR("a name", "名前"));
    *ret_name = (struct slice){begin, (size_t)(parsing->at - begin)};
    if (ret_name->size == 1 && *begin == '*')
        *ret_name = (struct slice){NULL, 0};
    return true;
}

static bool take_name(struct parsing *parsing, struct slice *ret_name)
{
    struct slice prefix;

    return take_names(parsing, &prefix, ret_name);
}

static bool take_attribute(struct parsing *parsing, struct xml_attribute_name *ret_name)
{
    return take_names(parsing, &ret_name->prefix, &ret_name->name);
}

static bool take(struct parsing *parsing, const char *word)
{
    size_t size = strlen(word);

    if (strncmp(parsing->at, word, size) != 0)
        return false;
    parsing->at += size;
    return true;
}

static bool take_position(struct parsing *parsing, struct xml_step *step)
{
    uint32_t number = 0;

    while (*parsing->at >= '0' && *parsing->at <= '9' && number < POSITION_MAX)
        number = number * 10 + (uint32_t)(*parsing->at++ - '0');
    if (number == 0 || number >= POSITION_MAX || !take(parsing, "]"))
        return refuse(parsing, TR("a position from 1, and ']'", "1以上の番号と「]」"));
    step->position = number;
    return true;
}

static bool take_value(struct parsing *parsing, struct slice *ret_value)
{
    const char *end;
    char quote = *parsing->at;

    if (quote != '\'' && quote != '"')
        return refuse(parsing, TR("a quotation mark", "引用符"));
    end = strchr(++parsing->at, quote);
    if (!end)
        return refuse(parsing, TR("a value and a quotation mark", "値と引用符"));
    *ret_value = (struct slice){parsing->at, (size_t)(end - parsing->at)};
    parsing->at = end + 1;
    return true;
}

static bool take_predicate(struct parsing *parsing, struct xml_step *step)
{
    struct xml_predicate *predicate;

    if (!take(parsing, "@"))
        return take_position(parsing, step);
    if (!step->predicates &&
            !arena_allocate(parsing->arena, PREDICATES_MAX * sizeof(*step->predicates),
                    &step->predicates, parsing->err))
        return false;
    if (step->predicate_count == PREDICATES_MAX || step->position)
        return refuse(parsing, TR("'/' or the end", "「/」か終わり"));
    predicate = &step->predicates[step->predicate_count++];
    if (!take_attribute(parsing, &predicate->attribute))
        return false;
    if (!take(parsing, "="))
        return refuse(parsing, "'='");
    return take_value(parsing, &predicate->value) &&
            (take(parsing, "]") || refuse(parsing, "']'"));
}

static bool take_step(struct parsing *parsing, struct xml_path *path, bool has_predicates)
{
    struct xml_step *step = &path->steps[path->step_count];

    if (path->step_count == XML_PATH_STEPS_MAX)
        return refuse(parsing,
                TR("the end (128 steps are the most)", "終わり（128段まで）"));
    if (!take_name(parsing, &step->name))
        return false;
    path->step_count++;
    while (has_predicates && take(parsing, "[")) {
        if (!take_predicate(parsing, step))
            return false;
    }
    return true;
}

static bool allocate_steps(struct parsing *parsing, struct xml_path *path)
{
    size_t count = 1;

    for (const char *at = parsing->at; *at; at++)
        count += *at == '/';
    if (count > XML_PATH_STEPS_MAX)
        count = XML_PATH_STEPS_MAX;
    return arena_allocate(parsing->arena, count * sizeof(*path->steps), &path->steps,
            parsing->err);
}

bool xml_path_parse_records(const char *text, struct arena *arena,
        struct xml_path *ret_path, struct error *err)
{
    struct parsing parsing = {text, text, arena, err};
    struct xml_path path = {0};

    path.is_deep = take(&parsing, "//");
    if (!path.is_deep)
        take(&parsing, "/");
    if (!allocate_steps(&parsing, &path))
        return false;
    do {
        if (!take_step(&parsing, &path, false))
            return false;
    } while (take(&parsing, "/"));
    if (*parsing.at)
        return refuse(&parsing, TR("'/' or the end", "「/」か終わり"));
    *ret_path = path;
    return true;
}

static bool take_steps(struct parsing *parsing, struct xml_path *path)
{
    do {
        if (take(parsing, "@"))
            return take_attribute(parsing, &path->attribute) &&
                    (path->attribute.name.text ||
                            refuse(parsing, TR("an attribute's name", "属性名")));
        if (!take_step(parsing, path, true))
            return false;
    } while (take(parsing, "/"));
    return true;
}

bool xml_path_parse_field(const char *text, struct arena *arena,
        struct xml_path *ret_path, struct error *err)
{
    struct parsing parsing = {text, text, arena, err};
    struct xml_path path = {0};

    path.is_count = take(&parsing, "count(");
    if (!allocate_steps(&parsing, &path))
        return false;
    while (path.up < XML_PATH_STEPS_MAX && take(&parsing, "../"))
        path.up++;
    if (path.up || !take(&parsing, ".")) {
        if (!take_steps(&parsing, &path))
            return false;
    }
    if (path.is_count && path.up)
        return refuse(&parsing, TR("a path inside the record", "レコードの中のパス"));
    if (path.is_count && !take(&parsing, ")"))
        return refuse(&parsing, "')'");
    if (*parsing.at)
        return refuse(&parsing, TR("'/' or the end", "「/」か終わり"));
    *ret_path = path;
    return true;
}

static bool is_equal(struct slice name, const char *text)
{
    return strncmp(text, name.text, name.size) == 0 && text[name.size] == '\0';
}

const struct slice *xml_path_attribute(const struct xmlstream_tag *tag,
        const struct xml_attribute_name *name)
{
    const struct slice *found = NULL;

    for (size_t i = 0; i < tag->attribute_count; i++) {
        const struct xmlstream_attribute *attribute = &tag->attributes[i];

        if (!is_equal(name->name, attribute->name))
            continue;
        if (name->prefix.text ? is_equal(name->prefix, attribute->prefix)
                              : !attribute->prefix[0])
            return &attribute->value;
        if (!name->prefix.text && !found)
            found = &attribute->value;
    }
    return found;
}

bool xml_path_needs_prefix(const struct xmlstream_tag *tag, size_t attribute)
{
    const struct xmlstream_attribute *it = &tag->attributes[attribute];

    for (size_t i = 0; it->prefix[0] && i < tag->attribute_count; i++) {
        if (i != attribute && strcmp(tag->attributes[i].name, it->name) == 0)
            return true;
    }
    return false;
}

bool xml_path_fits(const struct xml_step *step, const struct xmlstream_tag *tag)
{
    if (step->name.text && !is_equal(step->name, tag->name))
        return false;
    for (uint32_t i = 0; i < step->predicate_count; i++) {
        const struct xml_predicate *predicate = &step->predicates[i];
        const struct slice *value = xml_path_attribute(tag, &predicate->attribute);

        if (!value || value->size != predicate->value.size ||
                memcmp(value->text, predicate->value.text, value->size) != 0)
            return false;
    }
    return true;
}

bool xml_path_is_record(const struct xml_path *records, const char *const *names,
        size_t depth)
{
    size_t count = records->step_count;

    if (records->is_deep ? depth < count : depth != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct xml_step *step = &records->steps[count - 1 - i];

        if (step->name.text && !is_equal(step->name, names[depth - 1 - i]))
            return false;
    }
    return true;
}
