//! Which keys are used so often that preparing them is worth it.

use alloc::vec::Vec;

use hashbrown::HashMap;

use super::ed25519_tables::base_multiples;
use super::multiples::BaseMultiples;
use super::public_key::PublicKey;
use crate::key_id::KeyId;
use crate::limits::{MAX_PREPARED_KEYS, USES_BEFORE_PREPARING};

/// The prepared keys, and the uses of some others.
pub(super) struct OftenUsed {
    /// Shared by all tables; made with the first of them.
    base: Option<BaseMultiples>,
    /// By identifier. Of two keys with one identifier, one at a time.
    prepared: HashMap<KeyId, Prepared>,
    /// Keys that may be worth it, and their uses; the last one used stands last.
    candidates: Vec<(KeyId, u32)>,
    /// Uses so far.
    time: u64,
    /// Uses of prepared keys that no replacement has been paid with yet.
    saved: u32,
}

struct Prepared {
    key: PublicKey,
    last_used: u64,
}

/// What follows from a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Counted,
    WorthPreparing,
}

/// What a replacement costs, in uses of prepared keys. Preparing one takes as long as nine uses save,
/// as measured; the rest is a margin for other processors.
const PRICE: u32 = 2 * USES_BEFORE_PREPARING;
/// No more than this is saved up, so that replacements do not come in crowds.
const MAX_SAVED: u32 = 8 * PRICE;
/// Keys that are counted. If more than these take turns, none of them is used often.
const MAX_CANDIDATES: usize = 4 * MAX_PREPARED_KEYS;

impl OftenUsed {
    pub(super) fn new() -> Self {
        Self {
            base: None,
            prepared: HashMap::new(),
            candidates: Vec::new(),
            time: 0,
            saved: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.prepared.len()
    }

    /// The key with its tables, if it is kept.
    pub(super) fn find(&self, key: &PublicKey) -> Option<PublicKey> {
        let kept = self.prepared.get(&key.id())?;
        (kept.key == *key).then(|| kept.key.clone())
    }

    /// Counts that `key` has verified a signature. After [`Use::WorthPreparing`] it is to be prepared, and
    /// kept with [`OftenUsed::keep`].
    pub(super) fn note_use(&mut self, key: &PublicKey) -> Use {
        if !key.can_be_prepared() {
            return Use::Counted;
        }
        self.time += 1;
        let kept = self.prepared.get_mut(&key.id());
        let takes_a_place = kept.is_some();
        if let Some(kept) = kept.filter(|kept| kept.key == *key) {
            kept.last_used = self.time;
            self.saved = (self.saved + 1).min(MAX_SAVED);
            return Use::Counted;
        }
        if self.count(key.id()) < USES_BEFORE_PREPARING {
            return Use::Counted;
        }
        if takes_a_place || self.prepared.len() >= MAX_PREPARED_KEYS {
            let Some(rest) = self.saved.checked_sub(PRICE) else {
                return Use::Counted;
            };
            self.saved = rest;
        }
        self.candidates.retain(|(id, _)| *id != key.id());
        Use::WorthPreparing
    }

    /// Keeps a prepared key; if there are enough already, the least recently used leaves.
    pub(super) fn keep(&mut self, key: PublicKey) {
        if !self.prepared.contains_key(&key.id()) && self.prepared.len() >= MAX_PREPARED_KEYS {
            let oldest = self.prepared.iter().min_by_key(|(_, kept)| kept.last_used);
            if let Some(oldest) = oldest.map(|(id, _)| *id) {
                self.prepared.remove(&oldest);
            }
        }
        let last_used = self.time;
        self.prepared.insert(key.id(), Prepared { key, last_used });
    }

    /// The multiples of the base point.
    pub(super) fn base(&mut self) -> BaseMultiples {
        self.base.get_or_insert_with(base_multiples).clone()
    }

    /// One more use of a candidate, and how many it has now.
    fn count(&mut self, id: KeyId) -> u32 {
        let found = self.candidates.iter().rposition(|(known, _)| *known == id);
        let uses = match found {
            Some(at) => self.candidates.remove(at).1.saturating_add(1),
            None => {
                if self.candidates.len() >= MAX_CANDIDATES {
                    self.candidates.remove(0);
                }
                1
            }
        };
        self.candidates.push((id, uses));
        uses
    }
}
