#include "procedures/sampling_table.h"

#include <stdlib.h>
#include <string.h>

#define FREQUENCIES \
    "annual half-yearly quarterly monthly semi-monthly weekly daily many-daily automated"
#define MANY INT64_MAX

static const struct {
    const char *name, *ja;
    int64_t occurrences;
} known[] = {{"annual", "年次", 1}, {"half-yearly", "半期", 2},
        {"quarterly", "四半期", 4}, {"monthly", "月次", 12}, {"semi-monthly", "半月", 24},
        {"weekly", "週次", 52}, {"daily", "日次", 250},
        {"many-daily", "日に複数回", MANY}, {"automated", "自動", 0},
        {"as-needed", "都度", 0}, {"as-needed", "随時", 0}};

const char *const sampling_table_frequencies[] = {"annual", "half-yearly", "quarterly",
        "monthly", "semi-monthly", "weekly", "daily", "many-daily", "automated",
        "as-needed", NULL};

static const struct vocabulary_attribute sampling_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "表の識別子。",
                "The table's id, as --table takes it."},
        {"version", VOCABULARY_VERSION, true, NULL, "表の版。", "The table's version."},
        {"example", VOCABULARY_YES, false, NULL,
                "yesなら、公表された例であり、監査法人の表ではない。名前を指定したときだけ使う。",
                "yes for a published example that is not the firm's own: used only where it is named."},
        {.name = NULL},
};
static const struct vocabulary_child sampling_children[] = {
        {"title", 1, 2},
        {"source", 1, 1},
        {"band", 1, 0},
        {NULL, 0, 0},
};
static const struct vocabulary_attribute language_attributes[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, true, NULL, "文の言語。",
                "The language of the text."},
        {.name = NULL},
};
static const struct vocabulary_attribute band_attributes[] = {
        {"frequency", VOCABULARY_CHOICE, true, FREQUENCIES, "管理策の実施頻度。",
                "How often the control operates."},
        {"size", VOCABULARY_TEXT, true, NULL, "件数、又はall（全件）。",
                "How many items, or all."},
        {"most", VOCABULARY_COUNT, false, NULL,
                "件数に幅があるときの上限。抽出では上限を使う。",
                "The upper end where the size is a range; draws take it."},
        {"occurrences", VOCABULARY_COUNT, false, NULL,
                "この頻度に当たる年間の回数の上限。都度の管理策は、実際の回数でここに当てはめる。",
                "The most occurrences a year that belong here; controls as needed are put here by what happened."},
        {.name = NULL},
};
static const struct vocabulary_element sampling_elements[] = {
        {"sampling", VOCABULARY_CHILDREN, sampling_attributes, sampling_children,
                "実施頻度ごとの試査の件数の表。",
                "A table of sample sizes by frequency."},
        {"title", VOCABULARY_STRING, language_attributes, NULL, "表の名前。",
                "What the table is called."},
        {"source", VOCABULARY_STRING, NULL, NULL, "件数の出所。",
                "Where the numbers are from."},
        {"band", VOCABULARY_EMPTY, band_attributes, NULL, "一つの頻度の件数。",
                "The size for one frequency."},
        {.name = NULL},
};
const struct vocabulary sampling_table_vocabulary = {"urn:chosho:sampling:1", "sampling",
        sampling_elements};

static bool parse_number(const char *text, int64_t *ret_number)
{
    size_t size = text ? strspn(text, "0123456789") : 0;

    if (!size || size > 6 || text[size])
        return false;
    *ret_number = strtol(text, NULL, 10);
    return *ret_number > 0;
}

#define COMPLAIN(node, value, ...)                                                 \
    complaint_add(complaints, COMPLAINT_ERROR, file, (node)->line, (node)->column, \
            __VA_ARGS__, complaint_quote(value).text)

static int64_t occurrences_of(const char *frequency)
{
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        if (strcmp(known[i].name, frequency) == 0)
            return known[i].occurrences;
    }
    return 0;
}

static void read_band(const char *file, const struct xml_node *node,
        struct sampling_table *table, struct complaint_list *complaints)
{
    struct sampling_table_band band = {.frequency = xml_attribute(node, "frequency")};
    const char *size = xml_attribute(node, "size");
    const char *most = xml_attribute(node, "most");
    const char *occurrences = xml_attribute(node, "occurrences");

    if (!band.frequency || !size)
        return;
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->bands[i].frequency, band.frequency) == 0)
            COMPLAIN(node, band.frequency,
                    TR("'%s' is there twice", "「%s」が二つあります"));
    }
    if (strcmp(size, "all") != 0 && !parse_number(size, &band.size))
        COMPLAIN(node, size,
                TR("'%s' is no size: a number from 1, or all",
                        "「%s」は件数ではありません。1以上の数かallを書いてください"));
    band.most = band.size;
    if (most && (!parse_number(most, &band.most) || band.most < band.size || !band.size))
        COMPLAIN(node, most,
                TR("most='%s' is not above size", "most「%s」がsizeを上回っていません"));
    band.occurrences = occurrences_of(band.frequency);
    if (occurrences && !parse_number(occurrences, &band.occurrences))
        COMPLAIN(node, occurrences,
                TR("'%s' is no number of occurrences", "「%s」は回数ではありません"));
    table->bands[table->count++] = band;
}

static void read_titles(const struct xml_node *root, struct sampling_table *table)
{
    for (const struct xml_node *node = xml_child(root, "title"); node;
            node = xml_next(node, "title")) {
        const char *language = xml_attribute(node, "xml:lang");

        table->title[language && strcmp(language, "en") == 0 ? TEXT_EN : TEXT_JA] =
                node->text;
    }
}

bool sampling_table_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct sampling_table *ret_table,
        struct complaint_list *complaints)
{
    struct sampling_table table = {.count = 0};
    size_t errors = complaints->errors, count = 0;
    struct xml_node *root;
    struct error err = {0};

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&sampling_table_vocabulary, file, root, complaints);
    for (const struct xml_node *node = xml_child(root, "band"); node;
            node = xml_next(node, "band"))
        count++;
    if (!arena_allocate(arena, (count + 1) * sizeof(*table.bands), &table.bands, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, file, 0, 0, "%s", err.message);
        return false;
    }
    table.id = xml_attribute(root, "id");
    table.version = xml_attribute(root, "version");
    table.is_example = text_is_equal(xml_attribute(root, "example"), "yes");
    table.source = xml_child(root, "source") ? xml_child(root, "source")->text : NULL;
    read_titles(root, &table);
    for (const struct xml_node *node = xml_child(root, "band"); node;
            node = xml_next(node, "band"))
        read_band(file, node, &table, complaints);
    if (complaints->errors != errors)
        return false;
    *ret_table = table;
    return true;
}

const char *sampling_table_frequency(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        if (strcmp(known[i].name, name) == 0 || strcmp(known[i].ja, name) == 0)
            return known[i].name;
    }
    return NULL;
}

const struct sampling_table_band *sampling_table_find(const struct sampling_table *table,
        const char *frequency, int64_t occurrences)
{
    bool is_counted = strcmp(frequency, "as-needed") == 0;
    const struct sampling_table_band *found = NULL;

    for (size_t i = 0; i < table->count; i++) {
        const struct sampling_table_band *band = &table->bands[i];

        if (!is_counted && strcmp(band->frequency, frequency) == 0)
            return band;
        if (is_counted && band->occurrences >= occurrences && band->occurrences > 0 &&
                (!found || band->occurrences < found->occurrences))
            found = band;
    }
    return found;
}
