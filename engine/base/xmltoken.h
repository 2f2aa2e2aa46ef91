/* xmltoken.h - where the next piece of an XML stream ends
 *
 * For bytes that arrive in blocks: says whether the piece that begins here is whole, and
 * what it costs a parser, before one sees it. It does not know whether the piece is
 * well-formed. (xmlscan.h is the same knowledge for a document that is in memory, with
 * places.) */
#ifndef CHOSHO_XMLTOKEN_H
#define CHOSHO_XMLTOKEN_H

#include "engine/base/error.h"

#define XMLTOKEN_BETWEEN_MAX ((size_t)1 << 20)

enum xmltoken_kind {
    XMLTOKEN_CUT, /* not whole: more bytes are needed */
    XMLTOKEN_TEXT,
    XMLTOKEN_CDATA,
    XMLTOKEN_COMMENT,
    XMLTOKEN_DECLARATION, /* <?xml ...?> */
    XMLTOKEN_INSTRUCTION,
    XMLTOKEN_DOCTYPE, /* only its beginning: nobody reads the rest */
    XMLTOKEN_START,
    XMLTOKEN_END,
    XMLTOKEN_BROKEN, /* a tag with a '<' in it, up to and with that; or no markup at all
                      */
};

struct xmltoken {
    enum xmltoken_kind kind;
    size_t size;       /* with its delimiters; what is there where it is cut */
    size_t attributes; /* of a start tag, as far as it is there */
    bool empty;        /* a start tag that ends in "/>" */
};

/* The piece that bytes begin with (size > 0). last: nothing comes behind them, which only
 * ends a text. */
struct xmltoken xmltoken_find(const char *bytes, size_t size, bool last);

/* Whether a parser may see the piece, whole or not: no DOCTYPE, no NUL, UTF-8 (or bytes
 * carried as text.h says), and within
 * the limits of xmlscan.h and XMLTOKEN_BETWEEN_MAX. depth: of the elements open before
 * it; between: bytes since the last tag, in front of it. Otherwise *ret_at is where in it
 * the trouble is, with ERROR_UNREADABLE or ERROR_LIMIT and a sentence without a place. */
WARN_UNUSED bool xmltoken_is_safe(const char *bytes, const struct xmltoken *token,
        size_t depth, size_t between, size_t *ret_at, struct error *err);

/* Puts U+FFFD where bytes are carried as text.h says. */
void xmltoken_replace_undecodable(char *bytes, size_t size);

/* How many LF there are. */
uint64_t xmltoken_count_lines(const char *bytes, size_t size);

#endif
