/* model_plan.h - the statement and the plan in the report's tree; for model_tree.c */
#ifndef CHOSHO_MODEL_PLAN_H
#define CHOSHO_MODEL_PLAN_H

#include "reports/model.h"

extern const struct model_node model_plan_statement_parts[], model_plan_parts[];

#define MODEL_PLAN_STATEMENT                                                    \
    {                                                                           \
        .name = "statement", .element = "statement",                            \
        .sql = "SELECT file, sha256, service, scope, period_start, period_end," \
               " warnings AS remark_count FROM current_statement",              \
        .children = model_plan_statement_parts                                  \
    }
#define MODEL_PLAN                                                                       \
    {                                                                                    \
        .name = "plan", .element = "plan",                                               \
        .sql = "SELECT signed_by, digest FROM report_plan", .children = model_plan_parts \
    }

#endif
