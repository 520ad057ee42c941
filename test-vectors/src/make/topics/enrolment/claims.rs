//! Stage claims: signed by the phone, and not in order.

use test_vectors::EnrolmentVector;

use super::{
    Fault, LABEL, Made, PRIVATE, PhoneKey, UNSUPPORTED, entries, flagged, header, invalid, payload,
    refusal, refused, signed, vector, with,
};
use crate::build::cbor::{FALSE, array, bytes, int, map, text, uint};
use crate::build::cose::{Sign1, Signs};
use crate::build::curve::{cose_key, off_curve, small_order};
use crate::build::weierstrass::{P256Key, Sm2Key, p256_key};
use crate::fixtures::{World, foreign_key};
use crate::person::{Entries, edit};
use crate::times::{LAST_TIME, NOW};

/// Faults that any enrolment can have.
pub(super) fn of_any<K: PhoneKey>(key: &K) -> Vec<EnrolmentVector> {
    let fault = |id: &str, comment: &str, object: Sign1, why: Fault<'_>| {
        refused(
            key,
            &format!("claims-{id}"),
            comment,
            &object.to_bytes(),
            why,
        )
    };
    let whole = |claims: &[(i64, Vec<u8>)]| signed(map(claims), key);
    let private = || (PRIVATE, map(&entries(key)));
    let labelled = |label: &str| with(key, 3, Some(text(label)));
    let (payload_fault, name) = (invalid("payload"), invalid("name"));
    let mut all = vec![
        fault(
            "no-iat",
            "iat is missing.",
            whole(&[private()]),
            payload_fault,
        ),
        fault(
            "iat-text",
            "iat is a text.",
            whole(&[(6, text("2027")), private()]),
            payload_fault,
        ),
        fault(
            "iat-year-10000",
            "iat is after the year 9999.",
            signed(payload(LAST_TIME + 1, &entries(key)), key),
            invalid("validity"),
        ),
        fault(
            "no-private",
            "Nothing but iat.",
            whole(&[(6, uint(NOW))]),
            payload_fault,
        ),
        fault(
            "private-array",
            "An array in the place of the map.",
            whole(&[(6, uint(NOW)), (PRIVATE, array(&[]))]),
            payload_fault,
        ),
        fault(
            "array",
            "An array in the place of the claims.",
            signed(array(&[]), key),
            payload_fault,
        ),
        fault(
            "no-key",
            "The key is missing.",
            with(key, 1, None),
            payload_fault,
        ),
        fault(
            "key-bytes",
            "Bytes in the place of a COSE_Key.",
            with(key, 1, Some(bytes(&key.written()))),
            payload_fault,
        ),
        fault(
            "entry-0",
            "An entry 0.",
            with(key, 0, Some(uint(0))),
            payload_fault,
        ),
        fault(
            "issuer-33-bits",
            "The number of the bureau is 2^32.",
            with(key, 2, Some(uint(1 << 32))),
            payload_fault,
        ),
        fault(
            "label-bytes",
            "The name of the phone is a byte string.",
            with(key, 3, Some(bytes(LABEL.as_bytes()))),
            payload_fault,
        ),
        fault(
            "label-empty",
            "The name of the phone is empty.",
            labelled(""),
            name,
        ),
        fault(
            "label-49-bytes",
            "One byte more than a name of a phone has.",
            labelled(&format!("{}A", "机".repeat(16))),
            name,
        ),
        fault(
            "label-line-feed",
            "A line feed in the name of the phone.",
            labelled("phone\n2"),
            name,
        ),
        fault(
            "label-backwards",
            "A character in the name that turns what follows around.",
            labelled("phone\u{202e}2"),
            name,
        ),
        fault(
            "key-empty-map",
            "A key without a type.",
            with(key, 1, Some(map(&[]))),
            invalid("key"),
        ),
        fault(
            "key-of-later-type",
            "A key of a type that is not known.",
            with(key, 1, Some(foreign_key(99, &[(-1, int(1))]))),
            invalid("key"),
        ),
        fault(
            "kid-of-another-key",
            "kid is not the identifier of the key.",
            Sign1::with_header(
                header(key.algorithm(), &[0; 4]),
                payload(NOW, &entries(key)),
                key,
            ),
            invalid("key"),
        ),
        fault(
            "later-claim",
            "A further claim: exp.",
            whole(&[(4, uint(NOW)), (6, uint(NOW)), private()]),
            UNSUPPORTED,
        ),
        fault(
            "later-entry",
            "An entry that must be understood.",
            with(key, 128, Some(uint(0))),
            UNSUPPORTED,
        ),
    ];
    all.extend(orders(key));
    all
}

