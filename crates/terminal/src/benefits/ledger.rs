//! The quotas that the journal has counted: the calendar is the core's, the counts are the journal's.

use std::cell::OnceCell;

use credential_core::{DayNumber, DayWindow, HolderId, IssuerId, QuotaLedger, QuotaQuestion};
use terminal_store::Journal;

/// A benefit, a day, and how many units of it a holder has had on it.
type UsedOnDay = (u32, DayNumber, u32);

/// What this terminal has granted, as the evaluation of benefits asks for it.
///
/// A terminal has one place, and so one merchant and one branch: whatever the scope of a quota is, it counts
/// all that it has. A record says in its `units` how many of the benefit's own unit were given.
pub(super) struct JournalLedger<'j> {
    journal: &'j Journal,
    /// The issuer of the catalogue whose benefits the journal has.
    issuer: IssuerId,
    /// The holder who was asked about first, and what that one has had: a verdict asks hundreds of times about one
    /// holder, who most often has had little.
    first: OnceCell<(HolderId, Vec<UsedOnDay>)>,
}

impl<'j> JournalLedger<'j> {
    pub(super) const fn new(journal: &'j Journal, issuer: IssuerId) -> Self {
        Self {
            journal,
            issuer,
            first: OnceCell::new(),
        }
    }
}

impl QuotaLedger for JournalLedger<'_> {
    #[inline]
    fn used(&self, question: &QuotaQuestion) -> u64 {
        if question.issuer != self.issuer {
            return 0;
        }
        let (asked, benefit) = (question.holder, question.benefit.0);
        let (holder, uses) = self
            .first
            .get_or_init(|| (asked, self.journal.uses_of(asked).collect()));
        let is_another = *holder != asked;
        if !is_another && uses.is_empty() {
            return 0;
        }
        let begins = uses.partition_point(|(used, ..)| *used < benefit);
        let of_benefit = uses.get(begins..).unwrap_or_default();
        // Most often there is nothing, and no day to be counted.
        if !is_another && of_benefit.first().is_none_or(|(used, ..)| *used != benefit) {
            return 0;
        }
        let DayWindow { first, last } = question.days;
        let days = first.day_number()..=last.day_number();
        if is_another {
            return self.journal.used(asked, benefit, days);
        }
        of_benefit
            .iter()
            .take_while(|(used, ..)| *used == benefit)
            .filter(|(_, day, _)| days.contains(day))
            .map(|(.., units)| u64::from(*units))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use credential_core::journal::{Grant, Judged, ShownCode};
    use credential_core::{
        BenefitNumber, CivilDay, HolderNumber, QuotaScope, QuotaUnit, Signer, SigningKey,
        StatusIndex, UnixTime,
    };
    use terminal_store::MemoryDisk;

    use super::*;

    const ISSUER: IssuerId = IssuerId(42_120_001);

    fn holder(number: u32) -> HolderId {
        HolderId {
            issuer: ISSUER,
            number: HolderNumber(number),
        }
    }

    #[test]
    fn whoever_is_asked_about_first_the_journal_s_counts_come_out() {
        let key = SigningKey::from_seed(&[7; 32]);
        let disk = Arc::new(MemoryDisk::new());
        let mut journal = Journal::open_on(disk, Path::new("journal"), key.public_key()).unwrap();
        let first_day = CivilDay::from_number(20_270_227).unwrap().day_number();
        for day in 0..4 {
            for (number, benefit, units) in [(1, 2, 1), (1, 4, 3), (2, 2, 5), (1, 2, 1)] {
                let grant = Grant {
                    holder: holder(number),
                    status_index: StatusIndex(number),
                    benefit,
                    edition: 1,
                    branch: 1,
                    units: units + day,
                    price: None,
                    code: ShownCode::Card,
                    judged: Judged::Accepted,
                };
                let now = DayNumber(first_day.0 + day).begins().as_secs() + 36_000;
                journal.grant(grant, UnixTime::from_secs(now)).unwrap();
            }
        }
        let days = [(0, 3), (1, 1), (2, 9), (0, 0), (7, 9)].map(|(first, last)| DayWindow {
            first: DayNumber(first_day.0 + first).into(),
            last: DayNumber(first_day.0 + last).into(),
        });
        for begin in [1, 2, 3] {
            let ledger = JournalLedger::new(&journal, ISSUER);
            let mut counted = 0;
            for number in [begin, 1, 2, 3] {
                for (benefit, days) in (1..6).flat_map(|benefit| days.map(|days| (benefit, days))) {
                    let mut question = QuotaQuestion {
                        holder: holder(number),
                        issuer: ISSUER,
                        benefit: BenefitNumber(benefit),
                        unit: QuotaUnit::Use,
                        scope: QuotaScope::Merchant,
                        days,
                    };
                    let window = days.first.day_number()..=days.last.day_number();
                    let expected = journal.used(holder(number), benefit, window);
                    assert_eq!(ledger.used(&question), expected, "{question:?}");
                    counted += expected;
                    question.issuer = IssuerId(1);
                    assert_eq!(ledger.used(&question), 0);
                }
            }
            assert!(counted > 0);
        }
    }
}
