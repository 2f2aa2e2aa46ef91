#!/usr/bin/env python3
"""`show` of generated members of every kind: the record that stands there.

Members of several MB are generated piece by piece, so that each record's number, line, offset, length,
text and fields are known without the program; they are delivered as they are, in a .gz and in a zip in the
zip, in UTF-8, CP932 and UTF-16, with records that cannot be read among them. `take` notes where
blocks begin, and `show` resumes there: of records drawn by a seed it must say what was generated, and the
delivered bytes (as Python unpacks them) at its offset must be the text. `test_show.py [SEED]`; the program
is $CHOSHO_PROGRAM.
"""

import concurrent.futures
import gzip
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile

SIZE = 2_200_000  # bytes of a member in UTF-8, about: three blocks
DRAWN = 6  # records of a member; with their neighbours, some thirty
CONTEXT = 2
PAGES = 1  # of them also as a page, for their fields
WORDS = ["alpha", "東京", "申請", "ｶﾅ", "表示", "x-1", "okay", "承認済", "ソ能", "a_b"]
BAD = "\ue000"  # stands for a byte that no encoding has, until the text is encoded


class Member:
    """A member in the making: its text and the records that stand in it."""

    def __init__(self, codec, bom=b""):
        self.codec, self.bytes, self.line = codec, bytearray(bom), 1
        self.records = []

    def put(self, text, line_end="\n"):
        at = len(self.bytes)
        self.bytes += b"\xff".join(part.encode(self.codec) for part in text.split(BAD))
        self.line += text.count(line_end)
        return at, len(self.bytes) - at

    def record(self, text, fields, problem=None):
        line = self.line
        offset, length = self.put(text)
        if BAD in text:
            problem = "undecodable"
        self.records.append({"line": line, "offset": offset, "length": length, "problem": problem,
                             "text": text, "fields": fields})

    def is_whole(self):
        return len(self.bytes) > SIZE * (2 if self.codec.startswith("utf-16") else 1)


def words(rng, low=1, high=6):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(low, high)))


def spoil(rng, member, text):
    """Now and then a byte that is no character; in UTF-8, which is no guess any less for it."""
    return text + BAD if member.codec == "utf-8" and rng.random() < 0.002 else text


# ---- the kinds

def make_csv(rng, member):
    end = rng.choice(["\n", "\r\n"])
    member.put("# system: x" + end + "id,name,note" + end)
    while not member.is_whole():
        number, name, note = str(len(member.records) + 1), words(rng), spoil(rng, member, words(rng, 1, 12))
        fields = {"id": number, "name": name, "note": note}
        written = note
        if rng.random() < 0.2:
            fields["note"] = note + ', "q"' + (end + words(rng) if rng.random() < 0.5 else "")
            written = '"%s"' % fields["note"].replace('"', '""')
        ragged = rng.random() < 0.01
        member.record(f"{number},{name},{written}" + (",more" if ragged else ""), fields,
                      "ragged" if ragged else None)
        member.put(end)
        if rng.random() < 0.01:
            member.put(end)  # an empty line is no record


def event(rng, number):
    value = {"id": number, "who": {"name": words(rng)}, "note": words(rng, 1, 12) + rng.choice(["", "\n", '"q"'])}
    fields = {"id": str(number), "who.name": value["who"]["name"]}
    return value, fields


def make_jsonl(rng, member):
    while not member.is_whole():
        value, fields = event(rng, len(member.records) + 1)
        text = json.dumps(value, ensure_ascii=rng.random() < 0.3)
        broken = rng.random() < 0.005
        if rng.random() < 0.1:
            member.put("  ")
        member.record(text[:-1] if broken else text, fields, "invalid-json" if broken else None)
        member.put(rng.choice(["\n", "\r\n", " \n", "\n\n"]))


def make_json(rng, member):
    member.put('{\n "Version": "x",\n "Records": [\n')
    while not member.is_whole():
        value, fields = event(rng, len(member.records) + 1)
        if member.records:
            member.put(rng.choice([",", ",\n", " , "]))
        member.record(json.dumps(value, ensure_ascii=False, indent=rng.choice([None, 2])), fields)
    member.put('],\n "end": [1, 2]\n}\n')


def make_lines(rng, member):
    while not member.is_whole():
        text = spoil(rng, member, "[%d] %s" % (len(member.records) + 1, words(rng, 1, 15)))
        if rng.random() < 0.001:
            text += " \rno line end"
        member.record(text, {"line": text})
        member.put(rng.choice(["\n", "\r\n", "\n \n"]))


def make_pairs(rng, member):
    while not member.is_whole():
        number, name, note = str(len(member.records) + 1), rng.choice(WORDS), words(rng, 2, 12)
        member.record(f'id={number} user={name} action=login note="{spoil(rng, member, note)}" bytes={rng.randrange(10**6)}',
                      {"id": number, "user": name, "note": note})
        member.put("\n")
        if rng.random() < 0.01:
            member.record("no pair in this line", {}, "no-match")
            member.put("\n")


