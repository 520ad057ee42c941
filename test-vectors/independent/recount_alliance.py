"""Counts a scenario with an alliance of merchants again: what recount_xianning.py and recount_handan.py share.

From the exports of the terminals, whose chains and signatures are verified by this folder's own reader, from the rosters
with what was issued for them, from the tables of each edition, and from the plan of who came where with what. The rules
are written here once more: who gets what, what is paid, how often, and what the bureau must find. Each record must be
what somebody wanted and what the rules allow a terminal to give that knew no better; each wish that came to nothing
needs a reason; and every total of the report and every mark must come out.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from journal import Fault
from keys import Key
from recount_books import DAY, GRANT, LIFETIME, MANUAL, MERCHANT, MONTH, NOTE, UNDO, WEEK, YEAR, ALL, Handed, civil, period_of
from workbooks import sheets, table

RATING = 4
PLACE_CHANGED = 1
CARD, PHONE = 1, 2
ACCEPTED, CHECKED = 1, 2
CATEGORIES = {
    "退役军人": 0,
    "现役军人": 1,
    "烈士遗属": 2,
    "因公牺牲军人遗属": 3,
    "病故军人遗属": 4,
    "残疾军人": 5,
    "现役军人家属": 6,
    "军休干部": 7,
    "预定新兵": 9,
}
CODES = {
    "veteran": 0,
    "active-duty": 1,
    "martyr-survivor": 2,
    "duty-death-survivor": 3,
    "illness-death-survivor": 4,
    "disabled-soldier": 5,
    "active-duty-dependant": 6,
    "retired-officer": 7,
    "enlistee": 9,
}
EVERYBODY = "所有持有人"
# The built-in list of trades, as far as a table has none of its own.
TRADES = {
    "餐饮": 11, "住宿": 12, "商超零售": 13, "理发美容": 14, "交通出行": 15, "汽车服务": 16, "文化旅游": 17, "金融保险": 18, "通信": 19,
    "医院": 21, "药店": 22, "体检康养": 23, "口腔眼科": 24, "幼儿园": 31, "学历教育": 32, "职业培训": 33, "律师服务": 41, "公证": 42,
    "招聘就业": 51, "创业扶持": 52, "企业服务": 53,
}
PERIODS = {"每天": DAY, "每周": WEEK, "每月": MONTH, "每年": YEAR, "终身": LIFETIME}
RATINGS = {"satisfied": 1, "fair": 2, "dissatisfied": 3}
REASONS = {"card-unreadable": 1, "scanner-broken": 2, "no-power": 3}
FAR = 600


class Mismatch(Exception):
    """What does not agree."""


def need(same, what):
    if not same:
        raise Mismatch(what)


def per_mille(cell):
    """What is paid of a thousand: 8.5折, 半价."""
    if cell == "半价":
        return 500
    return round(float(cell.removesuffix("折")) * 100)


def fen(cell):
    whole, _, rest = cell.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


class Benefit:
    """A row of the table of benefits."""

    def __init__(self, row, trades):
        cell = lambda heading: row.get(heading, "")
        self.number, self.kind, self.value = int(row["编号"]), row["优待方式"], row["数值"]
        whom = row["适用类别"]
        self.categories = set(CATEGORIES.values()) if whom == EVERYBODY else {CATEGORIES[word] for word in whom.split("、")}
        self.trade = trades[row["行业"]] if cell("行业") else None
        # The bureau gives it itself: no merchant does.
        self.of_bureau = row["商户"] == "发码单位"
        named = () if self.of_bureau or row["商户"] in ("", "全部") else row["商户"].split("、")
        self.merchants = {int(number) for number in named}
        self.weekdays = {"周六、周日": {6, 7}, "": set(range(1, 8))}[cell("星期")]
        self.date = cell("日期")
        self.home = cell("户籍地区")
        grades = cell("残疾等级").split("-") if cell("残疾等级") else None
        self.grades = grades and range(int(grades[0]), int(grades[-1]) + 1)
        self.order = int(row["叠加顺序"]) if cell("叠加顺序") else None
        self.floor = fen(row["最低价"]) if cell("最低价") else 0
        self.paid_back = {"全额": 1000, "": 0}[cell("财政补贴")]
        self.quota = None
        if row["限次"]:
            period, limit, scope = re.fullmatch(r"(每.|终身)(\d+)(?:次|天|乘次)(（全部商户）)?", row["限次"]).groups()
            self.quota = PERIODS[period], int(limit), ALL if scope else MERCHANT
        # What no row of these scenarios has is not read here.
        need(not any(cell(heading) for heading in ("地区", "开始", "截止", "时段")), f"a condition that is not read: {row}")

    def given_on(self, time):
        """On this day: the weekday, and the date of each year."""
        day = civil(time)
        return day.isoweekday() in self.weekdays and self.date in ("", day.strftime("%m-%d"))

    def given_by(self, merchant):
        if self.of_bureau or self.merchants and merchant.number not in self.merchants:
            return False
        return self.trade in (None, merchant.trade)

    def leaves(self, price):
        match self.kind:
            case "免费":
                return 0
            case "折扣":
                return price * per_mille(self.value) // 1000
            case "立减":
                return max(0, price - fen(self.value))
            case "优惠价":
                return min(price, fen(self.value))
        raise Mismatch(f"{self.kind} has no price")


def steps(benefits, price):
    """What each of several benefits finds and leaves, in their order."""
    floor = min(price, max(benefit.floor for benefit in benefits))
    rest, before, found = price, price, []
    for benefit in sorted(benefits, key=lambda benefit: benefit.order or 0):
        rest = benefit.leaves(rest)
        after = max(rest, floor)
        found.append((benefit.number, before, after))
        before = after
    return found


class Merchant:
    def __init__(self, row, trades):
        self.number, self.region, self.trade = int(row["编号"]), int(row["地区"]), trades[row["行业"]]
        self.days = row["协议开始"], row["协议截止"]


class Edition:
    def __init__(self, path, made):
        self.made = made
        found = sheets(path)
        trades = {row["名称"]: int(row["编号"]) for row in table(found[2])} if len(found) > 2 else TRADES
        self.benefits = {int(row["编号"]): Benefit(row, trades) for row in table(found[0])}
        self.merchants = {int(row["编号"]): Merchant(row, trades) for row in table(found[1])}


class Recount:
    """`folder` is what a scenario leaves in `alliance`; `rosters` are those whose names have a folder of codes too."""

    def __init__(self, folder, rosters, lists=()):
        self.folder = folder
        self.people, self.codes, self.holders = {}, {}, {}
        for name in rosters:
            self.issued(name, table(sheets(folder / f"{name}.xlsx")[0]))
        for name in lists:
            self.issued(name, None)
        self.terminals = self.read_terminals()
        self.records, self.clones = {}, []
        for path in sorted((folder / "exports").glob("*.lbx")):
            self.take(path)
        self.acts = self.read_csv("acts.csv")
        self.editions = {
            int(act["number"]): Edition(folder / f"catalogue-{act['number']}.xlsx", int(act["at"]))
            for act in self.acts
            if act["act"] == "edition"
        }
        need(self.editions, "no edition was published")
        self.grants, self.undone, self.ratings = self.find_grants()
        self.wishes = self.read_csv("plan.csv")

    def read_csv(self, name):
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def issued(self, name, roster):
        """The people of a roster and what they got; of a list only what they got."""
        for row in roster or []:
            known = self.people.setdefault(row["身份证号"], CATEGORIES[row["人员类别"]])
            need(known == CATEGORIES[row["人员类别"]], f"{row['身份证号']} has two categories")
        lines = [json.loads(line) for line in (self.folder / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        need(roster is None or len(lines) == len(roster), f"{name}: {len(lines)} codes for {len(roster or [])} rows")
        for line in lines:
            identity = roster[line["row"] - 1]["身份证号"] if roster else self.holders[line["holder"]]
            need(self.holders.setdefault(line["holder"], identity) == identity, f"holder {line['holder']} is two people")
            need([CODES[code] for code in line["categories"]] == [self.people[identity]], f"{name}: {line} is another category")
            need(line["status_index"] not in self.codes, f"two codes with index {line['status_index']}")
            self.codes[line["status_index"]] = line["holder"], PHONE if line["kind"] == "phone" else CARD

    def read_terminals(self):
        terminals = {}
        for path in (self.folder / "terminals").glob("*/store/terminal.key"):
            if not path.parts[-3].isdigit():
                continue
            key = load_pem_private_key(path.read_bytes(), None).public_key()
            key = Key("ed25519", {-2: key.public_bytes(Encoding.Raw, PublicFormat.Raw)})
            terminals[key.thumbprint()] = int(path.parts[-3]), key
        return terminals

    def export(self, path):
        data = path.read_bytes()
        terminal = data[data.index(b"laobingma journal") + 20 :][:32]
        need(terminal in self.terminals, f"{path}: nobody's journal")
        export = Handed(data, self.terminals[terminal][1], [])
        export.read()
        return export

    def take(self, path):
        try:
            export = self.export(path)
        except Fault as fault:
            raise Mismatch(f"{path}: {fault}") from None
        for record in export.records:
            name = self.terminals[export.terminal][0], export.chain, record[0]
            need(self.records.setdefault(name, record) == record, f"{path}: record {record[0]} is there twice and differs")

    def find_grants(self):
        grants, undone, ratings, place = {}, set(), [], {}
        for name, (number, time, kind, body) in sorted(self.records.items()):
            terminal = name[0]
            if kind == UNDO:
                undone.add((terminal, body[0]))
            elif kind == RATING:
                ratings.append((terminal, time, body[0], body[1]))
            elif kind == NOTE and body[0] == PLACE_CHANGED:
                need(body[2] == terminal, f"terminal {terminal} says that it is {body[2]}")
                place[terminal] = body[3]
            elif kind in (GRANT, MANUAL):
                manual = kind == MANUAL
                holder = (tuple(body[1])[1:] or (None,))[0] if manual else body[1]
                benefit, edition, _, units, price = body[2:7] if manual else body[3:8]
                grants[terminal, number] = {
                    "manual": body[0] if manual else None,
                    "terminal": terminal,
                    "number": number,
                    "time": time,
                    "holder": holder,
                    "index": None if manual else body[2],
                    "benefit": benefit,
                    "edition": edition,
                    "units": units,
                    "price": tuple(price) or None,
                    "form": None if manual else body[8],
                    "judged": None if manual else body[9],
                    "merchant": place[terminal],
                }
        # What the bureau has taken back is in no journal.
        for act in self.acts:
            if act["act"] == "undo":
                undone.add((int(act["number"]), int(act["from"])))
        need(undone <= set(grants), f"undone, and no grants: {undone - set(grants)}")
        return grants, undone, ratings

    # The rules

    def category(self, holder):
        return self.people[self.holders[holder]]

    def card_index(self, holder, kind):
        return {index for index, code in self.codes.items() if code == (holder, kind)}

    def standing(self, index, time):
        """What the register says of a code at a time, by the acts."""
        holder, kind = self.codes[index]
        found = None
        for act in self.acts:
            if act["act"] == "revoke-code" and int(act["at"]) <= time and int(act["number"]) == index:
                return "revoked"
            if int(act["at"]) > time or not act["number"].isdigit() or int(act["number"]) != holder:
                continue
            if act["act"] == "revoke-card" and kind == CARD:
                found = "revoked"
            elif act["act"] == "suspend" and found != "revoked":
                found = "suspended"
            elif act["act"] == "restore" and found == "suspended":
                found = None
        return found

    def newest_edition(self, time):
        made = [number for number, edition in self.editions.items() if edition.made <= time]
        return self.editions[max(made)]

    def is_member(self, merchant, time):
        day = civil(time).date().isoformat()
        known = self.newest_edition(time).merchants.get(merchant)
        member = known is not None and known.days[0] <= day <= known.days[1]
        for act in self.acts:
            if not act["act"].startswith("merchant-") or int(act["number"]) != merchant:
                continue
            # One that leaves on a day to come has said so before.
            begins = day >= act["from"] if act["act"] == "merchant-left" else int(act["at"]) <= time
            if begins and int(act["at"]) <= time:
                member = act["act"] == "merchant-returned"
        return member

    def is_retired(self, terminal, time):
        return any(act["act"] == "terminal-retired" and int(act["number"]) == terminal and int(act["at"]) <= time for act in self.acts)

    def used_here(self, wish, benefit, before):
        """Units of this holder that this terminal had granted and not undone: all that it can know."""
        period, _, scope = benefit.quota
        holder = self.holder_of[wish["identity"]]
        return sum(
            grant["units"]
            for grant in before
            if grant["holder"] == holder
            and grant["benefit"] == benefit.number
            and period_of(period, grant["time"]) == period_of(period, int(wish["at"]))
            and (grant["terminal"], grant["number"]) not in self.undone_at_terminal
        )

    def codes_shown(self, holder, kind, time):
        """The codes of which somebody may have shown one."""
        return self.card_index(holder, kind)

    def why_not(self, wish, before):
        """Why a wish may have come to nothing; None if there is no reason."""
        time, terminal = int(wish["at"]), int(wish["terminal"])
        holder, kind = self.holder_of[wish["identity"]], {"card": CARD, "phone": PHONE}[wish["device"]]
        merchant = self.merchant_of[terminal]
        wanted = [int(number) for number in wish["benefits"].split("+")]
        edition = self.newest_edition(time)
        shown = self.codes_shown(holder, kind, time)
        if all(self.standing(index, time) for index in shown):
            return "standing"
        if self.is_retired(terminal, time):
            return "terminal-retired"
        if not self.is_member(merchant, time):
            return "not-member"
        benefits = [edition.benefits[number] for number in wanted]
        if any(not self.is_for(benefit, index) for benefit in benefits for index in shown):
            return "not-entitled"
        if not all(benefit.given_on(time) for benefit in benefits):
            return "not-today"
        if len({benefit.order for benefit in benefits}) < len(benefits):
            return "same-order"
        for benefit in benefits:
            if benefit.quota and self.used_here(wish, benefit, before) + int(wish["units"]) > benefit.quota[1]:
                return "quota-used"
        return None

    def judged(self, grant):
        """Where somebody looks, a card is compared."""
        return {PHONE: ACCEPTED, CARD: CHECKED}[grant["form"]]

    def is_for(self, benefit, index):
        """Whether the holder of a code gets the benefit."""
        return self.category(self.codes[index][0]) in benefit.categories

    def check_grant(self, grant):
        """Everything about a grant that a terminal knows, however old its lists are."""
        edition = self.editions.get(grant["edition"])
        need(edition and edition.made <= grant["time"], f"an edition that was not there: {grant}")
        benefit, merchant = edition.benefits.get(grant["benefit"]), edition.merchants[grant["merchant"]]
        need(benefit and benefit.given_by(merchant), f"not a benefit of this merchant: {grant}")
        need(benefit.given_on(grant["time"]), f"not on this day: {grant}")
        if grant["manual"]:
            return benefit
        need(self.codes.get(grant["index"]) == (grant["holder"], grant["form"]), f"another's code: {grant}")
        need(grant["judged"] == self.judged(grant), f"a card is compared, a phone is not: {grant}")
        need(self.is_for(benefit, grant["index"]), f"not entitled: {grant}")
        return benefit

    def play(self):
        """Every wish with its records, in the order of the plan for each terminal."""
        self.holder_of = {identity: holder for holder, identity in self.holders.items()}
        self.merchant_of = {grant["terminal"]: grant["merchant"] for grant in self.grants.values()}
        self.undone_at_terminal = {
            (name[0], body[0]) for name, (_, _, kind, body) in self.records.items() if kind == UNDO
        }
        waiting = defaultdict(list)
        for _, grant in sorted(self.grants.items()):
            waiting[grant["terminal"]].append(grant)
        before, reasons, undos, rates = defaultdict(list), Counter(), 0, []
        self.merchant_of |= self.places()
        for wish in self.wishes:
            terminal = int(wish["terminal"])
            # What was done at a copy of a disk is in no journal that counts.
            if terminal == 0:
                continue
            if wish["act"] == "undo":
                undos += 1
            elif wish["act"] == "rate":
                rates.append((terminal, int(wish["at"]), RATINGS[wish["word"]]))
            elif wish["act"] == "manual":
                self.manual(wish, waiting[terminal])
            else:
                self.wish(wish, waiting[terminal], before[terminal], reasons)
        need(not any(waiting.values()), f"nobody wanted: {[grants for grants in waiting.values() if grants][:1]}")
        need(undos == len(self.undone_at_terminal), f"{undos} undone in the plan, {len(self.undone_at_terminal)} in the journals")
        need(sorted(rates) == sorted((terminal, time, level) for terminal, time, _, level in self.ratings), "ratings differ")
        for terminal, time, record, _ in self.ratings:
            need(self.grants[terminal, record]["time"] == time, "a rating of something else")
        return reasons

    def places(self):
        return {name[0]: body[3] for name, (_, _, kind, body) in self.records.items() if kind == NOTE and body[0] == PLACE_CHANGED}

    def wish(self, wish, waiting, before, reasons):
        time, wanted = int(wish["at"]), [int(number) for number in wish["benefits"].split("+")]
        holder, kind = self.holder_of[wish["identity"]], {"card": CARD, "phone": PHONE}[wish["device"]]
        found = waiting[: len(wanted)]
        is_it = len(found) == len(wanted) and all(
            not grant["manual"] and (grant["time"], grant["holder"], grant["form"]) == (time, holder, kind) for grant in found
        )
        if not is_it or sorted(grant["benefit"] for grant in found) != sorted(wanted):
            reason = self.why_not(wish, before)
            need(reason, f"nothing came of {wish}, and nothing stood in the way; next is {waiting[:1]}")
            reasons[reason] += 1
            return
        del waiting[: len(wanted)]
        benefits = [self.check_grant(grant) for grant in found]
        for benefit in benefits:
            if benefit.quota:
                used = self.used_here(wish, benefit, before) + int(wish["units"])
                need(used <= benefit.quota[1], f"beyond the quota at one terminal: {wish}")
        price = int(wish["price_fen"]) if wish["price_fen"] else None
        if price is None:
            need(all(grant["price"] is None for grant in found), f"a price that nobody typed: {found}")
        else:
            expected = steps(benefits, price)
            told = [(grant["benefit"], *(grant["price"] or ())) for grant in found]
            need(told == expected, f"{told} was charged, and by the table {expected}")
        need(all(grant["units"] == int(wish["units"]) for grant in found), f"other units: {found}")
        before += found

    def manual(self, wish, waiting):
        need(waiting, f"not given by hand: {wish}")
        grant = waiting.pop(0)
        holder = self.holder_of[wish["identity"]] if wish["identity"] else None
        benefit = self.check_grant(grant)
        told = grant["manual"], grant["time"], grant["holder"], grant["benefit"]
        expected = REASONS[wish["word"]], int(wish["at"]), holder, int(wish["benefits"])
        need(told == expected, f"by hand {told}, and in the plan {expected}")
        price = int(wish["price_fen"])
        need(grant["price"] == (price, benefit.leaves(price)), f"by hand at another price: {grant}")

    # The totals

    def counted(self, manual=False):
        """The grants that were not undone: by code, or by hand."""
        return [
            grant
            for name, grant in sorted(self.grants.items())
            if name not in self.undone and bool(grant["manual"]) == manual
        ]

    def merchant(self, grant):
        return self.editions[grant["edition"]].merchants[grant["merchant"]]

    def keys(self, grant):
        return {
            "month": int(civil(grant["time"]).strftime("%Y%m")),
            "trade": self.merchant(grant).trade,
            "merchant": grant["merchant"],
            "category": self.category(grant["holder"]),
            "district": self.merchant(grant).region,
            "benefit": grant["benefit"],
        }

    @staticmethod
    def figures(grants):
        priced = [grant["price"] for grant in grants if grant["price"]]
        full, charged = (sum(price[at] for price in priced) for at in (0, 1))
        return {
            "uses": len(grants),
            "units": sum(grant["units"] for grant in grants),
            "unpriced": len(grants) - len(priced),
            "people": len({grant["holder"] for grant in grants if grant["holder"]}),
            "full_fen": full,
            "charged_fen": charged,
            "saved_fen": full - charged,
        }

    def marks(self):
        """What the bureau must find: kind, terminal and number of each record."""
        found = set()
        grants = sorted((grant for name, grant in self.grants.items() if name not in self.undone), key=lambda grant: (grant["time"], grant["terminal"], grant["number"]))
        used, last = Counter(), {}
        for grant in grants:
            name, time, holder = (grant["terminal"], grant["number"]), grant["time"], grant["holder"]
            if not self.is_member(grant["merchant"], time):
                found.add(("not-member", *name))
            if self.is_retired(grant["terminal"], time):
                found.add(("terminal-retired", *name))
            standing = None if grant["manual"] else self.standing(grant["index"], time)
            if standing:
                found.add((standing, *name))
            quota = self.editions[grant["edition"]].benefits[grant["benefit"]].quota
            if quota and holder:
                period, limit, scope = quota
                where = None if scope == ALL else grant["merchant"]
                key = holder, grant["benefit"], period_of(period, time), where
                used[key] += grant["units"]
                if used[key] > limit:
                    found.add(("quota-exceeded", *name))
            if not grant["manual"]:
                region = self.merchant(grant).region
                before = last.get(holder)
                if before and before[1] != region and time - before[0] <= FAR:
                    found.add(("far-places", *name))
                last[holder] = time, region
        return found | self.ratings_not_counted()

    def ratings_not_counted(self):
        """Ratings of no grant or of one that was undone, and all but the first of a grant."""
        found, rated = set(), set()
        for (terminal, _, number), (_, _, kind, body) in sorted(self.records.items()):
            if kind != RATING:
                continue
            of = terminal, body[0]
            if of not in self.grants or of in self.undone or of in rated:
                found.add(("rating-not-counted", terminal, number))
            rated.add(of)
        return found

    def load(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def compare(self):
        """The report, the marks and what is withheld, with what comes out here."""
        report, public = self.load("report.json"), self.load("report-public.json")
        uses = self.counted()
        need(report["total"] == self.figures(uses), f"total {report['total']}, counted {self.figures(uses)}")
        for dimension in ("month", "trade", "merchant", "category", "district", "benefit"):
            groups = defaultdict(list)
            for grant in uses:
                keys = self.keys(grant)[dimension]
                for key in keys if isinstance(keys, tuple) else (keys,):
                    groups[key].append(grant)
            expected = {key: self.figures(grants) for key, grants in groups.items()}
            rows = {row["key"]: {what: row[what] for what in self.figures([])} for row in report[f"by_{dimension}"]}
            need(rows == expected, f"by {dimension}: {differing(rows, expected)}")
            shown = {row["key"]: row for row in public[f"by_{dimension}"]}
            need(set(shown) == set(expected), f"by {dimension}: the public report has other groups")
            for key, row in shown.items():
                small = expected[key]["people"] < 5
                need(not small or row.get("withheld") == "under-five", f"by {dimension}, {key}: a few people are shown")
                need("withheld" in row or row["uses"] == expected[key]["uses"], f"by {dimension}, {key}: another number in public")
        by_hand = self.counted(manual=True)
        need(report["manual"] == self.figures(by_hand), f"by hand {report['manual']}, counted {self.figures(by_hand)}")
        reasons = Counter(grant["manual"] for grant in by_hand)
        told = {REASONS[row["code"]]: row["records"] for row in report["manual_reasons"]}
        need(told == dict(reasons), f"reasons {told}, counted {dict(reasons)}")
        need(report["undone"] == len(self.undone), f"{report['undone']} undone, counted {len(self.undone)}")
        marks = self.marks()
        told = [(mark["kind"], mark["terminal"], mark["number"]) for mark in self.load("marks.json")["marks"]]
        need(len(told) == len(set(told)) and set(told) == marks, f"marks: {set(told) ^ marks}")
        counts = Counter(kind for kind, *_ in marks)
        need({row["code"]: row["records"] for row in report["marks"]} == dict(counts), f"marks of the report: {report['marks']}")
        return uses, by_hand, counts


def differing(found, expected):
    return {key: (found.get(key), expected.get(key)) for key in set(found) | set(expected) if found.get(key) != expected.get(key)}


def run(name, count, part="alliance"):
    """Counts, says what came out, and ends the program. `part` is the folder of the alliance in that of the scenario."""
    if len(sys.argv) != 2:
        sys.exit(f"wrong use: {name} FOLDER")
    try:
        recount, reasons, more = count(Path(sys.argv[1]) / part)
        uses, by_hand, marks = recount.compare()
        more(recount)
    except Mismatch as mismatch:
        print(f"FAILED {mismatch}")
        sys.exit(1)
    saved = sum(grant["price"][0] - grant["price"][1] for grant in uses if grant["price"])
    print(f"{len(recount.records):6} records of {len(recount.terminals)} terminals, chains and signatures verified")
    print(f"{len(uses):6} uses by {len({grant['holder'] for grant in uses})} people; {saved / 100:.2f} yuan saved; to the last fen")
    print(f"{len(by_hand):6} by hand, {len(recount.undone)} undone; not given: {dict(sorted(reasons.items()))}")
    print(f"{sum(marks.values()):6} marks: {dict(sorted(marks.items()))}")
