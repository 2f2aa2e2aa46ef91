/* item.h - what it is */
#ifndef _ITEM_H
#define _ITEM_H


#endif
