//! What is accepted.

use test_vectors::CredentialVector;

use super::Made;
use crate::build::cbor::bytes;
use crate::build::cose::{ED25519, Sign1, signer_header};
use crate::build::written;
use crate::draft::vector;
use crate::fixtures::{HUBEI, QINGDAO, World, XIANNING, XIANNING_CATEGORIES};
use crate::person::{Person, wang};
use crate::times::{KEY_FROM, TWENTY_YEARS};

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let mut all = names(world);
    all.extend(categories_and_numbers(world));
    all.extend(details(world));
    all.extend(forms(world)?);
    Ok(all)
}

/// An object that needs nothing but to be issued by Xianning.
fn plain(
    world: &World,
    id: &str,
    comment: &str,
    flags: &[&str],
    person: &Person,
) -> CredentialVector {
    vector(id, comment)
        .object(&world.issue(person))
        .flags(flags)
        .accept(person, XIANNING)
}

fn names(world: &World) -> Vec<CredentialVector> {
    let names = [
        (
            "valid-name-two-characters",
            "A name of two characters, masked: the last one is not shown.",
            "王*".to_owned(),
        ),
        (
            "valid-name-one-byte",
            "The shortest name: one byte.",
            "A".to_owned(),
        ),
        (
            "valid-name-96-bytes",
            "The longest name: 96 bytes.",
            "ئ".repeat(48),
        ),
        (
            "valid-name-plane-2",
            "A character outside the Basic Multilingual Plane (U+20BB7): four bytes of UTF-8.",
            "𠮷*明".to_owned(),
        ),
        (
            "valid-name-inner-blank",
            "A blank inside a name belongs to it.",
            "ZHANG SAN".to_owned(),
        ),
        (
            "valid-name-middle-dot",
            "The middle dot of names from Xinjiang, not masked.",
            "买买提·吐尔逊".to_owned(),
        ),
        (
            "valid-name-combining",
            "A name that is not in a Unicode normalization form stays as it was signed.",
            "Ame\u{301}lie".to_owned(),
        ),
        (
            "valid-name-extension-h",
            "A Chinese character of Extension H (U+31350) and the last code point before the planes without characters.",
            "\u{31350}*\u{3fffd}".to_owned(),
        ),
    ];
    let mut all = vec![plain(
        world,
        "valid-veteran",
        "A veteran with a masked name of three characters: what nearly every code is.",
        &[],
        &wang(),
    )];
    all.extend(
        names
            .into_iter()
            .map(|(id, comment, name)| plain(world, id, comment, &["edge"], &wang().named(&name))),
    );
    all
}

fn categories_and_numbers(world: &World) -> Vec<CredentialVector> {
    vec![
        plain(
            world,
            "valid-several-categories",
            "A veteran who is disabled and a martyr's survivor.",
            &[],
            &wang().categories(1 | 1 << 2 | 1 << 5),
        ),
        plain(
            world,
            "valid-all-of-issuer",
            "All that the issuer may attest, a category without a name in version 1 among it.",
            &["edge"],
            &wang().categories(XIANNING_CATEGORIES),
        ),
        plain(
            world,
            "valid-zero-numbers",
            "Status index and holder number zero.",
            &["edge"],
            &Person {
                status_index: 0,
                holder: 0,
                ..wang()
            },
        ),
        plain(
            world,
            "valid-greatest-numbers",
            "Status index 2^24-1 and holder number 2^32-1.",
            &["edge"],
            &Person {
                status_index: 0xff_ffff,
                holder: 0xffff_ffff,
                ..wang()
            },
        ),
        plain(
            world,
            "valid-120-bytes",
            "The longest credential with a name of three characters and categories below 256: 120 bytes, 293 digits at most.",
            &["limit"],
            &Person {
                status_index: 0xff_fffe,
                holder: 0xffff_fffd,
                ..wang().categories(0xbd)
            },
        ),
        plain(
            world,
            "valid-exp-twenty-years",
            "exp is 631152000 seconds after iat, as late as it may be.",
            &["edge"],
            &wang().term(wang().iat, wang().iat + TWENTY_YEARS),
        ),
        plain(
            world,
            "valid-old-credential",
            "Issued in the first second in which the key was in force.",
            &["edge"],
            &wang().term(KEY_FROM, wang().exp),
        ),
    ]
}

