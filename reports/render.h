/* render.h - XML through a template to HTML; the only file that calls libxslt
 *
 * Templates are the files under reports/templates that the binary carries. What one names
 * (xsl:include, document()) is taken from there and from nowhere else; nothing can be
 * written and no network reached. */
#ifndef CHOSHO_RENDER_H
#define CHOSHO_RENDER_H

#include "engine/base/buf.h"

struct render;

struct render_parameter {
    const char *name;
    const char *value; /* a text, not an expression */
};

/* template: "report.xsl". parameters end with a NULL name and are copied. ERROR_SCRIPT:
 * no such template, or a wrong one. One at a time in a process. */
WARN_UNUSED bool render_open(const char *template,
        const struct render_parameter *parameters, struct render **ret_render,
        struct error *err);
void render_close(struct render *render);
CLEANUP_POINTER(struct render, render_close)

/* Transforms one document and appends what comes of it. ERROR_SCRIPT: the template says
 * no. */
WARN_UNUSED bool render_apply(struct render *render, const struct buf *xml,
        struct buf *ret_html, struct error *err);

#endif
