#include "evidence/binding/binding.h"

#define ANY_NUMBER 0
#define TYPES "text date timestamp number boolean ip"

static const struct vocabulary_attribute bindings_attributes[] = {
        {"zone", VOCABULARY_TEXT, false, NULL,
                "タイムゾーンのない時刻の既定のタイムゾーン。例: Asia/Tokyo",
                "The time zone of stamps that have none, such as Asia/Tokyo."},
        {.name = NULL},
};

static const struct vocabulary_attribute item_attributes[] = {
        {"evidence", VOCABULARY_TEXT, true, NULL,
                "証拠項目。共有のものは shared:名前、手続固有のものはその id。",
                "The evidence item: shared:NAME, or the id of a procedure's own."},
        {"procedure", VOCABULARY_ID, false, NULL,
                "手続の id。共有の証拠項目では省略でき、すべての手続に適用される。",
                "The procedure's id; without it a shared item is bound for all procedures."},
        {"instance", VOCABULARY_TEXT, false, NULL,
                "個別管理策とその版。例: 9.2.6@1。省略時はすべて。",
                "The individual control and its version, such as 9.2.6@1; all without it."},
        {.name = NULL},
};

static const struct vocabulary_attribute source_attributes[] = {
        {"bundle", VOCABULARY_TEXT, true, NULL,
                "受領物の名前（差し替えられていない最新のもの）。名前-16進8桁で一つに固定する。",
                "A delivery's name (its newest unsuperseded one), or name-8hex for just one."},
        {"member", VOCABULARY_TEXT, true, NULL,
                "ファイル名のパターン。* と ? は / を越えず、** は越える。",
                "A pattern of member names: * and ? stop at '/', ** does not."},
        {"layout", VOCABULARY_ID, false, NULL,
                "レイアウトの id。csv、json、lines、pairs、w3c、blocks は一般のファイル。省略時は受領時の判定。",
                "A layout's id; csv, json, lines, pairs, w3c and blocks for plain files. Without "
                "it: as received."},
        {"table", VOCABULARY_ID, false, NULL,
                "レイアウトの子表の名前。その配列の要素がレコードになる。",
                "A child table of the layout: the elements of its array are the records."},
        {"encoding", VOCABULARY_CHOICE, false,
                "utf-8 utf-16 utf-16le utf-16be cp932 shift_jis euc-jp iso-2022-jp",
                "文字コード。受領時に判別できなかったファイルは、これで読む。",
                "The encoding; a file whose encoding was uncertain when received is read by it."},
        {"zone", VOCABULARY_TEXT, false, NULL, "このファイルのタイムゾーン。",
                "The time zone of this source's stamps."},
        {"year", VOCABULARY_COUNT, false, NULL,
                "年のない時刻（syslog）の年。各ファイルの最初のレコードの年で、ローテーションされたログでは最も古いファイルの最初のレコードの年。1970から2099まで。",
                "The year of stamps that have none (syslog): of each member's first record, of a rotated "
                "log's oldest one; 1970 to 2099."},
        {"records", VOCABULARY_TEXT, false, NULL,
                "JSONやXMLのレコードの位置。例: Records[*]、Events/Event",
                "Where a document's records are: in JSON such as Records[*], in XML such as "
                "Events/Event."},
        {"pattern", VOCABULARY_REGEX, false, NULL,
                "テキスト行の正規表現。名前付きグループがフィールドになる。",
                "The pattern of lines; its named groups are the fields."},
        {"delimiter", VOCABULARY_CHOICE, false, "comma semicolon tab pipe",
                "CSVの区切り文字。", "What divides a CSV's fields."},
        {"header", VOCABULARY_YES, false, NULL,
                "CSVやシートに見出し行があるか。noなら列は _1、_2 …（シートでは A、B …）となる。",
                "Whether a CSV or a sheet has a header; without one the columns are _1, _2 ... "
                "(of a sheet A, B ...)."},
        {"header-line", VOCABULARY_COUNT, false, NULL,
                "CSVやシートの見出し行（header=\"no\" では最初のレコード）の行番号。省略時は内容から判定する。",
                "The line of a CSV's or the row of a sheet's header, or of the first record where "
                "header=\"no\"; decided "
                "by the content where it is not said."},
        {"quote", VOCABULARY_CHOICE, false, "double single",
                "CSVの引用符。省略時は二重引用符。",
                "What quotes a CSV's fields; the double quote where it is not said."},
        {.name = NULL},
};

