#!/usr/bin/env python3
"""The tables that the samples of layouts must give, made without the engine.

Reads each layout's sample with Python's json, csv and re, its columns as the layout says,
and compares with the expected tables beside it; --write writes them. Zone of stamps
without one: Asia/Tokyo; year of stamps without one: 2025 (as tests/unit/test_layout.c).
A value that is absent is nothing, an empty one "".

    expected_layouts.py [--write] FOLDER      (evidence/layouts)
"""
import csv
import datetime
import io
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{urn:chosho:layout:1}"
TOKYO = ZONE = datetime.timezone(datetime.timedelta(hours=9))
YEAR = 2025
TRUE = {"true", "yes", "1", "on"}
FALSE = {"false", "no", "0", "off"}


class Text(str):
    """A value as it is written: of objects and arrays their JSON."""


# ---- JSON, with the text of every value

def parse(text, at=0):
    """The value at `at`, as (value, its text, behind it); members of objects and arrays
    are such pairs themselves."""
    at = re.compile(r"\s*").match(text, at).end()
    begin = at
    if text[at] not in "{[":
        value, end = json.JSONDecoder().raw_decode(text, at)
        return value, text[begin:end], end
    close = "}" if text[at] == "{" else "]"
    items = {} if close == "}" else []
    at = re.compile(r"\s*").match(text, at + 1).end()
    while text[at] != close:
        if close == "}":
            key, at = json.JSONDecoder().raw_decode(text, at)
            at = re.compile(r"\s*:").match(text, at).end()
        value, written, at = parse(text, at)
        if close == "}":
            items[key] = (value, written)
        else:
            items.append((value, written))
        at = re.compile(r"\s*,?\s*").match(text, at).end()
    return items, text[begin:at + 1], at + 1


