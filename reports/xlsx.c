#include "reports/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "engine/base/text.h"

#define ROWS_MAX 1048576u
#define COLUMNS_MAX 16384u
#define UNITS_MAX 32767u
#define TEXT_LIMIT ((size_t)1 << 20)
#define ROWS_LOOKED_AT 1000u /* for widths of columns */
#define WIDTH_LEAST 8u
#define WIDTH_MOST 60u
#define REPLACEMENT 0xFFFDu
#define CHOICES_MAX 20u
#define COPIED ((size_t)64 * 1024)
#define CREATED 315532800 /* 1980-01-01, the first day a zip knows: no clock is asked */

struct xlsx {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *head, *text;
    int fd; /* the unnamed file it is packed into */
    char *folder;
    unsigned *widths;
    size_t count;
    uint32_t rows;
    struct buf escaped;
    size_t choice_column, choice_count; /* of xlsx_choose(); one column has words */
    char *words;
    char *choices[CHOICES_MAX + 1];
};

static bool fail(lxw_error code, struct error *err)
{
    if (code == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return error_memory(err);
    return error_set(err, ERROR_IO,
            TR("the workbook cannot be written: %s", "ブックを書き込めません: %s"),
            lxw_strerror(code));
}

/* "_x" and four hexadecimal digits and "_": what a reader takes for an escape. */
static bool looks_escaped(const char *at, size_t size)
{
    return size >= 7 && at[0] == '_' && at[1] == 'x' && at[6] == '_' &&
            strspn(at + 2, "0123456789abcdefABCDEF") >= 4;
}

/* How many bytes at `at` go into the sheet as they are; 0: *ret_size of them do not, and
 * are written as *ret_character, escaped unless it is U+FFFD. */
static size_t count_plain(const char *at, size_t size, size_t *ret_size,
        uint32_t *ret_character)
{
    size_t taken = text_decode(at, size, ret_character);

    *ret_size = taken ? taken : 1;
    if (!taken)
        *ret_character = REPLACEMENT;
    if (!taken || *ret_character == 0xFFFE || *ret_character == 0xFFFF ||
            looks_escaped(at, size))
        return 0;
    return *ret_character >= 0x20 || *at == '\t' || *at == '\n' ? taken : 0;
}

static bool append_character(struct buf *buf, uint32_t character, struct error *err)
{
    return character == REPLACEMENT
            ? buf_append_text(buf, "\xEF\xBF\xBD", err)
            : buf_printf(buf, err, "_x%04X_", (unsigned)character);
}

static bool escape(struct xlsx *xlsx, const char *text, size_t size, struct error *err)
{
    size_t at = 0, from = 0, taken;
    uint32_t character;

    buf_reset(&xlsx->escaped);
    while (at < size) {
        size_t plain = count_plain(text + at, size - at, &taken, &character);

        at += plain;
        if (plain)
            continue;
        if (!buf_append(&xlsx->escaped, text + from, at - from, err) ||
                !append_character(&xlsx->escaped, character, err))
            return false;
        at += taken;
        from = at;
    }
    return buf_append(&xlsx->escaped, text + from, size - from, err);
}

static size_t count_units(const char *text, size_t size)
{
    size_t units = 0;

    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];

        units += (byte & 0xC0) != 0x80 ? 1u + (byte >= 0xF0) : 0u;
    }
    return units;
}

static bool refuse_cell(const struct xlsx *xlsx, size_t column, struct error *err)
{
    char name[8];

    lxw_col_to_name(name, (lxw_col_t)column, 0);
    return error_set(err, ERROR_LIMIT,
            TR("cell %s%u would be longer than the %u characters a sheet's cell can hold: choose less of it with substr(), or write CSV",
                    "セル %s%u が、シートのセルに入る %u 文字を超えます。substr() で一部を取り出すか、CSV で出力してください"),
            name, xlsx->rows + 1, UNITS_MAX);
}

