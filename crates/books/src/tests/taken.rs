//! What is counted.

use super::*;

#[test]
fn each_record_counts_once_however_often_it_comes() {
    let mut terminal = Terminal::new(1);
    for holder in 1..=5 {
        terminal.grant(at(2026_10_01, 100 * u64::from(holder)), holder, RIDE);
    }
    let bureau = Bureau::new(&[&terminal]);
    assert_eq!(bureau.import(&terminal.export()), imported(5, 0));
    let once = everything(&bureau.open());
    assert_eq!(bureau.import(&terminal.export()), imported(0, 5));
    // The next export has the old records too, in other blocks.
    assert_eq!(everything(&bureau.open()), once);
    terminal.grant(at(2026_10_02, 0), 6, RIDE);
    let longer = terminal.export_part(2, 6, 3, at(2026_10_02, 1));
    assert_eq!(bureau.import(&longer), imported(1, 3));
    let books = bureau.open();
    let [month] = books.months().unwrap()[..] else {
        panic!("one month");
    };
    assert_eq!((month.month.number(), month.people), (2026_10, 6));
    let totals = month.totals;
    assert_eq!((totals.uses, totals.full, totals.charged), (6, 1_200, 120));
}

#[test]
fn a_journal_without_records_is_known_and_says_nothing() {
    let terminal = Terminal::new(1);
    let bureau = Bureau::new(&[&terminal]);
    assert_eq!(bureau.import(&terminal.export()), imported(0, 0));
    let books = bureau.open();
    assert_eq!(books.journals().unwrap()[0].end.size, 0);
    assert!(books.months().unwrap().is_empty());
    assert!(books.receiptable().unwrap().is_empty());
}

