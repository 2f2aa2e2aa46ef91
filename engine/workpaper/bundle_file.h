/* bundle_file.h - the bundles' bytes, kept in DIR/bundles
 *
 * A bundle is copied under no name (or, where the file system knows no nameless files, a
 * name that begins with a dot), hashed, read by a worker through its descriptor, and gets
 * its name in the act that records it (bundle_add()). Whatever ends in between leaves
 * nothing behind that could be taken for evidence. */
#ifndef CHOSHO_BUNDLE_FILE_H
#define CHOSHO_BUNDLE_FILE_H

#include "engine/base/digest.h"
#include "engine/workpaper/store.h"

#define BUNDLE_FILE_NAME_MAX 100 /* bytes of a delivery's name */
#define BUNDLE_FILE_ID_SIZE (BUNDLE_FILE_NAME_MAX + 1 + 8 + 1)

struct bundle_file {
    int fd;     /* to read only; its position is anywhere: use pread; -1 for none */
    int folder; /* bundles/, open; -1 for none */
    int64_t bytes;
    struct digest sha256;
    char name[BUNDLE_FILE_NAME_MAX + 1]; /* "access" */
    char short_id[BUNDLE_FILE_ID_SIZE];  /* "access-1a2b3c4d" */
    char temporary[32]; /* its name in bundles/ until it is recorded; "" where it has none
                         */
};

#define BUNDLE_FILE_INIT       \
    {                          \
        .fd = -1, .folder = -1 \
    }

/* A name of a delivery from the name of a file: without folders, without ".zip", cut at a
 * character's edge; what a pointer, a glob or a path gives a meaning to (/ \ : ! # % * ?
 * [ ] blanks, controls, a leading dot or hyphen) becomes "_". Never empty ("bundle"). */
void bundle_file_name(const char *file, char name[BUNDLE_FILE_NAME_MAX + 1]);

/* Copies what fd gives, from its position to its end, and hashes it; mode 0400, synced.
 * name: of the delivery. ERROR_LIMIT: more than LIMIT_BUNDLE_BYTES of evidence/limits.h.
 * ERROR_USAGE: a name that bundle_file_name() would change. ERROR_REFUSED: the same bytes
 * were taken before (the message says as which bundle). */
WARN_UNUSED bool bundle_file_receive(struct store *store, int fd, const char *name,
        struct bundle_file *ret_file, struct error *err);

/* ERROR_REFUSED: the same bytes were taken before. bundle_add() asks again inside its
 * act: another program may have taken them meanwhile. */
WARN_UNUSED bool bundle_file_check_new(struct store *store,
        const struct bundle_file *file, struct error *err);

/* Gives the file its name, bundles/<short_id>.zip; bundle_add() calls it. A file of that
 * name and content that an interrupted `take` left is taken for it. ERROR_REFUSED: one of
 * that name with other content. */
WARN_UNUSED bool bundle_file_keep(struct bundle_file *file, struct error *err);

/* Closes the descriptors; what was not kept is gone. */
void bundle_file_close(struct bundle_file *file);

/* "DIR/bundles/access-1a2b3c4d.zip", in the arena. */
WARN_UNUSED bool bundle_file_path(const struct store *store, const char *short_id,
        struct arena *arena, const char **ret_path, struct error *err);

/* Opens a kept file to read. bytes and sha256 (hexadecimal): as the receipt has them; the
 * size is always compared, the hash where sha256 is not NULL: whoever reads records of
 * the file has it compared, once, at about 1 GB a second. ERROR_INTEGRITY: the file is
 * gone, or its size or hash differs. */
WARN_UNUSED bool bundle_file_open(const struct store *store, const char *short_id,
        int64_t bytes, const char *sha256, int *ret_fd, struct error *err);

#endif
