#include "engine/base/digest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"

/* FIPS 180-2's examples, and the digest of nothing. */
static const struct {
    const char *text, *hex;
} known[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void check_hex(const struct digest *digest, const char *expected)
{
    char hex[DIGEST_HEX_SIZE];

    digest_hex(digest, hex);
    ck_assert_str_eq(hex, expected);
}

START_TEST(known_texts_have_their_digest)
{
    struct error err = {0};
    struct digest digest;

    ck_assert(digest_prepare(&err));
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        ck_assert(digest_of(known[i].text, strlen(known[i].text), &digest, &err));
        check_hex(&digest, known[i].hex);
    }
    ck_assert(digest_of(NULL, 0, &digest, &err));
    check_hex(&digest, known[0].hex);
}
END_TEST

/* RFC 4231, test cases 1 and 2; a stream makes one after the other. */
START_TEST(keyed_texts_have_their_code)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    static const char asked[] = "what do ya want for nothing?";
    char key[65];
    struct error err = {0};
    struct digest digest;

    memset(key, 0x0b, sizeof(key));
    ck_assert(digest_stream_new(&stream, &err));
    ck_assert(digest_stream_hmac(stream, key, 20, "Hi There", 8, &digest, &err));
    check_hex(&digest,
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    ck_assert(digest_stream_hmac(stream, "Jefe", 4, asked, strlen(asked), &digest, &err));
    check_hex(&digest,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    ck_assert(!digest_stream_hmac(stream, key, 65, "", 0, &digest, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(stream_gives_the_same_in_any_pieces)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    const char *text = known[2].text;
    struct error err = {0};
    struct digest digest;

    ck_assert(digest_stream_new(&stream, &err));
    for (size_t cut = 0; cut <= strlen(text); cut++) {
        ck_assert(digest_stream_update(stream, text, cut, &err));
        ck_assert(digest_stream_update(stream, NULL, 0, &err));
        ck_assert(digest_stream_update(stream, text + cut, strlen(text) - cut, &err));
        ck_assert(digest_stream_finish(stream, &digest, &err));
        check_hex(&digest, known[2].hex);
    }
    ck_assert(digest_stream_finish(stream, &digest, &err));
    check_hex(&digest, known[0].hex);
}
END_TEST

START_TEST(hexadecimal_goes_round)
{
    struct digest digest, other;
    struct error err = {0};
    char hex[DIGEST_HEX_SIZE];

    ck_assert(digest_of("x", 1, &digest, &err));
    digest_hex(&digest, hex);
    ck_assert(digest_parse(hex, &other));
    ck_assert(digest_is_equal(&digest, &other));
    other.bytes[31] ^= 1;
    ck_assert(!digest_is_equal(&digest, &other));
    for (size_t i = 0; hex[i]; i++)
        hex[i] = (char)(hex[i] >= 'a' ? hex[i] - 'a' + 'A' : hex[i]);
    ck_assert(digest_parse(hex, &other));
    ck_assert(digest_is_equal(&digest, &other));
}
END_TEST

START_TEST(anything_but_64_digits_is_refused)
{
    struct digest digest;
    char hex[DIGEST_HEX_SIZE + 1];

    ck_assert(!digest_parse("", &digest));
    memset(hex, 'a', sizeof(hex));
    hex[65] = '\0';
    ck_assert(!digest_parse(hex, &digest));
    hex[63] = '\0';
    ck_assert(!digest_parse(hex, &digest));
    hex[63] = 'a';
    hex[64] = '\0';
    ck_assert(digest_parse(hex, &digest));
    for (const char *wrong = "g/:@G` "; *wrong; wrong++) {
        hex[10] = *wrong;
        ck_assert(!digest_parse(hex, &digest));
        hex[10] = 'a';
        hex[63] = *wrong;
        ck_assert(!digest_parse(hex, &digest));
        hex[63] = 'a';
    }
}
END_TEST

START_TEST(file_is_hashed_from_its_beginning)
{
    FILE *file = tmpfile();
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    struct digest digest, expected;
    struct error err = {0};

    ck_assert_ptr_nonnull(file);
    ck_assert(digest_of_file(fileno(file), &digest, &err));
    check_hex(&digest, known[0].hex);
    ck_assert(digest_stream_new(&stream, &err));
    for (int i = 0; i < 20000; i++) {
        char line[20];
        int length = snprintf(line, sizeof(line), "line %d\n", i);

        fputs(line, file);
        ck_assert(digest_stream_update(stream, line, (size_t)length, &err));
    }
    fflush(file);
    ck_assert(digest_stream_finish(stream, &expected, &err));
    ck_assert_int_eq(lseek(fileno(file), 5, SEEK_SET), 5);
    ck_assert(digest_of_file(fileno(file), &digest, &err));
    ck_assert(digest_is_equal(&digest, &expected));
    ck_assert_int_eq(lseek(fileno(file), 0, SEEK_CUR), 5);
    fclose(file);
}
END_TEST

START_TEST(what_cannot_be_read_is_an_error)
{
    struct error err = {0};
    struct digest digest;
    int ends[2];

    ck_assert(!digest_of_file(-1, &digest, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert(!digest_of_file(ends[0], &digest, &err));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            known_texts_have_their_digest,
            keyed_texts_have_their_code,
            stream_gives_the_same_in_any_pieces,
            hexadecimal_goes_round,
            anything_but_64_digits_is_refused,
            file_is_hashed_from_its_beginning,
            what_cannot_be_read_is_an_error,
    };

    return unit_run("digest", tests, ARRAY_LENGTH(tests));
}
