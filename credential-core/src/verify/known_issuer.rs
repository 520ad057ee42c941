//! Who has signed a code, with the keys that are kept prepared if there are any.

use super::Verifier;
use crate::claims::Claims;
use crate::credential::ParsedCredential;
use crate::error::Result;
#[cfg(any(test, feature = "std"))]
use crate::keys::PreparedKeys;
use crate::trust::{Authenticated, TrustList};

impl<'t> Verifier<'t> {
    /// Verifies the signatures of issuers that it meets often in about half the time, with the same
    /// verdicts. Only with the feature `std`.
    #[cfg(any(test, feature = "std"))]
    #[must_use]
    pub fn with_prepared_keys(self, keys: &'t PreparedKeys) -> Self {
        Self {
            prepared: Some(keys),
            ..self
        }
    }

    pub(super) fn authenticate(
        &self,
        trust: &'t TrustList,
        code: &ParsedCredential,
    ) -> Result<Authenticated<'t, Claims>> {
        let message = code.message();
        #[cfg(any(test, feature = "std"))]
        if let Some(prepared) = self.prepared {
            return trust.authenticate_with(message, |key| {
                prepared.verify_with(key, |key| message.verify(key))
            });
        }
        trust.authenticate(message)
    }
}
