//! Trust lists: sound ones, signatures, shape.

mod claims;
mod keys;
mod later;
mod signatures;

use test_vectors::TrustListVector;

use super::Made;
use crate::build::cbor::{NULL, array, map, nested, tag, text, uint};
use crate::build::cose::{ED25519, EDDSA, Sign, Sign1, signer_header};
use crate::build::curve::{COLLIDING, Key, mixed_x};
use crate::draft::{refused, taken, trust_list};
use crate::fixtures::{
    IssuerSpec, ROOT_SET_TYPE, TRUST_LIST_TYPE, World, active_key, list_entries, list_message,
};
use crate::person::edit;
use crate::times::{LIST_EXP, LIST_IAT};

pub(super) fn vectors(world: &World) -> Made<Vec<TrustListVector>> {
    let mut all = sound(world);
    all.extend(signatures::signatures(world));
    all.extend(signatures::unknown_algorithms(world));
    all.extend(objects(world));
    all.extend(claims::claims(world));
    all.extend(claims::issuers(world));
    all.extend(keys::keys(world)?);
    all.extend(later::vectors(world)?);
    Ok(all)
}

/// A list with the given issuer, properly signed.
fn of_issuer(world: &World, issuer: &[u8]) -> Vec<u8> {
    of_issuers(world, &[issuer.to_vec()])
}

fn of_issuers(world: &World, issuers: &[Vec<u8>]) -> Vec<u8> {
    world
        .sign_by_roots(list_message(&list_entries(7, 1, issuers)))
        .to_bytes()
}

fn sound(world: &World) -> Vec<TrustListVector> {
    let sound = |id: &str, comment: &str, flags: &[&str], object: Vec<u8>| {
        trust_list(
            id,
            comment,
            &[&["valid"], flags].concat(),
            &object,
            taken(7, 2),
        )
    };
    let plain = || vec![world.xianning().item()];
    let many_regions = IssuerSpec {
        regions: (0..512).map(|n| 420_000 + n).collect(),
        ..world.xianning()
    };
    let many_keys = IssuerSpec {
        keys: (0..64)
            .map(|n| active_key(&Key::named(&format!("many-{n}")).x))
            .collect(),
        ..world.xianning()
    };
    let colliding: Vec<_> = COLLIDING
        .iter()
        .map(|name| active_key(&Key::named(name).x))
        .collect();
    vec![
        sound(
            "list-six-issuers",
            "The list that most vectors use.",
            &[],
            world.main_list().to_bytes(),
        ),
        sound(
            "list-no-issuers",
            "A list may be empty.",
            &["edge"],
            world.empty_list().to_bytes(),
        ),
        sound(
            "list-alg-ed25519",
            "One of the two signatures names algorithm -19.",
            &["alg-19"],
            list_message(&list_entries(7, 1, &plain()))
                .signed_by(&[&world.roots[0]])
                .signed_with(ED25519, &world.roots[2])
                .to_bytes(),
        ),
        sound(
            "list-later-entry",
            "An issuer has an entry 9 that nobody knows yet, with something nested in it: passed over.",
            &["edge"],
            of_issuer(
                world,
                &map(&edit(world.xianning().entries(), 9, Some(nested(4)))),
            ),
        ),
        sound(
            "list-512-regions",
            "As many regions as an issuer may have.",
            &["limit"],
            of_issuer(world, &many_regions.item()),
        ),
        sound(
            "list-64-keys",
            "As many keys as an issuer may have.",
            &["limit"],
            of_issuer(world, &many_keys.item()),
        ),
        sound(
            "list-kid-collision",
            "Two keys with one identifier: a builder must refuse that, a reader tries all.",
            &["collision"],
            of_issuer(
                world,
                &IssuerSpec {
                    keys: colliding,
                    ..world.xianning()
                }
                .item(),
            ),
        ),
        sound(
            "list-key-mixed-order",
            "A key with a part of order eight is not of small order.",
            &["edge"],
            of_issuer(
                world,
                &IssuerSpec {
                    keys: vec![active_key(&mixed_x(&world.mixed))],
                    ..world.xianning()
                }
                .item(),
            ),
        ),
        sound(
            "list-names-next-root-version",
            "Enough keys of the root set at hand have signed; which root set the list names is then no matter.",
            &["edge"],
            world
                .sign_by_roots(list_message(&list_entries(7, 2, &plain())))
                .to_bytes(),
        ),
        trust_list(
            "list-greatest-version",
            "Version 2^64-1.",
            &["valid", "edge"],
            &world
                .sign_by_roots(list_message(&list_entries(u64::MAX, 1, &plain())))
                .to_bytes(),
            taken(u64::MAX, 2),
        ),
    ]
}

