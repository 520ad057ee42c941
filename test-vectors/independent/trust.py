"""Root sets, trust lists and the verdict: the upper half of the second reader."""

from reader import (
    CATEGORIES,
    MAX_TIME,
    REQUEST_TYPE,
    ROOT_SET_TYPE,
    TRUST_LIST_TYPE,
    TWENTY_YEARS,
    Refusal,
    Signed,
    cbor,
    claims_of,
    is_open,
    is_uint,
    is_unknown_key,
    key_of,
    name_of,
    region_of,
    require,
    require_open,
    require_term,
    require_time,
    require_understood,
    shown_of,
)
from keys import Key

ACTIVE, SUSPENDED, WITHDRAWN, COMPROMISED = 0, 1, 2, 3
KNOWN_CATEGORIES = (1 << len(CATEGORIES)) - 1


class RootSet:
    """A root set that is sound and signed by its own keys."""

    def __init__(self, data, held=None, signed=True):
        message = Signed(data, ROOT_SET_TYPE, 256 * 1024)
        claims = cbor(message.payload)
        require_understood(claims, {6, -65539}, -65539, {1, 2, 3, 4, 5})
        require(isinstance(claims, dict) and set(claims) == {6, -65539} and is_uint(claims[6]))
        entries = claims[-65539]
        require_open(entries, {1, 2, 3, 4, 5})
        require({1, 2, 4, 5} <= set(entries))
        require(is_uint(entries[1]) and is_uint(entries[4]) and isinstance(entries[5], list))
        require(entries[1], "version")
        require(1 <= len(entries[5]) <= 16, "count")
        name_of(entries[2], 192)
        if 3 in entries:
            name_of(entries[3], 192)
        require_time(claims[6])
        self.payload, self.iat, self.version, self.threshold = message.payload, claims[6], entries[1], entries[4]
        # Keys of unknown types count as members, though nobody here can tell what they have signed.
        self.keys = [key_of(item) for item in entries[5] if not is_unknown_key(item)]
        require(1 <= self.threshold <= len(entries[5]), "threshold")
        require(len({key.kid() for key in self.keys}) == len(self.keys), "unique")
        if not signed:
            return
        if held is not None:
            if self.version != held.version + 1:
                raise Refusal("issuer", "root-version-mismatch")
            held.require_signed(message)
        self.require_signed(message)
        # Of the set at hand, where there is one.
        self.signers = message.signed_by((held or self).keys)

    def require_signed(self, message):
        signers = message.signed_by(self.keys)
        if signers < self.threshold:
            raise Refusal("signature", "threshold-not-met", signers=signers)


class TrustList:
    """A trust list that enough keys of the root set have signed."""

    def __init__(self, data, roots):
        message = Signed(data, TRUST_LIST_TYPE, 8 * 1024 * 1024)
        try:
            roots.require_signed(message)
        except Refusal:
            if root_version(message.payload) not in (None, roots.version):
                raise Refusal("issuer", "root-version-mismatch") from None
            raise
        self.signers = message.signed_by(roots.keys)
        claims = cbor(message.payload)
        require_understood(claims, {4, 6, -65538}, -65538, {1, 2, 3})
        require(isinstance(claims, dict) and set(claims) == {4, 6, -65538})
        self.exp, self.iat, entries = claims[4], claims[6], claims[-65538]
        require(is_uint(self.exp) and is_uint(self.iat))
        require_open(entries, {1, 2, 3})
        require({1, 2, 3} <= set(entries))
        self.payload = message.payload
        self.version, self.root_version, issuers = entries[1], entries[2], entries[3]
        require(is_uint(self.version) and is_uint(self.root_version) and isinstance(issuers, list))
        require(self.version and self.root_version, "version")
        require(len(issuers) <= 20000, "count")
        self.issuers = [Issuer(item) for item in issuers]
        require_term(self.iat, self.exp)
        require(len({issuer.id for issuer in self.issuers}) == len(issuers), "unique")
        keys = [entry.key for issuer in self.issuers for entry in issuer.listed]
        require(len(set(keys)) == len(keys), "unique")

    def keys(self, kid):
        """Each key with this identifier, with its issuer, in the order of the list."""
        return [(issuer, entry) for issuer in self.issuers for entry in issuer.keys if entry.key.kid() == kid]

    def pair(self):
        return self.root_version, self.version


