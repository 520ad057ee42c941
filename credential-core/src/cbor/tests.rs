use super::{Reader, Writer, validate};
use crate::error::{CborFault, Error};
use crate::fixtures::hex;
use crate::limits::MAX_CBOR_DEPTH;
use alloc::vec::Vec;

fn faults(cases: &[(&str, CborFault)]) {
    for (listing, fault) in cases {
        assert_eq!(
            validate(&hex(listing)),
            Err(Error::Malformed(*fault)),
            "{listing}"
        );
    }
}

/// RFC 8949 appendix A, as far as this format has a use for the values.
#[test]
fn reads_the_examples_of_the_standard() {
    for listing in [
        "00 ; 0",
        "01 ; 1",
        "0a ; 10",
        "17 ; 23",
        "1818 ; 24",
        "1819 ; 25",
        "1864 ; 100",
        "1903e8 ; 1000",
        "1a000f4240 ; 1000000",
        "1b000000e8d4a51000 ; 1000000000000",
        "1bffffffffffffffff ; 18446744073709551615",
        "c249010000000000000000 ; 18446744073709551616",
        "3bffffffffffffffff ; -18446744073709551616",
        "20 ; -1",
        "29 ; -10",
        "3863 ; -100",
        "3903e7 ; -1000",
        "f4 ; false",
        "f5 ; true",
        "f6 ; null",
        "c074323031332d30332d32315432303a30343a30305a ; 0(\"2013-03-21T20:04:00Z\")",
        "c11a514b67b0 ; 1(1363896240)",
        "d74401020304 ; 23(h'01020304')",
        "d818456449455446 ; 24(h'6449455446')",
        "40 ; h''",
        "4401020304 ; h'01020304'",
        "60 ; \"\"",
        "6161 ; \"a\"",
        "6449455446 ; \"IETF\"",
        "62225c ; \"\\\"\\\\\"",
        "62c3bc ; \"ü\"",
        "63e6b0b4 ; \"水\"",
        "64f0908591 ; \"𐅑\"",
        "80 ; []",
        "83010203 ; [1, 2, 3]",
        "8301820203820405 ; [1, [2, 3], [4, 5]]",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819 ; [1, .., 25]",
        "a0 ; {}",
        "a201020304 ; {1: 2, 3: 4}",
        "a26161016162820203 ; {\"a\": 1, \"b\": [2, 3]}",
        "826161a161626163 ; [\"a\", {\"b\": \"c\"}]",
        "a56161614161626142616361436164614461656145 ; {\"a\": \"A\", .., \"e\": \"E\"}",
    ] {
        assert_eq!(validate(&hex(listing)), Ok(()), "{listing}");
    }
}

/// The rest of appendix A: other kinds of value, and indefinite lengths.
#[test]
fn refuses_what_the_format_has_no_use_for() {
    use CborFault::{ForbiddenValue, NotDeterministic};
    faults(&[
        ("f90000 ; 0.0", ForbiddenValue),
        ("f98000 ; -0.0", ForbiddenValue),
        ("f93c00 ; 1.0", ForbiddenValue),
        ("fb3ff199999999999a ; 1.1", ForbiddenValue),
        ("fa47c35000 ; 100000.0", ForbiddenValue),
        ("fb7e37e43c8800759c ; 1.0e+300", ForbiddenValue),
        ("f97c00 ; Infinity", ForbiddenValue),
        ("f97e00 ; NaN", ForbiddenValue),
        ("f9fc00 ; -Infinity", ForbiddenValue),
        ("f7 ; undefined", ForbiddenValue),
        ("f0 ; simple(16)", ForbiddenValue),
        ("f8ff ; simple(255)", ForbiddenValue),
        ("c1fb41d452d9ec200000 ; 1(1363896240.5)", ForbiddenValue),
        (
            "5f42010243030405ff ; (_ h'0102', h'030405')",
            NotDeterministic,
        ),
        (
            "7f657374726561646d696e67ff ; (_ \"strea\", \"ming\")",
            NotDeterministic,
        ),
        ("9fff ; [_ ]", NotDeterministic),
        (
            "9f018202039f0405ffff ; [_ 1, [2, 3], [_ 4, 5]]",
            NotDeterministic,
        ),
        (
            "83018202039f0405ff ; [1, [2, 3], [_ 4, 5]]",
            NotDeterministic,
        ),
        (
            "bf61610161629f0203ffff ; {_ \"a\": 1, \"b\": [_ 2, 3]}",
            NotDeterministic,
        ),
        (
            "826161bf61626163ff ; [\"a\", {_ \"b\": \"c\"}]",
            NotDeterministic,
        ),
    ]);
}

