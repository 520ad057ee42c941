//! Publishing: never earlier than before, never less revoked, whatever happens in between.

use std::fs;

use crate::support::TestBureau;
use credential_core::{Applied, Holdings, Status, UnixTime, Update};
use messages::Exit;

fn revoke(bureau: &TestBureau, nth: usize) -> serde_json::Value {
    let line = bureau.manifest("out")[nth].clone();
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {} --reason lost --yes",
        line["holder"]
    ));
    line["status_index"].clone()
}

#[test]
fn a_terminal_takes_what_was_packed_and_each_list_is_newer_than_the_last() {
    let bureau = TestBureau::issued(2);
    let now = UnixTime::from_secs(1_795_305_600);
    let mut terminal =
        Holdings::provision(&fs::read(bureau.path("auth/root-set.cbor")).unwrap()).unwrap();
    // Within one second too.
    for nth in 0..3 {
        bureau.done("publish --bureau @bureau");
        let file = format!("{nth}.lbu");
        let outcome = bureau.done(&format!(
            "update pack --out @{file} --root-set @auth/root-set.cbor --trust-list @auth/trust-list.cbor \
             --status-list @bureau/status-list.cbor"
        ));
        assert!(
            outcome.results.contains("status list of issuer 42120001"),
            "{}",
            outcome.results
        );
        let update = Update::parse(&fs::read(bureau.path(&file)).unwrap()).unwrap();
        let outcomes = terminal.apply(&update, now);
        assert_eq!(outcomes.last().unwrap().result, Ok(Applied::New), "{nth}");
    }
    // Of each list a copy, and of the end of the audit log that was signed with it.
    assert_eq!(bureau.files("bureau/published").len(), 2 * 3);
}

#[test]
fn the_audit_log_has_what_was_published() {
    let bureau = TestBureau::issued(1);
    let json = bureau.result("publish --bureau @bureau --operator 王芳");
    let log = bureau.result("audit --bureau @bureau --last 1");
    let last = &log["records"][0];
    assert_eq!(
        (&last["action"], &last["operator"]),
        (&"publish".into(), &"王芳".into())
    );
    let details = last["details"].as_str().unwrap();
    assert!(
        details.contains(json["sha256"].as_str().unwrap()),
        "{details}"
    );
    assert_eq!(log["head"], json["head"]);
    assert_eq!(
        json["until"].as_u64().unwrap() - json["made"].as_u64().unwrap(),
        180 * 86_400
    );
}

#[test]
fn an_older_register_cannot_undo_what_was_revoked() {
    let bureau = TestBureau::issued(2);
    bureau.done("publish --bureau @bureau");
    fs::copy(bureau.path("bureau/register.db"), bureau.path("old.db")).unwrap();
    let index = revoke(&bureau, 1);
    bureau.done("publish --bureau @bureau");
    assert_eq!(bureau.published(&index), Status::Revoked);

    // Somebody copies last week's register over the present one.
    fs::copy(bureau.path("old.db"), bureau.path("bureau/register.db")).unwrap();
    for words in ["publish", "report", "backup --to @stick"] {
        bureau.fails("register-rolled-back", &format!("{words} --bureau @bureau"));
    }
    let outcome = bureau.run("audit --bureau @bureau");
    assert_eq!(outcome.exit, Exit::Refused);

    // And takes away the note beside it.
    fs::remove_file(bureau.path("bureau/register.db.head")).unwrap();
    bureau.fails("publication-unknown", "publish --bureau @bureau");
    assert_eq!(bureau.published(&index), Status::Revoked);
}

#[test]
fn a_list_that_was_recorded_and_never_written_does_no_harm() {
    let bureau = TestBureau::issued(2);
    bureau.done("publish --bureau @bureau");
    let before = fs::read(bureau.path("bureau/status-list.cbor")).unwrap();
    let index = revoke(&bureau, 0);
    // As after a kill between the register and the file.
    bureau.done("publish --bureau @bureau");
    fs::write(bureau.path("bureau/status-list.cbor"), &before).unwrap();
    bureau.done("publish --bureau @bureau");
    assert_eq!(bureau.published(&index), Status::Revoked);

    // As when the folder cannot be written.
    fs::rename(bureau.path("bureau/published"), bureau.path("kept")).unwrap();
    fs::write(bureau.path("bureau/published"), "in the way").unwrap();
    bureau.fails("file-unwritable", "publish --bureau @bureau");
    fs::remove_file(bureau.path("bureau/published")).unwrap();
    bureau.done("publish --bureau @bureau");
    bureau.done("audit --bureau @bureau");
}

#[test]
fn refuses_a_list_in_its_place_that_is_another_bureaus() {
    let bureau = TestBureau::issued(1);
    bureau.done("bureau create --folder @other --name 潜山市退役军人事务局 --region 421200 --id 42120002 --no-passphrase");
    bureau.done("publish --bureau @other");
    fs::copy(
        bureau.path("other/status-list.cbor"),
        bureau.path("bureau/status-list.cbor"),
    )
    .unwrap();
    bureau.fails("publication-unknown", "publish --bureau @bureau");
}

#[test]
fn after_a_fast_clock_nothing_is_published_before_somebody_decides() {
    let bureau = TestBureau::issued(1);
    let outcome = bureau.done("publish --bureau @bureau --at 2031-01-01");
    assert!(outcome.talk.contains("days ago"), "{}", outcome.talk);
    bureau.fails("clock-behind", "publish --bureau @bureau");
    bureau.done("bureau set-time-back --bureau @bureau --yes");
    bureau.fails("publication-ahead", "publish --bureau @bureau");
    let json = bureau.result("publish --bureau @bureau --last-never-delivered");
    assert!(json["made"].as_u64().unwrap() < 1_900_000_000);
    bureau.done("publish --bureau @bureau --at 2026-11-23");
}

#[test]
fn a_clock_that_is_a_little_behind_is_said() {
    let bureau = TestBureau::issued(1);
    let outcome = bureau.done("publish --bureau @bureau --at 2026-11-22T08:55");
    assert!(outcome.talk.contains("Set the clock"), "{}", outcome.talk);
}
