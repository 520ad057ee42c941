"""Status lists, update files and what a terminal makes of them: the top of the second reader."""

import re
import zlib

import ed25519
from reader import (
    STATUS_LIST_TYPE,
    Credential,
    Refusal,
    Tagged,
    cbor,
    invalid,
    is_uint,
    malformed,
    require,
)
from trust import RootSet, TrustList, verdict

MAX_ARRAY, DAY = 4 * 1024 * 1024, 86400


class StatusList:
    """A status list that a key of its issuer has signed."""

    def __init__(self, data, trust):
        if len(data) > MAX_ARRAY + 1024:
            raise Refusal("text", "too-long")
        message = Credential(data, STATUS_LIST_TYPE)
        refusal = Refusal("issuer", "issuer-unknown")
        for issuer, key in trust.keys(message.kid):
            try:
                if not ed25519.verify(key[0], message.to_be_signed(), message.signature):
                    raise Refusal("signature", "signature-invalid")
                self.read(message.payload)
            except Refusal as error:
                refusal = error
                continue
            _, start, until, standing = key
            if standing != 0 or issuer.standing == 2:
                raise Refusal("scope", "key-withdrawn")
            if not start <= self.iat < until:
                raise Refusal("scope", "key-not-in-force")
            if self.issuer != issuer.id:
                raise Refusal("scope", "subject-mismatch")
            return
        raise refusal

    def read(self, payload):
        claims = cbor(payload)
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
        self.lst = entries["lst"]
        self.array = inflated(self.lst)
        require(self.iat < self.exp, "validity")

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


def parts_of(data):
    """Root sets, trust list and status lists of an update file."""
    if len(data) < 3 and b"\xd9\xd9\xf7".startswith(data):
        raise malformed("truncated")
    if data[:3] != b"\xd9\xd9\xf7":
        raise Refusal("object", "object-unsupported")
    item = cbor(data)
    content = item.content if isinstance(item, Tagged) else None
    if not isinstance(content, dict) or not all(is_uint(key, 2**63 - 1) and key >= 1 for key in content):
        raise malformed("unexpected-item")
    roots, trust_list, statuses = content.get(1, []), content.get(2), content.get(3, [])
    for strings in (roots, statuses, [] if trust_list is None else [trust_list]):
        if not isinstance(strings, list) or not all(isinstance(part, bytes) for part in strings):
            raise malformed("unexpected-item")
    if len(roots) > 256 or len(statuses) > 20000:
        raise invalid("count")
    return roots, trust_list, statuses


class Terminal:
    """What a terminal holds, and how it takes what is newer."""

    def __init__(self, root_set):
        self.roots, self.list, self.list_bytes = RootSet(root_set), None, None
        self.statuses, self.status_bytes = {}, {}
        self.trust_floor, self.newest_signed, self.status_floors = 0, self.roots.iat, {}

    def update(self, data, now):
        """What became of each part, as the vectors write it."""
        roots, trust_list, statuses = parts_of(data)
        out = self.take_roots_and_list(roots, trust_list)
        # A clock that is behind what the roots have signed says nothing of the lists.
        latest = max(now, self.newest_signed) + DAY if now + DAY >= self.newest_signed else None
        for part in statuses:
            out.append(told("status-list", lambda: self.take_status_list(part, latest)))
        return out

    def take_roots_and_list(self, chain, trust_list):
        reached, out = self.roots, []
        for data in chain:
            before = reached
            try:
                reached = self.next_roots(reached, data)
                out.append({"part": "root-set", "result": "held" if reached is before else "new"})
            except Refusal as refusal:
                out.append({"part": "root-set"} | refused(refusal))
                break
        listed = []
        if reached is not self.roots and not self.has_list_of(reached, trust_list):
            for outcome in out:
                if outcome["result"] == "new":
                    outcome |= refused(Refusal("update", "root-without-list"))
            reached = self.roots
        if trust_list is not None:
            listed = [told("trust-list", lambda: self.take_list(trust_list, reached))]
        self.roots = reached
        self.newest_signed = max(self.newest_signed, reached.iat)
        return out + listed

    @staticmethod
    def next_roots(roots, data):
        try:
            if RootSet(data).version <= roots.version:
                return roots
        except Refusal:
            pass
        return RootSet(data, roots)

    def has_list_of(self, roots, offered):
        """Whether the terminal would hold a list that these roots have signed."""
        if offered is not None:
            try:
                if self.newer_list(offered, roots) is not None:
                    return True
            except Refusal:
                pass
        try:
            return self.list_bytes is not None and bool(TrustList(self.list_bytes, roots))
        except Refusal:
            return False

    def newer_list(self, data, roots):
        """The list if it is to be taken, None if it is held."""
        if data == self.list_bytes:
            return None
        offered = TrustList(data, roots)
        if offered.version < self.trust_floor:
            raise Refusal("update", "rolled-back")
        if self.list:
            if offered.version == self.list.version:
                raise Refusal("update", "version-reused")
            if withdrawn(self.list) - withdrawn(offered):
                raise Refusal("update", "withdrawn-key-returned")
        return offered

    def take_list(self, data, roots):
        offered = self.newer_list(data, roots)
        if offered is None:
            return "held"
        self.list, self.list_bytes = offered, data
        self.trust_floor = max(self.trust_floor, offered.version)
        self.newest_signed = max(self.newest_signed, offered.iat)
        for issuer, held in list(self.status_bytes.items()):
            try:
                StatusList(held, offered)
            except Refusal:
                del self.status_bytes[issuer], self.statuses[issuer]
        return "new"

    def take_status_list(self, data, latest):
        if data in self.status_bytes.values():
            return "held"
        if self.list is None:
            raise Refusal("update", "trust-list-missing")
        offered = StatusList(data, self.list)
        floor = self.status_floors.get(offered.issuer, 0)
        if offered.iat < floor:
            raise Refusal("update", "rolled-back")
        if latest is not None and offered.iat > latest:
            raise Refusal("update", "dated-ahead")
        if offered.iat == floor and offered.issuer in self.statuses:
            raise Refusal("update", "version-reused")
        self.statuses[offered.issuer], self.status_bytes[offered.issuer] = offered, data
        self.status_floors[offered.issuer] = offered.iat
        return "new"

    def verdict(self, text, policy, now):
        return verdict(text, self.list, policy, now, self)


def withdrawn(trust_list):
    return {key[0] for issuer in trust_list.issuers for key in issuer.keys if issuer.standing == 2 or key[3] == 2}


def told(part, take):
    try:
        return {"part": part, "result": take()}
    except Refusal as refusal:
        return {"part": part} | refused(refusal)


def refused(refusal):
    out = {"result": "refuse", "stage": refusal.stage, "code": refusal.code}
    return out | ({"detail": refusal.detail} if refusal.detail else {})
