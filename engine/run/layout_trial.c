#include "engine/run/layout_trial.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/base/zipwriter.h"
#include "engine/run/evidence_set.h"
#include "engine/run/intake.h"
#include "engine/run/layout_trial_table.h"
#include "engine/run/layouts.h"
#include "evidence/binding/binding_resolve.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAMPLE_LIMIT ((size_t)64 << 20)
#define TRIAL_LIMIT ((size_t)1 << 30)
#define EXPECTED "expected/"
#define SECONDS 600

struct trial {
    const char *file;
    const struct layout *layout;
    const char *spill_folder;
    struct layout_trial_report *report;
    struct complaint_list *complaints;
    struct arena arena;
    struct zipwriter *zip;
    int fd;
    uint64_t size;
    struct bundle_member *members; /* the sample, then what is expected of it */
    size_t member_count;
};

static void end(struct trial *trial)
{
    if (trial->zip)
        zipwriter_discard(trial->zip);
    if (trial->fd >= 0)
        close(trial->fd);
    arena_clear(&trial->arena);
}

#define COMPLAIN(trial, severity, line, ...) \
    complaint_add((trial)->complaints, severity, (trial)->file, line, 1, __VA_ARGS__)

/* ---- the bundle ---- */

static bool path_of(struct trial *trial, const char *name, const char **ret_path,
        struct error *err)
{
    const char *slash = strrchr(trial->file, '/');
    int folder = slash ? (int)(slash - trial->file) + 1 : 0;

    return arena_printf(&trial->arena, ret_path, err, "%.*ssamples/%s", folder,
            trial->file, name);
}

/* *ret_found false: complained that it is not there. */
static bool add_file(struct trial *trial, const char *name, const char *prefix,
        bool *ret_found, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(SAMPLE_LIMIT);
    const char *path, *member;
    struct error failure = {0};

    if (!path_of(trial, name, &path, err) ||
            !arena_printf(&trial->arena, &member, err, "%s%s", prefix, name))
        return false;
    *ret_found = file_read(path, &bytes, &failure);
    if (!*ret_found) {
        COMPLAIN(trial, COMPLAINT_ERROR, trial->layout->sample_line, "%s%s",
                failure.message,
                *prefix && failure.code == ERROR_MISSING
                        ? TR(": write the table that the sample must give, by hand or with another tool; chosho's own output (chosho query SAMPLE.zip --layout=... --format=csv) shows its form but proves nothing",
                                  "。見本から得られるべき表を、手で書くか別のツールで作ってください（chosho query 見本.zip --layout=… --format=csv の出力は形の参考にはなるが、検証にはならない）")
                        : "");
        return true;
    }
    return zipwriter_add(trial->zip, member, false, buf_text(&bytes), bytes.size, false,
            err);
}

static bool add_expected(struct trial *trial, const struct layout *layout,
        bool *ret_found, struct error *err)
{
    *ret_found = layout->expected != NULL;
    if (*ret_found)
        return add_file(trial, layout->expected, EXPECTED, ret_found, err);
    if (layout->table)
        COMPLAIN(trial, COMPLAINT_WARNING, layout->line,
                TR("table '%s' says no 'expect': nothing tests it",
                        "子表「%s」に expect がなく、検査されません"),
                layout->table);
    else
        COMPLAIN(trial, COMPLAINT_WARNING, layout->sample_line,
                TR("<sample> says no 'expect': what is read from it is not tested",
                        "<sample>に expect がなく、読み取った表は検査されません"));
    return true;
}

static bool add_all(struct trial *trial, bool *ret_found, struct error *err)
{
    bool has_expected;

    if (!add_file(trial, trial->layout->sample, "", ret_found, err) || !*ret_found)
        return *ret_found;
    if (!add_expected(trial, trial->layout, &has_expected, err))
        return false;
    for (uint32_t i = 0; i < trial->layout->table_count; i++) {
        if (!add_expected(trial, &trial->layout->tables[i], &has_expected, err))
            return false;
    }
    return true;
}

/* The zip has a name only while it is made. */
static bool open_zip(struct trial *trial, const char *folder, bool *ret_found,
        struct error *err)
{
    struct zipwriter *whole;
    const char *path;
    off_t size;

