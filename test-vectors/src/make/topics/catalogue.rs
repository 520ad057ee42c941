//! Catalogues and places: the objects, and what holders get.

mod benefits;
mod borders;
mod charges;
mod heads;
mod objects;
mod part;
mod places;
mod unknown;
mod who;

use test_vectors::{CatalogueContent, CatalogueOutcome, CatalogueVector, to_hex};

use super::Made;
use crate::build::cbor::{bytes, int, map, text};
use crate::build::cose::{EDDSA, Sign1, Signs};
use crate::draft::reason;
use crate::fixtures::World;

pub(super) fn vectors(world: &World) -> Made<Vec<CatalogueVector>> {
    let mut all = objects::vectors(world);
    all.extend(heads::vectors(world));
    all.extend(unknown::vectors(world));
    all.extend(places::places(world)?);
    all.extend(places::requests(world)?);
    all.extend(who::vectors(world));
    all.extend(borders::vectors(world));
    all.extend(charges::vectors(world));
    Ok(all)
}

/// The protected header of an object of this type.
fn typed_header(algorithm: i64, kid: &[u8], typ: &str) -> Vec<u8> {
    map(&[(1, int(algorithm)), (4, bytes(kid)), (16, text(typ))])
}

/// An object of this type by a key, truly signed.
pub(super) fn signed(typ: &str, payload: Vec<u8>, key: &impl Signs) -> Vec<u8> {
    let header = typed_header(key.algorithm(), &key.kid(), typ);
    Sign1::with_header(header, payload, key).to_bytes()
}

fn vector(
    (object, id): (&str, &str),
    comment: &str,
    flags: &[&str],
    bytes: &[u8],
    expected: CatalogueOutcome,
) -> CatalogueVector {
    CatalogueVector {
        id: format!("{object}-{id}"),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        object: object.into(),
        trust_list: (object != "place-request").then(|| "main".into()),
        bytes: to_hex(bytes),
        expected,
        questions: Vec::new(),
        charges: Vec::new(),
    }
}

fn taken(
    named: (&str, &str),
    comment: &str,
    flags: &[&str],
    bytes: &[u8],
    content: CatalogueContent,
) -> CatalogueVector {
    let flags = [&["valid"], flags].concat();
    vector(named, comment, &flags, bytes, CatalogueOutcome::Ok(content))
}

type Why<'a> = (&'a str, &'a str, Option<&'a str>);

fn refused(
    named: (&str, &str),
    comment: &str,
    bytes: &[u8],
    (stage, code, detail): Why<'_>,
) -> CatalogueVector {
    let expected = CatalogueOutcome::Refuse(reason(stage, code, detail));
    vector(named, comment, &[], bytes, expected)
}

const UNSUPPORTED: Why<'static> = ("claims", "content-unsupported", None);

fn invalid(detail: &str) -> Why<'_> {
    ("claims", "claims-invalid", Some(detail))
}

/// What each kind of object refuses that a key of an issuer signs: another type, another key, another issuer.
fn common_faults(
    object: &str,
    typ: &str,
    world: &World,
    payload: impl Fn(u32, u64) -> Vec<u8>,
) -> Vec<CatalogueVector> {
    use crate::fixtures::{HUBEI, XIANNING};
    use crate::times::{KEY_FROM, KEY_UNTIL, LIST_IAT};
    let key = world.key("xianning");
    let sound = payload(XIANNING, LIST_IAT);
    let withdrawn = world.key("xianning-withdrawn");
    let stranger = world.key("stranger");
    let mut altered = Sign1::with_header(typed_header(EDDSA, &key.kid(), typ), sound.clone(), &key);
    altered.payload = payload(XIANNING, LIST_IAT + 1);
    vec![
        refused(
            (object, "type-of-status-list"),
            "The header has the type of a status list.",
            &signed("application/statuslist+cwt", sound.clone(), &key),
            ("object", "header-unexpected", None),
        ),
        refused(
            (object, "no-type"),
            "The header has no type.",
            &Sign1::signed(sound.clone(), &key).to_bytes(),
            ("object", "header-unexpected", None),
        ),
        refused(
            (object, "unknown-key"),
            "Signed with a key that no list names.",
            &signed(typ, sound.clone(), &stranger),
            ("issuer", "issuer-unknown", None),
        ),
        CatalogueVector {
            flags: vec!["forged".into()],
            ..refused(
                (object, "altered"),
                "The payload was altered after it was signed.",
                &altered.to_bytes(),
                ("signature", "signature-invalid", None),
            )
        },
        refused(
            (object, "withdrawn-key"),
            "Signed with a withdrawn key.",
            &signed(typ, sound, &withdrawn),
            ("scope", "key-withdrawn", None),
        ),
        refused(
            (object, "withdrawn-issuer"),
            "By an issuer that was withdrawn.",
            &signed(
                typ,
                payload(crate::fixtures::HUANGGANG, LIST_IAT),
                &world.key("huanggang"),
            ),
            ("scope", "key-withdrawn", None),
        ),
        refused(
            (object, "before-the-key"),
            "Made a second before its key came into force.",
            &signed(typ, payload(XIANNING, KEY_FROM - 1), &key),
            ("scope", "key-not-in-force", None),
        ),
        refused(
            (object, "after-the-key"),
            "Made in the second in which its key ended.",
            &signed(typ, payload(XIANNING, KEY_UNTIL), &key),
            ("scope", "key-not-in-force", None),
        ),
        refused(
            (object, "of-another-issuer"),
            "A bureau speaks for another one.",
            &signed(typ, payload(HUBEI, LIST_IAT), &key),
            ("scope", "subject-mismatch", None),
        ),
    ]
}
