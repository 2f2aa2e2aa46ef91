/* report_sample.h - an engagement with results of every kind, for tests of reports */
#ifndef CHOSHO_TESTS_REPORT_SAMPLE_H
#define CHOSHO_TESTS_REPORT_SAMPLE_H

#include "engine/workpaper/finding.h"
#include "engine/workpaper/verify.h"
#include "reports/model.h"
#include "tests/unit/workpaper.h"

/* A name that wants to be markup, a shell's quote, an address and the other way round. */
#define HOSTILE "it's <script>alert(1)</script> #1 \xE2\x80\xAE&.csv"
#define HOSTILE_POINTER \
    "access-1a2b3c4d:it's <script>alert(1)</script> %231 %E2%80%AE&.csv#"

static const char bundle_sql[] =
        "INSERT INTO bundle (bundle_id, short_id, name, file, bytes, sha256, received_at,"
        " received_by, first_member, member_count) VALUES (1, 'access-1a2b3c4d', 'access',"
        " 'access.zip', 4096, '1a2b3c4d', '2026-04-03T01:00:00.000Z', 'tanaka', 1, 4);"
        "INSERT INTO member (member_id, bundle_id, raw_name, name, name_source, status,"
        " reason, method, size, compressed_size, crc, data_offset, sha256, kind, format,"
        " is_headerless, record_count, unreadable_count) VALUES"
        " (2, 1, x'61', 'manual.pdf', 'utf-8', 'unread', 'kind', 8, 9, 9, 1, 1, 'bb',"
        " 'pdf', NULL, 0, NULL, NULL),"
        " (3, 1, x'61', '../up', 'utf-8', 'refused', 'name-dot-dot', 8, 9, 9, 1, 1, NULL,"
        " NULL, NULL, 0, NULL, NULL),"
        " (4, 1, x'61', 'logs/', 'utf-8', 'folder', NULL, 0, 0, 0, 0, 1, NULL, NULL, NULL,"
        " 0, NULL, NULL);";

static const int64_t sample_members[] = {1};

static const struct result_source sample_source = {.item = "leavers",
        .source = "shared:leavers",
        .delivered = 7,
        .selected = 7,
        .members = sample_members,
        .member_count = 1};

static void execute(struct store *store, const char *sql)
{
    struct error err = {0};

    ck_assert_msg(db_execute(store_db(store), sql, &err), "%s: %s", sql, err.message);
}

/* The act that took the bundle. */
static void record_bundle(struct store *store)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    CLEANUP(buf_clear) struct buf body = BUF_INIT(1024);
    char record[DIGEST_HEX_SIZE];
    struct error err = {0};

    ck_assert(store_begin(store, "tanaka", &act, &err));
    ck_assert(verify_digest(act.db, VERIFY_BUNDLE, 1, record, &err));
    ck_assert(buf_printf(&body, &err, "{\"record_sha256\":\"%s\"}", record));
    ck_assert(journal_append(&act, "take", "access-1a2b3c4d", &body, &err));
    ck_assert_msg(store_commit(&act, &err), "%s", err.message);
}

/* A readable member of that name, number 1, and others beside it. */
static void add_bundle(struct store *store, const char *name)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    struct error err = {0};

    execute(store, bundle_sql);
    ck_assert(db_prepare(store_db(store),
            "INSERT INTO member (member_id, bundle_id, raw_name, name, name_source,"
            " status, method, size, compressed_size, crc, data_offset, sha256, kind,"
            " format, encoding, is_headerless, record_count, unreadable_count) VALUES"
            " (1, 1, x'61', ?1, 'utf-8 (flag)', 'read', 8, 900, 90, 1, 1, 'aa', 'csv',"
            " 'csv', 'cp932', 0, 7, 0)",
            &insert, &err));
    db_bind_text(insert, 1, name);
    ck_assert_msg(db_run(insert, &err), "%s", err.message);
    record_bundle(store);
}

/* The result of a1 with that many exceptions, and what an engine would have said of it.
 */
UNUSED static int64_t add_result(struct store *store, int64_t count)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    struct result result;

    fill_list(&list, 1, count);
    result = make_result(&list);
    result.tested = 5 > count ? 5 : count;
    result.sources = &sample_source;
    result.source_count = 1;
    return record_result(store, begin_run(store), &result);
}

/* The first exception's values: one there, one absent, one empty, one that did not
 * convert. */
UNUSED static void add_values(struct store *store)
{
    execute(store,
            "INSERT INTO report_shown (result_id, position, name, type)"
            " SELECT max(result_id), 1, 'employee_id', 'text'"
            " FROM result UNION ALL SELECT max(result_id), 2, 'left_on', 'date' FROM result"
            " UNION ALL SELECT max(result_id), 3, 'off.disabled_at', 'timestamp' FROM result"
            " UNION ALL SELECT max(result_id), 4, 'active', 'boolean' FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 1, 1, 1,"
            " '<b>' || char(27, 0x202E) || 'A&B' FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 1, 2, 0, '5/32'"
            " FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 1, 3, 1,"
            " '2025-03-31T15:00:00.000Z' FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 1, 4, 1, '0'"
            " FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 2, 1, 1, ''"
            " FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 2, 2, 1, NULL"
            " FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 2, 3, 1, NULL"
            " FROM result;"
            "INSERT INTO report_value SELECT max(result_id), 'exception', 2, 4, 1, '1'"
            " FROM result;"
            "INSERT INTO report_text SELECT max(result_id), 'finding', '',"
            " '5名のうち2名の無効化が遅い。', 'Of 5, 2 late.' FROM result;"
            "INSERT INTO report_text SELECT max(result_id), 'column', 'left_on', '退職日',"
            " 'left on' FROM result;"
            "INSERT INTO report_standing SELECT max(result_id), 'current', 'shown', NULL"
            " FROM result;");
}

/* An engagement with a bundle, and the temporary tables, empty. */
UNUSED static struct store *create_sample(const char *member)
{
    struct store *store = create_engagement();
    struct error err = {0};

    add_bundle(store, member);
    ck_assert_msg(model_prepare(store_db(store), &err), "%s", err.message);
    return store;
}

/* What a writer wrote, as a text; the caller frees it. */
UNUSED static char *written(bool (*write)(struct store *store, FILE *out,
                                    struct error *err),
        struct store *store)
{
    struct error err = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    ck_assert_msg(write(store, out, &err), "%s", err.message);
    fclose(out);
    return text;
}

UNUSED static size_t count_of(const char *text, const char *piece)
{
    size_t count = 0;

    while ((text = strstr(text, piece))) {
        count++;
        text += strlen(piece);
    }
    return count;
}

#define ck_assert_has(text, piece) ck_assert_msg(strstr(text, piece) != NULL, "%s", piece)
#define ck_assert_lacks(text, piece) ck_assert_msg(!strstr(text, piece), "%s", piece)

#endif
