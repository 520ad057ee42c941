mod kinds;
mod links;
mod repairs;

use super::{BASE45_MARK, DIGITS_MARK, Mark, TextForm, base45, digits, encode};
use crate::error::{Error, Result, TextFault};
use crate::limits::{MAX_CODE_BYTES, MAX_TEXT_CHARS};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use num_bigint::BigUint;

const TOO_LONG: Error = Error::TooLong {
    limit: MAX_TEXT_CHARS,
};
const CHECK_DIGITS: Error = Error::Unreadable(TextFault::CheckDigits);
const NUMBER: Error = Error::Unreadable(TextFault::Number);
const BASE45: Error = Error::Unreadable(TextFault::Base45);

/// The bytes of a text that is no frame.
fn decode(text: &str) -> Result<Vec<u8>> {
    super::decode(text).map(|(mark, bytes)| {
        assert_eq!(mark, Mark::Credential);
        bytes
    })
}

/// The bytes of digits, however few.
fn decode_digits(text: &str) -> Result<Vec<u8>> {
    digits::decode(text).map(|(mark, bytes)| {
        assert_eq!(mark, Mark::Credential);
        bytes
    })
}

/// Something of the size of a credential that begins as one does.
fn sample(len: usize) -> Vec<u8> {
    let mut bytes = vec![0xd2];
    bytes.extend((1..len).map(|n| (n * 89 + n / 7) as u8));
    bytes
}

fn number_mod_97(digits: &str) -> u32 {
    let remainder = digits.parse::<BigUint>().unwrap() % 97u32;
    remainder.to_string().parse().unwrap()
}

mod iso_7064 {
    use super::*;

    /// Of 1: 1 8100 leaves 58 modulo 97, and 98 - 58 is 40.
    #[test]
    fn has_the_check_digits_computed_by_hand() {
        assert_eq!(encode(&[1], TextForm::Digits), "81401");
        assert_eq!(decode_digits("81401"), Ok(vec![1]));
        assert_eq!(decode_digits("81411"), Err(CHECK_DIGITS));
    }

    /// The oracle of these tests, tried on the registry's example of an IBAN: GB82 WEST 1234 5698
    /// 7654 32, rearranged as ISO 13616 asks.
    #[test]
    fn is_the_arithmetic_of_an_iban() {
        assert_eq!(number_mod_97("3214282912345698765432161182"), 1);
    }

    #[test]
    fn places_the_check_digits_as_in_an_iban() {
        for len in [1, 7, 8, 9, 64, 119, 163, MAX_CODE_BYTES] {
            let text = encode(&sample(len), TextForm::Digits);
            let (head, number) = text.split_at(4);
            assert_eq!(number_mod_97(&format!("{number}{head}")), 1, "{len} bytes");
        }
    }
}

mod digits_form {
    use super::*;

    #[test]
    fn writes_the_number_that_a_bignum_library_writes() {
        for len in 1..=200 {
            for first in [0x01, 0x7f, 0x80, 0xd2, 0xff] {
                let mut bytes = sample(len);
                bytes[0] = first;
                let text = encode(&bytes, TextForm::Digits);
                assert_eq!(text[4..], BigUint::from_bytes_be(&bytes).to_string());
                assert_eq!(decode_digits(&text), Ok(bytes));
            }
        }
    }

    #[test]
    fn crosses_the_borders_of_its_limbs() {
        for exponent in [18, 19, 20, 38, 57] {
            let power = BigUint::from(10u32).pow(exponent);
            for number in [&power - 1u32, power.clone(), power + 1u32] {
                let bytes = number.to_bytes_be();
                let text = encode(&bytes, TextForm::Digits);
                assert_eq!(text[4..], number.to_string());
                assert_eq!(decode_digits(&text), Ok(bytes));
            }
        }
    }

    /// What docs/format.md says of the symbol: 120 bytes are at most 293 digits, version 7-M.
    #[test]
    fn fits_the_symbol_that_is_promised() {
        assert_eq!(encode(&[0xff; 120], TextForm::Digits).len(), 293);
    }

    #[test]
    fn a_wrong_digit_is_caught() {
        let text = encode(&sample(119), TextForm::Digits);
        for at in 2..text.len() {
            for digit in '0'..='9' {
                let mut wrong = text.clone();
                wrong.replace_range(at..=at, digit.encode_utf8(&mut [0; 4]));
                if wrong != text {
                    assert_eq!(decode(&wrong), Err(CHECK_DIGITS), "{digit} at {at}");
                }
            }
        }
    }

    #[test]
    fn two_neighbours_in_the_wrong_order_are_caught() {
        let text = encode(&sample(119), TextForm::Digits);
        for at in 2..text.len() - 1 {
            let mut wrong = text.clone().into_bytes();
            wrong.swap(at, at + 1);
            let wrong = String::from_utf8(wrong).unwrap();
            if wrong != text {
                assert_eq!(decode(&wrong), Err(CHECK_DIGITS), "at {at}");
            }
        }
    }

