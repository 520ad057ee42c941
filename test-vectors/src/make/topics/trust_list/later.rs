//! Trust lists: what issuers and keys got in this version, and what a later one may add.

use test_vectors::TrustListVector;

use super::claims::invalid;
use super::{of_issuer, of_issuers};
use crate::build::cbor::{NULL, array, bytes, int, map, text, uint};
use crate::build::cose::{SM2, Sign, signer_header};
use crate::build::curve::cose_key;
use crate::build::weierstrass::Sm2Key;
use crate::draft::{refused, taken, trust_list};
use crate::fixtures::{
    IssuerSpec, TRUST_LIST_TYPE, World, active_key, detailed_key, issuer_key, list_entries,
    list_message, listed_key,
};
use crate::person::edit;
use crate::times::{KEY_FROM, KEY_UNTIL, LAST_TIME, LIST_EXP, LIST_IAT, TWENTY_YEARS};
use crate::topics::Made;

pub(super) fn vectors(world: &World) -> Made<Vec<TrustListVector>> {
    let mut all = open(world);
    all.extend(issuers(world));
    all.extend(expectations(world));
    all.extend(keys(world));
    all.extend(sm2(world)?);
    Ok(all)
}

fn sound(id: &str, comment: &str, object: Vec<u8>) -> TrustListVector {
    trust_list(id, comment, &["valid", "edge"], &object, taken(7, 2))
}

fn unsupported(id: &str, comment: &str, flags: &[&str], object: Vec<u8>) -> TrustListVector {
    let why = refused("claims", "content-unsupported", None);
    trust_list(id, comment, flags, &object, why)
}

fn open(world: &World) -> Vec<TrustListVector> {
    let entries = || list_entries(7, 1, &[world.xianning().item()]);
    let inner = |key: i64, value: Option<Vec<u8>>| {
        world
            .sign_by_roots(list_message(&edit(entries(), key, value)))
            .to_bytes()
    };
    let outer = |changes: &[(i64, Option<Vec<u8>>)]| {
        let mut claims = vec![
            (4, uint(LIST_EXP)),
            (6, uint(LIST_IAT)),
            (-65_538, map(&entries())),
        ];
        for (key, value) in changes {
            claims = edit(claims, *key, value.clone());
        }
        world
            .sign_by_roots(Sign::new(TRUST_LIST_TYPE, map(&claims)))
            .to_bytes()
    };
    let term = |iat: u64, exp: u64| outer(&[(4, Some(uint(exp))), (6, Some(uint(iat)))]);
    vec![
        sound(
            "list-extra-entry",
            "An entry 4 that has no meaning yet: passed over.",
            inner(4, Some(uint(0))),
        ),
        sound(
            "list-entry-127",
            "An entry 127, the last that may be passed over.",
            inner(127, Some(text("later"))),
        ),
        unsupported(
            "list-entry-128",
            "An entry 128: it must be understood.",
            &["edge"],
            inner(128, Some(uint(0))),
        ),
        unsupported(
            "list-extra-claim",
            "nbf: a further claim.",
            &[],
            outer(&[(5, Some(uint(0)))]),
        ),
        unsupported(
            "list-extra-claim-and-no-exp",
            "A further claim, and exp is missing.",
            &["two-faults"],
            outer(&[(5, Some(uint(0))), (4, None)]),
        ),
        unsupported(
            "list-entry-128-and-version-0",
            "An entry that must be understood, and version 0.",
            &["two-faults"],
            {
                world
                    .sign_by_roots(list_message(&edit(
                        edit(entries(), 1, Some(uint(0))),
                        128,
                        Some(uint(0)),
                    )))
                    .to_bytes()
            },
        ),
        invalid(
            "list-entry-0",
            "An entry 0.",
            inner(0, Some(uint(0))),
            "payload",
        ),
        invalid(
            "list-entry-negative",
            "An entry -1.",
            inner(-1, Some(uint(0))),
            "payload",
        ),
        sound(
            "list-twenty-years",
            "exp is twenty years after iat.",
            term(LIST_IAT, LIST_IAT + TWENTY_YEARS),
        ),
        invalid(
            "list-twenty-years-and-a-second",
            "exp is a second more than twenty years after iat.",
            term(LIST_IAT, LIST_IAT + TWENTY_YEARS + 1),
            "validity",
        ),
        invalid(
            "list-year-10000",
            "exp is after the year 9999.",
            term(LAST_TIME, LAST_TIME + 1),
            "validity",
        ),
        invalid(
            "list-exp-greatest",
            "exp is the greatest number that CBOR has.",
            term(LIST_IAT, u64::MAX),
            "validity",
        ),
    ]
}

