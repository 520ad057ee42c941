"""Enrolments of phones, read as docs/format.md says: a second reader, and the COSE libraries beside it."""

import cbor2

from keys import Key
from libraries import LIBRARIES, Skipped
from reader import (
    HOLDER_ALGORITHMS,
    HOLDING,
    Credential,
    Refusal,
    cbor,
    invalid,
    is_uint,
    marked_object_of,
    name_of,
    require,
    require_open,
    require_time,
    require_understood,
)

TYPE = "application/vnd.laobingma.enrolment+cose"
PRIVATE, ENTRIES = -65543, {1, 2, 3}
DAY = 86400


def object_of(text):
    mark, data = marked_object_of(text)
    if mark != "87":
        raise Refusal("object", "object-unsupported")
    return data


class Enrolment:
    """One that the key in it has signed."""

    def __init__(self, data):
        if len(data) > 512:
            raise Refusal("text", "too-long")
        self.message = Credential(data, TYPE, HOLDER_ALGORITHMS)
        self.read(cbor(self.message.payload))
        if not self.key.is_sound() or self.message.kid != self.key.kid():
            raise invalid("key")
        self.message.require_signed(self.key)

    def read(self, claims):
        require_understood(claims, {6, PRIVATE}, PRIVATE, ENTRIES)
        require(isinstance(claims, dict) and set(claims) == {6, PRIVATE} and is_uint(claims[6]))
        entries = claims[PRIVATE]
        require_open(entries, ENTRIES)
        # The types of all entries, then what they say.
        require(isinstance(entries.get(1), dict))
        self.issuer, self.label = entries.get(2), entries.get(3)
        require(self.issuer is None or is_uint(self.issuer, 2**32 - 1))
        require(2 not in entries or self.issuer is not None)
        require(3 not in entries or isinstance(self.label, str))
        self.key = Key.read(entries[1], HOLDING)
        require(self.key is not None, "key")
        if self.label is not None:
            name_of(self.label, 48)
        self.iat = claims[6]
        require_time(self.iat)

    def require_for(self, issuer, now):
        """What the bureau with this number asks of it now."""
        if self.issuer not in (None, issuer):
            raise Refusal("scope", "subject-mismatch")
        if now - self.iat > 30 * DAY:
            raise Refusal("update", "request-expired")
        if self.iat - now > DAY:
            raise Refusal("update", "dated-ahead")

    def said(self):
        out = {"result": "ok", "key": self.key.written(), "kid": self.key.kid().hex(), "iat": self.iat}
        out |= {} if self.issuer is None else {"for": self.issuer}
        return out | ({} if self.label is None else {"label": self.label})


def check(report, vector):
    subject, expected = vector["id"], vector["expected"]
    try:
        enrolment = Enrolment(object_of(vector["text"]))
        enrolment.require_for(vector["issuer"], vector["now"])
        found = enrolment.said()
    except Refusal as refusal:
        found = {"result": "refuse", "stage": refusal.stage, "code": refusal.code}
        found |= {"detail": refusal.detail} if refusal.detail else {}
    report.same("outcome of the second reader", subject, expected, found)
    if "bytes" not in vector:
        return
    data = bytes.fromhex(vector["bytes"])
    if expected.get("stage") != "text":
        report.same("text holds the bytes", subject, data, object_of(vector["text"]))
    if expected.get("stage") in ("text", "object", "claims"):
        return
    check_by_libraries(report, vector, data)


def check_by_libraries(report, vector, data):
    """Whether the key in the payload has signed it: cbor2 finds the key, cwt and pycose verify."""
    payload = cbor2.loads(data).value[2]
    item = cbor2.loads(payload)[PRIVATE][1]
    key = Key.read(item, HOLDING)
    for library in LIBRARIES:
        if "not-strict" in vector["flags"]:
            accepts = library.enrolment(data, key) is not None
            report.notes.append(f"{vector['id']}: {library.name} {'accepts' if accepts else 'refuses'}, RFC 8032 allows both")
            continue
        forged = "forged" in vector["flags"]
        try:
            found = library.enrolment(data, key)
        except Skipped as reason:
            report.skipped[str(reason)].append(vector["id"])
            continue
        what = "refuses a forged enrolment" if forged else "verifies an enrolment"
        report.same(f"{library.name} {what}", vector["id"], None if forged else payload, found)
