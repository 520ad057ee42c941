//! The signed lists on a phone: root set, trust list, status lists, and the catalogue parts of all merchants.
//!
//! They only inform the holder. A terminal decides by its own lists.

use std::collections::BTreeMap;

use credential_core::limits::MAX_CATALOGUE_PARTS;
use credential_core::{CataloguePart, Error, Holdings, IssuerId, MerchantNumber, UnixTime, Update};
use messages::{dates, text, words};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::words::{both, fault, fault_in_words, time};

/// What a phone holds.
#[wasm_bindgen]
#[derive(Default)]
pub struct HolderLists {
    pub(super) holdings: Option<Holdings>,
    parts: BTreeMap<(IssuerId, MerchantNumber), HeldPart>,
    /// Restored parts, not verified yet: a code is shown before thousands of merchants are looked at.
    restored: Vec<Vec<u8>>,
}

/// A part of a catalogue, with the bytes it came in.
struct HeldPart {
    bytes: Vec<u8>,
    part: CataloguePart,
}

#[wasm_bindgen]
impl HolderLists {
    /// Lists without anything in them.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What a root set says, before it is trusted: `version`, `threshold`, `thumbprints`; or `error`.
    #[wasm_bindgen(js_name = rootSet)]
    #[must_use]
    pub fn root_set(bytes: &[u8]) -> String {
        match Holdings::provision(bytes) {
            Ok(holdings) => roots(&holdings).to_string(),
            Err(error) => fault(&error).to_string(),
        }
    }

    /// Begins with a root set that somebody trusts. What was held before is gone.
    pub fn provision(&mut self, root_set: &[u8]) -> String {
        match Holdings::provision(root_set) {
            Ok(holdings) => {
                let answer = roots(&holdings);
                self.holdings = Some(holdings);
                self.parts.clear();
                self.restored.clear();
                answer.to_string()
            }
            Err(error) => fault(&error).to_string(),
        }
    }

    /// Restores what [`HolderLists::save`] gave: `{"held": true}`, or `error` if it is damaged.
    pub fn restore(&mut self, saved: &[u8]) -> String {
        let update = match Update::parse(saved) {
            Ok(update) => update,
            Err(error) => return fault(&error).to_string(),
        };
        let first = update
            .root_sets
            .first()
            .map(|root| Holdings::provision(root));
        let mut holdings = match first {
            Some(Ok(holdings)) => holdings,
            Some(Err(error)) => return fault(&error).to_string(),
            None => return fault(&Error::ObjectUnsupported).to_string(),
        };
        holdings.restore(&update);
        self.holdings = Some(holdings);
        self.parts.clear();
        self.restored = update.catalogue_parts;
        json!({ "held": true }).to_string()
    }

    /// All that is held, as an update file that begins with the root set. Empty without one.
    #[must_use]
    pub fn save(&mut self) -> Vec<u8> {
        self.take_restored();
        let Some(holdings) = &self.holdings else {
            return Vec::new();
        };
        let mut update = holdings.to_update();
        update.catalogue_parts = self.parts.values().map(|held| held.bytes.clone()).collect();
        update.encode()
    }

    /// Applies an update file: `new` (how many parts are new), `held` (were there already), `refused` (each `code`, and
    /// why in words); or `error` if it is no update file, or there is no root set.
    pub fn apply(&mut self, file: &[u8], now: f64) -> String {
        self.take_restored();
        let Some(holdings) = &mut self.holdings else {
            return no_roots().to_string();
        };
        let update = match Update::parse(file) {
            Ok(update) => update,
            Err(error) => return fault(&error).to_string(),
        };
        let outcomes = holdings.apply(&update, time(now));
        let (mut new, mut known, mut refused) = (0_u64, 0_u64, Vec::new());
        for outcome in outcomes {
            match outcome.result {
                Ok(credential_core::Applied::New) => new += 1,
                Ok(_) => known += 1,
                Err(error) => refused
                    .push(json!({ "code": error.code(), "words": both(&words::error(&error)) })),
            }
        }
        let (parts_new, parts_known) = self.keep_parts(update.catalogue_parts);
        // A new trust list may have withdrawn what was held.
        self.drop_untrusted();
        json!({ "new": new + parts_new, "held": known + parts_known, "refused": refused })
            .to_string()
    }

