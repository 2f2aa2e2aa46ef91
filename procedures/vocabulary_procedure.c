#include "procedures/vocabulary_procedure.h"

#include "procedures/procedure.h"
#include "procedures/vocabulary_check.h"
#include "procedures/vocabulary_sample.h"
#include "procedures/vocabulary_step.h"

#define TYPES "text date timestamp number boolean ip"
#define CLASSES "regulation design-record record setting facility"

static const struct vocabulary_attribute procedure_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL,
                "手続の識別子。格納するフォルダーの名前と同じにする。",
                "The procedure's id; the folder it is kept in has the same name."},
        {"version", VOCABULARY_VERSION, true, NULL,
                "手続の版。内容を変えるたびに上げる。",
                "The procedure's version; it rises with every change of substance."},
        {"phase", VOCABULARY_CHOICE, true, "design operating",
                "評価の区分。designは整備状況、operatingは運用状況。",
                "What is assessed: the design of the control or its operating over the period."},
        {"scope", VOCABULARY_CHOICE, false, "control engagement",
                "control（既定）は管理策に対する手続、engagementは業務全体に対する手続（管理策をもたない）。",
                "control (the default) for a procedure on controls; engagement for one on the engagement as a whole, which names "
                "no control."},
        {.name = NULL},
};
static const struct vocabulary_child procedure_children[] = {
        {"title", 1, 2},
        {"control", 0, 0},
        {"parameter", 0, 0},
        {"evidence", 0, 0},
        {"population", 0, 0},
        {"relation", 0, 0},
        {"test", 0, 0},
        {"step", 0, 0},
        {"sample", 0, 0},
        {NULL, 0, 0},
};

static const struct vocabulary_child items_children[] = {
        {"evidence", 1, 0},
        {NULL, 0, 0},
};

static const struct vocabulary_attribute language_attributes[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, true, NULL,
                "文の言語。jaが正で、enは参考訳となる。",
                "The language of the text. Japanese is the original, English a reference translation."},
        {.name = NULL},
};

static const struct vocabulary_attribute control_attributes[] = {
        {"catalogue", VOCABULARY_ID, true, NULL,
                "管理策の一覧（カタログ）の識別子。例: ismap-2022",
                "The catalogue the control is in, such as ismap-2022."},
        {"ref", VOCABULARY_TEXT, true, NULL, "カタログでの管理策の番号。例: 9.2.6",
                "The control's label in the catalogue, such as 9.2.6."},
        {.name = NULL},
};

static const struct vocabulary_attribute parameter_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL,
                "パラメーターの名前。SQLや検査の中では「:」を付けて使う。",
                "The parameter's name; SQL and checks use it with a colon in front."},
        {"type", VOCABULARY_CHOICE, true, TYPES, "値の型。", "The type of its value."},
        {"value", VOCABULARY_TEXT, false, NULL,
                "既定の値。業務ごとに計画で置き換えられる。",
                "The value unless the engagement's plan sets another."},
        {"by", VOCABULARY_CHOICE, false, "text",
                "値をキーごとに定める（深刻度ごとの日数など）。値は<entry>と<otherwise>に書く。検査では:名前[列]、SQLでは表 名前(key, value) として使う。",
                "A value for each key, such as days by severity, in <entry> and <otherwise>. Checks write :name[column], SQL has "
                "the table name(key, value)."},
        {.name = NULL},
};
static const struct vocabulary_attribute entry_attributes[] = {
        {"key", VOCABULARY_TEXT, true, NULL,
                "キー。大文字・小文字、全角・半角、前後の空白は区別しない。",
                "The key; case, width and blanks around make no difference."},
        {"value", VOCABULARY_TEXT, true, NULL, "そのキーの値。", "Its value."},
        {.name = NULL},
};
static const struct vocabulary_attribute otherwise_attributes[] = {
        {"value", VOCABULARY_TEXT, true, NULL, "ほかのすべてのキーの値。",
                "The value of every other key."},
        {.name = NULL},
};
static const struct vocabulary_child parameter_children[] = {
        {"title", 0, 2},
        {"entry", 0, 0},
        {"otherwise", 0, 1},
        {NULL, 0, 0},
};
static const struct vocabulary_child titled_children[] = {
        {"title", 0, 2},
        {NULL, 0, 0},
};

