#include "procedures/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "procedures/loading.h"

#define YEARS_MAX 100
#define OPEN PROGRAM_CALENDAR_OPEN
#define CLOSED PROGRAM_CALENDAR_CLOSED

static const struct vocabulary_attribute language_attributes[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, true, NULL, "文の言語。",
                "The language of the text."},
        {.name = NULL},
};
static const struct vocabulary_attribute calendar_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL,
                "カレンダーの識別子。手続のcalendarに書く。事業者のものはclientとする。",
                "The id that procedures name in calendar=; that of a client's own is client."},
        {"version", VOCABULARY_VERSION, true, NULL, "版。", "Its version."},
        {"based-on", VOCABULARY_ID, false, NULL,
                "もととするカレンダー（jpなど）。ここには異なる日だけを書く。",
                "The calendar it begins with, such as jp; only what differs is written here."},
        {.name = NULL},
};
static const struct vocabulary_attribute weekend_attributes[] = {
        {"days", VOCABULARY_WORDS, true, NULL,
                "毎週の休日を英語の曜日名で並べる（saturday sunday）。なければnone。",
                "The days of every week that are closed, such as \"saturday sunday\"; none where there is none."},
        {.name = NULL},
};
static const struct vocabulary_attribute year_attributes[] = {
        {"of", VOCABULARY_COUNT, true, NULL, "西暦年。年は連続していなければならない。",
                "The year. Years follow each other without a gap."},
        {.name = NULL},
};
static const struct vocabulary_attribute span_attributes[] = {
        {"on", VOCABULARY_DATE, false, NULL, "その一日。", "That one day."},
        {"from", VOCABULARY_DATE, false, NULL, "最初の日（toとともに）。",
                "The first of several days, with `to`."},
        {"to", VOCABULARY_DATE, false, NULL, "最後の日（その日を含む）。",
                "The last of them, included."},
        {.name = NULL},
};
static const struct vocabulary_child calendar_children[] = {
        {"title", 0, 2},
        {"weekend", 0, 1},
        {"year", 0, YEARS_MAX},
        {"closed", 0, 0},
        {"open", 0, 0},
        {NULL, 0, 0},
};
static const struct vocabulary_child year_children[] = {
        {"closed", 0, 0},
        {"open", 0, 0},
        {NULL, 0, 0},
};
static const struct vocabulary_child titled_children[] = {
        {"title", 0, 2},
        {NULL, 0, 0},
};
static const struct vocabulary_element elements[] = {
        {"calendar", VOCABULARY_CHILDREN, calendar_attributes, calendar_children,
                "営業日を数えるためのカレンダー。", "Which days are business days."},
        {"title", VOCABULARY_STRING, language_attributes, NULL, "表題、又は休日の名称。",
                "A title, or what a day is called."},
        {"weekend", VOCABULARY_EMPTY, weekend_attributes, NULL, "毎週の休日。",
                "The days of every week that are closed."},
        {"year", VOCABULARY_CHILDREN, year_attributes, year_children,
                "一年。ここにない年の日は、営業日かどうか分からないものとして扱う。",
                "A year. Of a day in a year that is not here nothing is known."},
        {"closed", VOCABULARY_CHILDREN, span_attributes, titled_children,
                "休業日。onか、fromとtoを書く。",
                "A day, or days, that are no business days: `on`, or `from` and `to`."},
        {"open", VOCABULARY_CHILDREN, span_attributes, titled_children,
                "週末や休日であっても営業する日。",
                "A day, or days, that are business days all the same."},
        {.name = NULL},
};
const struct vocabulary calendar_vocabulary = {"urn:chosho:calendar:1", "calendar",
        elements};

/* One being read. */
struct reading {
    struct loading loading;
    const struct program_calendar *known;
    size_t known_count;
    struct program_calendar calendar;
    char *days; /* of calendar, while they are written; NULL where they could not be */
    char *said; /* likewise: what this file says of each day; 0 for nothing */
};

const struct program_calendar *calendar_find(const struct program_calendar *calendars,
        size_t count, const char *id)
{
    for (size_t i = 0; id && i < count; i++) {
        if (strcmp(calendars[i].id, id) == 0)
            return &calendars[i];
    }
    return NULL;
}

static bool make_days(struct reading *reading)
{
    reading->days = loading_allocate(&reading->loading, reading->calendar.day_count + 1u,
            1);
    reading->said = loading_allocate(&reading->loading, reading->calendar.day_count + 1u,
            1);
    if (!reading->days || !reading->said)
        return false;
    memset(reading->days, OPEN, reading->calendar.day_count);
    reading->calendar.days = reading->days;
    return true;
}

/* ---- years and weekends ---- */

