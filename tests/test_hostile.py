#!/usr/bin/env python3
"""Zips through the whole of `take`: those that lie are refused or cost one member, with a reason code; sound
ones never are; every member is accounted for; none takes more than 10 s of processors or 512 MB of memory
(mapped or not: the limit is of addresses)."""

import csv
import glob
import hashlib
import io
import os
import re
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile_zips as hostile  # noqa: E402

PROGRAM = os.environ["CHOSHO_PROGRAM"]
DATA = os.environ.get("CHOSHO_TEST_DATA", "")
SOURCE = os.environ["CHOSHO_SOURCE"]
INIT = ["--client", "C", "--service", "S", "--period", "2025-04-01..2026-03-31", "--person", "t:T:preparer",
        "--languages", "en"]
SECONDS_LIMIT = 10
BYTES_LIMIT = 512 << 20
MEASURED = {"seconds": (0, ""), "elapsed": (0, ""), "bytes": (0, "")}


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_LIMIT, BYTES_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (6 * SECONDS_LIMIT, 6 * SECONDS_LIMIT))


class Taken:
    """What became of one zip: code and message; members as (name, status, reason); seconds and peak bytes."""

    seen = None  # digests of what the engagement has: it takes nothing twice

    def __init__(self, path):
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        if Taken.seen is None or digest in Taken.seen:
            shutil.rmtree("e", ignore_errors=True)
            subprocess.run([PROGRAM, "init", "e", *INIT], check=True, capture_output=True)
            Taken.seen = set()
        Taken.seen.add(digest)
        began = time.monotonic()
        with open("err", "wb+") as err:
            child = subprocess.Popen([PROGRAM, "-C", "e", "take", os.path.abspath(path), "--lang=en"],
                                     stdout=subprocess.DEVNULL, stderr=err, preexec_fn=limit)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            err.seek(0)
            self.message = err.read().decode()
        self.code = child.returncode
        self.elapsed = time.monotonic() - began
        self.seconds = usage.ru_utime + usage.ru_stime  # of processors: the machine may have other work
        self.bytes = usage.ru_maxrss * 1024
        with sqlite3.connect("e/workpaper.db") as db:
            bundle = db.execute("SELECT max(bundle_id) FROM bundle").fetchone()[0] if self.code == 0 else None
            self.members = db.execute("SELECT name, status, reason, damage_en FROM member WHERE bundle_id = ? ORDER BY member_id",
                                      (bundle,)).fetchall()
        for key, value in (("seconds", self.seconds), ("elapsed", self.elapsed), ("bytes", self.bytes)):
            MEASURED[key] = max(MEASURED[key], (value, os.path.basename(path)))

    @property
    def reason(self):
        match = re.search(r"\[([a-z0-9-]+)\]$", self.message.strip())
        return match and match.group(1)

    @property
    def codes(self):
        return sorted({member[2] for member in self.members if member[2]})


def own_members(taken):
    """Those of the zip itself, not of a container in it."""
    opened = tuple(member[0] + "!" for member in taken.members if member[1] == "opened")
    return [member for member in taken.members if not (opened and member[0].startswith(opened))]


class Taking(unittest.TestCase):
    def take(self, data, name="z.zip"):
        if isinstance(data, bytes):
            with open(name, "wb") as file:
                file.write(data)
        taken = Taken(name)
        self.assertIn(taken.code, (0, 5), taken.message)
        self.assertLessEqual(taken.seconds, SECONDS_LIMIT, name)
        self.assertLessEqual(taken.bytes, BYTES_LIMIT, name)
        self.assert_accounted(taken)
        return taken

    def assert_accounted(self, taken):
        """Members are read, opened, kept unread or refused, each with its reason, as many as it says."""
        if taken.code:
            self.assertEqual(taken.members, [], taken.message)
            return
        said = re.search(r"members: (\d+) = (.*?) \(folders apart: (\d+)\); damaged: (\d+)", taken.message)
        self.assertIsNotNone(said, taken.message)
        self.assertEqual(int(said.group(1)), sum(map(int, re.findall(r" (\d+)", " " + said.group(2)))))
        self.assertEqual(int(said.group(1)) + int(said.group(3)), len(taken.members))
        for name, status, reason, damage in taken.members:
            self.assertTrue(status in ("read", "folder", "opened") or reason, name)
            self.assertTrue(reason != "damaged" or damage, name)


