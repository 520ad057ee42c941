//! Runs that go on with another roster, or with one that was changed in between.

use super::*;

#[test]
fn another_roster_or_other_wishes_do_not_mix_with_a_run_that_was_interrupted() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(999));
    killed_at(&bureau, 50);
    bureau.write("another.csv", &crate::support::roster_of(2_000..2_003));
    for words in [
        "issue --bureau @bureau --roster @another.csv --out @out".to_owned(),
        format!("{ISSUE} --format svg"),
        format!("{ISSUE} --form base45"),
        format!("{ISSUE} --module-pixels 4"),
        format!("{ISSUE} --full-names"),
    ] {
        let outcome = bureau.fails("out-unfinished", &words);
        assert!(
            outcome.talk.contains("roster.csv, --format png"),
            "{}",
            outcome.talk
        );
    }
    // Elsewhere they are free to go on; what is left over is said.
    let outcome = bureau.done("issue --bureau @bureau --roster @another.csv --out @next");
    assert!(
        outcome
            .results
            .contains("another run has reserved and not finished"),
        "{}",
        outcome.results
    );
    assert_eq!(bureau.manifest("next").len(), 3);
    bureau.done(ISSUE);
    assert_eq!(bureau.manifest("out").len(), 999);
    bureau.done("verify-output --bureau @bureau --out @out");
    bureau.done("verify-output --bureau @bureau --out @next");
}

/// What was agreed to is what the codes were to say then, not whatever the roster says when it goes on.
#[test]
fn a_roster_that_was_edited_in_between_is_asked_about_again() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(400));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @first");
    let grown = |grade: &str| {
        let text = roster(400).replace("退役军人", "残疾军人");
        let with = text.lines().enumerate().map(|(nth, line)| {
            let cell = if nth == 0 { "伤残等级" } else { grade };
            format!("{line},{cell}\r\n")
        });
        with.collect::<String>()
    };
    bureau.write("roster.csv", &grown("七级"));
    let agreed = ["--replace-categories", "--replace-at-most", "400"];
    kill_at(&bureau, start_with(&bureau, "out", &agreed), 50);
    bureau.write("roster.csv", &grown("六级"));
    let go_on = format!("{ISSUE} --replace-categories");
    bureau.fails("replacements-many", &go_on);
    // Other options would not go on at all, which is said before anything is asked.
    bureau.fails("out-unfinished", &format!("{go_on} --full-names"));
    bureau.write("roster.csv", &grown("七级"));
    bureau.done(&go_on);
    assert_eq!(bureau.manifest("out").len(), 400);
}

/// A clerk who goes on with the few rows that are left to do must not strand the others: their old codes
/// were revoked when the new ones were reserved.
#[test]
fn a_roster_that_was_cut_in_between_leaves_nobody_with_a_revoked_code_and_no_other() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(400));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @first");
    let renamed = roster(400).replace("王建明", "李建明");
    let changed = renamed.matches("李建明").count() as u64;
    assert!(changed > 100, "{changed}");
    bureau.write("roster.csv", &renamed);
    let agreed = ["--replace-at-most", "400"];
    kill_at(&bureau, start_with(&bureau, "out", &agreed), 30);
    let now = dates::parse(NOW).unwrap();
    let counts = bureau.register().counts(now).unwrap();
    assert!(counts.unfinished > 0, "killed too late");

    // Killed once more in between: what was agreed to is not forgotten.
    let cut: Vec<&str> = renamed.lines().take(11).collect();
    bureau.write("roster.csv", &cut.join("\r\n"));
    killed_after(
        start_with(&bureau, "out", &agreed),
        Duration::from_millis(50),
    );
    let last = bureau.run(ISSUE);
    // The kill may have come behind the last step.
    let finished = last.talk.contains("is finished");
    assert!(last.exit == Exit::Done || finished, "{}", last.talk);
    let counts = bureau.register().counts(now).unwrap();
    assert_eq!((counts.valid, counts.unfinished), (400, 0));
    let manifest = bureau.manifest("out");
    let replaced = manifest
        .iter()
        .filter(|line| line["replaces"].as_array().is_some())
        .count();
    let off = manifest.iter().filter(|line| line["row"].is_null()).count();
    assert!(off > 0);
    let summary = bureau.json("out/summary.json");
    assert_eq!(summary["replaced"], replaced);
    assert_eq!(summary["changed"], replaced);
    assert_eq!(summary["off_roster"], off);
    assert_eq!(summary["replaced_by_kind"]["name-changed"], changed);
    assert!(!bureau.path("out/replacements.json").exists());
    bureau.done("verify-output --bureau @bureau --out @out");
}

