#!/usr/bin/env python3
"""Writes the C table of the files that travel inside the binary (see asset.h).

    embed.py SOURCE_ROOT TABLE.c TABLE.d

To carry more files, add a pattern to PATTERNS: folders divided by '/', each part a file name
pattern. The depfile names every file found and every folder looked into (a folder's time changes
when something in it comes or goes), so that the build runs this again exactly when it must.
"""

import fnmatch
import os
import sys

PATTERNS = [
    "engine/workpaper/schema.sql",
    "evidence/layouts/*.xml",
    "evidence/synonyms.xml",
    "procedures/calendars/*.xml",
    "procedures/catalogues/*.xml",
    "procedures/profiles/*.xml",
    "procedures/sampling/*.xml",
    "procedures/wording.xml",
    "procedures/library/*/*/procedure.xml",  # and none of the fixtures beside it
    "procedures/library/shared/*.xml",
    "reports/templates/*.css",
    "reports/templates/*.xml",
    "reports/templates/*.xsl",
]

BYTES_A_LINE = 64


def find(root, pattern, folders):
    """The paths under root that match pattern; notes every folder read in folders."""
    found = [""]
    for part in pattern.split("/"):
        deeper = []
        for path in found:
            folder = os.path.join(root, path) if path else root
            if not os.path.isdir(folder):
                continue
            folders.add(folder)
            deeper += [os.path.join(path, name) for name in os.listdir(folder)
                       if fnmatch.fnmatchcase(name, part) and not name.startswith(".")]
        found = deeper
    return [path for path in found if os.path.isfile(os.path.join(root, path))]


def c_text(data):
    """The bytes as C string literals. Always three octal digits: a digit may follow."""
    escapes = {ord("\n"): "\\n", ord('"'): '\\"', ord("\\"): "\\\\", ord("?"): "\\?"}

    def escape(byte):
        if byte in escapes:
            return escapes[byte]
        return chr(byte) if 0x20 <= byte < 0x7F else "\\%03o" % byte

    pieces = [data[i:i + BYTES_A_LINE] for i in range(0, len(data), BYTES_A_LINE)] or [b""]
    return "\n".join('        "%s"' % "".join(map(escape, piece)) for piece in pieces)


def table(root, paths):
    rows = []
    for path in paths:
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
        rows.append("    {\n%s,\n%s,\n        %d,\n    },\n"
                    % (c_text(os.fsencode(path)), c_text(data), len(data)))
    # C has no empty arrays: a row that is not counted closes the table.
    return (
        "/* Written by engine/base/embed.py. */\n"
        '#include "engine/base/asset_table.h"\n\n'
        "const struct asset asset_table[] = {\n%s    {NULL, NULL, 0},\n};\n"
        "const size_t asset_table_size = %d;\n" % ("".join(rows), len(rows)))


def main(root, output, depfile):
    folders = set()
    paths = sorted({path for pattern in PATTERNS for path in find(root, pattern, folders)},
                   key=os.fsencode)
    with open(output, "w", encoding="ascii") as file:
        file.write(table(root, paths))
    # Some of the folders may not exist yet: their nearest existing parent is in the list.
    watched = sorted(folders) + [os.path.join(root, path) for path in paths]
    with open(depfile, "w", encoding="utf-8") as file:
        file.write("%s: %s\n" % (escape_make(output), " ".join(map(escape_make, watched))))


def escape_make(path):
    return path.replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#").replace("$", "$$")


if __name__ == "__main__":
    main(*sys.argv[1:])
