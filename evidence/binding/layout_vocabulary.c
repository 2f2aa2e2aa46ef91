#include "evidence/binding/layout.h"

#define ANY_NUMBER 0

static const struct vocabulary_attribute title_attributes[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, true, NULL, "言語。", "The language."},
        {.name = NULL},
};

static const struct vocabulary_attribute recognise_attributes[] = {
        {"header", VOCABULARY_WORDS, false, NULL,
                "すべて存在すべきCSVの列名（空白で区切る）。",
                "CSV columns that must all be there, divided by blanks."},
        {"column", VOCABULARY_TEXT, false, NULL, "空白を含んでもよいCSVの列名一つ。",
                "One CSV column, whose name may hold blanks."},
        {"path", VOCABULARY_WORDS, false, NULL,
                "すべて存在すべきJSONやXMLのパス、またはフィールド名（空白で区切る）。",
                "JSON or XML paths, or keys, that must all be there, divided by blanks."},
        {"document", VOCABULARY_WORDS, false, NULL,
                "レコードを包むJSON文書に、すべて存在すべきキー（空白で区切る）。先頭256 KiBで探す。",
                "Keys that the JSON document round the records must all have, divided by blanks; looked for in its first 256 KiB."},
        {"pattern", VOCABULARY_REGEX, false, NULL,
                "先頭100行（XMLでは先頭100レコード）の過半数が一致すべき正規表現。",
                "A pattern that most of the first 100 lines, or records of XML, must match."},
        {.name = NULL},
};

static const struct vocabulary_attribute format_attributes[] = {
        {"kind", VOCABULARY_CHOICE, true, "csv json lines pairs w3c blocks xml sheet",
                "形式。", "The format."},
        {"encoding", VOCABULARY_CHOICE, false,
                "utf-8 utf-16 utf-16le utf-16be cp932 euc-jp iso-2022-jp",
                "文字コード。省略時はファイルごとに判定する。",
                "The encoding; decided for each file where it is not said."},
        {"delimiter", VOCABULARY_CHOICE, false, "comma semicolon tab pipe",
                "CSVの区切り文字。省略時は見出し行から判定する。",
                "What divides a CSV's fields; decided from the header where it is not said."},
        {"header", VOCABULARY_YES, false, NULL,
                "CSVやシートに見出し行があるか。noなら列は _1、_2 …（シートでは A、B …）となる。",
                "Whether a CSV or a sheet has a header; without one the columns are _1, _2 ... "
                "(of a sheet A, B ...)."},
        {"header-line", VOCABULARY_COUNT, false, NULL,
                "CSVやシートの見出し行（header=\"no\" では最初のレコード）の行番号。省略時は内容から判定する。",
                "The line of a CSV's or the row of a sheet's header, or of the first record where header=\"no\"; decided "
                "by the content where it is not said."},
        {"quote", VOCABULARY_CHOICE, false, "double single",
                "CSVの引用符。省略時は二重引用符。",
                "What quotes a CSV's fields; the double quote where it is not said."},
        {"records", VOCABULARY_TEXT, false, NULL,
                "JSONやXMLのレコードの位置。例: Records[*]、Events/Event、//rule-result",
                "Where a document's records are: in JSON such as Records[*], in XML such as "
                "Events/Event or, at any depth, //rule-result."},
        {"pattern", VOCABULARY_REGEX, false, NULL,
                "テキスト行の正規表現。名前付きグループがフィールドになる。",
                "The pattern of lines; its named groups are the fields."},
        {"zone", VOCABULARY_TEXT, false, NULL,
                "タイムゾーンのない時刻のタイムゾーンが、この情報源では決まっている場合に書く（例: UTC）。調書より優先し、対応付けの <source> の zone が優先する。",
                "The time zone of stamps that have none, where it is the source's own, such as UTC. It counts before the engagement's; a binding's <source zone> before it."},
        {.name = NULL},
};

static const struct vocabulary_attribute column_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "証拠項目での列名。",
                "What an evidence item calls the column."},
        {"from", VOCABULARY_TEXT, false, NULL,
                "ファイルでのフィールド名。省略時は列名と同じ。",
                "The field as delivered; the column's name where it is not said."},
        {"path", VOCABULARY_TEXT, false, NULL,
                "JSONやXMLのパス（例: userIdentity.arn、System/EventID、Data[@Name='x']）。from の代わりに書く。",
                "The path into JSON or XML (userIdentity.arn, System/EventID, Data[@Name='x']), "
                "instead of `from`."},
        {"type", VOCABULARY_CHOICE, false, "text date timestamp number boolean ip",
                "型。省略時はtext。", "The type; text where it is not said."},
        {"absent", VOCABULARY_WORDS, false, NULL,
                "「値なし」を表す語（空白で区切り、大文字小文字を区別しない）。'' は空文字列。",
                "Words that mean \"not there\", divided by blanks, letters' case ignored; '' is "
                "the empty text."},
        {"normalise", VOCABULARY_WORDS, false, NULL,
                "値の書き換え。対応付けの <column> と同じ（1970年からの秒は epoch、ミリ秒は epoch-ms）。",
                "How values are rewritten, as for a binding's <column>; epoch or epoch-ms for seconds or milliseconds since 1970."},
        {"otherwise", VOCABULARY_ANY, false, NULL,
                "<value> に挙げていない値をすべてこの値にする。省略時はそのまま残る。",
                "What every value that no <value> lists becomes; without it they stay as they are."},
        {"key", VOCABULARY_YES, false, NULL, "キー列か。", "Whether it is a key."},
        {"time", VOCABULARY_YES, false, NULL,
                "レコード自身の日時（型は timestamp か date）か。受領書の期間はこの列で決まる。複数あれば最も多くのレコードが値をもつ列。アカウントの作成日など、レコードが述べる物事の日時には付けない。どの列もそうでなければ、一つに no と書くと check が警告しない。",
                "Whether it is the record's own time (of type timestamp or date), which tells a receipt from when to when the records are; of several the one that most records have. Not the time of a thing that the record is about, such as an account's creation. Where no column is, `no` on one of them says so to check."},
        {.name = NULL},
};

