//! What a phone shows: the holder's proof around the credential.

mod parsed;

pub use parsed::{ParsedCode, ParsedPresentation};

use alloc::string::String;
use alloc::vec::Vec;

use crate::challenge::Challenge;
use crate::cose::{SignError, UnsignedByHolder};
use crate::credential::ParsedCredential;
use crate::error::{Error, Field, Result};
use crate::keys::{HolderKey, PublicKey, SIGNATURE_BYTES, Signature, Signer};
use crate::limits::MAX_CODE_BYTES;
use crate::text;
use crate::time::UnixTime;

/// A fresh proof by the holder's key around a credential, ready to be drawn. A phone makes a new one at
/// least every 15 seconds; a gate takes each of them once.
///
/// ```
/// use credential_core::*;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let now = UnixTime::from_secs(1_800_000_000);
/// # let span = Validity::new(now, now.plus(std::time::Duration::from_secs(86_400)));
/// # let veteran = CategorySet::EMPTY.with(Category::Veteran);
/// # let name = DisplayName::masked("王建明")?;
/// # let mut claims = Claims::new(name, veteran, HolderNumber(17), StatusIndex(40_321), span)?;
/// # let bureau = SigningKey::from_seed(&[2; 32]);
/// let phone = SigningKey::from_seed(&[3; 32]);
/// claims.holder_key = Some(HolderKey::try_from(phone.public_key())?);
/// let text = issue(&claims, &bureau)?.to_text(TextForm::Digits);
///
/// let credential = ParsedCredential::from_text(&text)?;
/// let shown = Presentation::issue(&credential, now, None, &phone)?;
/// assert!(shown.to_text().starts_with("86"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    bytes: Vec<u8>,
}

impl Presentation {
    /// Makes a proof dated `now`, over the challenge that the gate shows, if it shows one.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] as
    /// [`UnsignedPresentation::prepare`] and [`UnsignedPresentation::finish`].
    pub fn issue<S: Signer>(
        credential: &ParsedCredential,
        now: UnixTime,
        challenge: Option<&Challenge>,
        signer: &S,
    ) -> Result<Self, SignError<S::Error>> {
        let unsigned =
            UnsignedPresentation::prepare(credential, now, challenge, signer.public_key())?;
        let signature = signer
            .sign(unsigned.to_be_signed())
            .map_err(SignError::Signer)?;
        Ok(unsigned.finish(&signature)?)
    }

    /// The tagged COSE_Sign1.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text for the QR code, in digits.
    pub fn to_text(&self) -> String {
        text::encode_presentation(&self.bytes)
    }
}

/// A presentation without its signature: prepare it, have it signed elsewhere, finish it.
///
/// For the key store of a phone, which is not reached by a function call.
#[derive(Clone, Debug)]
pub struct UnsignedPresentation {
    message: UnsignedByHolder,
}

impl UnsignedPresentation {
    /// Puts everything together except the signature of `key`.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Key`] if the credential is not bound to this key, with
    /// [`Field::Validity`] for a time after the year 9999; [`Error::TooLong`] if the presentation would
    /// be larger than a terminal reads; any error of stage `Claims` for a credential that says nothing.
    pub fn prepare(
        credential: &ParsedCredential,
        now: UnixTime,
        challenge: Option<&Challenge>,
        key: &PublicKey,
    ) -> Result<Self> {
        let bound_to = credential.message().read_unproved()?.holder_key;
        if bound_to != Some(HolderKey::try_from(key)?) {
            return Err(Error::DraftInvalid(Field::Key));
        }
        now.check().map_err(Error::in_draft)?;
        let bytes = credential.message().to_bytes()?;
        if bytes.len() + ENVELOPE_BYTES > MAX_CODE_BYTES {
            return Err(Error::TooLong {
                limit: MAX_CODE_BYTES,
            });
        }
        let aad = Challenge::external_aad(challenge);
        Ok(Self {
            message: UnsignedByHolder::prepare(bytes, key, now, aad),
        })
    }

    /// The bytes that the key has to sign (the `Sig_structure` of RFC 9052 §4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        self.message.to_be_signed()
    }

    /// Puts the signature in.
    ///
    /// # Errors
    /// [`Error::SignerFault`] if the key does not verify it.
    pub fn finish(self, signature: &Signature) -> Result<Presentation> {
        let bytes = self.message.finish(signature)?;
        Ok(Presentation { bytes })
    }
}

/// Bytes around the credential, at most: tag, array, header with a time of nine bytes, empty map, the
/// heads of payload and signature, the signature.
const ENVELOPE_BYTES: usize = 2 + 17 + 1 + 3 + 2 + SIGNATURE_BYTES;

#[cfg(test)]
mod tests;
