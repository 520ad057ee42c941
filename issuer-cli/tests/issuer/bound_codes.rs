//! Codes that are bound to phones, beside cards: from a roster, replaced, renewed, recovered, resumed.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::phones::{
    bind, claims_of, enrolment, holder, key, needs, now, roster_with, status,
};
use crate::support::{NOW, TestBureau, roster};
use credential_core::{
    Decision, ParsedCredential, Policy, Presentation, Signer, Status, StatusIndex, UnixTime,
    Verifier,
};
use messages::{Exit, dates};
use serde_json::Value;

#[test]
fn a_roster_brings_phones_and_is_issued_for_again() {
    let bureau = TestBureau::ready();
    let (one, two) = (enrolment(1), enrolment(2));
    bureau.write("roster.csv", &roster_with(&[&one, "", &two]));
    let issue = |out: &str| format!("issue --bureau @bureau --roster @roster.csv --out @{out}");
    let summary = &bureau.result(&issue("out"))["summary"];
    assert_eq!(
        (&summary["issued"], &summary["phone_codes"]),
        (&Value::from(3), &Value::from(2))
    );
    let lines = bureau.manifest("out");
    needs(&bureau, &lines[0], 1);
    assert_eq!(lines[1]["kind"], "card");
    needs(&bureau, &lines[2], 2);
    bureau.done("verify-output --bureau @bureau --out @out");

    // Months later, the same file, and the one without the column: nobody gets another code.
    for text in [roster_with(&[&one, "", &two]), roster(3)] {
        bureau.write("roster.csv", &text);
        let later = format!("{} --at 2027-04-01T09:00", issue("later"));
        let summary = &bureau.result(&later)["summary"];
        assert_eq!(
            (&summary["issued"], &summary["unchanged"]),
            (&Value::from(0), &Value::from(3))
        );
        fs::remove_dir_all(bureau.path("later")).unwrap();
    }

    // The second person's first phone; the third has another one, which is asked about.
    let (new, other) = (enrolment(4), enrolment(5));
    bureau.write("roster.csv", &roster_with(&[&one, &new, &other]));
    bureau.fails("consent-missing", &issue("more"));
    let summary = bureau.result(&format!("{} --yes", issue("more")))["summary"].clone();
    assert_eq!(summary["replaced_by_kind"]["phone-rebound"], 1);
    assert_eq!(summary["issued"], 2);
    let more = bureau.manifest("more");
    needs(&bureau, &more[0], 4);
    needs(&bureau, &more[1], 5);
    assert_eq!(more[0]["replaces"], Value::Null);
    assert_eq!(more[1]["replaces"][0], lines[2]["status_index"]);
    assert_eq!(status(&bureau, &lines[1]), Status::Valid);
    assert_eq!(status(&bureau, &lines[2]), Status::Revoked);
}

