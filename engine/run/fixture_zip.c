/* From a folder of readable files to a bundle: names and text in CP932 where fixture.xml
 * says so, members cut off where it says so. */
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/base/zipwriter.h"
#include "engine/run/fixture.h"
#include "engine/run/fixture_load.h"
#include "evidence/charset/cp932.h"

#include <string.h>

#define MEMBER_LIMIT ((size_t)64 << 20)
#define DEPTH 8

static bool encode(const char *file, const char *text, size_t size, struct buf *ret_bytes,
        struct error *err)
{
    uint32_t character;
    char bytes[2];
    size_t step, length;

    for (size_t at = 0; at < size; at += step) {
        step = text_decode(text + at, size - at, &character);
        length = step ? cp932_encode(character, bytes) : 0;
        if (!length)
            return error_set(err, ERROR_SCRIPT,
                    TR("%s: byte %zu cannot be written in CP932",
                            "%s: %zuバイト目の文字はCP932で表せません"),
                    file, at);
        if (!buf_append(ret_bytes, bytes, length, err))
            return false;
    }
    return true;
}

static bool add_member(struct zipwriter *zip, const struct fixture *fixture,
        const char *path, const char *name, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(MEMBER_LIMIT);
    CLEANUP(buf_clear) struct buf encoded = BUF_INIT(MEMBER_LIMIT);
    CLEANUP(buf_clear) struct buf raw_name = BUF_INIT(1 << 16);
    const struct fixture_member *member = fixture_load_find_member(fixture, name);

    if (!file_read(path, &bytes, err))
        return false;
    if (member && member->is_cp932 &&
            !encode(path, buf_text(&bytes), bytes.size, &encoded, err))
        return false;
    if (member && member->is_cp932)
        buf_move(&bytes, &encoded);
    if (member && member->truncate >= 0 && (size_t)member->truncate < bytes.size)
        bytes.size = (size_t)member->truncate;
    if (member && member->is_name_cp932) {
        if (!encode(path, name, strlen(name), &raw_name, err))
            return false;
        return zipwriter_add(zip, buf_text(&raw_name), true, buf_text(&bytes), bytes.size,
                true, err);
    }
    return zipwriter_add(zip, name, false, buf_text(&bytes), bytes.size, true, err);
}

static bool is_evidence(const char *name)
{
    return strcmp(name, "fixture.xml") != 0 && strcmp(name, "binding.xml") != 0;
}

/* A <member> that names no file would leave everything as it is, unnoticed. */
static bool check_members(const struct fixture *fixture, const char *folder,
        const char *const *files, size_t count, struct error *err)
{
    for (size_t i = 0; i < fixture->member_count; i++) {
        bool found = false;

        for (size_t k = 0; k < count && !found; k++)
            found = strcmp(files[k] + strlen(folder) + 1, fixture->members[i].path) == 0;
        if (!found)
            return error_set(err, ERROR_SCRIPT,
                    TR("%s/fixture.xml: <member path=\"%s\"> names no file of the folder",
                            "%s/fixture.xml: <member path=\"%s\">にあたるファイルがフォルダにありません"),
                    folder, fixture->members[i].path);
    }
    return true;
}

bool fixture_zip(const char *folder, const char *path, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(zipwriter_discardp) struct zipwriter *zip = NULL;
    struct zipwriter *whole;
    struct fixture fixture;
    const char **files;
    size_t count;

    if (!cp932_prepare(err) || !fixture_load(folder, &arena, &fixture, err) ||
            !file_list(folder, "*", DEPTH, &arena, &files, &count, err) ||
            !check_members(&fixture, folder, files, count, err) ||
            !zipwriter_open(path, &zip, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *name = files[i] + strlen(folder) + 1;

        if (is_evidence(name) && !fixture_load_is_calendar(&fixture, name) &&
                !add_member(zip, &fixture, files[i], name, err))
            return false;
    }
    whole = zip;
    zip = NULL; /* closing ends it, also where it fails */
    return zipwriter_close(whole, err);
}
