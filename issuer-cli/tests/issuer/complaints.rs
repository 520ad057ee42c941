//! Complaints that phones have signed: what is taken in, and what is not.

use std::fs;

use crate::support::TestBureau;
use crate::support::catalogues::{BENEFITS, MERCHANTS, publish, with_tables};
use crate::support::phones::{bind, enrolment, key, now};
use code_writer::{Level, Options, Symbol};
use credential_core::{
    BenefitNumber, CivilDay, Complaint, ComplaintClaims, MerchantNumber, ParsedCredential,
    SigningKey, UnixTime,
};
use serde_json::Value;

/// A bureau with merchants and one holder, whose phone has the key with this seed.
fn bureau_with_phone(seed: u8) -> (TestBureau, ParsedCredential) {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    let holder = bureau.manifest("out")[0]["holder"].as_u64().unwrap();
    bureau.done(&bind(holder, &enrolment(seed), "phone"));
    let credential = credential(&bureau, "phone");
    (bureau, credential)
}

fn credential(bureau: &TestBureau, folder: &str) -> ParsedCredential {
    let line = bureau.manifest(folder)[0].clone();
    ParsedCredential::from_text(line["text"].as_str().unwrap()).unwrap()
}

fn said(text: &str) -> ComplaintClaims {
    ComplaintClaims {
        issued: now(),
        merchant: MerchantNumber(7),
        benefit: Some(BenefitNumber(1)),
        day: CivilDay::from_number(20_261_120).unwrap(),
        text: text.to_owned(),
    }
}

fn complaint(
    credential: &ParsedCredential,
    claims: &ComplaintClaims,
    phone: &SigningKey,
) -> Complaint {
    Complaint::sign(credential, claims, phone).unwrap()
}

fn about(bureau: &TestBureau, merchant: u32) -> Vec<Value> {
    let shown = bureau.result(&format!("merchant show {merchant} --bureau @bureau"));
    shown["complaints"].as_array().unwrap().clone()
}

#[test]
fn a_complaint_is_recorded_once_and_shown_with_the_merchant() {
    let (bureau, credential) = bureau_with_phone(1);
    let first = complaint(&credential, &said("说好半价，收了全价"), &key(1));
    fs::write(bureau.path("a.lbc"), first.as_bytes()).unwrap();
    let taken = bureau.result("complaint import @a.lbc --bureau @bureau --operator 王芳");
    assert_eq!(taken["complaints"][0]["new"], true);
    assert_eq!(taken["complaints"][0]["merchant"], 7);
    assert!(taken["head"].is_string());

    // The same again, this time as codes: in pictures, the last one first.
    let texts = first.to_texts(200).unwrap();
    assert!(texts.len() > 1);
    let mut files = Vec::new();
    for (number, text) in texts.iter().enumerate().rev() {
        let symbol = Symbol::new(text, Level::M).unwrap();
        let name = format!("code-{number}.png");
        fs::write(
            bureau.path(&name),
            symbol.to_png(&Options::default()).unwrap(),
        )
        .unwrap();
        files.push(format!("@{name}"));
    }
    let again = bureau.result(&format!(
        "complaint import {} --bureau @bureau",
        files.join(" ")
    ));
    assert_eq!(again["complaints"][0]["new"], false);
    assert!(again["head"].is_null());
    bureau.fails(
        "complaint-incomplete",
        &format!("complaint import {} --bureau @bureau", files[0]),
    );

    let second = complaint(&credential, &said("排队优先没有给"), &key(1));
    let texts = second.to_texts(960).unwrap();
    bureau.done(&format!("complaint import {} --bureau @bureau", texts[0]));
    let shown = about(&bureau, 7);
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0]["text"], "说好半价，收了全价");
    assert_eq!(shown[0]["operator"], "王芳");
    assert_eq!(shown[1]["text"], "排队优先没有给");
    assert!(about(&bureau, 8).is_empty());
    let lines = bureau.done("merchant show 7 --bureau @bureau").results;
    assert!(lines.contains("complaints (2)"), "{lines}");

    // The person who asks what is stored is told.
    let holder = &shown[0]["holder"];
    let person = bureau.result(&format!(
        "person show --bureau @bureau --holder {holder} --html @person.html"
    ));
    assert_eq!(person["complaints"].as_array().unwrap().len(), 2);
    assert!(bureau.text("person.html").contains("排队优先没有给"));
    bureau.done("audit --bureau @bureau");
}

