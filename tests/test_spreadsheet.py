#!/usr/bin/env python3
"""Workbooks read by spreadsheet_rows (our own reader) and by openpyxl: the same rows.

usage: test_workbook.py SPREADSHEET_ROWS

Generated workbooks (written here part by part, and by openpyxl), bombs, the hostile ones with
their verdicts, and the real ones of
$CHOSHO_TEST_DATA/samples/xlsx. Skipped (77) without openpyxl (Debian: python3-openpyxl)."""
import csv
import datetime
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from xml.sax.saxutils import escape

try:
    import openpyxl
    from openpyxl.cell.cell import MergedCell
except ImportError:
    print('skipped: no openpyxl; install python3-openpyxl')
    sys.exit(77)

ROWS = sys.argv[1]
SEED = int(os.environ.get('CHOSHO_TEST_SEED', '20261122'))
failures = []


def read_ours(paths):
    """{path: {'sheets': [(name, visibility, kind, {(row, column): text})], 'error'}}"""
    told = subprocess.run([ROWS, *paths], check=True, capture_output=True).stdout
    books, book, cells = {}, None, None
    for line in told.decode('utf-8').splitlines():
        fact = json.loads(line)
        if 'file' in fact:
            book = books[fact['file']] = {'sheets': [], 'errors': [], 'headers': []}
        elif 'sheet' in fact:
            cells = {}
            book['sheets'].append((fact['sheet'], fact['visibility'], fact['kind'], cells))
        elif 'error' in fact:
            book['errors'].append(fact['error'])
        elif 'header' in fact:
            book['headers'].append((fact['header'], dict((c, n) for c, n in fact['columns'])))
        elif 'row' in fact:
            assert not fact['problem'], fact
            for column, text in fact['cells']:
                if text is not None:
                    cells[fact['row'], column] = text
    return books


def decode(text):
    """_x000D_ and its like, which openpyxl leaves as they are."""
    return re.sub('_x([0-9A-Fa-f]{4})_', lambda m: chr(int(m[1], 16)), text)


