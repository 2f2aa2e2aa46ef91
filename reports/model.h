/* model.h - the report as one tree, read from the workpaper's report_* views
 *
 * The tree is data: each node is a query, its columns are members, its children's queries
 * are bound from the columns of the rows they stand in. The only SQL of reports/ is here,
 * in model_tree.c and in exception_cursor.c. JSON writes the whole tree; pages are made
 * of pieces of it.
 *
 * What the views cannot know, since only the library and the evidence tell, the engine
 * puts into temporary tables, which model_prepare() makes. All of them may stay empty:
 *
 * - report_standing(result_id, standing, values_state, values_reason): 'current', or
 *   'changed' (its inputs are others now) or 'gone' (its procedure is no longer in the
 *   library); a result without a row is taken as current. values_state is 'shown', or
 *   'refused' with the sentence why no values are shown.
 * - report_text(result_id, kind, name, ja, en): the procedure's words for a result. kind
 *   'finding' (name '': the finding's text with its numbers filled in), 'check' (name:
 *   the verdict), 'population', 'item', 'parameter', 'column' (name: as it is there).
 * - report_shown(result_id, position, name, type, is_masked): the values shown with each
 *   exception, from 1; type 'timestamp', 'boolean' and the like, NULL where it is not
 *   known; is_masked 1 where something else stands for the values.
 * - report_value(result_id, kind, number, position, is_read, value): a shown value; NULL
 *   where the field is absent; is_read 0 where it is the text as delivered, which does
 *   not read as its type. kind and number as in report_exception.
 * - report_pending(instance_key, procedure, version, catalogue, control, phase, title_ja,
 *   title_en): what is in the library for a control and was never run.
 *
 * Two more are the model's own (model_begin() fills them): which member was used by which
 * result's test, since asking the views for every member anew takes too long. */
#ifndef CHOSHO_MODEL_H
#define CHOSHO_MODEL_H

#include "engine/base/buf.h"
#include "engine/base/db.h"

/* Makes the temporary tables that are not there yet. ERROR_DATABASE. */
WARN_UNUSED bool model_prepare(struct db *db, struct error *err);

/* Before a report is written. ERROR_DATABASE. */
WARN_UNUSED bool model_begin(struct db *db, struct error *err);

enum model_use { MODEL_DATA = 1, MODEL_PAGE = 2 };

/* Columns of a node's query: `name` is a member; `_name` is for the children's queries,
 * and for pages to ask for more by, never to be shown; `is_name` is a boolean; `@name` is
 * the bundle of a record, followed by its member and its number: together the member
 * `name`, a pointer. A child's parameter `:name` takes the column `name` or `_name` of
 * the nearest row it stands in. */
struct model_node {
    const char *name;    /* of the member in JSON: "results"; NULL ends a list of nodes */
    const char *element; /* of one row in XML: "result" */
    const char *sql;     /* NULL: an object that has only children, or records */
    const char *records; /* "exception" ...: records of that kind of the result :result */
    bool is_list;
    unsigned use; /* of enum model_use; 0: both */
    const struct model_node *children;
};

/* The whole report, for data. */
extern const struct model_node model_report;

/* For pages: what stands in the frame; what comes a row a piece (the controls of which
 * there is something to say, results of no control, findings, bundles, and sources with
 * more than MODEL_MEMBERS_SHOWN members); the long lists of those: exceptions of the
 * finding :finding, files of the bundle :bundle, members of the source :item of the
 * result :result; and what the shown values and the checks of the result :result are. */
extern const struct model_node model_frame;
extern const struct model_node model_controls, model_general, model_findings,
        model_bundles, model_sources;
extern const struct model_node model_promoted, model_files, model_members;
extern const struct model_node model_heads;

/* For the receipt of the bundle :bundle (receipt_html.h): its frame, its members, and
 * those of them that are asked for again. */
extern const struct model_node model_receipt;
extern const struct model_node model_receipt_members, model_receipt_asks;

/* So many members of a source are named where it is used; all of them in an annex. */
#define MODEL_MEMBERS_SHOWN 10

/* Who takes the tree: a writer of JSON or of XML. The functions for lists, absent and
 * records may be NULL. */
struct model_sink {
    void *owner;
    enum model_use use;
    void (*begin_list)(void *owner, const struct model_node *node);
    void (*end_list)(void *owner, const struct model_node *node);
    void (*begin_row)(void *owner, const struct model_node *node);
    bool (*end_row)(void *owner, const struct model_node *node, struct error *err);
    /* A single row that is not there. */
    void (*absent)(void *owner, const struct model_node *node);
    void (*text)(void *owner, const char *name, const char *text); /* NULL: absent */
    void (*number)(void *owner, const char *name, int64_t value);
    void (*boolean)(void *owner, const char *name, bool value);
    bool (*records)(void *owner, const struct model_node *node, int64_t result_id,
            struct error *err);
};

/* A parameter of a node's query that is in no row: ended by a NULL name. */
struct model_value {
    const char *name;
    int64_t number;
    const char *text; /* NULL: the number */
};

/* Reads the node with its children and hands everything to the sink. values may be NULL.
 */
WARN_UNUSED bool model_walk(struct db *db, const struct model_node *node,
        const struct model_value *values, const struct model_sink *sink,
        struct error *err);

/* Appends what stands at the head of each page, and the name of the client's zone.
 * ERROR_INTEGRITY: the workpaper has no engagement. */
WARN_UNUSED bool model_read_head(struct db *db, struct buf *ret_head,
        struct buf *ret_zone, struct error *err);

/* Appends "BUNDLE:MEMBER#RECORD" as `show` opens it, with what could disturb a reader
 * (controls of the writing direction) percent-encoded too; record 0: "BUNDLE:MEMBER". */
WARN_UNUSED bool model_write_pointer(struct buf *buf, const char *bundle,
        const char *member, int64_t record, struct error *err);

#endif
