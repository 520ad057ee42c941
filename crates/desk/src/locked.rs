//! What several threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock's content, also where another thread has panicked: it is never left half written.
pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
