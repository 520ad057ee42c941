//! Whether revocation was checked: seen in the verdict, in JSON and in words.

use credential_core::{Status, UnixTime, Validity};
use messages::Exit;
use serde_json::{Value, json};

use super::fixtures::*;

fn with_files(terminal: &TerminalFiles, words: &[&str]) -> Value {
    let run = terminal.check_with_files(&[words, &["--json"]].concat());
    run.json().remove(0)
}

/// A root set and a trust list as files say nothing about revocation.
#[test]
fn a_shop_without_status_lists_is_asked_to_bring_them() {
    let terminal = TerminalFiles::new();
    let value = with_files(&terminal, &[&good()]);
    assert_eq!(value["verdict"], "check");
    assert_eq!(value["code"], "status-missing");
    assert_eq!(value["cautions"], json!(["status-missing", "bearer"]));
    assert_eq!(value["advice"], "update-terminal");
    let run = terminal.check_with_files(&[&good()]);
    assert_eq!(run.exit, Exit::Undecided);
    // Once, by its caution; the note of a gate would say it again.
    let said = "this terminal has no status of the code: it may have been revoked";
    for codes in [&[&*good()][..], &[&good(), &good()]] {
        let results = terminal.check_with_files(codes).results;
        assert!(results.matches(said).count() >= codes.len(), "{results}");
        assert!(!results.contains("revocation not checked"), "{results}");
    }
}

/// A gate accepts an unknown status. Whoever reads the line must know it.
#[test]
fn a_gate_without_status_lists_says_that_revocation_was_not_checked() {
    let terminal = TerminalFiles::new();
    let good = good();
    let value = with_files(&terminal, &[&good, "--place", "gate"]);
    assert_eq!(value["verdict"], "accept");
    assert_eq!(
        value["basis"]["status_list"],
        json!({"consulted": false, "made": null})
    );
    assert_eq!(value["basis"]["trust_list"]["consulted"], true);
    assert_eq!(value["basis"]["trust_list"]["made"]["unix"], ISSUED);
    for (lang, hint) in [("en", "revocation not checked"), ("zh", "未核对是否吊销")] {
        // As a block, and as lines.
        for codes in [&[&*good][..], &[&good, &good]] {
            let words = [codes, &["--place", "gate", "--lang", lang]].concat();
            let run = terminal.check_with_files(&words);
            assert_eq!(run.exit, Exit::Done);
            assert_eq!(
                run.results.matches(hint).count(),
                codes.len(),
                "{}",
                run.results
            );
        }
    }
}

#[test]
fn with_a_status_list_the_verdict_says_when_it_was_made() {
    let terminal = TerminalFiles::new();
    let value = terminal.json(&[&good(), "--place", "gate"]);
    assert_eq!(value["verdict"], "accept");
    assert_eq!(value["basis"]["status_list"]["consulted"], true);
    assert_eq!(value["basis"]["status_list"]["made"]["unix"], STATUS_MADE);
    let run = terminal.check(&[&good(), "--place", "gate"]);
    assert!(!run.results.contains("revocation"), "{}", run.results);

    // A refused code gets no hint: nothing is given for it.
    let run = terminal.check_with_files(&[&expired(), "--place", "gate"]);
    assert_eq!(run.exit, Exit::Refused);
    assert!(!run.results.contains("revocation"), "{}", run.results);
}

#[test]
fn a_revoked_code_is_refused_by_its_list() {
    let terminal = TerminalFiles::new();
    let from = UnixTime::from_secs(STATUS_MADE + 60);
    let until = years(10).until;
    let revoked = terminal.put(
        "revoked.cbor",
        &status_list(Validity::new(from, until), Status::Revoked),
    );
    let update = [
        "update".into(),
        revoked.into(),
        "--store".into(),
        terminal.store().into(),
    ];
    assert_eq!(verifier(update, b"").exit, Exit::Done);
    for place in ["shop", "gate"] {
        let value = terminal.json(&[&good(), "--place", place]);
        assert_eq!(value["code"], "revoked");
        assert_eq!(value["basis"]["status_list"]["consulted"], true);
        assert_eq!(
            value["basis"]["status_list"]["made"]["unix"],
            STATUS_MADE + 60
        );
    }
}

/// A text of another kind is refused before any list is looked at.
#[test]
fn a_foreign_code_rests_on_no_list() {
    let value = TerminalFiles::new().json(&["https://example.org"]);
    assert_eq!(
        value["basis"],
        json!({
            "trust_list": {"consulted": false, "version": null, "made": null},
            "status_list": {"consulted": false, "made": null},
        })
    );
}
