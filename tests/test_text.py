#!/usr/bin/env python3
"""Text as delivered: every encoding against iconv's and Python's tables, offsets against the bytes
themselves, and naughty strings that come out of a query byte for byte as they went into the zip."""

import csv
import io
import json
import os
import random
import re
import subprocess
import unittest
import zipfile

PROGRAM = os.environ["CHOSHO_PROGRAM"]
DATA = os.environ.get("CHOSHO_TEST_DATA", "")
INIT = ["--client", "C", "--service", "S", "--period", "2025-04-01..2026-03-31", "--person", "t:T:preparer",
        "--languages", "en"]

# So much evident Japanese stands before what is tested that the encoding is decided by it.
BALLAST = "これは日本語の文章である。\n" * 6000

# What Windows reads otherwise than the standards that Python follows: the same codes of JIS X 0208.
WINDOWS = {"〜": "～", "‖": "∥", "−": "－", "¢": "￠", "£": "￡", "¬": "￢"}


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def lines_of(member):
    """number -> text of the records of a member of x.zip that could be read."""
    out = run("query", "x.zip", 'SELECT record_id & 0xFFFFFF AS n, line FROM "%s"' % member, "--format=jsonl",
              "--lang=en")
    return {row["n"]: row["line"] for row in map(json.loads, out.decode().strip("\n").split("\n"))}


def ask(members, member):
    with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return lines_of(member)


def iconv(data, charset):
    return subprocess.run(["iconv", "-c", "-f", charset, "-t", "UTF-8"], input=data, capture_output=True,
                          check=False).stdout.decode()


def codes_by_iconv(codes, charset):
    """The codes that iconv reads as one character, in one call: it leaves out what it cannot read."""
    text = iconv(b"".join(code.hex().encode() + b":" + code + b";\n" for code in codes), charset)
    found = re.findall("^([0-9a-f]+):(.);$", text, re.MULTILINE)
    return {code: character for code, character in found
            if len(code) == 2 or not (character.isascii() or "｡" <= character <= "ﾟ") or code.startswith("8e")}


def codes_by_python(codes, codec):
    found = {}
    for code in codes:
        try:
            found[code.hex()] = code.decode(codec)
        except UnicodeDecodeError:
            pass
    return found


def codes_by_chosho(codes, codec, on=b"", off=b""):
    """Each code is a line of its own; undecodable ones are no answer."""
    ballast = BALLAST.encode(codec)
    text = ballast + b"".join(code.hex().encode() + b":" + on + code + off + b";\n" for code in codes)
    found = {}
    for line in ask({"t.txt": text}, "t.txt").values():
        match = re.fullmatch("([0-9a-f]+):(.);", line, re.DOTALL)
        if match:
            found[match.group(1)] = match.group(2)
    return found


def pairs(first, second):
    return [bytes([a, b]) for a in first for b in second]


def differences(ours, others):
    return {code: (ours.get(code), others.get(code)) for code in {**ours, **others}
            if ours.get(code) != others.get(code)}


