#ifndef CHOSHO_ITEM_H
#define CHOSHO_ITEM_H
#endif
