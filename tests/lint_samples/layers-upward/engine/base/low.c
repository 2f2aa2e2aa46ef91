#include "evidence/item.h"