static void widen(struct xlsx *xlsx, size_t column, struct slice text)
{
    unsigned width;

    if (xlsx->rows > ROWS_LOOKED_AT)
        return;
    width = text.size > 4 * WIDTH_MOST ? WIDTH_MOST : text_width(text.text, text.size);
    if (width > xlsx->widths[column])
        xlsx->widths[column] = width;
}

static bool write_text(struct xlsx *xlsx, size_t column, struct slice text,
        lxw_format *format, struct error *err)
{
    lxw_error code;

    if (count_units(text.text, text.size) > UNITS_MAX)
        return refuse_cell(xlsx, column, err);
    if (!escape(xlsx, text.text, text.size, err))
        return false;
    widen(xlsx, column, text);
    code = worksheet_write_string(xlsx->sheet, xlsx->rows, (lxw_col_t)column,
            buf_text(&xlsx->escaped), format);
    if (code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        return refuse_cell(xlsx, column, err);
    return code == LXW_NO_ERROR || fail(code, err);
}

static bool write_number(struct xlsx *xlsx, size_t column, double number,
        struct error *err)
{
    lxw_error code = worksheet_write_number(xlsx->sheet, xlsx->rows, (lxw_col_t)column,
            number, NULL);

    return code == LXW_NO_ERROR || fail(code, err);
}

/* The library writes to a file by its name; this one has none, but a way to it. */
static bool open_workbook(struct xlsx *xlsx, struct error *err)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = xlsx->folder};
    lxw_doc_properties properties = {.created = CREATED};
    char path[40];

    xlsx->fd = open(xlsx->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (xlsx->fd < 0)
        return error_set(err, ERROR_IO, "%s: %s", xlsx->folder, error_reason(errno));
    snprintf(path, sizeof(path), "/proc/self/fd/%d", xlsx->fd);
    xlsx->workbook = workbook_new_opt(path, &options);
    if (!xlsx->workbook || workbook_set_properties(xlsx->workbook, &properties) != 0)
        return error_memory(err);
    return true;
}

static bool add_sheet(struct xlsx *xlsx, const char *name, struct error *err)
{
    xlsx->sheet = workbook_add_worksheet(xlsx->workbook, name);
    xlsx->head = workbook_add_format(xlsx->workbook);
    xlsx->text = workbook_add_format(xlsx->workbook);
    if (!xlsx->sheet || !xlsx->head || !xlsx->text)
        return error_memory(err);
    format_set_num_format(xlsx->head, "@");
    format_set_bold(xlsx->head);
    format_set_num_format(xlsx->text, "@");
    worksheet_freeze_panes(xlsx->sheet, 1, 0);
    return true;
}

bool xlsx_new(const char *temporary_folder, const char *sheet,
        const struct slice *headings, size_t count, struct xlsx **ret_xlsx,
        struct error *err)
{
    CLEANUP(xlsx_freep) struct xlsx *xlsx = calloc(1, sizeof(*xlsx));

    if (!xlsx)
        return error_memory(err);
    xlsx->fd = -1;
    xlsx->escaped.limit = TEXT_LIMIT;
    xlsx->count = count;
    xlsx->widths = calloc(count + 1, sizeof(*xlsx->widths));
    xlsx->folder = strdup(temporary_folder);
    if (!xlsx->widths || !xlsx->folder)
        return error_memory(err);
    if (count > COLUMNS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("a sheet holds %u columns: choose fewer, or write CSV",
                        "シートの列は %u 列までです。列を減らすか、CSV で出力してください"),
                COLUMNS_MAX);
    if (!open_workbook(xlsx, err) || !add_sheet(xlsx, sheet, err))
        return false;
    for (size_t c = 0; c < count; c++) {
        if (!write_text(xlsx, c, headings[c], xlsx->head, err))
            return false;
    }
    xlsx->rows = 1;
    *ret_xlsx = xlsx;
    xlsx = NULL;
    return true;
}

