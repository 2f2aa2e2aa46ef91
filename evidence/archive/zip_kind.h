/* zip_kind.h - what a zip is, by the names of its own entries
 *
 * Its bytes say nothing of that: a stored member may be a workbook, or a text with a
 * workbook's words in it. Part names are of ECMA-376 part 2 (OPC, compared without case)
 * and of what Office programs write; OpenDocument 1.2 part 3, 3.3 has a first entry
 * "mimetype", stored. */
#ifndef CHOSHO_ZIP_KIND_H
#define CHOSHO_ZIP_KIND_H

#include "evidence/zip/preflight.h"

/* "zip", "xlsx", "docx", "pptx", "opendocument"; lives forever. listing is the zip's on
 * fd; where a first entry cannot be read it is a zip. */
const char *zip_kind_name(int fd, const struct preflight *listing);

#endif
