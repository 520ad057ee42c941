//! A signer for thousands of signatures.

use super::key_type::Signature;
use super::public_key::PublicKey;
use super::signer::Signer;

/// A signer with its public key prepared ([`PublicKey::prepared`]).
///
/// Each signature is verified before it is used ([`issue`](crate::issue)), and with this that takes
/// half the time: for a bureau that issues for a city. For a single code it is not worth it.
#[derive(Debug)]
pub struct PreparedSigner<S> {
    signer: S,
    public: PublicKey,
}

impl<S: Signer> PreparedSigner<S> {
    /// Prepares the key of `signer`.
    pub fn new(signer: S) -> Self {
        Self {
            public: signer.public_key().prepared(),
            signer,
        }
    }
}

impl<S: Signer> Signer for PreparedSigner<S> {
    type Error = S::Error;

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, S::Error> {
        self.signer.sign(message)
    }
}
