//! Bad days at the bureau: a full disk, two clerks at once, a wrong clock, files of unreasonable size.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::{NOW, TestBureau, roster};
use messages::Exit;

const ISSUE: &str = "issue --bureau @bureau --roster @roster.csv --out @out";

fn ready(people: usize) -> TestBureau {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(people));
    bureau
}

/// What a finished run over these people must be like, whatever happened on the way.
fn is_whole(bureau: &TestBureau, people: usize) {
    assert_eq!(bureau.manifest("out").len(), people);
    assert_eq!(bureau.credentials(), people as u64);
    bureau.done("verify-output --bureau @bureau --out @out");
}

/// Runs lines of a shell in which `$ISSUER` is the program, `$ISSUE` its arguments, `$BUREAU_DIR` the bureau.
fn shell(bureau: &TestBureau, lines: &str) -> Output {
    Command::new("sh")
        .args(["-c", lines])
        .env("ISSUER", env!("CARGO_BIN_EXE_issuer"))
        .env("BUREAU_DIR", bureau.path(""))
        .env("NOW", NOW)
        .output()
        .unwrap()
}

/// A disk of its own that is too small, then large enough: on a memory disk where the system lets
/// one be mounted.
fn on_a_small_disk(bureau: &TestBureau, size: &str, what: &str) -> Option<String> {
    let namespace = "unshare -rm sh -c 'mount -t tmpfs tmpfs /mnt' 2>/dev/null";
    if !shell(bureau, namespace).status.success() {
        println!("left out: no memory disk can be mounted here");
        return None;
    }
    let lines = format!(
        "unshare -rm sh -ec '
            cd \"$BUREAU_DIR\"
            mkdir small
            mount -t tmpfs -o size={size} tmpfs small
            {what}
            issue() {{
                \"$ISSUER\" --lang en issue --bureau $BUREAU --roster roster.csv --out $OUT --at $NOW 2>&1 || echo \"ended with $?\"
            }}
            issue
            mount -o remount,size=64m small
            issue
            \"$ISSUER\" --lang en verify-output --bureau $BUREAU --out $OUT
            cp -r $OUT out
        '"
    );
    let output = shell(bureau, &lines);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complaints}");
    Some(said)
}

fn is_full_then_whole(bureau: &TestBureau, said: &str, people: usize) {
    assert_eq!(said.matches("ended with 2").count(), 1, "{said}");
    let full = said.contains("The disk is full") || said.contains("the disk is full");
    assert!(full, "{said}");
    assert!(said.contains("the same command resumes"), "{said}");
    assert!(said.contains(&format!("Codes issued: {people} ")), "{said}");
    assert!(said.contains("All in order"), "{said}");
    assert_eq!(bureau.manifest("out").len(), people);
}

#[test]
fn a_disk_that_is_full_of_codes_stops_the_run_and_once_there_is_room_it_goes_on() {
    let bureau = ready(400);
    // A code takes a page of 4 KiB.
    if let Some(said) = on_a_small_disk(&bureau, "1m", "BUREAU=bureau OUT=small/out") {
        is_full_then_whole(&bureau, &said, 400);
        assert!(said.contains("This completes the run"), "{said}");
        assert_eq!(bureau.credentials(), 400);
    }
}

#[test]
fn a_disk_with_no_room_for_the_register_stops_the_run_and_once_there_is_room_it_goes_on() {
    let bureau = ready(400);
    let what = "cp -r bureau small/bureau; BUREAU=small/bureau OUT=whole";
    let size = fs::metadata(bureau.path("bureau/register.db"))
        .unwrap()
        .len()
        / 1024
        + 60;
    if let Some(said) = on_a_small_disk(&bureau, &format!("{size}k"), what) {
        is_full_then_whole(&bureau, &said, 400);
    }
}

/// The same without mounting anything: a limit on the size of files, met by the register as it grows.
#[cfg(unix)]
#[test]
fn a_write_that_fails_in_the_middle_stops_the_run_and_the_next_one_goes_on() {
    let bureau = ready(600);
    let size = fs::metadata(bureau.path("bureau/register.db"))
        .unwrap()
        .len();
    let mut failed = 0;
    for more in [1, 40, 80, 120, 160] {
        let blocks = (size + more * 1024) / 512;
        let lines = format!(
            "trap '' XFSZ; ulimit -f {blocks}; cd \"$BUREAU_DIR\"
             exec \"$ISSUER\" --lang en issue --bureau bureau --roster roster.csv --out out --at $NOW"
        );
        let output = shell(&bureau, &lines);
        if output.status.code() == Some(2) {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("fix: "), "{said}");
            assert!(!bureau.path("out/manifest.jsonl").exists());
            failed += 1;
        }
    }
    assert!(failed >= 3, "only {failed} runs met the limit");
    bureau.done(ISSUE);
    is_whole(&bureau, 600);
}

