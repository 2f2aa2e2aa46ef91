/* limits.h - what evidence may cost; every number is checked while bytes arrive, never
 * believed
 *
 * Sources: reliability page 3 and 4.1-4.3 as amended by its head: 200,000 members, 64 GiB
 * a member, 256 GiB a bundle unpacked. Members and bytes are counted over everything of a
 * bundle, with what is inside its containers. The ratio holds for each layer of DEFLATE,
 * against its own compressed bytes: two layers multiply, and a log that repeats itself
 * makes use of it. So that a few bytes do not unpack to all that is allowed, everything
 * together is at most what one layer could make of the bundle, and
 * LIMIT_INSIDE_BYTES more. */
#ifndef CHOSHO_LIMITS_H
#define CHOSHO_LIMITS_H

#define LIMIT_BUNDLE_BYTES (UINT64_C(64) << 30)    /* of the zip itself */
#define LIMIT_UNPACKED_BYTES (UINT64_C(256) << 30) /* of all members of a bundle */
#define LIMIT_MEMBER_BYTES (UINT64_C(64) << 30)
#define LIMIT_MEMBERS 200000u
#define LIMIT_INSIDE_BYTES (UINT64_C(256) << 20) /* by the second layer and the third */
#define LIMIT_CONTAINER_DEPTH 2u                 /* a zip in a zip in the bundle */
#define LIMIT_CONTAINERS_HELD 12u /* unpacked at a time; others are unpacked again */
#define LIMIT_NAME_BYTES 1024u
#define LIMIT_NAME_PART_BYTES 255u
#define LIMIT_NAME_DEPTH 16u
#define LIMIT_RATIO 1032u       /* DEFLATE cannot do better: more is a lie */
#define LIMIT_RATIO_SLACK 1024u /* bytes */
#define LIMIT_CSV_RECORD ((size_t)1 << 20)
#define LIMIT_CSV_COLUMNS 2000u
#define LIMIT_JSON_RECORD ((size_t)16 << 20)
#define LIMIT_JSON_DEPTH 128u
#define LIMIT_XML_RECORD ((size_t)16 << 20)
#define LIMIT_LINE ((size_t)64 << 10)
#define LIMIT_SPREADSHEET_PART (UINT64_C(1) << 30)   /* of a workbook, inflated */
#define LIMIT_SPREADSHEET_INDEX (UINT64_C(16) << 20) /* of a part that lists others */
#define LIMIT_SPREADSHEET_RELATIONS 65536u
#define LIMIT_SPREADSHEET_SHEETS 4096u
#define LIMIT_SPREADSHEET_STRINGS (16u << 20)
#define LIMIT_SPREADSHEET_STYLES (256u << 10)
#define LIMIT_SHEET_CELLS 7000000u      /* with a value, in one sheet */
#define LIMIT_SHEET_LONG 1000000u       /* of them numbers longer than programs write */
#define LIMIT_SHEET_EMPTY 20000000u     /* cells without one */
#define LIMIT_SHEET_TAGS 8000000u       /* outside cells as programs write them */
#define LIMIT_SHEET_MARKUP (128u << 20) /* bytes of those, and what is between them */
#define LIMIT_SHEET_MERGES 16384u       /* looked at for the header */
#define LIMIT_SHEET_ROW ((size_t)16 << 20)

#endif
