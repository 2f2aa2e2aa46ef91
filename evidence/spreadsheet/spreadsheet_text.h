/* spreadsheet_text.h - small texts of a workbook: escapes in strings, cell references */
#ifndef CHOSHO_SPREADSHEET_TEXT_H
#define CHOSHO_SPREADSHEET_TEXT_H

#include "engine/base/base.h"

#define SPREADSHEET_ROWS_MAX 1048576u
#define SPREADSHEET_COLUMNS_MAX 16384u

/* Decodes _xHHHH_ in place, which stands for a UTF-16 unit that XML cannot hold or that a
 * reader would change (_x000D_, _x005F_ for an underscore before such a text); returns
 * the new size. Halves of a pair that have no other half, and NUL, stay as written. */
size_t spreadsheet_text_decode(char *text, size_t size);

/* How many of the text's bytes are its first `units` UTF-16 units; size where there are
 * no more. */
size_t spreadsheet_text_cut(const char *text, size_t size, size_t units);

/* "BC12": column from 1 to 16384 and row from 1 to 1048576; "$" are passed over. false:
 * anything else. */
bool spreadsheet_text_reference(const char *text, size_t size, uint32_t *ret_column,
        uint32_t *ret_row);

/* "BC": a column's number from its letters (capitals); false for anything else. */
bool spreadsheet_text_column(const char *text, size_t size, uint32_t *ret_column);

#define SPREADSHEET_LETTERS_SIZE 4u

/* A column's letters. */
void spreadsheet_text_letters(uint32_t column, char letters[SPREADSHEET_LETTERS_SIZE]);

#endif
