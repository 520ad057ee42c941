//! A terminal's store for programs: root set, lists and floors, kept as files wherever the program likes.

use std::path::Path;
use std::sync::Arc;

use credential_core::{PreparedKeys, PublicKey, UnixTime, Verifier, scanner};
use messages::{Failure, Lang, failure};
use terminal::update::{UpdateContent, UpdateReport};
use terminal::{Judged, ScanNote, VerdictRecord, store_words, to_json};
use terminal_store::MemoryDisk;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{error, failed, language, moment};
use crate::files::{Changes, FOLDER, Files};
use crate::policy::policy;

/// What a terminal holds, changed by update files.
#[wasm_bindgen]
pub struct Store {
    disk: MemoryDisk,
    store: Result<terminal_store::Store, Failure>,
    /// Of bureaus that are met often: half the time of a verdict.
    prepared: PreparedKeys,
}

#[wasm_bindgen]
impl Store {
    /// A new store, from the authority's root set.
    #[must_use]
    pub fn provision(root_set: &[u8]) -> Self {
        let disk = MemoryDisk::new();
        let made = terminal_store::Store::provision_on(
            Arc::new(disk.clone()),
            Path::new(FOLDER),
            root_set,
        );
        Self {
            disk,
            store: made.map_err(store_words::failure),
            prepared: PreparedKeys::new(),
        }
    }

    /// The store that these files are.
    #[must_use]
    pub fn open(files: Files) -> Self {
        let disk = files.into_disk();
        let opened = terminal_store::Store::open_on(Arc::new(disk.clone()), Path::new(FOLDER));
        Self {
            disk,
            store: opened.map_err(store_words::failure),
            prepared: PreparedKeys::new(),
        }
    }

    /// `null`, or why nothing can be done with it.
    #[must_use]
    pub fn fault(&self) -> String {
        self.store
            .as_ref()
            .map_or_else(|failure| failed(failure, Lang::En), |_| "null".to_owned())
    }

    /// Applies an update file, or a single list. JSON: an array of the lines of `verifier update`.
    pub fn update(&mut self, bytes: Vec<u8>, name: &str, now: f64, lang: &str) -> String {
        let lang = language(lang);
        match self.apply(bytes, name, moment(now)) {
            Ok(report) => report.json(lang),
            Err(failure) => failed(&failure, lang),
        }
    }

    /// Judges the text of a code: the JSON of `verifier check`.
    #[must_use]
    pub fn verify(&self, text: &str, policy_json: &str, now: f64) -> String {
        self.judged(policy_json, now, |verifier, at| {
            Judged::new(text, verifier.verify_text(text, at), at)
        })
    }

    /// The same of a text that a scanner typed, after what the keyboard did to it was undone.
    #[wasm_bindgen(js_name = verifyTyped)]
    #[must_use]
    pub fn verify_typed(&self, typed: &str, policy_json: &str, now: f64) -> String {
        let scanned = scanner::clean(typed);
        let note = ScanNote {
            fault: scanned.fault,
            is_repaired: scanned.is_repaired,
            is_repeated: false,
        };
        self.judged(policy_json, now, |verifier, at| {
            Judged::new(&scanned.text, verifier.verify_cleaned(&scanned, at), at).scanned(note)
        })
    }

    /// The files that have changed since this was called last.
    #[wasm_bindgen(js_name = takeChanges)]
    #[must_use]
    pub fn take_changes(&self) -> Changes {
        Changes::of(&self.disk)
    }

    /// Says which key the terminal has, by the 32 bytes of an Ed25519 public key: with it places and catalogues count.
    #[wasm_bindgen(js_name = setTerminalKey)]
    pub fn set_terminal_key(&mut self, public_key: &[u8]) -> String {
        let key = <&[u8; 32]>::try_from(public_key).ok();
        let key = key.and_then(|bytes| PublicKey::from_ed25519_bytes(bytes).ok());
        match (&mut self.store, key) {
            (_, None) => error("key-invalid", "these bytes are no Ed25519 public key"),
            (Err(failure), _) => failed(failure, Lang::En),
            (Ok(store), Some(key)) => match store.set_terminal_key(key.thumbprint()) {
                Ok(()) => "null".to_owned(),
                Err(fault) => failed(&store_words::failure(fault), Lang::En),
            },
        }
    }
}

impl Store {
    fn apply(
        &mut self,
        bytes: Vec<u8>,
        name: &str,
        now: UnixTime,
    ) -> Result<UpdateReport, Failure> {
        let store = self.store.as_mut().map_err(|failure| failure.clone())?;
        let update = UpdateContent::read(bytes, name)?.into_update();
        let outcomes = store.apply(&update, now).map_err(store_words::failure)?;
        let (held, receipts) = (store.holdings(), Default::default());
        Ok(UpdateReport::new(name, &update, outcomes, held, receipts))
    }

    fn judged(
        &self,
        policy_json: &str,
        now: f64,
        judge: impl FnOnce(&Verifier<'_>, UnixTime) -> Judged,
    ) -> String {
        let store = match &self.store {
            Ok(store) => store,
            Err(failure) => return failed(failure, Lang::En),
        };
        let Some((policy, challenges)) = policy(policy_json) else {
            return failed(&no_policy(), Lang::En);
        };
        let verifier = Verifier::new(store.holdings(), policy)
            .expecting(&challenges)
            .with_prepared_keys(&self.prepared);
        let judged = judge(&verifier, moment(now));
        to_json(&VerdictRecord::new("text".to_owned(), &judged))
    }
}

fn no_policy() -> Failure {
    failure!("policy-invalid"; "策略写得不对"; "the policy is none";
        "见 docs/web.md。"; "See docs/web.md.")
}