class HostileTest(Taking):
    def assert_refused(self, data, reason):
        taken = self.take(data)
        self.assertEqual((taken.code, taken.reason), (5, reason), taken.message)
        self.assertIn("ask for the files to be zipped again", taken.message)

    def assert_member(self, data, status, reason, count=1):
        taken = self.take(data)
        self.assertEqual(taken.code, 0, taken.message)
        self.assertEqual([(member[1], member[2]) for member in taken.members[:count]], [(status, reason)] * count)
        return taken

    def test_what_refuses_a_bundle(self):
        sound = hostile.zip_of(hostile.Member())
        self.assert_refused(hostile.full_overlap(100), "overlap")
        self.assert_refused(hostile.quoted_overlap(100), "overlap")
        self.assert_refused(hostile.zip_of(hostile.Member("a"), hidden=hostile.Member("hidden.csv").local_bytes()), "gap")
        self.assert_refused(hostile.zip_of(hostile.Member("a"), hostile.Member("b"), gap=b"\0\0"), "gap")
        self.assert_refused(b"MZ" + sound, "prefix")
        self.assert_refused(hostile.zip_of(hostile.Member(), prefix=b"#!/bin/sh\n"), "prefix")
        self.assert_refused(sound + b"\n", "trailing-bytes")
        self.assert_refused(hostile.zip_of(hostile.Member(), comment=hostile.zip_of(hostile.Member("b"))), "two-end-records")
        self.assert_refused(hostile.zip_of(hostile.Member(), comment=hostile.end_record(0, 0, 0)), "two-end-records")
        self.assert_refused(hostile.zip_of(hostile.Member(), count=2), "count-differs")
        self.assert_refused(hostile.zip_of(hostile.Member("a"), hostile.Member("b"), count=1), "count-differs")
        self.assert_refused(hostile.zip_of(hostile.Member("a", central_offset=7)), "prefix")
        # As many as the directory could hold: "too-many-members", in tests/unit/test_preflight.c.
        self.assert_refused(hostile.zip64_of(10000000), "count-differs")
        self.assert_refused(hostile.zip64_of(2 ** 64 - 1), "count-differs")
        self.assert_refused(hostile.zip64_of(1, end_offset_lie=8), "zip64-end")
        self.assert_refused(sound[:-1], "no-end-record")
        self.assert_refused(hostile.zip_of(hostile.Member(), comment=b"words")[:-1], "cut-off")
        self.assert_refused(sound[:40], "no-end-record")
        self.assert_refused(sound + sound, "prefix")
        self.assertEqual(self.take(sound).code, 0)
        self.assertEqual(self.take(hostile.zip64_of(1)).code, 0)

    def test_what_refuses_a_member(self):
        member = hostile.Member
        zip64 = struct.pack("<HHQQ", 1, 16, len(hostile.TEXT), 1 << 40)
        cases = [
            (member(b"a\0.csv"), "name-nul"),
            (member("../a.csv"), "name-dot-dot"),
            (member("/a.csv"), "name-absolute"),
            (member("c:a.csv"), "name-drive"),
            (member("a\\b.csv"), "name-backslash"),
            (member(b"\x95\x5c.csv", flags=0x800), "name-encoding"),
            (member("a.csv", local_name=b"b.csv"), "name-differs"),
            (member("a.csv", local_method=0), "method-differs"),
            (member("a.csv", local_crc=1), "crc-differs"),
            (member("a.csv", mode=0o120777), "link"),
            (member("a.csv", mode=0o020666), "device"),
            (member("a/"), "folder-with-data"),
            (member("a.csv", central_size=3), "size-differs"),
            (member("a.csv", size=1 << 31), "ratio"),
            (member("a.csv", size=0xFFFFFFFF, extra=zip64), "zip64"),
            (member("a.csv", extra=struct.pack("<HH", 1, 99)), "extra-field"),
        ]
        for lying, reason in cases:
            self.assert_member(hostile.zip_of(lying, member("sound.csv")), "refused", reason)
        taken = self.assert_member(hostile.zip_of(member("b.csv"), member("b.csv"), member("sound.csv")), "refused",
                                   "duplicate-name", 2)
        self.assertEqual(taken.members[2][:2], ("sound.csv", "read"))

    def test_cp932_names_keep_their_characters(self):
        taken = self.take(hostile.zip_of(hostile.Member("能力表/ソ表.csv".encode("cp932"))))
        self.assertEqual(taken.members[0][:2], ("能力表/ソ表.csv", "read"))

    def test_more_bytes_than_declared(self):
        data = b"a\n" * 500000
        taken = self.take(hostile.zip_of(hostile.Member("a.csv", data, size=3), hostile.Member("b.csv")))
        self.assertEqual([member[1] for member in taken.members], ["read", "read"])
        self.assertIn("goes on beyond its declared size", taken.members[0][3])
        self.assertIsNone(taken.members[1][3])

    def test_zeros(self):
        for byte, size in ((b"\0", 2 << 30), (b"0", 1 << 30)):
            taken = self.take(hostile.zeros(size, byte), "zeros-%r.zip" % byte)
            self.assertEqual(taken.code, 0, taken.message)
            self.assertIsNone(taken.members[0][3])

    def test_what_is_kept_unread(self):
        """Each with the reason and what to ask for, while the rest of the bundle is read."""
        for method, words in ((12, "bzip2"), (14, "lzma"), (93, "zstd"), (9, "deflate64"), (1, "method 1"), (95, "xz")):
            data = hostile.zip_of(hostile.Member("a.csv", method=method, raw=b"x" * 40, packed=40), hostile.Member("b.csv"))
            self.assert_member(data, "unread", "method")
            subprocess.run([PROGRAM, "init", "f", *INIT], capture_output=True, check=True)
            shown = subprocess.run([PROGRAM, "-C", "f", "take", "z.zip", "--lang=en"], capture_output=True, check=True)
            self.assertRegex(shown.stdout.decode(), "a.csv +unread .*ask for it zipped the ordinary way .*" + words)
            shutil.rmtree("f")
        for flags, method, extra in ((1, 8, b""), (1, 99, struct.pack("<HHHHBH", 0x9901, 7, 2, 0x4541, 3, 8)), (0x41, 8, b"")):
            data = hostile.zip_of(hostile.Member("a.csv", flags=flags, method=method, raw=b"x" * 40, packed=40, extra=extra),
                                  hostile.Member("b.csv"))
            self.assert_member(data, "unread", "encrypted")

    def test_encrypted_by_seven_zip(self):
        if not shutil.which("7z"):
            self.skipTest("no 7z (p7zip-full)")
        with open("a.csv", "wb") as file:
            file.write(hostile.TEXT * 1000)
        for switches in (["-mem=ZipCrypto", "-psecret"], ["-mem=AES256", "-psecret"]):
            self.seven_zip("enc.zip", *switches, "a.csv")
            taken = self.take("enc.zip", "enc.zip")
            self.assertEqual([member[:3] for member in taken.members], [("a.csv", "unread", "encrypted")])
        for method in ("BZip2", "LZMA", "Deflate64", "PPMd", "xz"):
            self.seven_zip("method.zip", "-mm=" + method, "a.csv")
            taken = self.take("method.zip", "method.zip")
            self.assertEqual([member[:3] for member in taken.members], [("a.csv", "unread", "method")], method)

    @staticmethod
    def seven_zip(path, *arguments):
        if os.path.exists(path):
            os.remove(path)
        subprocess.run(["7z", "a", "-tzip", "-bso0", *arguments[:-1], path, arguments[-1]], check=True)

    def test_supplied_zips(self):
        """Verdicts are those of preflight_verdicts.csv; a difference from EXPECTED-zip.csv has its explanation."""
        folder = os.path.join(DATA, "hostile")
        if not os.path.isdir(folder):
            self.skipTest("no hostile below CHOSHO_TEST_DATA")
        with open(os.path.join(folder, "EXPECTED-zip.csv"), encoding="utf-8") as file:
            expected = {row["file"].removeprefix("hostile/"): row for row in csv.DictReader(file)}
        with open(os.path.join(SOURCE, "tests/unit/preflight_verdicts.csv"), encoding="utf-8") as file:
            verdicts = list(csv.DictReader(file))
        self.assertEqual({row["file"] for row in verdicts}, set(expected))
        for row in verdicts:
            differs = difference(row, expected[row["file"]])
            self.assertEqual(bool(row["difference"]), bool(differs), (row["file"], differs))
            taken = self.take(os.path.join(folder, row["file"]), os.path.join(folder, row["file"]))
            self.assertEqual(taken.code, 5 if row["verdict"] == "refused" else 0, row["file"])
            if taken.code:
                self.assertEqual(taken.reason, row["reasons"], row["file"])
                continue
            own = own_members(taken)
            self.assertEqual(len(own), sum(int(row[key]) for key in ("readable", "folders", "unread", "refused")), row["file"])
            self.assertEqual(sum(member[1] == "refused" for member in own), int(row["refused"]), row["file"])
            self.assertGreaterEqual(sum(member[3] is not None for member in own), int(row["damaged"]), row["file"])


