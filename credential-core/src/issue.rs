//! Issuing: from claims to a signed credential.

use alloc::vec::Vec;

use crate::claims::Claims;
use crate::cose::{SignError, UnsignedSign1};
use crate::credential::Credential;
use crate::error::{Error, Result};
use crate::keys::{PublicKey, SIGNATURE_BYTES, Signature, Signer};
use crate::limits::MAX_CODE_BYTES;

/// Issues a credential in one call, with a signer that answers at once.
///
/// # Errors
/// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
/// if the claims cannot be signed as they are, and with [`Error::SignerFault`] if the signer's
/// answer does not verify with its own public key.
pub fn issue<S: Signer>(claims: &Claims, signer: &S) -> Result<Credential, SignError<S::Error>> {
    let unsigned = UnsignedCredential::prepare(claims, signer.public_key())?;
    let signature = signer
        .sign(unsigned.to_be_signed())
        .map_err(SignError::Signer)?;
    Ok(unsigned.finish(&signature)?)
}

/// A credential without its signature: prepare it, have it signed elsewhere, finish it.
///
/// For a signing service or a hardware module that is not reached by a function call.
#[derive(Clone, Debug)]
pub struct UnsignedCredential {
    message: UnsignedSign1,
}

impl UnsignedCredential {
    /// Puts everything together except the signature of `key`.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] if a claim is out of range, [`Error::TooLong`] if the credential would
    /// be larger than a terminal reads: long names of many dependants.
    pub fn prepare(claims: &Claims, key: &PublicKey) -> Result<Self> {
        let payload: Vec<u8> = claims.encode().map_err(Error::in_draft)?;
        // A signature, and with it perhaps somebody's PIN, is not spent on what nobody can read.
        if payload.len() + ENVELOPE_BYTES > MAX_CODE_BYTES {
            return Err(TOO_LONG);
        }
        Ok(Self {
            message: UnsignedSign1::prepare::<Claims>(payload, key)?,
        })
    }

    /// The bytes that the key has to sign (the `Sig_structure` of RFC 9052 §4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        self.message.to_be_signed()
    }

    /// Puts the signature in.
    ///
    /// # Errors
    /// [`Error::SignerFault`] if the key does not verify it, [`Error::TooLong`] as when it was prepared.
    pub fn finish(self, signature: &Signature) -> Result<Credential> {
        let bytes = self.message.finish(signature)?;
        if bytes.len() > MAX_CODE_BYTES {
            return Err(TOO_LONG);
        }
        Ok(Credential::from_signed(bytes))
    }
}

/// Bytes of a large credential around its payload, at least: tag, array, header, empty map, the heads
/// of payload and signature, the signature.
const ENVELOPE_BYTES: usize = 2 + 10 + 1 + 3 + 2 + SIGNATURE_BYTES;

const TOO_LONG: Error = Error::TooLong {
    limit: MAX_CODE_BYTES,
};

#[cfg(test)]
mod tests;
