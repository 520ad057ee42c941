use alloc::vec;

use super::*;
use crate::civil::DayNumber;
use crate::error::{CborFault, Error, Field};
use crate::fixtures::hex;
use crate::limits::{MAX_CARRY_ENTRIES, MAX_FEN, MAX_RECORD_BYTES, MAX_TIME};

const RANGE: Error = Error::ClaimsInvalid(Field::Payload);

fn carry(entries: usize) -> Carry {
    let entry = CarryEntry {
        holder: HolderId {
            issuer: IssuerId(u32::MAX),
            number: HolderNumber(u32::MAX),
        },
        benefit: u32::MAX,
        day: DayNumber(u32::MAX),
        units: u32::MAX,
    };
    Carry {
        through: u64::MAX - 1,
        part: 131_070,
        parts: 131_071,
        entries: vec![entry; entries],
    }
}

fn manual(holder: Option<HolderId>) -> ManualGrant {
    ManualGrant {
        reason: ManualReason::ScannerBroken,
        holder,
        benefit: 12,
        edition: 3,
        branch: 1,
        units: 2,
        price: None,
    }
}

/// One of each kind.
fn each_kind() -> Vec<JournalRecord> {
    let notes = [
        Note::Place {
            issuer: IssuerId(42_120_001),
            terminal: 5,
            merchant: 77,
            branch: 1,
        },
        Note::ClockBehind { seconds: 86_400 },
        Note::ClockLowered {
            from: UnixTime::from_secs(NOW.as_secs() + 1),
        },
    ];
    let others = [
        Entry::Grant(grant(17)),
        Entry::Grant(Grant {
            price: None,
            code: ShownCode::Phone,
            judged: Judged::Checked,
            ..grant(u32::MAX)
        }),
        Entry::Undo(Undo {
            of: 8,
            reason: UndoReason::NotPassed,
        }),
        Entry::ManualGrant(manual(None)),
        Entry::ManualGrant(manual(Some(holder(17)))),
        Entry::Rating(Rating {
            of: 8,
            level: RatingLevel::Fair,
        }),
        Entry::Carry(Carry {
            through: 8,
            ..carry(1)
        }),
    ];
    let mut all: Vec<_> = others
        .into_iter()
        .chain(notes.map(Entry::Note))
        .map(|entry| record(9, entry))
        .collect();
    all.push(record(
        1,
        Entry::Note(Note::SetAside {
            chain: 1,
            size: 8,
            head: [0xab; 32],
        }),
    ));
    all
}

#[test]
fn is_what_the_format_says() {
    let bytes = hex(
        "84 09 1a6b49d200 01                         ; record 9, time, grant
           8a 1a0282b341 11 19 9d81 0c 03 01 01      ; issuer, holder, status index, benefit, edition, branch, units
              82 190bb8 1905dc 01 01                 ; price, what was shown, on which verdict",
    );
    let expected = record(9, Entry::Grant(grant(17)));
    assert_eq!(expected.encode().unwrap(), bytes);
    assert_eq!(JournalRecord::decode(&bytes), Ok(expected));
}

#[test]
fn each_kind_is_read_back() {
    for record in each_kind() {
        let bytes = record.encode().unwrap();
        assert_eq!(JournalRecord::decode(&bytes), Ok(record.clone()));
        assert!(crate::cbor::validate(&bytes).is_ok(), "{record:?}");
        for at in 0..bytes.len() {
            let cut = JournalRecord::decode(&bytes[..at]);
            assert_eq!(
                cut,
                Err(Error::Malformed(CborFault::Truncated)),
                "{record:?}"
            );
        }
        let longer = [&bytes[..], &[0]].concat();
        let trailing = Err(Error::Malformed(CborFault::TrailingBytes));
        assert_eq!(JournalRecord::decode(&longer), trailing);
    }
}

#[test]
fn what_is_read_has_no_second_encoding() {
    for record in each_kind() {
        let bytes = record.encode().unwrap();
        for at in 0..bytes.len() {
            for value in 0..=u8::MAX {
                let mut altered = bytes.clone();
                altered[at] = value;
                if let Ok(read) = JournalRecord::decode(&altered) {
                    assert_eq!(read.encode().unwrap(), altered);
                }
            }
        }
    }
}

#[test]
fn the_largest_records_fit() {
    let full = record(u64::MAX, Entry::Carry(carry(MAX_CARRY_ENTRIES)));
    assert!(full.encode().unwrap().len() <= MAX_RECORD_BYTES);
    let more = record(u64::MAX, Entry::Carry(carry(MAX_CARRY_ENTRIES + 1)));
    assert_eq!(more.encode(), Err(RANGE.in_draft()));
    let zeros = [&hex("84 01 00 06 84 00 00 01 9a ffffffff")[..], &[0; 2_000]].concat();
    assert_eq!(JournalRecord::decode(&zeros), Err(RANGE));
}

