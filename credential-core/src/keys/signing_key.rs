//! An Ed25519 key in memory.

use core::convert::Infallible;
use core::fmt;

use ed25519_dalek::Signer as _;

use super::ed25519::Ed25519Key;
use super::key_type::Signature;
use super::public_key::PublicKey;
use super::signer::Signer;
use super::table::AnyKey;

/// An Ed25519 private key in memory, wiped when dropped. Its `Debug` shows the public side only.
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    public: PublicKey,
}

impl SigningKey {
    /// From the 32-byte private key of RFC 8032 §5.1.5, which must come from a good source of randomness.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = Ed25519Key::from_verifying_key(key.verifying_key());
        Self {
            key,
            public: PublicKey::from_key(AnyKey::Ed25519(public)),
        }
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
        write!(
            f,
            "SigningKey({}, private part not shown)",
            self.public.id()
        )
    }
}