fn details(world: &World) -> Vec<CredentialVector> {
    let as_other = |id: &str, comment: &str, name: &str, issuer: u32, person: &Person| {
        vector(id, comment)
            .object(&world.issue_as(name, person))
            .accept(person, issuer)
    };
    vec![
        plain(
            world,
            "valid-grade-1",
            "Disability grade 1, the gravest.",
            &["edge"],
            &wang().categories(1 | 1 << 5).details(&[(2, 1)]),
        ),
        plain(
            world,
            "valid-grade-10",
            "Disability grade 10, the lightest.",
            &["edge"],
            &wang().categories(1 | 1 << 5).details(&[(2, 10)]),
        ),
        plain(
            world,
            "valid-honour-1",
            "Honour class 1.",
            &["edge"],
            &wang().details(&[(3, 1)]),
        ),
        plain(
            world,
            "valid-honour-9",
            "Honour class 9.",
            &["edge"],
            &wang().details(&[(3, 9)]),
        ),
        plain(
            world,
            "valid-all-details",
            "Home region, grade and class together.",
            &[],
            &wang().details(&[(1, 421_202), (2, 6), (3, 2)]),
        ),
        plain(
            world,
            "valid-later-detail",
            "Detail 4 has no meaning yet: a reader passes over it.",
            &["edge"],
            &wang().details(&[(4, 0)]),
        ),
        plain(
            world,
            "valid-later-detail-among-known",
            "Details 3, 24 and the greatest key that may be passed over, 127: the known one is read, the others are not.",
            &["edge"],
            &wang().details(&[(3, 3), (24, 0xffff_ffff), (127, 1)]),
        ),
        as_other(
            "valid-district-of-province",
            "The province's own bureau speaks for a district of a city in it.",
            "hubei",
            HUBEI,
            &wang().details(&[(1, 421_202)]),
        ),
        as_other(
            "valid-second-region",
            "The home region is the second of those that the issuer may speak for.",
            "qingdao",
            QINGDAO,
            &wang().details(&[(1, 371_302)]),
        ),
    ]
}

fn forms(world: &World) -> Made<Vec<CredentialVector>> {
    let person = wang();
    let object = world.issue(&person);
    let long = filled_to(world, 1024)?;
    let key = world.key("xianning");
    Ok(vec![
        vector(
            "valid-base45",
            "The same object as valid-veteran in the Base45 form.",
        )
        .object(&object)
        .scanned(&written::base45(&object.to_bytes()))
        .accept(&person, XIANNING),
        vector(
            "valid-alg-ed25519",
            "Algorithm -19 (RFC 9864) means the same as -8 for an Ed25519 key. Some libraries do not know it yet.",
        )
        .object(&Sign1::with_header(
            signer_header(ED25519, &key.kid()),
            person.payload(),
            &key,
        ))
        .flags(&["alg-19"])
        .accept(&person, XIANNING),
        vector(
            "valid-1024-bytes",
            "The longest object that a text may hold, filled up with a detail that nobody knows.",
        )
        .object(&world.issue(&long))
        .flags(&["limit"])
        .accept(&long, XIANNING),
    ])
}

/// A credential of exactly so many bytes, by a later detail that holds a byte string.
pub(super) fn filled_to(world: &World, size: usize) -> Made<Person> {
    (size.saturating_sub(200)..size)
        .map(|length| wang().later(24, bytes(&vec![0x5a; length])))
        .find(|person| world.issue(person).to_bytes().len() == size)
        .ok_or_else(|| "no detail fills the object".into())
}