def root_version(payload):
    """Which root set an unproved list names, for telling the reason only."""
    try:
        return cbor(payload)[-65538][2]
    except (Refusal, KeyError, TypeError):
        return None


class Issuer:
    def __init__(self, item):
        require(isinstance(item, dict) and {1, 2, 4, 5, 6, 7, 8} <= set(item))
        require(all(is_uint(key, 2**63 - 1) and key >= 1 for key in item))
        require(is_uint(item[1], 2**32 - 1) and is_uint(item[5], 2**32 - 1) and is_uint(item[7]))
        require(isinstance(item[6], list) and isinstance(item[8], list))
        self.id, self.region, self.categories = item[1], region_of(item[4]), item[5]
        for key in (2, 3, 10, 11):
            if key in item:
                name_of(item[key], 192)
        require(self.categories, "categories")
        require(1 <= len(item[6]) <= 512, "count")
        self.regions = [region_of(region) for region in item[6]]
        # A standing that a later version has named is not to pass for active.
        require(10 in item or 11 not in item)
        self.standing = item[7] if item[7] <= 2 else SUSPENDED
        if self.standing == ACTIVE and any(key >= 128 for key in item):
            self.standing = SUSPENDED
        require(1 <= len(item[8]) <= 64, "count")
        keys = [IssuerKey.read(key) for key in item[8]]
        # Those of a known type count as listed, also where nothing by them is accepted.
        self.listed = [key for key in keys if key is not None]
        self.keys = [key for key in self.listed if not key.ignored]
        self.of_statuses, _ = (expectation_of(item[key]) if key in item else None for key in (12, 13))

    def standing_of(self, entry):
        """A key of a withdrawn issuer counts as withdrawn."""
        return WITHDRAWN if self.standing == WITHDRAWN else entry.standing


def expectation_of(item):
    require(isinstance(item, list) and len(item) == 3 and all(map(is_uint, item)))
    require(item[0] <= MAX_TIME and item[1] <= MAX_TIME and 1 <= item[2] <= TWENTY_YEARS, "validity")
    return item


class IssuerKey:
    @classmethod
    def read(cls, item):
        """None for a key of an unknown type, which is passed over."""
        require(isinstance(item, list) and len(item) in (4, 5) and all(map(is_uint, item[1:4])))
        details = item[4] if len(item) == 5 else None
        require(isinstance(item[0], dict))
        if len(item) == 5:
            # Beside an ignored key they may have other values, but no other types.
            require_open(details, {1})
            require(details and is_uint(details.get(1, 0)))
        if is_unknown_key(item[0]):
            return None
        out = cls()
        out.ignored = is_open(details, {1}) or item[3] > COMPROMISED
        out.key, out.start, out.until, out.standing = key_of(item[0]), *item[1:4]
        out.longest = TWENTY_YEARS
        if out.ignored:
            return out
        if details is not None and 1 in details:
            require(1 <= details[1] <= TWENTY_YEARS, "validity")
            out.longest = details[1]
        require_time(out.start, out.until)
        require(out.start < out.until, "validity")
        require(out.standing != SUSPENDED, "state")
        return out


