/* chosho init: a new engagement. Every answer is a flag; what is missing is asked for on
 * a terminal. */
#include "engine/base/date.h"
#include "engine/base/file.h"
#include "engine/base/zone.h"
#include "engine/commands/commands.h"
#include "engine/run/catalogues.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define YEAR_DAYS 366
#define SHORTEST_DAYS 89 /* three months, at the least */

static const struct command_option options[] = {
        {"client", "NAME", "クラウドサービス事業者", "the cloud service provider"},
        {"service", "NAME", "クラウドサービス", "the cloud service"},
        {"scheme", "ISMAP|ISMAP-LIU|other", "制度（既定 ISMAP）",
                "the scheme (default ISMAP)"},
        {"catalogue", "ID|FILE", "管理策カタログ（既定 ismap-2022）",
                "the control catalogue (default ismap-2022)"},
        {"period", "FROM..TO", "監査対象期間", "the period: 2025-04-01..2026-03-31"},
        {"as-of", "DATE", "基準日（既定は期間の末日）",
                "the day states are judged at (default: the period's last)"},
        {"zone", "NAME", "事業者の時間帯（既定 Asia/Tokyo）",
                "the client's time zone (default Asia/Tokyo)"},
        {"languages", "ja|en|ja,en", "報告書の言語（既定 ja）",
                "languages of report and texts (default ja)"},
        {"library", "DIR", "手続ライブラリ（既定は内蔵）",
                "the firm's procedures (default: the built-in ones)"},
        {"person", "CODE:NAME:ROLE[:USER]...",
                "担当者（繰り返し可。ROLEは preparer, reviewer, partner, quality, inspector。USERはOSの利用者名で、最初の人の既定は今の利用者）",
                "a person of the team, several times; roles: preparer, reviewer, partner, quality, inspector; USER: a system user (of the first: you)"},
        {NULL, NULL, NULL, NULL},
};

static void free_line(char **line)
{
    free(*line);
}

/* The value of an option, or what a person types; NULL where neither is to be had. */
static const char *ask(struct command_call *call, const char *name, const char *question,
        struct error *err)
{
    const char *value = command_value(call, name);
    CLEANUP(free_line) char *line = NULL;
    size_t capacity = 0;
    const char *kept;

    if (value || !isatty(STDIN_FILENO))
        return value;
    fprintf(stderr, "%s: ", question);
    if (getline(&line, &capacity, stdin) < 0)
        return NULL;
    line[strcspn(line, "\r\n")] = '\0';
    return *line && arena_text(&call->arena, line, &kept, err) ? kept : NULL;
}

static bool need(const char *value, const char *name, struct error *err)
{
    return value ||
            error_set(err, ERROR_USAGE,
                    TR("--%s is missing: an engagement needs it (see chosho init --help)",
                            "--%s の指定が必要です（chosho init --help を参照してください）"),
                    name);
}