static const struct vocabulary_attribute column_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "証拠項目の列名。",
                "The evidence item's column."},
        {"from", VOCABULARY_TEXT, false, NULL,
                "ファイルでのフィールド名（CSVの列名、JSONのパス、グループ名）。省略時は列名と同じ。",
                "The field as delivered (CSV column, JSON path, group); the same name without it."},
        {"type", VOCABULARY_CHOICE, false, TYPES,
                "型。手続やレイアウトの型と矛盾してはならない。",
                "The type; it may not contradict the procedure's or the layout's."},
        {"absent", VOCABULARY_WORDS, false, NULL,
                "「値なし」を表す語（空白で区切り、大文字小文字を区別しない）。'' は空文字列。",
                "Words that mean \"not there\", divided by blanks, letters' case ignored; '' is "
                "the empty text."},
        {"normalise", VOCABULARY_WORDS, false, NULL,
                "キーの正規化: width case trim zero-pad:桁数 fqdn を適用順に書く。1970年からの秒（ミリ秒）の時刻は epoch（epoch-ms）。",
                "Steps that make keys alike, in order: width case trim zero-pad:N fqdn; epoch (epoch-ms) for times in seconds (milliseconds) since 1970."},
        {.name = NULL},
};

static const struct vocabulary_attribute constant_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "証拠項目の列名。",
                "The evidence item's column."},
        {"value", VOCABULARY_ANY, true, NULL, "すべてのレコードに与える値。",
                "The value every record gets."},
        {.name = NULL},
};

static const struct vocabulary_attribute from_path_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "証拠項目の列名。",
                "The evidence item's column."},
        {"pattern", VOCABULARY_REGEX, true, NULL,
                "ファイル名に対する正規表現。最初のグループが値になる。",
                "A pattern over the member's name; its first group is the value."},
        {"normalise", VOCABULARY_WORDS, false, NULL, "キーの正規化。<column>と同じ。",
                "Steps that make keys alike, as for <column>."},
        {.name = NULL},
};

static const struct vocabulary_attribute value_attributes[] = {
        {"from", VOCABULARY_ANY, true, NULL, "ファイルでの値。",
                "The value as delivered."},
        {"to", VOCABULARY_ANY, true, NULL, "置き換え後の値。",
                "The value it stands for."},
        {.name = NULL},
};

static const struct vocabulary_attribute where_attributes[] = {
        {"column", VOCABULARY_TEXT, true, NULL, "ファイルでのフィールド名。",
                "The field as delivered."},
        {"equals", VOCABULARY_ANY, false, NULL, "この値のレコードだけを選ぶ。",
                "Keeps the records with this value."},
        {"not-equals", VOCABULARY_ANY, false, NULL, "この値のレコードを除く。",
                "Leaves out the records with this value."},
        {.name = NULL},
};

static const struct vocabulary_attribute missing_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "このファイルにない列。",
                "The column that this source does not have."},
        {.name = NULL},
};

static const struct vocabulary_attribute provenance_attributes[] = {
        {"system", VOCABULARY_ANY, false, NULL,
                "出力元のシステム。必須（空欄は未記入）。",
                "The system it came from. Needed; empty means not known yet."},
        {"report", VOCABULARY_ANY, false, NULL,
                "帳票の名称。report と query のどちらかが必須。",
                "The report's name. This or the query is needed."},
        {"query", VOCABULARY_ANY, false, NULL, "照会（SQL、コマンド、画面の操作）。",
                "What was asked: the SQL, the command, the screen."},
        {"parameters", VOCABULARY_ANY, false, NULL, "抽出条件。",
                "With which parameters."},
        {"by", VOCABULARY_ANY, false, NULL, "抽出した人。必須。",
                "Who extracted it. Needed."},
        {"at", VOCABULARY_ANY, false, NULL,
                "抽出した日（2026-04-03）又は日時（2026-04-03T10:00+09:00）。必須。",
                "The day (2026-04-03) or moment (2026-04-03T10:00+09:00). Needed."},
        {"from", VOCABULARY_ANY, false, NULL, "抽出した期間の最初の日。",
                "The first day that the extract covers."},
        {"to", VOCABULARY_ANY, false, NULL, "抽出した期間の最後の日。",
                "The last day that it covers."},
        {"observed", VOCABULARY_YES, false, NULL, "監査人が抽出に立ち会ったか。",
                "Whether the auditor watched."},
        {"completeness", VOCABULARY_CHOICE, false, BINDING_PROVENANCE_COMPLETENESS,
                "網羅性の根拠。control-total（出力元の件数・合計との一致）、query-inspected（照会と抽出条件の閲覧）、reconciled（独立した別の資料との照合）、observed（抽出への立会い）、sequence（連番に欠番がない）、original（抽出を経ない原本の全体）、none（根拠なし）。必須で、none のテストは判断保留となる。",
                "On what its completeness rests: control-total (a count or sum that the source states), "
                "query-inspected (the query and its parameters), reconciled (with an independent source), "
                "observed (the extraction), sequence (numbers without a gap), original (the whole original, "
                "not extracted), none. Needed; with none the tests stay indeterminate."},
        {"basis", VOCABULARY_ANY, false, NULL,
                "その根拠の内容（どの画面の何件か、何と照合したか）。none ではその理由。",
                "That ground in words: which total, read where; which other source; with none, why."},
        {.name = NULL},
};

