#include <string.h>

#include "procedures/profile.h"
#include "tests/unit/unit.h"

#define PROP(name, value) \
    "<prop name='" name "' ns='urn:chosho:profile:1' value='" value "'/>"
#define HEAD                                                                               \
    "<profile xmlns='http://csrc.nist.gov/ns/oscal/1.0'><metadata><title>例</title>" PROP( \
            "profile-id", "x") PROP("cycle-years", "3") PROP("example", "yes")             \
            PROP("scheme", "ISMAP") PROP("title-en", "sample") "</metadata>\n"
#define DUE(phase, years)                                                             \
    "<add><prop name='due' ns='urn:chosho:profile:1' class='" phase "' value='" years \
    "'/></add>"

struct loaded {
    struct arena arena;
    struct complaint_list complaints;
    struct profile profile;
    bool good;
};

static void load(struct loaded *loaded, const char *text)
{
    *loaded = (struct loaded){.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    complaint_list_init(&loaded->complaints);
    loaded->good = profile_parse("p.xml", "named-by-caller", text, strlen(text),
            &loaded->arena, &loaded->profile, &loaded->complaints);
    complaint_list_sort(&loaded->complaints);
}

static void clear(struct loaded *loaded)
{
    complaint_list_clear(&loaded->complaints);
    arena_clear(&loaded->arena);
}

static const char *said(const struct loaded *loaded, size_t i)
{
    return loaded->complaints.count > i ? loaded->complaints.items[i].message : "nothing";
}

START_TEST(controls_are_due_in_their_years)
{
    static const char text[] = HEAD
            "<import href='../catalogues/old.xml'><include-controls><with-id>c2</with-id><with-id>c1</with-id>"
            "<with-id>c3</with-id></include-controls></import>"
            "<modify><alter control-id='c1'>" DUE("design", "1") DUE("operating",
                    "2 3") "</alter><alter control-id='c3'>" DUE("design",
                    "none") "</alter></modify></profile>";
    /* as the text says, of years 1 to 4, and the 4th is the 1st again */
    static const bool c1[2][4] = {{true, false, false, true}, {false, true, true, false}};
    struct loaded loaded;

    load(&loaded, text);
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    ck_assert_str_eq(loaded.profile.id, "x");
    ck_assert_str_eq(loaded.profile.title[TEXT_JA], "例");
    ck_assert_str_eq(loaded.profile.title[TEXT_EN], "sample");
    ck_assert_str_eq(loaded.profile.scheme, "ISMAP");
    ck_assert_str_eq(loaded.profile.catalogue, "old");
    ck_assert(loaded.profile.is_example);
    ck_assert_uint_eq(loaded.profile.cycle_years, 3);
    for (unsigned year = 1; year <= 4; year++) {
        ck_assert(profile_is_due(&loaded.profile, "c1", PROFILE_DESIGN, year) ==
                c1[0][year - 1]);
        ck_assert(profile_is_due(&loaded.profile, "c1", PROFILE_OPERATING, year) ==
                c1[1][year - 1]);
        ck_assert(profile_is_due(&loaded.profile, "c2", PROFILE_OPERATING, year));
        ck_assert(!profile_is_due(&loaded.profile, "c3", PROFILE_DESIGN, year));
        ck_assert(!profile_is_due(&loaded.profile, "c4", PROFILE_DESIGN, year));
    }
    ck_assert(profile_has(&loaded.profile, "c3"));
    ck_assert(!profile_has(&loaded.profile, "c4"));
    clear(&loaded);
}
END_TEST

START_TEST(all_may_be_taken_but_some)
{
    static const char text[] = HEAD
            "<import href='old.xml'><include-all/><exclude-controls><with-id>c2</with-id></exclude-controls></import>"
            "<modify><alter control-id='c3'>" DUE("operating",
                    "2") "</alter></modify></profile>";
    struct loaded loaded;

    load(&loaded, text);
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    ck_assert(profile_has(&loaded.profile, "c1"));
    ck_assert(profile_is_due(&loaded.profile, "c1", PROFILE_DESIGN, 2));
    ck_assert(!profile_has(&loaded.profile, "c2"));
    ck_assert(!profile_is_due(&loaded.profile, "c2", PROFILE_DESIGN, 1));
    ck_assert(!profile_is_due(&loaded.profile, "c3", PROFILE_OPERATING, 1));
    ck_assert(profile_is_due(&loaded.profile, "c3", PROFILE_OPERATING, 2));
    clear(&loaded);
}
END_TEST

START_TEST(everything_wrong_is_told_at_its_place)
{
    static const char text[] = HEAD
            "<import href='old.xml'><include-controls with-child-controls='yes'>\n<with-id>c1</with-id>\n"
            "<with-id>c1</with-id>\n<matching pattern='c*'/></include-controls></import>\n"
            "<import href='new.xml'/>\n<import href='#x'/>\n"
            "<modify><alter control-id='c9'/>\n<alter control-id='c1'>" DUE("design",
                    "4") "\n" DUE("operating", "2,3") "\n" DUE("both",
                    "1") "\n" DUE("design", "") "\n<add>" PROP("dew",
                    "1") "</add></alter></modify></profile>";
    static const struct {
        unsigned line;
        const char *message;
    } expected[] = {
            {2, "with-child-controls is not supported: name the children, too"},
            {4, "the control 'c1' is named twice (line 3 too)"},
            {5, "<matching> is not supported here: name each control by <with-id>"},
            {6, "a profile is of one catalogue: this imports 'new' beside 'old'"},
            {7, "<import> must name its catalogue's file in href, such as \"ismap-2022.xml\""},
            {8, "<alter> is of a control that the profile does not import: 'c9'"},
            {9, "due names years of the cycle, from 1 to 3, divided by blanks, or \"none\"; not '4'"},
            {10, "due names years of the cycle, from 1 to 3, divided by blanks, or \"none\"; not '2,3'"},
            {11, "due wants class=\"design\" or class=\"operating\""},
            {12, "due has no year; where a phase is never audited say \"none\""},
            {13, "a control has no 'dew' here; there is \"due\""},
    };
    struct loaded loaded;

    load(&loaded, text);
    ck_assert(!loaded.good);
    ck_assert_uint_eq(loaded.complaints.count, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        ck_assert_str_eq(said(&loaded, i), expected[i].message);
        ck_assert_uint_eq(loaded.complaints.items[i].line, expected[i].line);
    }
    clear(&loaded);
    load(&loaded,
            "<profile xmlns='http://csrc.nist.gov/ns/oscal/1.0'><metadata><title>x</title>" PROP(
                    "cycle-years", "21") "</metadata></profile>");
    ck_assert_str_eq(said(&loaded, 0),
            "the profile imports no catalogue: <import href=\"ismap-2022.xml\">");
    ck_assert_str_eq(said(&loaded, 1), "cycle-years is a number from 1 to 20, not '21'");
    clear(&loaded);
    load(&loaded, "<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0'/>");
    ck_assert(!loaded.good);
    clear(&loaded);
}
END_TEST

START_TEST(controls_are_held_against_their_catalogue)
{
    static const char catalogue_text[] =
            "<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0'><metadata><title>x</title></metadata>"
            "<group id='g1'><title>g</title><control id='c9.2.6'><title>a</title></control></group></catalog>";
    static const char text[] = HEAD
            "<import href='old.xml'><include-controls><with-id>c9.2.6</with-id>\n<with-id>c9.2.5</with-id>\n"
            "<with-id>g1</with-id></include-controls></import></profile>";
    struct catalogue catalogue;
    struct loaded loaded;

    load(&loaded, text);
    ck_assert_msg(loaded.good, "%s", said(&loaded, 0));
    ck_assert(catalogue_parse("old.xml", "old", catalogue_text, strlen(catalogue_text),
            &loaded.arena, &catalogue, &loaded.complaints));
    profile_check(&loaded.profile, "p.xml", &catalogue, &loaded.arena,
            &loaded.complaints);
    complaint_list_sort(&loaded.complaints);
    ck_assert_uint_eq(loaded.complaints.count, 2);
    ck_assert_str_eq(said(&loaded, 0),
            "the catalogue 'old' has no control with the id 'c9.2.5'; did you mean 'c9.2.6'?");
    ck_assert_uint_eq(loaded.complaints.items[0].line, 3);
    ck_assert_str_eq(said(&loaded, 1),
            "the catalogue 'old' has no control with the id 'g1'");
    clear(&loaded);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            controls_are_due_in_their_years,
            all_may_be_taken_but_some,
            everything_wrong_is_told_at_its_place,
            controls_are_held_against_their_catalogue,
    };

    return unit_run("profile", tests, ARRAY_LENGTH(tests));
}
