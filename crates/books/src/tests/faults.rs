//! Journals that are not as they were signed.

use credential_core::journal::{JournalFault, Note};

use super::*;

fn ten(number: u32) -> Terminal {
    let mut terminal = Terminal::new(number);
    for second in 0..10 {
        terminal.grant(at(2026_10_01, second), 1 + second as u32, RIDE);
    }
    terminal
}

fn fault(outcomes: &[FileOutcome]) -> JournalFault {
    match outcomes {
        [FileOutcome::Refused(Refusal::Fault(fault))] => *fault,
        other => panic!("refused for a fault: {other:?}"),
    }
}

#[test]
fn a_gap_waits_and_is_filled_later() {
    let terminal = ten(1);
    let bureau = Bureau::new(&[&terminal]);
    let part = |before, to| terminal.export_part(before, to, 2, at(2026_10_02, 0));
    bureau.import(&part(0, 3));
    let waits = bureau.import(&part(6, 10));
    let waiting = FileOutcome::Waiting {
        missing_from: 4,
        missing_to: 6,
    };
    assert_eq!(waits, [waiting]);
    // Again, and a restart, change nothing.
    bureau.import(&part(6, 10));
    let books = bureau.open();
    assert_eq!(books.waiting().unwrap().len(), 1);
    assert_eq!(books.months().unwrap()[0].totals.uses, 3);
    drop(books);
    let filled = bureau.import(&part(3, 6));
    assert_eq!(filled, [imported(3, 0), imported(4, 0)].concat());
    let books = bureau.open();
    assert!(books.waiting().unwrap().is_empty());
    assert!(names(&bureau.path().join("waiting")).is_empty());
    assert_eq!(books.months().unwrap()[0].totals.uses, 10);
}

#[test]
fn a_copied_disk_is_a_fork_and_is_kept_aside() {
    let terminal = ten(1);
    let mut copy = terminal.clone();
    copy.records.truncate(4);
    copy.ends.truncate(5);
    for second in 0..12 {
        copy.grant(at(2026_10_02, second), 50, RIDE);
    }
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let before = everything(&bureau.open());
    // Longer than what is known, and shorter: only its own records tell.
    assert!(matches!(
        fault(&bureau.import(&copy.export())),
        JournalFault::Fork { .. }
    ));
    let short = copy.export_part(0, 6, 9, at(2026_09_30, 0));
    assert_eq!(
        fault(&bureau.import(&short)),
        JournalFault::Fork { number: 5 }
    );
    let books = bureau.open();
    let status = &books.journals().unwrap()[0];
    assert_eq!(status.faults.len(), 2);
    assert!(status.faults.iter().all(|fault| fault.kind == "fork"));
    assert_eq!(names(&bureau.path().join("aside")).len(), 2);
    // No receipt: the terminal must keep what is in dispute.
    assert!(books.receiptable().unwrap().is_empty());
    assert_eq!(everything(&books), before);
}

#[test]
fn a_journal_that_got_shorter_is_seen() {
    let terminal = ten(1);
    let bureau = Bureau::new(&[&terminal]);
    bureau.import(&terminal.export());
    let old = terminal.export_part(0, 7, 100, at(2026_09_01, 0));
    assert_eq!(bureau.import(&old), imported(0, 7), "an old export");
    let shorter = terminal.export_part(0, 7, 100, at(2026_12_01, 0));
    let truncated = JournalFault::Truncated { size: 7, known: 10 };
    assert_eq!(fault(&bureau.import(&shorter)), truncated);
    let books = bureau.open();
    assert_eq!(books.journals().unwrap()[0].faults[0].known, Some(10));
}

