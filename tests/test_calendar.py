#!/usr/bin/env python3
"""procedures/calendars/jp.xml against the Act on National Holidays (1948 no. 178), worked out anew: each day of its
years is asked whether it is a holiday by article 2, a substitute by 3 (2), or lies between two by 3 (3)."""

import datetime
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIXED = {(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)}
MONDAYS = {(1, 2), (7, 3), (9, 3), (10, 2)}  # the n-th Monday of the month
# As the observatory announced them; those of 2027 are where the sun's longitude is 0 and 180 degrees, in Japan.
EQUINOXES = {"2024-03-20", "2024-09-22", "2025-03-20", "2025-09-23", "2026-03-20", "2026-09-23",
             "2027-03-21", "2027-09-23"}
DAY = datetime.timedelta(1)


def is_named(day):
    return ((day.month, day.day) in FIXED or str(day) in EQUINOXES
            or (day.weekday() == 0 and (day.month, (day.day - 1) // 7 + 1) in MONDAYS))


def is_substitute(day):
    """The first day that is none itself behind a run of holidays in which one is a Sunday."""
    if is_named(day):
        return False
    before = day - DAY
    while is_named(before):
        if before.weekday() == 6:
            return True
        before -= DAY
    return False


def is_closed(day):
    return (is_named(day) or is_substitute(day)
            or (is_named(day - DAY) and is_named(day + DAY) and day.weekday() != 6))


class CalendarTest(unittest.TestCase):
    def test_japan(self):
        with open(os.path.join(ROOT, "procedures/calendars/jp.xml"), encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(re.findall(r'<year of="(\d+)"', text), ["2024", "2025", "2026", "2027"])
        day, wanted = datetime.date(2024, 1, 1), []
        while day.year < 2028:
            if is_closed(day):
                wanted.append(str(day))
            day += DAY
        self.assertEqual(re.findall(r'<closed on="([^"]*)"', text), wanted)
        self.assertIn("2026-09-22", wanted)  # between two holidays
        self.assertIn("2025-05-06", wanted)  # for a Sunday with holidays behind it
        self.assertEqual(len(wanted), 21 + 19 + 18 + 17)


if __name__ == "__main__":
    unittest.main()
