/* wording.h - phrases that state an opinion where only facts may stand
 *
 * The list is data: wording.xml, one pattern a phrase, by language. Patterns are written
 * against predicates
 * ("is effective", "適切に…されている"), not bare words, so that a control's subject may
 * be named. What stands in quotation marks (「」 『』 “” "") is quoted and not looked at.
 */
#ifndef CHOSHO_WORDING_H
#define CHOSHO_WORDING_H

#include "engine/base/complaint.h"
#include "engine/base/text.h"
#include "engine/base/vocabulary.h"

struct regex;

extern const struct vocabulary wording_vocabulary;

struct wording_phrase {
    enum text_language language;
    const char *instead; /* what to write instead; NULL */
    bool is_of_titles;   /* no opinion, but a title must name an act and not what comes of
                            it */
    struct regex *regex;
};

/* Zero it to begin. */
struct wording {
    struct wording_phrase *phrases;
    size_t count;
};

/* The caller ends it with wording_clear(). False after a complaint that is an error. */
WARN_UNUSED bool wording_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct wording *ret_wording,
        struct complaint_list *complaints);

void wording_clear(struct wording *wording);

/* The first phrase a text uses outside quotation marks, and which piece of the text it
 * is; NULL for none. The arena is for a copy of the text. */
const struct wording_phrase *wording_find(const struct wording *wording,
        enum text_language language, const char *text, struct arena *arena,
        struct slice *ret_piece);

/* The same of the phrases that only titles of procedures, tests and steps must not have:
 * they say what is so, instead of what is done. */
const struct wording_phrase *wording_find_in_title(const struct wording *wording,
        enum text_language language, const char *text, struct arena *arena,
        struct slice *ret_piece);

#endif
