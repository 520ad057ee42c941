//! Whether an issuer or a key is accepted.

/// Whether an issuer or a key is accepted.
///
/// In the order from good to bad: the standing of a key only ever gets worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// Accepted.
    Active,
    /// Not to be accepted for now.
    Suspended,
    /// Of a key only: somebody else may have it. A credential by it counts if the issuer's register
    /// vouches for it.
    Compromised,
    /// Never to be accepted again. Stays listed, so that it cannot come back unnoticed.
    Withdrawn,
}

impl Standing {
    /// The stable name in JSON and configuration files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Compromised => "compromised",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(super) const fn number(self) -> u64 {
        match self {
            Self::Active => 0,
            Self::Suspended => 1,
            Self::Withdrawn => 2,
            Self::Compromised => 3,
        }
    }

    /// The standing of an issuer. What a later version may add is no reason to accept it, nor to
    /// refuse the other issuers of the list.
    pub(super) const fn of_issuer(number: u64) -> Self {
        match number {
            0 => Self::Active,
            2 => Self::Withdrawn,
            _ => Self::Suspended,
        }
    }

    /// The standing of a key; `None` for a number that has no meaning.
    pub(super) const fn of_key(number: u64) -> Option<Self> {
        match number {
            0 => Some(Self::Active),
            2 => Some(Self::Withdrawn),
            3 => Some(Self::Compromised),
            _ => None,
        }
    }
}