class TablesTest(unittest.TestCase):
    maxDiff = 2000

    def test_cp932(self):
        leads = [*range(0x81, 0xA0), *range(0xE0, 0xFD)]
        codes = pairs(leads, [*range(0x40, 0x7F), *range(0x80, 0xFD)]) + \
            [bytes([byte]) for byte in range(0xA1, 0xE0)]
        ours = codes_by_chosho(codes, "cp932")
        self.assertEqual(differences(ours, codes_by_iconv(codes, "CP932")), {})
        self.assertEqual(differences(ours, codes_by_python(codes, "cp932")), {})
        self.assertEqual([ours[code] for code in ("955c", "8740", "fbfc", "f040", "b1")],
                         ["表", "①", "髙", "\ue000", "ｱ"])

    def test_eucjp(self):
        cells = range(0xA1, 0xFF)
        codes = pairs(cells, cells) + [b"\x8f" + code for code in pairs(cells, cells)] + \
            [b"\x8e" + bytes([byte]) for byte in range(0xA1, 0xE0)]
        ours = codes_by_chosho(codes, "euc_jp")
        others = codes_by_iconv(codes, "EUC-JP-MS")
        # Fourteen characters have codes of two and of three bytes (№ two of these); those of three bytes are
        # no characters here (eucjp.h).
        twice = differences(ours, others)
        self.assertEqual((len(twice), len({pair[1] for pair in twice.values()})), (15, 14))
        self.assertTrue(all(code.startswith("8f") and pair[0] is None for code, pair in twice.items()))
        self.assertTrue(all(pair[1] in ours.values() for pair in twice.values()))
        # EUC-JIS-2004 is another, later standard: in rows 1 to 8 and 16 to 84 the same but for Windows' readings.
        standard = {code: character for code, character in codes_by_python(pairs(cells, cells), "euc_jis_2004").items()
                    if int(code[:2], 16) - 0xA0 in (*range(1, 9), *range(16, 85)) and code in ours}
        changed = differences({code: ours[code] for code in standard}, standard)
        self.assertEqual({pair[1]: pair[0] for pair in changed.values()}, WINDOWS)
        self.assertEqual(ours["ada1"], "①")

    def test_iso2022jp(self):
        cells = range(0x21, 0x7F)
        codes = pairs(cells, cells)
        kanji = codes_by_chosho(codes, "iso2022_jp", b"\x1b$B", b"\x1b(B")
        standard = {code.hex(): None for code in codes}
        for code in codes:
            try:
                standard[code.hex()] = (b"\x1b$B" + code + b"\x1b(B").decode("iso2022_jp")
            except UnicodeDecodeError:
                del standard[code.hex()]
        changed = differences(kanji, standard)
        self.assertEqual({pair[1]: pair[0] for pair in changed.values() if pair[1]}, WINDOWS)
        # Beyond the standard: NEC row 13 and NEC's selection of IBM's extensions, as in CP932.
        for code in (code for code, pair in changed.items() if not pair[1]):
            row, cell = int(code[:2], 16) - 0x21, int(code[2:], 16)
            lead = 0x81 + row // 2 + (0x40 if 0x81 + row // 2 > 0x9F else 0)
            trail = cell + (0x7E if row % 2 else 0x1F + (cell >= 0x60))
            self.assertIn(row + 1, (13, 89, 90, 91, 92))
            self.assertEqual(bytes([lead, trail]).decode("cp932"), kanji[code])
        self.assertEqual((kanji["2d21"], kanji["7c62"]), ("①", "髙"))

    def test_iso2022jp_supplement_and_katakana(self):
        cells = range(0x21, 0x7F)
        codes = pairs(cells, cells)
        ours = codes_by_chosho(codes, "iso2022_jp", b"\x1b$(D", b"\x1b(B")
        standard = {}
        for code in codes:
            try:
                standard[code.hex()] = (b"\x1b$(D" + code + b"\x1b(B").decode("iso2022_jp_1")
            except UnicodeDecodeError:
                pass
        changed = differences(ours, standard)
        self.assertEqual({pair[0] for pair in changed.values() if pair[1]}, {"～"} | {"￤"})
        # IBM's extensions and the user-defined area, as EUC-JP-MS has them.
        more = [bytes.fromhex(code) for code, pair in changed.items() if not pair[1]]
        others = codes_by_iconv([b"\x8f" + bytes(byte | 0x80 for byte in code) for code in more], "EUC-JP-MS")
        self.assertEqual([ours[code.hex()] for code in more], list(others.values()))
        single = [bytes([byte]) for byte in range(0x21, 0x7F)]
        katakana = codes_by_chosho(single, "iso2022_jp", b"\x1b(I", b"\x1b(B")
        self.assertEqual(katakana, {"%02x" % (0x21 + i): chr(0xFF61 + i) for i in range(63)})
        roman = codes_by_chosho(single, "iso2022_jp", b"\x1b(J", b"\x1b(B")
        self.assertEqual(roman, codes_by_python(single, "ascii") | {"5c": "¥", "7e": "‾"})


def random_text(generator, characters, count):
    return "".join(generator.choice(characters) for _ in range(count))


