#include "procedures/skeleton_write.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/xmlwriter.h"
#include "procedures/procedure.h"

#define PARTS_MAX 500 /* objectives, or objects of one method */

struct writing {
    const struct skeleton_list *list;
    const struct skeleton *skeleton;
    struct xmlwriter xml;
};

static void start(struct writing *writing, const char *name)
{
    xmlwriter_newline(&writing->xml);
    xmlwriter_start(&writing->xml, name);
}

static void finish(struct writing *writing)
{
    xmlwriter_newline(&writing->xml);
    xmlwriter_end(&writing->xml);
}

static void put_text(struct writing *writing, const char *element, const char *ja,
        const char *en)
{
    start(writing, element);
    xmlwriter_attribute(&writing->xml, "xml:lang", "ja");
    xmlwriter_text(&writing->xml, ja);
    xmlwriter_end(&writing->xml);
    start(writing, element);
    xmlwriter_attribute(&writing->xml, "xml:lang", "en");
    xmlwriter_text(&writing->xml, en);
    xmlwriter_end(&writing->xml);
}

static void put_words(struct writing *writing, const char *element, const char *lang,
        const char *before, const char *quote)
{
    start(writing, element);
    xmlwriter_attribute(&writing->xml, "xml:lang", lang);
    xmlwriter_text(&writing->xml, before);
    xmlwriter_text(&writing->xml, "“");
    xmlwriter_text(&writing->xml, quote);
    xmlwriter_text(&writing->xml, "”");
    xmlwriter_end(&writing->xml);
}

/* Titles that introduce the catalogue's own words. */
static void put_titles(struct writing *writing, const char *ja, const char *en,
        const char *quote)
{
    put_words(writing, "title", "ja", ja, quote);
    put_words(writing, "title", "en", en, quote);
}

static bool read_prose(const struct writing *writing, const struct xml_node *node,
        struct buf *quote, struct error *err)
{
    buf_reset(quote);
    return oscal_text_append(&writing->list->parameters, node, quote, err);
}

/* What kind of evidence an object is, by the word that comes first in this list. */
static const char *find_class(const char *object)
{
    static const struct {
        const char *word, *class;
    } words[] = {{"setting", "setting"}, {"design", "design-record"},
            {"architecture", "design-record"}, {"diagram", "design-record"},
            {"specification", "design-record"}, {"record", "record"}, {"list", "record"},
            {"log", "record"}, {"result", "record"}, {"report", "record"},
            {"evidence", "record"}, {"notification", "record"}, {"inventory", "record"},
            {"policy", "regulation"}, {"procedure", "regulation"}, {"plan", "regulation"},
            {"strategy", "regulation"}, {"standard", "regulation"},
            {"rules", "regulation"}, {"facilit", "facility"}};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcasestr(object, words[i].word))
            return words[i].class;
    }
    return "design-record";
}

static void put_inspect(struct writing *writing, const char *class, const char *quote)
{
    start(writing, "inspect");
    xmlwriter_attribute(&writing->xml, "class", class);
    put_titles(writing, "原文: ", "", quote);
    finish(writing);
}

static void put_ask(struct writing *writing, const char *quote)
{
    start(writing, "ask");
    put_titles(writing, "相手（原文）: ", "", quote);
    finish(writing);
}

/* ---- the objects of a method ---- */

enum kind { EXAMINED, ASKED, PERFORMED, OBSERVED };

static const struct xml_node *find_method(const struct xml_node *control,
        const char *method)
{
    for (const struct xml_node *part =
                    skeleton_next_part(control, NULL, "assessment-method");
            part; part = skeleton_next_part(control, part, "assessment-method")) {
        for (const struct xml_node *prop = xml_child(part, "prop"); prop;
                prop = xml_next(prop, "prop")) {
            if (text_is_equal(xml_attribute(prop, "name"), "method") &&
                    text_is_equal(xml_attribute(prop, "value"), method))
                return part;
        }
    }
    return NULL;
}

static bool is_of_kind(enum kind kind, const char *object)
{
    bool is_process = strcasestr(object, "process") != NULL &&
            strcasestr(object, "mechanism") == NULL;

    return kind == PERFORMED ? !is_process : kind == OBSERVED ? is_process : true;
}

static bool fail_size(const struct writing *writing, struct error *err)
{
    return error_set(err, ERROR_SCRIPT,
            TR("control %s: more than %d objectives, or objects of a method",
                    "管理策 %s: 確かめる項目、又は一つの方法の対象が%dを超えています"),
            complaint_quote(writing->skeleton->ref).text, PARTS_MAX);
}

