/* sheet_type.h - what a cell's attribute t says of its value */
#ifndef CHOSHO_SHEET_TYPE_H
#define CHOSHO_SHEET_TYPE_H

#include "engine/base/base.h"

enum sheet_type {
    SHEET_TYPE_NUMBER,
    SHEET_TYPE_SHARED,
    SHEET_TYPE_STRING, /* of a formula */
    SHEET_TYPE_INLINE,
    SHEET_TYPE_BOOLEAN,
    SHEET_TYPE_ERROR,
    SHEET_TYPE_DATE, /* ISO 8601 text, kept */
    SHEET_TYPE_UNKNOWN,
};

/* Of none SHEET_TYPE_NUMBER; of a name that stands for none SHEET_TYPE_UNKNOWN. */
enum sheet_type sheet_type_find(struct slice name);

/* TRUE or FALSE; what is neither, as it is stored. */
struct slice sheet_type_boolean(struct slice stored);

#endif
