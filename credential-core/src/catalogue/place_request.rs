//! Requests for a place: how a terminal hands its public key to a bureau, and proves that it has the
//! private one.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cbor::Reader;
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::error::{Error, Field, Result};
use crate::key_request::{self, KeyRequest};
use crate::keys::{Algorithm, PublicKey, Signer, read_holder_key};
use crate::limits::{MAX_PLACE_REQUEST_BYTES, MAX_REQUEST_AGE, MAX_TITLE_BYTES};
use crate::time::UnixTime;
use crate::trust::IssuerId;

/// What a request for a place says beside the key (`docs/format.md`, "Place").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRequestClaims {
    /// When it was made.
    pub issued: UnixTime,
    /// The bureau that it is for; `None` for any.
    pub issuer: Option<IssuerId>,
    /// What the terminal is called, for the clerk to read. At most [`MAX_TITLE_BYTES`] in UTF-8, of the
    /// characters that names have.
    pub label: Option<String>,
}

/// A request whose signature shows that the terminal has the private key. Nothing else makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRequest {
    content: PlaceRequestContent,
}

/// The payload of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlaceRequestContent {
    key: PublicKey,
    claims: PlaceRequestClaims,
}

const PLACE_REQUEST: i64 = -65_547;

impl PlaceRequest {
    /// Has a request signed with the terminal's key, Ed25519 or P-256.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
    /// for another type of key, a label that is none, or a time after the year 9999, and with
    /// [`Error::SignerFault`] if the signer's answer does not verify.
    pub fn sign<S: Signer>(
        claims: &PlaceRequestClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        let key = signer.public_key();
        if !key.algorithm().is_for_holders() {
            return Err(Error::DraftInvalid(Field::Key).into());
        }
        let content = PlaceRequestContent {
            key: key.clone(),
            claims: claims.clone(),
        };
        content.check().map_err(Error::in_draft)?;
        UnsignedSign1::prepare::<PlaceRequestContent>(content.encode(), key)?.sign(signer)
    }

    /// Reads a request and verifies the proof. When it was made and for whom is not looked at: see
    /// [`PlaceRequest::check_for`].
    ///
    /// # Errors
    /// Any error of stages `Object` and `Claims`, with [`Field::Key`] for a key that is no sound point of
    /// its curve or not the one that the header names; [`Error::AlgorithmUnsupported`] if the header has
    /// another algorithm than the key; [`Error::SignatureInvalid`].
    pub fn verify(bytes: &[u8]) -> Result<Self> {
        Sign1::<PlaceRequestContent>::parse(bytes, MAX_PLACE_REQUEST_BYTES)?
            .verify_self(|content| Ok(content.key.clone()))
            .map(|proved| Self {
                content: proved.into_inner(),
            })
    }

    /// Whether the bureau `issuer` may take the request now.
    ///
    /// # Errors
    /// [`Error::SubjectMismatch`] if it was made for another bureau; [`Error::RequestExpired`] if it is
    /// older than [`MAX_REQUEST_AGE`]; [`Error::DatedAhead`] if it is dated more than
    /// [`MAX_DATED_AHEAD`](crate::limits::MAX_DATED_AHEAD) after `now`.
    pub fn check_for(&self, issuer: IssuerId, now: UnixTime) -> Result<()> {
        let claims = self.claims();
        key_request::check_for(claims.issuer, claims.issued, issuer, now, MAX_REQUEST_AGE)
    }

    /// The terminal's key, for [`PlaceClaims::key`](super::PlaceClaims::key).
    pub fn key(&self) -> &PublicKey {
        &self.content.key
    }

    /// What it says beside the key.
    pub fn claims(&self) -> &PlaceRequestClaims {
        &self.content.claims
    }
}

impl PlaceRequestContent {
    fn check(&self) -> Result<()> {
        let PlaceRequestClaims { label, issued, .. } = &self.claims;
        key_request::check(label.as_deref(), MAX_TITLE_BYTES, *issued)
    }

    fn encode(&self) -> Vec<u8> {
        let key = self.key.encode();
        let request = KeyRequest {
            key: &key,
            issued: self.claims.issued,
            issuer: self.claims.issuer,
            label: self.claims.label.as_deref(),
        };
        request.encode(PLACE_REQUEST)
    }
}

impl Payload for PlaceRequestContent {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.place-request+cose");

    fn may_sign(algorithm: Algorithm) -> bool {
        algorithm.is_for_holders()
    }

    fn decode(payload: &[u8]) -> Result<Self> {
        KeyRequest::read(payload, PLACE_REQUEST, |request| {
            let content = Self {
                key: read_holder_key(&mut Reader::new(request.key))?.public_key()?,
                claims: PlaceRequestClaims {
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