    if (!arena_printf(&trial->arena, &path, err, "%s/sample.zip", folder) ||
            !zipwriter_open(path, &trial->zip, err) || !add_all(trial, ret_found, err))
        return false;
    if (!*ret_found)
        return true;
    whole = trial->zip;
    trial->zip = NULL; /* closing ends it, also where it fails */
    if (!zipwriter_close(whole, err))
        return false;
    trial->fd = open(path, O_RDONLY | O_CLOEXEC);
    size = trial->fd < 0 ? -1 : lseek(trial->fd, 0, SEEK_END);
    if (size < 0)
        return error_set(err, ERROR_IO, "%s: %s", path,
                TR("it cannot be read", "読み取れません"));
    trial->size = (uint64_t)size;
    return true;
}

static bool make_bundle(struct trial *trial, bool *ret_found, struct error *err)
{
    struct error ignored = {0};
    char folder[4096];
    bool ok;

    snprintf(folder, sizeof(folder), "%s/chosho-layout-XXXXXX", trial->spill_folder);
    if (!mkdtemp(folder))
        return error_set(err, ERROR_IO, "%s: %s", trial->spill_folder,
                TR("no temporary folder can be made there", "一時フォルダを作れません"));
    ok = open_zip(trial, folder, ret_found, err);
    return file_remove_folder(folder, ok ? err : &ignored) && ok;
}

/* ---- recognising ---- */

static bool has_column(const struct bundle_member *member, const char *name)
{
    for (size_t i = 0; i < member->column_count; i++) {
        if (strcmp(member->columns[i], name) == 0)
            return true;
    }
    return false;
}

/* Says which mark is not there, as far as the sample's columns tell. */
static void complain_of_marks(struct trial *trial, const struct bundle_member *sample)
{
    const char **marks = trial->layout->recognise_header;
    size_t lacking = 0;

    for (; marks && *marks; marks++) {
        if (has_column(sample, *marks))
            continue;
        lacking++;
        COMPLAIN(trial, COMPLAINT_ERROR, trial->layout->recognise_line,
                TR("the sample '%s' has no '%s', so it is not recognised",
                        "見本「%s」に「%s」がないため、判別されません"),
                trial->layout->sample, complaint_quote(*marks).text);
    }
    if (lacking)
        return;
    if (sample->layout)
        COMPLAIN(trial, COMPLAINT_ERROR, trial->layout->recognise_line,
                TR("the sample '%s' is recognised as '%s': ask for more in <recognise>",
                        "見本「%s」は「%s」と判別されます。<recognise>の条件を増やしてください"),
                trial->layout->sample, sample->layout);
    else
        COMPLAIN(trial, COMPLAINT_ERROR, trial->layout->recognise_line,
                TR("the sample '%s', found to be %s, is not recognised",
                        "見本「%s」（%s）は判別されません"),
                trial->layout->sample, sample->kind ? sample->kind : "?");
}

static bool is_recognised(const struct layout *layout)
{
    return layout->recognise_header || layout->recognise_document ||
            layout->recognise_patterns;
}

/* *ret_usable: it can be read at all. */
static bool examine(struct trial *trial, bool *ret_usable, struct error *err)
{
    const struct schedule_options how = {.spill_folder = trial->spill_folder};
    const struct bundle_member *sample;

    if (!intake_examine(trial->fd, "sample", trial->size, true, trial->layout->zone, &how,
                &trial->arena, &trial->members, &trial->member_count, err))
        return false;
    sample = &trial->members[0];
    *ret_usable = sample->status == BUNDLE_READ && !text_said(&sample->damage);
    if (!*ret_usable)
        COMPLAIN(trial, COMPLAINT_ERROR, trial->layout->sample_line,
                TR("the sample '%s' cannot be read: %s",
                        "見本「%s」を読み取れません: %s"),
                trial->layout->sample,
                text_said(&sample->damage) ? text_said(&sample->damage)
                        : sample->kind     ? sample->kind
                                           : "?");
    else if (is_recognised(trial->layout) &&
            !text_is_equal(sample->layout, trial->layout->id))
        complain_of_marks(trial, sample);
    else if (sample->layout_is_tied)
        COMPLAIN(trial, COMPLAINT_WARNING, trial->layout->recognise_line, "%s",
                text_said(&sample->layout_reason));
    return true;
}

/* ---- tables ---- */

static const struct bundle_member *find_member(const struct trial *trial,
        const char *prefix, const char *name)
{
    size_t size = strlen(prefix);

    for (size_t i = 0; i < trial->member_count; i++) {
        if (strncmp(trial->members[i].name, prefix, size) == 0 &&
                strcmp(trial->members[i].name + size, name) == 0)
            return &trial->members[i];
    }
    return NULL;
}