fn issuers(world: &World) -> Vec<TrustListVector> {
    let with = |key: i64, value: Vec<u8>| {
        of_issuer(
            world,
            &map(&edit(world.xianning().entries(), key, Some(value))),
        )
    };
    let with_key = |key: u64| {
        let mut item = map(&world.xianning().entries());
        item[0] += 1;
        item.extend([uint(key), uint(0)].concat());
        of_issuer(world, &item)
    };
    let of_key = |id: u32, name: &str, standing: u64| IssuerSpec {
        id,
        keys: vec![issuer_key(
            &world.key(name).x,
            KEY_FROM,
            KEY_UNTIL,
            standing,
        )],
        ..world.xianning()
    };
    let [x, other] = [world.key("xianning").x, world.key("hubei").x];
    let of_keys = |keys: Vec<Vec<u8>>| {
        of_issuer(
            world,
            &IssuerSpec {
                keys,
                ..world.xianning()
            }
            .item(),
        )
    };
    let two =
        |first: IssuerSpec, second: IssuerSpec| of_issuers(world, &[first.item(), second.item()]);
    vec![
        sound(
            "list-issuer-standing-3",
            "Standing 3 of an issuer, which this version does not know: that issuer is suspended, the list is taken.",
            with(7, uint(3)),
        ),
        sound(
            "list-issuer-standing-greatest",
            "Standing 2^64-1.",
            with(7, uint(u64::MAX)),
        ),
        invalid(
            "list-issuer-standing-negative",
            "Standing -1.",
            with(7, int(-1)),
            "payload",
        ),
        sound(
            "list-issuer-public-name",
            "What the code is called in public, in Chinese and English.",
            {
                let entries = edit(world.xianning().entries(), 10, Some(text("甬尚老兵")));
                of_issuer(
                    world,
                    &map(&edit(entries, 11, Some(text("Yongshang Veterans")))),
                )
            },
        ),
        invalid(
            "list-issuer-public-name-empty",
            "The public name is empty.",
            with(10, text("")),
            "name",
        ),
        invalid(
            "list-issuer-public-name-193-bytes",
            "One byte more than a name has.",
            with(10, text(&format!("{}A", "兵".repeat(64)))),
            "name",
        ),
        invalid(
            "list-issuer-public-english-override",
            "The public name in English turns the direction of writing.",
            {
                let entries = edit(world.xianning().entries(), 10, Some(text("甬尚老兵")));
                of_issuer(
                    world,
                    &map(&edit(entries, 11, Some(text("Veterans\u{202e} of Ningbo")))),
                )
            },
            "name",
        ),
        invalid(
            "list-issuer-public-name-bytes",
            "The public name is a byte string.",
            with(10, bytes(b"A")),
            "payload",
        ),
        sound(
            "list-issuer-entry-127",
            "An entry 127 of an issuer: passed over.",
            with(127, uint(0)),
        ),
        sound(
            "list-issuer-entry-128",
            "An entry 128 of an issuer, which must be understood: that issuer is suspended, the list is taken.",
            with(128, uint(0)),
        ),
        invalid(
            "list-issuer-english-public-name-alone",
            "A public name in English and none in Chinese.",
            with(11, text("Yongshang Veterans")),
            "payload",
        ),
        sound(
            "list-issuer-entry-greatest",
            "An entry 2^63-1 of an issuer.",
            with(i64::MAX, uint(0)),
        ),
        invalid(
            "list-issuer-entry-2-63",
            "An entry 2^63 of an issuer, one more than there may be.",
            with_key(1 << 63),
            "payload",
        ),
        invalid(
            "list-issuer-entry-2-64",
            "An entry 2^64-1 of an issuer.",
            with_key(u64::MAX),
            "payload",
        ),
        invalid(
            "list-key-twice",
            "A key stands twice.",
            of_keys(vec![active_key(&x), active_key(&x)]),
            "unique",
        ),
        invalid(
            "list-key-twice-once-withdrawn",
            "A key stands twice, withdrawn and active.",
            of_keys(vec![issuer_key(&x, KEY_FROM, KEY_UNTIL, 2), active_key(&x)]),
            "unique",
        ),
        invalid(
            "list-key-twice-active-first",
            "A key stands twice, active and withdrawn.",
            of_keys(vec![active_key(&x), issuer_key(&x, KEY_FROM, KEY_UNTIL, 2)]),
            "unique",
        ),
        invalid(
            "list-key-twice-other-term",
            "A key stands twice, with two terms.",
            of_keys(vec![
                active_key(&x),
                issuer_key(&x, KEY_UNTIL, KEY_UNTIL + 1, 0),
            ]),
            "unique",
        ),
        invalid(
            "list-key-of-two-issuers",
            "Two issuers have one key.",
            two(of_key(1, "xianning", 0), of_key(2, "xianning", 0)),
            "unique",
        ),
        invalid(
            "list-key-of-two-issuers-once-withdrawn",
            "A key that was withdrawn is another issuer's.",
            two(of_key(1, "xianning", 2), of_key(2, "xianning", 0)),
            "unique",
        ),
        sound(
            "list-two-keys",
            "The counterpart: two keys, withdrawn and active.",
            of_keys(vec![
                issuer_key(&x, KEY_FROM, KEY_UNTIL, 2),
                active_key(&other),
            ]),
        ),
    ]
}

