//! A file that the operator of the page is to carry somewhere.

use wasm_bindgen::prelude::wasm_bindgen;

/// A file for the operator, or why there is none.
#[wasm_bindgen]
pub struct FileForOperator {
    about: String,
    bytes: Vec<u8>,
}

#[wasm_bindgen]
impl FileForOperator {
    /// JSON with `file` (its name), or `error`.
    #[must_use]
    pub fn about(&self) -> String {
        self.about.clone()
    }

    /// What is in it.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }
}

impl FileForOperator {
    pub(crate) fn new(about: String, bytes: Vec<u8>) -> Self {
        Self { about, bytes }
    }
}
