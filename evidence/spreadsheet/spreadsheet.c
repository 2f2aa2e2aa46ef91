#include "evidence/spreadsheet/spreadsheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_package.h"
#include "evidence/spreadsheet/spreadsheet_part.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define ARENA_MAX ((size_t)64 << 20)
#define SHEETS_AT_ONCE 32u

struct listing {
    struct spreadsheet *workbook;
    const struct spreadsheet_relation *relations;
    struct spreadsheet_sheet *sheets;
    uint32_t count, capacity;
    bool in_sheets;
};

/* ---- the list of sheets ---- */

static bool find_kind(const struct spreadsheet_relation *relation,
        enum spreadsheet_sheet_kind *ret_kind)
{
    static const struct {
        const char *type;
        enum spreadsheet_sheet_kind kind;
    } kinds[] = {
            {"worksheet", SPREADSHEET_CELLS},
            {"chartsheet", SPREADSHEET_CHART},
            {"dialogsheet", SPREADSHEET_DIALOG},
            {"xlMacrosheet", SPREADSHEET_MACROS},
            {"xlIntlMacrosheet", SPREADSHEET_MACROS},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (strcmp(relation->type, kinds[i].type) == 0) {
            *ret_kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static bool set_visibility(struct slice state, struct spreadsheet_sheet *sheet)
{
    if (!state.text || strcmp(state.text, "visible") == 0)
        sheet->visibility = SPREADSHEET_VISIBLE;
    else if (strcmp(state.text, "hidden") == 0)
        sheet->visibility = SPREADSHEET_HIDDEN;
    else if (strcmp(state.text, "veryHidden") == 0)
        sheet->visibility = SPREADSHEET_VERY_HIDDEN;
    else
        return false;
    return true;
}

static bool has_sheet(const struct listing *listing, const char *name)
{
    for (uint32_t i = 0; i < listing->count; i++) {
        if (strcasecmp(listing->sheets[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool grow(struct listing *listing, struct error *err)
{
    struct spreadsheet_sheet *sheets;

    if (listing->count < listing->capacity)
        return true;
    if (listing->count == LIMIT_SPREADSHEET_SHEETS)
        return error_set(err, ERROR_LIMIT,
                TR("the workbook has more than %u sheets",
                        "シート数が上限の %u を超えています"),
                LIMIT_SPREADSHEET_SHEETS);
    listing->capacity = listing->capacity ? 2 * listing->capacity : SHEETS_AT_ONCE;
    if (!arena_allocate(&listing->workbook->arena,
                listing->capacity * sizeof(*listing->sheets), &sheets, err))
        return false;
    if (listing->count)
        memcpy(sheets, listing->sheets, listing->count * sizeof(*sheets));
    listing->sheets = sheets;
    return true;
}

static bool add_sheet(struct listing *listing, const struct xmlstream_tag *tag,
        struct error *err)
{
    struct slice name = spreadsheet_xml_attribute(tag, "name");
    struct slice id = spreadsheet_xml_relationship(tag);
    const struct spreadsheet_relation *relation = id.text
            ? spreadsheet_package_by_id(listing->relations, id.text)
            : NULL;
    struct spreadsheet_sheet sheet = {.part = relation ? relation->part : NULL};

    if (!name.size || name.size > LIMIT_NAME_BYTES || has_sheet(listing, name.text))
        return error_set(err, ERROR_UNREADABLE,
                TR("a sheet has no name, or the name of another one: '%s'",
                        "シート名がないか、他のシートと重複しています: 「%s」"),
                name.text ? member_name_show(name.text).text : "");
    if (!sheet.part || !find_kind(relation, &sheet.kind) ||
            !set_visibility(spreadsheet_xml_attribute(tag, "state"), &sheet))
        return error_set(err, ERROR_UNREADABLE,
                TR("sheet '%s' is listed, but its part is not in the workbook, or of no "
                   "known kind",
                        "シート「%s」は一覧にありますが、その部品がブック内にないか、種類"
                        "が不明です"),
                member_name_show(name.text).text);
    if (!grow(listing, err) ||
            !arena_copy(&listing->workbook->arena, name.text, name.size, &sheet.name,
                    err))
        return false;
    listing->sheets[listing->count++] = sheet;
    return true;
}

static bool on_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct listing *listing = context;
    struct spreadsheet *workbook = listing->workbook;

    if (tag->depth == 1 && !spreadsheet_xml_is(tag, "workbook"))
        return error_set(err, ERROR_UNREADABLE,
                TR("this part is not a workbook", "この部品はブックではありません"));
    if (tag->depth == 2)
        listing->in_sheets = spreadsheet_xml_is(tag, "sheets");
    if (tag->depth == 2 && spreadsheet_xml_is(tag, "workbookPr"))
        workbook->is_1904 = spreadsheet_xml_is_true(tag, "date1904");
    if (tag->depth == 3 && spreadsheet_xml_is(tag, "externalReference"))
        workbook->external_links++;
    if (tag->depth == 3 && listing->in_sheets && spreadsheet_xml_is(tag, "sheet"))
        return add_sheet(listing, tag, err);
    return true;
}

static bool list_sheets(struct spreadsheet *workbook, const struct preflight_member *main,
        const struct spreadsheet_relation *relations, struct error *err)
{
    static const struct xmlstream_handler handler = {.begin = on_begin};
    struct listing listing = {.workbook = workbook, .relations = relations};

    if (!spreadsheet_part_read(workbook->fd, main, LIMIT_SPREADSHEET_INDEX, &handler,
                &listing, err))
        return false;
    if (!listing.count)
        return error_set(err, ERROR_UNREADABLE,
                TR("the workbook lists no sheets", "ブックにシートがありません"));
    workbook->sheets = listing.sheets;
    workbook->sheet_count = listing.count;
    return true;
}

/* ---- the package ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), length = strlen(end);

    return size >= length && strcasecmp(text + size - length, end) == 0;
}

static bool find_main(const struct spreadsheet_package *package,
        const struct preflight_member **ret_main, struct error *err)
{
    struct spreadsheet_relation *relations = NULL;
    const struct spreadsheet_relation *found = NULL;
    struct error broken = {0};

    if (spreadsheet_package_relations(package, "", &relations, &broken))
        found = spreadsheet_package_by_type(relations, "officeDocument");
    else if (broken.code != ERROR_UNREADABLE)
        return (*err = broken, false);
    *ret_main = found ? found->part : NULL;
    if (!*ret_main && !spreadsheet_package_find_main(package, ret_main, err))
        return false;
    if (!*ret_main)
        return error_set(err, ERROR_UNREADABLE,
                TR("no part of it is a workbook", "ブックの本体となる部品がありません"));
    if (ends_with((*ret_main)->name, ".bin"))
        return error_set(err, ERROR_UNREADABLE,
                TR("a binary workbook (.xlsb) is not read",
                        "バイナリ形式のブック（.xlsb）は読み取れません"));
    return true;
}

static const struct preflight_member *
related(const struct spreadsheet_relation *relations, const char *type)
{
    const struct spreadsheet_relation *found = spreadsheet_package_by_type(relations,
            type);

    return found ? found->part : NULL;
}

static bool open_package(struct spreadsheet *workbook, struct error *err)
{
    struct spreadsheet_package package;
    const struct preflight_member *main;
    struct spreadsheet_relation *relations;

    if (!spreadsheet_package_open(workbook->fd, &workbook->preflight, &workbook->arena,
                &package, err) ||
            !find_main(&package, &main, err) ||
            !spreadsheet_package_relations(&package, main->name, &relations, err))
        return false;
    workbook->strings_part = related(relations, "sharedStrings");
    workbook->styles_part = related(relations, "styles");
    workbook->has_macros = related(relations, "vbaProject") != NULL;
    return list_sheets(workbook, main, relations, err);
}

bool spreadsheet_open(int fd, uint64_t size, struct spreadsheet *ret_workbook,
        struct error *err)
{
    struct spreadsheet workbook = {.fd = fd,
            .arena = ARENA_INIT(ARENA_MAX),
            .strings = SPREADSHEET_STRINGS_INIT,
            .styles = SPREADSHEET_STYLES_INIT};

    if (!preflight_read(fd, size, &workbook.preflight, err))
        return false;
    if (!open_package(&workbook, err)) {
        spreadsheet_close(&workbook);
        return false;
    }
    *ret_workbook = workbook;
    return true;
}

void spreadsheet_close(struct spreadsheet *workbook)
{
    spreadsheet_strings_clear(&workbook->strings);
    spreadsheet_styles_clear(&workbook->styles);
    preflight_clear(&workbook->preflight);
    arena_clear(&workbook->arena);
    workbook->sheets = NULL;
    workbook->sheet_count = 0;
    workbook->is_loaded = false;
}

static bool load(struct spreadsheet *workbook, struct error *err)
{
    return (!workbook->strings_part ||
                   spreadsheet_strings_read(workbook->fd, workbook->strings_part,
                           &workbook->strings, err)) &&
            (!workbook->styles_part ||
                    spreadsheet_styles_read(workbook->fd, workbook->styles_part,
                            &workbook->styles, err));
}

bool spreadsheet_load(struct spreadsheet *workbook, struct error *err)
{
    if (!workbook->is_loaded && !workbook->failure.code) {
        workbook->is_loaded = load(workbook, &workbook->failure);
        if (!workbook->is_loaded) {
            spreadsheet_strings_clear(&workbook->strings);
            spreadsheet_styles_clear(&workbook->styles);
        }
    }
    if (!workbook->is_loaded)
        *err = workbook->failure;
    return workbook->is_loaded;
}

const struct spreadsheet_sheet *spreadsheet_find_sheet(const struct spreadsheet *workbook,
        const char *name)
{
    for (uint32_t i = 0; i < workbook->sheet_count; i++) {
        if (strcasecmp(workbook->sheets[i].name, name) == 0)
            return &workbook->sheets[i];
    }
    return NULL;
}
