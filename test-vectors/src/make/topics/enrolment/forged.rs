//! Stage signature: nobody has shown that the phone has the key.

use test_vectors::EnrolmentVector;

use super::{Fault, PhoneKey, entries, flagged, good, header, payload, refused};
use crate::build::cose::Sign1;
use crate::build::curve::{Key, with_large_s};
use crate::times::NOW;

const FORGED: Fault<'_> = ("signature", "signature-invalid", None);

pub(super) fn vectors<K: PhoneKey>(key: &K, other: &K) -> Vec<EnrolmentVector> {
    let fault = |id: &str, comment: &str, object: Sign1| {
        let id = format!("forged-{id}");
        flagged(
            refused(key, &id, comment, &object.to_bytes(), FORGED),
            &["forged"],
        )
    };
    let mut bit = good(key);
    bit.signature[40] ^= 1;
    let mut later = good(key);
    later.payload = payload(NOW + 1, &entries(key));
    let mut zero = good(key);
    zero.signature = vec![0; 64];
    let mut stolen = good(other);
    stolen.protected = header(key.algorithm(), &key.kid());
    stolen.payload = payload(NOW, &entries(key));
    vec![
        fault("bit", "One bit of the signature is wrong.", bit),
        fault("iat", "iat was altered after signing.", later),
        fault("zero", "A signature of zeros.", zero),
        fault(
            "by-another-key",
            "The key of somebody else, signed with one's own.",
            Sign1::with_header(
                header(key.algorithm(), &key.kid()),
                payload(NOW, &entries(key)),
                other,
            ),
        ),
        fault(
            "of-another-enrolment",
            "The signature of another phone's enrolment.",
            stolen,
        ),
    ]
}

/// What lenient software takes for good.
pub(super) fn of_ed25519(key: &Key) -> Vec<EnrolmentVector> {
    let mut large = good(key);
    large.signature = with_large_s(&large.signature);
    let comment = "The group order is added to S.";
    vec![flagged(
        refused(key, "large-s", comment, &large.to_bytes(), FORGED),
        &["not-strict"],
    )]
}
