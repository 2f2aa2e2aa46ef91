#include "evidence/spreadsheet/spreadsheet_xml.h"

#include <string.h>

static bool is_one_of(const char *namespace, const char *const *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(namespace, known[i]) == 0)
            return true;
    }
    return false;
}

bool spreadsheet_xml_is(const struct xmlstream_tag *tag, const char *name)
{
    static const char *const known[] = {
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
    };

    return strcmp(tag->name, name) == 0 &&
            is_one_of(tag->namespace, known, ARRAY_LENGTH(known));
}

bool spreadsheet_xml_is_package(const struct xmlstream_tag *tag, const char *name)
{
    static const char *const known[] = {
            "http://schemas.openxmlformats.org/package/2006/relationships",
            "http://schemas.openxmlformats.org/package/2006/content-types",
    };

    return strcmp(tag->name, name) == 0 &&
            is_one_of(tag->namespace, known, ARRAY_LENGTH(known));
}

struct slice spreadsheet_xml_attribute(const struct xmlstream_tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->attribute_count; i++) {
        if (!tag->attributes[i].namespace[0] &&
                strcmp(tag->attributes[i].name, name) == 0)
            return tag->attributes[i].value;
    }
    return (struct slice){NULL, 0};
}

struct slice spreadsheet_xml_relationship(const struct xmlstream_tag *tag)
{
    static const char *const known[] = {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
    };

    for (size_t i = 0; i < tag->attribute_count; i++) {
        const struct xmlstream_attribute *attribute = &tag->attributes[i];

        if (strcmp(attribute->name, "id") == 0 &&
                is_one_of(attribute->namespace, known, ARRAY_LENGTH(known)))
            return attribute->value;
    }
    return (struct slice){NULL, 0};
}

bool spreadsheet_xml_is_true(const struct xmlstream_tag *tag, const char *name)
{
    struct slice value = spreadsheet_xml_attribute(tag, name);

    return value.text &&
            (strcmp(value.text, "1") == 0 || strcmp(value.text, "true") == 0);
}

bool spreadsheet_xml_number(struct slice text, uint32_t *ret_number)
{
    uint64_t number = 0;

    if (!text.size || text.size > 10)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.text[i] < '0' || text.text[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text.text[i] - '0');
    }
    if (number > UINT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    return true;
}
