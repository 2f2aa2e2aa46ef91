#include "procedures/profile.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/xml.h"

#define CONTROLS_MAX 20000
#define EVERY_YEAR UINT32_MAX

/* A profile on its way. */
struct reading {
    const char *file;
    struct arena *arena;
    struct profile *profile;
    struct complaint_list *complaints;
};

#define COMPLAIN(reading, node, ...)                                                     \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, (node)->line, \
            (node)->column, __VA_ARGS__)

/* ---- metadata ---- */

static const struct xml_node *find_prop(const struct xml_node *node, const char *name)
{
    for (const struct xml_node *prop = node ? xml_child(node, "prop") : NULL; prop;
            prop = xml_next(prop, "prop")) {
        if (text_is_equal(xml_attribute(prop, "name"), name) &&
                text_is_equal(xml_attribute(prop, "ns"), PROFILE_NAMESPACE))
            return prop;
    }
    return NULL;
}

static const char *find_value(const struct xml_node *node, const char *name,
        const char *otherwise)
{
    const struct xml_node *prop = find_prop(node, name);
    const char *value = prop ? xml_attribute(prop, "value") : NULL;

    return value ? value : otherwise;
}

/* 0 where it is no number from 1 to the most. */
static unsigned read_year(const char *text, size_t size)
{
    unsigned year = 0;

    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9' || size > 2)
            return 0;
        year = year * 10 + (unsigned)(text[i] - '0');
    }
    return year <= PROFILE_YEARS_MAX ? year : 0;
}

static void read_cycle(struct reading *reading, const struct xml_node *metadata)
{
    const struct xml_node *prop = find_prop(metadata, "cycle-years");
    const char *value = prop ? xml_attribute(prop, "value") : NULL;

    reading->profile->cycle_years = value ? read_year(value, strlen(value)) : 1;
    if (reading->profile->cycle_years > 0)
        return;
    COMPLAIN(reading, prop,
            TR("cycle-years is a number from 1 to %d, not '%s'",
                    "cycle-years には1から%dまでの数を書いてください（今は「%s」）"),
            PROFILE_YEARS_MAX, complaint_quote(value).text);
    reading->profile->cycle_years = PROFILE_YEARS_MAX; /* its years are judged still */
}

static void read_metadata(struct reading *reading, const struct xml_node *root,
        const char *id)
{
    const struct xml_node *metadata = xml_child(root, "metadata");
    const struct xml_node *title = metadata ? xml_child(metadata, "title") : NULL;
    struct profile *profile = reading->profile;

    if (!title)
        COMPLAIN(reading, root,
                TR("the profile has no <metadata> with a <title>",
                        "プロファイルに<title>のある<metadata>がありません"));
    profile->id = find_value(metadata, "profile-id", id);
    profile->title[TEXT_JA] = title ? title->text : "";
    profile->title[TEXT_EN] = find_value(metadata, "title-en", profile->title[TEXT_JA]);
    profile->scheme = find_value(metadata, "scheme", "");
    profile->is_example = strcmp(find_value(metadata, "example", "no"), "yes") == 0;
    read_cycle(reading, metadata);
}

/* ---- which controls ---- */

static bool read_catalogue(struct reading *reading, const struct xml_node *import,
        struct error *err)
{
    const char *href = xml_attribute(import, "href");
    const char *base = href && strrchr(href, '/') ? strrchr(href, '/') + 1 : href;
    size_t size = base ? strlen(base) : 0;
    const char *catalogue;

    if (size <= 4 || strcmp(base + size - 4, ".xml") != 0) {
        COMPLAIN(reading, import,
                TR("<import> must name its catalogue's file in href, such as \"ismap-2022.xml\"",
                        "<import>のhrefにはカタログのファイルを書いてください（例: \"ismap-2022.xml\"）"));
        return true;
    }
    if (!arena_copy(reading->arena, base, size - 4, &catalogue, err))
        return false;
    if (reading->profile->catalogue &&
            strcmp(reading->profile->catalogue, catalogue) != 0)
        COMPLAIN(reading, import,
                TR("a profile is of one catalogue: this imports '%s' beside '%s'",
                        "一つのプロファイルで使えるカタログは一つです（「%s」と「%s」を取り込んでいます）"),
                complaint_quote(catalogue).text,
                complaint_quote(reading->profile->catalogue).text);
    reading->profile->catalogue = catalogue;
    return true;
}

