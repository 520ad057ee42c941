//! What a month hands over to the next: quotas that go on, and who was where a moment ago.

use std::collections::BTreeMap;

use super::numbers::Words;
use super::quota::{Counter, CounterKey};

/// The last grant of a holder, if the month ended minutes behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LastGrant {
    /// In seconds since 1970.
    pub(crate) time: u64,
    pub(crate) region: u32,
    pub(crate) journal: u32,
    pub(crate) number: u32,
}

/// What is handed over of one holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HolderState {
    pub(crate) last: Option<LastGrant>,
    pub(crate) counters: Vec<(CounterKey, Counter)>,
}

/// What is handed over of a group of holders, by issuer and number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CarriedStates(pub(crate) BTreeMap<(u32, u32), HolderState>);

impl CarriedStates {
    /// In the order of the holders; empty if there is nothing.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for ((issuer, holder), state) in &self.0 {
            let mut words: Vec<u64> = vec![(*issuer).into(), (*holder).into()];
            words.push(state.last.is_some().into());
            if let Some(last) = state.last {
                words.extend([
                    last.time,
                    last.region.into(),
                    last.journal.into(),
                    last.number.into(),
                ]);
            }
            words.push(state.counters.len() as u64);
            for (key, counter) in &state.counters {
                words.extend(key.words());
                words.extend(counter.words());
            }
            out.extend(words.into_iter().flat_map(u64::to_be_bytes));
        }
        out
    }

    /// Reads what [`Self::encode`] wrote; `None` for other bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() {
            return None;
        }
        let mut words = Words::new(chunks);
        let mut states = BTreeMap::new();
        while !words.is_empty() {
            let holder = (words.small()?, words.small()?);
            let last = match words.next()? {
                0 => None,
                _ => Some(LastGrant {
                    time: words.next()?,
                    region: words.small()?,
                    journal: words.small()?,
                    number: words.small()?,
                }),
            };
            let count = words.next()?;
            let mut counters = Vec::new();
            for _ in 0..count {
                counters.push((CounterKey::read(&mut words)?, Counter::read(&mut words)?));
            }
            states.insert(holder, HolderState { last, counters });
        }
        Some(Self(states))
    }
}
