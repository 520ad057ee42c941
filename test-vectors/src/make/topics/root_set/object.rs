//! Root sets: shape and headers.

use test_vectors::RootSetVector;

use crate::build::cbor::{NULL, array, bytes, int, map, tag, text, uint};
use crate::build::cose::EDDSA;
use crate::draft::{refused, root_set};
use crate::fixtures::{ROOT_SET_TYPE, TRUST_LIST_TYPE, World};

pub(super) fn objects(world: &World) -> Vec<RootSetVector> {
    let [first, second] = [&world.roots[0], &world.roots[1]];
    let message = || world.root_set().message();
    let good = message().signed_by(&[first, second]);
    let fault = |id: &str, comment: &str, object: Vec<u8>, code, detail| {
        root_set(
            id,
            comment,
            &[],
            None,
            &object,
            refused("object", code, detail),
        )
    };
    let typed = |header: Vec<u8>| {
        let mut message = message();
        message.protected = header;
        message.signed_by(&[first, second]).to_bytes()
    };
    let mut unprotected = good.clone();
    unprotected.unprotected = map(&[(4, uint(0))]);
    let mut signer_unprotected = good.clone();
    signer_unprotected.signers[0].unprotected = map(&[(4, uint(0))]);
    let many = [first, second, &world.roots[2]].repeat(11);
    vec![
        fault(
            "root-tag-18",
            "The tag of COSE_Sign1.",
            tag(18, &array(&good.items())),
            "object-unsupported",
            None,
        ),
        fault(
            "root-without-tag",
            "No tag.",
            array(&good.items()),
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "root-long-tag",
            "Tag 98 in three bytes.",
            [vec![0xd9, 0, 98], array(&good.items())].concat(),
            "malformed",
            Some("not-deterministic"),
        ),
        fault(
            "root-trailing-byte",
            "A byte is left over.",
            [good.to_bytes(), vec![0]].concat(),
            "malformed",
            Some("trailing-bytes"),
        ),
        fault(
            "root-no-signatures",
            "The array of signatures is empty.",
            message().to_bytes(),
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "root-33-signatures",
            "One signature more than there may be, all good.",
            message().signed_by(&many).to_bytes(),
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "root-signature-63-bytes",
            "A third signature lacks its last byte; two are good.",
            {
                let mut message = good.clone().signed_by(&[&world.roots[2]]);
                message.signers[2].signature.truncate(63);
                message.to_bytes()
            },
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "root-detached-payload",
            "The payload is nil.",
            {
                let mut items = good.items();
                items[2] = vec![NULL];
                tag(98, &array(&items))
            },
            "malformed",
            Some("unexpected-item"),
        ),
        fault(
            "root-typ-trust-list",
            "The type of a trust list: what the roots sign as a list must not become a root set.",
            typed(map(&[(16, text(TRUST_LIST_TYPE))])),
            "header-unexpected",
            None,
        ),
        fault(
            "root-no-typ",
            "No type.",
            typed(map(&[])),
            "header-unexpected",
            None,
        ),
        fault(
            "root-typ-and-alg",
            "An algorithm beside the type: it belongs to the signatures.",
            typed(map(&[(1, int(EDDSA)), (16, text(ROOT_SET_TYPE))])),
            "header-unexpected",
            None,
        ),
        fault(
            "root-unprotected",
            "A parameter in the unprotected header.",
            unprotected.to_bytes(),
            "header-unexpected",
            None,
        ),
        fault(
            "root-signer-unprotected",
            "A parameter in the unprotected header of a signature.",
            signer_unprotected.to_bytes(),
            "header-unexpected",
            None,
        ),
        fault(
            "root-signer-no-kid",
            "A signature whose header has no kid.",
            message()
                .signed_by(&[first])
                .signed_under(map(&[(1, int(EDDSA))]), second)
                .to_bytes(),
            "header-unexpected",
            None,
        ),
        fault(
            "root-signer-later-algorithm-unprotected",
            "A third signature with a later algorithm, and a parameter in its unprotected header.",
            {
                let mut message = good.clone().signed_with(-48, &world.roots[2]);
                message.signers[2].unprotected = map(&[(4, uint(0))]);
                message.to_bytes()
            },
            "header-unexpected",
            None,
        ),
        fault(
            "root-payload-before-signer",
            "A payload that is not deterministic, and a signature whose header has no kid.",
            {
                let mut message = message();
                message.payload = vec![0xb8, 0];
                message
                    .signed_under(map(&[(1, int(EDDSA))]), second)
                    .to_bytes()
            },
            "malformed",
            Some("not-deterministic"),
        ),
        root_set(
            "root-262145-bytes",
            "One byte more than a root set may have, in the second signature's header.",
            &["limit"],
            None,
            &{
                let short = message()
                    .signed_by(&[first])
                    .signed_under(padded_header(&second.kid(), 0), second)
                    .to_bytes();
                message()
                    .signed_by(&[first])
                    .signed_under(
                        padded_header(&second.kid(), 262_145 - 4 - short.len()),
                        second,
                    )
                    .to_bytes()
            },
            refused("text", "too-long", None),
        ),
    ]
}

/// A header with a text of so many bytes more than 300 in it.
fn padded_header(kid: &[u8], more: usize) -> Vec<u8> {
    map(&[
        (1, int(EDDSA)),
        (4, bytes(kid)),
        (100, text(&"x".repeat(300 + more))),
    ])
}
