//! Scanned presentations, before they are verified.

use crate::cose::HolderSigned;
use crate::credential::ParsedCredential;
use crate::error::{Error, Result};
use crate::limits::MAX_CODE_BYTES;
use crate::text::{self, Mark};
use crate::time::UnixTime;

/// A presentation that was parsed and not verified: neither the proof nor the credential in it.
#[derive(Clone, Debug)]
pub struct ParsedPresentation {
    proof: HolderSigned,
    credential: ParsedCredential,
}

impl ParsedPresentation {
    /// Reads the bytes of a tagged COSE_Sign1 by a holder's key.
    ///
    /// # Errors
    /// Any error of stage `Object`, of the presentation or of the credential in it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let proof = HolderSigned::parse(bytes, MAX_CODE_BYTES)?;
        let credential = ParsedCredential::from_bytes(proof.payload())?;
        Ok(Self { proof, credential })
    }

    /// The credential in it. Without the proof it is worth what a copy of it is.
    pub fn credential(&self) -> &ParsedCredential {
        &self.credential
    }

    /// When the proof was made, as it says itself. Not verified.
    pub fn claimed_date(&self) -> UnixTime {
        self.proof.dated()
    }

    pub(crate) fn proof(&self) -> &HolderSigned {
        &self.proof
    }
}

/// What a holder can show, parsed and not verified.
#[derive(Clone, Debug)]
pub enum ParsedCode {
    /// A credential alone: on paper, on a card, a copy of one on a phone.
    Credential(ParsedCredential),
    /// A credential with a proof around it: on a phone.
    Presentation(ParsedPresentation),
}

impl ParsedCode {
    /// Reads a scanned text, repaired like that of a credential.
    ///
    /// # Errors
    /// Any error of stage `Text` or `Object`; [`Error::ObjectUnsupported`] for a
    /// [`Frame`](crate::Frame) of a sequence.
    pub fn from_text(text: &str) -> Result<Self> {
        match text::decode(text)? {
            (Mark::Credential, bytes) => ParsedCredential::from_bytes(&bytes).map(Self::Credential),
            (Mark::Presentation, bytes) => {
                ParsedPresentation::from_bytes(&bytes).map(Self::Presentation)
            }
            (Mark::Frame, _) => Err(Error::ObjectUnsupported),
        }
    }

    /// The credential, with a proof around it or not.
    pub fn credential(&self) -> &ParsedCredential {
        match self {
            Self::Credential(credential) => credential,
            Self::Presentation(presentation) => presentation.credential(),
        }
    }
}
