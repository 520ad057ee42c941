"""Keys of docs/format.md: which type a COSE_Key has, whether it is sound, and what it verifies."""

import hashlib

import ed25519
import p256
import sm2

# (kty, crv) of each type, the parameters of the map, and the algorithms that a header may name.
TYPES = {(1, 6): "ed25519", (2, -65552): "sm2", (2, 1): "p256"}
PARAMETERS = {"ed25519": {1, -1, -2}, "sm2": {1, -1, -2, -3}, "p256": {1, -1, -2, -3}}
ALGORITHMS = {"ed25519": (-8, -19), "sm2": (-65551,), "p256": (-7,)}


class Profile:
    """Whether this reader has the SM2 profile; without it SM2 is an unknown type."""

    sm2 = True


def known_algorithms():
    return (-8, -19, -65551) if Profile.sm2 else (-8, -19)


def type_of(item, allowed):
    """The type of a COSE_Key, if it is one of those; None for another or none."""
    number = lambda value: isinstance(value, int) and not isinstance(value, bool)
    pair = (item.get(1), item.get(-1))
    name = TYPES.get(pair) if all(map(number, pair)) else None
    return name if name in allowed and (name != "sm2" or Profile.sm2) else None


class Key:
    """A key with the right parameters, on its curve or not."""

    def __init__(self, kind, item):
        self.kind, self.x, self.odd = kind, item[-2], item.get(-3)

    @classmethod
    def read(cls, item, allowed):
        """None if the parameters are not those of one of the allowed types."""
        kind = type_of(item, allowed)
        good = kind and set(item) == PARAMETERS[kind] and isinstance(item[-2], bytes) and len(item[-2]) == 32
        if not good or kind != "ed25519" and not isinstance(item[-3], bool):
            return None
        return cls(kind, item)

    @classmethod
    def of_holder(cls, written):
        """A holder's key from how the vectors write it."""
        data = bytes.fromhex(written)
        return cls("ed25519", {-2: data}) if len(data) == 32 else cls("p256", {-2: data[1:], -3: data[0] == 3})

    def point(self):
        if self.kind == "sm2":
            return sm2.decompress(self.x, self.odd)
        return sm2.decompress(self.x, self.odd, p256.P, p256.B)

    def is_sound(self):
        return ed25519.sound_key(self.x) if self.kind == "ed25519" else self.point() is not None

    def thumbprint(self):
        """RFC 9679: over the required parameters, with y uncompressed."""
        if self.kind == "ed25519":
            encoded = bytes.fromhex("a301012006215820") + self.x
        else:
            # crv -65552 is 3a 0001000f, P-256 is 01.
            curve = {"sm2": "203a0001000f", "p256": "2001"}[self.kind]
            encoded = bytes.fromhex("a40102" + curve + "215820") + self.x
            encoded += bytes.fromhex("225820") + self.point()[1].to_bytes(32, "big")
        return hashlib.sha256(encoded).digest()

    def kid(self):
        return self.thumbprint()[:4]

    def algorithms(self):
        return ALGORITHMS[self.kind]

    def verifies(self, algorithm, message, signature):
        if algorithm not in ALGORITHMS[self.kind]:
            return False
        if self.kind == "sm2":
            return sm2.verify(self.point(), message, signature)
        if self.kind == "p256":
            return p256.verify(self.point(), message, signature)
        return ed25519.verify(self.x, message, signature)

    def written(self):
        """As the vectors write it: 32 bytes of Ed25519, else the compressed point of SEC 1."""
        return (self.x if self.kind == "ed25519" else bytes([2 + self.odd]) + self.x).hex()

    def __eq__(self, other):
        return self.written() == other.written() and self.kind == other.kind

    def __hash__(self):
        return hash((self.kind, self.written()))