static bool read_year(struct reading *reading, const struct xml_node *node,
        int64_t *ret_year)
{
    const char *of = xml_attribute(node, "of");

    *ret_year = of && strlen(of) <= 4 ? strtoll(of, NULL, 10) : 0;
    if (*ret_year >= 1900 && *ret_year <= 9998)
        return true;
    LOADING_COMPLAIN(&reading->loading, node, "of",
            TR("a year from 1900 to 9998 stands here",
                    "1900から9998までの年を書いてください"));
    return false;
}

/* The years' first day and their number of days. */
static bool find_span(struct reading *reading, const struct xml_node *root)
{
    const struct xml_node *node = xml_child(root, "year");
    int64_t year, first = 0, next = 0, end = 0;

    if (!node)
        LOADING_COMPLAIN(&reading->loading, root, NULL,
                TR("a calendar that is not based on another one needs its years: <year of=\"2025\">",
                        "もととするカレンダーがない場合は、<year of=\"2025\">が必要です"));
    for (; node; node = xml_next(node, "year")) {
        if (!read_year(reading, node, &year))
            return false;
        if (next && year != next) {
            LOADING_COMPLAIN(&reading->loading, node, "of",
                    TR("the year %lld must follow here: years are in order, without a gap",
                            "ここには%lld年が必要です。年は順に、欠けることなく書いてください"),
                    (long long)next);
            return false;
        }
        first = first ? first : year;
        next = year + 1;
    }
    if (!next || !date_from_civil((int)first, 1, 1, &reading->calendar.first_day) ||
            !date_from_civil((int)next, 1, 1, &end))
        return false;
    reading->calendar.day_count = (uint32_t)(end - reading->calendar.first_day);
    return true;
}

static void close_weekdays(struct reading *reading, int weekday)
{
    for (uint32_t i = 0; i < reading->calendar.day_count; i++) {
        /* 1970-01-01 was a Thursday. */
        if ((reading->calendar.first_day + i + 4) % 7 == weekday)
            reading->days[i] = CLOSED;
    }
}

static void read_weekend(struct reading *reading, const struct xml_node *root)
{
    static const char *const names[] = {"sunday", "monday", "tuesday", "wednesday",
            "thursday", "friday", "saturday", NULL};
    const struct xml_node *node = xml_child(root, "weekend");
    const char **words;
    size_t count;

    if (!node) {
        LOADING_COMPLAIN(&reading->loading, root, NULL,
                TR("<weekend days=\"saturday sunday\"/> is missing; days=\"none\" where no weekday is closed",
                        "<weekend days=\"saturday sunday\"/>がありません。毎週の休日がなければdays=\"none\"と書いてください"));
        return;
    }
    count = loading_words(&reading->loading, xml_attribute(node, "days"), &words);
    if (count == 1 && strcmp(words[0], "none") == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        int weekday = loading_choice(words[i],
                "sunday monday tuesday wednesday thursday friday saturday", -1);

        if (weekday < 0)
            LOADING_COMPLAIN(&reading->loading, node, "days",
                    TR("'%s' is no day of the week%s", "「%s」は曜日ではありません%s"),
                    words[i], loading_hint(words[i], names).text);
        else
            close_weekdays(reading, weekday);
    }
}

/* ---- days ---- */

static bool read_day(const struct xml_node *node, const char *attribute, int64_t *ret_day)
{
    const char *value = xml_attribute(node, attribute);

    return value && date_parse(value, strlen(value), ret_day);
}

static bool read_span(struct reading *reading, const struct xml_node *node,
        int64_t *ret_first, int64_t *ret_last)
{
    bool is_day = xml_attribute(node, "on") != NULL;
    bool has_from = xml_attribute(node, "from"), has_to = xml_attribute(node, "to");

    if (is_day ? has_from || has_to : !has_from || !has_to) {
        LOADING_COMPLAIN(&reading->loading, node, NULL,
                TR("<%s> needs on=, or from= and to=",
                        "<%s>にはon=か、from=とto=の両方が必要です"),
                node->name);
        return false;
    }
    if (!read_day(node, is_day ? "on" : "from", ret_first) ||
            !read_day(node, is_day ? "on" : "to", ret_last))
        return false; /* the vocabulary complained */
    if (*ret_first > *ret_last)
        LOADING_COMPLAIN(&reading->loading, node, "to",
                TR("`to` lies before `from`", "toがfromより前です"));
    return *ret_first <= *ret_last;
}

