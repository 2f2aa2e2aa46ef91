#include "procedures/sqlwriter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void sqlwriter_put(struct sqlwriter *writer, const char *format, ...)
{
    va_list values, again;
    char *room;
    int length;

    if (writer->failed)
        return;
    va_start(values, format);
    va_copy(again, values);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    writer->failed = length < 0 ||
            !buf_reserve(&writer->buf, (size_t)length + 1, &room, &writer->err);
    if (!writer->failed) {
        vsnprintf(room, (size_t)length + 1, format, values);
        writer->buf.size += (size_t)length;
    }
    va_end(values);
}

void sqlwriter_string(struct sqlwriter *writer, const char *text)
{
    size_t length;

    sqlwriter_put(writer, "'");
    while (*text) {
        length = strcspn(text, "'");
        length += text[length] == '\'';
        sqlwriter_put(writer, "%.*s%s", (int)length, text,
                text[length - 1] == '\'' ? "'" : "");
        text += length;
    }
    sqlwriter_put(writer, "'");
}

void sqlwriter_name(struct sqlwriter *writer, const char *alias, const char *name)
{
    if (alias)
        sqlwriter_put(writer, "%s.\"%s\"", alias, name);
    else
        sqlwriter_put(writer, "\"%s\"", name);
}

bool sqlwriter_finish(struct sqlwriter *writer, struct arena *arena, const char **ret_sql,
        struct error *err)
{
    bool finished = !writer->failed &&
            arena_copy(arena, buf_text(&writer->buf), writer->buf.size, ret_sql, err);

    if (writer->failed)
        *err = writer->err;
    buf_reset(&writer->buf);
    writer->failed = false;
    return finished;
}

void sqlwriter_clear(struct sqlwriter *writer)
{
    buf_clear(&writer->buf);
}
