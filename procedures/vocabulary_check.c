#include "procedures/vocabulary_check.h"

/* Rows that many checks share. */
#define MISSING                                                                                                                                \
    {                                                                                                                                          \
        "missing", VOCABULARY_CHOICE, false, "deviates allow undecidable",                                                                     \
                "値がない記録の扱い。deviates（既定）は逸脱、allowは検査の対象としない、undecidable（absent の中での既定）は判定不能とする。", \
                "What a record without a value is: deviates (the default), allow (the check says nothing of it) or "                           \
                "undecidable (the default inside absent)."                                                                                     \
    }
#define END                                            \
    {                                                  \
        NULL, VOCABULARY_TEXT, false, NULL, NULL, NULL \
    }

const struct vocabulary_attribute vocabulary_check_filled[] = {
        {"columns", VOCABULARY_WORDS, true, NULL,
                "記入されていなければならない列。欠けている値、空の値、空白だけの値は逸脱となる。",
                "The columns that must be filled in: a value that is absent, empty or only blanks deviates."},
        END,
};

const struct vocabulary_attribute vocabulary_check_one_of[] = {
        {"column", VOCABULARY_WORDS, true, NULL, "値を調べる列。",
                "The column whose value is looked at."},
        {"values", VOCABULARY_WORDS, false, NULL,
                "許される値を空白で区切って並べる。空白を含む値は<value>で書く。文字の大小や全角・半角は区別する。",
                "The values that may stand there, divided by blanks; one with a blank in it is written as <value>. Case and "
                "width count."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_matches[] = {
        {"column", VOCABULARY_WORDS, true, NULL, "書式を調べる列（文字列かIPアドレス）。",
                "The column whose form is looked at (text or ip)."},
        {"pattern", VOCABULARY_REGEX, true, NULL,
                "値の全体が一致しなければならない正規表現（PCRE2）。前後に何があってもよいときは .* を書き添える。",
                "A regular expression (PCRE2) that the whole value must match; write .* where anything may stand before or "
                "behind."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_ordered[] = {
        {"columns", VOCABULARY_WORDS, true, NULL,
                "小さい（早い）順に並んでいなければならない列。日付、日時又は数値とし、:as_of などのパラメーターも書ける。日付と日時は、日時の属する暦日で比べる。",
                "The columns in the order their values must have, smallest or earliest first: dates, times or numbers; a "
                "parameter such as :as_of may stand among them. A day and a moment are compared by the moment's calendar "
                "day."},
        {"equal", VOCABULARY_CHOICE, false, "allow refuse",
                "等しい値の扱い。allow（既定）は許し、refuseは逸脱とする。",
                "What equal values are: allowed (the default) or refused."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_within[] = {
        {"from", VOCABULARY_WORDS, true, NULL,
                "起算する日付又は日時の列。:period_end などのパラメーターも書ける。",
                "The column of the day or moment the time is counted from; a parameter such as :period_end may stand here."},
        {"to", VOCABULARY_WORDS, true, NULL,
                "期間の終わりとなる日付又は日時の列、又はパラメーター。",
                "The column, or the parameter, of the day or moment the time is counted to."},
        {"at-most", VOCABULARY_LIMIT, false, NULL,
                "許される最大の期間。数値か、:limit_days のような数値のパラメーター、又は列の値で引く :limit_days[severity]。ちょうどその値は許される。",
                "The longest time allowed: a number, a number parameter such as :limit_days, or one by a column's value, "
                ":limit_days[severity]. Exactly that much is allowed."},
        {"at-least", VOCABULARY_LIMIT, false, NULL,
                "必要な最小の期間。ちょうどその値は許される。",
                "The shortest time allowed. Exactly that much is allowed."},
        {"unit", VOCABULARY_CHOICE, false, "days business-days hours minutes seconds",
                "単位。days（既定）は依頼者の時間帯での暦日の差を数える（同じ日は0）。business-daysはカレンダーの営業日を数える。ほかは経過時間を数える。",
                "The unit: days (the default) counts calendar days in the client's zone, the same day being 0; business-days "
                "those of a calendar; the others count elapsed time."},
        {"calendar", VOCABULARY_ID, false, NULL,
                "営業日を数えるカレンダー。jp（日本の休日）か、業務フォルダのcalendarsに置いたもの（事業者のものはclient）。その年がカレンダーにない日は判定不能となる。",
                "The calendar whose business days count: jp (Japan's holidays), or one in the engagement's folder calendars "
                "(client, for the client's own). A day in a year it does not have is undecidable."},
        {"day-zero", VOCABULARY_CHOICE, false, "same next",
                "営業日の0日目。same（既定）は起算の日（休業日であっても）、nextは起算の日より後の最初の営業日。",
                "Which day counts as 0: that of `from`, also where it is closed (same, the default), or the first business day "
                "after it (next)."},
        {"negative", VOCABULARY_CHOICE, false, "allow refuse",
                "終わりが起算より早い場合の扱い。refuse（既定）は逸脱、allowは0より小さい期間として比べる。",
                "What a `to` earlier than `from` is: refused (the default), or allowed and compared as less than 0."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_differs[] = {
        {"columns", VOCABULARY_WORDS, true, NULL,
                "互いに異なっていなければならない列（申請者と承認者など）。前後の空白、文字の大小、全角・半角の違いだけでは異なるとみなさない。",
                "The columns that must all differ from each other (who asked and who approved). Blanks around, case and width "
                "alone make no difference."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_match[] = {
        {"evidence", VOCABULARY_ID, true, NULL,
                "対応する記録を探す証跡。母集団の識別子を書けば、その母集団に選ばれた記録だけから探す。",
                "The evidence in which a counterpart must exist; the id of a population means only the records it selects."},
        {"pick", VOCABULARY_CHOICE, false, "any all first latest",
                "対応する記録が複数あるときの選び方。any（既定）はどれか一つが条件を満たせばよく、allはすべてが満たさねばならず、firstとlatestはbyの列の最初又は最後の一つで判定する。",
                "Which of several counterparts must hold the conditions: any one (the default), all of them, or the first or "
                "latest by the column in `by`."},
        {"by", VOCABULARY_WORDS, false, NULL,
                "firstとlatestの順序を決める列。値のない記録は、値のあるものがないときだけ選ばれる。読めない値が一つでもあれば判定不能となる。",
                "The column that says what is first and latest. A counterpart without a value is taken only where none has one; "
                "one whose value cannot be read makes the record undecidable."},
        {"not-after", VOCABULARY_WORDS, false, NULL,
                "latestのとき、byの値がこの列（又はパラメーター）より後の記録を候補から除く。",
                "With latest: counterparts whose `by` is after this column or parameter are no candidates."},
        {"not-before", VOCABULARY_WORDS, false, NULL,
                "firstのとき、byの値がこの列（又はパラメーター）より前の記録を候補から除く。",
                "With first: counterparts whose `by` is before this column or parameter are no candidates."},
        {"cover", VOCABULARY_CHOICE, false, "one union",
                "<inside>の期間の見方。one（既定）は一つの記録の期間に収まること、unionは対応する記録の期間を合わせたときに空きがないことを調べる。",
                "How <inside> is held: by the span of one counterpart (one, the default), or by those of all together, without a "
                "moment or day left open (union)."},
        {"keys-met", VOCABULARY_TEXT, false, NULL,
                "この証跡全体で、突合キーのうち相手にも現れなければならない割合。満たなければ、この検査の結果はすべて判定不能となる。既定は少なくとも一つ。noneは確かめない。",
                "The share of keys that must be met on the other side, counted over all of the evidence; below it the whole test "
                "is indeterminate. The default is at least one; none counts nothing."},
        END,
};

const struct vocabulary_attribute vocabulary_check_absent[] = {
        {"evidence", VOCABULARY_ID, true, NULL,
                "対応する記録があってはならない証跡、又は母集団。中に条件を書けば、そのすべてを満たす記録があってはならない。",
                "The evidence, or population, in which no counterpart may exist; with conditions inside, none that holds them "
                "all."},
        {"keys-met", VOCABULARY_TEXT, false, NULL,
                "突合キーのうち相手にも現れなければならない割合。既定は少なくとも一つ。キーがまったく一致しないことが正常である場合だけ、noneと書く。",
                "The share of keys that must be met on the other side; the default is at least one. Write none only where it is "
                "in order that no key is met at all."},
        END,
};

const struct vocabulary_attribute vocabulary_check_same[] = {
        {"column", VOCABULARY_WORDS, true, NULL,
                "検査する記録の列。値がないか空の場合、対応する記録は探せない（matchでは逸脱、absentでは判定不能）。",
                "The column of the tested record. Without a value, or with an empty one, no counterpart can be looked for: match "
                "deviates, absent is undecidable."},
        {"evidence-column", VOCABULARY_WORDS, false, NULL,
                "相手の列。既定は同じ名前の列。",
                "The counterpart's column; the same name where it is not said."},
        {"keys-met", VOCABULARY_PERCENT, false, NULL,
                "この列だけで数えて、相手にも現れなければならない値の割合。相手に一度も現れない値をもつ記録は、逸脱ではなく判定不能となる（例: あるシステムの記録が丸ごと届いていない）。",
                "The share of this column's values that must be met on the other side. A record whose value is never met there is "
                "undecidable instead of deviating: a system whose records were not delivered at all."},
        END,
};

const struct vocabulary_attribute vocabulary_check_unique[] = {
        {"columns", VOCABULARY_WORDS, true, NULL,
                "組として重複してはならない列。重複した記録はすべて逸脱として示す。",
                "The columns that together must not repeat. Every record that shares its values with another is shown."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_no_gap[] = {
        {"column", VOCABULARY_WORDS, true, NULL,
                "間が空いてはならない列（連番、日付又は日時）。並べ替えてから、直前の値との差を調べる。読めない値があれば、空きは判定不能となる。",
                "The column that must run on without a gap: a number, a date or a moment. Values are sorted and each is compared "
                "with the one before; where the group holds an unreadable value, a gap is undecidable."},
        {"at-most", VOCABULARY_WORDS, false, NULL,
                "許される最大の差。数値（連番の既定は1）、PT20MやP1Dのような期間、又は :parameter。",
                "The largest step allowed: a number (1 for numbers where it is not said), a duration such as PT20M or P1D, or "
                ":parameter."},
        {"unit", VOCABULARY_CHOICE, false, "days hours minutes seconds",
                "日付や日時の列で、at-mostが数値又はパラメーターのときの単位。",
                "The unit where at-most is a number or parameter and the column a date or a moment."},
        {"by", VOCABULARY_WORDS, false, NULL, "この列の値ごとに分けて調べる。",
                "The columns whose values make groups; each is looked at alone."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_count[] = {
        {"by", VOCABULARY_WORDS, false, NULL,
                "この列の値ごとに件数を数える。書かなければ母集団全体を数える。逸脱は、その組の最初の記録で示す。",
                "The columns whose values make groups; without it the whole population is one. A group that deviates is shown by "
                "its first record."},
        {"min", VOCABULARY_NUMBER, false, NULL,
                "必要な最小の件数。母集団に一件もない組は数えられない。",
                "The fewest records a group must have. A group with no record at all cannot be seen here."},
        {"max", VOCABULARY_NUMBER, false, NULL, "許される最大の件数。",
                "The most records a group may have."},
        END,
};

const struct vocabulary_attribute vocabulary_check_equal[] = {
        {"columns", VOCABULARY_WORDS, true, NULL,
                "互いに等しくなければならない列。文字列は文字のとおりに比べる（大文字・小文字、全角・半角も区別する）。",
                "The columns that must all be equal; texts to the letter, case and width included."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_inside[] = {
        {"from", VOCABULARY_WORDS, true, NULL, "検査する記録の期間の始まりの列。",
                "The column where the tested record's span begins."},
        {"to", VOCABULARY_WORDS, false, NULL,
                "検査する記録の期間の終わりの列。書かなければ、fromの一時点とする。",
                "The column where it ends; without it the span is the moment of `from`."},
        {"start", VOCABULARY_WORDS, true, NULL, "相手の期間の始まりの列。",
                "The counterpart's column where its span begins."},
        {"end", VOCABULARY_WORDS, true, NULL,
                "相手の期間の終わりの列（その日、その時刻を含む）。",
                "The counterpart's column where its span ends, that day or moment included."},
        {"before", VOCABULARY_DURATION, false, NULL,
                "相手の期間の前に許す余裕（例: PT10M）。",
                "How much earlier than `start` is still inside, such as PT10M."},
        {"after", VOCABULARY_DURATION, false, NULL, "相手の期間の後に許す余裕。",
                "How much later than `end` is still inside."},
        {"open-end", VOCABULARY_YES, false, NULL,
                "yesなら、終わりの値がない相手の期間は続いているものとみなす。既定はnoで、その相手については判定不能となる。",
                "yes where a span without a value in `end` goes on. The default is no: of such a counterpart it cannot be "
                "decided."},
        MISSING,
        END,
};

const struct vocabulary_attribute vocabulary_check_covers[] = {
        {"evidence", VOCABULARY_ID, false, NULL,
                "期間の区切りごとに記録があるかを調べる証跡、又は母集団。書かなければ、母集団の記録の期間（from、to）が監査対象期間を覆うかを調べる。",
                "The evidence, or population, that must have records in each cell of a grid of time. Without it the spans (from, to) "
                "of the population's own records must cover the audit period."},
        {"at", VOCABULARY_NAME, false, NULL,
                "証跡の記録が入る区切りを決める日付又は日時の列。読めない値があれば、足りない区切りは判定不能となる。",
                "The day or moment that says which cell a record of the evidence lies in. Where one is missing or cannot be read, a "
                "cell that lacks records is undecidable."},
        {"at-least", VOCABULARY_NUMBER, false, NULL, "区切りごとに必要な件数。既定は1。",
                "How many records each cell must have; 1 where it is not said."},
        {"keys-met", VOCABULARY_TEXT, false, NULL,
                "突合キーのうち相手にも現れなければならない割合。既定は少なくとも一つ。noneは確かめない。",
                "The share of keys that must be met on the other side; the default is at least one, none counts nothing."},
        {"from", VOCABULARY_NAME, false, NULL, "記録の期間の最初の日（又は日時）の列。",
                "The first day, or moment, of a record's span."},
        {"to", VOCABULARY_NAME, false, NULL,
                "記録の期間の最後の日（又は日時）の列。その日を含む。",
                "The last day, or moment, of a record's span; that day is in it."},
        {"by", VOCABULARY_WORDS, false, NULL, "この列の値ごとに、期間を覆うかを調べる。",
                "The columns whose values make groups; each must cover the period."},
        {"open-end", VOCABULARY_YES, false, NULL,
                "yesなら、toの値がない記録は終わりがないものとする。既定はnoで、判定不能となる。",
                "yes: a record without a value in `to` has no end yet. The default is no: it is undecidable."},
        END,
};

const struct vocabulary_attribute vocabulary_check_pairs[] = {
        {"key", VOCABULARY_WORDS, true, NULL,
                "対になる記録に共通する列（カード番号、セッションなど）。",
                "The columns that the two records of a pair share: a card, a session."},
        {"at", VOCABULARY_NAME, true, NULL,
                "記録の順を決める日付又は日時の列。同じ値の記録は、届いた順とする。",
                "The day or moment that puts records in order; those of the same value stay as delivered."},
        {"kind", VOCABULARY_NAME, true, NULL,
                "始まりか終わりかを示す列。openでもcloseでもない値は判定不能となる。",
                "The column that says which of the two a record is; a value that is neither is undecidable."},
        {"open", VOCABULARY_TEXT, true, NULL, "始まりを示す値。例: 入",
                "The value of a record that opens, such as in."},
        {"close", VOCABULARY_TEXT, true, NULL, "終わりを示す値。例: 退",
                "The value of a record that closes, such as out."},
        {"at-most", VOCABULARY_TEXT, false, NULL,
                "始まりから終わりまでの最大の期間。例: PT12H。超えた組は両方が逸脱となる。",
                "The longest time from opening to closing, such as PT12H; beyond it both records deviate."},
        {"edges", VOCABULARY_CHOICE, false, "tell deviate",
                "期間の端で相手が切れている可能性のある記録の扱い。tell（既定）は期限未到来として示し、deviateは逸脱とする。at-mostがなければ、組ごとの最初の終わりと最後の始まりが当たる。",
                "What a record is whose partner may lie outside the period: told as not yet due (tell, the default) or deviating. "
                "Without at-most that is the first record of a key where it closes, and the last where it opens."},
        END,
};

const struct vocabulary_attribute vocabulary_check_reconciles[] = {
        {"with", VOCABULARY_ID, true, NULL,
                "突き合わせる、もう一方の母集団。どちらの側の記録も、相手がなければ逸脱となる。",
                "The other population. A record of either side without a counterpart on the other deviates."},
        {"by", VOCABULARY_CHOICE, false, "day week month quarter",
                "相手は同じ区切りに属さなければならない。両方の母集団にat=が必要。",
                "Counterparts must lie in the same part of the period; both populations need at=."},
        {"keys-met", VOCABULARY_TEXT, false, NULL,
                "突合キーのうち相手にも現れなければならない割合。既定は少なくとも一つ。noneは確かめない。",
                "The share of keys that must be met on the other side; the default is at least one, none counts nothing."},
        END,
};

const struct vocabulary_attribute vocabulary_check_total[] = {
        {"evidence", VOCABULARY_ID, true, NULL,
                "総数を述べた証跡（システムの統計画面など）。",
                "The evidence that states totals: the system's own statistics."},
        {"value", VOCABULARY_NAME, true, NULL, "述べられた総数の列（数値）。",
                "The column with the stated total, a number."},
        {"of", VOCABULARY_TEXT, true, NULL,
                "countなら記録の件数、列の名前ならその列（数値）の合計と比べる。",
                "count: the number of records; or the column (a number) that is added up."},
        {"keys-met", VOCABULARY_TEXT, false, NULL,
                "突合キーのうち相手にも現れなければならない割合。既定は少なくとも一つ。noneは確かめない。",
                "The share of keys that must be met on the other side; the default is at least one, none counts nothing."},
        END,
};

const struct vocabulary_attribute vocabulary_check_alternative[] = {
        {"id", VOCABULARY_ID, true, NULL, "別経路の識別子。", "The route's id."},
        {"evidence", VOCABULARY_ID, false, NULL,
                "別経路を示す証跡、又は母集団。<same>で突き合わせる。書かなければ、検査する記録の列だけを調べる。",
                "The evidence, or population, that shows the route, found by <same>; without it only columns of the tested "
                "record are looked at."},
        {"cover", VOCABULARY_CHOICE, false, "one union",
                "<inside>の期間の見方。one（既定）は一つの記録の期間に収まること、unionは対応する記録の期間を合わせたときに空きがないことを調べる。",
                "How <inside> is held: by the span of one counterpart (one, the default), or by those of all together, without a "
                "moment or day left open (union)."},
        {"keys-met", VOCABULARY_TEXT, false, NULL,
                "突合キーのうち相手にも現れなければならない割合。既定は確かめない（別経路は使われないことがある）。",
                "The share of keys that must be met on the other side; by default nothing is counted, for nobody may have gone "
                "the route."},
        END,
};

const struct vocabulary_attribute vocabulary_check_exceptions[] = {
        {"subject", VOCABULARY_ID, false, NULL,
                "問い合わせの返すrecord_idがどの証跡の記録かを示す。既定はoverの母集団のもの。",
                "Whose record the record_id of each row is: an evidence item or population. The default is that of `over`."},
        {"keys", VOCABULARY_WORDS, false, NULL,
                "結合するキーの組を「証跡.列 証跡.列」で並べる。キーがまったく一致しなければ、結果は「逸脱なし」ではなく判定不能となる。noneは確かめない。",
                "The keys that are joined, in pairs of item.column item.column. Where they never meet, the result is "
                "indeterminate and not \"no exception\". none counts nothing."},
        END,
};
