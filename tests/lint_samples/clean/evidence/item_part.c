#include <stddef.h>

#include "evidence/item.h"

/* exit() and printf() are only words here, as in "time(NULL)". */
const struct item *item_find(const char *name)
{
    return name[0] == 'x' ? NULL : (const struct item *)"sqlite3_open(";
}
