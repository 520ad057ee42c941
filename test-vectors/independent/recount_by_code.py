"""What recount_qingdao.py and recount_pinghu.py share beyond recount_alliance.py: people whose code is issued again, and
says something else then. What somebody gets depends on the code that was shown, and not on the person."""

import csv
import json

from recount_alliance import ACCEPTED, CARD, CATEGORIES, CODES, PHONE, Recount, need
from workbooks import sheets, table

GRADES = {f"{name}级": grade for grade, name in enumerate("一二三四五六七八九十", 1)} | {"": None}


class RecountByCode(Recount):
    """`runs` are the folders of codes, in the order in which they were made; `region` is the bureau's, and `gates` are
    terminals where nobody looks."""

    def __init__(self, folder, runs, region, gates=()):
        self.folder, self.region, self.gates = folder, region, set(gates)
        self.made = {act["from"]: int(act["at"]) for act in self.read_csv("acts.csv") if act["act"] == "issued"}
        need(set(runs) == set(self.made), f"codes were made in {set(self.made)}")
        self.said, self.since, self.replaced = {}, {}, {}
        super().__init__(folder, [], runs)

    def roster(self, name):
        """The rows from which a run was made; None if it was made for codes that there were."""
        book, text = (self.folder / f"{name}.{ending}" for ending in ("xlsx", "csv"))
        if book.exists():
            return table(sheets(book)[0])
        if text.exists():
            with open(text, encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        return None

    def issued(self, name, _):
        roster, time = self.roster(name), self.made[name]
        lines = (self.folder / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        need(lines and (roster is None or len(lines) == len(roster)), f"{name}: {len(lines)} codes")
        for line in map(json.loads, lines):
            said = frozenset(CODES[code] for code in line["categories"]), line.get("disability_grade"), line.get("home_region", self.region)
            if roster is None:
                identity = self.holders[line["holder"]]
            else:
                row = roster[line["row"] - 1]
                identity = row["身份证号"]
                whom = frozenset(CATEGORIES[word] for word in row["人员类别"].split("、"))
                told = whom, GRADES[row.get("伤残等级", "")], int(row["户籍区划代码"])
                need(said == told, f"{name}: {line}, and on the roster {row}")
            need(self.holders.setdefault(line["holder"], identity) == identity, f"holder {line['holder']} is two people")
            self.people[identity] = said[0]
            index = line["status_index"]
            need(index not in self.codes, f"two codes with index {index}")
            self.codes[index] = line["holder"], PHONE if line["kind"] == "phone" else CARD
            self.said[index], self.since[index] = said, time
            for old in line.get("replaces", []):
                need(self.codes[old][0] == line["holder"], f"{name}: another's code is replaced")
                self.replaced[old] = time

    def standing(self, index, time):
        if index in self.replaced and self.replaced[index] <= time:
            return "revoked"
        return super().standing(index, time)

    def is_for(self, benefit, index):
        categories, grade, home = self.said[index]
        return (
            bool(categories & benefit.categories)
            and (benefit.grades is None or grade in benefit.grades)
            and (not benefit.home or str(home) == benefit.home)
        )

    def judged(self, grant):
        return ACCEPTED if grant["terminal"] in self.gates else super().judged(grant)

    def codes_shown(self, holder, kind, time):
        """The newest one; an earlier one is no longer what the person has."""
        had = [index for index in self.card_index(holder, kind) if self.since[index] <= time]
        need(had, f"holder {holder} had nothing to show")
        return {max(had, key=self.since.get)}

    def why_not(self, wish, before):
        reason = super().why_not(wish, before)
        if reason:
            return reason
        # Somebody may have shown an earlier one, which is revoked.
        holder, time = self.holder_of[wish["identity"]], int(wish["at"])
        earlier = [index for index, code in self.codes.items() if code[0] == holder and self.since[index] <= time]
        return "standing" if any(self.standing(index, time) for index in earlier) else None

    def keys(self, grant):
        categories = tuple(sorted(self.said[grant["index"]][0]))
        return super().keys(grant) | {"category": categories}

    def category(self, holder):
        """Of several, none: who counts by category looks at the code."""
        return None
