/* message_note.h - a note of the SQL functions, on its way to the monitor */
#ifndef CHOSHO_MESSAGE_NOTE_H
#define CHOSHO_MESSAGE_NOTE_H

#include "engine/base/pack.h"
#include "evidence/table/function.h"

/* Appends it. */
WARN_UNUSED bool message_note_pack(const struct function_note *note, struct buf *buf,
        struct error *err);

/* unpack->failed where it cannot be a note. */
void message_note_unpack(struct unpack *unpack, struct function_note *note);

#endif
