/* procedure_skeleton.h - `chosho procedure from-oscal CATALOG.xml -o DIR` */
#ifndef CHOSHO_PROCEDURE_SKELETON_H
#define CHOSHO_PROCEDURE_SKELETON_H

#include "engine/commands/command.h"

/* Makes the folder DIR, a library: <area>/<id>/procedure.xml of each control that the
 * catalogue says how to assess (skeleton.h), and catalogues/<id>.xml, the catalogue as it
 * is, so that the library knows its own controls. What was begun is removed again where
 * it cannot be finished. Returns the exit code. */
int procedure_skeleton_write(struct command_call *call, struct error *err);

#endif
