//! A leaked issuing key: the register vouches for the codes that the bureau has signed itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::time::{Duration, Instant};

use crate::support::given::give;
use crate::support::{NOW, TestBureau, roster_of};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use credential_core::{
    Category, CategorySet, Claims, CodeHash, CodeHashSet, DisplayName, HolderNumber, Holdings,
    Policy, Signer, SigningKey, StatusIndex, TextForm, Update, Validity, VouchList,
    VouchListClaims, issue, verify,
};

const SIGN: &str = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem";

/// The key that was stolen.
fn stolen(bureau: &TestBureau) -> SigningKey {
    let pem = bureau.text("bureau/keys/issuer-1.pem");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = BASE64.decode(body).unwrap();
    SigningKey::from_seed(der[der.len() - 32..].try_into().unwrap())
}

/// The thief's own code, dated back to when the key was the bureau's alone.
fn forged(key: &SigningKey) -> String {
    let now = messages::dates::parse(NOW).unwrap();
    let veteran = CategorySet::EMPTY.with(Category::Veteran);
    let name = DisplayName::masked("李大海").unwrap();
    let year = Validity::new(now, now.plus(Duration::from_secs(300 * 86_400)));
    let claims = Claims::new(name, veteran, HolderNumber(81), StatusIndex(7), year).unwrap();
    issue(&claims, key).unwrap().to_text(TextForm::Digits)
}

/// Three codes by the first key, one of them revoked; then the key is marked, and another one is in use.
fn after_the_theft() -> (TestBureau, String) {
    let bureau = TestBureau::issued(3);
    let kid = stolen(&bureau).public_key().id().to_string();
    let holder = bureau.manifest("out")[0]["holder"].as_u64().unwrap();
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {holder} --reason lost --yes"
    ));
    bureau.fails(
        "key-in-use",
        &format!("bureau compromised --bureau @bureau --key {kid}"),
    );
    let next = bureau.result("bureau rotate --bureau @bureau --old-key-lost --no-passphrase");
    let request = next["kid"].as_str().unwrap();
    bureau.done(&format!(
        "trust add-key --authority @auth --request @bureau/request-{request}.lbr --accept-without-voucher"
    ));
    bureau.done(&format!(
        "trust compromised --authority @auth --issuer 42120001 --key {kid}"
    ));
    let signed = bureau.done(SIGN);
    assert!(
        signed.results.contains("is compromised, permanently"),
        "{}",
        signed.results
    );
    let switched = bureau.done(
        "bureau switch --bureau @bureau --trust-list @auth/trust-list.cbor --root-set @auth/root-set.cbor",
    );
    let next_step = format!("issuer bureau compromised --key {kid}");
    assert!(switched.talk.contains(&next_step), "{}", switched.talk);
    (bureau, kid)
}

fn gate(bureau: &TestBureau, update: &str) -> Holdings {
    let now = messages::dates::parse(NOW).unwrap();
    let mut gate =
        Holdings::provision(&fs::read(bureau.path("auth/root-set.cbor")).unwrap()).unwrap();
    let update = Update::parse(&fs::read(bureau.path(update)).unwrap()).unwrap();
    let outcomes = gate.apply(&update, now);
    assert!(
        outcomes.iter().all(|outcome| outcome.result.is_ok()),
        "{outcomes:?}"
    );
    gate
}

fn reasons(bureau: &TestBureau, gate: &Holdings) -> Vec<&'static str> {
    let now = messages::dates::parse(NOW).unwrap();
    bureau
        .manifest("out")
        .iter()
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .chain([forged(&stolen(bureau))])
        .map(|text| verify(&text, gate, Policy::gate(), now).reason())
        .collect()
}