#[test]
fn a_roster_with_one_phone_for_two_people_binds_neither() {
    let bureau = TestBureau::ready();
    let (shared, own) = (enrolment(1), enrolment(2));
    bureau.write(
        "roster.csv",
        &roster_with(&[&shared, &own, &shared, "87123", ""]),
    );
    let outcome = bureau.run("--json issue --bureau @bureau --roster @roster.csv --out @out");
    assert_eq!(outcome.exit, Exit::Refused, "{}", outcome.talk);
    let json: Value = serde_json::from_str(&outcome.results).unwrap();
    let refused: Vec<_> = json["refused"].as_array().unwrap().iter().collect();
    let codes: Vec<_> = refused
        .iter()
        .map(|one| (one["row"].as_u64().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        codes,
        [
            (1, "phone-key-shared"),
            (3, "phone-key-shared"),
            (4, "phone-key-unrecognised"),
        ]
    );
    assert!(refused.iter().all(|one| one["field"] == "phone-key"));
    let rows: Vec<_> = bureau.manifest("out");
    assert_eq!(rows.len(), 2);
    needs(&bureau, &rows[0], 2);
    let sheet = bureau.text("out/refused.csv");
    assert!(sheet.contains("has the same phone"), "{sheet}");
    assert!(!sheet.contains(&shared), "a text of 400 digits is cut");
}

#[test]
fn what_changes_of_a_person_is_signed_anew_for_card_and_phone() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    let changed = roster(1).replace("退役军人", "退役军人、残疾军人");
    bureau.write("roster.csv", &changed);
    let summary = &bureau
        .result("issue --bureau @bureau --roster @roster.csv --out @changed --yes")["summary"];
    assert_eq!(
        (
            &summary["issued"],
            &summary["changed"],
            &summary["replaced"]
        ),
        (&Value::from(2), &Value::from(1), &Value::from(1))
    );
    let lines = bureau.manifest("changed");
    assert_eq!(lines[0]["kind"], "card");
    needs(&bureau, &lines[1], 1);
    for line in &lines {
        assert_eq!(line["categories"].as_array().unwrap().len(), 2);
    }
    let old = [&bureau.manifest("out")[0], &bureau.manifest("phone")[0]].map(Value::clone);
    for (old, new) in old.iter().zip(&lines) {
        assert_eq!(new["replaces"][0], old["status_index"]);
        assert_eq!(status(&bureau, old), Status::Revoked);
    }
    bureau.done("verify-output --bureau @bureau --out @changed");
    // The card is printed, the phone's code is not.
    bureau.done("print --run @changed --bureau @bureau --out @cards");
    let printed = bureau.json("cards/print.json");
    assert_eq!(
        (&printed["printed"], &printed["phone_codes"]),
        (&Value::from(1), &Value::from(1))
    );
    // Nor is it handed out at a table.
    bureau.done("handout --bureau @bureau --run @changed --roster @roster.csv --out @list");
    assert_eq!(bureau.json("list/handout.json")["people"], 1);
    bureau.done("print --run @changed --bureau @bureau --handout @list --out @ordered");
}

#[test]
fn a_phone_code_is_never_printed() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    bureau.fails(
        "phone-codes-only",
        "print --run @phone --bureau @bureau --out @cards",
    );
    bureau.fails(
        "phone-codes-only",
        &format!("print --run @phone --bureau @bureau --out @cards --holder {holder}"),
    );
    // Somebody who calls it a card is found out by the code itself.
    let manifest = bureau.text("phone/manifest.jsonl");
    let forged = manifest.replace(r#""kind":"phone""#, r#""kind":"card""#);
    assert_ne!(manifest, forged);
    bureau.write("phone/manifest.jsonl", &forged);
    bureau.fails(
        "manifest-damaged",
        "print --run @phone --bureau @bureau --out @cards",
    );
    let outcome = bureau.run("verify-output --bureau @bureau --out @phone");
    assert_eq!(outcome.exit, Exit::Refused);
    assert!(!bureau.path("cards").exists());
}

#[test]
fn reissue_and_revoke_tell_card_and_phone_apart() {
    let bureau = TestBureau::issued(1);
    let (card, holder) = (bureau.manifest("out")[0].clone(), holder(&bureau, "out"));
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    let phone = bureau.manifest("phone")[0].clone();
    // The code of a phone is not reissued: with a phone, a key is lost.
    let text = phone["text"].as_str().unwrap();
    let index = &phone["status_index"];
    for whom in [
        format!("--code {text}"),
        format!("--index {index}"),
        format!("--holder {holder} --kind phone"),
    ] {
        bureau.fails(
            "phone-code",
            &format!("reissue --bureau @bureau {whom} --reason lost --out @new --yes"),
        );
    }
    bureau.done(&format!(
        "reissue --bureau @bureau --holder {holder} --reason lost --out @new --yes"
    ));
    let second = bureau.manifest("new")[0].clone();
    assert_eq!(second["kind"], "card");
    assert_eq!(status(&bureau, &card), Status::Revoked);
    assert_eq!(status(&bureau, &phone), Status::Valid);

    let revoked = bureau.result(&format!(
        "revoke --bureau @bureau --holder {holder} --kind phone --reason lost --yes"
    ));
    assert_eq!(revoked["changed"].as_array().unwrap().len(), 1);
    assert_eq!(revoked["changed"][0]["kind"], "phone");
    assert_eq!(status(&bureau, &second), Status::Valid);
    assert_eq!(status(&bureau, &phone), Status::Revoked);
    bureau.fails(
        "phone-key-lost-before",
        &bind(holder, &enrolment(1), "back"),
    );
    bureau.done(&bind(holder, &enrolment(2), "next"));
    // Of somebody who has died, all ends.
    let all = bureau.result(&format!(
        "revoke --bureau @bureau --holder {holder} --reason deceased --yes"
    ));
    assert_eq!(all["changed"].as_array().unwrap().len(), 2);
    bureau.fails("credential-revoked", &bind(holder, &enrolment(3), "never"));
}

