#include "engine/base/digest.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_SIZE ((size_t)64 * 1024)
#define HMAC_BLOCK 64 /* SHA-256 works on blocks of so many bytes */

struct digest_stream {
    EVP_MD_CTX *context;
};

/* Lives as long as the process, so that threads may share it and nobody fetches in a
 * sandbox. */
static EVP_MD *algorithm;
static pthread_once_t algorithm_once = PTHREAD_ONCE_INIT;

/* Without the machine's openssl.cnf: it costs milliseconds at each start, and SHA-256 is
 * the same with any. */
static void fetch_algorithm(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
}

bool digest_prepare(struct error *err)
{
    if (pthread_once(&algorithm_once, fetch_algorithm) != 0 || !algorithm)
        return error_set(err, ERROR_IO,
                "SHA-256 is not available from this machine's OpenSSL");
    return true;
}

static bool fail(struct error *err)
{
    /* With the algorithm at hand only memory can be missing. */
    return error_memory(err);
}

bool digest_of(const void *bytes, size_t size, struct digest *ret_digest,
        struct error *err)
{
    struct digest digest;

    if (!digest_prepare(err))
        return false;
    if (!EVP_Digest(size ? bytes : "", size, digest.bytes, NULL, algorithm, NULL))
        return fail(err);
    *ret_digest = digest;
    return true;
}

bool digest_stream_new(struct digest_stream **ret_stream, struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;

    if (!digest_prepare(err))
        return false;
    stream = calloc(1, sizeof(*stream));
    if (!stream)
        return error_memory(err);
    stream->context = EVP_MD_CTX_new();
    if (!stream->context || !EVP_DigestInit_ex(stream->context, algorithm, NULL))
        return fail(err);
    *ret_stream = stream;
    stream = NULL;
    return true;
}

bool digest_stream_update(struct digest_stream *stream, const void *bytes, size_t size,
        struct error *err)
{
    if (size && !EVP_DigestUpdate(stream->context, bytes, size))
        return fail(err);
    return true;
}

bool digest_stream_finish(struct digest_stream *stream, struct digest *ret_digest,
        struct error *err)
{
    struct digest digest;

    if (!EVP_DigestFinal_ex(stream->context, digest.bytes, NULL) ||
            !EVP_DigestInit_ex(stream->context, algorithm, NULL))
        return fail(err);
    *ret_digest = digest;
    return true;
}

/* The key with every byte changed by mask, then the bytes. */
static bool update_keyed(struct digest_stream *stream, const uint8_t *key,
        size_t key_size, uint8_t mask, const void *bytes, size_t size, struct error *err)
{
    uint8_t block[HMAC_BLOCK] = {0};

    if (key_size)
        memcpy(block, key, key_size);
    for (size_t i = 0; i < sizeof(block); i++)
        block[i] ^= mask;
    return digest_stream_update(stream, block, sizeof(block), err) &&
            digest_stream_update(stream, bytes, size, err);
}

bool digest_stream_hmac(struct digest_stream *stream, const void *key, size_t key_size,
        const void *bytes, size_t size, struct digest *ret_digest, struct error *err)
{
    struct digest inner;

    if (key_size > HMAC_BLOCK)
        return error_set(err, ERROR_LIMIT, "a key of more than %d bytes", HMAC_BLOCK);
    return update_keyed(stream, key, key_size, 0x36, bytes, size, err) &&
            digest_stream_finish(stream, &inner, err) &&
            update_keyed(stream, key, key_size, 0x5C, inner.bytes, sizeof(inner.bytes),
                    err) &&
            digest_stream_finish(stream, ret_digest, err);
}

void digest_stream_free(struct digest_stream *stream)
{
    if (!stream)
        return;
    EVP_MD_CTX_free(stream->context);
    free(stream);
}

void digest_hex(const struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < sizeof(digest->bytes); i++) {
        hex[2 * i] = digits[digest->bytes[i] >> 4];
        hex[2 * i + 1] = digits[digest->bytes[i] & 0x0F];
    }
    hex[DIGEST_HEX_SIZE - 1] = '\0';
}

static int value_of(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool digest_parse(const char *hex, struct digest *ret_digest)
{
    struct digest digest;
    int high, low;

    if (strnlen(hex, DIGEST_HEX_SIZE) != DIGEST_HEX_SIZE - 1)
        return false;
    for (size_t i = 0; i < sizeof(digest.bytes); i++) {
        high = value_of(hex[2 * i]);
        low = value_of(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        digest.bytes[i] = (uint8_t)(high * 16 + low);
    }
    *ret_digest = digest;
    return true;
}

bool digest_is_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static bool hash_file(struct digest_stream *stream, int fd, uint8_t *chunk,
        struct error *err)
{
    off_t at = 0;
    ssize_t got;

    for (;;) {
        got = pread(fd, chunk, CHUNK_SIZE, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, ERROR_IO, "the file cannot be read: %s",
                    error_reason(errno));
        if (got == 0)
            return true;
        if (!digest_stream_update(stream, chunk, (size_t)got, err))
            return false;
        at += got;
    }
}

bool digest_of_file(int fd, struct digest *ret_digest, struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    uint8_t *chunk;
    bool ok;

    if (!digest_stream_new(&stream, err))
        return false;
    chunk = malloc(CHUNK_SIZE);
    if (!chunk)
        return error_memory(err);
    ok = hash_file(stream, fd, chunk, err);
    free(chunk);
    return ok && digest_stream_finish(stream, ret_digest, err);
}
