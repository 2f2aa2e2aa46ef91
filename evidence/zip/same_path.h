/* same_path.h - members that an unpacker would write to one place
 *
 * "x/y.csv", "x//y.csv", "./x/y.csv" and "x/./y.csv" are names of one path; of "dir" and
 * "dir/a.csv" only one can be there. */
#ifndef CHOSHO_SAME_PATH_H
#define CHOSHO_SAME_PATH_H

#include "evidence/zip/preflight.h"

/* By the names' parts, but "." and empty ones: of a path come right behind it the paths
 * below it. */
int same_path_compare(const char *left, const char *right);

/* Refuses all files of one path, as nobody can say which is meant ("duplicate-name"); in
 * an archive of which the last member counts they have the finding "similar-name". A
 * file whose path is a folder, too, has that finding. */
WARN_UNUSED bool same_path_mark(struct preflight *preflight, struct error *err);

#endif
