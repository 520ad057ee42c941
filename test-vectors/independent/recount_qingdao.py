#!/usr/bin/env python3
"""Counts the scenario qingdao again.

    cargo run --bin scenario -- qingdao --keep FOLDER
    python3 recount_qingdao.py FOLDER

Needs the packages of requirements.txt. What is counted is in recount_alliance.py and recount_by_code.py; here are the
proportions of the city, the two editions of the catalogue, the copied disk, and what the companies are paid back. Exit
status: 0 if everything agrees, 1 if not.
"""

from collections import Counter

from recount_alliance import civil, need, run
from recount_by_code import RecountByCode
from workbooks import sheets, table

RIDES, USES, FIRMS, HOLDERS, MONTHS = 99_000_000, 310_000, 10_000, 300_000, 31
# A tenth of the share counts for the alliance, whose firms and uses are few.
ALLIANCE = 10
RIDE, BUS, METRO = 1, 1, 2
REGION, GATES = 370_200, (1, 2, 3, 4)
ITEMS_2021, ITEMS_2022, NEW, REVISED = 169, 208, 39, 8


def city(recount):
    share = HOLDERS // len(recount.holders)
    need(HOLDERS // share == len(recount.holders), f"{len(recount.holders)} people are no share of {HOLDERS}")
    of_alliance = max(share // ALLIANCE, 1)
    uses = recount.counted()
    rides = [grant for grant in uses if grant["benefit"] == RIDE]
    need(len(rides) == RIDES // share, f"{len(rides)} rides are not one of {share} of {RIDES}")
    need(len(uses) - len(rides) == USES // of_alliance, f"{len(uses) - len(rides)} uses are not one of {of_alliance} of {USES}")
    saved = recount.figures(rides)["saved_fen"]
    need(saved * 10 == 1_800 * len(rides), f"{saved} fen saved on {len(rides)} rides is not 1.8 yuan each")
    months = Counter(civil(grant["time"]).strftime("%Y-%m") for grant in rides)
    need(len(months) == MONTHS, f"rides in {len(months)} months")
    last = recount.editions[max(recount.editions)]
    need(len(last.merchants) == FIRMS // of_alliance + 2, f"{len(last.merchants)} merchants")
    rounds = {merchant.days[0] for number, merchant in last.merchants.items() if number > METRO}
    need(len(rounds) == 10, f"{len(rounds)} rounds of recruiting")
    catalogue(recount)
    copied_disk(recount)
    settlements(recount, rides, months)


def catalogue(recount):
    """Row by row: what is new in 2022, and what is revised."""
    found = {number: table(sheets(recount.folder / f"catalogue-{number}.xlsx")[0]) for number in recount.editions}
    sizes = [len(rows) for _, rows in sorted(found.items())]
    need(set(sizes) == {ITEMS_2021, ITEMS_2022} and sizes == sorted(sizes), f"items of the editions: {sizes}")
    first = sizes.index(ITEMS_2022) + 1
    before, now = ({row["编号"]: row for row in found[number]} for number in (first - 1, first))
    new, revised = set(now) - set(before), {number for number, row in before.items() if now[number] != row}
    need((len(new), len(revised)) == (NEW, REVISED), f"{len(new)} new, {len(revised)} revised")
    members = [sheets(recount.folder / f"catalogue-{number}.xlsx")[1] for number in (first - 1, first)]
    need(members[0] == members[1], "the merchants changed with the edition of 2022")


def copied_disk(recount):
    """The copy has another record under a number that the journal has."""
    export = recount.export(recount.folder / "copied.lbx")
    terminal = recount.terminals[export.terminal][0]
    names = [(terminal, export.chain, record[0]) for record in export.records]
    need(any(recount.records.get(name, record) != record for name, record in zip(names, export.records)), "no fork")


def settlements(recount, rides, months):
    """Each company is paid back what its passengers have saved in the month."""
    found = {}
    for statement in recount.load("settlements.json"):
        need(not statement["additions"], f"an addition: {statement}")
        found[statement["merchant"], statement["month"]] = statement["owed_fen"]
    expected = Counter()
    for grant in rides:
        full, charged = grant["price"]
        paid_back = recount.editions[grant["edition"]].benefits[RIDE].paid_back
        expected[grant["merchant"], civil(grant["time"]).strftime("%Y-%m")] += (full - charged) * paid_back // 1000
    whole = {(merchant, month): expected[merchant, month] for merchant in (BUS, METRO) for month in months}
    need(found == whole, "the companies are owed something else")


def count(folder):
    recount = RecountByCode(folder, ["cards", "reissued"], REGION, GATES)
    reasons = recount.play()
    tried = {"not-entitled", "quota-used", "not-member", "standing"}
    need(tried <= set(reasons), f"not tried: {tried - set(reasons)}")
    marked = {kind for kind, *_ in recount.marks()}
    need({"quota-exceeded", "not-member", "revoked"} <= marked, f"marks: {marked}")
    return recount, reasons, city


if __name__ == "__main__":
    run("recount_qingdao.py", count)