static void add_control(struct reading *reading, const struct xml_node *node,
        bool is_excluded)
{
    struct profile *profile = reading->profile;

    if (profile->count < CONTROLS_MAX)
        profile->controls[profile->count++] = (struct profile_control){node->text,
                is_excluded, {EVERY_YEAR, EVERY_YEAR}, node};
}

static void read_selection(struct reading *reading, const struct xml_node *selection,
        bool is_excluded)
{
    for (const struct xml_node *node = selection->children; node; node = node->next) {
        if (strcmp(node->name, "with-id") == 0)
            add_control(reading, node, is_excluded);
        else
            COMPLAIN(reading, node,
                    TR("<%s> is not supported here: name each control by <with-id>",
                            "ここでは<%s>は使えません。管理策を一つずつ<with-id>で書いてください"),
                    complaint_quote(node->name).text);
    }
    if (xml_attribute(selection, "with-child-controls"))
        COMPLAIN(reading, selection,
                TR("with-child-controls is not supported: name the children, too",
                        "with-child-controlsは使えません。下位の管理策も書いてください"));
}

static bool read_import(struct reading *reading, const struct xml_node *import,
        struct error *err)
{
    for (const struct xml_node *node = import->children; node; node = node->next) {
        if (strcmp(node->name, "include-all") == 0)
            reading->profile->has_all = true;
        else if (strcmp(node->name, "include-controls") == 0)
            read_selection(reading, node, false);
        else if (strcmp(node->name, "exclude-controls") == 0)
            read_selection(reading, node, true);
    }
    return read_catalogue(reading, import, err);
}

static int compare_controls(const void *left, const void *right)
{
    const struct profile_control *a = left, *b = right;
    int order = strcmp(a->id, b->id);

    if (order != 0)
        return order;
    return a->node->line < b->node->line ? -1 : a->node->line > b->node->line;
}

