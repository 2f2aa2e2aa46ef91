/* elements.h - the elements of a piece of JSON as rows: elements(json, path)
 *
 *     SELECT t.name, e.value FROM "users.json" AS t, elements(t._text, 'roles') AS e
 *
 * Columns: key (the member's name in an object, NULL in an array), place (from 1), value
 * (as field() gives it: strings unescaped, numbers and booleans their text, objects and
 * arrays their JSON, null NULL). The path is as in json_path.h and may be left out: the
 * JSON itself. There are no rows where nothing is there, nor of what is neither object
 * nor array. A string that holds JSON is opened, too. What is no JSON is an error, as
 * it is for field(). For queries of a person's alone: procedures have child tables of
 * layouts. */
#ifndef CHOSHO_ELEMENTS_H
#define CHOSHO_ELEMENTS_H

#include "engine/base/db.h"

#define ELEMENTS_NAME "elements"

/* Registers the table function, and uses it once, so that a guard may be installed. */
WARN_UNUSED bool elements_register(struct db *db, struct error *err);

#endif
