/* replay.c - runs a fuzz target over its corpus, as an ordinary test
 *
 *     replay_csv corpus/csv
 *
 * Every file of the folder goes in whole, then cut short at up to CUTS places, then with
 * one byte changed at up to CUTS places: always the same ones. A target shows a fault by
 * crashing or aborting, so getting to the end is the pass; an empty or missing corpus is
 * a failure. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"

#define CUTS 32
#define INPUT_LIMIT ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With REPLAY_VERBOSE set, the last line before a crash says which input it was. */
static void announce(const char *change, size_t at)
{
    if (!getenv("REPLAY_VERBOSE"))
        return;
    printf("  %s at %zu\n", change, at);
    fflush(stdout);
}

/* In a block of exactly its size, so that reading one byte too far is seen. */
static bool feed(const char *bytes, size_t size, size_t change_at, uint8_t change)
{
    uint8_t *copy = malloc(size ? size : 1);

    if (!copy)
        return false;
    if (size)
        memcpy(copy, bytes, size);
    if (change_at < size)
        copy[change_at] ^= change;
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return true;
}

static bool feed_variants(const char *file, const struct buf *input)
{
    size_t step = input->size / CUTS + 1;

    puts(file);
    fflush(stdout);
    if (!feed(buf_text(input), input->size, SIZE_MAX, 0))
        return false;
    for (size_t at = 0; at < input->size; at += step) {
        announce("cut short", at);
        if (!feed(buf_text(input), at, SIZE_MAX, 0))
            return false;
        announce("byte changed", at);
        if (!feed(buf_text(input), input->size, at, (uint8_t)(1 + at % 255)))
            return false;
    }
    return true;
}

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

static bool read_file(const char *path, struct buf *ret_input, struct error *err)
{
    CLEANUP(close_file) FILE *file = fopen(path, "rb");
    char chunk[4096];
    size_t got;

    if (!file)
        return error_set(err, ERROR_MISSING, "%s cannot be opened", path);
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        if (!buf_append(ret_input, chunk, got, err))
            return false;
    }
    return true;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool replay(const char *folder, const char *name, struct error *err)
{
    CLEANUP(buf_clear) struct buf path = BUF_INIT(4096);
    CLEANUP(buf_clear) struct buf input = BUF_INIT(INPUT_LIMIT);

    return buf_printf(&path, err, "%s/%s", folder, name) &&
            read_file(buf_text(&path), &input, err) &&
            (feed_variants(name, &input) || error_memory(err));
}

int main(int argc, char **argv)
{
    struct dirent **entries = NULL;
    struct error err = {0};
    int count = argc == 2 ? scandir(argv[1], &entries, is_visible, alphasort) : -1;
    int status = count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;

    if (count <= 0)
        fprintf(stderr, "usage: %s FOLDER_WITH_INPUTS\n", argv[0]);
    for (int i = 0; i < count; i++) {
        if (!replay(argv[1], entries[i]->d_name, &err)) {
            fprintf(stderr, "%s: %s\n", entries[i]->d_name, err.message);
            status = EXIT_FAILURE;
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}
