//! Requests of issuers to be listed.

use test_vectors::{IssuerRequestOutcome, IssuerRequestVector, to_hex};

use super::Made;
use crate::build::cbor::{array, bytes, map, tag, text, uint};
use crate::build::cose::{Sign, Sign1};
use crate::build::curve::{Key, cose_key, off_curve, small_order};
use crate::build::weierstrass::P256Key;
use crate::draft::reason;
use crate::fixtures::{TRUST_LIST_TYPE, World};
use crate::person::{Entries, edit};
use crate::times::{LAST_TIME, LIST_IAT};

const TYPE: &str = "application/vnd.laobingma.issuer-request+cose";
const ISSUER: u32 = 42_070_001;

fn vector(
    id: &str,
    comment: &str,
    flags: &[&str],
    object: &[u8],
    expected: IssuerRequestOutcome,
) -> IssuerRequestVector {
    IssuerRequestVector {
        id: format!("request-{id}"),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        bytes: to_hex(object),
        expected,
    }
}

fn refused(
    id: &str,
    comment: &str,
    object: &[u8],
    (stage, code, detail): (&str, &str, Option<&str>),
) -> IssuerRequestVector {
    let expected = IssuerRequestOutcome::Refuse(reason(stage, code, detail));
    vector(id, comment, &[], object, expected)
}

fn entries(key: &Key) -> Entries {
    vec![
        (1, uint(ISSUER.into())),
        (2, text("鄂州市退役军人事务局")),
        (3, text("Veterans Affairs Bureau of Ezhou")),
        (4, uint(420_700)),
        (5, key.cose_key()),
    ]
}

fn message(entries: &[(i64, Vec<u8>)]) -> Sign {
    let payload = map(&[(6, uint(LIST_IAT)), (-65_540, map(entries))]);
    Sign::new(TYPE, payload)
}

