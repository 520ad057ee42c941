//! A credential in both forms, and what happens to it between a scanner and the program.

use alloc::format;
use alloc::string::String;
use std::vec::Vec;

use super::*;
use crate::fixtures;
use crate::frames::Frame;
use crate::issue::issue;
use crate::text::TextForm;
use crate::verify::{Policy, Verifier};

mod damage;
mod several;

fn good(form: TextForm) -> String {
    issue(&fixtures::claims(), &fixtures::bureau_key())
        .unwrap()
        .to_text(form)
}

fn digits() -> String {
    good(TextForm::Digits)
}

fn base45() -> String {
    good(TextForm::Base45)
}

/// Asserts that what was typed is read as the very credential, and that this is said to be a repair.
fn is_repaired(typed: &str, fault: ScanFault) {
    let scanned = clean(typed);
    let read = ParsedCredential::from_text(&scanned.text).map(|code| code.hash());
    let right = ParsedCredential::from_text(&digits()).map(|code| code.hash());
    assert_eq!(read, right, "{typed:?}");
    assert_eq!(
        (scanned.fault, scanned.is_repaired),
        (Some(fault), true),
        "{typed:?}"
    );
}

/// The same for what the format itself repairs.
fn is_read_as_it_is(typed: &str) {
    let scanned = clean(typed);
    assert_eq!(
        (&*scanned.text, scanned.fault, scanned.is_repaired),
        (typed, None, false)
    );
    assert!(is_read(typed), "{typed:?}");
}

/// The texts of the codes of a line, all of which are there.
fn texts(line: &str) -> Vec<String> {
    let LineCodes { codes, is_complete } = split(line);
    assert!(is_complete, "{line:?}");
    codes
        .into_iter()
        .map(|code| code.text.into_owned())
        .collect()
}

fn mapped(text: &str, meant: &str, arrive: &str) -> String {
    text.chars()
        .map(|character| {
            let at = meant.chars().position(|other| other == character);
            at.map_or(character, |at| arrive.chars().nth(at).unwrap())
        })
        .collect()
}

#[test]
fn a_sound_text_is_left_alone() {
    for text in [
        digits(),
        base45(),
        digits().to_lowercase(),
        format!(" {}\r\n", digits()),
    ] {
        is_read_as_it_is(&text);
        assert_eq!(texts(&text), [text.as_str()]);
    }
    let link = format!("https://example.org/v/{}", digits());
    is_read_as_it_is(&link);
    let frames = Frame::split(&[7; 300], 200).unwrap();
    is_read_as_it_is(&frames[0]);
}

#[test]
fn what_stands_before_and_behind_a_code_is_dropped() {
    for code in [digits(), base45()] {
        for (before, after) in [
            ("]Q1", ""),
            ("]Q3", ""),
            (" ]q1", ""),
            ("】Ｑ１", ""),
            ("\u{2}", "\u{3}"),
            ("\u{2}]Q1", "\u{3}\r"),
            ("", "\u{4}"),
            ("\u{1d}", "\u{1d}"),
            ("\"", "\""),
            ("'", "'"),
            ("“", "”"),
            ("「", "」"),
            ("QR-Code:", ""),
            ("QR-Code: ", ""),
            ("QR_CODE,", ""),
            ("http://192.168.1.9/scan?code=", ""),
            ("https://pos.example/", "\u{3}"),
            ("<STX>", "<ETX>"),
            ("[stx]", "[CR][LF]"),
            ("", "\\r\\n"),
            ("", "<CR><LF>"),
            ("\u{2402}", "\u{2403}"),
            ("\u{202a}", "\u{202c}"),
            ("=\"", "\""),
            ("王建国\t", "\t"),
        ] {
            let typed = format!("{before}{code}{after}");
            if is_read(&typed) {
                continue;
            }
            is_repaired(&typed, ScanFault::Surrounded);
        }
    }
    is_repaired(&format!("7{}", digits()), ScanFault::Surrounded);
}

