use std::path::Path;

use super::*;
use crate::report::testing::{GRANT, TestGrant, books, fill};

const NOVEMBER: u32 = 202_611;
const DECEMBER: u32 = 202_612;
const JANUARY: u32 = 202_701;

fn month(number: u32) -> Month {
    Month::from_number(number).unwrap()
}

fn half(_: Month, _: u32) -> u16 {
    500
}

fn at(number: u32, grant: TestGrant) -> TestGrant {
    TestGrant {
        month: number,
        ..grant
    }
}

struct Bureau {
    books: Connection,
    settlements: Connection,
}

impl Bureau {
    fn sources(&self) -> Sources<'_> {
        Sources {
            books: &self.books,
            settlements: &self.settlements,
        }
    }
}

fn bureau(grants: &[TestGrant]) -> Bureau {
    let mut settlements = Connection::open_in_memory().unwrap();
    store::prepare(&mut settlements, Path::new("memory")).unwrap();
    Bureau {
        books: books(grants),
        settlements,
    }
}

/// Makes and records the settlement of a month.
fn settle(bureau: &mut Bureau, number: u32) -> Settlement {
    let draft = draft(bureau.sources(), [7; 32], (1, month(number)), &half).unwrap();
    let settlement = Settlement {
        document: format!("{draft:?}").into_bytes(),
        draft,
        made: UnixTime::from_secs(1_800_000_000),
        operator: "李".to_owned(),
    };
    record(&mut bureau.settlements, settlement).unwrap()
}

fn numbers(lines: &[SettlementLine]) -> Vec<(u32, u32, i64, i64, i64)> {
    let numbers = |line: &SettlementLine| {
        (
            line.month.number(),
            line.benefit,
            line.uses,
            line.saved,
            line.owed,
        )
    };
    lines.iter().map(numbers).collect()
}

#[test]
fn shares_are_rounded_to_the_nearest_fen() {
    for (saved, per_mille, owed) in [
        (1_001, 500, 501),
        (1_000, 500, 500),
        (1, 499, 0),
        (1, 500, 1),
        (0, 1_000, 0),
        (999, 333, 333),
        (100_000_000_000, 1_000, 100_000_000_000),
        (i64::MAX, 1_000, i64::MAX),
    ] {
        assert_eq!(share_of(saved, per_mille), owed, "{saved} {per_mille}");
    }
}

#[test]
fn a_month_is_settled_by_benefit_with_what_was_saved() {
    let dear = TestGrant {
        benefit: 8,
        price: Some((5_001, 0)),
        ..GRANT
    };
    let other = TestGrant {
        merchant: 2,
        ..GRANT
    };
    let undone = TestGrant {
        undone: true,
        ..GRANT
    };
    let mut bureau = bureau(&[GRANT, GRANT, dear, other, undone, at(DECEMBER, GRANT)]);
    let made = settle(&mut bureau, NOVEMBER);
    // Two haircuts saved 10 yuan each; the dear one 50.01, half of which is 25.005.
    assert_eq!(
        numbers(&made.draft.lines),
        [
            (NOVEMBER, 7, 2, 2_000, 1_000),
            (NOVEMBER, 8, 1, 5_001, 2_501)
        ]
    );
    assert_eq!(made.draft.owed(), Some(3_501));
    assert!(made.draft.additions.is_empty());
}

#[test]
fn what_is_not_paid_back_is_on_no_statement() {
    let bureau = bureau(&[
        GRANT,
        TestGrant {
            benefit: 8,
            ..GRANT
        },
    ]);
    let only_eight = |_: Month, benefit: u32| if benefit == 8 { 1_000 } else { 0 };
    let draft = draft(bureau.sources(), [7; 32], (1, month(NOVEMBER)), &only_eight).unwrap();
    assert_eq!(numbers(&draft.lines), [(NOVEMBER, 8, 1, 1_000, 1_000)]);
}

