/* no_zip.h - what a bundle is that has no zip's end record, and what to do */
#ifndef CHOSHO_NO_ZIP_H
#define CHOSHO_NO_ZIP_H

#include "engine/base/error.h"

/* err: what archive_open() refused the file of that label with. Where that is
 * [no-end-record], it becomes the sentence which says by the first bytes what the file is
 * (a tar, a 7z, a text ...) and how it is delivered instead; the code stays. Of what
 * begins as a zip, and of bytes that nothing is known of, it stays as it is. Returns
 * false, always. */
bool no_zip_refuse(int fd, const char *label, struct error *err);

#endif
