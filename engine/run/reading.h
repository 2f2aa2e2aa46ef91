/* reading.h - how a member was read where a record's number counts
 *
 * A binding may read a member otherwise than its receipt: another encoding, CSV where the
 * receipt took lines, other records of a JSON text. A record's number then counts in that
 * reading, and in no other. Each result keeps how it read its members (result_member in
 * schema.sql), as words: "csv encoding=euc-jp delimiter=comma", "json encoding=utf-8
 * records=Users[*]". What is left out is decided from the bytes; a pattern is not said,
 * since it changes no number.
 *
 * Lines that a layout recognised have its fields, unless they are said to be read as
 * "lines": of a pointer as of an exception. */
#ifndef CHOSHO_READING_H
#define CHOSHO_READING_H

#include "engine/run/place.h"
#include "evidence/format/record.h"

struct reading {
    struct record_format format; /* texts in the arena */
    const char *text;            /* the same as words */
    const char *receipt;         /* how the receipt reads the member */
    const char *layout; /* that names the fields, "LAYOUT" or "LAYOUT/TABLE"; NULL */
    bool is_other;      /* these are not alike */
};

/* Appends a format as words. */
WARN_UNUSED bool reading_write(const struct record_format *format, struct buf *buf,
        struct error *err);

/* Such words as a format. ERROR_USAGE: they are none. */
WARN_UNUSED bool reading_parse(const char *text, struct arena *arena,
        struct record_format *ret_format, struct error *err);

/* Whether both give the same records the same numbers; what one leaves to the bytes is as
 * the other says. */
bool reading_is_alike(const struct record_format *left,
        const struct record_format *right);

/* As these words say, which are borrowed: a format's, or a layout's name (which a kind's
 * own layout shares with the format). ERROR_USAGE: they say no reading. */
WARN_UNUSED bool reading_of_words(struct store *store, const char *words,
        const struct place *place, struct arena *arena, struct reading *ret_reading,
        struct error *err);

/* As the layout, or the words, say that place->way names. ERROR_MISSING: there is no
 * layout of that name. */
WARN_UNUSED bool reading_of_way(struct store *store, const struct place *place,
        struct arena *arena, struct reading *ret_reading, struct error *err);

/* How the result of an exception (its id) read the member of the place, which is the
 * record's, or with is_other the other axis's. ERROR_REFUSED: in two ways at once. */
WARN_UNUSED bool reading_of_exception(struct store *store, const char *id, bool is_other,
        const struct place *place, struct arena *arena, struct reading *ret_reading,
        struct error *err);

/* How a pointer without an exception counts: as the results that reports tell of (the
 * newest ones, and those that findings rest on) read the member; where none did, as the
 * receipt. ERROR_REFUSED: they differ, and the message names two of them. */
WARN_UNUSED bool reading_of_pointer(struct store *store, const struct place *place,
        struct arena *arena, struct reading *ret_reading, struct error *err);

#endif
