#include <stdio.h>
#include "evidence/item.h"
