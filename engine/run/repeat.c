#include "engine/run/repeat.h"

#include "engine/base/pointer.h"
#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

struct repeat {
    const struct instance_list *list;
    const struct instance *instance;
    const struct program_item *item;
    struct arena *arena;
    struct result_event *events;
    size_t *count;
};

/* A file of the item. */
struct file {
    const char *sha256, *bundle, *name;
    int64_t member_id;
};

static int compare_files(const void *left, const void *right)
{
    const struct file *a = left, *b = right;
    int order = strcmp(a->sha256, b->sha256);

    return order ? order : (a->member_id > b->member_id) - (a->member_id < b->member_id);
}

static void add(struct repeat *repeat, const char *reason, int64_t member_id,
        int64_t record, const char *sentence)
{
    repeat->events[(*repeat->count)++] = (struct result_event){.reason_code = reason,
            .sentence = sentence,
            .member_id = member_id,
            .record = record};
}

static size_t list_files(const struct repeat *repeat, const struct item *item,
        struct file *files)
{
    size_t count = 0;

    for (uint32_t s = 0; s < item->source_count; s++) {
        size_t place = repeat->instance->archives[item->sources[s].archive];
        const struct bundle *bundle = &repeat->list->evidence.bundles[place];

        for (uint32_t m = 0; m < item->sources[s].member_count; m++) {
            uint32_t index = item->sources[s].members[m];
            const struct bundle_member *member =
                    &repeat->list->evidence.members[place][index];

            if (member->sha256 && member->record_count > 0)
                files[count++] = (struct file){member->sha256, bundle->short_id,
                        member->name, bundle->first_member + index};
        }
    }
    return count;
}

/* "BUNDLE:MEMBER" */
static bool write_file(const struct file *file, struct buf *buf, struct error *err)
{
    if (!pointer_write_member(buf, file->bundle, file->name, err))
        return false;
    buf->data[--buf->size] = '\0'; /* the '#' of a record */
    return true;
}

static bool tell_same(struct repeat *repeat, const struct file *first,
        const struct file *again, struct error *err)
{
    CLEANUP(buf_clear) struct buf one = BUF_INIT(1 << 16), two = BUF_INIT(1 << 16);
    const char *sentence;

    if (!write_file(first, &one, err) || !write_file(again, &two, err) ||
            !arena_printf(repeat->arena, &sentence, err,
                    TR("evidence '%s': file %s is byte for byte the same as %s, and its records count twice; narrow the binding if it was delivered twice",
                            "証拠「%s」: ファイル %s は %s と内容が完全に同じで、レコードは二重に数えられています。二重に受領したものなら対応付けを絞ってください"),
                    repeat->item->source, buf_text(&two), buf_text(&one)))
        return false;
    add(repeat, "same-file", again->member_id, 0, sentence);
    return true;
}

/* The same member played twice by two sources is no second file. */
static bool compare_all(struct repeat *repeat, const struct file *files, size_t count,
        struct error *err)
{
    size_t first = 0;

    for (size_t i = 1; i < count && *repeat->count < REPEAT_FILES_MAX; i++) {
        if (strcmp(files[i].sha256, files[first].sha256) != 0)
            first = i;
        else if (files[i].member_id != files[i - 1].member_id &&
                !tell_same(repeat, &files[first], &files[i], err))
            return false;
    }
    return true;
}

static bool find_files(struct repeat *repeat, const struct item *item, struct error *err)
{
    struct file *files;
    size_t room = 1, count;
    bool ok;

    for (uint32_t s = 0; s < item->source_count; s++)
        room += item->sources[s].member_count;
    files = calloc(room, sizeof(*files));
    if (!files)
        return error_memory(err);
    count = list_files(repeat, item, files);
    qsort(files, count, sizeof(*files), compare_files);
    ok = compare_all(repeat, files, count, err);
    free(files);
    return ok;
}

static bool write_keys(const struct program_item *item, struct buf *buf,
        struct error *err)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].key &&
                !buf_printf(buf, err, "%s%s", buf->size ? ", " : "",
                        item->columns[c].name))
            return false;
    }
    return true;
}

static bool write_record(const struct repeat *repeat, int64_t record_id, struct buf *buf,
        struct error *err)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);

    for (uint32_t a = 0; a < repeat->instance->archive_count; a++) {
        size_t place = repeat->instance->archives[a];
        const struct bundle *bundle = &repeat->list->evidence.bundles[place];
        uint64_t first = (uint64_t)bundle->first_member;

        if (number >= first && number - first < bundle->member_count)
            return pointer_write(buf, bundle->short_id,
                    repeat->list->evidence.members[place][number - first].name,
                    PROGRAM_RECORD_OF(record_id), err);
    }
    return buf_append_text(buf, "?", err);
}

static bool tell_keys(struct repeat *repeat, const struct message_item *told,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf keys = BUF_INIT(1 << 16), pointer = BUF_INIT(1 << 16);
    const char *sentence;

    if (!write_keys(repeat->item, &keys, err) ||
            !write_record(repeat, told->first_repeated, &pointer, err) ||
            !arena_printf(repeat->arena, &sentence, err,
                    TR("evidence '%s': records whose key (%s) an earlier record has, too: %llu, each of them counted; the first is %s",
                            "証拠「%s」: キー（%s）が前のレコードと重複するレコードが %llu件あり、いずれも数えられています。最初は %s"),
                    repeat->item->source, buf_text(&keys),
                    (unsigned long long)told->repeated_keys, buf_text(&pointer)))
        return false;
    add(repeat, "key-repeated", (int64_t)PROGRAM_MEMBER_OF(told->first_repeated),
            (int64_t)PROGRAM_RECORD_OF(told->first_repeated), sentence);
    return true;
}

static bool tell_unchecked(struct repeat *repeat, struct error *err)
{
    const char *sentence;

    if (!arena_printf(repeat->arena, &sentence, err,
                TR("evidence '%s': whether its keys repeat could not be found out within the limits of memory and time",
                        "証拠「%s」: キーの重複の有無は、メモリーと時間の上限内では確かめられませんでした"),
                repeat->item->source))
        return false;
    add(repeat, "key-unchecked", 0, 0, sentence);
    return true;
}

bool repeat_list(const struct instance_list *list, const struct instance *instance,
        uint32_t item, const struct message_item *told, struct arena *arena,
        struct result_event *events, size_t *count, struct error *err)
{
    size_t found = 0;
    struct repeat repeat = {list, instance, &instance->program.items[item], arena, events,
            &found};

    if (!find_files(&repeat, &instance->items[item], err) ||
            (told->repeated_keys && !tell_keys(&repeat, told, err)) ||
            (told->keys_unchecked && !tell_unchecked(&repeat, err)))
        return false;
    *count += found;
    return true;
}
