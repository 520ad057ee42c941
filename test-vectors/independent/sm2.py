"""SM2 with SM3 (GB/T 32918.2), verified as docs/format.md (SM2 profile) asks for. Slow and plain."""

import hashlib

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
BASE = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTIFIER = b"1234567812345678"


def decompress(x, odd, p=P, b=B):
    """The point of y^2 = x^3 - 3x + b with this abscissa and parity; None if there is none."""
    number = int.from_bytes(x, "big")
    if number >= p:
        return None
    square = (number**3 - 3 * number + b) % p
    y = pow(square, (p + 1) // 4, p)
    if y * y % p != square:
        return None
    return number, p - y if (y & 1) != odd else y


def add(a, b, p=P):
    """Affine addition on a curve with the coefficient -3; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % p == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, p)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
    x = (slope * slope - a[0] - b[0]) % p
    return x, (slope * (a[0] - x) - a[1]) % p


def times(factor, point, p=P):
    out = None
    for bit in bin(factor)[2:]:
        out = add(out, out, p)
        if bit == "1":
            out = add(out, point, p)
    return out


def digest(point, message):
    """e of GB/T 32918.2 §6: SM3 over Z_A and the message."""
    numbers = (A, B, *BASE, *point)
    z = (8 * len(IDENTIFIER)).to_bytes(2, "big") + IDENTIFIER + b"".join(n.to_bytes(32, "big") for n in numbers)
    return int.from_bytes(sm3(sm3(z) + message), "big")


def sm3(data):
    return hashlib.new("sm3", data).digest()


def verify(point, message, signature):
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    t = (r + s) % N
    if t == 0:
        return False
    sum_ = add(times(s, BASE), times(t, point))
    return sum_ is not None and (digest(point, message) + sum_[0]) % N == r
