/* fixture_load.h - fixture.xml */
#ifndef CHOSHO_FIXTURE_LOAD_H
#define CHOSHO_FIXTURE_LOAD_H

#include "engine/base/arena.h"
#include "procedures/compile.h"

struct fixture_member {
    const char *path; /* as in the folder */
    bool is_cp932, is_name_cp932;
    int64_t truncate; /* bytes kept; -1: all */
};

struct fixture_calendar {
    const char *id;
    const char *file; /* in the folder; no evidence */
};

struct fixture {
    const char *period_start, *period_end, *as_of, *zone;
    struct compile_override *parameters;
    size_t parameter_count;
    struct fixture_member *members;
    size_t member_count;
    bool needs_provenance; /* its bindings must have one, as an engagement's */
    struct fixture_calendar *calendars;
    size_t calendar_count;
};

/* Reads FOLDER/fixture.xml. ERROR_SCRIPT: the message has all that is wrong with it. */
WARN_UNUSED bool fixture_load(const char *folder, struct arena *arena,
        struct fixture *ret_fixture, struct error *err);

/* Whether it is a calendar of the engagement, and no evidence. */
bool fixture_load_is_calendar(const struct fixture *fixture, const char *path);

/* NULL where fixture.xml says nothing of that file. */
const struct fixture_member *fixture_load_find_member(const struct fixture *fixture,
        const char *path);

#endif
