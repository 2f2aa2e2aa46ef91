#include "evidence/format/sheet_book.h"

#include <stdlib.h>

static void drop(void *made)
{
    struct sheet_book *book = made;

    spreadsheet_close(&book->workbook);
    free(book);
}

bool sheet_book_open(struct container_loan *loan, struct sheet_book **ret_book,
        struct error *err)
{
    struct sheet_book *book = container_set_kept(loan);

    if (!book) {
        book = calloc(1, sizeof(*book));
        if (!book)
            return error_memory(err);
        if (!spreadsheet_open(loan->fd, loan->size, &book->workbook, err)) {
            free(book);
            return false;
        }
        container_set_keep(loan, book, drop);
    }
    *ret_book = book;
    return spreadsheet_load(&book->workbook, err);
}

bool sheet_book_measure(struct sheet_book *book, const struct archive *archive,
        uint32_t member, struct error *err)
{
    if (book->member == member)
        return true;
    book->member = 0;
    if (!sheet_width_read(archive, member, &book->width, err))
        return false;
    book->member = member;
    return true;
}
