//! COSE messages (RFC 9052): parsed without belief, signed, and proved.
//!
//! The one room that makes an [`Authentic`] value: the payload of a message can be read only after
//! a signature over it verified. [`coset`] knows the messages and their `Sig_structure`.

use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;

use ciborium::Value;
use coset::iana::Algorithm as Iana;
use coset::{
    CoseError, CoseSign, CoseSign1, CoseSignature, Header, Label, ProtectedHeader,
    RegisteredLabelWithPrivate as Registered, TaggedCborSerializable,
};

use crate::cbor;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{Algorithm, KeyId, PublicKey, Signature, Signer};
use crate::limits::MAX_SIGNATURES;

/// What a signature verified over. Made in this module only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authentic<T>(T);

impl<T> Authentic<T> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

/// A kind of payload: how its message is marked, and how its content is read. Seals the traits built on it.
pub trait Payload: Sized {
    /// The `typ` header (RFC 9596) in the protected header. It keeps a signature for one kind of
    /// object from being used for another. The credential alone has none, which is as distinct.
    const TYPE: Option<&'static str>;

    /// Reads the content, whose bytes have already been found to be deterministic CBOR.
    fn decode(payload: &[u8]) -> Result<Self>;
}

/// A COSE_Sign1 message whose signature has not been looked at.
#[derive(Clone, Debug)]
pub(crate) struct Sign1<T> {
    message: CoseSign1,
    key_id: KeyId,
    signature: Signature,
    kind: PhantomData<T>,
}

impl<T: Payload> Sign1<T> {
    /// Parses a tagged COSE_Sign1 (tag 18) with exactly the headers that this kind of object has.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        // Tag 18 is a head of one byte. Another kind of message is told from rubbish.
        if bytes.first() != Some(&0xd2) && bytes.first().is_some_and(|byte| byte >> 5 == 6) {
            cbor::validate(bytes)?;
            return Err(Error::ObjectUnsupported);
        }
        cbor::validate(bytes)?;
        let message = CoseSign1::from_tagged_slice(bytes).map_err(shape)?;
        let (key_id, typ) = signer_header(&message.protected)?;
        if typ != T::TYPE || !message.unprotected.is_empty() {
            return Err(Error::HeaderUnexpected);
        }
        let payload = message.payload.as_deref().ok_or(SHAPE)?;
        cbor::validate(payload)?;
        let signature = message.signature.as_slice().try_into().map_err(|_| SHAPE)?;
        Ok(Self {
            message,
            key_id,
            signature,
            kind: PhantomData,
        })
    }

    pub(crate) fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// Proves the message with `key` and reads what it says.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<Authentic<T>> {
        key.verify(&self.message.tbs_data(&[]), &self.signature)?;
        T::decode(self.message.payload.as_deref().unwrap_or_default()).map(Authentic)
    }

    /// Proves the message with a key that stands in it: only that its maker holds that key.
    pub(crate) fn verify_self(
        &self,
        key_of: impl FnOnce(&T) -> &PublicKey,
    ) -> Result<Authentic<T>> {
        let content = T::decode(self.message.payload.as_deref().unwrap_or_default())?;
        self.verify(key_of(&content))
    }
}

/// A COSE_Sign1 message to be signed: prepare, sign elsewhere, finish.
#[derive(Clone, Debug)]
pub(crate) struct UnsignedSign1 {
    message: CoseSign1,
    key: PublicKey,
    to_be_signed: Vec<u8>,
}

impl UnsignedSign1 {
    pub(crate) fn prepare<T: Payload>(payload: Vec<u8>, key: &PublicKey) -> Result<Self> {
        cbor::validate(&payload)?;
        let message = CoseSign1 {
            protected: protected(signer_fields(key, T::TYPE)),
            payload: Some(payload),
            ..CoseSign1::default()
        };
        Ok(Self {
            to_be_signed: message.tbs_data(&[]),
            message,
            key: key.clone(),
        })
    }

    /// The encoded `Sig_structure`, the input to the signature algorithm.
    pub(crate) fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Puts the signature in after checking that the key verifies it.
    pub(crate) fn finish(mut self, signature: &Signature) -> Result<Vec<u8>> {
        self.key
            .verify(&self.to_be_signed, signature)
            .map_err(|_| Error::SignerFault)?;
        self.message.signature = signature.to_vec();
        self.message.to_tagged_vec().map_err(|_| SHAPE)
    }
}

/// A COSE_Sign message (several signatures) of which none has been looked at.
#[derive(Clone, Debug)]
pub(crate) struct Sign<T> {
    message: CoseSign,
    kind: PhantomData<T>,
}

