#include <zip.h>

#include "evidence/item.h"

int main(void)
{
    return item_find("x") ? 1 : 0;
}
