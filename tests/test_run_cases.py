#!/usr/bin/env python3
"""The runner of the black-box cases does what its head promises: above all, that it notices."""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
import zipfile

TESTS = os.path.dirname(os.path.abspath(__file__))

# Stands in for chosho: says what it was told to.
PROGRAM = """#!/bin/sh
case $1 in
say) shift; printf '%s\\n' "$@" ;;
warn) shift; printf '%s\\n' "$@" >&2 ;;
end) exit "$2" ;;
esac
"""


class RunnerTest(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        os.chmod(self.root, 0o755)
        os.makedirs(os.path.join(self.root, "source", "tests", "cases"))
        self.program = self.write("chosho", PROGRAM)
        os.chmod(self.program, 0o755)
        self.env = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1",
                    "CHOSHO_SOURCE": os.path.join(self.root, "source"),
                    "CHOSHO_TEST_DATA": os.path.join(self.root, "data"), "CHOSHO_PROGRAM": self.program}

    def write(self, path, text, encoding="utf-8"):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding=encoding) as file:
            file.write(text)
        return path

    def run_case(self, text, *options):
        """Runs one case; returns the exit code and what the runner printed."""
        path = self.write("source/tests/cases/example.case", textwrap.dedent(text))
        done = subprocess.run([sys.executable, os.path.join(TESTS, "run_cases.py"), *options, path],
                              env=self.env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def assert_passes(self, text, *options):
        code, printed = self.run_case(text, *options)
        self.assertEqual((code, printed.splitlines()[-1]), (0, "1 passed, 0 failed"), printed)

    def assert_fails(self, text, *sayings):
        code, printed = self.run_case(text)
        self.assertEqual((code, printed.splitlines()[-1]), (1, "0 passed, 1 failed"), printed)
        for saying in sayings:
            self.assertIn(saying, printed)

    def assert_skips(self, text, reason):
        code, printed = self.run_case(text)
        self.assertEqual((code, printed.splitlines()[-1]), (0, "0 passed, 0 failed, 1 skipped"))
        self.assertIn(reason, printed)

    def test_words_match_in_a_row_and_whole(self):
        self.assert_passes("""\
            command  chosho say 'a   leaver  exceptions 2   end'
            stdout   leaver exceptions  2
            """)
        self.assert_fails("""\
            command  chosho say 'exceptions 21'
            stdout   exceptions 2
            """, "example.case:2: stdout", "nearest: exceptions 21")

    def test_lines_match_in_order(self):
        self.assert_passes("""\
            command  chosho say one two three
            stdout
                one
                three
            """)
        self.assert_fails("""\
            command  chosho say one two three
            stdout   three
            stdout   one
            """, "example.case:3: stdout", "line 1 has it, but the step before matched line 3")

    def test_a_line_is_not_matched_twice(self):
        self.assert_fails("""\
            command  chosho say one
            stdout   one
            stdout   one
            """, "example.case:3")

    def test_patterns(self):
        self.assert_passes("""\
            command  chosho say 'sha256 0123abcd'
            stdout ~ ^sha256 [0-9a-f]{8}$
            """)
        self.assert_fails("""\
            command  chosho say 'sha256 0123'
            stdout ~ ^sha256 [0-9a-f]{8}$
            """, "no matching pattern")

    def test_forbidden_text(self):
        self.assert_passes("""\
            command  chosho say one
            stdout ! two
            stderr ! one
            """)
        self.assert_fails("""\
            command  chosho say 'a secret here'
            stdout ! secret
            """, "in line 1")

    def test_whole_output(self):
        self.assert_passes("""\
            command  chosho say one '  two'
            stdout =
                one
                  two
            stderr =
            """)
        self.assert_fails("""\
            command  chosho say one two
            stdout = one
            """, "+two")
        self.assert_fails("""\
            command  chosho warn oops
            stderr =
            """, "+oops")

    def test_exit_codes(self):
        self.assert_passes("""\
            command  chosho end 5
            exit     5
            """)
        self.assert_fails("""\
            command  chosho end 5
            exit     3
            """, "expected exit code 3, got 5")
        self.assert_fails("""\
            command  chosho end 1
            command  chosho say one
            """, "example.case:1: command", "expected exit code 0, got 1")
        self.assert_fails("command  chosho end 1\n", "expected exit code 0, got 1")
        self.assert_fails("command  kill -SEGV $$\n", "signal 11")

    def test_a_failure_ends_the_case_after_its_command(self):
        code, printed = self.run_case("""\
            command  chosho say one
            stdout   two
            stdout   three
            command  chosho say one
            stdout   four
            """)
        self.assertEqual(code, 1)
        self.assertIn("three", printed)
        self.assertNotIn("four", printed)

    def test_sanitizer_reports_fail(self):
        self.assert_fails("command  chosho warn 'a.c:3:4: runtime error: overflow'\n", "sanitizer")

    def test_time_limit(self):
        self.assert_fails("""\
            timeout  0.2
            command  sleep 20
            """, "still running after 0.2 seconds")

    def test_time_limit_is_multiplied(self):
        self.env["CK_TIMEOUT_MULTIPLIER"] = "3"
        self.assert_fails("""\
            timeout  0.1
            command  sleep 20
            """, "still running after 0.3")

    def test_sql(self):
        case = """\
            command  python3 -c "import sqlite3; sqlite3.connect('a.db').executescript(
                'create table t(n, j); insert into t values (1, null), (2, char(65))')"
            """
        self.assert_passes(textwrap.dedent(case) + textwrap.dedent("""\
            sql      a.db SELECT count(*) FROM t -> 2
            sql      a.db SELECT '{"a":7}' ->> 'a' -> 7
            sql      a.db SELECT n, j FROM t
                1|NULL
                2|A
            """))
        self.assert_fails(textwrap.dedent(case) + "sql  a.db SELECT count(*) FROM t -> 3\n", "-3", "+2")
        self.assert_fails(textwrap.dedent(case) + "sql  a.db SELECT x FROM t -> 3\n", "no such column")

    def test_files(self):
        self.assert_passes("""\
            file     "folder/a b.txt" encoding=cp932 eol=crlf
                調書

                  # 二行目
            command  iconv -f cp932 -t utf-8 "folder/a b.txt" | sed 's/\\r$/<CR>/'
            stdout =
                調書<CR>
                <CR>
                  # 二行目<CR>
            """)

    def test_comparing_files(self):
        files = "file a\n    one\nfile b\n    two\ncommand  true\n"
        self.assert_passes(files + "same a a\ndiffers a b\nexists a b\nabsent c\n")
        self.assert_fails(files + "same a b\n", "-two", "+one")
        self.assert_fails(files + "differs a a\n", "the same")
        self.assert_fails(files + "exists a c\n", "no c")
        self.assert_fails(files + "absent a\n", "a a")

    def test_golden_files_are_rewritten_only_when_asked(self):
        golden = self.write("source/tests/golden/report.txt", "old\n")
        case = """\
            command  chosho say new > report.txt
            same     report.txt $CHOSHO_SOURCE/tests/golden/report.txt
            """
        self.assert_fails(case, "-old", "+new")
        self.assert_passes(case, "--accept")
        self.assert_passes(case)
        with open(golden, encoding="utf-8") as file:
            self.assertEqual(file.read(), "new\n")

    def test_environment(self):
        os.environ["CHOSHO_LEAK"] = "leaked"
        self.addCleanup(os.environ.pop, "CHOSHO_LEAK")
        self.env["CHOSHO_LEAK"] = "leaked"
        self.assert_passes("""\
            env      GREETING=hello
            command  chosho say "$GREETING $LANG ${CHOSHO_LEAK:-none} $(basename "$PWD") ${TZ:-none}"
            stdout = hello C.UTF-8 none work none
            """)

    def test_standard_input(self):
        self.assert_passes("""\
            stdin
                typed
            command  cat
            stdout = typed
            command  cat
            stdout =
            """)

    def test_evidence_is_the_same_bytes_every_time(self):
        self.write("source/fixture/b.txt", "二")
        self.write("source/fixture/folder/a.txt", "一")
        self.assert_passes("""\
            evidence one.zip fixture
            command  touch -d 2001-01-01 "$CHOSHO_SOURCE/fixture/b.txt"
            evidence two.zip fixture
            command  python3 -m zipfile -l one.zip
            stdout
                b.txt 1980-01-01 00:00:00 3
                folder/a.txt 1980-01-01 00:00:00 3
            same     one.zip two.zip
            """)

    def test_evidence_in_an_old_encoding(self):
        self.write("source/fixture/申請.csv", "承認\n")
        self.write("keep", "")
        self.assert_passes("""\
            evidence one.zip fixture names=cp932 text=cp932 stored
            command  cp one.zip "$CHOSHO_SOURCE/one.zip"
            """)
        with zipfile.ZipFile(os.path.join(self.root, "source", "one.zip")) as archive:
            member, = archive.infolist()
            self.assertEqual(member.flag_bits & 0x800, 0)
            self.assertEqual(member.filename.encode("cp437"), "申請.csv".encode("cp932"))
            self.assertEqual(archive.read(member), "承認\n".encode("cp932"))

    def test_evidence_from_the_scratch_folder(self):
        self.assert_passes("""\
            file     made/a.csv
                id
                1
            evidence a.zip ./made
            command  python3 -m zipfile -l a.zip
            stdout   a.csv
            """)

    def test_test_data(self):
        case = "data  log.txt logs/auth.log\ncommand  cat log.txt\nstdout = line\n"
        self.assert_skips(case, "no logs/auth.log in the test data")
        self.assert_skips("evidence a.zip $CHOSHO_TEST_DATA/logs\ncommand true\n", "no logs in the test data")
        self.write("data/logs/auth.log", "line\n")
        self.assert_passes(case)

    def test_needs(self):
        self.env["CHOSHO_INPROCESS"] = "1"
        self.assert_skips("needs-sandbox\ncommand true\n", "no sandbox")
        if os.getuid() == 0:
            self.assert_skips("skip-as-root\ncommand true\n", "not for root")
            self.assert_passes("as-user\ncommand  id -u; touch mine; chosho say yes\nstdout  65534\nstdout  yes\n")

    def test_mistakes_in_a_case(self):
        self.assert_fails("comand chosho\n", "line 1: 'comand' is no keyword")
        self.assert_fails("stdout one\ncommand true\n", "no command before this")
        self.assert_fails("file a\n    text\n", "a case without a command")
        self.assert_fails("command true\nstdout\n", "needs a line")
        self.assert_fails("command true\nsql a.db SELECT 1\n", "sql needs")
        self.assert_fails("evidence a.zip nowhere\ncommand true\n", "no folder")
        self.assert_fails("command true\nstdout ~ (\n", "example.case:2")

    def test_scratch_folders_are_removed(self):
        self.env["TMPDIR"] = os.path.join(self.root, "scratch")
        os.mkdir(self.env["TMPDIR"])
        self.assert_passes("command  mkdir deep && touch deep/file\n")
        self.assertEqual(os.listdir(self.env["TMPDIR"]), [])


if __name__ == "__main__":
    unittest.main()
