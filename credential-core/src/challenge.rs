//! What a gate shows, for the phone to sign with.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::Writer;
use crate::error::{Error, Field, Result};
use crate::limits::{MAX_CHALLENGE_BYTES, MIN_CHALLENGE_BYTES};

/// Random bytes that a gate shows and a phone signs with, so that its proof counts there only, and only
/// while they are shown. They take no room in the code.
///
/// The caller draws them from a good source of randomness, and new ones at least every
/// [window](crate::Policy::proof_window).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Challenge {
    /// As it enters the signature.
    external_aad: Vec<u8>,
}

impl Challenge {
    /// From 8 to 64 bytes.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Count`] for another number of bytes.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        if !(MIN_CHALLENGE_BYTES..=MAX_CHALLENGE_BYTES).contains(&bytes.len()) {
            return Err(Error::DraftInvalid(Field::Count));
        }
        let mut out = Writer::new();
        // The text keeps these bytes apart from any other use of `external_aad`.
        out.array(2).text("laobingma challenge").bytes(bytes);
        Ok(Self {
            external_aad: out.into_bytes(),
        })
    }

    /// The `external_aad` of RFC 9052 §4.4; none without a challenge.
    pub(crate) fn external_aad(challenge: Option<&Self>) -> &[u8] {
        challenge.map_or(&[], |challenge| &challenge.external_aad)
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Challenge(..)")
    }
}
