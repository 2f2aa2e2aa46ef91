/* spreadsheet_package.h - the parts of a workbook's zip, their names and relations (OPC,
 * ISO/IEC 29500-2)
 *
 * Part names are compared ignoring the case of ASCII letters; two that are equal so must
 * not exist (M1.12), and a workbook with such is refused. Internal to workbook.c. */
#ifndef CHOSHO_SPREADSHEET_PACKAGE_H
#define CHOSHO_SPREADSHEET_PACKAGE_H

#include "engine/base/arena.h"
#include "evidence/zip/preflight.h"

struct spreadsheet_package {
    int fd;
    const struct preflight *preflight;
    struct arena *arena;
    const struct preflight_member **by_name; /* files, in the order of their names */
    uint32_t count;
};

struct spreadsheet_relation {
    const char *id;
    const char *type;                    /* the last part of its URI: "worksheet" */
    const struct preflight_member *part; /* NULL: outside the workbook, or not there */
    struct spreadsheet_relation *next;
};

/* ERROR_REFUSED: two parts of one name. */
WARN_UNUSED bool spreadsheet_package_open(int fd, const struct preflight *preflight,
        struct arena *arena, struct spreadsheet_package *ret_package, struct error *err);

/* A part by name, with or without '/' before it; NULL where there is none. */
const struct preflight_member *
spreadsheet_package_find(const struct spreadsheet_package *package, const char *name);

/* The relations of a part ("" for the package itself); none where it has none. */
WARN_UNUSED bool spreadsheet_package_relations(const struct spreadsheet_package *package,
        const char *part, struct spreadsheet_relation **ret_relations, struct error *err);

/* The first relation of that id; of that type. NULL where there is none. */
const struct spreadsheet_relation *
spreadsheet_package_by_id(const struct spreadsheet_relation *relations, const char *id);
const struct spreadsheet_relation *
spreadsheet_package_by_type(const struct spreadsheet_relation *relations,
        const char *type);

/* The one part whose content type is that of a workbook's main part; NULL where there is
 * none, or several. */
WARN_UNUSED bool spreadsheet_package_find_main(const struct spreadsheet_package *package,
        const struct preflight_member **ret_part, struct error *err);

#endif
