//! Enrolments: how a phone hands its public key to a bureau, and proves that it has the private one.
//!
//! The text is public. Whoever copies it can have the key put into a code of their own, and cannot use
//! that code: every proof needs the private key.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cbor::Reader;
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::error::{Error, Result};
use crate::key_request::{self, KeyRequest};
use crate::keys::{
    Algorithm, HolderKey, PublicKey, Signature, Signer, encode_holder_key, read_holder_key,
};
use crate::limits::{MAX_ENROLMENT_AGE, MAX_ENROLMENT_BYTES, MAX_ENROLMENT_LABEL_BYTES};
use crate::text::{self, Mark};
use crate::time::UnixTime;
use crate::trust::IssuerId;

/// What an enrolment says beside the key (`docs/format.md`, "Enrolment").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentClaims {
    /// When it was made.
    pub issued: UnixTime,
    /// The bureau that it is for; `None` for any.
    pub issuer: Option<IssuerId>,
    /// What the phone is called, for the clerk to read. At most [`MAX_ENROLMENT_LABEL_BYTES`] in UTF-8,
    /// and made of the characters that names have.
    pub label: Option<String>,
}

/// An enrolment that a phone has made.
///
/// ```
/// use credential_core::*;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let now = UnixTime::from_secs(1_800_000_000);
/// // On the phone: a key of its key store, behind `Signer`.
/// let phone = SigningKey::from_seed(&[3; 32]);
/// let claims = EnrolmentClaims { issued: now, issuer: None, label: None };
/// let text = Enrolment::sign(&claims, &phone)?.to_text();
///
/// // At the bureau.
/// let proved = ProvedKey::from_text(&text)?;
/// proved.check_for(IssuerId(42_120_001), now)?;
/// assert_eq!(proved.key().public_key()?, *phone.public_key());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    bytes: Vec<u8>,
}

impl Enrolment {
    /// Has an enrolment of the signer's key signed with that key, Ed25519 or P-256.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
    /// for a key that no phone has, a label that is none, or a time after the year 9999, and with
    /// [`Error::SignerFault`] if the signer's answer does not verify.
    pub fn sign<S: Signer>(
        claims: &EnrolmentClaims,
        signer: &S,
    ) -> Result<Self, SignError<S::Error>> {
        let unsigned = UnsignedEnrolment::prepare(claims, signer.public_key())?;
        unsigned.message.sign(signer).map(|bytes| Self { bytes })
    }

    /// The tagged COSE_Sign1.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text for the QR code, in digits.
    ///
    /// It has so many of them that no spreadsheet takes it for a number: from 309 digits on, which
    /// these all have, there is no floating-point number that it could be.
    pub fn to_text(&self) -> String {
        text::encode_enrolment(&self.bytes)
    }
}

/// An enrolment without its signature: prepare it, have it signed elsewhere, finish it.
///
/// For the key store of a phone, which is not reached by a function call.
#[derive(Clone, Debug)]
pub struct UnsignedEnrolment {
    message: UnsignedSign1,
}

impl UnsignedEnrolment {
    /// Puts everything together except the signature of `key`, which it is about.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] for a key that no phone has, a label that is none, or a time after the year 9999.
    pub fn prepare(claims: &EnrolmentClaims, key: &PublicKey) -> Result<Self> {
        let content = Content {
            key: HolderKey::try_from(key)?,
            claims: claims.clone(),
        };
        content.check().map_err(Error::in_draft)?;
        let message = UnsignedSign1::prepare::<Content>(content.encode(), key)?;
        Ok(Self { message })
    }

    /// The bytes that the key has to sign (the `Sig_structure` of RFC 9052 §4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        self.message.to_be_signed()
    }

    /// Puts the signature in.
    ///
    /// # Errors
    /// [`Error::SignerFault`] if the key does not verify it.
    pub fn finish(self, signature: &Signature) -> Result<Enrolment> {
        let bytes = self.message.finish(signature)?;
        Ok(Enrolment { bytes })
    }
}

