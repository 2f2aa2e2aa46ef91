#include "engine/run/problem.h"

#include "engine/base/base.h"
#include "engine/base/text.h"

#include <string.h>

/* To add one: here, where evidence/format/record.h or evidence/table/scan.h names a new
 * problem. */
static const struct {
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
        {"too-long", "is longer than a record may be",
                "レコードの長さが上限を超えています"},
        {"duplicate-key", "has the same key twice", "同じキーが二度あります"},
        {"cell-reference", "has a cell that says it stands elsewhere, or twice",
                "位置の誤ったセル、または重複したセルがあります"},
        {"cell-string", "has a cell whose text is not in the workbook",
                "文字列がブック内にないセルがあります"},
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
        {"limit", "could not be matched within the limits of patterns",
                "パターン照合の上限に達しました"},
};

const char *problem_text(const char *reason)
{
    for (size_t i = 0; i < ARRAY_LENGTH(problems); i++) {
        if (strcmp(problems[i].reason, reason) == 0)
            return TR(problems[i].en, problems[i].ja);
    }
    return reason;
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
            {"keys-do-not-meet",
                    "look at the binding's normalisation, or ask for the missing part",
                    "対応付けのキー正規化を確かめるか、不足する証拠を依頼してください"},
            {"limit", "--timeout allows more", "--timeout で許す時間を延ばせます"},
            {"value-stops-test",
                    "look for the value with chosho query; correct the delivery or its binding, or have the procedure convert it",
                    "chosho query でその値を確かめ、受領物か対応付けを直すか、手続で値を変換してください"},
            {"script-error", "chosho check on its file names the place",
                    "手続のファイルを chosho check で検査すると位置が分かります"},
            {"member-unreadable", "ask for the file again", "再提出を依頼してください"},
            {"evidence-unreadable", "ask for the file again", "再提出を依頼してください"},
    };

    for (size_t i = 0; reason_code && i < ARRAY_LENGTH(hints); i++) {
        if (strcmp(hints[i].code, reason_code) == 0)
            return TR(hints[i].en, hints[i].ja);
    }
    return NULL;
}
