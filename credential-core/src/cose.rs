//! COSE messages (RFC 9052): parsing, signing and verifying.
//!
//! Only this module makes an [`Authentic`] value: the payload of a message can be read only after a
//! signature over it verified. [`coset`] writes the messages and their `Sig_structure`. Reading is
//! done here: coset takes a tagged bignum for the integer of the same value, and so would know two
//! byte strings for one message.

mod by_holder;
mod headers;

pub(crate) use by_holder::{HolderSigned, UnsignedByHolder};
pub(crate) use headers::{DeclaredKind, declared_kind, is_sign1};

use alloc::vec::Vec;
use core::marker::PhantomData;

use coset::{CoseSign, CoseSign1, CoseSignature, TaggedCborSerializable};
use sha2::{Digest, Sha256};

use crate::cbor;
use crate::error::{Error, Field, Result};
use crate::key_id::KeyId;
use crate::keys::{Algorithm, PublicKey, Signature, Signer};
use crate::limits::{MAX_SIGNATURES, MAX_TRIED_PER_KEY};
use headers::{
    Headers, SHAPE, TAG_SIGN, coset_algorithm, open, open_sign1, protected, read_signer,
    signer_fields, to_signature, type_fields,
};

/// Content whose signature was verified. Made in this module only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authentic<T>(T);

impl<T> Authentic<T> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

/// A kind of payload: the type in its header, and how its content is read. Seals the traits built on it.
pub trait Payload: Sized {
    /// The `typ` header (RFC 9596) in the protected header. It keeps a signature for one kind of
    /// object from being used for another. Only the credential has none, which is just as distinct.
    const TYPE: Option<&'static str>;

    /// Whether a key of this type may have signed it.
    fn may_sign(algorithm: Algorithm) -> bool {
        algorithm.is_for_signers()
    }

    /// Reads the content. Its bytes were already checked to be deterministic CBOR.
    fn decode(payload: &[u8]) -> Result<Self>;
}

/// A parsed COSE_Sign1 message; its signature is not verified.
#[derive(Clone, Debug)]
pub(crate) struct Sign1<T> {
    message: CoseSign1,
    algorithm: Algorithm,
    key_id: KeyId,
    signature: Signature,
    kind: PhantomData<T>,
}

impl<T: Payload> Sign1<T> {
    /// Parses a tagged COSE_Sign1 (tag 18) with exactly the headers that this kind of object has.
    /// Of at most `limit` bytes.
    pub(crate) fn parse(bytes: &[u8], limit: usize) -> Result<Self> {
        let parts = open_sign1(bytes, limit)?;
        cbor::validate(parts.payload)?;
        let header = parts.headers.of_signer(T::TYPE, T::may_sign)?;
        let signature = to_signature(parts.signature)?;
        Ok(Self {
            algorithm: header.algorithm,
            key_id: header.key_id,
            message: CoseSign1 {
                protected: header.into_protected(),
                payload: Some(parts.payload.to_vec()),
                ..CoseSign1::default()
            },
            signature,
            kind: PhantomData,
        })
    }

