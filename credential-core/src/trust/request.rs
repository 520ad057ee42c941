//! The request with which a bureau asks to be listed, or to have a new key listed.

use alloc::string::String;
use alloc::vec::Vec;

use super::issuer::Issuer;
use super::issuer_id::IssuerId;
use super::name::OrgName;
use super::standing::Standing;
use crate::cbor::{Reader, Writer};
use crate::claims::{IAT, Region};
use crate::cose::{Payload, Sign, SignError};
use crate::dated_claims;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, Signer, read_public_key};
use crate::limits::{MAX_ISSUER_REQUEST_BYTES, MAX_REQUEST_AGE};
use crate::time::UnixTime;

/// A bureau's request, signed with the very key that it asks to have listed.
///
/// The signature proves that whoever asks holds the key: nobody can have somebody else's key listed
/// under another name. It does not prove who asks; for that, people compare the key's identifier
/// over another channel. For the next key of a bureau that is listed already, a signature with the
/// key that it has so far can stand beside: then the list itself says who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerRequest {
    /// The number that the bureau was given.
    pub id: IssuerId,
    /// Its name.
    pub name: OrgName,
    /// Where it is.
    pub region: Region,
    /// The key to be listed.
    pub key: PublicKey,
    /// When the request was made.
    pub issued: UnixTime,
}

const REQUEST: i64 = -65_540;
const ID: i64 = 1;
const NAME: i64 = 2;
const NAME_EN: i64 = 3;
const REGION: i64 = 4;
const KEY: i64 = 5;
const ENTRIES: [i64; 5] = [ID, NAME, NAME_EN, REGION, KEY];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl IssuerRequest {
    /// Signs the request with the key that it is about.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
    /// if a field is invalid, and with [`Error::SignerFault`] if the signer is another key.
    pub fn sign<S: Signer>(&self, signer: &S) -> Result<Vec<u8>, SignError<S::Error>> {
        self.name.check().map_err(Error::in_draft)?;
        if !self.key.algorithm().is_for_signers() {
            return Err(Error::DraftInvalid(Field::Key).into());
        }
        if signer.public_key() != &self.key {
            return Err(Error::SignerFault.into());
        }
        let mut message = Sign::<Self>::prepare(self.encode())?;
        message.sign(signer)?;
        Ok(message.encode()?)
    }

    /// Adds the signature of a key that the bureau has had so far, to a request for its next one.
    ///
    /// # Errors
    /// Those of [`IssuerRequest::verify`], and [`SignError::Signer`] if the signer fails.
    pub fn vouch<S: Signer>(request: &[u8], signer: &S) -> Result<Vec<u8>, SignError<S::Error>> {
        Self::verify(request)?;
        let mut message = Sign::<Self>::parse(request, MAX_ISSUER_REQUEST_BYTES)?;
        message.sign(signer)?;
        Ok(message.encode()?)
    }

    /// Reads a request and checks that it was signed with the key that it names.
    ///
    /// # Errors
    /// [`Error::ThresholdNotMet`] if that signature is missing or bad, and any error of stage
    /// `Object` or `Claims`.
    pub fn verify(bytes: &[u8]) -> Result<Self> {
        Sign::<Self>::parse(bytes, MAX_ISSUER_REQUEST_BYTES)?
            .verify_self(|request| (core::slice::from_ref(&request.key), 1))
            .map(|proved| proved.into_inner())
    }

    /// Which of `keys`, those that the bureau is listed with, have signed the request as well.
    ///
    /// # Errors
    /// Those of [`IssuerRequest::verify`].
    pub fn vouched_by<'k>(bytes: &[u8], keys: &'k [PublicKey]) -> Result<Vec<&'k PublicKey>> {
        Self::verify(bytes)?;
        Ok(Sign::<Self>::parse(bytes, MAX_ISSUER_REQUEST_BYTES)?.signed_by(keys))
    }

    /// Which of the keys that `issuer` is listed with have signed a request for its next key, and may
    /// speak for it: active, in force at `now` and when the request was made, and not the key that is
    /// asked for. None of a withdrawn issuer may.
    ///
    /// `now` is the time of the authority's clock.
    ///
    /// # Errors
    /// Those of [`IssuerRequest::verify`]; [`Error::SubjectMismatch`] if another issuer asks;
    /// [`Error::RequestExpired`] if the request is older than [`MAX_REQUEST_AGE`], and
    /// [`Error::DatedAhead`] if it is dated more than [`MAX_DATED_AHEAD`](crate::limits::MAX_DATED_AHEAD) after `now`.
    pub fn vouched_by_current<'k>(
        bytes: &[u8],
        issuer: &'k Issuer,
        now: UnixTime,
    ) -> Result<Vec<&'k PublicKey>> {
        let request = Self::verify(bytes)?;
        if request.id != issuer.id {
            return Err(Error::SubjectMismatch);
        }
        request.check_date(now)?;
        let may_speak = issuer.keys.iter().filter(|key| {
            issuer.standing != Standing::Withdrawn
                && key.standing == Standing::Active
                && key.in_force.contains(now)
                && key.in_force.contains(request.issued)
                && key.key != request.key
        });
        let message = Sign::<Self>::parse(bytes, MAX_ISSUER_REQUEST_BYTES)?;
        let has_signed =
            |key: &&PublicKey| !message.signed_by(core::slice::from_ref(*key)).is_empty();
        Ok(may_speak.map(|key| &key.key).filter(has_signed).collect())
    }

    /// Whether the authority may still take the request, also a bureau's first.
    ///
    /// # Errors
    /// [`Error::RequestExpired`] if it is older than [`MAX_REQUEST_AGE`], [`Error::DatedAhead`] if it
    /// is dated more than [`MAX_DATED_AHEAD`](crate::limits::MAX_DATED_AHEAD) after `now`.
    pub fn check_date(&self, now: UnixTime) -> Result<()> {
        self.issued.check_made(now, MAX_REQUEST_AGE)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.issued.as_secs());
        out.int(REQUEST)
            .map(if self.name.en.is_some() { 5 } else { 4 });
        out.int(ID).uint(self.id.0.into());
        out.int(NAME).text(&self.name.zh);
        if let Some(en) = &self.name.en {
            out.int(NAME_EN).text(en);
        }
        out.int(REGION).uint(self.region.code().into());
        out.int(KEY).item(&self.key.encode());
        out.into_bytes()
    }
}