static const struct vocabulary_attribute evidence_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL,
                "証跡の識別子。SQLでの表の名前となる（「-」を含むときは\"...\"で囲む）。",
                "The item's id and the name of its table in SQL (in \"...\" where it holds a hyphen)."},
        {"use", VOCABULARY_TEXT, false, NULL, "共有の証跡を使う。例: shared:leavers",
                "Takes a shared item, such as shared:leavers, instead of describing one here."},
        {"class", VOCABULARY_CHOICE, false, CLASSES,
                "主たる監査対象の区分。規程等、設計書・仕様書等、申請書・記録・ログ等、設定等、施設・建物等の順。",
                "What kind of evidence it is: regulations; design documents; records and logs; settings; premises."},
        {"optional", VOCABULARY_YES, false, NULL,
                "yesなら、なくてもよい証跡とする。割り当てがなければ空の表となる。既定はno。",
                "yes where the evidence need not exist: without a binding its table is empty. The default is no."},
        {.name = NULL},
};
static const struct vocabulary_child evidence_children[] = {
        {"title", 0, 2},
        {"column", 0, 0},
        {"expect", 0, 1},
        {NULL, 0, 0},
};

static const struct vocabulary_attribute column_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "列の名前。", "The column's name."},
        {"type", VOCABULARY_CHOICE, true, TYPES,
                "値の型。text以外は変換され、変換できない値は「読めない値」として示す。",
                "The type of its values. All but text are converted; a value that does not convert is shown as unreadable."},
        {"key", VOCABULARY_YES, false, NULL,
                "yesなら、レコードを一意に特定する列とする（複数あればその組合せ）。重複は注意として知らせ、例外にはいつも表示する。",
                "yes for a column that identifies the record, alone or with the other keys: that it repeats is told as an event. "
                "Keys are shown with each exception, too."},
        {"show", VOCABULARY_YES, false, NULL,
                "yesなら、例外とともにいつも表示する列とする。キーと違い、重複してもよい。",
                "yes for a column that is shown with each exception; unlike a key it may repeat."},
        {"sensitive", VOCABULARY_YES, false, NULL,
                "yesなら、値を報告書や依頼の一覧では ■■■ と伏せる。調書の中（exception、show）では示す。キーでも伏せ、レコードは位置から特定できる。",
                "yes for a column whose values are ■■■ in reports and in lists for the client; the workpaper (exception, show) has them. "
                "A key is masked, too: the record stays findable by its pointer."},
        {.name = NULL},
};

static const struct vocabulary_attribute expect_attributes[] = {
        {"min-records", VOCABULARY_COUNT, false, NULL,
                "期待する最小の記録数。満たなければ、この証跡を使う検査は判定不能となる。既定は1、optionalなら0。",
                "The fewest records expected; with fewer, tests on the item are indeterminate. The default is 1, for an optional "
                "item 0."},
        {.name = NULL},
};