#[test]
fn what_is_not_by_a_phone_of_this_bureau_is_not_taken() {
    let (bureau, credential) = bureau_with_phone(1);
    let good = complaint(&credential, &said("收了全价"), &key(1));
    let import = "complaint import @c.lbc --bureau @bureau";
    let refused = |code: &str, bytes: &[u8]| {
        fs::write(bureau.path("c.lbc"), bytes).unwrap();
        bureau.fails(code, import);
    };
    // One character of the text changed after signing.
    let mut changed = good.as_bytes().to_vec();
    let at = changed.len() - 70;
    changed[at] ^= 1;
    refused("complaint-unproved", &changed);
    refused("complaint-damaged", &good.as_bytes()[..200]);
    let other = credential_of_another_bureau();
    refused(
        "complaint-of-another-bureau",
        complaint(&other, &said("收了全价"), &key(1)).as_bytes(),
    );
    let unknown = ComplaintClaims {
        merchant: MerchantNumber(99),
        ..said("收了全价")
    };
    refused(
        "merchant-unknown",
        complaint(&credential, &unknown, &key(1)).as_bytes(),
    );
    let old = ComplaintClaims {
        issued: UnixTime::from_secs(now().as_secs() - 400 * 86_400),
        ..said("收了全价")
    };
    refused(
        "complaint-expired",
        complaint(&credential, &old, &key(1)).as_bytes(),
    );
    let ahead = ComplaintClaims {
        day: CivilDay::from_number(20_271_120).unwrap(),
        ..said("收了全价")
    };
    refused(
        "complaint-dated-ahead",
        complaint(&credential, &ahead, &key(1)).as_bytes(),
    );
    for text in [enrolment(1), "12345".to_owned()] {
        bureau.fails(
            "complaint-unrecognised",
            &format!("complaint import {text} --bureau @bureau"),
        );
    }
    assert!(about(&bureau, 7).is_empty());

    // The phone is reported lost: whoever has it now does not complain in the holder's name.
    let holder = bureau.manifest("phone")[0]["holder"].as_u64().unwrap();
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {holder} --kind phone --reason lost --yes"
    ));
    refused("complaint-phone-lost", good.as_bytes());
    assert!(about(&bureau, 7).is_empty());
}

/// Signed by a key that is not this bureau's, for the same phone.
fn credential_of_another_bureau() -> ParsedCredential {
    use credential_core::*;
    let now = now();
    let span = Validity::new(now, now.plus(std::time::Duration::from_secs(86_400)));
    let name = DisplayName::masked("王建明").unwrap();
    let categories = CategorySet::EMPTY.with(Category::Veteran);
    let mut claims = Claims::new(name, categories, HolderNumber(17), StatusIndex(3), span).unwrap();
    claims.holder_key = Some(HolderKey::try_from(key(1).public_key()).unwrap());
    let text = issue(&claims, &key(77)).unwrap().to_text(TextForm::Digits);
    ParsedCredential::from_text(&text).unwrap()
}

#[test]
fn no_identity_number_gets_into_the_register_and_no_markup_out_of_it() {
    let (bureau, credential) = bureau_with_phone(1);
    let hostile = "<script>alert(1)</script> 990512198007102199 \u{301}\u{301}\u{301}";
    let bytes = complaint(&credential, &said(hostile), &key(1));
    fs::write(bureau.path("c.lbc"), bytes.as_bytes()).unwrap();
    bureau.done("complaint import @c.lbc --bureau @bureau");
    let shown = about(&bureau, 7);
    let text = shown[0]["text"].as_str().unwrap();
    assert!(!text.contains("19800710"), "{text}");
    let holder = &shown[0]["holder"];
    bureau.done(&format!(
        "person show --bureau @bureau --holder {holder} --html @person.html"
    ));
    let page = bureau.text("person.html");
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"));
    assert!(!page.contains("19800710"));
}
