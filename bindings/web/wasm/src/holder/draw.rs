//! Codes for the screen.

use code_writer::{Level, Symbol};
use wasm_bindgen::prelude::wasm_bindgen;

/// The modules of the code of a text, row by row, 1 for a dark one. Empty if the text is too long for a code.
#[wasm_bindgen(js_name = drawCode)]
#[must_use]
pub fn draw_code(text: &str) -> Vec<u8> {
    let Ok(symbol) = Symbol::new(text, Level::M) else {
        return Vec::new();
    };
    let side = symbol.width();
    (0..side)
        .flat_map(|y| (0..side).map(move |x| (x, y)))
        .map(|(x, y)| u8::from(symbol.is_dark(x, y)))
        .collect()
}
