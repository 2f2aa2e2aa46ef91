#include "evidence/table/high.h"
