#include "reports/render.h"

#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/asset.h"
#include "engine/base/text.h"
#include "engine/base/xml.h"

#define FOLDER "reports/templates/"
#define PARAMETERS_MAX 8
#define COMPLAINT_MAX 900

struct render {
    xsltStylesheet *style;
    xsltSecurityPrefs *security;
    char *names[PARAMETERS_MAX], *values[PARAMETERS_MAX];
    size_t parameter_count;
    char complaint[COMPLAINT_MAX]; /* what libxslt said first */
};

/* libxslt says what is wrong in pieces, printf's way. */
static void note(void *owner, const char *format, ...) PRINTF_LIKE(2, 3);
static void note(void *owner, const char *format, ...)
{
    struct render *render = owner;
    size_t used = strlen(render->complaint);
    va_list values;

    va_start(values, format);
    vsnprintf(render->complaint + used, COMPLAINT_MAX - used, format, values);
    va_end(values);
}

static bool complain(struct render *render, const char *what, struct error *err)
{
    for (char *at = render->complaint; *at; at++) {
        if (*at == '\n')
            *at = ' ';
    }
    render->complaint[text_find_invalid(render->complaint, strlen(render->complaint))] =
            '\0';
    return error_set(err, ERROR_SCRIPT, "%s%s: %s", FOLDER, what,
            render->complaint[0] ? render->complaint : "cannot be used");
}

/* ---- templates come from the binary alone ---- */

static xmlDoc *parse_asset(const char *path, struct error *err)
{
    struct slice bytes;
    void *document;

    if (!text_starts_with(path, FOLDER) || !asset_find(path, &bytes)) {
        error_set(err, ERROR_SCRIPT, "there is no template %s", path);
        return NULL;
    }
    if (!xml_document_parse(path, bytes.text, bytes.size, &document, err))
        return NULL;
    ((xmlDoc *)document)->URL = xmlStrdup((const xmlChar *)path);
    return document;
}

static xmlDoc *load(const xmlChar *path, xmlDict *dict, int options, void *context,
        xsltLoadType type)
{
    struct error ignored = {0}; /* libxslt says itself what it could not load */

    (void)dict, (void)options, (void)context, (void)type;
    return parse_asset((const char *)path, &ignored);
}

static bool forbid(struct render *render, struct error *err)
{
    static const xsltSecurityOption writing[] = {XSLT_SECPREF_WRITE_FILE,
            XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
            XSLT_SECPREF_WRITE_NETWORK};

    render->security = xsltNewSecurityPrefs();
    if (!render->security)
        return error_memory(err);
    for (size_t i = 0; i < ARRAY_LENGTH(writing); i++) {
        if (xsltSetSecurityPrefs(render->security, writing[i], xsltSecurityForbid) != 0)
            return error_set(err, ERROR_REFUSED, "libxslt cannot be locked in");
    }
    return true;
}

static bool parse_style(struct render *render, const char *template, struct error *err)
{
    char path[256];
    xmlDoc *document;

    snprintf(path, sizeof(path), "%s%s", FOLDER, template);
    document = parse_asset(path, err);
    if (!document)
        return false;
    render->style = xsltParseStylesheetDoc(document);
    if (!render->style)
        xmlFreeDoc(document);
    if (!render->style || render->style->errors)
        return complain(render, template, err);
    return true;
}

static bool keep_parameters(struct render *render,
        const struct render_parameter *parameters, struct error *err)
{
    for (; parameters && parameters->name; parameters++) {
        size_t i = render->parameter_count;

        if (i == PARAMETERS_MAX)
            return error_set(err, ERROR_LIMIT, "more than %d parameters of a template",
                    PARAMETERS_MAX);
        render->names[i] = strdup(parameters->name);
        render->values[i] = strdup(parameters->value);
        render->parameter_count++;
        if (!render->names[i] || !render->values[i])
            return error_memory(err);
    }
    return true;
}

bool render_open(const char *template, const struct render_parameter *parameters,
        struct render **ret_render, struct error *err)
{
    CLEANUP(render_closep) struct render *render = calloc(1, sizeof(*render));

    if (!render)
        return error_memory(err);
    xml_prepare();
    xsltSetLoaderFunc(load);
    xsltSetGenericErrorFunc(render, note);
    if (!forbid(render, err) || !keep_parameters(render, parameters, err) ||
            !parse_style(render, template, err))
        return false;
    *ret_render = render;
    render = NULL;
    return true;
}

void render_close(struct render *render)
{
    xsltFreeStylesheet(render->style);
    if (render->security)
        xsltFreeSecurityPrefs(render->security);
    for (size_t i = 0; i < render->parameter_count; i++) {
        free(render->names[i]);
        free(render->values[i]);
    }
    xsltSetGenericErrorFunc(NULL, NULL);
    xsltSetLoaderFunc(NULL);
    free(render);
}

/* ---- one document ---- */

CLEANUP_POINTER(void, xml_document_free)
CLEANUP_POINTER(xmlDoc, xmlFreeDoc)
CLEANUP_POINTER(xsltTransformContext, xsltFreeTransformContext)

static bool set_parameters(const struct render *render, xsltTransformContext *context)
{
    for (size_t i = 0; i < render->parameter_count; i++) {
        if (xsltQuoteOneUserParam(context, (const xmlChar *)render->names[i],
                    (const xmlChar *)render->values[i]) != 0)
            return false;
    }
    return true;
}

static bool append_result(struct render *render, xmlDoc *result, struct buf *ret_html,
        struct error *err)
{
    xmlChar *text = NULL;
    int size = 0;
    bool ok;

    if (xsltSaveResultToString(&text, &size, result, render->style) != 0)
        return error_memory(err);
    ok = buf_append(ret_html, text ? (const char *)text : "", (size_t)size, err);
    xmlFree(text);
    return ok;
}

bool render_apply(struct render *render, const struct buf *xml, struct buf *ret_html,
        struct error *err)
{
    CLEANUP(xml_document_freep) void *document = NULL;
    CLEANUP(xsltFreeTransformContextp) xsltTransformContext *context = NULL;
    CLEANUP(xmlFreeDocp) xmlDoc *result = NULL;

    if (!xml_document_parse("report", buf_text(xml), xml->size, &document, err))
        return false;
    context = xsltNewTransformContext(render->style, document);
    if (!context)
        return error_memory(err);
    render->complaint[0] = '\0';
    xsltSetTransformErrorFunc(context, render, note);
    if (xsltSetCtxtSecurityPrefs(render->security, context) != 0 ||
            !set_parameters(render, context))
        return complain(render, "parameters", err);
    result = xsltApplyStylesheetUser(render->style, document, NULL, NULL, NULL, context);
    if (!result || context->state != XSLT_STATE_OK)
        return complain(render, "report.xsl", err);
    return append_result(render, result, ret_html, err);
}