static const struct vocabulary_attribute note_attributes[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, false, NULL, "言語。", "The language."},
        {.name = NULL},
};

static const struct vocabulary_child bindings_children[] = {
        {"note", 0, ANY_NUMBER},
        {"item", 0, ANY_NUMBER},
        {.name = NULL},
};

static const struct vocabulary_child item_children[] = {
        {"note", 0, ANY_NUMBER},
        {"source", 1, ANY_NUMBER},
        {"provenance", 0, 1},
        {.name = NULL},
};

static const struct vocabulary_child source_children[] = {
        {"note", 0, ANY_NUMBER},
        {"column", 0, ANY_NUMBER},
        {"constant", 0, ANY_NUMBER},
        {"from-path", 0, ANY_NUMBER},
        {"map", 0, ANY_NUMBER},
        {"missing", 0, ANY_NUMBER},
        {"where", 0, ANY_NUMBER},
        {"provenance", 0, 1},
        {.name = NULL},
};

static const struct vocabulary_child map_children[] = {
        {"value", 1, ANY_NUMBER},
        {.name = NULL},
};

static const struct vocabulary_element elements[] = {
        {"bindings", VOCABULARY_CHILDREN, bindings_attributes, bindings_children,
                "受領したファイルを証拠項目に結び付ける。",
                "Binds the files that were received to evidence items."},
        {"note", VOCABULARY_STRING, note_attributes, NULL, "読む人への覚え書き。",
                "A remark for whoever reads it."},
        {"item", VOCABULARY_CHILDREN, item_attributes, item_children, "一つの証拠項目。",
                "One evidence item."},
        {"source", VOCABULARY_CHILDREN, source_attributes, source_children,
                "証拠項目の元になるファイル。複数でもよい。",
                "Files that feed the item; there may be several sources."},
        {"column", VOCABULARY_EMPTY, column_attributes, NULL,
                "ファイルのフィールドを列にする。", "A field plays a column."},
        {"constant", VOCABULARY_EMPTY, constant_attributes, NULL,
                "列に固定の値を与える。", "A fixed value plays a column."},
        {"from-path", VOCABULARY_EMPTY, from_path_attributes, NULL,
                "ファイル名の一部を列にする。",
                "A part of the member's name plays a column."},
        {"map", VOCABULARY_CHILDREN, column_attributes, map_children,
                "フィールドの値を置き換えて列にする。ほかの値はそのまま残る。",
                "A field plays a column, some of its values replaced; others stay as they are."},
        {"value", VOCABULARY_EMPTY, value_attributes, NULL, "置き換える値。",
                "A value to replace."},
        {"missing", VOCABULARY_EMPTY, missing_attributes, NULL,
                "このファイルにその列がないことの宣言。値はNULLになる。",
                "Says that the source does not have the column: it is NULL."},
        {"where", VOCABULARY_EMPTY, where_attributes, NULL,
                "レコードの選択。除かれた件数は報告される。",
                "Selects records; how many are left out is reported."},
        {"provenance", VOCABULARY_EMPTY, provenance_attributes, NULL, "入手経路（IPE）。",
                "Where it comes from (IPE)."},
        {.name = NULL},
};

const struct vocabulary binding_vocabulary = {"urn:chosho:binding:1", "bindings",
        elements};