fn objects(world: &World) -> Vec<TrustListVector> {
    let good = world.main_list();
    let fault = |id: &str, comment: &str, object: Vec<u8>, code, detail| {
        trust_list(id, comment, &[], &object, refused("object", code, detail))
    };
    let typed = |typ: &str| {
        world
            .sign_by_roots(Sign {
                protected: map(&[(16, text(typ))]),
                ..list_message(&list_entries(7, 1, &[]))
            })
            .to_bytes()
    };
    let as_credential = Sign1::with_header(
        signer_header(EDDSA, &world.roots[0].kid()),
        good.payload.clone(),
        &world.roots[0],
    );
    let payload = |payload: Vec<u8>| {
        world
            .sign_by_roots(Sign::new(TRUST_LIST_TYPE, payload))
            .to_bytes()
    };
    let mut items = good.items();
    items[2] = vec![NULL];
    vec![
        fault(
            "list-sign1",
            "A COSE_Sign1 by one root.",
            as_credential.to_bytes(),
            "object-unsupported",
            None,
        ),
        fault(
            "list-without-tag",
            "No tag.",
            array(&good.items()),
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "list-is-root-set",
            "A root set in place of a trust list.",
            world.sign_by_roots(world.root_set().message()).to_bytes(),
            "header-unexpected",
            None,
        ),
        fault(
            "list-typ-root-set",
            "The type of a root set over the claims of a list.",
            typed(ROOT_SET_TYPE),
            "header-unexpected",
            None,
        ),
        fault(
            "list-typ-upper-case",
            "The type in upper case: media types do not tell case apart, this format does.",
            typed(&TRUST_LIST_TYPE.to_uppercase()),
            "header-unexpected",
            None,
        ),
        fault(
            "list-typ-number",
            "The type as a number (RFC 9596 allows a CoAP content format).",
            world
                .sign_by_roots(Sign {
                    protected: map(&[(16, uint(60))]),
                    ..list_message(&list_entries(7, 1, &[]))
                })
                .to_bytes(),
            "header-unexpected",
            None,
        ),
        fault(
            "list-detached-payload",
            "The payload is nil.",
            tag(98, &array(&items)),
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "list-truncated",
            "The file was cut off.",
            good.to_bytes()[..200].to_vec(),
            "malformed",
            Some("truncated"),
        ),
        fault(
            "list-empty-file",
            "A file without bytes.",
            Vec::new(),
            "malformed",
            Some("truncated"),
        ),
        fault(
            "list-payload-order",
            "iat stands before exp.",
            payload(map(&[
                (6, uint(LIST_IAT)),
                (4, uint(LIST_EXP)),
                (-65_538, map(&list_entries(7, 1, &[]))),
            ])),
            "malformed",
            Some("not-deterministic"),
        ),
        fault(
            "list-issuer-duplicate-key",
            "An issuer has its standing twice, withdrawn and active.",
            {
                let mut entries = world.xianning().entries();
                entries.insert(6, (7, uint(2)));
                of_issuer(world, &map(&entries))
            },
            "malformed",
            Some("duplicate-key"),
        ),
        fault(
            "list-later-entry-too-deep",
            "What is passed over is bounded too: an entry 9 that makes thirteen levels.",
            of_issuer(
                world,
                &map(&edit(world.xianning().entries(), 9, Some(nested(9)))),
            ),
            "malformed",
            Some("too-deep"),
        ),
        fault(
            "list-later-entry-float",
            "An entry 9 that is a floating-point number.",
            of_issuer(
                world,
                &map(&edit(
                    world.xianning().entries(),
                    9,
                    Some(vec![0xf9, 0x3c, 0x00]),
                )),
            ),
            "malformed",
            Some("forbidden-value"),
        ),
    ]
}
