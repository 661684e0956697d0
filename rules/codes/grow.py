#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grows the dictionary of codes beside this file from what was observed.

    grow.py [--observed FILE]... [--documents FILE]...

An observed file is a table with tabs and a head: scheme, code, name, files_with_this_name, years and
other_readings ("name:files | name:files").  A documents file is the output of `extract` (one document
a line).  The dictionary is curated by hand and only ever grows here: a code that is not in it yet is
added, and another name of a known code where enough files carry it and it is neither a piece of a known
name (a broken reading) nor the same but for marks.  Where the documents show that one name took the
place of another, the years say so.  What was left out is told on standard error.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

FILES_FOR_A_CODE = 2  # documents that must carry a code before it is believed
FILES_FOR_A_NAME = 2  # ... another name of a code that is known
CODES = {  # the national classifications; longer codes are local
    "functional": re.compile(r"2\d\d(\d\d){0,2}"),
    "economy_department": re.compile(r"3\d\d(\d\d)?"),
    "economy_government": re.compile(r"5\d\d(\d\d)?"),
}
FOLDER = pathlib.Path(__file__).resolve().parent
SUFFIX = re.compile(r"[(\[][类款项][)\]]$")
ENUMERATOR = re.compile(r"^(?:[一二三四五六七八九十]+、|[(][一二三四五六七八九十]+[)]|\d+[.、])")
NO_NAME = re.compile(r"[A-Z]\d|^\d|[。,;:]|合计|总计")


def clean(name):
    """The name without what a table adds to it."""
    name = name.replace('"', "").replace("“", "").replace("”", "")
    return ENUMERATOR.sub("", SUFFIX.sub("", re.sub(r"\s+", "", name)))


def fold(name):
    """What two spellings of one name have in common."""
    return re.sub(r"[()\[\]、,.·\-的]", "", re.sub("[及与]", "和", name))


class Dictionary:
    """One file: the comment on top, and code -> [[name, first year, last year]], the first name in use."""

    def __init__(self, scheme):
        self.path = FOLDER / f"{scheme}.tsv"
        self.comments, self.names = [], {}
        for line in self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []:
            if line.startswith("#"):
                self.comments.append(line)
            elif line:
                code, name, first, last = line.split("\t")
                self.names.setdefault(code, []).append([name, first, last])

    def write(self):
        lines = list(self.comments)
        for code in sorted(self.names):
            lines += ["\t".join([code] + entry) for entry in self.names[code]]
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Seen:
    """What was observed: scheme -> code -> name -> [files, years]."""

    def __init__(self):
        self.schemes = {scheme: collections.defaultdict(dict) for scheme in CODES}

    def add(self, scheme, code, name, files, years):
        if scheme not in CODES or not name or not CODES[scheme].fullmatch(code or ""):
            return
        name = clean(name)
        if not name or NO_NAME.search(name):
            return
        known = self.schemes[scheme][code].setdefault(name, [0, set()])
        known[0] += files
        known[1] |= years

    def add_observed(self, path):
        lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
        head = lines[0].split("\t")
        for line in lines[1:]:
            row = dict(zip(head, line.split("\t") + [""] * len(head)))
            years = {int(year) for year in row["years"].split()}
            self.add(row["scheme"], row["code"], row["name"], int(row["files_with_this_name"]), years)
            for other in filter(None, row["other_readings"].split(" | ")):
                name, _, files = other.rpartition(":")
                self.add(row["scheme"], row["code"], name, int(files), set())

    def add_documents(self, path):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                if "error" not in document:
                    self.add_document(document)

    def add_document(self, document):
        """A table whose rows are named after something else (a unit, a purchase) has many names for a code."""
        year = document["document"]["fiscal_year"]
        found = set()
        for table in document["tables"]:
            names = collections.defaultdict(set)
            for row in table["rows"]:
                for part in (row, row.get("counterpart") or {}):
                    if part.get("code") and part.get("scheme") in CODES and "code_source" not in row:
                        names[(part["scheme"], part["code"])].add(part["name"])
            if all(len(of_code) == 1 for of_code in names.values()):
                found |= {(key[0], key[1], name) for key, of_code in names.items() for name in of_code}
        for scheme, code, name in found:
            self.add(scheme, code, name, 1, {year} if year else set())


def is_part(short, long):
    """A reading that lost a piece at an end; one that lost its middle is more likely an older name."""
    return fold(short) in fold(long)


def date_change(old, new, seen):
    """Years where all that was seen of one name is older than all that was seen of the other."""
    years, later = seen.get(old[0], [0, set()])[1], seen.get(new[0], [0, set()])[1]
    if years and later and max(years) < min(later) and not old[2] and not new[1]:
        old[2], new[1] = str(min(later) - 1), str(min(later))


def grow(dictionary, codes, scheme):
    for code, names in sorted(codes.items()):
        ranked = sorted(names, key=lambda name: (-names[name][0], name))
        entries = dictionary.names.get(code)
        if not entries:
            if names[ranked[0]][0] < FILES_FOR_A_CODE:
                print(f"left out: {scheme} {code} {ranked[0]}: one document alone", file=sys.stderr)
                continue
            entries = dictionary.names[code] = [[ranked[0], "", ""]]
        for name in ranked:
            if any(fold(name) == fold(entry[0]) for entry in entries):
                continue
            if names[name][0] < FILES_FOR_A_NAME or any(is_part(name, entry[0]) for entry in entries):
                print(f"left out: {scheme} {code} {name} ({names[name][0]}), is {entries[0][0]}", file=sys.stderr)
                continue
            entries.append([name, "", ""])
        for entry in entries[1:]:
            date_change(entry, entries[0], names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--observed", action="append", default=[], metavar="FILE")
    parser.add_argument("--documents", action="append", default=[], metavar="FILE")
    arguments = parser.parse_args()
    seen = Seen()
    for path in arguments.observed:
        seen.add_observed(path)
    for path in arguments.documents:
        seen.add_documents(path)
    for scheme, codes in seen.schemes.items():
        dictionary = Dictionary(scheme)
        grow(dictionary, codes, scheme)
        dictionary.write()


if __name__ == "__main__":
    main()
