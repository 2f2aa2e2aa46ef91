#include "procedures/lint_sensitive.h"

void lint_sensitive(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;

    for (size_t i = 0; i < procedure->item_count; i++) {
        const struct procedure_item *item = &procedure->items[i];
        const struct procedure_column *masked = NULL;
        bool is_clear = false;

        for (size_t c = 0; c < item->column_count; c++) {
            const struct procedure_column *column = &item->columns[c];

            if (column->shown && column->sensitive && !masked)
                masked = column;
            is_clear = is_clear || (column->shown && !column->sensitive);
        }
        if (masked && !is_clear && masked->name)
            LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, masked->node, "sensitive",
                    TR("'%s', and all else that is shown of '%s', is masked in reports: their reader knows its records by pointer alone; show=\"yes\" on a column that is not sensitive tells them apart",
                            "「%s」をはじめ、証跡「%s」で示す列はすべて報告書で伏せられ、読み手はレコードを位置でしか区別できません。伏せない列に show=\"yes\" を付けると区別できます"),
                    masked->name, item->id ? item->id : "");
    }
}
