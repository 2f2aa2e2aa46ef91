#include "engine/base/buf.h"
#include "evidence/item.h"
