#!/usr/bin/env python3
"""count.py adds up what test programs say, and never calls a bad end good."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

TESTS = os.path.dirname(os.path.abspath(__file__))

CHECK = "Running suite(s): arena\n%d%%: Checks: %d, Failures: %d, Errors: %d\n"


def log(result, stdout="", stderr=""):
    return {"name": "unit / some", "result": result, "stdout": stdout, "stderr": stderr}


class CountTest(unittest.TestCase):
    def assert_counts(self, tests, last_line, code):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.writelines(json.dumps(test) + "\n" for test in tests)
            file.flush()
            done = subprocess.run([sys.executable, os.path.join(TESTS, "count.py"), file.name],
                                  capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout.splitlines()[-1], done.returncode), (last_line, code))
        return done.stdout

    def test_programs_that_say_nothing_count_one(self):
        self.assert_counts([log("OK"), log("OK")], "2 passed, 0 failed", 0)
        self.assert_counts([log("OK"), log("FAIL"), log("TIMEOUT")], "1 passed, 2 failed", 1)
        self.assert_counts([log("SKIP"), log("OK")], "1 passed, 0 failed, 1 skipped", 0)

    def test_check(self):
        self.assert_counts([log("OK", CHECK % (100, 7, 0, 0))], "7 passed, 0 failed", 0)
        self.assert_counts([log("FAIL", CHECK % (50, 8, 3, 1))], "4 passed, 4 failed", 1)

    def test_skipped_checks_are_named(self):
        printed = self.assert_counts([log("OK", "skipped: no logs\n" + CHECK % (100, 7, 0, 0))],
                                     "6 passed, 0 failed, 1 skipped", 0)
        self.assertIn("unit / some: skipped: no logs", printed)

    def test_unittest(self):
        self.assert_counts([log("OK", stderr="Ran 5 tests in 0.1s\n\nOK (skipped=1)\n")],
                           "4 passed, 0 failed, 1 skipped", 0)
        self.assert_counts([log("FAIL", stderr="Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1)\n")],
                           "3 passed, 2 failed", 1)

    def test_own_line(self):
        self.assert_counts([log("OK", "skip a.case: no data\n3 passed, 0 failed, 1 skipped\n")],
                           "3 passed, 0 failed, 1 skipped", 0)

    def test_a_bad_end_is_a_failure_whatever_was_said(self):
        self.assert_counts([log("ERROR", CHECK % (100, 7, 0, 0))], "7 passed, 1 failed", 1)
        self.assert_counts([log("TIMEOUT", "3 passed, 0 failed\n")], "3 passed, 1 failed", 1)

    def test_nothing_run_is_no_success(self):
        self.assert_counts([log("SKIP")], "0 passed, 0 failed, 1 skipped", 1)


if __name__ == "__main__":
    unittest.main()
