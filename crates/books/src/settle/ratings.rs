//! Ratings: one counts for each grant that was not undone.

use rustc_hash::FxHashSet;

use super::totals::{MarkRow, MonthSums, RatingEntry};
use crate::mark::MarkKind;

impl MonthSums {
    /// Counts the ratings of the month's grants, of each the first one; the others are marked. All that was undone
    /// of the month must be known.
    pub(crate) fn count_ratings(&mut self) {
        let mut entries = std::mem::take(&mut self.rating_entries);
        if entries.is_empty() {
            return;
        }
        entries.sort_unstable_by_key(|entry| (entry.journal, entry.of, entry.number));
        let undone = self.undone.iter().map(|row| (row.journal, row.number));
        let undone: FxHashSet<(u32, u32)> = undone.collect();
        let mut first: Option<RatingEntry> = None;
        for entry in entries {
            let of = (entry.journal, entry.of);
            let again = first.filter(|first| (first.journal, first.of) == of);
            if entry.of != 0 && again.is_none() {
                first = Some(entry);
            }
            if entry.of != 0 && again.is_none() && !undone.contains(&of) {
                let rating = (entry.merchant, entry.level);
                *self.ratings.entry(rating).or_default() += 1;
                continue;
            }
            self.marks.push(MarkRow {
                journal: entry.journal,
                number: entry.number,
                kind: MarkKind::RatingNotCounted,
                period: 0,
                allowed: None,
                used: None,
                other: (entry.of != 0).then_some(of),
                time: entry.time,
                terminal: entry.terminal,
                merchant: entry.merchant,
                benefit: 0,
                holder: None,
                saved: None,
            });
        }
    }
}
