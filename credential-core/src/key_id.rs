//! The short name of a public key.

use core::fmt;

/// Short name of a public key: the first four bytes of its COSE key thumbprint (RFC 9679, SHA-256).
///
/// Four bytes only find the key; they do not vouch for it. The builder of a trust list refuses two
/// keys with the same identifier, and a reader tries each key that matches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// Length in bytes.
    pub const BYTES: usize = 4;

    /// From the four bytes of a `kid` header.
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// That of the key with this thumbprint.
    pub(crate) const fn of(thumbprint: &[u8; 32]) -> Self {
        let [a, b, c, d, ..] = *thumbprint;
        Self([a, b, c, d])
    }

    /// The four bytes of the `kid` header.
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0
    }
}

/// Eight hexadecimal digits.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}
