//! Checkpoints and receipts: the signed end of a chain.

use alloc::vec::Vec;

use super::chain::{ChainEnd, ChainId};
use crate::cbor::Writer;
use crate::claims::IAT;
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::dated_claims;
use crate::error::{CborFault, Error, Result};
use crate::key_id::KeyId;
use crate::keys::{Algorithm, PublicKey, Signer};
use crate::limits::MAX_CHECKPOINT_BYTES;
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerSigned, TrustList};

/// What a terminal says of its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CheckpointClaims {
    /// Which chain.
    pub id: ChainId,
    /// Where it ends.
    pub end: ChainEnd,
    /// When it was signed.
    pub signed: UnixTime,
}

/// What a bureau has of a terminal's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReceiptClaims {
    /// The bureau.
    pub issuer: IssuerId,
    /// Which chain.
    pub id: ChainId,
    /// How far the bureau has it.
    pub end: ChainEnd,
    /// When it was signed.
    pub signed: UnixTime,
}

const CHECKPOINT: i64 = -65_560;
const RECEIPT: i64 = -65_561;
const TERMINAL: i64 = 1;
const CHAIN: i64 = 2;
const SIZE: i64 = 3;
const HEAD: i64 = 4;
const ISSUER: i64 = 5;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

/// What both say, the issuer in receipts alone.
struct Content {
    issuer: Option<IssuerId>,
    id: ChainId,
    end: ChainEnd,
    signed: UnixTime,
}

impl Content {
    fn encode(&self, claim: i64) -> Result<Vec<u8>> {
        self.signed.check().map_err(Error::in_draft)?;
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.signed.as_secs());
        out.int(claim).map(4 + usize::from(self.issuer.is_some()));
        out.int(TERMINAL).bytes(&self.id.terminal);
        out.int(CHAIN).uint(self.id.chain);
        out.int(SIZE).uint(self.end.size);
        out.int(HEAD).bytes(&self.end.head);
        if let Some(issuer) = self.issuer {
            out.int(ISSUER).uint(issuer.0.into());
        }
        Ok(out.into_bytes())
    }

    fn read(payload: &[u8], own: i64, entries: &[i64]) -> Result<Self> {
        dated_claims::read(payload, own, entries, |payload| {
            decode(payload, own, entries)
        })
    }
}

fn decode(payload: &[u8], own: i64, entries: &[i64]) -> Result<Content> {
    let (mut terminal, mut chain, mut size) = (None, None, None);
    let (mut head, mut issuer) = (None, None);
    let signed = dated_claims::entries(payload, own, entries, |entry, reader| {
        let hash = |bytes: &[u8]| bytes.try_into().map_err(|_| UNEXPECTED);
        match entry {
            TERMINAL => terminal = Some(hash(reader.bytes()?)?),
            CHAIN => chain = Some(reader.uint()?),
            SIZE => size = Some(reader.uint()?),
            HEAD => head = Some(hash(reader.bytes()?)?),
            _ => issuer = Some(IssuerId(reader.uint32()?)),
        }
        Ok(())
    })?;
    let content = Content {
        issuer,
        id: ChainId {
            terminal: terminal.ok_or(UNEXPECTED)?,
            chain: chain.ok_or(UNEXPECTED)?,
        },
        end: ChainEnd {
            size: size.ok_or(UNEXPECTED)?,
            head: head.ok_or(UNEXPECTED)?,
        },
        signed,
    };
    content.signed.check()?;
    Ok(content)
}

impl Payload for CheckpointClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.checkpoint+cose");

    /// A terminal's key is an Ed25519 key.
    fn may_sign(algorithm: Algorithm) -> bool {
        algorithm == Algorithm::Ed25519
    }

    fn decode(payload: &[u8]) -> Result<Self> {
        let Content {
            id, end, signed, ..
        } = Content::read(payload, CHECKPOINT, &[TERMINAL, CHAIN, SIZE, HEAD])?;
        Ok(Self { id, end, signed })
    }
}

impl Payload for ReceiptClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.receipt+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        let entries = [TERMINAL, CHAIN, SIZE, HEAD, ISSUER];
        let content = Content::read(payload, RECEIPT, &entries)?;
        Ok(Self {
            issuer: content
                .issuer
                .ok_or(Error::ClaimsInvalid(crate::error::Field::Payload))?,
            id: content.id,
            end: content.end,
            signed: content.signed,
        })
    }
}

impl IssuerSigned for ReceiptClaims {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.signed
    }
}

