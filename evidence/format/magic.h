/* magic.h - kinds of files that are known by their first bytes
 *
 * Marks are long enough, or have bytes that no text has, so that no text begins with one
 * by chance. Internal to detection. */
#ifndef CHOSHO_MAGIC_H
#define CHOSHO_MAGIC_H

#include "engine/base/base.h"

/* "zip", "pdf", "bzip2" ... of a file that begins with these bytes; NULL: it may
 * be text. */
const char *magic_find(const uint8_t *bytes, size_t size);

#endif
