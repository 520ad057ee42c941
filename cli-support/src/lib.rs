//! What the programs `issuer` and `verifier` share, so that both speak, write files and end in the same way.
//!
//! - [`Console`]: results on one stream, talk on the other, in Chinese or English, or as JSON.
//! - [`Failure`]: what went wrong and what to do, with the exit status.
//! - [`files`]: reading with a bound, writing whole or not at all.
//! - [`dates`]: days and times as people write them, in Beijing time.
//! - [`words`]: the sentences to the codes of `credential-core`.

mod console;
pub mod dates;
mod failure;
pub mod files;
mod lang;
pub mod words;

pub use console::{Console, Format};
pub use failure::{Exit, Failure};
pub use lang::{Lang, Text};
