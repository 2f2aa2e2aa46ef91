#include "engine/base/db_error.h"

#include <errno.h>
#include <sqlite3.h>

#include "engine/base/text.h"

/* The disk, or what the system lets a file hold, ended where there is only scratch space:
 * elsewhere the same query is answered. What a job may keep by our own limits is
 * SQLITE_FULL there (spill.c). */
static bool is_scratch_without_room(sqlite3 *handle, int code)
{
    int reason = sqlite3_system_errno(handle);

    return code == SQLITE_IOERR &&
            (reason == ENOSPC || reason == EFBIG || reason == EDQUOT);
}

static enum error_code kind_of(int code)
{
    switch (code) {
    case SQLITE_INTERRUPT:
    case SQLITE_TOOBIG:
        return ERROR_LIMIT;
    case SQLITE_NOMEM: /* the same code for a limit of ours and for the machine's end */
        return sqlite3_hard_heap_limit64(-1) > 0 ? ERROR_LIMIT : ERROR_MEMORY;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return ERROR_REFUSED;
    case SQLITE_CORRUPT:
        return ERROR_INTEGRITY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return ERROR_IO;
    case SQLITE_ERROR:
    case SQLITE_AUTH:
        return ERROR_SCRIPT;
    default:
        return ERROR_DATABASE;
    }
}

/* What happens to files of ours, in words of ours. */
static bool say(const char *path, int code, enum error_code kind, struct error *err)
{
    static const struct {
        int code;
        const char *en, *ja;
    } table[] = {
            {SQLITE_READONLY,
                    "it may only be read; its permissions, its folder's or its disk's do not let it be written",
                    "読み取り専用です。ファイル、フォルダの権限またはディスクの都合で書き込めません"},
            {SQLITE_BUSY, "another program is writing it; try again when it has ended",
                    "別のプログラムが書き込み中です。終わってからもう一度実行してください"},
            {SQLITE_FULL, "the disk is full; nothing of this act is stored",
                    "ディスクの空きがありません。この操作は保存されていません"},
            {SQLITE_CORRUPT, "it is damaged; restore it from a backup",
                    "壊れています。控えから戻してください"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (table[i].code == code) {
            error_set(err, kind, "%s: %s", path, TR(table[i].en, table[i].ja));
            return true;
        }
    }
    return false;
}

bool db_error_set(struct sqlite3 *handle, const char *path, int code, struct error *err)
{
    const char *reason = sqlite3_errmsg(handle);
    enum error_code kind;

    code &= 0xFF; /* without SQLite's detail */
    kind = !path && code == SQLITE_FULL ? ERROR_LIMIT : kind_of(code);
    if (kind == ERROR_MEMORY)
        return error_memory(err);
    if (code == SQLITE_INTERRUPT)
        return error_set(err, kind,
                TR("the query was stopped", "問い合わせを打ち切りました"));
    if (kind == ERROR_LIMIT)
        return error_set(err, kind,
                TR("the query needs more memory or scratch space than allowed: %s",
                        "問い合わせに必要なメモリまたは作業領域が上限を超えました: %s"),
                reason);
    if (!path && is_scratch_without_room(handle, code))
        return error_set(err, kind, "%s",
                TR("no room for the query's temporary data: the disk is full, or the system lets files be no larger",
                        "問い合わせの一時データの置き場所がありません。ディスクの空きがないか、ファイルの大きさがシステムの上限に達しました"));
    if (path && say(path, code, kind, err))
        return false;
    /* A trigger's or the SQL's own sentence says it all. */
    if (kind == ERROR_REFUSED || kind == ERROR_SCRIPT || !path)
        return error_set(err, kind, "%s", reason);
    if (kind == ERROR_IO && sqlite3_system_errno(handle))
        reason = error_reason(sqlite3_system_errno(handle));
    return error_set(err, kind, "%s: %s", path, reason);
}