#[cfg(unix)]
#[test]
fn a_second_clerk_is_told_and_mixes_nothing() {
    let bureau = ready(999);
    let mut first = Command::new(env!("CARGO_BIN_EXE_issuer"))
        .args(["issue", "--bureau"])
        .arg(bureau.path("bureau"))
        .arg("--roster")
        .arg(bureau.path("roster.csv"))
        .arg("--out")
        .arg(bureau.path("out"))
        .args(["--at", NOW])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while bureau.files("out/codes").is_empty() && started.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Held in the middle, however fast the computer is.
    signal(&first, "STOP");
    for out in ["out", "next"] {
        let words = format!("issue --bureau @bureau --roster @roster.csv --out @{out}");
        let outcome = bureau.fails("register-in-use", &words);
        assert!(
            outcome.talk.contains("Another window or colleague"),
            "{}",
            outcome.talk
        );
    }
    assert!(
        first.try_wait().unwrap().is_none(),
        "the first was still at it"
    );
    assert!(!bureau.path("next").exists());
    signal(&first, "CONT");
    assert!(first.wait().unwrap().success());
    is_whole(&bureau, 999);
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn of_many_clerks_at_once_one_issues_and_nobody_gets_two_codes() {
    let bureau = ready(20);
    let exits: Vec<Exit> = std::thread::scope(|scope| {
        let clerks: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| bureau.run(ISSUE).exit))
            .collect();
        clerks
            .into_iter()
            .map(|clerk| clerk.join().unwrap())
            .collect()
    });
    let done = exits.iter().filter(|exit| **exit == Exit::Done).count();
    assert_eq!(done, 1, "{exits:?}");
    is_whole(&bureau, 20);
}

#[test]
fn a_clock_that_jumped_back_issues_nothing_until_it_is_right() {
    let bureau = ready(3);
    bureau.done(ISSUE);
    bureau.write("roster.csv", &roster(5));
    let next = "issue --bureau @bureau --roster @roster.csv --out @next";
    let outcome = bureau.fails("clock-behind", &format!("{next} --at 2026-11-21"));
    assert!(
        outcome.talk.contains("2026-11-22 09:00"),
        "{}",
        outcome.talk
    );
    assert!(!bureau.path("next").exists());
    assert_eq!(bureau.credentials(), 3);
    bureau.done(next);
    assert_eq!(bureau.manifest("next").len(), 2);
}

#[test]
fn a_register_of_a_newer_program_is_left_alone() {
    let bureau = ready(3);
    let path = bureau.path("bureau/register.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let before = fs::read(&path).unwrap();
    bureau.fails("register-newer", ISSUE);
    bureau.fails("register-newer", &format!("{ISSUE} --dry-run"));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(!bureau.path("out").exists());
}

/// Runs the program with an address space of 600 MB, of which most is room that threads set aside.
#[cfg(unix)]
fn with_little_memory(bureau: &TestBureau) -> Output {
    shell(
        bureau,
        "ulimit -v 600000; cd \"$BUREAU_DIR\"
         exec \"$ISSUER\" --lang en issue --bureau bureau --roster roster.csv --out out --at $NOW",
    )
}

#[cfg(unix)]
#[test]
fn a_roster_of_a_gigabyte_is_refused_without_being_held() {
    let bureau = ready(100);
    let file = fs::OpenOptions::new()
        .append(true)
        .open(bureau.path("roster.csv"))
        .unwrap();
    // Sparse: it takes no room on the disk.
    file.set_len(1 << 30).unwrap();
    let output = with_little_memory(&bureau);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("more than 256 MiB"), "{said}");
    assert!(!bureau.path("out").exists());
}

#[cfg(unix)]
#[test]
fn a_cell_of_ten_megabytes_costs_its_row_and_no_memory() {
    let bureau = ready(3);
    append(
        &bureau.path("roster.csv"),
        &format!(
            "9,{},990101195003070025,退役军人\r\n",
            "王".repeat(10 << 20)
        ),
    );
    append(&bureau.path("roster.csv"), &roster(5)[roster(4).len()..]);
    let output = with_little_memory(&bureau);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(bureau.manifest("out").len(), 4);
    assert_eq!(bureau.json("out/summary.json")["faults"]["row-too-long"], 1);
}

#[test]
fn no_cell_of_what_is_written_for_excel_is_a_formula() {
    let bureau = ready(2);
    append(
        &bureau.path("roster.csv"),
        "9,=cmd|' /C calc'!A0,990101195003070041,退役军人\r\n\
         10,王明,=1+1,@SUM(A1)\r\n11,李明,+86,-cmd\r\n",
    );
    bureau.run(&format!("{ISSUE} --full-names"));
    for name in ["manifest.csv", "refused.csv"] {
        let sheet = bureau.text(&format!("out/{name}"));
        let mut cells = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(sheet.as_bytes());
        for record in cells.records() {
            for cell in &record.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{name}: {cell}");
            }
        }
    }
    let said = bureau.text("out/refused.csv") + &bureau.text("out/manifest.csv");
    for text in ["'=1+1", "'@SUM(A1)", "'-cmd"] {
        assert!(said.contains(text), "{text} in {said}");
    }
}

fn append(path: &Path, text: &str) {
    let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}