/* Digits and dashes where a day has them, whether or not there is such a day. */
static bool looks_like_day(const char *text)
{
    static const char form[] = "0000-00-00";
    size_t i = 0;

    while (form[i] &&
            (form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9'))
        i++;
    return !form[i] && !text[i];
}

static bool read_day(const char *option, const char *text, int64_t *ret_day,
        struct error *err)
{
    if (date_parse(text, strlen(text), ret_day))
        return true;
    if (looks_like_day(text))
        return error_set(err, ERROR_USAGE,
                TR("--%s: the calendar has no day %s",
                        "--%s: %s という日は暦にありません"),
                option, text);
    return error_set(err, ERROR_USAGE,
            TR("--%s: a day is written 2026-03-31, not '%s'",
                    "--%s: 日付は 2026-03-31 の形で指定してください（「%s」は使えません）"),
            option, text);
}

static bool split_period(struct command_call *call, const char *text,
        struct store_engagement *engagement, struct error *err)
{
    const char *dots = strstr(text, "..");

    if (!dots || dots == text || !dots[2])
        return error_set(err, ERROR_USAGE,
                TR("--period wants its first and last day, 2025-04-01..2026-03-31, not '%s'",
                        "--period は 2025-04-01..2026-03-31 の形で指定してください（「%s」は使えません）"),
                text);
    return arena_copy(&call->arena, text, (size_t)(dots - text),
                   &engagement->period_start, err) &&
            arena_text(&call->arena, dots + 2, &engagement->period_end, err);
}

/* What is unusual is said, and taken. */
static void warn_of_period(const struct store_engagement *engagement, int64_t start,
        int64_t end, int64_t as_of)
{
    long long days = (long long)(end - start + 1);

    if (days > YEAR_DAYS)
        command_say(TR("warning: the period is longer than a year (%lld days)",
                            "警告: 監査対象期間が1年を超えています（%lld日）"),
                days);
    else if (days < SHORTEST_DAYS)
        command_say(TR("warning: the period is shorter than three months (days: %lld)",
                            "警告: 監査対象期間が3か月に満たない長さです（%lld日）"),
                days);
    if (as_of < start || as_of > end)
        command_say(TR("warning: the as-of date %s lies outside the period",
                            "警告: 基準日 %s が監査対象期間の外にあります"),
                engagement->as_of);
}

static bool read_period(struct command_call *call, const char *text,
        struct store_engagement *engagement, struct error *err)
{
    int64_t start, end, as_of;

    if (!split_period(call, text, engagement, err) ||
            !read_day("period", engagement->period_start, &start, err) ||
            !read_day("period", engagement->period_end, &end, err))
        return false;
    if (end < start)
        return error_set(err, ERROR_USAGE,
                TR("--period ends on %s, before it begins on %s: write the first day, then the last",
                        "--period の末日 %s が初日 %s より前です。初日、末日の順に指定してください"),
                engagement->period_end, engagement->period_start);
    if (!engagement->as_of)
        engagement->as_of = engagement->period_end;
    if (!read_day("as-of", engagement->as_of, &as_of, err))
        return false;
    warn_of_period(engagement, start, end, as_of);
    return true;
}

static bool read_settings(struct command_call *call, struct store_engagement *engagement,
        struct error *err)
{
    const char *languages = command_value(call, "languages");
    const char *period;

    engagement->client = ask(call, "client", TR("Client", "クラウドサービス事業者"), err);
    engagement->service = ask(call, "service", TR("Service", "クラウドサービス"), err);
    period = ask(call, "period",
            TR("Period (2025-04-01..2026-03-31)",
                    "監査対象期間（2025-04-01..2026-03-31）"),
            err);
    engagement->scheme = command_value(call, "scheme") ? command_value(call, "scheme")
                                                       : "ISMAP";
    engagement->zone = command_value(call, "zone") ? command_value(call, "zone")
                                                   : "Asia/Tokyo";
    engagement->as_of = command_value(call, "as-of");
    engagement->languages = "ja";
    if (languages && (strcmp(languages, "ja,en") == 0 || strcmp(languages, "en,ja") == 0))
        engagement->languages = "ja en";
    else if (languages)
        engagement->languages = languages;
    return err->code == ERROR_NONE && need(engagement->client, "client", err) &&
            need(engagement->service, "service", err) && need(period, "period", err) &&
            read_period(call, period, engagement, err);
}

/* Cuts text at its colons; *ret_count is 5 where there are more than fit. */
static bool split(struct command_call *call, const char *text, const char *fields[5],
        size_t *ret_count, struct error *err)
{
    size_t count = 0;

    for (const char *at = text; at && count < 5; count++) {
        size_t size = strcspn(at, ":");

        if (!arena_copy(&call->arena, at, size, &fields[count], err))
            return false;
        at = at[size] ? at + size + 1 : NULL;
    }
    *ret_count = count;
    return true;
}

/* CODE:NAME:ROLE[:USER] */
static bool read_person(struct command_call *call, const char *text,
        struct store_person *ret_person, struct error *err)
{
    const char *fields[5] = {NULL, NULL, NULL, NULL, NULL};
    size_t count;

    if (!split(call, text, fields, &count, err))
        return false;
    if (count < 3 || count > 4)
        return error_set(err, ERROR_USAGE,
                TR("--person wants CODE:NAME:ROLE[:USER], not '%s'",
                        "--person は CODE:NAME:ROLE[:USER] の形で指定してください（「%s」は使えません）"),
                text);
    *ret_person = (struct store_person){fields[0], fields[1], fields[2], fields[3]};
    return true;
}

static bool is_mapped(const struct store_person *persons, size_t count, const char *user)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(persons[i].system_user, user))
            return true;
    }
    return false;
}

/* The one who sits here is the person given first, unless the answers say otherwise;
 * without --person, a preparer. */