def steps_of(path):
    found = re.findall(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|(\[\*\])|([^.\[\]]+)', path)
    return [("each" if each else int(index) if index else quoted or key)
            for quoted, index, each, key in found]


def walk(pair, steps):
    for step in steps:
        value = pair[0] if pair else None
        if isinstance(step, int):
            pair = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            pair = value.get(step) if isinstance(value, dict) else None
    return pair


def each_of(pair, steps):
    if "each" not in steps:
        found = walk(pair, steps)
        return [] if found is None else [found]
    at = steps.index("each")
    array = walk(pair, steps[:at])
    inside = array[0] if array and isinstance(array[0], list) else []
    return [found for one in inside for found in each_of(one, steps[at + 1:])]


def text_of(pair):
    if pair is None or pair[0] is None:
        return None
    return pair[0] if isinstance(pair[0], str) else pair[1]


def documents(text):
    at, found = 0, []
    while text[at:].strip():
        value, written, at = parse(text, at)
        found.append((value, written))
    return found


def json_records(text, layout):
    records = layout.find(NAMESPACE + "format").get("records")
    found = documents(text)
    if records:
        return [one for each in found for one in each_of(each, steps_of(records))]
    if len(found) > 1:
        return found
    if isinstance(found[0][0], list):
        return found[0][0]
    arrays = [value for value, _ in found[0][0].values()
              if isinstance(value, list) and value and isinstance(value[0][0], dict)]
    return arrays[0] if len(arrays) == 1 else found


def json_rows(text, layout, table):
    own = [(c, None) for c in layout.findall(NAMESPACE + "column")]
    rows = []
    for record in json_records(text, layout):
        head = [text_of(walk(record, steps_of(path_of(c)))) for c, _ in own]
        if table is None:
            rows.append(head)
            continue
        for child in each_of(record, steps_of(table.get("each"))):
            rows.append(head + [text_of(walk(child, steps_of(path_of(c))))
                                for c in table.findall(NAMESPACE + "column")])
    return rows


# ---- the other kinds

def path_of(column):
    return column.get("path") or column.get("from") or column.get("name")


def csv_rows(text, layout):
    delimiters = {"semicolon": ";", "tab": "\t"}
    delimiter = delimiters.get(layout.find(NAMESPACE + "format").get("delimiter"), ",")
    records = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    return [[record[path_of(c)] for c in layout.findall(NAMESPACE + "column")]
            for record in records if any(record.values())]  # delimiters alone are no record


def numbered(pattern):
    """Python has no two groups of a name: the second of `user` is user__2."""
    seen = {}

    def rename(match):
        name = match.group(1)
        seen[name] = seen.get(name, 0) + 1
        return "(?P<%s>" % (name if seen[name] == 1 else "%s__%d" % (name, seen[name]))

    return re.sub(r"\(\?<(\w+)>", rename, pattern.replace("(?J)", ""))


def group_of(match, name):
    values = [value for group, value in match.groupdict().items()
              if group.split("__")[0] == name and value is not None]
    return values[0] if values else None


def lines_rows(text, layout):
    pattern = numbered(layout.find(NAMESPACE + "format").get("pattern"))
    rows = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            continue
        match = re.search(pattern, line)
        assert match, line
        rows.append([group_of(match, path_of(c))
                     for c in layout.findall(NAMESPACE + "column")])
    return rows


def w3c_rows(text, layout):
    rows, fields = [], []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("#Fields:"):
            fields = line.split()[1:]
        if not line.strip() or line.startswith("#"):
            continue
        record = dict(zip(fields, line.split()))
        if "date" in record and "time" in record:
            record["_time"] = record["date"] + "T" + record["time"] + "Z"
        rows.append([None if record.get(path_of(c)) in (None, "-") else record[path_of(c)]
                     for c in layout.findall(NAMESPACE + "column")])
    return rows


def pairs_of(line):
    """key=value, values bare, in double or in single quotes; of those in single quotes
    the pairs inside, too. The first of a key counts."""
    record = {}
    for key, quoted, single, bare in re.findall(
            r"([\w.-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S*))", line):
        record.setdefault(key, quoted or single or bare)
        for inner, value in pairs_of(single).items() if single else ():
            record.setdefault(inner, value)
    return record


def pairs_rows(text, layout):
    rows = []
    for line in text.split("\n"):
        if not line.strip() or line == "----" or line.startswith("time->"):
            continue  # ausearch's, between events
        record = pairs_of(line)
        event = re.search(r"msg=audit\((\d+\.\d+):(\d+)\)", line)
        if event:
            record["_time"] = epoch(event.group(1), 1000)
            record["_serial"] = event.group(2)
        rows.append([record.get(path_of(c)) for c in layout.findall(NAMESPACE + "column")])
    return rows


def blocks_rows(text, layout):
    rows = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        record = {}
        for line in block.splitlines():
            key, _, value = line.partition(":")
            record.setdefault(key, value.strip())
        rows.append([record.get(path_of(c)) for c in layout.findall(NAMESPACE + "column")])
    return rows


# ---- values

def instant_of(text):
    text = text.strip()
    forms = ((r"(\d{4})-(\d\d)-(\d\d)[T ]+(\d\d):(\d\d):(\d\d)(?:\.(\d+))? ?(.*)", None),
             (r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))? (\d{4})(.*)", "c"),
             (r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) (.*)", "web"),
             (r"([A-Z][a-z]{2}) +(\d+) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(.*)", "syslog"))
    for pattern, form in forms:
        match = re.fullmatch(pattern, text)
        if match:
            break
    assert match, text
    group = match.groups()
    if form is None:
        year, month, day, hour, minute, second, fraction, zone = group
    elif form == "c":
        month, day, hour, minute, second, fraction, year, zone = group
    elif form == "web":
        day, month, year, hour, minute, second, zone = group
        fraction = None
    else:
        month, day, year, hour, minute, second, zone = group
        fraction, year = None, year or YEAR
    if not month.isdigit():
        month = datetime.datetime.strptime(month, "%b").month
    stamp = datetime.datetime(int(year), int(month), int(day), int(hour), int(minute),
                              int(second), int((fraction or "0")[:3].ljust(3, "0")) * 1000)
    zone = zone.strip()
    if zone in ("Z", "UTC", "GMT"):
        where = datetime.timezone.utc
    elif zone == "JST":
        where = TOKYO
    elif zone:
        where = datetime.datetime.strptime(zone.replace(":", ""), "%z").tzinfo
    else:
        where = ZONE
    return stamp.replace(tzinfo=where).astimezone(datetime.timezone.utc)


def date_of(text):
    era = re.fullmatch(r"(?:令和|R)(\d+)[年.](\d+)[月.](\d+)日?", text)
    if era:
        year, month, day = (int(part) for part in era.groups())
        return "%04d-%02d-%02d" % (2018 + year, month, day)
    match = re.fullmatch(r"(\d{4})[-/年](\d+)[-/月](\d+)日?", text)
    assert match, text
    return "%04d-%02d-%02d" % tuple(int(part) for part in match.groups())


