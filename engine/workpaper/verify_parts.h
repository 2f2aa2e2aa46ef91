/* verify_parts.h - which rows each kind of record consists of: the queries whose results
 * record_sha256 is made over */
#ifndef CHOSHO_VERIFY_PARTS_H
#define CHOSHO_VERIFY_PARTS_H

#define VERIFY_PARTS_MAX 20

/* By enum verify_kind: queries with the record's id as ?1, ended by NULL. */
extern const char *const verify_parts[][VERIFY_PARTS_MAX];

#endif
