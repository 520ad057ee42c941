use std::collections::BTreeMap;

use credential_core::{MerchantNumber, Region, Title, Trade};

use super::*;
use crate::register::MerchantEventKind as Kind;

fn day(number: u32) -> CivilDay {
    CivilDay::from_number(number).unwrap()
}

fn row(number: u32, membership: Membership, days: Option<(u32, u32)>) -> MerchantRow {
    MerchantRow {
        merchant: credential_core::Merchant {
            number: MerchantNumber(number),
            name: Title {
                zh: format!("商户 {number}"),
                en: None,
            },
            membership,
            agreement: days.map(|(first, last)| Agreement {
                first: day(first),
                last: day(last),
            }),
        },
        trades: vec![Trade(14)],
        region: Region::new(421_202).unwrap(),
        contact: String::new(),
        branches: BTreeMap::new(),
    }
}

fn book(rows: &[MerchantRow]) -> CatalogueBook {
    CatalogueBook {
        merchants: rows.to_vec(),
        ..CatalogueBook::default()
    }
}

fn event(merchant: u32, kind: Kind, from: u32, until: Option<u32>) -> MerchantEvent {
    MerchantEvent {
        merchant,
        kind,
        day: day(from),
        until: until.map(day),
        kept: None,
        note: String::new(),
    }
}

fn known(before: &[MerchantRow], events: &[MerchantEvent]) -> Merchants {
    let mut histories: BTreeMap<u32, MerchantHistory> = BTreeMap::new();
    for event in events {
        histories
            .entry(event.merchant)
            .or_default()
            .push(event.clone());
    }
    Merchants {
        book: book(before),
        edition: Some(1),
        histories,
        unrecorded: BTreeMap::new(),
    }
}

const TODAY: u32 = 20_261_122;
const YEAR: Option<(u32, u32)> = Some((20_260_101, 20_261_231));

fn kinds(all: &Reconciled) -> Vec<(u32, Kind, u32)> {
    let events = all.events.iter();
    events
        .map(|event| (event.merchant, event.kind, event.day.number()))
        .collect()
}

#[test]
fn new_merchants_join_from_their_agreement_or_from_today() {
    let mut now = book(&[
        row(7, Membership::MEMBER, YEAR),
        row(8, Membership::MEMBER, None),
        row(9, Membership::MEMBER, Some((20_270_101, 20_271_231))),
    ]);
    let all = reconcile(&mut now, &known(&[], &[]), day(TODAY), 1);
    assert_eq!(
        kinds(&all),
        [
            (7, Kind::Joined, 20_260_101),
            (8, Kind::Joined, TODAY),
            (9, Kind::Joined, 20_270_101)
        ]
    );
    assert_eq!(all.events[0].until, Some(day(20_261_231)));
    assert!(all.overruled.is_empty() && all.believed.is_empty() && all.gone.is_empty());
}

#[test]
fn a_table_takes_away_and_never_gives_back() {
    let (member, suspended, left) = (Membership::MEMBER, Membership::SUSPENDED, Membership::LEFT);
    for (said, recorded, published, noted) in [
        (member, None, member, None),
        (member, Some(Kind::Suspended), suspended, None),
        (member, Some(Kind::Left), left, None),
        (suspended, None, suspended, Some(Kind::Suspended)),
        (suspended, Some(Kind::Suspended), suspended, None),
        (suspended, Some(Kind::Left), left, None),
        (left, None, left, Some(Kind::Left)),
        (left, Some(Kind::Suspended), left, Some(Kind::Left)),
        (left, Some(Kind::Left), left, None),
    ] {
        let mut events = vec![event(7, Kind::Joined, 20_260_101, Some(20_261_231))];
        events.extend(recorded.map(|kind| event(7, kind, 20_261_001, None)));
        let before = [row(7, member, YEAR)];
        let mut now = book(&[row(7, said, YEAR)]);
        let all = reconcile(&mut now, &known(&before, &events), day(TODAY), 2);
        let case = format!("{said:?} {recorded:?}");
        assert_eq!(now.merchants[0].merchant.membership, published, "{case}");
        let expected: Vec<_> = noted.iter().map(|kind| (7, *kind, TODAY)).collect();
        assert_eq!(kinds(&all), expected, "{case}");
        assert_eq!(all.believed.len(), usize::from(noted.is_some()), "{case}");
        let is_overruled = noted.is_none() && said != published;
        assert_eq!(all.overruled.len(), usize::from(is_overruled), "{case}");
        // The next edition from the same tables has nothing more to note.
        events.extend(all.events);
        let mut again = book(&[row(7, said, YEAR)]);
        let all = reconcile(&mut again, &known(&now.merchants, &events), day(TODAY), 3);
        assert!(all.events.is_empty(), "{case}");
        assert_eq!(again, now, "{case}");
    }
}

