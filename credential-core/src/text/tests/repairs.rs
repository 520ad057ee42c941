//! What scanners and input methods do to a text, undone.

use super::*;

fn same(scanned: &str, original: &str) {
    assert!(decode(original).is_ok());
    assert_eq!(decode(scanned), decode(original), "{scanned:?}");
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            ' ' => '\u{3000}',
            other => char::from_u32(u32::from(other) + 0xfee0).unwrap(),
        })
        .collect()
}

#[test]
fn reads_full_width_characters_from_an_input_method() {
    for form in [TextForm::Digits, TextForm::Base45] {
        let text = encode(&sample(119), form);
        same(&full_width(&text), &text);
        same(&full_width(&text.to_lowercase()), &text);
    }
}

#[test]
fn reads_what_a_keyboard_scanner_adds() {
    for form in [TextForm::Digits, TextForm::Base45] {
        let text = encode(&sample(119), form);
        for (before, after) in [
            ("", "\r\n"),
            ("", "\n"),
            ("", "\t"),
            ("\u{feff}", ""),
            ("\0", "\0"),
            ("  ", "\r"),
            ("\u{200b}", "\u{200f}\u{200e}"),
            ("\u{a0}\u{3000}", ""),
        ] {
            same(&format!("{before}{text}{after}"), &text);
        }
    }
}

#[test]
fn reads_digits_in_groups() {
    let text = encode(&sample(119), TextForm::Digits);
    let grouped: String = text
        .chars()
        .enumerate()
        .flat_map(|(at, digit)| [(at % 4 == 0).then_some(' '), Some(digit)])
        .flatten()
        .collect();
    same(&format!("{grouped}  "), &text);
    same(&grouped.replace(' ', "\u{a0}\n"), &text);
}

/// `%69 VD92EX0` has a blank that belongs to it.
#[test]
fn keeps_the_blanks_of_base45() {
    same("LB1:%69 VD92EX0", "LB1:%69\u{a0}VD92EX0");
    assert_eq!(decode("LB1:%69VD92EX0"), Err(BASE45));
}

#[test]
fn drops_blanks_at_the_end_of_base45() {
    same("LB1:BB8 ", "LB1:BB8");
    same("LB1:BB8  ", "LB1:BB8");
    same("LB1:BB8U5 ", "LB1:BB8U5");
    same("LB1:BB8\u{3000}\r\n", "LB1:BB8");
}

#[test]
fn reads_lower_case() {
    same("lb1:ujclqe7w581", "LB1:UJCLQE7W581");
}

/// U+017F becomes S where all of Unicode is changed to upper case, U+0131 I; here they are no letters of
/// Base45.
#[test]
fn only_the_letters_of_ascii_are_changed_to_upper_case() {
    same("LB1:bb8", "LB1:BB8");
    for foreign in ["LB1:BB8\u{17f}00", "LB1:BB8\u{131}00", "LB1:BB8ß0"] {
        assert_eq!(decode(foreign), Err(BASE45), "{foreign}");
    }
    let digits = encode(&sample(119), TextForm::Digits);
    same(&format!("https://a/{digits}"), &digits);
    let foreign = format!("http\u{17f}://a/{digits}");
    assert_eq!(decode(&foreign), Err(Error::NotOurs));
}
