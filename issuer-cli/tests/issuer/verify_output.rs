//! Register and files: what `issuer verify-output` proves, and what it must find.

use credential_core::HolderNumber;
use std::fs;

use crate::support::{NOW, TestBureau, roster};
use issuer_cli::register::{Action, Actor, Reason, Target};
use messages::{Exit, dates};
use serde_json::{Value, json};

const VERIFY: &str = "--json verify-output --bureau @bureau --out @out";

/// A bureau with a finished run over five people, its manifest, and the files of the codes.
fn five(arguments: &str) -> (TestBureau, Vec<String>) {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(5));
    bureau.done(&format!(
        "issue --bureau @bureau --roster @roster.csv --out @out{arguments}"
    ));
    let files = bureau.manifest("out");
    let file = |line: &Value| format!("out/{}", line["file"].as_str().unwrap());
    let files = files.iter().map(file).collect();
    (bureau, files)
}

fn verified(bureau: &TestBureau, exit: Exit) -> Value {
    let outcome = bureau.run(VERIFY);
    assert_eq!(outcome.exit, exit, "{}{}", outcome.results, outcome.talk);
    serde_json::from_str(&outcome.results).unwrap()
}

fn agrees(bureau: &TestBureau) {
    let json = verified(bureau, Exit::Done);
    assert_eq!(
        (&json["agrees"], &json["issued"], &json["wrong"]),
        (&true.into(), &5.into(), &0.into())
    );
}

/// The codes of the faults, each with its file.
fn faults(bureau: &TestBureau) -> Vec<(String, String)> {
    let json = verified(bureau, Exit::Refused);
    assert_eq!(json["agrees"], false);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    json["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                text(&fault["code"]),
                format!("out/{}", text(&fault["file"])),
            )
        })
        .collect()
}

fn one(code: &str, file: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), file.to_owned())]
}

#[test]
fn a_finished_run_agrees_in_every_form() {
    for arguments in [
        "",
        " --format svg",
        " --form base45 --module-pixels 3",
        " --full-names",
    ] {
        agrees(&five(arguments).0);
    }
}

#[test]
fn neither_key_nor_roster_is_needed() {
    let (bureau, _) = five("");
    fs::remove_file(bureau.path("bureau/keys/issuer-1.pem")).unwrap();
    fs::remove_file(bureau.path("roster.csv")).unwrap();
    agrees(&bureau);
}

#[test]
fn several_runs_of_a_bureau_are_kept_apart() {
    let (bureau, _) = five("");
    bureau.write("roster.csv", &crate::support::roster_of(3..9));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @next");
    agrees(&bureau);
    let outcome = bureau.done("verify-output --bureau @bureau --out @next");
    assert!(
        outcome.results.contains("4 codes were read back"),
        "{}",
        outcome.results
    );
}

#[test]
fn finds_a_file_that_is_gone() {
    let (bureau, files) = five("");
    fs::remove_file(bureau.path(&files[2])).unwrap();
    assert_eq!(faults(&bureau), one("file-missing", &files[2]));
}

#[test]
fn finds_a_code_that_somebody_exchanged() {
    for format in ["png", "svg"] {
        let (bureau, files) = five(&format!(" --format {format}"));
        fs::copy(bureau.path(&files[0]), bureau.path(&files[1])).unwrap();
        let code = if format == "png" {
            "file-other-code"
        } else {
            "file-damaged"
        };
        assert_eq!(faults(&bureau), one(code, &files[1]));
    }
}

/// Also one that a scanner would still read: what is printed must be what was made.
#[test]
fn finds_a_file_with_a_single_changed_byte() {
    let (bureau, files) = five("");
    let bytes = fs::read(bureau.path(&files[0])).unwrap();
    for at in [20, bytes.len() / 2, bytes.len() - 20] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(bureau.path(&files[0]), changed).unwrap();
        assert_eq!(faults(&bureau), one("file-damaged", &files[0]), "byte {at}");
    }
    fs::write(bureau.path(&files[0]), b"").unwrap();
    assert_eq!(faults(&bureau), one("file-damaged", &files[0]));
}

#[test]
fn finds_codes_and_files_that_belong_to_nobody() {
    let (bureau, files) = five("");
    let copied = |name: &str| fs::copy(bureau.path(&files[0]), bureau.path(name)).unwrap();
    copied("out/codes/0000000007-1.png");
    assert_eq!(
        faults(&bureau),
        one("file-orphan", "out/codes/0000000007-1.png")
    );
    fs::remove_file(bureau.path("out/codes/0000000007-1.png")).unwrap();
    copied("out/codes/copy of a code.png");
    assert_eq!(
        faults(&bureau),
        one("file-foreign", "out/codes/copy of a code.png")
    );
    fs::remove_file(bureau.path("out/codes/copy of a code.png")).unwrap();
    copied("out/codes/.tmp-abc123");
    assert_eq!(faults(&bureau), one("file-draft", "out/codes/.tmp-abc123"));
}

