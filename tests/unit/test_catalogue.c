#include <stdio.h>
#include <string.h>

#include "procedures/catalogue.h"
#include "tests/unit/unit.h"

#define OSCAL "xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\""
#define HEAD          \
    "<catalog " OSCAL \
    "><metadata><title>Sample  of\n controls</title><version>2</version></metadata>"
#define LABEL(value) "<prop name=\"label\" value=\"" value "\"/>"

struct loaded {
    struct arena arena;
    struct complaint_list complaints;
    struct catalogue catalogue;
    bool good;
};

static void load(struct loaded *loaded, const char *file, const char *bytes, size_t size)
{
    *loaded = (struct loaded){.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    complaint_list_init(&loaded->complaints);
    loaded->good = catalogue_parse(file, "named-by-caller", bytes, size, &loaded->arena,
            &loaded->catalogue, &loaded->complaints);
}

static void clear(struct loaded *loaded)
{
    complaint_list_clear(&loaded->complaints);
    arena_clear(&loaded->arena);
}

static const char *said(struct loaded *loaded, size_t i)
{
    return loaded->complaints.count > i ? loaded->complaints.items[i].message : "nothing";
}

/* False, with a message, where the file is not there. */
static bool load_file(struct loaded *loaded, const char *variable, const char *otherwise,
        const char *path)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)16 << 20);
    const char *folder = getenv(variable);
    char name[1024], piece[65536];
    struct error err = {0};
    size_t got;
    FILE *file;

    snprintf(name, sizeof(name), "%s/%s", folder ? folder : otherwise, path);
    file = fopen(name, "rb");
    if (!file) {
        printf("skipped: no %s\n", name);
        return false;
    }
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        ck_assert(buf_append(&bytes, piece, got, &err));
    fclose(file);
    load(loaded, name, bytes.data, bytes.size);
    return true;
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

START_TEST(labels_sort_as_people_count)
{
    static const char *const sorted[] = {"5.1.1", "9.2", "9.2.2", "9.2.3", "9.2.3.2",
            "9.2.3.11.PB", "9.2.10", "9.10.1", "10.1.1", "AC-2", "AC-2(1)", "AC-2(10)",
            "AC-10", "ac"};

    for (size_t i = 0; i < ARRAY_LENGTH(sorted); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(sorted); k++)
            ck_assert_msg(sign(catalogue_compare_refs(sorted[i], sorted[k])) ==
                            (i > k) - (i < k),
                    "%s %s", sorted[i], sorted[k]);
    }
    ck_assert_int_ne(catalogue_compare_refs("01", "1"), 0);
    ck_assert_int_eq(sign(catalogue_compare_refs("99999999999999999999999",
                             "100000000000000000000000")),
            -1);
}
END_TEST

