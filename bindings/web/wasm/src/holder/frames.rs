//! Updates that are shown as several codes on the bureau's screen.

use credential_core::{Collected, FrameCollector};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::words::fault;

/// Collects the codes of an update in any order.
#[wasm_bindgen]
#[derive(Default)]
pub struct Frames {
    collector: FrameCollector,
    whole: Vec<u8>,
}

#[wasm_bindgen]
impl Frames {
    /// One that has seen nothing.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the text of a code: `{"held", "count"}`, `{"known": true}`, `{"whole": true}` (then [`Frames::whole`] has the
    /// bytes), `{"contradictory": true}`, or `error`.
    pub fn add(&mut self, text: &str) -> String {
        let answer = match self.collector.add(text) {
            Ok(Collected::Part { held, count }) => json!({ "held": held, "count": count }),
            Ok(Collected::Known) => json!({ "known": true }),
            Ok(Collected::Object(bytes)) => {
                self.whole = bytes;
                json!({ "whole": true })
            }
            Ok(_) => json!({ "contradictory": true }),
            Err(error) => fault(&error),
        };
        answer.to_string()
    }

    /// The bytes of the last sequence that was complete.
    #[must_use]
    pub fn whole(&self) -> Vec<u8> {
        self.whole.clone()
    }
}
