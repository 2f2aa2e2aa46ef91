#include "evidence/format/no_zip.h"

#include "engine/base/text.h"
#include "evidence/magic.h"

#include <string.h>
#include <unistd.h>

#define CODE "no-end-record"
#define HEAD_BYTES 512u /* a tar's header */

/* Opened inside of a zip; read as a file of one; kept there, unread: other files are
 * wanted. */
enum use { OPENED, FILE_OF_ZIP, UNREAD };

static const struct kind {
    const char *id; /* of magic_find() */
    enum use use;
    const char *en, *ja;
} kinds[] = {
        {"tar", OPENED, "a tar archive (.tar)", "tar書庫（.tar）"},
        {"gzip", OPENED, "a gzip file (.gz, .tar.gz)", "gzipファイル（.gz、.tar.gz）"},
        {"7z", UNREAD, "a 7z archive (.7z)", "7z書庫（.7z）"},
        {"rar", UNREAD, "a RAR archive (.rar)", "RAR書庫（.rar）"},
        {"xz", UNREAD, "an xz file (.xz, .tar.xz)", "xzファイル（.xz、.tar.xz）"},
        {"zstd", UNREAD, "a Zstandard file (.zst)", "Zstandardファイル（.zst）"},
        {"bzip2", UNREAD, "a bzip2 file (.bz2, .tar.bz2)",
                "bzip2ファイル（.bz2、.tar.bz2）"},
        {"pdf", FILE_OF_ZIP, "a PDF document", "PDF文書"},
        {"png", FILE_OF_ZIP, "a picture", "画像"},
        {"jpeg", FILE_OF_ZIP, "a picture", "画像"},
        {"evtx", FILE_OF_ZIP, "a Windows event log (EVTX)",
                "Windowsイベントログ（EVTX）"},
        {"sqlite", FILE_OF_ZIP, "an SQLite database", "SQLiteデータベース"},
        {"ole", FILE_OF_ZIP,
                "an Office document of the old form, or one under a password",
                "旧形式のOffice文書、又はパスワード付きの文書"},
        {"text", FILE_OF_ZIP, "a text file, such as CSV or a log",
                "CSVやログなどのテキスト"},
};

/* No byte that only files of machines have; UTF-16 says so itself. */
static bool is_text(const uint8_t *bytes, size_t size)
{
    if (size >= 2 &&
            (memcmp(bytes, "\377\376", 2) == 0 || memcmp(bytes, "\376\377", 2) == 0))
        return true;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < ' ' && !strchr("\t\r\n\f\033", bytes[i]))
            return false;
        if (bytes[i] == 0)
            return false;
    }
    return size > 0;
}

static const struct kind *find_kind(const uint8_t *bytes, size_t size)
{
    const char *id = magic_find(bytes, size);

    if (!id && is_text(bytes, size))
        id = "text";
    for (size_t i = 0; id && i < ARRAY_LENGTH(kinds); i++) {
        if (strcmp(kinds[i].id, id) == 0)
            return &kinds[i];
    }
    return NULL;
}

static bool refuse(const struct kind *kind, struct error *err)
{
    const char *name = TR(kind->en, kind->ja);

    switch (kind->use) {
    case OPENED:
        return error_set(err, ERROR_REFUSED,
                TR("it is %s, not a zip" ERROR_ADVICE
                   "put it into one as it is (zip delivery.zip FILE): what it holds is read there [%s]",
                        "zipではなく、%sです" ERROR_ADVICE
                        "そのままzipに入れてください（zip delivery.zip FILE）。中のファイルも読み取ります [%s]"),
                name, CODE);
    case UNREAD:
        return error_set(err, ERROR_REFUSED,
                TR("it is %s, not a zip" ERROR_ADVICE
                   "ask the client for the files in a zip; this one put into a zip (zip delivery.zip FILE) is kept and hashed, but not opened [%s]",
                        "zipではなく、%sです" ERROR_ADVICE
                        "zipでの再提出を依頼してください。このままzipに入れると（zip delivery.zip FILE）、保管とハッシュ計算はしますが中は読み取りません [%s]"),
                name, CODE);
    case FILE_OF_ZIP:
        break;
    }
    return error_set(err, ERROR_REFUSED,
            TR("it is %s, not a zip" ERROR_ADVICE
               "put it into one (zip delivery.zip FILE) [%s]",
                    "zipではなく、%sです" ERROR_ADVICE
                    "zipに入れてください（zip delivery.zip FILE） [%s]"),
            name, CODE);
}

static bool refuse_empty(struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("the file is empty" ERROR_ADVICE "ask for it to be sent anew [%s]",
                    "ファイルが空です" ERROR_ADVICE "再提出を依頼してください [%s]"),
            CODE);
}

bool no_zip_refuse(int fd, const char *label, struct error *err)
{
    const struct kind *kind = NULL;
    uint8_t bytes[HEAD_BYTES];
    ssize_t size;

    if (err->code != ERROR_REFUSED || !strstr(err->message, "[" CODE "]"))
        return false;
    size = pread(fd, bytes, sizeof(bytes), 0);
    if (size > 0)
        kind = find_kind(bytes, (size_t)size);
    if (size < 0 || (size > 0 && !kind))
        return false;
    return (kind ? refuse(kind, err) : refuse_empty(err)) ||
            error_prefix(err, "%s", label);
}
