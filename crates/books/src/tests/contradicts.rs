//! Records that contradict the catalogue, the register or the journal itself, and such as do not.

use credential_core::journal::Note;
use credential_core::{BenefitKind, Fen};

use super::*;

/// A bureau of one terminal at SHOP, whose benefit RIDE is 20% off and given there.
fn bureau(terminal: &Terminal) -> Bureau {
    let mut bureau = Bureau::new(&[terminal]);
    let ride = &mut bureau.facts.editions[0].benefits[0];
    ride.kind = Some(BenefitKind::Share { per_mille: 800 });
    bureau
}

fn ride(price: Option<(u64, u64)>) -> Grant {
    Grant {
        price: price.map(|(full, charged)| Price { full, charged }),
        ..grant(1, RIDE)
    }
}

fn noted(issuer: u32, terminal: u32, merchant: u32, branch: u32) -> Entry {
    Entry::Note(Note::Place {
        issuer: IssuerId(issuer),
        terminal,
        merchant,
        branch,
    })
}

/// What is found of these entries, a minute apart.
fn found(entries: Vec<Entry>, change: impl Fn(&mut Bureau)) -> Vec<(u64, MarkKind)> {
    let mut terminal = Terminal::new(1);
    for (entry, minute) in entries.into_iter().zip(0..) {
        terminal.write(at(2026_10_01, minute * 60), entry);
    }
    let mut bureau = bureau(&terminal);
    change(&mut bureau);
    bureau.import(&terminal.export());
    let marked = bureau.marked();
    marked
        .into_iter()
        .map(|(_, number, kind)| (number, kind))
        .collect()
}

fn nothing(_: &mut Bureau) {}

#[test]
fn a_charge_that_is_not_what_the_benefit_gives_is_marked() {
    let grants = [
        Some((1_000, 800)),
        Some((1_000, 799)),
        Some((1_000, 0)),
        Some((1_000, 801)),
        None,
        Some((1, 0)),
    ];
    let entries = grants.map(|price| Entry::Grant(ride(price)));
    let odd = |number| (number, MarkKind::PriceMismatch);
    assert_eq!(
        found(entries.into(), nothing),
        [odd(2), odd(3), odd(4), odd(5)]
    );
}

#[test]
fn a_free_benefit_needs_no_price() {
    let entries = vec![
        Entry::Grant(ride(None)),
        Entry::Grant(ride(Some((200, 0)))),
        Entry::Grant(ride(Some((200, 1)))),
    ];
    let free = |bureau: &mut Bureau| {
        bureau.facts.editions[0].benefits[0].kind = Some(BenefitKind::Free);
    };
    assert_eq!(found(entries, free), [(3, MarkKind::PriceMismatch)]);
}

#[test]
fn steps_of_several_benefits_are_compared_each_by_itself() {
    // 20% off of 10.00, then the floor of the other benefit, which the first step may not go below.
    let entries = vec![
        Entry::Grant(ride(Some((1_000, 800)))),
        Entry::Grant(ride(Some((1_000, 900)))),
        Entry::Grant(ride(Some((1_000, 850)))),
    ];
    let combined = |bureau: &mut Bureau| {
        let benefits = &mut bureau.facts.editions[0].benefits;
        benefits[0].order = Some(1);
        benefits[1].order = Some(2);
        benefits[1].floor = Some(Fen::new(900).unwrap());
    };
    assert_eq!(found(entries, combined), [(3, MarkKind::PriceMismatch)]);
}

#[test]
fn a_benefit_of_another_merchant_or_branch_is_marked() {
    let entries = || vec![Entry::Grant(ride(Some((1_000, 800))))];
    let expected = [(1, MarkKind::NotItsBenefit)];
    assert_eq!(found(entries(), nothing), []);
    let other = |bureau: &mut Bureau| {
        bureau.facts.editions[0].benefits[0].merchants = vec![OTHER_SHOP];
    };
    assert_eq!(found(entries(), other), expected);
    let branch = |bureau: &mut Bureau| {
        bureau.facts.editions[0].benefits[0].branches = vec![3];
    };
    assert_eq!(found(entries(), branch), expected);
}

