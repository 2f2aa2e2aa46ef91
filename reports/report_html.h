/* report_html.h - the report as one self-contained page, for the screen and for A4 paper
 *
 * Made of pieces: the frame, a piece for each control and finding, and a piece for every
 * 1,000 rows of a long list, each transformed alone and written at once, so that 100,000
 * exceptions take no more memory than 1,000. What the page says is in templates/:
 * sections.xml (which sections, in which order, their standing texts), messages.xml (all
 * words), report.xsl (how it is set) and report.css (how it looks). No script, nothing
 * fetched. */
#ifndef CHOSHO_REPORT_HTML_H
#define CHOSHO_REPORT_HTML_H

#include <stdio.h>

#include "engine/base/db.h"

/* languages: "ja", "en", "ja en" or "en ja", the first one leading. The temporary tables
 * of model.h must be there. ERROR_SCRIPT: a template is wrong. ERROR_IO: out cannot be
 * written. */
WARN_UNUSED bool report_html_write(struct db *db, const char *languages, FILE *out,
        struct error *err);

#endif
