/* parameter_map.h - parameters with a value for each key: <parameter by="text">
 *
 * Keys compare without case, width and blanks around them. As a text, for results and for
 * an engagement to set, a map is "critical=7; high=30; *=90", * being any other key. */
#ifndef CHOSHO_PARAMETER_MAP_H
#define CHOSHO_PARAMETER_MAP_H

#include "procedures/loading.h"
#include "procedures/sqlwriter.h"

/* Reads <entry> and <otherwise>, and complains; where the node has no by=, of a value
 * that is missing. */
void parameter_map_read(struct loading *loading, struct procedure_parameter *parameter);

/* Sets the entries that text names, others stay. ERROR_SCRIPT: no such text, or a value
 * of another type. */
WARN_UNUSED bool parameter_map_override(struct procedure_parameter *parameter,
        const char *text, struct arena *arena, struct error *err);

/* ("key", "value") AS (VALUES ...) */
void parameter_map_write_table(struct sqlwriter *writer,
        const struct procedure_parameter *parameter);

/* The value for a key, as SQL; a BLOB, noted, where there is none. */
void parameter_map_write_value(struct sqlwriter *writer,
        const struct procedure_map_use *use);

#endif
