#include "evidence/format/json_document.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_text.h"

/* One token more, or why not. */
enum outcome { GO_ON, RECORD, MORE, END, INVALID };

void json_document_begin(struct json_document *document, const struct json_path *path,
        struct json_outline *outline)
{
    memset(document, 0, sizeof(*document));
    document->path = path;
    document->outline = outline;
}

static enum outcome fail(struct json_document *document, const char *complaint)
{
    document->complaint = complaint;
    return INVALID;
}

static enum outcome outcome_of(struct json_document *document,
        const struct json_scan *scan, enum json_result result)
{
    if (result == JSON_DONE)
        return GO_ON;
    return result == JSON_MORE ? MORE : fail(document, scan->complaint);
}

static enum outcome at_end(struct json_document *document, struct json_scan *scan)
{
    return outcome_of(document, scan, json_scan_end(scan));
}

static void begin_value(struct json_document *document, bool on_path)
{
    document->on_path = on_path;
    document->state = JSON_DOCUMENT_VALUE;
}

void json_document_resume(struct json_document *document, const struct json_path *path)
{
    json_document_begin(document, path, NULL);
    for (size_t i = 0; i < path->count && i < LIMIT_JSON_DEPTH; i++) {
        const struct json_step *step = &path->steps[i];

        document->levels[document->depth++] =
                (struct json_document_level){.is_object = step->kind == JSON_STEP_KEY,
                        .on_path = true,
                        .was_there = step->kind == JSON_STEP_KEY,
                        .index = step->kind == JSON_STEP_INDEX ? step->index : 0};
    }
    begin_value(document, true);
}

/* Only where a level is open. */
static struct json_document_level *innermost(struct json_document *document)
{
    return &document->levels[document->depth ? document->depth - 1 : 0];
}

/* The step that leads from the innermost level to its children. */
static const struct json_step *next_step(const struct json_document *document)
{
    return document->path && document->depth && document->depth <= document->path->count
            ? &document->path->steps[document->depth - 1]
            : NULL;
}

/* A page is a document, or an element on the way. */
static void tell_open(const struct json_document *document, bool is_object)
{
    bool is_element = document->depth < 2 ||
            !document->levels[document->depth - 2].is_object;

    if (!document->on_path)
        json_claim_open(document->claim, document->depth, is_object);
    else if (is_object && is_element)
        json_claim_begin_page(document->claim);
}

/* A key that has been judged; before the level knows of it. */
static void tell_key(const struct json_document *document, struct slice key)
{
    unsigned depth = document->depth;
    bool on_way = document->levels[depth - 1].on_path;

    if (!document->on_path)
        json_claim_key(document->claim, key, depth, on_way,
                on_way && depth + 1 == document->path->count &&
                        document->path->steps[depth].kind != JSON_STEP_KEY);
}

static enum outcome open_level(struct json_document *document, struct json_scan *scan)
{
    struct json_document_level *level;
    const struct json_step *step;

    if (document->depth == LIMIT_JSON_DEPTH) {
        document->is_limit = true;
        return fail(document,
                TR("objects and arrays are nested deeper than 128 levels",
                        "オブジェクトや配列の入れ子が128段を超えています"));
    }
    if (document->outline)
        json_outline_open(document->outline, *scan->at == '{');
    level = &document->levels[document->depth++];
    if (document->claim)
        tell_open(document, *scan->at == '{');
    *level = (struct json_document_level){.is_object = *scan->at == '{',
            .on_path = document->on_path};
    step = next_step(document);
    if (level->on_path && step &&
            step->kind == (level->is_object ? JSON_STEP_EACH_KEY : JSON_STEP_EACH))
        document->has_records = true;
    scan->at++;
    document->state = JSON_DOCUMENT_FIRST;
    return GO_ON;
}

static enum outcome end_value(struct json_document *document)
{
    document->state = document->depth ? JSON_DOCUMENT_BEHIND : JSON_DOCUMENT_TOP;
    if (document->depth)
        return GO_ON;
    if (document->path && !document->has_records)
        return fail(document,
                TR("the document that ends here does not have the records it is said to have",
                        "ここで終わる文書に、指定されたレコードの場所がありません"));
    return GO_ON;
}

static enum outcome close_level(struct json_document *document, struct json_scan *scan)
{
    scan->at++;
    if (document->claim)
        json_claim_close(document->claim, document->depth);
    document->depth--;
    if (document->outline)
        json_outline_close(document->outline);
    return end_value(document);
}

static enum outcome read_value(struct json_document *document, struct json_scan *scan)
{
    const char *begin = scan->at;
    enum outcome outcome;
    bool escaped;

    if (document->on_path && document->depth == document->path->count) {
        document->has_records = true;
        return RECORD;
    }
    if (*begin == '{' || *begin == '[')
        return open_level(document, scan);
    outcome = outcome_of(document, scan, json_scan_scalar(scan, &escaped));
    if (outcome == MORE)
        scan->at = begin;
    if (outcome != GO_ON)
        return outcome;
    if (document->outline)
        json_outline_scalar(document->outline, *begin == 'n');
    if (document->claim)
        json_claim_scalar(document->claim,
                (struct slice){begin, (size_t)(scan->at - begin)});
    return end_value(document);
}