/// Two faults at once.
fn orders<K: PhoneKey>(key: &K) -> Vec<EnrolmentVector> {
    let two = |id: &str, comment: &str, object: Sign1, why: Fault<'_>| {
        let id = format!("claims-{id}");
        flagged(
            refused(key, &id, comment, &object.to_bytes(), why),
            &["two-faults"],
        )
    };
    let altered = |changes: &[(i64, Option<Vec<u8>>)]| -> Entries {
        let change =
            |entries, (key, value): &(i64, Option<Vec<u8>>)| edit(entries, *key, value.clone());
        changes.iter().fold(entries(key), change)
    };
    let empty = || (3, Some(text("")));
    let late = LAST_TIME + 1;
    vec![
        two(
            "later-entry-and-no-key",
            "An entry that must be understood, and no key.",
            signed(
                payload(NOW, &altered(&[(1, None), (128, Some(uint(0)))])),
                key,
            ),
            UNSUPPORTED,
        ),
        two(
            "label-empty-and-no-key",
            "No key, and the name of the phone is empty.",
            signed(payload(NOW, &altered(&[(1, None), empty()])), key),
            invalid("payload"),
        ),
        two(
            "key-empty-map-and-label-empty",
            "A key without a type, and the name of the phone is empty.",
            signed(payload(NOW, &altered(&[(1, Some(map(&[]))), empty()])), key),
            invalid("key"),
        ),
        two(
            "label-empty-and-year-10000",
            "The name of the phone is empty, and iat is after the year 9999.",
            signed(payload(late, &altered(&[empty()])), key),
            invalid("name"),
        ),
        two(
            "year-10000-and-kid",
            "iat is after the year 9999, and kid is not the identifier of the key.",
            Sign1::with_header(
                header(key.algorithm(), &[0; 4]),
                payload(late, &entries(key)),
                key,
            ),
            invalid("validity"),
        ),
    ]
}

/// Keys that no phone has.
pub(super) fn of_keys(world: &World, p256: &P256Key) -> Made<Vec<EnrolmentVector>> {
    let off = off_curve().ok_or("every number is on the curve")?;
    let weak = *small_order().first().ok_or("no point of small order")?;
    let sm2 = Sm2Key::named("holder-sm2").ok_or("no key of SM2")?;
    let holder = &world.holder;
    let mut above_prime = [0xff; 32];
    above_prime[31] = 0xfe;
    let named = |id: &str, comment: &str, key: Vec<u8>, by: &dyn Fn(Vec<u8>) -> Sign1| {
        let object = by(payload(NOW, &[(1, key)])).to_bytes();
        vector(
            &format!("claims-key-{id}"),
            comment,
            &object,
            refusal(invalid("key")),
        )
    };
    let by_ed25519 = |payload: Vec<u8>| signed(payload, holder);
    let by_p256 = |payload: Vec<u8>| signed(payload, p256);
    Ok(vec![
        named(
            "off-curve-ed25519",
            "x is no point of the curve.",
            cose_key(&off),
            &by_ed25519,
        ),
        named(
            "small-order-ed25519",
            "A key of small order.",
            cose_key(&weak),
            &by_ed25519,
        ),
        named(
            "off-curve-p256",
            "x is the abscissa of no point.",
            p256_key(&off_p256()?),
            &by_p256,
        ),
        named(
            "above-prime-p256",
            "x is above the field prime.",
            p256_key(&above_prime),
            &by_p256,
        ),
        named(
            "sm2",
            "A key of SM2, which no phone has.",
            sm2.cose_key(),
            &by_ed25519,
        ),
        named(
            "with-kid-ed25519",
            "A key with a kid of its own.",
            map(&[
                (1, int(1)),
                (2, bytes(&Signs::kid(holder))),
                (-1, int(6)),
                (-2, bytes(&holder.x)),
            ]),
            &by_ed25519,
        ),
        named(
            "uncompressed-p256",
            "y in full.",
            map(&[
                (1, int(2)),
                (-1, int(1)),
                (-2, bytes(&p256.point[1..])),
                (-3, bytes(&[7; 32])),
            ]),
            &by_p256,
        ),
        named(
            "x-31-bytes-p256",
            "x has 31 bytes.",
            map(&[
                (1, int(2)),
                (-1, int(1)),
                (-2, bytes(&p256.point[2..])),
                (-3, vec![FALSE]),
            ]),
            &by_p256,
        ),
    ])
}

/// Of a small number whose cube and so on is no square.
fn off_p256() -> Made<[u8; 32]> {
    let small = |last: u8| {
        let mut x = [0; 32];
        x[31] = last;
        x
    };
    (1..=u8::MAX)
        .map(small)
        .find(|x| !P256Key::is_on_curve(x))
        .ok_or_else(|| "every number is on the curve".into())
}
