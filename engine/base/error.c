#include "engine/base/error.h"

#include "engine/base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What is left of a prefix at least, in bytes. */
#define PREFIX_MIN 80

/* Cuts a message that did not fit at a character's edge, so that it stays UTF-8. */
static void end_with_ellipsis(char *message, size_t size)
{
    size_t at = size - sizeof("…");

    for (int i = 0; i < 3 && ((unsigned char)message[at] & 0xC0) == 0x80; i++)
        at--;
    memcpy(message + at, "…", sizeof("…"));
}

static bool is_inside(const char *at)
{
    return ((unsigned char)*at & 0xC0) == 0x80;
}

/* To at most `room` bytes. */
static void cut_middle(char *text, size_t room)
{
    size_t size = strlen(text), head = room / 2, tail = room - head - strlen("…");
    const char *rest = text + size - tail;

    if (size <= room)
        return;
    while (head && is_inside(text + head))
        head--;
    while (is_inside(rest))
        rest++;
    memmove(text + head + strlen("…"), rest, strlen(rest) + 1);
    memcpy(text + head, "…", strlen("…"));
}

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
    char message[sizeof(err->message)] = "";
    va_list values;
    int length;

    /* Not straight into err: its old message may be one of the values. */
    va_start(values, format);
    length = vsnprintf(message, sizeof(message), format, values);
    va_end(values);
    if (length >= (int)sizeof(message))
        end_with_ellipsis(message, sizeof(message));
    err->code = code;
    memcpy(err->message, message, strlen(message) + 1);
    return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
    char prefix[8 * sizeof(err->message)];
    char whole[sizeof(prefix) + sizeof(err->message) + 2];
    size_t room = sizeof(err->message) - sizeof(": ") - strlen(err->message);
    va_list values;

    va_start(values, format);
    vsnprintf(prefix, sizeof(prefix), format, values);
    va_end(values);
    cut_middle(prefix,
            room > PREFIX_MIN && room < sizeof(err->message) ? room : PREFIX_MIN);
    snprintf(whole, sizeof(whole), "%s: %s", prefix, err->message);
    return error_set(err, err->code, "%s", whole);
}

bool error_memory(struct error *err)
{
    return error_set(err, ERROR_MEMORY, "%s",
            TR("no memory left", "メモリーが足りません"));
}

const char *error_reason(int number)
{
    static const struct {
        int number;
        const char *en, *ja;
    } table[] = {
            {ENOENT, "no such file or folder", "ファイルまたはフォルダがありません"},
            {ENOTDIR, "a part of the path is not a folder",
                    "パスの途中にフォルダでないものがあります"},
            {EISDIR, "it is a folder, not a file", "ファイルではなくフォルダです"},
            {EEXIST, "it exists already", "すでに存在します"},
            {EACCES, "permission denied", "権限がありません"},
            {EPERM, "not permitted", "許可されていません"},
            {EROFS, "the disk may only be read", "読み取り専用のディスクです"},
            {ENOSPC, "the disk is full", "ディスクの空きがありません"},
            {EDQUOT, "your share of the disk is used up",
                    "ディスクの割り当てを使い切りました"},
            {EFBIG, "the file would be larger than the system allows (ulimit -f)",
                    "ファイルの大きさがシステムの上限（ulimit -f）を超えます"},
            {EIO, "the disk failed", "ディスクの入出力に失敗しました"},
            {ENAMETOOLONG, "the name is too long", "名前が長すぎます"},
            {ELOOP, "it is a symbolic link, or one of too many",
                    "シンボリックリンクであるか、リンクが多すぎます"},
            {EMFILE, "too many open files", "開いているファイルが多すぎます"},
            {ENXIO, "it is not an ordinary file", "通常のファイルではありません"},
            {EPIPE, "the program reading the output has ended",
                    "出力を読むプログラムが終了しました"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (table[i].number == number)
            return TR(table[i].en, table[i].ja);
    }
    return strerror(number);
}

int error_exit_code(enum error_code code)
{
    switch (code) {
    case ERROR_NONE:
        return 0;
    case ERROR_USAGE:
    case ERROR_SCRIPT:
    case ERROR_MISSING:
        return 2;
    case ERROR_UNREADABLE:
    case ERROR_VALUE:
    case ERROR_LIMIT:
    case ERROR_LOST:
        return 3;
    case ERROR_INTEGRITY:
        return 4;
    case ERROR_REFUSED:
        return 5;
    case ERROR_IO:
    case ERROR_DATABASE:
    case ERROR_MEMORY:
        return 6;
    case ERROR_INTERRUPTED:
        return 130;
    }
    return 6;
}
