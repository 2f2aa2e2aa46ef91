#!/usr/bin/env python3
"""embed.py carries the right files byte for byte, and says what makes it stale."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ.get("CHOSHO_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))

READER = """
#include <stdio.h>
#include "engine/base/asset_table.h"
int main(void)
{
    for (size_t i = 0; i < asset_table_size; i++) {
        printf("%s %zu\\n", asset_table[i].path, asset_table[i].size);
        fwrite(asset_table[i].bytes, 1, asset_table[i].size + 1, stdout);
    }
}
"""


class EmbedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(folder.name, "a source")
        self.output = os.path.join(folder.name, "table.c")
        self.depfile = os.path.join(folder.name, "table.d")

    def write(self, path, data):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)

    def embed(self):
        subprocess.run([sys.executable, os.path.join(SOURCE, "engine", "base", "embed.py"),
                        self.root, self.output, self.depfile], check=True)

    def carried(self):
        """What a C program finds in the table: path and size, then the bytes and their NUL."""
        self.embed()
        program = self.output + ".out"
        subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-overlength-strings",
                        "-I", SOURCE, "-o", program, "-x", "c", "-", self.output],
                       input=READER.encode(), check=True)
        return subprocess.run([program], capture_output=True, check=True).stdout

    def test_bytes_come_back(self):
        every = bytes(range(256)) + b'??=\\"%d\n1' * 30
        self.write("evidence/layouts/csv.xml", every)
        self.write("reports/templates/empty.css", b"")
        self.assertEqual(self.carried(), b"evidence/layouts/csv.xml %d\n%s\0" % (len(every), every)
                         + b"reports/templates/empty.css 0\n\0")

    def test_only_what_belongs(self):
        for path in ["procedures/library/access/leaver/procedure.xml",
                     "procedures/library/access/leaver/good/procedure.xml",
                     "procedures/library/access/leaver/good/a.csv",
                     "procedures/library/access/leaver/expected.csv",
                     "procedures/library/shared/leavers.xml",
                     "procedures/catalogues/z.xml", "procedures/catalogues/A.xml",
                     "procedures/catalogues/.hidden.xml", "procedures/catalogues/notes.txt",
                     "engine/workpaper/schema.sql", "engine/workpaper/store.c"]:
            self.write(path, b"x")
        paths = re.findall(rb"^\S+/\S+(?= 1$)", self.carried().replace(b"x\0", b""), re.M)
        self.assertEqual(paths, [
            b"engine/workpaper/schema.sql", b"procedures/catalogues/A.xml",
            b"procedures/catalogues/z.xml", b"procedures/library/access/leaver/procedure.xml",
            b"procedures/library/shared/leavers.xml"])

    def test_an_empty_tree_is_an_empty_table(self):
        os.makedirs(self.root)
        self.assertEqual(self.carried(), b"")

    def test_the_depfile_names_files_and_folders(self):
        self.write("evidence/layouts/csv.xml", b"x")
        self.embed()
        with open(self.depfile, encoding="utf-8") as file:
            target, watched = file.read().replace("\\ ", "\0").split(": ", 1)
        watched = [path.replace("\0", " ") for path in watched.split()]
        self.assertEqual(target, self.output)
        for path in ["evidence/layouts/csv.xml", "evidence/layouts", "evidence", ""]:
            self.assertIn(os.path.join(self.root, path).rstrip("/"), watched)


if __name__ == "__main__":
    unittest.main()
