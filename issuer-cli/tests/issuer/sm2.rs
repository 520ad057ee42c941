//! SM2 keys of keepers and bureaus, beside Ed25519 ones, from the first key to the terminal.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fs;

use crate::support::keepers::read_and_confirm;
use crate::support::{NOW, TestBureau, roster};
use credential_core::{Algorithm, Holdings, Policy, UnixTime, Update, Verdict, Verifier};
use messages::dates;

/// One keeper of each type: a terminal that knows SM2 counts both.
const SIGN: &str = "trust sign --authority @auth --key @a.pem @c.pem";

/// An authority of three keepers, of whom two must sign; the third has an SM2 key.
fn authority() -> TestBureau {
    let bureau = TestBureau::new();
    bureau.done("root key --out @a.pem --no-passphrase");
    bureau.done("root key --out @b.pem --no-passphrase --algorithm ed25519");
    let json = bureau.result("root key --out @c.pem --no-passphrase --algorithm sm2");
    assert_eq!(json["algorithm"], "SM2");
    bureau.done(
        "root prepare --authority @auth --out @roots.lbp --name 浙江省退役军人事务厅 --threshold 2 \
         --add @a.pub @b.pub @c.pub",
    );
    for keeper in ["a", "b", "c"] {
        read_and_confirm(
            &bureau,
            &format!(
                "--json root sign --pending @roots.lbp --key @{keeper}.pem --out @{keeper}.lbp"
            ),
        );
    }
    bureau.done("root combine --authority @auth @a.lbp @b.lbp @c.lbp");
    bureau
}

/// With an SM2 bureau in the folder `bureau` and an Ed25519 one in `second`, both listed.
fn two_bureaus() -> TestBureau {
    let bureau = authority();
    let json = bureau.result(
        "bureau create --folder @bureau --name 咸宁市退役军人事务局 --region 421200 --id 42120001 \
         --algorithm sm2 --no-passphrase",
    );
    assert_eq!(json["key"]["algorithm"], "SM2");
    bureau.done(
        "bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase",
    );
    for folder in ["bureau", "second"] {
        bureau.done(&format!(
            "trust add --authority @auth --request @{folder}/request.lbr --categories all"
        ));
    }
    bureau.done(SIGN);
    bureau
}

/// Codes for so many people in a folder, read back; their texts.
fn issue(bureau: &TestBureau, folder: &str, people: usize, out: &str) -> Vec<String> {
    bureau.write("roster.csv", &roster(people));
    bureau.done(&format!(
        "issue --bureau @{folder} --roster @roster.csv --out @{out}"
    ));
    bureau.done(&format!("verify-output --bureau @{folder} --out @{out}"));
    let manifest = bureau.manifest(out);
    let texts = manifest.iter().map(|line| line["text"].as_str().unwrap());
    texts.map(ToOwned::to_owned).collect()
}

fn publish_and_pack(bureau: &TestBureau, file: &str) -> Update {
    for folder in ["bureau", "second"] {
        bureau.done(&format!("publish --bureau @{folder}"));
    }
    bureau.done(&format!(
        "update pack --out @{file} --root-set @auth/root-set.cbor --trust-list @auth/trust-list.cbor \
         --status-list @bureau/status-list.cbor @second/status-list.cbor"
    ));
    Update::parse(&fs::read(bureau.path(file)).unwrap()).unwrap()
}

fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

/// `None` if it opens a gate, otherwise why not.
fn refused(terminal: &Holdings, text: &str) -> Option<&'static str> {
    match Verifier::new(terminal, Policy::gate()).verify_text(text, now()) {
        Verdict::Accept(_) => None,
        verdict => Some(verdict.reason()),
    }
}

#[test]
fn a_terminal_accepts_codes_of_both_types_and_refuses_the_revoked_one() {
    let bureau = two_bureaus();
    let sm2 = issue(&bureau, "bureau", 3, "out");
    let ed25519 = issue(&bureau, "second", 2, "second-out");
    // At most QR version 8 for one, 7 for the other: 49 and 45 modules, with 4 of margin on each side.
    // With a small number or index, a code may be a byte shorter.
    for (out, side) in [("out", 49 + 8), ("second-out", 45 + 8)] {
        let file = bureau.manifest(out)[0]["file"].as_str().unwrap().to_owned();
        let picture = fs::read(bureau.path(&format!("{out}/{file}"))).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(picture));
        let width = reader.read_info().unwrap().info().width;
        assert!(width <= side * 8, "{out}: {width}");
    }
    for (folder, out) in [("bureau", "out"), ("second", "second-out")] {
        let holder = bureau.manifest(out)[1]["holder"].clone();
        bureau.done(&format!(
            "revoke --bureau @{folder} --holder {holder} --reason lost --yes"
        ));
    }
    let update = publish_and_pack(&bureau, "1.lbu");
    let root_set = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    let mut terminal = Holdings::provision(&root_set).unwrap();
    for outcome in terminal.apply(&update, now()) {
        assert!(outcome.result.is_ok(), "{outcome:?}");
    }
    for good in [&sm2[0], &sm2[2], &ed25519[0]] {
        assert_eq!(refused(&terminal, good), None);
    }
    for revoked in [&sm2[1], &ed25519[1]] {
        assert_eq!(refused(&terminal, revoked), Some("revoked"));
    }
    // What an SM2 key signed is not taken when one digit is another.
    let mut altered = sm2[0].clone();
    let last = if altered.ends_with('1') { "2" } else { "1" };
    altered.replace_range(altered.len() - 1.., last);
    assert!(refused(&terminal, &altered).is_some());
}

