#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/record_parser.h"
#include "evidence/limits.h"

/* The limit is the format's: its value is part of what people are told. */
const char *record_limit_name(const struct record_reader *reader)
{
    size_t limit = reader->parser->record_limit;

    return limit == LIMIT_LINE          ? "line-too-long"
            : limit == LIMIT_CSV_RECORD ? "record-too-long"
                                        : "too-long";
}

bool record_limit_is_length(const char *problem)
{
    return problem &&
            (strcmp(problem, "line-too-long") == 0 ||
                    strcmp(problem, "record-too-long") == 0 ||
                    strcmp(problem, "too-long") == 0);
}

bool record_limit_fail(const struct record_reader *reader, struct error *err,
        const char *format, ...)
{
    char message[sizeof(err->message)];
    va_list values;

    va_start(values, format);
    vsnprintf(message, sizeof(message), format, values);
    va_end(values);
    if (strstr(message, ERROR_ADVICE))
        error_set(err, ERROR_LIMIT, "%s", message);
    else
        error_set(err, ERROR_LIMIT, "%s" ERROR_ADVICE "%s", message,
                TR("ask for it in smaller parts or records, or bind another file",
                        "小さく分けたファイルまたはレコードでの再提出を依頼するか、別のファイルを対応付けてください"));
    return record_name_member(reader, err);
}
