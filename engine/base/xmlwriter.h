/* xmlwriter.h - XML out: well-formed by construction
 *
 * Text is escaped; characters XML 1.0 cannot carry (C0 controls but tab, LF, CR; U+FFFE,
 * U+FFFF) are written visibly as "\xNN", as in text_append_visible(), and bytes that are
 * not UTF-8 likewise. The first error sticks and xmlwriter_finish() returns it, so calls
 * need no checks between. */
#ifndef CHOSHO_XMLWRITER_H
#define CHOSHO_XMLWRITER_H

#include "engine/base/buf.h"

struct xmlwriter {
    struct buf *buf;   /* borrowed; where the XML goes */
    struct error *err; /* borrowed; the first failure */
    bool failed;
    bool in_tag;       /* a start tag is still open for attributes */
    bool owes_indent;  /* a line has begun and nothing stands in it yet */
    bool has_root;     /* the outermost element has begun: there is only one */
    size_t attributes; /* where in buf the open tag's attributes begin */
    unsigned depth;
    const char *open[32]; /* element names, borrowed until their end */
};

void xmlwriter_init(struct xmlwriter *writer, struct buf *buf, struct error *err);
/* <?xml version="1.0" encoding="UTF-8"?> and a newline. */
void xmlwriter_declaration(struct xmlwriter *writer);
void xmlwriter_start(struct xmlwriter *writer, const char *name);
/* A NULL value writes nothing. */
void xmlwriter_attribute(struct xmlwriter *writer, const char *name, const char *value);
void xmlwriter_attribute_int(struct xmlwriter *writer, const char *name, int64_t value);
void xmlwriter_text(struct xmlwriter *writer, const char *text);
void xmlwriter_text_bytes(struct xmlwriter *writer, const char *text, size_t size);
void xmlwriter_comment(struct xmlwriter *writer, const char *text);
/* A line end; what comes next is indented by two blanks a level. */
void xmlwriter_newline(struct xmlwriter *writer);
void xmlwriter_end(struct xmlwriter *writer);
/* start, text and end in one; NULL text writes nothing at all. */
void xmlwriter_element(struct xmlwriter *writer, const char *name, const char *text);
/* True when all elements are closed and nothing failed. */
WARN_UNUSED bool xmlwriter_finish(struct xmlwriter *writer);

#endif
