/* spreadsheet_xml.h - the XML of a workbook's parts, in either dialect
 *
 * Transitional (what Excel writes) and strict ISO/IEC 29500 differ in their namespaces
 * alone; a prefix is anybody's choice. */
#ifndef CHOSHO_SPREADSHEET_XML_H
#define CHOSHO_SPREADSHEET_XML_H

#include "engine/base/xmlstream.h"

/* Whether the tag is SpreadsheetML's element of that name. */
bool spreadsheet_xml_is(const struct xmlstream_tag *tag, const char *name);

/* Whether the tag is one of package relationships or of content types. */
bool spreadsheet_xml_is_package(const struct xmlstream_tag *tag, const char *name);

/* An attribute without a namespace; text NULL where there is none. */
struct slice spreadsheet_xml_attribute(const struct xmlstream_tag *tag, const char *name);

/* The tag's r:id. */
struct slice spreadsheet_xml_relationship(const struct xmlstream_tag *tag);

/* Whether a boolean attribute is there and says yes. */
bool spreadsheet_xml_is_true(const struct xmlstream_tag *tag, const char *name);

/* The digits of an unsigned number below 2^32; false for anything else. */
bool spreadsheet_xml_number(struct slice text, uint32_t *ret_number);

#endif
