#include "engine/base/low.h"

int low_twice(int value)
{
    return 2 * value;
}
