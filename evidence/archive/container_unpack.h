/* container_unpack.h - one container of a set: its bytes on a spill descriptor, and what
 * they hold
 *
 * Between container_set.c, which numbers and finds, and the readers of zips and tars. */
#ifndef CHOSHO_CONTAINER_UNPACK_H
#define CHOSHO_CONTAINER_UNPACK_H

#include "engine/base/spill.h"
#include "evidence/archive/container_set.h"

/* A container of the set. */
struct opened {
    struct container what;
    unsigned depth; /* levels of containers it stands on, with itself where it is one */
    bool is_handed_in;
    const char *reason; /* why it stays closed, where what it lists says that, or NULL */
    struct preflight_member *members; /* NULL: not looked into yet */
    int fd;                           /* its bytes unpacked; -1: not */
    struct container_lazy *lazy;      /* that unpacks them as they are read, or NULL */
    unsigned users;                   /* who reads from fd now */
    uint64_t used_at;                 /* counted, not timed */
    void *made;                       /* container_set_keep() */
    void (*drop)(void *made);
};

struct container_set {
    int fd;
    struct preflight top; /* borrowed */
    struct arena arena;
    struct opened **list; /* by `member`, and so by `first` */
    uint32_t count, capacity;
    uint32_t member_count; /* of the bundle and all its containers */
    uint64_t unpacked;     /* bytes of them */
    uint32_t most_members;
    uint64_t most_bytes;
    struct opened *kept[SPILL_POOL_SIZE]; /* those that have an fd */
    unsigned held;                        /* how many */
    uint64_t uses;
};

/* Its bytes are on opened->fd from here on, until somebody else needs the descriptor and
 * opened->users is 0. */
WARN_UNUSED bool container_unpack(struct container_set *set, struct opened *opened,
        struct error *err);
/* Ends what is kept of it. */
void container_unpack_forget(struct opened *opened);
/* The same, and gives its descriptor back. */
void container_unpack_put_away(struct container_set *set, struct opened *opened);

/* How much the next gzip may hold, and why. */
struct inflate_limit container_unpack_limit(const struct container_set *set);

/* The content of the gzip it is, or is behind. */
WARN_UNUSED bool container_unpack_gzip(struct container_set *set,
        const struct opened *opened, struct inflate **ret_inflate, struct error *err);

/* Looks into it for the first time: fills opened->members and, where it was not handed
 * in, what.count, counted against the budgets of the bundle. */
WARN_UNUSED bool container_unpack_list(struct container_set *set, struct opened *opened,
        struct error *err);

#endif
