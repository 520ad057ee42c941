//! Preparing and signing what several root keys sign.

use alloc::vec::Vec;

use crate::cose::{Payload, Sign, SignError};
use crate::error::{Error, Result};
use crate::key_id::KeyId;
use crate::keys::{PublicKey, Signer};

/// A root set or trust list that is being signed by several root keys.
///
/// It is prepared on one machine, carried as a file to the machine of each root key, read there,
/// signed, and in the end checked by [`TrustList::verify`](crate::TrustList::verify) or
/// [`RootSet::succeed`](crate::RootSet::succeed) like any other. Nothing here is verified yet:
/// [`Pending::claims`] is for the person who is about to sign.
#[derive(Clone, Debug)]
pub struct Pending<T> {
    message: Sign<T>,
    claims: T,
}

/// What can be prepared for signing by root keys. Implemented by
/// [`RootSetClaims`](crate::RootSetClaims) and [`TrustListClaims`](crate::TrustListClaims), and by
/// nothing outside this crate.
pub trait RootSigned: sealed::RootSigned {}

pub(super) mod sealed {
    use super::{Payload, Result};
    use alloc::vec::Vec;

    #[expect(unnameable_types, reason = "the seal of `RootSigned`")]
    pub trait RootSigned: Payload + Clone {
        const MAX_BYTES: usize;
        fn encode(&self) -> Result<Vec<u8>>;
        /// What is demanded of a draft and not of what is read.
        fn check_draft(&self) -> Result<()> {
            Ok(())
        }
    }
}

impl<T: RootSigned> Pending<T> {
    /// Prepares the object; it has no signature yet.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with the field that is wrong, [`Error::TooLong`] if it would be larger
    /// than a terminal reads.
    pub fn prepare(claims: T) -> Result<Self> {
        let payload = claims.encode().map_err(Error::in_draft)?;
        claims.check_draft().map_err(Error::in_draft)?;
        // Read back: what a terminal would refuse is not sent out for signing.
        T::decode(&payload).map_err(Error::in_draft)?;
        if payload.len() > T::MAX_BYTES - ENVELOPE_BYTES {
            return Err(Error::TooLong {
                limit: T::MAX_BYTES,
            });
        }
        Ok(Self {
            message: Sign::prepare(payload)?,
            claims,
        })
    }

    /// Reads such a file from another machine, with no signature or some.
    ///
    /// # Errors
    /// Any error of stage `Object` or `Claims`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let message = Sign::parse_pending(bytes, T::MAX_BYTES)?;
        let claims = message.read_unproved()?;
        Ok(Self { message, claims })
    }

    /// What is about to be signed. Not verified.
    pub fn claims(&self) -> &T {
        &self.claims
    }

    /// Adds the signature of a root key; signing twice with one key counts once.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails, [`Error::SignerFault`] if it answers wrongly.
    pub fn sign<S: Signer>(&mut self, signer: &S) -> Result<(), SignError<S::Error>> {
        self.message.sign(signer)
    }

    /// Which of `keys` have signed, each named once.
    pub fn signed_by<'k>(&self, keys: &'k [PublicKey]) -> Vec<&'k PublicKey> {
        self.message.signed_by(keys)
    }

    /// The key that each signature names; `None` where its algorithm is unknown to this version.
    /// Compared with [`Pending::signed_by`], it shows signatures that are invalid or by other keys.
    pub fn signer_ids(&self) -> impl Iterator<Item = Option<KeyId>> {
        self.message.signer_ids()
    }

    /// SHA-256 of what is signed. People at different machines compare it to know that they sign
    /// the same; signatures do not change it.
    pub fn digest(&self) -> [u8; 32] {
        self.message.digest()
    }

    /// Whether [`Pending::claims`] is all that would be signed. An object of a later version may hold
    /// more, which this version skips when it reads, and must not sign unread.
    pub fn is_fully_read(&self) -> bool {
        self.claims
            .encode()
            .is_ok_and(|known| known == self.message.payload())
    }

    /// Takes over the signatures of another copy of the same object.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] if the two do not say exactly the same.
    pub fn combine(&mut self, other: &Self) -> Result<()> {
        self.message.combine(&other.message)
    }

    /// The tagged COSE_Sign with the signatures so far.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it cannot be encoded.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.message.encode()
    }
}

/// Bytes for the headers and as many signatures as there can be, of 78 bytes each.
const ENVELOPE_BYTES: usize = 4 * 1_024;
