/* bind_work.h - what the parts of `chosho bind` share: the engagement with its library
 * and every item resolved; and what the parts are */
#ifndef CHOSHO_BIND_WORK_H
#define CHOSHO_BIND_WORK_H

#include "engine/commands/command.h"
#include "engine/run/instance.h"

struct bind_work {
    struct store *store;
    struct library library;
    struct instance_list list;
    struct complaint_list complaints;
};

#endif
