#!/usr/bin/env python3
"""Adds up what Meson's test logs say: count.py TESTLOG.json

Prints what was skipped and why, then "N passed, N failed", with ", N skipped" where there are, and ends
with 1 where one failed. A test program that says how many checks it made counts as that many: a Check
program, a unittest program, and whatever prints such a line itself. In a Check program each line
"skipped: why" is a check that was not made. A program that ends badly without a failed check (it crashed,
or took too long) counts as one failure more.
"""

import json
import re
import sys

CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.M)
OWN_LINE = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
SKIPPED = re.compile(r"^skip(?:ped)?(?: [^:\n]+)?: .+$", re.M)
UNITTEST = re.compile(r"^Ran (\d+) tests? in [\d.]+s\n\n(.*)$", re.M)
UNITTEST_BAD = re.compile(r"(?:failures|errors)=(\d+)")
UNITTEST_SKIPPED = re.compile(r"skipped=(\d+)")


def numbers_said(output):
    """(passed, failed, skipped) as the program itself says; None where it says nothing."""
    own = OWN_LINE.findall(output)
    if own:
        return tuple(int(number or 0) for number in own[-1])
    unittest = UNITTEST.search(output)
    if unittest:
        bad = sum(map(int, UNITTEST_BAD.findall(unittest.group(2))))
        skipped = sum(map(int, UNITTEST_SKIPPED.findall(unittest.group(2))))
        return int(unittest.group(1)) - bad - skipped, bad, skipped
    checks = CHECK.findall(output)
    if checks:
        made, *bad = (sum(column) for column in zip(*[map(int, found) for found in checks]))
        skipped = len(SKIPPED.findall(output))
        return max(0, made - sum(bad) - skipped), sum(bad), skipped
    return None


def output_of(test):
    return test.get("stdout", "") + "\n" + test.get("stderr", "")


def numbers(test):
    if test["result"] == "SKIP":
        return 0, 0, 1
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    said = numbers_said(output_of(test))
    if said is None:
        return (1, 0, 0) if good else (0, 1, 0)
    passed, failed, skipped = said
    return passed, failed if good or failed else 1, skipped


def main(path):
    with open(path, encoding="utf-8") as log:
        tests = [json.loads(line) for line in log]
    for test in tests:
        for line in SKIPPED.findall(output_of(test)):
            print("%s: %s" % (test["name"], line))
    passed, failed, skipped = map(sum, zip((0, 0, 0), *map(numbers, tests)))
    print("%d passed, %d failed%s" % (passed, failed, ", %d skipped" % skipped if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
