"""Exports of journals: what a bureau takes of them."""

import hashlib

from keys import Key
from reader import Cbor, Credential, MAX_LEVELS, Refusal, cbor, is_uint, require, require_open, require_time, require_understood

CHECKPOINT_TYPE = "application/vnd.laobingma.checkpoint+cose"
NAME = "laobingma journal"
MAX_RECORD, MAX_BLOCK, MAX_CHECKPOINT, MAX_HEADER = 1024, 8 << 20, 512, 128
MAX_UNITS, MAX_FEN, MAX_TOTALS, MAX_PARTS, MAX_INDEX = 1000, 10**11, 32, 1 << 17, 2**24 - 1
U32 = 2**32 - 1


class Fault(Exception):
    def __init__(self, code, number=None, refusal=None):
        super().__init__(code)
        self.code, self.number, self.refusal = code, number, refusal


def is_hash(item):
    return isinstance(item, bytes) and len(item) == 32


def first_hash(terminal, chain):
    return hashlib.sha256(NAME.encode() + terminal + chain.to_bytes(8, "big")).digest()


# The file


class File:
    """A tagged header and blocks, each a byte string."""

    def __init__(self, data):
        self.data, self.at = data, 0
        if data[:3] != b"\xd9\xd9\xf7":
            raise Fault("journal-unreadable")
        self.at = 3
        if self.at == len(data):
            raise Fault("journal-cut")
        self.header = self.item(MAX_HEADER)

    def item(self, limit):
        head = self.data[self.at]
        if not 0x40 <= head <= 0x5A:
            raise Fault("journal-unreadable")
        width = {0x58: 1, 0x59: 2, 0x5A: 4}.get(head, 0)
        if len(self.data) - self.at - 1 < width:
            raise Fault("journal-cut")
        length = int.from_bytes(self.data[self.at + 1 : self.at + 1 + width], "big") if width else head & 31
        if width and length < {1: 24, 2: 1 << 8, 4: 1 << 16}[width]:
            raise Fault("journal-unreadable")
        if length > limit:
            raise Fault("journal-too-long")
        self.at += 1 + width
        if len(self.data) - self.at < length:
            raise Fault("journal-cut")
        self.at += length
        return self.data[self.at - length : self.at]

    def blocks(self):
        while self.at < len(self.data):
            yield self.item(MAX_BLOCK + MAX_CHECKPOINT + 256)


def header_of(data):
    try:
        # The format is looked at before the rest, which a later one may have otherwise.
        item = cbor(data)
        if not isinstance(item, list) or len(item) < 2 or item[0] != NAME or not is_uint(item[1]):
            raise Fault("journal-unreadable")
    except Refusal:
        raise Fault("journal-unreadable") from None
    if item[1] > 1:
        raise Fault("journal-newer")
    if len(item) != 5 or item[1] != 1 or not is_hash(item[2]) or not is_uint(item[3]) or not is_uint(item[4]):
        raise Fault("journal-unreadable")
    return item[2:]


# Records


def shape(condition):
    if not condition:
        raise Refusal("object", "malformed", "unexpected-item")


def known(number, last):
    if not 1 <= number <= last:
        raise Refusal("claims", "content-unsupported")


def uints(items, *limits):
    shape(isinstance(items, list) and len(items) == len(limits))
    shape(all(is_uint(item, limit) for item, limit in zip(items, limits)))


def price_of(item):
    shape(isinstance(item, list) and len(item) in (0, 2) and all(map(is_uint, item)))
    if item:
        full, charged = item
        require(full <= MAX_FEN and charged <= full)


def grant(number, time, body):
    shape(len(body) == 10)
    uints(body[:7], U32, U32, U32, U32, 2**64 - 1, U32, U32)
    shape(is_uint(body[8]) and is_uint(body[9]))
    known(body[8], 2)
    known(body[9], 2)
    require(body[2] <= MAX_INDEX and 1 <= body[6] <= MAX_UNITS)
    price_of(body[7])


def undo(number, time, body):
    uints(body, 2**64 - 1, 2**64 - 1)
    known(body[1], 3)
    require(1 <= body[0] < number)


def manual(number, time, body):
    shape(len(body) == 7 and is_uint(body[0]))
    known(body[0], 3)
    shape(isinstance(body[1], list) and len(body[1]) in (0, 2) and all(is_uint(item, U32) for item in body[1]))
    uints(body[2:6], U32, 2**64 - 1, U32, U32)
    require(1 <= body[5] <= MAX_UNITS)
    price_of(body[6])


def note(number, time, body):
    shape(body and is_uint(body[0]))
    known(body[0], 4)
    match body[0]:
        case 1:
            uints(body[1:], U32, U32, U32, U32)
        case 2:
            uints(body[1:], 2**64 - 1)
        case 3:
            uints(body[1:], 2**64 - 1)
            require(body[1] > time)
            require_time(body[1])
        case _:
            shape(len(body) == 4 and is_uint(body[1]) and is_uint(body[2]) and is_hash(body[3]))
            require(body[1] >= 1 and number == 1)


def carry(number, time, body):
    shape(len(body) == 4 and isinstance(body[3], list))
    uints(body[:3], 2**64 - 1, U32, U32)
    through, part, parts, totals = body
    for total in totals:
        uints(total, U32, U32, U32, U32, U32)
    require(through < number and part < parts <= MAX_PARTS and len(totals) <= MAX_TOTALS)
    require(all(total[4] >= 1 for total in totals))


