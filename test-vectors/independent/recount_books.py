"""Counts the bureau's books again: python recount_books.py FOLDER

FOLDER is what the test a_month_of_rides leaves (`.ci/books`): the exports that terminals handed over, the keys and
merchants of the terminals, the quotas of the catalogue, and what `issuer journal status` and `issuer journal marks`
said with --json. From the records alone, whose chains and signatures it verifies with this folder's own reader, the
script adds up uses, money and people by month, merchant and benefit, looks for quotas that were exceeded, and compares.
"""

import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from journal import Export, Fault, first_hash
from keys import Key

BEIJING = timedelta(hours=8)
DAY, WEEK, MONTH, YEAR, LIFETIME = range(1, 6)
BRANCH, MERCHANT, ALL = range(1, 4)
GRANT, UNDO, MANUAL, NOTE = 1, 2, 3, 5


class Handed(Export):
    """An export that may begin anywhere: it was handed over after others."""

    def begin(self, size, head):
        if self.end:
            return super().begin(size, head)
        if size == 0 and head != first_hash(self.terminal, self.chain):
            raise Fault("journal-foreign")


def civil(seconds):
    return datetime.fromtimestamp(seconds, UTC) + BEIJING


def period_of(period, seconds):
    day = civil(seconds).date()
    match period:
        case 1:
            return day
        case 2:
            return day.isocalendar()[:2]
        case 3:
            return day.year, day.month
        case 4:
            return day.year
    return ()


class Books:
    def __init__(self, folder):
        terminals = json.loads((folder / "terminals.json").read_text())
        self.terminals = {bytes.fromhex(one["key"]): one for one in terminals}
        self.quotas = {(one["edition"], one["benefit"]): one["quotas"] for one in json.loads((folder / "quotas.json").read_text())}
        self.undone = {(bytes.fromhex(key), chain, number) for key, chain, number in json.loads((folder / "undos.json").read_text())}
        self.records = {}
        for path in sorted((folder / "exports").glob("*.lbx")):
            self.take(path)
        self.grants = self.find_grants()

    def take(self, path):
        data = path.read_bytes()
        # The header says whose it is; the key of that terminal must have signed it.
        try:
            terminal = self.terminals[data[data.index(b"laobingma journal") + 20 :][:32]]
            export = Handed(data, Key("ed25519", {-2: bytes.fromhex(terminal["public_key"])}), [])
            export.read()
        except Fault as fault:
            sys.exit(f"{path}: {fault}")
        for record in export.records:
            name = export.terminal, export.chain, record[0]
            if self.records.setdefault(name, record) != record:
                sys.exit(f"{path}: record {record[0]} is there twice and differs")

    def find_grants(self):
        grants, place = [], {}
        for (key, chain, number), (_, time, kind, body) in sorted(self.records.items()):
            if kind == UNDO:
                self.undone.add((key, chain, body[0]))
            if kind == NOTE and body[0] == 1:
                place[key] = body[3]
            if kind not in (GRANT, MANUAL):
                continue
            manual = kind == MANUAL
            holder = (tuple(body[1]) or None) if manual else tuple(body[:2])
            benefit, edition, branch, units, price = body[2:7] if manual else body[3:8]
            merchant = place.get(key, self.terminals[key]["merchant"])
            full, charged = price or (0, 0)
            grants.append(
                {
                    "name": (key, chain, number),
                    "time": time,
                    "month": civil(time).strftime("%Y-%m"),
                    "holder": holder,
                    "merchant": merchant,
                    "benefit": benefit,
                    "edition": edition,
                    "branch": branch,
                    "units": units,
                    "full": full,
                    "charged": charged,
                }
            )
        return grants

    def totals(self, by):
        sums, people = defaultdict(Counter), defaultdict(set)
        for grant in self.grants:
            sums[grant[by]]["undone" if grant["name"] in self.undone else "uses"] += 1
            if grant["name"] in self.undone:
                continue
            for what in ("units", "full", "charged"):
                sums[grant[by]][what] += grant[what]
            if grant["holder"]:
                people[grant[by]].add(grant["holder"])
        return {
            key: {
                "uses": sum_["uses"],
                "units": sum_["units"],
                "full_fen": sum_["full"],
                "charged_fen": sum_["charged"],
                "saved_fen": sum_["full"] - sum_["charged"],
                "undone": sum_["undone"],
                "people": len(people[key]),
            }
            for key, sum_ in sums.items()
        }

    def quotas_exceeded(self):
        counted, marks = [], set()
        for grant in sorted(self.grants, key=lambda grant: (grant["time"], *grant["name"])):
            if not grant["holder"] or grant["name"] in self.undone:
                continue
            counted.append(grant)
            for limit, period, scope in self.quotas.get((grant["edition"], grant["benefit"]), []):
                used = sum(
                    other["units"]
                    for other in counted
                    if (other["holder"], other["benefit"]) == (grant["holder"], grant["benefit"])
                    and period_of(period, other["time"]) == period_of(period, grant["time"])
                    and (scope == ALL or other["merchant"] == grant["merchant"])
                    and (scope != BRANCH or other["branch"] == grant["branch"])
                )
                if used > limit:
                    key, chain, number = grant["name"]
                    marks.add((key.hex(), chain, number, period, limit, used))
        return marks


def main():
    folder = Path(sys.argv[1])
    books = Books(folder)
    status, marks = (json.loads((folder / f"{name}.json").read_text()) for name in ("status", "marks"))
    faults = []
    for name, by in (("months", "month"), ("merchants", "merchant"), ("benefits", "benefit")):
        expected = books.totals(by)
        found = {row.pop(by): row for row in status[name]}
        print(f"{name}: {len(expected)}")
        for key, row in sorted(expected.items()):
            print(f"  {key}: {row['uses']} uses, {row['people']} people, {row['saved_fen']} fen saved, {row['undone']} undone")
        if expected != found:
            faults.append(f"{name}: {found}, not {expected}")
    expected = books.quotas_exceeded()
    found = {
        (one["key"], one["chain"], one["number"], one["period"], one["allowed"], one["used"])
        for one in marks["marks"]
        if one["kind"] == "quota-exceeded"
    }
    print(f"quotas exceeded: {len(expected)}")
    if expected != found:
        faults.append(f"quotas: {sorted(found - expected)} too many, {sorted(expected - found)} missing")
    if not expected or not books.undone:
        faults.append("there was nothing to compare")
    print(f"{len(books.records)} records, {len(books.grants)} grants, {len(faults)} faults")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
