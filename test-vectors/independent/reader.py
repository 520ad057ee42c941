"""A second reader of the format, written from docs/format.md alone.

Every fault is a Refusal with stage, code and detail, in the order that the document gives.
"""

import hashlib
import re
import unicodedata

from keys import Key, known_algorithms, type_of

MAX_CHARACTERS, MAX_OBJECT, MAX_LEVELS = 4096, 1024, 12
MAX_TIME, TWENTY_YEARS = 253402300799, 631152000
ROOT_SET_TYPE = "application/vnd.laobingma.root-set+cose"
TRUST_LIST_TYPE = "application/vnd.laobingma.trust-list+cose"
STATUS_LIST_TYPE = "application/statuslist+cwt"
VOUCH_LIST_TYPE = "application/vnd.laobingma.vouch-list+cose"
REQUEST_TYPE = "application/vnd.laobingma.issuer-request+cose"
HOLDER_ALGORITHMS = (-8, -19, -7)
SIGNING, HOLDING = ("ed25519", "sm2"), ("ed25519", "p256")


class Refusal(Exception):
    def __init__(self, stage, code, detail=None, signers=None):
        super().__init__(stage, code, detail)
        self.stage, self.code, self.detail, self.signers = stage, code, detail, signers


def malformed(detail):
    return Refusal("object", "malformed", detail)


def invalid(detail):
    return Refusal("claims", "claims-invalid", detail)


# CBOR


class Tagged:
    def __init__(self, number, content):
        self.number, self.content = number, content