/// A phone's key, whose private side has signed an enrolment: nothing else makes a value of this type.
///
/// ```compile_fail,E0451
/// # use credential_core::ProvedKey;
/// # fn unproved() -> ProvedKey {
/// ProvedKey { content: panic!() }
/// # }
/// ```
///
/// That the phone is the holder's is for people to know: who hands in the text is looked at at the
/// counter, or by whatever brings the texts to the bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvedKey {
    content: Content,
}

impl ProvedKey {
    /// Reads a scanned text, repaired like that of a credential, and verifies the proof.
    ///
    /// # Errors
    /// Any error of stage `Text`; [`Error::ObjectUnsupported`] for a text of ours that is no enrolment;
    /// those of [`ProvedKey::from_bytes`].
    pub fn from_text(text: &str) -> Result<Self> {
        match text::decode(text)? {
            (Mark::Enrolment, bytes) => Self::from_bytes(&bytes),
            _ => Err(Error::ObjectUnsupported),
        }
    }

    /// Reads the bytes of an enrolment and verifies the proof. When it was made and for whom is not
    /// looked at: see [`ProvedKey::check_for`].
    ///
    /// # Errors
    /// Any error of stages `Object` and `Claims`, with [`Field::Key`](crate::Field::Key) for a key that is no sound point
    /// of its curve, or not the one that the header names; [`Error::AlgorithmUnsupported`] if the
    /// header has another algorithm than the key; [`Error::SignatureInvalid`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Sign1::<Content>::parse(bytes, MAX_ENROLMENT_BYTES)?
            .verify_self(|content| content.key.public_key())
            .map(|proved| Self {
                content: proved.into_inner(),
            })
    }

    /// Whether a text is one, as far as that can be told without the costly part, the signature.
    pub(crate) fn is_shaped(text: &str) -> bool {
        text::decode(text).is_ok_and(|(mark, bytes)| {
            mark == Mark::Enrolment && Sign1::<Content>::parse(&bytes, MAX_ENROLMENT_BYTES).is_ok()
        })
    }

    /// Whether the bureau `issuer` may put the key into a new code now.
    ///
    /// # Errors
    /// [`Error::SubjectMismatch`] if it was made for another bureau; [`Error::RequestExpired`] if it is
    /// older than [`MAX_ENROLMENT_AGE`]; [`Error::DatedAhead`] if it is dated more than
    /// [`MAX_DATED_AHEAD`](crate::limits::MAX_DATED_AHEAD) after `now`.
    pub fn check_for(&self, issuer: IssuerId, now: UnixTime) -> Result<()> {
        let claims = self.claims();
        key_request::check_for(claims.issuer, claims.issued, issuer, now, MAX_ENROLMENT_AGE)
    }

    /// The key, for [`Claims::holder_key`](crate::Claims::holder_key).
    pub fn key(&self) -> &HolderKey {
        &self.content.key
    }

    /// What the enrolment says beside the key.
    pub fn claims(&self) -> &EnrolmentClaims {
        &self.content.claims
    }
}

/// The payload of an enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    key: HolderKey,
    claims: EnrolmentClaims,
}

const ENROLMENT: i64 = -65_543;

impl Content {
    /// Whether the key is a point of its curve shows when it is used.
    fn check(&self) -> Result<()> {
        let EnrolmentClaims { label, issued, .. } = &self.claims;
        key_request::check(label.as_deref(), MAX_ENROLMENT_LABEL_BYTES, *issued)
    }

    fn encode(&self) -> Vec<u8> {
        let key = encode_holder_key(&self.key);
        let request = KeyRequest {
            key: &key,
            issued: self.claims.issued,
            issuer: self.claims.issuer,
            label: self.claims.label.as_deref(),
        };
        request.encode(ENROLMENT)
    }
}

impl Payload for Content {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.enrolment+cose");

    fn may_sign(algorithm: Algorithm) -> bool {
        algorithm.is_for_holders()
    }

    fn decode(payload: &[u8]) -> Result<Self> {
        KeyRequest::read(payload, ENROLMENT, |request| {
            let content = Self {
                key: read_holder_key(&mut Reader::new(request.key))?,
                claims: EnrolmentClaims {
                    issued: request.issued,
                    issuer: request.issuer,
                    label: request.label.map(String::from),
                },
            };
            content.check()?;
            Ok(content)
        })
    }
}

#[cfg(test)]
mod tests;
