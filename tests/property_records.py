"""Generated CSV and JSON members read by chosho and by Python's own modules: the same rows.

The generators are seeded, so that a failure is the same tomorrow. `property_records.py
csv|json [SEED]`; the program is $CHOSHO_PROGRAM.
"""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile

MEMBERS = 100
PIECES = ["", "a", "x y", "1", "-", "é", "日本", "㈱", "𠮷", "'", "#", "a,b", ";", "|", "\t", '"',
          '""', 'q"r', "\n", "l1\nl2", "\r\n", " lead", "trail ", "=1+1", "\\", "\\n", "NULL", "件"]


def query(bundle, columns, member):
    """The member's rows, as chosho's JSON has them."""
    sql = f'SELECT {columns} FROM "{member}"'
    done = subprocess.run(
        [os.environ["CHOSHO_PROGRAM"], "query", bundle, sql, "--format=json"],
        capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{member}: {done.stderr.decode()}")
    return json.loads(done.stdout.decode())


# ---- CSV ----

def make_table(rng):
    columns = rng.randint(2, 6)
    header = [f"c{i}" for i in range(columns)]
    rows = [["".join(rng.choice(PIECES) for _ in range(rng.randint(0, 3))) for _ in header]
            for _ in range(rng.randint(1, 30))]
    return header, rows


def write_table(rng, header, rows):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=rng.choice(",;\t|"), lineterminator=rng.choice(["\n", "\r\n"]),
                        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer.writerow(header)
    writer.writerows(rows)
    content = text.getvalue()
    if rng.random() < 0.3 and content.endswith("\n") and rows[-1][-1]:
        content = content.rstrip("\r\n")
    bom = "\ufeff" if rng.random() < 0.3 else ""
    return (bom + content).encode()


def expect_csv(content):
    text = content.decode("utf-8-sig")
    delimiter = next(c for c in text[:40] if c in ",;\t|")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    quotes_all = text[0] == '"'
    # as blank lines, delimiters alone are no record; quotes are values
    return rows[0], [row for row in rows[1:] if any(row) or quotes_all]


def check_csv(bundle, member, content):
    header, rows = expect_csv(content)
    got = query(bundle, "*", member)
    mine = [["" if row[name] is None else row[name] for name in header] for row in got]
    return rows, mine


# ---- JSON ----

def make_value(rng, depth):
    kind = rng.randrange(8 if depth else 6)
    if kind == 0:
        return "".join(rng.choice(PIECES + ["\u2028", "\u0000", "/", "\u007f"]) for _ in range(rng.randint(0, 3)))
    if kind == 1:
        return rng.choice([0, -1, 7, 10**18, -(2**63), 1.5, 1e300, 2.5e-10])
    if kind == 2:
        return rng.choice([True, False, None])
    if kind == 3:
        return "s"
    if kind < 6:
        return rng.randint(0, 99)
    if kind == 6:
        return [make_value(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    return {f"k{i}": make_value(rng, depth - 1) for i in range(rng.randint(0, 3))}


def make_records(rng):
    return [{"id": i, "v": make_value(rng, 3), "o": {"p": make_value(rng, 1)}}
            for i in range(rng.randint(2, 30))]


def write_records(rng, records):
    ascii_only = rng.random() < 0.5
    indent = rng.choice([None, 1, 4])
    shape = rng.choice(["lines", "array", "wrapped", "documents", "deep", "keyed", "keyed deep",
                        "pages", "page documents", "arrays"])
    if shape == "lines":
        return "".join(json.dumps(r, ensure_ascii=ascii_only) + "\n" for r in records).encode()
    if shape == "documents":
        return "\n".join(json.dumps(r, ensure_ascii=ascii_only, indent=2) for r in records).encode()
    if shape in ("pages", "page documents", "arrays"):
        return write_pages(rng, records, shape, ascii_only)
    keyed = {f"key {i}": record for i, record in enumerate(records)}
    value = {
        "array": records,
        "wrapped": {"version": 1, "Items": records, "next": None},
        "deep": {"data": {"total": len(records), "page.of": {"items": records}}, "errors": []},
        "keyed": keyed,
        "keyed deep": {"kind": "x", "users": keyed, "warnings": []},
    }[shape]
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()


def write_pages(rng, records, shape, ascii_only):
    """The records in some pieces, each a page: some may be empty."""
    cuts = sorted(rng.randint(0, len(records)) for _ in range(rng.randint(1, 4)))
    pieces = [records[a:b] for a, b in zip([0] + cuts, cuts + [len(records)])]
    pages = [piece if shape == "arrays" else {"items": piece, "nextToken": str(i), "@odata.count": 3}
             for i, piece in enumerate(pieces)]
    indent = 1 if shape == "page documents" else None
    return "".join(json.dumps(page, ensure_ascii=ascii_only, indent=indent) + "\n" for page in pages).encode()


def as_text(value):
    """What a field of this value is, as text: None is absent."""
    if isinstance(value, str):
        return value.replace("\0", "\\u0000")  # stays escaped: SQL's text ends at a NUL
    return None if value is None else json.dumps(value)


def same(field, value):
    """Objects and arrays come as their JSON, numbers and booleans as they are written."""
    if isinstance(value, (dict, list)):
        return json.loads(field) == value
    return field == as_text(value)


def check_json(bundle, member, records):
    got = query(bundle, "_text, field(_text, 'v') AS v, field(_text, 'o.p') AS p", member)
    for row, record in zip(got, records):
        for name, value in (("v", record["v"]), ("p", record["o"]["p"])):
            if not same(row[name], value):
                sys.exit(f"{member}: {name} is {row[name]!r}, not {value!r}")
    return records, [json.loads(row["_text"]) for row in got]


def add_spectrum(bundle):
    """csv-spectrum's files, each of which has a JSON that says what is in it."""
    folder = os.path.join(os.environ.get("CHOSHO_TEST_DATA", "../shared/data"), "hostile/csv")
    if not os.path.isdir(folder):
        print(f"csv-spectrum skipped: no {folder}")
        return 0
    rows = 0
    names = sorted(name[:-4] for name in os.listdir(folder + "/csvs"))
    with zipfile.ZipFile(bundle, "w") as archive:
        for name in names:
            with open(f"{folder}/csvs/{name}.csv", "rb") as file:
                content = file.read()
            if name.endswith("_crlf") and b"\r" not in content:  # a checkout took the CRs out
                content = content.replace(b"\n", b"\r\n")
            archive.writestr(name + ".csv", content)
    for name in names:
        with open(f"{folder}/json/{name}.json", encoding="utf-8") as file:
            expected = json.load(file)
        got = [{key: row[key] or "" for key in row if key != "record_id"}
               for row in query(bundle, "*", name + ".csv")]
        if got != expected:
            sys.exit(f"csv-spectrum {name}: {got!r}, not {expected!r}")
        rows += len(got)
    return rows


def main():
    which = sys.argv[1]
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20251122)
    with tempfile.TemporaryDirectory() as folder:
        bundle = os.path.join(folder, "b.zip")
        made = {}
        with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
            for i in range(MEMBERS):
                if which == "csv":
                    content, records = write_table(rng, *make_table(rng)), None
                else:
                    records = make_records(rng)
                    content = write_records(rng, records)
                made[f"{i}.{which}"] = (content, records)
                archive.writestr(f"{i}.{which}", content)
        rows = 0
        for member, (content, records) in made.items():
            if which == "csv":
                expected, mine = check_csv(bundle, member, content)
            else:
                expected, mine = check_json(bundle, member, records)
            if expected != mine:
                for place, (a, b) in enumerate(zip(expected, mine)):
                    if a != b:
                        sys.exit(f"{member}, row {place}: {b!r}, not {a!r} in {content[:2000]!r}")
                sys.exit(f"{member}: {len(mine)} rows, not {len(expected)} in {content[:2000]!r}")
            rows += len(mine)
        if which == "csv":
            print(f"csv-spectrum: {add_spectrum(bundle)} rows, as its JSON has them")
        print(f"{MEMBERS} members, {rows} rows: as Python reads them")


if __name__ == "__main__":
    main()