    /// Two check digits miss one change in 97 of this kind; none may pass for the bytes that were.
    #[test]
    fn a_dropped_or_added_digit_is_never_read_as_the_same_object() {
        let bytes = sample(119);
        let text = encode(&bytes, TextForm::Digits);
        let mut missed = 0;
        let mut check = |wrong: &str| match decode(wrong) {
            Err(CHECK_DIGITS | NUMBER) => {}
            Ok(read) => {
                assert_ne!(read, bytes);
                missed += 1;
            }
            other => panic!("{other:?}"),
        };
        for at in 4..text.len() {
            let mut dropped = text.clone();
            dropped.remove(at);
            check(&dropped);
            for digit in '0'..='9' {
                let mut added = text.clone();
                added.insert(at, digit);
                check(&added);
            }
        }
        let tried = 11 * (text.len() - 4);
        assert!(missed < tried / 50, "{missed} of {tried}");
    }

    #[test]
    fn a_long_code_without_its_head_is_damaged_and_not_foreign() {
        let text = encode(&sample(119), TextForm::Digits);
        for lost in 1..20 {
            if !text[lost..].starts_with("81") {
                assert_eq!(decode(&text[lost..]), Err(CHECK_DIGITS), "{lost} lost");
            }
        }
        assert_eq!(decode(&"7".repeat(120)), Err(CHECK_DIGITS));
        assert_eq!(decode(&"7".repeat(119)), Err(Error::NotOurs));
    }

    /// 97, 98 and 2 are congruent to 00, 01 and 99, which would be a second text for one object.
    #[test]
    fn refuses_check_digits_that_no_encoder_writes() {
        for (written, congruent) in [("97", "00"), ("98", "01"), ("02", "99")] {
            let (text, bytes) = (60..)
                .map(|len| (encode(&sample(len), TextForm::Digits), sample(len)))
                .find(|(text, _)| text[2..].starts_with(written))
                .unwrap();
            assert_eq!(decode(&text), Ok(bytes));
            let other = format!("81{congruent}{}", &text[4..]);
            assert_eq!(decode(&other), Err(CHECK_DIGITS), "{congruent}");
        }
    }

    #[test]
    fn refuses_numbers_that_no_encoder_writes() {
        // 8149 has the check digits of no number at all, 81400..1 those of 1 behind zeros.
        for bad in ["8149", "81490", "814001"] {
            assert_eq!(decode_digits(bad), Err(NUMBER), "{bad}");
        }
        for short in ["", "8", "81", "814", "8140"] {
            assert_eq!(decode_digits(short), Err(CHECK_DIGITS), "{short}");
        }
        // Zeros in front do not change the check digits.
        let mut text = encode(&sample(60), TextForm::Digits);
        text.insert(DIGITS_MARK.len() + 2, '0');
        assert_eq!(decode(&text), Err(NUMBER));
    }
}

mod base45_form {
    use super::*;

    /// The examples of RFC 9285 §4.3 and §4.4.
    const PUBLISHED: [(&str, &str); 4] = [
        ("AB", "BB8"),
        ("Hello!!", "%69 VD92EX0"),
        ("base-45", "UJCLQE7W581"),
        ("ietf!", "QED8WEX0"),
    ];

    #[test]
    fn agrees_with_the_published_examples() {
        for (plain, coded) in PUBLISHED {
            let mut out = String::new();
            base45::encode_into(plain.as_bytes(), &mut out);
            assert_eq!(out, coded);
            assert_eq!(base45::decode(coded).as_deref(), Some(plain.as_bytes()));
            let marked = format!("{BASE45_MARK}{coded}");
            assert_eq!(encode(plain.as_bytes(), TextForm::Base45), marked);
            assert_eq!(decode(&marked), Ok(plain.as_bytes().to_vec()));
        }
    }

    /// RFC 9285 §6: `FGW` is 65535, `GGW` would be 65536 and `:::` 91124.
    #[test]
    fn refuses_groups_that_overflow() {
        assert_eq!(base45::decode("FGW").as_deref(), Some(&[0xff, 0xff][..]));
        for bad in ["GGW", "FHW", "FGX", ":::", "BB8:::"] {
            assert_eq!(base45::decode(bad), None, "{bad}");
            assert_eq!(decode(&format!("LB1:{bad}")), Err(BASE45), "{bad}");
        }
    }

    /// A last group of two stands for one byte; several decoders let 256 and more pass.
    #[test]
    fn refuses_a_last_group_that_overflows() {
        assert_eq!(base45::decode("U5").as_deref(), Some(&[0xff][..]));
        for bad in ["V5", "06", "::", "BB8V5", "BB8::"] {
            assert_eq!(base45::decode(bad), None, "{bad}");
            assert_eq!(decode(&format!("LB1:{bad}")), Err(BASE45), "{bad}");
        }
    }

