/* receipt_html.h - the receipt of a bundle as one self-contained page: for the client's
 * person in charge, who compares it with what was sent
 *
 * What was received, from whom, when and how; the bundle's SHA-256 and every member's;
 * what could not be read and is asked for again. No procedures, no remarks of the
 * auditors'. Members come in pieces of 1,000 (report_html.h), so that a bundle of any
 * size makes a page. Its template is templates/receipt.xsl. */
#ifndef CHOSHO_RECEIPT_HTML_H
#define CHOSHO_RECEIPT_HTML_H

#include <stdio.h>

#include "engine/base/db.h"

/* languages: "ja", "en", "ja en" or "en ja". ERROR_MISSING: no such bundle.
 * ERROR_SCRIPT: a template is wrong. ERROR_IO: out cannot be written. */
WARN_UNUSED bool receipt_html_write(struct db *db, int64_t bundle_id,
        const char *languages, FILE *out, struct error *err);

#endif
