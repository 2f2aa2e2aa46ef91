/* run_bench.h - a small engagement with a library, a bundle and bindings of its own, to
 * be run
 *
 * Includes workpaper.h: the engagement is that of make_settings(). */
#ifndef CHOSHO_RUN_BENCH_H
#define CHOSHO_RUN_BENCH_H

#include "engine/base/file.h"
#include "engine/run/intake.h"
#include "engine/run/run.h"
#include "tests/unit/workpaper.h"
#include "tests/unit/zip_bytes.h"

#define RUN_DO(act)                                              \
    do {                                                         \
        struct error run_error = {0};                            \
        struct error *run_err = &run_error;                      \
        (void)run_err;                                           \
        ck_assert_msg((act), "%s: %s", #act, run_error.message); \
    } while (0)

/* Two procedures over two items: one of each record, one that matches. */
#define RUN_HEAD(id)                                                                \
    "<procedure xmlns='urn:chosho:procedure:1' id='" id                             \
    "' version='1.0' phase='operating'>"                                            \
    "<title xml:lang='ja'>閲覧する</title><title xml:lang='en'>Inspect</title>" \
    "<control catalogue='ismap-2022' ref='9.2.6'/>"
#define RUN_ITEM(id, columns)                                                  \
    "<evidence id='" id "' class='record'><title xml:lang='ja'>資料</title>" \
    "<title xml:lang='en'>evidence</title>" columns "</evidence>"
#define RUN_COLUMN(name, type)                                                    \
    "<column name='" name "' type='" type "'><title xml:lang='ja'>項目</title>" \
    "<title xml:lang='en'>column</title></column>"
#define RUN_TEST(id, over, checks)                                                \
    "<test id='" id "' over='" over "' technique='inspection'>"                   \
    "<title xml:lang='ja'>調べる</title><title xml:lang='en'>Look</title>" checks \
    "<finding xml:lang='ja'>{tested}件のうち{count}件。</finding>"          \
    "<finding xml:lang='en'>{count} of {tested}.</finding></test></procedure>"
#define RUN_POPULATION(id, from)                                                     \
    "<population id='" id "' from='" from "'><title xml:lang='ja'>母集団</title>" \
    "<title xml:lang='en'>population</title></population>"

UNUSED static const char run_filled[] = RUN_HEAD("names")
        RUN_ITEM("users", RUN_COLUMN("id", "text") RUN_COLUMN("name", "text"))
                RUN_POPULATION("user", "users")
                        RUN_TEST("filled", "user", "<filled columns='name'/>");
UNUSED static const char run_matched[] = RUN_HEAD("matches")
        RUN_ITEM("leavers", RUN_COLUMN("id", "text") RUN_COLUMN("left_on", "date"))
                RUN_ITEM("off", RUN_COLUMN("id", "text"))
                        RUN_POPULATION("leaver", "leavers") RUN_TEST("matched", "leaver",
                                "<match evidence='off'><same column='id'/></match>");

#define RUN_BINDING(body) \
    "<bindings xmlns='urn:chosho:binding:1' zone='Asia/Tokyo'>" body "</bindings>"
#define RUN_PROVENANCE \
    "<provenance system='s' report='r' by='b' at='2026-04-03' completeness='original'/>"
#define RUN_BOUND(procedure, item, member)            \
    "<item procedure='" procedure "' evidence='" item \
    "'><source bundle='hr' member='" member "' layout='csv'/>" RUN_PROVENANCE "</item>"

static void run_write(const char *path, const char *text)
{
    RUN_DO(file_write(path, text, strlen(text), 0600, true, run_err));
}

UNUSED static void run_make_library(void)
{
    char path[256];

    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", scratch, i ? "library/a" : "library");
        RUN_DO(file_make_folder(path, 0700, run_err));
    }
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/library/a/%d", scratch, i);
        RUN_DO(file_make_folder(path, 0700, run_err));
        snprintf(path, sizeof(path), "%s/library/a/%d/procedure.xml", scratch, i);
        run_write(path, i ? run_matched : run_filled);
    }
}

UNUSED static void run_bind(const char *bindings)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s/b.xml", engagement, STORE_BINDINGS);
    run_write(path, bindings);
}

/* A zip of name and text, ... NULL, taken as a delivery of that name. */
UNUSED static void run_take(struct store *store, const char *name,
        const char *const *members)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    const struct intake_options how = {.name = name};
    char path[256];
    int64_t bundle_id;

    for (; *members; members += 2)
        zip_bytes_add(&zip, members[0], members[1]);
    zip_bytes_finish(&zip);
    snprintf(path, sizeof(path), "%s/%s.zip", scratch, name);
    RUN_DO(file_write(path, zip.file.data, zip.file.size, 0600, true, run_err));
    RUN_DO(intake_take(store, "tanaka", path, &how, &bundle_id, run_err));
}

/* What was made for a run; end it with run_end(). */
struct run_made {
    struct library library;
    struct instance_list list;
    struct complaint_list complaints;
    struct run_summary summary;
    struct error failure; /* of run_instances() */
};

UNUSED static void run_make(struct store *store, struct run_made *made)
{
    const struct instance_options which = {.seconds = 60};
    char path[256];

    memset(made, 0, sizeof(*made));
    complaint_list_init(&made->complaints);
    snprintf(path, sizeof(path), "%s/library", scratch);
    RUN_DO(library_load(path, &made->library, run_err));
    ck_assert_msg(made->library.complaints.errors == 0, "%s",
            made->library.complaints.items[0].message);
    RUN_DO(instance_list_make(store, &made->library, &which, &made->list,
            &made->complaints, run_err));
}

UNUSED static bool run_go(struct store *store, struct run_made *made, bool all)
{
    const struct run_options how = {.arguments = "run", .all = all};

    return run_instances(store, "tanaka", &made->list, &how, &made->summary,
            &made->failure);
}

UNUSED static void run_end(struct run_made *made)
{
    instance_list_clear(&made->list);
    library_clear(&made->library);
    complaint_list_clear(&made->complaints);
}

/* Makes, runs, ends. */
UNUSED static struct run_summary run_once(struct store *store)
{
    struct run_made made;

    run_make(store, &made);
    ck_assert_msg(run_go(store, &made, false), "%s", made.failure.message);
    run_end(&made);
    return made.summary;
}

/* Every current result, a line each. */
UNUSED static const char *run_results(struct store *store)
{
    return text_of(store,
            "SELECT group_concat(line, char(10)) FROM (SELECT instance_key || ' ' || test ||"
            " ' ' || state || ' ' || outcome || ' ' || coalesce(reason_code, '-') || ' ' ||"
            " coalesce(population, '-') || ' ' || tested || ' ' || exceptions AS line"
            " FROM report_result ORDER BY 1)");
}

#endif
