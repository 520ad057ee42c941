//! Veteran credentials in C: a terminal's store is opened and updated, codes are judged, codes are found in pictures.
//!
//! `include/credential.h` is made of this, `docs/c.md` says how to use it. Rules for all functions:
//!
//! - Each returns a [`credential_status`]; what it gives is in `out` arguments, which are set to nothing on a failure.
//! - Texts and bytes are a pointer and a length, and need no zero at the end. A null pointer with a length, a length
//!   beyond the function's bound, or text that is not UTF-8 is [`credential_status::CREDENTIAL_INVALID_ARGUMENT`].
//! - A terminal is a number, not a pointer. A number that was never given, or whose terminal was closed, is
//!   [`credential_status::CREDENTIAL_INVALID_HANDLE`]; so is a text that was freed before.
//! - Every function may be called from every thread. Calls on one terminal wait for one another.
//! - No panic crosses the border: it would be [`credential_status::CREDENTIAL_INTERNAL`].

#![allow(
    non_camel_case_types,
    reason = "the names that C has are the names here"
)]

mod arguments;
mod functions;
mod outcome;
mod table;
mod texts;
mod verdict;

pub use functions::*;
pub use outcome::credential_status;
pub use texts::credential_text;
pub use verdict::credential_verdict;
