//! `issuer recover`: a backup of the register is put into use again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod support;

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::ops::Range;

use cli_support::Console;
use credential_core::{Category, CategorySet, DisplayName, Status, UnixTime};
use issuer_cli::register::{
    Action, Actor, Enrolment, Entry, Expiry, Particulars, PersonId, Reason, Target, text_digest,
};
use messages::{Exit, dates};
use support::{Desk, NOW};

/// The week of a bureau whose computer fails on Friday, with a backup of Monday.
fn lost() -> (Desk, serde_json::Value, serde_json::Value) {
    let desk = Desk::issued(3);
    let backup = desk.result("backup --bureau @bureau --to @stick")["backup"]
        .as_str()
        .unwrap()
        .to_owned();
    fs::rename(backup, desk.path("monday.db")).unwrap();
    let revoked = desk.manifest("out")[0].clone();
    desk.write("tuesday.csv", &support::roster_of(3..5));
    desk.done("issue --bureau @bureau --roster @tuesday.csv --out @tuesday");
    let since = desk.manifest("tuesday")[0].clone();
    for holder in [&revoked["holder"], &since["holder"]] {
        desk.done(&format!(
            "revoke --bureau @bureau --holder {holder} --reason lost --yes"
        ));
    }
    desk.done("publish --bureau @bureau");
    (desk, revoked, since)
}

#[test]
fn a_backup_that_is_taken_into_use_revokes_what_was_published_since() {
    let (desk, revoked, since) = lost();
    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    let outcome = desk.fails("register-missing", "report --bureau @bureau");
    assert!(outcome.talk.contains("issuer recover"), "{}", outcome.talk);
    let words = "recover --bureau @bureau --from @monday.db --manifest @tuesday/manifest.jsonl";
    desk.fails("consent-missing", words);
    assert!(!desk.path("bureau/register.db").exists());
    let json = desk.result(&format!("{words} --yes"));
    assert_eq!(
        (&json["taken_over"], &json["adopted"]),
        (&2.into(), &2.into())
    );

    desk.done("publish --bureau @bureau");
    for line in [&revoked, &since] {
        assert_eq!(desk.published(&line["status_index"]), Status::Revoked);
    }
    // Whom the backup knows gets nothing new; the others get codes with numbers that nobody has.
    desk.write("week.csv", &support::roster_of(0..5));
    desk.run("issue --bureau @bureau --roster @week.csv --out @again");
    let taken: Vec<_> = [desk.manifest("out"), desk.manifest("tuesday")].concat();
    let again = desk.manifest("again");
    assert_eq!(again.len(), 2);
    for line in &again {
        let other = |other: &&serde_json::Value| {
            other["holder"] == line["holder"] || other["status_index"] == line["status_index"]
        };
        assert!(taken.iter().find(other).is_none(), "{line}");
    }
    let outcome = desk.done("audit --bureau @bureau");
    assert!(outcome.results.contains("recover"), "{}", outcome.results);
    assert!(desk.files("bureau").iter().all(|file| {
        !file
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(".tmp-")
    }));
}

#[test]
fn without_manifests_too_no_index_is_given_again() {
    let (desk, _, _) = lost();
    // An older copy was put in its place by hand.
    fs::copy(desk.path("monday.db"), desk.path("bureau/register.db")).unwrap();
    let json = desk.result("recover --bureau @bureau --yes");
    assert!(
        json["kept"]
            .as_str()
            .unwrap()
            .ends_with("register.db.replaced-1")
    );
    desk.write("many.csv", &support::roster_of(10..60));
    desk.done("issue --bureau @bureau --roster @many.csv --out @many");
    for line in desk.manifest("many") {
        assert!(line["status_index"].as_u64().unwrap() >= 4096);
    }
}

#[test]
fn refuses_manifests_of_others_and_backups_that_were_tampered_with() {
    let (desk, _, _) = lost();
    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    let mut line = desk.manifest("tuesday")[0].clone();
    line["text"] = "8112345".into();
    desk.write("forged.jsonl", &format!("{line}\n"));
    desk.fails(
        "file-invalid",
        "recover --bureau @bureau --from @monday.db --manifest @forged.jsonl --yes",
    );
    let raw = fs::read(desk.path("monday.db")).unwrap();
    let mut damaged = raw.clone();
    let name = "王*明".as_bytes();
    let at = damaged
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    damaged[at..at + name.len()].copy_from_slice("李*明".as_bytes());
    fs::write(desk.path("damaged.db"), damaged).unwrap();
    desk.fails(
        "audit-broken",
        "recover --bureau @bureau --from @damaged.db --yes",
    );
    fs::write(desk.path("half.db"), &raw[..raw.len() / 2]).unwrap();
    let outcome = desk.run("recover --bureau @bureau --from @half.db --yes");
    assert_ne!(outcome.exit, Exit::Done);
    assert!(!desk.path("bureau/register.db").exists());
    desk.done("recover --bureau @bureau --from @monday.db --yes");
}

