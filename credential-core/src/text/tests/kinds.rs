//! Marks: those that have a meaning, those that are kept for later, and texts of other people.

use super::*;
use crate::text::{FRAME_MARK, MIN_DIGITS, PRESENTATION_MARK, encode_frame, encode_presentation};

/// The digits form with another mark, and check digits that a bignum library has computed.
fn marked(mark: u32, bytes: &[u8]) -> String {
    let number = BigUint::from_bytes_be(bytes).to_string();
    let check = 98 - number_mod_97(&format!("{number}{mark}00"));
    format!("{mark}{check:02}{number}")
}

/// A text whose mark was changed, and nothing else.
fn with_mark(mark: u32, text: &str) -> String {
    format!("{mark}{}", &text[2..])
}

#[test]
fn the_marks_are_those_of_the_format() {
    assert_eq!(
        marked(81, &sample(60)),
        encode(&sample(60), TextForm::Digits)
    );
    assert_eq!(marked(82, &sample(60)), encode_frame(&sample(60)));
    assert_eq!(marked(86, &sample(60)), encode_presentation(&sample(60)));
    let marks = (DIGITS_MARK, FRAME_MARK, PRESENTATION_MARK);
    assert_eq!(marks, ("81", "82", "86"));
    let read = super::super::decode(&marked(86, &sample(60)));
    assert_eq!(read, Ok((Mark::Presentation, sample(60))));
    let read = super::super::decode(&marked(82, &sample(60)));
    assert_eq!(read, Ok((Mark::Frame, sample(60))));
}

#[test]
fn a_reserved_mark_with_good_check_digits_is_of_a_later_kind() {
    for mark in [83, 84, 85, 87, 88, 89] {
        let text = marked(mark, &sample(60));
        assert_eq!(decode(&text), Err(Error::TextUnsupported), "{mark}");
        let mut damaged = text.clone();
        damaged.replace_range(50..51, if &text[50..51] == "7" { "3" } else { "7" });
        assert_eq!(decode(&damaged), Err(CHECK_DIGITS), "{mark}");
    }
    for mark in [10, 79, 80, 90, 99] {
        let text = marked(mark, &sample(60));
        assert_eq!(decode(&text), Err(CHECK_DIGITS), "{mark}");
    }
}

/// The check digits are over the mark as well: no kind passes for another.
#[test]
fn the_mark_of_another_kind_is_a_damage() {
    let text = encode(&sample(60), TextForm::Digits);
    for mark in 82..=89 {
        let other = with_mark(mark, &text);
        assert_eq!(super::super::decode(&other), Err(CHECK_DIGITS), "{mark}");
    }
}

/// Identity numbers of residents from Hong Kong, Macao and Taiwan begin with 81 to 83.
#[test]
fn fewer_than_120_digits_are_not_ours() {
    // The least number with 116 digits: the shortest text there can be.
    let least = BigUint::from(10u32).pow(115).to_bytes_be();
    for (mark, expected) in [(81, Ok(least.clone())), (84, Err(Error::TextUnsupported))] {
        let text = marked(mark, &least);
        assert_eq!(text.len(), MIN_DIGITS);
        assert_eq!(decode(&text), expected);
        assert_eq!(decode(&text[..119]), Err(Error::NotOurs));
    }
    let longest = (BigUint::from(10u32).pow(115) - 1u32).to_bytes_be();
    let text = encode(&longest, TextForm::Digits);
    assert_eq!(text.len(), 119);
    assert_eq!(decode(&text), Err(Error::NotOurs));
    assert_eq!(decode(&format!("{text} ")), Err(Error::NotOurs));
    for foreign in [
        "810000199408230021",
        "830000199201300022",
        "81401",
        "81",
        "8",
    ] {
        assert_eq!(decode(foreign), Err(Error::NotOurs), "{foreign}");
    }
}

#[test]
fn a_later_base45_form_is_of_a_later_kind_if_it_is_sound() {
    for kind in '2'..='9' {
        for body in ["", "BB8", "%69 VD92EX0"] {
            let text = format!("LB{kind}:{body}");
            assert_eq!(decode(&text), Err(Error::TextUnsupported), "{text}");
        }
        for bad in ["B", "GGW", "B#8", "::"] {
            let text = format!("LB{kind}:{bad}");
            assert_eq!(decode(&text), Err(BASE45), "{text}");
        }
    }
    for foreign in ["LB0:BB8", "LB10:BB8", "LB:BB8", "LB1BB8", "XLB1:BB8"] {
        assert_eq!(decode(foreign), Err(Error::NotOurs), "{foreign}");
    }
}

/// Two faults in one text: the rule that stands first in docs/format.md is named.
#[test]
fn the_rules_have_an_order() {
    let large = sample(MAX_CODE_BYTES + 1);
    let too_large = Err(Error::TooLong {
        limit: MAX_CODE_BYTES,
    });
    let with_zero = |text: String| format!("{}0{}", &text[..4], &text[4..]);
    let mut base45 = encode(&large, TextForm::Base45);
    for (text, expected) in [
        // Too long before a link, before Base45, before another kind.
        (
            format!("HTTPS://{}", "A".repeat(MAX_TEXT_CHARS)),
            Err(TOO_LONG),
        ),
        (
            format!("LB1:#{}", "A".repeat(MAX_TEXT_CHARS)),
            Err(TOO_LONG),
        ),
        (format!("83{}", "1".repeat(MAX_TEXT_CHARS)), Err(TOO_LONG)),
        // Check digits before a reserved mark, that before the number, the number before the size.
        (with_mark(83, &marked(84, &sample(60))), Err(CHECK_DIGITS)),
        (
            with_zero(marked(83, &sample(60))),
            Err(Error::TextUnsupported),
        ),
        (marked(83, &large), Err(Error::TextUnsupported)),
        (with_zero(marked(81, &large)), Err(NUMBER)),
        (with_zero(marked(82, &large)), Err(NUMBER)),
        (marked(81, &large), too_large.clone()),
        (marked(82, &large), too_large.clone()),
        // The same in Base45.
        (base45.clone(), too_large),
        (
            base45.replacen("LB1", "LB2", 1),
            Err(Error::TextUnsupported),
        ),
        (
            {
                base45.push('#');
                base45
            },
            Err(BASE45),
        ),
    ] {
        assert_eq!(decode(&text), expected, "{}", &text[..20]);
    }
}
