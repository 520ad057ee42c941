"""Root sets, trust lists and the verdict: the upper half of the second reader."""

import ed25519
from reader import (
    ROOT_SET_TYPE,
    TRUST_LIST_TYPE,
    Credential,
    Refusal,
    Signed,
    cbor,
    claims_of,
    is_ed25519,
    is_uint,
    key_of,
    kid_of,
    name_of,
    object_of,
    region_of,
    require,
)


class RootSet:
    """A root set that is sound and signed by its own keys."""

    def __init__(self, data, held=None):
        message = Signed(data, ROOT_SET_TYPE, 16 * 1024)
        claims = cbor(message.payload)
        require(isinstance(claims, dict) and set(claims) == {6, -65539} and is_uint(claims[6]))
        entries = claims[-65539]
        require(isinstance(entries, dict) and set(entries) | {3} == {1, 2, 3, 4, 5})
        require(is_uint(entries[1]) and is_uint(entries[4]) and isinstance(entries[5], list))
        require(entries[1], "version")
        require(1 <= len(entries[5]) <= 16, "count")
        name_of(entries[2], 192)
        if 3 in entries:
            name_of(entries[3], 192)
        self.iat, self.version, self.threshold = claims[6], entries[1], entries[4]
        self.keys = [key_of(item) for item in entries[5]]
        require(1 <= self.threshold <= len(self.keys), "threshold")
        require(len({kid_of(key) for key in self.keys}) == len(self.keys), "unique")
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
        require(isinstance(claims, dict) and set(claims) == {4, 6, -65538})
        self.exp, self.iat, entries = claims[4], claims[6], claims[-65538]
        require(is_uint(self.exp) and is_uint(self.iat))
        require(isinstance(entries, dict) and set(entries) == {1, 2, 3})
        self.version, root, issuers = entries[1], entries[2], entries[3]
        require(is_uint(self.version) and is_uint(root) and isinstance(issuers, list))
        require(self.version and root, "version")
        require(len(issuers) <= 20000, "count")
        self.issuers = [Issuer(item) for item in issuers]
        require(self.iat < self.exp, "validity")
        require(len({issuer.id for issuer in self.issuers}) == len(issuers), "unique")

    def keys(self, kid):
        """Each key with this identifier, with its issuer, in the order of the list."""
        return [(issuer, key) for issuer in self.issuers for key in issuer.keys if kid_of(key[0]) == kid]


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
        name_of(item[2], 192)
        if 3 in item:
            name_of(item[3], 192)
        require(self.categories, "categories")
        require(1 <= len(item[6]) <= 512, "count")
        self.regions = [region_of(region) for region in item[6]]
        require(item[7] <= 2, "state")
        self.standing = item[7]
        require(1 <= len(item[8]) <= 64, "count")
        keys = [self.key(key) for key in item[8]]
        self.keys = [key for key in keys if key is not None]

    @staticmethod
    def key(item):
        """None for a key of an unknown type, which is passed over."""
        require(isinstance(item, list) and len(item) == 4 and all(map(is_uint, item[1:])))
        if isinstance(item[0], dict) and not is_ed25519(item[0]):
            return None
        x, start, until, standing = key_of(item[0]), *item[1:]
        require(start < until, "validity")
        require(standing in (0, 2), "state")
        return x, start, until, standing


def covers(region, other):
    span = 10000 if region % 10000 == 0 else 100 if region % 100 == 0 else 1
    return region // span == other // span


def authenticate(credential, trust):
    """Stages issuer, signature and claims."""
    refusal = Refusal("issuer", "issuer-unknown")
    for issuer, key in trust.keys(credential.kid):
        try:
            if not ed25519.verify(key[0], credential.to_be_signed(), credential.signature):
                raise Refusal("signature", "signature-invalid")
            return issuer, key, claims_of(credential.payload)
        except Refusal as error:
            refusal = error
    raise refusal


def in_scope(issuer, key, claims):
    _, start, until, standing = key
    home = claims.get("home_region", issuer.region)
    faults = (
        (issuer.standing == 1, "issuer-suspended"),
        (issuer.standing == 2, "issuer-withdrawn"),
        (standing == 2, "key-withdrawn"),
        (not start <= claims["iat"] < until, "key-not-in-force"),
        (claims["categories"] & ~issuer.categories, "category-out-of-scope"),
        (not any(covers(region, home) for region in issuer.regions), "region-out-of-scope"),
    )
    for fault, code in faults:
        if fault:
            raise Refusal("scope", code)


def in_standing(status, listed, policy, t):
    """Stage status, for a terminal that holds status lists."""
    if status == 1:
        raise Refusal("status", "revoked")
    if status in (2, 3):
        raise Refusal("status", "suspended")
    if status is None and policy["missing_status"] == "refuse":
        raise Refusal("status", "status-missing")
    if listed and (listed.exp <= t or older(t, listed.iat, policy["status_list_refuse_after"])):
        raise Refusal("status", "status-list-expired")


def older(t, iat, limit):
    return limit is not None and t - iat > limit


def verdict(text, trust, policy, now, terminal=None):
    """The verdict as the vectors write it, without the advice.

    With a terminal, by the status lists that it holds and the newest time that it has seen.
    """
    out = {"verdict": "refuse", "cautions": []}
    try:
        credential = Credential(object_of(text))
        issuer, key, claims = authenticate(credential, trust)
        out |= {"issuer": issuer.id, "claims": claims}
        in_scope(issuer, key, claims)
        listed = terminal.statuses.get(issuer.id) if terminal else None
        status = listed.status(claims["status_index"]) if listed else None
        signed = max(trust.iat, claims["iat"], listed.iat if listed else 0, terminal.newest_signed if terminal else 0)
        t = max(now, signed)
        lists = policy.get("lists")
        if trust.exp <= t or lists and older(t, trust.iat, lists["trust_list_refuse_after"]):
            raise Refusal("time", "trust-list-expired")
        if claims["exp"] <= t:
            raise Refusal("time", "expired")
        if terminal:
            in_standing(status, listed, lists, t)
        if "cnf" in claims and policy["holder_proof"] == "required":
            raise Refusal("holder", "proof-missing")
        if policy["bearer"] == "refuse":
            raise Refusal("holder", "bearer-refused")
    except Refusal as refusal:
        out |= {"stage": refusal.stage, "code": refusal.code}
        if refusal.detail:
            out["detail"] = refusal.detail
        return out
    lost = terminal and not listed and issuer.id in terminal.status_floors
    looked_for = terminal and lists["missing_status"] == "check"
    cautions = (
        ("clock-wrong", "time", signed > now + policy["clock_leeway"]),
        ("trust-list-stale", "time", older(t, trust.iat, policy["trust_list_check_after"])),
        ("status-list-stale", "status", listed and older(t, listed.iat, lists["status_list_check_after"])),
        ("status-missing", "status", status is None and (lost or looked_for)),
        ("bearer", "holder", policy["bearer"] == "check"),
    )
    raised = [(code, stage) for code, stage, there in cautions if there]
    if not raised:
        return out | {"verdict": "accept", "code": "accepted"}
    out["cautions"] = [code for code, _ in raised]
    return out | {"verdict": "check", "stage": raised[0][1], "code": raised[0][0]}
