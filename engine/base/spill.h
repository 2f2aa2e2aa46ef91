/* spill.h - room on disk without names: a pool of open, unlinked files made before a
 * sandbox
 *
 * The monitor opens them (O_TMPFILE in the engagement's own folder), a worker inherits
 * them, and what a query cannot hold in memory goes there: the engine's row store by
 * mapping, SQLite's sorter by reading and writing, a zip inside a zip as a plain file.
 * Nothing is ever opened by a worker, nothing has a name on disk, and the kernel removes
 * it with the last descriptor. */
#ifndef CHOSHO_SPILL_H
#define CHOSHO_SPILL_H

#include "engine/base/error.h"

/* How many descriptors a job gets at most; one statement needs a handful. */
#define SPILL_POOL_SIZE 48

/* A job that only opens one member: of what that stands in, and a sheet's texts. */
#define SPILL_POOL_SMALL 8

/* Opens SPILL_POOL_SIZE unnamed files in folder, for their owner only, close-on-exec.
 * ERROR_IO. */
WARN_UNUSED bool spill_open_pool(const char *folder, int fds[SPILL_POOL_SIZE],
        struct error *err);
void spill_close_pool(int fds[SPILL_POOL_SIZE]);
/* The same of so many. */
WARN_UNUSED bool spill_open_some(const char *folder, size_t count, int *fds,
        struct error *err);
void spill_close_some(size_t count, const int *fds);

/* Gives this process its pool: descriptors the caller keeps open as long as anything
 * spills. */
WARN_UNUSED bool spill_use_pool(const int *fds, size_t count, struct error *err);

/* What all files of the pool may hold together; 0: no budget. */
void spill_set_budget(uint64_t bytes);

/* How many descriptors are not in use. */
size_t spill_count_free(void);

/* Sends SQLite's temporary files to the pool: from here on SQLite opens, looks for and
 * removes nothing by name, in this whole process. For workers only. */
WARN_UNUSED bool spill_redirect_sqlite(struct error *err);

/* Takes the next free descriptor, empty, for the caller to spill_return(), which gives
 * its room back to the disk. ERROR_LIMIT: all are in use. */
WARN_UNUSED bool spill_take(int *ret_fd, struct error *err);
void spill_return(int fd);

/* Writes bytes behind what the descriptor holds, for the caller to read with pread().
 * ERROR_LIMIT: the budget is used up. ERROR_IO: the disk is. */
WARN_UNUSED bool spill_append(int fd, const void *bytes, size_t size, struct error *err);

/* How many bytes the descriptor holds. */
uint64_t spill_size(int fd);

/* Puts what is not there yet of the bytes from..to (spill_put()) where they are read. */
struct spill_filler {
    bool (*fill)(void *owner, uint64_t from, uint64_t to, struct error *err);
    void *owner;
};

/* The descriptor, which is empty, will hold `size` bytes, each from when spill_read()
 * asks the filler for it; until spill_return(). ERROR_LIMIT: the budget is used up. */
WARN_UNUSED bool spill_promise(int fd, uint64_t size, const struct spill_filler *filler,
        struct error *err);
/* Writes bytes of those promised. ERROR_IO: the disk is full. */
WARN_UNUSED bool spill_put(int fd, const void *bytes, size_t size, uint64_t at,
        struct error *err);

/* pread() of any descriptor, of the pool or not: up to size bytes at `at`, none at its
 * end. ERROR_IO, or what the filler says. */
WARN_UNUSED bool spill_read(int fd, void *bytes, size_t size, uint64_t at,
        size_t *ret_size, struct error *err);

/* A growing array of bytes on a spill descriptor, mapped: pages live in the file, not in
 * private memory. */
struct spill_area {
    int fd; /* -1 while empty */
    uint8_t *bytes;
    size_t size;     /* used */
    size_t capacity; /* mapped */
};

#define SPILL_AREA_INIT \
    {                   \
        -1, NULL, 0, 0  \
    }

/* Makes room for size more bytes behind area->size; area->bytes may move. ERROR_LIMIT:
 * the budget is used up. ERROR_IO: the disk is, or what the system lets one file hold. */
WARN_UNUSED bool spill_area_reserve(struct spill_area *area, size_t size,
        struct error *err);
void spill_area_clear(struct spill_area *area);

#endif
