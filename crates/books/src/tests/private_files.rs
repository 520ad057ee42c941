//! Who may read what is written, and what is not even opened.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::report::MonthSpan;

/// What others than the owner may do with anything in a folder, or with the folder itself.
fn open_to_others(folder: &Path) -> Vec<PathBuf> {
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let mut found = Vec::new();
    if mode(folder) & 0o077 != 0 {
        found.push(folder.to_owned());
    }
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => found.extend(open_to_others(&path)),
            false if mode(&path) & 0o077 != 0 => found.push(path),
            false => {}
        }
    }
    found
}

fn two_grants() -> Terminal {
    let mut one = Terminal::new(1);
    one.grant(at(2026_10_01, 9), 1, RIDE);
    one.grant(at(2026_11_02, 9), 2, RIDE);
    one
}

#[test]
fn books_their_copy_and_what_is_exported_are_for_the_owner_alone() {
    let one = two_grants();
    let bureau = Bureau::new(&[&one]);
    bureau.import(&one.export());
    let nothing: Vec<PathBuf> = Vec::new();
    assert_eq!(open_to_others(&bureau.path()), nothing);
    let outside = tempfile::tempdir().unwrap();
    let records = outside.path().join("records");
    let books = bureau.open();
    books
        .export_parquet(&records, MonthSpan::default(), &mut |_| ())
        .unwrap();
    drop(books);
    assert_eq!(open_to_others(&records), nothing);
    assert_eq!(fs::read_dir(records.join("year=2026")).unwrap().count(), 2);
    let copy = outside.path().join("stick/books");
    fs::create_dir(outside.path().join("stick")).unwrap();
    Books::back_up(&bureau.path(), bureau.facts.issuer, &copy).unwrap();
    assert_eq!(open_to_others(&copy), nothing);
    // A folder that somebody has opened to others stays as it is.
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o750)).unwrap();
    Books::back_up(&bureau.path(), bureau.facts.issuer, &copy).unwrap();
    assert_eq!(open_to_others(&copy), [copy]);
}

#[test]
fn a_pipe_and_a_device_are_refused_at_once_and_the_others_are_taken() {
    let one = two_grants();
    let bureau = Bureau::new(&[&one]);
    let file = bureau.file("one.lbx", &one.export());
    let pipe = bureau.folder.path().join("pipe.lbx");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let report = bureau.import_files(&[pipe, "/dev/zero".into(), file]);
    let refused =
        |file: &&FileReport| matches!(&file.outcome, FileOutcome::Refused(Refusal::Unreadable(_)));
    assert_eq!(report.files.iter().filter(refused).count(), 2);
    let outcomes = report.files.iter().map(|file| file.outcome.clone());
    assert!(outcomes.into_iter().any(|one| [one] == imported(2, 0)[..]));
}

#[test]
fn the_books_say_how_many_records_a_chain_has() {
    let one = two_grants();
    let bureau = Bureau::new(&[&one]);
    bureau.import(&one.export());
    let books = bureau.open();
    assert_eq!(books.records_of(1, None).unwrap(), 2);
    assert_eq!(books.records_of(1, Some(2)).unwrap(), 0);
    let unknown = books.records_of(9, None).err().unwrap();
    assert_eq!(unknown.code(), "terminal-unknown");
}