static struct profile_control *find_control(const struct profile *profile, const char *id)
{
    size_t low = 0, high = profile->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, profile->controls[middle].id);

        if (order == 0)
            return &profile->controls[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* In order, each once: an excluded one stays so. */
static void sort_controls(struct reading *reading)
{
    struct profile *profile = reading->profile;
    size_t kept = 0;

    qsort(profile->controls, profile->count, sizeof(*profile->controls),
            compare_controls);
    for (size_t i = 0; i < profile->count; i++) {
        struct profile_control *last = kept ? &profile->controls[kept - 1] : NULL;
        struct profile_control *next = &profile->controls[i];

        if (!last || strcmp(last->id, next->id) != 0) {
            profile->controls[kept++] = *next;
            continue;
        }
        if (last->is_excluded == next->is_excluded)
            COMPLAIN(reading, next->node,
                    TR("the control '%s' is named twice (line %u too)",
                            "管理策「%s」が二度書かれています（%u行目にもあります）"),
                    complaint_quote(next->id).text, last->node->line);
        last->is_excluded |= next->is_excluded;
    }
    profile->count = kept;
}

/* ---- when they are due ---- */

/* The years' bits; complains of a word that is no year of the cycle. */
static uint32_t read_years(struct reading *reading, const struct xml_node *prop)
{
    const char *value = xml_attribute(prop, "value");
    uint32_t years = 0;

    if (text_is_equal(value, "none"))
        return 0;
    for (const char *at = value ? value : ""; *at;) {
        size_t size = strcspn(at, " ");
        unsigned year = read_year(at, size);

        if (size > 0 && (year == 0 || year > reading->profile->cycle_years)) {
            COMPLAIN(reading, prop,
                    TR("due names years of the cycle, from 1 to %u, divided by blanks, or \"none\"; not '%s'",
                            "dueには周期の年（1から%u）を空白で区切って書くか、\"none\"と書いてください（今は「%s」）"),
                    reading->profile->cycle_years, complaint_quote(value).text);
            return EVERY_YEAR;
        }
        years |= size > 0 ? (uint32_t)1 << year : 0;
        at += size + (at[size] == ' ');
    }
    if (years == 0)
        COMPLAIN(reading, prop,
                TR("due has no year; where a phase is never audited say \"none\"",
                        "dueに年がありません。実施しない区分には\"none\"と書いてください"));
    return years;
}

static void read_due(struct reading *reading, const struct xml_node *prop,
        struct profile_control *control)
{
    const char *phase = xml_attribute(prop, "class");

    if (text_is_equal(phase, "design"))
        control->due[PROFILE_DESIGN] = read_years(reading, prop);
    else if (text_is_equal(phase, "operating"))
        control->due[PROFILE_OPERATING] = read_years(reading, prop);
    else
        COMPLAIN(reading, prop,
                TR("due wants class=\"design\" or class=\"operating\"",
                        "dueにはclass=\"design\"かclass=\"operating\"を書いてください"));
}

static void read_addition(struct reading *reading, const struct xml_node *add,
        struct profile_control *control)
{
    for (const struct xml_node *prop = xml_child(add, "prop"); prop;
            prop = xml_next(prop, "prop")) {
        if (!text_is_equal(xml_attribute(prop, "ns"), PROFILE_NAMESPACE))
            continue;
        if (text_is_equal(xml_attribute(prop, "name"), "due"))
            read_due(reading, prop, control);
        else
            COMPLAIN(reading, prop,
                    TR("a control has no '%s' here; there is \"due\"",
                            "管理策に「%s」はありません（使えるのは\"due\"です）"),
                    complaint_quote(xml_attribute(prop, "name")).text);
    }
}

/* What is said of a control under <include-all/> is kept beside those named. */
static struct profile_control *find_altered(struct reading *reading,
        const struct xml_node *alter)
{
    const char *id = xml_attribute(alter, "control-id");
    struct profile_control *control = id ? find_control(reading->profile, id) : NULL;

    if (control && !control->is_excluded)
        return control;
    COMPLAIN(reading, alter,
            TR("<alter> is of a control that the profile does not import: '%s'",
                    "<alter>の管理策「%s」はこのプロファイルに取り込まれていません"),
            complaint_quote(id).text);
    return NULL;
}

static void read_alterations(struct reading *reading, const struct xml_node *root)
{
    const struct xml_node *modify = xml_child(root, "modify");

    for (const struct xml_node *alter = modify ? xml_child(modify, "alter") : NULL; alter;
            alter = xml_next(alter, "alter")) {
        struct profile_control *control = find_altered(reading, alter);

        for (const struct xml_node *add = xml_child(alter, "add"); control && add;
                add = xml_next(add, "add"))
            read_addition(reading, add, control);
    }
}

/* ---- all of it ---- */

/* With <include-all/> the controls that <modify> speaks of are those listed. */
static void add_altered(struct reading *reading, const struct xml_node *root)
{
    const struct xml_node *modify = xml_child(root, "modify");

    for (const struct xml_node *alter = modify ? xml_child(modify, "alter") : NULL; alter;
            alter = xml_next(alter, "alter")) {
        const char *id = xml_attribute(alter, "control-id");
        struct profile *profile = reading->profile;

        if (id && profile->count < CONTROLS_MAX)
            profile->controls[profile->count++] = (struct profile_control){id, false,
                    {EVERY_YEAR, EVERY_YEAR}, alter};
    }
}

static bool read_profile(struct reading *reading, const struct xml_node *root,
        const char *id, struct error *err)
{
    if (!arena_allocate(reading->arena,
                CONTROLS_MAX * sizeof(*reading->profile->controls),
                &reading->profile->controls, err))
        return false;
    read_metadata(reading, root, id);
    for (const struct xml_node *import = xml_child(root, "import"); import;
            import = xml_next(import, "import")) {
        if (!read_import(reading, import, err))
            return false;
    }
    if (!xml_child(root, "import"))
        COMPLAIN(reading, root,
                TR("the profile imports no catalogue: <import href=\"ismap-2022.xml\">",
                        "プロファイルがカタログを取り込んでいません（<import href=\"ismap-2022.xml\">）"));
    if (reading->profile->has_all)
        add_altered(reading, root);
    sort_controls(reading);
    read_alterations(reading, root);
    return reading->profile->count < CONTROLS_MAX ||
            error_set(err, ERROR_LIMIT,
                    TR("%d controls or more: this is no profile",
                            "管理策が%d以上あります。プロファイルとは認められません"),
                    CONTROLS_MAX);
}

bool profile_parse(const char *file, const char *id, const char *bytes, size_t size,
        struct arena *arena, struct profile *ret_profile,
        struct complaint_list *complaints)
{
    struct profile profile = {.count = 0};
    struct reading reading = {file, arena, &profile, complaints};
    size_t errors = complaints->errors;
    struct error err = {0};
    struct xml_node *root;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    if (strcmp(root->name, "profile") != 0 ||
            strcmp(root->namespace, CATALOGUE_OSCAL_NAMESPACE) != 0) {
        COMPLAIN(&reading, root,
                TR("<%s> is no OSCAL profile: the root must be <profile xmlns=\"%s\">",
                        "<%s>はOSCALのプロファイルではありません。ルート要素は<profile xmlns=\"%s\">でなければなりません"),
                complaint_quote(root->name).text, CATALOGUE_OSCAL_NAMESPACE);
        return false;
    }
    profile.node = root;
    if (!read_profile(&reading, root, id, &err))
        COMPLAIN(&reading, root, "%s", err.message);
    if (complaints->errors != errors)
        return false;
    *ret_profile = profile;
    return true;
}

static int compare_ids(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void complain_of_unknown(const struct profile *profile, const char *file,
        const struct profile_control *control, const char *const *ids,
        struct complaint_list *complaints)
{
    const char *nearest = text_find_nearest(control->id, ids);

    if (nearest)
        complaint_add(complaints, COMPLAINT_ERROR, file, control->node->line,
                control->node->column,
                TR("the catalogue '%s' has no control with the id '%s'; did you mean '%s'?",
                        "カタログ「%s」にidが「%s」の管理策はありません。「%s」のことですか"),
                profile->catalogue, complaint_quote(control->id).text, nearest);
    else
        complaint_add(complaints, COMPLAINT_ERROR, file, control->node->line,
                control->node->column,
                TR("the catalogue '%s' has no control with the id '%s'",
                        "カタログ「%s」にidが「%s」の管理策はありません"),
                profile->catalogue, complaint_quote(control->id).text);
}

void profile_check(const struct profile *profile, const char *file,
        const struct catalogue *catalogue, struct arena *arena,
        struct complaint_list *complaints)
{
    struct error err = {0};
    const char **ids;
    size_t count = 0;

    if (!arena_allocate(arena, (catalogue->count + 1) * sizeof(*ids), &ids, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, file, 1, 1, "%s", err.message);
        return;
    }
    for (size_t i = 0; i < catalogue->count; i++) {
        if (catalogue->controls[i].id && !catalogue->controls[i].is_group)
            ids[count++] = catalogue->controls[i].id;
    }
    ids[count] = NULL;
    qsort(ids, count, sizeof(*ids), compare_ids);
    for (size_t i = 0; i < profile->count && !complaints->incomplete; i++) {
        if (!bsearch(&profile->controls[i].id, ids, count, sizeof(*ids), compare_ids))
            complain_of_unknown(profile, file, &profile->controls[i], ids, complaints);
    }
}

bool profile_has(const struct profile *profile, const char *control_id)
{
    const struct profile_control *control = find_control(profile, control_id);

    return control ? !control->is_excluded : profile->has_all;
}

bool profile_is_due(const struct profile *profile, const char *control_id,
        enum profile_phase phase, unsigned year)
{
    const struct profile_control *control = find_control(profile, control_id);

    if (!control || control->is_excluded)
        return !control && profile->has_all;
    year = year > 0 ? (year - 1) % profile->cycle_years + 1 : 1;
    return (control->due[phase] >> year & 1) != 0;
}
