//! The outer form of messages, and the only headers that they may have.

use alloc::string::String;
use alloc::vec::Vec;

use ciborium::Value;
use coset::iana::{Algorithm as Iana, EnumI64};
use coset::{Header, Label, ProtectedHeader, RegisteredLabelWithPrivate as Registered};

use crate::cbor::{self, Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};
use crate::key_id::KeyId;
use crate::keys::{Algorithm, PublicKey, SIGNATURE_BYTES, Signature};
use crate::time::UnixTime;

pub(super) const SHAPE: Error = Error::Malformed(CborFault::UnexpectedItem);

// The heads of the tags 18 and 98 (RFC 9052 §2).
pub(super) const TAG_SIGN1: &[u8] = &[0xd2];
pub(super) const TAG_SIGN: &[u8] = &[0xd8, 98];

/// Enters the array of `items` items behind a tag, after finding all of `bytes` deterministic.
pub(super) fn open<'a>(bytes: &'a [u8], tag: &[u8], items: usize) -> Result<Reader<'a>> {
    cbor::validate(bytes)?;
    let Some(content) = bytes.strip_prefix(tag) else {
        // Another kind of message has an error of its own.
        let tagged = bytes.first().is_some_and(|head| head >> 5 == 6);
        return Err(if tagged {
            Error::ObjectUnsupported
        } else {
            SHAPE
        });
    };
    let mut reader = Reader::new(content);
    if reader.array()? != items {
        return Err(SHAPE);
    }
    Ok(reader)
}

/// Whether the tag is that of a COSE_Sign1.
pub(crate) fn is_sign1(bytes: &[u8]) -> bool {
    bytes.starts_with(TAG_SIGN1)
}

/// What the protected header of a message says about its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeclaredKind<'a> {
    /// The type (RFC 9596).
    Type(&'a str),
    /// No type, and claims in the header (RFC 9597): a holder's proof.
    HolderSigned,
    /// Neither.
    Untyped,
}

/// The kind that a COSE_Sign1 or COSE_Sign declares; `None` for other bytes. Nothing behind the header
/// is read.
pub(crate) fn declared_kind(bytes: &[u8]) -> Option<DeclaredKind<'_>> {
    let tagged = |tag| bytes.strip_prefix(tag);
    let mut reader = Reader::new(tagged(TAG_SIGN1).or_else(|| tagged(TAG_SIGN))?);
    if reader.array().ok()? != 4 {
        return None;
    }
    let mut header = Reader::new(reader.bytes().ok()?);
    let mut entries = header.map().ok()?;
    let mut kind = DeclaredKind::Untyped;
    while let Some(label) = entries.next_key(&mut header).ok()? {
        match label {
            TYP => return header.text().ok().map(DeclaredKind::Type),
            CWT_CLAIMS => kind = DeclaredKind::HolderSigned,
            _ => {}
        }
        header.skip().ok()?;
    }
    Some(kind)
}

pub(super) fn read_signer<'a>(reader: &mut Reader<'a>) -> Result<(Headers<'a>, &'a [u8])> {
    if reader.array()? != 3 {
        return Err(SHAPE);
    }
    Ok((Headers::read(reader)?, reader.bytes()?))
}

/// The parts of a COSE_Sign1.
pub(super) struct Sign1Parts<'a> {
    pub(super) headers: Headers<'a>,
    pub(super) payload: &'a [u8],
    /// Its length is looked at with its algorithm: see [`to_signature`].
    pub(super) signature: &'a [u8],
}

/// Takes a tagged COSE_Sign1 (tag 18) of at most `limit` bytes apart, and finds its headers in order.
pub(super) fn open_sign1(bytes: &[u8], limit: usize) -> Result<Sign1Parts<'_>> {
    if bytes.len() > limit {
        return Err(Error::TooLong { limit });
    }
    let mut reader = open(bytes, TAG_SIGN1, 4)?;
    let headers = Headers::read(&mut reader)?;
    let payload = reader.bytes()?;
    let signature = reader.bytes()?;
    headers.validate()?;
    Ok(Sign1Parts {
        headers,
        payload,
        signature,
    })
}