#[test]
fn other_days_of_an_agreement_are_a_renewal_once() {
    let events = [event(7, Kind::Joined, 20_260_101, Some(20_261_231))];
    let next = Some((20_270_101, 20_271_231));
    let mut now = book(&[row(7, Membership::MEMBER, next)]);
    let before = known(&[row(7, Membership::MEMBER, YEAR)], &events);
    let all = reconcile(&mut now, &before, day(TODAY), 2);
    assert_eq!(kinds(&all), [(7, Kind::Renewed, 20_270_101)]);
    let events = [events.to_vec(), all.events].concat();
    let history = MerchantHistory::new(events.clone());
    assert!(history.is_member_on(day(TODAY)) && history.is_member_on(day(20_271_231)));
    let all = reconcile(
        &mut now.clone(),
        &known(&now.merchants, &events),
        day(TODAY),
        3,
    );
    assert!(all.events.is_empty());
    // One that becomes open keeps its first day.
    let mut open = book(&[row(7, Membership::MEMBER, None)]);
    let all = reconcile(&mut open, &known(&now.merchants, &events), day(TODAY), 4);
    assert_eq!(kinds(&all), [(7, Kind::Renewed, 20_270_101)]);
    assert_eq!(all.events[0].until, None);
}

/// A merchant that leaves on a day to come is still a member, and its part ends on the day before.
#[test]
fn leaving_later_ends_the_agreement_in_the_part() {
    let joined = event(7, Kind::Joined, 20_260_101, Some(20_261_231));
    for (kind, from, last) in [
        (Kind::Left, 20_261_201, 20_261_130),
        (Kind::Suspended, 20_261_123, TODAY),
        (Kind::Left, 20_270_601, 20_261_231),
    ] {
        let events = [joined.clone(), event(7, kind, from, None)];
        for days in [YEAR, None] {
            let mut now = book(&[row(7, Membership::MEMBER, days)]);
            reconcile(
                &mut now,
                &known(&[row(7, Membership::MEMBER, days)], &events),
                day(TODAY),
                2,
            );
            let merchant = &now.merchants[0].merchant;
            assert_eq!(merchant.membership, Membership::MEMBER);
            let last = if days.is_none() && from > 20_270_000 {
                20_270_531
            } else {
                last
            };
            assert_eq!(
                merchant.agreement.unwrap().last,
                day(last),
                "{kind:?} {from} {days:?}"
            );
        }
    }
}

#[test]
fn who_is_gone_is_named_until_it_has_left() {
    let joined = |merchant| event(merchant, Kind::Joined, 20_260_101, None);
    let before: Vec<MerchantRow> = [6, 7, 8, 9]
        .map(|number| row(number, Membership::MEMBER, YEAR))
        .to_vec();
    let events = [
        joined(6),
        joined(7),
        joined(8),
        joined(9),
        // Taken in, and in no table yet.
        joined(10),
        event(8, Kind::Left, 20_261_101, None),
        event(9, Kind::Left, 20_261_201, None),
    ];
    let mut now = book(&before[..1]);
    let mut all = reconcile(&mut now, &known(&before, &events), day(TODAY), 2);
    let gone: Vec<_> = all
        .gone
        .iter()
        .map(|gone| (gone.number, gone.name.as_str(), gone.leaves))
        .collect();
    assert_eq!(
        gone,
        [
            (7, "商户 7", None),
            (9, "商户 9", Some(day(20_261_201))),
            (10, "", None)
        ]
    );
    all.events.clear();
    all.let_gone_leave(day(TODAY), 2);
    assert_eq!(
        kinds(&all),
        [
            (7, Kind::Left, TODAY),
            (9, Kind::Left, TODAY),
            (10, Kind::Left, TODAY)
        ]
    );
}

/// An edition from before the register kept events is noted before anything else.
#[test]
fn what_an_edition_from_before_says_is_noted_first() {
    let last = crate::register::PublishedEdition {
        edition: 3,
        made: messages::dates::parse("2026-03-01T10:00").unwrap(),
        until: messages::dates::parse("2027-03-01").unwrap(),
        parts: 3,
        head: [0; 32],
        digest: [0; 32],
        catalogue: crate::catalogue::encode_kept(&CatalogueBook {
            merchants: vec![
                row(7, Membership::MEMBER, YEAR),
                row(8, Membership::SUSPENDED, None),
                row(9, Membership::LEFT, YEAR),
            ],
            trades: crate::catalogue::TradeTable::built_in(),
            ..CatalogueBook::default()
        })
        .unwrap(),
    };
    let known = Merchants::of(Some(&last), BTreeMap::new()).unwrap();
    let mut now = known.book.clone();
    let all = reconcile(&mut now, &known, day(TODAY), 4);
    assert_eq!(
        kinds(&all),
        [
            (7, Kind::Joined, 20_260_101),
            (8, Kind::Joined, 20_260_301),
            (8, Kind::Suspended, 20_260_301),
            (9, Kind::Joined, 20_260_101),
            (9, Kind::Left, 20_260_301),
        ]
    );
    assert_eq!(all.events[1].note, "edition 3");
    assert!(all.believed.is_empty() && all.overruled.is_empty());
}
