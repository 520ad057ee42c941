//! Stage claims: details, what a later version may add, and which of two faults is named.

use test_vectors::CredentialVector;

use crate::build::cbor::{FALSE, TRUE, array, bytes, int, map, nested, text, uint};
use crate::build::cose::Sign1;
use crate::build::curve::{cose_key, off_curve};
use crate::build::weierstrass::{P256Key, p256_key};
use crate::draft::{gate, vector};
use crate::fixtures::{World, XIANNING, foreign_key};
use crate::person::{Entries, PRIVATE, Person, edit, wang};
use crate::times::TWENTY_YEARS;

use super::Made;

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let mut all = sound(world);
    all.extend(faults(world));
    all.extend(unsupported(world));
    all.extend(order(world));
    all.extend(holder_keys(world)?);
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

/// What must be understood is looked for before any fault.
fn unsupported(world: &World) -> Vec<CredentialVector> {
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
fn order(world: &World) -> Vec<CredentialVector> {
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

/// The key in `cnf`: one of two types, looked at only when a proof is required of it.
fn holder_keys(world: &World) -> Made<Vec<CredentialVector>> {
    let phone = P256Key::named("holder-p256").ok_or("no key of P-256")?;
    let bound = wang().bound_to_p256(&phone);
    let as_bearer = || test_vectors::Policy {
        holder_proof: "treat-as-bearer".into(),
        ..gate()
    };
    let longest = Person {
        status_index: 0xff_ffff,
        holder: 0xffff_ffff,
        ..bound.clone().categories(0xbd)
    };
    let issued = world.key("xianning");
    let with_key = |key: Vec<u8>| {
        Sign1::signed(
            map(&edit(wang().entries(), 8, Some(map(&[(1, key)])))),
            &issued,
        )
    };
    let x = off_curve().ok_or("every number is on the curve")?;
    let off_ed25519 = wang().bound_to(x);
    // 5 is the abscissa of a point of P-256; of 2 and the prime itself there is none.
    let far = |first: u8| {
        let mut x = [0xff; 32];
        x[31] = first;
        x
    };
    let written = |x: &[u8]| Person {
        cnf: Some((p256_key(x), test_vectors::to_hex(&[&[2], x].concat()))),
        ..wang()
    };
    let off_p256 = written(&far(0xff));
    let mut all = vec![
        vector(
            "holder-p256",
            "A code bound to a key of P-256, without a proof.",
        )
        .object(&world.issue(&bound))
        .refuse_known("holder", "proof-missing", &bound, XIANNING),
        vector(
            "holder-p256-165-bytes",
            "The longest credential bound to a key of P-256.",
        )
        .object(&world.issue(&longest))
        .policy(as_bearer())
        .flags(&["limit"])
        .accept(&longest, XIANNING),
        vector(
            "holder-key-off-curve",
            "x of the holder's key is no point of the curve: as any other code without a proof.",
        )
        .object(&world.issue(&off_ed25519))
        .refuse_known("holder", "proof-missing", &off_ed25519, XIANNING),
        vector(
            "holder-key-off-curve-as-bearer",
            "The same where it is treated as a bearer code: nobody looks at the key.",
        )
        .object(&world.issue(&off_ed25519))
        .policy(as_bearer())
        .flags(&["edge"])
        .accept(&off_ed25519, XIANNING),
        vector(
            "holder-p256-above-prime",
            "x of the holder's key of P-256 is above the field prime.",
        )
        .object(&world.issue(&off_p256))
        .refuse_known("holder", "proof-missing", &off_p256, XIANNING),
        vector(
            "holder-p256-above-prime-as-bearer",
            "The same where it is treated as a bearer code.",
        )
        .object(&world.issue(&off_p256))
        .policy(as_bearer())
        .flags(&["edge"])
        .accept(&off_p256, XIANNING),
    ];
    let faults = [
        (
            "claims-cnf-p256-y-missing",
            "A key of P-256 without y.",
            foreign_key(2, &[(-1, int(1)), (-2, bytes(&phone.point[1..]))]),
        ),
        (
            "claims-cnf-p256-y-number",
            "A key of P-256 whose y is a number.",
            foreign_key(
                2,
                &[(-1, int(1)), (-2, bytes(&phone.point[1..])), (-3, uint(1))],
            ),
        ),
        (
            "claims-cnf-p256-short-x",
            "A key of P-256 of 31 bytes.",
            foreign_key(
                2,
                &[
                    (-1, int(1)),
                    (-2, bytes(&phone.point[2..])),
                    (-3, vec![FALSE]),
                ],
            ),
        ),
        (
            "claims-cnf-ed25519-sign",
            "A key of Ed25519 with a y.",
            foreign_key(
                1,
                &[
                    (-1, int(6)),
                    (-2, bytes(&world.holder.x)),
                    (-3, vec![FALSE]),
                ],
            ),
        ),
    ];
    all.extend(faults.into_iter().map(|(id, comment, key)| {
        vector(id, comment)
            .object(&with_key(key))
            .refuse("claims", "claims-invalid", Some("key"))
    }));
    let later = [
        (
            "claims-cnf-empty-key",
            "The holder's key is an empty map: of an unknown type.",
            map(&[]),
        ),
        (
            "claims-cnf-no-crv",
            "The holder's key has no crv.",
            foreign_key(1, &[(-2, bytes(&world.holder.x))]),
        ),
        (
            "claims-cnf-x25519",
            "The holder's key is one of X25519: a type that this version does not know there.",
            foreign_key(1, &[(-1, int(4)), (-2, bytes(&world.holder.x))]),
        ),
        (
            "claims-cnf-p384",
            "The holder's key is one of P-384.",
            foreign_key(
                2,
                &[(-1, int(2)), (-2, bytes(&[0x5a; 48])), (-3, vec![FALSE])],
            ),
        ),
        (
            "claims-cnf-sm2",
            "The holder's key is one of SM2, which signs for issuers and not for phones.",
            foreign_key(
                2,
                &[
                    (-1, int(-65_552)),
                    (-2, bytes(&phone.point[1..])),
                    (-3, vec![FALSE]),
                ],
            ),
        ),
    ];
    all.extend(later.into_iter().map(|(id, comment, key)| {
        vector(id, comment)
            .object(&with_key(key))
            .refuse("claims", "content-unsupported", None)
    }));
    all.push(
        vector("claims-cnf-bytes", "32 bytes in the place of a COSE_Key.")
            .object(&with_key(bytes(&world.holder.x)))
            .refuse("claims", "claims-invalid", Some("payload")),
    );
    all.push(
        vector(
            "claims-cnf-ed25519-and-type",
            "The counterpart: a sound key of Ed25519.",
        )
        .object(&with_key(cose_key(&world.holder.x)))
        .refuse_known(
            "holder",
            "proof-missing",
            &wang().bound_to(world.holder.x),
            XIANNING,
        ),
    );
    Ok(all)
}
