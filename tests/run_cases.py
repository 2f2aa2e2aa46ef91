#!/usr/bin/env python3
"""Runs the black-box cases: tests/cases/*.case, one readable file each.

    run_cases.py [--jobs=N] [--keep] [--accept] [CASE...]

CASE is a path or a name in tests/cases; none means all. --keep leaves the scratch folders and says
where; --accept rewrites the golden files that `same` found different. The last line printed is
"N passed, N failed", with ", N skipped" where there are; the exit code is 1 when a case failed.

A case is made of steps, done in the order written, in a scratch folder of its own:

    # run-finds-leaver-account: a leaver's account that is still there is an exception
    evidence  access.zip  procedures/library/access/leaver-removal/bad
    command   chosho run leaver-removal
    exit      1
    stdout    leaver-removal  exception  population 5  tested 5  exceptions 2
    sql       workpaper.db  SELECT count(*) FROM exception  ->  2

A step is a keyword and a value on one line, or with a block of indented lines under it (which lose
their common indentation; '#' and empty lines are part of it). Names with blanks are quoted;
$CHOSHO_SOURCE, $CHOSHO_TEST_DATA and what `env` set are filled in.

What the case needs
    evidence NAME.zip FOLDER [names=ENCODING] [text=ENCODING] [stored]
                    zips a folder: of the source tree, of the scratch folder (./FOLDER) or of
                    $CHOSHO_TEST_DATA/...; always the same bytes. names=cp932 writes the members'
                    names as an old Japanese Windows does, text=cp932 converts their UTF-8 content
    data NAME PATH  a copy of $CHOSHO_TEST_DATA/PATH; the case is skipped where that is absent
    file NAME [encoding=E] [eol=crlf]    a text file: the block
    env NAME=VALUE  for the commands that follow
    stdin           for the next command: the block
    timeout SECONDS for each command that follows (60); $CK_TIMEOUT_MULTIPLIER
                    times as many where that is set, as for the unit tests
    needs-sandbox   skipped in builds whose jobs run in the same process
    as-user         where root runs the tests, the commands run as nobody
    skip-as-root    skipped where root runs the tests

What it does
    command TEXT    runs by sh in the scratch folder, where `chosho` is the built program; a block is
                    more lines of the script. Several follow each other; a failure ends the case

What must come of the command before
    exit N          0 where no step says another
    stdout LINE     these words, in a row, in one line of the output; later steps and the lines of a
                    block match later lines. Any run of blanks equals any other
    stdout ~ REGEX  the same with a pattern, searched in a line
    stdout ! TEXT   in no line
    stdout = TEXT   the whole output, exactly; `stdout =` alone: nothing
    stderr ...      the same for the other stream
    sql DATABASE SELECT ... -> VALUE     columns divided by |, NULL as NULL; several rows: a block
    same FILE FILE  the same bytes (a golden file is $CHOSHO_SOURCE/tests/golden/...)
    differs FILE FILE
    exists FILE     also several; absent likewise
"""

import argparse
import concurrent.futures
import contextlib
import os
import re
import shlex
import shutil
import signal
import sqlite3
import string
import subprocess
import sys
import tempfile
import textwrap
import urllib.parse
import zipfile

from case_output import Fault, Stream, diff, shown

