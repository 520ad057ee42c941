//! What a verdict rests on.

use crate::time::UnixTime;
use crate::trust::TrustListClaims;

/// The lists that a verdict rests on, and whether revocation was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Basis {
    /// The version of the trust list.
    pub trust_list_version: u64,
    /// When the trust list was made.
    pub trust_list_made: UnixTime,
    /// When the status list of the credential's issuer was made; `None` if none is held, or if the
    /// issuer was not found.
    pub status_list_made: Option<UnixTime>,
    /// Whether that status list was consulted and has an entry for this credential.
    ///
    /// `false` if no list is held, if the list is too short, if the verifier was made
    /// [without revocation check](crate::Verifier::without_revocation_check), and if an earlier
    /// check has refused the credential.
    pub revocation_checked: bool,
}

impl Basis {
    pub(super) fn of_trust_list(claims: &TrustListClaims) -> Self {
        Self {
            trust_list_version: claims.version,
            trust_list_made: claims.validity.from,
            status_list_made: None,
            revocation_checked: false,
        }
    }
}
