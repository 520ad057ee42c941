//! When merchants were members, by the editions of the catalogue.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days and months are grouped as year, month, day"
)]

use std::collections::BTreeSet;

use ::books::MembershipFact;
use credential_core::{CivilDay, DayWindow, Membership, UnixTime};

use crate::catalogue::CatalogueBook;

/// The first second of a civil day.
fn begin_of(day: CivilDay) -> UnixTime {
    let days = u64::from(day.day_number().0);
    UnixTime::from_secs((days * 86_400).saturating_sub(8 * 3_600))
}

/// The first second behind a civil day.
fn end_of(day: CivilDay) -> UnixTime {
    UnixTime::from_secs(begin_of(day).as_secs() + 86_400)
}

/// From which second on each merchant was a member, or none. An edition counts from when it was made until
/// the next one; a merchant that is no longer in it has left.
pub(super) fn facts(editions: &[(UnixTime, CatalogueBook)]) -> Vec<MembershipFact> {
    let mut facts = Vec::new();
    let mut before: BTreeSet<u32> = BTreeSet::new();
    for (at, (made, book)) in editions.iter().enumerate() {
        let until = editions.get(at + 1).map(|(made, _)| *made);
        let mut now = BTreeSet::new();
        for row in &book.merchants {
            let merchant = row.number();
            now.insert(merchant);
            let is_member = row.merchant.membership == Membership::MEMBER;
            let agreement = row.merchant.agreement.filter(|_| is_member);
            let of_agreement = changes(agreement, *made, until);
            facts.push(MembershipFact {
                merchant,
                since: *made,
                is_member: is_member && agreement.is_none_or(|days| is_within(days, *made)),
            });
            facts.extend(of_agreement.map(|(since, is_member)| MembershipFact {
                merchant,
                since,
                is_member,
            }));
        }
        facts.extend(before.difference(&now).map(|merchant| MembershipFact {
            merchant: *merchant,
            since: *made,
            is_member: false,
        }));
        before = now;
    }
    facts
}

fn is_within(days: DayWindow, at: UnixTime) -> bool {
    (begin_of(days.first)..end_of(days.last)).contains(&at)
}

/// Where an agreement begins and ends while an edition counts.
fn changes(
    agreement: Option<DayWindow>,
    made: UnixTime,
    until: Option<UnixTime>,
) -> impl Iterator<Item = (UnixTime, bool)> {
    let both = agreement.map(|days| [(begin_of(days.first), true), (end_of(days.last), false)]);
    let both = both.into_iter().flatten();
    both.filter(move |(at, _)| *at > made && until.is_none_or(|until| *at < until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::{Merchant, MerchantNumber, Region, Title};

    use crate::catalogue::MerchantRow;

    fn day(number: u32) -> CivilDay {
        CivilDay::from_number(number).unwrap()
    }

    fn book(merchants: &[(u32, Membership, Option<(u32, u32)>)]) -> CatalogueBook {
        let row = |(number, membership, agreement): &(u32, Membership, Option<(u32, u32)>)| {
            let agreement = agreement.map(|(first, last)| DayWindow {
                first: day(first),
                last: day(last),
            });
            MerchantRow {
                merchant: Merchant {
                    number: MerchantNumber(*number),
                    name: Title {
                        zh: "店".to_owned(),
                        en: None,
                    },
                    membership: *membership,
                    agreement,
                },
                trades: Vec::new(),
                region: Region::new(421_200).unwrap(),
                contact: String::new(),
                branches: Default::default(),
            }
        };
        CatalogueBook {
            merchants: merchants.iter().map(row).collect(),
            ..CatalogueBook::default()
        }
    }

    #[test]
    fn an_agreement_ends_behind_its_last_day_and_an_edition_with_the_next() {
        let member = Membership::MEMBER;
        let (first, second) = (begin_of(day(2026_01_10)), begin_of(day(2026_06_01)));
        let editions = [
            (
                first,
                book(&[
                    (1, member, Some((2026_02_01, 2026_03_31))),
                    (2, member, Some((2025_01_01, 2026_07_01))),
                    (3, Membership::SUSPENDED, None),
                    (4, member, None),
                ]),
            ),
            (second, book(&[(2, member, None), (3, member, None)])),
        ];
        let facts = facts(&editions);
        let of = |merchant| {
            let of = facts.iter().filter(|fact| fact.merchant == merchant);
            of.map(|fact| (fact.since, fact.is_member))
                .collect::<Vec<_>>()
        };
        let agreement = [
            (first, false),
            (begin_of(day(2026_02_01)), true),
            (begin_of(day(2026_04_01)), false),
            (second, false),
        ];
        assert_eq!(of(1), agreement);
        // Its agreement would end in July, but the second edition says otherwise by then.
        assert_eq!(of(2), [(first, true), (second, true)]);
        assert_eq!(of(3), [(first, false), (second, true)]);
        assert_eq!(of(4), [(first, true), (second, false)]);
    }
}
