//! Input at the screen: from a scanner in keyboard mode, a person, and the console itself.
//!
//! `bytes` parses what the console sends. `typing` distinguishes scanners from people by their speed.

mod bytes;
mod keyboard;
mod typing;

pub(super) use bytes::{Bytes, Input};
pub(super) use keyboard::read;
pub(super) use typing::{BACKSPACE, Typed, Typing};

#[cfg(test)]
mod tests;