static const struct vocabulary_attribute population_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "母集団の識別子。SQLでの表の名前となる。",
                "The population's id and the name of its table in SQL."},
        {"from", VOCABULARY_ID, false, NULL, "母集団のもととなる証跡。",
                "The evidence item it is taken from."},
        {"at", VOCABULARY_NAME, false, NULL,
                "監査対象期間に属するかどうかを決める日付又は日時の列。読めない記録は数えて一覧に示す。書かなければ期間で絞らない。",
                "The date or moment that says whether a record lies in the audit period. Records where it cannot be read are "
                "counted and listed. Without it the period does not filter."},
        {"at-missing", VOCABULARY_CHOICE, false, "unreadable filtered",
                "atの値がない記録の扱い。unreadable（既定）は読めない記録として数え、filteredは対象外とする（例: 退職日のない在職者）。",
                "What a record without a value in `at` is: unreadable (the default), or filtered (somebody who has not left has no "
                "leaving date)."},
        {"tail", VOCABULARY_TEXT, false, NULL,
                "atから起算する期間（暦日）。検査に合わない記録のうち、この期間が監査対象期間の末日より後に終わるものは、例外ではなく期限未到来として数え、一覧に示す。例: P10D",
                "A duration in calendar days from `at`, such as P10D. A record that does not hold, and whose tail ends behind the "
                "period's last day, is no exception but not yet due: counted and listed."},
        {"where", VOCABULARY_TEXT, false, NULL,
                "対象とする記録の条件。証跡の列だけを使うSQLの式で、真とならない記録は対象外として数える。使った列に読めない値がある記録は、読めない記録として数える。",
                "Which records belong: a SQL expression over the item's columns. Where it is not true the record is counted as "
                "filtered; where a column it uses cannot be read, as unreadable."},
        {"each", VOCABULARY_WORDS, false, NULL,
                "二つの母集団のすべての組合せを母集団とする。例: \"leaver system\"。監査対象期間の区切り（day、business-day、week、month、quarter）は、単独でも、一つの母集団と組み合わせても書ける。例: \"quarter\"、\"asset day\"",
                "A grid: every combination of the records of two populations, such as \"leaver system\"; or the days, business days, "
                "weeks, months or quarters of the audit period, alone (\"quarter\") or for each record of a population "
                "(\"asset day\")."},
        {"calendar", VOCABULARY_ID, false, NULL, "business-dayの区切りに使う暦。例: jp",
                "The calendar that says which days are business days, such as jp; for each=\"business-day\"."},
        {"in-service", VOCABULARY_WORDS, false, NULL,
                "記録が対象となる最初の日と最後の日の列（両日を含む）。その外の区切りは対象外として数える。最後の日がなければ、なお対象である。例: \"started_on ended_on\"",
                "Two columns of the record: its first and last day in service, both included. Cells outside are counted as "
                "filtered; without a last day it still is in service. Such as \"started_on ended_on\"."},
        {.name = NULL},
};

static const struct vocabulary_attribute relation_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "問い合わせの名前。後のSQLで表として使える。",
                "The query's name; SQL behind it may use it as a table."},
        {.name = NULL},
};

static const struct vocabulary_attribute test_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "検査の識別子。", "The test's id."},
        {"over", VOCABULARY_ID, true, NULL, "検査する母集団。",
                "The population that is tested."},
        {"technique", VOCABULARY_CHOICE, true,
                "inquiry inspection observation reperformance",
                "監査技法。質問、閲覧、観察、再実施の順。",
                "The audit technique: inquiry, inspection, observation or reperformance."},
        {.name = NULL},
};
static const struct vocabulary_child test_children[] = {
        {"title", 1, 2},
        {"filled", 0, 0},
        {"one-of", 0, 0},
        {"matches", 0, 0},
        {"ordered", 0, 0},
        {"within", 0, 0},
        {"differs", 0, 0},
        {"equal", 0, 0},
        {"match", 0, 0},
        {"absent", 0, 0},
        {"unique", 0, 1},
        {"no-gap", 0, 1},
        {"count", 0, 1},
        {"covers", 0, 0},
        {"pairs", 0, 1},
        {"reconciles", 0, 1},
        {"total", 0, 1},
        {"exceptions", 0, 1},
        {"alternative", 0, 20},
        {"finding", 0, 2},
        {NULL, 0, 0},
};

static const struct vocabulary_child alternative_children[] = {
        {"title", 1, 2},
        {"same", 0, 8},
        {"filled", 0, 0},
        {"one-of", 0, 0},
        {"matches", 0, 0},
        {"ordered", 0, 0},
        {"within", 0, 0},
        {"differs", 0, 0},
        {"equal", 0, 0},
        {"inside", 0, 0},
        {NULL, 0, 0},
};

static const struct vocabulary_child one_of_children[] = {
        {"value", 0, 0},
        {NULL, 0, 0},
};

static const struct vocabulary_child counterpart_children[] = {
        {"same", 1, 8},
        {"filled", 0, 0},
        {"one-of", 0, 0},
        {"matches", 0, 0},
        {"ordered", 0, 0},
        {"within", 0, 0},
        {"differs", 0, 0},
        {"equal", 0, 0},
        {"inside", 0, 0},
        {NULL, 0, 0},
};

static const struct vocabulary_child keyed_children[] = {
        {"same", 0, 8},
        {NULL, 0, 0},
};