#[test]
fn in_an_unknown_edition_a_benefit_is_looked_for_in_all_others() {
    let of = |edition, benefit| {
        Entry::Grant(Grant {
            edition,
            benefit,
            ..ride(Some((1_000, 800)))
        })
    };
    let entries = vec![of(9, RIDE), of(9, 77)];
    let expected = [
        (1, MarkKind::EditionUnknown),
        (2, MarkKind::EditionUnknown),
        (2, MarkKind::NotItsBenefit),
    ];
    assert_eq!(found(entries, nothing), expected);
}

#[test]
fn a_place_that_the_register_does_not_have_is_marked_and_pays_nobody_else() {
    let used = || Entry::Grant(ride(Some((1_000, 800))));
    for (note, is_odd) in [
        (noted(ISSUER, 1, SHOP, 0), false),
        (noted(ISSUER, 2, SHOP, 0), true),
        (noted(ISSUER, 1, OTHER_SHOP, 0), true),
        (noted(ELSEWHERE, 1, SHOP, 0), true),
    ] {
        let mut terminal = Terminal::new(1);
        terminal.write(at(2026_10_01, 0), note.clone());
        terminal.write(at(2026_10_01, 60), used());
        let bureau = bureau(&terminal);
        bureau.import(&terminal.export());
        let expected: &[_] = match is_odd {
            true => &[(1, 2, MarkKind::PlaceMismatch)],
            false => &[],
        };
        assert_eq!(bureau.marked(), expected, "{note:?}");
        let merchant: u32 = bureau
            .open()
            .connection()
            .query_row("SELECT merchant FROM uses", (), |row| row.get(0))
            .unwrap();
        assert_eq!(merchant, SHOP, "{note:?}");
    }
    // The branch is the record's own.
    let elsewhere = Entry::Grant(Grant {
        branch: 5,
        ..ride(Some((1_000, 800)))
    });
    assert_eq!(
        found(vec![elsewhere], nothing),
        [(1, MarkKind::PlaceMismatch)]
    );
}

#[test]
fn an_earlier_place_of_a_terminal_that_was_offline_is_none_of_another() {
    let moved = |day| {
        move |bureau: &mut Bureau| {
            let mut place = bureau.facts.places[0].clone();
            (place.merchant, place.made) = (OTHER_SHOP, at(day, 0));
            bureau.facts.places.push(place);
        }
    };
    let at_shop = |merchant| {
        let used = Entry::Grant(ride(Some((1_000, 800))));
        vec![noted(ISSUER, 1, merchant, 0), used]
    };
    // The terminal has not got its new place; it has got it; nobody could have it.
    assert_eq!(found(at_shop(SHOP), moved(2026_09_01)), []);
    assert_eq!(found(at_shop(OTHER_SHOP), moved(2026_09_01)), []);
    assert_eq!(
        found(at_shop(OTHER_SHOP), moved(2026_10_02)),
        [(2, MarkKind::PlaceMismatch)]
    );
}

#[test]
fn a_holder_that_is_in_no_register_is_marked() {
    let of = |issuer, number| {
        Entry::Grant(Grant {
            holder: HolderId {
                issuer: IssuerId(issuer),
                number: HolderNumber(number),
            },
            ..ride(Some((1_000, 800)))
        })
    };
    let by_hand = |number| match manual(number, WEEKLY) {
        Entry::ManualGrant(grant) => Entry::ManualGrant(grant),
        other => other,
    };
    let entries = vec![
        of(ISSUER, 200),
        of(ISSUER, 201),
        // Another bureau's holders are in no register here.
        of(ELSEWHERE, 201),
        by_hand(Some(202)),
        by_hand(None),
    ];
    let unknown = |number| (number, MarkKind::HolderUnknown);
    assert_eq!(found(entries, nothing), [unknown(2), unknown(4)]);
    // A credential that was issued in a later month is none yet.
    let later = |bureau: &mut Bureau| {
        let credential = &mut bureau.facts.credentials[199];
        credential.issued = at(2026_11_01, 0);
    };
    assert_eq!(found(vec![of(ISSUER, 200)], later), [unknown(1)]);
}

