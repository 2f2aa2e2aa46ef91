/* fixture.h - a procedure tried on evidence made for it: good/, bad/, broken/ and any
 * other folder with a fixture.xml
 *
 * A fixture folder holds binding.xml, fixture.xml (vocabulary urn:chosho:fixture:1:
 * period, as-of, zone, parameters, which members are CP932 or damaged) and evidence as
 * plain files, which are zipped as the delivery "fixture". It is run in an engagement of
 * its own, in a temporary folder that is removed. expected.csv, beside the folders, says
 * what must come of it: fixture,test,outcome,member,record,reason - one line an
 * exception, or one line with member and record empty where there is none; the record of
 * a grid's cell is 2+1, the numbers of both its records; reason is the reason code of an
 * indeterminate outcome. */
#ifndef CHOSHO_FIXTURE_H
#define CHOSHO_FIXTURE_H

#include "engine/base/vocabulary.h"
#include "engine/run/library.h"
#include "engine/run/mutation.h"

extern const struct vocabulary fixture_vocabulary;

struct fixture_report {
    size_t passed, failed; /* fixtures */
    struct buf text;       /* a line each, and under a failed one what differs */
    bool is_mutated; /* set by the caller: fixtures without exceptions are disturbed, too
                        (mutation.h) */
    struct mutation_counts mutations;
};

/* Runs every fixture beside the procedure's file. ERROR_MISSING: there is none. What the
 * fixtures show is in the report, also where a fixture itself is wrong; complaints are of
 * expected.csv (see fixture_expected.h). The caller clears ret_report->text. */
WARN_UNUSED bool fixture_run_all(const struct library *library,
        const struct library_procedure *procedure, struct fixture_report *ret_report,
        struct complaint_list *complaints, struct error *err);

/* Zips a fixture folder's evidence at path, as fixture.xml says. */
WARN_UNUSED bool fixture_zip(const char *folder, const char *path, struct error *err);

#endif
