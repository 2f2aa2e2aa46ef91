/* item_part.h - what it is */
#ifndef CHOSHO_ITEM_PART_H
#define CHOSHO_ITEM_PART_H


#endif
