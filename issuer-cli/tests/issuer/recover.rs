//! `issuer recover`: a backup of the register is put into use again.

use std::ffi::OsString;
use std::fs;

use crate::support::given::{backed_up, give, in_bureau, revoke};
use crate::support::{NOW, TestBureau};
use cli_support::Console;
use credential_core::Status;
use issuer_cli::register::Actor;
use messages::Exit;

/// The week of a bureau whose computer fails on Friday, with a backup of Monday.
fn lost() -> (TestBureau, serde_json::Value, serde_json::Value) {
    let bureau = TestBureau::issued(3);
    let backup = bureau.result("backup --bureau @bureau --to @stick")["backup"]
        .as_str()
        .unwrap()
        .to_owned();
    fs::rename(backup, bureau.path("monday.db")).unwrap();
    let revoked = bureau.manifest("out")[0].clone();
    bureau.write("tuesday.csv", &crate::support::roster_of(3..5));
    bureau.done("issue --bureau @bureau --roster @tuesday.csv --out @tuesday");
    let since = bureau.manifest("tuesday")[0].clone();
    for holder in [&revoked["holder"], &since["holder"]] {
        bureau.done(&format!(
            "revoke --bureau @bureau --holder {holder} --reason lost --yes"
        ));
    }
    bureau.done("publish --bureau @bureau");
    (bureau, revoked, since)
}

#[test]
fn a_backup_that_is_taken_into_use_revokes_what_was_published_since() {
    let (bureau, revoked, since) = lost();
    fs::remove_file(bureau.path("bureau/register.db")).unwrap();
    let outcome = bureau.fails("register-missing", "report --bureau @bureau");
    assert!(outcome.talk.contains("issuer recover"), "{}", outcome.talk);
    let words = "recover --bureau @bureau --from @monday.db --manifest @tuesday/manifest.jsonl";
    bureau.fails("consent-missing", words);
    assert!(!bureau.path("bureau/register.db").exists());
    let json = bureau.result(&format!("{words} --yes"));
    assert_eq!(
        (&json["taken_over"], &json["adopted"]),
        (&2.into(), &2.into())
    );

    bureau.done("publish --bureau @bureau");
    for line in [&revoked, &since] {
        assert_eq!(bureau.published(&line["status_index"]), Status::Revoked);
    }
    // Whom the backup knows gets nothing new; the others get codes with numbers that nobody has.
    bureau.write("week.csv", &crate::support::roster_of(0..5));
    bureau.run("issue --bureau @bureau --roster @week.csv --out @again");
    let taken: Vec<_> = [bureau.manifest("out"), bureau.manifest("tuesday")].concat();
    let again = bureau.manifest("again");
    assert_eq!(again.len(), 2);
    for line in &again {
        let other = |other: &&serde_json::Value| {
            other["holder"] == line["holder"] || other["status_index"] == line["status_index"]
        };
        assert!(taken.iter().find(other).is_none(), "{line}");
    }
    let outcome = bureau.done("audit --bureau @bureau");
    assert!(outcome.results.contains("recover"), "{}", outcome.results);
    assert!(bureau.files("bureau").iter().all(|file| {
        !file
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(".tmp-")
    }));
}

#[test]
fn without_manifests_too_no_index_is_given_again() {
    let (bureau, _, _) = lost();
    // An older copy was put in its place by hand.
    fs::copy(bureau.path("monday.db"), bureau.path("bureau/register.db")).unwrap();
    let json = bureau.result("recover --bureau @bureau --yes");
    assert!(
        json["kept"]
            .as_str()
            .unwrap()
            .ends_with("register.db.replaced-1")
    );
    bureau.write("many.csv", &crate::support::roster_of(10..60));
    bureau.done("issue --bureau @bureau --roster @many.csv --out @many");
    for line in bureau.manifest("many") {
        assert!(line["status_index"].as_u64().unwrap() >= 4096);
    }
}

#[test]
fn refuses_manifests_of_others_and_backups_that_were_tampered_with() {
    let (bureau, _, _) = lost();
    fs::remove_file(bureau.path("bureau/register.db")).unwrap();
    let mut line = bureau.manifest("tuesday")[0].clone();
    line["text"] = "8112345".into();
    bureau.write("forged.jsonl", &format!("{line}\n"));
    bureau.fails(
        "file-invalid",
        "recover --bureau @bureau --from @monday.db --manifest @forged.jsonl --yes",
    );
    let words = "recover --bureau @bureau --from @monday.db --manifest @tuesday/manifest.csv --yes";
    let outcome = bureau.fails("file-invalid", words);
    assert!(
        outcome.talk.contains("line 1 of") && outcome.talk.contains("Name the manifest.jsonl"),
        "{}",
        outcome.talk
    );
    let words = "recover --bureau @bureau --from @tuesday/manifest.csv --yes";
    let outcome = bureau.fails("register-unrecognised", words);
    assert!(
        outcome
            .talk
            .contains("tuesday/manifest.csv is not a register")
            && outcome.talk.contains("another backup")
            && !outcome.talk.contains(".tmp-"),
        "{}",
        outcome.talk
    );
    let raw = fs::read(bureau.path("monday.db")).unwrap();
    let mut damaged = raw.clone();
    let name = "王*明".as_bytes();
    let at = damaged
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    damaged[at..at + name.len()].copy_from_slice("李*明".as_bytes());
    fs::write(bureau.path("damaged.db"), damaged).unwrap();
    bureau.fails(
        "audit-broken",
        "recover --bureau @bureau --from @damaged.db --yes",
    );
    fs::write(bureau.path("half.db"), &raw[..raw.len() / 2]).unwrap();
    let outcome = bureau.run("recover --bureau @bureau --from @half.db --yes");
    assert_ne!(outcome.exit, Exit::Done);
    assert!(!bureau.path("bureau/register.db").exists());
    bureau.done("recover --bureau @bureau --from @monday.db --yes");
}