class MembersTest(unittest.TestCase):
    CODECS = {"utf-8": "utf-8", "utf-8-mark": "utf-8-sig", "utf-16le": "utf-16", "utf-16be": None, "cp932": "cp932",
              "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext"}

    @staticmethod
    def encode(text, name):
        if name == "utf-16be":
            return b"\xfe\xff" + text.encode("utf-16-be")
        return text.encode(MembersTest.CODECS[name])

    def rows(self, generator, name):
        plain = [*"abcXYZ019 ,;:'\\|~", *"表能ソ退職あいうアイウ　。（株）漢字"]
        if name.startswith("utf"):
            plain += [*"𠮷é🙂한①"]
        elif name != "euc-jp":
            plain += [*"ｱｲｳﾟ"]
        if name == "cp932":
            plain += [*"①㈱髙﨑ⅹ"]
        plain = [character for character in plain
                 if not (name == "iso-2022-jp" and character in "\\~")]
        return [[str(i), "本文" + random_text(generator, plain, generator.randrange(40)),
                 'x"' + random_text(generator, plain, 5) + "\n次の行"] for i in range(1, 1200)]

    def test_generated_tables(self):
        for name in self.CODECS:
            generator = random.Random(name)
            rows = self.rows(generator, name)
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows([["番号", "本文", "備考"], *rows])
            with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("t.csv", self.encode(text.getvalue(), name))
            out = run("query", "x.zip", 'SELECT "番号", "本文", "備考" FROM "t.csv"', "--format=csv")
            self.assertEqual(list(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline="")))[1:], rows, name)

    def test_offsets(self):
        """What show says of a record's place is where its bytes are."""
        with zipfile.ZipFile("y.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            members = {}
            for name in self.CODECS:
                generator = random.Random(name)
                lines = ["%d %s" % (i, "本文" + ",".join(row)) for i, row in
                         enumerate((row[:2] for row in self.rows(generator, name)), 1)]
                members[name + ".txt"] = (lines, self.encode("\n".join(lines) + "\n", name))
                archive.writestr(name + ".txt", members[name + ".txt"][1])
        run("init", "e", *INIT)
        run("-C", "e", "take", "y.zip")
        for name, (lines, data) in members.items():
            for number in (1, 2, 600, 1198, 1199):
                shown = run("-C", "e", "show", "y:%s#%d" % (name, number)).decode()
                match = re.search(r"> record %d, line %d, bytes (\d+)-(\d+)" % (number, number), shown)
                self.assertIsNotNone(match, shown)
                record = data[int(match.group(1)):int(match.group(2))]
                codec = name.removesuffix(".txt").replace("-mark", "")
                codec = {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(codec) or self.CODECS[codec]
                self.assertEqual(record.decode(codec), lines[number - 1], name)

    def test_samples(self):
        """Python's own samples of encodings; JIS X 0213 has codes that CP932 lacks: those lines are told."""
        folder = os.path.join(DATA, "samples/encoding")
        if not os.path.isdir(folder):
            self.skipTest("no samples/encoding below CHOSHO_TEST_DATA")
        for name in ("iso2022_jp", "shift_jis", "shift_jisx0213"):
            with open(os.path.join(folder, name + ".txt"), "rb") as file:
                data = file.read()
            with open(os.path.join(folder, name + "-utf8.txt"), encoding="utf-8") as file:
                expected = [line for line in file.read().splitlines() if line.strip()]
            if name == "shift_jisx0213":
                data = BALLAST.encode("cp932") + data
            found = list(ask({"t.txt": data}, "t.txt").values())
            if name == "shift_jisx0213":
                found = found[BALLAST.count("\n"):]
                expected = expected[:-1]
            self.assertEqual(found, expected, name)


class NaughtyTest(unittest.TestCase):
    def test_naughty_strings(self):
        path = os.path.join(DATA, "hostile/text/blns.json")
        if not os.path.exists(path):
            self.skipTest("no hostile/text below CHOSHO_TEST_DATA")
        with open(path, encoding="utf-8") as file:
            strings = json.load(file)
        self.assertGreaterEqual(len(strings), 500)
        rows = [[str(i), text] for i, text in enumerate(strings)]
        table = io.StringIO()
        csv.writer(table).writerows([["n", "text"], *rows])
        with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", table.getvalue())
            archive.writestr("a.jsonl", "".join(json.dumps({"n": n, "text": text}, ensure_ascii=n[-1] in "02468") + "\n"
                                                for n, text in rows))
        for member in ("a.csv", "a.jsonl"):
            out = run("query", "x.zip", 'SELECT n, text FROM "%s"' % member, "--format=csv")
            found = list(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline="")))[1:]
            self.assertEqual(found, rows, member)
            out = run("query", "x.zip", 'SELECT n, text FROM "%s"' % member, "--format=jsonl")
            found = [[row["n"], row["text"]] for row in map(json.loads, out.decode().strip("\n").split("\n"))]
            self.assertEqual(found, rows, member)


if __name__ == "__main__":
    unittest.main()