impl<T: Payload> Sign<T> {
    /// Parses a tagged COSE_Sign (tag 98), of at most `limit` bytes.
    ///
    /// At least one signature is there, though not looked at.
    pub(crate) fn parse(bytes: &[u8], limit: usize) -> Result<Self> {
        let message = Self::parse_pending(bytes, limit)?;
        if message.message.signatures.is_empty() {
            return Err(SHAPE);
        }
        Ok(message)
    }

    /// As [`Sign::parse`], for a message that may have no signature yet.
    pub(crate) fn parse_pending(bytes: &[u8], limit: usize) -> Result<Self> {
        if bytes.len() > limit {
            return Err(Error::TooLong { limit });
        }
        cbor::validate(bytes)?;
        if !bytes.starts_with(&[0xd8, 98]) {
            return Err(Error::ObjectUnsupported);
        }
        let message = CoseSign::from_tagged_slice(bytes).map_err(shape)?;
        deterministic(&message.protected)?;
        if type_header(&message.protected.header)? != T::TYPE
            || message.protected.header != type_fields(T::TYPE)
            || !message.unprotected.is_empty()
        {
            return Err(Error::HeaderUnexpected);
        }
        if message.signatures.len() > MAX_SIGNATURES {
            return Err(SHAPE);
        }
        for signer in &message.signatures {
            if signer_header(&signer.protected)?.1.is_some() || !signer.unprotected.is_empty() {
                return Err(Error::HeaderUnexpected);
            }
        }
        cbor::validate(message.payload.as_deref().ok_or(SHAPE)?)?;
        Ok(Self {
            message,
            kind: PhantomData,
        })
    }

    /// Begins a message without signatures.
    pub(crate) fn prepare(payload: Vec<u8>) -> Result<Self> {
        cbor::validate(&payload)?;
        let message = CoseSign {
            protected: protected(type_fields(T::TYPE)),
            payload: Some(payload),
            ..CoseSign::default()
        };
        Ok(Self {
            message,
            kind: PhantomData,
        })
    }

    /// Adds a signature; one by the same key that is already there is replaced.
    pub(crate) fn sign<S: Signer>(&mut self, signer: &S) -> Result<(), SignError<S::Error>> {
        let key = signer.public_key();
        let mut entry = CoseSignature {
            protected: protected(signer_fields(key, None)),
            ..CoseSignature::default()
        };
        let message = self.message.tbs_data(&[], &entry);
        let signature = signer.sign(&message).map_err(SignError::Signer)?;
        key.verify(&message, &signature)
            .map_err(|_| SignError::Invalid(Error::SignerFault))?;
        entry.signature = signature.to_vec();
        self.message
            .signatures
            .retain(|other| other.protected.header.key_id != key.id().to_bytes());
        self.message.signatures.push(entry);
        Ok(())
    }

    /// Takes over the signatures of `other`, which must be over the same payload.
    pub(crate) fn combine(&mut self, other: &Self) -> Result<()> {
        if self.message.payload != other.message.payload {
            return Err(Error::DraftInvalid(Field::Payload));
        }
        for signer in &other.message.signatures {
            // A bad signature in one copy must not push out the good one of another: keep both.
            if !self
                .message
                .signatures
                .iter()
                .any(|own| own.signature == signer.signature)
            {
                self.message.signatures.push(signer.clone());
            }
        }
        if self.message.signatures.len() > MAX_SIGNATURES {
            return Err(Error::DraftInvalid(Field::Count));
        }
        Ok(())
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        self.message.clone().to_tagged_vec().map_err(|_| SHAPE)
    }

