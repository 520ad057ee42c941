"""Catalogues and places, written from docs/format.md alone: what is taken, what a holder gets, what is paid."""

import datetime

from keys import Key, type_of
from lists import IssuerList
from reader import (
    HOLDER_ALGORITHMS,
    HOLDING,
    Credential,
    Refusal,
    cbor,
    is_open,
    is_uint,
    malformed,
    message_of,
    name_of,
    region_of,
    require,
    require_open,
    require_term,
    require_time,
    require_understood,
    sig_structure,
)
from trust import covers

TYPE = "application/vnd.laobingma.{}+cose"
U32 = 2**32 - 1
MOST_FEN = 100_000_000_000
BEIJING = datetime.timedelta(hours=8)
EPOCH = datetime.datetime(1970, 1, 1)
LAST_SECOND = 253402300799 - 8 * 3600
FORMS = {1: 1, 2: 2, 3: 2, 4: 2, 5: 1, 6: 1}  # the items of each kind


# Objects


class Part(IssuerList):
    TYPE, LIMIT = TYPE.format("catalogue"), 2 * 1024 * 1024

    def read(self, payload):
        claims = cbor(payload)
        require_understood(claims, {4, 6, -65544}, -65544, {1, 2, 3, 4})
        entries = claims.get(-65544) if isinstance(claims, dict) else None
        if isinstance(entries, dict) and is_open(entries.get(3), {1, 2, 3, 4, 5}):
            raise Refusal("claims", "content-unsupported")
        require(isinstance(claims, dict) and set(claims) == {4, 6, -65544})
        self.exp, self.iat = claims[4], claims[6]
        require(is_uint(self.exp) and is_uint(self.iat))
        require_open(entries, {1, 2, 3, 4})
        require({1, 2, 3, 4} <= set(entries))
        self.issuer, self.edition, merchant, benefits = (entries[key] for key in (1, 2, 3, 4))
        require(is_uint(self.issuer, U32) and is_uint(self.edition, U32) and isinstance(benefits, list))
        self.read_merchant(merchant)
        require(len(benefits) <= 4096, "count")
        self.benefits = [Benefit(item) for item in benefits]
        numbers = [benefit.number for benefit in self.benefits]
        require(all(a < b for a, b in zip(numbers, numbers[1:])), "unique")
        require(self.edition > 0, "version")
        require_term(self.iat, self.exp)

    def read_merchant(self, merchant):
        require_open(merchant, {1, 2, 3, 4, 5})
        require({1, 2, 4} <= set(merchant))
        self.merchant = number_of(merchant[1], "merchant")
        titles_of(merchant)
        require(is_uint(merchant[4], U32))
        self.membership, self.agreement = merchant[4], merchant.get(5)
        if self.agreement is not None:
            require(isinstance(self.agreement, list) and len(self.agreement) == 2)
            first, last = map(day_of, self.agreement)
            require(first <= last, "day")

    def is_about(self, issuer):
        return self.issuer == issuer.id

    def subject(self):
        return self.issuer, self.merchant

    def told(self):
        numbers = lambda understood: [one.number for one in self.benefits if one.understood == understood]
        return {"issuer": self.issuer, "iat": self.iat, "exp": self.exp, "edition": self.edition,
                "merchant": self.merchant, "benefits": numbers(True), "not_understood": numbers(False)}


class Head(IssuerList):
    TYPE, LIMIT = TYPE.format("catalogue-head"), 1024

    def read(self, payload):
        self.iat, entries = opened(payload, -65545, {1, 2, 3})
        require({1, 2, 3} <= set(entries) and all(is_uint(entries[key], U32) for key in (1, 2, 3)))
        self.issuer, self.edition, self.parts = (entries[key] for key in (1, 2, 3))
        require(self.edition > 0, "version")
        require_time(self.iat)

    def is_about(self, issuer):
        return self.issuer == issuer.id

    def subject(self):
        return self.issuer

    def told(self):
        return {"issuer": self.issuer, "iat": self.iat, "edition": self.edition, "parts": self.parts}


