#include "engine/run/fixture.h"

static const struct vocabulary_attribute fixture_attributes[] = {
        {"period", VOCABULARY_TEXT, true, NULL,
                "監査対象期間。例: 2025-04-01..2026-03-31",
                "The period: 2025-04-01..2026-03-31."},
        {"as-of", VOCABULARY_DATE, false, NULL, "基準日。既定は期間の末日。",
                "The day states are judged at; the period's last by default."},
        {"zone", VOCABULARY_TEXT, false, NULL, "事業者の時間帯。既定は Asia/Tokyo。",
                "The client's time zone; Asia/Tokyo by default."},
        {"provenance", VOCABULARY_CHOICE, false, "exempt required",
                "入手経路（IPE）を対応付けに求めるか。既定は求めない（exempt）。",
                "Whether the bindings must have provenance; exempt by default."},
        {NULL, VOCABULARY_TEXT, false, NULL, NULL, NULL},
};
static const struct vocabulary_attribute parameter_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "手続のパラメーターの名前。",
                "The procedure's parameter."},
        {"value", VOCABULARY_TEXT, true, NULL, "この試験での値。",
                "Its value in this fixture."},
        {NULL, VOCABULARY_TEXT, false, NULL, NULL, NULL},
};
static const struct vocabulary_attribute member_attributes[] = {
        {"path", VOCABULARY_TEXT, true, NULL, "フォルダ内のファイル。",
                "The file in the folder."},
        {"encoding", VOCABULARY_CHOICE, false, "utf-8 cp932",
                "zipにするときの内容の文字コード。",
                "How its text is encoded when it is zipped."},
        {"name-encoding", VOCABULARY_CHOICE, false, "utf-8 cp932",
                "zipにするときの名前の文字コード。", "How its name is."},
        {"truncate", VOCABULARY_COUNT, false, NULL, "先頭からこのバイト数だけを残す。",
                "Only this many of its bytes are kept."},
        {NULL, VOCABULARY_TEXT, false, NULL, NULL, NULL},
};
static const struct vocabulary_attribute calendar_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "手続が用いるカレンダーの識別子。例: client",
                "The calendar's id as the procedure names it, such as client."},
        {"file", VOCABULARY_TEXT, true, NULL,
                "フォルダ内のファイル。証拠には数えず、業務フォルダのcalendarsに置く。",
                "The file in the folder; no evidence, but a calendar of the engagement."},
        {NULL, VOCABULARY_TEXT, false, NULL, NULL, NULL},
};
static const struct vocabulary_child fixture_children[] = {{"parameter", 0, 0},
        {"member", 0, 0}, {"calendar", 0, 0}, {NULL, 0, 0}};
static const struct vocabulary_element elements[] = {
        {"fixture", VOCABULARY_CHILDREN, fixture_attributes, fixture_children,
                "手続を試すための証拠と条件。", "Evidence made to try a procedure on."},
        {"parameter", VOCABULARY_EMPTY, parameter_attributes, NULL, "パラメーターの値。",
                "A parameter's value."},
        {"member", VOCABULARY_EMPTY, member_attributes, NULL,
                "そのままではzipに入れないファイル。",
                "A file that is not zipped as it stands."},
        {"calendar", VOCABULARY_EMPTY, calendar_attributes, NULL, "事業者のカレンダー。",
                "A calendar of the client."},
        {NULL, VOCABULARY_EMPTY, NULL, NULL, NULL, NULL},
};
const struct vocabulary fixture_vocabulary = {"urn:chosho:fixture:1", "fixture",
        elements};