#[test]
fn honest_holders_keep_their_codes_and_the_thief_has_nothing() {
    let (bureau, kid) = after_the_theft();
    let pack =
        "update pack --authority @auth --out @update.lbu --status-list @bureau/status-list.cbor";
    bureau.done("publish --bureau @bureau");
    let without = bureau.done(pack);
    assert!(
        without.talk.contains("its vouch list is not in here"),
        "{}",
        without.talk
    );
    let refused = reasons(&bureau, &gate(&bureau, "update.lbu"));
    assert_eq!(refused, ["key-compromised"; 4]);

    let made = bureau.result(&format!("bureau compromised --bureau @bureau --key {kid}"));
    assert_eq!(
        (made["codes"].as_u64(), made["codes_without_hash"].as_u64()),
        (Some(3), Some(0))
    );
    let published = bureau.result("publish --bureau @bureau");
    assert_eq!(published["vouch_lists"].as_array().unwrap().len(), 1);
    let with = bureau.done(&format!(
        "{pack} --vouch-list @bureau/vouch-list-{kid}.cbor"
    ));
    assert!(!with.talk.contains("not in here"), "{}", with.talk);
    assert!(with.results.contains("3 codes"), "{}", with.results);
    // The revoked one is vouched for, and revoked all the same.
    assert_eq!(
        reasons(&bureau, &gate(&bureau, "update.lbu")),
        ["revoked", "accepted", "accepted", "not-vouched"]
    );

    // What the new key signs is no concern of the list.
    bureau.write("more.csv", &roster_of(3..5));
    bureau.done("issue --bureau @bureau --roster @more.csv --out @more");
    let again = bureau.result(&format!("bureau compromised --bureau @bureau --key {kid}"));
    assert_eq!(again["codes"], 3);
    bureau.done("audit --bureau @bureau");
    let known = bureau.fails(
        "key-unknown",
        "bureau compromised --bureau @bureau --key 00000000",
    );
    assert!(known.talk.contains(&kid), "{}", known.talk);
}

#[test]
fn a_compromised_key_never_gets_a_better_standing() {
    let (bureau, kid) = after_the_theft();
    let key = &bureau.trust_list();
    let listed = |standing: &str| {
        let claims = key.claims();
        claims.issuers[0]
            .keys
            .iter()
            .any(|key| key.standing.name() == standing)
    };
    assert!(listed("compromised") && listed("active"));
    let draft = bureau.text("auth/issuers.json");
    bureau.write("auth/issuers.json", &draft.replace("compromised", "active"));
    bureau.fails(
        "withdrawn-for-ever",
        "trust prepare --authority @auth --out @x.lbp",
    );
    bureau.write("auth/issuers.json", &draft);
    // Worse is possible, and back from there is not.
    let whom = format!("--authority @auth --issuer 42120001 --key {kid}");
    bureau.done(&format!("trust withdraw {whom}"));
    bureau.fails("withdrawn-for-ever", &format!("trust compromised {whom}"));
    bureau.done(SIGN);
    let draft = bureau.text("auth/issuers.json");
    bureau.write(
        "auth/issuers.json",
        &draft.replace("withdrawn", "compromised"),
    );
    bureau.fails(
        "withdrawn-for-ever",
        "trust prepare --authority @auth --out @x.lbp",
    );
    // A bureau is suspended or withdrawn; its keys are compromised.
    bureau.write(
        "auth/issuers.json",
        &draft.replacen("\"active\"", "\"compromised\"", 1),
    );
    bureau.fails(
        "file-invalid",
        "trust prepare --authority @auth --out @x.lbp",
    );
}

/// A compromised key speaks for nobody, and no other key's codes get into its list.
#[test]
fn a_vouch_list_that_terminals_would_refuse_is_not_packed() {
    let (bureau, kid) = after_the_theft();
    bureau.done(&format!("bureau compromised --bureau @bureau --key {kid}"));
    let file = format!("@bureau/vouch-list-{kid}.cbor");
    bureau.done("bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase");
    let bytes = fs::read(bureau.path(&file[1..])).unwrap();
    let now = messages::dates::parse(NOW).unwrap();
    let claims = VouchList::verify(&bytes, &bureau.trust_list())
        .unwrap()
        .claims()
        .clone();
    assert_eq!((claims.issued, claims.hashes.len()), (now, 3));
    // By somebody who has the other stolen key only.
    let evil = VouchList::issue(&claims, &SigningKey::from_seed(&[9; 32])).unwrap();
    fs::write(bureau.path("evil.cbor"), evil).unwrap();
    bureau.fails(
        "issuer-unknown",
        "update pack --authority @auth --out @u.lbu --vouch-list @evil.cbor",
    );
    bureau.fails(
        "object-unsupported",
        "update pack --out @u.lbu --vouch-list @auth/trust-list.cbor",
    );
    assert!(!bureau.path("u.lbu").exists());
}