#[test]
fn a_register_in_use_is_not_replaced() {
    let (desk, _, _) = lost();
    let mut register = desk.register();
    let clerk = register.clerk(&Actor::new("李强").unwrap()).unwrap();
    desk.fails(
        "register-in-use",
        "recover --bureau @bureau --from @monday.db --yes",
    );
    drop(clerk);
}

/// Registers these people and records their codes as issued, in one transaction.
fn give(desk: &Desk, people: Range<u32>) -> Vec<Entry> {
    let now = dates::parse(NOW).unwrap();
    let particulars = Particulars::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
    );
    let mut register = desk.register();
    let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
    let mut batch = clerk.batch(Action::Issue, now).unwrap();
    let expiry = Expiry::Usual(UnixTime::from_secs(now.as_secs() + 100_000_000));
    let entries = people.map(|number| {
        let identity = format!("990512{number:012}");
        let person = PersonId::new(&identity).unwrap();
        let Enrolment::Reserved { entry, .. } = batch.enrol(&person, &particulars, expiry).unwrap()
        else {
            panic!("person {number} is registered already");
        };
        let digest = text_digest(&identity);
        batch.record_issued(&entry, "code.png", &digest).unwrap();
        entry
    });
    let entries = entries.collect();
    batch.commit().unwrap();
    entries
}

/// Revokes these codes in one transaction.
fn revoke(desk: &Desk, entries: &[Entry]) {
    let mut register = desk.register();
    let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
    let now = dates::parse(NOW).unwrap();
    let mut batch = clerk.batch(Action::Revoke, now).unwrap();
    for entry in entries {
        let target = Target::Index(entry.status_index);
        batch.revoke(target, Reason::Lost).unwrap();
    }
    batch.commit().unwrap();
}

/// A desk with codes for some people, and a backup of their register as `monday.db`.
fn backed_up(people: u32) -> (Desk, Vec<Entry>) {
    let desk = Desk::with_bureau();
    let entries = give(&desk, 0..people);
    let json = desk.result("backup --bureau @bureau --to @stick");
    let backup = json["backup"].as_str().unwrap();
    fs::rename(backup, desk.path("monday.db")).unwrap();
    (desk, entries)
}

/// As many revocations as issues since the backup; then the register is lost and recovered, and
/// with `register.db.head` still there (`keep_noted_end`) once more from the same backup.
fn no_number_is_given_twice(since: u32, publish: bool, keep_noted_end: bool) {
    let (desk, mut given) = backed_up(2_000);
    let mut next_person = 2_000;
    for _ in 0..if keep_noted_end { 2 } else { 1 } {
        revoke(&desk, &given[..since as usize]);
        given.extend(give(&desk, next_person..next_person + since));
        next_person += since;
        if publish {
            desk.done("publish --bureau @bureau");
        }
        fs::remove_file(desk.path("bureau/register.db")).unwrap();
        if !keep_noted_end {
            fs::remove_file(desk.path("bureau/register.db.head")).unwrap();
        }
        desk.done("recover --bureau @bureau --from @monday.db --yes");

        let holders: HashSet<_> = given.iter().map(|entry| entry.holder).collect();
        let indices: HashSet<_> = given.iter().map(|entry| entry.status_index).collect();
        let new = give(&desk, next_person..next_person + 3_000);
        next_person += 3_000;
        for entry in &new {
            let (holder, index) = (entry.holder, entry.status_index);
            let case = format!("{since} since the backup, published: {publish}");
            assert!(!holders.contains(&holder), "holder {holder}, {case}");
            assert!(!indices.contains(&index), "index {index}, {case}");
        }
        desk.done("audit --bureau @bureau");
        given.extend(new);
    }
}

#[test]
fn no_number_is_given_twice_after_a_loss() {
    for since in [0, 1, 10, 80, 500] {
        no_number_is_given_twice(since, true, true);
    }
}

#[test]
fn no_number_is_given_twice_if_nothing_was_published() {
    for since in [0, 1, 10, 80, 500] {
        no_number_is_given_twice(since, false, true);
    }
}

#[test]
fn no_number_is_given_twice_if_only_the_published_list_is_left() {
    for since in [0, 80, 500] {
        no_number_is_given_twice(since, true, false);
    }
}