#[test]
fn made_again_it_is_the_same_whatever_came_since() {
    let mut bureau = bureau(&[GRANT]);
    let first = settle(&mut bureau, NOVEMBER);
    fill(&bureau.books, &[GRANT, GRANT, GRANT]);
    assert_eq!(
        made(&bureau.settlements, 1, month(NOVEMBER)).unwrap(),
        Some(first.clone())
    );
    // Somebody who tries to record another one gets the first.
    assert_eq!(settle(&mut bureau, NOVEMBER), first);
    assert_eq!(made(&bureau.settlements, 1, month(DECEMBER)).unwrap(), None);
    assert_eq!(made(&bureau.settlements, 2, month(NOVEMBER)).unwrap(), None);
}

#[test]
fn what_comes_later_is_an_addition_of_a_later_statement_once() {
    let mut bureau = bureau(&[GRANT]);
    settle(&mut bureau, NOVEMBER);
    let late = TestGrant {
        benefit: 8,
        price: Some((3_000, 0)),
        ..GRANT
    };
    let all = [GRANT, GRANT, late, at(DECEMBER, GRANT)];
    fill(&bureau.books, &all);
    let december = settle(&mut bureau, DECEMBER);
    assert_eq!(
        numbers(&december.draft.lines),
        [(DECEMBER, 7, 1, 1_000, 500)]
    );
    assert_eq!(
        numbers(&december.draft.additions),
        [(NOVEMBER, 7, 1, 1_000, 500), (NOVEMBER, 8, 1, 3_000, 1_500)]
    );
    let january = settle(&mut bureau, JANUARY);
    assert!(january.draft.lines.is_empty() && january.draft.additions.is_empty());
    // Everything that was paid is what the books come to.
    let paid: i64 = [NOVEMBER, DECEMBER, JANUARY]
        .iter()
        .filter_map(|number| {
            made(&bureau.settlements, 1, month(*number))
                .unwrap()?
                .draft
                .owed()
        })
        .sum();
    let saved: u64 = all
        .iter()
        .filter_map(|grant| grant.price)
        .map(|(full, charged)| full - charged)
        .sum();
    assert_eq!(paid * 2, i64::try_from(saved).unwrap());
}

#[test]
fn what_is_undone_after_the_statement_is_taken_off_a_later_one() {
    let mut bureau = bureau(&[GRANT, GRANT]);
    settle(&mut bureau, NOVEMBER);
    fill(
        &bureau.books,
        &[
            TestGrant {
                undone: true,
                ..GRANT
            },
            TestGrant {
                undone: true,
                ..GRANT
            },
        ],
    );
    let december = settle(&mut bureau, DECEMBER);
    assert_eq!(
        numbers(&december.draft.additions),
        [(NOVEMBER, 7, -2, -2_000, -1_000)]
    );
    assert_eq!(december.draft.owed(), Some(-1_000));
}

#[test]
fn halves_of_a_fen_are_not_paid_twice() {
    let odd = TestGrant {
        price: Some((1, 0)),
        ..GRANT
    };
    let mut bureau = bureau(&[odd]);
    // Half of one fen is rounded up to one; a second one makes it one fen altogether.
    assert_eq!(settle(&mut bureau, NOVEMBER).draft.owed(), Some(1));
    fill(&bureau.books, &[odd, odd]);
    let december = settle(&mut bureau, DECEMBER);
    assert_eq!(numbers(&december.draft.additions), [(NOVEMBER, 7, 1, 1, 0)]);
}

#[test]
fn no_statement_can_be_changed_or_removed() {
    let mut bureau = bureau(&[GRANT]);
    settle(&mut bureau, NOVEMBER);
    for sql in [
        "UPDATE settlements SET document = x'00'",
        "DELETE FROM settlements",
        "UPDATE settled SET owed = 0",
        "DELETE FROM settled",
    ] {
        let refused = bureau.settlements.execute(sql, ()).unwrap_err().to_string();
        assert!(refused.contains("stays as it is"), "{sql}: {refused}");
    }
}

#[test]
fn a_database_of_something_else_or_of_a_later_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settlements.db");
    drop(store::open(&path).unwrap());
    store::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 2)
        .unwrap();
    let newer = store::open(&path).map(drop);
    assert!(
        matches!(newer, Err(BooksError::Newer { version: 2 })),
        "{newer:?}"
    );
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "application_id", 7)
        .unwrap();
    let other = store::open(&path).map(drop);
    assert!(
        matches!(other, Err(BooksError::Damaged { .. })),
        "{other:?}"
    );
}
