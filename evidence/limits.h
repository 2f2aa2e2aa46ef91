/* limits.h - what evidence may cost; every number is checked while bytes arrive, never
 * believed
 *
 * Sources: reliability page 3 and 4.1-4.3 as amended by its head: 200,000 members, 64 GiB
 * a member, 256 GiB a bundle unpacked. */
#ifndef CHOSHO_LIMITS_H
#define CHOSHO_LIMITS_H

#define LIMIT_BUNDLE_BYTES (UINT64_C(64) << 30)    /* of the zip itself */
#define LIMIT_UNPACKED_BYTES (UINT64_C(256) << 30) /* of all members of a bundle */
#define LIMIT_MEMBER_BYTES (UINT64_C(64) << 30)
#define LIMIT_MEMBERS 200000u
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

#endif