#define TITLE                                                                                                                    \
    {                                                                                                                            \
        "title", VOCABULARY_STRING, language_attributes, NULL,                                                                   \
                "表題。手続や検査の表題には行う行為を書き、望ましい状態は書かない（「…を閲覧し、照合する」）。",                 \
                "A title. That of a procedure or test names the act (\"inspect ... and compare ...\"), not the truth one hopes " \
                "for."                                                                                                           \
    }
#define EVIDENCE                                                                                                                   \
    {                                                                                                                              \
        "evidence", VOCABULARY_CHILDREN, evidence_attributes, evidence_children,                                                   \
                "証跡の項目。期待する表（列と型）であり、ファイルではない。依頼者のファイルとの対応は割り当て（binding）で示す。", \
                "An evidence item: the table that is expected, its columns and types, not a file. Bindings say which of the "      \
                "client's files play it."                                                                                          \
    }
#define COLUMN                                                                           \
    {                                                                                    \
        "column", VOCABULARY_CHILDREN, column_attributes, titled_children, "証跡の列。", \
                "A column of the item."                                                  \
    }
#define EXPECT                                                                       \
    {                                                                                \
        "expect", VOCABULARY_EMPTY, expect_attributes, NULL,                         \
                "証跡が満たすべき条件。検査に先立って確かめる。",                    \
                "What the delivered evidence must show before any test is believed." \
    }

