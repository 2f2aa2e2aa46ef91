/* sandbox.h - locking a worker in: after this it can read what it was given, write its
 * pipe, and nothing else
 *
 * Order, each probed (architecture page): everything lazy while it still may; rlimits;
 * Landlock (best effort, its ABI is told); seccomp (mandatory, any other call kills the
 * process). There is no switch to run without. */
#ifndef CHOSHO_SANDBOX_H
#define CHOSHO_SANDBOX_H

#include "engine/base/error.h"
#include "evidence/encoding/encoding.h"

struct sandbox_limits {
    uint64_t memory_bytes; /* private memory (RLIMIT_DATA) */
    uint64_t cpu_seconds;
    uint64_t spill_bytes; /* of each spill file (RLIMIT_FSIZE) */
};

/* What was achieved, for the journal. */
struct sandbox_report {
    int landlock_abi; /* 0: this kernel has none */
};

/* Does everything that must be done before: time zone, what that encoding needs
 * (ENCODING_AUTO: any), digests, SQLite and XML start-up. */
WARN_UNUSED bool sandbox_prepare(enum encoding encoding, struct error *err);

/* Locks this process in, for good. ERROR_REFUSED: no sandbox to be had. */
WARN_UNUSED bool sandbox_enter(const struct sandbox_limits *limits,
        struct sandbox_report *ret_report, struct error *err);

/* For tests: does one forbidden thing ("open", "connect", "exec", "fork", "ptrace",
 * "kill", "code": memory that may be executed) or crashes ("crash"); returns only where
 * it was let through. "stderr" writes to and truncates what it has as descriptor 2, and
 * returns. */
void sandbox_probe(const char *what);

#endif
