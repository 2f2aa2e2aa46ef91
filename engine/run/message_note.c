#include "engine/run/message_note.h"

#include "engine/base/text.h"

#include <string.h>

bool message_note_pack(const struct function_note *note, struct buf *buf,
        struct error *err)
{
    return pack_u8(buf, (uint8_t)note->kind, err) && pack_text(buf, note->what, err) &&
            pack_text(buf, note->value, err);
}

static void take_text(struct unpack *unpack, struct arena *arena,
        char ret_text[FUNCTION_NOTE_SIZE])
{
    const char *text = unpack_text(unpack, arena);
    size_t size = text ? strlen(text) : FUNCTION_NOTE_SIZE;

    if (size >= FUNCTION_NOTE_SIZE || text_find_invalid(text, size) != size)
        unpack->failed = true;
    else
        memcpy(ret_text, text, size + 1);
}

void message_note_unpack(struct unpack *unpack, struct function_note *note)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    uint8_t kind = unpack_u8(unpack);

    take_text(unpack, &arena, note->what);
    take_text(unpack, &arena, note->value);
    if (kind > FUNCTION_NOTE_END)
        unpack->failed = true;
    else
        note->kind = (enum function_note_kind)kind;
}