#[test]
fn finds_a_manifest_that_was_edited() {
    let (bureau, files) = five("");
    let whole = bureau.text("out/manifest.jsonl");
    let lines: Vec<&str> = whole.lines().collect();
    let rewrite = |lines: &[&str]| bureau.write("out/manifest.jsonl", &(lines.join("\n") + "\n"));

    rewrite(&lines[1..]);
    assert_eq!(faults(&bureau), one("manifest-lacks", &files[0]));

    rewrite(&[lines[0], lines[1], lines[2], lines[3], lines[4], lines[1]]);
    assert_eq!(faults(&bureau), one("manifest-twice", &files[1]));

    let mut line: Value = serde_json::from_str(lines[0]).unwrap();
    let change = |field: &str, value: Value, code: &str| {
        let mut changed = line.clone();
        changed[field] = value;
        let changed = changed.to_string();
        rewrite(&[&changed, lines[1], lines[2], lines[3], lines[4]]);
        assert!(
            faults(&bureau).iter().any(|(found, _)| found == code),
            "{field}"
        );
    };
    change("status_index", json!(16_000_000), "manifest-differs");
    change("text", json!("811"), "manifest-differs");
    change("file", json!("../../elsewhere.png"), "manifest-differs");
    change("name", json!("李*红"), "manifest-differs");
    change("categories", json!(["active-duty"]), "manifest-differs");
    change("until", json!(4_000_000_000_u64), "manifest-differs");
    change("disability_grade", json!(1), "manifest-differs");
    change("home_region", json!(421202), "manifest-differs");
    change("serial", json!(2), "manifest-unknown");
    line["holder"] = json!(7);
    rewrite(&[&line.to_string(), lines[1], lines[2], lines[3], lines[4]]);
    assert_eq!(
        faults(&bureau).len(),
        2,
        "the one is unknown, the other lacks"
    );
}

#[test]
fn a_card_that_was_revoked_since_may_be_thrown_away() {
    let (bureau, files) = five("");
    let holder = bureau.manifest("out")[0]["holder"].as_u64().unwrap();
    {
        let mut register = bureau.register();
        let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
        let mut batch = clerk
            .batch(Action::Revoke, dates::parse(NOW).unwrap())
            .unwrap();
        batch
            .revoke(
                Target::Holder(HolderNumber(u32::try_from(holder).unwrap())),
                Reason::Deceased,
            )
            .unwrap();
        batch.commit().unwrap();
    }
    assert_eq!(verified(&bureau, Exit::Done)["revoked"], 1);
    fs::remove_file(bureau.path(&files[0])).unwrap();
    let json = verified(&bureau, Exit::Done);
    assert_eq!(
        (&json["revoked"], &json["read_back"]),
        (&1.into(), &4.into())
    );
}

#[test]
fn what_cannot_be_compared_is_no_agreement() {
    let (bureau, _) = five("");
    bureau.done(
        "bureau create --folder @other --name 别处 --region 421200 --id 42120002 --no-passphrase",
    );
    bureau.fails(
        "out-of-another-bureau",
        "verify-output --bureau @other --out @out",
    );
    bureau.fails("out-empty", "verify-output --bureau @bureau --out @nowhere");
    fs::copy(
        bureau.path("out/summary.json"),
        bureau.path("out/unfinished.json"),
    )
    .unwrap();
    bureau.fails("file-invalid", "verify-output --bureau @bureau --out @out");
    fs::remove_file(bureau.path("out/unfinished.json")).unwrap();
    fs::remove_file(bureau.path("out/manifest.jsonl")).unwrap();
    bureau.fails(
        "file-unreadable",
        "verify-output --bureau @bureau --out @out",
    );
}

#[test]
fn a_register_that_was_tampered_with_proves_nothing() {
    let (bureau, _) = five("");
    let database = rusqlite::Connection::open(bureau.path("bureau/register.db")).unwrap();
    database
        .execute_batch("DROP TRIGGER credentials_stay; UPDATE credentials SET name = '王*芳'")
        .unwrap();
    drop(database);
    bureau.fails("audit-broken", "verify-output --bureau @bureau --out @out");
}