/// What `recover` says in Chinese.
fn in_chinese(desk: &Desk, backup: &str) -> String {
    let (bureau, backup) = (desk.path("bureau"), desk.path(backup));
    let mut args = ["issuer", "--lang", "zh", "--at", NOW, "recover", "--yes"]
        .map(OsString::from)
        .to_vec();
    args.extend([
        "--bureau".into(),
        bureau.into(),
        "--from".into(),
        backup.into(),
    ]);
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    issuer_cli::run(args, &mut Console::new(&mut results, &mut talk));
    String::from_utf8(talk).unwrap()
}

#[test]
fn an_intact_newer_register_is_not_replaced() {
    let (desk, mut entries) = backed_up(3);
    entries.extend(give(&desk, 3..7));
    revoke(&desk, &entries[..1]);
    let before = fs::read(desk.path("bureau/register.db")).unwrap();
    let words = "recover --bureau @bureau --from @monday.db --yes";
    let outcome = desk.fails("newer-register-in-place", words);
    let said = "the present register is intact and newer, 4 people would be lost";
    assert!(outcome.talk.contains(said), "{}", outcome.talk);
    assert!(
        outcome.talk.contains("--lose-newer-register"),
        "{}",
        outcome.talk
    );
    let talk = in_chinese(&desk, "monday.db");
    assert!(talk.contains("原处的台账完好且较新，会丢失 4 人"), "{talk}");
    assert!(fs::read(desk.path("bureau/register.db")).unwrap() == before);
    desk.done("audit --bureau @bureau");

    desk.fails(
        "consent-missing",
        "recover --bureau @bureau --from @monday.db --lose-newer-register",
    );
    let json = desk.result(&format!("{words} --lose-newer-register"));
    assert!(fs::read(json["kept"].as_str().unwrap()).unwrap() == before);
    let new = give(&desk, 100..200);
    let highest = entries.iter().map(|entry| entry.status_index).max();
    assert!(new.iter().all(|entry| Some(entry.status_index) > highest));
}

#[test]
fn a_newer_register_without_new_people_is_not_replaced_either() {
    let (desk, entries) = backed_up(3);
    revoke(&desk, &entries[..1]);
    desk.fails(
        "newer-register-in-place",
        "recover --bureau @bureau --from @monday.db --yes",
    );
}

#[test]
fn a_damaged_or_older_register_is_replaced_without_more_ado() {
    let (desk, _) = backed_up(3);
    let older = fs::read(desk.path("monday.db")).unwrap();
    give(&desk, 3..7);
    let newer = fs::read(desk.path("bureau/register.db")).unwrap();
    fs::write(desk.path("friday.db"), &newer).unwrap();
    for present in [&newer[..newer.len() / 2], b"no register", &older] {
        fs::write(desk.path("bureau/register.db"), present).unwrap();
        let json = desk.result("recover --bureau @bureau --from @friday.db --yes");
        assert!(fs::read(json["kept"].as_str().unwrap()).unwrap() == *present);
        desk.done("audit --bureau @bureau");
    }
}

/// A file beside the register, or the register.
fn in_bureau(desk: &Desk, name: &str) -> std::path::PathBuf {
    desk.path(&format!("bureau/{name}"))
}

/// Fails if anybody who is registered now gets a number that is in `given`.
fn gives_only_new_numbers(desk: &Desk, given: &[Entry], case: &str) {
    let holders: HashSet<_> = given.iter().map(|entry| entry.holder).collect();
    let indices: HashSet<_> = given.iter().map(|entry| entry.status_index).collect();
    for entry in give(desk, 1_000_000..1_002_000) {
        let (holder, index) = (entry.holder, entry.status_index);
        assert!(!holders.contains(&holder), "holder {holder}, {case}");
        assert!(!indices.contains(&index), "index {index}, {case}");
    }
}

/// A register that was lost after two times `since` issues since the backup, with `register.db.head`
/// of the first of them, or of the backup itself.
fn lost_with_stale_head(since: u32, inside_the_backup: bool) -> (Desk, Vec<Entry>) {
    let (desk, mut given) = backed_up(1_900);
    if !inside_the_backup {
        given.extend(give(&desk, 1_900..1_900 + since));
    }
    for name in ["register.db", "register.db.head"] {
        fs::copy(in_bureau(&desk, name), desk.path(&format!("old.{name}"))).unwrap();
    }
    given.extend(give(&desk, 5_000..5_000 + since));
    desk.done("publish --bureau @bureau");
    given.extend(give(&desk, 10_000..10_000 + since));
    fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
    fs::copy(
        desk.path("old.register.db.head"),
        in_bureau(&desk, "register.db.head"),
    )
    .unwrap();
    (desk, given)
}

