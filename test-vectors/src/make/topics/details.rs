//! Stage claims: details, sound ones and those with a fault.

mod holder_keys;
mod unsupported;

use test_vectors::CredentialVector;

use crate::build::cbor::{TRUE, array, bytes, int, map, nested, text, uint};
use crate::build::cose::Sign1;
use crate::draft::vector;
use crate::fixtures::{World, XIANNING};
use crate::person::{Person, wang};

use super::Made;

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let mut all = sound(world);
    all.extend(faults(world));
    all.extend(unsupported::unsupported(world));
    all.extend(unsupported::order(world));
    all.extend(holder_keys::holder_keys(world)?);
    Ok(all)
}

const FAMILY: [(u64, &str); 3] = [(1, "李*芳"), (2, "王*华"), (3, "王*国")];

fn sound(world: &World) -> Vec<CredentialVector> {
    let plain = |id: &str, comment: &str, person: Person| {
        vector(id, comment)
            .object(&world.issue(&person))
            .flags(&["edge"])
            .accept(&person, XIANNING)
    };
    let greatest = Person {
        status_index: 0xff_ffff,
        holder: 0xffff_ffff,
        ..wang().categories(0xbd)
    };
    let eight: Vec<_> = (0..8).map(|n| (n % 4 + 1, "王*华")).collect();
    vec![
        plain(
            "details-three-dependants",
            "A card for three dependants, with the greatest numbers: 153 bytes.",
            greatest.dependants(&FAMILY),
        ),
        plain(
            "details-one-dependant",
            "The least list of dependants.",
            wang().dependants(&[(4, "张*")]),
        ),
        plain(
            "details-eight-dependants",
            "As many dependants as a card may have.",
            wang().dependants(&eight),
        ),
        plain(
            "details-later-relation",
            "A relation that has no word yet: shown without one.",
            wang().dependants(&[(0xffff_ffff, "李*芳"), (0, "王*")]),
        ),
        plain(
            "details-life-stage-1",
            "The first stage of life.",
            wang().details(&[(6, 1)]),
        ),
        plain(
            "details-life-stage-5",
            "The last stage of life.",
            wang().details(&[(6, 5)]),
        ),
        plain(
            "details-all",
            "Every detail of this version, and one of a later one.",
            wang()
                .details(&[(1, 421_202), (2, 6), (3, 2), (6, 4)])
                .dependants(&FAMILY)
                .later(100, map(&[(1, array(&[text("later"), vec![TRUE]]))])),
        ),
        plain(
            "claims-later-detail-text",
            "A later detail that is a text: passed over, whatever it is.",
            wang().later(4, text("x")),
        ),
        plain(
            "claims-later-detail-33-bits",
            "A later detail of 2^32.",
            wang().later(4, uint(1 << 32)),
        ),
        plain(
            "details-later-negative",
            "A later detail that is a negative number.",
            wang().later(4, int(-1)),
        ),
        plain(
            "details-later-nested",
            "A later detail with items down to the twelfth level.",
            wang().later(127, nested(9)),
        ),
    ]
}

/// The private claim with these details.
fn with_details(details: Vec<u8>) -> Vec<u8> {
    wang().payload_with(&[wang().items().as_slice(), &[details]].concat())
}

fn faults(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let one = |detail: i64, item: Vec<u8>| with_details(map(&[(detail, item)]));
    let person = |relation: Vec<u8>, name: Vec<u8>| array(&[array(&[relation, name])]);
    let named = |name: &str| one(5, person(uint(1), text(name)));
    let many = vec![array(&[uint(1), text("王*")]); 9];
    let faults = [
        (
            "details-no-dependants",
            "An empty list of dependants.",
            one(5, array(&[])),
            "dependants",
        ),
        (
            "details-nine-dependants",
            "One dependant more than there may be.",
            one(5, array(&many)),
            "dependants",
        ),
        (
            "details-dependant-without-name",
            "The name of a dependant is empty.",
            named(""),
            "dependants",
        ),
        (
            "details-dependant-name-97-bytes",
            "The name of a dependant has one byte too many.",
            named(&"A".repeat(97)),
            "dependants",
        ),
        (
            "details-dependant-name-override",
            "The name of a dependant turns the direction of writing.",
            named("王\u{202e}明"),
            "dependants",
        ),
        (
            "details-dependants-map",
            "The dependants in a map.",
            one(5, map(&[])),
            "payload",
        ),
        (
            "details-dependants-number",
            "How many dependants, and not who.",
            one(5, uint(3)),
            "payload",
        ),
        (
            "details-dependant-text",
            "A dependant who is a name only.",
            one(5, array(&[text("王*")])),
            "payload",
        ),
        (
            "details-dependant-one-item",
            "A dependant without a name.",
            one(5, array(&[array(&[uint(1)])])),
            "payload",
        ),
        (
            "details-dependant-three-items",
            "A dependant with a third item.",
            one(5, array(&[array(&[uint(1), text("王*"), uint(0)])])),
            "payload",
        ),
        (
            "details-dependant-relation-text",
            "The relation in words.",
            one(5, person(text("spouse"), text("王*"))),
            "payload",
        ),
        (
            "details-dependant-relation-33-bits",
            "The relation is 2^32.",
            one(5, person(uint(1 << 32), text("王*"))),
            "payload",
        ),
        (
            "details-dependant-name-bytes",
            "The name of a dependant is a byte string.",
            one(5, person(uint(1), bytes(b"A"))),
            "payload",
        ),
        (
            "details-life-stage-0",
            "Stage of life 0.",
            one(6, uint(0)),
            "life-stage",
        ),
        (
            "details-life-stage-6",
            "Stage of life 6.",
            one(6, uint(6)),
            "life-stage",
        ),
        (
            "details-life-stage-257",
            "Stage of life 257: the first to who keeps the low byte only.",
            one(6, uint(257)),
            "life-stage",
        ),
        (
            "details-life-stage-text",
            "The stage of life in words.",
            one(6, text("care")),
            "payload",
        ),
        (
            "details-grade-negative",
            "The disability grade is -1.",
            one(2, int(-1)),
            "payload",
        ),
        (
            "details-grade-33-bits",
            "The disability grade is 2^32 + 1.",
            one(2, uint((1 << 32) + 1)),
            "payload",
        ),
        (
            "details-region-text",
            "The home region is a text.",
            one(1, text("421202")),
            "payload",
        ),
        (
            "details-honour-true",
            "The honour class is true.",
            one(3, vec![TRUE]),
            "payload",
        ),
    ];
    faults
        .into_iter()
        .map(|(id, comment, payload, detail)| {
            vector(id, comment)
                .object(&Sign1::signed(payload, &key))
                .refuse("claims", "claims-invalid", Some(detail))
        })
        .collect()
}
