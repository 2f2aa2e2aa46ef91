/* chosho procedure: the library: what is in it, what it covers, and skeletons for it. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/procedure_coverage.h"
#include "engine/commands/procedure_skeleton.h"

#include <string.h>

static const struct command_option options[] = {
        {"library", "DIR", "手続ライブラリ（既定は今いる調書のもの、なければ内蔵）",
                "the library (default: that of the engagement you stand in, else the built-in one)"},
        {"catalogue", "ID|FILE",
                "coverage: 管理策カタログ（既定は今いる調書のもの、なければ ismap-2022）",
                "coverage: the catalogue (default: the engagement's, else ismap-2022)"},
        {"phase", "design|operating", "list: この評価区分の手続だけ",
                "list: only procedures of that phase"},
        {"control", "REF", "list: この管理策、又はその下位の番号に対する手続だけ",
                "list: only procedures on that control, or on one below it"},
        {"id", "ID",
                "from-oscal: カタログの識別子（既定はカタログ自身のもの、なければファイル名から作る）",
                "from-oscal: what to call the catalogue (default: as it says, else made of the file's name)"},
        {"o", "FILE|DIR", "出力先。from-oscal では、新しく作るライブラリのフォルダ",
                "where to write; from-oscal: the folder of the library to be made"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"id", "手続", "procedure", LISTING_TEXT},
        {"version", "版", "version", LISTING_TEXT},
        {"phase", "評価", "phase", LISTING_TEXT},
        {"controls", "管理策", "controls", LISTING_TEXT},
        {"tests", "検査", "tests", LISTING_NUMBER},
        {"steps", "ステップ", "steps", LISTING_NUMBER},
        {"samples", "サンプル", "samples", LISTING_NUMBER},
        {"title", "表題", "title", LISTING_TEXT},
};

/* ---- list ---- */

static bool is_below(const char *ref, const char *control)
{
    size_t size = strlen(control);

    return strncmp(ref, control, size) == 0 &&
            (ref[size] == '\0' || ref[size] == '.' || ref[size] == '(');
}

static bool is_wanted(const struct command_call *call, const struct procedure *procedure)
{
    const char *phase = command_value(call, "phase");
    const char *control = command_value(call, "control");

    if (phase && strcmp(procedure->phase, phase) != 0)
        return false;
    for (size_t i = 0; control && i < procedure->control_count; i++) {
        if (is_below(procedure->controls[i].ref, control))
            return true;
    }
    return !control;
}

static bool join_controls(struct command_call *call, const struct procedure *procedure,
        const char **ret_controls, struct error *err)
{
    CLEANUP(buf_clear) struct buf controls = BUF_INIT((size_t)1 << 20);

    for (size_t i = 0; i < procedure->control_count; i++) {
        if (!buf_printf(&controls, err, "%s%s", i > 0 ? " " : "",
                    procedure->controls[i].ref))
            return false;
    }
    return arena_text(&call->arena, buf_text(&controls), ret_controls, err);
}

static size_t count_children(const struct xml_node *node, const char *name)
{
    size_t count = 0;

    for (const struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name))
        count++;
    return count;
}

static const char *phase_word(const struct command_call *call, const char *phase)
{
    if (call->format != COMMAND_TABLE)
        return phase;
    return strcmp(phase, "design") == 0 ? TR("design", "整備") : TR("operating", "運用");
}

static bool add_procedure(struct command_call *call, struct listing *listing,
        const struct procedure *procedure, struct error *err)
{
    const char *controls, *numbers[3];

    if (!join_controls(call, procedure, &controls, err) ||
            !arena_printf(&call->arena, &numbers[0], err, "%zu", procedure->test_count) ||
            !arena_printf(&call->arena, &numbers[1], err, "%zu", procedure->step_count) ||
            !arena_printf(&call->arena, &numbers[2], err, "%zu",
                    count_children(procedure->node, "sample")))
        return false;
    return listing_add(listing,
            (struct slice[]){listing_text(procedure->id),
                    listing_text(procedure->version),
                    listing_text(phase_word(call, procedure->phase)),
                    listing_text(controls), listing_text(numbers[0]),
                    listing_text(numbers[1]), listing_text(numbers[2]),
                    listing_text(procedure_text_in(&procedure->title, text_language()))},
            err);
}

static bool list(struct command_call *call, const struct procedure_library *library,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    const struct library *all = &library->library;
    size_t listed = 0, unusable = 0;

    if (!listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err))
        return false;
    for (size_t i = 0; i < all->count; i++) {
        unusable += !all->procedures[i].is_usable;
        if (!all->procedures[i].is_usable ||
                !is_wanted(call, &all->procedures[i].procedure))
            continue;
        if (!add_procedure(call, listing, &all->procedures[i].procedure, err))
            return false;
        listed++;
    }
    if (!listing_finish(listing, err))
        return false;
    if (unusable > 0)
        command_say(TR("procedures listed: %zu; with errors, and not listed: %zu",
                            "手続: %zu件。誤りがあるため示していないもの: %zu件"),
                listed, unusable);
    else
        command_say(TR("procedures listed: %zu", "手続: %zu件"), listed);
    return true;
}

/* ---- the verb ---- */

static int look(struct command_call *call, struct error *err)
{
    CLEANUP(procedure_library_clear) struct procedure_library library = {0};
    const char *phase = command_value(call, "phase");
    bool ok;

    if (phase && strcmp(phase, "design") != 0 && strcmp(phase, "operating") != 0) {
        error_set(err, ERROR_USAGE,
                TR("--phase is design or operating, not '%s'",
                        "--phase には design か operating を指定してください（「%s」は使えません）"),
                phase);
        return 2;
    }
    if (!command_expect(call, 1, 1, err) || !procedure_library_open(call, &library, err))
        return 2;
    ok = strcmp(call->arguments[0], "list") == 0
            ? list(call, &library, err)
            : procedure_coverage_print(call, &library, err);
    if (!ok)
        return 6;
    return library.library.complaints.errors ? 2 : 0;
}

static int refuse(const char *word, struct error *err)
{
    static const char *const words[] = {"list", "coverage", "from-oscal", NULL};
    const char *nearest = text_find_nearest(word, words);

    if (nearest)
        error_set(err, ERROR_USAGE,
                TR("chosho procedure has no '%s'; did you mean '%s'?",
                        "chosho procedure に「%s」はありません。「%s」のことですか"),
                word, nearest);
    else
        error_set(err, ERROR_USAGE,
                TR("chosho procedure has no '%s'; there are list, coverage and from-oscal",
                        "chosho procedure に「%s」はありません（list, coverage, from-oscal があります）"),
                word);
    return 2;
}

static int run(struct command_call *call, struct error *err)
{
    const char *word = call->argument_count > 0 ? call->arguments[0] : "list";

    if (call->argument_count == 0 && !command_expect(call, 1, 2, err))
        return 2;
    if (strcmp(word, "list") == 0 || strcmp(word, "coverage") == 0)
        return look(call, err);
    if (strcmp(word, "from-oscal") == 0)
        return procedure_skeleton_write(call, err);
    return refuse(word, err);
}

const struct command cmd_procedure = {
        .name = "procedure",
        .arguments = "list | coverage | from-oscal CATALOG.xml -o DIR",
        .ja = "手続ライブラリの一覧、管理策ごとの有無、OSCALカタログからのひな形",
        .en = "the library: its procedures, what they cover, skeletons from an OSCAL catalog",
        .options = options,
        .folder_for = "from-oscal",
        .run = run,
};
