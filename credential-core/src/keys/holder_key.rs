//! The key of a holder's phone.

use alloc::vec::Vec;
use core::fmt;

use super::cose_key::CoseKey;
use super::key_type::INVALID_KEY;
use super::public_key::PublicKey;
use super::table::Algorithm;
use crate::cbor::Reader;
use crate::error::{Error, Field, Result};

/// The key of a holder's phone as a credential carries it (the `cnf` claim, RFC 8747): Ed25519 or P-256.
///
/// Kept as bytes: a terminal that does not ask for a proof need not spend the time to decompress it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HolderKey(CoseKey);

impl HolderKey {
    /// Reads a COSE_Key: what a phone sends. Whether it is a point of the curve is not looked at.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Key`] for another type of key, or other parameters than
    /// those of its type; [`Error::Malformed`] for what is no deterministic CBOR.
    pub fn from_cose_key(bytes: &[u8]) -> Result<Self> {
        crate::cbor::validate(bytes)?;
        read_holder_key(&mut Reader::new(bytes)).map_err(|error| match error {
            Error::AlgorithmUnsupported => INVALID_KEY,
            other => other,
        })
    }

    /// The COSE_Key that [`HolderKey::from_cose_key`] reads.
    pub fn to_cose_key(&self) -> Vec<u8> {
        encode_holder_key(self)
    }

    /// The key as it is used to verify a proof.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Key`] if it is no point of its curve, or one that must
    /// not be a key.
    pub fn public_key(&self) -> Result<PublicKey> {
        PublicKey::from_cose(&self.0)
    }

    /// The algorithm that this key is bound to.
    pub const fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    /// The 32 bytes of the COSE parameter x.
    pub const fn x(&self) -> [u8; 32] {
        self.0.x
    }
}

/// Fails with [`Error::DraftInvalid`] and [`Field::Key`] for a type of key that phones do not have.
impl TryFrom<&PublicKey> for HolderKey {
    type Error = Error;

    fn try_from(key: &PublicKey) -> Result<Self> {
        if key.algorithm().is_for_holders() {
            Ok(Self(key.to_cose()))
        } else {
            Err(Error::DraftInvalid(Field::Key))
        }
    }
}

impl fmt::Debug for HolderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderKey(..)")
    }
}

pub(crate) fn read_holder_key(reader: &mut Reader<'_>) -> Result<HolderKey> {
    CoseKey::read(reader, Algorithm::is_for_holders).map(HolderKey)
}

pub(crate) fn encode_holder_key(key: &HolderKey) -> Vec<u8> {
    key.0.encode()
}