static bool expect_all(struct trial *trial, const struct layout *layout,
        struct program_item *item, struct error *err)
{
    struct program_column *columns;

    if (!arena_allocate(&trial->arena, (layout->column_count + 1) * sizeof(*columns),
                &columns, err))
        return false;
    for (uint32_t i = 0; i < layout->column_count; i++)
        columns[i] = (struct program_column){layout->columns[i].name,
                layout->columns[i].type, layout->columns[i].key, false};
    *item = (struct program_item){.id = "sample",
            .source = "shared:sample",
            .columns = columns,
            .column_count = layout->column_count};
    return true;
}

/* As a binding that names the layout alone would have it. */
static bool resolve(struct trial *trial, const struct layout *layout,
        struct item *ret_item, struct error *err)
{
    const struct bundle_member *sample = &trial->members[0];
    struct binding_source source = {.bundle = "sample",
            .member = sample->name,
            .layout = layout->id,
            .table = layout->table,
            .zone = trial->layout->zone,
            .year = trial->layout->year,
            .line = layout->sample_line};
    const struct binding_item bound = {.file = trial->file,
            .evidence = "shared:sample",
            .sources = &source,
            .source_count = 1};
    struct binding_member member = {.bundle = "sample",
            .bundle_id = "sample",
            .name = sample->name,
            .is_current = true,
            .is_readable = true,
            .is_received = true,
            .columns = sample->columns,
            .column_count = sample->column_count,
            .layout = sample->layout};
    struct program_item expected;

    evidence_set_format(sample, &member.format);
    return expect_all(trial, layout, &expected, err) &&
            binding_resolve(&expected, &bound, trial->layout->zone, trial->layout, 1,
                    &member, 1, &trial->arena, ret_item, err);
}

static bool try_table(struct trial *trial, const struct layout *layout, struct error *err)
{
    const struct layout_trial_table table = {.fd = trial->fd,
            .size = trial->size,
            .zone = trial->layout->zone,
            .spill_folder = trial->spill_folder,
            .seconds = SECONDS,
            .layout = layout,
            .expected = layout->expected ? find_member(trial, EXPECTED, layout->expected)
                                         : NULL,
            .expected_index = 0};
    struct layout_trial_table with = table;
    struct item item;

    if (!resolve(trial, layout, &item, err))
        return false;
    if (item.problem) {
        COMPLAIN(trial, COMPLAINT_ERROR,
                layout->table ? layout->line : layout->sample_line, "%s",
                item.problem_text);
        return true;
    }
    if (with.expected)
        with.expected_index = (uint32_t)(with.expected - trial->members);
    return layout_trial_table_compare(&with, trial->file, &item, trial->report,
            trial->complaints, &trial->arena, err);
}

static bool lint(struct trial *trial)
{
    const struct layout *layout = trial->layout;

    if (!layout->column_count && !layout->sample) /* of any source: nothing to try */
        return false;
    if (!is_recognised(layout))
        COMPLAIN(trial, COMPLAINT_WARNING, 1,
                TR("there is no <recognise>: only bindings that name '%s' will use it",
                        "<recognise>がないため、「%s」と書いた対応付けだけが使います"),
                layout->id);
    if (!layout->sample)
        COMPLAIN(trial, COMPLAINT_WARNING, 1,
                TR("there is no <sample>: nothing tests this layout",
                        "<sample>がないため、このレイアウトは検査されません"));
    return layout->sample != NULL;
}

bool layout_trial_run(const char *file, const struct layout *layout,
        const char *spill_folder, struct layout_trial_report *ret_report,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(end)
    struct trial trial = {.file = file,
            .layout = layout,
            .spill_folder = spill_folder,
            .report = ret_report,
            .complaints = complaints,
            .arena = ARENA_INIT(TRIAL_LIMIT),
            .fd = -1};
    bool found = false, usable = false;

    if (!lint(&trial))
        return true;
    if (!make_bundle(&trial, &found, err))
        return false;
    if (!found)
        return true;
    if (!examine(&trial, &usable, err))
        return false;
    if (!usable)
        return true;
    if (!try_table(&trial, layout, err))
        return false;
    for (uint32_t i = 0; i < layout->table_count; i++) {
        if (!try_table(&trial, &layout->tables[i], err))
            return false;
    }
    return true;
}
