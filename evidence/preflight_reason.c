#include "evidence/preflight_reason.h"

#include <inttypes.h>

#include "engine/base/text.h"
#include "evidence/preflight.h"

static const struct reason {
    const char *code, *en, *ja;
} reasons[] = {
        /* The bundle as a whole. */
        {"no-end-record", "it is not a zip, or its end is missing",
                "zipではないか、末尾が欠けています"},
        {"two-end-records",
                "it has two end records, so that programs read different members from it",
                "終端レコードが二つあり、プログラムによって読まれる中身が変わります"},
        {"trailing-bytes", "bytes follow its end record",
                "終端レコードの後に余分なバイトがあります"},
        {"cut-off", "it is cut off inside its end record or comment",
                "終端レコードまたはコメントの途中で切れています"},
        {"multi-disk", "it is one part of a zip split over several files",
                "分割されたzipの一部です"},
        {"zip64-end", "its zip64 end record contradicts itself or its place",
                "zip64終端レコードの内容か位置が矛盾しています"},
        {"directory", "its directory is broken or not where it is said to be",
                "中央ディレクトリが壊れているか、記載された位置にありません"},
        {"count-differs", "its directory does not hold the number of members it declares",
                "ファイル数の記載と中央ディレクトリが一致しません"},
        {"prefix", "bytes stand before its first member",
                "最初のファイルの前に余分なバイトがあります"},
        {"gap", "it holds bytes that belong to no member",
                "どのファイルにも属さないバイトがあります"},
        {"overlap", "its members overlap", "ファイル同士が重なっています"},
        {"local-header", "a member is not where the directory says",
                "中央ディレクトリの示す位置にファイルがありません"},
        {"too-many-members", "it declares more members than the limit",
                "ファイル数が上限を超えています"},
        {"bundle-too-large", "it is, or unpacks to, more bytes than the limit",
                "zip自体または展開後の大きさが上限を超えています"},
        /* One member. */
        {"encrypted", "it is encrypted: ask for an open copy",
                "暗号化されています。暗号化していないものを依頼してください"},
        {"method", "it is compressed by a method other than deflate",
                "deflate以外の方式で圧縮されています"},
        {"patch", "it is a patch to another file, not a file",
                "ファイルではなく差分データです"},
        {"link", "it is a symbolic link", "シンボリックリンクです"},
        {"device", "it is a device or socket", "デバイスまたはソケットです"},
        {"folder-with-data", "it is a folder that has content",
                "フォルダーなのに内容があります"},
        {"name-nul", "its name has a NUL inside", "名前にNULが含まれています"},
        {"name-encoding", "its name is flagged as UTF-8 and is not",
                "名前がUTF-8の印付きなのにUTF-8ではありません"},
        {"name-empty", "it has no name", "名前がありません"},
        {"name-absolute", "its name is an absolute path", "名前が絶対パスです"},
        {"name-dot-dot", "its name has a part '..'", "名前に「..」が含まれています"},
        {"name-backslash", "its name has a backslash", "名前に「\\」が含まれています"},
        {"name-drive", "its name begins with a drive letter",
                "名前がドライブ文字で始まっています"},
        {"name-long", "its name, or a part of it, is too long",
                "名前またはその一部が長すぎます"},
        {"name-deep", "its name has too many folders",
                "名前のフォルダー階層が深すぎます"},
        {"duplicate-name", "another member has the same name",
                "同じ名前のファイルが他にもあります"},
        {"name-differs", "its two headers give different names",
                "二つのヘッダーで名前が異なります"},
        {"flags-differ", "its two headers have different flags",
                "二つのヘッダーでフラグが異なります"},
        {"method-differs", "its two headers name different methods",
                "二つのヘッダーで圧縮方式が異なります"},
        {"crc-differs", "its headers give different CRC-32s",
                "ヘッダーのCRC-32が互いに異なります"},
        {"size-differs", "its headers give different sizes",
                "ヘッダーの大きさが互いに異なります"},
        {"descriptor-missing", "its data descriptor is missing",
                "データ記述子がありません"},
        {"extra-field", "an extra field of it is broken or there twice",
                "拡張フィールドが壊れているか重複しています"},
        {"zip64", "its zip64 field contradicts its header",
                "zip64フィールドがヘッダーと矛盾しています"},
        {"ratio", "it declares more bytes than its compressed data can hold",
                "宣言サイズが圧縮データからはありえない大きさです"},
        {"member-too-large", "it declares more bytes than the limit",
                "宣言サイズが上限を超えています"},
        /* One member that is sound as the zip has it. */
        {"kind", "there is no reader for files of this kind",
                "この種類のファイルを読み取る機能がありません"},
        {"too-deep",
                "it is an archive in an archive in an archive: ask for it on its own",
                "アーカイブの中のアーカイブのさらに中にあるアーカイブです。単独での提出を依頼してください"},
        {"gzip-in-gzip", "it is a gzip file in a gzip file: ask for it on its own",
                "gzipの中のgzipです。単独での提出を依頼してください"},
        {"inner-refused", "as an archive it cannot be trusted, so nothing in it is read",
                "アーカイブとして信頼できないため、中身を読み取りません"},
        {"inner-limit", "it holds more than is allowed, so nothing in it is read",
                "中身が上限を超えるため、読み取りません"},
        {"inner-sparse", "it is a sparse file, which a tar does not hold as it is",
                "スパースファイルで、tarの中にそのままの形では入っていません"},
        {"inner-kind", "it is of a kind that no program reads in the same way",
                "プログラムによって扱いの異なる種類のファイルです"},
        /* A tar as a whole. */
        {"tar-cut-off", "the tar ends before its end mark",
                "tarの終端の印より前で終わっています"},
        {"tar-checksum", "a header of the tar does not have the checksum it states",
                "tarのヘッダーのチェックサムが一致しません"},
        {"tar-header", "a header of the tar is broken or says two things",
                "tarのヘッダーが壊れているか、矛盾しています"},
        {"tar-extended", "an extended header of the tar is broken or too long",
                "tarの拡張ヘッダーが壊れているか、長すぎます"},
        {"tar-trailing", "bytes follow the tar's end mark",
                "tarの終端の印の後に余分なバイトがあります"},
        {"damaged", "nothing of it could be read", "何も読み取れませんでした"},
        /* Findings on members kept. */
        {"similar-name",
                "another member's name differs only in case, width or normal form",
                "大文字小文字、幅または正規化だけが異なる名前のファイルが他にもあります"},
        {"high-ratio", "it declares more than 100 times the bytes of its compressed data",
                "宣言サイズが圧縮データの100倍を超えています"},
};

const char *preflight_reason_text(const char *reason)
{
    for (size_t i = 0; reason && i < ARRAY_LENGTH(reasons); i++) {
        if (text_is_equal(reasons[i].code, reason))
            return TR(reasons[i].en, reasons[i].ja);
    }
    return reason ? reason : "";
}

bool preflight_reason_refuse(const char *reason, uint64_t offset, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("the zip is refused: %s (byte %" PRIu64
               "); ask for the files to be zipped again by an ordinary program and sent anew [%s]",
                    "zipを受け付けられません: %s（%" PRIu64
                    "バイト目）。通常の圧縮ソフトで作り直したzipの再提出を依頼してください [%s]"),
            preflight_reason_text(reason), offset, reason);
}
