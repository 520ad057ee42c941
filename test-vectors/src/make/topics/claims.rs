//! Stage claims: the set of claims and the private claim.

mod names;
mod open;
mod person;

use test_vectors::CredentialVector;

use crate::build::cbor::{NULL, TRUE, array, bytes, int, map, tag, text, uint};
use crate::build::cose::Sign1;
use crate::draft::vector;
use crate::fixtures::World;
use crate::person::{PRIVATE, edit, wang};

/// All of these are well signed: the issuer's software is at fault, or somebody misuses its key.
pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    [
        claim_set(world),
        private_claim(),
        open::open(world),
        names::names(),
        person::details(),
        person::confirmation(world),
        person::validity(),
    ]
    .concat()
    .into_iter()
    .map(|(id, comment, payload, detail)| {
        let draft = vector(id, comment).object(&Sign1::signed(payload, &key));
        if detail == UNSUPPORTED {
            draft.refuse("claims", UNSUPPORTED, None)
        } else {
            draft.refuse("claims", "claims-invalid", Some(detail))
        }
    })
    .collect()
}

/// In the place of a detail: the fault is that something must be understood and is not.
const UNSUPPORTED: &str = "content-unsupported";

/// Identifier, comment, payload, detail.
type FaultCase = (&'static str, &'static str, Vec<u8>, &'static str);

fn claim_set(world: &World) -> Vec<FaultCase> {
    let with = |key: i64, value: Option<Vec<u8>>| map(&edit(wang().entries(), key, value));
    let payload = |id, comment, payload| (id, comment, payload, "payload");
    let later = |id, comment, payload| (id, comment, payload, UNSUPPORTED);
    vec![
        payload(
            "claims-no-exp",
            "exp is missing: a code without end.",
            with(4, None),
        ),
        payload("claims-no-iat", "iat is missing.", with(6, None)),
        payload(
            "claims-no-private-claim",
            "The private claim is missing.",
            with(PRIVATE, None),
        ),
        payload("claims-none", "An empty map.", map(&[])),
        payload(
            "claims-array",
            "An array in place of the map.",
            array(&wang().items()),
        ),
        payload("claims-number", "A number in place of the map.", uint(0)),
        later(
            "claims-iss",
            "Claim 1 (iss): what a reader does not know may change the meaning of the rest.",
            with(1, Some(text("42120001"))),
        ),
        later(
            "claims-nbf",
            "Claim 5 (nbf).",
            with(5, Some(uint(wang().iat))),
        ),
        later("claims-cti", "Claim 7 (cti).", with(7, Some(bytes(&[1])))),
        later(
            "claims-later-private-claim",
            "Private claim -65538, the one of trust lists.",
            with(-65_538, Some(map(&[]))),
        ),
        later("claims-text-key", "A claim whose key is a text.", {
            let mut payload = wang().payload();
            payload[0] = 0xa4;
            [payload, text("a"), uint(0)].concat()
        }),
        payload("claims-exp-negative", "exp is -1.", with(4, Some(int(-1)))),
        payload(
            "claims-exp-text",
            "exp is a text.",
            with(4, Some(text("2030"))),
        ),
        payload(
            "claims-exp-tagged",
            "exp carries tag 1, which a NumericDate leaves out (RFC 8392 §2).",
            with(4, Some(tag(1, &uint(wang().exp)))),
        ),
        payload(
            "claims-exp-bignum",
            "exp is a bignum, 2^64.",
            with(4, Some(tag(2, &bytes(&[1, 0, 0, 0, 0, 0, 0, 0, 0])))),
        ),
        payload("claims-iat-null", "iat is null.", with(6, Some(vec![NULL]))),
        payload("claims-iat-true", "iat is true.", with(6, Some(vec![TRUE]))),
        later(
            "claims-trust-list",
            "The issuer signs the claims of a trust list as a credential: a signature for one thing must not serve another.",
            world.empty_list().payload,
        ),
        later(
            "claims-root-set",
            "The issuer signs the claims of a root set as a credential.",
            world.root_set().message().payload,
        ),
    ]
}

fn private_claim() -> Vec<FaultCase> {
    let with = |at: usize, item: Vec<u8>| {
        let mut items = wang().items();
        items[at] = item;
        wang().payload_with(&items)
    };
    let plus =
        |items: &[Vec<u8>]| wang().payload_with(&[wang().items().as_slice(), items].concat());
    let whole = |item: Vec<u8>| map(&edit(wang().entries(), PRIVATE, Some(item)));
    let payload = |id, comment, payload| (id, comment, payload, "payload");
    vec![
        (
            "claims-categories-empty",
            "The empty set of categories: the holder is nothing.",
            with(0, uint(0)),
            "categories",
        ),
        payload(
            "claims-categories-33-bits",
            "Bit 32 of the categories.",
            with(0, uint(1 << 32)),
        ),
        payload(
            "claims-categories-array",
            "The categories in an array.",
            with(0, array(&[uint(0)])),
        ),
        payload(
            "claims-status-index-33-bits",
            "The status index is 2^32.",
            with(1, uint(1 << 32)),
        ),
        payload(
            "claims-status-index-negative",
            "The status index is -1.",
            with(1, int(-1)),
        ),
        payload(
            "claims-holder-33-bits",
            "The holder number is 2^32.",
            with(2, uint(1 << 32)),
        ),
        payload(
            "claims-holder-text",
            "The holder number is a text.",
            with(2, text("17")),
        ),
        payload(
            "claims-name-bytes",
            "The name is a byte string.",
            with(3, bytes("王*明".as_bytes())),
        ),
        payload("claims-name-null", "The name is null.", with(3, vec![NULL])),
        payload(
            "claims-three-items",
            "The name is missing.",
            wang().payload_with(&wang().items()[..3]),
        ),
        (
            "claims-six-items",
            "An item behind the details: a later version has put it there, and it must be understood.",
            plus(&[map(&[(2, uint(1))]), uint(0)]),
            UNSUPPORTED,
        ),
        (
            "claims-status-index-2-24",
            "The status index is 2^24, one more than a status list can hold.",
            with(1, uint(1 << 24)),
            "status-index",
        ),
        (
            "claims-status-index-32-bits",
            "The status index is 2^32-1.",
            with(1, uint(0xffff_ffff)),
            "status-index",
        ),
        payload("claims-no-items", "An empty array.", whole(array(&[]))),
        payload(
            "claims-private-claim-map",
            "A map in place of the array.",
            whole(map(&[(1, uint(1))])),
        ),
        payload(
            "claims-private-claim-bytes",
            "The array in a byte string.",
            whole(bytes(&array(&wang().items()))),
        ),
    ]
}
