#!/usr/bin/env python3
"""generate.py KIND MEGABYTES FILE.zip: one big member, always the same bytes; nothing where it exists.

accounts    accounts.csv: id,name,department,created_on,mfa_active,last_used_at; every hundredth account
            has no MFA
trail       trail.jsonl: sign-in events as JSON lines; every fiftieth has mfaUsed "No"
"""

import os
import sys
import zipfile

LINES_A_BLOCK = 10000
DEPARTMENTS = ["営業", "経理", "人事", "開発", "監査", "Support", "Sales", "Operations"]


def account(i):
    return "%d,user%07d,%s,20%02d-%02d-%02d,%s,2025-%02d-%02dT%02d:%02d:%02dZ\n" % (
        i, i * 7919 % 10000000, DEPARTMENTS[i * 31 % 8], 10 + i % 15, 1 + i % 12, 1 + i % 28,
        "false" if i % 100 == 0 else "true", 1 + i % 12, 1 + i % 28, i % 24, i % 60, i * 13 % 60)


def event(i):
    return ('{"eventTime":"2025-%02d-%02dT%02d:%02d:%02dZ","eventName":"ConsoleLogin","eventID":"%032x",'
            '"userIdentity":{"userName":"user%05d"},"sourceIPAddress":"10.%d.%d.%d",'
            '"additionalEventData":{"mfaUsed":"%s"}}\n' % (
                1 + i // 700000 % 12, 1 + i // 25000 % 28, i // 1000 % 24, i // 17 % 60, i % 60,
                i * 0x9E3779B97F4A7C15 % (1 << 128), i * 7919 % 100000, i % 256, i // 3 % 256,
                i // 7 % 256, "No" if i % 50 == 0 else "Yes"))


KINDS = {
    "accounts": ("accounts.csv", "id,name,department,created_on,mfa_active,last_used_at\n", account),
    "trail": ("trail.jsonl", "", event),
}


def main(kind, megabytes, path):
    if os.path.exists(path):
        return
    name, head, line = KINDS[kind]
    left = int(megabytes) << 20
    first = 0
    partial = path + ".part"
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(name, "w", force_zip64=True) as member:
            member.write(head.encode())
            while left > 0:
                block = "".join(map(line, range(first, first + LINES_A_BLOCK))).encode()
                first += LINES_A_BLOCK
                left -= len(block)
                member.write(block)
    os.rename(partial, path)


if __name__ == "__main__":
    main(*sys.argv[1:])
