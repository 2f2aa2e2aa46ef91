#include "evidence/binding/layout.h"

#include "engine/base/text.h"
#include "evidence/table/scan.h"
#include "tests/unit/layout_check.h"

#define TABLE_MAX ((size_t)4 << 20)

static struct layout_check check;
static struct complaint_list complaints;

static void begin(void)
{
    text_set_language(TEXT_EN);
    layout_check_begin(&check);
    complaint_list_init(&complaints);
}

static void end(void)
{
    complaint_list_clear(&complaints);
    layout_check_end(&check);
}

/* --- what a layout may say --- */

static bool parse(const char *xml, struct layout *ret_layout)
{
    complaint_list_clear(&complaints);
    return layout_parse("l.xml", xml, strlen(xml), &check.arena, ret_layout, &complaints);
}

#define LAYOUT(inside)                                                                   \
    "<layout xmlns=\"urn:chosho:layout:1\" id=\"door\" version=\"1.0\">\n"               \
    "<title xml:lang=\"ja\">入退室</title><title xml:lang=\"en\">Doors</title>\n" inside \
    "</layout>\n"

static void refuse(const char *xml, unsigned line, const char *part)
{
    struct layout layout;

    ck_assert_msg(!parse(xml, &layout), "accepted: %s", xml);
    ck_assert_msg(complaints.items[0].line == line &&
                    strstr(complaints.items[0].message, part),
            "line %u, %s expected of %s, got: %s", line, part, xml,
            layout_check_complaints(&complaints));
}

START_TEST(a_layout_is_read)
{
    struct layout layout;

    ck_assert_msg(
            parse(LAYOUT("<recognise header='at card'/><recognise column='door no'/>"
                         "<format kind='csv' encoding='cp932' delimiter='tab' header='no'/>"
                         "<column name='at' type='timestamp' absent=\"- ''\"/>"
                         "<column name='card_id' from='_2' key='yes'/>"
                         "<sample file='door.csv' expect='door.expected.csv'/>"),
                    &layout),
            "%s", layout_check_complaints(&complaints));
    ck_assert_str_eq(layout.id, "door");
    ck_assert_str_eq(layout.title_ja, "入退室");
    ck_assert_str_eq(layout.title_en, "Doors");
    ck_assert_int_eq(layout.format.kind, RECORD_CSV);
    ck_assert_int_eq(layout.format.encoding, ENCODING_CP932);
    ck_assert_int_eq(layout.format.delimiter, '\t');
    ck_assert(layout.format.headerless);
    ck_assert_str_eq(layout.recognise_header[1], "card");
    ck_assert_str_eq(layout.recognise_header[2], "door no");
    ck_assert_ptr_null(layout.recognise_header[3]);
    ck_assert_uint_eq(layout.column_count, 2);
    ck_assert_str_eq(layout.columns[0].from, "at");
    ck_assert_str_eq(layout.columns[0].absent, "- ''");
    ck_assert_int_eq(layout.columns[0].type, PROGRAM_TIMESTAMP);
    ck_assert(layout.columns[1].key && !layout.columns[0].key);
    ck_assert_str_eq(layout.columns[1].from, "_2");
    ck_assert_str_eq(layout.sample, "door.csv");
    ck_assert_str_eq(layout.expected, "door.expected.csv");
}
END_TEST

/* A child table is a layout of its own: its record's columns, none of them a key, then
 * the element's. */
