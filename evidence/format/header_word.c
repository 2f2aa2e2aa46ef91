#include "evidence/format/header_word.h"

#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MAX 16u
#define TEXT_MAX ((size_t)120)

/* Sorted. */
static const char *const words[] = {"access", "account", "action", "addr", "address",
        "age", "agent", "amount", "app", "application", "approval", "approved",
        "approver", "arn", "asset", "assignee", "at", "author", "birth", "body",
        "browser", "bytes", "case", "category", "change", "city", "class", "client",
        "code", "column", "comment", "comments", "company", "content", "control", "count",
        "country", "created", "creator", "currency", "customer", "data", "date",
        "datetime", "day", "deleted", "department", "dept", "desc", "description", "dest",
        "destination", "detail", "details", "device", "directory", "division", "domain",
        "dst", "duration", "email", "employee", "end", "ended", "entity", "error",
        "event", "expires", "expiry", "fax", "file", "filename", "first", "flag",
        "folder", "format", "from", "gender", "gid", "group", "groups", "guid", "has",
        "hash", "hire", "hired", "host", "hostname", "id", "index", "ip", "is", "issue",
        "item", "job", "joined", "key", "kind", "label", "language", "last", "left",
        "level", "license", "line", "location", "log", "login", "mail", "manager",
        "member", "message", "method", "mfa", "model", "modified", "module", "month",
        "name", "no", "note", "notes", "num", "number", "office", "operation", "order",
        "org", "organization", "os", "outcome", "owner", "package", "password", "path",
        "performed", "permission", "permissions", "person", "phone", "pid", "policy",
        "port", "position", "price", "priority", "privilege", "procedure", "process",
        "product", "project", "protocol", "qty", "quantity", "rank", "reason", "record",
        "region", "remark", "remarks", "request", "requested", "requester", "resource",
        "response", "result", "reviewer", "role", "roles", "rule", "score", "section",
        "seq", "serial", "server", "service", "session", "severity", "site", "size",
        "source", "src", "stage", "start", "started", "state", "status", "step",
        "subject", "system", "tag", "tags", "target", "team", "tel", "text", "ticket",
        "time", "timestamp", "timezone", "title", "to", "total", "type", "uid", "unit",
        "updated", "uri", "url", "user", "userid", "username", "uuid", "val", "value",
        "vendor", "version", "year", "zip", "zone"};

/* Anywhere in a Japanese name ... */
static const char *const parts[] = {"番号", "コード", "区分", "種別", "種類", "状態",
        "状況", "理由", "備考", "内容", "件数", "金額", "部署", "部門", "所属", "役職",
        "役割", "権限", "グループ", "氏名", "住所", "電話", "メール", "アドレス",
        "ホスト", "サーバ", "システム", "場所", "期間", "期限", "開始", "終了", "結果",
        "対象", "操作", "項目", "分類", "カテゴリ", "フラグ", "有無", "可否", "要否",
        "担当", "ステータス", "タイトル", "件名", "説明", "コメント", "ファイル", "パス",
        "バージョン", "段階", "年月", "合計", "ユーザ", "アカウント", "ロール", "日時",
        "日付", "時刻", "種", "利用者", "社員", "識別子", "アクター", "アクション",
        "タイムスタンプ"};
/* ... or at its end. */
static const char *const endings[] = {"名", "日", "者", "先", "元", "数", "率", "額",
        "欄", "度", "順", "値", "年", "月"};

static int compare(const void *key, const void *word)
{
    return strcmp(key, *(const char *const *)word);
}

static bool is_word(const char *begin, size_t size)
{
    char word[WORD_MAX + 1];

    if (size == 0 || size > WORD_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        word[i] = (char)(begin[i] >= 'A' && begin[i] <= 'Z' ? begin[i] + 32 : begin[i]);
    word[size] = '\0';
    return bsearch(word, words, ARRAY_LENGTH(words), sizeof(*words), compare) != NULL;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_small(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool has_word(struct slice text)
{
    size_t begin = 0;

    for (size_t i = 0; i <= text.size; i++) {
        bool inside = i < text.size && is_letter(text.text[i]);

        if (inside && i > begin && is_small(text.text[i - 1]) &&
                !is_small(text.text[i])) {
            if (is_word(text.text + begin, i - begin)) /* createdAt */
                return true;
            begin = i;
        }
        if (inside)
            continue;
        if (is_word(text.text + begin, i - begin))
            return true;
        begin = i + 1;
    }
    return false;
}

static bool has_part(struct slice text)
{
    if (text_is_ascii(text.text, text.size))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        if (memmem(text.text, text.size, parts[i], strlen(parts[i])))
            return true;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        size_t size = strlen(endings[i]);

        if (text.size >= size &&
                memcmp(text.text + text.size - size, endings[i], size) == 0)
            return true;
    }
    return false;
}

bool header_word_is(struct slice text)
{
    return text.size > 0 && text.size <= TEXT_MAX && (has_word(text) || has_part(text));
}