#[test]
fn time_goes_back_with_a_note_alone() {
    let mut terminal = Terminal::new(1);
    let write = |terminal: &mut Terminal, second, entry| {
        terminal.write(at(2026_10_01, second), entry);
    };
    let used = || Entry::Grant(ride(Some((1_000, 800))));
    write(&mut terminal, 1_000, used());
    write(&mut terminal, 1_000, used());
    write(&mut terminal, 999, used());
    write(&mut terminal, 998, noted(ISSUER, 1, SHOP, 0));
    write(&mut terminal, 998, used());
    let from = at(2026_10_01, 998);
    let lowered = Entry::Note(Note::ClockLowered { from });
    write(&mut terminal, 500, lowered);
    write(&mut terminal, 500, used());
    write(&mut terminal, 499, rating(7));
    let bureau = bureau(&terminal);
    // In two files and blocks the record before is the same.
    bureau.import(&terminal.export_part(0, 2, 1, now()));
    bureau.import(&terminal.export_part(2, 8, 1, now()));
    let odd = |number| (1, number, MarkKind::TimeBackwards);
    let mut marked = bureau.marked();
    marked.sort();
    let expected = [odd(3), odd(4), (1, 6, MarkKind::ClockLowered), odd(8)];
    assert_eq!(marked, expected);
}

#[test]
fn one_rating_counts_of_each_grant_that_was_not_undone() {
    let mut terminal = Terminal::new(1);
    let day = 2026_10_01;
    terminal.write(at(day, 0), noted(ISSUER, 1, SHOP, 0));
    terminal.grant(at(day, 1), 1, WEEKLY);
    terminal.write(at(day, 2), rating(2));
    terminal.write(at(day, 3), rating(2));
    terminal.write(at(day, 4), rating(1));
    terminal.grant(at(day, 5), 2, WEEKLY);
    terminal.write(at(day, 6), rating(6));
    terminal.undo(at(day, 7), 6);
    // Before midnight at the end of the month, and rated behind it.
    terminal.grant(at(2026_10_31, 86_399), 3, WEEKLY);
    terminal.write(at(2026_11_01, 5), rating(9));
    terminal.write(at(2026_11_01, 6), rating(9));
    let whole = bureau(&terminal);
    whole.import(&terminal.export());
    let parts = bureau(&terminal);
    for end in 1..=terminal.records.len() {
        parts.import(&terminal.export_part(end - 1, end, 1, now()));
    }
    let odd = |number| (1, number, MarkKind::RatingNotCounted);
    for bureau in [whole, parts] {
        let mut marked = bureau.marked();
        marked.sort();
        assert_eq!(marked, [odd(4), odd(5), odd(7), odd(11)]);
        let counted: (u64, u64) = bureau
            .open()
            .connection()
            .query_row("SELECT sum(ratings), max(month) FROM ratings", (), |row| {
                row.try_into()
            })
            .unwrap();
        assert_eq!(counted, (2, 202_610));
    }
}

#[test]
fn a_settlement_says_what_needs_a_look() {
    let mut terminal = Terminal::new(1);
    let day = 2026_10_01;
    terminal.write(at(day, 0), Entry::Grant(ride(Some((1_000, 800)))));
    // Two marks of one use.
    let odd = Grant {
        holder: holder(201),
        ..ride(Some((1_000_000, 0)))
    };
    terminal.write(at(day, 60), Entry::Grant(odd));
    terminal.write(at(day, 120), manual(None, RIDE));
    // An odd use of what is not paid back.
    terminal.write(
        at(day, 180),
        Entry::Grant(Grant {
            holder: holder(202),
            ..grant(1, DAILY)
        }),
    );
    let bureau = bureau(&terminal);
    bureau.import(&terminal.export());
    let books = bureau.open();
    let month = Month::from_number(202_610).unwrap();
    let share = |_, benefit| if benefit == RIDE { 1_000 } else { 0 };
    let draft = books.settlement_draft(SHOP, month, &share).unwrap();
    let found = books.marked_uses(&draft).unwrap();
    let of = |uses, saved| report::SavedUses { uses, saved };
    // The manual grant has no price, where one is needed.
    assert_eq!(found.all, of(2, 1_000_000));
    let kinds: Vec<_> = found.by_kind.into_iter().collect();
    assert_eq!(
        kinds,
        [
            (MarkKind::PriceMismatch, of(2, 1_000_000)),
            (MarkKind::HolderUnknown, of(1, 1_000_000)),
        ]
    );
    assert_eq!(found.manual, of(1, 0));
}
