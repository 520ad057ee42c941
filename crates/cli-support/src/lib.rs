//! The frame of a program, so that `issuer` and `verifier` speak, write files and end in the same way.
//!
//! - [`run`], [`GlobalFlags`], [`Stop`]: arguments parsed, one command run, its end reported.
//! - [`Console`]: results on one stream, talk on the other, in Chinese or English, or as JSON.
//! - [`files`]: reading with a bound, writing whole or not at all.
//! - [`arguments`]: command lines in two languages; `about_program`: completions and manual pages of them.
//! - [`values`]: regions and categories as arguments.
//! - [`opened`], [`PictureReader`]: what is in a file, and the codes in a picture, within a time limit.
//! - [`SecretPrompt`]: somebody to ask for a passphrase.

mod about_program;
pub mod arguments;
mod console;
pub mod files;
mod frame;
pub mod opened;
mod picture_reader;
mod secret;
mod stop;
pub mod values;

pub use console::{Colour, Console, Format, Progress};
pub use frame::{GlobalFlags, run};
pub use picture_reader::{PictureProblem, PictureReader, keep_panics_quiet};
pub use secret::SecretPrompt;
pub use stop::Stop;
