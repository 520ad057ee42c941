//! Stage object: messages that are none of an enrolment.

use test_vectors::EnrolmentVector;

use super::{Fault, PhoneKey, TYPE, UNSUPPORTED, entries, good, header, payload, refused};
use crate::build::cbor::{array, bytes, int, map, tag, text, uint};
use crate::build::cose::{EDDSA, ES256, SM2, Sign1};
use crate::times::NOW;

const UNEXPECTED_ITEM: Fault<'_> = ("object", "malformed", Some("unexpected-item"));
const HEADER: Fault<'_> = ("object", "header-unexpected", None);
const ALGORITHM: Fault<'_> = ("object", "algorithm-unsupported", None);

pub(super) fn vectors<K: PhoneKey>(key: &K) -> Vec<EnrolmentVector> {
    let whole = good(key).to_bytes();
    let fault = |id: &str, comment: &str, object: &[u8], why: Fault<'_>| {
        refused(key, &format!("object-{id}"), comment, object, why)
    };
    let mut all = vec![
        fault(
            "cut",
            "Cut by its last byte.",
            &whole[..whole.len() - 1],
            ("object", "malformed", Some("truncated")),
        ),
        fault(
            "one-byte-more",
            "A byte behind it.",
            &[&whole[..], &[0]].concat(),
            ("object", "malformed", Some("trailing-bytes")),
        ),
        fault(
            "no-tag",
            "The array alone.",
            &array(&good(key).items()),
            UNEXPECTED_ITEM,
        ),
        fault(
            "cose-sign",
            "The tag of a COSE_Sign.",
            &tag(98, &array(&good(key).items())),
            ("object", "object-unsupported", None),
        ),
        fault(
            "payload-two-items",
            "Two items in the payload.",
            &signed_under(
                key,
                header(key.algorithm(), &key.kid()),
                &[payload(NOW, &entries(key)), uint(0)].concat(),
            ),
            ("object", "malformed", Some("trailing-bytes")),
        ),
    ];
    let mut short = good(key);
    short.signature.pop();
    all.push(fault(
        "signature-63-bytes",
        "A signature of 63 bytes.",
        &short.to_bytes(),
        UNEXPECTED_ITEM,
    ));
    let mut unprotected = good(key);
    unprotected.unprotected = map(&[(4, bytes(&key.kid()))]);
    all.push(fault(
        "unprotected",
        "An unprotected header that is not empty.",
        &unprotected.to_bytes(),
        HEADER,
    ));
    let (alg, kid, typ) = (
        (1, int(key.algorithm())),
        (4, bytes(&key.kid())),
        (16, text(TYPE)),
    );
    let other_type = (16, text("application/vnd.laobingma.audit-head+cose"));
    let headers = [
        (
            "no-type",
            "No type: the header of a credential.",
            vec![alg.clone(), kid.clone()],
            HEADER,
        ),
        (
            "another-type",
            "The type of another object.",
            vec![alg.clone(), kid.clone(), other_type],
            HEADER,
        ),
        ("no-kid", "No kid.", vec![alg.clone(), typ.clone()], HEADER),
        (
            "kid-3-bytes",
            "A kid of three bytes.",
            vec![alg.clone(), (4, bytes(&key.kid()[..3])), typ.clone()],
            HEADER,
        ),
        (
            "no-algorithm",
            "No algorithm.",
            vec![kid.clone(), typ.clone()],
            HEADER,
        ),
        (
            "further-parameter",
            "A further parameter.",
            vec![
                alg.clone(),
                kid.clone(),
                (15, map(&[(6, uint(NOW))])),
                typ.clone(),
            ],
            HEADER,
        ),
        (
            "later-algorithm",
            "An algorithm that is not known.",
            vec![(1, int(-48)), kid.clone(), typ.clone()],
            ALGORITHM,
        ),
        (
            "algorithm-sm2",
            "The algorithm of SM2, with which no phone signs.",
            vec![(1, int(SM2)), kid.clone(), typ.clone()],
            ALGORITHM,
        ),
    ];
    for (id, comment, parameters, why) in headers {
        let object = signed_under(key, map(&parameters), &payload(NOW, &entries(key)));
        all.push(fault(id, comment, &object, why));
    }
    all.extend(other_algorithm(key));
    all
}

/// The header names the algorithm of the other type of key. That is seen when the key is known.
fn other_algorithm<K: PhoneKey>(key: &K) -> Vec<EnrolmentVector> {
    let other = if key.algorithm() == ES256 {
        EDDSA
    } else {
        ES256
    };
    let under = |content: &[u8]| signed_under(key, header(other, &key.kid()), content);
    let two = |vector: EnrolmentVector| super::flagged(vector, &["two-faults", "algorithm"]);
    vec![
        super::flagged(
            refused(
                key,
                "algorithm-of-another-key",
                "The algorithm of the other type of key.",
                &under(&payload(NOW, &entries(key))),
                ALGORITHM,
            ),
            &["algorithm"],
        ),
        two(refused(
            key,
            "algorithm-of-another-key-and-later-claim",
            "The same, and a claim that must be understood.",
            &under(&map(&[
                (6, uint(NOW)),
                (7, bytes(&[1])),
                (super::PRIVATE, map(&entries(key))),
            ])),
            UNSUPPORTED,
        )),
        two(refused(
            key,
            "algorithm-and-kid-of-another-key",
            "The same, and kid is that of no key here.",
            &signed_under(key, header(other, &[0; 4]), &payload(NOW, &entries(key))),
            super::invalid("key"),
        )),
    ]
}

fn signed_under<K: PhoneKey>(key: &K, protected: Vec<u8>, payload: &[u8]) -> Vec<u8> {
    Sign1::with_header(protected, payload.to_vec(), key).to_bytes()
}
