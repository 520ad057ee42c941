//! The facts in the order of the times from which on they count, for digests.

use credential_core::{BenefitKind, Status, UnixTime};

use super::given::BureauFacts;

/// Each fact with the time from which on it counts, sorted.
pub(super) fn dated(facts: &BureauFacts) -> Vec<(UnixTime, Vec<u8>)> {
    let numbers = |kind: u8, numbers: &[u64]| {
        let mut bytes = vec![kind];
        for number in numbers {
            bytes.extend(number.to_be_bytes());
        }
        bytes
    };
    let mut dated = Vec::new();
    for place in &facts.places {
        let retired = place.retired_since.unwrap_or(place.made);
        let mut bytes = numbers(
            1,
            &[
                place.terminal.into(),
                place.merchant.into(),
                place.branch.into(),
                place.region.into(),
                place.made.as_secs(),
                place.retired_since.map_or(u64::MAX, UnixTime::as_secs),
            ],
        );
        bytes.extend(place.key.thumbprint());
        dated.push((place.made.min(retired), bytes));
    }
    for fact in &facts.memberships {
        let since = fact.since.as_secs();
        let bytes = numbers(2, &[fact.merchant.into(), since, fact.is_member.into()]);
        dated.push((fact.since, bytes));
    }
    for edition in &facts.editions {
        let mut bytes = numbers(3, &[edition.edition.into()]);
        for benefit in &edition.benefits {
            bytes.extend(numbers(4, &[benefit.number.into()]));
            for quota in &benefit.quotas {
                let (period, scope) = (quota.period.number(), quota.scope.number());
                bytes.extend(numbers(
                    5,
                    &[quota.limit.into(), period.into(), scope.into()],
                ));
            }
            let (kind, value) = numbers_of_kind(benefit.kind);
            let floor = benefit.floor.map_or(0, |floor| floor.get());
            let order = benefit.order.map_or(0, u64::from);
            bytes.extend(numbers(9, &[kind, value, floor, order]));
            let mut sorted = [benefit.merchants.clone(), benefit.branches.clone()];
            for (list, of) in sorted.iter_mut().zip([10, 11]) {
                list.sort_unstable();
                bytes.push(of);
                bytes.extend(list.iter().flat_map(|number| number.to_be_bytes()));
            }
        }
        for merchant in &edition.merchants {
            bytes.extend(numbers(6, &[merchant.number.into(), merchant.trade.into()]));
        }
        dated.push((edition.made, bytes));
    }
    for credential in &facts.credentials {
        let (index, holder) = (credential.status_index, credential.holder);
        let bytes = numbers(
            7,
            &[index.into(), holder.into(), credential.categories.into()],
        );
        dated.push((credential.issued, bytes));
    }
    for fact in &facts.statuses {
        let status = match fact.status {
            Status::Revoked => 1,
            Status::Suspended => 2,
            _ => 0,
        };
        let bytes = numbers(8, &[fact.status_index.into(), fact.since.as_secs(), status]);
        dated.push((fact.since, bytes));
    }
    dated.sort();
    dated
}

/// A kind of benefit as numbers.
fn numbers_of_kind(kind: Option<BenefitKind>) -> (u64, u64) {
    match kind {
        None => (0, 0),
        Some(BenefitKind::Free) => (1, 0),
        Some(BenefitKind::Share { per_mille }) => (2, per_mille.into()),
        Some(BenefitKind::AmountOff(amount)) => (3, amount.get()),
        Some(BenefitKind::FixedPrice(price)) => (4, price.get()),
        Some(BenefitKind::Priority) => (5, 0),
        Some(BenefitKind::FreeEntry) => (6, 0),
        Some(_) => (7, 0),
    }
}
