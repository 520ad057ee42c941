//! Credentials by keys of SM2, and what a reader without the profile says.

use test_vectors::{CredentialVector, Verdict};

use super::Made;
use crate::build::cose::{EDDSA, SM2, Sign1, signer_header};
use crate::build::weierstrass::Sm2Key;
use crate::draft::{Draft, shop, vector};
use crate::fixtures::{OF_SM2, World, XIANNING};
use crate::person::{Person, wang};
use crate::times::{CREDENTIAL_IAT, NOW};

/// The order of the group of SM2.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x72, 0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09, 0x39, 0xd5, 0x41, 0x23,
];

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let key = Sm2Key::named("jingmen").ok_or("no key of SM2")?;
    let withdrawn = Sm2Key::named("jingmen-withdrawn").ok_or("no key of SM2")?;
    let issued = |person: &Person| Sign1::signed(person.payload(), &key);
    let begin = |id: &str, comment: &str, message: &Sign1| -> Draft {
        vector(id, comment).object(message).trusting("sm2")
    };
    let person = wang();
    let good = issued(&person);
    let longest = Person {
        status_index: 0xff_ffff,
        holder: 0xffff_ffff,
        ..wang().categories(0xbd)
    };
    let expired = wang().term(CREDENTIAL_IAT, NOW);
    let mut all = vec![
        begin("sm2-veteran", "A credential by a key of SM2.", &good).accept(&person, OF_SM2),
        begin("sm2-in-shop", "The same in a shop.", &good)
            .policy(shop())
            .check(&["bearer"], &person, OF_SM2),
        begin(
            "sm2-124-bytes",
            "The longest credential by a key of SM2 with a name of three characters: 124 bytes.",
            &issued(&longest),
        )
        .flags(&["limit"])
        .accept(&longest, OF_SM2),
        begin("sm2-expired", "exp is now.", &issued(&expired))
            .refuse_known("time", "expired", &expired, OF_SM2),
        begin(
            "sm2-key-withdrawn",
            "By a key of SM2 that was withdrawn.",
            &Sign1::signed(person.payload(), &withdrawn),
        )
        .refuse_known("scope", "key-withdrawn", &person, OF_SM2),
        begin(
            "sm2-key-not-listed",
            "By a key of SM2 that the list does not have.",
            &Sign1::signed(
                person.payload(),
                &Sm2Key::named("nobody").ok_or("no key of SM2")?,
            ),
        )
        .refuse("issuer", "issuer-unknown", None),
    ];
    all.extend(forged(&good, &begin));
    for vector in &mut all {
        vector.without_sm2 = Some(unsupported());
    }
    // What does not depend on the profile, or depends in another way.
    let ed25519 = |id: &str, comment: &str| {
        begin(id, comment, &world.issue_as("xiangyang", &person)).accept(&person, OF_SM2)
    };
    all.push(ed25519(
        "sm2-ed25519-key-of-the-same-issuer",
        "By the Ed25519 key of an issuer that has keys of SM2 too.",
    ));
    all.push(
        begin(
            "sm2-ed25519-issuer",
            "By an issuer that has no key of SM2.",
            &world.issue(&person),
        )
        .accept(&person, XIANNING),
    );
    let mut eddsa = begin(
        "sm2-key-with-eddsa",
        "The header names EdDSA, the key is one of SM2: the algorithm follows from the key.",
        &Sign1::with_header(signer_header(EDDSA, &key.kid()), person.payload(), &key),
    )
    .flags(&["algorithm"])
    .refuse("object", "algorithm-unsupported", None);
    eddsa.without_sm2 = Some(
        vector("", "")
            .refuse("issuer", "issuer-unknown", None)
            .expected,
    );
    all.push(eddsa);
    all.push(
        begin(
            "sm2-algorithm-for-ed25519-key",
            "The header names SM2, the key is Ed25519.",
            &Sign1::with_header(
                signer_header(SM2, &world.key("xianning").kid()),
                person.payload(),
                &world.key("xianning"),
            ),
        )
        .flags(&["algorithm"])
        .refuse("object", "algorithm-unsupported", None),
    );
    for vector in &mut all {
        vector.flags.push("sm2".into());
    }
    Ok(all)
}

/// For a reader without the profile the algorithm is one that it does not know.
fn unsupported() -> Verdict {
    vector("", "")
        .refuse("object", "algorithm-unsupported", None)
        .expected
}

fn forged(good: &Sign1, begin: &dyn Fn(&str, &str, &Sign1) -> Draft) -> Vec<CredentialVector> {
    let [r, s] = [&good.signature[..32], &good.signature[32..]];
    let zero = [0; 32];
    let with = |signature: Vec<u8>| Sign1 {
        signature,
        ..good.clone()
    };
    let mut altered = good.signature.clone();
    altered[40] ^= 1;
    let mut changed = good.clone();
    changed.payload = wang().named("王*月").payload();
    let complement = subtracted(r);
    let cases = [
        (
            "sm2-signature-altered",
            "One bit of s is wrong.",
            with(altered),
        ),
        (
            "sm2-payload-altered",
            "The name was altered after signing.",
            changed,
        ),
        ("sm2-r-zero", "r is 0.", with([&zero, s].concat())),
        ("sm2-s-zero", "s is 0.", with([r, &zero].concat())),
        (
            "sm2-r-order",
            "r is the order of the group.",
            with([&ORDER, s].concat()),
        ),
        (
            "sm2-s-order",
            "s is the order of the group.",
            with([r, &ORDER].concat()),
        ),
        (
            "sm2-t-zero",
            "s is the order less r, so that t is 0.",
            with([r, &complement].concat()),
        ),
        (
            "sm2-r-and-s-swapped",
            "s stands before r.",
            with([s, r].concat()),
        ),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(id, comment, message)| {
            begin(id, comment, &message).flags(&["forged"]).refuse(
                "signature",
                "signature-invalid",
                None,
            )
        })
        .collect();
    all.push(
        begin(
            "sm2-signature-63-bytes",
            "A byte of the signature is missing.",
            &with(good.signature[1..].to_vec()),
        )
        .refuse("object", "malformed", Some("unexpected-item")),
    );
    all
}

/// The order of the group less a number.
fn subtracted(number: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut out: Vec<u8> = ORDER
        .iter()
        .zip(number)
        .rev()
        .map(|(order, digit)| {
            let difference = i16::from(*order) - i16::from(*digit) - borrow;
            borrow = i16::from(difference < 0);
            difference.rem_euclid(256) as u8
        })
        .collect();
    out.reverse();
    out
}
