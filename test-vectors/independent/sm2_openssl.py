#!/usr/bin/env python3
"""SM2 credentials in both directions between the library and OpenSSL.

    sm2_openssl.py PEER        PEER is the example `sm2_peer` of credential-core

OpenSSL verifies what the library issued, and the library verifies what OpenSSL signed. Everything
between (CBOR, Sig_structure, key identifiers, the form of signatures) is written here once more from
docs/format.md, with Python's standard library alone.
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

DISTINGUISHING_ID = "1234567812345678"
COUNT = 16
# SubjectPublicKeyInfo (RFC 5480): id-ecPublicKey on SM2 (1.2.156.10197.1.301), then the point.
ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")


def head(major: int, value: int) -> bytes:
    if value < 24:
        return bytes([major << 5 | value])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * size:
            return bytes([major << 5 | info]) + value.to_bytes(size, "big")
    raise ValueError(value)


def bstr(content: bytes) -> bytes:
    return head(2, len(content)) + content


def read_bstr(data: bytes, at: int) -> tuple[bytes, int]:
    assert data[at] >> 5 == 2, "a byte string"
    info = data[at] & 31
    size = {24: 1, 25: 2}.get(info, 0)
    length = int.from_bytes(data[at + 1 : at + 1 + size], "big") if size else info
    begin = at + 1 + size
    return data[begin : begin + length], begin + length


def sig_structure(protected: bytes, payload: bytes) -> bytes:
    return b"\x84" + head(3, 10) + b"Signature1" + bstr(protected) + b"\x40" + bstr(payload)


def parts(credential: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature of a tagged COSE_Sign1."""
    assert credential[:2] == b"\xd2\x84"
    protected, at = read_bstr(credential, 2)
    assert credential[at] == 0xA0
    payload, at = read_bstr(credential, at + 1)
    signature, at = read_bstr(credential, at)
    assert at == len(credential) and len(signature) == 64
    return protected, payload, signature


def kid(x: bytes, y: bytes) -> bytes:
    """RFC 9679: SHA-256 over {1: 2, -1: -65552, -2: x, -3: y}, the first four bytes."""
    key = b"\xa4\x01\x02\x20" + head(1, 65551) + b"\x21" + bstr(x) + b"\x22" + bstr(y)
    return hashlib.sha256(key).digest()[:4]


def der_integer(value: int) -> bytes:
    content = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(content)]) + content


def to_der(signature: bytes) -> bytes:
    content = b"".join(der_integer(int.from_bytes(half, "big")) for half in (signature[:32], signature[32:]))
    return b"\x30" + bytes([len(content)]) + content


def from_der(der: bytes) -> bytes:
    assert der[0] == 0x30
    halves, at = b"", 2
    for _ in range(2):
        length = der[at + 1]
        halves += int.from_bytes(der[at + 2 : at + 2 + length], "big").to_bytes(32, "big")
        at += 2 + length
    assert at == len(der)
    return halves


class OpenSsl:
    def __init__(self, folder: Path):
        self.folder = folder

    def run(self, *arguments: str, ok: bool = True) -> bytes:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True)
        if ok and done.returncode != 0:
            raise SystemExit(f"openssl {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout

    def point(self, *source: str) -> tuple[bytes, bytes]:
        """x and y of a key."""
        der = self.run("ec", *source, "-pubout", "-outform", "DER", "-conv_form", "uncompressed")
        assert der[-65] == 4
        return der[-64:-32], der[-32:]

    def verifies(self, key: bytes, message: bytes, signature: bytes) -> bool:
        bits = b"\x03" + bytes([len(key) + 1]) + b"\x00" + key
        spki = b"\x30" + bytes([len(ALGORITHM) + len(bits)]) + ALGORITHM + bits
        (self.folder / "key.der").write_bytes(spki)
        self.run("pkey", "-pubin", "-inform", "DER", "-in", "key.der", "-out", "key.pem")
        (self.folder / "message").write_bytes(message)
        (self.folder / "signature").write_bytes(to_der(signature))
        answer = self.run(
            "dgst", "-sm3", "-verify", "key.pem", "-sigopt", f"distid:{DISTINGUISHING_ID}",
            "-signature", "signature", "message", ok=False,
        )
        return answer.strip() == b"Verified OK"

    def sign(self, message: bytes) -> bytes:
        (self.folder / "message").write_bytes(message)
        der = self.run(
            "dgst", "-sm3", "-sign", "private.pem", "-sigopt", f"distid:{DISTINGUISHING_ID}", "message"
        )
        return from_der(der)


def ours_to_openssl(peer: str, openssl: OpenSsl) -> None:
    lines = subprocess.run([peer, "issue", str(COUNT)], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in lines.splitlines():
        key, credential = (bytes.fromhex(word) for word in line.split())
        protected, payload, signature = parts(credential)
        message = sig_structure(protected, payload)
        assert openssl.verifies(key, message, signature), line
        point = openssl.point("-pubin", "-in", "key.pem")
        expected = b"\xa2\x01" + head(1, 65550) + b"\x04" + bstr(kid(*point))
        assert protected == expected, f"header of {line}"
        assert not openssl.verifies(key, message + b"\x00", signature), "a changed message"
        mirrored = bytes([key[0] ^ 1]) + key[1:]
        assert not openssl.verifies(mirrored, message, signature), "another key"
    assert len(lines.splitlines()) == COUNT


def openssl_to_ours(peer: str, openssl: OpenSsl) -> None:
    questions, answers = [], []
    for number in range(COUNT):
        openssl.run("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", "private.pem")
        x, y = openssl.point("-in", "private.pem")
        protected = b"\xa2\x01" + head(1, 65550) + b"\x04" + bstr(kid(x, y))
        claims = b"\x84\x01" + head(0, number) + head(0, number) + head(3, 7) + "王*明".encode()
        payload = b"\xa3\x04" + head(0, 1_800_086_400) + b"\x06" + head(0, 1_800_000_000)
        payload += head(1, 65536) + claims
        signature = openssl.sign(sig_structure(protected, payload))
        compressed = bytes([2 + (y[-1] & 1)]) + x
        for change, answer in ((0, "ok 王*明"), (1, "signature-invalid")):
            changed = bytes([signature[0] ^ change]) + signature[1:]
            credential = b"\xd2\x84" + bstr(protected) + b"\xa0" + bstr(payload) + bstr(changed)
            questions.append(f"{compressed.hex()} {credential.hex()}\n")
            answers.append(answer)
        # An algorithm that the key does not have: -8 in place of -65551.
        other = b"\xa2\x01\x27\x04" + bstr(kid(x, y))
        signature = openssl.sign(sig_structure(other, payload))
        credential = b"\xd2\x84" + bstr(other) + b"\xa0" + bstr(payload) + bstr(signature)
        questions.append(f"{compressed.hex()} {credential.hex()}\n")
        answers.append("algorithm-unsupported")
    done = subprocess.run(
        [peer, "verify"], input="".join(questions), check=True, stdout=subprocess.PIPE, text=True
    )
    for question, expected, found in zip(questions, answers, done.stdout.splitlines(), strict=True):
        assert found == expected, f"{question}: expected {expected}, found {found}"


def main() -> None:
    [peer] = sys.argv[1:]
    peer = str(Path(peer).resolve())
    with tempfile.TemporaryDirectory() as folder:
        openssl = OpenSsl(Path(folder))
        ours_to_openssl(peer, openssl)
        openssl_to_ours(peer, openssl)
    print(f"SM2: OpenSSL verifies {COUNT} credentials of ours, and we verify {COUNT} of OpenSSL")


if __name__ == "__main__":
    main()
