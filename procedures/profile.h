/* profile.h - which controls of a catalogue a scheme asks for, and when: OSCAL profile
 * XML
 *
 *     <profile xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="...">
 *       <metadata>
 *         <title>...</title> <last-modified/> <version/> <oscal-version/>
 *         <prop name="profile-id" ns="urn:chosho:profile:1" value="ismap"/>
 *         <prop name="title-en" ns="urn:chosho:profile:1" value="..."/>
 *         <prop name="scheme" ns="urn:chosho:profile:1" value="ISMAP"/>
 *         <prop name="cycle-years" ns="urn:chosho:profile:1" value="3"/>
 *         <prop name="example" ns="urn:chosho:profile:1" value="yes"/>
 *       </metadata>
 *       <import href="ismap-2022.xml">
 *         <include-controls><with-id>c9.2.6</with-id></include-controls>
 *       </import>
 *       <modify>
 *         <alter control-id="c9.2.6"><add>
 *           <prop name="due" ns="urn:chosho:profile:1" class="design" value="1"/>
 *           <prop name="due" ns="urn:chosho:profile:1" class="operating" value="2 3"/>
 *         </add></alter>
 *       </modify>
 *     </profile>
 *
 * Controls go by OSCAL's ids ("c9.2.6"). One catalogue a profile: the file it imports,
 * without folders and ".xml". `due` names the years of the cycle, from 1, in which a
 * phase is audited; "none": in no year. A control without `due` for a phase is due each
 * year. <include-all/> takes every control; exclude-controls takes some out again.
 * Matching by pattern, with-child-controls, merging and other changes of <modify> are not
 * supported and complained of, so that nothing is left out in silence. */
#ifndef CHOSHO_PROFILE_H
#define CHOSHO_PROFILE_H

#include "procedures/catalogue.h"

#define PROFILE_NAMESPACE "urn:chosho:profile:1"
#define PROFILE_YEARS_MAX 20

enum profile_phase { PROFILE_DESIGN, PROFILE_OPERATING };

struct profile_control {
    const char *id;   /* OSCAL's */
    bool is_excluded; /* not in the profile; only where it takes all others */
    uint32_t due[2];  /* by enum profile_phase: bit n is set where year n is due */
    const struct xml_node *node;
};

struct profile {
    const char *id;        /* "ismap"; as the caller named it where the file does not */
    const char *title[2];  /* by enum text_language */
    const char *scheme;    /* "ISMAP"; "" where it does not say */
    const char *catalogue; /* "ismap-2022" */
    unsigned cycle_years;  /* 1 where it does not say */
    bool is_example;       /* marked so: nobody's own rule */
    bool has_all;          /* include-all: a control not listed is in it, due each year */
    struct profile_control *controls; /* by id, byte order */
    size_t count;
    const struct xml_node *node;
};

/* id: what to call it where the file does not say. The tree stays in the arena. */
WARN_UNUSED bool profile_parse(const char *file, const char *id, const char *bytes,
        size_t size, struct arena *arena, struct profile *ret_profile,
        struct complaint_list *complaints);

/* Complains of each control that its catalogue does not have, with the nearest there is.
 */
void profile_check(const struct profile *profile, const char *file,
        const struct catalogue *catalogue, struct arena *arena,
        struct complaint_list *complaints);

/* Whether the control is in the profile at all. */
bool profile_has(const struct profile *profile, const char *control_id);

/* Whether it is in the profile and due in that year of the cycle (from 1; behind the
 * last year the cycle begins again). */
bool profile_is_due(const struct profile *profile, const char *control_id,
        enum profile_phase phase, unsigned year);

#endif
