//! What a later version may add to the claims, and what it may not.

use super::{FaultCase, UNSUPPORTED};
use crate::build::cbor::{TRUE, array, bytes, head, int, map, text, uint};
use crate::fixtures::{World, foreign_key};
use crate::person::{edit, wang};

/// The claims of a credential with one more, whose key is of any type and sorts behind the others.
fn with_claim(key: &[u8]) -> Vec<u8> {
    let mut claims = wang().payload();
    claims[0] += 1;
    claims.extend([key, &[0]].concat());
    claims
}

pub(super) fn open(world: &World) -> Vec<FaultCase> {
    let confirming =
        |entries: &[(i64, Vec<u8>)]| map(&edit(wang().entries(), 8, Some(map(entries))));
    let x25519 = || foreign_key(1, &[(-1, int(4)), (-2, bytes(&world.holder.x))]);
    let unnamed = |holder: Vec<u8>| {
        let mut items = wang().items();
        items[3] = bytes(b"name");
        let entries = edit(wang().entries(), 8, Some(map(&[(1, holder)])));
        map(&edit(entries, crate::person::PRIVATE, Some(array(&items))))
    };
    let later = |id, comment, payload| (id, comment, payload, UNSUPPORTED);
    vec![
        later(
            "claims-key-bytes",
            "A further claim whose key is a byte string: not understood, whatever its type.",
            with_claim(&bytes(&[1])),
        ),
        later(
            "claims-key-array",
            "A further claim whose key is an array.",
            with_claim(&array(&[uint(4)])),
        ),
        later(
            "claims-key-map",
            "A further claim whose key is a map.",
            with_claim(&map(&[])),
        ),
        later(
            "claims-key-true",
            "A further claim whose key is `true`.",
            with_claim(&[TRUE]),
        ),
        later(
            "claims-key-tag",
            "A further claim whose key is the number 4 under a tag.",
            with_claim(&[0xc1, 4]),
        ),
        later(
            "claims-key-least",
            "A further claim whose key is the least number that CBOR has, -2^64.",
            with_claim(&head(1, u64::MAX)),
        ),
        later(
            "claims-cnf-later-key-and-name",
            "A holder's key of a later type, and a name that is a byte string: the type is looked for first.",
            unnamed(x25519()),
        ),
        (
            "claims-cnf-later-key-and-more",
            "A holder's key of a later type, with a further entry of cnf: only a cnf with the key alone is new.",
            confirming(&[(1, x25519()), (3, bytes(&[1]))]),
            "payload",
        ),
        (
            "claims-cnf-entry-128",
            "A sound holder's key, and an entry 128 of cnf, which is no open map.",
            confirming(&[
                (1, crate::build::curve::cose_key(&world.holder.x)),
                (128, text("later")),
            ]),
            "payload",
        ),
    ]
}
