#include "evidence/binding/binding_remark.h"

#include <string.h>

#include "engine/base/text.h"

/* What bound members look like, each look once, with its aside. */
struct looks {
    const struct binding_member **members;
    struct item_aside *asides;
    uint32_t count;
};

static bool is_alike(const struct binding_member *a, const struct binding_member *b)
{
    if (a->layout || b->layout)
        return text_is_equal(a->layout, b->layout);
    if (a->format.kind != b->format.kind || a->column_count != b->column_count ||
            a->column_count == 0 || a->format.kind == RECORD_LINES)
        return false;
    for (size_t i = 0; i < a->column_count; i++) {
        if (strcmp(a->columns[i], b->columns[i]) != 0)
            return false;
    }
    return true;
}

static bool is_taken(const struct item *item, const struct binding_member *member)
{
    for (uint32_t s = 0; s < item->source_count; s++) {
        if (item_source_has(&item->sources[s], member->archive, member->index))
            return true;
    }
    return false;
}

/* Text of seven bits is received as UTF-8, and reads alike in most. */
static bool is_reread(const struct item_source *source,
        const struct binding_member *member)
{
    bool is_plain = member->format.encoding == ENCODING_UTF8;

    for (size_t i = 0; is_plain && i < member->column_count; i++)
        is_plain = text_is_ascii(member->columns[i], strlen(member->columns[i]));
    return member->is_received && !is_plain && member->format.encoding != ENCODING_AUTO &&
            source->format.encoding != ENCODING_AUTO &&
            source->format.encoding != member->format.encoding;
}

static void note_reread(struct item *item, const struct binding_member *member)
{
    for (uint32_t s = 0; s < item->source_count && !item->reread; s++) {
        const struct item_source *source = &item->sources[s];

        if (!item_source_has(source, member->archive, member->index) ||
                !is_reread(source, member))
            continue;
        item->reread = member->name;
        item->reread_as = source->format.encoding;
        item->received_as = member->format.encoding;
    }
}

static uint32_t find_look(const struct looks *looks, const struct binding_member *member)
{
    uint32_t at = 0;

    while (at < looks->count && !is_alike(looks->members[at], member))
        at++;
    return at;
}

static void add_look(struct looks *looks, const struct binding_member *member)
{
    if (find_look(looks, member) < looks->count)
        return;
    looks->members[looks->count] = member;
    looks->asides[looks->count++] = (struct item_aside){member->layout, member->name, 0};
}

/* A where of the source may be what leaves the row out. */
static void note_total(const struct binding_member *member, struct item *item)
{
    for (uint32_t s = 0; member->has_total && s < item->source_count; s++) {
        const struct item_source *source = &item->sources[s];

        if (source->where_count ||
                !item_source_has(source, member->archive, member->index))
            continue;
        if (!item->total_count++) {
            item->total_member = member->name;
            item->total_column = member->column_count ? member->columns[0] : "_1";
        }
        return;
    }
}

bool binding_remark_find(const struct binding_member *members, size_t member_count,
        struct arena *arena, struct item *item, struct error *err)
{
    struct looks looks = {0};
    size_t most = 0;

    item->asides = NULL;
    item->aside_count = item->superseded = item->total_count = 0;
    item->reread = NULL;
    if (item->source_count == 0)
        return true;
    for (uint32_t s = 0; s < item->source_count; s++)
        most += item->sources[s].member_count;
    if (!arena_allocate(arena, most * sizeof(*looks.members), &looks.members, err) ||
            !arena_allocate(arena, most * sizeof(*looks.asides), &looks.asides, err))
        return false;
    for (size_t i = 0; i < member_count; i++) {
        if (!is_taken(item, &members[i]))
            continue;
        add_look(&looks, &members[i]);
        item->superseded += !members[i].is_current;
        note_total(&members[i], item);
        note_reread(item, &members[i]);
    }
    for (size_t i = 0; i < member_count; i++) {
        uint32_t at = find_look(&looks, &members[i]);

        if (at < looks.count && members[i].is_current && members[i].is_readable &&
                !is_taken(item, &members[i]))
            looks.asides[at].count++;
    }
    for (uint32_t i = 0; i < looks.count; i++) {
        if (looks.asides[i].count)
            looks.asides[item->aside_count++] = looks.asides[i];
    }
    item->asides = looks.asides;
    return true;
}

bool binding_remark_has_stamps(const struct item *item, const struct item_source *source)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (record_kind_is_log(source->format.kind) &&
                item->columns[c].type == PROGRAM_TIMESTAMP &&
                source->columns[c].origin == ITEM_FIELD)
            return true;
    }
    return false;
}

static bool divide(struct buf *buf, size_t begin, struct error *err)
{
    return buf->size == begin || buf_append_text(buf, TR("; ", "。"), err);
}

static bool write_aside(const struct item_aside *aside, struct buf *buf,
        struct error *err)
{
    bool one = aside->count == 1;

    if (aside->layout)
        return buf_printf(buf, err,
                TR(one ? "%u more member of layout %s is not bound"
                       : "%u more members of layout %s are not bound",
                        "レイアウト %2$s のファイルがほかに%1$u件あり、対応付けられていません"),
                aside->count, aside->layout);
    return buf_printf(buf, err,
                   TR(one ? "%u more member with the same columns as '"
                          : "%u more members with the same columns as '",
                           "ほかに%u件、同じ列のファイルがあり、対応付けられていません（例: 「"),
                   aside->count) &&
            text_append_visible(buf, aside->like, strlen(aside->like), err) &&
            buf_append_text(buf,
                    TR(one ? "' is not bound" : "' are not bound", "」と同じ列）"), err);
}

