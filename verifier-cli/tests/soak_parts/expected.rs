//! What a gate must answer, worked out from what was fed and from the time that each line says.

use std::collections::{BTreeMap, HashMap, HashSet};

use credential_core::{ReplayGuard, UnixTime};
use serde_json::Value;

use super::fed::Made;
use crate::station::Station;

const WINDOW: u64 = 30;
const SKEW: u64 = 10;

/// Judges the lines of a gate.
pub struct Expected {
    /// Every proof that was ever admitted.
    admitted: HashSet<(u32, u64)>,
    /// How many of each date are in the window.
    remembered: BTreeMap<u64, usize>,
    floor: u64,
    verdicts: u64,
    lines: u64,
    /// Opened, and not yet told how it ended; with whether a report was sent.
    awaited: HashMap<u64, bool>,
    /// The update on which the last verdict rested.
    pub step: u64,
    pub steps_seen: HashSet<u64>,
    /// How often each code was given.
    pub codes: BTreeMap<String, u64>,
    pub turned: u64,
    pub unreported: u64,
}

impl Expected {
    pub fn new(floor: UnixTime) -> Self {
        Self {
            admitted: HashSet::new(),
            remembered: BTreeMap::new(),
            floor: floor.as_secs(),
            verdicts: 0,
            lines: 0,
            awaited: HashMap::new(),
            step: 0,
            steps_seen: HashSet::new(),
            codes: BTreeMap::new(),
            turned: 0,
            unreported: 0,
        }
    }

    pub fn awaits_passages(&self) -> bool {
        !self.awaited.is_empty()
    }

    /// Takes in that a line was fed; its verdicts come next.
    pub fn fed(&mut self, made: &Made) {
        self.lines += 1;
        if let Made::Turned(number) = made
            && let Some(is_reported) = self.awaited.get_mut(number)
        {
            *is_reported = true;
        }
    }

    /// The end of a passage: each that was opened has one.
    pub fn passage(&mut self, line: &Value) {
        let number = line["number"].as_u64().unwrap();
        let is_reported = self.awaited.remove(&number).expect("opened, and not ended");
        match line["result"].as_str().unwrap() {
            "turned" => {
                assert!(is_reported, "{line}");
                self.turned += 1;
            }
            // Also where the report came too late.
            "unreported" => self.unreported += 1,
            _ => panic!("{line}"),
        }
    }

    /// The verdict on what was fed last.
    pub fn verdict(&mut self, made: &Made, station: &Station, line: &Value) {
        self.verdicts += 1;
        assert_eq!(line["number"], self.verdicts, "{made:?}: {line}");
        assert_eq!(line["input"], format!("line {}", self.lines), "{made:?}");
        let at = line["at"]["unix"].as_u64().unwrap();
        if let Some(age) = line["age_seconds"]["status_list"].as_u64() {
            let step = station.step_of(at - age);
            assert!(step >= self.step, "older lists came back: {line}");
            self.step = step;
            self.steps_seen.insert(step);
        }
        let (code, is_open) = match made {
            Made::Fixed(code) => (*code, false),
            Made::Card(_) => ("accepted", true),
            Made::Watched if Station::is_watched_revoked(self.step) => ("revoked", false),
            Made::Watched => ("accepted", true),
            Made::Proof(holder, dated) => self.proof(*holder, dated.as_secs(), at),
            Made::TwoCards => ("accepted", false),
            Made::Blank | Made::Turned(_) => panic!("{made:?} has no verdict: {line}"),
        };
        assert_eq!(line["code"], code, "{made:?}: {line}");
        assert_eq!(line["open"], is_open, "{made:?}: {line}");
        if let Made::Card(holder) | Made::Proof(holder, _) = made {
            assert_eq!(line["credential"]["holder"], *holder, "{line}");
        }
        if is_open {
            self.awaited.insert(self.verdicts, false);
        }
        *self.codes.entry(code.to_owned()).or_default() += 1;
    }

    /// As `docs/format.md` and `docs/gate.md` say, and not as the program does it.
    fn proof(&mut self, holder: u32, dated: u64, at: u64) -> (&'static str, bool) {
        if dated + WINDOW < at {
            return ("proof-stale", false);
        }
        if dated > at + SKEW {
            return ("proof-from-future", false);
        }
        while let Some((first, _)) = self.remembered.first_key_value()
            && first + WINDOW < at
        {
            self.floor = self.floor.max(*first);
            self.remembered.pop_first();
        }
        if self.admitted.contains(&(holder, dated)) && self.remembered.contains_key(&dated) {
            return ("proof-replayed", false);
        }
        if dated <= self.floor {
            return ("proof-stale", false);
        }
        if self.remembered.values().sum::<usize>() >= ReplayGuard::DEFAULT_CAPACITY {
            return ("repeat-unchecked", false);
        }
        self.admitted.insert((holder, dated));
        *self.remembered.entry(dated).or_default() += 1;
        ("accepted", true)
    }
}
