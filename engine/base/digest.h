/* digest.h - SHA-256, the name of every piece of evidence; the only caller of OpenSSL on
 * this floor */
#ifndef CHOSHO_DIGEST_H
#define CHOSHO_DIGEST_H

#include "engine/base/error.h"

struct digest {
    uint8_t bytes[32];
};

#define DIGEST_HEX_SIZE 65 /* 64 digits and a NUL */

struct digest_stream; /* bytes hashed as they come */

/* Fetches the algorithm while the process still may open files; call it before a sandbox.
 */
WARN_UNUSED bool digest_prepare(struct error *err);

/* Hashes size bytes (NULL where size is 0). */
WARN_UNUSED bool digest_of(const void *bytes, size_t size, struct digest *ret_digest,
        struct error *err);

/* The caller ends *ret_stream with digest_stream_free(). */
WARN_UNUSED bool digest_stream_new(struct digest_stream **ret_stream, struct error *err);
WARN_UNUSED bool digest_stream_update(struct digest_stream *stream, const void *bytes,
        size_t size, struct error *err);
/* Ends the hash and begins a new one on the same stream. */
WARN_UNUSED bool digest_stream_finish(struct digest_stream *stream,
        struct digest *ret_digest, struct error *err);
void digest_stream_free(struct digest_stream *stream);
CLEANUP_POINTER(struct digest_stream, digest_stream_free)

/* HMAC-SHA-256 (RFC 2104) of the bytes under a key of at most 64 bytes, on a stream that
 * holds nothing yet, and holds nothing afterwards: many may be made on one. */
WARN_UNUSED bool digest_stream_hmac(struct digest_stream *stream, const void *key,
        size_t key_size, const void *bytes, size_t size, struct digest *ret_digest,
        struct error *err);

/* Lower-case hexadecimal. */
void digest_hex(const struct digest *digest, char hex[DIGEST_HEX_SIZE]);
/* false: not 64 hexadecimal digits. */
bool digest_parse(const char *hex, struct digest *ret_digest);
bool digest_is_equal(const struct digest *a, const struct digest *b);

/* Hashes the whole open file from its beginning; the file position is left alone. */
WARN_UNUSED bool digest_of_file(int fd, struct digest *ret_digest, struct error *err);

#endif
