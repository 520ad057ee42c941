//! Runs that end in the middle: the power fails, somebody closes the window, again and again.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

mod rosters;

use std::collections::HashSet;
use std::fs;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::{NOW, TestBureau, roster};
use code_writer::{Options, read_back};
use issuer_cli::register::Selection;
use messages::{Exit, dates};
use serde_json::Value;

const ISSUE: &str = "issue --bureau @bureau --roster @roster.csv --out @out";

/// The program as the clerk starts it, in a process of its own.
fn start(bureau: &TestBureau, out: &str) -> Child {
    start_with(bureau, out, &[])
}

fn start_with(bureau: &TestBureau, out: &str, further: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_issuer"))
        .args(["issue", "--bureau"])
        .arg(bureau.path("bureau"))
        .arg("--roster")
        .arg(bureau.path("roster.csv"))
        .arg("--out")
        .arg(bureau.path(out))
        .args(["--at", NOW])
        .args(further)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the program after this time; says how it ended if it was quicker.
fn killed_after(mut run: Child, time: Duration) -> Option<ExitStatus> {
    std::thread::sleep(time);
    let ended = run.try_wait().unwrap();
    run.kill().unwrap();
    run.wait().unwrap();
    ended
}

/// Starts the program and kills it as soon as there are so many codes.
fn killed_at(bureau: &TestBureau, codes: usize) {
    kill_at(bureau, start(bureau, "out"), codes);
}

fn kill_at(bureau: &TestBureau, mut run: Child, codes: usize) {
    let started = Instant::now();
    while bureau.files("out/codes").len() < codes && started.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    run.kill().unwrap();
    run.wait().unwrap();
}

/// Everything that must be true of a folder that is finished, whatever happened on the way.
fn is_whole(bureau: &TestBureau, people: u64) {
    let manifest = bureau.manifest("out");
    let rows: Vec<u64> = manifest
        .iter()
        .map(|line| line["row"].as_u64().unwrap())
        .collect();
    assert_eq!(rows, (1..=people).collect::<Vec<_>>(), "each person once");
    let unique = |field: &str| {
        manifest
            .iter()
            .map(|line| line[field].to_string())
            .collect::<HashSet<_>>()
            .len()
    };
    assert_eq!(
        (unique("holder"), unique("status_index"), unique("text")),
        (manifest.len(), manifest.len(), manifest.len())
    );
    let now = dates::parse(NOW).unwrap();
    let register = bureau.register();
    let counts = register.counts(now).unwrap();
    assert_eq!(
        (
            counts.holders,
            counts.credentials,
            counts.valid,
            counts.unfinished
        ),
        (people, people, people, 0)
    );
    let mut issued = 0;
    register
        .for_each(Selection::Issued, now, |_| {
            issued += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(issued, people);
    let mut expected: Vec<_> = manifest
        .iter()
        .map(|line| bureau.path("out").join(line["file"].as_str().unwrap()))
        .collect();
    expected.sort();
    assert_eq!(
        bureau.files("out/codes"),
        expected,
        "no orphan, and none missing"
    );
    let names: Vec<String> = bureau
        .files("out")
        .iter()
        .filter(|path| !path.starts_with(bureau.path("out/codes")))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "manifest.csv",
            "manifest.jsonl",
            "refused.csv",
            "summary.json"
        ]
    );
    bureau.done("verify-output --bureau @bureau --out @out");
}

/// Whether the run has nothing left to do and says so.
fn is_finished(bureau: &TestBureau) -> bool {
    bureau.run(ISSUE).talk.contains("is finished")
}

/// Kills runs at random until so many kills have hit one that was at work.
fn killed_again_and_again(people: usize, kills: usize) {
    let mut random = Random(u64::from(std::process::id()) | 1);
    let fresh = || {
        let bureau = TestBureau::with_bureau();
        bureau.write("roster.csv", &roster(people));
        bureau
    };
    let undisturbed = fresh();
    let begun = Instant::now();
    assert!(start(&undisturbed, "out").wait().unwrap().success());
    let whole_run = begun.elapsed();
    is_whole(&undisturbed, people as u64);

    let (mut hits, mut resumed, mut bureau) = (0, 0, fresh());
    while hits < kills {
        let time = whole_run.mul_f64(random.next() * 1.1);
        match killed_after(start(&bureau, "out"), time) {
            None => hits += 1,
            Some(status) => {
                // A kill may come behind the last step: then the next run says that all is done.
                assert!(status.success() || is_finished(&bureau), "{status}");
                is_whole(&bureau, people as u64);
                resumed += u32::from(bureau.json("out/summary.json")["resumed"] == true);
                bureau = fresh();
            }
        }
    }
    // The last one, too, is finished by whoever comes next.
    let last = bureau.run(ISSUE);
    assert!(
        last.exit == Exit::Done || is_finished(&bureau),
        "{}",
        last.talk
    );
    is_whole(&bureau, people as u64);
    println!("{hits} kills, {resumed} runs finished that had been killed before");
}

#[test]
fn killed_at_random_points_it_ends_as_if_undisturbed() {
    killed_again_and_again(400, 12);
}

/// As many as make luck improbable.
#[test]
#[ignore = "takes minutes; CI runs it"]
fn killed_two_hundred_times_in_a_short_run_it_ends_as_if_undisturbed() {
    killed_again_and_again(400, 200);
}

/// `cargo test --release -p issuer-cli --test interrupted_runs -- --ignored`.
#[test]
#[ignore = "takes many minutes; `.ci/long` runs it in release mode"]
fn killed_two_hundred_times_it_ends_as_if_undisturbed() {
    killed_again_and_again(2_000, 200);
}

#[test]
fn killed_half_way_its_codes_are_whole_and_the_folder_says_that_it_is_not_finished() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(999));
    killed_at(&bureau, 100);
    let codes = bureau.files("out/codes");
    let whole = codes
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "png"));
    assert!(whole.clone().count() >= 90);
    for path in whole {
        let bytes = fs::read(path).unwrap();
        assert!(read_back(&bytes, &Options::default()).is_ok(), "{path:?}");
    }
    assert!(
        !bureau.path("out/manifest.csv").exists() && !bureau.path("out/manifest.jsonl").exists()
    );
    assert_eq!(bureau.json("out/unfinished.json")["roster"], "roster.csv");
    bureau.fails(
        "out-unfinished",
        "verify-output --bureau @bureau --out @out",
    );
    bureau.done(ISSUE);
    is_whole(&bureau, 999);
    assert_eq!(bureau.json("out/summary.json")["resumed"], true);
}