/// Of an algorithm that is known: another one may have signatures of another length.
pub(super) fn to_signature(bytes: &[u8]) -> Result<Signature> {
    <[u8; SIGNATURE_BYTES]>::try_from(bytes).map_err(|_| SHAPE)
}

/// The two header buckets of a message or of one of its signers, as they stand there.
pub(super) struct Headers<'a> {
    protected: &'a [u8],
    unprotected: &'a [u8],
}

impl<'a> Headers<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let protected = reader.bytes()?;
        let unprotected = reader.item()?;
        Reader::new(unprotected).map()?;
        Ok(Self {
            protected,
            unprotected,
        })
    }

    /// The protected header is a byte string with CBOR inside, which the outer check does not see.
    pub(super) fn validate(&self) -> Result<()> {
        cbor::validate(self.protected)
    }

    /// The header of a message with several signatures: its type, and nothing else.
    pub(super) fn of_body(&self, typ: Option<&str>) -> Result<ProtectedHeader> {
        self.require_empty_unprotected()?;
        let mut expected = Writer::new();
        expected.map(usize::from(typ.is_some()));
        if let Some(typ) = typ {
            expected.int(TYP).text(typ);
        }
        // There is one encoding of each value, so the bytes can be compared.
        if self.protected != expected.into_bytes() {
            return Err(Error::HeaderUnexpected);
        }
        Ok(protected(type_fields(typ)))
    }

    /// The header of a signer: algorithm and key, perhaps the type, and nothing else.
    ///
    /// The algorithm is one that this version knows. Whether the named key has it is seen when the
    /// key is there. Only keys for which `may_sign` holds sign this kind of object.
    pub(super) fn of_signer(
        &self,
        typ: Option<&str>,
        may_sign: fn(Algorithm) -> bool,
    ) -> Result<SignerHeader<'a>> {
        self.require_empty_unprotected()?;
        let header = self.read_signer(may_sign).map_err(|error| match error {
            Error::Malformed(_) => Error::HeaderUnexpected,
            other => other,
        })?;
        if header.typ != typ {
            return Err(Error::HeaderUnexpected);
        }
        Ok(header)
    }

    fn read_signer(&self, may_sign: fn(Algorithm) -> bool) -> Result<SignerHeader<'a>> {
        let mut reader = Reader::new(self.protected);
        let mut entries = reader.map()?;
        let (mut algorithm, mut key_id, mut typ) = (None, None, None);
        while let Some(label) = entries.next_key(&mut reader)? {
            match label {
                ALG => {
                    let number = reader.int().map_err(|_| Error::AlgorithmUnsupported)?;
                    let known = Algorithm::from_header(number, may_sign);
                    algorithm = Some(known.ok_or(Error::AlgorithmUnsupported)?);
                }
                KID => key_id = reader.bytes()?.try_into().ok().map(KeyId::from_bytes),
                TYP => typ = Some(reader.text()?),
                _ => return Err(Error::HeaderUnexpected),
            }
        }
        Ok(SignerHeader {
            encoded: self.protected,
            algorithm: algorithm.ok_or(Error::HeaderUnexpected)?,
            key_id: key_id.ok_or(Error::HeaderUnexpected)?,
            typ,
        })
    }

    /// The header of a holder's proof: algorithm and time, and nothing else.
    pub(super) fn of_holder(&self) -> Result<HolderHeader<'a>> {
        self.require_empty_unprotected()?;
        self.read_holder().map_err(|error| match error {
            Error::Malformed(_) => Error::HeaderUnexpected,
            other => other,
        })
    }

    fn read_holder(&self) -> Result<HolderHeader<'a>> {
        let mut reader = Reader::new(self.protected);
        let mut entries = reader.map()?;
        let (mut algorithm, mut dated) = (None, None);
        while let Some(label) = entries.next_key(&mut reader)? {
            match label {
                ALG => {
                    let number = reader.int().map_err(|_| Error::AlgorithmUnsupported)?;
                    let known = Algorithm::from_header(number, Algorithm::is_for_holders);
                    algorithm = Some(known.ok_or(Error::AlgorithmUnsupported)?);
                }
                CWT_CLAIMS => dated = Some(read_time(&mut reader)?),
                _ => return Err(Error::HeaderUnexpected),
            }
        }
        Ok(HolderHeader {
            encoded: self.protected,
            algorithm: algorithm.ok_or(Error::HeaderUnexpected)?,
            dated: dated.ok_or(Error::HeaderUnexpected)?,
        })
    }

    /// The header as it stands, without a key to be found by.
    pub(super) fn to_unread(&self) -> ProtectedHeader {
        ProtectedHeader {
            original_data: Some(self.protected.to_vec()),
            header: Header::default(),
        }
    }

    fn require_empty_unprotected(&self) -> Result<()> {
        match self.unprotected {
            [EMPTY_MAP] => Ok(()),
            _ => Err(Error::HeaderUnexpected),
        }
    }
}

