/* json_claim.h - what JSON documents say of the list of records in them: that there is a
 * next page, and how many records there are
 *
 * Told the keys beside the way to the records, and one level inside such as are of a page
 * ("paging", "pageInfo", "_links"). Of several pages only what the last one says of a
 * next one counts. A number is believed where it can mean nothing but the records: it
 * stands beside their list, no other list does, and no page follows; a bare "total" only
 * among words of a page, or where it is right. */
#ifndef CHOSHO_JSON_CLAIM_H
#define CHOSHO_JSON_CLAIM_H

#include "engine/base/base.h"

#define JSON_CLAIM_KEY_MAX ((size_t)64)

enum json_claim_number {
    JSON_CLAIM_TOTAL, /* totalCount, @odata.count: of all pages */
    JSON_CLAIM_BARE,  /* total */
    JSON_CLAIM_COUNT, /* count: of all pages, or of each */
    JSON_CLAIM_NUMBERS
};

struct json_claim {
    char next[JSON_CLAIM_KEY_MAX]; /* the key that says so, as written; "": none */
    bool is_paged, has_other;      /* words of a page; another list */
    struct {
        uint64_t times, first, sum;
        bool differs;
    } numbers[JSON_CLAIM_NUMBERS];
    const char *place; /* of the last number, in the text being told; NULL: none in it */
    uint64_t line;     /* the teller's, of that place */

    char key[JSON_CLAIM_KEY_MAX]; /* whose value comes next; too long: "" */
    int word;                     /* of that key */
    bool is_data;                 /* ... which is none of a page or an answer */
    bool is_list_side;
    unsigned page_depth, next_depth; /* of an object open that is of a page; 0: none */
};

/* A document begins, or an element on the way that may be one page of several. */
void json_claim_begin_page(struct json_claim *claim);

/* A key of an object at that depth (from 1): on_way is whether the object is on the way
 * to the records, is_list_side whether their list is a value of it. Not the way's own
 * keys. */
void json_claim_key(struct json_claim *claim, struct slice key, unsigned depth,
        bool on_way, bool is_list_side);

/* Its value: a scalar as written, or an object or array that opens at that depth. */
void json_claim_scalar(struct json_claim *claim, struct slice text);
void json_claim_open(struct json_claim *claim, unsigned depth, bool is_object);
void json_claim_close(struct json_claim *claim, unsigned depth);

/* At the end, of `found` records: false where no number is believed. */
bool json_claim_total(const struct json_claim *claim, uint64_t found,
        uint64_t *ret_stated);

#endif
