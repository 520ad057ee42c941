//! Keys and what keeps them from harm.

use std::fs;

use crate::support::TestBureau;
use credential_core::{KeyId, RootSet};

#[test]
fn the_root_set_names_exactly_the_keys_that_were_made() {
    let bureau = TestBureau::with_bureau();
    let roots: RootSet = bureau.root_set();
    assert_eq!((roots.claims().version, roots.claims().threshold), (1, 2));
    for (number, key) in (1..).zip(&roots.claims().keys) {
        let shown = bureau.done(&format!(
            "--json key show --key @auth/keys/root-{number}.pem"
        ));
        let json: serde_json::Value = serde_json::from_str(&shown.results).unwrap();
        assert_eq!(json["kid"], key.id().to_string());
    }
    assert_eq!(
        bureau.files("auth").len(),
        5,
        "three keys, root set, list of issuers"
    );
}

#[test]
fn never_overwrites_a_key() {
    let bureau = TestBureau::with_bureau();
    let before: Vec<_> = bureau
        .files("")
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect();
    let authority = "authority create --folder @auth --name 别的 --keepers 3 --threshold 2";
    let another = "bureau create --folder @bureau --name 别的 --region 421200 --id 42120001";
    bureau.fails("file-exists", authority);
    bureau.fails("file-exists", another);
    // Not even when only the keys are left.
    fs::rename(bureau.path("auth/root-set.cbor"), bureau.path("root-set")).unwrap();
    fs::rename(bureau.path("auth/issuers.json"), bureau.path("issuers")).unwrap();
    fs::rename(
        bureau.path("bureau/bureau.json"),
        bureau.path("bureau.json"),
    )
    .unwrap();
    bureau.fails("file-exists", authority);
    bureau.fails("file-exists", another);
    fs::rename(bureau.path("root-set"), bureau.path("auth/root-set.cbor")).unwrap();
    fs::rename(bureau.path("issuers"), bureau.path("auth/issuers.json")).unwrap();
    fs::rename(
        bureau.path("bureau.json"),
        bureau.path("bureau/bureau.json"),
    )
    .unwrap();
    let after: Vec<_> = bureau
        .files("")
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect();
    assert_eq!(before, after);
}

#[test]
fn wrong_wishes_leave_nothing_behind() {
    let bureau = TestBureau::new();
    for (code, words) in [
        (
            "usage",
            "authority create --folder @auth --name 省厅 --keepers 2 --threshold 3",
        ),
        (
            "usage",
            "authority create --folder @auth --name 省厅 --keepers 0 --threshold 1",
        ),
        (
            "usage",
            "authority create --folder @auth --name 省厅 --keepers 17 --threshold 1",
        ),
        (
            "usage",
            "authority create --folder @auth --name \u{202e}省厅 --keepers 1 --threshold 1",
        ),
        (
            "usage",
            "bureau create --folder @bureau --name 市局 --region 4212 --id 42120001",
        ),
        (
            "usage",
            "bureau create --folder @bureau --name 市局 --region 421200 --id 99999999999",
        ),
        (
            "usage",
            "bureau create --folder @bureau --name 市局 --region 421200",
        ),
        (
            "usage",
            "bureau create --folder @bureau --name \u{200b}市局 --region 421200 --id 42120001",
        ),
        (
            "usage",
            "bureau create --folder @bureau --name \u{3000} --region 421200 --id 42120001",
        ),
        ("usage", "bureau destroy"),
        ("usage", "bureau"),
    ] {
        bureau.fails(code, words);
    }
    assert!(bureau.files("").is_empty());
}

/// Modes are what protects the files: from the first moment, and again at each use.
#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bureau = TestBureau::ready();
    for name in [
        "auth/keys/root-1.pem",
        "bureau/keys/issuer-1.pem",
        "bureau/keys/person.key",
        "bureau/register.db",
    ] {
        let mode = fs::metadata(bureau.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    bureau.write("roster.csv", &crate::support::roster(1));
    for name in ["auth/keys/root-1.pem", "bureau/keys/issuer-1.pem"] {
        fs::set_permissions(bureau.path(name), fs::Permissions::from_mode(0o644)).unwrap();
    }
    for words in [
        "key show --key @auth/keys/root-1.pem",
        "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem",
        "issue --bureau @bureau --roster @roster.csv --out @out",
    ] {
        let outcome = bureau.fails("key-exposed", words);
        assert!(outcome.talk.contains("chmod 600"), "{}", outcome.talk);
    }
    assert!(!bureau.path("out").exists());
}

#[test]
fn no_command_prints_or_copies_a_secret() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &crate::support::roster(2));
    let mut said = String::new();
    for words in [
        "trust add --authority @auth --request @bureau/request.lbr --categories all",
        "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem",
        "issue --bureau @bureau --roster @roster.csv --out @out",
        "key show --key @auth/keys/root-1.pem",
        "--json key show --key @bureau/keys/issuer-1.pem",
    ] {
        let outcome = bureau.done(words);
        said += &outcome.results;
        said += &outcome.talk;
    }
    let (keys, others): (Vec<_>, Vec<_>) = bureau
        .files("")
        .into_iter()
        .partition(|path| path.extension().is_some_and(|end| end == "pem"));
    assert_eq!(keys.len(), 4);
    for key in keys {
        let pem = fs::read_to_string(key).unwrap();
        // The line of a PKCS#8 file ends with the 32 secret bytes; these are 28 of them.
        let secret = &pem.lines().nth(1).unwrap()[24..60];
        let raw = base64_bytes(secret);
        let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!said.contains(secret) && !said.contains(&hex));
        for other in &others {
            let bytes = fs::read(other).unwrap();
            let held = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
            assert!(
                !held(secret.as_bytes()) && !held(hex.as_bytes()) && !held(&raw),
                "{other:?}"
            );
        }
    }
}

fn base64_bytes(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |byte: u8| alphabet.iter().position(|&other| other == byte).unwrap() as u32;
    text.as_bytes()
        .chunks_exact(4)
        .flat_map(|four| {
            let bits = four.iter().fold(0, |bits, &byte| bits << 6 | value(byte));
            bits.to_be_bytes().into_iter().skip(1)
        })
        .collect()
}

#[test]
fn a_key_that_is_not_the_bureaus_does_not_sign_for_it() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &crate::support::roster(1));
    fs::remove_file(bureau.path("bureau/keys/issuer-1.pem")).unwrap();
    fs::rename(
        bureau.path("auth/keys/root-1.pem"),
        bureau.path("bureau/keys/issuer-1.pem"),
    )
    .unwrap();
    bureau.fails(
        "key-mismatch",
        "issue --bureau @bureau --roster @roster.csv --out @out",
    );
}

/// Four bytes of hexadecimal digits, as in the header of a code.
#[test]
fn the_identifier_shown_is_that_of_the_trust_list() {
    let bureau = TestBureau::ready();
    let kid = bureau.json("bureau/bureau.json")["kid"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = u32::from_str_radix(&kid, 16).unwrap().to_be_bytes();
    assert_eq!(
        bureau.trust_list().keys(KeyId::from_bytes(bytes)).count(),
        1
    );
}
