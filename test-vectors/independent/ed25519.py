"""Ed25519 by RFC 8032, verified as docs/format.md (Keys) asks for: strictly.

Slow and plain. The libraries that check.py compares with leave open what RFC 8032 leaves open
(small order, cofactor); this file does not.
"""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P,
    )


def times(factor, point):
    # Projective coordinates would be faster; some hundred signatures are not worth it.
    x, y, z, t = 0, 1, 1, 0
    for bit in bin(factor)[2:]:
        x, y, z, t = extended_add((x, y, z, t), (x, y, z, t))
        if bit == "1":
            px, py = point
            x, y, z, t = extended_add((x, y, z, t), (px, py, 1, px * py % P))
    inverse = pow(z, -1, P)
    return x * inverse % P, y * inverse % P


def extended_add(a, b):
    """RFC 8032 §5.1.4."""
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e_a = (y1 - x1) * (y2 - x2) % P
    e_b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * t2 * D % P
    d = 2 * z1 * z2 % P
    e, f, g, h = e_b - e_a, d - c, d + c, e_b + e_a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decompress(encoded):
    """The point, or None if there is none or this is not its one canonical encoding."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x), y


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def small_order(point):
    return times(8, point) == NEUTRAL


def sound_key(encoded):
    """Whether 32 bytes are a key that docs/format.md allows."""
    point = decompress(encoded)
    return point is not None and not small_order(point)


def verify(key, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    point, commitment = decompress(key), decompress(r)
    if point is None or commitment is None or s >= ORDER or small_order(commitment):
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    return times(s, BASE) == add(commitment, times(k, point))
