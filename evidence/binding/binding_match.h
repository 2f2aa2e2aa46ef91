/* binding_match.h - which members a glob of a binding or a query selects
 *
 * A name inside a container, "logs.zip!web/a.log", is compared part by part: the stars of
 * a glob do not go past a '!', which a glob has to have where the name has it. A '!' in
 * the name of a member that is in no container is a character like others.
 *
 * Where a container has exactly one member that is read (an access.log.gz, a zip of one
 * file), its own name means that member: "logs/access.log*" selects access.log and
 * access.log.1.gz alike. */
#ifndef CHOSHO_BINDING_MATCH_H
#define CHOSHO_BINDING_MATCH_H

#include "evidence/binding/binding_resolve.h"

/* is_inside: the name is one of a member inside a container. */
bool binding_match_name(const char *glob, const char *name, bool is_inside);

/* By its name, or its container's where that means it. */
bool binding_match(const char *glob, const struct binding_member *member);

/* The shortest name that means the member: its container's, where that does. */
const char *binding_match_handle(const struct binding_member *member);

/* Its name in what it is in: "a.log" of "logs.zip!a.log". */
const char *binding_match_own(const struct binding_member *member);

#endif