class Place(IssuerList):
    TYPE, LIMIT = TYPE.format("place"), 1024

    def read(self, payload):
        self.iat, entries = opened(payload, -65546, set(range(1, 11)))
        require({1, 2, 3, 4, 5, 6} <= set(entries) and isinstance(entries[3], dict))
        require(is_uint(entries[1], U32) and is_uint(entries[6], U32))
        self.issuer = entries[1]
        self.terminal = number_of(entries[2], "place")
        self.terminal_key = terminal_key_of(entries[3])
        self.merchant = number_of(entries[4], "merchant")
        region_of(entries[5])
        for key in (7, 8):
            if key in entries:
                number_of(entries[key], "place")
        if 9 in entries:
            for trade in list_of(entries[9], 32):
                number_of(trade, "place")
        if 10 in entries:
            require(is_uint(entries[10]))
            require_time(entries[10])
        require_time(self.iat)

    def is_about(self, issuer):
        return self.issuer == issuer.id

    def subject(self):
        return self.issuer

    def told(self):
        return {"issuer": self.issuer, "iat": self.iat, "merchant": self.merchant, "terminal": self.terminal,
                "kid": self.terminal_key.kid().hex()}


class PlaceRequest:
    """Signed with the very key that it is about."""

    def __init__(self, data):
        if len(data) > 512:
            raise Refusal("text", "too-long")
        protected, unprotected, payload, signature = message_of(data, 18)
        if not isinstance(signature, bytes):
            raise malformed("unexpected-item")
        header = cbor(protected)
        cbor(payload)
        if not isinstance(header, dict) or unprotected:
            raise Refusal("object", "header-unexpected")
        if 1 in header and header[1] not in HOLDER_ALGORITHMS:
            raise Refusal("object", "algorithm-unsupported")
        kid = header.get(4)
        if set(header) != {1, 4, 16} or header[16] != TYPE.format("place-request") or not isinstance(kid, bytes) or len(kid) != 4:
            raise Refusal("object", "header-unexpected")
        if len(signature) != 64:
            raise malformed("unexpected-item")
        self.iat, entries = opened(payload, -65547, {1, 2, 3})
        require(isinstance(entries.get(1), dict))
        self.issuer = entries.get(2)
        require(self.issuer is None or is_uint(self.issuer, U32))
        self.key = terminal_key_of(entries[1])
        if 3 in entries:
            name_of(entries[3], 192)
        require_time(self.iat)
        require(self.key.kid() == kid, "key")
        if header[1] not in self.key.algorithms():
            raise Refusal("object", "algorithm-unsupported")
        if not self.key.verifies(header[1], sig_structure("Signature1", protected, b"", payload), signature):
            raise Refusal("signature", "signature-invalid")

    def told(self):
        out = {"iat": self.iat, "kid": self.key.kid().hex()}
        return out | ({} if self.issuer is None else {"issuer": self.issuer})


def opened(payload, private, known):
    """Claim 6 and the one open map beside it."""
    claims = cbor(payload)
    require_understood(claims, {6, private}, private, known)
    require(isinstance(claims, dict) and set(claims) == {6, private} and is_uint(claims[6]))
    require_open(claims[private], known)
    return claims[6], claims[private]


def terminal_key_of(item):
    require(type_of(item, HOLDING) is not None, "key")
    key = Key.read(item, HOLDING)
    require(key is not None and key.is_sound(), "key")
    return key


def number_of(item, detail):
    require(is_uint(item, U32))
    require(item > 0, detail)
    return item


def list_of(item, most):
    require(isinstance(item, list))
    require(1 <= len(item) <= most, "count")
    return item


def titles_of(entries):
    for key in (2, 3):
        if key in entries:
            name_of(entries[key], 192)


def fen_of(item):
    require(is_uint(item))
    require(1 <= item <= MOST_FEN, "amount")
    return item


