//! The link in front of codes: which one is drawn, that it stays, and what is refused.

use std::fs;

use crate::support::{TestBureau, roster};
use code_writer::{Level, Symbol, read_file_independently};
use credential_core::ParsedCredential;

const ISSUE: &str = "issue --bureau @bureau --roster @roster.csv --out @out";
const LINK: &str = "https://lbm.tyjrswj.xianning.gov.cn/v1/c/";
const DRAWN: &str = "HTTPS://LBM.TYJRSWJ.XIANNING.GOV.CN/V1/C/";

fn desk(rows: usize) -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(rows));
    bureau
}

#[test]
fn a_code_has_the_link_in_front_of_digits_that_verify_and_is_version_8() {
    let bureau = desk(3);
    bureau.done(&format!("{ISSUE} --link {LINK}"));
    for line in bureau.manifest("out") {
        let text = line["text"].as_str().unwrap();
        let digits = text.strip_prefix(DRAWN).unwrap();
        assert!(ParsedCredential::from_text(digits).is_ok());
        assert_eq!(Symbol::new(text, Level::M).unwrap().version(), 8);
        let file = bureau.path("out").join(line["file"].as_str().unwrap());
        assert_eq!(
            read_file_independently(&fs::read(file).unwrap()).unwrap(),
            [text]
        );
    }
    bureau.done("verify-output --bureau @bureau --out @out");
    bureau.done("print --bureau @bureau --run @out --out @paper");
}

#[test]
fn a_card_that_is_issued_again_has_the_same_link() {
    let bureau = desk(2);
    bureau.done(&format!("{ISSUE} --link {LINK}"));
    let holder = bureau.manifest("out")[0]["holder"].as_u64().unwrap();
    bureau.done(&format!(
        "reissue --bureau @bureau --holder {holder} --reason lost --out @again --yes"
    ));
    bureau.done("renew --bureau @bureau --within 3000 --years 5 --out @renewed --yes");
    for (folder, codes) in [("again", 1), ("renewed", 2)] {
        let lines = bureau.manifest(folder);
        assert_eq!(lines.len(), codes, "{folder}");
        for line in lines {
            assert!(line["text"].as_str().unwrap().starts_with(DRAWN));
        }
        bureau.done(&format!("verify-output --bureau @bureau --out @{folder}"));
    }
    // Found by what a scanner gives, with the link or without it, and in the picture.
    let line = bureau.manifest("again")[0].clone();
    let text = line["text"].as_str().unwrap();
    let file = format!("@again/{}", line["file"].as_str().unwrap());
    bureau.write("with.txt", &format!("{text}\n"));
    bureau.write("without.txt", text.strip_prefix(DRAWN).unwrap());
    for (code, act) in [
        ("@with.txt", "suspend"),
        ("@without.txt", "restore"),
        (file.as_str(), "revoke"),
    ] {
        bureau.done(&format!(
            "{act} --bureau @bureau --code {code} --reason other --yes"
        ));
    }
}

#[test]
fn a_link_is_changed_only_knowingly() {
    let bureau = desk(1);
    bureau.fails(
        "link-invalid",
        &format!("{ISSUE} --link http://lbm.gov.cn/"),
    );
    bureau.fails(
        "link-invalid",
        &format!("{ISSUE} --link https://lbm.gov.cn/c"),
    );
    bureau.fails("link-too-long", &format!("{ISSUE} --link {LINK}x/"));
    assert!(!bureau.path("out").exists());
    bureau.done(&format!("{ISSUE} --dry-run --link {LINK}"));
    assert_eq!(
        bureau.result("bureau link --bureau @bureau")["link"],
        serde_json::Value::Null
    );
    bureau.done(&format!("bureau link --bureau @bureau --set {LINK}"));
    bureau.fails(
        "link-differs",
        &format!("{ISSUE} --link https://other.gov.cn/"),
    );
    bureau.fails("usage", &format!("{ISSUE} --form base45"));
    let larger = bureau.result(&format!(
        "bureau link --bureau @bureau --set {LINK}x/ --larger-code"
    ));
    assert_eq!(larger["version"], 9);
    assert_eq!(larger["before"], DRAWN);
    bureau.done("bureau link --bureau @bureau --none");
    bureau.done(ISSUE);
    assert!(
        bureau.manifest("out")[0]["text"]
            .as_str()
            .unwrap()
            .starts_with("81")
    );
}

