//! The short name of a credential, by which an issuer's register vouches for it.

use core::fmt;

use sha2::{Digest, Sha256};

/// Hash of a credential: the first 12 bytes (96 bits) of SHA-256 over its bytes.
///
/// Long enough that a thief who may aim at any of 80,000 vouched codes would have to make 2^79 of
/// their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeHash([u8; Self::BYTES]);

impl CodeHash {
    /// Length in bytes.
    pub const BYTES: usize = 12;

    /// From the twelve bytes.
    pub const fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// The twelve bytes.
    pub const fn to_bytes(self) -> [u8; Self::BYTES] {
        self.0
    }

    /// That of a credential with these bytes.
    pub(crate) fn of(credential: &[u8]) -> Self {
        let mut first = [0; Self::BYTES];
        for (own, digest) in first.iter_mut().zip(Sha256::digest(credential)) {
            *own = digest;
        }
        Self(first)
    }
}

/// 24 hexadecimal digits.
impl fmt::Display for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeHash({self})")
    }
}
