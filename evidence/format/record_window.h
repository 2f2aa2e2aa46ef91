/* record_window.h - the piece of a member's text that is being cut into records
 *
 * Text arrives in blocks; what was not consumed is carried to the front before the next
 * block. Whoever consumes keeps the place in the member (offset as delivered, line) right
 * by saying how much and how many lines. Internal to the record readers. */
#ifndef CHOSHO_RECORD_WINDOW_H
#define CHOSHO_RECORD_WINDOW_H

#include "evidence/encoding/encoding.h"

/* At once from the beginning: a good deal less than a block whose digest is proved
 * (block_table.h), so that a header needs one of them. */
#define RECORD_WINDOW_BLOCK ((size_t)192 << 10)
/* At once where reading went on: of a record that is near. */
#define RECORD_WINDOW_PIECE ((size_t)32 << 10)

struct record_window {
    struct encoding_stream *stream;
    enum encoding encoding; /* as decided */
    struct buf text;
    size_t at;            /* of the first byte not consumed */
    size_t block;         /* how much is read at once */
    size_t limit;         /* what a record may take; more is carried only by one block */
    uint64_t offset;      /* of text.data[at] in the member as delivered */
    uint64_t line;        /* of text.data[at], from 1 */
    bool end;             /* nothing comes behind text */
    bool has_nul;         /* somewhere in text */
    bool has_undecodable; /* bytes carried as base/text.h says, somewhere in text */
    char line_end;        /* '\n' or '\r': line_end.h */
};

/* Opens the member's text and reads the first block. */
WARN_UNUSED bool record_window_open(const struct archive *archive, uint32_t member,
        enum encoding encoding, size_t limit, struct record_window *window,
        struct error *err);
/* The same from a source of its bytes, borrowed; NULL: straight from the member. */
WARN_UNUSED bool record_window_open_from(const struct archive *archive, uint32_t member,
        const struct byte_source *source, enum encoding encoding, size_t limit,
        struct record_window *window, struct error *err);
/* The source now stands at that offset, where that line's text goes on: reads a block
 * from there. */
WARN_UNUSED bool record_window_resume(struct record_window *window, uint64_t offset,
        uint64_t line, struct error *err);
void record_window_close(struct record_window *window);

/* Reads a block more, or as much as is carried where that is more; slices into the text
 * end here. */
WARN_UNUSED bool record_window_fill(struct record_window *window, struct error *err);

/* The text not yet consumed. */
struct slice record_window_rest(const struct record_window *window);

/* Consumes size bytes that hold `lines` line ends; returns how many bytes they had in the
 * member. */
uint64_t record_window_take(struct record_window *window, size_t size, uint64_t lines);

/* The line at `from` bytes behind the window's place: *ret_size without its end,
 * *ret_next behind its end. false: it is not whole in the window (at the member's end it
 * always is). */
bool record_window_line(const struct record_window *window, size_t from, size_t *ret_size,
        size_t *ret_next);

/* Whether the member ends as DOS ends a text, from there in .text on: ^Z (0x1A), perhaps
 * several, and line ends. *ret_more: it does so far. */
bool record_window_is_dos_end(const struct record_window *window, size_t at,
        bool *ret_more);

/* How many line ends are in the text. */
uint64_t record_window_count_lines(const struct record_window *window, const char *text,
        size_t size);

/* The text's first bytes, at most `keep`, cut where a character ends. */
size_t record_window_cut(const char *text, size_t size, size_t keep);

/* Consumes `from` bytes and what follows up to and with the next line end, filling as it
 * goes. Before, the first bytes of it, at most `keep`, are copied to *kept; *ret_length
 * is its length in the member, without the line end. */
WARN_UNUSED bool record_window_skip_line(struct record_window *window, size_t from,
        size_t keep, struct buf *kept, uint64_t *ret_length, struct error *err);

#endif