START_TEST(a_catalogue_becomes_a_sorted_tree)
{
    static const char text[] = HEAD
            "<group id=\"g2\"><title>Two</title><control id=\"c2.10\"><title>2.10</title>" LABEL("2.10") "</control><control id=\"c2.9\"><title>2.9</title>" LABEL(
                    "2.9") "<control id=\"c2.9.1\"><title>2.9.1</title>" LABEL("2.9.1.PB") "<prop name=\"title-en\" ns=\"urn:chosho:catalogue:1\" value=\"in English\"/>"
                                                                                           "<prop name=\"flag\" ns=\"urn:chosho:catalogue:1\" value=\"P\"/>"
                                                                                           "<prop name=\"flag\" ns=\"urn:chosho:catalogue:1\" value=\"B\"/>"
                                                                                           "<prop name=\"flag\" ns=\"urn:other\" value=\"X\"/></control>"
                                                                                           "<part name=\"statement\"><p>text</p></part></control></group>"
                                                                                           "<group id=\"g1\"><title>One</title></group>"
                                                                                           "<control id=\"x-1\"><title>x</title><prop name=\"label\" class=\"padded\" value=\"X-01\"/>"
                                                                                           "<prop name=\"label\" value=\"X-1\"/><prop name=\"status\" value=\"withdrawn\"/></control></catalog>";
    static const char *const refs[] = {"X-1", "g1", "g2", "2.9", "2.9.1.PB", "2.10"};
    struct loaded loaded;
    const struct catalogue_control *found;

    load(&loaded, "c.xml", text, strlen(text));
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    ck_assert_str_eq(loaded.catalogue.title, "Sample of controls");
    ck_assert_str_eq(loaded.catalogue.version, "2");
    ck_assert_str_eq(loaded.catalogue.id, "named-by-caller");
    ck_assert_uint_eq(loaded.catalogue.count, ARRAY_LENGTH(refs));
    for (size_t i = 0; i < ARRAY_LENGTH(refs); i++) {
        ck_assert_str_eq(loaded.catalogue.controls[i].ref, refs[i]);
        ck_assert_ptr_eq(catalogue_find(&loaded.catalogue, refs[i]),
                &loaded.catalogue.controls[i]);
    }
    found = catalogue_find(&loaded.catalogue, "2.9.1.PB");
    ck_assert_str_eq(found->id, "c2.9.1");
    ck_assert_str_eq(found->title[TEXT_JA], "2.9.1");
    ck_assert_str_eq(found->title[TEXT_EN], "in English");
    ck_assert_str_eq(found->flags, "P B");
    ck_assert_uint_eq(found->parent, 3);
    ck_assert_uint_eq(found->depth, 2);
    ck_assert_uint_eq(loaded.catalogue.controls[2].end, 6);
    ck_assert_uint_eq(loaded.catalogue.controls[3].end, 5);
    ck_assert(loaded.catalogue.controls[2].is_group);
    ck_assert(loaded.catalogue.controls[0].is_withdrawn);
    ck_assert_uint_eq(loaded.catalogue.controls[0].parent, CATALOGUE_ROOT);
    ck_assert_ptr_null(catalogue_find(&loaded.catalogue, "2.9.1"));
    clear(&loaded);
}
END_TEST

START_TEST(links_to_other_catalogues_are_kept)
{
    static const char text[] = HEAD
            "<control id=\"a\"><title>x</title><link rel=\"related\" href=\"old.xml#c1\"/>"
            "<link rel=\"related\" href=\"#b\"/><link rel=\"reference\" href=\"old.xml#c2\"/>"
            "<link rel=\"related\" href=\"other/old.xml#c3\"/><link href=\"old.xml#c4\"/>"
            "<link rel=\"related\" href=\"old.xml\"/><link rel=\"related\" href=\".xml#c5\"/>"
            "<link rel=\"related\" href=\"old.xml#c 6\"/></control>"
            "<control id=\"b\"><title>x</title></control></catalog>";
    struct loaded loaded;

    load(&loaded, "c.xml", text, strlen(text));
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    ck_assert_str_eq(loaded.catalogue.controls[0].related, "old#c1 old#c3");
    ck_assert_str_eq(loaded.catalogue.controls[1].related, "");
    clear(&loaded);
}
END_TEST

START_TEST(what_is_missing_or_repeated_is_told)
{
    static const char text[] = HEAD
            "\n<control id=\"a\"><title>x</title></control>\n"
            "<control id=\"a\"><title>x</title>" LABEL(
                    "A") "</control>\n"
                         "<control id=\"b\">" LABEL(
                                 "A") "</control>\n<control><title>x</title></control></catalog>";
    struct loaded loaded;

    load(&loaded, "c.xml", text, strlen(text));
    ck_assert(!loaded.good);
    complaint_list_sort(&loaded.complaints);
    ck_assert_uint_eq(loaded.complaints.count, 4);
    ck_assert_str_eq(said(&loaded, 0), "the id 'a' is used twice (line 3 too)");
    ck_assert_uint_eq(loaded.complaints.items[0].line, 4);
    ck_assert_str_eq(said(&loaded, 1), "<control> has no <title>");
    ck_assert_str_eq(said(&loaded, 2), "the label 'A' is used twice (line 4 too)");
    ck_assert_str_eq(said(&loaded, 3), "<control> has neither an id nor a label");
    clear(&loaded);
}
END_TEST