static bool map_user(struct command_call *call, struct store_person *persons,
        size_t *count, struct error *err)
{
    const struct passwd *user = getpwuid(geteuid());
    const char *name;

    if (!user || is_mapped(persons, *count, user->pw_name) ||
            (*count && persons[0].system_user))
        return true;
    if (!arena_text(&call->arena, user->pw_name, &name, err))
        return false;
    if (*count == 0)
        persons[(*count)++] = (struct store_person){name, name, "preparer", name};
    persons[0].system_user = name;
    return true;
}

static bool read_team(struct command_call *call, struct store_settings *settings,
        struct error *err)
{
    const char *const *texts;
    struct store_person *persons;
    size_t count;

    if (!command_values(call, "person", &texts, &count, err) ||
            !arena_allocate(&call->arena, (count + 1) * sizeof(*persons), &persons, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_person(call, texts[i], &persons[i], err))
            return false;
    }
    if (!map_user(call, persons, &count, err))
        return false;
    settings->persons = persons;
    settings->person_count = count;
    return true;
}

/* Who is meant where no --as is given. */
static void tell_team(const struct command_call *call,
        const struct store_settings *settings)
{
    for (size_t i = 0; command_has(call, "person") && i < settings->person_count; i++) {
        const struct store_person *person = &settings->persons[i];

        if (person->system_user)
            command_say(TR("%s (%s) acts where the system user is %s",
                                "%s（%s）が行為者になるOSの利用者: %s"),
                    person->name, person->code, person->system_user);
    }
}

static bool read_controls(struct command_call *call, struct store_settings *settings,
        struct error *err)
{
    const char *name = command_value(call, "catalogue") ? command_value(call, "catalogue")
                                                        : "ismap-2022";
    struct complaint_list complaints;
    struct catalogue catalogue;
    struct store_control *controls;
    bool ok;

    complaint_list_init(&complaints);
    ok = catalogues_load(name, &call->arena, &catalogue, &complaints, err);
    command_complain(&complaints);
    complaint_list_clear(&complaints);
    if (!ok ||
            !arena_allocate(&call->arena, (catalogue.count + 1) * sizeof(*controls),
                    &controls, err))
        return false;
    for (size_t i = 0; i < catalogue.count; i++) {
        const struct catalogue_control *from = &catalogue.controls[i];

        if (from->is_withdrawn)
            continue;
        controls[settings->control_count++] = (struct store_control){from->ref,
                from->parent == CATALOGUE_ROOT ? NULL
                                               : catalogue.controls[from->parent].ref,
                from->is_group, from->title[TEXT_JA], from->title[TEXT_EN], from->flags};
    }
    settings->controls = controls;
    settings->engagement.catalogue = catalogue.id;
    return true;
}

static bool check_zone(const char *name, struct error *err)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;

    return zone_load(name, &zone, err);
}

static bool read_library(struct command_call *call, struct store_engagement *engagement,
        struct error *err)
{
    const char *library = command_value(call, "library");
    char *whole;
    bool ok;

    if (!library)
        return true;
    /* An engagement is used from other folders, too. */
    whole = file_is_folder(library) ? realpath(library, NULL) : NULL;
    ok = whole ? arena_text(&call->arena, whole, &engagement->library, err)
               : error_set(err, ERROR_MISSING,
                         TR("--library %s: there is no such folder",
                                 "--library %s: フォルダがありません"),
                         library);
    free(whole);
    return ok;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    struct store_settings settings = {0};

    if (!command_expect(call, 1, 1, err) ||
            !read_settings(call, &settings.engagement, err) ||
            !read_library(call, &settings.engagement, err) ||
            !check_zone(settings.engagement.zone, err) ||
            !read_team(call, &settings, err) || !read_controls(call, &settings, err) ||
            !store_create(call->arguments[0], &settings, &store, err))
        return 2;
    tell_team(call, &settings);
    command_say(
            TR("engagement made in %s; next: chosho -C '%s' take BUNDLE.zip",
                    "%s に調書フォルダを作成しました。次: chosho -C '%s' take 提供物.zip"),
            call->arguments[0], call->arguments[0]);
    return 0;
}

const struct command cmd_init = {
        .name = "init",
        .arguments = "DIR",
        .ja = "監査業務の調書フォルダを作る",
        .en = "make a new engagement",
        .options = options,
        .run = run,
};