#[test]
fn a_register_in_use_is_not_replaced() {
    let (bureau, _, _) = lost();
    let mut register = bureau.register();
    let clerk = register.clerk(&Actor::new("李强").unwrap()).unwrap();
    bureau.fails(
        "register-in-use",
        "recover --bureau @bureau --from @monday.db --yes",
    );
    drop(clerk);
}

/// What `recover` says in Chinese.
fn in_chinese(bureau: &TestBureau, backup: &str) -> String {
    let (folder, backup) = (bureau.path("bureau"), bureau.path(backup));
    let mut args = ["issuer", "--lang", "zh", "--at", NOW, "recover", "--yes"]
        .map(OsString::from)
        .to_vec();
    args.extend([
        "--bureau".into(),
        folder.into(),
        "--from".into(),
        backup.into(),
    ]);
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    issuer_cli::run(args, &mut Console::new(&mut results, &mut talk));
    String::from_utf8(talk).unwrap()
}

#[test]
fn an_intact_newer_register_is_not_replaced() {
    let (bureau, mut entries) = backed_up(3);
    entries.extend(give(&bureau, 3..7));
    revoke(&bureau, &entries[..1]);
    let before = fs::read(bureau.path("bureau/register.db")).unwrap();
    let words = "recover --bureau @bureau --from @monday.db --yes";
    let outcome = bureau.fails("newer-register-in-place", words);
    let said = "the present register is intact and newer, 4 people would be lost";
    assert!(outcome.talk.contains(said), "{}", outcome.talk);
    assert!(
        outcome.talk.contains("--lose-newer-register"),
        "{}",
        outcome.talk
    );
    let talk = in_chinese(&bureau, "monday.db");
    assert!(talk.contains("原处的台账完好且较新，会丢失 4 人"), "{talk}");
    assert!(fs::read(bureau.path("bureau/register.db")).unwrap() == before);
    bureau.done("audit --bureau @bureau");

    bureau.fails(
        "consent-missing",
        "recover --bureau @bureau --from @monday.db --lose-newer-register",
    );
    let json = bureau.result(&format!("{words} --lose-newer-register"));
    assert!(fs::read(json["kept"].as_str().unwrap()).unwrap() == before);
    let new = give(&bureau, 100..200);
    let highest = entries.iter().map(|entry| entry.status_index).max();
    assert!(new.iter().all(|entry| Some(entry.status_index) > highest));
}

#[test]
fn a_newer_register_without_new_people_is_not_replaced_either() {
    let (bureau, entries) = backed_up(3);
    revoke(&bureau, &entries[..1]);
    bureau.fails(
        "newer-register-in-place",
        "recover --bureau @bureau --from @monday.db --yes",
    );
}

#[test]
fn a_damaged_or_older_register_is_replaced_without_more_ado() {
    let (bureau, _) = backed_up(3);
    let older = fs::read(bureau.path("monday.db")).unwrap();
    give(&bureau, 3..7);
    let newer = fs::read(bureau.path("bureau/register.db")).unwrap();
    fs::write(bureau.path("friday.db"), &newer).unwrap();
    for present in [&newer[..newer.len() / 2], b"no register", &older] {
        fs::write(bureau.path("bureau/register.db"), present).unwrap();
        let json = bureau.result("recover --bureau @bureau --from @friday.db --yes");
        assert!(fs::read(json["kept"].as_str().unwrap()).unwrap() == *present);
        bureau.done("audit --bureau @bureau");
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
fn what_is_wrong_with_a_backup_is_said_of_the_file_that_was_named() {
    let (desk, _) = backed_up(3);
    fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
    fs::write(desk.path("friday.db"), "no register").unwrap();
    let outcome = desk.run("recover --bureau @bureau --from @friday.db --yes");
    assert_ne!(outcome.exit, Exit::Done);
    assert!(outcome.talk.contains("friday.db"), "{}", outcome.talk);
    assert!(!outcome.talk.contains(".tmp-"), "{}", outcome.talk);
}
