//! A phone is bound with the command, and what must not come of it.

use std::fs;

use crate::support::TestBureau;
use crate::support::phones::{
    bind, claims_of, enrolment, enrolment_at, holder, key, needs, now, status,
};
use credential_core::{Enrolment, EnrolmentClaims, IssuerId, Status, UnixTime};
use messages::Exit;
use serde_json::Value;

#[test]
fn a_lost_phone_is_replaced_in_one_step_and_the_card_stays() {
    let bureau = TestBureau::issued(1);
    let (card, holder) = (bureau.manifest("out")[0].clone(), holder(&bureau, "out"));
    let outcome = bureau.done(&bind(holder, &enrolment(1), "phone"));
    assert!(outcome.talk.contains("王建明的手机"), "{}", outcome.talk);
    let first = bureau.manifest("phone")[0].clone();
    needs(&bureau, &first, 1);
    assert_eq!(first["holder"], card["holder"]);
    assert_eq!(card["kind"], "card");
    assert_eq!(claims_of(&bureau, &card).holder_key, None);

    // Lost: another phone, and nothing else.
    let result = bureau.result(&bind(holder, &enrolment(2), "again"));
    let second = bureau.manifest("again")[0].clone();
    needs(&bureau, &second, 2);
    assert_eq!(result["codes"][0]["replaces"][0], first["status_index"]);
    assert_eq!(second["replaces"][0], first["status_index"]);
    assert_eq!(status(&bureau, &first), Status::Revoked);
    assert_eq!(status(&bureau, &card), Status::Valid);
    bureau.done("publish --bureau @bureau");
    for (line, expected) in [
        (&card, Status::Valid),
        (&first, Status::Revoked),
        (&second, Status::Valid),
    ] {
        assert_eq!(bureau.published(&line["status_index"]), expected);
    }
    for folder in ["out", "phone", "again"] {
        bureau.done(&format!("verify-output --bureau @bureau --out @{folder}"));
    }
    let audit = bureau.done("audit --bureau @bureau");
    assert!(audit.results.contains("bind"), "{}", audit.results);

    let report = bureau.result("report --bureau @bureau --csv @codes.csv");
    assert_eq!(report["phone_codes"], 1);
    assert_eq!(report["codes"]["valid"], 2);
    assert_eq!(report["people"], 1);
    assert!(bureau.text("codes.csv").contains("phone"));
}

#[test]
fn the_same_phone_again_is_said_and_makes_no_folder() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    let again = bureau.done(&bind(holder, &enrolment(1), "again"));
    assert!(again.results.contains("bound already"), "{}", again.results);
    let run = bureau.json("phone/summary.json")["run"].clone();
    let said = format!("run {}", run.as_str().unwrap());
    assert!(again.results.contains(&said), "{}", again.results);
    let bound = &bureau.result(&bind(holder, &enrolment(1), "again"))["bound"];
    let file = bound["file"].as_str().unwrap();
    assert!(bureau.path("phone").join(file).is_file(), "{file}");
    assert_eq!(bound["run"], run);
    assert!(!bureau.path("again").exists());
}

#[test]
fn what_is_wrong_with_an_enrolment_is_said_and_nothing_changes() {
    let bureau = TestBureau::issued(2);
    let (first, second) = (
        bureau.manifest("out")[0]["holder"].as_u64().unwrap(),
        bureau.manifest("out")[1]["holder"].as_u64().unwrap(),
    );
    bureau.done(&bind(first, &enrolment(1), "phone"));
    let made = bureau.credentials();
    let card = bureau.manifest("out")[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut damaged = enrolment(2);
    damaged.replace_range(90..91, if &damaged[90..91] == "7" { "3" } else { "7" });
    let old = UnixTime::from_secs(now().as_secs() - 40 * 86_400);
    let other_bureau = EnrolmentClaims {
        issued: now(),
        issuer: Some(IssuerId(1)),
        label: None,
    };
    let other_bureau = Enrolment::sign(&other_bureau, &key(3)).unwrap().to_text();
    for (code, text) in [
        ("phone-key-of-another-person", enrolment(1)),
        ("phone-key-damaged", damaged),
        ("phone-key-expired", enrolment_at(2, old)),
        ("phone-key-of-another-bureau", other_bureau),
        // A veteran code in the place of an enrolment.
        ("phone-key-unrecognised", card),
        ("phone-key-unrecognised", "12345".to_owned()),
    ] {
        bureau.fails(code, &bind(second, &text, "none"));
    }
    bureau.fails("credential-unknown", &bind(7, &enrolment(2), "none"));
    assert_eq!(bureau.credentials(), made);
    assert!(!bureau.path("none").exists());
    // And the other way round: an enrolment is no code of anybody.
    bureau.fails(
        "code-invalid",
        &format!(
            "revoke --bureau @bureau --code {} --reason lost --yes",
            enrolment(1)
        ),
    );
}

/// The way that is named to whoever has lost the folder.
#[test]
fn a_phone_whose_code_is_lost_is_bound_again() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    fs::remove_dir_all(bureau.path("phone")).unwrap();
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {holder} --kind phone --reason other --yes"
    ));
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    needs(&bureau, &bureau.manifest("phone")[0], 1);
}

/// Signed as they must be: it is the name alone that is wrong.
#[test]
fn a_phone_with_a_name_that_is_none_is_told_so() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    let vectors = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../test-vectors/vectors/enrolment.json"
    );
    let vectors: Value = serde_json::from_slice(&fs::read(vectors).unwrap()).unwrap();
    for name in ["empty", "49-bytes", "line-feed", "backwards"] {
        let id = format!("enrolment-claims-label-{name}-ed25519");
        let mut all = vectors["vectors"].as_array().unwrap().iter();
        let text = all.find(|one| one["id"] == id.as_str()).unwrap()["text"].clone();
        let outcome = bureau.fails(
            "phone-key-label-invalid",
            &bind(holder, text.as_str().unwrap(), "none"),
        );
        assert!(outcome.talk.contains("48 bytes"), "{}", outcome.talk);
    }
    assert!(!bureau.path("none").exists());
}

#[test]
fn a_text_of_something_else_is_not_several_codes() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.write("users.txt", "root:x:0:0\ndaemon:x:1:1\n");
    let outcome = bureau.fails("code-invalid", &bind(holder, "@users.txt", "none"));
    assert!(outcome.talk.contains("no code in it"), "{}", outcome.talk);
    let both = format!("{}\n{}\n", enrolment(1), enrolment(2));
    bureau.write("both.txt", &both);
    bureau.fails("codes-several", &bind(holder, "@both.txt", "none"));
}

#[test]
fn the_enrolment_is_read_from_a_picture() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    let symbol = code_writer::Symbol::new(&enrolment(1), code_writer::Level::M).unwrap();
    let png = symbol.to_png(&code_writer::Options::default()).unwrap();
    fs::write(bureau.path("phone.png"), png).unwrap();
    bureau.done(&bind(holder, "@phone.png", "phone"));
    needs(&bureau, &bureau.manifest("phone")[0], 1);
}

#[test]
fn without_consent_nothing_is_bound() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau, "out");
    bureau.done(&bind(holder, &enrolment(1), "phone"));
    let made = bureau.credentials();
    let words = bind(holder, &enrolment(2), "again").replace(" --yes", "");
    bureau.fails("consent-missing", &words);
    let (outcome, questions) = bureau.run_answering(&["n"], &words);
    assert_eq!(outcome.exit, Exit::Undecided);
    assert!(questions[0].contains("phone before (1)"), "{questions:?}");
    assert_eq!(bureau.credentials(), made);
    assert!(!bureau.path("again").exists());
}
