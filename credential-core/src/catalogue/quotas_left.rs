//! What is left of the quotas of a benefit.

use core::fmt;

use super::benefit::Benefit;
use super::quota::{Period, Quota, QuotaLedger, QuotaQuestion};
use crate::civil::{CivilDay, DayWindow};
use crate::limits::MAX_QUOTAS;
use crate::trust::IssuerId;
use crate::verify::HolderId;

/// The periods around one day, worked out once for all benefits of a verdict.
pub(super) struct Periods([DayWindow; Period::ALL.len()]);

impl Periods {
    pub(super) fn around(day: CivilDay) -> Self {
        Self(Period::ALL.map(|period| period.around(day)))
    }

    fn of(&self, period: Period) -> DayWindow {
        // Periods are numbered from 1.
        self.0[usize::from(period.number()) - 1]
    }
}

/// What is left of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaLeft {
    /// The quota.
    pub quota: Quota,
    /// How many units are left.
    pub left: u32,
}

/// How many units are left of each quota, in the order in which they stand. No allocation, and no copies of the quotas:
/// a verdict has hundreds of benefits.
pub(super) type UnitsLeft = [u32; MAX_QUOTAS];

/// Asks a ledger for each quota of a benefit; `None` if one is used up.
pub(super) fn units_left(
    benefit: &Benefit,
    (issuer, holder): (IssuerId, HolderId),
    periods: &Periods,
    ledger: &impl QuotaLedger,
) -> Option<UnitsLeft> {
    let mut all = UnitsLeft::default();
    for (left, quota) in all.iter_mut().zip(&benefit.quotas) {
        let used = ledger.used(&QuotaQuestion {
            holder,
            issuer,
            benefit: benefit.number,
            unit: quota.unit,
            scope: quota.scope,
            days: periods.of(quota.period),
        });
        let rest = u64::from(quota.limit).saturating_sub(used);
        // Not above the limit, which has 32 bits.
        *left = u32::try_from(rest).ok().filter(|rest| *rest > 0)?;
    }
    Some(all)
}

/// What is left of each quota of a benefit, in the order in which they stand; none if it has none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct QuotasLeft<'a> {
    quotas: &'a [Quota],
    left: UnitsLeft,
}

impl<'a> QuotasLeft<'a> {
    pub(super) fn new(benefit: &'a Benefit, left: UnitsLeft) -> Self {
        Self {
            quotas: &benefit.quotas,
            left,
        }
    }

    /// For a holder who is not known.
    pub(super) const NOT_ASKED: Self = Self {
        quotas: &[],
        left: [0; MAX_QUOTAS],
    };

    /// One for each quota.
    pub fn iter(&self) -> impl Iterator<Item = QuotaLeft> {
        let of_quotas = self.quotas.iter().zip(self.left);
        of_quotas.map(|(quota, left)| QuotaLeft {
            quota: *quota,
            left,
        })
    }
}

impl fmt::Debug for QuotasLeft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