/* Writes the objects of that kind, or only counts them. */
static bool put_objects(struct writing *writing, enum kind kind, bool is_written,
        size_t *ret_count, struct error *err)
{
    static const char *const methods[] = {"EXAMINE", "INTERVIEW", "TEST", "TEST"};
    const struct xml_node *method = find_method(writing->skeleton->node, methods[kind]);
    const struct xml_node *objects = method
            ? skeleton_next_part(method, NULL, "assessment-objects")
            : NULL;
    CLEANUP(buf_clear) struct buf quote = BUF_INIT((size_t)1 << 20);
    size_t count = 0;

    for (const struct xml_node *p = objects ? xml_child(objects, "p") : NULL; p;
            p = xml_next(p, "p")) {
        if (!read_prose(writing, p, &quote, err))
            return false;
        if (quote.size == 0 || !is_of_kind(kind, buf_text(&quote)))
            continue;
        if (++count > PARTS_MAX)
            return fail_size(writing, err);
        if (is_written && kind == ASKED)
            put_ask(writing, buf_text(&quote));
        else if (is_written)
            put_inspect(writing, find_class(buf_text(&quote)), buf_text(&quote));
    }
    *ret_count = count;
    return true;
}

/* ---- answers ---- */

static void start_answer(struct writing *writing, const char *id, bool is_judged)
{
    start(writing, "answer");
    xmlwriter_attribute(&writing->xml, "id", id);
    xmlwriter_attribute(&writing->xml, "type", is_judged ? "choice" : "text");
    xmlwriter_attribute(&writing->xml, "options", is_judged ? "yes no partly" : NULL);
    xmlwriter_attribute(&writing->xml, "expected", is_judged ? "yes" : NULL);
}

static void put_answer(struct writing *writing, const char *id, bool is_judged,
        const char *ja, const char *en)
{
    start_answer(writing, id, is_judged);
    put_text(writing, "title", ja, en);
    finish(writing);
}

/* The label people know the objective by; NULL where it has none. */
static const char *find_objective_label(const struct xml_node *part)
{
    const struct xml_node *prop = xml_child(part, "prop");

    while (prop && !text_is_equal(xml_attribute(prop, "name"), "label"))
        prop = xml_next(prop, "prop");
    return prop ? xml_attribute(prop, "value") : NULL;
}

static bool put_objective(struct writing *writing, const struct xml_node *part,
        size_t number, struct error *err)
{
    CLEANUP(buf_clear) struct buf quote = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf before = BUF_INIT((size_t)1 << 20);
    const char *label = find_objective_label(part);
    char id[24];

    snprintf(id, sizeof(id), "o%zu", number);
    if (!read_prose(writing, xml_child(part, "p"), &quote, err) ||
            !buf_printf(&before, err, "%s: ", label ? label : writing->skeleton->ref))
        return false;
    start_answer(writing, id, true);
    put_titles(writing, buf_text(&before), buf_text(&before), buf_text(&quote));
    finish(writing);
    return true;
}

static bool put_objectives(struct writing *writing, struct error *err)
{
    const struct xml_node *control = writing->skeleton->node;
    size_t number = 0;

    for (const struct xml_node *part = skeleton_next_objective(control, NULL); part;
            part = skeleton_next_objective(control, part)) {
        if (++number > PARTS_MAX)
            return fail_size(writing, err);
        if (!put_objective(writing, part, number, err))
            return false;
    }
    return true;
}

/* ---- steps ---- */

static const struct {
    const char *id, *technique;
    const char *title_ja, *title_en;
    const char *instruction_ja, *instruction_en;
    const char *judged_ja, *judged_en; /* NULL: the objectives are what is judged, or
                                          nothing */
    const char *text_ja, *text_en;
} steps[] = {
        {"examine", "inspection", "資料を閲覧し、確かめる項目と照らし合わせる",
                "Inspect the documents and records, and hold them against each objective",
                "挙げた資料のうち依頼者にあるものを閲覧し、回答の欄に引いた項目のそれぞれについて、資料に書かれていることを答える。[ ]の中は、依頼者が定める値である。",
                "Inspect those of the documents that the client has. For each objective quoted at its answer say what they show. What stands in [ ] is for the client to set.",
                NULL, NULL, "閲覧した資料の名前、版、該当箇所",
                "the documents inspected, their versions and sections"},
        {"ask", "inquiry", "担当者に質問し、資料に書かれていることと照らし合わせる",
                "Ask those concerned, and hold what they say against the documents",
                "挙げた役割の担当者に、閲覧した資料のとおりに行っているかを、具体的な例を挙げて尋ねる。",
                "Ask persons in these roles whether they do as the documents inspected say; let them name a case.",
                "担当者の説明は、閲覧した資料と一致したか",
                "Does what they say agree with the documents inspected?", "説明の内容",
                "what was said"},
        {"perform", "reperformance", "仕組みを実際に動かし、結果を確かめる",
                "Perform what the mechanisms do, and look at the result",
                "挙げた仕組みを、試験用の入力などで実際に動かし、結果を見る。",
                "Let each mechanism work, with test input say, and look at what comes of it.",
                "結果は、閲覧した資料に書かれたとおりになったか",
                "Was the result what the documents inspected say?", "行ったことと結果",
                "what was done, and its result"},
        {"observe", "observation", "業務の流れを観察する",
                "Observe the processes at work",
                "挙げた業務が行われるところに立ち会い、手順を見る。",
                "Be there while the processes are carried out, and follow their steps.",
                "手順は、閲覧した資料に書かれたとおりだったか",
                "Were the steps those that the documents inspected say?", "観察したこと",
                "what was observed"},
};

