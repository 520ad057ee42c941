//! What the interface for C gives, until it is Java's.

use std::slice;

use credential::{credential_free, credential_last_error, credential_status, credential_text};
use serde::Deserialize;

/// A text of the interface for C, which is freed when it goes.
pub(crate) struct Text(credential_text);

impl Text {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(credential_text::default())
    }

    /// Where a function puts it.
    pub(crate) fn place(&mut self) -> *mut credential_text {
        &raw mut self.0
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self.0.data.is_null() {
            true => &[],
            // SAFETY: the interface for C has given it with this length, and it is freed no sooner than `self` goes.
            false => unsafe { slice::from_raw_parts(self.0.data.cast(), self.0.length) },
        }
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        credential_free(self.0.handle);
    }
}

/// The last failure of this thread.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct LastError {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) remedy: String,
    pub(crate) detail: Option<String>,
}

impl LastError {
    /// In Chinese or English; empty if nothing has failed.
    pub(crate) fn new(chinese: i32) -> Self {
        let mut text = Text::new();
        // SAFETY: the place is one for a text.
        let status = unsafe { credential_last_error(chinese, text.place()) };
        match status {
            credential_status::CREDENTIAL_OK => {
                serde_json::from_slice(text.bytes()).unwrap_or_default()
            }
            _ => Self::default(),
        }
    }
}

/// The codes of a picture.
#[derive(Deserialize)]
pub(crate) struct PictureCodes {
    pub(crate) codes: Vec<PictureCode>,
}

/// A code of a picture.
#[derive(Deserialize)]
pub(crate) struct PictureCode {
    pub(crate) text: String,
}

/// The bytes of a text in a struct, without the zeros behind it.
pub(crate) fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}
