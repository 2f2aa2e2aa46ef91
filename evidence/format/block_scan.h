/* block_scan.h - a paragraph of "Key: value" lines, taken apart
 *
 * A key begins a line, is at most 64 bytes long, holds no colon, and ends before the
 * line's first ":" (blanks before it, as PowerShell's Format-List pads them, are none of
 * its). The value is what follows, without the blanks round it. A line that begins with a
 * blank continues the value, which is then as delivered, line ends and blanks included;
 * a line that begins with "#" is a comment. Anything else is "no-match". Internal to the
 * record readers. */
#ifndef CHOSHO_BLOCK_SCAN_H
#define CHOSHO_BLOCK_SCAN_H

#include "evidence/format/record_names.h"

#define BLOCK_PAIRS_MAX 1024u

struct block {
    struct record_pair pairs[BLOCK_PAIRS_MAX];
    size_t count;
    const char *problem; /* NULL, "no-match" or "too-many-pairs" */
};

/* line_end: as in struct record_window. */
void block_scan(const char *text, size_t size, char line_end, struct block *ret_block);

/* Whether the text's paragraphs are alike enough to be records: two of them, each of such
 * lines, two keys in the mean, most beginning with the same key. The last one may be cut
 * off where the text is not whole. */
bool block_scan_is_blocks(const char *text, size_t size, bool whole, char line_end);

#endif