#[test]
fn an_sm2_bureau_rotates_to_another_sm2_key_and_back_to_ed25519() {
    let bureau = two_bureaus();
    let before = issue(&bureau, "bureau", 1, "first");
    let mut people = 1;
    let mut texts = before;
    for (wish, algorithm) in [
        ("", Algorithm::Sm2),
        (" --algorithm ed25519", Algorithm::Ed25519),
        (" --algorithm sm2", Algorithm::Sm2),
    ] {
        let json = bureau.result(&format!(
            "bureau rotate --bureau @bureau --no-passphrase{wish}"
        ));
        let request = json["request"].as_str().unwrap();
        bureau.done(&format!(
            "trust add-key --authority @auth --request {request}"
        ));
        bureau.done(SIGN);
        bureau.done(
            "bureau switch --bureau @bureau --trust-list @auth/trust-list.cbor --root-set @auth/root-set.cbor",
        );
        let list = bureau.trust_list();
        let issuer = list
            .claims()
            .issuers
            .iter()
            .find(|issuer| issuer.id.0 == 42_120_001);
        let key = &issuer.unwrap().keys.last().unwrap().key;
        assert_eq!(key.algorithm(), algorithm, "{wish}");
        people += 1;
        texts.extend(issue(&bureau, "bureau", people, &format!("out-{people}")));
    }
    assert_eq!(texts.len(), 4);
    let update = publish_and_pack(&bureau, "2.lbu");
    let root_set = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    let mut terminal = Holdings::provision(&root_set).unwrap();
    terminal.apply(&update, now());
    for text in &texts {
        assert_eq!(refused(&terminal, text), None);
    }
}

/// A terminal without SM2 could not follow it.
#[test]
fn a_root_set_has_enough_ed25519_keys_or_none() {
    let bureau = TestBureau::new();
    bureau.done("root key --out @a.pem --no-passphrase");
    for keeper in ["c", "d", "e"] {
        bureau.done(&format!(
            "root key --out @{keeper}.pem --no-passphrase --algorithm sm2"
        ));
    }
    let prepare = "root prepare --authority @auth --name 厅 --threshold 2";
    bureau.fails(
        "too-few-ed25519-keys",
        &format!("{prepare} --out @1.lbp --add @a.pub @c.pub @d.pub"),
    );
    assert!(!bureau.path("1.lbp").exists());
    bureau.done(&format!(
        "{prepare} --out @2.lbp --add @c.pub @d.pub @e.pub"
    ));
}

#[test]
fn tokens_hold_no_sm2_keys() {
    let bureau = two_bureaus();
    let token = "--pkcs11 pkcs11:token=t;object=o?module-path=/none.so";
    let outcome = bureau.fails(
        "token-no-sm2",
        &format!(
            "bureau create --folder @third --name 局 --region 421200 --id 42120003 --algorithm sm2 {token}"
        ),
    );
    assert!(
        outcome.talk.contains("--algorithm ed25519"),
        "{}",
        outcome.talk
    );
    assert!(!bureau.path("third").exists());
    // Nor by leaving out what the next key is to be.
    bureau.fails(
        "token-no-sm2",
        &format!("bureau rotate --bureau @bureau {token}"),
    );
    assert!(
        !bureau
            .json("bureau/bureau.json")
            .to_string()
            .contains("next_key")
    );
}

#[cfg(unix)]
#[test]
fn an_sm2_key_is_shown_encrypted_anew_backed_up_and_restored() {
    let bureau = two_bureaus();
    bureau.write_private("words", "correct horse battery");
    bureau.write_private("others", "七月的石头和八月的纸");
    bureau.done("key passwd --key @bureau/keys/issuer-1.pem --new-passphrase-file @words");
    let shown = bureau.result("key show --key @bureau/keys/issuer-1.pem");
    assert_eq!(
        (&shown["algorithm"], &shown["opened"]),
        (&"SM2".into(), &false.into())
    );
    let opened = bureau.result("key show --key @bureau/keys/issuer-1.pem --passphrase-file @words");
    assert_eq!(
        (&opened["kid"], &opened["opened"]),
        (&shown["kid"], &true.into())
    );
    bureau.fails(
        "passphrase-wrong",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-file @others",
    );

    bureau.done(
        "key backup --bureau @bureau --out @keys.txt --passphrase-file @words --new-passphrase-file @others",
    );
    fs::remove_dir_all(bureau.path("bureau/keys")).unwrap();
    bureau.done("key restore --backup @keys.txt --folder @bureau --passphrase-file @others");
    bureau.write("roster.csv", &roster(1));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out --passphrase-file @others");
    assert_eq!(bureau.manifest("out").len(), 1);
}
