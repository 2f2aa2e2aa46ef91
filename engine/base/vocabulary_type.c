#include "engine/base/vocabulary_type.h"

#include <string.h>

#include "engine/base/date.h"

#define BLANKS " \t\r\n"
#define DIGITS "0123456789"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define LETTERS SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"

/* The same in XSD's patterns; \s is BLANKS, \S anything else. */
#define NAME_PATTERN "[A-Za-z_][A-Za-z0-9_]*"
#define VISIBLE_PATTERN "[\\s\\S]*[^\\s\xC2\xA0\xE3\x80\x80][\\s\\S]*"
#define TIME_PATTERN "T([0-9]+H([0-9]+M)?([0-9]+S)?|[0-9]+M([0-9]+S)?|[0-9]+S)"
#define DURATION_PATTERN "P([0-9]+W|[0-9]+D(" TIME_PATTERN ")?|" TIME_PATTERN ")"

static size_t blank_length(const char *text)
{
    if (*text && strchr(BLANKS, *text))
        return 1;
    if (strncmp(text, "\xC2\xA0", 2) == 0)
        return 2;
    return strncmp(text, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

bool vocabulary_type_is_blank(const char *text)
{
    size_t length;

    while ((length = blank_length(text)) > 0)
        text += length;
    return *text == '\0';
}

static bool is_visible(const char *value)
{
    return !vocabulary_type_is_blank(value);
}

static bool is_anything(const char *value)
{
    return value != NULL;
}

static bool is_filled(const char *value)
{
    return *value != '\0';
}

/* One character or more of first, then any number of rest; returns how many. */
static size_t span(const char *value, const char *first, const char *rest)
{
    if (!*value || !strchr(first, *value))
        return 0;
    return 1 + strspn(value + 1, rest);
}

static bool is_id(const char *value)
{
    size_t length = span(value, SMALL, SMALL DIGITS "-");

    return length > 0 && length <= 64 && value[length] == '\0';
}

static bool is_name(const char *value)
{
    size_t length = span(value, LETTERS, LETTERS DIGITS);

    return length > 0 && value[length] == '\0';
}

static bool are_names(const char *value)
{
    size_t count = 0, length;

    for (value += strspn(value, BLANKS); *value; value += strspn(value, BLANKS)) {
        length = span(value, LETTERS, LETTERS DIGITS);
        value += length;
        if (length == 0 || (*value && !strchr(BLANKS, *value)))
            return false;
        count++;
    }
    return count > 0;
}

/* 18 digits always fit an int64_t. */
static bool is_count(const char *value)
{
    size_t length = strspn(value, DIGITS);

    return length > 0 && length <= 18 && value[length] == '\0';
}

/* Digits, then perhaps a point and digits; returns their length, 0 for none. */
static size_t decimal_length(const char *value)
{
    size_t whole = strspn(value, DIGITS), fraction;

    if (whole == 0 || value[whole] != '.')
        return whole;
    fraction = strspn(value + whole + 1, DIGITS);
    return fraction ? whole + 1 + fraction : 0;
}

static bool is_number(const char *value)
{
    size_t length;

    if (*value == ':')
        return is_name(value + 1);
    value += *value == '-';
    length = decimal_length(value);
    return length > 0 && value[length] == '\0';
}

/* A number, or one that a column of the record chooses: ":limit_days[severity]". */
static bool is_limit(const char *value)
{
    size_t length = *value == ':' ? span(value + 1, LETTERS, LETTERS DIGITS) : 0;
    const char *open = value + 1 + length;

    if (length == 0 || *open != '[')
        return is_number(value);
    length = span(open + 1, LETTERS, LETTERS DIGITS);
    return length > 0 && strcmp(open + 1 + length, "]") == 0;
}

static bool is_percent(const char *value)
{
    size_t whole = strspn(value, DIGITS), length = decimal_length(value);

    if (length == 0 || strcmp(value + length, "%") != 0)
        return false;
    if (whole <= 2)
        return true;
    return whole == 3 && strncmp(value, "100", 3) == 0 &&
            3 + strspn(value + 3, ".0") == length;
}

static bool is_date(const char *value)
{
    int64_t day;

    return date_parse(value, strlen(value), &day);
}

static bool is_duration(const char *value)
{
    int64_t ms;

    if (*value == ':')
        return is_name(value + 1);
    return date_parse_duration(value, &ms);
}

static bool is_version(const char *value)
{
    size_t length = strspn(value, DIGITS);

    while (length > 0 && value[length] == '.') {
        value += length + 1;
        length = strspn(value, DIGITS);
    }
    return length > 0 && value[length] == '\0';
}

static const struct vocabulary_type_rule rules[] = {
        {VOCABULARY_TEXT, is_visible, NULL, "_text", "xs:string", VISIBLE_PATTERN,
                "some text, not only blanks", "空白だけでない文字列"},
        {VOCABULARY_ANY, is_anything, NULL, "_any", "xs:string", NULL, "any text",
                "任意の文字列"},
        {VOCABULARY_ID, is_id, NULL, "_id", "xs:string", "[a-z][a-z0-9\\-]{0,63}",
                "a small letter, then small letters, digits and '-', at most 64",
                "英小文字で始まり、英小文字・数字・「-」からなる64字以内の文字列"},
        {VOCABULARY_NAME, is_name, NULL, "_name", "xs:string", NAME_PATTERN,
                "a column's name: a letter or '_', then letters, digits and '_'",
                "列名（英字か「_」で始まり、英字・数字・「_」からなる）"},
        {VOCABULARY_NAMES, are_names, NULL, "_names", "xs:token",
                NAME_PATTERN "( " NAME_PATTERN ")*",
                "names of columns, divided by blanks", "空白で区切った列名"},
        {VOCABULARY_WORDS, is_visible, NULL, "_words", "xs:string", VISIBLE_PATTERN,
                "words divided by blanks", "空白で区切った語"},
        {VOCABULARY_YES, NULL, "yes no", "_yes", "xs:string", NULL, "yes or no",
                "yesかno"},
        {VOCABULARY_COUNT, is_count, NULL, "_count", "xs:string", "[0-9]{1,18}",
                "a whole number, 0 or more", "0以上の整数"},
        {VOCABULARY_NUMBER, is_number, NULL, "_number", "xs:string",
                "-?[0-9]+(\\.[0-9]+)?|:" NAME_PATTERN,
                "a decimal number, or ':' and a parameter's name",
                "十進数か、「:」を付けたパラメーター名"},
        {VOCABULARY_LIMIT, is_limit, NULL, "_limit", "xs:string",
                "-?[0-9]+(\\.[0-9]+)?|:" NAME_PATTERN "(\\[" NAME_PATTERN "\\])?",
                "a decimal number, ':' and a parameter's name, or ':parameter[column]'",
                "十進数か、「:」を付けたパラメーター名か、「:パラメーター[列]」"},
        {VOCABULARY_PERCENT, is_percent, NULL, "_percent", "xs:string",
                "([0-9]{1,2}(\\.[0-9]+)?|100(\\.0+)?)%", "a share of 0% to 100%",
                "0%から100%までの割合"},
        {VOCABULARY_DATE, is_date, NULL, "_date", "xs:date", "[0-9]{4}-[0-9]{2}-[0-9]{2}",
                "a day that exists, as YYYY-MM-DD", "YYYY-MM-DD形式の実在する日"},
        {VOCABULARY_DURATION, is_duration, NULL, "_duration", "xs:string",
                DURATION_PATTERN "|:" NAME_PATTERN,
                "a duration such as P30D, P2W or PT12H, or ':' and a parameter's name",
                "P30D、P2W、PT12Hのような期間か、「:」を付けたパラメーター名"},
        {VOCABULARY_VERSION, is_version, NULL, "_version", "xs:string",
                "[0-9]+(\\.[0-9]+)*", "a version such as 1.0: digits divided by dots",
                "1.0のような版（数字を「.」で区切る）"},
        {VOCABULARY_LANGUAGE, NULL, "ja en", "_language", "xs:string", NULL, "ja or en",
                "jaかen"},
        {VOCABULARY_REGEX, is_filled, NULL, "_regex", "xs:string", "[\\s\\S]+",
                "a pattern, not empty", "空でない正規表現"},
};

const struct vocabulary_type_rule *vocabulary_type_at(size_t index)
{
    return index < ARRAY_LENGTH(rules) ? &rules[index] : NULL;
}

const struct vocabulary_type_rule *vocabulary_type_find(enum vocabulary_type type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(rules); i++) {
        if (rules[i].type == type)
            return &rules[i];
    }
    return NULL;
}

bool vocabulary_type_is_choice(const char *choices, const char *value)
{
    size_t size = strlen(value);

    for (choices += strspn(choices, BLANKS); *choices;
            choices += strspn(choices, BLANKS)) {
        size_t length = strcspn(choices, BLANKS);

        if (length == size && memcmp(choices, value, size) == 0)
            return true;
        choices += length;
    }
    return false;
}
