//! Enrolments: how phones hand their keys to a bureau. Each fault once for each type of key, where it can differ.

mod claims;
mod forged;
mod objects;
mod texts;

use test_vectors::{EnrolmentOutcome, EnrolmentVector, to_hex};

use super::Made;
use crate::build::cbor::{bytes, int, map, text, uint};
use crate::build::cose::{ED25519, Sign1, Signs};
use crate::build::curve::Key;
use crate::build::weierstrass::P256Key;
use crate::build::written::{marked, number};
use crate::draft::reason;
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};
use crate::times::NOW;

const TYPE: &str = "application/vnd.laobingma.enrolment+cose";
const PRIVATE: i64 = -65_543;
const MARK: u32 = 87;
const LABEL: &str = "王建明的手机";
const DAY: u64 = 86_400;

/// A key of a phone.
trait PhoneKey: Signs {
    /// What stands in identifiers.
    const NAME: &'static str;
    /// COSE_Key.
    fn item(&self) -> Vec<u8>;
    /// As the claims of a credential write it.
    fn written(&self) -> Vec<u8>;
}

impl PhoneKey for Key {
    const NAME: &'static str = "ed25519";

    fn item(&self) -> Vec<u8> {
        self.cose_key()
    }

    fn written(&self) -> Vec<u8> {
        self.x.to_vec()
    }
}

impl PhoneKey for P256Key {
    const NAME: &'static str = "p256";

    fn item(&self) -> Vec<u8> {
        self.cose_key()
    }

    fn written(&self) -> Vec<u8> {
        self.point.clone()
    }
}

/// What is to be refused, and as what.
type Fault<'f> = (&'f str, &'f str, Option<&'f str>);

const UNSUPPORTED: Fault<'_> = ("claims", "content-unsupported", None);

fn invalid(detail: &str) -> Fault<'_> {
    ("claims", "claims-invalid", Some(detail))
}

pub(super) fn vectors(world: &World) -> Made<Vec<EnrolmentVector>> {
    let p256 = P256Key::named("holder-p256").ok_or("no key of P-256")?;
    let mut all = sound(&world.holder)?;
    all.extend(sound(&p256)?);
    all.extend(forms(world, &p256)?);
    all.extend(at_bureau(&world.holder));
    all.extend(at_bureau(&p256));
    all.extend(texts::vectors(world));
    all.extend(objects::vectors(&world.holder));
    all.extend(objects::vectors(&p256));
    all.extend(claims::of_any(&world.holder));
    all.extend(claims::of_any(&p256));
    all.extend(claims::of_keys(world, &p256)?);
    all.extend(forged::vectors(&world.holder, &world.key("xianning")));
    let other = P256Key::named("holder-p256-other").ok_or("no other key of P-256")?;
    all.extend(forged::vectors(&p256, &other));
    all.extend(forged::of_ed25519(&world.holder));
    Ok(all)
}

/// The entries of a full enrolment.
fn entries(key: &impl PhoneKey) -> Entries {
    vec![
        (1, key.item()),
        (2, uint(XIANNING.into())),
        (3, text(LABEL)),
    ]
}

fn payload(iat: u64, entries: &[(i64, Vec<u8>)]) -> Vec<u8> {
    map(&[(6, uint(iat)), (PRIVATE, map(entries))])
}

fn header(algorithm: i64, kid: &[u8]) -> Vec<u8> {
    map(&[(1, int(algorithm)), (4, bytes(kid)), (16, text(TYPE))])
}

fn signed(payload: Vec<u8>, key: &impl PhoneKey) -> Sign1 {
    Sign1::with_header(header(key.algorithm(), &key.kid()), payload, key)
}

fn good(key: &impl PhoneKey) -> Sign1 {
    signed(payload(NOW, &entries(key)), key)
}

/// A good one with one entry put in, replaced or taken out.
fn with(key: &impl PhoneKey, entry: i64, value: Option<Vec<u8>>) -> Sign1 {
    signed(payload(NOW, &edit(entries(key), entry, value)), key)
}

fn vector(id: &str, comment: &str, object: &[u8], expected: EnrolmentOutcome) -> EnrolmentVector {
    EnrolmentVector {
        bytes: Some(to_hex(object)),
        ..of_text(id, comment, &marked(MARK, &number(object)), expected)
    }
}

fn of_text(id: &str, comment: &str, text: &str, expected: EnrolmentOutcome) -> EnrolmentVector {
    EnrolmentVector {
        id: format!("enrolment-{id}"),
        comment: comment.into(),
        flags: Vec::new(),
        text: text.into(),
        bytes: None,
        issuer: XIANNING,
        now: NOW,
        expected,
    }
}

fn flagged(vector: EnrolmentVector, flags: &[&str]) -> EnrolmentVector {
    EnrolmentVector {
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        ..vector
    }
}

fn refusal((stage, code, detail): Fault<'_>) -> EnrolmentOutcome {
    EnrolmentOutcome::Refuse(reason(stage, code, detail))
}

/// A fault that is the same for each type of key.
fn refused<K: PhoneKey>(
    _: &K,
    id: &str,
    comment: &str,
    object: &[u8],
    fault: Fault<'_>,
) -> EnrolmentVector {
    let id = format!("{id}-{}", K::NAME);
    vector(&id, comment, object, refusal(fault))
}