START_TEST(other_documents_are_refused)
{
    static const char *const texts[] =
            {"<catalog><metadata><title>x</title></metadata></catalog>",
                    "<profile " OSCAL "/>", "<catalog " OSCAL "/>", "",
                    "<catalog " OSCAL ">"};
    struct loaded loaded;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        load(&loaded, "c.xml", texts[i], strlen(texts[i]));
        ck_assert_msg(!loaded.good, "%s", texts[i]);
        ck_assert_uint_gt(loaded.complaints.errors, 0);
        clear(&loaded);
    }
}
END_TEST

START_TEST(the_catalogue_of_nist_loads)
{
    struct loaded loaded;
    const struct catalogue_control *found;

    if (!load_file(&loaded, "CHOSHO_TEST_DATA", "../shared/data",
                "standards/nist-800-53/NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog.xml"))
        return;
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    /* As xmllint counts <group> and <control>: 370, of which 182 are enhancements. */
    ck_assert_uint_eq(loaded.catalogue.group_count, 18);
    ck_assert_uint_eq(loaded.catalogue.control_count, 370);
    found = catalogue_find(&loaded.catalogue, "AC-2");
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(found->id, "ac-2");
    ck_assert_str_eq(found->title[TEXT_EN], "Account Management");
    ck_assert_str_eq(loaded.catalogue.controls[found->parent].id, "ac");
    found = catalogue_find(&loaded.catalogue, "AC-2(12)");
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(found->depth, 2);
    ck_assert_str_eq(loaded.catalogue.controls[found->parent].ref, "AC-2");
    ck_assert_str_eq(loaded.catalogue.version, "5.1.1+u4");
    clear(&loaded);
}
END_TEST

START_TEST(the_catalogue_of_ismap_is_complete)
{
    /* Objectives of each chapter, 3 to 18, as counted in the criteria. */
    static const unsigned expected[] = {6, 21, 2, 8, 6, 11, 16, 2, 15, 16, 8, 13, 5, 7, 4,
            8};
    struct loaded loaded;
    unsigned counts[ARRAY_LENGTH(expected)] = {0}, required = 0, cloud = 0;

    ck_assert(load_file(&loaded, "CHOSHO_SOURCE", ".",
            "procedures/catalogues/ismap-2022.xml"));
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    ck_assert_str_eq(loaded.catalogue.id, "ismap-2022");
    for (size_t i = 0; i < loaded.catalogue.count; i++) {
        const struct catalogue_control *control = &loaded.catalogue.controls[i];
        char id[40];

        snprintf(id, sizeof(id), "c%s", control->ref);
        ck_assert_str_eq(control->id, id);
        ck_assert_msg(strcmp(control->title[TEXT_JA], control->title[TEXT_EN]) != 0, "%s",
                control->ref);
        counts[atoi(control->ref) - 3] += control->depth == 1;
        cloud += control->depth == 1 && strcmp(control->flags, "P") == 0;
        required += control->depth == 2 && *control->flags;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++)
        ck_assert_uint_eq(counts[i], expected[i]);
    ck_assert_uint_eq(cloud, 7);
    ck_assert_uint_eq(required, 31);
    ck_assert_str_eq(catalogue_find(&loaded.catalogue, "9.2.3.11.PB")->flags, "PB");
    ck_assert_str_eq(catalogue_find(&loaded.catalogue, "9.4.2.2.B")->flags, "B");
    ck_assert_uint_eq(loaded.catalogue.control_count, 6 + 21 + 121 + 31);
    clear(&loaded);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            labels_sort_as_people_count,
            a_catalogue_becomes_a_sorted_tree,
            links_to_other_catalogues_are_kept,
            what_is_missing_or_repeated_is_told,
            other_documents_are_refused,
            the_catalogue_of_nist_loads,
            the_catalogue_of_ismap_is_complete,
    };

    return unit_run("catalogue", tests, ARRAY_LENGTH(tests));
}
