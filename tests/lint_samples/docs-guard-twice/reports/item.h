/* item.h - what it is */
#ifndef CHOSHO_ITEM_H
#define CHOSHO_ITEM_H


#endif
