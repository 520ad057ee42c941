//! Turns a panic in a library into `None`.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `of` gives, or `None` if it panics.
///
/// None of the libraries that are called through here is known to panic on what it is given; if one does
/// on some picture, that picture has no code for us, and the program goes on. The panic hook of the
/// program will have seen it. Nothing that `of` works on is used afterwards.
pub(crate) fn catch_panic<T>(of: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(of)).ok()
}
