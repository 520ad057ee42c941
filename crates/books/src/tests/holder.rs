//! What one holder has had, and what a terminal's records prove of its catalogue.

use super::*;

fn holder(number: u32) -> HolderId {
    HolderId {
        issuer: IssuerId(ISSUER),
        number: HolderNumber(number),
    }
}

#[test]
fn the_uses_of_a_holder_are_of_all_terminals_and_of_nobody_else() {
    let (mut one, mut two) = (Terminal::new(1), Terminal::new(2));
    one.grant(at(2026_10_31, 80_000), 1, DAILY);
    one.grant(at(2026_10_31, 80_010), 2, DAILY);
    let taken_back = two.grant(at(2026_11_01, 5), 1, RIDE);
    two.undo(at(2026_11_01, 20), taken_back);
    two.grant(at(2026_11_01, 30), 1, RIDE);
    let bureau = Bureau::new(&[&one, &two]);
    bureau.import(&two.export());
    bureau.import(&one.export());
    let books = bureau.open();
    let uses = books.uses_of(holder(1)).unwrap();
    let told: Vec<_> = uses
        .iter()
        .map(|one| (one.terminal, one.record.number, one.benefit, one.taken_back))
        .collect();
    let mistake = TakenBack::AtCounter(UndoReason::Mistake.number() as u8);
    assert_eq!(
        told,
        [
            (1, 1, DAILY, None),
            (2, 1, RIDE, Some(mistake)),
            (2, 3, RIDE, None)
        ]
    );
    assert_eq!(uses[0].time, at(2026_10_31, 80_000));
    assert_eq!(
        (uses[0].kind, uses[0].price.is_some()),
        (UseKind::Card, true)
    );
    assert!(!uses[0].counts_at(at(2026_10_31, 80_000)));
    assert!(uses[0].counts_at(at(2026_10_31, 80_001)));
    assert!(!uses[1].counts_at(at(2026_12_01, 0)));
    // The same number at another bureau is another person.
    let elsewhere = HolderId {
        issuer: IssuerId(ELSEWHERE),
        ..holder(1)
    };
    assert!(books.uses_of(elsewhere).unwrap().is_empty());
    assert!(books.uses_of(holder(3)).unwrap().is_empty());
}

#[test]
fn what_the_bureau_takes_back_counts_until_then() {
    let mut one = Terminal::new(1);
    one.grant(at(2026_10_01, 0), 1, DAILY);
    let bureau = Bureau::new(&[&one]);
    bureau.import(&one.export());
    let mut books = Books::open_for_import(&bureau.path(), bureau.facts.clone()).unwrap();
    books
        .undo((1, None, 1), ("wrong person", "王"), at(2026_10_05, 0))
        .unwrap();
    let uses = books.uses_of(holder(1)).unwrap();
    assert_eq!(
        uses[0].taken_back,
        Some(TakenBack::AtBureau(at(2026_10_05, 0)))
    );
    assert!(uses[0].counts_at(at(2026_10_04, 0)));
    assert!(!uses[0].counts_at(at(2026_10_05, 0)));
}

#[test]
fn a_record_proves_the_edition_of_its_terminal_up_to_that_time() {
    let (mut one, mut two) = (Terminal::new(1), Terminal::new(2));
    one.grant(at(2026_10_01, 0), 1, DAILY);
    two.grant(at(2026_10_03, 0), 1, RIDE);
    let bureau = Bureau::new(&[&one, &two]);
    bureau.import(&one.export());
    bureau.import(&two.export());
    let books = bureau.open();
    let proved = |terminal, moment| books.proved_edition(terminal, moment).unwrap();
    let edition = ProvedEdition {
        edition: 1,
        time: at(2026_10_01, 0),
    };
    assert_eq!(proved(1, at(2026_10_02, 0)), Some(edition));
    assert_eq!(proved(1, at(2026_09_30, 0)), None);
    assert_eq!(proved(9, at(2026_10_02, 0)), None);
}
