#include "engine/commands/show_head.h"

#include "engine/base/text.h"
#include "engine/commands/kind_word.h"
#include "engine/commands/show_succession.h"
#include "reports/words.h"

#include <string.h>

#define SHOWN_LIMIT ((size_t)16 << 20)

/* A name is the client's, and may hold anything. */
static bool print_line(FILE *out, const char *label, const char *text, struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(SHOWN_LIMIT);

    if (!text_append_visible(&visible, text, strlen(text), err))
        return false;
    fprintf(out, "%s%s\n", label, buf_text(&visible));
    return true;
}

static bool print_kind(FILE *out, const struct bundle_member *member, struct error *err)
{
    CLEANUP(words_freep) struct words *words = NULL;
    CLEANUP(buf_clear) struct buf kind = BUF_INIT(SHOWN_LIMIT);

    if (!words_load(&words, err) ||
            !kind_word_append(words, member->kind ? member->kind : "?", &kind, err))
        return false;
    fprintf(out, TR("kind     %s%s%s\n", "種類     %s%s%s\n"), buf_text(&kind),
            member->encoding ? ", " : "", member->encoding ? member->encoding : "");
    return true;
}

bool show_head_print(struct command_call *call, struct store *store,
        const struct place *place, const struct reading *reading, struct error *err)
{
    FILE *out = call->out;

    fprintf(out,
            TR("bundle   %s (%s, the receipt's SHA-256 %s)\n",
                    "提供物   %s（%s、受領書のSHA-256 %s）\n"),
            place->bundle.short_id, place->bundle.file, place->bundle.sha256);
    return print_line(out, TR("member   ", "ファイル "), place->member.name, err) &&
            print_kind(out, &place->member, err) &&
            show_succession_print(call, store, place, err) &&
            (!reading->layout ||
                    print_line(out, TR("layout   ", "レイアウト "), reading->layout,
                            err)) &&
            (!reading->is_other ||
                    print_line(out, TR("read as  ", "読み方   "), reading->text, err));
}
