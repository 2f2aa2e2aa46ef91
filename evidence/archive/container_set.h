/* container_set.h - the containers of one bundle, opened where something in them is
 * wanted
 *
 * A bundle's members are numbered: its own first, then those inside containers, in the
 * order in which the containers are. Taking a bundle makes that numbering
 * (container_set_expand(), from the first member to the last); every other job is handed
 * it, and opens a container when one of its members is first asked for.
 *
 * A container is unpacked onto a spill descriptor, which has no name, and read from
 * there; LIMIT_CONTAINERS_HELD of them are kept, the one not used for longest goes first
 * and is unpacked again when it is wanted. What it holds stays listed. A gzip is streamed
 * and needs none. */
#ifndef CHOSHO_CONTAINER_SET_H
#define CHOSHO_CONTAINER_SET_H

#include "evidence/archive/container.h"
#include "evidence/zip/inflate.h"

struct container_set;

/* fd and what top points to are borrowed until the end. */
WARN_UNUSED bool container_set_new(int fd, const struct preflight *top,
        struct container_set **ret_set, struct error *err);
void container_set_free(struct container_set *set);

/* What all members of the bundle, inside containers or not, may be: as in limits.h unless
 * a test says otherwise. */
void container_set_limit(struct container_set *set, uint32_t members, uint64_t bytes);

/* The containers of the receipt, or those of them a job reads from, by ascending
 * `member`, the container of a container among them. ERROR_LOST: that cannot be. */
WARN_UNUSED bool container_set_hand_in(struct container_set *set,
        const struct container *list, uint32_t count, struct error *err);

/* Opens the member, of a kind container_find() knows, and numbers what is in it behind
 * all members so far. Where that fails *ret_reason says why in a code of
 * preflight_reason_text() (NULL: the failure is not the evidence's), err in a sentence,
 * and ret_container's kind_text what it was found to be: a zip is what its entries say
 * (zip_kind.h; "kind": nothing that is opened). */
WARN_UNUSED bool container_set_expand(struct container_set *set, uint32_t index,
        const char *kind_text, struct container *ret_container, const char **ret_reason,
        struct error *err);

/* Of the bundle and of its containers so far. */
uint32_t container_set_count_members(const struct container_set *set);

/* The container a member is in; NULL: none. */
const struct container *container_set_holder(const struct container_set *set,
        uint32_t index);

/* What is known of a member. ERROR_MISSING: there is none of that index; otherwise what
 * keeps its container from being opened, as inflate_read() and container_type's list say
 * it. */
WARN_UNUSED bool container_set_member(struct container_set *set, uint32_t index,
        const struct preflight_member **ret_member, struct error *err);

/* The member's bytes. */
WARN_UNUSED bool container_set_open(struct container_set *set, uint32_t index,
        struct inflate **ret_inflate, struct error *err);

/* The same, with `offset` of its bytes left out: see inflate_resume(). A container is
 * unpacked whole all the same, but for one with a table of blocks (container_lazy.h); of
 * a gzip only what comes from the checkpoint on is. */
WARN_UNUSED bool container_set_resume(struct container_set *set, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err);

/* A gzip's content was found to have that size: it counts from here on. */
void container_set_note_size(struct container_set *set, uint32_t index, uint64_t size);

/* The container, unpacked whole, that a member is in, for a reader that needs more of it
 * than the member's bytes; it stays unpacked until container_set_give_back(). */
struct container_loan {
    int fd;
    uint64_t size;
    void *held; /* these two are container_set.c's */
    struct container_set *set;
};
WARN_UNUSED bool container_set_lend(struct container_set *set, uint32_t index,
        struct container_loan *ret_loan, struct error *err);
void container_set_give_back(struct container_loan *loan);

/* Keeps what a reader made of the lent container for whoever borrows it next; the set
 * ends it with drop(), at the latest when the container is put away. Of those that nobody
 * reads from only the last one is kept. */
void container_set_keep(const struct container_loan *loan, void *made,
        void (*drop)(void *made));
/* What is kept of it; NULL: nothing. */
void *container_set_kept(const struct container_loan *loan);

#endif
