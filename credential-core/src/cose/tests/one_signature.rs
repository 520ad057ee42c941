use super::{Plain, SHAPE};
use crate::cose::{Authentic, Sign1, UnsignedSign1};
use crate::error::{CborFault, Error};
use crate::fixtures::{bstr, bureau_key, hex, key, replace, sign1, signer_header, to_be_signed1};
use crate::keys::Signer;
use alloc::vec::Vec;

fn header() -> Vec<u8> {
    signer_header(bureau_key().public_key().id())
}

fn parse_error(bytes: &[u8]) -> Error {
    Sign1::<Plain>::parse(bytes, usize::MAX).expect_err("must be refused")
}

/// The error for a message with this protected header, truly signed.
fn header_error(protected: &str) -> Error {
    parse_error(&sign1(&hex(protected), &[7], &bureau_key()))
}

#[test]
fn is_written_as_the_standard_has_it() {
    let key = bureau_key();
    let unsigned = UnsignedSign1::prepare::<Plain>([7].into(), key.public_key()).unwrap();
    assert_eq!(
        unsigned.to_be_signed(),
        hex("84                          ; array of 4
             6a 5369676e617475726531     ; context: \"Signature1\"
             49 a2                       ; protected: map of 2
                01 27                    ; alg: EdDSA
                04 44 01565176           ; kid
             40                          ; external_aad: empty
             41 07                       ; payload: 7")
    );
    assert_eq!(unsigned.to_be_signed(), to_be_signed1(&header(), &[7]));

    let Ok(signature) = key.sign(unsigned.to_be_signed());
    let expected = [
        hex("d2                          ; tag 18, COSE_Sign1
             84                          ; array of 4
             49 a2 0127 0444 01565176    ; protected
             a0                          ; unprotected: empty
             41 07                       ; payload
             5840                        ; signature"),
        signature.to_vec(),
    ]
    .concat();
    let message = unsigned.finish(&signature).unwrap();
    assert_eq!(message, expected);

    let parsed = Sign1::<Plain>::parse(&message, usize::MAX).unwrap();
    assert_eq!(parsed.key_id(), key.public_key().id());
    assert_eq!(parsed.verify(key.public_key()), Ok(Authentic(Plain(7))));
}

#[test]
fn takes_both_names_of_the_algorithm() {
    let key = bureau_key();
    for header in [
        "a2 0127 0444 01565176 ; -8, EdDSA",
        "a2 0132 0444 01565176 ; -19, Ed25519",
    ] {
        let message = Sign1::<Plain>::parse(&sign1(&hex(header), &[7], &key), usize::MAX).unwrap();
        assert_eq!(
            message.verify(key.public_key()),
            Ok(Authentic(Plain(7))),
            "{header}"
        );
    }
}

#[test]
fn the_name_of_the_algorithm_is_signed_too() {
    let key = bureau_key();
    let message = replace(
        &sign1(&header(), &[7], &key),
        &hex("0127 0444"),
        &hex("0132 0444"),
    );
    let message = Sign1::<Plain>::parse(&message, usize::MAX).unwrap();
    assert_eq!(
        message.verify(key.public_key()),
        Err(Error::SignatureInvalid)
    );
}

#[test]
fn refuses_other_algorithms() {
    for header in [
        "a2 01 26 0444 01565176       ; -7, ES256",
        "a2 01 3834 0444 01565176     ; -53, Ed448",
        "a2 01 05 0444 01565176       ; 5, HMAC 256/256",
        "a2 01 00 0444 01565176       ; 0, reserved",
        "a2 01 392710 0444 01565176   ; -10001, unassigned",
        "a2 01 3a0001116f 0444 01565176 ; -70000, private use",
        "a2 01 6545644453 41 0444 01565176 ; \"EdDSA\"",
        "a2 01 f6 0444 01565176       ; null",
    ] {
        assert_eq!(
            header_error(header),
            Error::AlgorithmUnsupported,
            "{header}"
        );
    }
}

/// A later algorithm may have signatures of another length: the terminal is too old for it, and must
/// say so.
#[test]
fn looks_at_the_algorithm_before_the_length_of_the_signature() {
    let of_length = |header: &str, length: usize| {
        let signature = bstr(&[7].repeat(length));
        parse_error(
            &[
                &hex("d284")[..],
                &bstr(&hex(header)),
                &hex("a04107"),
                &signature,
            ]
            .concat(),
        )
    };
    let known = "a2 0127 0444 01565176";
    for length in [0, 1, 63, 65, 96, 666, 2420] {
        for unknown in ["a2 0126 0444 01565176", "a2 01382f 0444 01565176"] {
            assert_eq!(of_length(unknown, length), Error::AlgorithmUnsupported);
        }
        assert_eq!(of_length(known, length), SHAPE, "{length}");
        // The rest of the header comes first too.
        let more = "a3 0127 0300 0444 01565176";
        assert_eq!(of_length(more, length), Error::HeaderUnexpected);
    }
}

/// -8 as a tagged bignum: many readers take it for the integer, and so have two byte strings for
/// one message.
#[test]
fn refuses_an_algorithm_in_disguise() {
    for header in [
        "a2 01 c3 41 07 0444 01565176 ; alg: -8 as a bignum",
        "a2 01 c3 40 0444 01565176    ; an empty one",
    ] {
        assert_eq!(
            header_error(header),
            Error::AlgorithmUnsupported,
            "{header}"
        );
    }
    let disguised = "a2 0444 01565176 c2 41 01 27 ; the label 1 as a bignum";
    assert_eq!(header_error(disguised), Error::HeaderUnexpected);
}

#[test]
fn refuses_a_header_with_less_or_more() {
    for header in [
        "a0                             ; nothing",
        "a1 0127                        ; no kid",
        "a1 0444 01565176               ; no alg",
        "a2 0127 0440                   ; an empty kid",
        "a2 0127 0443 015651            ; a kid of three bytes",
        "a2 0127 0445 0156517660        ; a kid of five",
        "a2 0127 0464 30313536          ; a kid of text",
        "a3 0127 0281 04 0444 01565176  ; crit",
        "a3 0127 0300 0444 01565176     ; content type",
        "a3 0127 0319ffff 0444 01565176 ; an unassigned one",
        "a3 0127 0444 01565176 0541 00  ; iv",
        "a3 0127 0444 01565176 1061 61  ; a type where none belongs",
        "a3 0127 0444 01565176 182301   ; an unknown one",
        "a3 0127 0444 01565176 6161 01  ; one with a text for label",
        "80                             ; an array",
        "00                             ; a number",
    ] {
        assert_eq!(header_error(header), Error::HeaderUnexpected, "{header}");
    }
}

#[test]
fn refuses_an_unprotected_header() {
    let message = sign1(&header(), &[7], &bureau_key());
    for unprotected in ["a1 0127", "a1 0444 01565176", "a1 0139ffff", "a1 0280"] {
        let with = replace(
            &message,
            &hex("01565176 a0 41 07"),
            &hex(&["01565176", unprotected, "41 07"].concat()),
        );
        assert_eq!(parse_error(&with), Error::HeaderUnexpected, "{unprotected}");
    }
}

#[test]
fn refuses_cbor_that_is_not_deterministic_inside_byte_strings() {
    use CborFault::{DuplicateKey, ForbiddenValue, NotDeterministic, TrailingBytes, Truncated};
    for (header, fault) in [
        (" ; no map at all", Truncated),
        ("a2 0127 0444 015651 ; cut off", Truncated),
        (
            "a2 0127 0444 01565176 00 ; something behind it",
            TrailingBytes,
        ),
        ("a2 0444 01565176 0127 ; out of order", NotDeterministic),
        ("a2 013807 0444 01565176 ; a long -8", NotDeterministic),
        ("bf 0127 0444 01565176 ff ; indefinite", NotDeterministic),
        ("a3 0127 0127 0444 01565176 ; alg twice", DuplicateKey),
        ("a3 0127 0444 01565176 10f7 ; undefined", ForbiddenValue),
    ] {
        assert_eq!(header_error(header), Error::Malformed(fault), "{header}");
    }
    for (payload, fault) in [
        ("", Truncated),
        ("1807", NotDeterministic),
        ("07 07", TrailingBytes),
        ("f90000", ForbiddenValue),
    ] {
        let message = sign1(&header(), &hex(payload), &bureau_key());
        assert_eq!(parse_error(&message), Error::Malformed(fault), "{payload}");
    }
}

#[test]
fn refuses_another_shape() {
    let message = sign1(&header(), &[7], &bureau_key());
    let content = &message[1..];
    let shapes: [(&str, Vec<u8>); 9] = [
        ("no tag", content.to_vec()),
        (
            "three items",
            [&hex("d283")[..], &content[1..content.len() - 66]].concat(),
        ),
        (
            "five items",
            [&hex("d285")[..], &content[1..], &[0]].concat(),
        ),
        ("a map", hex("d2 a0")),
        (
            "the payload elsewhere",
            replace(&message, &hex("a0 41 07"), &hex("a0 f6")),
        ),
        (
            "a payload of text",
            replace(&message, &hex("a0 41 07"), &hex("a0 61 61")),
        ),
        (
            "no map unprotected",
            replace(&message, &hex("a0 41 07"), &hex("80 41 07")),
        ),
        (
            "a protected map",
            hex("d284 a0 a0 4107 5840")
                .into_iter()
                .chain([0; 64])
                .collect(),
        ),
        ("a signature of 63 bytes", {
            let head = content.len() - 66;
            [&hex("d2")[..], &content[..head], &bstr(&[7; 63])].concat()
        }),
    ];
    for (what, bytes) in shapes {
        assert_eq!(parse_error(&bytes), SHAPE, "{what}");
    }
}

#[test]
fn tells_other_messages_from_rubbish() {
    for other in [
        "d1 84 40 a0 40 40  ; tag 17, COSE_Mac0",
        "d83d d2 80         ; tag 61, a CWT around a message",
        "d8 62 84 40 a0 40 80 ; tag 98, COSE_Sign",
        "c0 60              ; a date",
    ] {
        assert_eq!(
            parse_error(&hex(other)),
            Error::ObjectUnsupported,
            "{other}"
        );
    }
    assert_eq!(
        parse_error(&hex("c0 f7")),
        Error::Malformed(CborFault::ForbiddenValue)
    );
    assert_eq!(parse_error(&[]), Error::Malformed(CborFault::Truncated));
}

#[test]
fn nothing_is_read_behind_a_wrong_signature() {
    let message = Sign1::<Plain>::parse(&sign1(&header(), &[7], &key(9)), usize::MAX).unwrap();
    assert_eq!(
        message.verify(bureau_key().public_key()),
        Err(Error::SignatureInvalid)
    );
    // A payload that cannot be read is found only behind a good signature.
    let key = bureau_key();
    let message = Sign1::<Plain>::parse(&sign1(&header(), &hex("6161"), &key), usize::MAX).unwrap();
    assert_eq!(message.verify(key.public_key()), Err(SHAPE));
}

#[test]
fn a_signer_that_answers_wrongly_is_found_at_the_desk() {
    let unsigned = UnsignedSign1::prepare::<Plain>([7].into(), bureau_key().public_key()).unwrap();
    let Ok(by_another) = key(9).sign(unsigned.to_be_signed());
    assert_eq!(unsigned.finish(&by_another), Err(Error::SignerFault));
    let loose = UnsignedSign1::prepare::<Plain>(hex("1807"), bureau_key().public_key());
    assert_eq!(
        loose.err(),
        Some(Error::Malformed(CborFault::NotDeterministic))
    );
}
