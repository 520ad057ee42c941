"""The two COSE libraries behind one face each: which of some keys does a message verify with?

Both look for the kid themselves or not at all, so the caller says which keys have it.
"""

import pathlib
import subprocess
import tempfile

import cbor2
from cwt import COSE, COSEKey
from pycose.keys import EC2Key, OKPKey
from pycose.messages import Sign1Message, SignMessage



class Skipped(Exception):
    """The library cannot judge this message; the reason is its argument."""


def algorithms(data):
    """What the protected headers of a message and of its signers name."""
    body = cbor2.loads(data).value
    headers = [body[0]] + ([signer[0] for signer in body[3]] if isinstance(body[3], list) else [])
    return [cbor2.loads(header).get(1) for header in headers]


def require_known_signers(data):
    """Neither library passes over a signature for the algorithm that its header names."""
    if any(algorithm not in (-8, -19) for algorithm in algorithms(data)[1:]):
        raise Skipped("the libraries do not pass over signatures with other algorithms")


def require_ed25519(keys):
    if any(key.kind != "ed25519" for key in keys):
        raise Skipped("the libraries do not know SM2")


def openssl_sm2(key, message, signature):
    """Whether OpenSSL takes a signature of SM2."""
    x, y = (number.to_bytes(32, "big") for number in key.point())
    # SubjectPublicKeyInfo: id-ecPublicKey with the curve 1.2.156.10197.1.301, and the uncompressed point.
    public = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + b"\x04" + x + y
    numbers = b"".join(der_integer(signature[at : at + 32]) for at in (0, 32))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, content in (("key", public), ("message", message), ("signature", b"\x30" + bytes([len(numbers)]) + numbers)):
            (folder / name).write_bytes(content)
        command = ["openssl", "dgst", "-sm3", "-verify", folder / "key", "-keyform", "DER", "-sigopt",
                   "distid:1234567812345678", "-signature", folder / "signature", folder / "message"]
        return subprocess.run(command, capture_output=True).returncode == 0


def der_integer(number):
    content = number.lstrip(b"\0") or b"\0"
    content = b"\0" * (content[0] >> 7) + content
    return b"\x02" + bytes([len(content)]) + content


def coordinates(key):
    return [number.to_bytes(32, "big") for number in key.point()]


def holder_key(key, kid=None):
    """A holder's key for cwt."""
    named = {} if kid is None else {2: kid}
    if key.kind == "ed25519":
        return COSEKey.new({1: 1, -1: 6, -2: key.x} | named)
    x, y = coordinates(key)
    return COSEKey.new({1: 2, 3: -7, -1: 1, -2: x, -3: y} | named)


class Cwt:
    """cwt reads the kid from the protected header and takes the first key that fits.

    It takes the algorithm from the key, not from the header, so -19 is no trouble. Of a COSE_Sign it verifies one
    signature; asked for one key at a time it tells who has signed.
    """

    name = "cwt"

    def payload(self, data, keys):
        """The payload of a COSE_Sign1, or None if none of the keys verifies it."""
        require_ed25519(keys)
        try:
            return COSE.new().decode(data, [self.key(key) for key in keys])
        except Exception:
            return None

    def proof(self, data, key, external_aad):
        """The payload of a presentation, or None if the holder's key does not verify it."""
        try:
            return COSE.new().decode(data, [holder_key(key)], external_aad=external_aad)
        except Exception:
            return None

    def enrolment(self, data, key):
        """The payload of an enrolment, or None if the key does not verify it."""
        try:
            return COSE.new().decode(data, [holder_key(key, key.kid())])
        except Exception:
            return None

    def signers(self, data, keys):
        """How many of the keys have signed a COSE_Sign."""
        require_known_signers(data)
        return sum(self.payload(data, [key]) is not None for key in keys)

    @staticmethod
    def key(key):
        return COSEKey.new({1: 1, -1: 6, -2: key.x, 2: key.kid()})


class Pycose:
    """pycose leaves it to the caller to pick the key. It does not know algorithm -19."""

    name = "pycose"

    def payload(self, data, keys):
        self.require_known(data)
        require_ed25519(keys)
        try:
            message = Sign1Message.decode(data)
            for key in keys:
                message.key = self.key(key)
                if message.verify_signature():
                    return message.payload
        except Exception:
            return None
        return None

    def proof(self, data, key, external_aad):
        self.require_known(data)
        try:
            message = Sign1Message.decode(data)
            message.external_aad = external_aad
            if key.kind == "ed25519":
                message.key = self.key(key)
            else:
                x, y = coordinates(key)
                message.key = EC2Key(crv="P_256", x=x, y=y)
            return message.payload if message.verify_signature() else None
        except Exception:
            return None

    def enrolment(self, data, key):
        return self.proof(data, key, b"")

    def signers(self, data, keys):
        require_known_signers(data)
        self.require_known(data)
        message = SignMessage.decode(data)
        require_ed25519(keys)
        return sum(any(self.is_good(signer, key) for signer in message.signers) for key in keys)

    def is_good(self, signer, key):
        if cbor2.loads(signer.phdr_encoded).get(4) != key.kid():
            return False
        signer.key = self.key(key)
        return signer.verify_signature()

    @staticmethod
    def key(key):
        return OKPKey(crv="ED25519", x=key.x)

    @staticmethod
    def require_known(data):
        if -19 in algorithms(data):
            raise Skipped("pycose does not know algorithm -19 (RFC 9864)")


LIBRARIES = (Cwt(), Pycose())
