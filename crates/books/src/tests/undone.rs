//! Grants that are taken back, at the counter and at the bureau.

use super::*;

#[test]
fn the_quota_comes_back_on_the_day_of_the_grant() {
    let (mut one, mut two) = (Terminal::new(1), Terminal::new(2));
    let number = one.grant(at(2026_10_31, 80_000), 1, DAILY);
    // The undo is of the next month, the grant of this one.
    one.undo(at(2026_11_01, 5), number);
    two.grant(at(2026_10_31, 86_000), 1, DAILY);
    let bureau = Bureau::new(&[&one, &two]);
    bureau.import(&two.export());
    bureau.import(&one.export());
    assert!(bureau.marks().is_empty());
    let books = bureau.open();
    let months = books.months().unwrap();
    assert_eq!(months.len(), 1);
    let totals = months[0].totals;
    assert_eq!((totals.uses, totals.undone, totals.full), (1, 1, 200));
}

#[test]
fn an_undo_in_a_later_file_finds_its_grant() {
    let mut one = Terminal::new(1);
    let number = one.grant(at(2026_10_01, 0), 1, DAILY);
    one.grant(at(2026_10_01, 9), 1, DAILY);
    let bureau = Bureau::new(&[&one]);
    bureau.import(&one.export());
    assert_eq!(bureau.marked(), [(1, 2, MarkKind::QuotaExceeded)]);
    one.undo(at(2026_10_01, 40), number);
    // Twice is once.
    one.undo(at(2026_10_01, 41), number);
    bureau.import(&one.export_part(2, 4, 9, at(2026_10_01, 50)));
    assert!(bureau.marks().is_empty());
    let totals = bureau.open().months().unwrap()[0].totals;
    assert_eq!((totals.uses, totals.undone), (1, 1));
    // What is no grant cannot be taken back, and is not lost either.
    one.undo(at(2026_10_01, 60), 3);
    bureau.import(&one.export());
    assert_eq!(bureau.marked(), [(1, 5, MarkKind::UndoWithoutGrant)]);
}

#[test]
fn the_bureau_takes_a_grant_back_before_or_after_its_file() {
    let mut one = Terminal::new(1);
    one.grant(at(2026_10_01, 0), 1, DAILY);
    one.grant(at(2026_10_01, 9), 1, DAILY);
    one.grant(at(2026_10_02, 9), 2, DAILY);
    let undo = |bureau: &Bureau| {
        let mut books = Books::open_for_import(&bureau.path(), bureau.facts.clone()).unwrap();
        books
            .undo((1, None, 2), ("wrong person", "王"), now())
            .unwrap()
    };
    let after = Bureau::new(&[&one]);
    after.import(&one.export());
    assert!(undo(&after).is_found);
    let before = Bureau::new(&[&one]);
    assert!(!undo(&before).is_found);
    before.import(&one.export_part(0, 1, 9, at(2026_10_01, 1)));
    assert!(before.marks().is_empty());
    before.import(&one.export());
    assert_eq!(everything(&after.open()), everything(&before.open()));
    assert!(after.marks().is_empty());
    let books = after.open();
    let totals = books.months().unwrap()[0].totals;
    assert_eq!((totals.uses, totals.undone), (2, 1));
    let found: Vec<u32> = [&after, &before]
        .map(|bureau| {
            let sql = "SELECT found FROM bureau_undos";
            if std::ptr::eq(bureau, &after) {
                return books
                    .connection()
                    .query_row(sql, (), |row| row.get(0))
                    .unwrap();
            }
            let books = bureau.open();
            books
                .connection()
                .query_row(sql, (), |row| row.get(0))
                .unwrap()
        })
        .into();
    assert_eq!(found, [1, 1]);
}

#[test]
fn what_cannot_be_taken_back_is_refused() {
    let mut one = Terminal::new(1);
    let number = one.grant(at(2026_10_01, 0), 1, DAILY);
    one.undo(at(2026_10_01, 5), number);
    one.grant(at(2026_10_01, 6), 1, DAILY);
    let bureau = Bureau::new(&[&one]);
    bureau.import(&one.export());
    let mut books = Books::open_for_import(&bureau.path(), bureau.facts.clone()).unwrap();
    let mut undo = |terminal, number| {
        let undo = books.undo((terminal, None, number), ("r", "o"), now());
        undo.map_err(|error| error.code())
    };
    assert_eq!(undo(1, 1), Err("record-undone"));
    assert_eq!(undo(1, 2), Err("record-no-grant"));
    assert_eq!(undo(9, 1), Err("terminal-unknown"));
    assert!(undo(1, 3).is_ok());
    assert_eq!(undo(1, 3), Err("record-undone"));
    assert!(undo(1, 77).is_ok());
    assert_eq!(undo(1, 77), Err("record-undone"));
}

#[test]
fn a_person_whose_only_grant_was_undone_is_not_counted() {
    let mut one = Terminal::new(1);
    let number = one.grant(at(2026_10_01, 0), 1, RIDE);
    one.grant(at(2026_10_01, 1), 2, RIDE);
    one.undo(at(2026_10_01, 5), number);
    let bureau = Bureau::new(&[&one]);
    bureau.import(&one.export());
    assert_eq!(bureau.open().months().unwrap()[0].people, 1);
}
