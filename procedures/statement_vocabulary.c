/* The vocabulary of statements; its words are those of statement.h. */
#include "procedures/statement.h"

#define END                                            \
    {                                                  \
        NULL, VOCABULARY_TEXT, false, NULL, NULL, NULL \
    }
#define NO_MORE    \
    {              \
        NULL, 0, 0 \
    }

const char statement_frequencies[] =
        "annual half-yearly quarterly monthly weekly daily per-event continuous automatic";

static const struct vocabulary_attribute statement_attributes[] = {
        {"catalogue", VOCABULARY_TEXT, false, NULL,
                "管理策カタログの識別子。既定は ismap-2022。",
                "Id of the control catalogue; ismap-2022 by default."},
        {"service", VOCABULARY_TEXT, false, NULL, "言明の対象であるサービスの名称。",
                "The service it is made for."},
        {"from", VOCABULARY_DATE, false, NULL, "言明の対象期間の初日。",
                "The first day of the period it is made for."},
        {"to", VOCABULARY_DATE, false, NULL, "言明の対象期間の末日。",
                "The last day of that period."},
        END,
};
static const struct vocabulary_attribute base_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "この文書での名前。inherits が指す。",
                "Its name in this document: what `inherits` names."},
        {"title", VOCABULARY_TEXT, true, NULL, "基盤サービスの名称。",
                "The base service's name."},
        {"evidence", VOCABULARY_TEXT, false, NULL,
                "登録を示す証拠。提供物のファイル（提供物:ファイル）、又はこの文書と同じフォルダのファイル。取込みのときにダイジェストで固定する。",
                "What shows its listing: a bundle's member (BUNDLE:MEMBER), or a file beside this document; pinned by its digest when the statement is imported."},
        END,
};
static const struct vocabulary_attribute valid_attributes[] = {
        {"registration", VOCABULARY_TEXT, false, NULL, "登録番号。",
                "Its number in the list."},
        {"from", VOCABULARY_DATE, false, NULL, "有効期間の初日。",
                "The first day it is valid."},
        {"to", VOCABULARY_DATE, false, NULL, "有効期間の末日。",
                "The last day it is valid."},
        END,
};
static const struct vocabulary_attribute group_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "グループの名前。", "The group's name."},
        END,
};
static const struct vocabulary_attribute control_attributes[] = {
        {"ref", VOCABULARY_TEXT, true, NULL,
                "管理策の番号。カタログより細かい番号（9.2.6.3）は、その上の管理策に属する。",
                "The control's label; one finer than the catalogue's (9.2.6.3) belongs to the control above it."},
        {"selection", VOCABULARY_CHOICE, false, "selected not-selected not-applicable",
                "選択したか。既定は selected。",
                "Whether it is selected: by default it is."},
        END,
};
static const struct vocabulary_attribute individual_attributes[] = {
        {"id", VOCABULARY_TEXT, false, NULL, "個別管理策の番号。既定は管理策の番号。",
                "The individual control's number; the control's by default."},
        {"inherits", VOCABULARY_TEXT, false, NULL, "管理策を引き継ぐ基盤サービス。",
                "The base service whose control it inherits."},
        {"group", VOCABULARY_TEXT, false, NULL, "同一の母集団とするグループ。",
                "The group it is one population with."},
        END,
};
static const struct vocabulary_attribute version_attributes[] = {
        {"number", VOCABULARY_COUNT, false, NULL, "版の番号。既定は1から順に。",
                "The version's number; from 1 on by default."},
        {"from", VOCABULARY_DATE, false, NULL, "この版の初日。既定は期間の初日から。",
                "Its first day; by default the period's."},
        {"to", VOCABULARY_DATE, false, NULL, "この版の末日。既定は期間の末日まで。",
                "Its last day; by default the period's."},
        {"frequency", VOCABULARY_TEXT, false, NULL,
                "頻度: annual half-yearly quarterly monthly weekly daily per-event continuous automatic。",
                "How often: annual half-yearly quarterly monthly weekly daily per-event continuous automatic."},
        {"owner", VOCABULARY_TEXT, false, NULL, "担当する部署又は役割。",
                "The unit or role in charge."},
        END,
};
static const struct vocabulary_attribute site_attributes[] = {
        {"name", VOCABULARY_TEXT, true, NULL, "拠点、リージョン又はシステム。",
                "A site, region or system."},
        {"group", VOCABULARY_TEXT, false, NULL, "同一の母集団とするグループ。",
                "The group it is one population with."},
        END,
};

static const struct vocabulary_child statement_children[] = {{"scope", 0, 1},
        {"base-service", 0, 0}, {"population-group", 0, 0}, {"control", 0, 0}, NO_MORE};
static const struct vocabulary_child base_children[] = {{"valid", 0, 0}, NO_MORE};
static const struct vocabulary_child group_children[] = {{"rationale", 0, 1}, NO_MORE};
static const struct vocabulary_child control_children[] = {{"reason", 0, 1},
        {"individual", 0, 0}, NO_MORE};
static const struct vocabulary_child individual_children[] = {{"version", 0, 0},
        {"site", 0, 0}, NO_MORE};

static const struct vocabulary_element elements[] = {
        {"statement", VOCABULARY_CHILDREN, statement_attributes, statement_children,
                "言明書。", "The client's statement."},
        {"scope", VOCABULARY_STRING, NULL, NULL, "言明の対象範囲。", "What it covers."},
        {"base-service", VOCABULARY_CHILDREN, base_attributes, base_children,
                "その上に構築された、登録済みの基盤サービス。",
                "A listed service that this one stands on."},
        {"valid", VOCABULARY_EMPTY, valid_attributes, NULL,
                "登録の有効期間。更新のたびに一つ。",
                "While its listing is valid; one for each renewal."},
        {"population-group", VOCABULARY_CHILDREN, group_attributes, group_children,
                "同一の母集団とするもの。", "What is declared one population."},
        {"rationale", VOCABULARY_STRING, NULL, NULL, "同一とする理由。",
                "Why it is one."},
        {"control", VOCABULARY_CHILDREN, control_attributes, control_children,
                "管理策についての言明。", "What is declared of a control."},
        {"reason", VOCABULARY_STRING, NULL, NULL, "選択しない理由。",
                "Why it is not selected."},
        {"individual", VOCABULARY_CHILDREN, individual_attributes, individual_children,
                "個別管理策。", "An individual control."},
        {"version", VOCABULARY_STRING, version_attributes, NULL,
                "個別管理策の文言と、それが有効な期間。",
                "Its text, and while it stood so."},
        {"site", VOCABULARY_EMPTY, site_attributes, NULL,
                "個別管理策を実施する拠点又はシステム。グループに属さないものは、別々の母集団とする。",
                "Where it is performed; those of no group are populations of their own."},
        {NULL, VOCABULARY_EMPTY, NULL, NULL, NULL, NULL},
};
const struct vocabulary statement_vocabulary = {STATEMENT_NAMESPACE, "statement",
        elements};