class IssuerRequest:
    """A request that the key that it names has signed."""

    def __init__(self, data):
        message = Signed(data, REQUEST_TYPE, 1024)
        claims = cbor(message.payload)
        require_understood(claims, {6, -65540}, -65540, {1, 2, 3, 4, 5})
        require(isinstance(claims, dict) and set(claims) == {6, -65540} and is_uint(claims[6]))
        entries = claims[-65540]
        require_open(entries, {1, 2, 3, 4, 5})
        require({1, 2, 4, 5} <= set(entries) and is_uint(entries[1], 2**32 - 1))
        for key in (2, 3):
            if key in entries:
                name_of(entries[key], 192)
        region_of(entries[4])
        self.issuer, self.iat, self.region, self.key = entries[1], claims[6], entries[4], key_of(entries[5])
        require_time(self.iat)
        if not message.signed_by([self.key]):
            raise Refusal("signature", "threshold-not-met")


def covers(region, other):
    span = 10000 if region % 10000 == 0 else 100 if region % 100 == 0 else 1
    return region // span == other // span


def authenticate(credential, trust):
    """Stages issuer, signature and claims."""
    if trust is None:
        raise Refusal("issuer", "trust-list-missing")
    refusal = Refusal("issuer", "issuer-unknown")
    for issuer, entry in trust.keys(credential.kid):
        try:
            credential.require_signed(entry.key)
            return issuer, entry, claims_of(credential.payload)
        except Refusal as error:
            refusal = error
    raise refusal


def in_scope(credential, issuer, entry, claims, policy, terminal):
    """Whether the code is by a compromised key for which nothing is held that speaks of it."""
    home = claims.get("home_region", issuer.region)
    vouched = True
    if entry.standing == COMPROMISED:
        vouched = terminal.is_vouched(issuer, entry.key, credential.data) if terminal else None
    faults = (
        (issuer.standing == SUSPENDED, "issuer-suspended"),
        (issuer.standing == WITHDRAWN, "issuer-withdrawn"),
        (entry.standing == WITHDRAWN, "key-withdrawn"),
        (not entry.start <= claims["iat"] < entry.until, "key-not-in-force"),
        (claims["exp"] - claims["iat"] > entry.longest, "validity-out-of-scope"),
        (vouched is False, "not-vouched"),
        (vouched is None and policy["compromised_key"] == "refuse", "key-compromised"),
        (claims["categories"] & ~issuer.categories, "category-out-of-scope"),
        (not any(covers(region, home) for region in issuer.regions), "region-out-of-scope"),
    )
    for fault, code in faults:
        if fault:
            raise Refusal("scope", code)
    return vouched is None


def in_standing(status, listed, claims, policy, t):
    """Stage status, for a terminal that holds status lists."""
    if status == 1:
        raise Refusal("status", "revoked")
    if status in (2, 3):
        raise Refusal("status", "suspended")
    if status is None and (listed and listed.iat > claims["iat"] or policy["missing_status"] == "refuse"):
        raise Refusal("status", "status-missing")
    if listed and (listed.exp <= t or older(t, listed.iat, policy["status_list_refuse_after"])):
        raise Refusal("status", "status-list-expired")


def shown_by_holder(claims, presentation, policy, challenges, now):
    """Stage holder: identity and time of the proof, or None for a bearer code that is taken."""
    proofs = policy.get("proofs", {"window": 30, "skew": 10, "challenge": "not-asked"})
    if presentation is not None:
        if "cnf" not in claims or proofs["challenge"] == "required" and not challenges:
            raise Refusal("holder", "proof-invalid")
        identity = presentation.signed_by(Key.of_holder(claims["cnf"]), challenges)
        if identity is None:
            raise Refusal("holder", "proof-invalid")
        if presentation.iat > now + proofs["skew"]:
            raise Refusal("holder", "proof-from-future")
        if now > presentation.iat + proofs["window"]:
            raise Refusal("holder", "proof-stale")
        return identity, presentation.iat
    if "cnf" in claims and policy["holder_proof"] == "required":
        raise Refusal("holder", "proof-missing")
    if policy["bearer"] == "refuse":
        raise Refusal("holder", "bearer-refused")
    return None


