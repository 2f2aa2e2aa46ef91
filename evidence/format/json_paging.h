/* json_paging.h - keys that stand round a list of records and are none of the data: those
 * of a page of an answer, and what a service says of its answer
 *
 * Compared without case and punctuation: nextToken, next_token and @odata.nextLink. */
#ifndef CHOSHO_JSON_PAGING_H
#define CHOSHO_JSON_PAGING_H

#include "engine/base/base.h"

#define JSON_PAGING_WORD_MAX 32u

/* The key between blanks, in small letters and digits alone. false: it is too long, or
 * has other characters than these and punctuation. */
bool json_paging_write_word(struct slice key, char word[JSON_PAGING_WORD_MAX]);

enum json_paging {
    JSON_PAGING_NONE,   /* it may be data */
    JSON_PAGING_ANSWER, /* of an answer: status, errors, requestId; a log's line may have
                           it, too */
    JSON_PAGING_PAGE    /* of a page: nextToken, totalCount, @odata.context */
};

/* The key's value, not as written; of one too long for any of these, and of one with
 * other characters, NONE. */
enum json_paging json_paging_judge(struct slice key);

#endif