START_TEST(child_tables_are_read)
{
    struct layout layout;
    const struct layout *table;

    ck_assert_msg(
            parse(LAYOUT("<recognise document='v s'/><recognise path='n'/>"
                         "<format kind='json' records='P[*]' zone='Asia/Seoul'/>"
                         "<column name='n' key='yes' normalise='epoch'/>"
                         "<table name='review' each='r[*]' expect='r.csv'>"
                         "<column name='by' path='u.login' key='yes'/></table>"
                         "<sample file='p.json' expect='p.csv' zone='UTC' year='2001'/>"),
                    &layout),
            "%s", layout_check_complaints(&complaints));
    ck_assert_str_eq(layout.recognise_document[1], "s");
    ck_assert_ptr_null(layout.recognise_document[2]);
    ck_assert_str_eq(layout.bare_records, "");
    ck_assert_str_eq(layout.stamp_zone, "Asia/Seoul");
    ck_assert_str_eq(layout.zone, "UTC");
    ck_assert_int_eq(layout.year, 2001);
    ck_assert_ptr_null(layout_find_table(&layout, "reviews"));
    table = layout_find_table(&layout, "review");
    ck_assert_str_eq(table->id, "door");
    ck_assert_str_eq(table->format.records, "P[*]>r[*]");
    ck_assert_str_eq(table->bare_records, ">r[*]");
    ck_assert_str_eq(table->expected, "r.csv");
    ck_assert_uint_eq(table->column_count, 2);
    ck_assert_str_eq(table->columns[0].from, "^n");
    ck_assert_str_eq(table->columns[0].normalise, "epoch");
    ck_assert(!table->columns[0].key && table->columns[1].key);
    ck_assert_str_eq(table->columns[1].from, "u.login");
    ck_assert(
            parse(LAYOUT("<format kind='json'/><table name='t' each='r[*]'/>"), &layout));
    ck_assert_ptr_null(layout.bare_records);
    ck_assert_str_eq(layout.tables[0].format.records, "?>r[*]");
    ck_assert_ptr_null(layout.tables[0].bare_records);
}
END_TEST

START_TEST(what_cannot_be_meant_is_complained_of)
{
    refuse(LAYOUT("<format kind='lines' pattern='^(?&lt;at&gt;\\d+)'/>\n<column name='at'/>\n"
                  "<column name='who'/>"),
            5, "no group 'who'");
    refuse(LAYOUT("<format kind='lines' pattern='('/>"), 3, "pattern '('");
    refuse(LAYOUT("<format kind='json'/>\n<column name='a' from='b' path='c'/>"), 4,
            "either 'from' or 'path'");
    refuse(LAYOUT("<format kind='csv'/>\n<column name='a'/>\n<column name='a' from='b'/>"),
            5, "twice");
    refuse(LAYOUT("<format kind='csv' records='Records[*]'/>"), 3, "'records' is for");
    refuse(LAYOUT("<recognise/><format kind='csv'/>"), 3, "needs one of");
    refuse(LAYOUT("<recognise pattern='a'/><format kind='csv'/>"), 1,
            "recognised by a pattern");
    refuse(LAYOUT("<recognise document='a'/><format kind='csv'/>"), 1,
            "by a document's keys");
    refuse(LAYOUT("<format kind='csv'/>\n<table name='t' each='r[*]'/>"), 4,
            "kind=\"json\" only");
    refuse(LAYOUT("<format kind='json'/>\n<table name='t' each='r'/>"), 4,
            "write reviews[*]");
    refuse(LAYOUT("<format kind='json'/>\n<table name='t' each='a[*].r[*]'/>"), 4,
            "elements of one array");
    refuse(LAYOUT("<format kind='json'/><table name='t' each='a[*]'/>\n"
                  "<table name='t' each='b[*]'/>"),
            4, "twice");
    refuse(LAYOUT("<format kind='json'/><column name='a'/>\n"
                  "<table name='t' each='b[*]'>\n<column name='a'/></table>"),
            5, "twice");
    refuse(LAYOUT("<format kind='csv'/>\n<column name='a' normalise='epochs'/>"), 4,
            "epoch-ms");
    refuse(LAYOUT("<format kind='csv'/>\n<sample file='a' zone='Mars/Base'/>"), 4,
            "Mars/Base");
    refuse(LAYOUT("<format kind='csv' zone='Mars/Base'/>"), 3, "Mars/Base");
    refuse(LAYOUT("<format kind='xlsx'/>"), 3, "csv json lines");
}
END_TEST

START_TEST(all_complaints_come_at_once)
{
    struct layout layout;

    ck_assert(!parse(LAYOUT("<format kind='lines' pattern='(?&lt;a&gt;.)' header='no'/>\n"
                            "<column name='a' typ='date'/><column name='b'/>"),
            &layout));
    ck_assert_uint_eq(complaints.errors, 3);
}
END_TEST