#[test]
fn other_keyboard_layouts_are_undone() {
    let of_digits = [
        ("1234567890", "&é\"'(-è_çà"),
        ("1234567890", "&é\"'(§è!çà"),
        ("1234567890", "!@#$%^&*()"),
        ("1234567890", "！@#￥%…&*（）"),
        ("1234567890", "!\"£$%^&*()"),
        ("1234567890", "+ěščřžýáíé"),
        ("1234567890", "٠١٢٣٤٥٦٧٨٩"),
    ];
    for (meant, arrive) in of_digits {
        let meant = if arrive.starts_with('٠') {
            "0123456789"
        } else {
            meant
        };
        let typed = mapped(&digits(), meant, arrive);
        is_repaired(&typed, ScanFault::KeyboardLayout);
        is_repaired(&typed.replace('…', "……"), ScanFault::KeyboardLayout);
    }
    for (meant, arrive) in [
        ("1234567890AQZWM-/:.$%*", "&é\"'(-è_çàQAWZ?)!M:458"),
        ("ZY-/:*+", "YZß-Ö(`"),
    ] {
        let typed = mapped(&base45(), meant, arrive);
        is_repaired(&typed, ScanFault::KeyboardLayout);
    }
    // In a layout, and half of it: the reason is named.
    let half = mapped(&digits()[..150], "1234567890", "&é\"'(-è_çà");
    let scanned = clean(&half);
    assert_eq!(
        (scanned.fault, scanned.is_repaired),
        (Some(ScanFault::KeyboardLayout), false)
    );
    // Without shift `$` and 4 are the same.
    let typed = mapped(&base45(), ":$%*+", ";458=");
    assert_eq!(clean(&typed).fault, Some(ScanFault::KeyboardLayout));
}

#[test]
fn keys_that_arrive_as_sequences_or_numbers_are_characters() {
    for code in [digits(), base45()] {
        let each = |write: &dyn Fn(char) -> String| code.chars().map(write).collect::<String>();
        for typed in [
            each(&|key| format!("\u{1b}[{}u", u32::from(key))),
            each(&|key| {
                format!(
                    "\u{1b}[{};1:1u\u{1b}[{};1:3u",
                    u32::from(key),
                    u32::from(key)
                )
            }),
            each(&|key| format!("\u{1b}[27;2;{}~", u32::from(key))),
            each(&|key| format!("\u{1b}[0;0;{};1;0;1_", u32::from(key))),
            each(&|key| format!("{:03}", u32::from(key))),
            each(&|key| format!("{:04}", u32::from(key))),
            each(&|key| format!("{:02}", u32::from(key))),
            each(&|key| {
                let number = format!("{:03}", u32::from(key));
                number
                    .chars()
                    .map(|digit| format!("\u{1b}{digit}"))
                    .collect()
            }),
        ] {
            is_repaired(&typed, ScanFault::KeySequences);
        }
    }
    let keypad = digits()
        .bytes()
        .map(|digit| format!("\u{1b}O{}", char::from(digit - b'0' + b'p')))
        .collect::<String>();
    is_repaired(&keypad, ScanFault::KeySequences);
}

#[test]
fn arrows_and_released_keys_are_no_characters() {
    for sequence in [
        "\u{1b}[A",
        "\u{1b}OP",
        "\u{1b}[15~",
        "\u{1b}[56;1:3u",
        "\u{1b}[99;5u",
        "\u{1b}a",
        "\u{1b}",
        "8",
    ] {
        assert_eq!(key_of_sequence(sequence), None, "{sequence:?}");
    }
}

#[test]
fn what_an_input_method_does_to_single_characters_is_undone() {
    let full_width = |text: &str| {
        mapped(text, " ", "\u{3000}")
            .chars()
            .map(|character| match character {
                '!'..='~' => char::from_u32(u32::from(character) + 0xfee0).unwrap(),
                other => other,
            })
            .collect::<String>()
    };
    is_read_as_it_is(&full_width(&digits()));
    is_read_as_it_is(&full_width(&base45()));
    let chinese = mapped(&base45(), "./$*-", "。、￥×—");
    assert_ne!(chinese, base45());
    is_repaired(&chinese, ScanFault::InputMethod);
    is_repaired(&chinese.to_lowercase(), ScanFault::InputMethod);
    let grouped: Vec<_> = digits()
        .as_bytes()
        .chunks(40)
        .map(|part| String::from_utf8(part.to_vec()).unwrap())
        .collect();
    for mark in ["，", "·", "。", "'"] {
        is_repaired(&grouped.join(mark), ScanFault::Surrounded);
    }
}

