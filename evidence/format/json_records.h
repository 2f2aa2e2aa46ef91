/* json_records.h - where the records of JSON documents are, by how these are built
 *
 * "[*]": an array. "Records[*]": the one array of objects in an object; "data.items[*]":
 * deeper, where only keys of a page or an answer stand beside the way (json_paging.h).
 * "*", "users.*": an object whose values are objects alike, likewise. "": each document
 * is a record. Of several documents, or lines, the array is taken where each has it and
 * all else is of a page; documents that are all arrays of objects are pages, too. An
 * empty array is taken only where there is nothing else. What is doubtful is one record.
 *
 * What else in the documents might be records, and is outside of what was chosen or in
 * the one record that is left, is aside: nothing is lost in silence. So it is where each
 * of several documents is a record, and one of them is nothing but lists (two pages and
 * an error; the answers to two questions), or a list has ten times as many objects as
 * there are documents. Other lists are their records' own. */
#ifndef CHOSHO_JSON_RECORDS_H
#define CHOSHO_JSON_RECORDS_H

#include "engine/base/buf.h"
#include "evidence/format/json_outline.h"

/* The path in bytes: keys that all need escapes. */
#define JSON_RECORDS_PATH_MAX (JSON_OUTLINE_DEPTH * (2 * JSON_OUTLINE_KEY_MAX + 8))
#define JSON_RECORDS_ASIDE_MAX (16 * JSON_RECORDS_PATH_MAX)

/* Appends to path, and to aside what was left: "data.items[*] (2), users.* (3), +1": the
 * five paths with the most objects, or arrays that are rows, how many each has, and how
 * much more there is; nothing where nothing is. began_as_pages: of records that are
 * several documents, too.
 */
WARN_UNUSED bool json_records_find(const struct json_outline *outline,
        bool began_as_pages, struct buf *path, struct buf *aside, struct error *err);

/* Whether the records are those of an empty array beside what may be data itself. */
bool json_records_are_of_empty(const struct json_outline *outline);

/* Whether lists are aside though each of several documents is a record, as far as that is
 * known. */
bool json_records_have_lists(const struct json_outline *outline);

/* Whether each of the documents, or of those that there are so far, is a page. */
bool json_records_are_pages(const struct json_outline *outline);

#endif
