//! Stage claims: the holder's key, of both types and of later ones.

use crate::build::cbor::{FALSE, bytes, int, map, uint};
use crate::build::cose::Sign1;
use crate::build::curve::{cose_key, off_curve};
use crate::build::weierstrass::{P256Key, p256_key};
use crate::draft::{gate, vector};
use crate::fixtures::{World, XIANNING, foreign_key};
use crate::person::{Person, edit, wang};
use crate::topics::Made;
use test_vectors::CredentialVector;

/// The key in `cnf`: one of two types, looked at only when a proof is required of it.
pub(super) fn holder_keys(world: &World) -> Made<Vec<CredentialVector>> {
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
            "holder-p256-as-bearer-refused",
            "The same where it is treated as a bearer code, and bearer codes are refused.",
        )
        .object(&world.issue(&bound))
        .policy(test_vectors::Policy {
            bearer: "refuse".into(),
            ..as_bearer()
        })
        .refuse_known("holder", "bearer-refused", &bound, XIANNING),
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
            "claims-cnf-p256-kid",
            "A key of P-256 with a kid of its own.",
            map(&[
                (1, int(2)),
                (2, bytes(&[0; 4])),
                (-1, int(1)),
                (-2, bytes(&phone.point[1..])),
                (-3, vec![FALSE]),
            ]),
        ),
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
