/* by_product.h - files that programs leave beside what a client meant to send
 *
 * A Finder on macOS packs ".DS_Store" (a folder's looks) and "._NAME" (a file's
 * attributes: AppleDouble, RFC 1740) into a zip; an Office program that has NAME open
 * keeps its user's name in "~$NAME" beside it. None has a record. Both the name and the
 * content have to be such: data under such a name, or such content under the name of
 * data, is something to ask about. */
#ifndef CHOSHO_BY_PRODUCT_H
#define CHOSHO_BY_PRODUCT_H

#include "engine/base/base.h"

/* "macOS by-product" or "Office by-product"; NULL: it is none. name: the member's, with
 * its folders and containers; bytes: the member's first; whole: there are no more. */
const char *by_product_find(const char *name, const uint8_t *bytes, size_t size,
        bool whole);

#endif
