//! What terminals could not know.

use credential_core::Status;
use credential_core::journal::Note;

use super::*;

#[test]
fn a_quota_is_counted_over_all_terminals() {
    let (mut one, mut two) = (Terminal::new(1), Terminal::new(4));
    one.grant(at(2026_10_01, 1_000), 1, DAILY);
    two.grant(at(2026_10_01, 2_000), 1, DAILY);
    // Another person, and the next day, are within it.
    two.grant(at(2026_10_01, 2_500), 2, DAILY);
    one.grant(at(2026_10_02, 0), 1, DAILY);
    let bureau = Bureau::new(&[&one, &two]);
    bureau.import(&one.export());
    assert!(bureau.marks().is_empty());
    bureau.import(&two.export());
    let [mark] = &bureau.marks()[..] else {
        panic!("one mark: {:?}", bureau.marks());
    };
    assert_eq!((mark.terminal, mark.record.number), (4, 1));
    assert_eq!(mark.kind, MarkKind::QuotaExceeded);
    assert_eq!(mark.period, Period::Day.number());
    assert_eq!((mark.allowed, mark.used), (Some(1), Some(2)));
    let other = mark.other.unwrap();
    assert_eq!((other.chain, other.number), (one.id, 1));
    assert_eq!(mark.holder, Some((ISSUER, 1)));
    // Marks change no total.
    let totals = bureau.open().months().unwrap()[0].totals;
    assert_eq!(totals.uses, 4);
}

#[test]
fn weeks_reach_over_the_end_of_a_month() {
    // 2026-11-30 is a Monday, 2026-12-01 a Tuesday of the same week; 2026-12-07 begins the next.
    let mut terminal = Terminal::new(1);
    terminal.grant(at(2026_11_30, 0), 1, WEEKLY);
    terminal.grant(at(2026_12_01, 0), 1, WEEKLY);
    terminal.grant(at(2026_12_07, 0), 1, WEEKLY);
    terminal.grant(at(2026_12_14, 0), 1, WEEKLY);
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let marks = bureau.marks();
    let periods: Vec<_> = marks
        .iter()
        .map(|mark| (mark.record.number, mark.period))
        .collect();
    // The third of December is above two a month.
    assert_eq!(
        periods,
        [(2, Period::Week.number()), (4, Period::Month.number())]
    );
}

#[test]
fn a_scope_of_one_merchant_leaves_the_other_out() {
    let (mut one, mut other) = (Terminal::new(1), Terminal::new(4));
    one.grant(at(2026_10_05, 0), 1, WEEKLY);
    other.grant(at(2026_10_06, 0), 1, WEEKLY);
    let bureau = Bureau::new(&[&one, &other]);
    bureau.import(&one.export());
    bureau.import(&other.export());
    assert!(bureau.marks().is_empty());
}

#[test]
fn years_and_lifetimes_go_on_from_month_to_month() {
    let mut terminal = Terminal::new(1);
    for month in 1..=6 {
        terminal.grant(at(2024_00_29 + month * 100, 0), 1, YEARLY);
    }
    terminal.grant(at(2025_01_01, 0), 1, YEARLY);
    terminal.grant(at(2027_01_01, 0), 1, YEARLY);
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let marks = bureau.marks();
    let found: Vec<_> = marks
        .iter()
        .map(|mark| (mark.record.number, mark.period, mark.used))
        .collect();
    let (year, life) = (Period::Year.number(), Period::Lifetime.number());
    assert_eq!(found, [(6, year, Some(6)), (8, life, Some(8))]);
}

#[test]
fn the_edition_of_the_record_says_what_is_allowed() {
    let mut terminal = Terminal::new(1);
    terminal.grant(at(2026_10_01, 0), 1, DAILY);
    terminal.grant(at(2026_10_01, 10), 1, DAILY);
    let later = |holder| Grant {
        edition: 2,
        ..grant(holder, DAILY)
    };
    terminal.write(at(2026_10_01, 20), Entry::Grant(later(1)));
    terminal.write(
        at(2026_10_01, 30),
        Entry::Grant(Grant {
            edition: 9,
            ..later(2)
        }),
    );
    let mut bureau = Bureau::new(&[&terminal]);
    let mut second = bureau.facts.editions[0].clone();
    second.edition = 2;
    second.benefits[1].quotas[0].limit = 3;
    bureau.facts.editions.push(second);
    bureau.import(&terminal.export());
    let expected = [
        (1, 2, MarkKind::QuotaExceeded),
        (1, 4, MarkKind::EditionUnknown),
    ];
    assert_eq!(bureau.marked(), expected);
}

