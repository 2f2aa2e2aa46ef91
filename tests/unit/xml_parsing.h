/* xml_parsing.h - one document parsed: its tree or its complaints, for the tests of xml.c
 * and xmlscan.c */
#ifndef CHOSHO_XML_PARSING_H
#define CHOSHO_XML_PARSING_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/xml.h"

static struct arena arena;
static struct complaint_list complaints;
static struct xml_node *root;
static struct buf out;

static inline void begin(void)
{
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    out = (struct buf)BUF_INIT((size_t)1 << 20);
    complaint_list_init(&complaints);
    root = NULL;
    text_set_language(TEXT_EN);
}

static inline void end(void)
{
    arena_clear(&arena);
    complaint_list_clear(&complaints);
    buf_clear(&out);
}

/* In a block of exactly its size, so that reading one byte too far is seen. */
static inline bool parse_bytes(const char *bytes, size_t size)
{
    char *copy = malloc(size ? size : 1);
    bool ok;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    begin();
    ok = xml_parse("f.xml", copy, size, &arena, &root, &complaints);
    free(copy);
    ck_assert(ok == (complaints.errors == 0));
    ck_assert(ok == (root != NULL));
    return ok;
}

static inline const char *written(void)
{
    struct error err = {0};

    complaint_list_sort(&complaints);
    ck_assert(complaint_list_write(&complaints, &out, &err));
    return buf_text(&out);
}

static inline void accept(const char *xml)
{
    ck_assert_msg(parse_bytes(xml, strlen(xml)), "%s", written());
}

/* The one complaint stands at line:column and says `part`. */
static inline void refuse(const char *xml, unsigned line, unsigned column,
        const char *part)
{
    ck_assert_msg(!parse_bytes(xml, strlen(xml)), "accepted: %s", xml);
    ck_assert_msg(complaints.count == 1 && complaints.items[0].line == line &&
                    complaints.items[0].column == column &&
                    strstr(complaints.items[0].message, part),
            "%u:%u %s expected of %s, got: %s", line, column, part, xml, written());
    end();
}

#endif
