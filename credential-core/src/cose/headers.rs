//! The outer form of messages, and the only headers that they may have.

use alloc::string::String;

use ciborium::Value;
use coset::iana::Algorithm as Iana;
use coset::{Header, Label, ProtectedHeader, RegisteredLabelWithPrivate as Registered};

use crate::cbor::{self, Reader, Writer};
use crate::error::{CborFault, Error, Result};
use crate::key_id::KeyId;
use crate::keys::{Algorithm, PublicKey, Signature};

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

/// The `typ` in the protected header of a COSE_Sign1 or COSE_Sign, `Some(None)` if it has none there;
/// `None` for other bytes. Nothing behind the header is read.
pub(crate) fn declared_type(bytes: &[u8]) -> Option<Option<&str>> {
    let tagged = |tag| bytes.strip_prefix(tag);
    let mut reader = Reader::new(tagged(TAG_SIGN1).or_else(|| tagged(TAG_SIGN))?);
    if reader.array().ok()? != 4 {
        return None;
    }
    let mut header = Reader::new(reader.bytes().ok()?);
    let mut entries = header.map().ok()?;
    while let Some(label) = entries.next_key(&mut header).ok()? {
        if label == TYP {
            return header.text().ok().map(Some);
        }
        header.skip().ok()?;
    }
    Some(None)
}

pub(super) fn read_signer<'a>(reader: &mut Reader<'a>) -> Result<(Headers<'a>, &'a [u8])> {
    if reader.array()? != 3 {
        return Err(SHAPE);
    }
    Ok((Headers::read(reader)?, reader.bytes()?))
}

pub(super) fn read_signature(reader: &mut Reader<'_>) -> Result<Signature> {
    reader.bytes()?.try_into().map_err(|_| SHAPE)
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
    pub(super) fn of_signer(&self, typ: Option<&str>) -> Result<SignerHeader<'a>> {
        self.require_empty_unprotected()?;
        let header = self.read_signer().map_err(|error| match error {
            Error::Malformed(_) => Error::HeaderUnexpected,
            other => other,
        })?;
        if header.typ != typ {
            return Err(Error::HeaderUnexpected);
        }
        Ok(header)
    }

    fn read_signer(&self) -> Result<SignerHeader<'a>> {
        let mut reader = Reader::new(self.protected);
        let mut entries = reader.map()?;
        let (mut algorithm, mut key_id, mut typ) = (false, None, None);
        while let Some(label) = entries.next_key(&mut reader)? {
            match label {
                // RFC 9864: -19 says Ed25519 outright, -8 leaves it to the key. Both mean the same
                // for our keys.
                ALG => match reader.int() {
                    Ok(EDDSA | ED25519) => algorithm = true,
                    _ => return Err(Error::AlgorithmUnsupported),
                },
                KID => key_id = reader.bytes()?.try_into().ok().map(KeyId::from_bytes),
                TYP => typ = Some(reader.text()?),
                _ => return Err(Error::HeaderUnexpected),
            }
        }
        match key_id {
            Some(key_id) if algorithm => Ok(SignerHeader {
                encoded: self.protected,
                key_id,
                typ,
            }),
            _ => Err(Error::HeaderUnexpected),
        }
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

/// The protected header of a signer.
pub(super) struct SignerHeader<'a> {
    pub(super) encoded: &'a [u8],
    pub(super) key_id: KeyId,
    pub(super) typ: Option<&'a str>,
}

impl SignerHeader<'_> {
    /// Keeps the encoded form, over which the signature is.
    pub(super) fn into_protected(self) -> ProtectedHeader {
        ProtectedHeader {
            original_data: Some(self.encoded.to_vec()),
            header: Header {
                key_id: self.key_id.to_bytes().to_vec(),
                ..Header::default()
            },
        }
    }
}

// RFC 9052 §3.1, RFC 9596 §2, RFC 9053 §2.2, RFC 9864 §2.2.
const ALG: i64 = 1;
const KID: i64 = 4;
const TYP: i64 = 16;
const EDDSA: i64 = -8;
const ED25519: i64 = -19;

const EMPTY_MAP: u8 = 0xa0;

pub(super) fn signer_fields(key: &PublicKey, typ: Option<&str>) -> Header {
    let Algorithm::Ed25519 = key.algorithm();
    Header {
        alg: Some(Registered::Assigned(Iana::EdDSA)),
        key_id: key.id().to_bytes().to_vec(),
        ..type_fields(typ)
    }
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
