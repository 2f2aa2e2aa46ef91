#include "engine/commands/statement_template.h"

#include "engine/base/file.h"
#include "engine/run/statement_table.h"
#include "reports/xlsx.h"

#include <stdlib.h>
#include <string.h>

#define CSV_LIMIT ((size_t)16 << 20)

struct template
{
    struct xlsx *xlsx; /* NULL: a CSV */
    struct buf csv;
};

static void end(struct template *template)
{
    xlsx_free(template->xlsx);
    buf_clear(&template->csv);
}

static bool write_csv(struct buf *csv, const struct slice *values, struct error *err)
{
    for (size_t c = 0; c < STATEMENT_COLUMNS; c++) {
        bool is_quoted = values[c].size && strpbrk(values[c].text, "\",\r\n");

        if (!buf_append_text(csv, c ? "," : "", err) ||
                (is_quoted && !buf_append_text(csv, "\"", err)))
            return false;
        for (size_t i = 0; i < values[c].size; i++) {
            if (!buf_append(csv, "\"", is_quoted && values[c].text[i] == '"', err) ||
                    !buf_append(csv, values[c].text + i, 1, err))
                return false;
        }
        if (is_quoted && !buf_append_text(csv, "\"", err))
            return false;
    }
    return buf_append_text(csv, "\r\n", err);
}

static bool add_row(struct template *template, const struct slice *values,
        struct error *err)
{
    struct xlsx_cell cells[STATEMENT_COLUMNS];

    if (!template->xlsx)
        return write_csv(&template->csv, values, err);
    for (size_t c = 0; c < STATEMENT_COLUMNS; c++)
        cells[c] = (struct xlsx_cell){.kind = values[c].size ? XLSX_TEXT : XLSX_EMPTY,
                .text = values[c]};
    return xlsx_add_row(template->xlsx, cells, err);
}

static struct slice slice_of(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

static bool add_controls(struct store *store, struct template *template,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT ref FROM control WHERE is_group = 0 ORDER BY control_id", &row,
                err))
        return false;
    for (;;) {
        struct slice values[STATEMENT_COLUMNS] = {0};

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        values[STATEMENT_CONTROL] = slice_of(db_column_text(row, 0));
        values[STATEMENT_SELECTION] = slice_of(TR("selected", "選択"));
        if (!add_row(template, values, err))
            return false;
    }
}

static bool write_sheet(const struct template *template, const char *path,
        struct error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    bool ok;

    if (!out)
        return error_memory(err);
    ok = xlsx_write(template->xlsx, out, err);
    fclose(out);
    ok = ok && file_write(path, bytes, size, 0600, false, err);
    free(bytes);
    return ok;
}

bool statement_template_write(struct store *store, const char *path, struct error *err)
{
    CLEANUP(end) struct template template = {.csv = BUF_INIT(CSV_LIMIT)};
    const char *suffix = strrchr(path, '.');
    struct slice headings[STATEMENT_COLUMNS];
    bool is_sheet = suffix && strcmp(suffix, ".xlsx") == 0;

    if (!is_sheet && !(suffix && strcmp(suffix, ".csv") == 0))
        return error_set(err, ERROR_USAGE,
                TR("--template wants FILE.xlsx or FILE.csv, not '%s'",
                        "--template には .xlsx か .csv のファイルを指定してください（「%s」は使えません）"),
                path);
    for (int c = 0; c < STATEMENT_COLUMNS; c++)
        headings[c] = slice_of(statement_table_column((enum statement_column)c));
    if (is_sheet)
        return xlsx_new(command_spill_folder(store), TR("statement", "言明書"), headings,
                       STATEMENT_COLUMNS, &template.xlsx, err) &&
                add_controls(store, &template, err) && write_sheet(&template, path, err);
    /* For Excel a CSV is UTF-8 only with a mark before it. */
    return buf_append_text(&template.csv, "\xEF\xBB\xBF", err) &&
            write_csv(&template.csv, headings, err) &&
            add_controls(store, &template, err) &&
            file_write(path, template.csv.data, template.csv.size, 0600, false, err);
}
