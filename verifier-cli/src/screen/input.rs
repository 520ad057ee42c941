//! What is typed at the screen: by a scanner in keyboard mode, by a person, and by the terminal itself.
//!
//! `bytes` sorts out what the terminal sends; `typing` tells scanners from people by their speed;
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