/// The CWT claims in the header of a proof: `iat` alone.
fn read_time(reader: &mut Reader<'_>) -> Result<UnixTime> {
    let mut claims = reader.map()?;
    let dated = match claims.next_key(reader)? {
        Some(IAT) => UnixTime::from_secs(reader.uint()?),
        _ => return Err(Error::HeaderUnexpected),
    };
    if !claims.is_empty() || dated.check().is_err() {
        return Err(Error::HeaderUnexpected);
    }
    Ok(dated)
}

/// The protected header of a holder's proof, as [`Headers::of_holder`] reads it.
pub(super) fn holder_fields(algorithm: Algorithm, dated: UnixTime) -> Vec<u8> {
    let mut out = Writer::new();
    out.map(2).int(ALG).int(algorithm.header_number());
    out.int(CWT_CLAIMS).map(1).int(IAT).uint(dated.as_secs());
    out.into_bytes()
}

/// The protected header of a holder's proof.
pub(super) struct HolderHeader<'a> {
    pub(super) encoded: &'a [u8],
    pub(super) algorithm: Algorithm,
    pub(super) dated: UnixTime,
}

/// The protected header of a signer.
pub(super) struct SignerHeader<'a> {
    pub(super) encoded: &'a [u8],
    pub(super) algorithm: Algorithm,
    pub(super) key_id: KeyId,
    pub(super) typ: Option<&'a str>,
}

impl SignerHeader<'_> {
    /// Keeps the encoded form, over which the signature is.
    pub(super) fn into_protected(self) -> ProtectedHeader {
        ProtectedHeader {
            original_data: Some(self.encoded.to_vec()),
            header: Header {
                alg: Some(coset_algorithm(self.algorithm)),
                key_id: self.key_id.to_bytes().to_vec(),
                ..Header::default()
            },
        }
    }
}

// RFC 9052 §3.1, RFC 9597 §2, RFC 9596 §2.
const ALG: i64 = 1;
const KID: i64 = 4;
const CWT_CLAIMS: i64 = 15;
const TYP: i64 = 16;

/// RFC 8392 §4.
const IAT: i64 = 6;

const EMPTY_MAP: u8 = 0xa0;

/// [`Error::DraftInvalid`] for a key that does not sign this kind of object.
pub(super) fn signer_fields(
    key: &PublicKey,
    typ: Option<&str>,
    may_sign: fn(Algorithm) -> bool,
) -> Result<Header> {
    if !may_sign(key.algorithm()) {
        return Err(Error::DraftInvalid(Field::Key));
    }
    Ok(Header {
        alg: Some(coset_algorithm(key.algorithm())),
        key_id: key.id().to_bytes().to_vec(),
        ..type_fields(typ)
    })
}

/// The number that is written for an algorithm, whichever of its numbers a message has.
pub(super) fn coset_algorithm(algorithm: Algorithm) -> Registered<Iana> {
    let number = algorithm.header_number();
    Iana::from_i64(number).map_or(Registered::PrivateUse(number), Registered::Assigned)
}

pub(super) fn type_fields(typ: Option<&str>) -> Header {
    let rest = typ
        .map(|typ| (Label::Int(TYP), Value::Text(String::from(typ))))
        .into_iter()
        .collect();
    Header {
        rest,
        ..Header::default()
    }
}

pub(super) fn protected(header: Header) -> ProtectedHeader {
    ProtectedHeader {
        original_data: None,
        header,
    }
}
