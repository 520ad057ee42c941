#!/usr/bin/env python3
"""Counts the scenario pinghu again.

    cargo run --bin scenario -- pinghu --keep FOLDER
    python3 recount_pinghu.py FOLDER

Needs the packages of requirements.txt. What is counted is in recount_alliance.py and recount_by_code.py; here are the
visits, what the code of one person was worth before and after each stage, and who becomes entitled to an allowance, from
the identity numbers. Exit status: 0 if everything agrees, 1 if not.
"""

from recount_alliance import civil, need, run
from recount_by_code import RecountByCode
from workbooks import sheets, table

VISITS, MATTERS = 13_000, 520
FUNCTIONS, OF_MATTERS = range(101, 136), range(131, 136)
REGION, BARBER, FOR_FIRMS, ERRANDS = 330_482, 4, 5, 301
OLD_AGE, SIXTY, FEN = 401, 60, 23_000
# What the barber gave on the day of each stage, by the hour: before it, and from then on.
LIFE = [
    ("2026-03-10", [(15, 201)]),
    ("2026-05-10", [(9, 201), (15, 202)]),
    # At eleven the shop does not know yet that he has left.
    ("2028-05-10", [(9, 202), (11, 202), (15, 204)]),
    ("2028-08-10", [(9, 204), (15, 203)]),
    ("2028-12-10", [(9, 203), (15, 205)]),
]


def city(recount):
    uses = recount.counted()
    visits = [grant for grant in uses if grant["benefit"] in FUNCTIONS]
    share = VISITS // len(visits)
    need(len(visits) == VISITS // share, f"{len(visits)} visits are no share of {VISITS}")
    matters = [grant for grant in visits if grant["benefit"] in OF_MATTERS]
    need(len(matters) == MATTERS // share, f"{len(matters)} matters are not one of {share} of {MATTERS}")
    life(uses)
    for month, due in (("2026-10", False), ("2026-11", True), ("2026-12", False)):
        allowance(recount, month, due)
    of_firms = [grant for grant in uses if grant["benefit"] == ERRANDS]
    need([grant["merchant"] for grant in of_firms] == [FOR_FIRMS], f"{len(of_firms)} for firms of veterans")


def life(uses):
    """One person at one shop: the same number, and another benefit after each stage of the same day."""
    at_barber = sorted((grant["time"], grant["benefit"], grant["holder"]) for grant in uses if grant["merchant"] == BARBER)
    need(len({holder for *_, holder in at_barber}) == 1, "several people at the barber's")
    found = {}
    for time, benefit, _ in at_barber:
        moment = civil(time)
        found.setdefault(moment.date().isoformat(), []).append((moment.hour, benefit))
    need(found == dict(LIFE), f"at the barber's: {found}")


def allowance(recount, month, due):
    """Veterans of Pinghu whose sixtieth birthday was in the month before; and how many get it in the month."""
    roster = table(sheets(recount.folder / "roster-2026-10.xlsx")[0])
    year, number = map(int, month.split("-"))
    this = year * 12 + number - 1
    begins, getting = [], 0
    for row in roster:
        born = row["身份证号"][6:14]
        reached = (int(born[:4]) + SIXTY) * 12 + int(born[4:6]) - 1
        if row["人员类别"] != "退役军人" or row["户籍区划代码"] != str(REGION) or reached >= this:
            continue
        getting += 1
        if reached == this - 1:
            begins.append(recount.holder_of[row["身份证号"]])
    need(bool(begins) == due, f"{month}: {begins}")
    list_ = recount.load(f"entitled-{month}.json")
    told = [(one["holder"], one["benefit"], one["month"], one["cause"], one["age"], one["monthly_fen"]) for one in list_["begins"]]
    need(told == [(holder, OLD_AGE, month, "age", SIXTY, FEN) for holder in begins], f"{month} begins for {told}")
    need(list_["ends"] == [], f"{month} ends for {list_['ends']}")
    paid = {one["number"]: (one["people"], one["total_fen"]) for one in list_["paid"]}
    need(paid == {OLD_AGE: (getting, getting * FEN)}, f"{month}: {paid}, and {getting} people get it")
    need(list_["people"]["roster"] == list_["people"]["registered"] == len(roster), f"{month}: {list_['people']}")


def count(folder):
    recount = RecountByCode(folder, ["cards", *(f"stage-{number}" for number in range(5))], REGION)
    reasons = recount.play()
    need({"not-entitled", "standing"} <= set(reasons), f"not tried: {reasons}")
    marked = {kind for kind, *_ in recount.marks()}
    need(marked == {"revoked"}, f"marks: {marked}")
    return recount, reasons, city


if __name__ == "__main__":
    run("recount_pinghu.py", count, "home")
