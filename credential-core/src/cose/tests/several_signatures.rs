use super::{LIMIT, SHAPE, TYPE, Typed};
use crate::cose::{Authentic, Sign};
use crate::error::{CborFault, Error, Field, Result};
use crate::fixtures::{
    bstr, bureau_key, colliding_keys, hex, key, replace, root_key, sign, signer_header, type_header,
};
use crate::keys::{Signer, SigningKey};
use alloc::vec::Vec;

fn header_of(key: &SigningKey) -> Vec<u8> {
    signer_header(key.public_key().id())
}

fn signed_by(keys: &[&SigningKey]) -> Sign<Typed> {
    let mut message = Sign::<Typed>::prepare([7].into()).unwrap();
    for key in keys {
        message.sign(*key).unwrap();
    }
    message
}

fn parse(bytes: &[u8]) -> Result<Sign<Typed>> {
    Sign::parse(bytes, LIMIT)
}

#[test]
fn is_written_as_the_standard_has_it() {
    let key = bureau_key();
    let to_be_signed = [
        hex("85 69 5369676e6174757265 ; array of 5, context: \"Signature\""),
        bstr(&type_header(TYPE)),
        hex(
            "49 a2 0127 0444 01565176    ; protected of the signer: EdDSA, kid
             40                          ; external_aad: empty
             41 07                       ; payload: 7",
        ),
    ]
    .concat();
    let Ok(signature) = key.sign(&to_be_signed);
    let expected = [
        hex("d862                        ; tag 98, COSE_Sign
             84                          ; array of 4
             5821 a1                     ; protected: map of 1
             10 781d                     ; typ: text of 29"),
        TYPE.as_bytes().to_vec(),
        hex("a0                          ; unprotected: empty
             41 07                       ; payload
             81                          ; signatures: array of 1
             83                          ; array of 3
             49 a2 0127 0444 01565176    ; protected
             a0                          ; unprotected: empty
             5840                        ; signature"),
        signature.to_vec(),
    ]
    .concat();
    assert_eq!(signed_by(&[&key]).encode().as_ref(), Ok(&expected));
    assert_eq!(
        parse(&expected)
            .unwrap()
            .verify(&[key.public_key().clone()], 1),
        Ok(Authentic(Typed(7)))
    );
}

#[test]
fn is_written_again_as_it_was_read() {
    let key = bureau_key();
    for name in ["a2 0127 0444 01565176", "a2 0132 0444 01565176"] {
        let bytes = sign(&type_header(TYPE), &[7], &[(&hex(name), &key)]);
        let message = parse(&bytes).unwrap();
        assert_eq!(message.encode(), Ok(bytes), "{name}");
        assert!(message.require(&[key.public_key().clone()], 1).is_ok());
    }
}

/// Keys in the order of the question, each named once, whoever else has signed.
#[test]
fn counts_each_key_once() {
    let [a, b, c] = [key(11), key(12), key(13)];
    let header = header_of(&a);
    let bytes = sign(
        &type_header(TYPE),
        &[7],
        &[(&header, &a), (&header, &a), (&header_of(&c), &c)],
    );
    let message = parse(&bytes).unwrap();
    let keys = [&a, &b].map(|key| key.public_key().clone());
    assert_eq!(message.signed_by(&keys), [a.public_key()]);
    assert_eq!(
        message.verify(&keys, 2),
        Err(Error::ThresholdNotMet {
            valid: 1,
            needed: 2
        })
    );
}

#[test]
fn a_threshold_of_nothing_is_never_met() {
    let none = Error::ThresholdNotMet {
        valid: 0,
        needed: 0,
    };
    assert_eq!(signed_by(&[]).verify(&[], 0), Err(none));
}

/// A bad signature in front under the same identifier must not hide the good one.
#[test]
fn a_bad_signature_does_not_hide_a_good_one() {
    let key = bureau_key();
    let header = header_of(&key);
    let bytes = sign(
        &type_header(TYPE),
        &[7],
        &[(&header, &root_key()), (&header, &key)],
    );
    let keys = [key.public_key().clone()];
    assert!(parse(&bytes).unwrap().verify(&keys, 1).is_ok());
}

/// Whoever fills a list with entries under one identifier makes nobody verify all of them.
#[test]
fn two_entries_of_a_key_are_tried_and_no_more() {
    let key = bureau_key();
    let header = header_of(&key);
    let bad: Vec<SigningKey> = (60..62).map(crate::fixtures::key).collect();
    let keys = [key.public_key().clone()];
    let found = |signers: &[&SigningKey]| {
        let entries: Vec<_> = signers
            .iter()
            .map(|signer| (&header[..], *signer))
            .collect();
        let bytes = sign(&type_header(TYPE), &[7], &entries);
        parse(&bytes).unwrap().signed_by(&keys).len()
    };
    assert_eq!(found(&[&bad[0], &key]), 1);
    assert_eq!(
        found(&[&bad[0], &bad[0], &bad[0], &key]),
        1,
        "one and the same"
    );
    assert_eq!(found(&[&bad[0], &bad[1], &key]), 0);
}

#[test]
fn distinguishes_keys_with_one_identifier() {
    let [one, other] = colliding_keys();
    let bytes = sign(&type_header(TYPE), &[7], &[(&header_of(&one), &other)]);
    let message = parse(&bytes).unwrap();
    let keys = [&one, &other].map(|key| key.public_key().clone());
    assert_eq!(message.signed_by(&keys), [other.public_key()]);
}

#[test]
fn a_signature_for_another_type_does_not_count() {
    let key = bureau_key();
    let other = type_header("application/another-kind-of-thing");
    let bytes = sign(&other, &[7], &[(&header_of(&key), &key)]);
    assert_eq!(parse(&bytes).err(), Some(Error::HeaderUnexpected));
    // The type is part of what is signed: it cannot be exchanged.
    let exchanged = replace(&bytes, &bstr(&other), &bstr(&type_header(TYPE)));
    let keys = [key.public_key().clone()];
    assert_eq!(parse(&exchanged).unwrap().signed_by(&keys).len(), 0);
}

#[test]
fn refuses_other_headers() {
    let key = bureau_key();
    let good = header_of(&key);
    for body in ["a0", "a1 1000", "a1 0127", "a2 0127 1061 61", "00"] {
        let bytes = sign(&hex(body), &[7], &[(&good, &key)]);
        assert_eq!(parse(&bytes).err(), Some(Error::HeaderUnexpected), "{body}");
    }
    for (signer, error) in [
        ("a1 0127", Error::HeaderUnexpected),
        ("a3 0127 0444 01565176 1061 61", Error::HeaderUnexpected),
        (
            "a2 0444 01565176 0127",
            Error::Malformed(CborFault::NotDeterministic),
        ),
    ] {
        let bytes = sign(
            &type_header(TYPE),
            &[7],
            &[(&good, &key), (&hex(signer), &key)],
        );
        assert_eq!(parse(&bytes).err(), Some(error), "{signer}");
    }
    let bytes = sign(&type_header(TYPE), &[7], &[(&good, &key)]);
    for (empty, filled) in [
        ("a0 41 07", "a1 0101 41 07"),
        ("01565176 a0", "01565176 a1 0101"),
    ] {
        let with = replace(&bytes, &hex(empty), &hex(filled));
        assert_eq!(
            parse(&with).err(),
            Some(Error::HeaderUnexpected),
            "{filled}"
        );
    }
}

/// Signed by keys of a later kind as well, as their headers have it.
#[test]
fn passes_over_signatures_of_unknown_algorithms() {
    let key = bureau_key();
    let known = [key.public_key().clone()];
    let good = header_of(&key);
    for later in [
        "a2 0126 0444 01565176",
        "a2 01c34107 0444 01565176",
        "a3 01382f 024100 0444 01565176",
    ] {
        let later = hex(later);
        let beside = sign(&type_header(TYPE), &[7], &[(&later, &key), (&good, &key)]);
        assert_eq!(parse(&beside).unwrap().signed_by(&known).len(), 1);
        let alone = sign(&type_header(TYPE), &[7], &[(&later, &key)]);
        assert_eq!(parse(&alone).unwrap().signed_by(&known).len(), 0);
        let short = replace(&alone, &hex("a0 5840"), &hex("a0 583f"));
        assert!(parse(&short[..short.len() - 1]).is_ok());
    }
}

/// A keeper with an older program adds a signature and hands the file on.
#[test]
fn signatures_of_unknown_algorithms_are_not_lost_on_the_way() {
    let keeper = bureau_key();
    let later = hex("a2 01382f 0444 01565176");
    let bytes = sign(&type_header(TYPE), &[7], &[(&later, &key(31))]);
    let mut message = Sign::<Typed>::parse_pending(&bytes, LIMIT).unwrap();
    assert_eq!(message.encode(), Ok(bytes));
    message.sign(&keeper).unwrap();
    let handed_on = message.encode().unwrap();
    assert!(handed_on.windows(later.len()).any(|part| part == later));
    let mut other_copy = signed_by(&[]);
    other_copy.combine(&message).unwrap();
    assert_eq!(other_copy.encode(), Ok(handed_on));
}

#[test]
fn refuses_another_shape() {
    let key = bureau_key();
    let good = sign(&type_header(TYPE), &[7], &[(&header_of(&key), &key)]);
    for (what, bytes, error) in [
        ("no tag", good[2..].to_vec(), SHAPE),
        (
            "tag 18",
            [&hex("d2"), &good[2..]].concat(),
            Error::ObjectUnsupported,
        ),
        (
            "no payload",
            replace(&good, &hex("a0 41 07"), &hex("a0 f6")),
            SHAPE,
        ),
        ("no signatures", signed_by(&[]).encode().unwrap(), SHAPE),
        (
            "a signature of two items",
            replace(&good, &hex("81 83"), &hex("81 82"))[..good.len() - 66].to_vec(),
            SHAPE,
        ),
        (
            "a short signature",
            [&replace(&good, &hex("5840"), &hex("583f"))[..good.len() - 1]].concat(),
            SHAPE,
        ),
    ] {
        assert_eq!(parse(&bytes).err(), Some(error), "{what}");
    }
}

#[test]
fn reads_no_more_bytes_than_the_limit() {
    let bytes = signed_by(&[&bureau_key()]).encode().unwrap();
    assert!(Sign::<Typed>::parse(&bytes, bytes.len()).is_ok());
    let limit = bytes.len() - 1;
    assert_eq!(
        Sign::<Typed>::parse(&bytes, limit).err(),
        Some(Error::TooLong { limit })
    );
}

#[test]
fn holds_thirty_two_signatures_and_no_more() {
    let keys: Vec<SigningKey> = (1..=33).map(key).collect();
    let mut message = signed_by(&keys[..32].iter().collect::<Vec<_>>());
    let full = message.encode().unwrap();
    assert!(parse(&full).is_ok());
    // Signing again with one of them replaces its signature.
    assert_eq!(message.sign(&keys[3]), Ok(()));
    let too_many = Error::DraftInvalid(Field::Count);
    assert_eq!(message.sign(&keys[32]), Err(too_many.into()));
    assert_eq!(message.combine(&signed_by(&[&keys[32]])), Err(too_many));
    assert_eq!(message.encode().map(|bytes| bytes.len()), Ok(full.len()));

    let header = header_of(&keys[0]);
    let signers = [(&header[..], &keys[0]); 33];
    let bytes = sign(&type_header(TYPE), &[7], &signers);
    assert_eq!(parse(&bytes).err(), Some(SHAPE));
    assert!(parse(&sign(&type_header(TYPE), &[7], &signers[1..])).is_ok());
}

#[test]
fn copies_signed_by_different_keepers_are_combined() {
    let [a, b] = [key(11), key(12)];
    let mut left = signed_by(&[&a]);
    let right = signed_by(&[&b, &a]);
    left.combine(&right).unwrap();
    let keys = [&a, &b].map(|key| key.public_key().clone());
    assert_eq!(left.signed_by(&keys).len(), 2);
    left.combine(&right).unwrap();
    assert_eq!(
        left.message.signatures.len(),
        2,
        "known ones are not taken twice"
    );

    let another = Sign::<Typed>::prepare([8].into()).unwrap();
    assert_eq!(
        left.combine(&another),
        Err(Error::DraftInvalid(Field::Payload))
    );
}

#[test]
fn a_signer_that_answers_wrongly_is_found_at_the_desk() {
    struct Broken(SigningKey);
    impl Signer for Broken {
        type Error = &'static str;
        fn public_key(&self) -> &crate::PublicKey {
            self.0.public_key()
        }
        fn sign(&self, message: &[u8]) -> Result<crate::Signature, &'static str> {
            match message.len() {
                0 => Err("nothing to sign"),
                _ => Ok([7; 64]),
            }
        }
    }
    let mut message = signed_by(&[]);
    assert_eq!(
        message.sign(&Broken(bureau_key())),
        Err(crate::SignError::Invalid(Error::SignerFault))
    );
    assert_eq!(message.message.signatures.len(), 0);
}
