//! Catalogue heads: which edition is the newest, so that a terminal sees that its part was left out.

use alloc::vec::Vec;

use super::part::check_edition;
use crate::cbor::Writer;
use crate::claims::IAT;
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::dated_claims;
use crate::error::{CborFault, Error, Result};
use crate::keys::{PublicKey, Signer};
use crate::limits::MAX_CATALOGUE_HEAD_BYTES;
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerKey, IssuerSigned, TrustList, verify_own};

/// What a catalogue head says (`docs/format.md`, "Catalogue head").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CatalogueHeadClaims {
    /// The bureau whose catalogue it is.
    pub issuer: IssuerId,
    /// When the edition was made: the same as in its parts.
    pub issued: UnixTime,
    /// The edition, from 1.
    pub edition: u32,
    /// How many parts it has.
    pub parts: u32,
}

const CATALOGUE_HEAD: i64 = -65_545;
const ISSUER: i64 = 1;
const EDITION: i64 = 2;
const PARTS: i64 = 3;
const ENTRIES: [i64; 3] = [ISSUER, EDITION, PARTS];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl CatalogueHeadClaims {
    fn check(&self) -> Result<()> {
        check_edition(self.edition)?;
        self.issued.check()
    }

    fn encode(&self) -> Result<Vec<u8>> {
        self.check().map_err(Error::in_draft)?;
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.issued.as_secs());
        out.int(CATALOGUE_HEAD).map(ENTRIES.len());
        out.int(ISSUER).uint(self.issuer.0.into());
        out.int(EDITION).uint(self.edition.into());
        out.int(PARTS).uint(self.parts.into());
        Ok(out.into_bytes())
    }
}

impl Payload for CatalogueHeadClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.catalogue-head+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        dated_claims::read(payload, CATALOGUE_HEAD, &ENTRIES, decode)
    }
}

impl IssuerSigned for CatalogueHeadClaims {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.issued
    }
}

fn decode(payload: &[u8]) -> Result<CatalogueHeadClaims> {
    let (mut issuer, mut edition, mut parts) = (None, None, None);
    let issued = dated_claims::entries(payload, CATALOGUE_HEAD, &ENTRIES, |entry, reader| {
        match entry {
            ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
            EDITION => edition = Some(reader.uint32()?),
            _ => parts = Some(reader.uint32()?),
        }
        Ok(())
    })?;
    let head = CatalogueHeadClaims {
        issuer: issuer.ok_or(UNEXPECTED)?,
        issued,
        edition: edition.ok_or(UNEXPECTED)?,
        parts: parts.ok_or(UNEXPECTED)?,
    };
    head.check()?;
    Ok(head)
}

/// A catalogue head that its issuer has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueHead {
    claims: CatalogueHeadClaims,
}

impl CatalogueHead {
    /// Signs a head with a key of the issuer.
    ///
    /// # Errors
    /// As [`CataloguePart::issue`](super::CataloguePart::issue).
    pub fn issue<S: Signer>(
        claims: &CatalogueHeadClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        UnsignedSign1::prepare::<CatalogueHeadClaims>(claims.encode()?, signer.public_key())?
            .sign(signer)
    }

    /// Reads a head and verifies it with the keys that `trust` names for its issuer.
    ///
    /// # Errors
    /// As [`CataloguePart::verify`](super::CataloguePart::verify).
    pub fn verify(bytes: &[u8], trust: &TrustList) -> Result<Self> {
        Self::verify_signed(bytes, trust).map(|(head, _)| head)
    }

    /// As [`CatalogueHead::verify`]; with the key that signed it.
    pub(crate) fn verify_signed<'t>(
        bytes: &[u8],
        trust: &'t TrustList,
    ) -> Result<(Self, &'t IssuerKey)> {
        let (claims, _, key) = trust.authenticate_list(&parse(bytes)?)?;
        Ok((Self { claims }, key))
    }

    /// Reads a head that an issuer has signed with `key`, for the issuer itself.
    ///
    /// # Errors
    /// As [`CataloguePart::verify_own`](super::CataloguePart::verify_own).
    pub fn verify_own(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let claims = verify_own(&parse(bytes)?, issuer, key)?;
        Ok(Self { claims })
    }

    /// The issuer that some bytes name, **not verified**. `None` if it cannot be read.
    pub fn unverified_issuer(bytes: &[u8]) -> Option<IssuerId> {
        let claims = parse(bytes).and_then(|message| message.read_unproved());
        claims.ok().map(|claims| claims.issuer)
    }

    /// What it says.
    pub fn claims(&self) -> &CatalogueHeadClaims {
        &self.claims
    }
}

fn parse(bytes: &[u8]) -> Result<Sign1<CatalogueHeadClaims>> {
    Sign1::parse(bytes, MAX_CATALOGUE_HEAD_BYTES)
}
