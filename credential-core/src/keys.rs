//! Keys: public ones with their identifiers, the software signing key, and the [`Signer`] trait
//! behind which a key may live in a token or a hardware security module.

use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;

use ed25519_dalek::{Signer as _, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::cbor::{Reader, Writer};
use crate::error::{Error, Field, Result};
use crate::key_id::KeyId;

/// Length of an Ed25519 signature in bytes (RFC 8032 §5.1.6).
pub const SIGNATURE_BYTES: usize = 64;

/// A signature: `R ‖ S` for Ed25519.
pub type Signature = [u8; SIGNATURE_BYTES];

/// The signature algorithm to which a key is bound.
///
/// It follows from the type of the key, never from what a message says about itself. Others may be
/// added beside Ed25519.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// EdDSA with Ed25519 (RFC 8032), verified strictly.
    Ed25519,
}

/// A public key that is fit for strict verification: on the curve, not of small order, and in the
/// one canonical encoding of its point.
///
/// Holds the decompressed point, so that a kept key costs nothing at each verification.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

impl PublicKey {
    /// Reads the 32 bytes of an Ed25519 public key (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Key`] if they are no point of the curve, a point of
    /// small order (which would verify forged signatures), or a non-canonical encoding.
    pub fn from_ed25519_bytes(bytes: &[u8; 32]) -> Result<Self> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| INVALID_KEY)?;
        if key.is_weak() || key.to_edwards().compress().as_bytes() != bytes {
            return Err(INVALID_KEY);
        }
        Ok(Self::from_verifying_key(key))
    }

    /// The 32 bytes of the key.
    pub fn to_ed25519_bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The algorithm that this key is bound to.
    pub fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    /// The first four bytes of [`PublicKey::thumbprint`].
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The COSE key thumbprint: SHA-256 over the key's required parameters (RFC 9679 §4).
    pub fn thumbprint(&self) -> [u8; 32] {
        Sha256::digest(encode_cose_key(self.key.as_bytes())).into()
    }

    /// Verifies strictly: small-order keys, small-order `R` and non-canonical `S` are refused.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`].
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<()> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key
            .verify_strict(message, &signature)
            .map_err(|_| Error::SignatureInvalid)
    }

    /// The key as COSE_Key map `{1: 1, -1: 6, -2: x}` (RFC 9052 §7, RFC 9053 §7.2).
    pub fn encode(&self) -> Vec<u8> {
        encode_cose_key(self.key.as_bytes())
    }

    fn from_verifying_key(key: VerifyingKey) -> Self {
        let print: [u8; 32] = Sha256::digest(encode_cose_key(key.as_bytes())).into();
        let [a, b, c, d, ..] = print;
        Self {
            key,
            id: KeyId::from_bytes([a, b, c, d]),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

/// The key of a holder's phone as a credential carries it (the `cnf` claim, RFC 8747).
///
/// Kept as bytes: a terminal that does not ask for a proof need not spend the time to decompress it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HolderKey([u8; 32]);

impl HolderKey {
    /// The key as it is used to verify a proof.
    ///
    /// # Errors
    /// As [`PublicKey::from_ed25519_bytes`].
    pub fn public_key(&self) -> Result<PublicKey> {
        PublicKey::from_ed25519_bytes(&self.0)
    }

    /// The 32 bytes of the key.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl From<&PublicKey> for HolderKey {
    fn from(key: &PublicKey) -> Self {
        Self(key.to_ed25519_bytes())
    }
}

impl fmt::Debug for HolderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderKey(..)")
    }
}

/// Something that signs: a key in memory, a token, a hardware security module, a person with a file.
///
/// The only extension point of the crate. A signer may fail, and its signatures are verified with its
/// public key before they are used.
///
/// For a signer that cannot answer at once, see [`UnsignedCredential`](crate::UnsignedCredential).
pub trait Signer {
    /// Why signing failed: removed token, wrong PIN, lost connection.
    type Error;

    /// The public key to the signatures.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message` (the encoded `Sig_structure` of RFC 9052 §4.4) with the key's algorithm.
    ///
    /// # Errors
    /// Whatever keeps the signer from answering.
    fn sign(&self, message: &[u8]) -> Result<Signature, Self::Error>;
}

/// An Ed25519 private key in memory, wiped when dropped. Its `Debug` shows the public side only.
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    public: PublicKey,
}

impl SigningKey {
    /// From the 32-byte private key of RFC 8032 §5.1.5, which must come from a good source of randomness.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = PublicKey::from_verifying_key(key.verifying_key());
        Self { key, public }
    }

    /// The 32-byte private key, for storing it. The caller wipes the copy: it comes in a wrapper that does.
    pub fn to_seed(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.key.to_bytes())
    }
}

impl Signer for SigningKey {
    type Error = Infallible;

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Infallible> {
        Ok(self.key.sign(message).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, private part not shown)", self.public.id)
    }
}

const INVALID_KEY: Error = Error::ClaimsInvalid(Field::Key);

// COSE_Key labels and values: RFC 9052 §7.1, RFC 9053 §7.2.
const KTY: i64 = 1;
const KTY_OKP: i64 = 1;
const CRV: i64 = -1;
const CRV_ED25519: i64 = 6;
const X: i64 = -2;

fn encode_cose_key(x: &[u8; 32]) -> Vec<u8> {
    let mut out = Writer::new();
    out.map(3)
        .int(KTY)
        .int(KTY_OKP)
        .int(CRV)
        .int(CRV_ED25519)
        .int(X)
        .bytes(x);
    out.into_bytes()
}

/// Reads the `x` of an Ed25519 key; [`Error::AlgorithmUnsupported`] for a key of another type,
/// whatever else stands in it.
fn read_cose_key(reader: &mut Reader<'_>) -> Result<[u8; 32]> {
    let mut entries = reader.map()?;
    let (mut kty, mut crv, mut x, mut others) = (None, None, None, false);
    while let Some(label) = entries.next_label(reader)? {
        let value = reader.item()?;
        match Reader::new(label).int() {
            Ok(KTY) => kty = Reader::new(value).int().ok(),
            Ok(CRV) => crv = Reader::new(value).int().ok(),
            Ok(X) => x = Reader::new(value).bytes().ok(),
            _ => others = true,
        }
    }
    if (kty, crv) != (Some(KTY_OKP), Some(CRV_ED25519)) {
        return Err(Error::AlgorithmUnsupported);
    }
    match x.and_then(|x| x.try_into().ok()) {
        Some(x) if !others => Ok(x),
        _ => Err(INVALID_KEY),
    }
}

pub(crate) fn read_public_key(reader: &mut Reader<'_>) -> Result<PublicKey> {
    PublicKey::from_ed25519_bytes(&read_cose_key(reader)?)
}

pub(crate) fn read_holder_key(reader: &mut Reader<'_>) -> Result<HolderKey> {
    read_cose_key(reader).map(HolderKey)
}

pub(crate) fn encode_holder_key(key: &HolderKey) -> Vec<u8> {
    encode_cose_key(&key.0)
}

#[cfg(test)]
mod tests;
