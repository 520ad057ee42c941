//! The cap of manual grants, which is of a terminal and a day, not of a holder.

use super::places::WalkedJournals;
use super::totals::{MarkRow, MonthSums, saved};
use crate::mark::MarkKind;
use crate::month::Month;

impl MonthSums {
    /// Marks the manual grants above the cap of a terminal and a day, in the order of time.
    pub(crate) fn mark_manual_over(
        &mut self,
        cap: u32,
        month: Month,
        journals: &WalkedJournals<'_>,
    ) {
        let mut entries = std::mem::take(&mut self.manual_entries);
        entries.sort_unstable_by_key(|entry| {
            let event = &entry.event;
            (
                journals.key(event.journal),
                event.second,
                journals.rank(event.journal),
                event.number,
            )
        });
        let mut day = None;
        let mut count = 0_u32;
        let mut before = None;
        for entry in entries {
            let event = entry.event;
            let this = (journals.key(event.journal), event.second / 86_400);
            if day != Some(this) {
                (day, count, before) = (Some(this), 0, None);
            }
            count = count.saturating_add(1);
            if count > cap {
                self.marks.push(MarkRow {
                    journal: event.journal,
                    number: event.number,
                    kind: MarkKind::ManualOverCap,
                    period: 0,
                    allowed: Some(cap.into()),
                    used: Some(count.into()),
                    other: before,
                    time: month.begins().as_secs() + u64::from(event.second),
                    terminal: entry.terminal,
                    merchant: entry.merchant,
                    benefit: event.benefit,
                    holder: entry.holder,
                    saved: Some(event.price.map_or(0, saved)),
                });
            }
            before = Some((event.journal, event.number));
        }
    }
}
