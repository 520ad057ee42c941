//! A public key that verifies.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use super::cose_key::CoseKey;
use super::ed25519_tables::base_multiples;
use super::key_type::{INVALID_KEY, Signature, sec1_compressed};
use super::multiples::BaseMultiples;
use super::table::{Algorithm, AnyKey};
use crate::cbor::Reader;
use crate::error::Result;
use crate::key_id::KeyId;

/// A public key that is fit for strict verification: a point of its curve, not of small order, and in
/// the one canonical encoding.
///
/// Holds the decompressed point, so that a kept key costs nothing at each verification.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: AnyKey,
    id: KeyId,
}

impl PublicKey {
    /// Reads the 32 bytes of an Ed25519 public key (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`](crate::Error::ClaimsInvalid) with [`Field::Key`](crate::Field::Key) if
    /// they are no point of the curve, a point of small order (which would verify forged
    /// signatures), or a non-canonical encoding.
    pub fn from_ed25519_bytes(bytes: &[u8; 32]) -> Result<Self> {
        AnyKey::from_compressed(Algorithm::Ed25519, bytes, false).map(Self::from_key)
    }

    /// Reads what [`PublicKey::to_bytes`] gives for a key of `algorithm`.
    ///
    /// # Errors
    /// As [`PublicKey::from_ed25519_bytes`], and for another length.
    pub fn from_bytes(algorithm: Algorithm, bytes: &[u8]) -> Result<Self> {
        let (x, y_is_odd) = match (algorithm.cose().has_y(), bytes) {
            (false, x) => (x, false),
            (true, [2, x @ ..]) => (x, false),
            (true, [3, x @ ..]) => (x, true),
            _ => return Err(INVALID_KEY),
        };
        let x = x.try_into().map_err(|_| INVALID_KEY)?;
        AnyKey::from_compressed(algorithm, x, y_is_odd).map(Self::from_key)
    }

    /// The point, compressed: 32 bytes for Ed25519 (RFC 8032 §5.1.2), 33 for the others (SEC 1 §2.3.3).
    pub fn to_bytes(&self) -> Vec<u8> {
        let point = self.key.point();
        if self.algorithm().cose().has_y() {
            sec1_compressed(&point.x, point.y_is_odd()).into()
        } else {
            point.x.into()
        }
    }

    /// The algorithm that this key is bound to.
    pub fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    /// The first four bytes of [`PublicKey::thumbprint`].
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The COSE key thumbprint: SHA-256 over the key's required parameters (RFC 9679 §4).
    pub fn thumbprint(&self) -> [u8; 32] {
        thumbprint(&self.key)
    }

    /// Verifies strictly, by the rules of `docs/format.md` for the key's type.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`](crate::Error::SignatureInvalid).
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<()> {
        self.key.verify(message, signature)
    }

    /// The same key with tables, by which it verifies in about half the time, as strictly as before.
    ///
    /// The tables take 0.8 MB, which copies of the key share, and as long as thirty verifications
    /// to compute: for a key that is to verify thousands of signatures. For many keys see
    /// `PreparedKeys` (feature `std`). A key of another type than Ed25519 stays as it is.
    #[must_use]
    pub fn prepared(&self) -> Self {
        if !self.can_be_prepared() {
            return self.clone();
        }
        self.prepared_with(&base_multiples())
            .unwrap_or_else(|| self.clone())
    }

    /// Whether there are tables for keys of this type.
    pub(super) fn can_be_prepared(&self) -> bool {
        self.algorithm() == Algorithm::Ed25519
    }

    /// As [`PublicKey::prepared`], with multiples of the base point that other keys use as well; `None`
    /// for a key that has no tables.
    pub(super) fn prepared_with(&self, base: &BaseMultiples) -> Option<Self> {
        let key = self.key.prepared(base)?;
        Some(Self { key, id: self.id })
    }

    /// The key as COSE_Key map (RFC 9052 §7), for example `{1: 1, -1: 6, -2: x}`.
    pub fn encode(&self) -> Vec<u8> {
        self.to_cose().encode()
    }

    pub(super) fn from_key(key: AnyKey) -> Self {
        let id = KeyId::of(&thumbprint(&key));
        Self { key, id }
    }

    pub(super) fn from_cose(key: &CoseKey) -> Result<Self> {
        AnyKey::from_compressed(key.algorithm, &key.x, key.y_is_odd).map(Self::from_key)
    }

    pub(super) fn to_cose(&self) -> CoseKey {
        CoseKey::new(self.algorithm(), &self.key.point())
    }
}

fn thumbprint(key: &AnyKey) -> [u8; 32] {
    let point = key.point();
    let cose = CoseKey::new(key.algorithm(), &point);
    Sha256::digest(cose.encode_for_thumbprint(&point)).into()
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

/// Reads the key of a root or an issuer.
pub(crate) fn read_public_key(reader: &mut Reader<'_>) -> Result<PublicKey> {
    PublicKey::from_cose(&CoseKey::read(reader, Algorithm::is_for_signers)?)
}
