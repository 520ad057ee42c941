//! An SM2 key in memory.

use alloc::boxed::Box;
use core::fmt;

use sm2::dsa::signature::Signer as _;
use zeroize::Zeroizing;

use super::key_type::{INVALID_KEY, Signature};
use super::public_key::PublicKey;
use super::signer::Signer;
use super::sm2::{DISTINGUISHING_ID, Sm2Key};
use super::table::AnyKey;
use crate::error::{Error, Result};

/// An SM2 private key in memory, wiped when dropped. Its `Debug` shows the public side only.
///
/// The nonce of a signature follows from key and message (RFC 6979 with SM3), so that no randomness
/// is needed and none can be bad.
pub struct Sm2SigningKey {
    /// In a box, so that moving it leaves no copy behind.
    key: Box<sm2::dsa::SigningKey>,
    public: PublicKey,
}

impl Sm2SigningKey {
    /// From the private key *d*, 32 bytes with the highest first, which must come from a good source
    /// of randomness.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Key`](crate::Field::Key) if it is not from 1 to *n*-2
    /// (GB/T 32918.1 §6.1). Of random bytes fewer than one in four billion are refused.
    pub fn from_secret_bytes(secret: &[u8; 32]) -> Result<Self> {
        if secret >= &ORDER_MINUS_ONE {
            return Err(INVALID_KEY);
        }
        let key = sm2::dsa::SigningKey::from_slice(DISTINGUISHING_ID, secret)
            .map(Box::new)
            .map_err(|_| INVALID_KEY)?;
        let public = Sm2Key::from_verifying_key(key.verifying_key().clone());
        Ok(Self {
            key,
            public: PublicKey::from_key(AnyKey::Sm2(public)),
        })
    }

    /// The private key, for storing it. The caller wipes the copy: it comes in a wrapper that does.
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }
}

/// *n*-1. For *d* = *n*-1 no signature can be computed, because 1 + *d* has no inverse.
const ORDER_MINUS_ONE: [u8; 32] = [
    0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x72, 0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09, 0x39, 0xd5, 0x41, 0x22,
];

impl Signer for Sm2SigningKey {
    /// [`Error::SignerFault`], for one message in 2^255: the nonce that follows from it cannot be used.
    type Error = Error;

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature> {
        self.key
            .try_sign(message)
            .map(|signature| signature.to_bytes().into())
            .map_err(|_| Error::SignerFault)
    }
}

impl Drop for Sm2SigningKey {
    /// The crate does not wipe this type itself: another key is written over it.
    fn drop(&mut self) {
        let mut one = [0; 32];
        one[31] = 1;
        if let Ok(blank) = sm2::dsa::SigningKey::from_slice(DISTINGUISHING_ID, &one) {
            *self.key = blank;
        }
        zeroize::optimization_barrier(&*self.key);
    }
}

impl fmt::Debug for Sm2SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Sm2SigningKey({}, private part not shown)",
            self.public.id()
        )
    }
}
