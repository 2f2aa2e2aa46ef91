/* item.h - what it is */
#ifndef CHOSHO_ITEM_H
#define CHOSHO_ITEM_H

/* About one. */
int item_one(void);

const char *item_two(int number,
        int count);

#endif
