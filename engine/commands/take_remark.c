#include "engine/commands/take_remark.h"

#include "engine/base/text.h"
#include "evidence/preflight.h"

#include <stdio.h>
#include <string.h>

/* What to ask the client for instead of a file of a kind that is not read; documents and
 * images have no other form to ask for. To add a kind: a row. */
static const struct wanted {
    const char *kind;
    bool is_packed; /* what it holds is wanted; else its table */
} wanted[] = {
        {"ole", false},
        {"docx", false},
        {"pptx", false},
        {"7z", true},
        {"rar", true},
        {"bzip2", true},
        {"xz", true},
        {"zstd", true},
};

static const char *what_to_ask(const char *kind)
{
    if (text_is_equal(kind, "encrypted workbook"))
        return TR("; it is under a password: ask for one without",
                "。パスワードで保護されています。保護を解除したものを依頼してください");
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
        if (!text_is_equal(wanted[i].kind, kind))
            continue;
        return wanted[i].is_packed
                ? TR("; ask for its contents unpacked",
                          "。中身を展開したものを依頼してください")
                : TR("; ask for CSV", "。CSVでの提出を依頼してください");
    }
    return "";
}

/* One remark behind another. */
static bool add_remark(struct buf *remark, const char *text, struct error *err)
{
    return buf_append_text(remark, remark->size ? TR("; ", "。") : "", err) &&
            buf_append_text(remark, text, err);
}

/* Compression methods that have names (APPNOTE.TXT 4.4.5). */
static const char *name_method(unsigned method)
{
    static const struct {
        unsigned method;
        const char *name;
    } methods[] = {{9, "deflate64"}, {12, "bzip2"}, {14, "lzma"}, {93, "zstd"},
            {95, "xz"}, {98, "ppmd"}};

    for (size_t i = 0; i < ARRAY_LENGTH(methods); i++) {
        if (methods[i].method == method)
            return methods[i].name;
    }
    return NULL;
}

static bool add_method(struct buf *remark, const struct bundle_member *member,
        struct error *err)
{
    const char *name = name_method(member->method);

    if (!text_is_equal(member->reason, "method"))
        return true;
    return name
            ? buf_printf(remark, err, " (%s)", name)
            : buf_printf(remark, err, TR(" (method %u)", " (方式 %u)"), member->method);
}

/* The sentences of codes that are divided by blanks. */
static bool add_notices(struct buf *remark, const char *codes, struct error *err)
{
    char code[64];

    for (size_t size; codes && *codes; codes += size + (codes[size] == ' ')) {
        size = strcspn(codes, " ");
        snprintf(code, sizeof(code), "%.*s", (int)size, codes);
        if (!add_remark(remark, preflight_reason_text(code), err))
            return false;
    }
    return true;
}

/* The kind says where: "binary, NUL byte at 12". */
static bool add_nul(struct buf *remark, const char *kind, struct error *err)
{
    const char *at = strrchr(kind, ' ');

    return add_remark(remark, "", err) &&
            buf_printf(remark, err,
                    TR("it has a NUL byte at offset %s, so it is not read as text: ask for it to be exported again",
                            "%s バイト目にNULバイトがあるため、テキストとして読み取りません。再出力を依頼してください"),
                    at ? at + 1 : "?");
}

static bool write_problem(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    if ((member->undecodable && !add_remark(remark, member->undecodable, err)) ||
            !add_notices(remark, member->notice, err))
        return false;
    if (member->damage)
        return add_remark(remark, member->damage, err);
    if (!member->reason)
        return true;
    if (text_is_equal(member->reason, "nul-byte"))
        return add_nul(remark, member->kind, err);
    return add_remark(remark, preflight_reason_text(member->reason), err) &&
            add_method(remark, member, err) &&
            (strcmp(member->reason, "kind") != 0 ||
                    buf_append_text(remark, what_to_ask(member->kind), err));
}

/* What else there is to know of it. */
static bool write_standing(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    const char *between = remark->size ? "; " : "";

    if (member->control_total >= 0 && member->control_total != member->record_count &&
            !buf_printf(remark, err,
                    TR("%sit says that it has %lld records",
                            "%sファイル自体は%lld件と記しています"),
                    between, (long long)member->control_total))
        return false;
    between = remark->size ? "; " : "";
    return !member->superseded_by ||
            buf_printf(remark, err, TR("%ssuperseded by %s", "%s%s に差し替えられました"),
                    between, member->superseded_by);
}

bool take_remark_write(const struct bundle_member *member, bool with_layout,
        struct buf *remark, struct error *err)
{
    return write_problem(member, remark, err) && write_standing(member, remark, err) &&
            (!with_layout || !member->layout_reason ||
                    add_remark(remark, member->layout_reason, err));
}
