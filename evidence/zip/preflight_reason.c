#include "evidence/zip/preflight_reason.h"

#include <inttypes.h>

#include "engine/base/text.h"
#include "evidence/zip/preflight.h"

enum concern { BUNDLE, MEMBER, UNREAD, FINDING };

static const struct reason {
    enum concern concern;
    const char *code, *en, *ja;
} reasons[] = {
        /* The bundle as a whole. */
        {BUNDLE, "no-end-record", "it is not a zip, or its end is missing",
                "zipではないか、末尾が欠けています"},
        {BUNDLE, "two-end-records",
                "it has two end records, so that programs read different members from it",
                "終端レコードが二つあり、プログラムによって読まれる中身が変わります"},
        {BUNDLE, "trailing-bytes", "bytes follow its end record",
                "終端レコードの後に余分なバイトがあります"},
        {BUNDLE, "cut-off", "it is cut off inside its end record or comment",
                "終端レコードまたはコメントの途中で切れています"},
        {BUNDLE, "multi-disk", "it is one part of a zip split over several files",
                "分割されたzipの一部です"},
        {BUNDLE, "zip64-end", "its zip64 end record contradicts itself or its place",
                "zip64終端レコードの内容か位置が矛盾しています"},
        {BUNDLE, "directory", "its directory is broken or not where it is said to be",
                "中央ディレクトリが壊れているか、記載された位置にありません"},
        {BUNDLE, "count-differs",
                "its directory does not hold the number of members it declares",
                "ファイル数の記載と中央ディレクトリが一致しません"},
        {BUNDLE, "prefix", "bytes stand before its first member",
                "最初のファイルの前に余分なバイトがあります"},
        {BUNDLE, "gap", "it holds bytes that belong to no member",
                "どのファイルにも属さないバイトがあります"},
        {BUNDLE, "overlap", "its members overlap", "ファイル同士が重なっています"},
        {BUNDLE, "local-header", "a member is not where the directory says",
                "中央ディレクトリの示す位置にファイルがありません"},
        {BUNDLE, "too-many-members", "it declares more members than the limit",
                "ファイル数が上限を超えています"},
        {BUNDLE, "bundle-too-large", "it is, or unpacks to, more bytes than the limit",
                "zip自体または展開後の大きさが上限を超えています"},
        /* One member. */
        {UNREAD, "encrypted", "it is encrypted: ask for an open copy",
                "暗号化されています。暗号化していないものを依頼してください"},
        {UNREAD, "method",
                "it is compressed by a method other than deflate: ask for it zipped the ordinary way",
                "deflate以外の方式で圧縮されています。通常の方式で圧縮したものを依頼してください"},
        {UNREAD, "patch", "it is a patch to another file, not a file",
                "ファイルではなく差分データです"},
        {MEMBER, "link", "it is a symbolic link", "シンボリックリンクです"},
        {MEMBER, "hard-link",
                "it is a hard link: the content stands with another member; ask for a copy in its place",
                "ハードリンクです。内容は別のファイルの側にあるため、実体のコピーを依頼してください"},
        {MEMBER, "device", "it is a device or socket", "デバイスまたはソケットです"},
        {MEMBER, "folder-with-data", "it is a folder that has content",
                "フォルダーなのに内容があります"},
        {MEMBER, "name-nul", "its name has a NUL inside", "名前にNULが含まれています"},
        {MEMBER, "name-encoding", "its name is flagged as UTF-8 and is not",
                "名前がUTF-8の印付きなのにUTF-8ではありません"},
        {MEMBER, "name-empty", "it has no name", "名前がありません"},
        {MEMBER, "name-absolute", "its name is an absolute path", "名前が絶対パスです"},
        {MEMBER, "name-dot-dot", "its name has a part '..'",
                "名前に「..」が含まれています"},
        {MEMBER, "name-backslash", "its name has a backslash",
                "名前に「\\」が含まれています"},
        {MEMBER, "name-drive", "its name begins with a drive letter",
                "名前がドライブ文字で始まっています"},
        {MEMBER, "name-long", "its name, or a part of it, is too long",
                "名前またはその一部が長すぎます"},
        {MEMBER, "name-deep", "its name has too many folders",
                "名前のフォルダー階層が深すぎます"},
        {MEMBER, "duplicate-name",
                "another member has the same name, or one that means the same path",
                "同じ名前、または同じパスになる名前のファイルが他にもあります"},
        {MEMBER, "name-differs", "its two headers give different names",
                "二つのヘッダーで名前が異なります"},
        {MEMBER, "flags-differ", "its two headers have different flags",
                "二つのヘッダーでフラグが異なります"},
        {MEMBER, "method-differs", "its two headers name different methods",
                "二つのヘッダーで圧縮方式が異なります"},
        {MEMBER, "crc-differs", "its headers give different CRC-32s",
                "ヘッダーのCRC-32が互いに異なります"},
        {MEMBER, "size-differs", "its headers give different sizes",
                "ヘッダーの大きさが互いに異なります"},
        {MEMBER, "descriptor-missing", "its data descriptor is missing",
                "データ記述子がありません"},
        {MEMBER, "extra-field", "an extra field of it is broken or there twice",
                "拡張フィールドが壊れているか重複しています"},
        {MEMBER, "zip64", "its zip64 field contradicts its header",
                "zip64フィールドがヘッダーと矛盾しています"},
        {MEMBER, "ratio", "it declares more bytes than its compressed data can hold",
                "宣言サイズが圧縮データからはありえない大きさです"},
        {MEMBER, "member-too-large", "it declares more bytes than the limit",
                "宣言サイズが上限を超えています"},
        /* One member that is sound as the zip has it. */
        {UNREAD, "kind", "there is no reader for files of this kind",
                "この種類のファイルを読み取る機能がありません"},
        {UNREAD, "too-deep",
                "it is an archive in an archive in an archive: ask for it on its own",
                "圧縮ファイルの中の圧縮ファイルのさらに中にある圧縮ファイルです。単独での提出を依頼してください"},
        {UNREAD, "gzip-in-gzip",
                "it is a gzip file in a gzip file: ask for it on its own",
                "gzipの中のgzipです。単独での提出を依頼してください"},
        {UNREAD, "inner-refused",
                "as an archive it cannot be trusted, so nothing in it is read",
                "圧縮ファイルとして信頼できないため、中身を読み取りません"},
        {UNREAD, "inner-limit", "it holds more than is allowed, so nothing in it is read",
                "中身が上限を超えるため、読み取りません"},
        {UNREAD, "inner-sparse",
                "it is a sparse file, which a tar does not hold as it is",
                "スパースファイルで、tarの中にそのままの形では入っていません"},
        {UNREAD, "inner-kind", "it is of a kind that no program reads in the same way",
                "プログラムによって扱いの異なる種類のファイルです"},
        {UNREAD, PREFLIGHT_SUPERSEDED,
                "a later member of the tar has its name: that one counts, as it does for every program that unpacks the tar",
                "tarのより後ろに同じ名前のファイルがあります。tarを展開するプログラムと同じく、後のものを有効とします"},
        {UNREAD, PREFLIGHT_SAME,
                "it is a hard link to its own name: the file was packed twice, and is read where it stands first",
                "自身の名前へのハードリンクです。同じファイルが二度収められており、先のものを読み取ります"},
        {UNREAD, "inner-cut-off", "the tar breaks off before its end",
                "その終わりより前でtarが途切れています"},
        {UNREAD, "sheet-chart", "it is a chart and has no cells",
                "グラフシートで、セルがありません"},
        {UNREAD, "sheet-dialog", "it is a dialog sheet and has no cells",
                "ダイアログシートで、セルがありません"},
        {UNREAD, "sheet-macros", "it holds Excel 4.0 macros, which are not read",
                "Excel 4.0マクロシートで、読み取りません"},
        /* A tar as a whole. */
        {UNREAD, "tar-cut-off", "the tar ends before its end mark",
                "tarの終端の印より前で終わっています"},
        {UNREAD, "tar-checksum",
                "a header of the tar does not have the checksum it states",
                "tarのヘッダーのチェックサムが一致しません"},
        {UNREAD, "tar-header", "a header of the tar is broken or says two things",
                "tarのヘッダーが壊れているか、矛盾しています"},
        {UNREAD, "tar-extended", "an extended header of the tar is broken or too long",
                "tarの拡張ヘッダーが壊れているか、長すぎます"},
        {UNREAD, "tar-trailing", "bytes follow the tar's end mark",
                "tarの終端の印の後に余分なバイトがあります"},
        {UNREAD, "damaged", "nothing of it could be read", "何も読み取れませんでした"},
        /* Findings on members kept. */
        {FINDING, "sheet-hidden", "the sheet is hidden", "非表示のシートです"},
        {FINDING, "sheet-very-hidden",
                "the sheet is hidden so that Excel does not list it",
                "Excelの一覧にも現れない非表示（veryHidden）のシートです"},
        {FINDING, "zip-padding",
                "zeros follow the end of the zip it is in, as programs pad what they write to a pipe",
                "このファイルの入っているzipの末尾の後に、パイプへの書き出しなどで付く0のバイトが続いています"},
        {FINDING, "similar-name",
                "another member's name differs only in case, width or normal form, or has it as a folder",
                "大文字小文字、幅または正規化だけが異なる名前のファイル、または同じ名前のフォルダーが他にもあります"},
        {FINDING, "high-ratio",
                "it declares more than 100 times the bytes of its compressed data",
                "宣言サイズが圧縮データの100倍を超えています"},
        {FINDING, "total-row",
                "its last record looks like a row of totals: leave it out where records are counted",
                "最終レコードは合計行のようです。件数や母集団からは除いてください"},
        {FINDING, "json-inner-array", "it holds lists that are not read as records",
                "レコードとして読み取っていない並びがあります"},
        {FINDING, "next-page",
                "it says itself that there is more: a next page (nextPageToken, IsTruncated …) is not in it",
                "続きのページがあると記されています（nextPageToken、IsTruncated など）が、含まれていません"},
        {FINDING, "json-rows",
                "a list in its records holds rows that are arrays, which are not read as records (of an export as CSV they are)",
                "レコードの中に、配列の行からなる並びがあり、行はレコードとして読み取っていません（CSVで出力すれば読み取れます）"},
        {FINDING, "more-columns",
                "its columns are those of its first 16 MiB, at most 2,000: a field that only later records have is none",
                "列は先頭 16 MiB の分（最大 2,000 個）で、それより後のレコードにしかない項目は列になりません"},
        {FINDING, "json-empty-array",
                "the only list in it is empty, so it has no records, and what else it holds is not read: where that is to be tested, name it in the binding by its path, as records=\"policy\"",
                "唯一の並びが空のためレコードは0件で、ほかの内容は読み取っていません。そちらを検証する場合は、対応付けに records=\"policy\" のようにパスを指定してください"},
        {FINDING, "xml-left-aside",
                "other elements repeat in it, and are not read as records",
                "レコードとして読み取っていない、繰り返しの要素がほかにもあります"},
        {FINDING, "xml-too-many-paths",
                "it has more different elements than are looked at to find its records, 512 in one element and 4096 in all (its kind says where, and how many were left out): if these are not its records, name them as records=\"Root/Element\" in a source of the binding",
                "要素の種類が上限（一つの要素の中で512、全体で4096）を超え、一部を見ずにレコードを判断しました（種類の欄に場所と件数があります）。レコードが違う場合は、対応付けの source に records=\"親要素/要素\" と指定してください"},
        {FINDING, "sheet-hides",
                "rows or columns are hidden in the workbook (how many is behind its kind), and were read",
                "ブックで非表示の行か列（数は種類の欄）も、ほかと同じく読み取りました"},
        {FINDING, "sheet-merged",
                "cells below its header are merged: only the first cell of each area has the value",
                "見出しより下に結合セルがあり、値は先頭のセルだけにあります"},
        {FINDING, "sheet-header-doubtful",
                "which row at its beginning is its header is not certain (its kind says where it is not the first): look at the columns, and name header-line=\"ROW\" (or header=\"no\") in the binding where they are wrong",
                "先頭のどの行が見出しなのか判然としません（1行目でなければ種類の欄に行番号があります）。列名を確かめ、違っていれば対応付けに header-line=\"行番号\"（見出しがなければ header=\"no\"）を指定してください"},
        {FINDING, "header-doubtful",
                "its first line may be a record and not a header, or the other way round: name header=\"no\" (or \"yes\") in the binding",
                "先頭行が見出しなのかレコードなのか判然としません。対応付けに header=\"no\"（または \"yes\"）を指定してください"},
        {FINDING, "header-line-doubtful",
                "which line at its beginning is its header is not certain (its kind says where it is not the first): look at the columns, and name header-line=\"LINE\" in the binding where they are wrong",
                "先頭のどの行が見出しなのか判然としません（1行目でなければ種類の欄に行番号があります）。列名を確かめ、違っていれば対応付けに header-line=\"行番号\" を指定してください"},
        {FINDING, "delimiter-doubtful",
                "two delimiters divide its lines alike, and the first of comma, semicolon, tab and | was taken: look at the columns, and name delimiter=\"semicolon\" (or comma, tab, pipe) in the binding where they are wrong", "二つの区切り文字が同じように行を分けるため、カンマ・セミコロン・タブ・| のうち先のものを区切りとしました。列名を確かめ、違っていれば対応付けに delimiter=\"semicolon\"（または comma、tab、pipe）を指定してください"},
        {FINDING, "comment-lines",
                "lines behind its last record that begin with # are not read as records",
                "最後のレコードより後の # で始まる行は、レコードとして読み取っていません"},
        {FINDING, "totals-differ",
                "the number of records it states above its header is not the one it states at its end, which is the one compared: ask which is right",
                "見出しより前に書かれた件数と末尾に書かれた件数が違います（照合には末尾の件数を使いました）。どちらが正しいか確認してください"},
        {FINDING, "no-match",
                "lines that the layout's pattern does not match are in no table of that layout: look at them with layout=\"lines\", and name another layout or pattern in the binding where they are evidence",
                "レイアウトのパターンに合わない行は、そのレイアウトの表に入りません。layout=\"lines\" で内容を確かめ、証拠として必要なら対応付けに別のレイアウトかパターンを指定してください"},
        {FINDING, "name-guessed",
                "its name is in no encoding that zips of Japan have (UTF-8, Shift_JIS) and is shown as code page 437, which may be wrong: its content is not touched by that, but ask for it zipped with UTF-8 names where the name matters",
                "名前の文字コードがUTF-8でもShift_JISでもないため、コードページ437とみなして表示しており、正しくないことがあります。内容には影響しません。名前が必要なら、UTF-8の名前で圧縮し直したものを依頼してください"},
        {FINDING, "name-double",
                "its zip has two names for it, the one here in a Unicode field and another in the header, which some programs show: make sure which file the client means",
                "zipの中に名前が二つあります。ここに示すのはUnicode欄の名前で、見出し部の別の名前を示すソフトもあります。どのファイルのことかを確認してください"},
        {FINDING, PREFLIGHT_OVER_LIMIT,
                "what is over a limit is not read and is no damage: ask for it in smaller parts or records, or bind it another way (another layout, pattern or records=)",
                "上限を超えた部分は読み取っていません（破損ではありません）。小さく分けたファイルまたはレコードでの再提出を依頼するか、別のレイアウト・パターン・records= で対応付けてください"},
        {FINDING, "kind-by-name",
                "its content leaves open whether it is a table or lines of text, and whether its name ends in .csv decided: name layout=\"csv\" (or \"lines\") in the binding where that is wrong",
                "内容からは表（CSV）か行単位の文章か判然としないため、名前が .csv で終わるかどうかで決めました。違う場合は対応付けに layout=\"csv\"（または \"lines\"）を指定してください"},
};

