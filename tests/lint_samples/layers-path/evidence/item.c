#include "item.h"
