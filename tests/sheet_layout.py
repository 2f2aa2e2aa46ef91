#!/usr/bin/env python3
"""The layout register-xlsx on a workbook of register-csv's sample, made here: it is
recognised, and gives register-csv's expected table."""
import csv
import os
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

SOURCE = os.environ.get("CHOSHO_SOURCE", ".")
PROGRAM = os.environ.get("CHOSHO_PROGRAM", "build/chosho")
SAMPLES = os.path.join(SOURCE, "evidence/layouts/samples")


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def write_book(path, name, rows):
    """A workbook of one sheet, its cells inline strings."""
    cells = "".join("<row r='%d'>%s</row>" % (r, "".join(
        "<c r='%s%d' t='inlineStr'><is><t>%s</t></is></c>" % (chr(65 + c), r, escape(text))
        for c, text in enumerate(row) if text)) for r, row in enumerate(rows, 1))
    parts = {
        "[Content_Types].xml": "<Types xmlns='%s/content-types'><Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override PartName='/xl/workbook.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/><Override PartName='/xl/worksheets/sheet1.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/></Types>" % PACKAGE,
        "_rels/.rels": "<Relationships xmlns='%s/relationships'><Relationship Id='a' Type='%s/officeDocument' Target='xl/workbook.xml'/></Relationships>" % (PACKAGE, OFFICE),
        "xl/workbook.xml": "<workbook xmlns='%s' xmlns:r='%s'><sheets><sheet name='%s' sheetId='1' r:id='b'/></sheets></workbook>" % (MAIN, OFFICE, name),
        "xl/_rels/workbook.xml.rels": "<Relationships xmlns='%s/relationships'><Relationship Id='b' Type='%s/worksheet' Target='worksheets/sheet1.xml'/></Relationships>" % (PACKAGE, OFFICE),
        "xl/worksheets/sheet1.xml": "<worksheet xmlns='%s'><sheetData>%s</sheetData></worksheet>" % (MAIN, cells),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, text in parts.items():
            book.writestr(part, HEAD + text)


def main():
    with open(os.path.join(SAMPLES, "register-csv.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with open(os.path.join(SAMPLES, "register-csv.expected.csv"), encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    with tempfile.TemporaryDirectory() as folder:
        write_book(os.path.join(folder, "register.xlsx"), "台帳", rows)
        path = os.path.join(folder, "b.zip")
        with zipfile.ZipFile(path, "w") as bundle:
            bundle.write(os.path.join(folder, "register.xlsx"), "register.xlsx")
        columns = ", ".join(expected[0])
        done = subprocess.run([PROGRAM, "--lang", "en", "query", "--from-receipt", "--format", "csv", path,
                               'SELECT %s FROM "register.xlsx"' % columns], capture_output=True, text=True)
    got = list(csv.reader(done.stdout.splitlines()))
    if got != expected:
        print("expected %r\ngot %r\n%s" % (expected, got, done.stderr))
    return 0 if got == expected else 1


if __name__ == "__main__":
    sys.exit(main())