fn expectations(world: &World) -> Vec<TrustListVector> {
    let with = |key: i64, value: Vec<u8>| {
        of_issuer(
            world,
            &map(&edit(world.xianning().entries(), key, Some(value))),
        )
    };
    let of = |since: u64, least: u64, age: u64| array(&[uint(since), uint(least), uint(age)]);
    let both = {
        let entries = edit(
            world.xianning().entries(),
            12,
            Some(of(LIST_IAT, LIST_IAT, 1)),
        );
        of_issuer(
            world,
            &map(&edit(entries, 13, Some(of(0, LAST_TIME, TWENTY_YEARS)))),
        )
    };
    vec![
        sound(
            "list-expectations",
            "An issuer publishes status lists and catalogues, with the least and the greatest numbers.",
            both,
        ),
        invalid(
            "list-expectation-age-0",
            "A list may have no age at all.",
            with(12, of(LIST_IAT, LIST_IAT, 0)),
            "validity",
        ),
        invalid(
            "list-expectation-age-too-great",
            "A list may be a second older than twenty years.",
            with(12, of(LIST_IAT, LIST_IAT, TWENTY_YEARS + 1)),
            "validity",
        ),
        invalid(
            "list-expectation-since-year-10000",
            "`since` is after the year 9999.",
            with(12, of(LAST_TIME + 1, LIST_IAT, 1)),
            "validity",
        ),
        invalid(
            "list-expectation-least-year-10000",
            "`least` is after the year 9999.",
            with(12, of(LIST_IAT, LAST_TIME + 1, 1)),
            "validity",
        ),
        invalid(
            "list-expectation-two-items",
            "Two items.",
            with(12, array(&[uint(0), uint(0)])),
            "payload",
        ),
        invalid(
            "list-expectation-four-items",
            "Four items.",
            with(12, array(&[uint(0), uint(0), uint(1), uint(0)])),
            "payload",
        ),
        invalid(
            "list-expectation-map",
            "A map.",
            with(12, map(&[])),
            "payload",
        ),
        invalid(
            "list-expectation-null",
            "null.",
            with(12, vec![NULL]),
            "payload",
        ),
        invalid(
            "list-expectation-since-text",
            "`since` is a text.",
            with(12, array(&[text("2027"), uint(0), uint(1)])),
            "payload",
        ),
        invalid(
            "list-catalogue-age-0",
            "A catalogue may have no age at all.",
            with(13, of(LIST_IAT, LIST_IAT, 0)),
            "validity",
        ),
        invalid(
            "list-catalogue-two-items",
            "Two items for catalogues.",
            with(13, array(&[uint(0), uint(0)])),
            "payload",
        ),
    ]
}

