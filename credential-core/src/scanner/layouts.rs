//! Keyboard layouts: what a scanner that is set to a US keyboard types into a computer with another.

use alloc::string::String;

/// A layout: the characters that arrive, and at the same place those that were meant.
///
/// Base45 has capitals only, so shift is held for letters and for `$ % * + :`, and not for the others.
struct Layout {
    arrive: &'static str,
    meant: &'static str,
}

/// In the order in which they are tried: a text that two of them could explain is read with the first
/// that makes it a code.
const LAYOUTS: &[Layout] = &[
    // France, AZERTY. Letters change places, digits need the shift key.
    Layout {
        arrive: "&é\"'(-è_çàQAWZ?)!M:458",
        meant: "1234567890AQZWM-/:.$%*",
    },
    // Belgium, AZERTY.
    Layout {
        arrive: "&é\"'(§è!çàQAWZ?)=M:458_",
        meant: "1234567890AQZWM-/:.$%*+",
    },
    // Germany, QWERTZ.
    Layout {
        arrive: "YZßẞ-Ö(`",
        meant: "ZY--/:*+",
    },
    // USA with the shift key held or caught: the digits' marks.
    Layout {
        arrive: "!@#$%^&*()",
        meant: "1234567890",
    },
    // The same in Chinese punctuation.
    Layout {
        arrive: "!@#￥%…&*()",
        meant: "1234567890",
    },
    Layout {
        arrive: "!·#¥%…&*()",
        meant: "1234567890",
    },
    // United Kingdom with the shift key held.
    Layout {
        arrive: "!\"£$%^&*()",
        meant: "1234567890",
    },
    // Czechia and Slovakia.
    Layout {
        arrive: "+ěščřžýáíéĚŠČŘŽÝÁÍÉ",
        meant: "1234567890234567890",
    },
    Layout {
        arrive: "+ľščťžýáíéĽŠČŤŽÝÁÍÉ",
        meant: "1234567890234567890",
    },
];

/// Zeros of other scripts whose digits stand one after the other (Unicode, general category Nd).
const ZEROS: &[char] = &[
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{f20}', '\u{1040}',
    '\u{1810}', '\u{17e0}', '\u{1946}', '\u{19d0}',
];

/// The text as each layout explains it, where it changes something and leaves nothing unexplained.
pub(super) fn readings(text: &str) -> impl Iterator<Item = String> {
    // Shift and 6 types two of these characters on a Chinese keyboard.
    let single = text.replace("……", "…");
    let of_layouts = LAYOUTS
        .iter()
        .flat_map(move |layout| [read_with(layout, text), read_with(layout, &single)]);
    let of_scripts = core::iter::once_with(move || text.chars().map(digit).collect::<String>());
    of_layouts
        .chain(of_scripts)
        .filter(move |reading| reading != text && reading.is_ascii())
}

fn read_with(layout: &Layout, text: &str) -> String {
    let meant = |character| {
        let at = layout
            .arrive
            .chars()
            .position(|arrives| arrives == character);
        at.and_then(|at| layout.meant.chars().nth(at))
    };
    text.chars()
        .map(|character| meant(character).unwrap_or(character))
        .collect()
}

fn digit(character: char) -> char {
    ZEROS
        .iter()
        .filter_map(|zero| u32::from(character).checked_sub(u32::from(*zero)))
        .find(|value| *value < 10)
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(character)
}
