//! What a place of the register says.

use credential_core::{IssuerId, Place, PlaceClaims};

use super::Bureau;

impl Bureau {
    /// What a signed place says; `None` if none of the bureau's keys has signed it.
    pub(crate) fn place(&self, signed: &[u8]) -> Option<PlaceClaims> {
        let issuer = IssuerId(self.file.id);
        let place = self
            .signing_keys()
            .find_map(|key| Place::verify_own(signed, issuer, key).ok())?;
        Some(place.claims().clone())
    }
}