def is_served(categories, home, policy):
    rules = policy.get("served_from", [])
    if "served" not in policy and not rules:
        return True
    somewhere = (
        categories & rule["categories"] and any(covers(region, home) for region in rule["regions"]) for rule in rules
    )
    return bool(categories & policy.get("served", 0)) or any(somewhere)


def entitled(claims, issuer, policy):
    """Whether none of the categories is known."""
    known = claims["categories"] & KNOWN_CATEGORIES
    if not known:
        if policy["unknown_category"] == "refuse":
            raise Refusal("entitlement", "category-unknown")
    elif not is_served(claims["categories"], claims.get("home_region", issuer.region), policy):
        raise Refusal("entitlement", "not-entitled")
    return not known


def older(t, iat, limit):
    return limit is not None and t - iat > limit


def verdict(text, trust, policy, now, terminal=None, challenges=()):
    """The verdict as the vectors write it, without the advice.

    With a terminal, by the lists that it holds and the newest time that it has seen.
    """
    return judge(text, trust, policy, now, terminal, challenges)[0]


def judge(text, trust, policy, now, terminal=None, challenges=()):
    """The verdict, and the proof with which the code was shown."""
    proof = None
    out = {"verdict": "refuse", "cautions": []}
    try:
        credential, presentation = shown_of(text)
        issuer, entry, claims = authenticate(credential, trust)
        out |= {"issuer": issuer.id, "claims": claims}
        compromised = in_scope(credential, issuer, entry, claims, policy, terminal)
        listed = terminal.status_list(issuer.id) if terminal else None
        status = listed.status(claims["status_index"]) if listed else None
        signed = max(trust.iat, listed.iat if listed else 0, terminal.newest_signed if terminal else 0)
        t = max(now, signed, claims["iat"])
        lists = policy.get("lists")
        if trust.exp <= t or lists and older(t, trust.iat, lists["trust_list_refuse_after"]):
            raise Refusal("time", "trust-list-expired")
        if claims["exp"] <= t:
            raise Refusal("time", "expired")
        if terminal:
            in_standing(status, listed, claims, lists, t)
        proof = shown_by_holder(claims, presentation, policy, challenges, now)
        unknown = entitled(claims, issuer, policy)
    except Refusal as refusal:
        out |= {"stage": refusal.stage, "code": refusal.code}
        if refusal.detail:
            out["detail"] = refusal.detail
        return out, None
    since, least, max_age = issuer.of_statuses or (2**64, 0, 0)
    expected = t >= since
    late = listed and expected and (listed.iat < least or t - listed.iat > max_age)
    lost = terminal and not listed and terminal.had_status_list(issuer.id)
    looked_for = terminal and lists["missing_status"] == "check"
    behind = signed > now + policy["clock_leeway"]
    cautions = (
        ("clock-wrong", "time", behind),
        ("credential-dated-ahead", "time", not behind and claims["iat"] > now + policy["clock_leeway"]),
        ("key-compromised", "scope", compromised),
        ("trust-list-stale", "time", older(t, trust.iat, policy["trust_list_check_after"])),
        ("status-list-stale", "status", late or listed and older(t, listed.iat, lists["status_list_check_after"])),
        ("status-missing", "status", status is None and (lost or looked_for or not listed and expected)),
        ("category-unknown", "entitlement", unknown),
        ("bearer", "holder", proof is None and policy["bearer"] == "check"),
        ("repeat-unchecked", "admission", proof is not None),
    )
    raised = [(code, stage) for code, stage, there in cautions if there]
    return checked(out, raised), proof


def checked(out, raised):
    """A verdict with these cautions; accepted if there is none."""
    if not raised:
        return out | {"verdict": "accept", "code": "accepted", "cautions": []}
    out = out | {"cautions": [code for code, _ in raised]}
    return out | {"verdict": "check", "stage": raised[0][1], "code": raised[0][0]}
