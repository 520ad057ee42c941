//! What the programs say, in Chinese and English.
//!
//! - [`Text`]: one text in both languages; [`Lang`]: which of them is shown.
//! - [`text!`], [`failure!`]: both wordings side by side, as format strings.
//! - [`Failure`]: what went wrong and what to do about it, with the [`Exit`] status.
//! - [`benefit_words`]: benefits, what is left of them, and why one is not given.
//! - [`condition_words`]: when and how often a benefit is given.
//! - [`dates`]: days and times as people write them, in Beijing time.
//! - [`file_words`]: what is said of files that cannot be read or written.
//! - [`hide_identity_numbers`]: numbers of people that were typed in the wrong place.
//! - [`io_error`]: what the operating system says, in words.
//! - [`scan_words`]: what is said around a scan at a counter.
//! - [`untrusted`]: text from outside, made harmless for a screen.
//! - [`words`]: the sentences for the stable codes of `credential-core`.
//! - [`wrap`]: text in lines, Chinese and Western.
//!
//! Nothing here prints, reads a file or knows a command line, so that libraries can return messages too.

pub mod benefit_words;
pub mod condition_words;
pub mod dates;
mod failure;
pub mod file_words;
mod identity_number;
mod io_words;
mod lang;
mod macros;
pub mod scan_words;
pub mod untrusted;
pub mod words;
pub mod wrap;

pub use failure::{Exit, Failure, FailureRecord};
pub use identity_number::hide_identity_numbers;
pub use io_words::io_error;
pub use lang::{Lang, Text};