/* --- the layouts that ship --- */

START_TEST(shipped_layouts_have_their_files_name_and_both_titles)
{
    for (size_t i = 0; i < LAYOUT_CHECK_COUNT; i++) {
        const char *id = check.layouts[i].id;

        ck_assert(strncmp(check.files[i], id, strlen(id)) == 0);
        ck_assert_str_eq(check.files[i] + strlen(id), ".xml");
        ck_assert_str_ne(check.layouts[i].title_ja, check.layouts[i].title_en);
    }
}
END_TEST

static void append_text(struct buf *table, const struct slice *text)
{
    bool quoted = text->size == 0 || memchr(text->text, ',', text->size) ||
            memchr(text->text, '"', text->size) || memchr(text->text, '\n', text->size);

    ck_assert(!quoted || buf_append_text(table, "\"", &check.err));
    for (size_t i = 0; i < text->size; i++) {
        ck_assert(text->text[i] != '"' || buf_append_text(table, "\"", &check.err));
        ck_assert(buf_append(table, &text->text[i], 1, &check.err));
    }
    ck_assert(!quoted || buf_append_text(table, "\"", &check.err));
}

static void append_value(struct buf *table, const struct stage_value *value)
{
    switch (value->type) {
    case STAGE_NULL:
        break;
    case STAGE_INTEGER:
        ck_assert(buf_printf(table, &check.err, "%lld", (long long)value->integer));
        break;
    case STAGE_REAL:
        ck_assert(buf_printf(table, &check.err, "%.15g", value->real));
        break;
    case STAGE_BLOB: /* does not convert */
        ck_assert(buf_append_text(table, "!", &check.err));
        append_text(table, &value->bytes);
        break;
    case STAGE_TEXT:
        append_text(table, &value->bytes);
        break;
    }
}

/* The item as CSV: an absent value is nothing, an empty one is "". */
static void write_table(const struct item *item, const struct archive *archive,
        struct scan_usage *usage, struct buf *table)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;
    CLEANUP(zone_freep) struct zone *utc = NULL;
    struct zone *zones[2];
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct scan_context context = {.archives = archive, .archive_count = 1};
    struct stage_value value;
    bool row = true;

    ck_assert(zone_load("Asia/Tokyo", &zone, &check.err));
    context.zone = zone;
    ck_assert(zone_load("UTC", &utc, &check.err));
    zones[0] = zone;
    zones[1] = utc;
    context.zones = zones;
    context.zone_count = 2;
    for (uint32_t i = 0; i < item->column_count; i++)
        ck_assert(buf_printf(table, &check.err, i ? ",%s" : "%s", item->columns[i].name));
    ck_assert(buf_append_text(table, "\n", &check.err));
    ck_assert_msg(scan_open(&context, item, UINT64_MAX, usage, &scan, &check.err), "%s",
            check.err.message);
    for (;;) {
        ck_assert_msg(scan_next(scan, &row, &check.err), "%s", check.err.message);
        if (!row)
            return;
        for (uint32_t i = 0; i < item->column_count; i++) {
            if (i)
                ck_assert(buf_append_text(table, ",", &check.err));
            ck_assert(scan_value(scan, i, &value, &check.err));
            append_value(table, &value);
        }
        ck_assert(buf_append_text(table, "\n", &check.err));
    }
}

/* An item of all the layout's columns, bound to the members of that glob by the layout's
 * name alone. */
static void bind_all(const struct layout *layout, const char *member, const char *more,
        struct item *item)
{
    struct program_column *columns;
    struct program_item *expected;
    struct binding binding;
    char xml[1024], table[128] = "";

