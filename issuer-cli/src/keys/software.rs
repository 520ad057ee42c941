//! A key in the memory of this program, of whatever type, and how it stands in PKCS#8.

use credential_core::{PublicKey, Signature, Signer, SigningKey, Sm2SigningKey};
use ed25519::pkcs8::KeypairBytes;
use messages::{Failure, text, words};
use pkcs8::der::SecretDocument;
use pkcs8::{DecodePrivateKey, EncodePrivateKey};
use zeroize::Zeroizing;

use crate::random;

/// The types of keys that this program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum KeyType {
    Ed25519,
    Sm2,
}

/// A private key; its `Debug` shows the public side only.
#[derive(Debug)]
pub(crate) enum SoftwareKey {
    Ed25519(Box<SigningKey>),
    Sm2(Box<Sm2SigningKey>),
}

impl KeyType {
    /// The type of a key of a root or an issuer.
    pub(crate) fn of(key: &PublicKey) -> Self {
        match key.algorithm() {
            credential_core::Algorithm::Sm2 => Self::Sm2,
            _ => Self::Ed25519,
        }
    }

    /// The name of the algorithm, as people write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Sm2 => "SM2",
        }
    }
}

impl SoftwareKey {
    /// A new key from the randomness of the operating system.
    ///
    /// # Errors
    /// A [`Failure`] if the system has none to give.
    pub(crate) fn generate(key_type: KeyType) -> Result<Self, Failure> {
        let mut secret = Zeroizing::new([0; 32]);
        loop {
            random::fill(secret.as_mut())?;
            match key_type {
                KeyType::Ed25519 => {
                    return Ok(Self::Ed25519(Box::new(SigningKey::from_seed(&secret))));
                }
                // Fewer than one number in four billion is too large; then there is another.
                KeyType::Sm2 => {
                    if let Ok(key) = Sm2SigningKey::from_secret_bytes(&secret) {
                        return Ok(Self::Sm2(Box::new(key)));
                    }
                }
            }
        }
    }

    /// `PrivateKeyInfo` (RFC 5958): for Ed25519 the seed alone (RFC 8410 §7), for SM2 an `ECPrivateKey`
    /// (RFC 5915) with its public key, under id-ecPublicKey and the curve 1.2.156.10197.1.301.
    /// `None` if it cannot be encoded, which no key brings about.
    pub(super) fn to_pkcs8_der(&self) -> Option<SecretDocument> {
        match self {
            Self::Ed25519(key) => KeypairBytes {
                secret_key: *key.to_seed(),
                // The form with the public key in it is newer than what many tools read.
                public_key: None,
            }
            .to_pkcs8_der()
            .ok(),
            Self::Sm2(key) => sm2::SecretKey::from_slice(key.to_secret_bytes().as_slice())
                .ok()?
                .to_pkcs8_der()
                .ok(),
        }
    }

    /// Reads `PrivateKeyInfo`; `None` if it is no key of a type that this program knows.
    pub(super) fn from_pkcs8_der(der: &[u8]) -> Option<Self> {
        if let Ok(pair) = KeypairBytes::from_pkcs8_der(der) {
            return Some(Self::Ed25519(Box::new(SigningKey::from_seed(
                &pair.secret_key,
            ))));
        }
        let key = sm2::SecretKey::from_pkcs8_der(der).ok()?;
        let secret = Zeroizing::new(key.to_bytes().into());
        Sm2SigningKey::from_secret_bytes(&secret)
            .ok()
            .map(|key| Self::Sm2(Box::new(key)))
    }
}

impl Signer for SoftwareKey {
    type Error = Failure;

    fn public_key(&self) -> &PublicKey {
        match self {
            Self::Ed25519(key) => key.public_key(),
            Self::Sm2(key) => key.public_key(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Failure> {
        match self {
            Self::Ed25519(key) => key.sign(message).map_err(|never| match never {}),
            Self::Sm2(key) => key.sign(message).map_err(|error| {
                let remedy = text!("请再试一次。"; "Try again.");
                Failure::new(error.code(), words::error(&error), remedy)
            }),
        }
    }
}
