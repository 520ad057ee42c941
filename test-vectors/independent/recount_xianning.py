#!/usr/bin/env python3
"""Counts the alliance of the scenario xianning again.

    cargo run --bin scenario -- xianning --keep FOLDER
    python3 recount_xianning.py FOLDER

Needs the packages of requirements.txt. What is counted is in recount_alliance.py; here are the proportions of the city,
and the copied disk. Exit status: 0 if everything agrees, 1 if not.
"""

from journal import Fault
from recount_alliance import CARD, PHONE, Recount, need, run
from workbooks import sheets

VETERANS, PHONE_CODES, CARDS, USES, MEMBERS, TRADES = 80_000, 13_800, 20_000, 26_400, 484, 8
# Yuan a use.
SAVED = range(50, 65)


def share_of(recount):
    everybody = len(sheets(recount.folder / "everybody.xlsx")[0]) - 1
    share = VETERANS // everybody
    need(VETERANS // share == everybody, f"{everybody} people are no share of {VETERANS}")
    return share


def city(recount):
    share = share_of(recount)
    kinds = [kind for _, kind in recount.codes.values()]
    need(kinds.count(PHONE) == PHONE_CODES // share, f"{kinds.count(PHONE)} codes on phones")
    need(kinds.count(CARD) == CARDS // share, f"{kinds.count(CARD)} cards")
    by_holder = {}
    for holder, kind in recount.codes.values():
        by_holder.setdefault(holder, set()).add(kind)
    both = {holder for holder, found in by_holder.items() if found == {CARD, PHONE}}
    need(both, "nobody has both")
    uses = recount.counted()
    need(len(uses) == USES // share, f"{len(uses)} uses are not one of {share} of {USES}")
    saved = recount.figures(uses)["saved_fen"] // 100 // len(uses)
    need(saved in SAVED, f"{saved} yuan a use")
    with_both = {(grant["holder"], grant["form"]) for grant in uses if grant["holder"] in both}
    need(any((holder, CARD) in with_both and (holder, PHONE) in with_both for holder in both), "nobody has used both")
    last = recount.editions[max(recount.editions)]
    left = sum(act["act"] == "merchant-left" for act in recount.acts)
    need(len(last.merchants) - left == MEMBERS, f"{len(last.merchants)} in the table, {left} have left")
    need(len({merchant.trade for merchant in last.merchants.values()}) == TRADES, "not 8 trades")
    copied_disk(recount)


def copied_disk(recount):
    """The copy has another record under a number that the journal has; the file that was cut is none."""
    export = recount.export(recount.folder / "suspect/copied-disk.lbx")
    terminal = recount.terminals[export.terminal][0]
    names = [(terminal, export.chain, record[0]) for record in export.records]
    need(any(recount.records.get(name, record) != record for name, record in zip(names, export.records)), "no fork")
    try:
        recount.export(recount.folder / "suspect/cut.lbx")
    except Fault as fault:
        need(fault.code in ("journal-cut", "journal-unreadable"), f"the cut file is {fault.code}")
    else:
        need(False, "the cut file is whole")


def count(folder):
    recount = Recount(folder, ["phones", "cards"], ["cards-beside"])
    reasons = recount.play()
    need({"quota-used", "not-member", "standing"} <= set(reasons), f"not tried: {reasons}")
    need({"quota-exceeded", "not-member", "revoked", "far-places"} <= {kind for kind, *_ in recount.marks()}, "a mark is missing")
    return recount, reasons, city


if __name__ == "__main__":
    run("recount_xianning.py", count)
