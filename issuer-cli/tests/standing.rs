//! Revoking, suspending and restoring, and what terminals get to know of it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::fs;

use credential_core::{Status, StatusList};
use serde_json::Value;
use support::Desk;

/// A bureau with codes for some people, straight in its register.
fn issued(rows: usize) -> Desk {
    let desk = Desk::ready();
    desk.write("roster.csv", &support::roster(rows));
    desk.done("issue --bureau @bureau --roster @roster.csv --out @out");
    desk
}

/// What terminals would know of a code.
fn published(desk: &Desk, index: u64) -> Status {
    let bytes = fs::read(desk.path("bureau/status-list.cbor")).unwrap();
    let list = StatusList::verify(&bytes, &desk.trust_list()).unwrap();
    list.claims().statuses.status(index as u32).unwrap()
}

fn number(line: &Value, field: &str) -> u64 {
    line[field].as_u64().unwrap()
}

fn result(desk: &Desk, words: &str) -> Value {
    let outcome = desk.done(&format!("--json {words}"));
    serde_json::from_str(&outcome.results).unwrap()
}

#[test]
fn a_revoked_code_is_revoked_in_the_next_list_and_not_before() {
    let desk = issued(3);
    let manifest = desk.manifest("out");
    let (index, holder) = (
        number(&manifest[1], "status_index"),
        number(&manifest[1], "holder"),
    );
    desk.done("publish --bureau @bureau");
    assert_eq!(published(&desk, index), Status::Valid);

    let outcome = desk.done(&format!(
        "revoke --bureau @bureau --holder {holder} --reason 遗失 --yes"
    ));
    assert!(outcome.talk.contains("王*明"), "{}", outcome.talk);
    assert!(
        outcome.talk.contains("next publication"),
        "{}",
        outcome.talk
    );
    assert_eq!(published(&desk, index), Status::Valid);

    let json = result(&desk, "publish --bureau @bureau --at 2026-11-22T10:00");
    assert_eq!(json["revoked"], 1);
    assert_eq!(json["new"]["revoked"], 1);
    assert_eq!(published(&desk, index), Status::Revoked);
    for other in [&manifest[0], &manifest[2]] {
        assert_eq!(
            published(&desk, number(other, "status_index")),
            Status::Valid
        );
    }
}
