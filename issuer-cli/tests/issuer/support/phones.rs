//! Phones that are bound at the bureau of the tests.

use credential_core::{
    Claims, Enrolment, EnrolmentClaims, IssuerId, ParsedCredential, Signer as _, SigningKey,
    Status, StatusIndex, UnixTime,
};
use messages::dates;
use serde_json::Value;

use super::{NOW, TestBureau, roster};

pub(crate) fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The text that a phone with this key makes at this time.
pub(crate) fn enrolment_at(seed: u8, issued: UnixTime) -> String {
    let claims = EnrolmentClaims {
        issued,
        issuer: Some(IssuerId(42_120_001)),
        label: Some("王建明的手机".to_owned()),
    };
    Enrolment::sign(&claims, &key(seed)).unwrap().to_text()
}

pub(crate) fn enrolment(seed: u8) -> String {
    enrolment_at(seed, now())
}

/// The roster with these cells in a further column.
pub(crate) fn roster_with(cells: &[&str]) -> String {
    let rows = roster(cells.len());
    let mut lines = rows.lines();
    let mut text = format!("{},手机绑定码\r\n", lines.next().unwrap());
    for (line, cell) in lines.zip(cells) {
        text.push_str(&format!("{line},{cell}\r\n"));
    }
    text
}

pub(crate) fn holder(bureau: &TestBureau, folder: &str) -> u64 {
    bureau.manifest(folder)[0]["holder"].as_u64().unwrap()
}

pub(crate) fn claims_of(bureau: &TestBureau, line: &Value) -> Claims {
    let parsed = ParsedCredential::from_text(line["text"].as_str().unwrap()).unwrap();
    let list = bureau.trust_list();
    parsed
        .verify_own(&list.claims().issuers[0].keys[0].key)
        .unwrap()
}

/// That the code on this line needs the phone with this key.
pub(crate) fn needs(bureau: &TestBureau, line: &Value, seed: u8) {
    let claims = claims_of(bureau, line);
    let public = claims.holder_key.unwrap().public_key().unwrap();
    assert_eq!(&public, key(seed).public_key());
    assert_eq!(line["kind"], "phone");
}

pub(crate) fn status(bureau: &TestBureau, line: &Value) -> Status {
    let index = u32::try_from(line["status_index"].as_u64().unwrap()).unwrap();
    let entry = bureau.register().entry_at(StatusIndex(index)).unwrap();
    entry.unwrap().standing.status
}

pub(crate) fn bind(holder: u64, code: &str, out: &str) -> String {
    format!("bind --bureau @bureau --holder {holder} --code {code} --out @{out} --yes")
}