class Cbor:
    """The item that bytes are, in the one encoding that is allowed. Maps become lists of pairs."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def whole(self):
        item = self.item(MAX_LEVELS)
        if self.at != len(self.data):
            raise malformed("trailing-bytes")
        return item

    def take(self, count):
        if len(self.data) - self.at < count:
            raise malformed("truncated")
        self.at += count
        return self.data[self.at - count : self.at]

    def item(self, levels):
        """Head, content of a string, depth: in this order an item is looked at."""
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if major == 7:
            value = self.simple(info)
            if levels == 0:
                raise malformed("too-deep")
            return value
        if 28 <= info <= 30 or (info == 31 and major in (0, 1, 6)):
            raise malformed("syntax")
        if info == 31:
            raise malformed("not-deterministic")
        value = info
        if info >= 24:
            width = 1 << info - 24
            value = int.from_bytes(self.take(width), "big")
            if value < (24 if width == 1 else 1 << 4 * width):
                raise malformed("not-deterministic")
        content = self.string(major, value) if major in (2, 3) else None
        if levels == 0:
            raise malformed("too-deep")
        match major:
            case 0:
                return value
            case 1:
                return -1 - value
            case 2 | 3:
                return content
            case 4:
                # One by one: the length is only announced.
                items = []
                for _ in range(value):
                    items.append(self.item(levels - 1))
                return items
            case 5:
                return self.map(value, levels)
            case _:
                return Tagged(value, self.item(levels - 1))

    def string(self, major, length):
        data = bytes(self.take(length))
        try:
            return data if major == 2 else data.decode("utf-8")
        except UnicodeDecodeError:
            raise malformed("syntax") from None

    def map(self, count, levels):
        pairs, last = {}, None
        for _ in range(count):
            start = self.at
            key = self.item(levels - 1)
            encoded = self.data[start : self.at]
            if last is not None and encoded <= last:
                raise malformed("duplicate-key" if encoded == last else "not-deterministic")
            last = encoded
            pairs[key if isinstance(key, (int, str)) and not isinstance(key, bool) else encoded] = self.item(
                levels - 1
            )
        return pairs

    def simple(self, info):
        if info in (20, 21, 22):
            return {20: False, 21: True, 22: None}[info]
        if info >= 28:
            raise malformed("syntax")
        value = self.take({24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0))
        # Below 32 the one-byte form holds nothing, and only the shorter one of 20 to 22 is ours.
        if info == 24 and value[0] in (20, 21, 22):
            raise malformed("not-deterministic")
        raise malformed("forbidden-value")


def cbor(data):
    return Cbor(data).whole()


def is_uint(item, limit=2**64 - 1):
    return isinstance(item, int) and not isinstance(item, bool) and 0 <= item <= limit


# Text


def object_of(text):
    return shown_object_of(text)[1]


def shown_object_of(text):
    """The mark and the bytes of what a holder can show: a credential or a presentation."""
    mark, data = marked_object_of(text)
    if mark in ("82", "87"):
        # A frame or an enrolment where a credential is expected.
        raise Refusal("object", "object-unsupported")
    return mark, data


def shown_of(text):
    """The credential, and the presentation around it if there is one."""
    mark, data = shown_object_of(text)
    if mark == "86":
        presentation = Presentation(data)
        return presentation.credential, presentation
    return Credential(data), None


def marked_object_of(text):
    """The mark of a text, and the bytes behind it."""
    text = repaired(text)
    if not text:
        raise Refusal("text", "empty")
    if len(text) > MAX_CHARACTERS:
        raise Refusal("text", "too-long")
    if re.match("HTTPS?://", text):
        text = text.rpartition("/")[2].replace(" ", "")
        if not re.fullmatch("8[1-9][0-9]{118,}", text):
            raise Refusal("text", "not-ours")
    if re.match("LB[1-9]:", text):
        data = base45(text[4:])
        if text[2] != "1":
            raise Refusal("text", "text-unsupported")
    elif re.fullmatch("[0-9]{120,}", text):
        data = digits(text)
    else:
        raise Refusal("text", "not-ours")
    if len(data) > MAX_OBJECT:
        raise Refusal("text", "too-long")
    return text[:2], data


def repaired(text):
    out = []
    for character in text:
        code = ord(character)
        if 0xFF01 <= code <= 0xFF5E:
            character = chr(code - 0xFEE0)
        elif code in (0x3000, 0xA0):
            character = " "
        elif character in "\r\n\t\0\ufeff" or 0x200B <= code <= 0x200F:
            continue
        # Only ASCII: other letters have upper cases of several characters.
        out.append(character.upper() if character.isascii() else character)
    text = "".join(out).strip(" ")
    return text.replace(" ", "") if re.fullmatch("[0-9 ]*", text) else text


def digits(text):
    mark, check, number = text[:2], text[2:4], text[4:]
    # 02 to 98: a congruent 00, 01 or 99 is never made.
    if not "81" <= mark <= "89" or check != f"{98 - remainder(number + mark + '00'):02}":
        raise Refusal("text", "unreadable", "check-digits")
    if mark not in ("81", "82", "86", "87"):
        raise Refusal("text", "text-unsupported")
    if number[0] == "0":
        raise Refusal("text", "unreadable", "number")
    # Some 300 digits in practice, 4092 at most: below the limit that int() sets itself.
    value = int(number)
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def remainder(number):
    rest = 0
    for digit in number:
        rest = (rest * 10 + int(digit)) % 97
    return rest


def base45(text):
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    out = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        if len(group) == 1 or any(character not in alphabet for character in group):
            raise Refusal("text", "unreadable", "base45")
        value = sum(alphabet.index(character) * 45**place for place, character in enumerate(group))
        size = len(group) - 1
        if value >= 256**size:
            raise Refusal("text", "unreadable", "base45")
        out += value.to_bytes(size, "big")
    return bytes(out)


# COSE


def message_of(data, tag):
    item = cbor(data)
    if isinstance(item, Tagged) and item.number != tag:
        raise Refusal("object", "object-unsupported")
    if not isinstance(item, Tagged):
        raise malformed("unexpected-item")
    body = item.content
    if not isinstance(body, list) or len(body) != 4:
        raise malformed("unexpected-item")
    protected, unprotected, payload, last = body
    if not (isinstance(protected, bytes) and isinstance(unprotected, dict) and isinstance(payload, bytes)):
        raise malformed("unexpected-item")
    return protected, unprotected, payload, last


def signer_header(protected, unprotected, typ=None, algorithms=None):
    """Algorithm and kid of the header that a signer has; with a type where the object wants one."""
    header = cbor(protected)
    if not isinstance(header, dict) or unprotected:
        raise Refusal("object", "header-unexpected")
    if 1 in header and header[1] not in (algorithms or known_algorithms()):
        raise Refusal("object", "algorithm-unsupported")
    kid = header.get(4)
    wanted = {1, 4} if typ is None else {1, 4, 16}
    if set(header) != wanted or header.get(16) != typ or not isinstance(kid, bytes) or len(kid) != 4:
        raise Refusal("object", "header-unexpected")
    return header[1], kid


def byte_string(data):
    width = next(width for width in (0, 1, 2, 4, 8) if len(data) < (24 if not width else 256**width))
    if not width:
        return bytes([0x40 | len(data)]) + data
    return bytes([0x58 + (1, 2, 4, 8).index(width)]) + len(data).to_bytes(width, "big") + data


def sig_structure(context, *parts):
    return bytes([0x80 | len(parts) + 1, 0x60 | len(context)]) + context.encode() + b"".join(map(byte_string, parts))


class Credential:
    """A COSE_Sign1 whose form is in order: a credential, or with a type another object."""

    def __init__(self, data, typ=None, algorithms=None):
        self.data = data
        self.protected, unprotected, self.payload, self.signature = message_of(data, 18)
        if not isinstance(self.signature, bytes):
            raise malformed("unexpected-item")
        # Both byte strings hold one deterministic item; then the headers are judged.
        cbor(self.protected)
        cbor(self.payload)
        self.algorithm, self.kid = signer_header(self.protected, unprotected, typ, algorithms)
        if len(self.signature) != 64:
            raise malformed("unexpected-item")

    def require_signed(self, key):
        if self.algorithm not in key.algorithms():
            raise Refusal("object", "algorithm-unsupported")
        if not key.verifies(self.algorithm, self.to_be_signed(), self.signature):
            raise Refusal("signature", "signature-invalid")

    def to_be_signed(self):
        return sig_structure("Signature1", self.protected, b"", self.payload)


def challenge_aad(challenge):
    """`external_aad` of a proof: nothing, or the challenge behind a text that keeps it apart."""
    return b"" if challenge is None else b"\x82\x73laobingma challenge" + byte_string(challenge)


class Presentation:
    """A COSE_Sign1 by a holder's key around a credential; the form of both is in order."""

    def __init__(self, data):
        self.data = data
        self.protected, unprotected, self.payload, self.signature = message_of(data, 18)
        if not isinstance(self.signature, bytes):
            raise malformed("unexpected-item")
        header = cbor(self.protected)
        if not isinstance(header, dict) or unprotected:
            raise Refusal("object", "header-unexpected")
        if 1 in header and header[1] not in HOLDER_ALGORITHMS:
            raise Refusal("object", "algorithm-unsupported")
        claims = header.get(15)
        if set(header) != {1, 15} or not isinstance(claims, dict) or set(claims) != {6} or not is_uint(claims[6], MAX_TIME):
            raise Refusal("object", "header-unexpected")
        if len(self.signature) != 64:
            raise malformed("unexpected-item")
        self.algorithm, self.iat = header[1], claims[6]
        self.credential = Credential(self.payload)

    def to_be_signed(self, challenge=None):
        return sig_structure("Signature1", self.protected, challenge_aad(challenge), self.payload)

    def signed_by(self, key, challenges):
        """The identity of the proof, over one of the challenges or over none; None if it is no proof."""
        if not key.is_sound():
            return None
        for challenge in list(challenges)[:2] or [None]:
            message = self.to_be_signed(challenge)
            if key.verifies(self.algorithm, message, self.signature):
                return hashlib.sha256(message).digest()[:16]
        return None