static void mark_days(struct reading *reading, const struct xml_node *node, int64_t first,
        int64_t last)
{
    char mark = strcmp(node->name, "closed") == 0 ? CLOSED : OPEN;

    for (int64_t day = first; day <= last; day++) {
        int64_t i = day - reading->calendar.first_day;
        char text[DATE_TEXT_SIZE];

        date_format(day, text);
        if (i < 0 || i >= reading->calendar.day_count) {
            LOADING_COMPLAIN(&reading->loading, node, NULL,
                    TR("%s lies in no year of this calendar",
                            "%sは、このカレンダーのどの年にも属しません"),
                    text);
            return;
        }
        if (reading->said[i]) {
            LOADING_COMPLAIN(&reading->loading, node, NULL,
                    TR("%s stands there twice", "%sが二回書かれています"), text);
            return;
        }
        reading->said[i] = mark;
        reading->days[i] = mark;
    }
}

/* year: 0 for days that stand under no year. */
static void read_days(struct reading *reading, const struct xml_node *parent,
        int64_t year)
{
    for (const struct xml_node *node = xml_child(parent, NULL); node;
            node = xml_next(node, NULL)) {
        int64_t first, last, start = 0, end = 0;

        if ((strcmp(node->name, "closed") != 0 && strcmp(node->name, "open") != 0) ||
                !read_span(reading, node, &first, &last))
            continue;
        if (year && date_from_civil((int)year, 1, 1, &start) &&
                date_from_civil((int)year + 1, 1, 1, &end) &&
                (first < start || last >= end))
            LOADING_COMPLAIN(&reading->loading, node, NULL,
                    TR("this lies outside the year %lld", "%lld年の日ではありません"),
                    (long long)year);
        else
            mark_days(reading, node, first, last);
    }
}

/* ---- whole calendars ---- */

static bool begin_based(struct reading *reading, const struct xml_node *root,
        const char *based_on)
{
    const struct program_calendar *base = calendar_find(reading->known,
            reading->known_count, based_on);
    struct loading_names names = {.count = 0};
    static const char *const own[] = {"weekend", "year"};

    for (size_t i = 0; i < ARRAY_LENGTH(own); i++) {
        if (xml_child(root, own[i]))
            LOADING_COMPLAIN(&reading->loading, xml_child(root, own[i]), NULL,
                    TR("the weekends and years of this calendar are those of '%s': write <closed> and <open>",
                            "週末と年は「%s」のものを用います。<closed>と<open>で書いてください"),
                    based_on);
    }
    for (size_t i = 0; i < reading->known_count; i++)
        loading_names_add(&names, reading->known[i].id);
    if (!base) {
        LOADING_COMPLAIN(&reading->loading, root, "based-on",
                TR("there is no calendar '%s'%s", "カレンダー「%s」はありません%s"),
                based_on, loading_hint(based_on, names.items).text);
        return false;
    }
    reading->calendar.first_day = base->first_day;
    reading->calendar.day_count = base->day_count;
    if (!make_days(reading))
        return false;
    memcpy(reading->days, base->days, base->day_count);
    return true;
}

static bool begin_own(struct reading *reading, const struct xml_node *root)
{
    if (!find_span(reading, root) || !make_days(reading))
        return false;
    read_weekend(reading, root);
    return true;
}

/* What it rests on belongs to the version a result tells of. */
static void write_version(struct reading *reading, const struct xml_node *root)
{
    const char *based_on = xml_attribute(root, "based-on");
    const struct program_calendar *base = calendar_find(reading->known,
            reading->known_count, based_on);
    const char *version = xml_attribute(root, "version");
    struct error err = {0};

    reading->calendar.id = xml_attribute(root, "id");
    reading->calendar.version = version;
    if (base && version &&
            !arena_printf(reading->loading.arena, &reading->calendar.version, &err,
                    "%s (%s %s)", version, base->id, base->version))
        LOADING_COMPLAIN(&reading->loading, root, NULL, "%s", err.message);
}

bool calendar_parse(const char *file, const char *bytes, size_t size,
        const struct program_calendar *known, size_t known_count, struct arena *arena,
        struct program_calendar *ret_calendar, struct complaint_list *complaints)
{
    struct reading reading = {.loading = {file, arena, NULL, NULL, complaints},
            .known = known,
            .known_count = known_count};
    size_t errors = complaints->errors;
    struct xml_node *root;
    const char *based_on;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&calendar_vocabulary, file, root, complaints);
    if (strcmp(root->name, calendar_vocabulary.root) != 0)
        return false;
    based_on = xml_attribute(root, "based-on");
    write_version(&reading, root);
    if (based_on ? begin_based(&reading, root, based_on) : begin_own(&reading, root)) {
        read_days(&reading, root, 0);
        for (const struct xml_node *node = xml_child(root, "year"); !based_on && node;
                node = xml_next(node, "year"))
            read_days(&reading, node, strtoll(xml_attribute(node, "of"), NULL, 10));
    }
    if (complaints->errors != errors)
        return false;
    *ret_calendar = reading.calendar;
    return true;
}
