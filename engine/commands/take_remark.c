#include "engine/commands/take_remark.h"

#include "engine/base/text.h"
#include "evidence/zip/preflight.h"
#include "reports/local_time.h"

#include <stdio.h>
#include <string.h>

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

/* The first path of "users.* (2), groups[*] (3)"; 0: it names none. */
static size_t measure_path(const char *aside)
{
    for (const char *at = aside; (at = strstr(at, " (")); at++) {
        if (at[2 + strspn(at + 2, "0123456789")] == ')')
            return (size_t)(at - aside);
    }
    return 0;
}

/* Which lists, and how to have one read. */
static bool add_aside(struct buf *remark, const struct bundle_member *member,
        const char *code, struct error *err)
{
    int size;

    if (!member->aside ||
            (strcmp(code, "json-inner-array") != 0 && strcmp(code, "json-rows") != 0 &&
                    strcmp(code, "xml-left-aside") != 0))
        return true;
    size = (int)measure_path(member->aside);
    return buf_printf(remark, err, TR(": %s", "（%s）"), member->aside) &&
            (!size ||
                    buf_printf(remark, err,
                            TR("; if that is what is to be tested, write records=\"%.*s\" in the binding",
                                    "。そちらを検証する場合は、対応付けに records=\"%.*s\" を指定してください"),
                            size, member->aside));
}

/* The sentences of codes that are divided by blanks. */
static bool add_notices(struct buf *remark, const struct bundle_member *member,
        struct error *err)
{
    const char *codes = member->notice;
    char code[64];

    for (size_t size; codes && *codes; codes += size + (codes[size] == ' ')) {
        size = strcspn(codes, " ");
        snprintf(code, sizeof(code), "%.*s", (int)size, codes);
        if (strcmp(code, PREFLIGHT_OVER_LIMIT) == 0 && text_said(&member->damage_advice))
            continue; /* the same advice */
        if (!add_remark(remark, preflight_reason_text(code), err) ||
                !add_aside(remark, member, code, err))
            return false;
    }
    return true;
}

static bool add_unreadable(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    const char *problem = text_said(&member->problem);

    return !problem || member->unreadable_count <= 0 ||
            (add_remark(remark, "", err) &&
                    buf_printf(remark, err,
                            TR(member->unreadable_count == 1
                                            ? "%lld record cannot be read: %s"
                                            : "%lld records cannot be read: %s",
                                    "%lld件を読み取れません。%s"),
                            (long long)member->unreadable_count, problem));
}

/* What an auditor can do about it stands with it. */
static bool add_undecodable(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    const char *undecodable = text_said(&member->undecodable);
    const char *advice = text_is_equal(member->encoding, "uncertain")
            ? TR("; name the encoding in the binding, or ask which it was saved in",
                      "。対応付けの encoding で指定するか、保存時の文字コードを提出者に確かめてください")
            : TR(". Ask for another export, or name the encoding in the binding if it is another",
                      "。再出力を依頼するか、別の文字コードなら対応付けの encoding で指定してください");

    return !undecodable ||
            (add_remark(remark, undecodable, err) &&
                    buf_append_text(remark, advice, err));
}

/* As detection names them (evidence/format/by_product.h). */
static bool is_by_product(const struct bundle_member *member)
{
    return text_is_equal(member->kind, "macOS by-product") ||
            text_is_equal(member->kind, "Office by-product");
}

static bool write_problem(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    const char *damage = text_said(&member->damage);
    const char *advice = text_said(&member->damage_advice);
    const char *lead = take_remark_is_damaged(member) ? TR("damaged: ", "破損: ") : "";

    if (damage &&
            (!add_remark(remark, lead, err) || !buf_append_text(remark, damage, err) ||
                    (advice && !add_remark(remark, advice, err))))
        return false;
    if (!add_unreadable(member, remark, err) || !add_undecodable(member, remark, err) ||
            !add_notices(remark, member, err))
        return false;
    if (damage)
        return true;
    if (text_is_equal(member->reason, "kind") && !member->ask)
        return add_remark(remark,
                is_by_product(member)
                        ? TR("left behind by a program beside what was sent: it is no evidence, nothing has to be sent again",
                                  "送付対象に付随してソフトウェアが自動で作ったファイルで、証跡ではない（保管のみ、再提出は不要）")
                        : TR("kept as an attachment: nothing is read from it, nothing has to be sent again",
                                  "添付資料として保管（読み取りなし、再提出は不要）"),
                err);
    return !member->reason ||
            (add_remark(remark, lead, err) &&
                    buf_append_text(remark, preflight_reason_text(member->reason), err) &&
                    add_method(remark, member, err));
}