/// What is left over was reserved by this very run: there is no other to be finished.
#[test]
fn a_new_roster_that_was_cut_in_between_is_told_whose_the_reserved_codes_are() {
    let bureau = TestBureau::with_bureau();
    let whole = roster(999);
    bureau.write("roster.csv", &whole);
    killed_at(&bureau, 50);
    let now = dates::parse(NOW).unwrap();
    let unfinished = || bureau.register().counts(now).unwrap().unfinished;
    assert!(unfinished() > 0, "killed too late");
    let cut: Vec<&str> = whole.lines().take(11).collect();
    bureau.write("roster.csv", &cut.join("\r\n"));
    let outcome = bureau.done(ISSUE);
    let left = unfinished();
    assert!(left > 0);
    for said in [
        &format!("reserved and were not made: {left}"),
        "since this run was interrupted",
        "into a new folder",
    ] {
        assert!(outcome.results.contains(said), "{}", outcome.results);
    }
    // The advice holds.
    bureau.write("roster.csv", &whole);
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @rest");
    assert_eq!(unfinished(), 0);
    let counts = bureau.register().counts(now).unwrap();
    assert_eq!((counts.valid, counts.credentials), (999, 999));
}

/// Whoever stands on two rosters has one code, in the folder of the run that finished it.
#[test]
fn another_run_may_finish_for_people_of_its_own_roster() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(400));
    killed_at(&bureau, 20);
    bureau.write("another.csv", &roster(300));
    bureau.done("issue --bureau @bureau --roster @another.csv --out @next");
    bureau.done(ISSUE);
    let lines = |folder: &str| bureau.manifest(folder).len();
    assert_eq!(lines("out") + lines("next"), 400);
    assert_eq!(bureau.credentials(), 400);
    bureau.done("verify-output --bureau @bureau --out @out");
    bureau.done("verify-output --bureau @bureau --out @next");
}

#[test]
fn a_roster_that_was_edited_in_between_leaves_nobody_off_the_manifest_nor_twice_on_it() {
    let bureau = TestBureau::with_bureau();
    let text = roster(600);
    bureau.write("roster.csv", &text);
    killed_at(&bureau, 300);
    let recorded = {
        let register = bureau.register();
        let counts = register.counts(dates::parse(NOW).unwrap()).unwrap();
        counts.credentials - counts.unfinished
    };
    // Somebody was taken off, and somebody's category was corrected.
    let edited = text.replacen("退役军人", "残疾军人", 2);
    let without: Vec<&str> = edited
        .lines()
        .enumerate()
        .filter(|(nth, _)| *nth != 3)
        .map(|(_, line)| line)
        .collect();
    bureau.write("roster.csv", &without.join("\r\n"));
    bureau.done(ISSUE);
    let manifest = bureau.manifest("out");
    let off: Vec<&Value> = manifest
        .iter()
        .filter(|line| line["row"].is_null())
        .collect();
    // If it had gone out before the kill, it is still there; if not, it never will.
    assert_eq!(off.len(), usize::from(recorded > 0));
    assert_eq!(manifest.len(), 599 + off.len());
    let serials = manifest.iter().filter(|line| line["serial"] == 2).count();
    assert_eq!(serials, 2);
    let holders: HashSet<_> = manifest
        .iter()
        .map(|line| line["holder"].to_string())
        .collect();
    assert_eq!(holders.len(), manifest.len());
    bureau.done("verify-output --bureau @bureau --out @out");
}