    /// Which of `keys` have signed, each counted once however often it signed.
    pub(crate) fn signed_by<'k>(&self, keys: &'k [PublicKey]) -> Vec<&'k PublicKey> {
        keys.iter()
            .filter(|key| self.has_signature_of(key))
            .collect()
    }

    fn has_signature_of(&self, key: &PublicKey) -> bool {
        self.message.signatures.iter().any(|signer| {
            signer.protected.header.key_id == key.id().to_bytes()
                && signer
                    .signature
                    .as_slice()
                    .try_into()
                    .is_ok_and(|signature| {
                        key.verify(&self.message.tbs_data(&[], signer), signature)
                            .is_ok()
                    })
        })
    }

    /// Proves the message with at least `threshold` of `keys` and reads what it says.
    pub(crate) fn verify(&self, keys: &[PublicKey], threshold: usize) -> Result<Authentic<T>> {
        self.require(keys, threshold)?;
        self.read_unproved().map(Authentic)
    }

    /// Asks for `threshold` signatures of `keys`.
    pub(crate) fn require(&self, keys: &[PublicKey], threshold: usize) -> Result<()> {
        let valid = self.signed_by(keys).len();
        if threshold == 0 || valid < threshold {
            return Err(Error::ThresholdNotMet {
                valid,
                needed: threshold,
            });
        }
        Ok(())
    }

    /// What the message says, proved or not: for showing to somebody who is about to sign it, and
    /// for a root set, whose keys prove itself. Not wrapped, so it cannot pass for proved.
    pub(crate) fn read_unproved(&self) -> Result<T> {
        T::decode(self.message.payload.as_deref().unwrap_or_default())
    }

    /// Wraps a root set that was read and then proved with its own keys.
    pub(crate) fn verify_self(
        &self,
        keys_of: impl FnOnce(&T) -> (&[PublicKey], usize),
    ) -> Result<Authentic<T>> {
        let content = self.read_unproved()?;
        let (keys, threshold) = keys_of(&content);
        self.require(keys, threshold)?;
        Ok(Authentic(content))
    }
}

/// Why signing came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError<E> {
    /// The object cannot be signed as it is, or the signature that came back does not verify.
    Invalid(Error),
    /// The signer failed: its own error.
    Signer(E),
}

impl<E> From<Error> for SignError<E> {
    fn from(error: Error) -> Self {
        Self::Invalid(error)
    }
}

impl<E: core::fmt::Display> core::fmt::Display for SignError<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Signer(error) => error.fmt(f),
        }
    }
}

impl<E: core::fmt::Debug + core::fmt::Display> core::error::Error for SignError<E> {}

const SHAPE: Error = Error::Malformed(CborFault::UnexpectedItem);

/// What coset says of a message that is well-formed CBOR.
fn shape(error: CoseError) -> Error {
    match error {
        // The one registered value in our headers is the algorithm.
        CoseError::UnregisteredIanaValue | CoseError::UnregisteredIanaNonPrivateValue => {
            Error::AlgorithmUnsupported
        }
        _ => SHAPE,
    }
}

/// The protected header that names algorithm and key, and perhaps the type; nothing else may be in it.
fn signer_header(protected: &ProtectedHeader) -> Result<(KeyId, Option<&str>)> {
    deterministic(protected)?;
    let header = &protected.header;
    let key_id = header
        .key_id
        .as_slice()
        .try_into()
        .map_err(|_| Error::HeaderUnexpected)?;
    let typ = type_header(header)?;
    // RFC 9864: -19 says Ed25519 outright, -8 leaves it to the key. Both mean the same for our keys.
    match &header.alg {
        Some(Registered::Assigned(Iana::EdDSA | Iana::Ed25519)) => {}
        Some(_) => return Err(Error::AlgorithmUnsupported),
        None => return Err(Error::HeaderUnexpected),
    }
    let expected = Header {
        alg: header.alg.clone(),
        key_id: header.key_id.clone(),
        ..type_fields(typ)
    };
    if *header != expected {
        return Err(Error::HeaderUnexpected);
    }
    Ok((KeyId::from_bytes(key_id), typ))
}

fn signer_fields(key: &PublicKey, typ: Option<&str>) -> Header {
    let Algorithm::Ed25519 = key.algorithm();
    Header {
        alg: Some(Registered::Assigned(Iana::EdDSA)),
        key_id: key.id().to_bytes().to_vec(),
        ..type_fields(typ)
    }
}

fn type_header(header: &Header) -> Result<Option<&str>> {
    match header.rest.as_slice() {
        [] => Ok(None),
        [(Label::Int(label), Value::Text(typ))] if *label == TYP => Ok(Some(typ)),
        _ => Err(Error::HeaderUnexpected),
    }
}

fn type_fields(typ: Option<&str>) -> Header {
    let rest = typ
        .map(|typ| (Label::Int(TYP), Value::Text(String::from(typ))))
        .into_iter()
        .collect();
    Header {
        rest,
        ..Header::default()
    }
}

/// `typ`, header parameter 16 (RFC 9596).
const TYP: i64 = 16;

fn protected(header: Header) -> ProtectedHeader {
    ProtectedHeader {
        original_data: None,
        header,
    }
}

/// The protected header is a byte string with CBOR inside, which the outer check does not see.
fn deterministic(protected: &ProtectedHeader) -> Result<()> {
    match protected.original_data.as_deref() {
        Some(data) => cbor::validate(data),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
