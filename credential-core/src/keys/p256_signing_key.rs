//! A P-256 key in memory.

use alloc::boxed::Box;
use core::convert::Infallible;
use core::fmt;

use p256::ecdsa::Signature as EcdsaSignature;
use p256::ecdsa::signature::Signer as _;
use zeroize::Zeroizing;

use super::key_type::{INVALID_KEY, Signature};
use super::public_key::PublicKey;
use super::signer::Signer;
use super::table::Algorithm;
use crate::error::Result;

/// A P-256 private key in memory, for a phone without a key store of its own; wiped when dropped. Its
/// `Debug` shows the public side only.
///
/// The nonce of a signature follows from key and message (RFC 6979), so that no randomness is needed
/// and none can be bad.
pub struct P256SigningKey {
    /// In a box, so that moving it leaves no copy behind.
    key: Box<p256::ecdsa::SigningKey>,
    public: PublicKey,
}

impl P256SigningKey {
    /// From the private key *d*, 32 bytes with the highest first, which must come from a good source
    /// of randomness.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`](crate::Error::ClaimsInvalid) with [`Field::Key`](crate::Field::Key) if
    /// it is not from 1 to *n*-1. Of random bytes fewer than one in four billion are refused.
    pub fn from_secret_bytes(secret: &[u8; 32]) -> Result<Self> {
        let key = p256::ecdsa::SigningKey::from_slice(secret)
            .map(Box::new)
            .map_err(|_| INVALID_KEY)?;
        let point = key.verifying_key().to_sec1_point(true);
        let public = PublicKey::from_bytes(Algorithm::P256, point.as_bytes())?;
        Ok(Self { key, public })
    }

    /// The private key, for storing it. The caller wipes the copy: it comes in a wrapper that does.
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }
}

impl Signer for P256SigningKey {
    type Error = Infallible;

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Infallible> {
        let signature: EcdsaSignature = self.key.sign(message);
        Ok(signature.to_bytes().into())
    }
}

impl fmt::Debug for P256SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "P256SigningKey({}, private part not shown)",
            self.public.id()
        )
    }
}
