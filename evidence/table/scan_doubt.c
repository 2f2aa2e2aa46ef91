#include "evidence/table/scan_doubt.h"

#include "engine/base/text.h"
#include "evidence/format/record_sheet.h"

#include <string.h>

/* The record's first value, without what stands round it. */
static void take_word(struct slice text, char *word, size_t room)
{
    static const char around[] = "\t,;|\"' ";
    size_t begin = 0, size = 0;

    while (begin < text.size && strchr(around, text.text[begin]))
        begin++;
    while (begin + size < text.size && !strchr("\t,;|\"'", text.text[begin + size]))
        size++;
    size = size < room ? size : room - 1;
    size = text_find_invalid(text.text + begin, size);
    memcpy(word, text.text + begin, size);
    word[size] = '\0';
}

void scan_doubt_look(struct scan_doubt *doubt, const struct record_reader *reader,
        const struct record *last)
{
    doubt->sum = 0;
    if (last->problem || !record_is_sum(reader, last->text))
        return;
    doubt->sum = last->number;
    take_word(last->text, doubt->word, sizeof(doubt->word));
}

void scan_doubt_add(struct scan_usage *usage, struct scan_doubt *doubt,
        const struct record_reader *reader)
{
    doubt->uncomputed = record_sheet_uncomputed(reader);
    if (!doubt->sum && !doubt->uncomputed)
        return;
    if (usage->doubt_count < SCAN_DOUBTS_MAX)
        usage->doubts[usage->doubt_count] = *doubt;
    usage->doubt_count++;
}