    pub(crate) fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The bytes that it was parsed from: there is one encoding only.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let message = CoseSign1 {
            signature: self.signature.to_vec(),
            ..self.message.clone()
        };
        message.to_tagged_vec().map_err(|_| SHAPE)
    }

    /// What it says, verified or not: for who holds the message and asks what was signed. Not wrapped, so
    /// that it cannot be mistaken for verified.
    pub(crate) fn read_unproved(&self) -> Result<T> {
        T::decode(self.message.payload.as_deref().unwrap_or_default())
    }

    /// Verifies the message with `key` and reads its content; [`Error::AlgorithmUnsupported`] if its
    /// header names another algorithm than that of the key.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<Authentic<T>> {
        if key.algorithm() != self.algorithm {
            return Err(Error::AlgorithmUnsupported);
        }
        key.verify(&self.message.tbs_data(&[]), &self.signature)?;
        self.read_unproved().map(Authentic)
    }

    /// Reads a message and verifies it with the key that it holds itself, which is also the one that its
    /// header names.
    pub(crate) fn verify_self(
        &self,
        key_of: impl FnOnce(&T) -> Result<PublicKey>,
    ) -> Result<Authentic<T>> {
        let key = key_of(&self.read_unproved()?)?;
        if key.id() != self.key_id {
            return Err(Error::ClaimsInvalid(Field::Key));
        }
        self.verify(&key)
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
            protected: protected(signer_fields(key, T::TYPE, T::may_sign)?),
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

    /// Has it signed by a signer that answers at once, whose key it was prepared for.
    pub(crate) fn sign<S: Signer>(self, signer: &S) -> Result<Vec<u8>, SignError<S::Error>> {
        let signature = signer.sign(&self.to_be_signed).map_err(SignError::Signer)?;
        Ok(self.finish(&signature)?)
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

/// A parsed COSE_Sign message, with several signatures; none is verified.
#[derive(Clone, Debug)]
pub(crate) struct Sign<T> {
    message: CoseSign,
    kind: PhantomData<T>,
}

impl<T: Payload> Sign<T> {
    /// Parses a tagged COSE_Sign (tag 98), of at most `limit` bytes.
    ///
    /// It has at least one signature, which is not verified and may be of an unknown algorithm.
    pub(crate) fn parse(bytes: &[u8], limit: usize) -> Result<Self> {
        Self::parse_signed(bytes, limit, 1)
    }

    /// As [`Sign::parse`], for a message that may have no signature yet.
    pub(crate) fn parse_pending(bytes: &[u8], limit: usize) -> Result<Self> {
        Self::parse_signed(bytes, limit, 0)
    }

    fn parse_signed(bytes: &[u8], limit: usize, least: usize) -> Result<Self> {
        if bytes.len() > limit {
            return Err(Error::TooLong { limit });
        }
        let mut reader = open(bytes, TAG_SIGN, 4)?;
        let headers = Headers::read(&mut reader)?;
        let payload = reader.bytes()?;
        let count = reader.array()?;
        if !(least..=MAX_SIGNATURES).contains(&count) {
            return Err(SHAPE);
        }
        let signers: Vec<_> = (0..count)
            .map(|_| read_signer(&mut reader))
            .collect::<Result<_>>()?;

        headers.validate()?;
        cbor::validate(payload)?;
        signers
            .iter()
            .try_for_each(|(headers, _)| headers.validate())?;

        let protected = headers.of_body(T::TYPE)?;
        let signatures = signers
            .iter()
            .map(|(headers, signature)| {
                let protected = match headers.of_signer(None, T::may_sign) {
                    // The signature of a root key of a later kind. It cannot be counted here, but the
                    // others can, and it is kept when the message is written again.
                    Err(Error::AlgorithmUnsupported) => headers.to_unread(),
                    header => {
                        let header = header?;
                        to_signature(signature)?;
                        header.into_protected()
                    }
                };
                Ok(CoseSignature {
                    protected,
                    signature: signature.to_vec(),
                    ..CoseSignature::default()
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            message: CoseSign {
                protected,
                payload: Some(payload.to_vec()),
                signatures,
                ..CoseSign::default()
            },
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
            protected: protected(signer_fields(key, None, T::may_sign)?),
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
        self.add(entry).map_err(SignError::Invalid)
    }

    /// Takes over the signatures of `other`, which must be over the same payload.
    pub(crate) fn combine(&mut self, other: &Self) -> Result<()> {
        if self.message.payload != other.message.payload {
            return Err(Error::DraftInvalid(Field::Payload));
        }
        for signer in &other.message.signatures {
            // An invalid signature in one copy must not replace a valid one of another: keep both.
            let known = |own: &CoseSignature| own.signature == signer.signature;
            if !self.message.signatures.iter().any(known) {
                self.add(signer.clone())?;
            }
        }
        Ok(())
    }

    fn add(&mut self, signer: CoseSignature) -> Result<()> {
        if self.message.signatures.len() >= MAX_SIGNATURES {
            return Err(Error::DraftInvalid(Field::Count));
        }
        self.message.signatures.push(signer);
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

    /// The key that each signature names; `None` where its algorithm is unknown.
    pub(crate) fn signer_ids(&self) -> impl Iterator<Item = Option<KeyId>> {
        self.message.signatures.iter().map(|signer| {
            let id = signer.protected.header.key_id.as_slice();
            id.try_into().ok().map(KeyId::from_bytes)
        })
    }

    /// SHA-256 of the payload. Signatures do not change it.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.payload()).into()
    }

    /// The payload as it is signed.
    pub(crate) fn payload(&self) -> &[u8] {
        self.message.payload.as_deref().unwrap_or_default()
    }

    /// Of the entries that name the key, [`MAX_TRIED_PER_KEY`] are tried.
    fn has_signature_of(&self, key: &PublicKey) -> bool {
        self.entries_of(key)
            .take(MAX_TRIED_PER_KEY)
            .any(|(signer, signature)| {
                key.verify(&self.message.tbs_data(&[], signer), signature)
                    .is_ok()
            })
    }

    /// The signatures that may be by this key, as their headers have it. The same one twice is one.
    fn entries_of(&self, key: &PublicKey) -> impl Iterator<Item = (&CoseSignature, &Signature)> {
        let signatures = &self.message.signatures;
        signatures
            .iter()
            .enumerate()
            .filter(move |(at, signer)| {
                let header = &signer.protected.header;
                header.key_id == key.id().to_bytes()
                    && header.alg == Some(coset_algorithm(key.algorithm()))
                    && !signatures.iter().take(*at).any(|before| before == *signer)
            })
            .filter_map(|(_, signer)| Some((signer, signer.signature.as_slice().try_into().ok()?)))
    }

    /// Verifies the message with at least `threshold` of `keys` and reads its content.
    pub(crate) fn verify(&self, keys: &[PublicKey], threshold: usize) -> Result<Authentic<T>> {
        self.require(keys, threshold)?;
        self.read_unproved().map(Authentic)
    }

    /// Demands valid signatures of `threshold` of `keys`.
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

    /// What the message says, verified or not: to be shown before signing, and for a root set, which
    /// holds the keys that verify it. Not wrapped, so that it cannot be mistaken for verified.
    pub(crate) fn read_unproved(&self) -> Result<T> {
        T::decode(self.payload())
    }

    /// Reads a message and verifies it with keys that it holds itself: a root set, or a request.
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

/// Why signing failed.
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

#[cfg(test)]
mod tests;
