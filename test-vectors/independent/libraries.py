"""The two COSE libraries behind one face each: which of some keys does a message verify with?

Both look for the kid themselves or not at all, so the caller says which keys have it.
"""

import cbor2
from cwt import COSE, COSEKey
from pycose.keys import OKPKey
from pycose.messages import Sign1Message, SignMessage

from reader import kid_of


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


class Cwt:
    """cwt reads the kid from the protected header and takes the first key that fits.

    It takes the algorithm from the key, not from the header, so -19 is no trouble. Of a COSE_Sign it verifies one
    signature; asked for one key at a time it tells who has signed.
    """

    name = "cwt"

    def payload(self, data, keys):
        """The payload of a COSE_Sign1, or None if none of the keys verifies it."""
        try:
            return COSE.new().decode(data, [self.key(x) for x in keys])
        except Exception:
            return None

    def signers(self, data, keys):
        """How many of the keys have signed a COSE_Sign."""
        require_known_signers(data)
        return sum(self.payload(data, [x]) is not None for x in keys)

    @staticmethod
    def key(x):
        return COSEKey.new({1: 1, -1: 6, -2: x, 2: kid_of(x)})


class Pycose:
    """pycose leaves it to the caller to pick the key. It does not know algorithm -19."""

    name = "pycose"

    def payload(self, data, keys):
        self.require_known(data)
        try:
            message = Sign1Message.decode(data)
            for x in keys:
                message.key = self.key(x)
                if message.verify_signature():
                    return message.payload
        except Exception:
            return None
        return None

    def signers(self, data, keys):
        require_known_signers(data)
        self.require_known(data)
        message = SignMessage.decode(data)
        return sum(any(self.is_good(signer, x) for signer in message.signers) for x in keys)

    def is_good(self, signer, x):
        if cbor2.loads(signer.phdr_encoded).get(4) != kid_of(x):
            return False
        signer.key = self.key(x)
        return signer.verify_signature()

    @staticmethod
    def key(x):
        return OKPKey(crv="ED25519", x=x)

    @staticmethod
    def require_known(data):
        if -19 in algorithms(data):
            raise Skipped("pycose does not know algorithm -19 (RFC 9864)")


LIBRARIES = (Cwt(), Pycose())