#[test]
fn an_input_method_that_made_words_of_a_code_is_recognised() {
    let (good, letters) = (digits(), base45());
    let (head, tail) = good.split_at(60);
    for typed in [
        format!("{head}啊啊的{}", &tail[5..]),
        format!("吧{}", &good[2..]),
        format!("LB1:北京{}", &letters[8..]),
    ] {
        let scanned = clean(&typed);
        assert_eq!(
            (scanned.fault, scanned.is_repaired),
            (Some(ScanFault::InputMethod), false),
            "{typed}"
        );
    }
}

#[test]
fn texts_of_other_kinds_stay_what_they_are() {
    let hours =
        "咸宁市退役军人事务局，咨询电话〇七一五，办公时间上午八点半至十二点，下午两点半至五点半。";
    for other in [
        hours,
        "https://u.wechat.com/AbCd1234",
        "https://qr.alipay.com/fkx08812abcdefg0123456789?t=1700000000000",
        "6901234567892",
        "134567890123456789",
        "WIFI:T:WPA;S:shop;P:12345678;;",
        "HC1:6BFOXN%TSMAHN-H3YS1IK47ES6IXJRF*V9*8H1JKP2UQ8XVAU8/9E",
        "BEGIN:VCARD",
        "",
        " ",
        "\u{3}",
        "(01)06901234567892(17)261231(10)AB-123",
    ] {
        let scanned = clean(other);
        assert_eq!((&*scanned.text, scanned.fault), (other, None));
        assert_eq!(texts(other), [other]);
    }
}

#[test]
fn any_text_is_safe_and_bounded() {
    let mut state = 1u32;
    let alphabet: Vec<char> = "81LB1:]Q\u{1b}[O;u~_\t\r\u{3}\"王…é(＄0 A"
        .chars()
        .collect();
    for round in 0..2_000 {
        let text: String = (0..round % 300)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                alphabet[(state >> 16) as usize % alphabet.len()]
            })
            .collect();
        let scanned = clean(&text);
        assert!(!scanned.is_repaired);
        assert!(split(&text).codes.len() <= MAX_CODES_IN_LINE);
    }
    for long in [
        "81".repeat(200_000),
        "LB1:".repeat(100_000),
        "\u{1b}[".repeat(100_000),
    ] {
        assert_eq!(clean(&long).text.len(), long.len());
        assert_eq!(split(&long).codes.len(), 1);
    }
    for longest in [
        "81".repeat(MAX_REPAIRED / 2),
        "LB1:".repeat(MAX_REPAIRED / 4),
        "\u{1b}[1".repeat(MAX_REPAIRED / 3),
    ] {
        let _ = (clean(&longest), split(&longest));
    }
}

/// The way of a program that embeds the library.
#[test]
fn a_verifier_takes_what_was_typed() {
    let list = fixtures::trust();
    let verifier = Verifier::without_revocation_check(&list, Policy::gate());
    let typed = mapped(&digits(), "1234567890", "&é\"'(-è_çà");
    assert_eq!(
        verifier.verify_text(&typed, fixtures::NOW).reason(),
        "not-ours"
    );
    assert_eq!(
        verifier.verify_scanned(&typed, fixtures::NOW).reason(),
        "accepted"
    );
    let forged = issue(&fixtures::claims(), &fixtures::key(77)).unwrap();
    let typed = format!("\u{2}{}\u{3}", forged.to_text(TextForm::Digits));
    assert_eq!(
        verifier.verify_scanned(&typed, fixtures::NOW).reason(),
        "issuer-unknown"
    );
}
