#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/jsonwriter.h"
#include "engine/base/text.h"
#include "engine/workpaper/exception_table.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/person.h"
#include "engine/workpaper/schema.h"
#include "engine/workpaper/store.h"
#include "engine/workpaper/verify.h"

#define NEW_FILE STORE_FILE ".new"
#define PATHS_LIMIT ((size_t)1 << 20)

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words && !text_is_equal(text, *words))
        words++;
    return *words;
}

static bool is_filled(const char *text)
{
    return text && *text && text_find_invalid(text, strlen(text)) == strlen(text);
}

static const char *period_problem(const struct store_engagement *engagement)
{
    int64_t start, end, as_of;

    if (!is_filled(engagement->period_start) || !is_filled(engagement->period_end) ||
            !date_parse(engagement->period_start, strlen(engagement->period_start),
                    &start) ||
            !date_parse(engagement->period_end, strlen(engagement->period_end), &end) ||
            end < start)
        return TR("the period needs a first and a last day, YYYY-MM-DD, in this order",
                "対象期間は YYYY-MM-DD の初日と末日で、この順に必要です");
    if (!is_filled(engagement->as_of) ||
            !date_parse(engagement->as_of, strlen(engagement->as_of), &as_of))
        return TR("the as-of date is a day, YYYY-MM-DD",
                "基準日は YYYY-MM-DD の日付で必要です");
    return NULL;
}

static const char *engagement_problem(const struct store_engagement *engagement)
{
    static const char *const schemes[] = {"ISMAP", "ISMAP-LIU", "other", NULL};
    static const char *const languages[] = {"ja", "ja en", "en", NULL};

    if (!is_filled(engagement->client) || !is_filled(engagement->service))
        return TR("the client and the service need names",
                "事業者とサービスの名称が必要です");
    if (!is_one_of(engagement->scheme, schemes))
        return TR("the scheme is ISMAP, ISMAP-LIU or other",
                "制度は ISMAP、ISMAP-LIU、other のいずれかです");
    if (!is_filled(engagement->catalogue))
        return TR("the engagement needs a catalogue", "管理基準のカタログが必要です");
    if (!is_filled(engagement->zone))
        return TR("the engagement needs a time zone, such as Asia/Tokyo",
                "Asia/Tokyo などのタイムゾーンが必要です");
    if (!is_one_of(engagement->languages, languages))
        return TR("the languages are 'ja', 'ja en' or 'en'",
                "言語は ja、ja en、en のいずれかです");
    return period_problem(engagement);
}

static const char *team_problem(const struct store_settings *settings)
{
    const struct store_person *persons = settings->persons;
    const char *problem = NULL;

    if (settings->person_count == 0)
        return TR("the engagement needs a person", "担当者が一人は必要です");
    for (size_t i = 0; i < settings->person_count && !problem; i++) {
        problem = person_problem(&persons[i]);
        for (size_t j = 0; j < i && !problem; j++) {
            if (text_is_equal(persons[i].code, persons[j].code) ||
                    (persons[i].system_user &&
                            text_is_equal(persons[i].system_user,
                                    persons[j].system_user)))
                problem = TR("two persons have the same code or system user",
                        "コードまたはシステムの利用者が重複しています");
        }
    }
    if (!problem && strcmp(persons[0].role, "inspector") == 0)
        problem = TR("the first person makes the engagement and cannot be an inspector",
                "最初の担当者は業務を作る人です。inspector にはできません");
    return problem;
}

static bool check_settings(const struct store_settings *settings, struct error *err)
{
    const char *problem = engagement_problem(&settings->engagement);

    if (!problem)
        problem = team_problem(settings);
    return !problem || error_set(err, ERROR_USAGE, "%s", problem);
}

static bool make_folder(const char *path, struct error *err)
{
    struct stat status;

    if (mkdir(path, 0700) == 0)
        return true;
    if (errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    return error_set(err, errno == ENOENT ? ERROR_MISSING : ERROR_IO, "%s: %s", path,
            error_reason(errno));
}

static bool insert_engagement(struct db *db, const struct store_engagement *engagement,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    const char *const values[] = {engagement->client, engagement->service,
            engagement->scheme, engagement->catalogue, engagement->period_start,
            engagement->period_end, engagement->as_of, engagement->zone,
            engagement->languages, engagement->library};

    if (!db_prepare(db,
                "INSERT INTO engagement (engagement_id, client, service, scheme, catalogue,"
                " period_start, period_end, as_of, zone, languages, library)"
                " VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                &insert, err))
        return false;
    for (int i = 0; i < (int)ARRAY_LENGTH(values); i++)
        db_bind_text(insert, i + 1, values[i]);
    return db_run(insert, err);
}

static bool insert_controls(struct db *db, const struct store_settings *settings,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO control (catalogue, ref, parent, is_group, title_ja, title_en, flags)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(?7, ''))",
                &insert, err))
        return false;
    for (size_t i = 0; i < settings->control_count; i++) {
        const struct store_control *control = &settings->controls[i];

        db_bind_text(insert, 1, settings->engagement.catalogue);
        db_bind_text(insert, 2, control->ref);
        db_bind_text(insert, 3, control->parent);
        db_bind_int(insert, 4, control->is_group);
        db_bind_text(insert, 5, control->title_ja);
        db_bind_text(insert, 6, control->title_en);
        db_bind_text(insert, 7, control->flags);
        if (!db_run(insert, err))
            return error_prefix(err, TR("control '%s'", "管理策「%s」"),
                    control->ref ? control->ref : "?");
    }
    return true;
}