#[test]
fn refuses_each_head_that_is_longer_than_needed() {
    use CborFault::NotDeterministic;
    faults(&[
        ("1800 ; 0 in two bytes", NotDeterministic),
        ("1817 ; 23 in two bytes", NotDeterministic),
        ("190018 ; 24 in three", NotDeterministic),
        ("1900ff ; 255 in three", NotDeterministic),
        ("1a00000100 ; 256 in five", NotDeterministic),
        ("1a0000ffff ; 65535 in five", NotDeterministic),
        ("1b0000000000010000 ; 65536 in nine", NotDeterministic),
        ("1b00000000ffffffff ; 4294967295 in nine", NotDeterministic),
        ("3807 ; -8", NotDeterministic),
        ("390012 ; -19", NotDeterministic),
        ("580100 ; h'00'", NotDeterministic),
        (
            "5900 18 ; the length of a byte string of 24",
            NotDeterministic,
        ),
        ("780161 ; \"a\"", NotDeterministic),
        ("7a 00000001 61 ; \"a\"", NotDeterministic),
        ("9800 ; []", NotDeterministic),
        ("9b 0000000000000001 00 ; [0]", NotDeterministic),
        ("b800 ; {}", NotDeterministic),
        ("b9 0001 01 02 ; {1: 2}", NotDeterministic),
        ("d812 00 ; 18(0)", NotDeterministic),
        ("d90062 00 ; 98(0)", NotDeterministic),
        ("f814 ; false in two bytes", NotDeterministic),
        ("f816 ; null in two bytes", NotDeterministic),
        ("82 01 1802 ; the same inside an array", NotDeterministic),
        ("a1 1801 02 ; as the key of a map", NotDeterministic),
        ("a1 01 1802 ; as the value of a map", NotDeterministic),
        ("d2 1802 ; behind a tag", NotDeterministic),
    ]);
}

