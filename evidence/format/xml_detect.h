/* xml_detect.h - whether a text is XML, and what it says of its encoding: for
 * record_detect.c only */
#ifndef CHOSHO_XML_DETECT_H
#define CHOSHO_XML_DETECT_H

#include "engine/base/arena.h"
#include "evidence/format/record.h"
#include "evidence/format/xml_shape.h"

/* A declaration, a comment, a DOCTYPE or an element begins the text, the element with an
 * end somewhere near unless the member's name says that it is XML: "<34>Oct 11" is
 * syslog, "<info> text" a log line. */
bool xml_detect_is_xml(struct slice text, bool is_named);

/* A page for a browser: kept, not read. */
bool xml_detect_is_html(struct slice text);

/* The encoding that the declaration of bytes (in any encoding that has ASCII's
 * characters) says, where it is one we know; a way out where the bytes alone do not tell.
 */
bool xml_detect_encoding(struct slice bytes, enum encoding *ret_encoding);

/* Where the document's records are: as record_detect_known() says, else
 * xml_shape_records(). A hint that is no path fits nothing. *ret_aside: of a document
 * that no hint knows, what it repeats besides (xml_shape_aside()); *ret_limit: what
 * of it was too much to look at (xml_shape_limit()); NULL: nothing. */
WARN_UNUSED bool xml_detect_records(const struct xml_shape *shape,
        const struct record_hint *hints, size_t hint_count, struct arena *arena,
        const char **ret_records, const char **ret_aside, const char **ret_limit,
        struct error *err);

/* What a receipt says of XML with records of that path: "xml Events/Event"; and, where
 * the declaration says another encoding than the text was found to be in, that; and what
 * of it was not looked at (NULL: nothing). */
WARN_UNUSED bool xml_detect_describe(struct slice text, enum encoding encoding,
        const char *records, const char *limit, struct arena *arena,
        const char **ret_kind_text, struct error *err);

/* The codes, divided by blanks, of what a receipt notes; NULL: nothing. */
const char *xml_detect_notice(const char *limit, const char *aside);

#endif