#[test]
fn renewal_keeps_the_kind_and_the_key() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    let result =
        bureau.result("renew --bureau @bureau --within 3000 --years 5 --out @longer --yes");
    assert_eq!(result["codes"].as_array().unwrap().len(), 2);
    let lines = bureau.manifest("longer");
    let of = |kind: &str| lines.iter().find(|line| line["kind"] == kind).unwrap();
    assert_eq!(claims_of(&bureau, of("card")).holder_key, None);
    needs(&bureau, of("phone"), 1);
}

#[test]
fn a_recovered_register_knows_the_phone_again() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    let backup = bureau.result("backup --bureau @bureau --to @stick")["backup"]
        .as_str()
        .unwrap()
        .to_owned();
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    bureau.done("publish --bureau @bureau");
    fs::remove_file(bureau.path("bureau/register.db")).unwrap();
    bureau.done(&format!(
        "recover --bureau @bureau --from {backup} --manifest @phone/manifest.jsonl --yes",
    ));
    let line = bureau.manifest("phone")[0].clone();
    let index = u32::try_from(line["status_index"].as_u64().unwrap()).unwrap();
    let entry = bureau.register().entry_at(StatusIndex(index)).unwrap();
    let entry = entry.unwrap();
    assert_eq!(
        entry.holder_key.unwrap().public_key().unwrap(),
        *key(1).public_key()
    );
}

/// A computer in the place of a phone: from the key to a proof that a gate would take.
#[test]
fn a_phone_is_tried_out_without_one() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    let made = bureau
        .result("holder enrol --key @phone.pem --label Nova --issuer 42120001 --no-passphrase");
    let enrolment = made["enrolment"].as_str().unwrap();
    bureau.done(&bind(holder, enrolment, "phone"));
    let text = bureau.manifest("phone")[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let show = |further: &str| format!("holder show --key @phone.pem --every 1 --count 2{further}");
    let outcome = bureau.done(&format!("--json {} --credential {text}", show("")));
    let shown: Vec<Value> = outcome
        .results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(shown.len(), 2);
    assert!(shown[1]["made"].as_u64() > shown[0]["made"].as_u64());
    assert_ne!(shown[0]["presentation"], shown[1]["presentation"]);
    let list = bureau.trust_list();
    for one in &shown {
        let (code, made) = (
            one["presentation"].as_str().unwrap(),
            one["made"].as_u64().unwrap(),
        );
        let verifier = Verifier::without_revocation_check(&list, Policy::gate());
        let at = |seconds| verifier.verify_text(code, UnixTime::from_secs(seconds));
        assert_ne!(
            at(made).decision(),
            Decision::Refuse,
            "{}",
            at(made).reason()
        );
        assert_eq!(at(made + 31).reason(), "proof-stale");
    }
    // Also from its picture, and on the screen.
    let picture = bureau.manifest("phone")[0]["file"]
        .as_str()
        .unwrap()
        .to_owned();
    let outcome = bureau.done(&format!(
        "holder show --key @phone.pem --count 1 --challenge 0011223344556677 --credential @phone/{picture}"
    ));
    assert!(outcome.results.contains("  86"), "{}", outcome.results);
    let line = outcome.results.lines().find(|line| line.contains("  86"));
    let time = line.unwrap().split("  ").next().unwrap();
    assert_eq!(time.len(), "2026-11-22 09:00:00".len(), "{time}");
    // A card has no key, and another phone not this one.
    let card = bureau.manifest("out")[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let outcome = bureau.fails("cannot-sign", &format!("{} --credential {card}", show("")));
    let said = "this code is not bound to a phone";
    assert!(outcome.talk.contains(said), "{}", outcome.talk);
    bureau.done("holder enrol --key @other.pem --no-passphrase");
    bureau.fails(
        "cannot-sign",
        &format!("holder show --key @other.pem --count 1 --credential {text}"),
    );
    bureau.fails(
        "usage",
        &format!("{} --credential {text}", show(" --challenge 00")),
    );
}

/// Killed at some moment, and resumed with the same command, as a clerk does who does not know what happened.
#[test]
fn a_binding_that_was_killed_is_resumed() {
    let bureau = TestBureau::issued(1);
    let (card, holder) = (bureau.manifest("out")[0].clone(), holder(&bureau, "out"));
    bureau.done(&bind(holder, &enrolment(1), "before"));
    for wait in [5, 20, 40, 60, 80, 100, 130, 160, 200, 300] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_issuer"))
            .args(["bind", "--bureau"])
            .arg(bureau.path("bureau"))
            .args(["--holder", &holder.to_string(), "--code", &enrolment(2)])
            .arg("--out")
            .arg(bureau.path("phone"))
            .args(["--yes", "--at", NOW])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        run.kill().unwrap();
        run.wait().unwrap();
        // Never more than one living code for a phone, and the card as it was.
        let number = credential_core::HolderNumber(u32::try_from(holder).unwrap());
        let entries = bureau.register().entries_of(number).unwrap();
        let living = entries
            .iter()
            .filter(|entry| entry.holder_key.is_some() && entry.standing.status == Status::Valid);
        assert_eq!(living.count(), 1);
        assert_eq!(status(&bureau, &card), Status::Valid);
    }
    if !bureau.path("phone/summary.json").exists() {
        bureau.done(&bind(holder, &enrolment(2), "phone"));
    }
    let lines = bureau.manifest("phone");
    assert_eq!(lines.len(), 1);
    needs(&bureau, &lines[0], 2);
    assert_eq!(
        lines[0]["replaces"][0],
        bureau.manifest("before")[0]["status_index"]
    );
    bureau.done("verify-output --bureau @bureau --out @phone");
    let now = dates::parse(NOW).unwrap();
    assert_eq!(bureau.register().unfinished(now).unwrap(), []);
    assert_eq!(bureau.credentials(), 3);
}

