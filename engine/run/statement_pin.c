#include "engine/run/statement_pin.h"

#include <string.h>

#include "engine/base/file.h"
#include "engine/base/text.h"

#define EVIDENCE_LIMIT ((size_t)64 << 20)

/* A member of the newest delivery of that name, or of just that one. */
static bool find_member(struct store *store, const char *text, struct arena *arena,
        struct statement_pin *pin, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    const char *colon = strchr(text, ':'), *bundle;
    bool found;

    if (!colon)
        return true;
    if (!arena_copy(arena, text, (size_t)(colon - text), &bundle, err) ||
            !db_prepare(store_db(store),
                    "SELECT b.short_id || ':' || m.name, m.sha256 FROM bundle AS b"
                    " JOIN member AS m USING (bundle_id) WHERE (b.name = ?1 OR b.short_id = ?1)"
                    " AND m.name = ?2 AND m.sha256 IS NOT NULL"
                    " AND m.member_id NOT IN (SELECT member_id FROM superseded)"
                    " ORDER BY b.bundle_id DESC LIMIT 1",
                    &row, err))
        return false;
    db_bind_text(row, 1, bundle);
    db_bind_text(row, 2, colon + 1);
    if (!db_step(row, &found, err))
        return false;
    return !found ||
            (arena_text(arena, db_column_text(row, 0), &pin->evidence, err) &&
                    arena_text(arena, db_column_text(row, 1), &pin->sha256, err));
}

/* Beside the statement: no folder may be left from there. */
static bool find_file(struct store *store, const char *text, const char *path,
        struct arena *arena, struct statement_pin *pin, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(EVIDENCE_LIMIT);
    const char *slash = strrchr(path, '/'), *file, *sha256;
    struct digest digest;
    char hex[DIGEST_HEX_SIZE];

    if (strchr(text, '/') || *text == '.')
        return true;
    if (!arena_printf(arena, &file, err, "%.*s%s", slash ? (int)(slash - path + 1) : 0,
                path, text))
        return false;
    if (!file_exists(file))
        return true;
    if (!file_read(file, &bytes, err) || !digest_of(bytes.data, bytes.size, &digest, err))
        return false;
    digest_hex(&digest, hex);
    return arena_text(arena, hex, &sha256, err) &&
            statement_record_keep(store, text,
                    (struct slice){buf_text(&bytes), bytes.size}, sha256, arena,
                    &pin->evidence, err) &&
            arena_text(arena, sha256, &pin->sha256, err);
}

static bool pin_one(struct store *store, const struct statement_base *base,
        const char *path, struct arena *arena, struct statement_pin *pin,
        struct complaint_list *complaints, struct error *err)
{
    if (!*base->evidence)
        return true;
    pin->file = base->evidence;
    if (!find_member(store, base->evidence, arena, pin, err) ||
            (!pin->evidence && !find_file(store, base->evidence, path, arena, pin, err)))
        return false;
    if (!pin->evidence)
        complaint_add(complaints, COMPLAINT_WARNING, path, base->place.line,
                base->place.column,
                TR("base service '%s': its evidence '%s' is neither a member of a bundle (BUNDLE:MEMBER) nor a file beside the statement; until it is there nothing is inherited",
                        "基盤サービス「%s」: 証拠「%s」が、提供物のファイル（提供物:ファイル）にも言明書と同じフォルダにもありません。得られるまで引継ぎになりません"),
                base->id, complaint_quote(base->evidence).text);
    return true;
}

bool statement_pin_all(struct store *store, const struct statement *statement,
        const char *path, struct arena *arena, const struct statement_pin **ret_pins,
        struct complaint_list *complaints, struct error *err)
{
    struct statement_pin *pins;

    if (!arena_allocate(arena, (statement->base_count + 1) * sizeof(*pins), &pins, err))
        return false;
    for (size_t i = 0; i < statement->base_count; i++) {
        if (!pin_one(store, &statement->bases[i], path, arena, &pins[i], complaints, err))
            return false;
    }
    *ret_pins = pins;
    return true;
}
