#include "procedures/vocabulary_sample.h"

#include "procedures/procedure.h"

const struct vocabulary_attribute vocabulary_sample_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL,
                "試査の識別子。chosho sample draw 手続/試査 のように使う。",
                "The sample's id, as in chosho sample draw PROCEDURE/SAMPLE."},
        {"of", VOCABULARY_ID, true, NULL, "抽出のもととなる母集団。",
                "The population it is picked from."},
        {"size", VOCABULARY_TEXT, true, NULL,
                "件数。frequency（頻度に応じた監査法人の表）、attributes（属性サンプリング）、all（全件）、数、又は「:パラメーター」。",
                "How many: frequency (from the firm's table, by the control's frequency), attributes (attribute sampling), all, a "
                "number, or :parameter."},
        {"method", VOCABULARY_CHOICE, false, PROCEDURE_SAMPLE_METHODS,
                "抽出の方法。rank（既定）は乱数の種と記録のキーによる順位、systematicは系統抽出、stratifiedは層別、allは全件、listedは理由を付けた指定。",
                "How items are picked: rank (the default) by seed and record key, systematic, stratified, all, or listed by a person "
                "with a reason."},
        {"by", VOCABULARY_NAME, false, NULL,
                "stratifiedの層を分ける列。どの層からも少なくとも1件を抽出する。",
                "stratified: the column whose values are the strata; each has at least one item."},
        {"tolerable", VOCABULARY_PERCENT, false, NULL, "attributesの許容逸脱率。例: 5%",
                "attributes: the tolerable rate, such as 5%."},
        {"risk", VOCABULARY_PERCENT, false, NULL,
                "attributesのリスク（1から信頼度を引いた値）。例: 10%",
                "attributes: the risk, one less the confidence, such as 10%."},
        {"allowed", VOCABULARY_COUNT, false, NULL,
                "attributesで許容する逸脱の件数。既定は0。",
                "attributes: how many deviations are allowed for; the default is 0."},
        {"expected", VOCABULARY_PERCENT, false, NULL,
                "attributesで予想する逸脱率。allowedの代わりに書く。",
                "attributes: the expected rate, instead of allowed."},
        {"model", VOCABULARY_CHOICE, false, "binomial hypergeometric poisson",
                "attributesの計算方法。既定はbinomial。",
                "attributes: how it is computed; the default is binomial."},
        {.name = NULL},
};

const struct vocabulary_child vocabulary_sample_children[] = {
        {"title", 1, 2},
        {"attribute", 0, 0},
        {NULL, 0, 0},
};

const struct vocabulary_attribute vocabulary_sample_attribute_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "属性の識別子。試査の中で一つだけとする。",
                "The attribute's id; unique within the sample."},
        {"document", VOCABULARY_TEXT, false, NULL,
                "項目ごとに依頼者に求める資料の名前。例: 申請書",
                "The document asked of the client for each item: 'request form'."},
        {.name = NULL},
};

const struct vocabulary_child vocabulary_sample_attribute_children[] = {
        {"title", 1, 2},
        {"finding", 0, 2},
        {NULL, 0, 0},
};