static void enter_element(struct json_document *document)
{
    const struct json_document_level *level = innermost(document);
    const struct json_step *step = next_step(document);

    begin_value(document,
            level->on_path && step &&
                    (step->kind == JSON_STEP_EACH ||
                            (step->kind == JSON_STEP_INDEX &&
                                    step->index == level->index)));
}

/* The key of a record to come. */
static void keep_key(struct json_document *document, struct slice key, bool escaped)
{
    document->has_key = key.size <= sizeof(document->key);
    if (!document->has_key)
        return;
    document->key_size = key.size;
    if (escaped)
        document->key_size = json_text_decode(key, document->key);
    else
        memcpy(document->key, key.text, key.size);
}

static enum outcome read_key(struct json_document *document, struct json_scan *scan)
{
    struct json_document_level *level = innermost(document);
    const struct json_step *step = next_step(document);
    const char *begin = scan->at;
    enum outcome outcome;
    struct slice key;
    bool escaped;

    if (*begin != '"')
        return fail(document,
                TR("a key in quotes is missing", "引用符で囲まれたキーがありません"));
    outcome = outcome_of(document, scan, json_scan_string(scan, &escaped));
    if (outcome == MORE)
        scan->at = begin;
    if (outcome != GO_ON)
        return outcome;
    key = (struct slice){begin + 1, (size_t)(scan->at - begin) - 2};
    if (document->outline)
        json_outline_key(document->outline, key, escaped);
    document->on_path = level->on_path && step &&
            (step->kind == JSON_STEP_EACH_KEY ||
                    (step->kind == JSON_STEP_KEY &&
                            json_text_is_equal(key, escaped, step->key, false)));
    if (document->claim)
        tell_key(document, key);
    if (document->on_path && step->kind == JSON_STEP_EACH_KEY) {
        keep_key(document, key, escaped);
    } else if (document->on_path && level->was_there) {
        scan->at = begin;
        return fail(document,
                TR("this key, which leads to the records, comes twice",
                        "レコードに至るこのキーが重複しています"));
    }
    level->was_there = level->was_there || document->on_path;
    document->state = JSON_DOCUMENT_COLON;
    return GO_ON;
}

static enum outcome read_colon(struct json_document *document, struct json_scan *scan)
{
    if (*scan->at != ':')
        return fail(document, TR("a colon is missing", "コロンがありません"));
    scan->at++;
    document->state = JSON_DOCUMENT_VALUE; /* on_path stays the key's */
    return GO_ON;
}

static enum outcome read_behind(struct json_document *document, struct json_scan *scan)
{
    struct json_document_level *level = innermost(document);

    if (*scan->at == (level->is_object ? '}' : ']'))
        return close_level(document, scan);
    if (*scan->at != ',')
        return fail(document,
                TR("a comma or a closing bracket is missing",
                        "コンマか閉じ括弧がありません"));
    scan->at++;
    level->index++;
    document->state = JSON_DOCUMENT_KEY;
    if (!level->is_object)
        enter_element(document);
    return GO_ON;
}

static enum outcome read_first(struct json_document *document, struct json_scan *scan)
{
    const struct json_document_level *level = innermost(document);

    if (*scan->at == (level->is_object ? '}' : ']'))
        return close_level(document, scan);
    document->state = JSON_DOCUMENT_KEY;
    if (!level->is_object)
        enter_element(document);
    return GO_ON;
}

static enum outcome step(struct json_document *document, struct json_scan *scan)
{
    json_scan_blanks(scan);
    if (scan->at == scan->end && document->state == JSON_DOCUMENT_TOP)
        return scan->whole ? END : MORE;
    if (scan->at == scan->end)
        return at_end(document, scan);
    switch (document->state) {
    case JSON_DOCUMENT_TOP:
        document->has_records = false;
        begin_value(document, document->path != NULL);
        return GO_ON;
    case JSON_DOCUMENT_VALUE:
        return read_value(document, scan);
    case JSON_DOCUMENT_FIRST:
        return read_first(document, scan);
    case JSON_DOCUMENT_KEY:
        return read_key(document, scan);
    case JSON_DOCUMENT_COLON:
        return read_colon(document, scan);
    case JSON_DOCUMENT_BEHIND:
        break;
    }
    return read_behind(document, scan);
}

enum json_document_event json_document_next(struct json_document *document,
        const char *text, size_t size, bool whole, size_t *ret_size)
{
    static const enum json_document_event events[] = {[RECORD] = JSON_DOCUMENT_RECORD,
            [MORE] = JSON_DOCUMENT_MORE,
            [END] = JSON_DOCUMENT_END,
            [INVALID] = JSON_DOCUMENT_INVALID};
    struct json_scan scan = {text, text + size, whole, NULL, false};
    enum outcome outcome;

    do
        outcome = step(document, &scan);
    while (outcome == GO_ON);
    *ret_size = (size_t)(scan.at - text);
    return events[outcome];
}

void json_document_record_done(struct json_document *document)
{
    /* a record found means the document has them: this cannot fail */
    (void)end_value(document);
}
