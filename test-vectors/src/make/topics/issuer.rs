//! Stage issuer: finding the key.

use test_vectors::CredentialVector;

use crate::build::cbor::map;
use crate::build::cose::{EDDSA, Sign1, signer_header};
use crate::build::curve::{COLLIDING, kid_of};
use crate::draft::vector;
use crate::fixtures::{FIRST_OF_KID, OF_TWO_TYPES, SECOND_OF_KID, World, XIANNING};
use crate::person::wang;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let kid = world.key("xianning").kid();
    let unknown = |id: &str, comment: &str, message: &Sign1, list: &str| {
        vector(id, comment)
            .object(message)
            .trusting(list)
            .refuse("issuer", "issuer-unknown", None)
    };
    let renamed = |kid: [u8; 4]| {
        Sign1::with_header(
            signer_header(EDDSA, &kid),
            person.payload(),
            &world.key("xianning"),
        )
    };
    let mut reversed = kid;
    reversed.reverse();
    let mut close = kid;
    close[3] ^= 1;

    let mut all = vec![
        unknown(
            "issuer-not-listed",
            "Well signed, by a key that the trust list does not have.",
            &world.issue_as("stranger", &person),
            "main",
        ),
        unknown(
            "issuer-list-without-issuers",
            "A trust list without issuers believes nobody.",
            &world.issue(&person),
            "empty",
        ),
        unknown(
            "issuer-root-key",
            "Signed by a root key: the roots vouch for issuers and issue nothing themselves.",
            &Sign1::signed(person.payload(), &world.roots[0]),
            "main",
        ),
        unknown(
            "issuer-kid-zero",
            "kid is four zero bytes.",
            &renamed([0; 4]),
            "main",
        ),
        unknown(
            "issuer-kid-one-bit",
            "One bit of the kid is wrong.",
            &renamed(close),
            "main",
        ),
        unknown(
            "issuer-kid-reversed",
            "The bytes of the kid in the other order.",
            &renamed(reversed),
            "main",
        ),
        unknown(
            "issuer-kid-of-public-key",
            "The first four bytes of the public key in place of those of the thumbprint.",
            &{
                let x = world.key("xianning").x;
                renamed([x[0], x[1], x[2], x[3]])
            },
            "main",
        ),
    ];
    all.push(
        vector(
            "issuer-known",
            "The counterpart: the same with the right kid.",
        )
        .object(&world.issue(&person))
        .accept(&person, XIANNING),
    );
    all.extend(collisions(world));
    all.extend(unknown_types(world));
    all
}

/// In the list `odd` an issuer has keys of P-256 and X25519 beside its Ed25519 key: passed over.
fn unknown_types(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let unknown = |id: &str, comment: &str, message: &Sign1| {
        vector(id, comment)
            .object(message)
            .trusting("odd")
            .flags(&["edge"])
            .refuse("issuer", "issuer-unknown", None)
    };
    let signed_as = |kid: [u8; 4], name: &str| {
        Sign1::with_header(
            signer_header(EDDSA, &kid),
            person.payload(),
            &world.key(name),
        )
    };
    vec![
        vector(
            "issuer-key-beside-unknown-types",
            "Signed by the Ed25519 key of an issuer that has keys of two other types before it.",
        )
        .object(&world.issue_as("xiangyang", &person))
        .trusting("odd")
        .flags(&["edge"])
        .accept(&person, OF_TWO_TYPES),
        unknown(
            "issuer-kid-of-p256-key",
            "kid is that of the issuer's key of P-256: a key that is passed over is no key.",
            &signed_as(kid_of(&world.p256()), "xiangyang"),
        ),
        unknown(
            "issuer-kid-of-x25519-key",
            "kid is that of the issuer's key of X25519.",
            &signed_as(kid_of(&world.x25519()), "xiangyang"),
        ),
        unknown(
            "issuer-x25519-as-ed25519",
            "Signed by the Ed25519 key with the bytes of the issuer's X25519 key: a reader that does not look at crv accepts it.",
            &world.issue_as("xiangyang-x25519", &person),
        ),
    ]
}

/// In the list `odd` two issuers have keys with one identifier. A reader tries both.
fn collisions(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let [first, second] = COLLIDING;
    let accepted = |id: &str, comment: &str, name: &str, issuer: u32| {
        vector(id, comment)
            .object(&world.issue_as(name, &person))
            .trusting("odd")
            .flags(&["collision"])
            .accept(&person, issuer)
    };
    let neither = Sign1::with_header(
        signer_header(EDDSA, &world.key(first).kid()),
        person.payload(),
        &world.key("xianning"),
    );
    let no_claims = map(&[]);
    vec![
        accepted(
            "issuer-collision-first",
            "Two keys have this identifier; the first one has signed.",
            first,
            FIRST_OF_KID,
        ),
        accepted(
            "issuer-collision-second",
            "Two keys have this identifier; the second one has signed. A reader that stops at the first refuses an honest holder.",
            second,
            SECOND_OF_KID,
        ),
        vector(
            "issuer-collision-neither",
            "Two keys have this identifier; neither has signed.",
        )
        .object(&neither)
        .trusting("odd")
        .flags(&["forged", "collision"])
        .refuse("signature", "signature-invalid", None),
        vector(
            "issuer-collision-second-bad-claims",
            "Signed by the second of two keys, and the claims are not well-formed: the last key's error is the reason.",
        )
        .object(&Sign1::signed(
            no_claims.clone(),
            &world.key(second),
        ))
        .trusting("odd")
        .flags(&["collision"])
        .refuse("claims", "claims-invalid", Some("payload")),
        vector(
            "issuer-collision-first-bad-claims",
            "Signed by the first of two keys, and the claims are not well-formed: the last key's error is the reason, and that is the signature.",
        )
        .object(&Sign1::signed(
            no_claims,
            &world.key(first),
        ))
        .trusting("odd")
        .flags(&["collision"])
        .refuse("signature", "signature-invalid", None),
    ]
}