static bool write_body(const struct store_settings *settings, const char *record,
        struct buf *body, struct error *err)
{
    const struct store_engagement *engagement = &settings->engagement;
    struct jsonwriter writer;

    jsonwriter_init(&writer, body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "as_of", engagement->as_of);
    jsonwriter_member(&writer, "catalogue", engagement->catalogue);
    jsonwriter_member(&writer, "client", engagement->client);
    jsonwriter_member_int(&writer, "controls", (int64_t)settings->control_count);
    jsonwriter_member(&writer, "languages", engagement->languages);
    jsonwriter_member(&writer, "library", engagement->library);
    jsonwriter_member(&writer, "period_end", engagement->period_end);
    jsonwriter_member(&writer, "period_start", engagement->period_start);
    jsonwriter_key(&writer, "persons");
    jsonwriter_array(&writer);
    for (size_t i = 0; i < settings->person_count; i++)
        person_write(&settings->persons[i], &writer);
    jsonwriter_end(&writer);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member(&writer, "scheme", engagement->scheme);
    jsonwriter_member(&writer, "service", engagement->service);
    jsonwriter_member(&writer, "zone", engagement->zone);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer);
}

/* Everything of "init" in one transaction. */
static bool fill(struct db *db, const struct store_settings *settings, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    char record[DIGEST_HEX_SIZE];

    if (!db_begin(db, err))
        return false;
    act = (struct store_act){.db = db, .person = settings->persons[0].code};
    clock_now_text(act.at);
    if (!schema_apply(db, err) || !insert_engagement(db, &settings->engagement, err) ||
            !insert_controls(db, settings, err))
        return false;
    for (size_t i = 0; i < settings->person_count; i++) {
        if (!person_insert(&act, &settings->persons[i], err))
            return false;
    }
    return verify_digest(db, VERIFY_ENGAGEMENT, 1, record, err) &&
            write_body(settings, record, &body, err) &&
            journal_append(&act, "init", "", &body, err) && store_commit(&act, err);
}

static bool write_file(const char *path, const struct store_settings *settings,
        struct error *err)
{
    CLEANUP(db_closep) struct db *db = NULL;

    return db_open(path, DB_CREATE, &db, err) && exception_table_register(db, err) &&
            fill(db, settings, err) && db_execute(db, "PRAGMA journal_mode = WAL", err);
}

static void remove_new(const char *path, struct arena *arena)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    struct error ignored = {0};
    const char *file;

    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        if (arena_printf(arena, &file, &ignored, "%s%s", path, endings[i]))
            unlink(file);
    }
}

static bool sync_folder(const char *folder, struct error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (!ok)
        error_set(err, ERROR_IO, "%s: %s", folder, error_reason(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Never over a file that is there, also where another process was faster. */
static bool name_file(const char *from, const char *to, struct error *err)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if ((errno == EINVAL || errno == ENOSYS) && access(to, F_OK) < 0 &&
            rename(from, to) == 0)
        return true;
    return error_set(err, errno == EEXIST ? ERROR_REFUSED : ERROR_IO, "%s: %s", to,
            error_reason(errno));
}

static bool make_file(const char *folder, const struct store_settings *settings,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(PATHS_LIMIT);
    const char *path, *fresh;

    if (!arena_printf(&arena, &path, err, "%s/%s", folder, STORE_FILE) ||
            !arena_printf(&arena, &fresh, err, "%s/%s", folder, NEW_FILE))
        return false;
    if (access(path, F_OK) == 0)
        return error_set(err, ERROR_REFUSED,
                TR("%s is there already: this folder has an engagement; choose another",
                        "%s がすでにあります。このフォルダには業務があるため、別のフォルダを選んでください"),
                path);
    remove_new(fresh, &arena); /* of an init that was interrupted */
    if (write_file(fresh, settings, err) && name_file(fresh, path, err))
        return sync_folder(folder, err);
    remove_new(fresh, &arena);
    return false;
}

static bool make_folders(const char *folder, struct error *err)
{
    static const char *const names[] = {STORE_BUNDLES, STORE_BINDINGS};
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(PATHS_LIMIT);
    const char *path;

    if (!make_folder(folder, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (!arena_printf(&arena, &path, err, "%s/%s", folder, names[i]) ||
                !make_folder(path, err))
            return false;
    }
    return true;
}

bool store_create(const char *folder, const struct store_settings *settings,
        struct store **ret_store, struct error *err)
{
    return check_settings(settings, err) && make_folders(folder, err) &&
            make_file(folder, settings, err) &&
            store_open(folder, STORE_WRITE, ret_store, err);
}