impl Payload for IssuerRequest {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.issuer-request+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        dated_claims::read(payload, REQUEST, &ENTRIES, decode)
    }
}

fn decode(payload: &[u8]) -> Result<IssuerRequest> {
    let (mut id, mut zh, mut en) = (None, None, None);
    let (mut region, mut public_key) = (None, None);
    let issued = dated_claims::entries(payload, REQUEST, &ENTRIES, |entry, reader| {
        match entry {
            ID => id = Some(IssuerId(reader.uint32()?)),
            NAME => zh = Some(String::from(reader.text()?)),
            NAME_EN => en = Some(String::from(reader.text()?)),
            REGION => region = Some(reader.uint32()?),
            KEY => public_key = Some(reader.map_item()?),
            _ => return Err(UNEXPECTED),
        }
        Ok(())
    })?;
    // The types of all entries first, then the ranges one by one, the key, the time.
    let (Some(id), Some(zh), Some(region)) = (id, zh, region) else {
        return Err(UNEXPECTED);
    };
    let public_key = public_key.ok_or(UNEXPECTED)?;
    let name = OrgName { zh, en };
    name.check()?;
    let region = Region::new(region)?;
    let key = read_public_key(&mut Reader::new(public_key))?;
    issued.check()?;
    Ok(IssuerRequest {
        id,
        name,
        region,
        key,
        issued,
    })
}