def is_same(ours, theirs):
    """Ours is text; theirs a Python value."""
    if isinstance(theirs, bool):
        return ours == str(theirs).upper()
    if isinstance(theirs, (int, float)):
        return re.fullmatch(r'-?[0-9.]+(E[+-]\d+)?', ours) and float(ours) == float(theirs) and \
            len(ours.split('E')[0].replace('.', '').strip('-0')) <= 17
    if isinstance(theirs, datetime.datetime):
        moment = theirs.isoformat(timespec='milliseconds' if theirs.microsecond else 'seconds')
        return ours in (moment, moment.removesuffix('T00:00:00'))
    if isinstance(theirs, datetime.date):
        return ours == theirs.isoformat()
    if isinstance(theirs, datetime.time):
        return ours == theirs.isoformat(timespec='milliseconds' if theirs.microsecond else 'seconds')
    if isinstance(theirs, datetime.timedelta):
        seconds = round(theirs.total_seconds() * 1000) / 1000
        shown = '%02d:%02d:%02d' % (seconds // 3600, seconds // 60 % 60, seconds % 60)
        return ours == shown + ('.%03d' % round(seconds * 1000 % 1000) if seconds % 1 else '')
    return ours == decode(theirs)


def transitional(path):
    """openpyxl finds no sheets in a strict workbook: it is given the other dialect's names."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(copy, 'w') as other:
        for name in book.namelist():
            data = book.read(name)
            if name.endswith(('.xml', '.rels')):
                data = data.replace(b'http://purl.oclc.org/ooxml/spreadsheetml/',
                                    b'http://schemas.openxmlformats.org/spreadsheetml/2006/') \
                    .replace(b'http://purl.oclc.org/ooxml/officeDocument/relationships',
                             b'http://schemas.openxmlformats.org/officeDocument/2006/relationships')
            other.writestr(name, data)
    return copy


def compare(path, ours):
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        book = openpyxl.load_workbook(transitional(path), data_only=True)
    state = {'visible': 0, 'hidden': 1, 'veryHidden': 2}
    theirs = [(s.title, state[s.sheet_state], s) for s in book._sheets]
    if [(n, v) for n, v, *_ in ours['sheets']] != [(n, v) for n, v, _ in theirs]:
        failures.append('%s: sheets %r, openpyxl %r' % (path, ours['sheets'], theirs))
        return 0
    count = 0
    for (name, _, kind, cells), (_, _, sheet) in zip(ours['sheets'], theirs):
        if kind != 0:
            continue
        left = dict(cells)
        for row in sheet._cells.values():
            if isinstance(row, MergedCell) or row.value is None:
                continue
            count += 1
            text = left.pop((row.row, row.column), None)
            if text is None or not is_same(text, row.value):
                failures.append('%s %s!%s: %r, openpyxl %r' % (path, name, row.coordinate, text, row.value))
        # openpyxl has no value for an empty string, nor for what stands below a merged cell's first
        for (row, column), text in left.items():
            if text and not isinstance(sheet._cells.get((row, column)), MergedCell):
                failures.append('%s %s row %d column %d: %r, openpyxl nothing' % (path, name, row, column, text))
    return count


# ---- workbooks written by openpyxl ----

LETTERS = 'abcXYZ 0189申請承認者株式会社ｱｶﾞ①髙﨑𠮷<>&"\'\t\n,'


def any_text(rng):
    return ''.join(rng.choice(LETTERS) for _ in range(rng.randrange(1, 20))).strip() or 'x'


def any_value(rng):
    kind = rng.randrange(9)
    if kind == 0:
        return rng.randrange(-10**6, 10**12)
    if kind == 1:
        return rng.uniform(-1, 1) * 10.0 ** rng.randrange(-8, 18)
    if kind == 2:
        return round(rng.uniform(0, 10**6), 2)
    if kind == 3:
        return rng.random() < 0.5
    if kind == 4:
        return datetime.date(1904, 1, 2) + datetime.timedelta(days=rng.randrange(70000))
    if kind == 5:
        return datetime.datetime(1950, 1, 1) + datetime.timedelta(seconds=rng.randrange(3 * 10**9))
    if kind == 6:
        return datetime.time(rng.randrange(24), rng.randrange(60), rng.randrange(60))
    if kind == 7:
        return rng.choice(['#N/A', '#DIV/0!', '#REF!'])
    return any_text(rng)


def write_generated(path, rng):
    book = openpyxl.Workbook()
    for number in range(rng.randrange(1, 4)):
        sheet = book.active if not number else book.create_sheet()
        sheet.title = 'シート%d' % number
        for row in sorted(rng.sample(range(1, 60), rng.randrange(1, 30))):
            for column in rng.sample(range(1, 30), rng.randrange(0, 12)):
                sheet.cell(row, column).value = any_value(rng)
        if rng.random() < 0.5:
            sheet.merge_cells('B2:D3')
        if number:
            sheet.sheet_state = rng.choice(['visible', 'hidden', 'veryHidden'])
    if rng.random() < 0.3:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.iso_dates = rng.random() < 0.2
    book.save(path)


# ---- workbooks written part by part: what openpyxl reads but does not write ----

def column_name(number):
    name = ''
    while number:
        number, digit = divmod(number - 1, 26)
        name = chr(65 + digit) + name
    return name


def write_by_hand(path, rng):
    strict = rng.random() < 0.3
    main = 'http://purl.oclc.org/ooxml/spreadsheetml/main' if strict else \
        'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    p = rng.choice(['', 'x:'])
    declaration = 'xmlns%s="%s"' % (':x' if p else '', main)
    strings, cells_xml, number = [], [], 0

    def si(text):
        half = rng.randrange(len(text) + 1)
        t = lambda s: '<%st xml:space="preserve">%s</%st>' % (p, escape(s), p)
        if rng.random() < 0.5:
            return t(text)
        return '<%sr>%s</%sr><%sr>%s</%sr><%srPh sb="0" eb="1"><%st>フリガナ</%st></%srPh>' % (
            p, t(text[:half]), p, p, t(text[half:]), p, p, p, p, p)

    for row in sorted(rng.sample(range(1, 80), rng.randrange(1, 40))):
        number += 1
        with_reference = rng.random() < 0.7
        columns = sorted(rng.sample(range(1, 40), rng.randrange(1, 10))) if with_reference else \
            range(1, rng.randrange(2, 9))
        cells = []
        for column in columns:
            place = ' r="%s%d"' % (column_name(column), row) if with_reference else ''
            kind = rng.randrange(6)
            if kind == 0:
                strings.append(si(any_text(rng)))
                cells.append('<%sc%s t="s"><%sv>%d</%sv></%sc>' % (p, place, p, len(strings) - 1, p, p))
            elif kind == 1:
                cells.append('<%sc%s t="inlineStr"><%sis>%s</%sis></%sc>' % (p, place, p, si(any_text(rng)), p, p))
            elif kind == 2:
                cells.append('<%sc%s><%sf>1+1</%sf><%sv>%s</%sv></%sc>' % (
                    p, place, p, p, p, repr(rng.uniform(-1e6, 1e6)), p, p))
            elif kind == 3:
                cells.append('<%sc%s t="str"><%sf>A1</%sf><%sv>%s</%sv></%sc>' % (
                    p, place, p, p, p, escape(any_text(rng)), p, p))
            elif kind == 4:
                cells.append('<%sc%s s="1"/>' % (p, place))
            else:
                cells.append('<%sc%s s="1"><%sv>%s</%sv></%sc>' % (
                    p, place, p, rng.choice([rng.randrange(61, 80000), rng.uniform(61, 80000)]), p, p))
        cells_xml.append('<%srow r="%d">%s</%srow>' % (p, row, ''.join(cells), p))
    relation = 'http://purl.oclc.org/ooxml/officeDocument/relationships' if strict else \
        'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    package = 'http://schemas.openxmlformats.org/package/2006/'
    kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
    parts = {
        '[Content_Types].xml': '<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="%ssheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
        '%sworksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="%sstyles+xml"/><Override PartName="'
        '/xl/sharedStrings.xml" ContentType="%ssharedStrings+xml"/></Types>' % (package, kind, kind, kind, kind),
        '_rels/.rels': '<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/officeDocument" '
        'Target="%s"/></Relationships>' % (package, relation, rng.choice(['xl/workbook.xml', '/xl/workbook.xml'])),
        'xl/workbook.xml': '<%sworkbook %s xmlns:r="%s"><%ssheets><%ssheet name="台帳" sheetId="1" r:id="r1"/>'
        '</%ssheets></%sworkbook>' % (p, declaration, relation, p, p, p, p),
        'xl/_rels/workbook.xml.rels': '<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="'
        '%s/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="%s/styles" Target="styles.xml"/>'
        '<Relationship Id="r3" Type="%s/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>' % (
            package, relation, relation, relation),
        'xl/styles.xml': '<%sstyleSheet %s><%snumFmts count="1"><%snumFmt numFmtId="176" formatCode="%s"/>'
        '</%snumFmts><%scellXfs count="2"><%sxf numFmtId="0"/><%sxf numFmtId="176"/></%scellXfs></%sstyleSheet>' % (
            p, declaration, p, p, 'yyyy/m/d\\ h:mm:ss', p, p, p, p, p, p),
        'xl/sharedStrings.xml': '<%ssst %s>%s</%ssst>' % (
            p, declaration, ''.join('<%ssi>%s</%ssi>' % (p, s, p) for s in strings), p),
        'xl/worksheets/sheet1.xml': '<%sworksheet %s><%ssheetData>%s</%ssheetData></%sworksheet>' % (
            p, declaration, p, ''.join(cells_xml), p, p),
    }
    with zipfile.ZipFile(path, 'w', rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)


# ---- the hostile ones ----

def check_verdicts(data):
    """Each workbook of hostile/xlsx against the golden verdicts (spreadsheet_verdicts.csv, with reasons), and
    against EXPECTED-xlsx.csv, which is what openpyxl does: it must fail where openpyxl does, and read the same
    sheets and rows where openpyxl reads them."""
    folder = os.path.join(data, 'hostile')
    if not os.path.isdir(folder):
        print('the hostile workbooks are skipped: there is no %s' % folder)
        return
    with open(os.path.join(os.path.dirname(__file__), 'spreadsheet_verdicts.csv'), encoding='utf-8') as file:
        golden = {row['file']: row for row in csv.DictReader(file)}
    with open(os.path.join(folder, 'EXPECTED-xlsx.csv'), encoding='utf-8') as file:
        expected = {os.path.basename(row['file']): row for row in csv.DictReader(file)}
    names = sorted(n for n in os.listdir(os.path.join(folder, 'xlsx')) if n.endswith('.xlsx'))
    if names != sorted(golden) or names != sorted(expected):
        failures.append('hostile/xlsx, spreadsheet_verdicts.csv and EXPECTED-xlsx.csv name different files')
        return
    for name in names:
        started = time.monotonic()
        book = read_ours([os.path.join(folder, 'xlsx', name)]).popitem()[1]
        if time.monotonic() - started > 10:
            failures.append('%s took more than 10 s' % name)
        rows = sum(len({row for row, _ in cells}) for *_, cells in book['sheets'])
        verdict = 'refused' if book['errors'] else 'read'
        if verdict != golden[name]['verdict'] or not all(golden[name]['says'] in e for e in book['errors']):
            failures.append('%s: %s, %r; the golden verdict is %r' % (name, verdict, book['errors'], golden[name]))
        theirs = expected[name]
        if theirs['openpyxl'].startswith('fails') != (verdict == 'refused') or \
                (verdict == 'read' and [theirs['sheets'], theirs['rows']] != [str(len(book['sheets'])), str(rows)]):
            failures.append('%s: %s with %d rows, expected %r' % (name, verdict, rows, theirs))


# A bomb is refused, or read within 256 MiB.
BOMBS = [
    ('a billion laughs', '<!DOCTYPE l [<!ENTITY a "%s"><!ENTITY b "%s">]><si><t>&b;</t></si>' % ('a' * 100, '&a;' * 100),
     '<row/>', 'a DOCTYPE stands here'),
    ('a string of a megabyte in 12,000 cells', '<si><t>%s</t></si>' % ('a' * 1000000),
     ('<row>' + '<c t="s"><v>0</v></c>' * 12 + '</row>') * 1000, None),
]


def write_bomb(path, strings, rows):
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    package = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    relation = '<Relationship Id="%%s" Type="%s/%%s" Target="%%s"/>' % office
    doctype, _, strings = strings.rpartition(']>')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as book:
        book.writestr('_rels/.rels', package % relation % ('r', 'officeDocument', 'xl/workbook.xml'))
        book.writestr('xl/workbook.xml', '<workbook %s xmlns:r="%s"><sheets><sheet name="S" r:id="a"/></sheets>'
                      '</workbook>' % (main, office))
        book.writestr('xl/_rels/workbook.xml.rels', package % (
            relation % ('a', 'worksheet', 's.xml') + relation % ('b', 'sharedStrings', 'ss.xml')))
        book.writestr('xl/ss.xml', '%s<sst %s>%s</sst>' % (doctype and doctype + ']>', main, strings))
        book.writestr('xl/s.xml', '<worksheet %s><sheetData>%s</sheetData></worksheet>' % (main, rows))


def check_bombs(folder):
    for number, (what, strings, rows, says) in enumerate(BOMBS):
        path = '%s/bomb%d.xlsx' % (folder, number)
        write_bomb(path, strings, rows)
        done = subprocess.run(['sh', '-c', 'ulimit -v 262144; exec "$0" --quiet "$1"', ROWS, path], check=False,
                              capture_output=True)
        told = done.stdout.decode('utf-8')
        if done.returncode:
            failures.append('%s: status %d within 256 MiB' % (what, done.returncode))
        if ('"error"' in told) != bool(says) or (says and says not in told):
            failures.append('%s: %s' % (what, told[:300]))


def main():
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(int(os.environ.get('CHOSHO_TEST_WORKBOOKS', '120'))):
            paths.append('%s/%03d.xlsx' % (folder, number))
            (write_generated if number % 2 else write_by_hand)(paths[-1], rng)
        samples = os.path.join(os.environ.get('CHOSHO_TEST_DATA', '../shared/data'), 'samples/xlsx')
        real = [os.path.join(samples, n) for n in sorted(os.listdir(samples)) if n.endswith('.xlsx')] \
            if os.path.isdir(samples) else []
        if not real:
            print('the real workbooks are skipped: there is no %s' % samples)
        books = read_ours(paths + real)
        cells = 0
        for path in paths + real:
            for error in books[path]['errors']:
                failures.append('%s: %s' % (path, error))
            cells += compare(path, books[path])
        check_bombs(folder)
        check_verdicts(os.environ.get('CHOSHO_TEST_DATA', '../shared/data'))
    print('%d workbooks generated with seed %d, %d real, %d cells compared' % (len(paths), SEED, len(real), cells))
    for failure in failures[:40]:
        print(failure)
    return 1 if failures or cells < 1000 else 0


if __name__ == '__main__':
    sys.exit(main())