def make_blocks(rng, member):
    while not member.is_whole():
        number, name = str(len(member.records) + 1), words(rng)
        note = words(rng, 2, 12)
        member.record(f"Id: {number}\nUser: {name}\nNote: {spoil(rng, member, note)}\nEnd: {number}",
                      {"Id": number, "User": name, "Note": note})
        member.put(rng.choice(["\n\n", "\n\n\n", "\n \t\n"]))


def make_w3c(rng, member):
    names = ["date", "time", "cs-uri", "id"]
    member.put("#Software: x\n#Fields: " + " ".join(names) + "\n")
    while not member.is_whole():
        if rng.random() < 0.0005:
            rng.shuffle(names)
            member.put("#Date: 2025-04-01 00:00:00\n#Fields: " + " ".join(names) + "\n")
        fields = {"date": "2025-04-%02d" % rng.randint(1, 30), "time": "%02d:00:00" % rng.randint(0, 23),
                  "cs-uri": spoil(rng, member, "/" + rng.choice(WORDS)), "id": str(len(member.records) + 1)}
        member.record(" ".join(fields[name] for name in names),
                      {**fields, "_time": fields["date"] + "T" + fields["time"] + "Z"})
        member.put("\n")


def make_xml(rng, member):
    member.put('<?xml version="1.0"?>\n<List>\n')
    while not member.is_whole():
        number, name = str(len(member.records) + 1), words(rng)
        member.record(f'<Entry id="{number}"><Name>{name}</Name>' + rng.choice(["", "\n  "]) +
                      f"<Note>a &amp; {words(rng, 1, 9)}</Note></Entry>",
                      {"@id": number, "Name": name})
        member.put(rng.choice(["\n", "", "\n<!-- between -->\n"]))
    member.put("</List>\n")


def make_sheet(rng, member):
    member.put('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
               + row_of(1, ["id", "name", "note"]))
    at = 1
    while not member.is_whole():
        at += rng.choice([1, 1, 1, 2, 5])
        values = [str(len(member.records) + 1), words(rng), words(rng, 1, 9)]
        offset, length = member.put(row_of(at, values))
        member.records.append({"line": at, "offset": offset, "length": length, "problem": None,
                               "text": "\t".join(values), "fields": dict(zip(["id", "name", "note"], values))})
    member.put("</sheetData></worksheet>")


def row_of(number, values):
    return '<row r="%d">%s</row>' % (number, "".join(
        '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (column, number, value)
        for column, value in zip("ABC", values)))


def make_workbook(sheet):
    """The smallest one around a sheet's part."""
    main, office = ("http://schemas.openxmlformats.org/" + tail for tail in
                    ("spreadsheetml/2006/main", "officeDocument/2006/relationships"))
    relations = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                 '<Relationship Id="a" Type="%s/%s" Target="%s"/></Relationships>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml",
                       '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        parts.writestr("_rels/.rels", relations % (office, "officeDocument", "xl/workbook.xml"))
        parts.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                       '<sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>')
        parts.writestr("xl/_rels/workbook.xml.rels", relations % (office, "worksheet", "s.xml"))
        parts.writestr("xl/s.xml", sheet)
    return out.getvalue()


# ---- delivering

KINDS = {"rows.csv": make_csv, "events.jsonl": make_jsonl, "events.json": make_json, "app.txt": make_lines,
         "fw.log": make_pairs, "history.log": make_blocks, "web.log": make_w3c, "list.xml": make_xml,
         "book.xlsx": make_sheet}
CODECS = {"utf8": ("utf-8", b""), "bom": ("utf-8", b"\xef\xbb\xbf"), "cp932": ("cp932", b""),
          "utf16": ("utf-16-le", b"\xff\xfe"), "utf16be": ("utf-16-be", b"\xfe\xff")}
# How each kind comes: an encoding, and plain, in a .gz or in a zip.
WAYS = {"rows.csv": "utf8/plain cp932/gz utf16/zip", "events.jsonl": "utf8/plain bom/gz utf16/zip",
        "events.json": "utf8/gz bom/zip utf16be/plain", "app.txt": "utf8/zip cp932/plain utf16be/gz",
        "fw.log": "utf8/plain cp932/zip", "history.log": "bom/gz cp932/plain utf16/zip",
        "web.log": "utf8/gz cp932/plain", "list.xml": "utf8/plain bom/gz utf16/zip",
        "book.xlsx": "utf8/plain utf8/zip"}


def make_members(seed):
    for name, make in KINDS.items():
        for way in WAYS[name].split():
            codec, form = way.split("/")
            rng = random.Random(f"{seed} {name} {way}")
            member = Member(*CODECS[codec])
            make(rng, member)
            yield f"{codec}-{name}", form, member


