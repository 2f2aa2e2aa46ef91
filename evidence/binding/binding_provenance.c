#include "evidence/binding/binding_provenance.h"

#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "evidence/convert/convert.h"

/* As it is written, or NULL where nothing is. */
static const char *find(const struct xml_node *node, const char *name)
{
    const char *text = xml_attribute(node, name);

    return text && text[strspn(text, " \t\r\n\f\v")] ? text : NULL;
}

static void complain(struct complaint_list *complaints, const char *file,
        const struct xml_node *node, const char *name, const char *sentence)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, name);

    complaint_add(complaints, COMPLAINT_ERROR, file,
            attribute ? attribute->line : node->line,
            attribute ? attribute->column : node->column, "%s", sentence);
}

static bool is_day(const char *text, int64_t *ret_day)
{
    return date_parse(text, strlen(text), ret_day);
}

/* With a date in front and the zone behind. */
static bool is_moment(const char *text)
{
    struct convert_value ignored;
    bool is_zone_missing = false;
    const struct convert_context context = {.is_zone_used = &is_zone_missing};

    return convert_text(PROGRAM_TIMESTAMP, text, strlen(text), &context, &ignored) &&
            !is_zone_missing;
}

static void check_days(const char *file, const struct xml_node *node,
        const struct binding_provenance *provenance, struct complaint_list *complaints)
{
    int64_t at, from = 0, to = 0;
    bool has_from = provenance->from && is_day(provenance->from, &from);
    bool has_to = provenance->to && is_day(provenance->to, &to);

    if (provenance->at && !is_day(provenance->at, &at) && !is_moment(provenance->at))
        complain(complaints, file, node, "at",
                TR("'at' is a day or a moment with its zone: 2026-04-03, 2026-04-03T10:00+09:00",
                        "at は日付、またはタイムゾーン付きの日時です（2026-04-03、2026-04-03T10:00+09:00）"));
    if (provenance->from && !has_from)
        complain(complaints, file, node, "from",
                TR("'from' is a day: 2025-04-01", "from は日付です（2025-04-01）"));
    if (provenance->to && !has_to)
        complain(complaints, file, node, "to",
                TR("'to' is a day: 2026-03-31", "to は日付です（2026-03-31）"));
    if (has_from && has_to && from > to)
        complain(complaints, file, node, "to",
                TR("'to' is before 'from'", "to が from より前の日付です"));
}

void binding_provenance_read(const char *file, const struct xml_node *node,
        struct binding_provenance *ret, struct complaint_list *complaints)
{
    memset(ret, 0, sizeof(*ret));
    if (!node)
        return;
    *ret = (struct binding_provenance){.system = find(node, "system"),
            .report = find(node, "report"),
            .query = find(node, "query"),
            .parameters = find(node, "parameters"),
            .by = find(node, "by"),
            .at = find(node, "at"),
            .from = find(node, "from"),
            .to = find(node, "to"),
            .observed = find(node, "observed"),
            .completeness = find(node, "completeness"),
            .basis = find(node, "basis"),
            .line = node->line,
            .column = node->column};
    check_days(file, node, ret, complaints);
    if (text_is_equal(ret->completeness, "observed") &&
            text_is_equal(ret->observed, "no"))
        complain(complaints, file, node, "completeness",
                TR("completeness=\"observed\" and observed=\"no\" contradict each other",
                        "completeness=\"observed\" と observed=\"no\" は矛盾します"));
}

/* ---- what is lacking ---- */

static bool has_ground(const struct binding_provenance *provenance)
{
    return provenance->completeness && strcmp(provenance->completeness, "none") != 0;
}

bool binding_provenance_is_complete(const struct binding_provenance *provenance)
{
    return provenance->system && (provenance->report || provenance->query) &&
            provenance->by && provenance->at && has_ground(provenance);
}

bool binding_provenance_write_lack(const struct binding_provenance *provenance,
        struct buf *buf, struct error *err)
{
    const char *const lacking[] = {
            provenance->system ? NULL : TR("system", "出力元のシステム"),
            provenance->report || provenance->query
                    ? NULL
                    : TR("report or query", "帳票又は照会"),
            provenance->by ? NULL : TR("extracted by whom", "抽出者"),
            provenance->at ? NULL : TR("extracted when", "抽出日時"),
            has_ground(provenance) ? NULL
                                   : TR("ground for its completeness", "網羅性の根拠"),
    };
    bool is_any = false;

    for (size_t i = 0; i < ARRAY_LENGTH(lacking); i++) {
        if (!lacking[i])
            continue;
        if (!buf_printf(buf, err, "%s%s", is_any ? TR(", ", "、") : "", lacking[i]))
            return false;
        is_any = true;
    }
    return has_ground(provenance) || !provenance->basis ||
            buf_printf(buf, err, TR(" (%s)", "（%s）"), provenance->basis);
}

/* ---- all of it ---- */

void binding_provenance_texts(const struct binding_provenance *provenance,
        const char *ret_texts[BINDING_PROVENANCE_TEXTS])
{
    const char *const texts[BINDING_PROVENANCE_TEXTS] = {provenance->system,
            provenance->report, provenance->query, provenance->parameters, provenance->by,
            provenance->at, provenance->from, provenance->to, provenance->observed,
            provenance->completeness, provenance->basis};

    memcpy(ret_texts, texts, sizeof(texts));
}

bool binding_provenance_is_equal(const struct binding_provenance *a,
        const struct binding_provenance *b)
{
    const char *one[BINDING_PROVENANCE_TEXTS], *other[BINDING_PROVENANCE_TEXTS];

    binding_provenance_texts(a, one);
    binding_provenance_texts(b, other);
    for (size_t i = 0; i < BINDING_PROVENANCE_TEXTS; i++) {
        if (!text_is_equal(one[i], other[i]))
            return false;
    }
    return true;
}
