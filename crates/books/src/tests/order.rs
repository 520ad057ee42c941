//! The order in which files come makes no difference.

use super::*;

/// Four terminals, three months, people with several cards' worth of everything, undos and ratings.
fn terminals() -> Vec<Terminal> {
    let mut random = Lcg(7);
    let mut terminals: Vec<Terminal> = (1..=4).map(Terminal::new).collect();
    for terminal in &mut terminals {
        let mut time = at(2026_11_20, 0).as_secs();
        for _ in 0..240 {
            time += random.below(20_000) as u64;
            let time = UnixTime::from_secs(time);
            let holder = 1 + random.below(9) as u32;
            let benefit = 1 + random.below(4) as u32;
            let number = terminal.grant(time, holder, benefit);
            match random.below(12) {
                0 => drop(terminal.undo(time, number)),
                1 => drop(terminal.write(time, rating(number))),
                2 => drop(terminal.write(time, manual(Some(holder), benefit))),
                3 if number > 40 => drop(terminal.undo(time, number - 37)),
                _ => {}
            }
        }
    }
    terminals
}

/// Exports of a terminal as they are carried: each begins before the end of the one before.
fn exports(terminal: &Terminal) -> Vec<Vec<u8>> {
    let size = terminal.records.len();
    let parts = [(0, 60), (0, 100), (60, 180), (140, 230), (200, size)];
    parts
        .map(|(before, to)| terminal.export_part(before, to, 33, terminal.records[to - 1].time))
        .into()
}

#[test]
fn any_order_gives_the_same_books() {
    let terminals = terminals();
    let all: Vec<&Terminal> = terminals.iter().collect();
    let mut files: Vec<Vec<u8>> = terminals.iter().flat_map(exports).collect();
    let in_order = Bureau::new(&all);
    for file in &files {
        in_order.import(file);
    }
    let expected = everything(&in_order.open());
    let kinds = [MarkKind::QuotaExceeded, MarkKind::FarPlaces];
    let marks = in_order.marks();
    for kind in kinds {
        assert!(
            marks.iter().any(|mark| mark.kind == kind),
            "{kind:?} is tried"
        );
    }
    for seed in 0..8 {
        Lcg(seed).shuffle(&mut files);
        let shuffled = Bureau::new(&all);
        for file in &files {
            for outcome in shuffled.import(file) {
                assert!(!matches!(outcome, FileOutcome::Refused(_)), "{outcome:?}");
            }
        }
        let books = shuffled.open();
        assert!(books.waiting().unwrap().is_empty());
        assert_eq!(everything(&books), expected, "seed {seed}");
        assert_eq!(books.head().unwrap(), in_order.open().head().unwrap());
    }
}

#[test]
fn one_run_over_a_folder_gives_the_same_books() {
    let terminals = terminals();
    let all: Vec<&Terminal> = terminals.iter().collect();
    let one_by_one = Bureau::new(&all);
    for terminal in &terminals {
        exports(terminal)
            .iter()
            .for_each(|file| drop(one_by_one.import(file)));
    }
    let folder = Bureau::new(&all);
    let carried = folder.folder.path().join("carried");
    std::fs::create_dir(&carried).unwrap();
    for (at, file) in terminals.iter().flat_map(exports).enumerate() {
        std::fs::write(carried.join(format!("{:02}.LBX", 97 - at)), file).unwrap();
    }
    std::fs::write(carried.join("notes.txt"), "no journal").unwrap();
    let report = folder.import_files(&[carried]);
    assert_eq!(report.files.len(), 20);
    let is_imported = |file: &FileReport| matches!(file.outcome, FileOutcome::Imported { .. });
    assert!(report.files.iter().all(is_imported));
    assert_eq!(everything(&folder.open()), everything(&one_by_one.open()));
}
