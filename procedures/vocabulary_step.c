#include "procedures/vocabulary_step.h"

const struct vocabulary_attribute vocabulary_step_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL,
                "ステップの識別子。検査の識別子とも重ならないようにする。",
                "The step's id; no test has the same."},
        {"technique", VOCABULARY_CHOICE, true,
                "inquiry inspection observation reperformance",
                "監査技法。質問、閲覧、観察、再実施の順。質問では相手の氏名と役割、観察では場所と日時を記録する。",
                "The audit technique. An inquiry records whom was asked (name and role), an observation where and when."},
        {"role", VOCABULARY_CHOICE, false, "preparer reviewer",
                "誰が行うか。preparer（既定）は実施者、reviewerは査閲者。",
                "Who does it: the preparer (the default) or the reviewer."},
        {"for-each", VOCABULARY_ID, false, NULL,
                "繰り返しの単位。quarter（四半期）、month（月）、又は母集団やサンプルの識別子。一つずつ回答する。",
                "Answered once for each quarter or month of the period, or for each record of a population or sample named here."},
        {.name = NULL},
};

const struct vocabulary_child vocabulary_step_children[] = {
        {"title", 1, 2},
        {"inspect", 0, 0},
        {"ask", 0, 0},
        {"instruction", 1, 2},
        {"document", 0, 1},
        {"answer", 1, 0},
        {"attachment", 0, 1},
        {"finding", 0, 2},
        {NULL, 0, 0},
};

const struct vocabulary_attribute vocabulary_step_inspect[] = {
        {"class", VOCABULARY_CHOICE, true,
                "regulation design-record record setting facility",
                "閲覧・観察する対象の区分。規程等、設計書・仕様書等、申請書・記録・ログ等、設定等、施設・建物等の順。",
                "What kind of evidence it is: regulations; design documents; records and logs; settings; premises."},
        {.name = NULL},
};

const struct vocabulary_child vocabulary_step_titled[] = {
        {"title", 1, 2},
        {NULL, 0, 0},
};

const struct vocabulary_attribute vocabulary_step_answer[] = {
        {"id", VOCABULARY_ID, true, NULL,
                "回答の識別子。ステップの中で一意とする。記録するときは「識別子=値」と書く。",
                "The answer's id within its step; it is recorded as id=value."},
        {"type", VOCABULARY_CHOICE, true, "text choice number date",
                "回答の型。文、選択、数、日付の順。",
                "What the answer is: text, one of several options, a number, a date."},
        {"options", VOCABULARY_WORDS, false, NULL,
                "choiceの選択肢を空白で区切って書く。yes no partly noneには既定の表示があり、ほかの語は<option>で表示を書く。",
                "The options of a choice, divided by blanks. yes, no, partly and none have words in both languages; others are "
                "written as <option>."},
        {"expected", VOCABULARY_WORDS, false, NULL,
                "期待する回答。choiceでは選択肢（複数可）、numberでは数。これと異なる回答は例外となる。書かなければ判定しない。",
                "What is expected: options of a choice (several may do), or a number. Another answer is an exception. Without it "
                "nothing is judged."},
        {"at-least", VOCABULARY_NUMBER, false, NULL,
                "numberの下限。満たない回答は例外となる。数、又は「:」を付けたパラメーター。",
                "The least a number may be; less is an exception. A number, or a parameter with its colon."},
        {"at-most", VOCABULARY_NUMBER, false, NULL,
                "numberの上限。超える回答は例外となる。",
                "The most a number may be; more is an exception."},
        {"not-before", VOCABULARY_TEXT, false, NULL,
                "dateの最初の日。それより前の回答は例外となる。日付、日付のパラメーター、:period_start :period_end :as_of、四半期又は月ごとなら:cell_start :cell_end。",
                "The first day a date may be; an earlier one is an exception. A day, a parameter of type date, :period_start, "
                ":period_end, :as_of, or in a step for each quarter or month :cell_start, :cell_end."},
        {"not-after", VOCABULARY_TEXT, false, NULL,
                "dateの最後の日。それより後の回答は例外となる。",
                "The last day a date may be; a later one is an exception."},
        {"optional", VOCABULARY_YES, false, NULL,
                "yesなら、回答しなくてもよい。既定はno。",
                "yes where it may be left unanswered. The default is no."},
        {.name = NULL},
};

const struct vocabulary_child vocabulary_step_answer_children[] = {
        {"title", 1, 2},
        {"option", 0, 0},
        {NULL, 0, 0},
};

const struct vocabulary_attribute vocabulary_step_option[] = {
        {"value", VOCABULARY_ID, true, NULL, "選択肢の値。回答はこの語で記録する。",
                "The option's value: the word that is recorded."},
        {.name = NULL},
};

const struct vocabulary_attribute vocabulary_step_attachment[] = {
        {"min", VOCABULARY_COUNT, false, NULL, "添付の最小の数。既定は1。",
                "The fewest files to attach. The default is 1."},
        {.name = NULL},
};
