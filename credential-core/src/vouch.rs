//! Vouch lists: which codes by a compromised key are genuine.
//!
//! Somebody else may have the key, but only the issuer has the register of what it signed itself. The
//! register vouches for its codes in a COSE_Sign1 by another key of the issuer.

mod hashes;

pub use hashes::CodeHashSet;

use alloc::vec::Vec;

use crate::cbor::Writer;
use crate::claims::IAT;
use crate::code_hash::CodeHash;
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::dated_claims;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, Signer};
use crate::limits::MAX_VOUCH_LIST_BYTES;
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerKey, IssuerSigned, TrustList, verify_own};

/// What a vouch list says (`docs/format.md`, "Vouch list").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VouchListClaims {
    /// The issuer whose codes it names.
    pub issuer: IssuerId,
    /// The thumbprint of the compromised key, as [`PublicKey::thumbprint`].
    pub key: [u8; 32],
    /// When it was made.
    pub issued: UnixTime,
    /// The hashes of all codes by that key that the issuer has issued.
    pub hashes: CodeHashSet,
}

const VOUCH_LIST: i64 = -65_541;
const ISSUER: i64 = 1;
const KEY: i64 = 2;
const COUNT: i64 = 3;
const BUCKETS: i64 = 4;
const RESTS: i64 = 5;
const ENTRIES: [i64; 5] = [ISSUER, KEY, COUNT, BUCKETS, RESTS];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl VouchListClaims {
    fn encode(&self) -> Result<Vec<u8>> {
        self.issued.check().map_err(Error::in_draft)?;
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.issued.as_secs());
        out.int(VOUCH_LIST).map(ENTRIES.len());
        out.int(ISSUER).uint(self.issuer.0.into());
        out.int(KEY).bytes(&self.key);
        out.int(COUNT).uint(self.hashes.len() as u64);
        out.int(BUCKETS).bytes(&self.hashes.to_buckets());
        out.int(RESTS).bytes(self.hashes.rests());
        Ok(out.into_bytes())
    }
}

impl Payload for VouchListClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.vouch-list+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        dated_claims::read(payload, VOUCH_LIST, &ENTRIES, decode)
    }
}

impl IssuerSigned for VouchListClaims {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.issued
    }
}

fn decode(payload: &[u8]) -> Result<VouchListClaims> {
    let (mut issuer, mut key, mut count) = (None, None, None);
    let (mut buckets, mut rests) = (None, None);
    let issued = dated_claims::entries(payload, VOUCH_LIST, &ENTRIES, |entry, reader| {
        match entry {
            ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
            KEY => {
                let print = reader.bytes()?;
                key = Some(<[u8; 32]>::try_from(print).map_err(|_| UNEXPECTED)?);
            }
            COUNT => count = Some(reader.uint()?),
            BUCKETS => buckets = Some(reader.bytes()?),
            _ => rests = Some(reader.bytes()?),
        }
        Ok(())
    })?;
    let issuer = issuer.ok_or(UNEXPECTED)?;
    let key = key.ok_or(UNEXPECTED)?;
    let count = count.ok_or(UNEXPECTED)?;
    let (buckets, rests) = (buckets.ok_or(UNEXPECTED)?, rests.ok_or(UNEXPECTED)?);
    issued.check()?;
    let hashes = CodeHashSet::read(count, buckets, rests);
    Ok(VouchListClaims {
        issuer,
        key,
        issued,
        hashes: hashes.ok_or(Error::ClaimsInvalid(Field::Hashes))?,
    })
}

fn parse(bytes: &[u8]) -> Result<Sign1<VouchListClaims>> {
    Sign1::parse(bytes, MAX_VOUCH_LIST_BYTES)
}

/// A vouch list that its issuer has signed.
#[derive(Clone, Debug)]
pub struct VouchList {
    claims: VouchListClaims,
}

impl VouchList {
    /// Reads a vouch list and verifies it with the keys that `trust` names for its issuer. The key that
    /// it is about need not be compromised: the list may come first.
    ///
    /// Does not look at the time, and does not know earlier lists.
    ///
    /// # Errors
    /// [`Error::IssuerUnknown`], [`Error::SignatureInvalid`]; [`Error::KeyWithdrawn`] if the key that
    /// signed it is not active, compromised included, or its issuer is withdrawn;
    /// [`Error::KeyNotInForce`] if it was made at a time when its key was not to be used;
    /// [`Error::SubjectMismatch`] if it is about another issuer, or about a key that is not one of that
    /// issuer; and any error of stage `Object` or `Claims`.
    pub fn verify(bytes: &[u8], trust: &TrustList) -> Result<Self> {
        Self::verify_signed(bytes, trust).map(|(list, ..)| list)
    }

    /// As [`VouchList::verify`]; with the key that signed it.
    pub(crate) fn verify_signed<'t>(
        bytes: &[u8],
        trust: &'t TrustList,
    ) -> Result<(Self, &'t IssuerKey)> {
        let (claims, issuer, key) = trust.authenticate_list(&parse(bytes)?)?;
        let mut prints = issuer.keys.iter().map(|listed| listed.key.thumbprint());
        if prints.all(|print| print != claims.key) {
            return Err(Error::SubjectMismatch);
        }
        Ok((Self { claims }, key))
    }

    /// Reads a list that an issuer has signed with `key`, for the issuer itself: it has no trust list.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`], [`Error::SubjectMismatch`], and any error of stage `Object`
    /// or `Claims`.
    pub fn verify_own(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let claims = verify_own(&parse(bytes)?, issuer, key)?;
        Ok(Self { claims })
    }

    /// Signs a vouch list.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
    /// if the list cannot be signed as it is, which includes one about the signer's own key, and with
    /// [`Error::SignerFault`] if the signer's answer does not verify.
    pub fn issue<S: Signer>(
        claims: &VouchListClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        if claims.key == signer.public_key().thumbprint() {
            // No terminal would take it once the key is listed as compromised.
            return Err(Error::DraftInvalid(Field::Key).into());
        }
        UnsignedSign1::prepare::<VouchListClaims>(claims.encode()?, signer.public_key())?
            .sign(signer)
    }

    /// What it says.
    pub fn claims(&self) -> &VouchListClaims {
        &self.claims
    }

    /// Whether it names the code with this hash. Takes well below a microsecond.
    pub fn contains(&self, hash: CodeHash) -> bool {
        self.claims.hashes.contains(hash)
    }
}

#[cfg(test)]
mod tests;