static const struct vocabulary_element procedure_elements[] = {
        {"procedure", VOCABULARY_CHILDREN, procedure_attributes, procedure_children,
                "一つの監査手続。何を行い、何が成り立つべきかを書く。依頼者ごとの違いは割り当てに書く。",
                "One audit procedure: what is to be done and what must hold. What differs from client to client is in bindings."},
        TITLE,
        {"control", VOCABULARY_EMPTY, control_attributes, NULL,
                "手続の対象となる管理策。", "A control the procedure is performed for."},
        {"parameter", VOCABULARY_CHILDREN, parameter_attributes, parameter_children,
                "手続のパラメーター。検査の限度などを、業務ごとに変えられる値とする。",
                "A value that an engagement may set: a limit, a list."},
        {"entry", VOCABULARY_EMPTY, entry_attributes, NULL, "キーごとの値の一つ。",
                "The value of one key."},
        {"otherwise", VOCABULARY_EMPTY, otherwise_attributes, NULL,
                "並べたキー以外の値。書かなければ、ほかのキーの記録は判定不能となる。",
                "The value of any other key. Without it a record with another key is undecidable."},
        EVIDENCE,
        COLUMN,
        EXPECT,
        {"population", VOCABULARY_CHILDREN, population_attributes, titled_children,
                "母集団。証跡から選んだ記録であり、選択・対象外・読めない記録の合計は届いた記録の数に一致する。fromとeachのどちらか一方を書く。",
                "A population: the records of an item that are in question. Selected, filtered and unreadable records add up to "
                "those delivered. Either `from` or `each`."},
        {"relation", VOCABULARY_STRING, relation_attributes, NULL,
                "名前を付けた問い合わせ（SELECT）。最初の列はrecord_idでなければならない。",
                "A named query (one SELECT); its first column is record_id."},
        {"test", VOCABULARY_CHILDREN, test_attributes, test_children,
                "自動の検査。記録ごとの検査をいくつでも、又は母集団全体の検査（unique・no-gap・count）を一つ、又はexceptionsを一つ書く。",
                "An automatic test: any number of checks on each record, or one check on the whole population (unique, no-gap, "
                "count), or one <exceptions>."},
        {"step", VOCABULARY_CHILDREN, vocabulary_step_attributes,
                vocabulary_step_children,
                "手作業のステップ。何を閲覧し、誰に質問し、何を答えるかを書く。回答は人が`chosho step`で記録する。",
                "A manual step: what to inspect, whom to ask, what to answer. A person records the answers with `chosho step`."},
        {"inspect", VOCABULARY_CHILDREN, vocabulary_step_inspect, vocabulary_step_titled,
                "閲覧又は観察する対象。", "What is inspected or observed."},
        {"ask", VOCABULARY_CHILDREN, NULL, vocabulary_step_titled,
                "質問する相手（依頼者での役割）。", "Whom to ask: a role at the client."},
        {"instruction", VOCABULARY_STRING, language_attributes, NULL,
                "行うこと。実施者が読んで、そのとおりに行える文とする。",
                "What to do, so that whoever reads it can do it."},
        {"document", VOCABULARY_EMPTY, NULL, NULL,
                "閲覧した文書の記録を求める。文書名、版、該当箇所、承認日、施行期間。基準日までに承認され、基準日に有効でなければ例外となる。",
                "Asks which document was inspected: name, version, section, approved on, in force from and to. One not approved by "
                "the as-of date, or not in force on it, is an exception."},
        {"answer", VOCABULARY_CHILDREN, vocabulary_step_answer,
                vocabulary_step_answer_children,
                "ステップの回答の一つ。期待する値や限度があれば判定し、なければ記録だけする。",
                "One answer of the step; judged where it has an expectation or bounds, recorded where it has none."},
        {"option", VOCABULARY_CHILDREN, vocabulary_step_option, vocabulary_step_titled,
                "選択肢の一つとその表示。options=の代わりに書く。",
                "One option of a choice and how it reads, in place of options=."},
        {"attachment", VOCABULARY_EMPTY, vocabulary_step_attachment, NULL,
                "添付を求める。添付はSHA-256で固定し、調書のフォルダーに写しを置く。",
                "Asks for files attached: each is pinned by SHA-256 and copied into the engagement's folder."},
        {"filled", VOCABULARY_EMPTY, vocabulary_check_filled, NULL,
                "列が記入されていることを調べる。",
                "Looks whether columns are filled in."},
        {"one-of", VOCABULARY_CHILDREN, vocabulary_check_one_of, one_of_children,
                "値が、並べた値のどれかであることを調べる。",
                "Looks whether a value is one of those listed."},
        {"value", VOCABULARY_STRING, NULL, NULL,
                "one-ofの値の一つ。前後の空白は除かれる。",
                "One value of one-of; blanks around it do not count."},
        {"matches", VOCABULARY_EMPTY, vocabulary_check_matches, NULL,
                "値の書式を正規表現で調べる。",
                "Looks whether a value has a form, given as a regular expression."},
        {"ordered", VOCABULARY_EMPTY, vocabulary_check_ordered, NULL,
                "値の前後関係を調べる。", "Looks whether values are in order."},
        {"within", VOCABULARY_EMPTY, vocabulary_check_within, NULL,
                "二つの日付又は日時の間の期間を調べる。",
                "Looks how much time lies between two days or moments."},
        {"differs", VOCABULARY_EMPTY, vocabulary_check_differs, NULL,
                "値が互いに異なること（同じ人でないことなど）を調べる。",
                "Looks whether values differ from each other: never the same person."},
        {"equal", VOCABULARY_EMPTY, vocabulary_check_equal, NULL,
                "値が互いに等しいことを調べる。",
                "Looks whether values are equal to each other."},
        {"inside", VOCABULARY_EMPTY, vocabulary_check_inside, NULL,
                "検査する記録の期間が、相手の期間の中にあることを調べる。",
                "Looks whether the tested record's span lies in that of its counterpart."},
        {"match", VOCABULARY_CHILDREN, vocabulary_check_match, counterpart_children,
                "他の証跡に対応する記録があり、中に書いた条件を満たすことを調べる。条件の中では、両方にある列名の前に「証跡.」を付けて区別する。",
                "Looks whether a counterpart exists in other evidence and holds the conditions inside. In these, a name that both "
                "sides have is told apart by \"item.\" in front."},
        {"absent", VOCABULARY_CHILDREN, vocabulary_check_absent, counterpart_children,
                "他の証跡に、対応する記録（条件を書けば、それをすべて満たすもの）がないことを調べる。",
                "Looks whether other evidence holds no counterpart (none that holds all conditions inside)."},
        {"same", VOCABULARY_EMPTY, vocabulary_check_same, NULL,
                "突合キー。両側で等しい列の組。",
                "A key: columns whose values must be equal on both sides."},
        {"unique", VOCABULARY_EMPTY, vocabulary_check_unique, NULL,
                "値が母集団の中で重複しないことを調べる。",
                "Looks whether values do not repeat within the population."},
        {"no-gap", VOCABULARY_EMPTY, vocabulary_check_no_gap, NULL,
                "連番の欠け、又は連続する記録の間の時間を調べる。",
                "Looks for numbers left out, or for too much time between one record and the next."},
        {"count", VOCABULARY_EMPTY, vocabulary_check_count, NULL,
                "組ごとの件数を調べる。", "Looks how many records each group has."},
        {"covers", VOCABULARY_CHILDREN, vocabulary_check_covers, keyed_children,
                "期間の区切りごとに記録があること、又は記録の期間が合わせて監査対象期間を覆うことを調べる。",
                "Looks whether each cell of a grid of time has records in other evidence; or whether the spans of a population's "
                "records together cover the audit period, and where not."},
        {"pairs", VOCABULARY_EMPTY, vocabulary_check_pairs, NULL,
                "始まりと終わりの記録が対になっていること（入室と退室など）を調べる。",
                "Looks whether records that open and records that close come in pairs: entries and exits."},
        {"reconciles", VOCABULARY_CHILDREN, vocabulary_check_reconciles,
                counterpart_children, "二つの母集団を両方向に突き合わせる。",
                "Compares two populations with each other, in both directions."},
        {"total", VOCABULARY_CHILDREN, vocabulary_check_total, keyed_children,
                "証跡が述べる総数を、母集団の件数又は合計と比べる。",
                "Compares the totals that evidence states with what the population counts or adds up to."},
        {"alternative", VOCABULARY_CHILDREN, vocabulary_check_alternative,
                alternative_children,
                "手続の定める別経路。検査に合わない記録についてだけ調べ、中の条件をすべて満たせば例外ではなく別経路として数え、一覧に示す。firstかlatestのmatchが選んだ記録の列も「証跡.列」で書ける。",
                "Another route that the procedure declares. It is asked only of records that deviate: one that holds every "
                "condition inside is no exception but went this route, counted and listed. Columns of what a match with first "
                "or latest picked may be named as item.column."},
        {"exceptions", VOCABULARY_STRING, vocabulary_check_exceptions, NULL,
                "SQL（一つのSELECT）。返す行がそのまま例外となる。record_idの列が必要で、ほかの列は例外とともに示す。",
                "SQL, one SELECT: every row is an exception. It must yield record_id; its other columns are shown with the "
                "exception."},
        {"finding", VOCABULARY_STRING, language_attributes, NULL,
                "例外があったときの発見事項の文。{count} {tested} {population} {undecidable}、期間（{period_start}など）、パラメーターの名前を「{ }」で書ける。exceptionsには必須で、検査には既定の文がある。",
                "What is reported where there are exceptions, with {count}, {tested}, {population}, {undecidable}, "
                "{period_start}, {period_end}, {as_of} and parameters by name. <exceptions> needs it; checks have texts of their "
                "own."},
        {"sample", VOCABULARY_CHILDREN, vocabulary_sample_attributes,
                vocabulary_sample_children,
                "母集団から抽出する試査項目。抽出は chosho sample draw で行い、母集団の件数とハッシュを記録してから乱数の種を作る。",
                "Items to be picked from a population. chosho sample draw picks them: the population is counted, hashed and recorded before "
                "the seed is made."},
        {"attribute", VOCABULARY_CHILDREN, vocabulary_sample_attribute_attributes,
                vocabulary_sample_attribute_children,
                "試査項目ごとに確かめる属性。documentがあれば、依頼者に求める資料の名前となる。",
                "What is looked at for each item of the sample; document= names what is asked of the client for it."},
        {.name = NULL},
};

static const struct vocabulary_element items_elements[] = {
        {"items", VOCABULARY_CHILDREN, NULL, items_children,
                "多くの手続が共に使う証跡の項目。",
                "Evidence items that many procedures use."},
        EVIDENCE,
        TITLE,
        COLUMN,
        EXPECT,
        {.name = NULL},
};

const struct vocabulary vocabulary_procedure = {PROCEDURE_NAMESPACE, "procedure",
        procedure_elements};
const struct vocabulary vocabulary_procedure_items = {PROCEDURE_NAMESPACE, "items",
        items_elements};