    /// What is held: `trust` (or null), `status_lists`, `catalogue` (each `issuer`, `edition`, `merchants`, `until`).
    #[must_use]
    pub fn about(&mut self, now: f64) -> String {
        self.take_restored();
        self.describe(time(now)).to_string()
    }
}

impl HolderLists {
    /// The parts of the catalogue that are held.
    pub(super) fn parts(&mut self) -> impl Iterator<Item = &CataloguePart> {
        self.take_restored();
        self.parts.values().map(|held| &held.part)
    }

    fn take_restored(&mut self) {
        let restored = std::mem::take(&mut self.restored);
        self.keep_parts(restored);
    }

    /// Keeps parts that the trust list has a key for, the newest edition of each merchant.
    fn keep_parts(&mut self, parts: Vec<Vec<u8>>) -> (u64, u64) {
        let (mut new, mut known) = (0, 0);
        let Some(trust) = self.holdings.as_ref().and_then(Holdings::trust) else {
            return (0, 0);
        };
        for bytes in parts {
            let Ok(part) = CataloguePart::verify(&bytes, trust) else {
                continue;
            };
            let of = (part.issuer(), part.merchant().number);
            let held = self
                .parts
                .get(&of)
                .map(|held| (held.part.edition(), held.part.validity().from));
            if held.is_some_and(|held| held >= (part.edition(), part.validity().from)) {
                known += 1;
            } else if held.is_some() || self.parts.len() < MAX_CATALOGUE_PARTS {
                self.parts.insert(of, HeldPart { bytes, part });
                new += 1;
            }
        }
        (new, known)
    }

    fn drop_untrusted(&mut self) {
        let Some(trust) = self.holdings.as_ref().and_then(Holdings::trust) else {
            self.parts.clear();
            return;
        };
        let stands = |issuer: IssuerId| {
            let mut issuers = trust.claims().issuers.iter();
            issuers.any(|one| one.id == issuer && one.standing == credential_core::Standing::Active)
        };
        self.parts.retain(|(issuer, _), _| stands(*issuer));
    }

    fn describe(&self, now: UnixTime) -> Value {
        let Some(holdings) = &self.holdings else {
            return json!({ "roots": null, "trust": null, "status_lists": 0, "catalogue": [] });
        };
        let trust = holdings.trust().map(|trust| {
            let claims = trust.claims();
            json!({
                "version": claims.version,
                "made": claims.validity.from.as_secs(),
                "until": claims.validity.until.as_secs(),
                "last_day": dates::last_day(claims.validity.until),
                "expired": claims.validity.until <= now,
                "issuers": claims.issuers.len(),
            })
        });
        let mut catalogues: BTreeMap<IssuerId, (u32, u64, UnixTime)> = BTreeMap::new();
        for ((issuer, _), held) in &self.parts {
            let entry = catalogues
                .entry(*issuer)
                .or_insert((0, 0, held.part.validity().until));
            entry.0 = entry.0.max(held.part.edition());
            entry.1 += 1;
            entry.2 = entry.2.min(held.part.validity().until);
        }
        let catalogue: Vec<Value> = catalogues
            .into_iter()
            .map(|(issuer, (edition, merchants, until))| {
                json!({
                    "issuer": issuer.0,
                    "edition": edition,
                    "merchants": merchants,
                    "last_day": dates::last_day(until),
                    "expired": until <= now,
                })
            })
            .collect();
        json!({
            "roots": roots(holdings),
            "trust": trust,
            "status_lists": holdings.status_lists().count(),
            "catalogue": catalogue,
        })
    }
}

pub(super) fn no_roots() -> Value {
    fault_in_words(
        "root-set-missing",
        &text!("这部手机上还没有名单"; "there are no lists on this phone yet"),
    )
}

fn roots(holdings: &Holdings) -> Value {
    let claims = holdings.root().claims();
    let thumbprints: Vec<String> = claims.keys.iter().map(words::thumbprint).collect();
    json!({ "version": claims.version, "threshold": claims.threshold, "thumbprints": thumbprints })
}