/// A checkpoint whose signature was verified with the terminal's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    claims: CheckpointClaims,
}

impl Checkpoint {
    /// Signs a checkpoint with the terminal's key.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::SubjectMismatch`]
    /// for a chain of another key, with [`Error::DraftInvalid`] for a time after the year 9999, with
    /// [`Error::AlgorithmUnsupported`] for a key of another type than Ed25519, and with
    /// [`Error::SignerFault`] if the signer's answer does not verify.
    pub fn sign<S: Signer>(
        claims: &CheckpointClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        if signer.public_key().thumbprint() != claims.id.terminal {
            return Err(SignError::Invalid(Error::SubjectMismatch));
        }
        let content = Content {
            issuer: None,
            id: claims.id,
            end: claims.end,
            signed: claims.signed,
        };
        let payload = content.encode(CHECKPOINT)?;
        UnsignedSign1::prepare::<CheckpointClaims>(payload, signer.public_key())?.sign(signer)
    }

    /// Reads a checkpoint that the terminal with this key has signed.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`]; [`Error::SubjectMismatch`] if it is about the chain of another
    /// terminal; and any error of stage `Object` or `Claims`.
    pub fn verify(bytes: &[u8], terminal: &PublicKey) -> Result<Self> {
        let message = Sign1::<CheckpointClaims>::parse(bytes, MAX_CHECKPOINT_BYTES)?;
        let claims = message.verify(terminal)?.into_inner();
        if claims.id.terminal != terminal.thumbprint() {
            return Err(Error::SubjectMismatch);
        }
        Ok(Self { claims })
    }

    /// What it says.
    pub fn claims(&self) -> &CheckpointClaims {
        &self.claims
    }
}

/// A receipt whose signature was verified with a key of the bureau.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    claims: ReceiptClaims,
}

impl Receipt {
    /// Signs a receipt with an issuing key.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`] for
    /// a time after the year 9999, and with [`Error::SignerFault`] if the signer's answer does not verify.
    pub fn sign<S: Signer>(
        claims: &ReceiptClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        let content = Content {
            issuer: Some(claims.issuer),
            id: claims.id,
            end: claims.end,
            signed: claims.signed,
        };
        let payload = content.encode(RECEIPT)?;
        UnsignedSign1::prepare::<ReceiptClaims>(payload, signer.public_key())?.sign(signer)
    }

    /// Reads a receipt that `issuer` has signed with `key`. Which keys count is for the caller to know.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`]; [`Error::SubjectMismatch`] if it is of another issuer; and any error
    /// of stage `Object` or `Claims`.
    pub fn verify(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let claims = parse_receipt(bytes)?.verify(key)?.into_inner();
        if claims.issuer != issuer {
            return Err(Error::SubjectMismatch);
        }
        Ok(Self { claims })
    }

    /// Reads a receipt and verifies it with the keys that `trust` names for its issuer. Whose journal it is
    /// about, the caller compares.
    ///
    /// # Errors
    /// [`Error::IssuerUnknown`], [`Error::SignatureInvalid`], [`Error::KeyWithdrawn`],
    /// [`Error::KeyNotInForce`]; [`Error::SubjectMismatch`] if it names another issuer than the one whose key
    /// has signed it; and any error of stage `Object` or `Claims`.
    pub fn verify_trusted(bytes: &[u8], trust: &TrustList) -> Result<Self> {
        let (claims, ..) = trust.authenticate_list(&parse_receipt(bytes)?)?;
        Ok(Self { claims })
    }

    /// What a receipt says that was verified before it was stored: for the terminal, which compares it
    /// with its own chain.
    ///
    /// # Errors
    /// Any error of stage `Object` or `Claims`.
    pub fn read_stored(bytes: &[u8]) -> Result<ReceiptClaims> {
        parse_receipt(bytes)?.read_unproved()
    }

    /// The key with which a receipt claims to be signed, to be looked for. Not verified.
    ///
    /// # Errors
    /// Any error of stage `Object`.
    pub fn key_id(bytes: &[u8]) -> Result<KeyId> {
        parse_receipt(bytes).map(|message| message.key_id())
    }

    /// What it says.
    pub fn claims(&self) -> &ReceiptClaims {
        &self.claims
    }
}

fn parse_receipt(bytes: &[u8]) -> Result<Sign1<ReceiptClaims>> {
    Sign1::parse(bytes, MAX_CHECKPOINT_BYTES)
}
