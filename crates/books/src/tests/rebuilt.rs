//! The database made again from what was kept.

use std::fs;

use super::*;

fn bureau_with_everything() -> (Bureau, Terminal) {
    let (mut one, far) = (Terminal::new(1), Terminal::new(3));
    for second in 0..50 {
        one.grant(
            at(2026_10_01, second * 50_000),
            1 + second as u32 % 7,
            DAILY,
        );
    }
    one.undo(at(2027_01_01, 0), 50);
    let bureau = Bureau::new(&[&one, &far]);
    let part = |before, to| one.export_part(before, to, 7, at(2027_01_02, 0));
    bureau.import(&part(0, 20));
    bureau.import(&part(10, 51));
    let mut books = Books::open_for_import(&bureau.path(), bureau.facts.clone()).unwrap();
    books.undo((1, None, 3), ("r", "o"), now()).unwrap();
    books.undo((1, None, 60), ("later", "o"), now()).unwrap();
    let receipts = books.receiptable().unwrap();
    books.note_receipts(&receipts, now()).unwrap();
    drop(books);
    // A fork, and a file that waits.
    let mut copy = one.clone();
    copy.records.truncate(5);
    copy.ends.truncate(6);
    copy.grant(at(2026_10_09, 0), 99, RIDE);
    bureau.import(&copy.export());
    let mut later = far.clone();
    for second in 0..5 {
        later.grant(at(2026_10_09, second), 3, RIDE);
    }
    bureau.import(&later.export_part(3, 5, 9, at(2026_10_09, 9)));
    (bureau, one)
}

#[test]
fn what_is_made_again_is_the_same() {
    let (bureau, _) = bureau_with_everything();
    let books = bureau.open();
    let before = (
        everything(&books),
        books.head().unwrap(),
        books.journals().unwrap(),
    );
    drop(books);
    let books = Books::rebuild(&bureau.path(), bureau.facts.clone()).unwrap();
    let after = (
        everything(&books),
        books.head().unwrap(),
        books.journals().unwrap(),
    );
    assert_eq!(after, before);
    assert_eq!(books.waiting().unwrap().len(), 1);
    drop(books);
    // Only one folder of events is left, and the books go on.
    let folders = names(&bureau.path());
    let indices = folders.iter().filter(|name| name.starts_with("index-"));
    assert_eq!(indices.count(), 1);
    assert_eq!(everything(&bureau.open()), before.0);
}

#[test]
fn a_database_that_is_gone_or_damaged_is_made_again() {
    let (bureau, mut one) = bureau_with_everything();
    let before = everything(&bureau.open());
    let database = bureau.path().join("books.db");
    for damage in [
        None,
        Some(b"no database at all, but long enough to be read".as_slice()),
    ] {
        match damage {
            None => std::fs::remove_file(&database).unwrap(),
            Some(bytes) => std::fs::write(&database, bytes).unwrap(),
        }
        let books = Books::rebuild(&bureau.path(), bureau.facts.clone()).unwrap();
        assert_eq!(everything(&books), before);
    }
    // The undo that waits for record 60 is not forgotten.
    for second in 0..10 {
        one.grant(at(2027_02_01, second), 1 + second as u32, DAILY);
    }
    bureau.import(&one.export());
    let totals = bureau.open().months().unwrap();
    let february = totals
        .iter()
        .find(|month| month.month.number() == 2027_02)
        .unwrap();
    assert_eq!((february.totals.uses, february.totals.undone), (9, 1));
}

#[test]
fn books_of_an_earlier_program_say_so_and_are_made_again() {
    let (bureau, _) = bureau_with_everything();
    let books = bureau.open();
    let before = (everything(&books), books.journals().unwrap());
    let earlier = books.connection().pragma_update(None, "user_version", 1);
    earlier.unwrap();
    drop(books);
    for opened in [
        Books::open(&bureau.path(), bureau.facts.clone()),
        Books::open_for_import(&bureau.path(), bureau.facts.clone()),
    ] {
        assert!(matches!(opened.err(), Some(BooksError::Older)));
    }
    let books = Books::rebuild(&bureau.path(), bureau.facts.clone()).unwrap();
    assert_eq!((everything(&books), books.journals().unwrap()), before);
    assert_eq!(books.waiting().unwrap().len(), 1);
}

#[test]
fn a_block_that_was_changed_is_not_taken_again() {
    let (bureau, _) = bureau_with_everything();
    let pack = bureau.path().join("kept/000001.lbk");
    let mut bytes = std::fs::read(&pack).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&pack, bytes).unwrap();
    let before = everything(&bureau.open());
    let rebuilt = Books::rebuild(&bureau.path(), bureau.facts.clone());
    assert_eq!(rebuilt.err().unwrap().code(), "books-damaged");
    assert_eq!(
        everything(&bureau.open()),
        before,
        "the old ones are as they were"
    );
}

/// What was copied onto a stick is enough; the second copy takes only what is new.
#[test]
fn a_copy_is_enough_to_make_them_again() {
    let (bureau, mut one) = bureau_with_everything();
    let stick = tempfile::tempdir().unwrap();
    let to = stick.path().join("books");
    let back_up = || Books::back_up(&bureau.path(), bureau.facts.issuer, &to).unwrap();
    let first = back_up().unwrap();
    assert_eq!(first.written, first.files);
    assert_eq!(
        back_up(),
        Some(BooksCopy {
            written: 0,
            ..first
        })
    );
    one.grant(at(2027_01_03, 0), 3, RIDE);
    bureau.import(&one.export());
    let second = back_up().unwrap();
    assert!((1..second.files).contains(&second.written), "{second:?}");
    let books = bureau.open();
    let before = (everything(&books), books.head().unwrap());
    let in_use = Books::back_up(&bureau.path(), bureau.facts.issuer, &to);
    assert!(matches!(in_use, Err(BooksError::InUse)), "{in_use:?}");
    drop(books);
    // The database is not needed, neither in the copy nor for it.
    fs::write(bureau.path().join("books.db"), b"no database").unwrap();
    assert_eq!(
        back_up(),
        Some(BooksCopy {
            written: 0,
            ..second
        })
    );

    let restored = Books::rebuild(&to, bureau.facts.clone()).unwrap();
    assert_eq!((everything(&restored), restored.head().unwrap()), before);
}

/// A stick with a bad cell: what lies there has the right length and other bytes.
#[test]
fn a_copy_that_was_spoiled_is_written_again() {
    let (bureau, _) = bureau_with_everything();
    let stick = tempfile::tempdir().unwrap();
    let back_up = || Books::back_up(&bureau.path(), bureau.facts.issuer, stick.path()).unwrap();
    back_up();
    let pack = stick.path().join("kept/000001.lbk");
    let mut bytes = fs::read(&pack).unwrap();
    let good = bytes.clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&pack, bytes).unwrap();
    assert_eq!(back_up().unwrap().written, 1);
    assert_eq!(fs::read(&pack).unwrap(), good);
}
