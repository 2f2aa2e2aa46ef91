/* model_xml.h - the tree of model.h as small XML documents, for the templates
 *
 * A row is an element, its columns are elements in it; what is not there is left out.
 * Texts come from the evidence: what could disturb a reader is made visible
 * (text_append_visible()); in the auditors' own texts, whose names end in _ja or _en, a
 * line end stays. A column "kind" is a kind of file, said in words. A document is handed
 * over when it is whole: each row of the outermost list, or, with `root`, so many rows in
 * an element of that name. */
#ifndef CHOSHO_MODEL_XML_H
#define CHOSHO_MODEL_XML_H

#include "engine/base/xmlwriter.h"
#include "reports/model.h"
#include "reports/words.h"

/* Rows of one document of a long list; fewer where they are long. */
#define MODEL_XML_ROWS 1000
#define MODEL_XML_SIZE ((size_t)2 << 20)

/* Zero it but for the first group, then model_xml_init(). */
struct model_xml {
    const char *root; /* NULL: each outermost row is a document */
    int64_t total;    /* with root: rows in all; its attribute `total` */
    const char *kind; /* with root: its attribute `kind`; NULL for none */
    void *owner;
    bool (*take)(void *owner, const struct buf *xml, struct error *err);
    /* With root: what else stands at its beginning; NULL for nothing. */
    bool (*head)(void *owner, struct model_xml *xml, struct error *err);
    const struct words *words;   /* what kinds of files are called, NULL: as they are; */
    enum text_language language; /* in this language; */
    bool with_paths;             /* and the paths to their records; see words.h */

    struct buf buf;
    struct xmlwriter writer;
    struct error failure; /* of the writer */
    unsigned depth;
    bool in_head;
    int64_t first, rows; /* of the document being written */
};

void model_xml_init(struct model_xml *xml);
void model_xml_clear(struct model_xml *xml);

/* For model_walk(); once more inside head(), too. */
struct model_sink model_xml_sink(struct model_xml *xml);

/* A row that is in no view: between these two write with xml->writer. */
WARN_UNUSED bool model_xml_begin_row(struct model_xml *xml, const char *element,
        struct error *err);
WARN_UNUSED bool model_xml_end_row(struct model_xml *xml, struct error *err);

/* An element with a text of the evidence, made visible; NULL: nothing. */
void model_xml_text(struct model_xml *xml, const char *name, const char *text);
/* The text alone, into the element that is open. */
void model_xml_append(struct model_xml *xml, const char *text);

/* With root: hands over what is left. */
WARN_UNUSED bool model_xml_finish(struct model_xml *xml, struct error *err);

#endif