    #[test]
    fn refuses_impossible_lengths_and_foreign_characters() {
        for bad in [
            "B", "BB8B", "B#8", "B!8", "BB8\"", "B\u{7f}8", "BB￥", "王", "==",
        ] {
            assert_eq!(decode(&format!("LB1:{bad}")), Err(BASE45), "{bad}");
        }
        assert_eq!(decode("LB1:"), Ok(vec![]));
    }

    #[test]
    fn has_one_text_for_each_byte_string() {
        for pair in 0..=u16::MAX {
            let bytes = pair.to_be_bytes();
            let mut text = String::new();
            base45::encode_into(&bytes, &mut text);
            // So that a blank at the end is always one that a scanner added.
            assert!(!text.ends_with(' '));
            assert_eq!(base45::decode(&text).as_deref(), Some(&bytes[..]));
        }
        for byte in 0..=u8::MAX {
            let mut text = String::new();
            base45::encode_into(&[byte], &mut text);
            assert_eq!(text.len(), 2);
            assert_eq!(base45::decode(&text).as_deref(), Some(&[byte][..]));
        }
    }
}

mod limits {
    use super::*;

    #[test]
    fn nothing_but_what_scanners_add_is_empty() {
        for nothing in ["", " ", "\r\n", "\u{feff}", "\u{3000}\t", "\0"] {
            assert_eq!(decode(nothing), Err(Error::Empty), "{nothing:?}");
        }
        // The length is that of the repaired text.
        assert_eq!(decode(&" ".repeat(100_000)), Err(Error::Empty));
        assert_eq!(decode(&"\n".repeat(100_000)), Err(Error::Empty));
    }

    #[test]
    fn counts_characters_after_the_repairs() {
        let spaced: String = encode(&sample(119), TextForm::Digits)
            .chars()
            .flat_map(|digit| [digit, ' ', '\n'])
            .chain(core::iter::repeat_n(' ', 50_000))
            .collect();
        assert_eq!(decode(&spaced), Ok(sample(119)));
        assert_eq!(decode(&"王".repeat(MAX_TEXT_CHARS)), Err(Error::NotOurs));
        assert_eq!(decode(&"王".repeat(MAX_TEXT_CHARS + 1)), Err(TOO_LONG));
        assert_eq!(decode(&"1".repeat(MAX_TEXT_CHARS)), Err(CHECK_DIGITS));
        assert_eq!(decode(&"1".repeat(MAX_TEXT_CHARS + 1)), Err(TOO_LONG));
    }

    #[test]
    fn holds_an_object_of_the_largest_size_and_no_larger() {
        for form in [TextForm::Digits, TextForm::Base45] {
            let largest = sample(MAX_CODE_BYTES);
            assert_eq!(decode(&encode(&largest, form)), Ok(largest));
            assert_eq!(
                decode(&encode(&sample(MAX_CODE_BYTES + 1), form)),
                Err(Error::TooLong {
                    limit: MAX_CODE_BYTES
                })
            );
        }
    }

    #[test]
    fn tells_texts_of_another_kind() {
        for foreign in [
            "https://qr.alipay.com/fkx12345",
            "6901234567892",
            "134650384838381234",
            "LB0:BB8",
            "LBA:BB8",
            "LB1",
            "HC1:NCFOXN",
            "老兵码",
            "81x",
            "-8140",
        ] {
            assert_eq!(decode(foreign), Err(Error::NotOurs), "{foreign}");
        }
    }
}

#[test]
fn tells_the_form() {
    let text = encode(&sample(60), TextForm::Digits);
    let damaged = format!("89{}", &text[2..]);
    for (text, form) in [
        (text.as_str(), Some(TextForm::Digits)),
        (&format!(" ８１ {}", &text[2..]), Some(TextForm::Digits)),
        (&damaged, Some(TextForm::Digits)),
        (&format!("https://a/b/{text}"), Some(TextForm::Digits)),
        (&text[..120], Some(TextForm::Digits)),
        (&text[..119], None),
        (&format!("90{}", &text[2..]), None),
        (&format!("80{}", &text[2..]), None),
        (&format!("{text}."), None),
        (&format!("https://a/b/{text}/"), None),
        ("lb1:BB8", Some(TextForm::Base45)),
        ("LB9:", Some(TextForm::Base45)),
        ("\u{feff}ＬＢ１：", Some(TextForm::Base45)),
        ("LB1", None),
        ("810000199001011234", None),
        ("6901234567892", None),
        ("https://example.org", None),
        ("", None),
    ] {
        assert_eq!(TextForm::of(text), form, "{text}");
    }
}
