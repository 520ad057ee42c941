"""Update files and what a terminal makes of them: the top of the second reader."""

from catalogue import Head, Part, Place
from lists import StatusList, VouchList
from reader import TRUST_LIST_TYPE, Credential, Refusal, Signed, Tagged, cbor, is_uint, malformed
from trust import ACTIVE, COMPROMISED, WITHDRAWN, RootSet, TrustList, verdict

DAY, HIGHEST_VERSION = 86400, 1048576


def gravity(standing):
    """A standing only gets worse: active, compromised, those that later versions name, withdrawn."""
    return {ACTIVE: 0, COMPROMISED: 1, WITHDRAWN: 3}.get(standing, 2)


def parts_of(data):
    """Root sets, trust list, status lists, vouch lists, parts, heads and places of an update file."""
    if len(data) > 64 * 1024 * 1024:
        raise Refusal("text", "too-long")
    if len(data) < 3 and b"\xd9\xd9\xf7".startswith(data):
        raise malformed("truncated")
    if data[:3] != b"\xd9\xd9\xf7":
        raise Refusal("object", "object-unsupported")
    item = cbor(data)
    content = item.content if isinstance(item, Tagged) else None
    if not isinstance(content, dict) or not all(is_uint(key, 2**63 - 1) and key >= 1 for key in content):
        raise malformed("unexpected-item")
    roots, trust_list = content.get(1, []), content.get(2)
    statuses, vouches = content.get(3, []), content.get(4, [])
    parts, heads, places, receipts = (content.get(key, []) for key in (5, 6, 7, 8))
    catalogue = (parts, heads, places, receipts)
    for strings in (roots, statuses, vouches, *catalogue, [] if trust_list is None else [trust_list]):
        if not isinstance(strings, list) or not all(isinstance(part, bytes) for part in strings):
            raise malformed("unexpected-item")
    if 2 in content and trust_list is None:
        raise malformed("unexpected-item")
    if len(roots) > 256 or len(statuses) > 20000 or len(vouches) > 20000:
        raise malformed("unexpected-item")
    if any(len(strings) > most for strings, most in zip(catalogue, (65536, 20000, 65536, 65536))):
        raise malformed("unexpected-item")
    return roots, trust_list, statuses, vouches, (places, parts, heads)


class Shelf:
    """The lists of one kind that a terminal holds, and what it has ever taken."""

    def __init__(self, part, kind):
        self.part, self.kind = part, kind
        self.held, self.floors = {}, {}

    def take(self, data, trust, latest):
        if any(data == listed.data for listed in self.held.values()):
            return "held"
        if trust is None:
            # Nobody can say whose it is: it is not even read.
            raise Refusal("update", "trust-list-missing")
        offered = self.kind(data, trust)
        subject = offered.subject()
        # The key counts first: a later one has the better word, whatever its clock said.
        pair, floor = (offered.start, offered.iat), self.floors.get(subject, (0, 0))
        if pair < floor:
            raise Refusal("update", "rolled-back")
        if pair == floor and subject in self.held:
            raise Refusal("update", "version-reused")
        if offered.iat > latest:
            raise Refusal("update", "dated-ahead")
        self.held[subject], self.floors[subject] = offered, pair
        return "new"

    def drop(self, trust):
        """Lets go of what would not be accepted under a new trust list."""
        for subject, listed in list(self.held.items()):
            del self.held[subject]
            try:
                again = self.kind(listed.data, trust)
            except Refusal:
                continue
            # The authority may have moved the beginning of the key.
            pair = again.start, again.iat
            if pair >= self.floors[subject]:
                self.held[subject], self.floors[subject] = again, pair


def unproved(kind, data):
    """What an object says that was not verified; None if that cannot be read."""
    try:
        offered = kind.__new__(kind)
        offered.read(Credential(data, kind.TYPE).payload)
        return offered
    except Refusal:
        return None