#[test]
fn totals_are_by_month_merchant_category_kind_and_region() {
    let (mut one, mut far, mut other) = (Terminal::new(1), Terminal::new(3), Terminal::new(4));
    // The last second of February 2024 and the first of March; the turn of a year.
    one.grant(at(2024_02_29, 86_399), 1, RIDE);
    one.grant(at(2024_03_01, 0), 1, RIDE);
    one.grant(at(2026_12_31, 86_399), 2, RIDE);
    one.grant(at(2027_01_01, 0), 2, RIDE);
    let phone = Grant {
        code: ShownCode::Phone,
        price: None,
        ..grant(2, RIDE)
    };
    far.write(at(2026_12_31, 0), Entry::Grant(phone));
    let stranger = Grant {
        holder: HolderId {
            issuer: IssuerId(ELSEWHERE),
            ..holder(2)
        },
        ..grant(2, RIDE)
    };
    other.write(at(2026_12_30, 0), Entry::Grant(stranger));
    other.write(at(2026_12_30, 5), manual(None, RIDE));
    other.write(at(2026_12_30, 9), rating(1));
    let bureau = Bureau::new(&[&one, &far, &other]);
    for terminal in [&one, &far, &other] {
        bureau.import(&terminal.export());
    }
    let books = bureau.open();
    let months = books.months().unwrap();
    let uses: Vec<_> = months
        .iter()
        .map(|month| (month.month.number(), month.totals.uses, month.people))
        .collect();
    // In December the holder with card and phone is one, the stranger with the same number another, and
    // a manual grant without a number nobody.
    let expected = [
        (2024_02, 1, 1),
        (2024_03, 1, 1),
        (2026_12, 4, 2),
        (2027_01, 1, 1),
    ];
    assert_eq!(uses, expected);
    let span = books.span().unwrap().unwrap();
    let uses = |dimension| -> Vec<(u32, u64)> {
        let totals = books.totals_by(dimension, span).unwrap();
        totals
            .iter()
            .map(|(key, totals)| (*key, totals.uses))
            .collect()
    };
    assert_eq!(uses(Dimension::Merchant), [(SHOP, 5), (OTHER_SHOP, 2)]);
    assert_eq!(uses(Dimension::Trade), [(2, 2), (14, 5)]);
    assert_eq!(uses(Dimension::Region), [(HERE, 6), (FAR_AWAY, 1)]);
    assert_eq!(uses(Dimension::Kind), [(1, 5), (2, 1), (3, 1)]);
    // Holder 1 has category 1, holder 2 category 2; of the stranger nothing is known.
    assert_eq!(uses(Dimension::Category), [(1, 2), (2, 3)]);
    let people = books.people_by(Dimension::All, span).unwrap();
    assert_eq!(people.get(&0), Some(&3));
    let people = books.people_by(Dimension::Merchant, span).unwrap();
    assert_eq!(
        people.into_iter().collect::<Vec<_>>(),
        [(SHOP, 2), (OTHER_SHOP, 1)]
    );
    let rated: (u32, u32, u32, u32) = books
        .connection()
        .query_row("SELECT * FROM ratings", (), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap();
    assert_eq!(rated, (2026_12, OTHER_SHOP, 2, 1));
}

#[test]
fn people_of_several_months_are_united_and_not_added() {
    let mut terminal = Terminal::new(1);
    for (day, holder) in [
        (2026_10_01, 1),
        (2026_10_02, 2),
        (2026_11_01, 2),
        (2026_11_02, 3),
    ] {
        terminal.grant(at(day, 0), holder, RIDE);
    }
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let books = bureau.open();
    let months = books.months().unwrap();
    assert!(months.iter().all(|month| month.people == 2));
    let span = books.span().unwrap().unwrap();
    assert_eq!(
        books
            .people_by(Dimension::Benefit, span)
            .unwrap()
            .get(&RIDE),
        Some(&3)
    );
}

#[test]
fn a_record_is_judged_by_the_place_of_its_time() {
    let mut terminal = Terminal::new(1);
    terminal.grant(at(2026_10_01, 0), 1, RIDE);
    terminal.grant(at(2026_10_03, 0), 1, RIDE);
    // What the journal says itself goes before: the new place came to the terminal later.
    let note = |merchant| {
        Entry::Note(credential_core::journal::Note::Place {
            issuer: IssuerId(ISSUER),
            terminal: 1,
            merchant,
            branch: 0,
        })
    };
    terminal.write(at(2026_10_04, 0), note(SHOP));
    terminal.grant(at(2026_10_04, 1), 1, RIDE);
    terminal.write(at(2026_10_05, 0), note(OTHER_SHOP));
    terminal.grant(at(2026_10_05, 1), 1, RIDE);
    let mut bureau = Bureau::new(&[&terminal]);
    let moved = place(&terminal, OTHER_SHOP, FAR_AWAY, at(2026_10_02, 0));
    bureau.facts.places.push(moved);
    bureau.import(&terminal.export());
    let books = bureau.open();
    let span = books.span().unwrap().unwrap();
    let by_merchant = books.totals_by(Dimension::Merchant, span).unwrap();
    let uses: Vec<_> = by_merchant
        .iter()
        .map(|(key, it)| (*key, it.uses))
        .collect();
    assert_eq!(uses, [(SHOP, 2), (OTHER_SHOP, 2)]);
    drop(books);
    assert!(bureau.marked().is_empty());
}

#[test]
fn nobody_else_can_have_the_books_at_the_same_time() {
    let terminal = Terminal::new(1);
    let bureau = Bureau::new(&[&terminal]);
    let open = Books::open_for_import(&bureau.path(), bureau.facts.clone()).unwrap();
    let second = Books::open_for_import(&bureau.path(), bureau.facts.clone());
    assert!(matches!(second, Err(BooksError::InUse)));
    drop(open);
    assert!(Books::open_for_import(&bureau.path(), bureau.facts.clone()).is_ok());
}

#[test]
fn books_of_another_bureau_are_not_touched() {
    let terminal = Terminal::new(1);
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let mut facts = bureau.facts.clone();
    facts.issuer = ELSEWHERE;
    let found = Books::open(&bureau.path(), facts).err().unwrap();
    assert!(matches!(found, BooksError::OtherIssuer { found: ISSUER }));
}
