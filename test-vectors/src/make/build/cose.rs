//! COSE messages in parts, each of which may be put wrong before they are joined.

use super::cbor::{array, bytes, int, map, tag, text, uint};
use super::curve::Key;
use super::weierstrass::{P256Key, Sm2Key};

pub(crate) const EDDSA: i64 = -8;
pub(crate) const ED25519: i64 = -19;
pub(crate) const ES256: i64 = -7;
pub(crate) const SM2: i64 = -65_551;

/// A key that signs objects.
pub(crate) trait Signs {
    /// The algorithm that its owner writes.
    fn algorithm(&self) -> i64;
    fn kid(&self) -> [u8; 4];
    fn sign(&self, message: &[u8]) -> Vec<u8>;
}

impl Signs for Key {
    fn algorithm(&self) -> i64 {
        EDDSA
    }

    fn kid(&self) -> [u8; 4] {
        Self::kid(self)
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        Self::sign(self, message)
    }
}

impl Signs for Sm2Key {
    fn algorithm(&self) -> i64 {
        SM2
    }

    fn kid(&self) -> [u8; 4] {
        Self::kid(self)
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        Self::sign(self, message)
    }
}

impl Signs for P256Key {
    fn algorithm(&self) -> i64 {
        ES256
    }

    fn kid(&self) -> [u8; 4] {
        Self::kid(self)
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        Self::sign(self, message)
    }
}

/// The protected header of a holder's proof.
pub(crate) fn proof_header(algorithm: i64, iat: u64) -> Vec<u8> {
    map(&[(1, int(algorithm)), (15, map(&[(6, uint(iat))]))])
}

/// `external_aad` for a challenge.
pub(crate) fn challenge_aad(challenge: &[u8]) -> Vec<u8> {
    array(&[text("laobingma challenge"), bytes(challenge)])
}

/// The protected header of a signer.
pub(crate) fn signer_header(algorithm: i64, kid: &[u8]) -> Vec<u8> {
    map(&[(1, int(algorithm)), (4, bytes(kid))])
}

/// The parts of a COSE_Sign1.
#[derive(Clone)]
pub(crate) struct Sign1 {
    /// What stands inside the byte string of the protected header.
    pub(crate) protected: Vec<u8>,
    /// The encoded unprotected header.
    pub(crate) unprotected: Vec<u8>,
    /// What stands inside the byte string of the payload.
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Sign1 {
    /// A sound message by `key`.
    pub(crate) fn signed(payload: Vec<u8>, key: &impl Signs) -> Self {
        Self::with_header(signer_header(key.algorithm(), &key.kid()), payload, key)
    }

    /// A message with this protected header, properly signed.
    pub(crate) fn with_header(protected: Vec<u8>, payload: Vec<u8>, key: &impl Signs) -> Self {
        let mut message = Self {
            protected,
            unprotected: map(&[]),
            payload,
            signature: Vec::new(),
        };
        message.signature = key.sign(&message.to_be_signed());
        message
    }

    /// A holder's proof around a credential, made at `iat`.
    pub(crate) fn proof(credential: &Self, iat: u64, aad: &[u8], key: &impl Signs) -> Self {
        let protected = proof_header(key.algorithm(), iat);
        Self::proof_with(protected, credential.to_bytes(), aad, key)
    }

    /// The same with this protected header, around any bytes.
    pub(crate) fn proof_with(
        protected: Vec<u8>,
        payload: Vec<u8>,
        aad: &[u8],
        key: &impl Signs,
    ) -> Self {
        let mut message = Self {
            protected,
            unprotected: map(&[]),
            payload,
            signature: Vec::new(),
        };
        message.signature = key.sign(&message.to_be_signed_with(aad));
        message
    }

    /// `Sig_structure` (RFC 9052 §4.4) with empty `external_aad`.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        self.to_be_signed_with(&[])
    }

    pub(crate) fn to_be_signed_with(&self, external_aad: &[u8]) -> Vec<u8> {
        array(&[
            text("Signature1"),
            bytes(&self.protected),
            bytes(external_aad),
            bytes(&self.payload),
        ])
    }

    /// The four items of the array.
    pub(crate) fn items(&self) -> [Vec<u8>; 4] {
        [
            bytes(&self.protected),
            self.unprotected.clone(),
            bytes(&self.payload),
            bytes(&self.signature),
        ]
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        tag(18, &array(&self.items()))
    }
}

/// One signature of a COSE_Sign.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) protected: Vec<u8>,
    pub(crate) unprotected: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// The parts of a COSE_Sign.
#[derive(Clone)]
pub(crate) struct Sign {
    pub(crate) protected: Vec<u8>,
    pub(crate) unprotected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signers: Vec<Signer>,
}

impl Sign {
    /// A message without signatures whose protected header holds `typ`.
    pub(crate) fn new(typ: &str, payload: Vec<u8>) -> Self {
        Self {
            protected: map(&[(16, text(typ))]),
            unprotected: map(&[]),
            payload,
            signers: Vec::new(),
        }
    }

    /// Adds a sound signature of each key.
    pub(crate) fn signed_by(mut self, keys: &[&Key]) -> Self {
        for key in keys {
            self = self.signed_with(EDDSA, *key);
        }
        self
    }

    /// Adds a signature whose header names this algorithm.
    pub(crate) fn signed_with(self, algorithm: i64, key: &impl Signs) -> Self {
        self.signed_under(signer_header(algorithm, &key.kid()), key)
    }

    /// Adds a signature under a protected header of the caller's.
    pub(crate) fn signed_under(mut self, protected: Vec<u8>, key: &impl Signs) -> Self {
        let signature = key.sign(&self.to_be_signed(&protected));
        self.signers.push(Signer {
            protected,
            unprotected: map(&[]),
            signature,
        });
        self
    }

    fn to_be_signed(&self, signer: &[u8]) -> Vec<u8> {
        array(&[
            text("Signature"),
            bytes(&self.protected),
            bytes(signer),
            bytes(&[]),
            bytes(&self.payload),
        ])
    }

    /// The encoded array of signatures.
    pub(crate) fn signatures(&self) -> Vec<u8> {
        let signers: Vec<_> = self
            .signers
            .iter()
            .map(|signer| {
                array(&[
                    bytes(&signer.protected),
                    signer.unprotected.clone(),
                    bytes(&signer.signature),
                ])
            })
            .collect();
        array(&signers)
    }

    /// The four items of the array.
    pub(crate) fn items(&self) -> [Vec<u8>; 4] {
        [
            bytes(&self.protected),
            self.unprotected.clone(),
            bytes(&self.payload),
            self.signatures(),
        ]
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        tag(98, &array(&self.items()))
    }
}