#[test]
fn a_code_is_judged_by_its_standing_at_that_time() {
    let mut terminal = Terminal::new(1);
    for (second, holder) in [(100, 1), (100, 2), (200, 1), (200, 2), (300, 1), (400, 1)] {
        terminal.grant(at(2026_10_01, second), holder, RIDE);
    }
    let mut bureau = Bureau::new(&[&terminal]);
    let mut change = |status_index, second, status| {
        bureau.facts.statuses.push(StatusFact {
            status_index,
            since: at(2026_10_01, second),
            status,
        });
    };
    change(1, 200, Status::Suspended);
    change(1, 300, Status::Valid);
    change(1, 400, Status::Revoked);
    change(2, 201, Status::Revoked);
    bureau.import(&terminal.export());
    let expected = [(1, 3, MarkKind::Suspended), (1, 6, MarkKind::Revoked)];
    assert_eq!(bureau.marked(), expected);
}

#[test]
fn a_fact_that_comes_later_is_looked_at_in_what_is_there() {
    let mut terminal = Terminal::new(1);
    terminal.grant(at(2026_09_30, 0), 1, RIDE);
    terminal.grant(at(2026_10_01, 500), 1, RIDE);
    let mut bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    assert!(bureau.marks().is_empty());
    let since = at(2026_10_01, 0);
    bureau.facts.places[0].retired_since = Some(since);
    let fact = MembershipFact {
        merchant: SHOP,
        since,
        is_member: false,
    };
    bureau.facts.memberships.push(fact);
    let expected = [
        (1, 2, MarkKind::NotMember),
        (1, 2, MarkKind::TerminalRetired),
    ];
    assert_eq!(bureau.marked(), expected);
    // A member again at the same second is a member no less: the end counts.
    let mut again = fact;
    (again.since, again.is_member) = (at(2026_10_01, 400), true);
    bureau.facts.memberships.push(again);
    assert_eq!(bureau.marked(), [(1, 2, MarkKind::TerminalRetired)]);
}

#[test]
fn nobody_is_at_two_far_places_within_minutes() {
    let (mut one, mut far) = (Terminal::new(1), Terminal::new(3));
    one.grant(at(2026_10_31, 86_000), 1, RIDE);
    // Over midnight at the end of a month, and two people who met.
    one.grant(at(2026_10_31, 86_390), 2, RIDE);
    far.grant(at(2026_11_01, 100), 2, RIDE);
    far.grant(at(2026_11_01, 101), 3, RIDE);
    far.grant(at(2026_10_31, 86_000 + 601), 1, RIDE);
    one.grant(at(2026_11_01, 5_000), 3, RIDE);
    let bureau = Bureau::new(&[&one, &far]);
    bureau.import(&far.export());
    bureau.import(&one.export());
    let marks = bureau.marks();
    assert_eq!(bureau.marked(), [(3, 1, MarkKind::FarPlaces)]);
    let other = marks[0].other.unwrap();
    assert_eq!((other.chain, other.number), (one.id, 2));
    assert_eq!(marks[0].used, Some(110));
}

#[test]
fn clocks_that_were_wrong_are_marked() {
    let mut terminal = Terminal::new(1);
    terminal.grant(at(2022_12_31, 86_399), 1, RIDE);
    terminal.write(
        at(2026_10_01, 0),
        Entry::Note(Note::ClockBehind { seconds: 90 }),
    );
    terminal.grant(now().plus(std::time::Duration::from_secs(86_401)), 1, RIDE);
    let from = terminal.last();
    terminal.write(at(2026_10_02, 0), Entry::Note(Note::ClockLowered { from }));
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let marks = bureau.marks();
    let found: Vec<_> = marks
        .iter()
        .map(|mark| (mark.record.number, mark.kind))
        .collect();
    let expected = [
        (1, MarkKind::NotMember),
        (1, MarkKind::BeforePlace),
        // Nobody had a credential in that month.
        (1, MarkKind::HolderUnknown),
        (2, MarkKind::ClockBehind),
        (4, MarkKind::ClockLowered),
        (3, MarkKind::ClockAhead),
    ];
    assert_eq!(found, expected);
    assert_eq!(marks[3].used, Some(90));
}

#[test]
fn manual_grants_are_capped_and_counted_apart() {
    let mut terminal = Terminal::new(1);
    for second in 0..4 {
        terminal.write(at(2026_10_01, second), manual(None, RIDE));
    }
    terminal.undo(at(2026_10_01, 5), 2);
    terminal.write(at(2026_10_02, 0), manual(Some(7), DAILY));
    terminal.grant(at(2026_10_02, 1), 7, DAILY);
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let expected = [
        (1, 4, MarkKind::ManualOverCap),
        // A manual grant counts against a quota.
        (1, 7, MarkKind::QuotaExceeded),
    ];
    assert_eq!(bureau.marked(), expected);
    let books = bureau.open();
    let manual: u64 = books
        .connection()
        .query_row("SELECT sum(uses) FROM manual WHERE reason = 2", (), |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(manual, 4);
}
