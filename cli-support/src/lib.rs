//! What the programs `issuer` and `verifier` share, so that both speak, write files and end in the same way.
//!
//! - [`Console`]: results on one stream, talk on the other, in Chinese or English, or as JSON.
//! - [`Failure`]: what went wrong and what to do, with the exit status.
//! - [`files`]: reading with a bound, writing whole or not at all.
//! - [`arguments`]: command lines in two languages.
//! - [`dates`]: days and times as people write them, in Beijing time.
//! - [`SecretPrompt`]: somebody to ask for a passphrase.
//! - [`visible`]: text from outside, made harmless for a screen.
//! - [`words`]: the sentences to the codes of `credential-core`.

pub mod arguments;
mod console;
pub mod dates;
mod failure;
pub mod files;
mod lang;
mod secret;
pub mod visible;
pub mod words;

pub use console::{Colour, Console, Format, Progress};
pub use failure::{Exit, Failure, FailureRecord};
pub use lang::{Lang, Text};
pub use secret::SecretPrompt;
