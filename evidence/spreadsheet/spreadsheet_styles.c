#include "evidence/spreadsheet/spreadsheet_styles.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_part.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define FORMAT_IDS 65536u

struct loading {
    struct spreadsheet_styles *styles;
    uint8_t *by_id; /* enum spreadsheet_number_kind of each number format */
    bool in_formats, in_cell_formats;
};

static void note_format(struct loading *loading, const struct xmlstream_tag *tag)
{
    struct slice code = spreadsheet_xml_attribute(tag, "formatCode");
    uint32_t id;

    if (code.text &&
            spreadsheet_xml_number(spreadsheet_xml_attribute(tag, "numFmtId"), &id) &&
            id < FORMAT_IDS)
        loading->by_id[id] = (uint8_t)spreadsheet_number_classify(code.text, code.size);
}

static bool note_cell_format(struct loading *loading, const struct xmlstream_tag *tag,
        struct error *err)
{
    uint8_t kind = SPREADSHEET_NUMBER_PLAIN;
    uint32_t id;

    if (spreadsheet_xml_number(spreadsheet_xml_attribute(tag, "numFmtId"), &id) &&
            id < FORMAT_IDS)
        kind = loading->by_id[id];
    if (buf_append(&loading->styles->kinds, &kind, 1, err))
        return true;
    return err->code == ERROR_LIMIT &&
            error_set(err, ERROR_LIMIT,
                    TR("it has more than %u cell formats",
                            "セルの書式が %u 個を超えています"),
                    LIMIT_SPREADSHEET_STYLES);
}

static bool on_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct loading *loading = context;

    if (tag->depth == 1 && !spreadsheet_xml_is(tag, "styleSheet"))
        return error_set(err, ERROR_UNREADABLE,
                TR("this part does not hold cell formats",
                        "この部品はセルの書式ではありません"));
    if (tag->depth == 2) {
        loading->in_formats = spreadsheet_xml_is(tag, "numFmts");
        loading->in_cell_formats = spreadsheet_xml_is(tag, "cellXfs");
    }
    if (tag->depth != 3)
        return true;
    if (loading->in_formats && spreadsheet_xml_is(tag, "numFmt"))
        note_format(loading, tag);
    if (loading->in_cell_formats && spreadsheet_xml_is(tag, "xf"))
        return note_cell_format(loading, tag, err);
    return true;
}

bool spreadsheet_styles_read(int fd, const struct preflight_member *part,
        struct spreadsheet_styles *styles, struct error *err)
{
    static const struct xmlstream_handler handler = {.begin = on_begin};
    struct loading loading = {.styles = styles, .by_id = malloc(FORMAT_IDS)};
    bool ok;

    if (!loading.by_id)
        return error_memory(err);
    for (uint32_t id = 0; id < FORMAT_IDS; id++)
        loading.by_id[id] = (uint8_t)spreadsheet_number_builtin(id);
    ok = spreadsheet_part_read(fd, part, LIMIT_SPREADSHEET_PART, &handler, &loading, err);
    free(loading.by_id);
    return ok;
}

enum spreadsheet_number_kind
spreadsheet_styles_kind(const struct spreadsheet_styles *styles, uint32_t style)
{
    return style < styles->kinds.size
            ? (enum spreadsheet_number_kind)styles->kinds.data[style]
            : SPREADSHEET_NUMBER_PLAIN;
}

void spreadsheet_styles_clear(struct spreadsheet_styles *styles)
{
    buf_clear(&styles->kinds);
}
