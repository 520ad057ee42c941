//! Stage object: the tag and the shape of the array.

use test_vectors::CredentialVector;

use crate::build::cbor::{NULL, array, bytes, map, tag, text, uint};
use crate::build::cose::{EDDSA, Sign, signer_header};
use crate::draft::vector;
use crate::fixtures::World;
use crate::person::wang;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all: Vec<_> = other_messages(world)
        .into_iter()
        .map(|(id, comment, object)| {
            vector(id, comment)
                .bytes(&object)
                .refuse("object", "object-unsupported", None)
        })
        .collect();
    all.extend(misshapen(world).into_iter().map(|(id, comment, object)| {
        vector(id, comment)
            .bytes(&object)
            .refuse("object", "malformed", Some("unexpected-item"))
    }));
    all
}

type FaultCase = (&'static str, &'static str, Vec<u8>);

fn other_messages(world: &World) -> Vec<FaultCase> {
    let good = world.issue(&wang());
    let items = array(&good.items());
    let key = world.key("xianning");
    // The issuer signs the credential's claims as a COSE_Sign: sound, but not what a code holds.
    let multiple = Sign {
        protected: signer_header(EDDSA, &key.kid()),
        unprotected: map(&[]),
        payload: wang().payload(),
        signers: Vec::new(),
    }
    .signed_by(&[&key]);
    vec![
        (
            "object-tag-98",
            "A COSE_Sign by the issuer, in place of a COSE_Sign1.",
            multiple.to_bytes(),
        ),
        (
            "object-tag-98-on-sign1",
            "A good COSE_Sign1 under the tag of COSE_Sign.",
            tag(98, &items),
        ),
        (
            "object-tag-17",
            "The tag of COSE_Mac0, whose array looks the same: nobody may be made to take a signature for a MAC.",
            tag(17, &items),
        ),
        (
            "object-tag-16",
            "The tag of COSE_Encrypt0.",
            tag(16, &items),
        ),
        (
            "object-tag-61",
            "A good credential under the CWT tag (RFC 8392 §6), which this format does not write.",
            tag(61, &good.to_bytes()),
        ),
        (
            "object-tag-55799",
            "A good credential under the tag that marks self-described CBOR.",
            tag(55_799, &good.to_bytes()),
        ),
        (
            "object-trust-list",
            "The terminal's own trust list in a code.",
            world.empty_list().to_bytes(),
        ),
    ]
}

fn misshapen(world: &World) -> Vec<FaultCase> {
    let good = world.issue(&wang());
    let items = good.items();
    let with = |at: usize, item: Vec<u8>| {
        let mut items = items.to_vec();
        items[at] = item;
        tag(18, &array(&items))
    };
    let signature = &good.signature;
    vec![
        (
            "object-without-tag",
            "A good COSE_Sign1 without its tag.",
            array(&items),
        ),
        (
            "object-text",
            "A text in place of a message.",
            text("credential"),
        ),
        (
            "object-map",
            "A map in place of a message.",
            map(&[(1, uint(1))]),
        ),
        (
            "object-tag-twice",
            "Tag 18 twice: inside the tag an array must stand.",
            tag(18, &good.to_bytes()),
        ),
        (
            "object-tagged-map",
            "A map under tag 18.",
            tag(18, &map(&[])),
        ),
        (
            "object-no-items",
            "An empty array under tag 18.",
            tag(18, &array(&[])),
        ),
        (
            "object-three-items",
            "The signature is missing, and so is its place.",
            tag(18, &array(&items[..3])),
        ),
        (
            "object-five-items",
            "A fifth item.",
            tag(18, &array(&[items.as_slice(), &[uint(0)]].concat())),
        ),
        (
            "object-detached-payload",
            "The payload is nil: RFC 9052 lets it travel by another way, a code has none.",
            with(2, vec![NULL]),
        ),
        (
            "object-payload-text",
            "The payload is a text string with the same content.",
            with(2, text("payload")),
        ),
        (
            "object-payload-bare",
            "The claims stand in the array themselves, not in a byte string.",
            with(2, wang().payload()),
        ),
        (
            "object-protected-bare",
            "The protected header stands in the array itself, not in a byte string.",
            with(0, good.protected.clone()),
        ),
        (
            "object-protected-text",
            "The protected header is a text string.",
            with(0, text("\u{1}")),
        ),
        (
            "object-unprotected-array",
            "The unprotected header is an array.",
            with(1, array(&[])),
        ),
        (
            "object-unprotected-bytes",
            "The unprotected header is in a byte string.",
            with(1, bytes(&map(&[]))),
        ),
        (
            "object-unprotected-null",
            "The unprotected header is null.",
            with(1, vec![NULL]),
        ),
        (
            "object-signature-63-bytes",
            "The signature lacks its last byte.",
            with(3, bytes(&signature[..63])),
        ),
        (
            "object-signature-65-bytes",
            "The signature has a byte more.",
            with(3, bytes(&[signature.as_slice(), &[0]].concat())),
        ),
        (
            "object-signature-empty",
            "The signature has no bytes.",
            with(3, bytes(&[])),
        ),
        (
            "object-signature-null",
            "The signature is nil.",
            with(3, vec![NULL]),
        ),
        (
            "object-signature-array",
            "R and S in an array of two.",
            with(
                3,
                array(&[bytes(&signature[..32]), bytes(&signature[32..])]),
            ),
        ),
    ]
}
