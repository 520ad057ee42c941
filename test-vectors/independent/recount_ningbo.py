#!/usr/bin/env python3
"""Counts the scenario ningbo again, with nothing but Python and its standard library.

    cargo run --bin scenario -- ningbo --keep FOLDER
    python3 recount_ningbo.py FOLDER

Reads the rosters, the plan of who came where with what, and the lines of the gates. The rule of the city is
written here once more, from docs/gate.md: each verdict of a gate must be that of the rule, and the totals those of
the scenario, to the last ride. Exit status: 0 if they are, 1 if not.
"""

import collections
import csv
import json
import pathlib
import sys

from workbooks import sheets

CATEGORIES = {
    "退役军人": "veteran",
    "烈士遗属": "martyr-survivor",
    "因公牺牲军人遗属": "duty-death-survivor",
    "病故军人遗属": "illness-death-survivor",
}
SURVIVORS = {"martyr-survivor", "duty-death-survivor", "illness-death-survivor"}
# Seconds: how old a proof may be, how far ahead its clock; between two passages of one person.
WINDOW, AHEAD, AGAIN = 30, 10, 600

Person = collections.namedtuple("Person", "categories home issuer phone")


class Mismatch(Exception):
    """What does not agree."""


def need(same, what):
    if not same:
        raise Mismatch(what)


def roster(rows, issuer):
    """The people of a roster, by their identity numbers."""
    headings, *rows = rows
    people = {}
    for row in rows:
        cells = dict(zip(headings, row, strict=True))
        categories = [CATEGORIES[word] for word in cells["人员类别"].split("、")]
        need(cells["身份证号"] not in people, f"{cells['身份证号']} stands twice in a roster")
        people[cells["身份证号"]] = Person(categories, int(cells["户籍区划代码"]), issuer, cells["手机绑定码"])
    return people


def csv_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


class Station:
    """What one gate group has said, and what it has to remember by the rule."""

    def __init__(self, lines):
        self.codes, self.passages = [], {}
        for line in map(json.loads, lines):
            if line["event"] == "code":
                self.codes.append(line)
            elif line["event"] == "passage":
                need(line["number"] not in self.passages, f"a passage ended twice: {line}")
                self.passages[line["number"]] = line["passed"]
        self.told, self.proofs, self.passed = 0, set(), {}

    def next(self):
        need(self.told < len(self.codes), "a gate has said less than was shown to it")
        self.told += 1
        line = self.codes[self.told - 1]
        need(line["number"] == self.told, f"verdict {line['number']} is the {self.told}th")
        return line


