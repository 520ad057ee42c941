//! Stage claims: what a later version may add, and which of two faults is named.

use super::with_details;
use crate::build::cbor::{array, map, text, uint};
use crate::build::cose::Sign1;
use crate::build::curve::cose_key;
use crate::draft::vector;
use crate::fixtures::World;
use crate::person::{Entries, PRIVATE, edit, wang};
use crate::times::TWENTY_YEARS;
use test_vectors::CredentialVector;

/// What must be understood is looked for before any fault.
pub(super) fn unsupported(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let claims = |key: i64, value: Option<Vec<u8>>| edit(wang().entries(), key, value);
    let two: &[&str] = &["two-faults"];
    let all: [(&str, &str, &[&str], Vec<u8>); 10] = [
        (
            "details-128",
            "Detail 128: the first that must be understood.",
            &["edge"],
            with_details(map(&[(128, uint(0))])),
        ),
        (
            "details-greatest-key",
            "Detail 2^63-1, the last that must be understood.",
            &["edge"],
            with_details(map(&[(i64::MAX, uint(0))])),
        ),
        (
            "details-128-beside-known",
            "Detail 128 behind good ones.",
            &[],
            with_details(map(&[(2, uint(6)), (6, uint(1)), (128, text("later"))])),
        ),
        (
            "details-128-and-bad-grade",
            "Detail 128, and a grade that does not exist, in this version.",
            two,
            with_details(map(&[(2, uint(11)), (128, uint(0))])),
        ),
        (
            "details-128-and-key-0",
            "Detail 128, and a detail 0.",
            two,
            with_details(map(&[(0, uint(1)), (128, uint(0))])),
        ),
        (
            "claims-further-and-exp-missing",
            "A further claim, and exp is missing.",
            two,
            map(&edit(claims(4, None), 5, Some(uint(0)))),
        ),
        (
            "claims-further-and-private-claim-map",
            "A further claim, and the private claim is a map.",
            two,
            map(&edit(claims(PRIVATE, Some(map(&[]))), 1, Some(text("x")))),
        ),
        (
            "claims-six-items-and-no-name",
            "A sixth item, and the name is a number.",
            two,
            {
                let mut items = wang().items();
                items[3] = uint(0);
                items.extend([map(&[(2, uint(1))]), uint(0)]);
                wang().payload_with(&items)
            },
        ),
        (
            "claims-six-items-and-details-empty",
            "A sixth item behind an empty map of details.",
            two,
            { wang().payload_with(&[wang().items().as_slice(), &[map(&[]), uint(0)]].concat()) },
        ),
        (
            "claims-further-and-empty-term",
            "A further claim, and exp equals iat.",
            two,
            map(&edit(claims(4, Some(uint(wang().iat))), 3, Some(uint(0)))),
        ),
    ];
    all.into_iter()
        .map(|(id, comment, flags, payload)| {
            vector(id, comment)
                .object(&Sign1::signed(payload, &key))
                .flags(flags)
                .refuse("claims", "content-unsupported", None)
        })
        .collect()
}

/// Each pair of neighbours in the order of the faults.
pub(super) fn order(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let bad_cnf = || Some(map(&[(1, cose_key(&[0x5a; 31]))]));
    let people = |details: Entries, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut items = wang().items();
        change(&mut items);
        if !details.is_empty() {
            items.push(map(&details));
        }
        edit(wang().entries(), PRIVATE, Some(array(&items)))
    };
    let none = |_: &mut Vec<Vec<u8>>| ();
    let grade = || (2, uint(0));
    let pairs: [(&str, Entries, &str); 10] = [
        (
            "payload-before-key",
            edit(people(vec![], &|items| items[3] = uint(0)), 8, bad_cnf()),
            "payload",
        ),
        (
            "detail-type-before-key",
            edit(people(vec![(6, text("x"))], &none), 8, bad_cnf()),
            "payload",
        ),
        (
            "key-before-categories",
            edit(people(vec![], &|items| items[0] = uint(0)), 8, bad_cnf()),
            "key",
        ),
        (
            "categories-before-status-index",
            people(vec![], &|items| {
                items[0] = uint(0);
                items[1] = uint(1 << 24);
            }),
            "categories",
        ),
        (
            "status-index-before-name",
            people(vec![], &|items| {
                items[1] = uint(1 << 24);
                items[3] = text("");
            }),
            "status-index",
        ),
        (
            "name-before-region",
            people(vec![(1, uint(0))], &|items| items[3] = text("")),
            "name",
        ),
        (
            "region-before-grade",
            people(vec![(1, uint(0)), grade()], &none),
            "region",
        ),
        (
            "grade-before-honour",
            people(vec![grade(), (3, uint(0))], &none),
            "disability-grade",
        ),
        (
            "honour-before-dependants",
            people(vec![(3, uint(0)), (5, array(&[]))], &none),
            "honour-class",
        ),
        (
            "dependants-before-life-stage",
            people(vec![(5, array(&[])), (6, uint(0))], &none),
            "dependants",
        ),
    ];
    let mut all: Vec<_> = pairs
        .into_iter()
        .map(|(id, entries, detail)| (id, map(&entries), detail))
        .collect();
    let term = wang().term(wang().iat, wang().iat + TWENTY_YEARS + 1);
    all.push((
        "life-stage-before-validity",
        term.clone().details(&[(6, 0)]).payload(),
        "life-stage",
    ));
    all.push((
        "payload-before-validity",
        term.payload_with(&term.items()[..3]),
        "payload",
    ));
    all.into_iter()
        .map(|(id, payload, detail)| {
            vector(
                &format!("order-claims-{id}"),
                "Two faults of the claims: the one that stands first in the order of the format is named.",
            )
            .object(&Sign1::signed(payload, &key))
            .flags(&["two-faults"])
            .refuse("claims", "claims-invalid", Some(detail))
        })
        .collect()
}