#[test]
fn what_no_record_may_say_is_refused_in_both_directions() {
    let price = |full, charged| Grant {
        price: Some(Price { full, charged }),
        ..grant(17)
    };
    let units = |units| Grant { units, ..grant(17) };
    let late = JournalRecord {
        time: UnixTime::from_secs(MAX_TIME + 1),
        ..record(9, Entry::Grant(grant(17)))
    };
    let undo = |of| {
        Entry::Undo(Undo {
            of,
            reason: UndoReason::Mistake,
        })
    };
    let rating = |of| {
        Entry::Rating(Rating {
            of,
            level: RatingLevel::Satisfied,
        })
    };
    let through = |through, part| {
        Entry::Carry(Carry {
            through,
            part,
            parts: 1,
            entries: Vec::new(),
        })
    };
    let lowered = Entry::Note(Note::ClockLowered { from: NOW });
    let set_aside = Entry::Note(Note::SetAside {
        chain: 1,
        size: 0,
        head: [0; 32],
    });
    let mut wrong: Vec<JournalRecord> = [
        Entry::Grant(units(0)),
        Entry::Grant(units(1_001)),
        Entry::Grant(price(1, 2)),
        Entry::Grant(price(MAX_FEN + 1, 0)),
        Entry::Grant(Grant {
            status_index: StatusIndex(1 << 24),
            ..grant(17)
        }),
        undo(0),
        undo(9),
        rating(0),
        rating(10),
        through(9, 0),
        through(0, 1),
        lowered,
        set_aside,
    ]
    .into_iter()
    .map(|entry| record(9, entry))
    .collect();
    wrong.push(record(0, Entry::Grant(grant(17))));
    for record in wrong {
        assert_eq!(record.encode(), Err(RANGE.in_draft()), "{record:?}");
    }
    let time = Error::ClaimsInvalid(Field::Validity);
    assert_eq!(late.encode(), Err(time.in_draft()));
    for (bytes, error) in [
        ("84 00 00 04 82 01 01", RANGE),
        ("84 02 00 02 82 02 01", RANGE),
        ("84 02 00 02 82 00 01", RANGE),
        ("84 02 1b0000003afff44180 02 82 01 01", time),
        ("84 02 00 06 84 02 00 01 80", RANGE),
        ("84 02 00 06 84 00 01 01 80", RANGE),
        ("84 02 00 06 84 00 00 01 81 85 01 01 01 01 00", RANGE),
    ] {
        assert_eq!(JournalRecord::decode(&hex(bytes)), Err(error), "{bytes}");
    }
}

#[test]
fn what_is_not_known_is_named_so() {
    for bytes in [
        "84 02 00 07 82 01 01", // a kind
        "84 02 00 00 80",
        "84 02 00 02 82 01 04", // a reason
        "84 02 00 04 82 01 00", // a rating
        "84 02 00 05 82 05 00", // a note
    ] {
        let unknown = Err(Error::ContentUnsupported);
        assert_eq!(JournalRecord::decode(&hex(bytes)), unknown, "{bytes}");
    }
    for bytes in [
        "83 02 00 02",
        "84 02 00 02 83 01 01 01",
        "84 02 00 05 80",
        "84 02 00 05 83 02 00 00",
        "84 02 20 02 82 01 01",
    ] {
        let wrong = Err(Error::Malformed(CborFault::UnexpectedItem));
        assert_eq!(JournalRecord::decode(&hex(bytes)), wrong, "{bytes}");
    }
}

#[test]
fn a_day_begins_at_midnight_in_beijing() {
    let day = |time| DayNumber::of(UnixTime::from_secs(time)).0;
    // 2026-10-01T00:00:00+08:00 is 1790784000.
    assert_eq!(day(1_790_784_000), day(1_790_783_999) + 1);
    assert_eq!(day(1_790_784_000), day(1_790_784_000 + 86_399));
    assert_eq!(day(0), 0);
    assert_eq!(DayNumber::of(UnixTime::from_secs(u64::MAX)).0, u32::MAX);
}

#[test]
fn no_journal_fits_under_another_terminal_or_chain() {
    let others = [
        ChainId {
            terminal: [1; 32],
            ..id()
        },
        ChainId { chain: 2, ..id() },
    ];
    let (records, end) = run(Chain::new(&id()).end(), 3);
    for other in others {
        let mut chain = Chain::new(&other);
        for record in &records {
            chain.read(record).unwrap();
        }
        assert_eq!(chain.end().size, end.size);
        assert_ne!(chain.end().head, end.head);
    }
}

#[test]
fn a_chain_has_each_number_once_and_in_order() {
    let (records, _) = run(Chain::new(&id()).end(), 3);
    let mut chain = Chain::new(&id());
    chain.read(&records[0]).unwrap();
    let before = chain.clone();
    let gap = JournalFault::Gap {
        expected: 2,
        found: 3,
    };
    assert_eq!(chain.read(&records[2]), Err(gap));
    let edited = JournalFault::Edited { number: 2 };
    assert_eq!(chain.read(&records[0]), Err(edited));
    assert_eq!(chain, before);
    chain.read(&records[1]).unwrap();
}
