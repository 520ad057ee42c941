//! What the holder's page needs: codes explained, proofs and complaints to be signed by the phone's key store, the
//! catalogue, and codes drawn.
//!
//! Bytes and texts go in, JSON comes out. Sentences are in both languages: `{"zh": …, "en": …}`. A fault is a value:
//! `{"error": {"code": …, "zh": …, "en": …}}`.

mod benefits;
mod draw;
mod frames;
mod lists;
mod look;
mod sign;
mod words;

pub use draw::draw_code;
pub use frames::Frames;
pub use lists::HolderLists;
pub use sign::{PhoneKey, Unsigned};
