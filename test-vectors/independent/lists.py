"""What a key of an issuer signs about credentials: status lists and vouch lists."""

import hashlib
import re
import zlib

from reader import (
    STATUS_LIST_TYPE,
    VOUCH_LIST_TYPE,
    Credential,
    Refusal,
    cbor,
    invalid,
    is_uint,
    require,
    require_open,
    require_term,
    require_time,
    require_understood,
)
from trust import ACTIVE

MAX_ARRAY = 4 * 1024 * 1024


class IssuerList:
    """A list that an active key of an issuer has signed."""

    def __init__(self, data, trust):
        if len(data) > self.LIMIT:
            raise Refusal("text", "too-long")
        self.data = data
        message = Credential(data, self.TYPE)
        refusal = Refusal("issuer", "issuer-unknown")
        for issuer, entry in trust.keys(message.kid):
            try:
                message.require_signed(entry.key)
                self.read(message.payload)
            except Refusal as error:
                refusal = error
                continue
            if issuer.standing_of(entry) != ACTIVE:
                raise Refusal("scope", "key-withdrawn")
            if not entry.start <= self.iat < entry.until:
                raise Refusal("scope", "key-not-in-force")
            if not self.is_about(issuer):
                raise Refusal("scope", "subject-mismatch")
            self.key, self.start = entry.key, entry.start
            return
        raise refusal


class StatusList(IssuerList):
    TYPE, LIMIT = STATUS_LIST_TYPE, MAX_ARRAY + 1024

    def read(self, payload):
        claims = cbor(payload)
        require_understood(claims, {2, 4, 6, 65533, 65534}, None, ())
        require(isinstance(claims, dict) and set(claims) | {65534} == {2, 4, 6, 65533, 65534})
        subject, self.exp, self.iat, self.ttl = claims[2], claims[4], claims[6], claims.get(65534)
        require(is_uint(self.exp) and is_uint(self.iat) and (self.ttl is None or is_uint(self.ttl)))
        require(isinstance(subject, str))
        number = re.fullmatch("laobingma:status:(0|[1-9][0-9]*)", subject, re.ASCII)
        require(number and is_uint(int(number[1]), 2**32 - 1))
        self.issuer = int(number[1])
        entries = claims[65533]
        require(isinstance(entries, dict) and set(entries) == {"lst", "bits"})
        require(isinstance(entries["lst"], bytes) and entries["bits"] == 2)
        self.array = inflated(entries["lst"])
        require_term(self.iat, self.exp)

    def is_about(self, issuer):
        return self.issuer == issuer.id

    def subject(self):
        """What a later list of the same kind replaces."""
        return self.issuer

    def __len__(self):
        return 4 * len(self.array)

    def status(self, index):
        """The value at an index; None if the list does not speak of it."""
        if index >= len(self):
            return None
        return self.array[index // 4] >> index % 4 * 2 & 3

    def entries(self):
        """Index and value of each entry that is not 0."""
        places = (at for at, byte in enumerate(self.array) if byte)
        return [[index, self.status(index)] for at in places for index in range(4 * at, 4 * at + 4) if self.status(index)]


def inflated(stream):
    inflater = zlib.decompressobj()
    try:
        array = inflater.decompress(stream, MAX_ARRAY + 1)
    except zlib.error:
        raise invalid("statuses") from None
    if not inflater.eof or inflater.unused_data or len(array) > MAX_ARRAY:
        raise invalid("statuses")
    return array


class VouchList(IssuerList):
    TYPE, LIMIT = VOUCH_LIST_TYPE, 16 * 1024 * 1024

    def read(self, payload):
        claims = cbor(payload)
        require_understood(claims, {6, -65541}, -65541, {1, 2, 3, 4, 5})
        require(isinstance(claims, dict) and set(claims) == {6, -65541} and is_uint(claims[6]))
        self.iat, entries = claims[6], claims[-65541]
        require_open(entries, {1, 2, 3, 4, 5})
        require({1, 2, 3, 4, 5} <= set(entries))
        self.issuer, self.about, count, buckets, rests = (entries[key] for key in (1, 2, 3, 4, 5))
        require(is_uint(self.issuer, 2**32 - 1) and isinstance(self.about, bytes) and len(self.about) == 32)
        require(is_uint(count) and isinstance(buckets, bytes) and isinstance(rests, bytes))
        require_time(self.iat)
        require(count <= 1200000, "hashes")
        self.hashes = hashes_of(count, buckets, rests)

    def is_about(self, issuer):
        known = (entry.key.thumbprint() for entry in issuer.keys)
        return self.issuer == issuer.id and self.about in known

    def subject(self):
        return self.issuer, self.about

    def names(self, data):
        return hashlib.sha256(data).digest()[:12] in self.hashes


def hashes_of(count, buckets, rests):
    shared = 16 if count >= 65536 else 8 if count >= 256 else 0
    width = 12 - shared // 8
    bits = "".join(f"{byte:08b}" for byte in buckets)
    used = count + (1 << shared)
    sound = len(rests) == count * width and len(buckets) == (used + 7) // 8
    require(sound and "1" not in bits[used:], "hashes")
    bits = bits[:used]
    require(bits.count("0") == 1 << shared and bits[-1] == "0", "hashes")
    out, beginning = [], 0
    for bit in bits:
        if bit == "0":
            beginning += 1
            continue
        at = len(out) * width
        out.append(beginning.to_bytes(2, "big")[2 - shared // 8 :] + rests[at : at + width])
    require(all(a < b for a, b in zip(out, out[1:])), "hashes")
    return set(out)