fn keys(world: &World) -> Vec<TrustListVector> {
    let x = world.key("xianning").x;
    let with = |key: Vec<u8>| {
        of_issuer(
            world,
            &IssuerSpec {
                keys: vec![key],
                ..world.xianning()
            }
            .item(),
        )
    };
    let detailed = |details: &[(i64, Vec<u8>)]| with(detailed_key(&x, 0, details));
    let bare = |key: Vec<u8>, from: Vec<u8>| with(array(&[key, from, uint(KEY_UNTIL), uint(0)]));
    let term = |from: u64, until: u64| with(issuer_key(&x, from, until, 0));
    vec![
        sound(
            "list-key-standing-3",
            "A compromised key.",
            with(issuer_key(&x, KEY_FROM, KEY_UNTIL, 3)),
        ),
        sound(
            "list-key-standing-4",
            "Standing 4 of a key, which this version does not know: the key is ignored, the list is taken.",
            with(issuer_key(&x, KEY_FROM, KEY_UNTIL, 4)),
        ),
        sound(
            "list-ignored-key-empty-term",
            "Beside an ignored key any numbers may stand.",
            with(issuer_key(&x, KEY_FROM, KEY_FROM, 4)),
        ),
        invalid(
            "list-ignored-key-twice",
            "An ignored key counts as listed: here it stands twice.",
            of_issuer(
                world,
                &IssuerSpec {
                    keys: vec![active_key(&x), issuer_key(&x, KEY_FROM, KEY_UNTIL, 4)],
                    ..world.xianning()
                }
                .item(),
            ),
            "unique",
        ),
        sound(
            "list-key-longest-1",
            "A validity of a second at most.",
            detailed(&[(1, uint(1))]),
        ),
        sound(
            "list-key-longest-20-years",
            "A validity of twenty years at most.",
            detailed(&[(1, uint(TWENTY_YEARS))]),
        ),
        invalid(
            "list-key-longest-0",
            "No validity at all.",
            detailed(&[(1, uint(0))]),
            "validity",
        ),
        invalid(
            "list-key-longest-too-great",
            "A second more than twenty years.",
            detailed(&[(1, uint(TWENTY_YEARS + 1))]),
            "validity",
        ),
        invalid(
            "list-key-longest-text",
            "The longest validity is a text.",
            detailed(&[(1, text("3 years"))]),
            "payload",
        ),
        invalid(
            "list-key-details-empty",
            "An empty map of details.",
            detailed(&[]),
            "payload",
        ),
        invalid(
            "list-key-details-null",
            "null in place of the details.",
            with(array(&[
                cose_key(&x),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                uint(0),
                vec![NULL],
            ])),
            "payload",
        ),
        invalid(
            "list-key-detail-0",
            "A detail 0.",
            detailed(&[(0, uint(1))]),
            "payload",
        ),
        invalid(
            "list-key-six-items",
            "An item behind the details.",
            with(array(&[
                cose_key(&x),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                uint(0),
                map(&[(1, uint(1))]),
                uint(0),
            ])),
            "payload",
        ),
        sound(
            "list-key-detail-127",
            "A detail that has no meaning yet: passed over.",
            detailed(&[(127, text("later"))]),
        ),
        sound(
            "list-key-detail-128",
            "A detail that must be understood: the key is ignored, the list is taken.",
            detailed(&[(128, uint(0))]),
        ),
        sound(
            "list-key-empty-map",
            "A key without kty and crv: of an unknown type.",
            with(listed_key(map(&[]))),
        ),
        sound(
            "list-key-no-crv",
            "A key without crv.",
            with(listed_key(map(&[(1, int(1)), (-2, bytes(&x))]))),
        ),
        sound(
            "list-key-no-kty",
            "A key without kty.",
            with(listed_key(map(&[(-1, int(6)), (-2, bytes(&x))]))),
        ),
        sound(
            "list-key-kty-text",
            "A key whose kty is a text.",
            with(listed_key(map(&[
                (1, text("OKP")),
                (-1, int(6)),
                (-2, bytes(&x)),
            ]))),
        ),
        invalid(
            "list-unknown-key-from-text",
            "What stands beside a key of an unknown type must have its type.",
            bare(map(&[]), text("2026")),
            "payload",
        ),
        invalid(
            "list-unknown-key-three-items",
            "A key of an unknown type without a standing.",
            with(array(&[map(&[]), uint(KEY_FROM), uint(KEY_UNTIL)])),
            "payload",
        ),
        invalid(
            "list-key-until-year-10000",
            "`until` is after the year 9999.",
            term(KEY_FROM, LAST_TIME + 1),
            "validity",
        ),
        sound(
            "list-key-until-year-9999",
            "`until` is the last second of the year 9999.",
            term(0, LAST_TIME),
        ),
    ]
}