class Signed:
    """A COSE_Sign whose form is in order."""

    def __init__(self, data, typ, limit):
        if len(data) > limit:
            raise Refusal("text", "too-long")
        self.protected, unprotected, self.payload, signers = message_of(data, 98)
        if not isinstance(signers, list) or not 1 <= len(signers) <= 32:
            raise malformed("unexpected-item")
        for signer in signers:
            if not isinstance(signer, list) or len(signer) != 3:
                raise malformed("unexpected-item")
            protected, bucket, signature = signer
            if not (isinstance(protected, bytes) and isinstance(bucket, dict) and isinstance(signature, bytes)):
                raise malformed("unexpected-item")
        header = cbor(self.protected)
        cbor(self.payload)
        if header != {16: typ} or unprotected:
            raise Refusal("object", "header-unexpected")
        self.signers = []
        for protected, bucket, signature in signers:
            try:
                algorithm, kid = signer_header(protected, bucket)
            except Refusal as refusal:
                if refusal.code == "algorithm-unsupported":
                    continue
                raise
            if len(signature) != 64:
                raise malformed("unexpected-item")
            self.signers.append((algorithm, kid, protected, signature))

    def signed_by(self, keys):
        """How many of the keys have signed, each counted once."""
        return sum(any(self.is_good(key, signer) for signer in self.signers) for key in keys)

    def is_good(self, key, signer):
        algorithm, kid, protected, signature = signer
        message = sig_structure("Signature", self.protected, protected, b"", self.payload)
        return kid == key.kid() and key.verifies(algorithm, message, signature)


# Claims


def require(condition, detail="payload"):
    if not condition:
        raise invalid(detail)


def key_of(item, allowed=SIGNING, sound=True):
    require(isinstance(item, dict))
    key = Key.read(item, allowed)
    # The holder's key is looked at when a proof is; the others at once.
    require(key is not None and (not sound or key.is_sound()), "key")
    return key


def is_unknown_key(item):
    """Whether a COSE_Key is of a type that does not sign, as far as this reader knows."""
    return isinstance(item, dict) and type_of(item, SIGNING) is None


def is_open(item, known):
    """A map that a version to come may add to: what it adds from key 128 on must be understood."""
    return isinstance(item, dict) and any(is_uint(key, 2**63 - 1) and key >= 128 and key not in known for key in item)


