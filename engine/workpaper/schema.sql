-- schema.sql - the workpaper: everything one engagement holds, in one SQLite file
--
-- DIR/workpaper.db          this file (application_id "chos", WAL, synchronous FULL, mode 0600)
-- DIR/bundles/NAME-8HEX.zip the bundles as received, byte for byte (mode 0400)
-- DIR/bindings/*.xml        the bindings, edited by people
-- DIR/statements/SHA256.*   the client's statements as imported, and what shows that base services are listed (mode 0400)
-- DIR/attachments/SHA256    what was attached to answers of steps, byte for byte (mode 0400)
--
-- House rules. Tables are STRICT, names singular, ids <table>_id. A time is text,
-- "2026-04-03T01:00:00.000Z", always UTC with three digits, so that text sorts as time; a day is
-- "2026-04-03". A digest is SHA-256 in 64 lower-case hexadecimal digits. Booleans are 0 or 1. Every
-- change is one short transaction that ends with its row in journal. The views named report_* are the
-- contract with reports/.
--
-- A change of anything but comments and blanks needs a new user_version and a migration: a workpaper
-- whose schema differs from this file is refused as foreign.
--
-- Record identity. record_id = member_id * 2^40 + number of the record in that member, from 1:
--   member_id = record_id >> 40,  record = record_id & 1099511627775
--
-- How exception_block.packed is coded (readable without chosho). A block holds `count` entries (1 to
-- 4,096) of three numbers each: record_id, other_id, verdict. Each number is written as its difference to the
-- same number of the entry before (the first entry: to 0), taken as a signed 64-bit difference modulo 2^64, turned
-- into an unsigned number by zigzag (0, -1, 1, -2 ... become 0, 1, 2, 3 ...), and that as a LEB128 varint: seven
-- bits a byte, lowest first, the top bit set on every byte but the last. Nothing stands before or after. In Python:
--   def entries(packed, count):
--       values, at, out = [0, 0, 0], 0, []
--       for _ in range(count):
--           for i in range(3):
--               n = shift = 0
--               while True:
--                   byte = packed[at]; at += 1
--                   n |= (byte & 127) << shift; shift += 7
--                   if byte < 128: break
--               values[i] = (values[i] + ((n >> 1) ^ -(n & 1)) + 2**63) % 2**64 - 2**63
--           out.append(tuple(values))
--       return out
-- other_id is 0, or the second record of a grid's cell. An id of member 0 is a cell of time, whose number spells its name: 20250401 is the
-- day 2025-04-01, 2025014 the week 2025-W14, 202504 the month 2025-04, 20252 the quarter 2025-Q2. verdict is k > 0 where the test's k-th check does not
-- hold, -1 where it cannot be decided, -2 where it need not hold yet at the period's end, -2 - k where its k-th alternative does instead, 0 for a
-- record that could not be read. The ids that people see: the n-th exception of result 17 is X17-n, the n-th undecidable record U17-n, the n-th
-- unreadable record R17-n, the n-th that went another route A17-n, the n-th that is not yet due N17-n, where n = first_number + place.

-- How record_sha256 in the body of "init", "take", "replace", "run", "result", "steps", "step", "sample-population", "sample-draw", "tick", "return", "promote", "statement" and "plan" is made: SHA-256 over the rows the
-- act stored, table by table as the queries in engine/workpaper/verify_parts.c list them (of a finding: as it stood after
-- the act). A value is n; or i and the number and ; or t (text) or b (bytes), the size in bytes, ; and the bytes. A newline
-- ends each row, and one more each query. `log --verify` makes them again and compares.

-- How member_block.packed is coded. A number is a LEB128 varint. First the block size, how many of the member's
-- bytes (unpacked, as delivered) the blocks cover, and how many blocks there are; all are of that size but the last. Then for each block: its
-- SHA-256 (32 bytes); 0 where no record begins in it, else three numbers, the first record that does: 1 + its number less the last one
-- told (0 before the first), its line less the last one told, its offset less the block's; then a byte 0, or a byte 1 and the SHA-256 of the
-- block's member_checkpoint.packed. That is: two numbers, compressed bytes and bytes before the place; a byte (how many upper bits
-- of the compressed byte before the place belong behind it) and that byte; the number of bytes in the window, which are the last before the place;
-- the size of what follows as four bytes, lowest first; the window in raw DEFLATE. To prove a record without chosho: unpack
-- the member, cut it into blocks, compare their SHA-256.

PRAGMA application_id = 1667788659; -- "chos"
PRAGMA user_version = 1;

-- One row: what is audited, for whom, over which period.
CREATE TABLE engagement (
    engagement_id INTEGER PRIMARY KEY CHECK (engagement_id = 1), -- always 1: one engagement a file
    client TEXT NOT NULL CHECK (client <> ''),   -- the cloud service provider's name
    service TEXT NOT NULL CHECK (service <> ''), -- the cloud service's name
    scheme TEXT NOT NULL CHECK (scheme IN ('ISMAP', 'ISMAP-LIU', 'other')), -- the scheme assessed under
    catalogue TEXT NOT NULL,                     -- id of the control catalogue: "ismap-2022"
    period_start TEXT NOT NULL,                  -- first day of the period
    period_end TEXT NOT NULL CHECK (period_end >= period_start), -- last day of the period
    as_of TEXT NOT NULL,                         -- the day states are judged at
    zone TEXT NOT NULL,                          -- the client's time zone: "Asia/Tokyo"
    languages TEXT NOT NULL CHECK (languages IN ('ja', 'ja en', 'en')), -- languages of report and texts
    library TEXT                                 -- folder of the firm's procedures; NULL: the built-in ones
) STRICT;

CREATE TRIGGER engagement_no_update BEFORE UPDATE ON engagement
BEGIN SELECT raise(ABORT, 'an engagement stays as it was made'); END;

CREATE TRIGGER engagement_no_delete BEFORE DELETE ON engagement
BEGIN SELECT raise(ABORT, 'an engagement stays'); END;

-- A control of the engagement's catalogue, or a group of them, as the catalogue had it at `init`.
CREATE TABLE control (
    control_id INTEGER PRIMARY KEY,  -- in catalogue order
    catalogue TEXT NOT NULL,         -- id of the catalogue
    ref TEXT NOT NULL,               -- the label people use: "9.2.6"
    parent TEXT,                     -- ref of the group it stands in; NULL at the top
    is_group INTEGER NOT NULL CHECK (is_group IN (0, 1)), -- 1: only holds others
    title_ja TEXT,                   -- title in Japanese, or NULL
    title_en TEXT,                   -- title in English, or NULL
    flags TEXT NOT NULL,             -- "B", "PB" and the like of the catalogue, divided by blanks; ''
    UNIQUE (catalogue, ref)
) STRICT;

CREATE TRIGGER control_no_update BEFORE UPDATE ON control
BEGIN SELECT raise(ABORT, 'a control stays as the catalogue had it'); END;

CREATE TRIGGER control_no_delete BEFORE DELETE ON control
BEGIN SELECT raise(ABORT, 'a control stays as the catalogue had it'); END;

-- A person who acts here: a person, not an account.
CREATE TABLE person (
    person_id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (code <> ''), -- short and unique, as --as takes it: "tanaka"
    name TEXT NOT NULL CHECK (name <> ''),        -- the full name as printed
    role TEXT NOT NULL CHECK (role IN ('preparer', 'reviewer', 'partner', 'quality', 'inspector')), -- what the person may do
    system_user TEXT UNIQUE,                      -- the operating system's user that stands for them, or NULL
    added_at TEXT NOT NULL                        -- when the person was entered
) STRICT;

CREATE TRIGGER person_no_update BEFORE UPDATE ON person
BEGIN SELECT raise(ABORT, 'a person stays as entered'); END;

CREATE TRIGGER person_no_delete BEFORE DELETE ON person
BEGIN SELECT raise(ABORT, 'a person stays listed'); END;

-- Every act, append-only and hash-chained: hash = SHA-256("chosho-event-v1", a NUL byte, the 32 bytes of
-- prev_hash, and the UTF-8 text {"action":…,"at":…,"body":…,"object":…,"person":…,"seq":…}) where the
-- values are this row's as JSON (RFC 8785) and body is the column as it stands.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,         -- 1, 2, 3 … without a gap
    at TEXT NOT NULL,                -- when, by the clock of the machine
    person TEXT NOT NULL REFERENCES person (code), -- who
    action TEXT NOT NULL CHECK (action <> ''), -- what was done: "init", "take", "replace", "run", "result", "steps", "step", "promote" …
    object TEXT NOT NULL,            -- on what: a bundle's short id, an instance's key, "F-1" …
    body TEXT NOT NULL,              -- the particulars as canonical JSON (RFC 8785): strings, integers, booleans only
    prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64), -- hash of the row before; 64 zeros in the first
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)     -- hash of this row
) STRICT;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only: no row may be changed'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only: no row may be deleted'); END;

-- INSERT OR REPLACE deletes without the trigger above where recursive_triggers is off.
CREATE TRIGGER journal_next_only BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
    OR EXISTS (SELECT 1 FROM journal WHERE hash = NEW.hash)
    OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT raise(ABORT, 'the journal is append-only: only the next row may be added'); END;

-- A bundle received from the client. Bundles are never changed or deleted.
CREATE TABLE bundle (
    bundle_id INTEGER PRIMARY KEY,   -- in the order received
    short_id TEXT NOT NULL UNIQUE,   -- name and first 8 digits of sha256: "access-1a2b3c4d"; its file is bundles/<short_id>.zip
    name TEXT NOT NULL CHECK (name <> ''), -- name of the delivery: "access"; several bundles of one name: see replacement
    file TEXT NOT NULL,              -- name of the file as it was handed over: "access.zip"
    bytes INTEGER NOT NULL CHECK (bytes >= 0), -- size of the zip
    sha256 TEXT NOT NULL UNIQUE,     -- digest of the zip
    received_at TEXT NOT NULL,       -- when it was taken in
    received_by TEXT NOT NULL REFERENCES person (code), -- by whom
    delivered_by TEXT,               -- who handed it over, as told, or NULL
    delivered_at TEXT,               -- when, as told: a day, or a time; NULL where it was not
    delivered_how TEXT,              -- by which means, as told: "SFTP"; or NULL
    label TEXT,                      -- what the auditor noted about the delivery, or NULL
    first_member INTEGER NOT NULL CHECK (first_member >= 1), -- member_id of the first entry of its central directory; the others follow
    member_count INTEGER NOT NULL CHECK (member_count >= 0)  -- entries of the central directory, and what is inside those that were opened
) STRICT;

CREATE INDEX bundle_by_name ON bundle (name, bundle_id);

CREATE TRIGGER bundle_no_update BEFORE UPDATE ON bundle
BEGIN SELECT raise(ABORT, 'a bundle stays as it was received'); END;

CREATE TRIGGER bundle_no_delete BEFORE DELETE ON bundle
BEGIN SELECT raise(ABORT, 'a bundle stays as it was received'); END;

-- A file in a bundle, as the receipt found it: read + unread + refused + opened + folder = member_count. First come the entries
-- of the central directory, then what is inside those that were opened, in the order of the containers.
CREATE TABLE member (
    member_id INTEGER PRIMARY KEY,   -- bundle.first_member + place among the bundle's members, from 0
    bundle_id INTEGER NOT NULL REFERENCES bundle, -- the bundle it is in
    raw_name BLOB NOT NULL,          -- the name's bytes as the zip, or the container it is in, has them
    name TEXT NOT NULL,              -- the name decoded; inside a container: "logs.zip!web/a.log", where '!' stands between names only (one of a name's own is %21, a % before 21 or 25 is %25, as everywhere)
    name_source TEXT NOT NULL,       -- how the name was decoded: "utf-8 (flag)", "cp932" …
    status TEXT NOT NULL CHECK (status IN ('read', 'unread', 'refused', 'folder', 'opened')), -- read as records; kept only; contradicts itself; a folder's entry; a container whose content are members
    reason TEXT,                     -- reason code where it is unread or refused: "encrypted", "kind", "crc-differs" …
    method INTEGER NOT NULL,         -- the zip's method: 0 stored (also in a tar), 8 deflated (also a gzip)
    size INTEGER NOT NULL,           -- bytes unpacked, as found; as declared where nothing was unpacked
    compressed_size INTEGER NOT NULL, -- bytes in the zip, or in the container it is in
    crc INTEGER NOT NULL,            -- CRC-32 as declared; 0 in a tar or gzip
    data_offset INTEGER NOT NULL,    -- where its data begins in the zip, or in the container it is in
    sha256 TEXT,                     -- digest of its bytes unpacked; NULL where they could not be
    kind TEXT,                       -- what it is, for people: "csv", "json Records[*]", "xml Events/Event", "text lines", "pdf" …
    format TEXT CHECK (format IN ('csv', 'json', 'lines', 'pairs', 'w3c', 'blocks', 'xml', 'sheet')), -- how it is read; NULL where it is not
    encoding TEXT,                   -- of its text: "utf-8", "cp932" …
    delimiter TEXT,                  -- csv: the character between fields
    is_headerless INTEGER NOT NULL CHECK (is_headerless IN (0, 1)), -- csv: 1 where there is no header line
    records_path TEXT,               -- json, xml: where the records are: "Records[*]", "[*]", "", "Events/Event"
    record_count INTEGER,            -- records found; NULL where it is not read
    unreadable_count INTEGER,        -- how many of them cannot be read (ragged, invalid JSON …), also by the layout's pattern
    first_unreadable INTEGER,        -- the number of the first of them, or NULL
    unreadable_line INTEGER,         -- the line (a sheet's row) where that one begins, or NULL
    problem_ja TEXT,                 -- where that one is and what is wrong with it, as words; NULL where there is none
    problem_en TEXT,                 -- the same in English
    damage_ja TEXT,                  -- what is damaged, as a sentence; NULL where nothing is
    damage_en TEXT,                  -- the same in English
    damage_advice_ja TEXT,           -- what an auditor should do about it, or NULL
    damage_advice_en TEXT,           -- the same in English
    layout TEXT,                     -- id of the layout that recognised its content, or NULL
    undecodable_ja TEXT,             -- bytes that its encoding does not have, as a sentence: how many, in how many records, where the first is; or that its encoding is uncertain; NULL otherwise
    undecodable_en TEXT,             -- the same in English
    container TEXT,                  -- what it was opened as: "zip", "tar", "tar.gz", "gzip"; NULL where it was not
    container_member_id INTEGER REFERENCES member CHECK (container_member_id < member_id), -- the container it is inside, or NULL
    layout_reason_ja TEXT,           -- why that layout, as a sentence; NULL where there is none
    layout_reason_en TEXT,           -- the same in English
    notice TEXT,                     -- what a reader should know of a member that is kept, codes divided by blanks: "similar-name", "header-doubtful", "json-inner-array"; NULL where nothing is
    aside TEXT,                      -- json, xml: paths of what might be records, too, and is not read as such, with the objects there: "data.items[*] (2), users.* (3)", "+1" for more; NULL where there is none
    time_column TEXT,                -- the column that tells when its records are of, or NULL (evidence/table/timespan.h)
    first_time TEXT,                 -- the earliest there: a time, a day, or --12-10 where stamps have no year
    last_time TEXT,                  -- the latest there, likewise
    assumed_zone TEXT,               -- the client's zone, where stamps there name none and it was taken for theirs; NULL: they do, or its layout says which
    control_total INTEGER,           -- how many records the member itself says it has, or NULL
    control_line INTEGER,            -- the line (a sheet's row) that says so, or NULL
    CHECK ((status = 'opened') = (container IS NOT NULL)),
    CHECK ((problem_ja IS NULL) = (problem_en IS NULL)),
    CHECK ((damage_ja IS NULL) = (damage_en IS NULL)),
    CHECK ((undecodable_ja IS NULL) = (undecodable_en IS NULL)),
    CHECK ((layout_reason_ja IS NULL) = (layout_reason_en IS NULL))
) STRICT;

CREATE INDEX member_by_bundle ON member (bundle_id);

CREATE TRIGGER member_no_update BEFORE UPDATE ON member
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

CREATE TRIGGER member_no_delete BEFORE DELETE ON member
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

-- What can be asked of a member's records: header names, JSON paths, group names.
CREATE TABLE member_column (
    member_id INTEGER NOT NULL REFERENCES member, -- the member
    position INTEGER NOT NULL,       -- from 1, in the member's order
    name TEXT NOT NULL,              -- as delivered
    PRIMARY KEY (member_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER member_column_no_update BEFORE UPDATE ON member_column
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

CREATE TRIGGER member_column_no_delete BEFORE DELETE ON member_column
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

-- What a delivery took the place of. Both stay; bindings of a delivery's name read what has not been replaced. Where a container is
-- replaced, each member inside it has its own row.
CREATE TABLE replacement (
    replacement_id INTEGER PRIMARY KEY,
    bundle_id INTEGER NOT NULL REFERENCES bundle,     -- the later delivery
    old_bundle_id INTEGER NOT NULL REFERENCES bundle, -- the earlier one: all of it is replaced where old_member_id is NULL
    old_member_id INTEGER UNIQUE REFERENCES member,   -- the member replaced, or NULL
    member_id INTEGER REFERENCES member,              -- the member in its place; NULL with old_member_id, and where the container it was in has none such now
    reason TEXT,                     -- the client's reason; NULL where it was just delivered again under the name
    is_later INTEGER NOT NULL CHECK (is_later IN (0, 1)), -- 0: said when the delivery was received (act "take"), 1: once it had been (act "replace")
    CHECK (bundle_id > old_bundle_id),
    CHECK (old_member_id IS NOT NULL OR member_id IS NULL)
) STRICT;

-- Nothing is replaced twice.
CREATE UNIQUE INDEX replacement_of_bundle ON replacement (old_bundle_id) WHERE old_member_id IS NULL;
CREATE INDEX replacement_by_bundle ON replacement (bundle_id);
CREATE INDEX replacement_by_member ON replacement (member_id);

CREATE TRIGGER replacement_no_update BEFORE UPDATE ON replacement
BEGIN SELECT raise(ABORT, 'what was replaced stays so'); END;

CREATE TRIGGER replacement_no_delete BEFORE DELETE ON replacement
BEGIN SELECT raise(ABORT, 'what was replaced stays so'); END;

-- What is superseded, and by which delivery: a member, since it or its bundle was replaced.
CREATE VIEW superseded AS
SELECT m.member_id, m.bundle_id, coalesce(r.bundle_id, w.bundle_id) AS by_bundle_id, r.member_id AS by_member_id
FROM member AS m
LEFT JOIN replacement AS r ON r.old_member_id = m.member_id
LEFT JOIN replacement AS w ON w.old_bundle_id = m.bundle_id AND w.old_member_id IS NULL
WHERE r.bundle_id IS NOT NULL OR w.bundle_id IS NOT NULL;

-- Where reading a large member can begin, and what proves each piece of it; members of one block have none.
CREATE TABLE member_block (
    member_id INTEGER PRIMARY KEY REFERENCES member, -- the member
    packed BLOB NOT NULL             -- block size, bytes covered; of each block its SHA-256 and its first record: see above
) STRICT;

CREATE TRIGGER member_block_no_update BEFORE UPDATE ON member_block
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

CREATE TRIGGER member_block_no_delete BEFORE DELETE ON member_block
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

-- What inflating needs to begin at a block: nothing rests on it, since the bytes that come of it are proved by the
-- block's SHA-256, and its own SHA-256 is in member_block.
CREATE TABLE member_checkpoint (
    member_id INTEGER NOT NULL REFERENCES member_block (member_id), -- the member
    block INTEGER NOT NULL,          -- number of the block it leads to, from 0
    packed BLOB NOT NULL,            -- compressed bytes before it, bytes before it, bits, and the 32 KiB before it: see above
    PRIMARY KEY (member_id, block)
) STRICT;

CREATE TRIGGER member_checkpoint_no_update BEFORE UPDATE ON member_checkpoint
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

CREATE TRIGGER member_checkpoint_no_delete BEFORE DELETE ON member_checkpoint
BEGIN SELECT raise(ABORT, 'a member stays as it was received'); END;

-- The client's statement (言明書) as imported. A newer one takes its place, the older stay. What is told of a statement's parts
-- hangs on statement_id.
CREATE TABLE statement (
    statement_id INTEGER PRIMARY KEY, -- in the order imported; the greatest counts
    file TEXT NOT NULL,              -- name of the file as it was handed over
    kept TEXT NOT NULL,              -- where it is kept: "statements/1a2b….xml"
    bytes INTEGER NOT NULL CHECK (bytes >= 0), -- its size
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- its digest
    service TEXT,                    -- the service it names, or NULL
    scope TEXT,                      -- what it covers, in its words, or NULL
    period_start TEXT,               -- first day it is made for, or NULL
    period_end TEXT,                 -- last day, or NULL
    warnings INTEGER NOT NULL CHECK (warnings >= 0), -- how many things were told of it when it was imported
    reason TEXT,                     -- why, where the plan was signed before; else NULL
    imported_at TEXT NOT NULL,       -- when
    imported_by TEXT NOT NULL REFERENCES person (code) -- by whom
) STRICT;

CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- What a statement declares of a control.
CREATE TABLE statement_control (
    statement_id INTEGER NOT NULL REFERENCES statement, -- the statement
    position INTEGER NOT NULL,       -- from 1, in its order
    ref TEXT NOT NULL,               -- as stated; may be finer than the catalogue's: "9.2.6.3"
    control TEXT NOT NULL,           -- ref of the control of the catalogue it belongs to; '' where there is none
    selection TEXT NOT NULL CHECK (selection IN ('selected', 'not-selected', 'not-applicable')), -- what is declared
    reason TEXT,                     -- why it is not selected, in the client's words, or NULL
    PRIMARY KEY (statement_id, position),
    UNIQUE (statement_id, ref)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER statement_control_no_update BEFORE UPDATE ON statement_control
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER statement_control_no_delete BEFORE DELETE ON statement_control
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- An individual control (個別管理策): what the client does for a control.
CREATE TABLE individual_control (
    individual_control_id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statement, -- the statement that declares it
    position INTEGER NOT NULL,       -- from 1, in its order
    code TEXT NOT NULL CHECK (code <> ''), -- its number: "9.2.6-1"; part of instances' keys
    ref TEXT NOT NULL,               -- of the control as stated
    control TEXT NOT NULL,           -- ref of the control of the catalogue; '' where there is none
    base_service TEXT,               -- code of the base service whose control it inherits, or NULL
    UNIQUE (statement_id, position),
    UNIQUE (statement_id, code)
) STRICT;

CREATE TRIGGER individual_control_no_update BEFORE UPDATE ON individual_control
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER individual_control_no_delete BEFORE DELETE ON individual_control
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- A text of an individual control, and while it stood.
CREATE TABLE individual_control_version (
    individual_control_id INTEGER NOT NULL REFERENCES individual_control, -- the individual control
    version INTEGER NOT NULL CHECK (version >= 1), -- its number
    valid_from TEXT,                 -- first day; NULL: from before the period
    valid_to TEXT,                   -- last day; NULL: to after the period
    text TEXT,                       -- what is done, in the client's words, or NULL
    frequency TEXT,                  -- "daily", "quarterly" …, or as written; NULL where it is not said
    owner TEXT,                      -- who is in charge, or NULL
    PRIMARY KEY (individual_control_id, version),
    CHECK (valid_from <= valid_to)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER individual_control_version_no_update BEFORE UPDATE ON individual_control_version
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER individual_control_version_no_delete BEFORE DELETE ON individual_control_version
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- Where an individual control is performed, and with what it is declared one population.
CREATE TABLE individual_control_site (
    individual_control_id INTEGER NOT NULL REFERENCES individual_control, -- the individual control
    site TEXT NOT NULL,              -- a site, region or system; '': the individual control itself
    population_group TEXT NOT NULL,  -- code of the group it is one population with; '' for none
    PRIMARY KEY (individual_control_id, site)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER individual_control_site_no_update BEFORE UPDATE ON individual_control_site
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER individual_control_site_no_delete BEFORE DELETE ON individual_control_site
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- What is declared one population (同一の母集団), and why.
CREATE TABLE population_group (
    statement_id INTEGER NOT NULL REFERENCES statement, -- the statement
    code TEXT NOT NULL CHECK (code <> ''), -- its name: part of instances' keys
    rationale TEXT,                  -- in the client's words, or NULL
    PRIMARY KEY (statement_id, code)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER population_group_no_update BEFORE UPDATE ON population_group
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER population_group_no_delete BEFORE DELETE ON population_group
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- A listed service that the client's stands on, with what shows its listing, pinned when the statement was imported.
CREATE TABLE base_service (
    statement_id INTEGER NOT NULL REFERENCES statement, -- the statement
    code TEXT NOT NULL CHECK (code <> ''), -- its name there
    title TEXT NOT NULL,             -- the service's name
    evidence TEXT,                   -- "BUNDLE:MEMBER", or where the file is kept: "statements/1a2b….pdf"; NULL: none
    evidence_file TEXT,              -- what the statement calls it, or NULL
    evidence_sha256 TEXT,            -- digest of its bytes, or NULL
    PRIMARY KEY (statement_id, code),
    CHECK ((evidence IS NULL) = (evidence_sha256 IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER base_service_no_update BEFORE UPDATE ON base_service
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER base_service_no_delete BEFORE DELETE ON base_service
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- While the listing of a base service is valid.
CREATE TABLE base_service_validity (
    statement_id INTEGER NOT NULL,   -- the statement
    code TEXT NOT NULL,              -- the base service
    position INTEGER NOT NULL,       -- from 1, in the statement's order
    registration TEXT,               -- its number in the list, or NULL
    valid_from TEXT,                 -- first day, or NULL
    valid_to TEXT,                   -- last day, or NULL
    PRIMARY KEY (statement_id, code, position),
    FOREIGN KEY (statement_id, code) REFERENCES base_service
) STRICT, WITHOUT ROWID;

CREATE TRIGGER base_service_validity_no_update BEFORE UPDATE ON base_service_validity
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

CREATE TRIGGER base_service_validity_no_delete BEFORE DELETE ON base_service_validity
BEGIN SELECT raise(ABORT, 'a statement stays as it was imported: import another one'); END;

-- What was planned, entry by entry; of entries of a kind, procedure and name the newest counts.
CREATE TABLE plan_entry (
    plan_entry_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('set', 'assign', 'scope', 'profile', 'procedure', 'sign')), -- a parameter's value; who performs; a control's disposition; the profile; another text of a procedure; the plan fixed
    procedure TEXT NOT NULL,         -- set, assign, procedure: the procedure's id; '' otherwise
    name TEXT NOT NULL,              -- set: the parameter; scope: the control's ref; profile: its id; '' otherwise
    value TEXT NOT NULL,             -- set: the value; assign: the person's code; scope: the disposition, "performed" takes it back; profile: the year in its cycle; procedure: the text's SHA-256; sign: SHA-256 over the lines of plan_line
    reason TEXT,                     -- why; a deviation has one
    is_deviation INTEGER NOT NULL CHECK (is_deviation IN (0, 1)), -- 1: made after the plan was signed
    recorded_at TEXT NOT NULL,       -- when
    recorded_by TEXT NOT NULL REFERENCES person (code), -- by whom
    CHECK (is_deviation = 0 OR reason IS NOT NULL)
) STRICT;

CREATE TRIGGER plan_entry_no_update BEFORE UPDATE ON plan_entry
BEGIN SELECT raise(ABORT, 'what was planned stays: plan otherwise in a new entry'); END;

CREATE TRIGGER plan_entry_no_delete BEFORE DELETE ON plan_entry
BEGIN SELECT raise(ABORT, 'what was planned stays: plan otherwise in a new entry'); END;

-- A line of the plan as it was signed. The digest of a plan is SHA-256 over its lines in order, each as kind, name and value with a
-- tab between and a newline behind.
CREATE TABLE plan_line (
    plan_entry_id INTEGER NOT NULL REFERENCES plan_entry, -- the signing
    position INTEGER NOT NULL,       -- from 1
    kind TEXT NOT NULL,              -- "scope", "instance", "parameter", "assign", "procedure", "statement", "profile"
    name TEXT NOT NULL,              -- of what
    value TEXT NOT NULL,             -- as it was
    PRIMARY KEY (plan_entry_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER plan_line_no_update BEFORE UPDATE ON plan_line
BEGIN SELECT raise(ABORT, 'a signed plan stays as it was signed'); END;

CREATE TRIGGER plan_line_no_delete BEFORE DELETE ON plan_line
BEGIN SELECT raise(ABORT, 'a signed plan stays as it was signed'); END;

-- What a profile asks for in the year of its cycle, as it was read when the profile was chosen.
CREATE TABLE plan_due (
    plan_entry_id INTEGER NOT NULL REFERENCES plan_entry, -- the choice of the profile
    control TEXT NOT NULL,           -- ref of a control of the catalogue
    phase TEXT NOT NULL CHECK (phase IN ('design', 'operating')), -- 整備, 運用
    is_due INTEGER NOT NULL CHECK (is_due IN (0, 1)), -- 1: in this year
    PRIMARY KEY (plan_entry_id, control, phase)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER plan_due_no_update BEFORE UPDATE ON plan_due
BEGIN SELECT raise(ABORT, 'what was planned stays: plan otherwise in a new entry'); END;

CREATE TRIGGER plan_due_no_delete BEFORE DELETE ON plan_due
BEGIN SELECT raise(ABORT, 'what was planned stays: plan otherwise in a new entry'); END;

-- The statement that counts.
CREATE VIEW current_statement AS
SELECT * FROM statement WHERE statement_id = (SELECT max(statement_id) FROM statement);

-- The base services of that statement. missing_from: the first day of the period that no listing covers, NULL where all are covered.
-- holds: 1 where what inherits from it is inherited: every day is covered, and what shows it is pinned.
CREATE VIEW base_service_now AS
SELECT b.statement_id, b.code, b.title, b.evidence, b.evidence_file, b.evidence_sha256, b.missing_from,
    (SELECT coalesce(date(min(v.valid_from), '-1 day'), e.period_end) FROM base_service_validity AS v
        WHERE v.statement_id = b.statement_id AND v.code = b.code AND v.registration IS NOT NULL
            AND v.valid_from > b.missing_from AND v.valid_from <= e.period_end) AS missing_to,
    (SELECT group_concat(q.registration, ', ') FROM (SELECT v.registration FROM base_service_validity AS v
        WHERE v.statement_id = b.statement_id AND v.code = b.code ORDER BY v.position) AS q) AS registration,
    (SELECT min(v.valid_from) FROM base_service_validity AS v WHERE v.statement_id = b.statement_id AND v.code = b.code) AS valid_from,
    (SELECT max(v.valid_to) FROM base_service_validity AS v WHERE v.statement_id = b.statement_id AND v.code = b.code) AS valid_to,
    b.missing_from IS NULL AND b.evidence_sha256 IS NOT NULL AS holds
FROM (SELECT s.*, (SELECT min(d.day) FROM (SELECT e.period_start AS day UNION SELECT date(v.valid_to, '+1 day')
            FROM base_service_validity AS v WHERE v.statement_id = s.statement_id AND v.code = s.code) AS d
        WHERE d.day BETWEEN e.period_start AND e.period_end AND NOT EXISTS (SELECT 1 FROM base_service_validity AS v
            WHERE v.statement_id = s.statement_id AND v.code = s.code AND v.registration IS NOT NULL
                AND d.day BETWEEN v.valid_from AND v.valid_to)) AS missing_from
    FROM base_service AS s JOIN current_statement AS n USING (statement_id) JOIN engagement AS e) AS b
JOIN engagement AS e;

-- A control's disposition by the plan, where it sets one.
CREATE VIEW plan_scope AS
SELECT name AS control, value AS disposition, reason FROM plan_entry
WHERE plan_entry_id IN (SELECT max(plan_entry_id) FROM plan_entry WHERE kind = 'scope' GROUP BY name) AND value <> 'performed';

-- The plan's values of parameters.
CREATE VIEW plan_parameter AS
SELECT procedure, name, value, reason FROM plan_entry
WHERE plan_entry_id IN (SELECT max(plan_entry_id) FROM plan_entry WHERE kind = 'set' GROUP BY procedure, name);

-- Is the control due, by the plan's profile? No row: there is no profile, or it does not name the control's catalogue.
CREATE VIEW plan_due_now AS
SELECT control, phase, is_due FROM plan_due
WHERE plan_entry_id = (SELECT max(plan_entry_id) FROM plan_entry WHERE kind = 'profile');

-- What is to be tested: each version of each individual control with the days it stood in the period, once for each population. Of
-- individual controls of one control that are one population over the same days the first stands for all (members). A control that no
-- statement mentions has one individual control of its own number, in version 1. Not here: what is not selected, what is inherited, and
-- what the plan takes out.
CREATE VIEW individual_now AS
SELECT 0 AS position, c.catalogue, c.ref AS control, c.ref AS individual, 1 AS version, e.period_start AS first_day, e.period_end AS last_day,
    '' AS population_group, NULL AS frequency, NULL AS owner, NULL AS text, c.ref AS members, NULL AS base_service
FROM control AS c
JOIN engagement AS e
WHERE c.is_group = 0
    AND NOT EXISTS (SELECT 1 FROM individual_control AS i JOIN current_statement USING (statement_id) WHERE i.control = c.ref)
    AND NOT EXISTS (SELECT 1 FROM statement_control AS s JOIN current_statement USING (statement_id)
        WHERE s.control = c.ref AND s.selection <> 'selected'
            AND NOT EXISTS (SELECT 1 FROM statement_control AS o WHERE o.statement_id = s.statement_id AND o.control = c.ref AND o.selection = 'selected'))
    AND NOT EXISTS (SELECT 1 FROM plan_scope AS p WHERE p.control = c.ref AND p.disposition <> 'manual')
UNION ALL
SELECT min(i.position), e.catalogue, i.control, i.code, v.version, max(coalesce(v.valid_from, e.period_start), e.period_start) AS first_day,
    min(coalesce(v.valid_to, e.period_end), e.period_end) AS last_day,
    CASE WHEN coalesce(u.population_group, '') <> '' THEN u.population_group ELSE coalesce(u.site, '') END AS unit,
    v.frequency, v.owner, v.text, group_concat(DISTINCT i.code), i.base_service
FROM individual_control AS i
JOIN current_statement AS n USING (statement_id)
JOIN engagement AS e
JOIN statement_control AS s ON s.statement_id = i.statement_id AND s.ref = i.ref AND s.selection = 'selected'
JOIN individual_control_version AS v USING (individual_control_id)
LEFT JOIN individual_control_site AS u USING (individual_control_id)
WHERE i.control <> '' AND coalesce(v.valid_from, '') <= e.period_end AND coalesce(v.valid_to, '9999-12-31') >= e.period_start
    AND NOT EXISTS (SELECT 1 FROM base_service_now AS b WHERE b.code = i.base_service AND b.holds)
    AND NOT EXISTS (SELECT 1 FROM plan_scope AS p WHERE p.control = i.control AND p.disposition <> 'manual')
GROUP BY i.control, first_day, last_day, unit, CASE WHEN coalesce(u.population_group, '') <> '' THEN '' ELSE i.code || '@' || v.version END;

-- A procedure's text exactly as it was run.
CREATE TABLE procedure_text (
    procedure_text_id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,     -- SHA-256 of content
    procedure TEXT NOT NULL,         -- the procedure's id: "leaver-removal"
    version TEXT NOT NULL,           -- its version: "1.0"
    file TEXT NOT NULL,              -- where it was read from, for messages
    phase TEXT NOT NULL CHECK (phase IN ('design', 'operating', 'engagement')), -- 整備, 運用, or of no control
    title_ja TEXT,                   -- what is done, in Japanese, or NULL
    title_en TEXT,                   -- what is done, in English, or NULL
    content TEXT NOT NULL            -- the XML
) STRICT;

CREATE TRIGGER procedure_text_no_update BEFORE UPDATE ON procedure_text
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER procedure_text_no_delete BEFORE DELETE ON procedure_text
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run'); END;

-- A test of a procedure text, for people: what a report needs without reading XML.
CREATE TABLE procedure_test (
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- the procedure's text
    position INTEGER NOT NULL,       -- from 1, in the procedure's order
    test TEXT NOT NULL,              -- the test's id: "a1"
    technique TEXT NOT NULL CHECK (technique IN ('inquiry', 'inspection', 'observation', 'reperformance')), -- how it is done
    population TEXT NOT NULL,        -- id of the population it is over
    title_ja TEXT,                   -- what is compared, in Japanese, or NULL
    title_en TEXT,                   -- what is compared, in English, or NULL
    finding_ja TEXT,                 -- the finding's text in Japanese with {count} and {tested}, or NULL
    finding_en TEXT,                 -- the finding's text in English, or NULL
    PRIMARY KEY (procedure_text_id, position),
    UNIQUE (procedure_text_id, test)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER procedure_test_no_update BEFORE UPDATE ON procedure_test
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER procedure_test_no_delete BEFORE DELETE ON procedure_test
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run'); END;

-- A check of a test: what verdict k stands for.
CREATE TABLE procedure_check (
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- the procedure's text
    test TEXT NOT NULL,              -- the test's id
    verdict INTEGER NOT NULL CHECK (verdict >= 1 OR verdict <= -3), -- k, from 1; -2 - k of the k-th alternative
    text TEXT NOT NULL,              -- what must hold, or what does instead: "within disabled_at left_on"
    PRIMARY KEY (procedure_text_id, test, verdict)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER procedure_check_no_update BEFORE UPDATE ON procedure_check
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER procedure_check_no_delete BEFORE DELETE ON procedure_check
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run'); END;

-- A manual step of a procedure text.
CREATE TABLE procedure_step (
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- the procedure's text
    position INTEGER NOT NULL,       -- from 1, in the procedure's order
    step TEXT NOT NULL,              -- the step's id: "walkthrough"
    digest TEXT NOT NULL,            -- SHA-256 of all that the step says: an answer holds as long as it is the same
    technique TEXT NOT NULL CHECK (technique IN ('inquiry', 'inspection', 'observation', 'reperformance')), -- how it is done
    role TEXT NOT NULL CHECK (role IN ('preparer', 'reviewer')), -- who does it
    each TEXT NOT NULL CHECK (each IN ('once', 'quarter', 'month', 'population', 'sample')), -- what it is answered for, one each
    subject TEXT,                    -- id of that population or sample, or NULL
    title_ja TEXT,                   -- the act, in Japanese, or NULL
    title_en TEXT,                   -- the act, in English, or NULL
    instruction_ja TEXT,             -- what to do, in Japanese, or NULL
    instruction_en TEXT,             -- the same in English, or NULL
    is_document_asked INTEGER NOT NULL CHECK (is_document_asked IN (0, 1)), -- 1: the document inspected is to be named
    min_attachments INTEGER NOT NULL CHECK (min_attachments >= 0), -- the fewest files to attach
    finding_ja TEXT,                 -- the finding's text in Japanese with {fact}, or NULL
    finding_en TEXT,                 -- the same in English, or NULL
    PRIMARY KEY (procedure_text_id, position),
    UNIQUE (procedure_text_id, step)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER procedure_step_no_update BEFORE UPDATE ON procedure_step
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER procedure_step_no_delete BEFORE DELETE ON procedure_step
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run'); END;

-- What a step inspects, whom it asks, what it wants answered.
CREATE TABLE procedure_step_part (
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- the procedure's text
    step TEXT NOT NULL,              -- the step's id
    position INTEGER NOT NULL,       -- from 1, in the step's order
    kind TEXT NOT NULL CHECK (kind IN ('inspect', 'ask', 'answer')), -- what this row is
    name TEXT NOT NULL,              -- inspect: the class of evidence: "regulation"; answer: its id; ask: ''
    type TEXT CHECK (type IN ('text', 'choice', 'number', 'date')), -- of an answer; else NULL
    is_optional INTEGER NOT NULL CHECK (is_optional IN (0, 1)), -- 1: an answer that may be left out
    title_ja TEXT,                   -- what is inspected, who is asked, what is answered, in Japanese, or NULL
    title_en TEXT,                   -- the same in English, or NULL
    expected_ja TEXT,                -- what is expected of an answer, in Japanese; NULL: nothing
    expected_en TEXT,                -- the same in English, or NULL
    PRIMARY KEY (procedure_text_id, step, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER procedure_step_part_no_update BEFORE UPDATE ON procedure_step_part
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER procedure_step_part_no_delete BEFORE DELETE ON procedure_step_part
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run'); END;

-- A procedure applied to one version of one individual control, in one phase, for one population group.
CREATE TABLE instance (
    instance_id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- as people name it: "leaver-removal/9.2.6@1"
    procedure TEXT NOT NULL,         -- the procedure's id
    catalogue TEXT NOT NULL,         -- catalogue of the control; '' where it is of no control
    control TEXT NOT NULL,           -- the control's ref; '' where it is of no control
    individual TEXT NOT NULL,        -- the individual control's number: the control's ref where no statement says more; ''
    control_version INTEGER NOT NULL CHECK (control_version >= 1), -- version of the individual control
    phase TEXT NOT NULL CHECK (phase IN ('design', 'operating', 'engagement')), -- 整備, 運用, or of no control
    population_group TEXT NOT NULL,  -- population group declared the same; '' for the only one
    UNIQUE (procedure, catalogue, control, individual, control_version, phase, population_group)
) STRICT;

CREATE TRIGGER instance_no_update BEFORE UPDATE ON instance
BEGIN SELECT raise(ABORT, 'what was tested stays as it was named'); END;

CREATE TRIGGER instance_no_delete BEFORE DELETE ON instance
BEGIN SELECT raise(ABORT, 'what was tested stays'); END;

-- A sample that a procedure text asks for: what is to be picked from which population.
CREATE TABLE sample (
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- the procedure's text
    position INTEGER NOT NULL,       -- from 1, in the procedure's order
    sample TEXT NOT NULL,            -- the sample's id: "picked"
    population TEXT NOT NULL,        -- id of the population it is picked from
    method TEXT NOT NULL CHECK (method IN ('rank', 'systematic', 'stratified', 'all', 'listed')), -- how
    size TEXT NOT NULL,              -- how many, as written: "frequency", "attributes", "all", "25", ":parameter"
    stratum_column TEXT,             -- the column whose values are the strata, or NULL
    title_ja TEXT,                   -- what is picked, in Japanese, or NULL
    title_en TEXT,                   -- what is picked, in English, or NULL
    PRIMARY KEY (procedure_text_id, position),
    UNIQUE (procedure_text_id, sample)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sample_no_update BEFORE UPDATE ON sample
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER sample_no_delete BEFORE DELETE ON sample
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

-- What is looked at for each item of a sample.
CREATE TABLE sample_attribute (
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- the procedure's text
    sample TEXT NOT NULL,            -- the sample's id
    position INTEGER NOT NULL,       -- from 1, in the sample's order
    attribute TEXT NOT NULL,         -- the attribute's id: "form"
    document TEXT,                   -- the document that is asked of the client for each item, or NULL
    title_ja TEXT,                   -- what is looked at, in Japanese, or NULL
    title_en TEXT,                   -- what is looked at, in English, or NULL
    finding_ja TEXT,                 -- the finding's text in Japanese, or NULL
    finding_en TEXT,                 -- the finding's text in English, or NULL
    PRIMARY KEY (procedure_text_id, sample, position),
    UNIQUE (procedure_text_id, sample, attribute)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sample_attribute_no_update BEFORE UPDATE ON sample_attribute
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

CREATE TRIGGER sample_attribute_no_delete BEFORE DELETE ON sample_attribute
BEGIN SELECT raise(ABORT, 'a procedure stays as it was run: run another version for a new one'); END;

-- A population as it was counted and hashed for a draw, before the draw's seed was made. How a record's key is written, and what
-- sha256 is the digest of, says engine/run/message_sample.h: the keys in the order of the records, a newline behind each.
CREATE TABLE sample_population (
    sample_population_id INTEGER PRIMARY KEY,
    instance_id INTEGER NOT NULL REFERENCES instance, -- what is tested
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- by which text
    sample TEXT NOT NULL,            -- the sample's id in it
    population TEXT NOT NULL,        -- the population's id in it
    delivered INTEGER NOT NULL CHECK (delivered >= 0), -- records (of a grid: cells) before the population's conditions
    filtered INTEGER NOT NULL CHECK (filtered >= 0),   -- of these, outside it
    unreadable INTEGER NOT NULL CHECK (unreadable >= 0), -- of these, not decidable: they could not be picked
    count INTEGER NOT NULL CHECK (count >= 0), -- of these, in it: what is picked from
    sha256 TEXT NOT NULL,            -- digest of their keys, in order
    keys TEXT NOT NULL,              -- the columns a record's key is made of, words; "record_id" where none is declared
    digest TEXT NOT NULL,            -- of script, parameters, binding and members, as of a result
    recorded_at TEXT NOT NULL,       -- when
    recorded_by TEXT NOT NULL REFERENCES person (code) -- by whom
) STRICT;

CREATE INDEX sample_population_by_sample ON sample_population (instance_id, sample);

CREATE TRIGGER sample_population_no_update BEFORE UPDATE ON sample_population
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

CREATE TRIGGER sample_population_no_delete BEFORE DELETE ON sample_population
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

-- A stratum of a population; the only one, without a name, where there are none.
CREATE TABLE sample_stratum (
    sample_population_id INTEGER NOT NULL REFERENCES sample_population, -- the population
    position INTEGER NOT NULL,       -- from 1, by name
    stratum TEXT NOT NULL,           -- the value that the records share; '' for none
    count INTEGER NOT NULL CHECK (count >= 1), -- how many records
    PRIMARY KEY (sample_population_id, position),
    UNIQUE (sample_population_id, stratum)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sample_stratum_no_update BEFORE UPDATE ON sample_stratum
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

CREATE TRIGGER sample_stratum_no_delete BEFORE DELETE ON sample_stratum
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

-- An item that was picked at some time. Whatever is said of it later hangs on this row: it stays the same item through extensions
-- and re-deliveries, being known by its key.
CREATE TABLE sample_item (
    sample_item_id INTEGER PRIMARY KEY,
    instance_id INTEGER NOT NULL REFERENCES instance, -- what is tested
    sample TEXT NOT NULL,            -- the sample's id
    number INTEGER NOT NULL CHECK (number >= 1), -- from 1 within the sample, never given twice: people say S1, S2 ...
    key TEXT NOT NULL,               -- the record's key
    occurrence INTEGER NOT NULL CHECK (occurrence >= 1), -- which of the records picked with this key, from 1
    UNIQUE (instance_id, sample, number),
    UNIQUE (instance_id, sample, key, occurrence)
) STRICT;

CREATE TRIGGER sample_item_no_update BEFORE UPDATE ON sample_item
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

CREATE TRIGGER sample_item_no_delete BEFORE DELETE ON sample_item
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

-- One act of picking. Those behind a 'draw', up to the next one, belong to it: they have its seed.
CREATE TABLE sample_draw (
    sample_draw_id INTEGER PRIMARY KEY,
    sample_population_id INTEGER NOT NULL REFERENCES sample_population, -- the population as recorded
    instance_id INTEGER NOT NULL REFERENCES instance, -- what is tested
    sample TEXT NOT NULL,            -- the sample's id
    kind TEXT NOT NULL CHECK (kind IN ('draw', 'redraw', 'extension', 'replacement')), -- with a new seed; again over evidence delivered anew; the next ranks; the next rank for an item
    first_draw_id INTEGER REFERENCES sample_draw CHECK ((first_draw_id IS NULL) = (kind = 'draw')), -- the draw it belongs to; NULL for a draw
    method TEXT NOT NULL CHECK (method IN ('rank', 'systematic', 'stratified', 'all', 'listed')), -- how
    seed TEXT CHECK (length(seed) = 64), -- 32 bytes in hexadecimal, made after the population was recorded; NULL where nothing is left to chance
    size INTEGER NOT NULL CHECK (size >= 1), -- how many were to be picked
    size_rule TEXT NOT NULL,         -- where that number is from: "frequency=daily table=firm-2026 population=240"
    start INTEGER,                   -- systematic: number of the first record picked, from 1; else NULL
    interval INTEGER,                -- systematic: every so many records; else NULL
    replaced_item_id INTEGER REFERENCES sample_item CHECK ((replaced_item_id IS NOT NULL) = (kind = 'replacement')), -- the item it takes the place of
    reason TEXT,                     -- why again, why replaced, why these; NULL where none is asked for
    drawn_at TEXT NOT NULL,          -- when
    drawn_by TEXT NOT NULL REFERENCES person (code) -- by whom
) STRICT;

CREATE INDEX sample_draw_by_sample ON sample_draw (instance_id, sample);

CREATE TRIGGER sample_draw_no_update BEFORE UPDATE ON sample_draw
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

CREATE TRIGGER sample_draw_no_delete BEFORE DELETE ON sample_draw
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

-- An item picked by a draw: by a redraw all that are in the sample then, by an extension or replacement what it added.
CREATE TABLE sample_pick (
    sample_draw_id INTEGER NOT NULL REFERENCES sample_draw, -- the draw
    sample_item_id INTEGER NOT NULL REFERENCES sample_item, -- the item
    rank INTEGER NOT NULL CHECK (rank >= 1), -- its place in its stratum, by seed and key; systematic and all: in the records' order; listed: in the list
    stratum TEXT NOT NULL,           -- its stratum; '' for none
    record_id INTEGER NOT NULL,      -- the record, as delivered then
    other_id INTEGER NOT NULL,       -- the second record of a grid's cell, or 0
    PRIMARY KEY (sample_draw_id, sample_item_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sample_pick_by_item ON sample_pick (sample_item_id);

CREATE TRIGGER sample_pick_no_update BEFORE UPDATE ON sample_pick
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

CREATE TRIGGER sample_pick_no_delete BEFORE DELETE ON sample_pick
BEGIN SELECT raise(ABORT, 'a draw is history and stays: draw again, with a reason'); END;

-- Every item ever picked, as it stands. status: 'picked', in the sample; 'replaced', out of it with a reason, and kept; 'gone', not
-- in it since the evidence was delivered anew; 'former', of a draw with an earlier seed.
CREATE VIEW current_sample_item AS
WITH family AS (SELECT instance_id, sample, max(sample_draw_id) AS first_draw_id FROM sample_draw
        WHERE kind = 'draw' GROUP BY instance_id, sample),
    base AS (SELECT f.instance_id, f.sample, f.first_draw_id, max(d.sample_draw_id) AS base_draw_id
        FROM family AS f JOIN sample_draw AS d ON d.instance_id = f.instance_id AND d.sample = f.sample
            AND d.kind IN ('draw', 'redraw') AND coalesce(d.first_draw_id, d.sample_draw_id) = f.first_draw_id
        GROUP BY f.instance_id, f.sample, f.first_draw_id),
    latest AS (SELECT sample_item_id, max(sample_draw_id) AS sample_draw_id FROM sample_pick GROUP BY sample_item_id)
SELECT i.sample_item_id, i.instance_id, n.key AS instance_key, i.sample, 'S' || i.number AS item, i.number, i.key, i.occurrence,
    p.rank, p.stratum, p.record_id, p.other_id, p.sample_draw_id, d.kind AS draw_kind, q.procedure_text_id,
    CASE WHEN coalesce(d.first_draw_id, d.sample_draw_id) <> b.first_draw_id THEN 'former'
        WHEN r.sample_draw_id IS NOT NULL THEN 'replaced'
        WHEN p.sample_draw_id < b.base_draw_id THEN 'gone' ELSE 'picked' END AS status,
    r.reason AS replaced_reason, r.drawn_by AS replaced_by, r.drawn_at AS replaced_at
FROM sample_item AS i
JOIN instance AS n USING (instance_id)
JOIN latest AS l USING (sample_item_id)
JOIN sample_pick AS p USING (sample_item_id, sample_draw_id)
JOIN sample_draw AS d USING (sample_draw_id)
JOIN sample_population AS q USING (sample_population_id)
JOIN base AS b ON b.instance_id = i.instance_id AND b.sample = i.sample
LEFT JOIN sample_draw AS r ON r.replaced_item_id = i.sample_item_id
    AND r.first_draw_id = coalesce(d.first_draw_id, d.sample_draw_id);

-- A document that the client returned for an item of a sample.
CREATE TABLE sample_return (
    sample_return_id INTEGER PRIMARY KEY,
    sample_item_id INTEGER NOT NULL REFERENCES sample_item, -- the item
    attribute TEXT NOT NULL,         -- the attribute it is for
    file TEXT NOT NULL CHECK (file <> ''), -- its name as it came: "S07_申請書.pdf"
    bytes INTEGER NOT NULL CHECK (bytes >= 0), -- its size
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- its digest; without a member it is kept in attachments/ under it
    member_id INTEGER REFERENCES member, -- the member of a bundle that it is; NULL: a file of its own
    returned_at TEXT NOT NULL,       -- when it was filed
    returned_by TEXT NOT NULL REFERENCES person (code), -- by whom
    UNIQUE (sample_item_id, attribute, sha256)
) STRICT;

CREATE TRIGGER sample_return_no_update BEFORE UPDATE ON sample_return
BEGIN SELECT raise(ABORT, 'a document stays as it was returned'); END;

CREATE TRIGGER sample_return_no_delete BEFORE DELETE ON sample_return
BEGIN SELECT raise(ABORT, 'a document stays as it was returned'); END;

-- What was seen of one attribute of one item. A later row of the same cell takes its place; the earlier stays.
CREATE TABLE tick (
    tick_id INTEGER PRIMARY KEY,     -- people say T12
    sample_item_id INTEGER NOT NULL REFERENCES sample_item, -- the item
    attribute TEXT NOT NULL,         -- the attribute
    outcome TEXT NOT NULL CHECK (outcome IN ('no-exception', 'exception', 'not-applicable', 'open')), -- what was seen; 'open' takes it back
    note TEXT CHECK (outcome IN ('no-exception', 'open') OR note <> ''), -- what deviates, why it does not apply, or a remark; NULL for none
    sheet_sha256 TEXT CHECK (length(sheet_sha256) = 64), -- digest of the sheet it came in; NULL: by hand
    ticked_at TEXT NOT NULL,         -- when
    ticked_by TEXT NOT NULL REFERENCES person (code) -- by whom
) STRICT;

CREATE INDEX tick_by_cell ON tick (sample_item_id, attribute);

CREATE TRIGGER tick_no_update BEFORE UPDATE ON tick
BEGIN SELECT raise(ABORT, 'a tick is history and stays: tick again'); END;

CREATE TRIGGER tick_no_delete BEFORE DELETE ON tick
BEGIN SELECT raise(ABORT, 'a tick is history and stays: tick again'); END;

-- A file attached to a tick, kept in attachments/ under its digest.
CREATE TABLE tick_attachment (
    tick_id INTEGER NOT NULL REFERENCES tick, -- the tick
    position INTEGER NOT NULL,       -- from 1
    file TEXT NOT NULL CHECK (file <> ''), -- its name as it was handed over
    bytes INTEGER NOT NULL CHECK (bytes >= 0), -- its size
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- its digest
    PRIMARY KEY (tick_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tick_attachment_no_update BEFORE UPDATE ON tick_attachment
BEGIN SELECT raise(ABORT, 'an attachment stays as it was attached'); END;

CREATE TRIGGER tick_attachment_no_delete BEFORE DELETE ON tick_attachment
BEGIN SELECT raise(ABORT, 'an attachment stays as it was attached'); END;

-- Every cell of the samples as they stand: an item that is in its sample, and an attribute. tick_id is NULL where nothing was ever said of it.
CREATE VIEW report_cell AS
SELECT i.instance_key, i.sample, i.procedure_text_id, i.sample_item_id, i.item, i.number, i.key, i.record_id, i.other_id,
    a.attribute, a.position, a.document, a.title_ja, a.title_en, t.tick_id, coalesce(t.outcome, 'open') AS outcome,
    t.note, t.ticked_at, t.ticked_by,
    (SELECT count(*) FROM sample_return AS r WHERE r.sample_item_id = i.sample_item_id AND r.attribute = a.attribute) AS returned
FROM current_sample_item AS i
JOIN sample_attribute AS a ON a.procedure_text_id = i.procedure_text_id AND a.sample = i.sample
LEFT JOIN tick AS t ON t.tick_id = (SELECT max(tick_id) FROM tick AS n
    WHERE n.sample_item_id = i.sample_item_id AND n.attribute = a.attribute)
WHERE i.status = 'picked';

-- The same counted, a row a sample.
CREATE VIEW report_tick AS
SELECT c.instance_key, c.sample, n.catalogue, n.control, min(s.title_ja) AS title_ja, min(s.title_en) AS title_en,
    count(DISTINCT c.sample_item_id) AS items, count(*) AS cells,
    sum(c.outcome <> 'open') AS ticked, sum(c.outcome = 'exception') AS exceptions,
    sum(c.outcome = 'not-applicable') AS not_applicable, sum(c.outcome = 'open') AS open, sum(c.returned) AS returned
FROM report_cell AS c
JOIN instance AS n ON n.key = c.instance_key
LEFT JOIN sample AS s ON s.procedure_text_id = c.procedure_text_id AND s.sample = c.sample
GROUP BY c.instance_key, c.sample;

-- One `chosho run`.
CREATE TABLE run (
    run_id INTEGER PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (code), -- who ran it
    started_at TEXT NOT NULL,        -- when it began
    ended_at TEXT,                   -- when it ended; NULL while it goes on, or until the next run finds that it was lost
    ending TEXT CHECK (ending IN ('done', 'interrupted', 'failed', 'lost')), -- how it ended; NULL likewise
    engine_version TEXT NOT NULL,    -- chosho's version
    arguments TEXT NOT NULL,         -- what was asked for, as on the command line
    CHECK ((ended_at IS NULL) = (ending IS NULL))
) STRICT;

CREATE TRIGGER run_no_update BEFORE UPDATE ON run
WHEN OLD.ended_at IS NOT NULL OR NEW.run_id IS NOT OLD.run_id OR NEW.person IS NOT OLD.person
    OR NEW.started_at IS NOT OLD.started_at OR NEW.engine_version IS NOT OLD.engine_version
    OR NEW.arguments IS NOT OLD.arguments
BEGIN SELECT raise(ABORT, 'a run is history: it ends once, and nothing else of it changes'); END;

CREATE TRIGGER run_no_delete BEFORE DELETE ON run
BEGIN SELECT raise(ABORT, 'a run is history and stays'); END;

-- The result of one test of one instance. Older ones stay: this is the history; current_result shows the newest.
CREATE TABLE result (
    result_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run,           -- the run that made it
    instance_id INTEGER NOT NULL REFERENCES instance, -- what was tested
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- by which text
    test TEXT NOT NULL,              -- the test's id
    state TEXT NOT NULL CHECK (state IN ('not-run', 'ran', 'error', 'stale')), -- what happened to the execution
    outcome TEXT NOT NULL CHECK (outcome IN ('no-exception', 'exception', 'other-route', 'no-occurrence',
        'indeterminate', 'not-applicable', 'open')), -- what the test showed
    reason_code TEXT,                -- why it is indeterminate: "evidence-missing", "keys-do-not-meet", "limit" …
    reason TEXT,                     -- the same as a sentence
    tested INTEGER NOT NULL CHECK (tested >= 0),           -- records of the population that were decided
    exceptions INTEGER NOT NULL CHECK (exceptions >= 0),   -- how many deviate
    other_route INTEGER NOT NULL CHECK (other_route >= 0), -- how many would, but for an alternative of the test
    not_due INTEGER NOT NULL CHECK (not_due >= 0), -- how many do not hold, and need not yet at the period's end
    undecidable INTEGER NOT NULL CHECK (undecidable >= 0), -- how many could not be decided
    unreadable INTEGER NOT NULL CHECK (unreadable >= 0),   -- records of the population's evidence that could not be read
    digest TEXT NOT NULL,            -- of script, parameters, binding and members: equal digests need no second run
    recorded_at TEXT NOT NULL,       -- when it was recorded
    CHECK (state <> 'error' OR outcome = 'indeterminate'),
    CHECK (state <> 'not-run' OR outcome IN ('indeterminate', 'open')),
    CHECK (outcome <> 'indeterminate' OR reason_code IS NOT NULL),
    CHECK (outcome <> 'no-exception' OR (exceptions = 0 AND undecidable = 0 AND other_route = 0)),
    CHECK (outcome <> 'other-route' OR (exceptions = 0 AND undecidable = 0 AND other_route > 0)),
    CHECK (outcome <> 'exception' OR exceptions > 0)
) STRICT;

CREATE INDEX result_by_test ON result (instance_id, test);
CREATE INDEX result_by_run ON result (run_id);

CREATE TRIGGER result_no_update BEFORE UPDATE ON result
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_no_delete BEFORE DELETE ON result
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- The newest result of each test of each instance.
CREATE VIEW current_result AS
SELECT result_id, run_id, instance_id, procedure_text_id, test, state, outcome, reason_code, reason,
    tested, exceptions, other_route, not_due, undecidable, unreadable, digest, recorded_at
FROM result
WHERE result_id IN (SELECT max(result_id) FROM result GROUP BY instance_id, test);

-- A result's reason once more, in the language that the run was not in. A sentence that a worker made (an error's) has none.
CREATE TABLE result_translation (
    result_id INTEGER PRIMARY KEY REFERENCES result, -- the result
    language TEXT NOT NULL CHECK (language IN ('ja', 'en')), -- of this sentence; result.reason is in the other
    reason TEXT NOT NULL             -- the sentence
) STRICT;

CREATE TRIGGER result_translation_no_update BEFORE UPDATE ON result_translation
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_translation_no_delete BEFORE DELETE ON result_translation
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- The population a result's test was over: delivered = selected + filtered + unreadable.
CREATE TABLE result_population (
    result_id INTEGER PRIMARY KEY REFERENCES result, -- the result
    population TEXT NOT NULL,        -- the population's id in the procedure
    delivered INTEGER NOT NULL,      -- records of its evidence
    selected INTEGER NOT NULL,       -- of these, in the population
    filtered INTEGER NOT NULL,       -- of these, outside (another period, another kind)
    before_period INTEGER NOT NULL CHECK (before_period >= 0), -- of filtered, dated before the period
    after_period INTEGER NOT NULL CHECK (after_period >= 0), -- of filtered, dated after it; the others are of another kind
    unreadable INTEGER NOT NULL,     -- of these, not readable, so not decidable
    count INTEGER NOT NULL,          -- members of the population: selected, or the cells of a grid
    sha256 TEXT NOT NULL,            -- digest of the population's record ids in order
    CHECK (delivered = selected + filtered + unreadable),
    CHECK (before_period + after_period <= filtered)
) STRICT;

CREATE TRIGGER result_population_no_update BEFORE UPDATE ON result_population
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_population_no_delete BEFORE DELETE ON result_population
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- An evidence item a result's test read, counted where the binding's `where` lets records through.
CREATE TABLE result_source (
    result_id INTEGER NOT NULL REFERENCES result, -- the result
    item TEXT NOT NULL,              -- the item's id in the procedure
    source TEXT NOT NULL,            -- the name bindings use: "shared:leavers"
    delivered INTEGER NOT NULL,      -- records in the members bound
    selected INTEGER NOT NULL,       -- of these, let through
    filtered INTEGER NOT NULL,       -- of these, kept out by `where`
    unreadable INTEGER NOT NULL,     -- of these, not readable
    assumed TEXT NOT NULL,           -- what was taken from the engagement because the binding does not say it: words like "year=2025 zone=Asia/Tokyo"; '' where nothing was
    roles TEXT NOT NULL,             -- whose records the result's ids name, as words: "record" and "other" are record_id and other_id of exceptions and undecidable records, "population" record_id of unreadable ones
    PRIMARY KEY (result_id, item),
    CHECK (delivered = selected + filtered + unreadable)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER result_source_no_update BEFORE UPDATE ON result_source
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_source_no_delete BEFORE DELETE ON result_source
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- A member read for an evidence item of a result, and how: a record's number counts in that reading, which a binding may
-- have chosen otherwise than the receipt. Twice where two sources of the binding read it differently.
CREATE TABLE result_member (
    result_id INTEGER NOT NULL,      -- the result
    item TEXT NOT NULL,              -- the item's id in the procedure
    member_id INTEGER NOT NULL REFERENCES member, -- the member
    reading TEXT NOT NULL,           -- its kind and what was said of it: "csv encoding=euc-jp delimiter=comma", "json encoding=utf-8 records=Users[*]"; what is left out was decided from the bytes; '' as the receipt has it
    PRIMARY KEY (result_id, item, member_id, reading),
    FOREIGN KEY (result_id, item) REFERENCES result_source
) STRICT, WITHOUT ROWID;

CREATE TRIGGER result_member_no_update BEFORE UPDATE ON result_member
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_member_no_delete BEFORE DELETE ON result_member
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- Where the records of an evidence item come from, as the binding said when the test ran (IPE): once for all sources of
-- the item, or once for each that differs.
CREATE TABLE result_provenance (
    result_id INTEGER NOT NULL,      -- the result
    item TEXT NOT NULL,              -- the item's id in the procedure
    position INTEGER NOT NULL,       -- from 1, in the order of the binding's sources
    member TEXT,                     -- the pattern of the source's members; NULL where the item has one source
    is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)), -- 1 where system, report or query, by, at and a ground for completeness are said
    system TEXT,                     -- the system it came from; NULL, here and below: not said
    report TEXT,                     -- the report's name
    query TEXT,                      -- or what was asked
    parameters TEXT,                 -- with which parameters
    extracted_by TEXT,               -- by whom
    extracted_at TEXT,               -- when: a day, or a moment with its zone
    covers_from TEXT,                -- the first day the extract covers
    covers_to TEXT,                  -- the last
    observed TEXT CHECK (observed IN ('yes', 'no')), -- whether the auditor watched
    completeness TEXT,               -- what its completeness rests on: "control-total", "query-inspected", "reconciled", "observed", "sequence", "original", "none"
    basis TEXT,                      -- that in words
    PRIMARY KEY (result_id, item, position),
    FOREIGN KEY (result_id, item) REFERENCES result_source
) STRICT, WITHOUT ROWID;

CREATE TRIGGER result_provenance_no_update BEFORE UPDATE ON result_provenance
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_provenance_no_delete BEFORE DELETE ON result_provenance
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- Do the keys of a join meet? Counted over the unfiltered evidence.
CREATE TABLE result_guard (
    result_id INTEGER NOT NULL REFERENCES result, -- the result
    position INTEGER NOT NULL,       -- from 1, in the test's order
    left_name TEXT NOT NULL,         -- the left key, for people: "leavers.employee_id"
    right_name TEXT NOT NULL,        -- the right key
    left_keys INTEGER NOT NULL,      -- distinct keys on the left
    left_met INTEGER NOT NULL CHECK (left_met <= left_keys), -- of these, met on the right
    right_keys INTEGER NOT NULL,     -- distinct keys on the right
    right_met INTEGER NOT NULL CHECK (right_met <= right_keys), -- of these, met on the left
    floor_percent INTEGER NOT NULL,  -- of the left keys that must meet; 0: at least one
    is_met INTEGER NOT NULL CHECK (is_met IN (0, 1)), -- 1 where the floor is reached
    PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER result_guard_no_update BEFORE UPDATE ON result_guard
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_guard_no_delete BEFORE DELETE ON result_guard
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- Something that happened while a test read its evidence, with its place.
CREATE TABLE result_event (
    result_id INTEGER NOT NULL REFERENCES result, -- the result
    position INTEGER NOT NULL,       -- from 1, in the order of the evidence
    reason_code TEXT NOT NULL,       -- "ragged", "limit", "duplicate-key" …
    member_id INTEGER REFERENCES member, -- the member, or NULL
    record INTEGER,                  -- number of the record in it, or NULL
    sentence TEXT NOT NULL,          -- what, where, and what to do
    PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER result_event_no_update BEFORE UPDATE ON result_event
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_event_no_delete BEFORE DELETE ON result_event
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- The days a result's populations are of: those the version of the individual control stood in the period.
CREATE TABLE result_interval (
    result_id INTEGER PRIMARY KEY REFERENCES result, -- the result
    first_day TEXT NOT NULL,         -- the first
    last_day TEXT NOT NULL CHECK (last_day >= first_day) -- the last
) STRICT;

CREATE TRIGGER result_interval_no_update BEFORE UPDATE ON result_interval
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_interval_no_delete BEFORE DELETE ON result_interval
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

-- A parameter's value in a result.
CREATE TABLE result_parameter (
    result_id INTEGER NOT NULL REFERENCES result, -- the result
    name TEXT NOT NULL,              -- without the colon
    value TEXT NOT NULL,             -- as bound
    PRIMARY KEY (result_id, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER result_parameter_no_update BEFORE UPDATE ON result_parameter
BEGIN SELECT raise(ABORT, 'a result is history: run the test again for a new one'); END;

CREATE TRIGGER result_parameter_no_delete BEFORE DELETE ON result_parameter
BEGIN SELECT raise(ABORT, 'a result is history and stays'); END;

-- A result's exceptions, packed; how, is told at the head of this file.
CREATE TABLE exception_block (
    result_id INTEGER NOT NULL REFERENCES result, -- the result
    kind TEXT NOT NULL CHECK (kind IN ('exception', 'undecidable', 'unreadable', 'other-route', 'not-due')), -- what the entries are
    first_number INTEGER NOT NULL CHECK (first_number >= 1), -- number of the first entry, from 1 in each kind
    count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 4096), -- how many entries
    packed BLOB NOT NULL,            -- the entries
    UNIQUE (result_id, kind, first_number)
) STRICT;

CREATE TRIGGER exception_block_no_update BEFORE UPDATE ON exception_block
BEGIN SELECT raise(ABORT, 'exceptions are history: run the test again for new ones'); END;

CREATE TRIGGER exception_block_no_delete BEFORE DELETE ON exception_block
BEGIN SELECT raise(ABORT, 'exceptions are history and stay'); END;

-- The same, a row an entry, where chosho reads the file (exception.h): exception_id TEXT, result_id,
-- number, kind, record_id, other_id, verdict, member_id, record, ordinal.
CREATE VIRTUAL TABLE exception USING exception;

-- What steps an instance has, and for what each is to be answered, as a run or an answer found them. The newest of an instance is
-- what counts: see current_step_list.
CREATE TABLE step_list (
    step_list_id INTEGER PRIMARY KEY,
    instance_id INTEGER NOT NULL REFERENCES instance, -- whose steps
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- by which text
    recorded_at TEXT NOT NULL        -- when
) STRICT;

CREATE INDEX step_list_by_instance ON step_list (instance_id);

CREATE TRIGGER step_list_no_update BEFORE UPDATE ON step_list
BEGIN SELECT raise(ABORT, 'what was to be done stays as it was listed'); END;

CREATE TRIGGER step_list_no_delete BEFORE DELETE ON step_list
BEGIN SELECT raise(ABORT, 'what was to be done stays as it was listed'); END;

-- One thing a step of a list is to be answered for.
CREATE TABLE step_cell (
    step_list_id INTEGER NOT NULL REFERENCES step_list, -- the list
    step TEXT NOT NULL,              -- the step's id
    position INTEGER NOT NULL,       -- from 1, in the order of the cells
    cell TEXT NOT NULL,              -- "2025-Q2", "2025-04", the key of a record; '' where the step is done once; '?' where the records are not known yet
    first_day TEXT,                  -- of a quarter or month, within the period; else NULL
    last_day TEXT,                   -- likewise
    PRIMARY KEY (step_list_id, step, position),
    UNIQUE (step_list_id, step, cell)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER step_cell_no_update BEFORE UPDATE ON step_cell
BEGIN SELECT raise(ABORT, 'what was to be done stays as it was listed'); END;

CREATE TRIGGER step_cell_no_delete BEFORE DELETE ON step_cell
BEGIN SELECT raise(ABORT, 'what was to be done stays as it was listed'); END;

-- What a person recorded of a step, for one cell; people name it M<step_answer_id>. A later one takes its place, the earlier stays.
CREATE TABLE step_answer (
    step_answer_id INTEGER PRIMARY KEY,
    instance_id INTEGER NOT NULL REFERENCES instance, -- of what
    procedure_text_id INTEGER NOT NULL REFERENCES procedure_text, -- by which text
    step TEXT NOT NULL,              -- the step's id
    step_digest TEXT NOT NULL,       -- procedure_step.digest of the step it answers
    cell TEXT NOT NULL,              -- step_cell.cell
    outcome TEXT NOT NULL CHECK (outcome IN ('no-exception', 'exception', 'not-applicable')), -- what it shows
    place TEXT,                      -- where something was observed, or NULL
    observed_at TEXT,                -- when: a day, or a day and time as the client's clock has it: "2026-03-12 10:00"; or NULL
    document TEXT,                   -- name of the document inspected; NULL where none is asked for, '' where there is none
    document_version TEXT,           -- its version, or NULL
    document_section TEXT,           -- the section, or NULL
    approved_on TEXT,                -- day of its approval; NULL where it bears none
    in_force_from TEXT,              -- first day it is in force, or NULL
    in_force_to TEXT,                -- last day it is in force; NULL: no end
    note TEXT,                       -- what else is to be known, or NULL
    fact_ja TEXT,                    -- what deviates, in Japanese, or NULL
    fact_en TEXT,                    -- the same in English, or NULL
    reason TEXT,                     -- why it is not applicable, or NULL
    recorded_at TEXT NOT NULL,       -- when it was recorded
    recorded_by TEXT NOT NULL REFERENCES person (code), -- by whom
    CHECK ((outcome = 'not-applicable') = (reason IS NOT NULL)),
    CHECK ((outcome = 'exception') = (fact_ja IS NOT NULL OR fact_en IS NOT NULL))
) STRICT;

CREATE INDEX step_answer_by_step ON step_answer (instance_id, step, cell);

CREATE TRIGGER step_answer_no_update BEFORE UPDATE ON step_answer
BEGIN SELECT raise(ABORT, 'an answer is history: record another one in its place'); END;

CREATE TRIGGER step_answer_no_delete BEFORE DELETE ON step_answer
BEGIN SELECT raise(ABORT, 'an answer is history and stays'); END;

-- One value of an answer.
CREATE TABLE step_value (
    step_answer_id INTEGER NOT NULL REFERENCES step_answer, -- the answer
    position INTEGER NOT NULL,       -- from 1, in the step's order
    answer TEXT NOT NULL,            -- its id in the step
    value TEXT NOT NULL,             -- as recorded: an option's value, a number, a day, a text
    value_ja TEXT,                   -- how an option reads in Japanese; else NULL
    value_en TEXT,                   -- the same in English
    PRIMARY KEY (step_answer_id, position),
    UNIQUE (step_answer_id, answer)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER step_value_no_update BEFORE UPDATE ON step_value
BEGIN SELECT raise(ABORT, 'an answer is history: record another one in its place'); END;

CREATE TRIGGER step_value_no_delete BEFORE DELETE ON step_value
BEGIN SELECT raise(ABORT, 'an answer is history and stays'); END;

-- What of an answer is not as expected, as the engine saw it.
CREATE TABLE step_deviation (
    step_answer_id INTEGER NOT NULL REFERENCES step_answer, -- the answer
    position INTEGER NOT NULL,       -- from 1
    answer TEXT NOT NULL,            -- which value; '' of the document
    ja TEXT NOT NULL,                -- the sentence in Japanese
    en TEXT NOT NULL,                -- the same in English
    PRIMARY KEY (step_answer_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER step_deviation_no_update BEFORE UPDATE ON step_deviation
BEGIN SELECT raise(ABORT, 'an answer is history: record another one in its place'); END;

CREATE TRIGGER step_deviation_no_delete BEFORE DELETE ON step_deviation
BEGIN SELECT raise(ABORT, 'an answer is history and stays'); END;

-- Who was asked.
CREATE TABLE step_person (
    step_answer_id INTEGER NOT NULL REFERENCES step_answer, -- the answer
    position INTEGER NOT NULL,       -- from 1
    name TEXT NOT NULL CHECK (name <> ''), -- the person's name
    role TEXT NOT NULL CHECK (role <> ''), -- their role at the client
    PRIMARY KEY (step_answer_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER step_person_no_update BEFORE UPDATE ON step_person
BEGIN SELECT raise(ABORT, 'an answer is history: record another one in its place'); END;

CREATE TRIGGER step_person_no_delete BEFORE DELETE ON step_person
BEGIN SELECT raise(ABORT, 'an answer is history and stays'); END;

-- A file attached to an answer; its bytes are attachments/<sha256>, once for each content.
CREATE TABLE step_attachment (
    step_answer_id INTEGER NOT NULL REFERENCES step_answer, -- the answer
    position INTEGER NOT NULL,       -- from 1
    file TEXT NOT NULL CHECK (file <> ''), -- its name as it was handed over
    bytes INTEGER NOT NULL CHECK (bytes >= 0), -- its size
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- its digest
    PRIMARY KEY (step_answer_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER step_attachment_no_update BEFORE UPDATE ON step_attachment
BEGIN SELECT raise(ABORT, 'an attachment stays as it was attached'); END;

CREATE TRIGGER step_attachment_no_delete BEFORE DELETE ON step_attachment
BEGIN SELECT raise(ABORT, 'an attachment stays as it was attached'); END;

-- The newest list of each instance.
CREATE VIEW current_step_list AS
SELECT step_list_id, instance_id, procedure_text_id, recorded_at
FROM step_list
WHERE step_list_id IN (SELECT max(step_list_id) FROM step_list GROUP BY instance_id);

-- The newest answer of each step and cell.
CREATE VIEW current_step_answer AS
SELECT step_answer_id, instance_id, procedure_text_id, step, step_digest, cell, outcome, place, observed_at, document, document_version,
    document_section, approved_on, in_force_from, in_force_to, note, fact_ja, fact_en, reason, recorded_at, recorded_by
FROM step_answer
WHERE step_answer_id IN (SELECT max(step_answer_id) FROM step_answer GROUP BY instance_id, step, cell);

-- What the auditor reports, per control; shown as F-<finding_id>.
CREATE TABLE finding (
    finding_id INTEGER PRIMARY KEY,  -- 1, 2, 3 …
    catalogue TEXT NOT NULL,         -- catalogue of the control; '' where it is of no control
    control TEXT NOT NULL,           -- the control's ref; '' where it is of no control
    title_ja TEXT,                   -- the matter in a line, in Japanese, or NULL
    title_en TEXT,                   -- the same in English, or NULL
    fact_ja TEXT,                    -- the facts, in Japanese, or NULL
    fact_en TEXT,                    -- the same in English, or NULL
    status TEXT NOT NULL CHECK (status IN ('draft', 'confirmed', 'reported', 'followed-up', 'withdrawn')), -- where it stands
    created_at TEXT NOT NULL,        -- when it was raised
    created_by TEXT NOT NULL REFERENCES person (code), -- by whom
    CHECK (title_ja IS NOT NULL OR title_en IS NOT NULL)
) STRICT;

CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding
BEGIN SELECT raise(ABORT, 'a finding stays listed: withdraw it with a reason'); END;

-- An exception promoted into a finding. An exception stays the same over the runs of a test while the instance, the test, the kind
-- (only kind 'exception' is promoted), record_id, other_id and ordinal are the same, also in a member of the same bytes that took the
-- place of the record's: see member_kin. exception_id and result_id are those of its promotion.
CREATE TABLE finding_exception (
    finding_id INTEGER NOT NULL REFERENCES finding, -- the finding
    exception_id TEXT NOT NULL,      -- as people named it when it was promoted: "X17-3"
    result_id INTEGER NOT NULL REFERENCES result, -- the result that showed it then
    record_id INTEGER NOT NULL,      -- the record it is about
    other_id INTEGER NOT NULL,       -- the second record of a grid's cell, or 0
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1), -- from 1 among the result's exceptions of the same record_id and other_id: a record bound twice may be several
    reason TEXT NOT NULL CHECK (reason <> ''), -- why it was promoted
    promoted_at TEXT NOT NULL,       -- when
    promoted_by TEXT NOT NULL REFERENCES person (code), -- by whom
    PRIMARY KEY (finding_id, exception_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_exception_by_record ON finding_exception (record_id, other_id, ordinal);
CREATE INDEX finding_exception_by_other ON finding_exception (other_id) WHERE other_id <> 0;

CREATE TRIGGER finding_exception_no_update BEFORE UPDATE ON finding_exception
BEGIN SELECT raise(ABORT, 'a promoted exception stays as it was promoted'); END;

CREATE TRIGGER finding_exception_no_delete BEFORE DELETE ON finding_exception
BEGIN SELECT raise(ABORT, 'a promoted exception stays: withdraw the finding with a reason'); END;

-- A deviating answer of a step promoted into a finding. It stays the ground of the finding also where a later answer took its place.
CREATE TABLE finding_step (
    finding_id INTEGER NOT NULL REFERENCES finding, -- the finding
    step_answer_id INTEGER NOT NULL REFERENCES step_answer, -- the answer
    reason TEXT NOT NULL CHECK (reason <> ''), -- why it was promoted
    promoted_at TEXT NOT NULL,       -- when
    promoted_by TEXT NOT NULL REFERENCES person (code), -- by whom
    PRIMARY KEY (finding_id, step_answer_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER finding_step_no_update BEFORE UPDATE ON finding_step
BEGIN SELECT raise(ABORT, 'a promoted answer stays as it was promoted'); END;

CREATE TRIGGER finding_step_no_delete BEFORE DELETE ON finding_step
BEGIN SELECT raise(ABORT, 'a promoted answer stays: withdraw the finding with a reason'); END;

-- A member that findings rest on, and each member of the same bytes that stands in its place, delivery by delivery: itself first. A record
-- of one is that of the other with the same number.
CREATE VIEW member_kin AS
WITH RECURSIVE seed (id) AS (SELECT min(record_id) >> 40 FROM finding_exception
        UNION ALL SELECT (SELECT min(e.record_id) >> 40 FROM finding_exception AS e WHERE e.record_id >= (seed.id + 1) << 40)
        FROM seed WHERE seed.id IS NOT NULL),
    kin (member_id, same_id) AS (SELECT id, id FROM seed WHERE id IS NOT NULL
        UNION SELECT other_id >> 40, other_id >> 40 FROM finding_exception WHERE other_id <> 0
        UNION SELECT kin.member_id, n.member_id
        FROM kin
        JOIN member AS m ON m.member_id = kin.same_id
        JOIN superseded AS s ON s.member_id = m.member_id
        JOIN member AS n ON n.sha256 = m.sha256 AND n.member_id = coalesce(s.by_member_id,
            (SELECT min(c.member_id) FROM member AS c WHERE c.bundle_id = s.by_bundle_id AND c.sha256 = m.sha256 AND c.name = m.name),
            (SELECT min(c.member_id) FROM member AS c WHERE c.bundle_id = s.by_bundle_id AND c.sha256 = m.sha256)))
SELECT member_id, same_id FROM kin;

-- Promoted exceptions that the newest result of their test shows, with the id they have there (promoted_id: at their promotion). One pass
-- over the exceptions of each such result, however many of them were promoted.
CREATE VIEW promoted_now AS
SELECT f.finding_id, f.exception_id AS promoted_id, x.exception_id, min(x.number) AS number
FROM current_result AS n
CROSS JOIN exception AS x ON x.result_id = n.result_id AND x.kind = 'exception'
CROSS JOIN member_kin AS k ON k.same_id = x.member_id
CROSS JOIN finding_exception AS f ON f.record_id = (k.member_id << 40) | x.record AND f.ordinal = x.ordinal
JOIN result AS r ON r.result_id = f.result_id AND r.instance_id = n.instance_id AND r.test = n.test
WHERE (n.instance_id, n.test) IN (SELECT q.instance_id, q.test FROM finding_exception AS e JOIN result AS q USING (result_id))
    AND (f.other_id = x.other_id OR ((f.other_id & 1099511627775) = (x.other_id & 1099511627775)
        AND (f.other_id >> 40, x.other_id >> 40) IN (SELECT member_id, same_id FROM member_kin)))
GROUP BY f.finding_id, f.exception_id;

-- The views below are the contract with reports/ and `status`: nothing in them depends on a clock, a path, a user, or on how often
-- something was run (no result_id that is shown, no time). Shown values of exceptions are not here: they are read again from the
-- evidence when a report is written.

-- The newest result of each test of each instance, with everything a report says of it.
CREATE VIEW report_result AS
SELECT r.result_id, i.instance_id, i.key AS instance_key, i.procedure, i.catalogue, i.control, i.individual, i.control_version,
    i.phase, i.population_group, t.version, t.digest AS procedure_digest,
    t.title_ja AS procedure_title_ja, t.title_en AS procedure_title_en,
    p.position AS test_position, r.test, p.technique, p.title_ja, p.title_en, p.finding_ja, p.finding_en,
    r.state, r.outcome, r.reason_code, r.reason, p.population AS population_id,
    n.delivered, n.selected, n.filtered, n.before_period, n.after_period, n.unreadable AS population_unreadable, n.sha256 AS population_sha256,
    coalesce(n.count, 0) AS population, r.tested, r.exceptions, r.other_route, r.not_due, r.undecidable, r.unreadable, r.digest
FROM current_result AS r
JOIN instance AS i USING (instance_id)
JOIN procedure_text AS t USING (procedure_text_id)
JOIN procedure_test AS p ON p.procedure_text_id = r.procedure_text_id AND p.test = r.test
LEFT JOIN result_population AS n USING (result_id);

-- Every step of the instances as last listed, one row a cell, with its newest answer: outcome 'open' while there is none, or while that
-- was given to a step that has since been rewritten.
CREATE VIEW report_step AS
SELECT l.step_list_id, l.instance_id, i.key AS instance_key, i.procedure, i.catalogue, i.control, i.individual, i.control_version,
    i.phase, i.population_group, t.version, t.digest AS procedure_digest, t.title_ja AS procedure_title_ja,
    t.title_en AS procedure_title_en, p.procedure_text_id, p.position AS step_position, p.step, p.technique, p.role, p.each, p.subject,
    p.title_ja, p.title_en, p.instruction_ja, p.instruction_en, p.is_document_asked, p.min_attachments,
    p.finding_ja, p.finding_en, c.position AS cell_position, c.cell, c.first_day, c.last_day,
    a.step_answer_id, coalesce(a.outcome, 'open') AS outcome, a.place, a.observed_at, a.document, a.document_version,
    a.document_section, a.approved_on, a.in_force_from, a.in_force_to, a.note, a.fact_ja, a.fact_en, a.reason,
    a.recorded_at, a.recorded_by, n.name AS recorded_name,
    (SELECT count(*) FROM step_answer AS o WHERE o.instance_id = l.instance_id AND o.step = c.step AND o.cell = c.cell
        AND o.step_answer_id IS NOT a.step_answer_id) AS earlier,
    (SELECT 'F-' || min(f.finding_id) FROM finding_step AS f WHERE f.step_answer_id = a.step_answer_id) AS finding
FROM current_step_list AS l
JOIN instance AS i USING (instance_id)
JOIN procedure_text AS t USING (procedure_text_id)
JOIN procedure_step AS p USING (procedure_text_id)
JOIN step_cell AS c ON c.step_list_id = l.step_list_id AND c.step = p.step
LEFT JOIN current_step_answer AS a ON a.instance_id = l.instance_id AND a.step = c.step AND a.cell = c.cell
    AND a.step_digest = p.digest
LEFT JOIN person AS n ON n.code = a.recorded_by;

-- What an answer consists of, and what each question expected.
CREATE VIEW report_step_value AS
SELECT a.step_answer_id, q.position, q.name AS answer, q.type, q.is_optional, q.title_ja, q.title_en, q.expected_ja, q.expected_en,
    v.value, v.value_ja, v.value_en,
    EXISTS (SELECT 1 FROM step_deviation AS d WHERE d.step_answer_id = a.step_answer_id AND d.answer = q.name) AS is_deviating
FROM step_answer AS a
JOIN procedure_step_part AS q ON q.procedure_text_id = a.procedure_text_id AND q.step = a.step AND q.kind = 'answer'
LEFT JOIN step_value AS v ON v.step_answer_id = a.step_answer_id AND v.answer = q.name;

-- What a step inspects, whom it asks, what it wants answered.
CREATE VIEW report_step_part AS
SELECT procedure_text_id, step, position, kind, name, type, is_optional, title_ja, title_en, expected_ja, expected_en
FROM procedure_step_part;

-- What of an answer is not as expected.
CREATE VIEW report_step_deviation AS
SELECT step_answer_id, position, answer, ja, en
FROM step_deviation;

-- Who was asked.
CREATE VIEW report_step_person AS
SELECT step_answer_id, position, name, role
FROM step_person;

-- What is attached to an answer.
CREATE VIEW report_step_attachment AS
SELECT step_answer_id, position, file, bytes, sha256
FROM step_attachment;

-- What findings rest on of steps, with where it stands now: is_current 0 where a later answer took its place.
CREATE VIEW report_promoted_step AS
SELECT f.finding_id, f.step_answer_id, 'M' || f.step_answer_id AS number, i.key AS instance_key, a.step, a.cell,
    a.fact_ja, a.fact_en, f.reason, f.promoted_at, f.promoted_by,
    f.step_answer_id = (SELECT max(n.step_answer_id) FROM step_answer AS n WHERE n.instance_id = a.instance_id
        AND n.step = a.step AND n.cell = a.cell) AS is_current
FROM finding_step AS f
JOIN step_answer AS a USING (step_answer_id)
JOIN instance AS i USING (instance_id);

-- What the tests of a unit of individual_now came to. A result whose version, group or individual control is no longer there has none.
CREATE VIEW individual_answer AS
SELECT catalogue, control, individual, control_version AS version, population_group, count(*) AS tests, sum(exceptions) AS exceptions,
    sum(outcome = 'indeterminate') AS indeterminate, sum(state <> 'not-run') AS tried,
    sum(exceptions > 0 OR outcome IN ('no-exception', 'exception', 'other-route', 'no-occurrence')) AS answers
FROM report_result GROUP BY 1, 2, 3, 4, 5;

-- What the steps of a unit came to.
CREATE VIEW individual_step AS
SELECT catalogue, control, individual, control_version AS version, population_group, count(*) AS steps, sum(outcome = 'open') AS open,
    sum(outcome IN ('no-exception', 'exception')) AS answered
FROM report_step GROUP BY 1, 2, 3, 4, 5;

-- Each version of each individual control with its disposition, in the statement's order; a control that none is told of stands for
-- itself. performed: a test of it gave an answer: its outcome is one, or it is undecided with exceptions that were found. manual: none did,
-- and a step of it was answered; or the plan says so. missing: nothing did; the reason says whether no procedure is there, its steps are
-- open, none had its evidence, none came to a decision, or what it inherits is not shown. rank orders dispositions: that of a control is the
-- first of its own.
CREATE VIEW report_individual AS
SELECT position, control, individual, version, first_day, last_day, population_group, members, frequency, owner, text, rank,
    CASE rank WHEN 1 THEN 'performed' WHEN 2 THEN 'manual' WHEN 3 THEN 'missing' WHEN 4 THEN 'manual' ELSE 'not-due' END AS disposition,
    CASE WHEN rank <= 2 THEN NULL WHEN rank = 4 THEN 'planned' WHEN rank = 5 THEN 'profile'
        WHEN missing_from IS NOT NULL THEN 'inheritance-days' WHEN base_title IS NOT NULL THEN 'inheritance-evidence'
        WHEN open > 0 THEN 'steps-open' WHEN steps > 0 THEN 'steps-not-applicable'
        WHEN tests IS NULL THEN 'no-procedure' WHEN tried = 0 THEN 'no-evidence' ELSE 'all-indeterminate' END AS reason_code,
    CASE WHEN rank = 4 THEN planned WHEN rank <> 3 THEN NULL WHEN missing_from IS NOT NULL THEN base_title || ': ' || missing_from || '..' || missing_to
        ELSE base_title END AS reason
FROM (SELECT n.*, CASE WHEN a.answers > 0 THEN 1 WHEN s.answered > 0 THEN 2 WHEN p.disposition = 'manual' THEN 4 WHEN d.due = 0 THEN 5 ELSE 3 END AS rank,
        p.reason AS planned, b.title AS base_title, b.missing_from, b.missing_to, a.tests, a.tried, s.steps, s.open
    FROM individual_now AS n
    LEFT JOIN individual_answer AS a ON a.catalogue = n.catalogue AND a.control = n.control AND a.individual = n.individual AND a.version = n.version
        AND a.population_group = n.population_group
    LEFT JOIN individual_step AS s ON s.catalogue = n.catalogue AND s.control = n.control AND s.individual = n.individual AND s.version = n.version
        AND s.population_group = n.population_group
    LEFT JOIN plan_scope AS p ON p.control = n.control
    LEFT JOIN (SELECT control, max(is_due) AS due FROM plan_due_now GROUP BY control) AS d ON d.control = n.control
    LEFT JOIN base_service_now AS b ON b.code = n.base_service)
UNION ALL
SELECT i.position, i.control, i.code, v.version, max(coalesce(v.valid_from, e.period_start), e.period_start),
    min(coalesce(v.valid_to, e.period_end), e.period_end), '', i.code, v.frequency, v.owner, v.text, 6, 'inherited', 'base-service',
    b.title || ' ' || b.registration || ' ' || b.valid_from || '..' || b.valid_to
FROM individual_control AS i
JOIN base_service_now AS b ON b.statement_id = i.statement_id AND b.code = i.base_service AND b.holds
JOIN engagement AS e
JOIN statement_control AS s ON s.statement_id = i.statement_id AND s.ref = i.ref AND s.selection = 'selected'
JOIN individual_control_version AS v USING (individual_control_id)
WHERE i.control <> '' AND NOT EXISTS (SELECT 1 FROM plan_scope AS p WHERE p.control = i.control AND p.disposition <> 'manual')
UNION ALL
SELECT 1000000 + s.position, s.control, s.ref, NULL, NULL, NULL, '', s.ref, NULL, NULL, NULL, CASE s.selection WHEN 'not-applicable' THEN 8 ELSE 9 END,
    s.selection, CASE WHEN s.reason IS NULL THEN 'stated-without-reason' ELSE 'stated' END, s.reason
FROM statement_control AS s
JOIN current_statement USING (statement_id)
WHERE s.control <> '' AND s.selection <> 'selected'
    AND NOT EXISTS (SELECT 1 FROM plan_scope AS p WHERE p.control = s.control AND p.disposition <> 'manual')
UNION ALL
SELECT 2000000, p.control, p.control, NULL, NULL, NULL, '', p.control, NULL, NULL, NULL,
    CASE p.disposition WHEN 'not-due' THEN 5 WHEN 'covered' THEN 7 ELSE 8 END, p.disposition, 'planned', p.reason
FROM plan_scope AS p
WHERE p.disposition <> 'manual';

-- Every control of the catalogue (groups apart) with its disposition; controls = the sum of their dispositions.
CREATE VIEW report_control AS
SELECT c.control_id, c.catalogue, c.ref, c.parent, c.title_ja, c.title_en,
    coalesce(d.disposition, 'missing') AS disposition,
    CASE WHEN d.disposition IS NULL THEN 'no-version' ELSE d.reason_code END AS reason_code, d.reason,
    coalesce(r.tests, 0) AS tests, coalesce(r.exceptions, 0) AS exceptions, coalesce(r.indeterminate, 0) AS indeterminate,
    coalesce(s.steps, 0) AS steps, coalesce(s.open, 0) AS open_steps, coalesce(s.exceptions, 0) AS step_exceptions,
    (SELECT count(*) FROM finding AS f WHERE f.catalogue = c.catalogue AND f.control = c.ref) AS findings
FROM control AS c
LEFT JOIN (SELECT control, disposition, reason_code, reason, min(rank * 10000000 + position) FROM report_individual GROUP BY control) AS d
    ON d.control = c.ref
LEFT JOIN (SELECT catalogue, control, sum(tests) AS tests, sum(exceptions) AS exceptions, sum(indeterminate) AS indeterminate
    FROM individual_answer GROUP BY catalogue, control) AS r
    ON r.catalogue = c.catalogue AND r.control = c.ref
LEFT JOIN (SELECT catalogue, control, count(*) AS steps, sum(outcome = 'open') AS open,
        sum(outcome IN ('no-exception', 'exception')) AS answered, sum(outcome = 'exception') AS exceptions
    FROM report_step GROUP BY catalogue, control) AS s
    ON s.catalogue = c.catalogue AND s.control = c.ref
WHERE c.is_group = 0;

-- What is planned for each control, whatever has been done: "in-scope", or why it is not to be tested.
CREATE VIEW plan_control AS
SELECT c.control_id, c.ref, CASE WHEN d.rank <= 3 OR d.rank IS NULL THEN 'in-scope' ELSE d.disposition END AS planned,
    CASE WHEN d.rank > 3 THEN d.reason_code END AS reason_code, CASE WHEN d.rank > 3 THEN d.reason END AS reason
FROM control AS c
LEFT JOIN (SELECT control, rank, disposition, reason_code, reason, min(rank * 10000000 + position) FROM report_individual GROUP BY control) AS d
    ON d.control = c.ref
WHERE c.is_group = 0;

-- Who performs a procedure, by the plan.
CREATE VIEW plan_assignment AS
SELECT procedure, value AS person FROM plan_entry
WHERE plan_entry_id IN (SELECT max(plan_entry_id) FROM plan_entry WHERE kind = 'assign' GROUP BY procedure);

-- Has the plan been signed, by whom and over what? One row at most.
CREATE VIEW report_plan AS
SELECT p.name AS signed_by, e.recorded_at AS signed_at, e.value AS digest, e.plan_entry_id
FROM plan_entry AS e
JOIN person AS p ON p.code = e.recorded_by
WHERE e.kind = 'sign';

-- What was changed since the plan was signed, in the order it was. before: as it was signed, or as the deviation before this one left it;
-- NULL where there was none. A procedure that gave a newest result with another text than the signed one, of which nobody said
-- why, has no reason.
CREATE VIEW report_deviation AS
SELECT d.at, d.part, d.kind, d.name, (SELECT l.value FROM plan_line AS l WHERE l.kind = d.line AND l.name = d.name) AS before, d.value AS after, d.reason, d.recorded_by
FROM (SELECT e.recorded_at AS at, 1 AS part, e.kind, CASE e.kind WHEN 'set' THEN 'parameter' ELSE e.kind END AS line,
        e.procedure || CASE WHEN e.procedure <> '' AND e.name <> '' THEN ':' ELSE '' END || e.name AS name, e.value, e.reason, p.name AS recorded_by
    FROM plan_entry AS e JOIN person AS p ON p.code = e.recorded_by WHERE e.is_deviation
    UNION ALL
    SELECT s.imported_at, 2, 'statement', 'statement', '', s.sha256, s.reason, p.name
    FROM statement AS s JOIN person AS p ON p.code = s.imported_by JOIN report_plan AS n ON s.imported_at >= n.signed_at AND s.reason IS NOT NULL
    UNION ALL
    SELECT DISTINCT '9999', 3, 'procedure', 'procedure', r.procedure, r.procedure_digest, NULL, NULL
    FROM report_result AS r JOIN report_plan AS n
    WHERE NOT EXISTS (SELECT 1 FROM plan_line AS l WHERE l.plan_entry_id = n.plan_entry_id AND l.kind = 'procedure' AND l.name = r.procedure AND l.value = r.procedure_digest)
        AND NOT EXISTS (SELECT 1 FROM plan_entry AS e WHERE e.kind = 'procedure' AND e.procedure = r.procedure AND e.value = r.procedure_digest)) AS d;

-- What a statement says, line by line, so that two of them can be compared.
CREATE VIEW statement_line AS
SELECT statement_id, 1 AS part, 'control ' || ref AS name, selection || coalesce(': ' || reason, '') AS value FROM statement_control
UNION ALL
SELECT i.statement_id, 2, i.code || '@' || v.version, i.ref || ' ' || coalesce(v.valid_from, '') || '..' || coalesce(v.valid_to, '')
    || coalesce(' ' || v.frequency, '') || coalesce(' ' || v.owner, '') || coalesce(' < ' || i.base_service, '') || coalesce(': ' || v.text, '')
FROM individual_control AS i JOIN individual_control_version AS v USING (individual_control_id)
UNION ALL
SELECT i.statement_id, 3, i.code || CASE u.site WHEN '' THEN '' ELSE ' ' || u.site END, '#' || u.population_group
FROM individual_control AS i JOIN individual_control_site AS u USING (individual_control_id)
UNION ALL
SELECT statement_id, 4, 'group ' || code, coalesce(rationale, '') FROM population_group
UNION ALL
SELECT b.statement_id, 5, 'base-service ' || b.code, b.title || coalesce(' ' || (SELECT group_concat(q.span, ' ') FROM (SELECT coalesce(v.registration, '') || ' '
        || coalesce(v.valid_from, '') || '..' || coalesce(v.valid_to, '') AS span FROM base_service_validity AS v
        WHERE v.statement_id = b.statement_id AND v.code = b.code ORDER BY v.position) AS q), '') || coalesce(' ' || substr(b.evidence_sha256, 1, 8), '')
FROM base_service AS b;

-- What a result's test read, with its counts at the binding.
CREATE VIEW report_source AS
SELECT s.result_id, s.item, s.source, s.delivered, s.selected, s.filtered, s.unreadable, s.assumed,
    (SELECT count(*) FROM result_member AS m WHERE m.result_id = s.result_id AND m.item = s.item) AS members
FROM result_source AS s;

-- Where it comes from, as a report tells it.
CREATE VIEW report_provenance AS
SELECT result_id, item, position, member, is_complete, system, report, query, parameters, extracted_by, extracted_at,
    covers_from, covers_to, observed, completeness, basis
FROM result_provenance;

-- A member read for a result, as a report names it.
CREATE VIEW report_source_member AS
SELECT m.result_id, m.item, m.member_id, b.short_id AS bundle, n.name AS member, n.sha256
FROM result_member AS m
JOIN member AS n USING (member_id)
JOIN bundle AS b USING (bundle_id);

-- The reason of a result, by language; NULL where it was never said in that one.
CREATE VIEW report_reason AS
SELECT r.result_id, CASE WHEN t.language IS NOT 'ja' THEN r.reason ELSE t.reason END AS ja,
    CASE WHEN t.language IS NOT 'en' THEN r.reason ELSE t.reason END AS en
FROM result AS r
LEFT JOIN result_translation AS t USING (result_id)
WHERE r.reason IS NOT NULL;

-- Members that the newest results have read: a row a member and test.
CREATE VIEW report_use AS
SELECT DISTINCT m.member_id, m.result_id, r.instance_key, r.test
FROM report_result AS r
JOIN result_member AS m USING (result_id);

-- Members left beside those read for an evidence item: of the same bundle, recognised by the same layout, readable,
-- and not bound to the item.
CREATE VIEW report_unbound AS
SELECT d.result_id, d.item, b.short_id AS bundle, d.layout, d.members AS bound, a.members - d.members AS unbound
FROM (SELECT u.result_id, u.item, m.bundle_id, m.layout, count(*) AS members
    FROM result_member AS u JOIN member AS m USING (member_id)
    WHERE m.layout IS NOT NULL AND m.status = 'read' GROUP BY 1, 2, 3, 4) AS d
JOIN (SELECT bundle_id, layout, count(*) AS members FROM member
    WHERE layout IS NOT NULL AND status = 'read' GROUP BY 1, 2) AS a USING (bundle_id, layout)
JOIN bundle AS b USING (bundle_id)
WHERE a.members > d.members;

-- The bundles received: members = read + unread + refused + opened (containers, whose content are members), and read = used (by a newest result) + others; entries that are only
-- folders are counted apart.
CREATE VIEW report_bundle AS
SELECT b.bundle_id, b.short_id, b.name, b.file, b.bytes, b.sha256, b.delivered_by, b.delivered_at, b.delivered_how, b.label,
    (SELECT n.short_id FROM replacement AS r JOIN bundle AS n USING (bundle_id)
        WHERE r.old_bundle_id = b.bundle_id AND r.old_member_id IS NULL) AS superseded_by,
    count(*) FILTER (WHERE m.status <> 'folder') AS members,
    count(*) FILTER (WHERE m.status = 'read') AS members_read,
    count(u.member_id) FILTER (WHERE m.status = 'read') AS members_used,
    count(*) FILTER (WHERE m.status = 'unread') AS members_unread,
    count(*) FILTER (WHERE m.status = 'refused') AS members_refused,
    count(*) FILTER (WHERE m.status = 'opened') AS members_opened,
    count(*) FILTER (WHERE m.status = 'folder') AS folders,
    count(*) FILTER (WHERE m.damage_en IS NOT NULL) AS members_damaged
FROM bundle AS b
LEFT JOIN member AS m USING (bundle_id)
LEFT JOIN (SELECT DISTINCT member_id FROM report_use) AS u ON u.member_id = m.member_id
GROUP BY b.bundle_id;

-- The members of a bundle in their order, folders apart.
CREATE VIEW report_member AS
SELECT m.bundle_id, m.member_id, m.name, m.status, m.reason AS reason_code, m.kind, m.encoding, m.layout,
    m.size, m.record_count AS records, m.unreadable_count AS unreadable, m.damage_ja, m.damage_en, m.sha256,
    n.short_id AS superseded_by
FROM member AS m
LEFT JOIN superseded AS s USING (member_id)
LEFT JOIN bundle AS n ON n.bundle_id = s.by_bundle_id
WHERE m.status <> 'folder';

-- A member as its receipt tells of it, folders apart. ask: why it is asked for again, or NULL. Of the kinds that are
-- not read (reason 'kind') documents, pages and images are attachments and nothing is asked for; any other is. The
-- terminal's remarks and the page for the client both say what this decides, by the words ask.… of
-- reports/templates/messages.xml.
CREATE VIEW report_receipt_member AS
SELECT m.bundle_id, m.member_id, m.name, m.status, m.reason AS reason_code, m.kind, m.encoding, m.size,
    m.record_count AS records, nullif(m.unreadable_count, 0) AS unreadable, m.problem_ja, m.problem_en,
    m.damage_ja, m.damage_en,
    m.undecodable_ja, m.undecodable_en, m.sha256,
    CASE WHEN EXISTS (SELECT 1 FROM member_column AS c WHERE c.member_id = m.member_id AND c.name = m.time_column)
        AND m.format IN ('csv', 'json', 'sheet', 'pairs', 'blocks', 'xml') THEN m.time_column END AS time_column,
    m.first_time, m.last_time, m.assumed_zone, m.control_total, m.control_line,
    ' ' || m.notice || ' ' LIKE '% total-row %' AS is_total_row_in,
    CASE WHEN m.status = 'refused' AND m.reason = 'duplicate-name' THEN 'twice'
        WHEN m.status = 'refused' THEN 'refused'
        WHEN m.reason IN ('encrypted', 'method') THEN m.reason
        WHEN m.status = 'unread' AND m.kind LIKE 'encrypted %' THEN 'encrypted'
        WHEN m.status = 'unread' AND m.kind = 'xlsx' AND lower(m.name) LIKE '%.xlsb' THEN 'workbook'
        WHEN m.reason IN ('too-deep', 'gzip-in-gzip') THEN 'packed'
        WHEN m.reason = 'inner-limit' THEN 'parts'
        WHEN ' ' || m.notice || ' ' LIKE '% over-limit %' THEN 'limit'
        WHEN m.damage_en IS NOT NULL OR m.reason = 'damaged' THEN 'damaged'
        WHEN m.status = 'unread' AND m.kind IN ('zip', 'tar', 'gzip', '7z', 'rar', 'bzip2', 'xz', 'zstd') THEN 'packed'
        WHEN m.status = 'unread' AND (m.kind IN ('xlsx', 'evtx', 'sqlite') OR m.kind = 'ole' AND lower(m.name) LIKE '%.xls') THEN 'table'
        WHEN m.reason = 'kind' AND coalesce(m.kind, '') NOT IN ('pdf', 'png', 'jpeg', 'docx', 'pptx', 'ole', 'html', 'macOS by-product', 'Office by-product') THEN 'unknown'
        WHEN ' ' || m.notice || ' ' LIKE '% next-page %' THEN 'next-page'
        WHEN m.control_total <> m.record_count THEN 'total'
        WHEN m.encoding = 'uncertain' THEN 'encoding'
        WHEN m.undecodable_en IS NOT NULL THEN 'undecodable'
        WHEN m.kind LIKE '%, formulas without a value: %' THEN 'formulas'
        WHEN m.unreadable_count > 0 AND ' ' || coalesce(m.notice, '') || ' ' NOT LIKE '% no-match %' THEN 'records' END AS ask
FROM member AS m
WHERE m.status <> 'folder';

-- A bundle as its receipt for the client tells of it: nothing of procedures, and no note of the auditors'.
CREATE VIEW report_receipt AS
SELECT b.bundle_id, e.client, e.service, e.zone, b.short_id, b.file, b.bytes, b.sha256, b.received_at,
    p.name AS received_by, b.delivered_by, b.delivered_at, b.delivered_how,
    (SELECT n.short_id FROM replacement AS r JOIN bundle AS n ON n.bundle_id = r.bundle_id
        WHERE r.old_bundle_id = b.bundle_id AND r.old_member_id IS NULL) AS superseded_by,
    (SELECT group_concat(q.reason, '; ') FROM (SELECT r.reason FROM replacement AS r WHERE r.bundle_id = b.bundle_id
        GROUP BY r.reason ORDER BY min(r.replacement_id)) AS q) AS reason,
    count(m.member_id) FILTER (WHERE m.status <> 'folder') AS member_count,
    count(m.member_id) FILTER (WHERE m.status = 'read') AS read_count,
    count(m.member_id) FILTER (WHERE m.status = 'unread') AS unread_count,
    count(m.member_id) FILTER (WHERE m.status = 'refused') AS refused_count,
    count(m.member_id) FILTER (WHERE m.status = 'opened') AS opened_count,
    count(m.member_id) FILTER (WHERE m.container_member_id IS NOT NULL AND m.status <> 'folder') AS inside_count,
    count(m.member_id) FILTER (WHERE m.status = 'folder') AS folder_count,
    (SELECT count(*) FROM report_receipt_member AS a WHERE a.bundle_id = b.bundle_id AND a.ask IS NOT NULL) AS ask_count,
    (SELECT count(*) FROM report_receipt_member AS a WHERE a.bundle_id = b.bundle_id AND a.ask IS NULL AND a.reason_code = 'kind'
        AND a.kind NOT LIKE '% by-product') AS attachment_count
FROM bundle AS b
JOIN engagement AS e
JOIN person AS p ON p.code = b.received_by
LEFT JOIN member AS m ON m.bundle_id = b.bundle_id
GROUP BY b.bundle_id;

-- What a bundle took the place of: members 0 where it was all of the earlier one.
CREATE VIEW report_receipt_replaced AS
SELECT r.bundle_id, r.old_bundle_id, b.short_id AS old_short_id, count(r.old_member_id) AS members
FROM replacement AS r
JOIN bundle AS b ON b.bundle_id = r.old_bundle_id
GROUP BY r.bundle_id, r.old_bundle_id;

-- What took the place of members of a bundle, where not of all of it at once.
CREATE VIEW report_receipt_superseded AS
SELECT r.old_bundle_id AS bundle_id, r.bundle_id AS by_bundle_id, b.short_id AS by_short_id, count(*) AS members
FROM replacement AS r
JOIN bundle AS b ON b.bundle_id = r.bundle_id
WHERE r.old_member_id IS NOT NULL
GROUP BY r.old_bundle_id, r.bundle_id;

-- Findings with how many exceptions they rest on.
CREATE VIEW report_finding AS
SELECT f.finding_id, 'F-' || f.finding_id AS number, f.catalogue, f.control, f.title_ja, f.title_en,
    f.fact_ja, f.fact_en, f.status,
    (SELECT count(*) FROM finding_exception AS e WHERE e.finding_id = f.finding_id)
        + (SELECT count(*) FROM finding_step AS e WHERE e.finding_id = f.finding_id) AS exceptions
FROM finding AS f;

-- What a report may say of the engagement itself.
CREATE VIEW report_engagement AS
SELECT client, service, scheme, catalogue, period_start, period_end, as_of, zone, languages
FROM engagement;

-- Exceptions, undecidable and unreadable records as a report names them: by their pointers, not by the ids of
-- results. Read it with result_id and kind given; rows come in the order of number.
CREATE VIEW report_exception AS
SELECT e.result_id, e.kind, e.number, e.verdict, b.short_id AS bundle, m.name AS member, e.record,
    o.short_id AS other_bundle, n.name AS other_member,
    CASE WHEN e.other_id <> 0 THEN e.other_id & 1099511627775 END AS other_record
FROM exception AS e
LEFT JOIN member AS m ON m.member_id = e.member_id
LEFT JOIN bundle AS b ON b.bundle_id = m.bundle_id
LEFT JOIN member AS n ON e.other_id <> 0 AND n.member_id = e.other_id >> 40
LEFT JOIN bundle AS o ON o.bundle_id = n.bundle_id;

-- What verdict k of a result's test stands for.
CREATE VIEW report_check AS
SELECT r.result_id, c.verdict, c.text
FROM result AS r
JOIN procedure_check AS c ON c.procedure_text_id = r.procedure_text_id AND c.test = r.test;

-- Do the keys of a result's joins meet?
CREATE VIEW report_guard AS
SELECT result_id, position, left_name, right_name, left_keys, left_met, right_keys, right_met, floor_percent, is_met
FROM result_guard;

-- What happened while a result's evidence was read, with its place.
CREATE VIEW report_event AS
SELECT e.result_id, e.position, e.reason_code, b.short_id AS bundle, m.name AS member, nullif(e.record, 0) AS record,
    e.sentence
FROM result_event AS e
LEFT JOIN member AS m USING (member_id)
LEFT JOIN bundle AS b USING (bundle_id);

-- The days a result is of; is_part: 1 where they are not the whole period.
CREATE VIEW report_interval AS
SELECT i.result_id, i.first_day, i.last_day, i.first_day <> e.period_start OR i.last_day <> e.period_end AS is_part
FROM result_interval AS i
JOIN engagement AS e;

-- A result's parameters.
CREATE VIEW report_parameter AS
SELECT result_id, name, value
FROM result_parameter;

-- The exceptions a finding rests on, in the order of the evidence, by the records they were promoted with. is_shown: 0 where the newest
-- result of the test does not show it. is_replaced: 1 where that says nothing of the fact, for a record's member has given way to one of other
-- bytes, or to none.
CREATE VIEW report_promoted AS
SELECT e.finding_id, e.exception_id, e.record_id, e.other_id, e.ordinal, e.reason, e.promoted_by, e.promoted_at,
    i.instance_id, i.key AS instance_key, r.test, x.exception_id AS current_id,
    x.exception_id IS NOT NULL AS is_shown,
    x.exception_id IS NULL AND EXISTS (SELECT 1 FROM superseded AS s WHERE s.member_id IN (
        (SELECT max(k.same_id) FROM member_kin AS k WHERE k.member_id = e.record_id >> 40),
        (SELECT max(k.same_id) FROM member_kin AS k WHERE k.member_id = e.other_id >> 40))) AS is_replaced,
    b.short_id AS bundle, m.name AS member, e.record_id & 1099511627775 AS record, o.short_id AS other_bundle, n.name AS other_member,
    CASE WHEN e.other_id <> 0 THEN e.other_id & 1099511627775 END AS other_record
FROM finding_exception AS e
JOIN result AS r USING (result_id)
JOIN instance AS i USING (instance_id)
LEFT JOIN promoted_now AS x ON x.finding_id = e.finding_id AND x.promoted_id = e.exception_id
LEFT JOIN member AS m ON m.member_id = e.record_id >> 40
LEFT JOIN bundle AS b ON b.bundle_id = m.bundle_id
LEFT JOIN member AS n ON e.other_id <> 0 AND n.member_id = e.other_id >> 40
LEFT JOIN bundle AS o ON o.bundle_id = n.bundle_id;
