//! Runs that are stopped anywhere: what is there afterwards is from before or from after.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;
use crate::batch::crash;

const FOLDER: &str = "BOOKS_KILLED_FOLDER";

fn terminals() -> Vec<Terminal> {
    let mut terminals: Vec<Terminal> = (1..=4).map(Terminal::new).collect();
    for terminal in &mut terminals {
        for second in 0..300 {
            let time = at(2026_10_25, second * 3_000 + u64::from(terminal.number));
            terminal.grant(time, 1 + second as u32 % 11, 1 + second as u32 % 4);
        }
    }
    terminals
}

#[test]
fn a_run_that_is_stopped_at_any_point_is_finished_by_the_next() {
    let terminals = terminals();
    let all: Vec<&Terminal> = terminals.iter().collect();
    let whole = Bureau::new(&all);
    for terminal in &terminals {
        whole.import(&terminal.export());
    }
    let expected = everything(&whole.open());
    // Each import passes three points of the batch and two of each month.
    let mut stopped = 0;
    for point in 0..12 {
        let bureau = Bureau::new(&all);
        for terminal in &terminals {
            let path = bureau.file("import.lbx", &terminal.export());
            crash::after(Some(point));
            let run = catch_unwind(AssertUnwindSafe(|| bureau.import_files(&[path])));
            crash::after(None);
            stopped += u32::from(run.is_err());
            // Before or after: of each journal all records or none.
            let books = bureau.open();
            let journals = books.journals().unwrap();
            assert!(journals.iter().all(|of| [0, 300].contains(&of.end.size)));
            let uses: u64 = books
                .months()
                .unwrap()
                .iter()
                .map(|it| it.totals.uses)
                .sum();
            let size: u64 = journals.iter().map(|of| of.end.size).sum();
            assert_eq!(uses, size, "point {point}");
        }
        for terminal in &terminals {
            bureau.import(&terminal.export());
        }
        assert_eq!(everything(&bureau.open()), expected, "point {point}");
    }
    assert!(stopped >= 20, "{stopped}");
}

/// The run that is killed, in a process of its own.
#[test]
#[ignore = "started by killed_again_and_again"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let terminals = terminals();
    let all: Vec<&Terminal> = terminals.iter().collect();
    let facts = facts(&all);
    let mut books = Books::open_for_import(&PathBuf::from(&folder).join("books"), facts).unwrap();
    let files = PathBuf::from(folder).join("files");
    books.import(&[files], now(), &mut |_| ()).unwrap();
}

#[test]
fn killed_again_and_again_nothing_is_lost_or_counted_twice() {
    let terminals = terminals();
    let all: Vec<&Terminal> = terminals.iter().collect();
    let whole = Bureau::new(&all);
    let bureau = Bureau::new(&all);
    let files = bureau.folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    for terminal in &terminals {
        whole.import(&terminal.export());
        for (name, to) in [("a", 100), ("b", 200), ("c", 300)] {
            let bytes = terminal.export_part(to - 100, to, 40, at(2026_12_01, 0));
            let name = format!("{}-{name}.lbx", terminal.number);
            std::fs::write(files.join(name), bytes).unwrap();
        }
    }
    let expected = everything(&whole.open());
    let mut random = Lcg(3);
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::killed::child", "--ignored"])
            .env(FOLDER, bureau.folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    for _ in 0..40 {
        let mut run = start();
        std::thread::sleep(Duration::from_micros(random.below(60_000) as u64));
        run.kill().unwrap();
        run.wait().unwrap();
        if bureau.path().join("books.db").exists() {
            let books = bureau.open();
            let uses: u64 = books
                .months()
                .unwrap()
                .iter()
                .map(|it| it.totals.uses)
                .sum();
            let size: u64 = books.journals().unwrap().iter().map(|of| of.end.size).sum();
            assert_eq!(uses, size);
        }
        // Begin anew from time to time, or there is nothing left to kill.
        if random.below(4) == 0 {
            std::fs::remove_dir_all(bureau.path()).ok();
        }
    }
    assert!(start().wait().unwrap().success());
    assert_eq!(everything(&bureau.open()), expected);
}
