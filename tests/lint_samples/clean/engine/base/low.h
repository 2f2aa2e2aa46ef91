/* low.h - what it is */
#ifndef CHOSHO_LOW_H
#define CHOSHO_LOW_H

/* Twice value. */
int low_twice(int value);

#endif
