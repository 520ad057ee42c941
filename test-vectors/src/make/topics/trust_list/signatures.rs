//! Trust lists: who has signed them, and with what.

use test_vectors::TrustListVector;

use crate::build::cbor::{bytes, map, text};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::draft::{refused, taken, too_few, trust_list};
use crate::fixtures::{World, list_entries, list_message};

pub(super) fn signatures(world: &World) -> Vec<TrustListVector> {
    let [r1, r2] = [&world.roots[0], &world.roots[1]];
    let next: Vec<&Key> = world.next_roots.iter().skip(1).collect();
    let message =
        |root_version| list_message(&list_entries(7, root_version, &[world.xianning().item()]));
    let forged = |id: &str, comment: &str, object: Vec<u8>, expected| {
        trust_list(id, comment, &["forged"], &object, expected)
    };
    let mut altered = message(1).signed_by(&[r1, r2]);
    altered.payload = list_message(&list_entries(8, 1, &[world.xianning().item()])).payload;
    vec![
        forged(
            "list-one-of-two",
            "One signature where two are needed.",
            message(1).signed_by(&[r1]).to_bytes(),
            too_few(1),
        ),
        forged(
            "list-same-root-twice",
            "Two signatures by one root count once.",
            message(1).signed_by(&[r2, r2]).to_bytes(),
            too_few(1),
        ),
        forged(
            "list-by-issuer",
            "An issuer signs a list that would make it what it likes.",
            message(1)
                .signed_by(&[&world.key("xianning"), &world.key("hubei")])
                .to_bytes(),
            too_few(0),
        ),
        forged(
            "list-payload-altered",
            "The version was altered after signing.",
            altered.to_bytes(),
            too_few(0),
        ),
        trust_list(
            "list-under-next-roots",
            "Signed by the keys of root set 2, which the list names: the terminal has not got that yet.",
            &["forged"],
            &message(2).signed_by(&next).to_bytes(),
            refused("issuer", "root-version-mismatch", None),
        ),
        forged(
            "list-under-next-roots-unnamed",
            "Signed by the keys of root set 2, but the list names root set 1.",
            message(1).signed_by(&next).to_bytes(),
            too_few(0),
        ),
    ]
}

/// Signatures with algorithms that version 1 does not know: passed over, whatever they hold.
pub(super) fn unknown_algorithms(world: &World) -> Vec<TrustListVector> {
    let message = || list_message(&list_entries(7, 1, &[world.xianning().item()]));
    let two_good = || world.sign_by_roots(message());
    let third = &world.roots[2];
    let beside = |id: &str, comment: &str, object: Sign| {
        trust_list(
            id,
            comment,
            &["valid", "algorithm"],
            &object.to_bytes(),
            taken(7, 2),
        )
    };
    let needed = |id: &str, comment: &str, object: Sign, signers| {
        trust_list(
            id,
            comment,
            &["algorithm"],
            &object.to_bytes(),
            too_few(signers),
        )
    };
    let mut long = two_good().signed_with(-48, &Key::named("later-root"));
    long.signers[2].signature = vec![0x5a; 2420];
    vec![
        beside(
            "list-signer-es256",
            "A third signature names ES256: it is passed over, two are good. It counts nothing, though it would verify for who does not look at the algorithm.",
            two_good().signed_with(-7, third),
        ),
        beside(
            "list-signer-ml-dsa",
            "A third signature, of ML-DSA-44 (-48), has 2420 bytes: what is passed over may be of another length.",
            long,
        ),
        beside(
            "list-signer-algorithm-text",
            "A third signature has a text for its algorithm.",
            two_good().signed_under(map(&[(1, text("later")), (4, bytes(&third.kid()))]), third),
        ),
        beside(
            "list-signer-es256-first",
            "The signature that is passed over stands before the two good ones.",
            message()
                .signed_with(-7, third)
                .signed_by(&[&world.roots[0], &world.roots[1]]),
        ),
        needed(
            "list-signer-es256-needed",
            "One signature is good; the second, which would be needed, names ES256.",
            message()
                .signed_by(&[&world.roots[0]])
                .signed_with(-7, &world.roots[1]),
            1,
        ),
        needed(
            "list-signer-es256-only",
            "All signatures name ES256: they are there, but none counts.",
            message()
                .signed_with(-7, &world.roots[0])
                .signed_with(-7, &world.roots[1]),
            0,
        ),
    ]
}