def show_instant(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (instant.microsecond // 1000)


def epoch(text, unit):
    match = re.fullmatch(r"-?(\d{1,14})(?:\.(\d+))?", text)
    if not match:
        return text
    begin = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    ms = int(match.group(1)) * unit
    if unit == 1000:
        ms += int((match.group(2) or "0")[:3].ljust(3, "0"))
    return show_instant(begin + datetime.timedelta(milliseconds=ms))


def number_of(text):
    text = text.replace(",", "")
    if re.fullmatch(r"[-+]?\d+", text):
        return str(int(text))
    return "%.15g" % float(text)


def convert(column, text):
    absent = [w.strip("'").lower() for w in (column.get("absent") or "").split()]
    if text is None or text.lower() in absent and (text or "''" in column.get("absent")):
        return None
    values = {v.get("from"): v.get("to") for v in column.findall(NAMESPACE + "value")}
    text = values.get(text, column.get("otherwise", text))
    for step in (column.get("normalise") or "").split():
        text = epoch(text, {"epoch": 1000, "epoch-ms": 1}[step])
    kind = column.get("type")
    if kind == "timestamp":
        return show_instant(instant_of(text))
    if kind == "date":
        return date_of(text)
    if kind == "number":
        return number_of(text)
    if kind == "boolean":
        assert text.lower() in TRUE | FALSE, text
        return "1" if text.lower() in TRUE else "0"
    return text


def cell(value):
    if value is None:
        return ""
    if value == "" or re.search(r'[,"\r\n]', value):
        return '"%s"' % value.replace('"', '""')
    return value


# ---- XML, by local names

def local(element):
    return element.tag.rsplit("}", 1)[-1]


def elements_at(element, step):
    match = re.fullmatch(r"([^\[]+)(?:\[@([\w-]+)='([^']*)'\]|\[(\d+)\])?", step)
    name, key, value, place = match.groups()
    found = [child for child in element if local(child) == name and
             (key is None or child.get(key) == value)]
    return found[int(place) - 1:int(place)] if place else found


def xml_value(element, path, parents):
    counted = re.fullmatch(r"count\((.*)\)", path)
    steps = (counted.group(1) if counted else path).split("/")
    while steps and steps[0] == "..":
        element = parents[element]
        steps = steps[1:]
    attribute = steps.pop()[1:] if steps and steps[-1].startswith("@") else None
    found = [element]
    for step in steps:
        found = [child for one in found for child in elements_at(one, step)]
    if counted:
        return str(len(found))
    for one in found:
        if attribute is None:
            return "".join(one.itertext())
        for name, value in one.attrib.items():
            if name.rsplit("}", 1)[-1] == attribute:
                return value
    return None


def xml_rows(text, layout):
    # What stands before the root may be said in another encoding than Python reads.
    text = re.sub(r"^\s*<\?xml.*?\?>", "", text, flags=re.S)
    root = ElementTree.fromstring("<all>%s</all>" % text)
    parents = {child: parent for parent in root.iter() for child in parent}
    names = [name for name in layout.find(NAMESPACE + "format").get("records").split("/")]
    records = [root]
    if names[:2] == ["", ""]:
        names = names[2:]
        records = [e for e in root.iter() if local(e) == names[0] and e is not root]
        names = names[1:]
    for name in names:
        records = [child for one in records for child in one if name in ("*", local(child))]
    return [[xml_value(record, c.get("path") or c.get("from") or c.get("name"), parents)
             for c in layout.findall(NAMESPACE + "column")] for record in records]


# ---- tables

def table_of(folder, layout, table=None):
    global ZONE
    where = layout.find(NAMESPACE + "format").get("zone")
    assert where in (None, "UTC"), where
    ZONE = datetime.timezone.utc if where else TOKYO
    columns = layout.findall(NAMESPACE + "column")
    sample = os.path.join(folder, "samples", layout.find(NAMESPACE + "sample").get("file"))
    kind = layout.find(NAMESPACE + "format").get("kind")
    with open(sample, encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        text = file.read()
    if kind == "json":
        rows = json_rows(text, layout, table)
    else:
        rows = {"csv": csv_rows, "lines": lines_rows, "w3c": w3c_rows,
                "pairs": pairs_rows, "blocks": blocks_rows, "xml": xml_rows}[kind](text, layout)
    if table is not None:
        columns = columns + table.findall(NAMESPACE + "column")
    lines = [",".join(c.get("name") for c in columns)]
    for row in rows:
        line = ",".join(cell(convert(c, v)) for c, v in zip(columns, row))
        lines.append(line if line.strip(",") else '""' + line)  # delimiters alone are no record
    return "\n".join(lines) + "\n"


def tables(folder):
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".xml"):
            continue
        layout = ElementTree.parse(os.path.join(folder, name)).getroot()
        sample = layout.find(NAMESPACE + "sample")
        if sample is None or sample.get("expect") is None:
            continue
        if layout.find(NAMESPACE + "format").get("kind") == "sheet":
            continue  # sheet_layout.py makes its workbook
        yield sample.get("expect"), table_of(folder, layout)
        for table in layout.findall(NAMESPACE + "table"):
            if table.get("expect"):
                yield table.get("expect"), table_of(folder, layout, table)


def main():
    writes = sys.argv[1] == "--write"
    folder = sys.argv[-1]
    wrong = count = 0
    for name, text in tables(folder):
        path = os.path.join(folder, "samples", name)
        count += 1
        if writes:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            continue
        with open(path, encoding="utf-8", newline="") as file:
            if file.read() != text:
                print("%s differs from what Python reads:\n%s" % (path, text))
                wrong += 1
    print("%d expected tables, %d differ" % (count, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
