//! What became of a key that was compromised or withdrawn once.

use super::issuer_id::IssuerId;
use super::standing::Standing;

/// The worst that a trust list ever said of a key; the later entries are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LostKey {
    /// Somebody else may have it. Its issuer vouches for its codes, so it must stay with this one.
    Compromised(IssuerId),
    /// It has a standing of a later version. It must stay with this issuer too.
    Unknown(IssuerId),
    /// Withdrawn, alone or with its issuer.
    Withdrawn,
}

impl LostKey {
    /// `None` for a key that is not lost. `standing` is that of the key under its issuer.
    pub(crate) const fn of(issuer: IssuerId, standing: Standing) -> Option<Self> {
        match standing {
            Standing::Active | Standing::Suspended => None,
            Standing::Compromised => Some(Self::Compromised(issuer)),
            Standing::Unknown => Some(Self::Unknown(issuer)),
            Standing::Withdrawn => Some(Self::Withdrawn),
        }
    }

    /// Whether a later list may say `next` of the key.
    pub(crate) fn may_become(self, next: Self) -> bool {
        let has_same_issuer = self.issuer() == next.issuer();
        next == Self::Withdrawn || has_same_issuer && next >= self
    }

    const fn issuer(self) -> Option<IssuerId> {
        match self {
            Self::Compromised(issuer) | Self::Unknown(issuer) => Some(issuer),
            Self::Withdrawn => None,
        }
    }
}