void xlsx_free(struct xlsx *xlsx)
{
    if (!xlsx)
        return;
    if (xlsx->workbook)
        lxw_workbook_free(xlsx->workbook);
    if (xlsx->fd >= 0)
        close(xlsx->fd);
    buf_clear(&xlsx->escaped);
    free(xlsx->words);
    free(xlsx->widths);
    free(xlsx->folder);
    free(xlsx);
}

bool xlsx_add_row(struct xlsx *xlsx, const struct xlsx_cell *cells, struct error *err)
{
    if (xlsx->rows == ROWS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("a sheet holds %u rows below its head: narrow the query, or write CSV",
                        "シートには見出しの下に %u 行まで入ります。問い合わせを絞るか、CSV で出力してください"),
                ROWS_MAX - 1);
    for (size_t c = 0; c < xlsx->count; c++) {
        if (cells[c].kind == XLSX_TEXT &&
                !write_text(xlsx, c, cells[c].text, xlsx->text, err))
            return false;
        if (cells[c].kind == XLSX_NUMBER && !write_number(xlsx, c, cells[c].number, err))
            return false;
    }
    xlsx->rows++;
    return true;
}

bool xlsx_choose(struct xlsx *xlsx, size_t column, const char *words, struct error *err)
{
    char *copy = strdup(words), *at = copy;

    free(xlsx->words);
    xlsx->words = copy;
    xlsx->choice_column = column;
    xlsx->choice_count = 0;
    if (!copy)
        return error_memory(err);
    for (char *word; (word = strsep(&at, " ")) != NULL;) {
        if (*word && xlsx->choice_count < CHOICES_MAX)
            xlsx->choices[xlsx->choice_count++] = word;
    }
    return true;
}

static bool set_choices(struct xlsx *xlsx, struct error *err)
{
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST,
            .value_list = xlsx->choices,
            .ignore_blank = LXW_VALIDATION_ON};
    lxw_error code;

    if (!xlsx->choice_count || xlsx->rows < 2)
        return true;
    code = worksheet_data_validation_range(xlsx->sheet, 1, (lxw_col_t)xlsx->choice_column,
            xlsx->rows - 1, (lxw_col_t)xlsx->choice_column, &rule);
    return code == LXW_NO_ERROR || fail(code, err);
}

static bool set_widths(struct xlsx *xlsx, struct error *err)
{
    for (size_t c = 0; c < xlsx->count; c++) {
        unsigned width = xlsx->widths[c] + 3; /* with room for the filter's button */
        lxw_error code;

        width = width < WIDTH_LEAST  ? WIDTH_LEAST
                : width > WIDTH_MOST ? WIDTH_MOST
                                     : width;
        code = worksheet_set_column(xlsx->sheet, (lxw_col_t)c, (lxw_col_t)c, width, NULL);
        if (code != LXW_NO_ERROR)
            return fail(code, err);
    }
    if (xlsx->count)
        worksheet_autofilter(xlsx->sheet, 0, 0, xlsx->rows - 1,
                (lxw_col_t)(xlsx->count - 1));
    return true;
}

static bool copy_to(int fd, FILE *out, struct error *err)
{
    char bytes[COPIED];
    off_t at = 0;
    ssize_t got;

    while ((got = pread(fd, bytes, sizeof(bytes), at)) > 0) {
        if (fwrite(bytes, 1, (size_t)got, out) != (size_t)got)
            return error_set(err, ERROR_IO,
                    TR("the output cannot be written: %s", "出力を書き込めません: %s"),
                    error_reason(errno));
        at += got;
    }
    return got == 0 || error_set(err, ERROR_IO, "%s", error_reason(errno));
}

bool xlsx_write(struct xlsx *xlsx, FILE *out, struct error *err)
{
    lxw_error code;

    if (!set_widths(xlsx, err) || !set_choices(xlsx, err))
        return false;
    code = workbook_close(xlsx->workbook); /* frees it, too */
    xlsx->workbook = NULL;
    if (code != LXW_NO_ERROR)
        return fail(code, err);
    return copy_to(xlsx->fd, out, err);
}