#[test]
fn one_flipped_byte_anywhere_is_seen_and_nothing_is_taken() {
    let terminal = ten(1);
    let bytes = terminal.export_part(0, 10, 4, at(2026_10_02, 0));
    let empty = Bureau::new(&[&terminal]);
    let full = Bureau::new(&[&terminal]);
    full.import(&terminal.export_part(0, 8, 3, at(2026_10_02, 0)));
    let (nothing, eight) = (everything_or_nothing(&empty), everything_or_nothing(&full));
    let mut refused = 0;
    for at in (0..bytes.len()).step_by(3) {
        for bit in [0, 3, 7] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            for bureau in [&empty, &full] {
                for outcome in bureau.import(&flipped) {
                    let is_taken = matches!(outcome, FileOutcome::Imported { .. });
                    assert!(!is_taken, "byte {at}, bit {bit}: {outcome:?}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 1_000, "{refused}");
    assert_eq!(everything_or_nothing(&empty), nothing);
    assert_eq!(everything_or_nothing(&full), eight);
    // A damaged copy says nothing about the journal itself.
    let faults = full.open().journals().unwrap()[0].faults.clone();
    assert_eq!(faults, []);
}

fn everything_or_nothing(bureau: &Bureau) -> Vec<String> {
    match Books::open(&bureau.path(), bureau.facts.clone()) {
        Ok(books) if books.span().unwrap().is_some() => everything(&books),
        _ => Vec::new(),
    }
}

#[test]
fn a_cut_file_is_refused_at_every_length() {
    let terminal = ten(1);
    let bytes = terminal.export_part(0, 10, 5, at(2026_10_02, 0));
    let bureau = Bureau::new(&[&terminal]);
    for length in (0..bytes.len()).step_by(11) {
        let outcomes = bureau.import(&bytes[..length]);
        assert!(
            matches!(outcomes[..], [FileOutcome::Refused(_)]),
            "{length}"
        );
    }
    assert_eq!(bureau.import(&bytes), imported(10, 0));
}

#[test]
fn an_unknown_terminal_is_refused_and_the_others_are_taken() {
    let (known, unknown) = (ten(1), ten(2));
    let bureau = Bureau::new(&[&known]);
    let files = [
        bureau.file("unknown.lbx", &unknown.export()),
        bureau.file("known.lbx", &known.export()),
        bureau.file("nothing.lbx", b"photographs"),
        bureau.folder.path().join("missing.lbx"),
    ];
    let report = bureau.import_files(&files);
    let of = |name: &str| {
        let file = report.files.iter().find(|file| file.path.ends_with(name));
        file.unwrap().outcome.clone()
    };
    let unknown = FileOutcome::Refused(Refusal::UnknownTerminal);
    assert_eq!(of("unknown.lbx"), unknown);
    assert_eq!([of("known.lbx")], imported(10, 0)[..]);
    let fault = FileOutcome::Refused(Refusal::Fault(JournalFault::NotAnExport));
    assert_eq!(of("nothing.lbx"), fault);
    let missing = of("missing.lbx");
    assert!(matches!(
        missing,
        FileOutcome::Refused(Refusal::Unreadable(_))
    ));
}

#[test]
fn a_journal_under_another_terminals_name_is_refused() {
    let (one, two) = (ten(1), ten(2));
    let bureau = Bureau::new(&[&one, &two]);
    // Two's records under one's name, signed by two.
    let mut stolen = two.clone();
    stolen.id.terminal = one.id.terminal;
    let mut bytes = ExportHeader {
        id: one.id,
        size: 10,
    }
    .encode();
    let own_header = ExportHeader {
        id: two.id,
        size: 10,
    };
    bytes.extend(&two.export()[own_header.encode().len()..]);
    assert_eq!(fault(&bureau.import(&bytes)), JournalFault::Foreign);
    assert_eq!(bureau.open().months().unwrap(), []);
    // Signed by one, but of the chain of two.
    let mut forged = two.clone();
    forged.key = one.key.clone();
    forged.id = one.id;
    let outcomes = bureau.import(&forged.export());
    assert_eq!(fault(&outcomes), JournalFault::Foreign);
}

#[test]
fn a_chain_that_was_set_aside_says_how_long_it_was() {
    let first = ten(1);
    let mut second = first.clone().chain(2);
    let note = Note::SetAside {
        chain: 1,
        size: 10,
        head: first.ends[10].head,
    };
    second.write(at(2026_11_01, 0), Entry::Note(note));
    second.grant(at(2026_11_01, 1), 3, RIDE);
    let bureau = Bureau::new(&[&first]);
    bureau.import(&second.export());
    bureau.import(&first.export_part(0, 6, 10, at(2026_10_01, 0)));
    let books = bureau.open();
    let journals = books.journals().unwrap();
    assert_eq!(journals[0].closed, Some(first.ends[10]));
    assert_eq!((journals[0].end.size, journals[1].end.size), (6, 2));
}

#[test]
fn numbers_that_the_books_cannot_hold_stop_no_other_file() {
    let sound = ten(1);
    let bureau = Bureau::new(&[&sound, &Terminal::new(2)]);
    let high = [u64::from(u32::MAX) + 1, 1 << 63, u64::MAX];
    for number in high {
        let mut chain = Terminal::new(2).chain(number);
        chain.grant(at(2026_10_01, 0), 1, RIDE);
        let refused = FileOutcome::Refused(Refusal::NumberTooHigh);
        assert_eq!(bureau.import(&chain.export()), [refused], "chain {number}");

        // The head of a file is not signed: it says fewer records than its block begins behind.
        let mut gap = Terminal::new(2);
        gap.grant(at(2026_10_01, 0), 1, RIDE);
        let mut bytes = ExportHeader {
            id: gap.id,
            size: 1,
        }
        .encode();
        let claims = CheckpointClaims {
            id: gap.id,
            end: gap.ends[1],
            signed: at(2026_10_02, 0),
        };
        let content = BlockContent {
            checkpoint: &Checkpoint::sign(&claims, &*gap.key).unwrap(),
            before: ChainEnd {
                size: number,
                head: [7; 32],
            },
            records: &gap.records[0].encode().unwrap(),
        };
        bytes.extend(item_of_block(&content));
        assert!(
            matches!(bureau.import(&bytes)[..], [FileOutcome::Refused(_)]),
            "gap behind {number}"
        );
        assert!(bureau.open().waiting().unwrap().is_empty());

        for (chain, size) in [(1, number), (number, 5), (2, 5)] {
            let mut second = Terminal::new(2).chain(2);
            let head = [0x22; 32];
            let note = Note::SetAside { chain, size, head };
            second.write(at(2026_11_01, 0), Entry::Note(note));
            let outcomes = bureau.import(&second.export());
            let is_record = matches!(fault(&outcomes), JournalFault::Record { number: 1, .. });
            assert!(is_record, "{chain} set aside at {size}");
        }
    }
    assert_eq!(bureau.import(&sound.export()), imported(10, 0));
}

#[test]
fn a_chain_must_name_the_head_that_the_books_know() {
    let first = ten(1);
    let bureau = Bureau::new(&[&first]);
    bureau.import(&first.export());
    let set_aside = |size: usize, head| {
        let mut second = first.clone().chain(2);
        let size = size as u64;
        let note = Note::SetAside {
            chain: 1,
            size,
            head,
        };
        second.write(at(2026_11_01, 0), Entry::Note(note));
        second.export()
    };
    let outcomes = bureau.import(&set_aside(5, [0x22; 32]));
    assert_eq!(fault(&outcomes), JournalFault::Fork { number: 5 });
    assert_eq!(bureau.open().journals().unwrap()[0].closed, None);
    // The true head; and one that the books have not come to cannot be compared.
    assert_eq!(
        bureau.import(&set_aside(5, first.ends[5].head)),
        imported(1, 0)
    );
}
