//! What of a quota was used, by the books: over all terminals, or by what one terminal has granted itself.

use books::HolderUse;
use credential_core::{
    CivilDay, DayWindow, Moment, PlaceClaims, QuotaLedger, QuotaQuestion, QuotaScope, UnixTime,
};

/// The branch or gate group of a place, as the books count it; 0 for neither.
pub(crate) fn branch_of(place: &PlaceClaims) -> u32 {
    let group = place.gate_group.map(|group| group.0);
    place.branch.map(|branch| branch.0).or(group).unwrap_or(0)
}

/// The uses of one terminal among these, by its key.
pub(crate) fn of_terminal(uses: &[HolderUse], key: &[u8; 32]) -> Vec<HolderUse> {
    let own = uses.iter().filter(|one| one.record.chain.terminal == *key);
    own.copied().collect()
}

/// Uses of one holder, asked at a merchant.
pub(super) struct UsesLedger<'u> {
    pub(super) uses: &'u [HolderUse],
    pub(super) merchant: u32,
    /// 0 for none.
    pub(super) branch: u32,
    pub(super) moment: UnixTime,
}

impl UsesLedger<'_> {
    /// The uses that count against a quota.
    pub(super) fn counted(
        &self,
        benefit: u32,
        scope: QuotaScope,
        days: DayWindow,
    ) -> impl Iterator<Item = &HolderUse> {
        self.uses.iter().filter(move |one| {
            one.benefit == benefit
                && one.counts_at(self.moment)
                && days.contains(day_of(one.time))
                && match scope {
                    QuotaScope::Branch => {
                        (one.merchant, one.branch) == (self.merchant, self.branch)
                    }
                    QuotaScope::Merchant => one.merchant == self.merchant,
                    _ => true,
                }
        })
    }
}

impl QuotaLedger for UsesLedger<'_> {
    fn used(&self, question: &QuotaQuestion) -> u64 {
        let counted = self.counted(question.benefit.0, question.scope, question.days);
        counted.map(|one| u64::from(one.units)).sum()
    }
}

fn day_of(time: UnixTime) -> CivilDay {
    Moment::at(time).day()
}
