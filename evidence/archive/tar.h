/* tar.h - an own, strict reading of a tar's structure, as preflight.h is of a zip's
 *
 * The rule: headers whose checksums hold, each followed by its data, and an end mark of
 * zeros with nothing but zeros behind it. Only then does every program read the same
 * members. What breaks that rule refuses the tar, because no member of it can be trusted
 * to be all there is: [tar-cut-off] (before any member), [tar-checksum],
 * [tar-header] (a link or folder that has data, a number that is none, a GNU long name
 * and a pax path that differ ...), [tar-extended], [tar-trailing], and the limits
 * [too-many-members] [bundle-too-large].
 *
 * Understood: ustar with prefix, GNU long names, pax `path`, `size` and
 * `GNU.sparse.name`, before which `path` does not count (of one member; for all members
 * of a tar nobody writes them). What concerns one member refuses that member alone: a
 * link (symbolic or hard; never followed), a device, an unacceptable name
 * (member_name.h), a name that is another member's too, a kind of a vendor's own. A
 * sparse file stays unread, and so do all but the last member of a name: where a tar was
 * appended to (`tar -r`) the last one counts for every program. A hard link to its own
 * name, as GNU's tar writes of a file named twice, leaves the one before it what it was.
 *
 * A tar that breaks off behind some member (also one without its end mark) lists what is
 * there, a member that is not all there as unread ("inner-cut-off"), and says so in
 * `damage`.
 * "./" before a name is not a part of it. Times, owners and
 * modes are not looked at: nothing here depends on them. */
#ifndef CHOSHO_TAR_H
#define CHOSHO_TAR_H

#include "evidence/zip/preflight.h"

/* Reads the open file of file_size bytes with pread; its members as a pre-flight's, all
 * stored, without CRC-32. ERROR_REFUSED, ERROR_IO as preflight_read(). The caller ends it
 * with preflight_clear(). */
WARN_UNUSED bool tar_read(int fd, uint64_t file_size, struct preflight *ret_listing,
        struct error *err);

#endif
