#include "engine/base/xmltoken.h"

#include <string.h>

#include "engine/base/text.h"
#include "engine/base/xmlscan.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool begins(const char *bytes, size_t size, const char *mark)
{
    return size >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

/* Whether more bytes could still make it begin with the mark. */
static bool may_begin(const char *bytes, size_t size, const char *mark)
{
    return size < strlen(mark) && memcmp(bytes, mark, size) == 0;
}

/* Up to and with `end`, looked for behind the first `from` bytes. */
static struct xmltoken find_end(enum xmltoken_kind kind, const char *bytes, size_t size,
        size_t from, const char *end)
{
    const char *found = from < size ? memmem(bytes + from, size - from, end, strlen(end))
                                    : NULL;

    if (!found)
        return (struct xmltoken){.kind = XMLTOKEN_CUT, .size = size};
    return (struct xmltoken){.kind = kind, .size = (size_t)(found - bytes) + strlen(end)};
}

static struct xmltoken find_text(const char *bytes, size_t size, bool last)
{
    const char *end = memchr(bytes, '<', size);

    if (!end && !last)
        return (struct xmltoken){.kind = XMLTOKEN_CUT, .size = size};
    return (struct xmltoken){.kind = XMLTOKEN_TEXT,
            .size = end ? (size_t)(end - bytes) : size};
}

/* Behind the value that begins with the quote at `at`; size where it is not closed, the
 * place of a '<' in it, which no value may have, where that comes first. */
static size_t pass_value(const char *bytes, size_t size, size_t at)
{
    char quote = bytes[at++];

    while (at < size && bytes[at] != quote && bytes[at] != '<')
        at++;
    return at < size && bytes[at] == quote ? at + 1 : at;
}

static struct xmltoken find_start(const char *bytes, size_t size)
{
    struct xmltoken token = {.kind = XMLTOKEN_CUT, .size = size};
    size_t at = 1;

    while (at < size && bytes[at] != '>' && bytes[at] != '<') {
        token.attributes += bytes[at] == '=';
        if (bytes[at] == '"' || bytes[at] == '\'')
            at = pass_value(bytes, size, at);
        else
            at++;
    }
    if (at == size)
        return token;
    token.kind = bytes[at] == '>' ? XMLTOKEN_START : XMLTOKEN_BROKEN;
    token.empty = bytes[at - 1] == '/';
    token.size = at + 1;
    return token;
}

static struct xmltoken find_instruction(const char *bytes, size_t size)
{
    bool is_declaration = begins(bytes, size, "<?xml") && size > 5 && is_blank(bytes[5]);

    return find_end(is_declaration ? XMLTOKEN_DECLARATION : XMLTOKEN_INSTRUCTION, bytes,
            size, 2, "?>");
}

/* What begins with "<!". */
static struct xmltoken find_special(const char *bytes, size_t size)
{
    if (begins(bytes, size, "<!--"))
        return find_end(XMLTOKEN_COMMENT, bytes, size, 4, "-->");
    if (begins(bytes, size, "<![CDATA["))
        return find_end(XMLTOKEN_CDATA, bytes, size, 9, "]]>");
    if (begins(bytes, size, "<!DOCTYPE"))
        return (struct xmltoken){.kind = XMLTOKEN_DOCTYPE, .size = 9};
    if (may_begin(bytes, size, "<!--") || may_begin(bytes, size, "<![CDATA[") ||
            may_begin(bytes, size, "<!DOCTYPE"))
        return (struct xmltoken){.kind = XMLTOKEN_CUT, .size = size};
    return (struct xmltoken){.kind = XMLTOKEN_BROKEN, .size = size < 9 ? size : 9};
}

struct xmltoken xmltoken_find(const char *bytes, size_t size, bool last)
{
    if (bytes[0] != '<')
        return find_text(bytes, size, last);
    if (size == 1)
        return (struct xmltoken){.kind = XMLTOKEN_CUT, .size = size};
    switch (bytes[1]) {
    case '!':
        return find_special(bytes, size);
    case '?':
        return find_instruction(bytes, size);
    case '/':
        return find_end(XMLTOKEN_END, bytes, size, 2, ">");
    default:
        return find_start(bytes, size);
    }
}

static const char *find_exceeded(const struct xmltoken *token, bool is_tag, size_t depth,
        size_t between)
{
    if (is_tag && token->size > XMLSCAN_TAG_MAX)
        return TR("this tag is longer than 64 KiB: a quotation mark or '>' may be "
                  "missing",
                "このタグは64 KiBを超えています。引用符か「>」が抜けている可能性があります");
    if (is_tag && token->attributes > XMLSCAN_ATTRIBUTES_MAX)
        return TR("this start tag has more than 256 attributes",
                "この開始タグの属性は256個を超えています");
    if (token->kind == XMLTOKEN_START && depth >= XMLSCAN_DEPTH_MAX)
        return TR("elements stand inside each other more than 128 deep",
                "要素の入れ子が128段を超えています");
    if (!is_tag && between + token->size > XMLTOKEN_BETWEEN_MAX)
        return TR("there is more than 1 MiB between two tags",
                "タグとタグの間が1 MiBを超えています");
    return NULL;
}

/* Bytes that an encoding does not have are carried on (text.h). */
static size_t find_invalid(const char *bytes, size_t size)
{
    size_t at = text_find_invalid(bytes, size);
    uint8_t byte;

    while (at < size && text_is_undecodable(bytes + at, size - at, &byte)) {
        at += TEXT_UNDECODABLE_SIZE;
        at += text_find_invalid(bytes + at, size - at);
    }
    return at;
}

static bool fail_nul(struct error *err)
{
    return error_set(err, ERROR_UNREADABLE, "%s",
            TR("a NUL byte stands here", "NULバイトがあります"));
}

bool xmltoken_is_safe(const char *bytes, const struct xmltoken *token, size_t depth,
        size_t between, size_t *ret_at, struct error *err)
{
    bool is_tag = token->size > 1 && bytes[0] == '<' && bytes[1] != '!' &&
            bytes[1] != '?';
    const char *exceeded = find_exceeded(token, is_tag, depth, between);

    *ret_at = 0;
    if (token->kind == XMLTOKEN_DOCTYPE)
        return error_set(err, ERROR_UNREADABLE, "%s",
                TR("a DOCTYPE stands here: documents that declare types or entities of "
                   "their own are not read",
                        "DOCTYPE（文書型宣言・実体宣言）があります。このような文書は読み取りません"));
    if (exceeded)
        return error_set(err, ERROR_LIMIT, "%s", exceeded);
    if (memchr(bytes, '\0', token->size)) {
        *ret_at = strnlen(bytes, token->size);
        return fail_nul(err);
    }
    if (token->kind == XMLTOKEN_CUT)
        return true; /* its last character may be cut, too */
    *ret_at = find_invalid(bytes, token->size);
    if (*ret_at == token->size)
        return true;
    return error_set(err, ERROR_UNREADABLE,
            TR("byte 0x%02X is not UTF-8", "バイト0x%02XはUTF-8として正しくありません"),
            (unsigned char)bytes[*ret_at]);
}

void xmltoken_replace_undecodable(char *bytes, size_t size)
{
    char *at = bytes, *end = bytes + size;
    uint8_t byte;

    while ((at = memchr(at, TEXT_UNDECODABLE, (size_t)(end - at))) &&
            text_is_undecodable(at, (size_t)(end - at), &byte)) {
        memcpy(at, "\xEF\xBF\xBD", TEXT_UNDECODABLE_SIZE);
        at += TEXT_UNDECODABLE_SIZE;
    }
}

uint64_t xmltoken_count_lines(const char *bytes, size_t size)
{
    const char *at = bytes, *stop = bytes + size;
    uint64_t lines = 0;

    while (at < stop && (at = memchr(at, '\n', (size_t)(stop - at)))) {
        lines++;
        at++;
    }
    return lines;
}
