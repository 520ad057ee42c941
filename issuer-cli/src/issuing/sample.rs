//! Some of the changes that a run would make, for people to look at: one of each kind, losses first.

use std::collections::BTreeMap;

use credential_core::{HolderNumber, UnixTime};

use super::change_kind::ChangeKind;
use crate::particulars::Particulars;
use crate::roster::Place;

/// Changes that are shown: one of each kind, and some more if there are few kinds.
const MAX_SHOWN: usize = 10;

/// Candidates of each kind. Another row may contradict the first ones.
const MAX_OF_KIND: usize = 4;

/// One person whose code would be replaced.
pub(crate) struct PlannedChange {
    pub(crate) at: Place,
    pub(crate) holder: HolderNumber,
    pub(crate) before: Particulars,
    pub(crate) after: Particulars,
    /// When the code of now ends, and when the new one would.
    pub(crate) ends: (UnixTime, UnixTime),
    /// Whether another phone takes the place of the one before.
    pub(crate) rebinds: bool,
}

/// How many candidates there are of each kind.
#[derive(Default)]
pub(super) struct Candidates(BTreeMap<ChangeKind, usize>);

impl Candidates {
    /// Whether a change of these kinds is one that may be shown.
    pub(super) fn want(&mut self, kinds: &[ChangeKind]) -> bool {
        let mut wanted = false;
        for kind in kinds {
            let count = self.0.entry(*kind).or_default();
            wanted |= *count < MAX_OF_KIND;
            *count += 1;
        }
        wanted
    }
}

/// Chooses among the candidates. Those of a kind that takes something away come first.
pub(super) fn choose(mut candidates: Vec<(Vec<ChangeKind>, PlannedChange)>) -> Vec<PlannedChange> {
    let kinds: BTreeMap<ChangeKind, ()> = candidates
        .iter()
        .flat_map(|(kinds, _)| kinds)
        .map(|kind| (*kind, ()))
        .collect();
    let mut chosen: Vec<(Vec<ChangeKind>, PlannedChange)> = Vec::new();
    for kind in kinds.into_keys() {
        if chosen.iter().any(|(kinds, _)| kinds.contains(&kind)) {
            continue;
        }
        let place = candidates
            .iter()
            .position(|(kinds, _)| kinds.contains(&kind));
        chosen.extend(place.map(|place| candidates.remove(place)));
    }
    let room = MAX_SHOWN.saturating_sub(chosen.len());
    chosen.extend(candidates.into_iter().take(room));
    // The first of its kinds is the gravest.
    chosen.sort_by_key(|(kinds, _)| kinds.iter().min().copied());
    chosen
        .into_iter()
        .map(|(_, change)| change)
        .take(MAX_SHOWN)
        .collect()
}

#[cfg(test)]
mod tests {
    use credential_core::{Category, CategorySet, DisplayName};

    use super::*;

    fn change(record: u64) -> PlannedChange {
        let name = DisplayName::new("王*明").unwrap();
        let said = Particulars::new(name, CategorySet::EMPTY.with(Category::Veteran));
        PlannedChange {
            at: Place {
                record,
                line: record,
            },
            holder: HolderNumber(1),
            before: said.clone(),
            after: said,
            ends: (UnixTime::from_secs(1), UnixTime::from_secs(2)),
            rebinds: false,
        }
    }

    #[test]
    fn one_of_each_kind_is_shown_and_losses_come_first() {
        let mut wanted = Candidates::default();
        let mut candidates = Vec::new();
        for record in 1..=1_000 {
            let kinds = match record {
                998 => vec![ChangeKind::NameChanged, ChangeKind::RegionChanged],
                999 => vec![ChangeKind::GradeLost],
                1_000 => vec![ChangeKind::CategoryLost, ChangeKind::GradeLost],
                _ => vec![ChangeKind::End],
            };
            if wanted.want(&kinds) {
                candidates.push((kinds, change(record)));
            }
        }
        assert_eq!(candidates.len(), 7, "no more are kept than may be shown");
        let shown: Vec<u64> = choose(candidates).iter().map(|one| one.at.record).collect();
        assert_eq!(shown, [1_000, 999, 998, 1, 2, 3, 4]);
    }
}