/// It was found by killing at random: a kill while the marker itself is written.
#[test]
fn pictures_in_many_folders_are_found_again_by_a_run_that_goes_on() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(300));
    let run = start_with(&bureau, "out", &["--code-folders", "last-digits"]);
    kill_at(&bureau, run, 40);
    assert!(bureau.path("out/unfinished.json").exists());
    // A code that belongs to nobody, and one that was being written.
    bureau.write("out/codes/07/0000000007-1.png", "");
    bureau.write("out/codes/07/.tmp-a1B2c3", "");
    // The folders are not named again: the run knows them.
    bureau.done(ISSUE);
    is_whole(&bureau, 300);
    for line in bureau.manifest("out") {
        let digits = line["holder"].as_u64().unwrap() % 100;
        let file = line["file"].as_str().unwrap();
        assert!(file.starts_with(&format!("codes/{digits:02}/")), "{file}");
    }
    let summary = bureau.json("out/summary.json");
    assert_eq!(summary["code_folders"], "last-digits");
    // A copy in a folder where it does not belong, and something else.
    let file = bureau.manifest("out")[0]["file"]
        .as_str()
        .unwrap()
        .to_owned();
    let picture = fs::read(bureau.path("out").join(&file)).unwrap();
    let name = file.rsplit('/').next().unwrap().to_owned();
    fs::write(bureau.path("out/codes").join(name), picture).unwrap();
    bureau.write("out/codes/notes.txt", "");
    let outcome = bureau.run("--json verify-output --bureau @bureau --out @out");
    let json: Value = serde_json::from_str(&outcome.results).unwrap();
    let codes = json["faults"].as_array().unwrap().iter();
    let codes: Vec<&Value> = codes.map(|fault| &fault["code"]).collect();
    assert_eq!(codes, ["file-foreign", "file-foreign"]);
}

#[test]
fn killed_before_it_had_begun_it_leaves_nothing_behind() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(3));
    for folder in ["out", "out/codes"] {
        fs::create_dir(bureau.path(folder)).unwrap();
    }
    bureau.write("out/.tmp-aB3xY9", "{");
    bureau.write("out/.tmp-notes", "somebody's own");
    bureau.done(ISSUE);
    assert!(!bureau.path("out/.tmp-aB3xY9").exists());
    fs::remove_file(bureau.path("out/.tmp-notes")).unwrap();
    is_whole(&bureau, 3);
}

/// A file that was lost in between, or that nobody can read, is made once more.
#[test]
fn going_on_mends_files_that_were_recorded() {
    for format in ["png", "svg"] {
        let bureau = TestBureau::with_bureau();
        bureau.write("roster.csv", &roster(5));
        let issue = format!("{ISSUE} --format {format}");
        bureau.done(&issue);
        let manifest = bureau.manifest("out");
        let file = |nth: usize| {
            bureau
                .path("out")
                .join(manifest[nth]["file"].as_str().unwrap())
        };
        let whole = fs::read(file(0)).unwrap();
        reopen(&bureau);
        fs::remove_file(file(0)).unwrap();
        fs::write(file(1), b"").unwrap();
        fs::copy(file(3), file(2)).unwrap();
        bureau.done(&issue);
        is_whole(&bureau, 5);
        assert_eq!(fs::read(file(0)).unwrap(), whole, "the same file again");
        assert_eq!(bureau.credentials(), 5);
    }
}

#[test]
fn with_another_key_a_lost_file_is_not_made_otherwise_in_silence() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(5));
    bureau.done(ISSUE);
    let file = bureau.manifest("out")[0]["file"]
        .as_str()
        .unwrap()
        .to_owned();
    reopen(&bureau);
    fs::remove_file(bureau.path("out").join(file)).unwrap();
    bureau.done(
        "bureau create --folder @other --name 咸宁 --region 421200 --id 42120001 --no-passphrase",
    );
    for name in ["bureau.json", "keys/issuer-1.pem"] {
        fs::copy(
            bureau.path("other").join(name),
            bureau.path("bureau").join(name),
        )
        .unwrap();
    }
    bureau.fails("issued-otherwise", ISSUE);
}

/// As if the run had been killed before its last step.
fn reopen(bureau: &TestBureau) {
    let summary = bureau.json("out/summary.json");
    let mut marker = serde_json::json!({ "format": 1, "about": "", "started": 0 });
    for field in [
        "run",
        "bureau",
        "roster",
        "codes",
        "module_pixels",
        "form",
        "full_names",
    ] {
        marker[field] = summary[field].clone();
    }
    bureau.write("out/unfinished.json", &marker.to_string());
}

/// Enough randomness for moments at which to kill: xorshift64.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}
