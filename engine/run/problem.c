#include "engine/run/problem.h"

#include "engine/base/base.h"
#include "engine/base/text.h"

#include "evidence/limits.h"

#include <string.h>

/* The words below say them. */
_Static_assert(LIMIT_LINE == 64 << 10 && LIMIT_CSV_RECORD == 1 << 20 &&
                LIMIT_JSON_RECORD == 16 << 20 && LIMIT_XML_RECORD == 16 << 20 &&
                LIMIT_SHEET_ROW == 16 << 20 && LIMIT_JSON_DEPTH == 128,
        "a limit has another value in its words");

/* To add one: here, where evidence/format/record.h or evidence/table/scan.h names a new
 * problem. */
static const struct problem {
    const char *reason, *en, *ja;
} problems[] = {
        {"ragged", "has more or fewer fields than the header",
                "項目数がヘッダと異なります"},
        {"bad-quote", "has a quote that does not close, or text behind one that does",
                "引用符が閉じていないか、閉じ引用符の後に文字があります"},
        {"invalid-json", "is not valid JSON", "JSONとして正しくありません"},
        {"no-match", "does not match the layout's pattern, or has no key",
                "レイアウトのパターンに合わないか、キーがありません"},
        {"no-fields", "stands before any #Fields line", "#Fields 行より前にあります"},
        {"duplicate-key", "has the same key twice", "同じキーが二度あります"},
        {"cell-reference", "has a cell that says it stands elsewhere, or twice",
                "位置の誤ったセル、または重複したセルがあります"},
        {"cell-string", "has a cell whose text is not in the workbook",
                "文字列がブック内にないセルがあります"},
        {"cell-value", "has a cell with two values, or of a type that there is none of",
                "値が2つあるセル、または未知の型のセルがあります"},
        {"not-computed",
                "has a formula without a stored value; have the workbook saved again by Excel",
                "計算結果の保存されていない数式があります。Excelで保存し直したものを依頼してください"},
        {"no-object", "is no object, as the others are",
                "ほかのレコードと違い、オブジェクトではありません"},
        {"no-list", "has something else where a list of records should be",
                "子レコードの一覧があるべき場所に別の値があります"},
        {"nul", "contains a NUL character", "NUL文字を含んでいます"},
        {"undecodable", "has bytes that its encoding does not have",
                "文字コードとして読めないバイトを含んでいます"},
};

/* Limits of this program that a record goes beyond, and no fault of it; the words tell
 * the limit's value. */
static const struct problem limits[] = {
        {"line-too-long", "is longer than a line may be, 64 KiB",
                "行の長さが上限の64 KiBを超えています"},
        {"record-too-long", "is longer than a record of this kind may be, 1 MiB",
                "レコードの長さが上限の1 MiBを超えています"},
        {"too-long", "is longer than a record of this kind may be, 16 MiB",
                "レコードの長さが上限の16 MiBを超えています"},
        {"cell-too-long", "has a cell longer than the limit, 32,767 characters",
                "上限の32,767文字を超えるセルがあります"},
        {"nested-too-deep", "is nested deeper than the limit, 128 levels",
                "入れ子が上限の128段を超えています"},
        {"too-many-keys", "has more keys than the limit, 524,288",
                "キーの数が上限の524,288個を超えています"},
        {"too-many-pairs", "has more keys or pieces of text than the limit, 1,024",
                "キーまたは文の数が上限の1,024個を超えています"},
        {"values-too-long",
                "has wanted values of more text than the limit, twice what is read at once",
                "取り出す値の合計が、一度に読む量の2倍という上限を超えています"},
        {"pattern-limit",
                "could not be matched by the pattern within the limit, 100,000 attempts",
                "パターンとの照合が上限の100,000回を超えました"},
        {"pattern-limit-then",
                "could not be matched by the pattern within the limit, 300 attempts (1,000 lines before it took more than 100,000)",
                "パターンとの照合が上限の300回を超えました（これより前の1,000行が100,000回を超えたため）"},
};

static const struct problem *find(const struct problem *list, size_t count,
        const char *reason)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].reason, reason) == 0)
            return &list[i];
    }
    return NULL;
}

const char *problem_text(const char *reason)
{
    const struct problem *found = find(problems, ARRAY_LENGTH(problems), reason);

    if (!found)
        found = find(limits, ARRAY_LENGTH(limits), reason);
    return found ? TR(found->en, found->ja) : reason;
}

bool problem_is_limit(const char *reason)
{
    return find(limits, ARRAY_LENGTH(limits), reason) != NULL;
}

const char *problem_hint(const char *reason_code)
{
    static const struct {
        const char *code, *en, *ja;
    } hints[] = {
            {"binding-missing",
                    "`chosho bind --propose` drafts one where something received fits; otherwise ask for it",
                    "受領したものに合うファイルがあれば `chosho bind --propose` で案を作れます。なければ提出を依頼してください"},
            {"too-few-records", "ask for what is missing", "不足分を依頼してください"},
            {"population-empty",
                    "ask for what is missing, correct the binding, or show with evidence that nothing occurred",
                    "不足分を依頼するか、対応付けを直すか、発生がなかったことを証拠で示してください"},
            {"provenance-missing",
                    "chosho bind says where to write it; ask the client what is not known",
                    "書く場所は chosho bind で分かります。分からないことは被監査会社に確かめてください"},
            {"keys-do-not-meet",
                    "look at the binding's normalisation, or ask for the missing part",
                    "対応付けのキー正規化を確かめるか、不足する証拠を依頼してください"},
            {"limit", "--timeout allows more", "--timeout で許す時間を延ばせます"},
            {"value-stops-test",
                    "look for the value with chosho query; correct the delivery or its binding, or have the procedure convert it",
                    "chosho query でその値を確かめ、受領物か対応付けを直すか、手続で値を変換してください"},
            {"script-error", "chosho check on its file names the place",
                    "手続のファイルを chosho check で検査すると位置が分かります"},
            {"member-limit",
                    "ask for it in smaller parts or records, or bind another file",
                    "小さく分けたファイルまたはレコードでの再提出を依頼するか、別のファイルを対応付けてください"},
            {"member-unreadable", "ask for the file again", "再提出を依頼してください"},
            {"evidence-unreadable", "ask for the file again", "再提出を依頼してください"},
    };

    for (size_t i = 0; reason_code && i < ARRAY_LENGTH(hints); i++) {
        if (strcmp(hints[i].code, reason_code) == 0)
            return TR(hints[i].en, hints[i].ja);
    }
    return NULL;
}