def deliver(path, members):
    """Writes the bundle; gives each member's name in it."""
    names = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle, \
            tempfile.TemporaryFile() as inner_file:
        with zipfile.ZipFile(inner_file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as inner:
            for name, form, member in members:
                content, behind = bytes(member.bytes), ""
                if name.endswith(".xlsx"):
                    content, behind = make_workbook(content), "!S"
                if form == "gz":
                    bundle.writestr(name + ".gz", gzip.compress(content, 1, mtime=0), zipfile.ZIP_STORED)
                    behind = "!" + name
                    names[name + ".gz" + behind] = member
                elif form == "zip":
                    inner.writestr(name, content)
                    names["inner.zip!" + name + behind] = member
                else:
                    bundle.writestr(name, content)
                    names[name + behind] = member
        inner_file.seek(0)
        bundle.writestr("inner.zip", inner_file.read())
    return names


# ---- asking

def chosho(*words_given):
    done = subprocess.run([os.environ["CHOSHO_PROGRAM"], *words_given], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{words_given}: {done.returncode} {done.stderr.decode()}")
    return done.stdout.decode()


def expect(member, number):
    record = member.records[number - 1]
    return {key: record[key] for key in ("line", "offset", "length", "problem")} | {"record": number}


def check_record(name, member, number):
    folder = "e"
    pointer = f"all:{name}#{number}"
    rows = [json.loads(line) for line in
            chosho("-C", folder, "show", pointer, f"--context={CONTEXT}", "--format=jsonl").splitlines()]
    low, high = max(1, number - CONTEXT), min(len(member.records), number + CONTEXT)
    assert [row["record"] for row in rows] == list(range(low, high + 1)), (pointer, rows)
    for row in rows:
        wanted = expect(member, row["record"])
        got = {key: row[key] for key in wanted}
        assert got == wanted, f"{pointer}: {got}, not {wanted}"
        record = member.records[row["record"] - 1]
        delivered = bytes(member.bytes[row["offset"]:row["offset"] + row["length"]])
        if BAD not in record["text"]:
            assert row["text"] == record["text"], f"{pointer}: {row['text']!r}, not {record['text']!r}"
        if BAD not in record["text"] and ".xlsx" not in name:
            assert delivered.decode(member.codec) == row["text"], (pointer, delivered)
        if ".xlsx" in name:
            assert delivered.startswith(b'<row r="%d"' % row["line"]) and delivered.endswith(b"</row>")
    return len(rows)


def check_page(name, member, number):
    """The fields of one that is readable, on the page, where its kind has them there: rows and W3C lines;
    those alone that stand in one line."""
    record = member.records[number - 1]
    if record["problem"] or not re.search(r"rows\.csv|web\.log|book\.xlsx", name):
        return
    page = chosho("-C", "e", "show", f"all:{name}#{number}", "--context=0", "--lang=en")
    found = dict(re.findall(r"^    (?:[A-Z]+\d+ )?(\S+) +(.*)$", page, re.MULTILINE))
    for key, value in record["fields"].items():
        if re.search(r"[\r\n]", value):
            continue
        assert found.get(key) == value, f"{name}#{number}: {key} is {found.get(key)!r}, not {value!r}\n{page}"


def draw(seed, name, member):
    rng = random.Random(f"{seed} {name}")
    count = len(member.records)
    return [1, count] + [rng.randint(1, count) for _ in range(DRAWN - 2)]


def check(seed, names):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(check_record, name, member, number)
                 for name, member in names.items() for number in draw(seed, name, member)]
        pages = [pool.submit(check_page, name, member, number)
                 for name, member in names.items() for number in draw(seed, name, member)[2:2 + PAGES]]
        failures, shown = [], 0
        for one in asked + pages:
            try:
                shown += one.result() or 0
            except AssertionError as failure:
                failures.append(str(failure))
    return failures, shown


def check_counts(names):
    """`take` read as many records as were generated, in a kind that is read."""
    receipt = json.loads(chosho("-C", "e", "take", "--receipt", "all", "--format=json"))
    counts = {row["member"]: (row["records"], row["kind"]) for row in receipt if row.get("member")}
    return [f"{name}: {counts.get(name)}, not {len(member.records)} records"
            for name, member in names.items() if counts.get(name, (None,))[0] != len(member.records)]


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        names = deliver("all.zip", make_members(seed))
        chosho("init", "e", "--client", "C", "--service", "S", "--period", "2025-04-01..2026-03-31",
               "--languages", "en")
        chosho("-C", "e", "take", "all.zip")
        failures = check_counts(names)
        more, shown = check(seed, names)
        failures += more
        os.chdir("/")
    print("\n".join(failures[:40]))
    print(f"seed {seed}: {len(names)} members, {sum(len(m.records) for m in names.values())} records, "
          f"{shown} shown, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