def require_open(item, known):
    require(isinstance(item, dict) and all(is_uint(key, 2**63 - 1) and key >= 1 for key in item))


def require_understood(claims, known, private, inner):
    """Nothing that a version to come has added, before any fault: claims, and one open map among them."""
    if isinstance(claims, dict):
        if set(claims) - known or is_open(claims.get(private), inner):
            raise Refusal("claims", "content-unsupported")


def require_time(*times):
    require(all(time <= MAX_TIME for time in times), "validity")


def require_term(iat, exp):
    require_time(iat, exp)
    require(iat < exp <= iat + TWENTY_YEARS, "validity")


NONCHARACTERS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\ue000-\uf8ff\ufdd0-\ufdef\U00040000-\U0010ffff" + NONCHARACTERS + "]"
)


# The characters with the property White_Space (PropList.txt), controls aside.
WHITE_SPACE = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def is_name(item, limit):
    return (
        1 <= len(item.encode()) <= limit
        and item == item.strip(WHITE_SPACE)
        and "  " not in item
        and not any(character in WHITE_SPACE[1:] for character in item)
        and not HIDDEN.search(item)
        and all(unicodedata.category(character) != "Cc" for character in item)
    )


def name_of(item, limit, detail="name"):
    require(isinstance(item, str))
    require(is_name(item, limit), detail)
    return item


def region_of(item):
    require(is_uint(item, 2**32 - 1))
    require(100000 <= item <= 999999, "region")
    return item


def claims_of(payload):
    claims = cbor(payload)
    require_credential_understood(claims)
    require(isinstance(claims, dict) and set(claims) | {8} == {4, 6, 8, -65537})
    exp, iat, private = claims[4], claims[6], claims[-65537]
    require(is_uint(exp) and is_uint(iat) and isinstance(private, list) and len(private) in (4, 5))
    categories, status_index, holder, name = private[:4]
    require(all(is_uint(number, 2**32 - 1) for number in (categories, status_index, holder)))
    require(isinstance(name, str))
    details = private[4] if len(private) == 5 else None
    require(len(private) == 4 or details is not None)
    require_types_of_details(details)
    out = {
        "exp": exp,
        "iat": iat,
        "categories": categories,
        "category_codes": [code for bit, code in enumerate(CATEGORIES) if categories >> bit & 1],
        "status_index": status_index,
        "holder": holder,
        "name": name,
    }
    if 8 in claims:
        require(isinstance(claims[8], dict) and set(claims[8]) == {1})
        out["cnf"] = key_of(claims[8][1], HOLDING, sound=False).written()
    require(categories, "categories")
    require(status_index < 2**24, "status-index")
    name_of(name, 96)
    out |= details_of(details or {})
    require_term(iat, exp)
    return out


def require_credential_understood(claims):
    if not isinstance(claims, dict):
        return
    private = claims.get(-65537)
    items = private if isinstance(private, list) else []
    holder = claims.get(8)
    key = holder[1] if isinstance(holder, dict) and set(holder) == {1} else None
    later_key = isinstance(key, dict) and type_of(key, HOLDING) is None
    later_details = len(items) == 5 and is_open(items[4], DETAILS)
    if set(claims) - {4, 6, 8, -65537} or len(items) > 5 or later_details or later_key:
        raise Refusal("claims", "content-unsupported")


DETAILS = {1, 2, 3, 5, 6}


def require_types_of_details(details):
    if details is None:
        return
    require_open(details, DETAILS)
    require(details)
    require(all(is_uint(details[key], 2**32 - 1) for key in (1, 2, 3, 6) if key in details))
    if 5 in details:
        require(isinstance(details[5], list))
        for item in details[5]:
            require(isinstance(item, list) and len(item) == 2 and is_uint(item[0], 2**32 - 1) and isinstance(item[1], str))


def details_of(details):
    out = {}
    if 1 in details:
        out["home_region"] = region_of(details[1])
    for key, most, name in ((2, 10, "disability-grade"), (3, 9, "honour-class")):
        if key in details:
            require(1 <= details[key] <= most, name)
            out[name.replace("-", "_")] = details[key]
    if 5 in details:
        require(1 <= len(details[5]) <= 8, "dependants")
        for _, name in details[5]:
            require(is_name(name, 96), "dependants")
        out["dependants"] = [{"relation": relation, "name": name} for relation, name in details[5]]
    if 6 in details:
        require(1 <= details[6] <= 5, "life-stage")
        out["life_stage"] = details[6]
    return out


CATEGORIES = (
    "veteran active-duty martyr-survivor duty-death-survivor illness-death-survivor disabled-soldier "
    "active-duty-dependant retired-officer veteran-dependant enlistee"
).split()