KINDS = {1: grant, 2: undo, 3: manual, 4: undo, 5: note, 6: carry}


def record_of(item):
    shape(isinstance(item, list) and len(item) == 4)
    number, time, kind, body = item
    shape(is_uint(number) and is_uint(time) and is_uint(kind))
    known(kind, 6)
    shape(isinstance(body, list))
    # A record of a kind of its own names only what came before; 0 is no number.
    require(number >= 1)
    require_time(time)
    KINDS[kind](number, time, body)
    return number


# Blocks


def checkpoint_of(data, key):
    if len(data) > MAX_CHECKPOINT:
        raise Refusal("text", "too-long")
    message = Credential(data, CHECKPOINT_TYPE)
    message.require_signed(key)
    claims = cbor(message.payload)
    require_understood(claims, {6, -65560}, -65560, {1, 2, 3, 4})
    require(isinstance(claims, dict) and set(claims) == {6, -65560} and is_uint(claims[6]))
    content = claims[-65560]
    require_open(content, {1, 2, 3, 4})
    require({1, 2, 3, 4} <= set(content) and is_hash(content[1]) and is_hash(content[4]))
    require(is_uint(content[2]) and is_uint(content[3]))
    require_time(claims[6])
    if content[1] != key.thumbprint():
        raise Refusal("scope", "subject-mismatch")
    return claims[6], content


class Export:
    def __init__(self, data, key, checkpoints):
        self.file, self.key, self.records = File(data), key, []
        self.terminal, self.chain, self.size = header_of(self.file.header)
        if self.terminal != key.thumbprint():
            raise Fault("journal-foreign")
        mine = [known for known in checkpoints if (known[0], known[1]) == (self.terminal, self.chain)]
        self.known = {size: head for _, _, size, head, _ in mine}
        self.longest = max(mine, key=lambda known: known[2], default=None)
        self.end, self.signed = None, 0

    def read(self):
        for data in self.file.blocks():
            self.block(data)
        if self.end is None or self.end[0] < self.size:
            raise Fault("journal-cut")
        if self.end[0] > self.size:
            raise Fault("journal-edited", self.end[0])
        if self.longest and self.end[0] < self.longest[2] and self.signed > self.longest[4]:
            raise Fault("journal-truncated", self.end[0])

    def block(self, data):
        try:
            item = cbor(data)
        except Refusal:
            raise Fault("journal-unreadable") from None
        sound = isinstance(item, list) and len(item) == 4 and isinstance(item[0], bytes) and isinstance(item[3], bytes)
        if not sound or not is_uint(item[1]) or not is_hash(item[2]):
            raise Fault("journal-unreadable")
        checkpoint, size, head, records = item
        if len(records) > MAX_BLOCK:
            raise Fault("journal-too-long")
        self.begin(size, head)
        found, reader = [], Cbor(records)
        while reader.at < len(records):
            try:
                start = reader.at
                record = reader.item(MAX_LEVELS)
                number = record_of(record)
                if reader.at - start > MAX_RECORD:
                    raise Refusal("text", "too-long")
            except Refusal as refusal:
                raise Fault("journal-record", size + 1, refusal) from None
            if number != size + 1:
                raise Fault("journal-gap" if number > size + 1 else "journal-edited", size + 1)
            size, head = number, hashlib.sha256(head + records[start : reader.at]).digest()
            found.append(record)
            if self.known.get(size, head) != head:
                raise Fault("journal-fork", size)
        try:
            signed, content = checkpoint_of(checkpoint, self.key)
        except Refusal as refusal:
            raise Fault("journal-signature", None, refusal) from None
        if content[2] != self.chain:
            raise Fault("journal-foreign")
        if (content[3], content[4]) != (size, head):
            raise Fault("journal-edited", size)
        self.end, self.signed = (size, head), max(signed, self.signed)
        self.records += found

    def begin(self, size, head):
        if self.end:
            if size != self.end[0]:
                raise Fault("journal-gap" if size > self.end[0] else "journal-edited", self.end[0] + 1)
            if head != self.end[1]:
                raise Fault("journal-edited", size)
            return
        known = self.longest[2] if self.longest else 0
        if size > known:
            raise Fault("journal-gap", known + 1)
        if size == 0 and head != first_hash(self.terminal, self.chain):
            raise Fault("journal-foreign")
        if self.known.get(size, head) != head:
            raise Fault("journal-fork", size)


def written(item):
    """As the vectors write it."""
    if isinstance(item, list):
        return [written(part) for part in item]
    return item.hex() if isinstance(item, bytes) else item


def outcome(vector):
    key = Key("ed25519", {-2: bytes.fromhex(vector["terminal"])})
    checkpoints = [
        (bytes.fromhex(known["terminal"]), known["chain"], known["size"], bytes.fromhex(known["head"]), known["signed"])
        for known in vector["known"]
    ]
    export, out = None, {"result": "ok"}
    try:
        export = Export(bytes.fromhex(vector["bytes"]), key, checkpoints)
        export.read()
    except Fault as fault:
        out = {"result": "refuse", "code": fault.code}
        out |= {"number": fault.number} if fault.number is not None else {}
        if fault.refusal:
            out |= {"error": fault.refusal.code}
            out |= {"detail": fault.refusal.detail} if fault.refusal.detail else {}
    return out | {"records": written(export.records) if export else []}


def check(report, vector):
    report.same("export by the second reader", vector["id"], vector["expected"], outcome(vector))