pub(super) fn vectors(world: &World) -> Made<Vec<IssuerRequestVector>> {
    let key = world.key("ezhou");
    let good = || message(&entries(&key)).signed_by(&[&key]);
    let mut all = sound(world, &key);
    all.extend(forged(world, &key));
    all.extend(objects(&key));
    let with = |entry: i64, value: Option<Vec<u8>>| {
        message(&edit(entries(&key), entry, value))
            .signed_by(&[&key])
            .to_bytes()
    };
    let fault = |id: &str, comment: &str, object: Vec<u8>, detail: &str| {
        refused(
            id,
            comment,
            &object,
            ("claims", "claims-invalid", Some(detail)),
        )
    };
    let claims =
        |entries: &[(i64, Vec<u8>)]| Sign::new(TYPE, map(entries)).signed_by(&[&key]).to_bytes();
    let private = || (-65_540, map(&entries(&key)));
    let unsupported = ("claims", "content-unsupported", None);
    let phone = P256Key::named("holder-p256").ok_or("no key of P-256")?;
    let off = off_curve().ok_or("every number is on the curve")?;
    let weak = *small_order().first().ok_or("no point of small order")?;
    all.extend([
        fault("no-id", "The number is missing.", with(1, None), "payload"),
        fault(
            "id-33-bits",
            "The number is 2^32.",
            with(1, Some(uint(1 << 32))),
            "payload",
        ),
        fault(
            "no-name",
            "The Chinese name is missing.",
            with(2, None),
            "payload",
        ),
        fault(
            "name-empty",
            "The name is empty.",
            with(2, Some(text(""))),
            "name",
        ),
        fault(
            "name-193-bytes",
            "One byte more than a name has.",
            with(2, Some(text(&format!("{}A", "鄂".repeat(64))))),
            "name",
        ),
        fault(
            "english-name-line-feed",
            "A line feed in the English name.",
            with(3, Some(text("Bureau\nof Ezhou"))),
            "name",
        ),
        fault(
            "name-bytes",
            "The name is a byte string.",
            with(2, Some(bytes(b"A"))),
            "payload",
        ),
        fault(
            "no-region",
            "The region is missing.",
            with(4, None),
            "payload",
        ),
        fault(
            "region-5-digits",
            "The region is 42070.",
            with(4, Some(uint(42_070))),
            "region",
        ),
        fault(
            "region-before-key",
            "The region is 42070, and the key is one of P-256.",
            message(&edit(
                edit(entries(&key), 4, Some(uint(42_070))),
                5,
                Some(phone.cose_key()),
            ))
            .signed_by(&[&key])
            .to_bytes(),
            "region",
        ),
        fault(
            "name-before-region",
            "The name is empty, and the region is 42070.",
            message(&edit(
                edit(entries(&key), 2, Some(text(""))),
                4,
                Some(uint(42_070)),
            ))
            .signed_by(&[&key])
            .to_bytes(),
            "name",
        ),
        refused(
            "entry-128-before-no-region",
            "An entry that must be understood, and the region is missing.",
            &message(&edit(edit(entries(&key), 4, None), 128, Some(uint(0))))
                .signed_by(&[&key])
                .to_bytes(),
            unsupported,
        ),
        fault("no-key", "The key is missing.", with(5, None), "payload"),
        fault(
            "key-bytes",
            "32 bytes in place of a COSE_Key.",
            with(5, Some(bytes(&key.x))),
            "payload",
        ),
        fault(
            "key-small-order",
            "A key of small order.",
            with(5, Some(cose_key(&weak))),
            "key",
        ),
        fault(
            "key-off-curve",
            "32 bytes that are no point of the curve.",
            with(5, Some(cose_key(&off))),
            "key",
        ),
        fault(
            "key-p256",
            "A key of P-256, which issuers do not sign with.",
            with(5, Some(phone.cose_key())),
            "key",
        ),
        fault(
            "key-empty-map",
            "A key without a type.",
            with(5, Some(map(&[]))),
            "key",
        ),
        fault("entry-0", "An entry 0.", with(0, Some(uint(0))), "payload"),
        fault("no-iat", "iat is missing.", claims(&[private()]), "payload"),
        fault(
            "iat-text",
            "iat is a text.",
            claims(&[(6, text("2027")), private()]),
            "payload",
        ),
        fault(
            "iat-year-10000",
            "iat is after the year 9999.",
            claims(&[(6, uint(LAST_TIME + 1)), private()]),
            "validity",
        ),
        fault(
            "private-claim-array",
            "An array in the place of the map.",
            claims(&[(6, uint(LIST_IAT)), (-65_540, array(&[]))]),
            "payload",
        ),
        refused(
            "entry-128",
            "An entry that must be understood.",
            &with(128, Some(uint(0))),
            unsupported,
        ),
        refused(
            "further-claim",
            "A further claim: exp.",
            &claims(&[(4, uint(LIST_IAT)), (6, uint(LIST_IAT)), private()]),
            unsupported,
        ),
        refused(
            "further-claim-and-no-iat",
            "A further claim, and iat is missing.",
            &claims(&[(4, uint(LIST_IAT)), private()]),
            unsupported,
        ),
    ]);
    let padded = |length: usize| with(100, Some(bytes(&vec![0x5a; length])));
    let fits = (0..1024)
        .find(|length| padded(*length).len() == 1024)
        .ok_or("no request of 1024 bytes")?;
    all.push(vector(
        "1024-bytes",
        "As long as a request may be.",
        &["valid", "limit"],
        &padded(fits),
        ok(&key),
    ));
    all.push(refused(
        "1025-bytes",
        "One byte more.",
        &padded(fits + 1),
        ("text", "too-long", None),
    ));
    all.push(refused(
        "cut",
        "Cut by its last byte.",
        &good().to_bytes()[..good().to_bytes().len() - 1],
        ("object", "malformed", Some("truncated")),
    ));
    Ok(all)
}