#[test]
fn a_stale_head_is_only_a_lower_bound() {
    for (since, inside_the_backup) in [(80, false), (500, false), (80, true), (500, true)] {
        let case = format!("{since} three times, head inside the backup: {inside_the_backup}");
        let (desk, given) = lost_with_stale_head(since, inside_the_backup);
        desk.done("recover --bureau @bureau --from @monday.db --yes");
        gives_only_new_numbers(&desk, &given, &case);
    }
}

#[test]
fn an_old_copy_of_the_whole_folder_gives_no_number_again() {
    for since in [80, 800] {
        let (desk, given) = lost_with_stale_head(since, false);
        let place = in_bureau(&desk, "register.db");
        fs::copy(desk.path("old.register.db"), place).unwrap();
        desk.done("recover --bureau @bureau --yes");
        gives_only_new_numbers(&desk, &given, &format!("old folder, {since}"));
    }
}

#[test]
fn a_head_that_was_edited_down_gives_no_number_again() {
    for since in [80, 500] {
        let (desk, mut given) = backed_up(2_000);
        given.extend(give(&desk, 2_000..2_000 + since));
        let head = in_bureau(&desk, "register.db.head");
        let text = fs::read_to_string(&head).unwrap();
        let end = text.lines().next().unwrap();
        fs::write(&head, format!("{end}\nnumbers beyond holder=1 index=1\n")).unwrap();
        fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
        desk.done("recover --bureau @bureau --from @monday.db --yes");
        gives_only_new_numbers(&desk, &given, &format!("edited down, {since}"));
    }
}

#[test]
fn a_head_beyond_all_numbers_is_refused() {
    let (desk, _) = backed_up(3);
    fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
    let head = in_bureau(&desk, "register.db.head");
    let text = fs::read_to_string(&head).unwrap();
    let end = text.lines().next().unwrap();
    let words = "recover --bureau @bureau --from @monday.db --yes";
    for (holder, index) in [(1 << 27, 1 << 24), (1 << 27, u32::MAX), (u32::MAX, 4_096)] {
        let bound = format!("numbers beyond holder={holder} index={index}");
        fs::write(&head, format!("{end}\n{bound}\n")).unwrap();
        let outcome = desk.fails("register-head-invalid", words);
        assert!(
            outcome.talk.contains("issuer recover"),
            "{bound}: {}",
            outcome.talk
        );
    }
    assert!(!in_bureau(&desk, "register.db").exists());
    fs::remove_file(&head).unwrap();
    desk.done(words);
    give(&desk, 100..101);
}

#[test]
fn a_present_register_that_cannot_be_read_is_not_replaced() {
    let (desk, _) = backed_up(3);
    give(&desk, 3..7);
    let place = in_bureau(&desk, "register.db");
    let words = "recover --bureau @bureau --from @monday.db --yes";
    fs::rename(&place, desk.path("elsewhere.db")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(desk.path("unmounted.db"), &place).unwrap();
        desk.fails("present-register-unreadable", words);
        assert!(place.is_symlink());
        fs::remove_file(&place).unwrap();
    }
    fs::create_dir(&place).unwrap();
    let outcome = desk.fails("present-register-unreadable", words);
    assert!(
        outcome.talk.contains("Nothing was changed"),
        "{}",
        outcome.talk
    );
    assert!(place.is_dir());
    assert!(!in_bureau(&desk, "register.db.replaced-1").exists());
}

#[test]
fn a_register_that_was_set_aside_still_counts() {
    let (desk, mut given) = backed_up(3);
    let beyond = given.iter().map(|entry| entry.status_index.0).max();
    // Far more than the margin covers that is kept for what nobody knows of.
    given.extend(give(&desk, 3..20_000));
    let highest = given.iter().map(|entry| entry.status_index.0).max();
    assert!(highest > beyond.map(|index| index + 16_384));
    // As if the program was killed after the old register was moved and before the new one was.
    let aside = in_bureau(&desk, "register.db.replaced-1");
    fs::rename(in_bureau(&desk, "register.db"), aside).unwrap();
    fs::remove_file(in_bureau(&desk, "register.db.head")).unwrap();
    desk.done("recover --bureau @bureau --from @monday.db --yes");
    gives_only_new_numbers(&desk, &given, "set aside");
}

#[test]
fn what_is_wrong_with_a_backup_is_said_of_the_file_that_was_named() {
    let (desk, _) = backed_up(3);
    fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
    fs::write(desk.path("friday.db"), "no register").unwrap();
    let outcome = desk.run("recover --bureau @bureau --from @friday.db --yes");
    assert_ne!(outcome.exit, Exit::Done);
    assert!(outcome.talk.contains("friday.db"), "{}", outcome.talk);
    assert!(!outcome.talk.contains(".tmp-"), "{}", outcome.talk);
}
