//! Audit heads: the end of an issuer's audit log at one moment, signed.
//!
//! It leaves the house with each publication. Whoever rewrites the log later, however consistent it
//! is in itself, cannot make it fit a head that others have.

use alloc::vec::Vec;

use crate::cbor::Writer;
use crate::claims::IAT;
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::dated_claims;
use crate::error::{CborFault, Error, Result};
use crate::key_id::KeyId;
use crate::keys::{PublicKey, Signer};
use crate::limits::MAX_AUDIT_HEAD_BYTES;
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerSigned, verify_own};

/// What an audit head says (`docs/format.md`, "Audit head").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AuditHeadClaims {
    /// The issuer whose log it is.
    pub issuer: IssuerId,
    /// When it was signed.
    pub issued: UnixTime,
    /// How many entries the log has.
    pub entries: u64,
    /// The hash of the last of them.
    pub last_hash: [u8; 32],
}

const AUDIT_HEAD: i64 = -65_542;
const ISSUER: i64 = 1;
const COUNT: i64 = 2;
const LAST_HASH: i64 = 3;
const ENTRIES: [i64; 3] = [ISSUER, COUNT, LAST_HASH];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl AuditHeadClaims {
    fn encode(&self) -> Result<Vec<u8>> {
        self.issued.check().map_err(Error::in_draft)?;
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.issued.as_secs());
        out.int(AUDIT_HEAD).map(ENTRIES.len());
        out.int(ISSUER).uint(self.issuer.0.into());
        out.int(COUNT).uint(self.entries);
        out.int(LAST_HASH).bytes(&self.last_hash);
        Ok(out.into_bytes())
    }
}

impl Payload for AuditHeadClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.audit-head+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        dated_claims::read(payload, AUDIT_HEAD, &ENTRIES, decode)
    }
}

impl IssuerSigned for AuditHeadClaims {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.issued
    }
}

fn decode(payload: &[u8]) -> Result<AuditHeadClaims> {
    let (mut issuer, mut entries, mut last_hash) = (None, None, None);
    let issued = dated_claims::entries(payload, AUDIT_HEAD, &ENTRIES, |entry, reader| {
        match entry {
            ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
            COUNT => entries = Some(reader.uint()?),
            _ => last_hash = Some(reader.bytes()?.try_into().map_err(|_| UNEXPECTED)?),
        }
        Ok(())
    })?;
    let head = AuditHeadClaims {
        issuer: issuer.ok_or(UNEXPECTED)?,
        issued,
        entries: entries.ok_or(UNEXPECTED)?,
        last_hash: last_hash.ok_or(UNEXPECTED)?,
    };
    head.issued.check()?;
    Ok(head)
}

/// An audit head whose signature was verified with a key that the caller named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    claims: AuditHeadClaims,
}

impl AuditHead {
    /// Signs an audit head with a key of the issuer.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
    /// for a time after the year 9999, and with [`Error::SignerFault`] if the signer's answer does not
    /// verify.
    pub fn sign<S: Signer>(
        claims: &AuditHeadClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        UnsignedSign1::prepare::<AuditHeadClaims>(claims.encode()?, signer.public_key())?
            .sign(signer)
    }

    /// Reads a head that `issuer` has signed with `key`. For the issuer itself, which knows its keys,
    /// and for the authority, which knows them from its trust list; a key that was withdrawn since has
    /// still signed what it signed, so its standing is for the caller to weigh.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`], [`Error::SubjectMismatch`] if it is about another issuer's log,
    /// and any error of stage `Object` or `Claims`.
    pub fn verify_own(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let claims = verify_own(&parse(bytes)?, issuer, key)?;
        Ok(Self { claims })
    }

    /// The key with which a head claims to be signed, to be looked for. Not verified.
    ///
    /// # Errors
    /// Any error of stage `Object`.
    pub fn key_id(bytes: &[u8]) -> Result<KeyId> {
        parse(bytes).map(|message| message.key_id())
    }

    /// What it says.
    pub fn claims(&self) -> &AuditHeadClaims {
        &self.claims
    }
}

fn parse(bytes: &[u8]) -> Result<Sign1<AuditHeadClaims>> {
    Sign1::parse(bytes, MAX_AUDIT_HEAD_BYTES)
}

#[cfg(test)]
mod tests;
