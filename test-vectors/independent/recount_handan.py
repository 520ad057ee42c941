#!/usr/bin/env python3
"""Counts the alliance of the scenario handan again.

    cargo run --bin scenario -- handan --keep FOLDER
    python3 recount_handan.py FOLDER

Needs the packages of requirements.txt. What is counted is in recount_alliance.py; here are the proportions of the city,
what each category gets, and the ratings of the directory. Exit status: 0 if everything agrees, 1 if not.
"""

import json
from collections import Counter

from recount_alliance import CARD, CATEGORIES, PHONE, Recount, need, run

VETERANS, FAMILIES, PEOPLE, MEMBERS, SUB_KINDS = 265_000, 20_000, 60_000, 2_200, 21
LEVELS = {1: "satisfied", 2: "fair", 3: "dissatisfied"}
HAIRCUT_FREE, HAIRCUT_HALF, CAR_FREE, KINDERGARTEN, MEDICAL_CARD = 1401, 1402, 1501, 3101, 2101


def city(recount):
    groups = Counter(recount.people.values())
    veterans, families = groups[CATEGORIES["退役军人"]], groups[CATEGORIES["现役军人家属"]]
    share = VETERANS // veterans
    need((veterans, families) == (VETERANS // share, FAMILIES // share), f"{veterans} and {families} are no one share")
    cards = [json.loads(line) for line in (recount.folder / "families/manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    named = sum(1 + len(card["dependants"]) for card in cards)
    need(named == PEOPLE // share, f"{len(cards)} cards for {named} people")
    need({kind for _, kind in recount.codes.values()} == {CARD, PHONE}, "no codes of both kinds")
    for edition in recount.editions.values():
        need(len(edition.merchants) == MEMBERS, f"{len(edition.merchants)} members")
        need(len({merchant.trade for merchant in edition.merchants.values()}) == SUB_KINDS, "not 21 sub-kinds")
    by_benefit = {}
    for grant in recount.counted():
        by_benefit.setdefault(grant["benefit"], []).append(grant)
    for benefit, word in ((HAIRCUT_FREE, "现役军人"), (HAIRCUT_HALF, "退役军人"), (CAR_FREE, "现役军人"), (KINDERGARTEN, "现役军人家属"), (MEDICAL_CARD, "现役军人家属")):
        found = {recount.category(grant["holder"]) for grant in by_benefit[benefit]}
        need(found == {CATEGORIES[word]}, f"benefit {benefit} went to {found}")
    need(all(grant["price"] is None for grant in by_benefit[MEDICAL_CARD]), "the medical card has a price")
    need(sum(grant["units"] for grant in by_benefit[CAR_FREE]) > 5, "no days of hire beyond the quota")
    ratings(recount)


def ratings(recount):
    """The directory was made with these; a rating of a grant that was undone is none."""
    expected = {}
    for terminal, _, record, level in recount.ratings:
        if (terminal, record) not in recount.undone:
            expected.setdefault(str(recount.grants[terminal, record]["merchant"]), Counter())[LEVELS[level]] += 1
    found = recount.load("ratings.json")
    for merchant, counts in found.items():
        need(counts == {word: expected[merchant][word] for word in LEVELS.values()}, f"ratings of {merchant}: {counts}")
    # Fewer than five are not told.
    need(set(found) == {merchant for merchant, counts in expected.items() if counts.total() >= 5}, f"ratings: {set(found)}")


def count(folder):
    recount = Recount(folder, ["veterans", "families", "soldiers"])
    reasons = recount.play()
    tried = {"not-entitled", "quota-used", "not-member", "same-order", "terminal-retired", "standing"}
    need(tried <= set(reasons), f"not tried: {tried - set(reasons)}")
    marked = {kind for kind, *_ in recount.marks()}
    need({"quota-exceeded", "not-member", "terminal-retired", "suspended"} <= marked, f"marks: {marked}")
    return recount, reasons, city


if __name__ == "__main__":
    run("recount_handan.py", count)