/// What the bureau has signed with the compromised key is named as such, with the way on.
#[test]
fn what_a_stopped_key_has_signed_is_not_packed_and_the_way_on_is_said() {
    let bureau = TestBureau::issued(1);
    bureau.done("publish --bureau @bureau");
    let key = stolen(&bureau);
    let kid = key.public_key().id().to_string();
    let claims = VouchListClaims {
        issuer: bureau.trust_list().claims().issuers[0].id,
        // About another one: no key vouches for its own codes.
        key: [3; 32],
        issued: messages::dates::parse(NOW).unwrap(),
        hashes: CodeHashSet::new([CodeHash::from_bytes([7; CodeHash::BYTES])]).unwrap(),
    };
    let vouch = VouchList::issue(&claims, &key).unwrap();
    fs::write(bureau.path("vouch.cbor"), vouch).unwrap();
    let whom = format!("--authority @auth --issuer 42120001 --key {kid}");
    for (standing, said) in [("compromised", "compromised"), ("withdraw", "withdrawn")] {
        bureau.done(&format!("trust {standing} {whom}"));
        bureau.done(SIGN);
        for (option, file, way_on) in [
            ("status-list", "bureau/status-list.cbor", "issuer publish"),
            ("vouch-list", "vouch.cbor", "issuer bureau compromised"),
            ("audit-head", "bureau/audit-head.cbor", "issuer publish"),
        ] {
            let refused = bureau.fails(
                "key-withdrawn",
                &format!("update pack --authority @auth --out @u.lbu --{option} @{file}"),
            );
            let what = format!("the key {kid}, which is {said}");
            for words in [&what, "issuer bureau switch", way_on] {
                assert!(refused.talk.contains(words), "{words}: {}", refused.talk);
            }
            assert!(!refused.talk.contains("this code"), "{}", refused.talk);
            assert!(!bureau.path("u.lbu").exists());
        }
    }
    bureau.done("trust withdraw --authority @auth --issuer 42120001");
    bureau.done(SIGN);
    let refused = bureau.fails(
        "key-withdrawn",
        "update pack --authority @auth --out @u.lbu --status-list @bureau/status-list.cbor",
    );
    assert!(
        refused
            .talk
            .contains("issuer 42120001, which was withdrawn"),
        "{}",
        refused.talk
    );
}

/// What a list of many codes takes; the hashes are those of the register, each once.
fn vouch_for(people: u32) -> (TestBureau, u64, Duration) {
    let bureau = TestBureau::with_bureau();
    give(&bureau, 0..people);
    let begun = Instant::now();
    let made = bureau.result("bureau compromised --bureau @bureau --key 07070707");
    let taken = begun.elapsed();
    assert_eq!(made["codes"], people);
    let bytes = made["bytes"].as_u64().unwrap();
    (bureau, bytes, taken)
}

#[test]
fn a_town_of_people_is_vouched_for() {
    let (_, bytes, taken) = vouch_for(2_000);
    assert!(bytes < 2_000 * 12, "{bytes}");
    assert!(taken < Duration::from_secs(10), "{taken:?}");
}

#[test]
#[ignore = "measures: 80,000 codes"]
fn a_city_of_people_is_vouched_for() {
    let (_, bytes, taken) = vouch_for(80_000);
    println!("80,000 codes: {bytes} bytes, {taken:?}");
    assert!(bytes < 850_000);
    assert!(taken < Duration::from_secs(10), "{taken:?}");
}
