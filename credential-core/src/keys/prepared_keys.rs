//! The keys that a terminal meets often, kept prepared.

use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::often_used::{OftenUsed, Use};
use super::public_key::PublicKey;
use crate::error::Result;

/// Keys that a terminal meets often, with tables by which they verify in about half the time.
///
/// For a [`Verifier`](crate::Verifier), see
/// [`Verifier::with_prepared_keys`](crate::Verifier::with_prepared_keys). It is made once, outlives
/// the lists, and may be shared by threads. A key is prepared when it has verified
/// [`USES_BEFORE_PREPARING`](crate::limits::USES_BEFORE_PREPARING) codes; of at most
/// [`MAX_PREPARED_KEYS`](crate::limits::MAX_PREPARED_KEYS) the least recently used leaves, for
/// another that is used as much. They take 8 MB at most. Whether a key is trusted is not asked here:
/// the trust list is looked at for each code, and a prepared key gives the same answers as any other.
///
/// Only signatures that were valid count, so that forged codes change nothing. Preparing a key takes
/// as long as four or five verifications. All but the first 64 are paid for before they are made, by
/// what prepared keys have saved: however many keys take turns, it costs no more than without this.
///
/// Only with the feature `std`. Without it, see [`PublicKey::prepared`].
pub struct PreparedKeys {
    keys: Mutex<OftenUsed>,
}

impl PreparedKeys {
    /// None are prepared yet.
    pub fn new() -> Self {
        Self {
            keys: Mutex::new(OftenUsed::new()),
        }
    }

    /// Prepares a key now, that of a place's own issuer for example, so that no code has to wait for it.
    ///
    /// It leaves like any other when 64 others are used more.
    pub fn prepare(&self, key: &PublicKey) {
        if key.can_be_prepared() && self.lock().find(key).is_none() {
            self.keep_prepared(key);
        }
    }

    /// How many are prepared.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether none is prepared.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Verifies with `key`, prepared if it is here. `verify` must fail if the signature is not valid.
    pub(crate) fn verify_with<T>(
        &self,
        key: &PublicKey,
        verify: impl FnOnce(&PublicKey) -> Result<T>,
    ) -> Result<T> {
        // Not kept locked meanwhile: other threads verify at the same time.
        let prepared = self.lock().find(key);
        let verified = verify(prepared.as_ref().unwrap_or(key))?;
        let used = self.lock().note_use(key);
        if used == Use::WorthPreparing {
            self.keep_prepared(key);
        }
        Ok(verified)
    }

    fn keep_prepared(&self, key: &PublicKey) {
        let base = self.lock().base();
        if let Some(prepared) = key.prepared_with(&base) {
            self.lock().keep(prepared);
        }
    }

    /// Nobody panics while holding the lock; if one did, what is kept would still be what it says.
    fn lock(&self) -> MutexGuard<'_, OftenUsed> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for PreparedKeys {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PreparedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKeys({})", self.len())
    }
}