fn sm2(world: &World) -> Made<Vec<TrustListVector>> {
    let key = Sm2Key::named("jingmen").ok_or("no key of SM2")?;
    let with = |keys: Vec<Vec<u8>>| {
        of_issuer(
            world,
            &IssuerSpec {
                keys,
                ..world.xianning()
            }
            .item(),
        )
    };
    let mut whole = key.cose_key();
    whole.pop();
    whole.extend(bytes(&[0x5a; 32]));
    let twice = with(vec![listed_key(key.cose_key()), listed_key(key.cose_key())]);
    let mixed = with(vec![
        listed_key(key.cose_key()),
        active_key(&world.key("xianning").x),
    ]);
    let sm2 = |vector: TrustListVector, without| {
        let flags = [vector.flags.clone(), vec!["sm2".into()]].concat();
        TrustListVector {
            flags,
            without_sm2: without,
            ..vector
        }
    };
    let foreign = list_message(&list_entries(7, 1, &[world.xianning().item()]))
        .signed_by(&[&world.roots[0], &world.roots[1]])
        .signed_under(signer_header(SM2, &key.kid()), &key);
    Ok(vec![
        sm2(
            sound(
                "list-sm2-key",
                "An issuer with a key of SM2 and one of Ed25519.",
                mixed,
            ),
            None,
        ),
        sm2(
            sound(
                "list-sm2-signature-besides",
                "A third signature by a key of SM2 that is no root.",
                foreign.to_bytes(),
            ),
            None,
        ),
        sm2(
            invalid(
                "list-sm2-key-twice",
                "A key of SM2 stands twice.",
                twice,
                "unique",
            ),
            Some(taken(7, 2)),
        ),
        sm2(
            invalid(
                "list-sm2-key-uncompressed",
                "A key of SM2 with the whole of y.",
                with(vec![listed_key(whole)]),
                "key",
            ),
            Some(taken(7, 2)),
        ),
    ])
}
