//! Texts and bytes that are given to C, and freed by it.

use std::ffi::c_char;

use crate::outcome::Fault;
use crate::table::Table;

/// A text, or bytes, of this library. Free it with `credential_free`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct credential_text {
    /// The bytes; UTF-8 if it is a text. A zero stands behind the last one.
    pub data: *const c_char,
    /// How many they are, without the zero.
    pub length: usize,
    /// What `credential_free` wants; 0 for none.
    pub handle: u64,
}

static TEXTS: Table<Box<[u8]>> = Table::new();

impl Default for credential_text {
    /// No text.
    fn default() -> Self {
        Self::NONE
    }
}

impl credential_text {
    pub(crate) const NONE: Self = Self {
        data: std::ptr::null(),
        length: 0,
        handle: 0,
    };

    /// Keeps bytes until they are freed.
    pub(crate) fn keep(bytes: impl Into<Vec<u8>>) -> Result<Self, Fault> {
        let mut bytes: Vec<u8> = bytes.into();
        let length = bytes.len();
        bytes.push(0);
        let kept: Box<[u8]> = bytes.into();
        // What the box points to stays where it is when the box is moved.
        let data = kept.as_ptr().cast();
        let handle = TEXTS.insert(kept);
        let handle = handle.ok_or(Fault::Argument("too many texts were never freed"))?;
        Ok(Self {
            data,
            length,
            handle,
        })
    }
}

/// Whether there was one to free.
pub(crate) fn free(handle: u64) -> bool {
    TEXTS.remove(handle).is_some()
}
