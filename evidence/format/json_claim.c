#include "evidence/format/json_claim.h"

#include <string.h>

#include "evidence/format/json_paging.h"

#define DIGITS_MAX 15u

/* To add a key: a word, in small letters and digits, between blanks. */
enum word {
    NO_WORD,
    NUMBER_TOTAL,
    NUMBER_BARE,
    NUMBER_COUNT,
    NEXT,        /* something that is not empty: a token, a link, a page's number */
    NEXT_LINK,   /* a link, or an object with one: by itself it may be data */
    NEXT_INSIDE, /* what such an object has */
    MORE,        /* true */
    LAST,        /* false */
    PAGED,       /* says nothing, but that this is a page */
    CONTAINER,   /* an object that may have these */
    WORDS
};

static const char *const words[WORDS] = {
        [NUMBER_TOTAL] = " totalcount odatacount totalresults totalitems totalrecords"
                         " totalsize totalelements recordcount itemcount ",
        [NUMBER_BARE] = " total ",
        [NUMBER_COUNT] = " count ",
        [NEXT] = " nexttoken nextpagetoken nextlink odatanextlink nextcursor nextmarker"
                 " nexturl nextpage nextpageurl nextcontinuationtoken nextrecordsurl ",
        [NEXT_LINK] = " next ",
        [NEXT_INSIDE] = " after href url cursor ",
        [MORE] = " istruncated truncated hasmore hasnextpage hasnext more moreresults"
                 " incompleteresults ",
        [LAST] = " islast islastpage last ",
        [PAGED] =
                " limit offset page pagesize perpage pagenumber pagecount totalpages"
                " startat startindex maxresults itemsperpage skip took maxscore scrollid ",
        [CONTAINER] = " paging pageinfo pagination links meta metadata responsemetadata ",
};

void json_claim_begin_page(struct json_claim *claim)
{
    claim->next[0] = '\0';
    claim->word = NO_WORD;
    claim->page_depth = claim->next_depth = 0;
}

static enum word find_word(struct slice key)
{
    char word[JSON_PAGING_WORD_MAX];

    if (!json_paging_write_word(key, word))
        return NO_WORD;
    for (enum word i = NO_WORD + 1; i < WORDS; i++) {
        if (strstr(words[i], word))
            return i;
    }
    return NO_WORD;
}

/* The text it is in may be gone when its value comes. */
static void keep_key(struct json_claim *claim, struct slice key)
{
    size_t size = key.size < sizeof(claim->key) ? key.size : 0;

    memcpy(claim->key, key.text, size);
    claim->key[size] = '\0';
}

void json_claim_key(struct json_claim *claim, struct slice key, unsigned depth,
        bool on_way, bool is_list_side)
{
    bool is_page = claim->page_depth && depth == claim->page_depth;
    bool is_next = claim->next_depth && depth == claim->next_depth;
    enum word word;

    claim->word = NO_WORD;
    claim->is_data = json_paging_judge(key) == JSON_PAGING_NONE;
    keep_key(claim, key);
    claim->is_list_side = on_way && is_list_side;
    if (!on_way && !is_page && !is_next)
        return;
    word = find_word(key);
    if ((word == NEXT_INSIDE) != is_next || (word == CONTAINER && !on_way))
        return;
    claim->word = (int)word;
    claim->is_paged |= word >= NEXT && word <= PAGED;
}

static bool is_text(struct slice text, const char *is)
{
    return text.size == strlen(is) && memcmp(text.text, is, text.size) == 0;
}

static bool is_link(struct slice text)
{
    return text.size > 2 && *text.text == '"' &&
            (text.text[1] == '/' || text.text[1] == '?' ||
                    memmem(text.text, text.size, "://", 3));
}

static bool is_number(struct slice text, uint64_t *ret_number)
{
    uint64_t number = 0;

    for (size_t i = 0; i < text.size; i++) {
        if (text.text[i] < '0' || text.text[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text.text[i] - '0');
    }
    *ret_number = number;
    return true;
}

/* A token or a page's number; false, null, "" and 0 are what a last page has. */
static bool is_something(struct slice text)
{
    uint64_t number;

    if (*text.text == '"')
        return text.size > 2;
    return text.size <= DIGITS_MAX && is_number(text, &number) && number > 0;
}

static void note_number(struct json_claim *claim, enum json_claim_number kind,
        struct slice text)
{
    uint64_t number;

    if (!claim->is_list_side || text.size > DIGITS_MAX || !is_number(text, &number))
        return;
    if (!claim->numbers[kind].times++)
        claim->numbers[kind].first = number;
    claim->numbers[kind].differs |= number != claim->numbers[kind].first;
    claim->numbers[kind].sum += number;
    claim->place = text.text;
}

static void note_next(struct json_claim *claim)
{
    if (!claim->next[0])
        memcpy(claim->next, claim->key, sizeof(claim->next));
}

void json_claim_scalar(struct json_claim *claim, struct slice text)
{
    enum word word = (enum word)claim->word;

    claim->word = NO_WORD;
    if (word >= NUMBER_TOTAL && word <= NUMBER_COUNT)
        note_number(claim, (enum json_claim_number)(word - NUMBER_TOTAL), text);
    else if ((word == NEXT && is_something(text)) ||
            (word == NEXT_LINK && is_link(text)) ||
            (word == NEXT_INSIDE && is_something(text)) ||
            (word == MORE && is_text(text, "true")) ||
            (word == LAST && is_text(text, "false")))
        note_next(claim);
}

void json_claim_open(struct json_claim *claim, unsigned depth, bool is_object)
{
    enum word word = (enum word)claim->word;

    if (is_object && word == CONTAINER)
        claim->page_depth = depth;
    else if (is_object && word == NEXT_LINK)
        claim->next_depth = depth;
    else if (claim->is_list_side && claim->is_data)
        claim->has_other = true;
    claim->word = NO_WORD;
    claim->is_list_side = false;
}

void json_claim_close(struct json_claim *claim, unsigned depth)
{
    if (claim->page_depth == depth)
        claim->page_depth = 0;
    if (claim->next_depth == depth)
        claim->next_depth = 0;
}

/* What a number said once, or by several pages, amounts to: each may tell its own, or all
 * of them that of the whole. */
static bool sum_up(const struct json_claim *claim, enum json_claim_number kind,
        uint64_t found, uint64_t *ret_stated)
{
    uint64_t times = claim->numbers[kind].times, sum = claim->numbers[kind].sum;
    bool is_one = times == 1 ||
            (times > 1 && !claim->numbers[kind].differs &&
                    (kind != JSON_CLAIM_COUNT || claim->numbers[kind].first == found));

    *ret_stated = is_one && sum != found ? claim->numbers[kind].first : sum;
    return is_one || (times && sum == found);
}

bool json_claim_total(const struct json_claim *claim, uint64_t found,
        uint64_t *ret_stated)
{
    uint64_t stated;
    bool is_bare;

    if (claim->next[0] || claim->has_other)
        return false;
    if (sum_up(claim, JSON_CLAIM_TOTAL, found, ret_stated))
        return true;
    is_bare = sum_up(claim, JSON_CLAIM_BARE, found, &stated);
    if (is_bare && claim->is_paged) {
        *ret_stated = stated;
        return true;
    }
    if (sum_up(claim, JSON_CLAIM_COUNT, found, ret_stated))
        return true;
    *ret_stated = stated;
    return is_bare && stated == found;
}
