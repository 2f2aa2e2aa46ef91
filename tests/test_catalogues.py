#!/usr/bin/env python3
"""Catalogues and profiles that ship: their sums, their ids against other people's lists, the crosswalk
between the two catalogues in both directions, and the form that OSCAL's schemas ask for."""

import csv
import glob
import os
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ET

SOURCE = os.environ.get("CHOSHO_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))
DATA = os.environ.get("CHOSHO_TEST_DATA") or os.path.join(SOURCE, "..", "shared", "data")
OSCAL = "{http://csrc.nist.gov/ns/oscal/1.0}"

# Controls that ISO/IEC 27002:2022 counts as new (its annex B): they correspond to none of 2013.
NEW = "5.7 5.23 5.30 7.4 8.9 8.10 8.11 8.12 8.16 8.23 8.28".split()
# The one control of 2013 that the annex has under two of 2022.
TWICE = {"c18.2.3"}


def read(name):
    return ET.parse(os.path.join(SOURCE, "procedures", name)).getroot()


def label(control):
    return next(prop.get("value") for prop in control.findall(OSCAL + "prop")
                if prop.get("name") == "label")


def controls(name):
    """label -> element, of all controls of a catalogue."""
    return {label(control): control for control in read("catalogues/" + name).iter(OSCAL + "control")}


def links(control):
    return [link.get("href") for link in control.findall(OSCAL + "link")]


def is_objective(ref):
    return ref.count(".") == 2 or (ref.count(".") == 3 and ref.endswith(".P"))


class Ismap(unittest.TestCase):
    def setUp(self):
        self.refs = list(controls("ismap-2022.xml"))

    def test_sums(self):
        objectives = [ref for ref in self.refs if is_objective(ref)]
        chapters = [int(ref.split(".")[0]) for ref in objectives]
        self.assertEqual(sum(chapter == 3 for chapter in chapters), 6)
        self.assertEqual(sum(chapter == 4 for chapter in chapters), 21)
        self.assertEqual(sum(chapter >= 5 for chapter in chapters), 121)
        self.assertEqual(sum(ref.endswith(".P") for ref in objectives), 7)
        required = [ref for ref in self.refs if not is_objective(ref)]
        self.assertEqual(len(required), 31)
        self.assertEqual(sum(ref.endswith(".PB") for ref in required), 28)

    def test_required_stand_under_their_objectives(self):
        for ref, control in controls("ismap-2022.xml").items():
            for child in control.findall(OSCAL + "control"):
                parts = label(child).split(".")
                self.assertIn(ref, (".".join(parts[:3]), ".".join(parts[:3]) + ".P"))

    def test_sorted(self):
        def key(ref):
            return [int(part) if part.isdigit() else 0 for part in ref.split(".")]
        self.assertEqual(self.refs, sorted(self.refs, key=key))

    def test_flags_are_the_suffixes(self):
        for ref, control in controls("ismap-2022.xml").items():
            flags = [prop.get("value") for prop in control.findall(OSCAL + "prop")
                     if prop.get("name") == "flag"]
            suffix = ref.rsplit(".", 1)[1]
            self.assertEqual(flags, [] if suffix.isdigit() else [suffix], ref)

    def test_ids_are_those_of_the_other_list(self):
        """The Cloud Security Alliance's list of the English text, which is not ours to carry."""
        found = glob.glob(os.path.join(DATA, "**", "ismap-control-criteria-2022-04-01.csv"), recursive=True)
        if not found:
            self.skipTest("no ismap-control-criteria-2022-04-01.csv in " + DATA)
        with open(found[0], encoding="utf-8") as file:
            theirs = {row["control_id"] for row in csv.DictReader(file)}
        theirs = {ref for ref in theirs if is_objective(ref) or ref.rsplit(".", 1)[1] in ("B", "PB")}
        self.assertEqual(set(self.refs), theirs)


class Crosswalk(unittest.TestCase):
    def setUp(self):
        self.old = {control.get("id"): ref for ref, control in controls("ismap-2022.xml").items()}
        self.new = controls("iso-27002-2022.xml")

    def test_sums(self):
        self.assertEqual([sum(ref.startswith(theme + ".") for ref in self.new) for theme in "5678"],
                         [37, 8, 14, 34])
        for theme, count in zip("5678", (37, 8, 14, 34)):
            for number in range(1, count + 1):
                self.assertIn("%s.%d" % (theme, number), self.new)

    def test_from_new_to_old(self):
        for ref, control in self.new.items():
            for href in links(control):
                self.assertTrue(href.startswith("ismap-2022.xml#"), href)
                self.assertIn(href.split("#")[1], self.old)
        self.assertEqual([ref for ref, control in self.new.items() if not links(control)], NEW)

    def test_from_old_to_new(self):
        """Each objective of chapters 5 to 18 is in one new control; what only clouds have, in none."""
        used = [href.split("#")[1] for control in self.new.values() for href in links(control)]
        self.assertEqual({one for one in used if used.count(one) > 1}, TWICE)
        expected = {one for one, ref in self.old.items()
                    if ref.count(".") == 2 and int(ref.split(".")[0]) >= 5}
        self.assertEqual(len(expected), 114)
        self.assertEqual(set(used), expected)


class Form(unittest.TestCase):
    def test_schemas(self):
        schemas = os.path.join(DATA, "standards", "oscal-schemas")
        if not os.path.isdir(schemas) or not shutil.which("xmllint"):
            self.skipTest("no xmllint, or no " + schemas)
        for kind, folder in (("catalog", "catalogues"), ("profile", "profiles")):
            files = glob.glob(os.path.join(SOURCE, "procedures", folder, "*.xml"))
            self.assertTrue(files)
            subprocess.run(["xmllint", "--nonet", "--noout", "--schema",
                            os.path.join(schemas, "oscal_%s_schema.xsd" % kind)] + files,
                           check=True, capture_output=True)

    def test_both_languages(self):
        for name in ("ismap-2022.xml", "iso-27002-2022.xml"):
            for ref, control in controls(name).items():
                english = [prop.get("value") for prop in control.findall(OSCAL + "prop")
                           if prop.get("name") == "title-en"]
                self.assertEqual(len(english), 1, ref)
                self.assertTrue(english[0].isascii(), ref)
                self.assertFalse(control.find(OSCAL + "title").text.isascii(), ref)

    def test_profiles_are_marked_as_examples(self):
        catalogue = {control.get("id") for control in controls("ismap-2022.xml").values()}
        for name in ("ismap", "ismap-liu"):
            profile = read("profiles/%s.xml" % name)
            example = [prop for prop in profile.find(OSCAL + "metadata").findall(OSCAL + "prop")
                       if prop.get("name") == "example"]
            self.assertEqual([prop.get("value") for prop in example], ["yes"])
            self.assertIn("例です", "".join(example[0].itertext()))
            self.assertEqual({one.text for one in profile.iter(OSCAL + "with-id")}, catalogue)


if __name__ == "__main__":
    unittest.main()