/// A manifest and a picture that somebody gave another link, to lead phones elsewhere.
#[test]
fn another_link_in_a_picture_is_found() {
    let bureau = desk(1);
    bureau.done(&format!("{ISSUE} --link {LINK}"));
    let path = bureau.path("out/manifest.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let line = bureau.manifest("out")[0].clone();
    fs::write(&path, text.replace("XIANNING.GOV.CN", "XIANNING.EVIL.CN")).unwrap();
    let drawn = line["text"].as_str().unwrap().replace("GOV.CN", "EVIL.CN");
    let png = Symbol::new(&drawn, Level::M)
        .unwrap()
        .to_png(&Default::default())
        .unwrap();
    fs::write(bureau.path("out").join(line["file"].as_str().unwrap()), png).unwrap();
    let outcome = bureau.run("verify-output --bureau @bureau --out @out");
    assert_eq!(outcome.exit, messages::Exit::Refused, "{}", outcome.talk);
    // What is there is drawn as the run has it, once the manifest is that of the run.
    fs::write(&path, text).unwrap();
    let outcome = bureau.run("verify-output --bureau @bureau --out @out");
    assert_eq!(outcome.exit, messages::Exit::Refused, "{}", outcome.talk);
}

/// A card says what the people of the place call the code.
#[test]
fn a_card_has_the_name_of_the_code() {
    let bureau = desk(1);
    bureau.done(ISSUE);
    bureau.fails(
        "usage",
        "bureau code-name --bureau @bureau --set a\u{202e}b",
    );
    let set = bureau.result("bureau code-name --bureau @bureau --set 崇军码");
    assert_eq!(
        (set["code_name"].as_str(), set["before"].as_str()),
        (Some("崇军码"), None)
    );
    bureau.done("print --bureau @bureau --run @out --out @paper");
    // On terminals it is the name of the trust list.
    bureau.done("trust scope --authority @auth --issuer 42120001 --code-name 崇军码 --code-name-en Chongjun");
    bureau.done("trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem");
    let name = bureau.trust_list().claims().issuers[0]
        .code_name
        .clone()
        .unwrap();
    assert_eq!(
        (name.zh.as_str(), name.en.as_deref()),
        ("崇军码", Some("Chongjun"))
    );
}

/// The longest validity of a key is that of the trust list, once the bureau has seen it.
#[test]
fn a_validity_that_the_trust_list_does_not_allow_is_refused() {
    let bureau = desk(1);
    let listed = |bureau: &TestBureau| {
        let list = bureau.trust_list();
        let keys = &list.claims().issuers[0].keys;
        keys.last()
            .unwrap()
            .longest_validity
            .map(|longest| longest.as_secs() / 86_400)
    };
    assert_eq!(listed(&bureau), Some(3_654));
    let long = bureau.done(&format!("{ISSUE} --years 12 --dry-run"));
    assert!(long.talk.contains("more than 10 years"), "{}", long.talk);
    let next = bureau.result("bureau rotate --bureau @bureau --no-passphrase");
    let kid = next["kid"].as_str().unwrap();
    bureau.done(&format!(
        "trust add-key --authority @auth --request @bureau/request-{kid}.lbr --longest-years 3"
    ));
    bureau.done("trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem");
    bureau.done(
        "bureau switch --bureau @bureau --trust-list @auth/trust-list.cbor --root-set @auth/root-set.cbor",
    );
    assert_eq!(listed(&bureau), Some(1_097));
    bureau.fails("validity-too-long", &format!("{ISSUE} --years 4"));
    bureau.done(&format!("{ISSUE} --years 3"));
}