const char *preflight_reason_text(const char *reason)
{
    for (size_t i = 0; reason && i < ARRAY_LENGTH(reasons); i++) {
        if (text_is_equal(reasons[i].code, reason))
            return TR(reasons[i].en, reasons[i].ja);
    }
    return reason ? reason : "";
}

static const char *find_effect(enum concern concern)
{
    switch (concern) {
    case BUNDLE:
        return TR("the zip is refused", "zipを受け付けない");
    case MEMBER:
        return TR("the member is refused", "そのファイルを拒否");
    case UNREAD:
        return TR("the member is kept unread", "そのファイルを未読のまま保管");
    case FINDING:
        break;
    }
    return TR("told, the member is read", "知らせるのみで、読み取る");
}

bool preflight_reason_list(size_t index, const char **ret_code, const char **ret_effect,
        const char **ret_text)
{
    if (index >= ARRAY_LENGTH(reasons))
        return false;
    *ret_code = reasons[index].code;
    *ret_effect = find_effect(reasons[index].concern);
    *ret_text = TR(reasons[index].en, reasons[index].ja);
    return true;
}

bool preflight_reason_refuse(const char *reason, uint64_t offset, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("the zip is refused: %s (byte %" PRIu64 ")" ERROR_ADVICE
               "ask for the files to be zipped again by an ordinary program and sent anew [%s]",
                    "zipを受け付けられません: %s（%" PRIu64 "バイト目）" ERROR_ADVICE
                    "通常の圧縮ソフトで作り直したzipの再提出を依頼してください [%s]"),
            preflight_reason_text(reason), offset, reason);
}
