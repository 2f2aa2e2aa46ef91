#include "evidence/format/json_paging.h"

#include <string.h>

/* To add a key: a word, in small letters and digits, between blanks. */
static const char pages[] =
        " next nexttoken nextpagetoken nextpage nextlink nextcursor nextmarker nexturl"
        " nextsynctoken nextdeltatoken marker istruncated truncated hasmore more"
        " hasnextpage haspreviouspage hasnext cursor endcursor startcursor pageinfo paging"
        " pagination page pages pagesize perpage pagenumber pagecount totalpages total"
        " totalcount totalresults totalitems totalrecords totalsize count size limit offset"
        " start startindex startat maxresults maxitems itemsperpage islast last first prev"
        " previous continuationtoken continuation continue scrollid responsemetadata kind"
        " etag apiversion schema schemas ";
static const char answers[] =
        " self links link meta metadata version v object status statuscode code ok success"
        " error errors message messages warning warnings requestid request extensions took"
        " timedout shards maxscore time timestamp date generated generatedat exportedat"
        " createdat url href type ";

static bool is_among(const char *words, const char *word)
{
    return strstr(words, word) != NULL;
}

bool json_paging_write_word(struct slice key, char word[JSON_PAGING_WORD_MAX])
{
    size_t size = 0;

    word[size++] = ' ';
    for (size_t i = 0; i < key.size; i++) {
        char byte = key.text[i];

        if (size == JSON_PAGING_WORD_MAX - 2)
            return false;
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            word[size++] = byte;
        else if (!byte || !strchr("_-.@$ ", byte))
            return false;
    }
    word[size++] = ' ';
    word[size] = '\0';
    return size > 2;
}

enum json_paging json_paging_judge(struct slice key)
{
    char word[JSON_PAGING_WORD_MAX];

    if (key.size > 7 && memcmp(key.text, "@odata.", 7) == 0)
        return JSON_PAGING_PAGE;
    if (!json_paging_write_word(key, word))
        return JSON_PAGING_NONE;
    if (is_among(pages, word))
        return JSON_PAGING_PAGE;
    return is_among(answers, word) ? JSON_PAGING_ANSWER : JSON_PAGING_NONE;
}
