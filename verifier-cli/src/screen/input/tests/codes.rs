//! What input methods and bad contacts do to a code.

use credential_core::{Error, ParsedCredential, Stage, issue};

use super::*;
use crate::tests::fixtures::{XIANNING, base45, claims, good, key};

fn reads(typed: &str) -> bool {
    ParsedCredential::from_text(&repair(typed).text).is_ok()
}

/// The good code in Base45.
fn good_base45() -> String {
    let credential = issue(&claims("王建明"), &key(XIANNING)).unwrap();
    base45(credential.as_bytes())
}

#[test]
fn what_an_input_method_does_to_single_characters_is_undone() {
    let full_width = |text: &str| -> String {
        text.chars()
            .map(|character| match character {
                ' ' => '\u{3000}',
                '!'..='~' => char::from_u32(u32::from(character) + 0xfee0).unwrap(),
                other => other,
            })
            .collect()
    };
    let (digits, letters) = (good(), good_base45());
    assert!(reads(&full_width(&digits)) && reads(&full_width(&letters)));
    let chinese = letters
        .replace('.', "。")
        .replace('/', "、")
        .replace('$', "￥")
        .replace('*', "×")
        .replace('-', "—");
    assert_ne!(chinese, letters);
    assert!(reads(&chinese), "{chinese}");
    assert!(reads(&chinese.to_lowercase()));
    // Groups of digits with marks between them.
    let grouped: Vec<_> = digits
        .as_bytes()
        .chunks(40)
        .map(|part| std::str::from_utf8(part).unwrap())
        .collect();
    for mark in ["，", "·", " ", "。", "'"] {
        assert!(reads(&grouped.join(mark)), "{mark}");
    }
}

#[test]
fn identifiers_that_scanners_put_before_a_code_are_dropped() {
    for head in ["]Q1", "]Q3", " ]q1", "】Ｑ１"] {
        assert!(reads(&format!("{head}{}", good())), "{head}");
        assert!(reads(&format!("{head}{}", good_base45())), "{head}");
    }
}

#[test]
fn an_input_method_that_made_words_of_a_code_is_recognised() {
    let good = good();
    let (head, tail) = good.split_at(60);
    for typed in [
        format!("{head}啊啊的{}", &tail[5..]),
        format!("吧{}", &good[2..]),
        format!("LB1:北京{}", &good_base45()[8..]),
    ] {
        assert_eq!(repair(&typed).damage, Damage::InputMethod, "{typed}");
        assert!(!reads(&typed));
    }
    // A text in Chinese of another kind stays what it is.
    let other =
        "咸宁市退役军人事务局，咨询电话〇七一五，办公时间上午八点半至十二点，下午两点半至五点半。";
    assert_eq!(repair(other).damage, Damage::None);
    assert_eq!(repair("https://u.wechat.com/AbCd1234").damage, Damage::None);
    assert_eq!(repair("6901234567892").damage, Damage::None);
    assert_eq!(repair("134567890123456789").damage, Damage::None);
}

/// Every way in which one character can be dropped, doubled, swapped with the next or replaced.
fn damaged(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    for at in 0..characters.len() {
        let mut dropped = characters.clone();
        dropped.remove(at);
        let mut doubled = characters.clone();
        doubled.insert(at, characters[at]);
        all.extend([dropped, doubled]);
        if at + 1 < characters.len() && characters[at] != characters[at + 1] {
            let mut swapped = characters.clone();
            swapped.swap(at, at + 1);
            all.push(swapped);
        }
        if characters[at].is_ascii_digit() {
            let mut replaced = characters.clone();
            let digit = characters[at].to_digit(10).unwrap();
            replaced[at] = char::from_digit((digit + 1 + at as u32 % 9) % 10, 10).unwrap();
            if replaced[at] != characters[at] {
                all.push(replaced);
            }
        }
    }
    all.into_iter().map(String::from_iter).collect()
}

#[test]
fn digits_with_one_fault_are_never_taken_for_a_forgery() {
    let good = good();
    let (mut unreadable, mut passed) = (0, 0);
    for text in damaged(&good) {
        let repaired = repair(&text);
        // Any error after the signature check would be shown as a verdict on the code.
        match ParsedCredential::from_text(&repaired.text).unwrap_err() {
            Error::Unreadable(_) => unreadable += 1,
            error => {
                assert!(error.stage() <= Stage::Object, "{error} {text}");
                assert_eq!(repaired.damage, Damage::Incomplete, "{text}");
                passed += 1;
            }
        }
    }
    // The check digits find all but about one in 97 of the dropped and doubled ones.
    assert!(passed * 40 < unreadable, "{passed} of {unreadable}");
}

#[test]
fn half_a_code_is_recognised_wherever_it_was_cut() {
    let good = good();
    for at in 1..good.len() - 1 {
        let (head, tail) = good.split_at(at);
        for half in [head, tail] {
            if half.len() <= 40 {
                // As long as a bar code or an identity number, which may begin with 81 too: they cannot
                // be distinguished.
                continue;
            }
            assert_eq!(repair(half).damage, Damage::Incomplete, "{half}");
            assert!(!reads(half));
        }
    }
}

#[test]
fn base45_with_one_fault_is_known_as_ours() {
    let good = good_base45();
    for text in damaged(&good) {
        let repaired = repair(&text);
        assert_eq!(repaired.damage, Damage::Incomplete, "{text}");
    }
}
