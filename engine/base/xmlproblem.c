#include "engine/base/xmlproblem.h"

#include <libxml/xmlerror.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

struct sentence {
    int code;
    const char *en, *ja;
};

/* libxml2's codes that need nothing but words. To add one: a row; others get libxml2's
 * own words. */
static const struct sentence sentences[] = {
        {XML_ERR_NO_MEMORY, "no memory left", "メモリーが足りません"},
        {XML_ERR_DOCUMENT_EMPTY, "the root element is missing", "ルート要素がありません"},
        {XML_ERR_DOCUMENT_END, "something follows the end of the root element",
                "ルート要素の終わりより後に余分な内容があります"},
        {XML_ERR_INVALID_HEX_CHARREF,
                "this character reference is not complete (like &#x3042;)",
                "文字参照の書き方が正しくありません（例 &#x3042;）"},
        {XML_ERR_INVALID_DEC_CHARREF,
                "this character reference is not complete (like &#12354;)",
                "文字参照の書き方が正しくありません（例 &#12354;）"},
        {XML_ERR_INVALID_CHAR, "this character cannot stand here",
                "ここでは使えない文字です"},
        {XML_ERR_ENTITYREF_SEMICOL_MISSING,
                "'&' begins a reference without ';': write &amp; for the character",
                "「&」で始まる参照に「;」がありません。文字としての「&」は&amp;と書いてください"},
        {XML_ERR_LT_IN_ATTRIBUTE,
                "'<' stands in an attribute's value: write &lt;, or close the "
                "quotation mark",
                "属性値の中に「<」があります。&lt;と書くか、引用符を閉じてください"},
        {XML_ERR_ATTRIBUTE_NOT_STARTED, "an attribute's value has no quotation marks",
                "属性値が引用符で囲まれていません"},
        {XML_ERR_ATTRIBUTE_NOT_FINISHED, "an attribute's value is never closed",
                "属性値の引用符が閉じられていません"},
        {XML_ERR_COMMENT_NOT_FINISHED, "a comment is never closed with '-->'",
                "注釈が「-->」で閉じられていません"},
        {XML_ERR_HYPHEN_IN_COMMENT, "'--' cannot stand in a comment",
                "注釈の中に「--」は書けません"},
        {XML_ERR_PI_NOT_FINISHED, "a processing instruction is never closed with '?>'",
                "処理命令が「?>」で閉じられていません"},
        {XML_ERR_XMLDECL_NOT_FINISHED, "the XML declaration is not complete",
                "XML宣言が正しく終わっていません"},
        {XML_ERR_VERSION_MISSING, "the XML declaration lacks version=\"1.0\"",
                "XML宣言にversion=\"1.0\"がありません"},
        {XML_ERR_MISPLACED_CDATA_END, "']]>' stands in text: write ]]&gt;",
                "本文に「]]>」があります。]]&gt;と書いてください"},
        {XML_ERR_CDATA_NOT_FINISHED, "a CDATA section is never closed with ']]>'",
                "CDATAセクションが「]]>」で閉じられていません"},
        {XML_ERR_RESERVED_XML_NAME,
                "the XML declaration must be the very first of the file",
                "XML宣言はファイルの先頭に書いてください"},
        {XML_ERR_SPACE_REQUIRED, "a blank is missing between attributes",
                "属性と属性の間に空白がありません"},
        {XML_ERR_GT_REQUIRED, "a tag lacks its '>'", "タグに「>」がありません"},
        {XML_NS_ERR_ATTRIBUTE_REDEFINED,
                "an attribute stands twice in one tag, under two prefixes",
                "同じ属性が別の接頭辞で一つのタグに二度あります"},
        {XML_ERR_LTSLASH_REQUIRED, "an end tag is missing", "終了タグがありません"},
};

static const struct sentence *find_sentence(int code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++) {
        if (sentences[i].code == code)
            return &sentences[i];
    }
    return NULL;
}

/* Where the sentence goes. */
struct target {
    struct complaint_list *complaints;
    const char *file;
    struct xmlscan_place place;
};

#define COMPLAIN(target, ...)                                            \
    complaint_add((target)->complaints, COMPLAINT_ERROR, (target)->file, \
            (target)->place.line, (target)->place.column, __VA_ARGS__)

/* The name was missing behind a '&' or a '<' that was meant as a character. */
static void complain_of_name(const struct target *target, char before)
{
    if (before == '&')
        COMPLAIN(target,
                TR("'&' stands for itself: write &amp;", "「&」は&amp;と書いてください"));
    else
        COMPLAIN(target,
                TR("a name is missing; a '<' that begins no tag is written &lt;",
                        "名前がありません。タグでない「<」は&lt;と書いてください"));
}

static void complain_in_own_words(const struct target *target, const xmlError *error)
{
    const char *message = error->message ? error->message : "?";
    char words[400];

    snprintf(words, sizeof(words), "%.*s", (int)strcspn(message, "\n"), message);
    words[text_find_invalid(words, strlen(words))] = '\0';
    COMPLAIN(target, TR("not well-formed XML: %s", "XMLとして正しくありません: %s"),
            words);
}

/* Sentences that name something. */
static void complain(const struct target *target, const xmlError *error, char before)
{
    const struct complaint_quote one = complaint_quote(error->str1);
    const struct complaint_quote two = complaint_quote(error->str2);
    const char *first = one.text, *second = two.text;

    switch (error->code) {
    case XML_ERR_NAME_REQUIRED:
        complain_of_name(target, before);
        break;
    case XML_ERR_TAG_NAME_MISMATCH:
        COMPLAIN(target,
                TR("<%s> of line %d must be closed before </%s>",
                        "<%s>（%d行目）が閉じられないまま</%s>があります"),
                first, error->int1, second);
        break;
    case XML_ERR_TAG_NOT_FINISHED:
        COMPLAIN(target, TR("<%s> is never closed", "<%s>が閉じられていません"), first);
        break;
    case XML_ERR_ATTRIBUTE_REDEFINED:
        COMPLAIN(target,
                TR("attribute '%s' stands twice in one tag",
                        "属性「%s」が一つのタグに二度あります"),
                error->str2 ? second : first);
        break;
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
        COMPLAIN(target, TR("attribute '%s' has no value", "属性「%s」に値がありません"),
                first);
        break;
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
        COMPLAIN(target,
                TR("'&%s;' is not known: only &lt; &gt; &amp; &quot; &apos; and "
                   "numbers are",
                        "「&%s;」は使えません。使えるのは&lt; &gt; &amp; &quot; &apos;と文字番号だけです"),
                first);
        break;
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
        COMPLAIN(target,
                TR("prefix '%s' is not declared: add xmlns:%s=\"…\" or drop the prefix",
                        "接頭辞「%s」が宣言されていません。xmlns:%s=\"…\"を加えるか接頭辞を外してください"),
                first, first);
        break;
    default:
        complain_in_own_words(target, error);
    }
}

void xmlproblem_add(struct complaint_list *complaints, const char *file,
        struct xmlscan_place place, const struct _xmlError *error, char before)
{
    const struct sentence *sentence = find_sentence(error->code);
    const struct target target = {complaints, file, place};

    if (sentence)
        COMPLAIN(&target, "%s", TR(sentence->en, sentence->ja));
    else
        complain(&target, error, before);
}