    if (layout->table)
        snprintf(table, sizeof(table), "table='%s'", layout->table);
    ck_assert(arena_allocate(&check.arena, sizeof(*expected), &expected, &check.err));
    ck_assert(arena_allocate(&check.arena, layout->column_count * sizeof(*columns),
            &columns, &check.err));
    for (uint32_t i = 0; i < layout->column_count; i++)
        columns[i] = (struct program_column){layout->columns[i].name,
                layout->columns[i].type, layout->columns[i].key, false};
    *expected = (struct program_item){.id = "all",
            .source = "shared:all",
            .columns = columns,
            .column_count = layout->column_count};
    snprintf(xml, sizeof(xml),
            "<bindings xmlns='urn:chosho:binding:1'><item evidence='shared:all'>"
            "<source bundle='b' member='%s' layout='%s' %s %s/></item></bindings>",
            member, layout->id, table, more);
    ck_assert_msg(binding_parse("b.xml", xml, strlen(xml), &check.arena, &binding,
                          &complaints),
            "%s", layout_check_complaints(&complaints));
    ck_assert(binding_resolve(expected, &binding.items[0], "Asia/Tokyo", check.layouts,
            LAYOUT_CHECK_COUNT, check.members, check.member_count, &check.arena, item,
            &check.err));
    ck_assert_msg(!item->problem, "%s", item->problem_text);
}

/* The layout's table, or a child table's, of the archive's one member. */
static void check_table(const struct layout *layout, const char *sample,
        const struct archive *archive)
{
    CLEANUP(buf_clear) struct buf expected = BUF_INIT(LAYOUT_CHECK_FILE_MAX);
    CLEANUP(buf_clear) struct buf table = BUF_INIT(TABLE_MAX);
    struct scan_usage usage = {0};
    struct item item;
    char folder[900];

    ck_assert_msg(layout->expected != NULL, "%s %s has no expected table", layout->id,
            layout->table ? layout->table : "");
    snprintf(folder, sizeof(folder), "%s/evidence/layouts/samples",
            layout_check_source());
    layout_check_read(folder, layout->expected, &expected);
    bind_all(layout, sample, "year='2025'", &item);
    write_table(&item, archive, &usage, &table);
    ck_assert_msg(strcmp(buf_text(&table), buf_text(&expected)) == 0,
            "%s gives\n%s\ninstead of\n%s", sample, buf_text(&table),
            buf_text(&expected));
    ck_assert_uint_eq(usage.failed_values, 0);
    ck_assert_uint_eq(usage.unreadable, 0);
}

/* The sample is known by its own layout, and by no other as well. */
static void check_sample(const struct layout *layout)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf sample = BUF_INIT(LAYOUT_CHECK_FILE_MAX);
    struct archive archive;
    char folder[900];
    int fd;

    snprintf(folder, sizeof(folder), "%s/evidence/layouts/samples",
            layout_check_source());
    layout_check_read(folder, layout->sample, &sample);
    zip_bytes_add(&zip, layout->sample, buf_text(&sample));
    zip_bytes_finish(&zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert(archive_open(fd, "b-1", 0, &archive, &check.err));
    check.member_count = 0;
    layout_check_take(&check, "b", "b-1", 0, &archive);
    ck_assert_msg(text_is_equal(check.members[0].layout, layout->id),
            "%s is taken for %s", layout->sample,
            check.members[0].layout ? check.members[0].layout : "nothing");
    ck_assert_msg(!check.match.other || check.match.other_marks < check.match.marks,
            "%s could be %s just as well", layout->sample, check.match.other->id);
    check_table(layout, layout->sample, &archive);
    for (uint32_t i = 0; i < layout->table_count; i++)
        check_table(&layout->tables[i], layout->sample, &archive);
    archive_close(&archive);
    close(fd);
}

START_TEST(samples_are_recognised_and_give_their_tables)
{
    for (size_t i = 0; i < LAYOUT_CHECK_COUNT; i++) {
        if (check.layouts[i].sample)
            check_sample(&check.layouts[i]);
        else if (check.layouts[i].format.kind != RECORD_SHEET) /* of any source */
            ck_assert_ptr_null(strchr(check.layouts[i].id, '-'));
    }
}
END_TEST

/* --- on real evidence --- */