def is_day(number):
    """YYYYMMDD, by the calendar of the standard library."""
    try:
        return datetime.date(number // 10000, number // 100 % 100, number % 100).year >= 1970
    except ValueError:
        return False


def day_of(item):
    require(is_uint(item, U32))
    require(is_day(item), "day")
    return item


def set_of(item, last, detail):
    require(is_uint(item, U32))
    members = {number for number in range(32) if item >> number & 1}
    require(members and members <= set(range(1, last + 1)), detail)
    return members


# Benefits


class Benefit:
    def __init__(self, item):
        self.understood = not has_unknown(item)
        if not self.understood:
            require(1 in item and 2 in item)
        else:
            require_open(item, set(range(1, 19)))
            require({1, 2, 5} <= set(item))
        self.number = number_of(item[1], "benefit")
        titles_of(item)
        if self.understood:
            self.read(item)

    def read(self, item):
        if 4 in item:
            name_of(item[4], 384)
        self.kind = kind_of(item[5])
        self.first, self.last = (day_of(item[key]) if key in item else None for key in (6, 7))
        require(self.first is None or self.last is None or self.first <= self.last, "day")
        self.categories, self.not_for = item.get(8), item.get(9)
        for categories in (self.categories, self.not_for):
            if categories is not None:
                require(is_uint(categories, U32))
                require(categories > 0, "categories")
        sets = {10: (10, "disability-grade"), 11: (9, "honour-class"), 12: (5, "life-stage")}
        self.grades, self.classes, self.stages = (
            set_of(item[key], *sets[key]) if key in item else None for key in (10, 11, 12)
        )
        self.regions = [region_of(region) for region in list_of(item[13], 64)] if 13 in item else None
        self.branches = [number_of(branch, "place") for branch in list_of(item[14], 256)] if 14 in item else None
        self.times = Times(item[15]) if 15 in item else None
        self.quotas = [quota_of(quota) for quota in list_of(item[16], 4)] if 16 in item else []
        self.order = item.get(17)
        if self.order is not None:
            require(is_uint(self.order, U32))
            require(1 <= self.order <= 9, "benefit")
        self.floor = fen_of(item[18]) if 18 in item else None

    def code(self, question, moment):
        """The first reason why it is not given; None if it is, as far as quotas go."""
        holder = question["holder"]
        if not self.understood:
            return "not-understood"
        if self.branches is not None and question.get("branch") not in self.branches:
            return "not-here"
        among = lambda wanted, key: wanted is None or holder.get(key) in wanted
        entitled = (
            (self.categories is None or self.categories & holder["categories"])
            and not (self.not_for is not None and self.not_for & holder["categories"])
            and among(self.grades, "disability_grade")
            and among(self.classes, "honour_class")
            and among(self.stages, "life_stage")
            and (self.regions is None or any(covers(region, holder["home_region"]) for region in self.regions))
        )
        if not entitled:
            return "not-entitled"
        day = int(moment.strftime("%Y%m%d"))
        if self.first is not None and day < self.first or self.last is not None and day > self.last:
            return "not-today"
        if self.times and not self.times.has_day(moment):
            return "not-today"
        if self.times and not self.times.has_minute(moment):
            return "not-now"
        return None

    def answer(self, question, moment):
        code, left = self.code(question, moment), []
        if code is None:
            for units, period, unit, _ in self.quotas:
                used = sum(
                    grant["count"]
                    for grant in question.get("used", [])
                    if grant["benefit"] == self.number and grant["unit"] == unit and same_period(period, grant["day"], moment)
                )
                left.append(max(0, units - used))
            code = "quota-used" if 0 in left else "available"
        out = {"number": self.number, "code": code}
        return out | ({"left": left} if left and code == "available" else {})

    def paid(self, price):
        kind, *value = self.kind
        match kind:
            case 1 | 6:
                return 0
            case 2:
                return price * value[0] // 1000
            case 3:
                return max(0, price - value[0])
            case 4:
                return min(price, value[0])
            case _:
                return price


def has_unknown(item):
    if not isinstance(item, dict):
        return False
    later = lambda found: is_open(found, set())
    kind, times, quotas = item.get(5), item.get(15), item.get(16)
    if later(item) or later(times):
        return True
    if isinstance(kind, list) and kind and is_uint(kind[0]):
        if kind[0] not in FORMS or len(kind) > FORMS[kind[0]]:
            return True
    for quota in quotas if isinstance(quotas, list) else []:
        if isinstance(quota, list):
            known = zip(quota[1:4], (5, 3, 3))
            if len(quota) > 4 or any(is_uint(value) and not 1 <= value <= last for value, last in known):
                return True
    return False


def kind_of(item):
    require(isinstance(item, list) and item and is_uint(item[0]) and len(item) == FORMS[item[0]])
    if item[0] == 2:
        require(is_uint(item[1]))
        require(1 <= item[1] <= 999, "amount")
    elif len(item) == 2:
        fen_of(item[1])
    return item


def quota_of(item):
    require(isinstance(item, list) and len(item) == 4 and all(map(is_uint, item)) and is_uint(item[0], U32))
    require(1 <= item[0] <= 1000000, "quota")
    return item


class Times:
    def __init__(self, item):
        require_open(item, {1, 2, 3, 4})
        self.weekdays = set_of(item[1], 7, "times") if 1 in item else None
        self.month_days = set_of(item[2], 31, "times") if 2 in item else None
        self.dates = [date_of(date) for date in list_of(item[3], 366)] if 3 in item else None
        self.hours = [hours_of(hours) for hours in list_of(item[4], 24)] if 4 in item else None
        require({1, 2, 3, 4} & set(item), "times")

    def has_day(self, moment):
        day = int(moment.strftime("%Y%m%d"))
        return (
            (self.weekdays is None or moment.isoweekday() in self.weekdays)
            and (self.month_days is None or moment.day in self.month_days)
            and (self.dates is None or day in self.dates or day % 10000 in self.dates)
        )

    def has_minute(self, moment):
        minute = moment.hour * 60 + moment.minute
        return self.hours is None or any(start <= minute < end for start, end in self.hours)


def date_of(item):
    require(is_uint(item, U32))
    # MMDD stands for a date of any year, so 29 February is one.
    require(is_day(item) or item <= 1231 and is_day(20000000 + item), "day")
    return item


def hours_of(item):
    require(isinstance(item, list) and len(item) == 2 and all(is_uint(minute, U32) for minute in item))
    require(item[0] < item[1] <= 1440, "times")
    return item


def same_period(period, number, moment):
    """Whether a day YYYYMMDD is in the period that the moment is in."""
    day = datetime.date(number // 10000, number // 100 % 100, number % 100)
    today = moment.date()
    match period:
        case 1:
            return day == today
        case 2:
            monday = lambda of: of.toordinal() - of.weekday()
            return monday(day) == monday(today)
        case 3:
            return (day.year, day.month) == (today.year, today.month)
        case 4:
            return day.year == today.year
        case _:
            return True


# Answers


def answer(part, question):
    now = min(question["now"], LAST_SECOND)
    moment = EPOCH + datetime.timedelta(seconds=now) + BEIJING
    day = int(moment.strftime("%Y%m%d"))
    if part.exp <= now:
        return {"nothing": "catalogue-expired"}
    if part.membership != 1 or part.agreement and not part.agreement[0] <= day <= part.agreement[1]:
        return {"nothing": "not-member"}
    return {"benefits": [benefit.answer(question, moment) for benefit in part.benefits]}


def paid(part, case):
    taken = [next(one for one in part.benefits if one.number == number) for number in case["benefits"]]
    if not taken:
        return {"fault": "no-benefit"}
    orders = [benefit.order for benefit in taken]
    if len(taken) > 1 and None in orders:
        return {"fault": "stands-alone"}
    if len(set(orders)) < len(orders):
        return {"fault": "same-order"}
    rest = case["price"]
    for benefit in sorted(taken, key=lambda benefit: benefit.order or 0):
        rest = benefit.paid(rest)
    floor = max(benefit.floor or 0 for benefit in taken)
    return {"to-pay": max(rest, min(floor, case["price"]))}


OBJECTS = {"part": Part, "head": Head, "place": Place}


def check(report, vector, lists):
    """One vector of catalogue.json."""
    data, subject = bytes.fromhex(vector["bytes"]), vector["id"]
    try:
        if vector["object"] == "place-request":
            read = PlaceRequest(data)
        else:
            read = OBJECTS[vector["object"]](data, lists[vector["trust_list"]])
        found = {"result": "ok"} | read.told()
    except Refusal as refusal:
        found = {"result": "refuse", "stage": refusal.stage, "code": refusal.code}
        found |= {"detail": refusal.detail} if refusal.detail else {}
    report.same("outcome of the second reader", subject, vector["expected"], found)
    for question in vector.get("questions", []):
        report.same("what a holder gets", f"{subject}, {question['comment']}", question["expected"], answer(read, question))
    for case in vector.get("charges", []):
        report.same("what is paid", f"{subject}, {case['comment']}", case["expected"], paid(read, case))


class UnverifiedPart(Part):
    """What a part says, without its signature: for comparing evaluations only."""

    def __init__(self, data):
        self.read(Credential(data, self.TYPE).payload)