SOURCE = os.environ.get("CHOSHO_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))
NOBODY = 65534
PATIENCE = float(os.environ.get("CK_TIMEOUT_MULTIPLIER") or 1)  # sanitizers slow every command
PASSED_ON = ["ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "MALLOC_PERTURB_"]
SANITIZER = re.compile(r"ERROR: \w+Sanitizer|: runtime error: ")


class Skip(Exception):
    """The case cannot be tried here."""


class Step:
    def __init__(self, line, keyword, value):
        self.line, self.keyword, self.value, self.block = line, keyword, value, []
        self.empty = 0  # lines read since the block's last

    def text(self):
        """The block as a text; "" where there is none."""
        return textwrap.dedent("\n".join(self.block) + "\n") if self.block else ""

    def lines(self):
        """What the step lists: its value, and each line of its block that is not empty."""
        return [line for line in [self.value] + self.text().split("\n") if line.strip()]


def parse(text):
    steps = []
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in (" ", "\t") and line.strip():
            if not steps:
                raise Fault("line %d: an indented line needs a step above it" % number)
            steps[-1].block += [""] * steps[-1].empty + [line]
            steps[-1].empty = 0
        elif not line.strip():
            if steps:
                steps[-1].empty += 1  # inside the block only where more of it follows
        elif not line.startswith("#"):
            keyword, *value = line.split(None, 1)
            if keyword not in KEYWORDS:
                raise Fault("line %d: '%s' is no keyword; they are: %s"
                            % (number, keyword, " ".join(KEYWORDS)))
            steps.append(Step(number, keyword, value[0].strip() if value else ""))
    return steps


class RawName(zipfile.ZipInfo):
    """A member whose name is written in an old encoding, without the UTF-8 flag."""

    encoding = "cp932"

    def _encodeFilenameFlags(self):
        return self.filename.encode(self.encoding), self.flag_bits & ~0x800


def zip_folder(folder, path, names, text, stored):
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(os.path.relpath(os.path.join(parent, file), folder)
                           for parent, _, files in os.walk(folder) for file in files):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            member = (RawName if names else zipfile.ZipInfo)(name)
            if names:
                member.encoding = names
            member.external_attr = 0o100644 << 16
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, data.decode("utf-8").encode(text) if text else data)


class Run:
    """One case being run."""

    def __init__(self, scratch, programs, accept):
        self.folder = os.path.join(scratch, "work")
        self.accept = accept
        self.env = {"PATH": programs + ":/usr/local/bin:/usr/bin:/bin",
                    "HOME": os.path.join(scratch, "home"), "TMPDIR": os.path.join(scratch, "tmp"),
                    "LANG": "C.UTF-8", "CHOSHO_SOURCE": SOURCE,
                    "CHOSHO_TEST_DATA": os.environ.get("CHOSHO_TEST_DATA")
                    or os.path.join(SOURCE, "..", "shared", "data")}
        self.env.update({name: os.environ[name] for name in PASSED_ON if name in os.environ})
        self.user = None
        self.timeout = 60 * PATIENCE
        self.stdin = b""
        self.exit = None  # of the last command, until a step or finish() has judged it
        self.stdout = self.stderr = None
        for folder in (self.folder, self.env["HOME"], self.env["TMPDIR"]):
            os.mkdir(folder)

    def expand(self, text):
        return string.Template(text).safe_substitute(self.env)

    def words(self, step, least, most=None):
        words = [self.expand(word) for word in shlex.split(step.value)]
        if not least <= len(words) <= (most or least):
            raise Fault("'%s' takes %s" % (step.keyword, "%d words" % least if not most
                                           else "%d to %d words" % (least, most)))
        return words

    def path(self, name):
        return os.path.join(self.folder, name)

    def new_path(self, name):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        return self.path(name)

    def need_data(self, path):
        if not os.path.exists(path) and path.startswith(self.env["CHOSHO_TEST_DATA"]):
            raise Skip("no %s in the test data" % os.path.relpath(path, self.env["CHOSHO_TEST_DATA"]))

    def options(self, step, words, known):
        options = dict(word.partition("=")[::2] for word in words)
        for name in options:
            if name not in known:
                raise Fault("'%s' has no option '%s'; it has: %s"
                            % (step.keyword, name, " ".join(known)))
        return options

    # What the case needs

    def do_evidence(self, step):
        name, folder, *rest = self.words(step, 2, 5)
        options = self.options(step, rest, ("names", "text", "stored"))
        folder = self.path(folder) if folder.startswith("./") else os.path.join(SOURCE, folder)
        self.need_data(folder)
        if not os.path.isdir(folder):
            raise Fault("no folder %s" % folder)
        zip_folder(folder, self.new_path(name), options.get("names"), options.get("text"),
                   "stored" in options)

    def do_data(self, step):
        name, path = self.words(step, 2)
        path = os.path.join(self.env["CHOSHO_TEST_DATA"], path)
        self.need_data(path)
        (shutil.copytree if os.path.isdir(path) else shutil.copyfile)(path, self.new_path(name))

    def do_file(self, step):
        name, *rest = self.words(step, 1, 3)
        options = self.options(step, rest, ("encoding", "eol"))
        text = step.text()
        if options.get("eol") == "crlf":
            text = text.replace("\n", "\r\n")
        with open(self.new_path(name), "wb") as file:
            file.write(text.encode(options.get("encoding", "utf-8")))

    def do_env(self, step):
        name, equals, value = step.value.partition("=")
        if not equals:
            raise Fault("env takes NAME=VALUE")
        self.env[name] = self.expand(value)

    def do_stdin(self, step):
        self.stdin = step.text().encode()

    def do_timeout(self, step):
        self.timeout = float(step.value) * PATIENCE

    def do_needs_sandbox(self, _):
        if os.environ.get("CHOSHO_INPROCESS") == "1":
            raise Skip("no sandbox in this build")

    def do_as_user(self, _):
        if os.getuid() == 0:
            self.user = NOBODY

    def do_skip_as_root(self, _):
        if os.getuid() == 0:
            raise Skip("not for root")

    # What it does

    def do_command(self, step):
        if self.user is not None:
            for parent, folders, files in os.walk(os.path.dirname(self.folder)):
                for name in folders + files:
                    os.lchown(os.path.join(parent, name), self.user, self.user)
        script = "\n".join(line for line in (step.value, step.text()) if line)
        process = subprocess.Popen(
            ["/bin/sh", "-c", script], cwd=self.folder, env=self.env, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            user=self.user, group=self.user, extra_groups=None if self.user is None else [])
        try:
            out, errors = process.communicate(self.stdin, self.timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, errors = process.communicate()
            raise Fault("still running after %g seconds\n%s"
                        % (self.timeout, shown(errors.decode("utf-8", "replace"))))
        self.stdin = b""
        self.stdout, self.stderr = Stream("stdout", out), Stream("stderr", errors)
        self.exit = process.returncode if process.returncode >= 0 else 128 - process.returncode
        if SANITIZER.search(self.stderr.text):
            raise Fault("a sanitizer complained\n" + shown(self.stderr.text))

    # What must come of it

    def need_command(self):
        if not self.stdout:
            raise Fault("there is no command before this")

    def do_exit(self, step):
        self.need_command()
        self.expect_exit(int(step.value))

    def expect_exit(self, expected):
        got, self.exit = self.exit, None
        if got is not None and got != expected:
            raise Fault("expected exit code %d, got %d%s\n  stdout was:\n%s\n  stderr was:\n%s"
                        % (expected, got, " (signal %d)" % (got - 128) if got > 128 else "",
                           shown(self.stdout.text), shown(self.stderr.text)))

    def do_stdout(self, step):
        self.need_command()
        self.stdout.expect(step)

    def do_stderr(self, step):
        self.need_command()
        self.stderr.expect(step)

    def do_sql(self, step):
        name, _, rest = step.value.partition(" ")
        if step.block:
            query, expected = rest, step.text().rstrip("\n")
        else:
            query, arrow, expected = rest.rpartition("->")
            if not arrow:
                raise Fault("sql needs '-> value', or a block of rows")
        try:
            with contextlib.closing(sqlite3.connect(
                    "file:%s?mode=ro" % urllib.parse.quote(self.path(name)), uri=True)) as database:
                rows = database.execute(query.strip()).fetchall()
        except sqlite3.Error as fault:
            raise Fault("%s: %s" % (name, fault))
        got = "\n".join("|".join("NULL" if value is None else str(value) for value in row)
                        for row in rows)
        if got != expected.strip():
            raise Fault("the query's answer differs:\n" + diff(expected.strip(), got))

    def do_same(self, step):
        first, second = map(self.path, self.words(step, 2))
        if read(first) == read(second, self.accept):
            return
        if self.accept and second.startswith(os.path.join(SOURCE, "tests", "golden", "")):
            shutil.copyfile(first, second)
            return
        texts = [read(path).decode("utf-8", "backslashreplace") for path in (second, first)]
        raise Fault("the files differ:\n" + diff(*texts))

    def do_differs(self, step):
        first, second = map(self.path, self.words(step, 2))
        if read(first) == read(second):
            raise Fault("the files are the same")

    def do_exists(self, step):
        for name in self.words(step, 1, 99):
            if not os.path.exists(self.path(name)):
                raise Fault("there is no %s" % name)

    def do_absent(self, step):
        for name in self.words(step, 1, 99):
            if os.path.lexists(self.path(name)):
                raise Fault("there is a %s" % name)

    def finish(self):
        """A command that no step asked the exit code of must have done well."""
        self.expect_exit(0)


KEYWORDS = {name[3:].replace("_", "-"): name for name in vars(Run) if name.startswith("do_")}


def read(path, may_lack=False):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as fault:
        if may_lack:
            return None
        raise Fault("%s: %s" % (os.path.basename(path), fault.strerror))


EXPECTATIONS = ("exit", "stdout", "stderr", "sql", "same", "differs", "exists", "absent")


def run_steps(run, steps):
    """Returns what went wrong, as (step, text) pairs: all of the first command that did not do."""
    faults = []
    command = None
    for step in steps + [None]:
        try:
            if step is None or step.keyword == "command":
                command, last = step, command
                run.finish()
        except Fault as fault:
            faults.append((last, str(fault)))
        if step is None or faults and step.keyword not in EXPECTATIONS:
            return faults
        try:
            getattr(run, KEYWORDS[step.keyword])(step)
        except (Fault, ValueError, LookupError, OSError, re.error) as fault:
            faults.append((step, str(fault)))
    return faults


class Result:
    def __init__(self, name, word, text=""):
        self.name, self.word, self.text = name, word, text

    def __str__(self):
        return "%-4s %s%s" % (self.word, self.name, self.text)


def run_case(path, programs, options):
    name = os.path.basename(path)
    scratch = tempfile.mkdtemp(prefix="case-")
    os.chmod(scratch, 0o755)
    try:
        steps = parse(read(path).decode("utf-8"))
        if not any(step.keyword == "command" for step in steps):
            raise Fault("a case without a command shows nothing")
        faults = run_steps(Run(scratch, programs, options.accept), steps)
    except Skip as reason:
        return Result(name, "skip", ": %s" % reason)
    except (Fault, UnicodeError) as fault:
        return Result(name, "FAIL", "\n%s: %s" % (name, fault))
    finally:
        if not options.keep:
            shutil.rmtree(scratch, ignore_errors=True)
    where = "\nkept: " + scratch if options.keep else ""
    if not faults:
        return Result(name, "ok", where)
    told = ["\n%s:%d: %s  %s\n%s" % (name, step.line, step.keyword, step.value, text)
            for step, text in faults]
    return Result(name, "FAIL", "".join(told) + where)


def find_cases(names):
    folder = os.path.join(SOURCE, "tests", "cases")
    if not names:
        return sorted(os.path.join(folder, name) for name in os.listdir(folder)
                      if name.endswith(".case"))
    paths = []
    for name in names:
        in_folder = os.path.join(folder, os.path.basename(name).removesuffix(".case") + ".case")
        paths.append(name if os.path.isfile(name) else in_folder)
        if not os.path.isfile(paths[-1]):
            sys.exit("run_cases.py: there is no case '%s'" % name)
    return paths


def main():
    parser = argparse.ArgumentParser(description="Runs the black-box cases.")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", action="store_true", help="leave the scratch folders")
    parser.add_argument("--accept", action="store_true", help="rewrite golden files that differ")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    options = parser.parse_args()
    paths = find_cases(options.cases)
    count = {"ok": 0, "FAIL": 0, "skip": 0}
    with tempfile.TemporaryDirectory(prefix="case-programs-") as programs:
        # A copy: nobody may not look into root's folders, and a rebuild must not swap it half way.
        os.chmod(programs, 0o755)
        shutil.copy(os.environ.get("CHOSHO_PROGRAM") or os.path.join(SOURCE, "build", "chosho"),
                    os.path.join(programs, "chosho"))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for result in pool.map(lambda path: run_case(path, programs, options), paths):
                print(result, flush=True)
                count[result.word] += 1
    skipped = ", %d skipped" % count["skip"] if count["skip"] else ""
    print("%d passed, %d failed%s" % (count["ok"], count["FAIL"], skipped))
    return 1 if count["FAIL"] else 0


if __name__ == "__main__":
    sys.exit(main())