/* What it says of itself, where that is not so. */
static bool write_total(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    bool is_sheet = text_is_equal(member->format, "sheet");

    return member->control_total < 0 || member->control_total == member->record_count ||
            (add_remark(remark, "", err) &&
                    buf_printf(remark, err,
                            is_sheet
                                    ? TR("row %lld states %lld records, it has %lld",
                                              "%lld行目の記載は%lld件、実際は%lld件です")
                                    : TR("line %lld states %lld records, it has %lld",
                                              "%lld行目の記載は%lld件、実際は%lld件です"),
                            (long long)member->control_line,
                            (long long)member->control_total,
                            (long long)member->record_count));
}

/* These sentences say themselves what to ask for. */
static bool has_said_it(const struct bundle_member *member)
{
    return text_is_equal(member->ask, member->reason) ||
            text_is_equal(member->reason, "too-deep") ||
            text_is_equal(member->reason, "gzip-in-gzip") ||
            strcmp(member->ask, "damaged") == 0 || strcmp(member->ask, "parts") == 0 ||
            strcmp(member->ask, "limit") == 0 ||
            strcmp(member->ask, "undecodable") == 0 ||
            strcmp(member->ask, "encoding") == 0;
}

static bool write_ask(const struct take_remark *with, const struct bundle_member *member,
        struct buf *remark, struct error *err)
{
    const char *ask = member->ask, *words;

    if (!ask || has_said_it(member))
        return true;
    words = words_find(with->words, "ask", (struct slice){ask, strlen(ask)},
            text_language());
    return !words ||
            (add_remark(remark, TR("to the client: ", "提出者へのお願い: "), err) &&
                    buf_append_text(remark, words, err));
}

static bool write_standing(const struct take_remark *with,
        const struct bundle_member *member, struct buf *remark, struct error *err)
{
    char period[TAKE_REMARK_PERIOD_SIZE];

    take_remark_period(with, member, period);
    if (take_remark_is_outside(with, member) &&
            !(add_remark(remark, "", err) &&
                    buf_printf(remark, err,
                            TR("%s lies outside the period %s..%s",
                                    "%s は監査対象期間 %s..%s の外です"),
                            period, with->period_start, with->period_end)))
        return false;
    return !member->superseded_by ||
            (add_remark(remark, "", err) &&
                    buf_printf(remark, err,
                            TR("superseded by %s", "%s に差し替えられました"),
                            member->superseded_by));
}

bool take_remark_write(const struct take_remark *with, const struct bundle_member *member,
        bool with_layout, struct buf *remark, struct error *err)
{
    return write_problem(member, remark, err) && write_total(member, remark, err) &&
            write_ask(with, member, remark, err) &&
            write_standing(with, member, remark, err) &&
            (!with_layout || !member->layout ||
                    add_remark(remark, text_said(&member->layout_reason), err));
}

/* ---- days ---- */

#define DAY_SIZE 11

/* The day of a time on the client's clocks; of a day, itself; of "--12-30" 12-30. */
static void write_day(const struct take_remark *with, const char *time,
        char day[DAY_SIZE])
{
    char local[LOCAL_TIME_SIZE];

    if (local_time_format(with->zone, time, local))
        time = local;
    snprintf(day, DAY_SIZE, "%.10s", time + (text_starts_with(time, "--") ? 2 : 0));
}

void take_remark_period(const struct take_remark *with,
        const struct bundle_member *member, char text[TAKE_REMARK_PERIOD_SIZE])
{
    char first[DAY_SIZE], last[DAY_SIZE];

    text[0] = '\0';
    if (!member->first_time || !member->last_time)
        return;
    write_day(with, member->first_time, first);
    write_day(with, member->last_time, last);
    snprintf(text, TAKE_REMARK_PERIOD_SIZE, "%s/%s", first, last);
}

bool take_remark_is_damaged(const struct bundle_member *member)
{
    return text_is_equal(member->ask, "damaged");
}

bool take_remark_is_dated(const struct bundle_member *member)
{
    return member->first_time && member->last_time &&
            !text_starts_with(member->first_time, "--") &&
            !text_starts_with(member->last_time, "--");
}

bool take_remark_is_outside(const struct take_remark *with,
        const struct bundle_member *member)
{
    char first[DAY_SIZE], last[DAY_SIZE];

    if (!take_remark_is_dated(member))
        return false;
    write_day(with, member->first_time, first);
    write_day(with, member->last_time, last);
    return strcmp(last, with->period_start) < 0 || strcmp(first, with->period_end) > 0;
}
