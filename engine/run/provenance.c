#include "engine/run/provenance.h"

#include "engine/base/pack.h"
#include "engine/base/text.h"

#include <string.h>

const struct binding_source *provenance_find_lacking(const struct binding_item *bound)
{
    for (uint32_t s = 0; bound && s < bound->source_count; s++) {
        if (!binding_provenance_is_complete(&bound->sources[s].provenance))
            return &bound->sources[s];
    }
    return NULL;
}

/* Whether a source has to be named: not where all say the same. */
static bool differs(const struct binding_item *bound, const struct binding_source *source)
{
    for (uint32_t s = 0; s < bound->source_count; s++) {
        if (!binding_provenance_is_equal(&bound->sources[s].provenance,
                    &source->provenance))
            return true;
    }
    return false;
}

bool provenance_write_lack(const char *title, const struct binding_item *bound,
        const struct binding_source *lacking, struct buf *buf, struct error *err)
{
    CLEANUP(buf_clear) struct buf lack = BUF_INIT((size_t)1 << 16);

    if (!binding_provenance_write_lack(&lacking->provenance, &lack, err) ||
            !buf_printf(buf, err, TR("where the evidence '%s'", "証拠「%s」"), title))
        return false;
    if (differs(bound, lacking) &&
            !buf_printf(buf, err, TR(" (%s)", "（%s）"), lacking->member))
        return false;
    return buf_printf(buf, err,
            TR(" comes from is not fully recorded; not stated: %s",
                    "の入手経路の記録に不足がある。不足: %s"),
            buf_text(&lack));
}

bool provenance_write_advice(const struct binding_item *bound,
        const struct binding_source *lacking, struct buf *buf, struct error *err)
{
    const unsigned line = lacking->provenance.line ? lacking->provenance.line
                                                   : lacking->line;

    return buf_printf(buf, err,
            lacking->provenance.line
                    ? TR("complete <provenance> in %s:%u",
                              "%s の %u 行目の <provenance> に書き足してください")
                    : TR("write <provenance system= report= by= at= completeness=/> into %s, behind the sources of the item in line %u",
                              "%s の %u 行目の証拠項目の source の後に <provenance system= report= by= at= completeness=/> を書いてください"),
            bound->file, lacking->provenance.line ? line : bound->line);
}

/* ---- what is kept ---- */

bool provenance_pack(const struct binding_item *bound, struct buf *buf, struct error *err)
{
    const char *texts[BINDING_PROVENANCE_TEXTS];

    for (uint32_t s = 0; bound && s < bound->source_count; s++) {
        binding_provenance_texts(&bound->sources[s].provenance, texts);
        for (size_t i = 0; i < BINDING_PROVENANCE_TEXTS; i++) {
            if (!pack_text(buf, texts[i], err))
                return false;
        }
    }
    return true;
}

static bool is_before(const struct binding_item *bound, uint32_t source)
{
    for (uint32_t s = 0; s < source; s++) {
        if (binding_provenance_is_equal(&bound->sources[s].provenance,
                    &bound->sources[source].provenance))
            return true;
    }
    return false;
}

bool provenance_list(const struct binding_item *bound, struct arena *arena,
        struct result_provenance **ret_list, size_t *ret_count, struct error *err)
{
    uint32_t count = bound ? bound->source_count : 0;

    *ret_count = 0;
    if (!arena_allocate(arena, (count + (size_t)1) * sizeof(**ret_list), ret_list, err))
        return false;
    for (uint32_t s = 0; s < count; s++) {
        const struct binding_provenance *of = &bound->sources[s].provenance;

        if (is_before(bound, s))
            continue;
        (*ret_list)[(*ret_count)++] =
                (struct result_provenance){.member = bound->source_count > 1
                                ? bound->sources[s].member
                                : NULL,
                        .is_complete = binding_provenance_is_complete(of)};
        binding_provenance_texts(of, (*ret_list)[*ret_count - 1].texts);
    }
    return true;
}
