/* preflight_entry.h - what the two headers of one member say
 *
 * The directory's entry and the local header in front of the data, with their extra
 * fields read strictly. A contradiction inside one header or between both is written down
 * as the member's reason; where a number that the structure depends on is missing, the
 * structure check finds out. */
#ifndef CHOSHO_PREFLIGHT_ENTRY_H
#define CHOSHO_PREFLIGHT_ENTRY_H

#include "engine/base/arena.h"
#include "evidence/zip/preflight.h"
#include "evidence/zip/preflight_window.h"

#define PREFLIGHT_ENTRY_ENCRYPTED 0x0001u
#define PREFLIGHT_ENTRY_DESCRIPTOR 0x0008u /* CRC and sizes follow the data */
#define PREFLIGHT_ENTRY_PATCH 0x0020u
#define PREFLIGHT_ENTRY_STRONG 0x0040u
#define PREFLIGHT_ENTRY_UTF8 0x0800u
#define PREFLIGHT_ENTRY_MASKED                              \
    0x2000u /* local headers hidden by directory encryption \
             */

struct preflight_entry {
    struct preflight_member member; /* reason: the first thing found wrong */
    uint64_t offset;                /* of the local header */
    const uint8_t *unicode_field;   /* 0x7075 of the directory's entry, or NULL */
    size_t unicode_size;
    uint32_t attributes; /* external */
    uint16_t flags;
    uint8_t host; /* the system it was made on */
};

/* What the local header says. */
struct preflight_local {
    uint16_t flags, method;
    uint32_t crc;
    uint64_t compressed_size, size;
    uint64_t data_offset;
};

/* Writes down a reason unless there is one already. */
void preflight_entry_accuse(struct preflight_entry *entry, const char *reason);

/* Reads the directory's entry at `at`, which must end before `end`. Name and 0x7075 field
 * are copied to the arena. *ret_size: its bytes. ERROR_REFUSED [directory] [multi-disk]:
 * no entry there. */
WARN_UNUSED bool preflight_entry_read(struct preflight_window *window, uint64_t at,
        uint64_t end, struct arena *arena, struct preflight_entry *ret_entry,
        size_t *ret_size, struct error *err);

/* Reads the local header of the entry, which with its name and extra field must end
 * before `end`, and accuses the entry where both differ. ERROR_REFUSED [local-header]
 * [overlap]. */
WARN_UNUSED bool preflight_entry_read_local(struct preflight_window *window, uint64_t end,
        struct preflight_entry *entry, struct preflight_local *ret_local,
        struct error *err);

/* Compares the data descriptor at `at`, `size` bytes (12, 16, 20 or 24), with the entry;
 * accuses it where they differ. */
WARN_UNUSED bool preflight_entry_check_descriptor(struct preflight_window *window,
        uint64_t at, size_t size, struct preflight_entry *entry, struct error *err);

#endif