class Terminal:
    """What a terminal holds, and how it takes what is newer."""

    def __init__(self, root_set, key=None):
        self.roots, self.list, self.list_bytes = RootSet(root_set), None, None
        self.ancestors = {self.roots.payload}
        self.statuses, self.vouches = Shelf("status-list", StatusList), Shelf("vouch-list", VouchList)
        self.key = key
        self.places, self.parts = Shelf("place", Place), Shelf("catalogue-part", Part)
        self.heads = Shelf("catalogue-head", Head)
        self.floor, self.newest_signed = (0, 0), self.roots.iat
        # Thumbprint to the worst standing ever seen; issuers that were withdrawn.
        self.worst, self.gone = {}, set()

    def update(self, data, now):
        """What became of each part, as the vectors write it."""
        roots, trust_list, statuses, vouches, catalogue = parts_of(data)
        out = self.take_roots_and_list(roots, trust_list)
        # A clock that is behind what the roots have signed says nothing of the lists.
        certain = now + DAY >= self.newest_signed
        end = self.list.exp - 1 if self.list else 0
        latest = max(now, self.newest_signed) + DAY if certain else end
        for shelf, parts in ((self.statuses, statuses), (self.vouches, vouches)):
            out += [told(shelf.part, lambda: shelf.take(part, self.list, latest)) for part in parts]
        return out + self.take_catalogue(*catalogue, latest)

    def take_catalogue(self, places, parts, heads, latest):
        """What is about other terminals and other merchants is passed over: nothing is said of it."""
        is_mine = lambda place: place.terminal_key.x == self.key
        merchants = lambda: {(place.issuer, place.merchant) for place in self.places.held.values()}
        is_own = lambda part: (part.issuer, part.merchant) in merchants()
        has_place = lambda head: head.issuer in self.places.held
        out = []
        for shelf, offered, concerns in (
            (self.places, places, is_mine),
            (self.parts, parts, is_own),
            (self.heads, heads, has_place),
        ):
            if self.key is None or shelf is not self.places and not self.places.held:
                continue
            for data in offered:
                said = unproved(shelf.kind, data)
                if said is None or concerns(said):
                    out.append(told(shelf.part, lambda: shelf.take(data, self.list, latest)))
            self.drop_foreign()
        return out

    def drop_foreign(self):
        """Lets go of parts and heads without a place."""
        merchants = {(place.issuer, place.merchant) for place in self.places.held.values()}
        self.parts.held = {subject: part for subject, part in self.parts.held.items() if subject in merchants}
        self.heads.held = {issuer: head for issuer, head in self.heads.held.items() if issuer in self.places.held}

    def take_roots_and_list(self, chain, trust_list):
        reached, new, out = self.roots, [], []
        # Those of this file too, as long as it is read.
        ancestors = set(self.ancestors)
        for at, data in enumerate(chain):
            try:
                following = self.next_roots(reached, data, chain[at + 1 :], ancestors)
                out.append({"part": "root-set", "result": "new" if following else "held"})
                if following:
                    reached = following
                    new.append(following.payload)
                    ancestors.add(following.payload)
            except Refusal as refusal:
                out.append({"part": "root-set"} | refused(refusal))
                break
        if new and not self.has_list_of(reached, trust_list):
            for outcome in out:
                if outcome["result"] == "new":
                    outcome |= refused(Refusal("update", "root-without-list"))
            reached, new = self.roots, []
        self.ancestors |= set(new)
        listed = []
        if trust_list is not None:
            listed = [told("trust-list", lambda: self.take_list(trust_list, reached))]
        if reached is not self.roots:
            self.newest_signed = max(self.newest_signed, reached.iat)
        self.roots = reached
        return out + listed

    def next_roots(self, roots, data, rest, ancestors):
        """The set that follows; None if it is held already."""
        # What it says comes before who has signed it.
        offered = RootSet(data, signed=False)
        if offered.version == roots.version:
            if offered.payload == roots.payload:
                return None
            raise Refusal("update", "version-reused")
        if offered.version < roots.version:
            if offered.payload in ancestors or leads_to(data, rest, {roots.payload, *ancestors}):
                return None
            raise Refusal("update", "root-set-foreign")
        return RootSet(data, roots)

    def has_list_of(self, roots, offered):
        """Whether the terminal would hold a list that these roots have signed."""
        if offered is not None:
            try:
                if self.newer_list(offered, roots) is not None:
                    return True
            except Refusal:
                pass
        held = self.list and offered is not None and payload_of(offered) == self.list.payload
        return bool(self.list) and (is_signed(self.list_bytes, roots) or held and is_signed(offered, roots))

    def newer_list(self, data, roots):
        """The list if it is to be taken, None if it is held."""
        if self.list and payload_of(data) == self.list.payload:
            return None
        offered = TrustList(data, roots)
        if offered.root_version > roots.version:
            raise Refusal("issuer", "root-version-mismatch")
        if offered.pair() < self.floor:
            raise Refusal("update", "rolled-back")
        if self.list and offered.pair() == self.list.pair():
            raise Refusal("update", "version-reused")
        if offered.version > HIGHEST_VERSION:
            raise Refusal("update", "version-too-high")
        listed = {
            entry.key.thumbprint(): (issuer.standing_of(entry), issuer.id)
            for issuer in offered.issuers
            for entry in issuer.listed
        }
        for key, (standing, issuer) in self.worst.items():
            now_standing, now_issuer = listed.get(key, (ACTIVE, None))
            moved = now_standing != WITHDRAWN and now_issuer != issuer
            if gravity(now_standing) < gravity(standing) or moved:
                raise Refusal("update", "withdrawn-key-returned")
        if self.gone - {issuer.id for issuer in offered.issuers if issuer.standing == WITHDRAWN}:
            raise Refusal("update", "withdrawn-issuer-returned")
        return offered

    def take_list(self, data, roots):
        offered = self.newer_list(data, roots)
        if offered is None:
            if is_signed(data, roots) and not is_signed(self.list_bytes, roots):
                self.list_bytes = data
            return "held"
        if offered.root_version > self.floor[0] and self.floor[0]:
            self.newest_signed = max(offered.iat, roots.iat)
        else:
            self.newest_signed = max(self.newest_signed, offered.iat)
        self.list, self.list_bytes, self.floor = offered, data, offered.pair()
        for issuer in offered.issuers:
            if issuer.standing == WITHDRAWN:
                self.gone.add(issuer.id)
            for entry in issuer.listed:
                if issuer.standing_of(entry) != ACTIVE:
                    self.worst[entry.key.thumbprint()] = issuer.standing_of(entry), issuer.id
        self.statuses.drop(offered)
        self.vouches.drop(offered)
        for shelf in (self.places, self.parts, self.heads):
            shelf.drop(offered)
        self.drop_foreign()
        return "new"

    def status_list(self, issuer):
        return self.statuses.held.get(issuer)

    def had_status_list(self, issuer):
        return issuer in self.statuses.floors

    def is_vouched(self, issuer, key, data):
        """Whether a list names the code; None where none is held for this key."""
        listed = self.vouches.held.get((issuer.id, key.thumbprint()))
        return None if listed is None else listed.names(data)

    def verdict(self, text, policy, now):
        return verdict(text, self.list, policy, now, self)


def payload_of(data):
    """What two lists are compared by; None if it is none."""
    try:
        return Signed(data, TRUST_LIST_TYPE, 8 * 1024 * 1024).payload
    except Refusal:
        return None


def is_signed(data, roots):
    """Whether enough keys of a root set have signed a trust list."""
    try:
        return bool(TrustList(data, roots))
    except Refusal:
        return False


def leads_to(first, chain, known):
    """Whether the sets that follow in the file lead, one accepted after the other, to a known one."""
    try:
        roots = RootSet(first)
        for data in chain:
            roots = RootSet(data, roots)
            if roots.payload in known:
                return True
    except Refusal:
        pass
    return False


def told(part, take):
    try:
        return {"part": part, "result": take()}
    except Refusal as refusal:
        return {"part": part} | refused(refusal)


def refused(refusal):
    out = {"result": "refuse", "stage": refusal.stage, "code": refusal.code}
    return out | ({"detail": refusal.detail} if refusal.detail else {})
