"""What run_cases.py expects of a command's output, and how it says what it got instead."""

import difflib
import re

SHOWN_LINES = 40


class Fault(Exception):
    """The case does not hold, or cannot be read: shown with its line."""


def squeeze(text):
    return " ".join(text.split())


def split_lines(text):
    """Only a newline ends a line: evidence may hold what str.splitlines() takes for one."""
    return text.removesuffix("\n").split("\n") if text else []


def shown(text):
    lines = split_lines(text)
    told = ["  | " + line for line in lines[:SHOWN_LINES]]
    if len(lines) > SHOWN_LINES:
        told.append("  | ... %d more lines" % (len(lines) - SHOWN_LINES))
    return "\n".join(told) or "  | (nothing)"


def diff(expected, got):
    lines = difflib.unified_diff(split_lines(expected), split_lines(got), "expected", "got",
                                 lineterm="")
    told = ["  " + line for line in list(lines)[:SHOWN_LINES]]
    return "\n".join(told) or "  only the line ends differ"


class Stream:
    """One output of one command, and how far its expectations have come."""

    def __init__(self, name, data):
        self.name = name
        self.text = data.decode("utf-8", "backslashreplace")
        self.lines = split_lines(self.text)
        self.next = 0

    def expect(self, step):
        mode = re.match(r"([=~!]?)(?= |$)", step.value)
        mode = mode.group(1) if mode else ""
        step.value = step.value[len(mode):].strip()
        if mode == "=":
            self.expect_all(step)
        elif mode == "!":
            self.expect_none(step)
        else:
            self.expect_in_order(step, mode)

    def expect_all(self, step):
        expected = (step.value + "\n" if step.value else "") + step.text()
        if self.text != expected:
            raise Fault("%s is not what was expected:\n%s" % (self.name, diff(expected, self.text)))

    def expect_none(self, step):
        for text in step.lines():
            for number, line in enumerate(self.lines, 1):
                if squeeze(text) in squeeze(line):
                    raise Fault("%s holds, in line %d, what it must not: %s\n%s"
                                % (self.name, number, text, shown(self.text)))

    def expect_in_order(self, step, mode):
        if not step.lines():
            raise Fault("%s needs a line to look for" % step.keyword)
        for text in step.lines():
            found = next((i for i in range(self.next, len(self.lines))
                          if is_match(mode, text.strip(), self.lines[i])), None)
            if found is None:
                raise Fault(self.explain(mode, text.strip()))
            self.next = found + 1

    def explain(self, mode, text):
        kind = "matching pattern" if mode == "~" else "line"
        earlier = [i + 1 for i in range(self.next) if is_match(mode, text, self.lines[i])]
        parts = ["%s has no %s: %s" % (self.name, kind, text)]
        if earlier:
            parts.append("  (line %d has it, but the step before matched line %d)"
                         % (earlier[-1], self.next))
        nearest = difflib.get_close_matches(squeeze(text), map(squeeze, self.lines[self.next:]), 1)
        if nearest:
            parts.append("  nearest: " + nearest[0])
        return "\n".join(parts + ["  %s was:" % self.name, shown(self.text)])


def is_match(mode, text, line):
    if mode == "~":
        return re.search(text, line) is not None
    return (" " + squeeze(text) + " ") in (" " + squeeze(line) + " ")