#[test]
fn refuses_map_keys_out_of_order() {
    use CborFault::{DuplicateKey, NotDeterministic};
    faults(&[
        ("a2 02 00 01 00 ; {2: 0, 1: 0}", NotDeterministic),
        ("a2 20 00 01 00 ; {-1: 0, 1: 0}", NotDeterministic),
        (
            "a2 6162 00 6161 00 ; {\"b\": 0, \"a\": 0}",
            NotDeterministic,
        ),
        // The order of RFC 7049, shorter keys first, is another one: -1 before 100.
        ("a2 20 00 1864 00 ; {-1: 0, 100: 0}", NotDeterministic),
        (
            "a3 01 00 03 00 02 00 ; {1: 0, 3: 0, 2: 0}",
            NotDeterministic,
        ),
        ("81 a2 02 00 01 00 ; inside an array", NotDeterministic),
        ("a2 01 00 01 00 ; {1: 0, 1: 0}", DuplicateKey),
        ("a2 6161 00 6161 01 ; {\"a\": 0, \"a\": 1}", DuplicateKey),
        ("a2 80 00 80 00 ; {[]: 0, []: 0}", DuplicateKey),
    ]);
    // RFC 8949 §4.2.1 gives this order.
    let ordered = hex("a8
         0a 00       ; 10
         1864 00     ; 100
         20 00       ; -1
         617a 00     ; \"z\"
         626161 00   ; \"aa\"
         811864 00   ; [100]
         8120 00     ; [-1]
         f4 00       ; false");
    assert_eq!(validate(&ordered), Ok(()));
}

#[test]
fn refuses_every_truncation() {
    let whole = hex("d2                       ; tag 18
         84                       ; array of 4
         43 a10127                ; bytes
         a2 01 6161 20 f6         ; {1: \"a\", -1: null}
         1a 00010000              ; 65536
         1b 0000000100000000      ; 4294967296");
    assert_eq!(validate(&whole), Ok(()));
    for len in 0..whole.len() {
        assert_eq!(
            validate(&whole[..len]),
            Err(Error::Malformed(CborFault::Truncated)),
            "first {len} bytes"
        );
    }
}

#[test]
fn refuses_lengths_that_the_input_does_not_hold() {
    use CborFault::Truncated;
    faults(&[
        ("5b7fffffffffffffff ; a byte string of 2^63 - 1", Truncated),
        ("7b7fffffffffffffff ; a text", Truncated),
        ("9b7fffffffffffffff ; an array", Truncated),
        ("bb7fffffffffffffff ; a map", Truncated),
    ]);
    for listing in ["5bffffffffffffffff", "9bffffffffffffffff"] {
        assert!(validate(&hex(listing)).is_err(), "{listing}");
    }
}

#[test]
fn refuses_what_is_left_over() {
    use CborFault::TrailingBytes;
    faults(&[
        ("00 00 ; two items", TrailingBytes),
        ("a0 ff ; a map and a break", TrailingBytes),
        ("4100 f7 ; not even looked at", TrailingBytes),
    ]);
}

#[test]
fn refuses_what_is_not_cbor() {
    use CborFault::Syntax;
    faults(&[
        ("1c ; reserved heads", Syntax),
        ("1d", Syntax),
        ("1e", Syntax),
        ("3f ; a negative integer of indefinite length", Syntax),
        ("5c", Syntax),
        ("9d", Syntax),
        ("de00", Syntax),
        ("fc", Syntax),
        ("ff ; a break with nothing to break", Syntax),
        ("81 ff", Syntax),
        ("61 ff ; no UTF-8", Syntax),
        ("62 c0af ; an overlong slash", Syntax),
        ("63 eda080 ; a surrogate", Syntax),
        ("62 e78e ; half of 王", Syntax),
    ]);
    assert!(validate(&hex("1f")).is_err());
    assert!(validate(&hex("df00")).is_err());
}

#[test]
fn nests_to_the_limit_and_no_deeper() {
    for head in ["81 ; array", "c1 ; tag", "a1 00 ; value of a map"] {
        let nest = |levels: usize| {
            let mut bytes: Vec<u8> = hex(head).repeat(levels - 1);
            bytes.push(0);
            bytes
        };
        assert_eq!(validate(&nest(MAX_CBOR_DEPTH)), Ok(()), "{head}");
        for levels in [MAX_CBOR_DEPTH + 1, 100_000] {
            assert_eq!(
                validate(&nest(levels)),
                Err(Error::Malformed(CborFault::TooDeep)),
                "{head}, {levels}"
            );
        }
    }
}

/// At one item the head is looked at first, then what a string holds, then the depth.
#[test]
fn depth_is_the_last_fault_of_an_item() {
    use CborFault::{ForbiddenValue, NotDeterministic, Syntax, TooDeep, Truncated};
    for (item, fault) in [
        ("", Truncated),
        ("19 01", Truncated),
        ("62 61", Truncated),
        ("42 61", Truncated),
        ("61 ff", Syntax),
        ("ff", Syntax),
        ("18 01", NotDeterministic),
        ("f7", ForbiddenValue),
        ("61 61", TooDeep),
        ("41 61", TooDeep),
        ("80", TooDeep),
        ("81 ff", TooDeep),
    ] {
        let bytes = [hex("81").repeat(MAX_CBOR_DEPTH), hex(item)].concat();
        assert_eq!(validate(&bytes), Err(Error::Malformed(fault)), "{item}");
    }
}

#[test]
fn refuses_another_type_than_the_reader_asks_for() {
    let unexpected = Error::Malformed(CborFault::UnexpectedItem);
    for listing in ["00", "20", "40", "60", "80", "a0", "c000", "f4", "f6"] {
        let bytes = hex(listing);
        let reader = || Reader::new(&bytes);
        let outcomes = [
            ("00", reader().uint().err()),
            ("40", reader().bytes().err()),
            ("60", reader().text().err()),
            ("80", reader().array().err()),
            ("a0", reader().map().map(drop).err()),
        ];
        for (fits, error) in outcomes {
            let expected = (fits != listing).then_some(unexpected);
            assert_eq!(error, expected, "{listing} read as {fits}");
        }
    }
}

#[test]
fn reads_integers_to_the_ends_of_their_range() {
    let int = |listing| Reader::new(&hex(listing)).int();
    assert_eq!(int("1b 7fffffffffffffff"), Ok(i64::MAX));
    assert_eq!(int("3b 7fffffffffffffff"), Ok(i64::MIN));
    let unexpected = Err(Error::Malformed(CborFault::UnexpectedItem));
    assert_eq!(int("1b 8000000000000000"), unexpected);
    assert_eq!(int("3b 8000000000000000"), unexpected);
    // A bignum of a small value is no integer here, whatever other libraries make of it.
    assert_eq!(int("c2 41 07"), unexpected);
    assert_eq!(int("c3 41 07"), unexpected);
    assert_eq!(
        Reader::new(&hex("1b ffffffffffffffff")).uint(),
        Ok(u64::MAX)
    );
}

#[test]
fn returns_an_item_as_it_is_encoded() {
    let bytes = hex("a1 01 82 02 03  f5");
    let mut reader = Reader::new(&bytes);
    assert_eq!(reader.item(), Ok(&hex("a1 01 82 02 03")[..]));
    assert_eq!(reader.item(), Ok(&hex("f5")[..]));
    assert_eq!(reader.finish(), Ok(()));
}

#[test]
fn writes_the_shortest_heads() {
    let mut out = Writer::new();
    out.map(2);
    out.int(4).uint(1_000_000);
    out.int(-65_537).array(6);
    out.uint(23).uint(24).int(-24).int(-25);
    out.bytes(&[7; 24]).text("王");
    let expected = hex("a2                        ; map of 2
         04 1a000f4240             ; 4: 1000000
         3a00010000 86             ; -65537: array of 6
         17 1818 37 3818           ; 23, 24, -24, -25
         5818 070707070707070707070707070707070707070707070707
         63 e78e8b                 ; \"王\"");
    assert_eq!(out.into_bytes(), expected);
    assert_eq!(validate(&expected), Ok(()));
}