static const char *year_advice(void)
{
    return TR(
            "the year of stamps that have none cannot be told, for the period lies in more than one: where the log has no years, say year=\"...\" in the binding's <source>",
            "対象期間が複数の年にまたがるため、年のない時刻の年を決められません。ログに年がない場合は、対応付けの <source> に year=\"...\" を書いてください");
}

const char *binding_remark_year(const struct item *item)
{
    for (uint32_t s = 0; s < item->source_count; s++) {
        if (!item->sources[s].year && binding_remark_has_stamps(item, &item->sources[s]))
            return year_advice();
    }
    return NULL;
}

/* How stamps without a year or a zone are read, where the binding leaves it open. */
static bool write_assumed(const struct item_source *source, struct buf *buf,
        struct error *err)
{
    if (!source->year)
        return buf_append_text(buf, year_advice(), err);
    if (source->is_year_assumed && source->is_zone_assumed)
        return buf_printf(buf, err,
                TR("where stamps have none: year %d taken from the period; zone %s from the engagement",
                        "時刻に無い場合: 年は対象期間から%d年、タイムゾーンは調書の %s"),
                (int)source->year, source->zone);
    if (source->is_year_assumed)
        return buf_printf(buf, err,
                TR("where stamps have none: year %d taken from the period",
                        "時刻に無い場合: 年は対象期間から%d年"),
                (int)source->year);
    return buf_printf(buf, err,
            TR("where stamps have none: zone %s taken from the engagement",
                    "時刻に無い場合: タイムゾーンは調書の %s"),
            source->zone);
}

/* Whether a source before it is read in just this way: once said is enough. */
static bool is_said(const struct item *item, uint32_t at)
{
    const struct item_source *source = &item->sources[at];

    for (uint32_t i = 0; i < at; i++) {
        const struct item_source *other = &item->sources[i];

        if (binding_remark_has_stamps(item, other) && other->year == source->year &&
                other->is_year_assumed == source->is_year_assumed &&
                other->is_zone_assumed == source->is_zone_assumed)
            return true;
    }
    return false;
}

bool binding_remark_write_asides(const struct item *item, struct buf *buf,
        struct error *err)
{
    size_t begin = buf->size;

    for (uint32_t i = 0; i < item->aside_count; i++) {
        if (!divide(buf, begin, err) || !write_aside(&item->asides[i], buf, err))
            return false;
    }
    return true;
}

static bool write_superseded(const struct item *item, size_t begin, struct buf *buf,
        struct error *err)
{
    return !item->superseded ||
            (divide(buf, begin, err) &&
                    buf_printf(buf, err,
                            TR(item->superseded == 1
                                            ? "%u of its members has been superseded by a later delivery: the binding pins the earlier one"
                                            : "%u of its members have been superseded by a later delivery: the binding pins the earlier one",
                                    "%u件のファイルは後の提供物に差し替え済みです（対応付けが先の提供物を指定しています）"),
                            item->superseded));
}

bool binding_remark_write_total(const char *member, const char *column, uint32_t more,
        struct buf *buf, struct error *err)
{
    return buf_append_text(buf, TR("the last record of '", "「"), err) &&
            text_append_visible(buf, member, strlen(member), err) &&
            buf_append_text(buf, TR("'", "」"), err) &&
            (!more ||
                    buf_printf(buf, err, TR(" (and of %u more members)", "（ほか%u件）"),
                            more)) &&
            buf_append_text(buf,
                    TR(" reads as a row of totals and is taken for a record: <where column=\"",
                            "の最後のレコードは合計行のようですが、1件のレコードとして扱います。除くには <where column=\""),
                    err) &&
            text_append_visible(buf, column, strlen(column), err) &&
            buf_append_text(buf,
                    TR("\" not-equals=\"...\"/> in its <source> leaves it out",
                            "\" not-equals=\"...\"/> を <source> に書いてください"),
                    err);
}

static bool write_reread(const struct item *item, size_t begin, struct buf *buf,
        struct error *err)
{
    return !item->reread ||
            (divide(buf, begin, err) && buf_append_text(buf, TR("'", "「"), err) &&
                    text_append_visible(buf, item->reread, strlen(item->reread), err) &&
                    buf_printf(buf, err,
                            TR("' is read as %s where its receipt says %s: that it has the fields named was not checked",
                                    "」を %s として読みます（受領時の判定は %s）。指定の項目があるかどうかは確かめていません"),
                            encoding_name(item->reread_as),
                            encoding_name(item->received_as)));
}

bool binding_remark_write(const struct item *item, struct buf *buf, struct error *err)
{
    size_t begin = buf->size;

    if (!binding_remark_write_asides(item, buf, err) ||
            !write_superseded(item, begin, buf, err) ||
            (item->total_count &&
                    (!divide(buf, begin, err) ||
                            !binding_remark_write_total(item->total_member,
                                    item->total_column, item->total_count - 1, buf,
                                    err))) ||
            !write_reread(item, begin, buf, err))
        return false;
    for (uint32_t i = 0; i < item->source_count; i++) {
        const struct item_source *source = &item->sources[i];

        if (!binding_remark_has_stamps(item, source) || is_said(item, i) ||
                (source->year && !source->is_year_assumed && !source->is_zone_assumed))
            continue;
        if (!divide(buf, begin, err) || !write_assumed(source, buf, err))
            return false;
    }
    return true;
}
