//! The quotas that the journal has counted: the calendar is the core's, the counts are the journal's.

use credential_core::{DayWindow, IssuerId, QuotaLedger, QuotaQuestion};
use terminal_store::Journal;

/// What this terminal has granted, as the evaluation of benefits asks for it.
///
/// A terminal has one place, and so one merchant and one branch: whatever the scope of a quota is, it counts
/// all that it has. A record says in its `units` how many of the benefit's own unit were given.
pub(super) struct JournalLedger<'j> {
    pub(super) journal: &'j Journal,
    /// The issuer of the catalogue whose benefits the journal has.
    pub(super) issuer: IssuerId,
}

impl QuotaLedger for JournalLedger<'_> {
    fn used(&self, question: &QuotaQuestion) -> u64 {
        if question.issuer != self.issuer {
            return 0;
        }
        let DayWindow { first, last } = question.days;
        let days = first.day_number()..=last.day_number();
        self.journal.used(question.holder, question.benefit.0, days)
    }
}