static const struct vocabulary_attribute value_attributes[] = {
        {"from", VOCABULARY_ANY, true, NULL, "ファイルでの値。",
                "The value as delivered."},
        {"to", VOCABULARY_ANY, true, NULL, "置き換え後の値。",
                "The value it stands for."},
        {.name = NULL},
};

static const struct vocabulary_child column_children[] = {
        {"value", 0, ANY_NUMBER},
        {.name = NULL},
};

static const struct vocabulary_attribute sample_attributes[] = {
        {"file", VOCABULARY_TEXT, true, NULL, "samples フォルダーの見本ファイル。",
                "An example file in the folder samples."},
        {"expect", VOCABULARY_TEXT, false, NULL,
                "見本から得られるべき表（CSV）。同じフォルダーに置く。",
                "The table it must give, as CSV, in the same folder."},
        {"zone", VOCABULARY_TEXT, false, NULL,
                "見本の、タイムゾーンのない時刻のタイムゾーン。省略時は Asia/Tokyo。",
                "The time zone of the sample's stamps that have none; Asia/Tokyo without it."},
        {"year", VOCABULARY_COUNT, false, NULL,
                "見本の、年のない時刻の年。省略時は 2025。",
                "The year of the sample's stamps that have none; 2025 without it."},
        {.name = NULL},
};

static const struct vocabulary_attribute table_attributes[] = {
        {"name", VOCABULARY_ID, true, NULL,
                "子表の名前。対応付けの table、問い合わせの \"ファイル#名前\" が使う。",
                "The child table's name: a binding's table, a query's \"MEMBER#NAME\"."},
        {"each", VOCABULARY_TEXT, true, NULL,
                "レコードの中の配列。例: reviews[*]。その要素が子表のレコードになる。",
                "The array in each record, such as reviews[*]; its elements are the child table's records."},
        {"expect", VOCABULARY_TEXT, false, NULL,
                "見本から得られるべき子表（CSV）。見本と同じフォルダーに置く。",
                "The child table that the sample must give, as CSV, beside the sample."},
        {.name = NULL},
};

static const struct vocabulary_child table_children[] = {
        {"column", 0, ANY_NUMBER},
        {.name = NULL},
};

static const struct vocabulary_attribute layout_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "対応付けが使う名前。",
                "The name that bindings use."},
        {"version", VOCABULARY_VERSION, true, NULL, "レイアウトの版。",
                "The layout's version."},
        {.name = NULL},
};

static const struct vocabulary_child layout_children[] = {
        {"title", 1, 2},
        {"note", 0, 2},
        {"recognise", 0, ANY_NUMBER},
        {"format", 1, 1},
        {"column", 0, ANY_NUMBER},
        {"table", 0, ANY_NUMBER},
        {"sample", 0, 1},
        {.name = NULL},
};

static const struct vocabulary_element elements[] = {
        {"layout", VOCABULARY_CHILDREN, layout_attributes, layout_children,
                "よく知られた情報源のファイルの形。",
                "How the files of a well-known source look."},
        {"title", VOCABULARY_STRING, title_attributes, NULL, "情報源の名称。",
                "What the source is called."},
        {"note", VOCABULARY_STRING, title_attributes, NULL, "利用者への説明。",
                "What a person should know of it."},
        {"recognise", VOCABULARY_EMPTY, recognise_attributes, NULL,
                "内容による判別の条件。複数あればすべて満たすこと。ファイル名では判別しない。",
                "How it is known by its content, never by its name; of several, all must hold."},
        {"format", VOCABULARY_EMPTY, format_attributes, NULL, "ファイルの読み方。",
                "How the files are read."},
        {"column", VOCABULARY_CHILDREN, column_attributes, column_children,
                "列。値の一部を <value> で置き換えることができる。ほかの値は otherwise がなければそのまま残る。",
                "A column. Its <value>s replace some of the values; others stay as they are unless `otherwise` says what they become."},
        {"value", VOCABULARY_EMPTY, value_attributes, NULL, "置き換える値。",
                "A value to replace."},
        {"table", VOCABULARY_CHILDREN, table_attributes, table_children,
                "子表。レコードの列（元の名前のまま）と、要素自身の列をもつ。",
                "A child table: the record's columns under their names, and the element's own."},
        {"sample", VOCABULARY_EMPTY, sample_attributes, NULL,
                "このレイアウトを試すための見本。", "An example that tests the layout."},
        {.name = NULL},
};

const struct vocabulary layout_vocabulary = {"urn:chosho:layout:1", "layout", elements};