/// What the phone showed, an hour ago or with a proof that is no good at all: the credential in it is meant.
#[test]
fn a_code_is_found_by_what_a_phone_shows() {
    let bureau = TestBureau::issued(1);
    let (card, holder) = (bureau.manifest("out")[0].clone(), holder(&bureau, "out"));
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    let line = bureau.manifest("phone")[0].clone();
    let credential = ParsedCredential::from_text(line["text"].as_str().unwrap()).unwrap();
    let hour_ago = UnixTime::from_secs(now().as_secs() - 3600);
    let shown = Presentation::issue(&credential, hour_ago, None, &key(1)).unwrap();
    let drawn = code_writer::Symbol::new(&shown.to_text(), code_writer::Level::M).unwrap();
    let drawn = drawn.to_png(&code_writer::Options::default()).unwrap();
    fs::write(bureau.path("screen.png"), drawn).unwrap();
    for (command, text, expected) in [
        ("suspend", shown.to_text(), Status::Suspended),
        ("restore", "@screen.png".to_owned(), Status::Valid),
        ("revoke", "@screen.png".to_owned(), Status::Revoked),
    ] {
        let reason = if command == "restore" {
            ""
        } else {
            " --reason lost"
        };
        bureau.done(&format!(
            "{command} --bureau @bureau --code {text}{reason} --yes"
        ));
        assert_eq!(status(&bureau, &line), expected, "{command}");
        assert_eq!(status(&bureau, &card), Status::Valid, "{command}");
    }

    // The same content by somebody else's key is not the bureau's code.
    let forged = credential_core::issue(&claims_of(&bureau, &line), &key(9)).unwrap();
    let forged = ParsedCredential::from_bytes(forged.as_bytes()).unwrap();
    let forged = Presentation::issue(&forged, now(), None, &key(1)).unwrap();
    bureau.fails(
        "credential-unknown",
        &format!(
            "revoke --bureau @bureau --code {} --reason lost --yes",
            forged.to_text()
        ),
    );
}