fn taken(key: &impl PhoneKey) -> EnrolmentOutcome {
    taken_with(key, NOW, Some(XIANNING), Some(LABEL))
}

fn taken_with(
    key: &impl PhoneKey,
    iat: u64,
    for_issuer: Option<u32>,
    label: Option<&str>,
) -> EnrolmentOutcome {
    EnrolmentOutcome::Ok {
        key: to_hex(&key.written()),
        kid: to_hex(&key.kid()),
        iat,
        for_issuer,
        label: label.map(String::from),
    }
}

/// What is taken, whatever the type of the key.
fn sound<K: PhoneKey>(key: &K) -> Made<Vec<EnrolmentVector>> {
    let ok = |id: &str, comment: &str, object: Sign1, expected: EnrolmentOutcome| {
        let id = format!("{id}-{}", K::NAME);
        flagged(
            vector(&id, comment, &object.to_bytes(), expected),
            &["valid"],
        )
    };
    let longest = "机".repeat(16);
    let padded = |length: usize| with(key, 100, Some(bytes(&vec![0x5a; length])));
    let fits = (0..512)
        .find(|length| padded(*length).to_bytes().len() == 512)
        .ok_or("no enrolment of 512 bytes")?;
    let limit = |vector: EnrolmentVector| flagged(vector, &["valid", "limit"]);
    let ending = |iat: u64, id: &str, comment: &str| {
        let object = signed(payload(iat, &entries(key)), key);
        let expected = taken_with(key, iat, Some(XIANNING), Some(LABEL));
        limit(ok(id, comment, object, expected))
    };
    Ok(vec![
        ok(
            "full",
            "With the bureau that it is for, and a name of the phone.",
            good(key),
            taken(key),
        ),
        ok(
            "bare",
            "For any bureau, of a phone without a name.",
            signed(payload(NOW, &[(1, key.item())]), key),
            taken_with(key, NOW, None, None),
        ),
        ok(
            "later-entry",
            "An entry 127 that has no meaning yet: passed over.",
            with(key, 127, Some(text("later"))),
            taken(key),
        ),
        limit(ok(
            "label-48-bytes",
            "The longest name of a phone.",
            with(key, 3, Some(text(&longest))),
            taken_with(key, NOW, Some(XIANNING), Some(&longest)),
        )),
        limit(ok(
            "512-bytes",
            "As long as an enrolment may be.",
            padded(fits),
            taken(key),
        )),
        flagged(
            refused(
                key,
                "513-bytes",
                "One byte more.",
                &padded(fits + 1).to_bytes(),
                ("text", "too-long", None),
            ),
            &["limit"],
        ),
        ending(
            NOW - 30 * DAY,
            "30-days-old",
            "Made 30 days ago to the second.",
        ),
        ending(NOW + DAY, "a-day-ahead", "Dated a day ahead to the second."),
    ])
}

/// The further forms that one type of key has.
fn forms(world: &World, p256: &P256Key) -> Made<Vec<EnrolmentVector>> {
    let key = &world.holder;
    let alg_19 = Sign1::with_header(
        header(ED25519, &key.kid()),
        payload(NOW, &entries(key)),
        key,
    );
    let mut twin = good(p256);
    twin.signature = P256Key::twin(&twin.signature).ok_or("no twin")?;
    Ok(vec![
        flagged(
            vector(
                "alg-19",
                "The algorithm in the header is -19, which means the same as -8.",
                &alg_19.to_bytes(),
                taken(key),
            ),
            &["valid", "alg-19"],
        ),
        flagged(
            vector(
                "p256-twin",
                "The group order less s in place of s: phones write either.",
                &twin.to_bytes(),
                taken(p256),
            ),
            &["valid", "edge"],
        ),
    ])
}

/// What is good and does not count at this bureau, or not now.
fn at_bureau<K: PhoneKey>(key: &K) -> Vec<EnrolmentVector> {
    let at = |id: &str, comment: &str, iat: u64, fault: Fault<'_>| {
        let object = signed(payload(iat, &entries(key)), key);
        refused(key, id, comment, &object.to_bytes(), fault)
    };
    let elsewhere = edit(entries(key), 2, Some(uint((XIANNING + 1).into())));
    let for_another = |iat: u64| signed(payload(iat, &elsewhere), key).to_bytes();
    vec![
        at(
            "31st-day",
            "Made 30 days and a second ago.",
            NOW - 30 * DAY - 1,
            ("update", "request-expired", None),
        ),
        at(
            "more-than-a-day-ahead",
            "Dated a day and a second ahead.",
            NOW + DAY + 1,
            ("update", "dated-ahead", None),
        ),
        refused(
            key,
            "for-another-bureau",
            "It names another bureau.",
            &for_another(NOW),
            ("scope", "subject-mismatch", None),
        ),
        flagged(
            refused(
                key,
                "for-another-bureau-and-old",
                "It names another bureau, and is too old.",
                &for_another(NOW - 60 * DAY),
                ("scope", "subject-mismatch", None),
            ),
            &["two-faults"],
        ),
    ]
}