static bool open_data(const char *name, struct archive *archive, int *ret_fd)
{
    *ret_fd = layout_check_open_data(name);
    if (*ret_fd < 0) {
        printf("skipped: %s is not there\n", name);
        return false;
    }
    ck_assert_msg(archive_open(*ret_fd, "b-1", 0, archive, &check.err), "%s",
            check.err.message);
    layout_check_take(&check, "b", "b-1", 0, archive);
    return true;
}

static void read_all(const char *layout, const char *member, const char *more,
        const struct archive *archive, struct scan_usage *usage, struct buf *table)
{
    struct item item;

    bind_all(layout_find(check.layouts, LAYOUT_CHECK_COUNT, layout), member, more, &item);
    write_table(&item, archive, usage, table);
    ck_assert_uint_eq(usage->failed_values, 0);
    ck_assert_uint_eq(usage->unreadable, 0);
}

/* Bounded searches: under strict_string_checks others measure the rest of the table. */
static size_t count_lines_with(const struct buf *table, const char *part)
{
    const char *at = buf_text(table), *end = at + table->size;
    size_t count = 0;

    while (at && (at = memmem(at, (size_t)(end - at), part, strlen(part)))) {
        count++;
        at = memchr(at, '\n', (size_t)(end - at));
    }
    return count;
}

START_TEST(a_real_auth_log_matches_in_every_line)
{
    CLEANUP(buf_clear) struct buf table = BUF_INIT(TABLE_MAX);
    struct scan_usage usage = {0};
    struct archive archive;
    int fd;

    if (!open_data("A1-linux-fleet.zip", &archive, &fd))
        return;
    ck_assert_str_eq(layout_check_member(&check, "logs/labsz/auth.log")->layout,
            "syslog-auth");
    ck_assert_ptr_null(layout_check_member(&check, "backup/pgbackrest.log")->layout);
    ck_assert_str_eq(layout_check_member(&check, "logs/edge/access.log")->layout,
            "web-access");
    ck_assert_str_eq(layout_check_member(&check, "changes/workflow.csv")->layout,
            "workflow-csv");
    read_all("syslog-auth", "logs/labsz/auth.log", "year='2011'", &archive, &usage,
            &table);
    ck_assert_uint_eq(usage.selected, 2000);
    ck_assert_uint_eq(count_lines_with(&table, ",Failed,password,"), 520);
    ck_assert_uint_eq(count_lines_with(&table,
                              ",Accepted,password,fztu,,119.137.62.142,"),
            1);
    archive_close(&archive);
    close(fd);
}
END_TEST

START_TEST(real_cloud_exports_are_recognised_and_convert)
{
    CLEANUP(buf_clear) struct buf users = BUF_INIT(TABLE_MAX);
    CLEANUP(buf_clear) struct buf calls = BUF_INIT(TABLE_MAX);
    struct scan_usage usage = {0};
    struct archive archive;
    size_t trails = 0;
    int fd;

    if (!open_data("A2-cloud-aws.zip", &archive, &fd))
        return;
    for (size_t i = 0; i < check.member_count; i++)
        trails += text_is_equal(check.members[i].layout, "aws-cloudtrail");
    ck_assert_uint_eq(trails, 55);
    ck_assert_str_eq(layout_check_member(&check, "iam/credential_report.csv")->layout,
            "aws-credential-report");
    read_all("aws-credential-report", "iam/credential_report.csv", "", &archive, &usage,
            &users);
    ck_assert_uint_eq(usage.selected, 21);
    usage = (struct scan_usage){0};
    read_all("aws-cloudtrail", "cloudtrail/*.json", "", &archive, &usage, &calls);
    ck_assert_uint_eq(usage.selected, 2900);
    ck_assert_uint_eq(count_lines_with(&calls, ",ConsoleLogin,"), 2);
    archive_close(&archive);
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_layout_is_read,
            child_tables_are_read,
            what_cannot_be_meant_is_complained_of,
            all_complaints_come_at_once,
            shipped_layouts_have_their_files_name_and_both_titles,
            samples_are_recognised_and_give_their_tables,
            a_real_auth_log_matches_in_every_line,
            real_cloud_exports_are_recognised_and_convert,
    };

    return unit_run_in("layout", tests, ARRAY_LENGTH(tests), begin, end);
}