fn ok(key: &Key) -> IssuerRequestOutcome {
    IssuerRequestOutcome::Ok {
        issuer: ISSUER,
        iat: LIST_IAT,
        region: 420_700,
        kid: to_hex(&key.kid()),
    }
}

fn sound(world: &World, key: &Key) -> Vec<IssuerRequestVector> {
    let taken = |id: &str, comment: &str, object: Sign| {
        vector(id, comment, &["valid"], &object.to_bytes(), ok(key))
    };
    vec![
        taken(
            "first-key",
            "A bureau asks to be listed, signed with the key that it asks for.",
            message(&entries(key)).signed_by(&[key]),
        ),
        taken(
            "further-key",
            "The same with a second signature, by a key that the bureau is listed with.",
            message(&entries(key)).signed_by(&[key, &world.key("xianning")]),
        ),
        taken(
            "further-key-first",
            "The signatures may stand in any order.",
            message(&entries(key)).signed_by(&[&world.key("xianning"), key]),
        ),
        taken(
            "without-english-name",
            "The name in English may be left out.",
            message(&edit(entries(key), 3, None)).signed_by(&[key]),
        ),
        taken(
            "later-entry",
            "An entry 127 that has no meaning yet: passed over.",
            message(&edit(entries(key), 127, Some(text("later")))).signed_by(&[key]),
        ),
        taken(
            "later-algorithm-besides",
            "A second signature with an algorithm that is not known: passed over.",
            message(&entries(key))
                .signed_by(&[key])
                .signed_with(-48, &world.key("later")),
        ),
    ]
}

fn forged(world: &World, key: &Key) -> Vec<IssuerRequestVector> {
    let other = world.key("xianning");
    let fault = |id: &str, comment: &str, object: Sign| IssuerRequestVector {
        flags: vec!["forged".into()],
        ..refused(
            id,
            comment,
            &object.to_bytes(),
            ("signature", "threshold-not-met", None),
        )
    };
    let mut altered = message(&entries(key)).signed_by(&[key]);
    altered.signers[0].signature[40] ^= 1;
    let mut changed = message(&entries(key)).signed_by(&[key]);
    changed.payload = message(&edit(entries(key), 4, Some(uint(420_800)))).payload;
    vec![
        fault(
            "by-another-key",
            "Signed with a listed key only: nobody has shown that the new one exists.",
            message(&entries(key)).signed_by(&[&other]),
        ),
        fault(
            "signature-altered",
            "One bit of the signature is wrong.",
            altered,
        ),
        fault(
            "region-altered",
            "The region was altered after signing.",
            changed,
        ),
        fault(
            "later-algorithm-only",
            "The only signature has an algorithm that is not known.",
            message(&entries(key)).signed_with(-7, key),
        ),
    ]
}

fn objects(key: &Key) -> Vec<IssuerRequestVector> {
    let good = message(&entries(key)).signed_by(&[key]);
    let typed = |typ: &str| {
        Sign {
            protected: map(&[(16, text(typ))]),
            ..message(&entries(key))
        }
        .signed_by(&[key])
        .to_bytes()
    };
    vec![
        refused(
            "type-of-a-trust-list",
            "The type of a trust list.",
            &typed(TRUST_LIST_TYPE),
            ("object", "header-unexpected", None),
        ),
        refused(
            "sign1",
            "A COSE_Sign1.",
            &Sign1::signed(good.payload.clone(), key).to_bytes(),
            ("object", "object-unsupported", None),
        ),
        refused(
            "no-tag",
            "The array alone.",
            &array(&good.items()),
            ("object", "malformed", Some("unexpected-item")),
        ),
        refused(
            "no-signatures",
            "No signatures.",
            &tag(
                98,
                &array(&[
                    bytes(&good.protected),
                    map(&[]),
                    bytes(&good.payload),
                    array(&[]),
                ]),
            ),
            ("object", "malformed", Some("unexpected-item")),
        ),
    ]
}
