//! Credentials as bytes and text, before they are verified.

use alloc::string::String;
use alloc::vec::Vec;

use crate::claims::Claims;
use crate::code_hash::CodeHash;
use crate::cose::{Authentic, Sign1};
use crate::error::{Error, Result};
use crate::key_id::KeyId;
use crate::keys::PublicKey;
use crate::limits::MAX_CODE_BYTES;
use crate::text::{self, Mark, TextForm};

/// A signed credential, ready to be drawn: what [`issue`](crate::issue()) makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    bytes: Vec<u8>,
}

impl Credential {
    pub(crate) fn from_signed(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The tagged COSE_Sign1.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash by which the issuer's register vouches for it.
    pub fn hash(&self) -> CodeHash {
        CodeHash::of(&self.bytes)
    }

    /// The text for the QR code.
    pub fn to_text(&self, form: TextForm) -> String {
        text::encode(&self.bytes, form)
    }
}

/// A credential that was parsed and not verified.
///
/// Its claims can be read only after its signature was verified: by [`Verifier`](crate::Verifier)
/// with a trust list, or by the bureau itself with its own key.
///
/// ```compile_fail,E0616
/// # let parsed = credential_core::ParsedCredential::from_text("81").unwrap();
/// let name = parsed.message; // private, and so is everything inside
/// ```
#[derive(Clone, Debug)]
pub struct ParsedCredential {
    message: Sign1<Claims>,
}

impl ParsedCredential {
    /// Reads a scanned text in either form, repairing what scanners are known to do to it.
    ///
    /// # Errors
    /// Any error of stage `Text` or `Object`, see [`Error::stage`]; [`Error::ObjectUnsupported`] for a
    /// [`Frame`](crate::Frame) of a sequence, an [`Enrolment`](crate::Enrolment), and a [`Presentation`](crate::Presentation): whatever a
    /// holder can show is read by [`ParsedCode`](crate::ParsedCode).
    pub fn from_text(text: &str) -> Result<Self> {
        match text::decode(text)? {
            (Mark::Credential, bytes) => Self::from_bytes(&bytes),
            _ => Err(Error::ObjectUnsupported),
        }
    }

    /// Reads the bytes of a tagged COSE_Sign1.
    ///
    /// # Errors
    /// Any error of stage `Object`, see [`Error::stage`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Sign1::parse(bytes, MAX_CODE_BYTES).map(|message| Self { message })
    }

    /// What it says, for the bureau itself, which has signed it with `key` and needs no trust list.
    /// Expiry and revocation are not checked.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`], and any error of stage `Claims`.
    pub fn verify_own(&self, key: &PublicKey) -> Result<Claims> {
        self.message.verify(key).map(Authentic::into_inner)
    }

    /// The text as it was printed, without changes by a scanner.
    ///
    /// # Errors
    /// None for anything that was parsed.
    pub fn to_text(&self, form: TextForm) -> Result<String> {
        Ok(text::encode(&self.message.to_bytes()?, form))
    }

    /// The hash by which the issuer's register vouches for it.
    ///
    /// # Errors
    /// None for anything that was parsed.
    pub fn hash(&self) -> Result<CodeHash> {
        Ok(CodeHash::of(&self.message.to_bytes()?))
    }

    /// The key that the code claims to be signed with. Not verified.
    pub fn key_id(&self) -> KeyId {
        self.message.key_id()
    }

    /// Whether it claims to be bound to a phone. Not verified: good for what its holder is told, not for a verdict.
    ///
    /// # Errors
    /// Any error of stage `Claims`.
    pub fn claims_phone(&self) -> Result<bool> {
        Ok(self.message.read_unproved()?.holder_key.is_some())
    }

    pub(crate) fn message(&self) -> &Sign1<Claims> {
        &self.message
    }
}