def rides_free(person):
    """Survivors from anywhere; veterans who are registered in Ningbo."""
    return bool(SURVIVORS & set(person.categories)) or (
        "veteran" in person.categories and person.home // 100 == 3302)


def verdict(row, person, revoked, station):
    """The code of the verdict by the rule of the city, in the order of docs/gate.md."""
    if (row["identity"], row["device"]) in revoked:
        return "revoked"
    if row["form"] == "code":
        return "proof-missing"
    if row["form"] == "card":
        return "bearer-refused"
    if row["signed_by"] != "own":
        return "proof-invalid"
    at, dated = int(row["at"]), int(row["dated"])
    if dated - at > AHEAD:
        return "proof-from-future"
    if at - dated > WINDOW:
        return "proof-stale"
    if not rides_free(person):
        return "not-entitled"
    proof = row["identity"], row["device"], dated
    if proof in station.proofs:
        return "proof-replayed"
    station.proofs.add(proof)
    last = station.passed.get(row["identity"])
    if last is not None and at - last < AGAIN:
        return "passed-recently"
    return "accepted"


class Count:
    def __init__(self, folder):
        ningbo = roster(sheets(folder / "ningbo.xlsx")[0], 33020001)
        hangzhou = roster(csv_rows(folder / "hangzhou.csv"), 33010001)
        need(not set(ningbo) & set(hangzhou), "somebody is on both rosters")
        self.people = ningbo | hangzhou
        self.bound_codes = sum(person.phone.startswith("87") for person in ningbo.values())
        phones = [person.phone for person in self.people.values()]
        need(len(set(phones)) == len(phones), "two people have one enrolment")
        self.cards = set(roster(csv_rows(folder / "ningbo-cards.csv"), 33020001))
        self.lost = set(roster(csv_rows(folder / "ningbo-lost.csv"), 33020001))
        self.stations = {
            path.parent.name: Station(path.read_text(encoding="utf-8").splitlines())
            for path in folder.glob("*/gate.jsonl")
        }
        self.holders = {}
        self.totals = collections.Counter()
        self.by = collections.defaultdict(collections.Counter)

    def play(self, plan):
        bound, revoked = {}, set()
        for number, row in enumerate(plan, 1):
            if row["event"] == "bound":
                need(row["device"] == "phone-2", f"plan {number}: another phone than the second is bound")
                bound[row["identity"]] = "phone-1"
            elif row["event"] == "lists":
                revoked |= set(bound.items())
            else:
                try:
                    self.shows(row, revoked)
                except Mismatch as mismatch:
                    raise Mismatch(f"plan {number}, {row['station']} {row['gate']}, {row['identity']}: {mismatch}")
        need(self.lost <= set(bound), "somebody of the roster of lost phones has no new phone")
        need(bound and revoked == set(bound.items()), "no lists came after the phones were bound")
        for name, station in self.stations.items():
            need(station.told == len(station.codes), f"{name} has said more than was shown to it")
            opened = {line["number"] for line in station.codes if line["open"]}
            need(opened == set(station.passages), f"{name}: openings and passages differ")

    def shows(self, row, revoked):
        person, station = self.people[row["identity"]], self.stations[row["station"]]
        line = station.next()
        expected = verdict(row, person, revoked, station)
        need(line["code"] == expected, f"{line['code']}, and by the rule {expected}")
        need(line["open"] == (expected == "accepted"), f"open is {line['open']} with {expected}")
        need(line["from"].endswith(f"scanner-{row['gate']}"), f"another gate has answered: {line['from']}")
        need(row["device"] != "card" or row["identity"] in self.cards, "a card that nobody has issued")
        self.is_of(line["credential"], row, person)
        self.totals["shown"] += 1
        if expected != "accepted":
            self.by["refusals"][expected] += 1
            return
        walks = row["walks"] == "yes"
        need(station.passages.get(line["number"]) == walks, "the passage has not ended as the person went")
        if not walks:
            self.totals["not_turned"] += 1
            return
        station.passed[row["identity"]] = int(row["at"])
        self.totals["rides"] += 1
        self.by["rides_by_station"][row["station"]] += 1
        self.by["rides_by_category"]["+".join(person.categories)] += 1
        self.by["rides_by_home_region"][str(person.home)] += 1

    def is_of(self, credential, row, person):
        """The credential says what the roster says, and one person has one number on card and phones."""
        need(credential["categories"] == person.categories, f"categories {credential['categories']}")
        need(credential["home_region"] == person.home, f"home region {credential['home_region']}")
        need(credential["issuer"]["id"] == person.issuer, f"issuer {credential['issuer']['id']}")
        need(credential["phone_bound"] == (row["device"] != "card"), "a card is a phone, or the other way round")
        key = person.issuer, credential["holder"]
        need(self.holders.setdefault(key, row["identity"]) == row["identity"], "two people with one number")
        need(self.holders.setdefault(row["identity"], key) == key, "one person with two numbers")

    def compare(self, totals):
        found = {"bound_codes": self.bound_codes, **self.totals}
        found |= {name: dict(sorted(counts.items())) for name, counts in self.by.items()}
        for name, value in found.items():
            need(totals.get(name) == value, f"{name}: the scenario has {totals.get(name)}, the second count {value}")
        share, full = totals["share"], totals["bound_codes_in_full"]
        need(self.bound_codes == full // share, f"{self.bound_codes} bound codes are not one of {share} of {full}")
        rest = set(totals) - set(found) - {"share", "bound_codes_in_full"}
        need(not rest, f"not counted again: {rest}")
        return found


def main():
    if len(sys.argv) != 2:
        sys.exit("wrong use: recount_ningbo.py FOLDER")
    folder = pathlib.Path(sys.argv[1])
    try:
        count = Count(folder)
        with open(folder / "plan.csv", encoding="utf-8", newline="") as file:
            count.play(csv.DictReader(file))
        found = count.compare(json.loads((folder / "totals.json").read_text(encoding="utf-8")))
    except Mismatch as mismatch:
        print(f"FAILED {mismatch}")
        sys.exit(1)
    print(f"{found['shown']:5} verdicts of gates, by the rule of the city")
    print(f"{found['rides']:5} rides, by station, category and home region, to the last one")


if __name__ == "__main__":
    main()
