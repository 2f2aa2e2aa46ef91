/* ole.h - OLE compound files, so far as to tell a workbook under a password
 *
 * Office keeps a document under a password in a compound file ([MS-OFFCRYPTO] 2.3) whose
 * directory has a stream "EncryptedPackage" ([MS-CFB] 2.6). Nothing else of such files is
 * looked at: they are kept, not read. */
#ifndef CHOSHO_OLE_H
#define CHOSHO_OLE_H

#include "evidence/archive/archive.h"

/* Whether the member, which begins as a compound file does, is one under a password: its
 * first directory sector is looked at. What cannot be read so far is not. */
bool ole_is_encrypted(const struct archive *archive, uint32_t member);

#endif
