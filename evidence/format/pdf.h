/* pdf.h - PDFs, so far as to tell one under a password
 *
 * A PDF's encryption stands in its trailer dictionary (ISO 32000-1, 7.5.5 and 7.6.1), or
 * in the dictionary of its cross-reference stream, as "/Encrypt" and a reference or a
 * dictionary. Both stand near the end of the file, of a linearised one also near its
 * beginning. Nothing else of PDFs is looked at: they are kept, not read. */
#ifndef CHOSHO_PDF_H
#define CHOSHO_PDF_H

#include "evidence/archive/archive.h"

/* Whether the member, which begins as a PDF does, says in its first or last 64 KiB that
 * it is encrypted. What cannot be read so far is not. */
bool pdf_is_encrypted(const struct archive *archive, uint32_t member);

#endif
