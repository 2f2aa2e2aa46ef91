#!/usr/bin/env python3
"""Zips the example evidence as a Japanese Windows would: names in CP932, some texts in CP932 with CRLF.

    zip.py FOLDER FILE.zip

The files lie in the source tree as UTF-8, so that they can be read and compared. The same folder
always gives the same bytes.
"""

import fnmatch
import os
import sys
import zipfile

CP932_TEXTS = ["人事/*.csv", "システム/*.csv", "無効化/*.csv", "変更管理/*.csv", "*.txt"]


class OldName(zipfile.ZipInfo):
    """A member whose name is in CP932, without the flag that says UTF-8."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def content(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in CP932_TEXTS):
        return data.decode("utf-8").replace("\n", "\r\n").encode("cp932")
    return data


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, path = sys.argv[1:]
    names = sorted(os.path.relpath(os.path.join(parent, file), folder)
                   for parent, _, files in os.walk(folder) for file in files)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            member = OldName(name, date_time=(2026, 4, 3, 12, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100644 << 16
            archive.writestr(member, content(folder, name))


if __name__ == "__main__":
    main()
