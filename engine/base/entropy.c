#include "engine/base/entropy.h"

#include <errno.h>
#include <sys/random.h>

bool entropy_fill(void *bytes, size_t size, struct error *err)
{
    ssize_t got;

    if (size > 256)
        return error_set(err, ERROR_LIMIT, "more than 256 random bytes at once");
    do
        got = getrandom(bytes, size, 0);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)size ||
            error_set(err, ERROR_IO, "the machine gives no random bytes: %s",
                    error_reason(errno));
}
