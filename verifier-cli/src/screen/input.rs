//! Input at the screen: from a scanner in keyboard mode, a person, and the console itself.
//!
//! `bytes` parses what the console sends. `typing` distinguishes scanners from people by their speed.
//! `repair` undoes what an input method did to a code.

mod bytes;
mod keyboard;
mod repair;
mod typing;

pub(super) use bytes::{Bytes, Input};
pub(super) use keyboard::read;
pub(super) use repair::{Damage, repair};
pub(super) use typing::{Typed, Typing};

#[cfg(test)]
mod tests;