/* A catalogue may say what is to be determined without saying in what. */
static void put_nothing_named(struct writing *writing)
{
    start(writing, "inspect");
    xmlwriter_attribute(&writing->xml, "class", "design-record");
    put_text(writing, "title", "この管理策について定めた資料",
            "the documents that say how this control is done");
    finish(writing);
}

static bool put_step(struct writing *writing, enum kind kind, struct error *err)
{
    size_t count;

    if (!put_objects(writing, kind, false, &count, err))
        return false;
    if (count == 0 && kind != EXAMINED)
        return true;
    start(writing, "step");
    xmlwriter_attribute(&writing->xml, "id", steps[kind].id);
    xmlwriter_attribute(&writing->xml, "technique", steps[kind].technique);
    put_text(writing, "title", steps[kind].title_ja, steps[kind].title_en);
    if (count == 0)
        put_nothing_named(writing);
    if (!put_objects(writing, kind, true, &count, err))
        return false;
    put_text(writing, "instruction", steps[kind].instruction_ja,
            steps[kind].instruction_en);
    if (kind == EXAMINED && !put_objectives(writing, err))
        return false;
    if (steps[kind].judged_ja)
        put_answer(writing, "as-written", true, steps[kind].judged_ja,
                steps[kind].judged_en);
    put_answer(writing, "seen", false, steps[kind].text_ja, steps[kind].text_en);
    finish(writing);
    return true;
}

static bool put_head(struct writing *writing, struct error *err)
{
    CLEANUP(buf_clear) struct buf ja = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf en = BUF_INIT((size_t)1 << 20);
    const struct skeleton *skeleton = writing->skeleton;

    if (!buf_printf(&ja, err, "資料の閲覧、質問などにより確かめる: %s ", skeleton->ref) ||
            !buf_printf(&en, err, "Inspect, ask and try out: %s ", skeleton->ref))
        return false;
    xmlwriter_declaration(&writing->xml);
    xmlwriter_comment(&writing->xml,
            "A skeleton: objectives and objects are quoted from the catalogue. Make it the client's case: strike what does not "
            "apply, say in which documents and of whom.");
    xmlwriter_newline(&writing->xml);
    xmlwriter_start(&writing->xml, "procedure");
    xmlwriter_attribute(&writing->xml, "xmlns", PROCEDURE_NAMESPACE);
    xmlwriter_attribute(&writing->xml, "id", skeleton->id);
    xmlwriter_attribute(&writing->xml, "version", "0.1");
    xmlwriter_attribute(&writing->xml, "phase", "design");
    put_titles(writing, buf_text(&ja), buf_text(&en), skeleton->title);
    start(writing, "control");
    xmlwriter_attribute(&writing->xml, "catalogue", writing->list->catalogue);
    xmlwriter_attribute(&writing->xml, "ref", skeleton->ref);
    xmlwriter_end(&writing->xml);
    return true;
}

bool skeleton_write(const struct skeleton_list *list, const struct skeleton *skeleton,
        struct buf *buf, struct error *err)
{
    struct writing writing = {.list = list, .skeleton = skeleton};

    xmlwriter_init(&writing.xml, buf, err);
    if (!put_head(&writing, err))
        return false;
    for (enum kind kind = EXAMINED; kind <= OBSERVED; kind++) {
        if (!put_step(&writing, kind, err))
            return false;
    }
    finish(&writing);
    xmlwriter_newline(&writing.xml);
    return xmlwriter_finish(&writing.xml);
}
