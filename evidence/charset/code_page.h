/* code_page.h - a character set, one code or a row of them at a time; iconv's only caller
 *
 * For building tables once (cp932.c, eucjp.c), while files may still be opened: iconv
 * loads a module for each set. Decoding then needs no iconv, no lock and no open file. */
#ifndef CHOSHO_CODE_PAGE_H
#define CHOSHO_CODE_PAGE_H

#include "engine/base/error.h"

struct code_page;

/* NULL: the system's iconv has no such set. */
struct code_page *code_page_open(const char *name);
void code_page_close(struct code_page *page);
CLEANUP_POINTER(struct code_page, code_page_close)

/* The character that exactly these bytes are (size 1 to 4); 0 where they are none, more
 * than one, or one beyond U+FFFF. */
uint16_t code_page_find(struct code_page *page, const uint8_t *bytes, size_t size);

/* The same of count codes, which differ in their last byte alone: code k has
 * bytes[size - 1] + k there. A hundred at once cost little more than one. At most
 * CODE_PAGE_CODES, of size at most 4. */
#define CODE_PAGE_CODES 256u
void code_page_find_all(struct code_page *page, const uint8_t *bytes, size_t size,
        size_t count, uint16_t *ret_characters);

/* Says what to install; always false. */
bool code_page_missing(const char *name, struct error *err);

#endif
