//! The merchant's page: a terminal with lists, benefits and a journal, on files that the page keeps.
//!
//! - `shown`: what is said of a code, in both languages. `offers`: the same of benefits.
//! - `desk`: the code that is shown, and what is given on it. `upkeep`: updates, state, place, journal.
//! - `operator_file`: what somebody is to carry to the bureau.

mod desk;
mod offers;
mod operator_file;
mod shown;
mod upkeep;

use std::path::Path;
use std::sync::Arc;

use credential_core::{FrameCollector, Policy, UnixTime};
use messages::{Failure, Text};
use serde_json::{Value, json};
use terminal::benefits::Offer;
use terminal::proof_memory::BeforeStart;
use terminal_store::MemoryDisk;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{failed, language, moment};
use crate::files::{Changes, FOLDER, Files};

pub use operator_file::FileForOperator;

/// A terminal. Every answer is JSON; a fault is `{"error": {…}}`.
#[wasm_bindgen]
pub struct Terminal {
    disk: MemoryDisk,
    state: Result<State, Failure>,
}

/// What a terminal that works has.
struct State {
    terminal: terminal::Terminal,
    /// What was said last that can be given, to the holder of the code or without one.
    offer: Option<Offer>,
    collector: FrameCollector,
    /// An update that came as codes, once it is whole.
    collected: Option<Vec<u8>>,
}

#[wasm_bindgen]
impl Terminal {
    /// A new terminal, from the authority's root set.
    #[must_use]
    pub fn provision(root_set: &[u8], now: f64) -> Self {
        let disk = MemoryDisk::new();
        let made =
            terminal::Terminal::provision(Arc::new(disk.clone()), Path::new(FOLDER), root_set);
        Self::with(disk, made, moment(now))
    }

    /// The terminal that these files are.
    #[must_use]
    pub fn open(files: Files, now: f64) -> Self {
        let disk = files.into_disk();
        let opened = terminal::Terminal::open(Arc::new(disk.clone()), Path::new(FOLDER));
        Self::with(disk, opened, moment(now))
    }

    /// Goes on with what another window has kept. The answer is whether other lists count now: then no code is shown
    /// any more.
    #[wasm_bindgen(js_name = goOnWith)]
    pub fn go_on_with(&mut self, files: Files, lang: &str) -> String {
        let disk = self.disk.clone();
        self.answer(lang, |state| {
            let is_other = state.terminal.go_on_with(|| files.replace_on(&disk))?;
            state.offer = state.offer.take().filter(|_| !is_other);
            Ok(json!(is_other))
        })
    }

    /// `null`, or why nothing can be done with it.
    #[must_use]
    pub fn opened(&self, lang: &str) -> String {
        self.state.as_ref().map_or_else(
            |failure| failed(failure, language(lang)),
            |_| "null".to_owned(),
        )
    }

    /// `shop`, where somebody compares codes on paper with the person, or `gate`.
    #[wasm_bindgen(js_name = setMode)]
    pub fn set_mode(&mut self, mode: &str) {
        if let Ok(state) = &mut self.state {
            let policy = if mode == "gate" {
                Policy::gate()
            } else {
                Policy::shop()
            };
            state.terminal.set_policy(policy);
        }
    }

    /// The files that have changed since this was called last: to be written in one transaction, before
    /// anything is shown of what was done.
    #[wasm_bindgen(js_name = takeChanges)]
    #[must_use]
    pub fn take_changes(&self) -> Changes {
        Changes::of(&self.disk)
    }
}

impl Terminal {
    fn with(disk: MemoryDisk, made: Result<terminal::Terminal, Failure>, now: UnixTime) -> Self {
        let state = made.map(|mut terminal| {
            terminal.remember_proofs(BeforeStart::Refused, now);
            State {
                terminal,
                offer: None,
                collector: FrameCollector::new(),
                collected: None,
            }
        });
        Self { disk, state }
    }

    /// Does something with a terminal that works, and gives what came of it as JSON.
    fn answer(
        &mut self,
        lang: &str,
        work: impl FnOnce(&mut State) -> Result<Value, Failure>,
    ) -> String {
        let done = match &mut self.state {
            Ok(state) => work(state),
            Err(failure) => Err(failure.clone()),
        };
        match done {
            Ok(value) => value.to_string(),
            Err(failure) => failed(&failure, language(lang)),
        }
    }
}

/// A text in both languages.
fn both(text: &Text) -> Value {
    json!({"zh": text.in_lang(messages::Lang::Zh), "en": text.in_lang(messages::Lang::En)})
}
