/* spreadsheet_sample.h - workbooks made part by part, and bundles that hold one
 *
 * What a test does not say is what a sound workbook of one sheet "S" has. */
#ifndef CHOSHO_SPREADSHEET_SAMPLE_H
#define CHOSHO_SPREADSHEET_SAMPLE_H

#include <inttypes.h>
#include <stdio.h>

#include "engine/base/spill.h"
#include "engine/base/xml.h"
#include "evidence/format/record.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

#define SPREADSHEET_SAMPLE_MAIN \
    " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define SPREADSHEET_SAMPLE_R \
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define SPREADSHEET_SAMPLE_RELATIONS \
    "<Relationships "                \
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define SPREADSHEET_SAMPLE_RELATION(id, type, target)                                     \
    "<Relationship Id=\"" id                                                              \
    "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type \
    "\" Target=\"" target "\"/>"

struct spreadsheet_sample {
    const char *types;     /* [Content_Types].xml; "" for none, as in all others */
    const char *root;      /* _rels/.rels */
    const char *workbook;  /* what is inside <workbook>, with <sheets> */
    const char *relations; /* what is inside xl/_rels/workbook.xml.rels */
    const char *rows;      /* of sheet1.xml, inside <sheetData> */
    const char *behind;    /* behind </sheetData> */
    const char *sheet;     /* all of sheet1.xml, instead of the two above */
    const char *strings;   /* inside <sst> */
    const char *styles;    /* inside <styleSheet> */
    const char *extra_name, *extra; /* one part more */
};

static inline void spreadsheet_sample_put(struct zip_bytes *zip, const char *name,
        const char *before, const char *text, const char *after)
{
    CLEANUP(buf_clear) struct buf part = BUF_INIT((size_t)32 << 20);

    if (text && !*text)
        return;
    zip_bytes_put(&part, before, strlen(before));
    zip_bytes_put(&part, text, text ? strlen(text) : 0);
    zip_bytes_put(&part, after, strlen(after));
    zip_bytes_add(zip, name, buf_text(&part));
}

static inline const char *spreadsheet_sample_or(const char *text, const char *usual)
{
    return text ? text : usual;
}

static inline void spreadsheet_sample_write(const struct spreadsheet_sample *sample,
        struct zip_bytes *zip)
{
    static const char main_type[] =
            "<Types "
            "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            "<Override PartName=\"/xl/workbook.xml\" "
            "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml."
            "sheet.main+xml\"/></Types>";

    spreadsheet_sample_put(zip, "[Content_Types].xml", "",
            spreadsheet_sample_or(sample->types, main_type), "");
    spreadsheet_sample_put(zip, "_rels/.rels", "",
            spreadsheet_sample_or(sample->root,
                    SPREADSHEET_SAMPLE_RELATIONS SPREADSHEET_SAMPLE_RELATION("r",
                            "officeDocument", "xl/workbook.xml") "</Relationships>"),
            "");
    spreadsheet_sample_put(zip, "xl/workbook.xml",
            "<workbook" SPREADSHEET_SAMPLE_MAIN SPREADSHEET_SAMPLE_R ">",
            spreadsheet_sample_or(sample->workbook,
                    "<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets>"),
            "</workbook>");
    spreadsheet_sample_put(zip, "xl/_rels/workbook.xml.rels",
            SPREADSHEET_SAMPLE_RELATIONS,
            spreadsheet_sample_or(sample->relations,
                    SPREADSHEET_SAMPLE_RELATION("r1", "worksheet",
                            "worksheets/sheet1.xml") SPREADSHEET_SAMPLE_RELATION("r2",
                            "sharedStrings", "sharedStrings.xml")
                            SPREADSHEET_SAMPLE_RELATION("r3", "styles", "styles.xml")),
            "</Relationships>");
    spreadsheet_sample_put(zip, "xl/sharedStrings.xml",
            "<sst" SPREADSHEET_SAMPLE_MAIN ">",
            spreadsheet_sample_or(sample->strings, "<si><t>x</t></si>"), "</sst>");
    spreadsheet_sample_put(zip, "xl/styles.xml",
            "<styleSheet" SPREADSHEET_SAMPLE_MAIN ">",
            spreadsheet_sample_or(sample->styles,
                    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"),
            "</styleSheet>");
    if (sample->sheet) {
        spreadsheet_sample_put(zip, "xl/worksheets/sheet1.xml", "", sample->sheet, "");
    } else {
        CLEANUP(buf_clear) struct buf end = BUF_INIT((size_t)1 << 20);

        zip_bytes_put(&end, "</sheetData>", 12);
        if (sample->behind)
            zip_bytes_put(&end, sample->behind, strlen(sample->behind));
        zip_bytes_put(&end, "</worksheet>", 12);
        spreadsheet_sample_put(zip, "xl/worksheets/sheet1.xml",
                "<worksheet" SPREADSHEET_SAMPLE_MAIN "><sheetData>",
                spreadsheet_sample_or(sample->rows, "<row/>"), buf_text(&end));
    }
    if (sample->extra_name)
        spreadsheet_sample_put(zip, sample->extra_name, "", sample->extra, "");
    zip_bytes_finish(zip);
}

/* Temporary files for what spills. */
static int spreadsheet_sample_pool[SPILL_POOL_SIZE];

static inline void spreadsheet_sample_set_up(void)
{
    struct error err = {0};

    xml_prepare();
    ck_assert_msg(spill_open_pool("/tmp", spreadsheet_sample_pool, &err) &&
                    spill_use_pool(spreadsheet_sample_pool, SPILL_POOL_SIZE, &err),
            "%s", err.message);
}

static inline void spreadsheet_sample_tear_down(void)
{
    spill_close_pool(spreadsheet_sample_pool);
}

#endif