def difference(ours, theirs):
    """What zipfile, unzip or 7z would have it otherwise."""
    accepted, opens = ours["verdict"] == "accepted", theirs["zipfile_opens"] == "yes"
    reasons = ours["reasons"].split()
    members = sum(int(ours[key]) for key in ("readable", "folders", "unread", "refused"))
    marred = sum(int(ours[key]) for key in ("unread", "refused", "damaged"))
    tests_well = theirs["unzip_t"] == theirs["7z_t"] == "0"
    found = [] if accepted == opens else ["opens"]
    if accepted and opens:
        found += [key for key, seen, told in (
            ("entries", members, int(theirs["entries"])),
            ("encrypted", "encrypted" in reasons, int(theirs["encrypted"]) > 0),
            ("symlinks", "link" in reasons, int(theirs["symlinks"]) > 0),
            ("unsafe", any(reason.startswith("name-") for reason in reasons), int(theirs["unsafe_names"]) > 0),
            ("duplicates", "duplicate-name" in reasons, int(theirs["duplicate_names"]) > 0)) if seen != told]
    if tests_well if not accepted or marred else not tests_well:
        found.append("tests")
    return found


class SoundTest(Taking):
    """Nothing that is sound is refused, kept unread for its structure, or damaged."""

    def assert_sound(self, path):
        taken = self.take(path, path)
        self.assertEqual(taken.code, 0, (path, taken.message))
        for name, status, reason, damage in taken.members:
            self.assertNotEqual(status, "refused", (path, name, reason))
            self.assertFalse(status == "unread" and reason not in ("kind", "sheet-chart"), (path, name, reason))
            self.assertIsNone(damage, (path, name))
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        self.assertEqual(len(names),
                         len(own_members(taken)), path)

    def test_supplied(self):
        if not os.path.isdir(os.path.join(DATA, "bundles")):
            self.skipTest("no bundles below CHOSHO_TEST_DATA")
        paths = [path for pattern in ("bundles/*.zip", "logs/windows/*.zip", "samples/xlsx/*.xlsx")
                 for path in sorted(glob.glob(os.path.join(DATA, pattern)))]
        self.assertGreaterEqual(len(paths), 28)
        for path in paths:
            self.assert_sound(path)

    def test_what_is_not_sound_fails(self):
        """The checks above can fail: one wrong check value, one size too large."""
        for member in (hostile.Member("a.csv", crc=1), hostile.Member("a.csv", size=1 + len(hostile.TEXT))):
            with open("z.zip", "wb") as file:
                file.write(hostile.zip_of(member, hostile.Member("b.csv")))
            with self.assertRaisesRegex(AssertionError, "is damaged at byte"):
                self.assert_sound("z.zip")

    def make_files(self):
        shutil.rmtree("d", ignore_errors=True)
        os.makedirs("d/サーバー/空")
        for name, data in (("d/a.csv", hostile.TEXT), ("d/サーバー/表.log", "退職\n".encode() * 1000), ("d/empty", b"")):
            with open(name, "wb") as file:
                file.write(data)

    def test_made_by_programs(self):
        self.make_files()
        commands = {
            "info-zip": ["zip", "-qr", "z.zip", "d"],
            "info-zip-no-extra": ["zip", "-qrX", "z.zip", "d"],
            "info-zip-stored": ["zip", "-qr0", "z.zip", "d"],
            "info-zip-zip64": ["zip", "-qr", "-fz", "z.zip", "d"],
            "info-zip-stream": ["sh", "-c", "zip -qr - d | cat >z.zip"],
            "info-zip-stdin": ["sh", "-c", "cat d/a.csv | zip -q z.zip -"],
            "info-zip-comment": ["sh", "-c", "zip -qr z.zip d && echo words | zip -qz z.zip"],
            "7z": ["7z", "a", "-tzip", "-bso0", "z.zip", "d"],
            "7z-ultra": ["7z", "a", "-tzip", "-bso0", "-mx=9", "-mcu=on", "z.zip", "d"],
            "bsdtar": ["bsdtar", "--format=zip", "-cf", "z.zip", "d"],
            "bsdtar-stream": ["sh", "-c", "bsdtar --format=zip -cf - d | cat >z.zip"],
            "bsdtar-stored": ["bsdtar", "--format=zip", "--options=zip:compression=store", "-cf", "z.zip", "d"],
        }
        for name, command in commands.items():
            program = re.search(r"\b(zip|7z|bsdtar)\b", " ".join(command)).group(1)
            if not shutil.which(program):
                print("skipped: no", program)
                continue
            if os.path.exists("z.zip"):
                os.remove("z.zip")
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
            with self.subTest(name):
                self.assert_sound("z.zip")

    def test_made_by_python(self):
        class Pipe(io.RawIOBase):
            def __init__(self, file):
                self.file = file

            def writable(self):
                return True

            def write(self, data):
                return self.file.write(data)

        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            for streamed in (False, True):
                with open("z.zip", "wb") as file, zipfile.ZipFile(Pipe(file) if streamed else file, "w", method) as archive:
                    archive.writestr("表/a.csv", hostile.TEXT)
                    archive.writestr("空/", b"")
                    with archive.open("b.log", "w", force_zip64=True) as member:
                        member.write(b"line\n" * 1000)
                self.assert_sound("z.zip")

    def test_made_by_java(self):
        files = [("META-INF/", b""), ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\n\r\n"), ("d/", b""),
                 ("d/a.csv", hostile.TEXT), ("d/表.csv", hostile.TEXT)]
        for part in (files, files[2:]):
            with open("z.zip", "wb") as file:
                file.write(hostile.java(part))
            self.assert_sound("z.zip")

    def test_java_is_reproduced(self):
        if not shutil.which("jar"):
            self.skipTest("no jar (default-jdk-headless, too large to ask for)")
        self.make_files()
        subprocess.run(["jar", "cMf", "z.zip", "d/a.csv"], check=True)
        with open("z.zip", "rb") as file:
            made = file.read()
        self.assertEqual(made, hostile.java([("d/a.csv", hostile.TEXT)], struct.unpack("<2H", made[10:14])))
        self.assert_sound("z.zip")


def tearDownModule():
    print("most: %.2f s of processors (%s), %.2f s elapsed (%s), %d MB (%s)" % (
        *MEASURED["seconds"], *MEASURED["elapsed"], MEASURED["bytes"][0] >> 20, MEASURED["bytes"][1]))


if __name__ == "__main__":
    unittest.main()
