#include "evidence/table/function_help.h"

#include <stddef.h>

static const char *const names[] = {"in_period", "day_of", "start_of_day", "end_of_day",
        "days_between", "seconds_between", "regexp", "match_group", "field", "fold",
        "lower_text", "as_date", "as_timestamp", "date_or_null", "timestamp_or_null",
        "business_days_between", "is_business_day", "no_value", "period_cell", "cell_at",
        "add_days", NULL};

static const struct function_help help[] = {
        {"in_period", "in_period(x)", "日付又は日時 x が監査対象期間に入れば 1",
                "1 where the date or timestamp x lies within the audit period"},
        {"day_of", "day_of(x)", "日時 x の、事業者の時間帯での日付",
                "the day of the timestamp x in the client's time zone"},
        {"start_of_day", "start_of_day(d)", "d の日の最初の瞬間（事業者の時間帯）",
                "the first instant of the day d in the client's time zone"},
        {"end_of_day", "end_of_day(d)", "d の日の最後の瞬間（事業者の時間帯）",
                "the last instant of the day d in the client's time zone"},
        {"days_between", "days_between(a, b)",
                "a から b までの日数（事業者の時間帯での暦日。b が前なら負）",
                "calendar days from a to b in the client's time zone; negative where b is earlier"},
        {"seconds_between", "seconds_between(a, b)", "a から b までの秒数",
                "seconds from a to b"},
        {"business_days_between", "business_days_between(a, b, 'jp'[, 'next'])",
                "a の後から b までの営業日の数（b が前なら負）。カレンダーは引用符で囲んで書く。'next' なら a の後の最初の営業日を0とする",
                "business days of a calendar after a, up to b; negative where b is earlier. With 'next' the first one after a is 0"},
        {"is_business_day", "is_business_day(d, 'jp')", "d がカレンダーの営業日なら 1",
                "1 where d is a business day of the calendar"},
        {"no_value", "no_value(kind, what, value)",
                "判定できない値（検査がコンパイルされたSQLだけで用いる）",
                "a value that cannot be decided; only for what checks compile to"},
        {"as_date", "as_date(x)",
                "文字列 x を日付として厳密に読む（和暦も可）。読めなければエラー",
                "the text x read strictly as a date (Japanese eras too); an error where it is none"},
        {"as_timestamp", "as_timestamp(x[, zone])",
                "文字列 x を日時として厳密に読み、UTCで表す。zone は 'UTC' か '+09:00'（既定は事業者の時間帯）。読めなければエラー",
                "the text x read strictly as a timestamp, in UTC; zone is 'UTC' or '+09:00' (default: the client's); an error where it is none"},
        {"date_or_null", "date_or_null(x)",
                "as_date(x) と同じ。ただし、日付として読めなければエラーにせず NULL（問い合わせでのみ使える）。読めない値は WHERE date_or_null(x) IS NULL で一覧できる",
                "as as_date(x), but NULL instead of an error where it is none; in queries alone. WHERE date_or_null(x) IS NULL lists what does not read"},
        {"timestamp_or_null", "timestamp_or_null(x[, zone])",
                "as_timestamp と同じ。ただし、日時として読めなければエラーにせず NULL（問い合わせでのみ使える）",
                "as as_timestamp, but NULL instead of an error where it is none; in queries alone"},
        {"period_cell", "period_cell(unit, i, part)",
                "監査対象期間の i 番目（0から）の区切り（'day'、'week'、'month'、'quarter'）の 'number'、'name'、'start'、'end'。最後より後は NULL",
                "of the i-th (from 0) 'day', 'week', 'month' or 'quarter' of the audit period its 'number', 'name', 'start' or 'end'; NULL behind the last"},
        {"cell_at", "cell_at(unit, x)",
                "日付又は日時 x が入る区切りの number。期間外は NULL",
                "the number of the cell that the date or timestamp x lies in; NULL outside the period"},
        {"add_days", "add_days(x, n)", "日付又は日時 x の n 日後の日付",
                "the day n calendar days behind the date or timestamp x"},
        {"regexp", "x REGEXP pattern", "x の中に正規表現（PCRE2）に合う箇所があれば 1",
                "1 where the PCRE2 pattern matches anywhere in x"},
        {"match_group", "match_group(x, pattern, group)",
                "正規表現に最初に合う箇所の、グループ（番号か名前）の文字列。合わなければ NULL",
                "the text of a group (number or name) of the first match; NULL where nothing matches"},
        {"field", "field(json, path)", "JSON の中の値: field(_text, 'user.name')",
                "a value inside JSON text: field(_text, 'user.name')"},
        {"elements", "elements(json, path)",
                "FROM に書く表関数。JSONの配列又はオブジェクトの要素を行（key、place、value）にする: FROM \"users.json\" t, elements(t._text, 'roles') e",
                "a table in FROM: the elements of a JSON array or object as rows (key, place, value): FROM \"users.json\" t, elements(t._text, 'roles') e"},
        {"fold", "fold(x)", "全角英数字と半角カナを通常の字体に揃える",
                "full-width ASCII and half-width katakana in their usual forms"},
        {"lower_text", "lower_text(x)", "小文字にする（ASCII以外も）",
                "lower case, beyond ASCII too"},
        {NULL, NULL, NULL, NULL},
};

const char *const *function_help_names(void)
{
    return names;
}

const struct function_help *function_help(void)
{
    return help;
}
