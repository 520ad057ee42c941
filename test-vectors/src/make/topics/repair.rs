//! Stage text: what a reader mends.

use test_vectors::CredentialVector;

use super::Made;
use crate::build::written::{base45, digits};
use crate::draft::vector;
use crate::fixtures::{World, XIANNING};
use crate::person::{Person, wang};

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let person = wang();
    let object = world.issue(&person);
    let text = digits(&object.to_bytes());
    let mut all: Vec<_> = spoiled_digits(&text)
        .into_iter()
        .map(|(id, comment, scanned)| {
            vector(id, comment)
                .object(&object)
                .scanned(&scanned)
                .flags(&["repair"])
                .accept(&person, XIANNING)
        })
        .collect();

    // Both lengths of the last group, and a body with a blank in it: the alphabet has one.
    let even = with_length(world, 0)?;
    let odd = with_length(world, 1)?;
    for (person, spoiled) in [
        (&even, spoiled_base45_even as fn(&str) -> _),
        (&odd, spoiled_base45_odd),
    ] {
        let object = world.issue(person);
        let spoiled: Vec<Spoiled> = spoiled(&base45(&object.to_bytes()));
        all.extend(spoiled.into_iter().map(|(id, comment, scanned)| {
            vector(id, comment)
                .object(&object)
                .scanned(&scanned)
                .flags(&["repair"])
                .accept(person, XIANNING)
        }));
    }
    Ok(all)
}

type Spoiled = (&'static str, &'static str, String);

/// A credential whose length leaves this remainder by two, and whose Base45 form holds a blank.
fn with_length(world: &World, remainder: usize) -> Made<Person> {
    (0..1000)
        .map(|holder| Person {
            holder,
            ..wang().named(if remainder == 0 { "王*明" } else { "王*" })
        })
        .chain((0..1000).map(|holder| Person {
            holder,
            ..wang().named("李A*")
        }))
        .find(|person| {
            let object = world.issue(person).to_bytes();
            object.len() % 2 == remainder && base45(&object).contains(' ')
        })
        .ok_or_else(|| "no credential of this length".into())
}

fn spoiled_digits(text: &str) -> Vec<Spoiled> {
    vec![
        (
            "repair-line-end",
            "A scanner in keyboard mode ends with Enter.",
            format!("{text}\r\n"),
        ),
        ("repair-tab", "Or with the tabulator.", format!("{text}\t")),
        (
            "repair-nul",
            "A serial scanner ends with NUL.",
            format!("{text}\0"),
        ),
        (
            "repair-byte-order-mark",
            "A file begins with the byte order mark.",
            format!("\u{feff}{text}"),
        ),
        (
            "repair-full-width-digits",
            "A Chinese input method turned the digits into full-width ones.",
            full_width(text),
        ),
        (
            "repair-mixed-width",
            "It was switched over in the middle.",
            format!("{}{}", &text[..100], full_width(&text[100..])),
        ),
        (
            "repair-blanks-in-groups",
            "Written in groups of four with blanks between them.",
            grouped(text, 4, " "),
        ),
        (
            "repair-blanks-around",
            "Blanks before and behind the digits.",
            format!("  {text}  "),
        ),
        (
            "repair-ideographic-spaces",
            "The same with U+3000, as an input method writes a blank.",
            grouped(text, 4, "\u{3000}"),
        ),
        (
            "repair-no-break-spaces",
            "The same with U+00A0, as a web page has it.",
            grouped(text, 10, "\u{a0}"),
        ),
        (
            "repair-line-breaks-inside",
            "A mail program broke the lines.",
            grouped(text, 76, "\r\n"),
        ),
        (
            "repair-zero-width",
            "Zero-width space, joiners and direction marks, as chat programs add them.",
            format!("\u{200b}{}\u{200d}{}\u{200f}", &text[..7], &text[7..]),
        ),
        (
            "repair-many-blanks",
            "More than 4096 characters, but few digits: blanks are dropped before the length is judged.",
            grouped(text, 1, "              "),
        ),
    ]
}

fn spoiled_base45_even(text: &str) -> Vec<Spoiled> {
    vec![
        (
            "repair-base45-blank-inside",
            "A blank is a character of the alphabet: nothing to repair.",
            text.to_owned(),
        ),
        (
            "repair-base45-ideographic-space-inside",
            "A blank of the alphabet that an input method turned into U+3000.",
            text.replace(' ', "\u{3000}"),
        ),
        (
            "repair-base45-lower-case",
            "Caps Lock was on: all letters came as lower case.",
            text.to_ascii_lowercase(),
        ),
        (
            "repair-base45-full-width",
            "All characters full-width, the colon of the mark included.",
            full_width(text),
        ),
        (
            "repair-base45-full-width-lower-case",
            "Full-width and lower case.",
            full_width(&text.to_ascii_lowercase()),
        ),
        (
            "repair-base45-trailing-blank",
            "A blank at the end: no Base45 text ends in one, so that it cannot belong to the code. It makes the length 3n+1.",
            format!("{text} "),
        ),
        (
            "repair-base45-three-trailing-blanks",
            "Three blanks at the end, as many as a group has characters.",
            format!("{text}   "),
        ),
        (
            "repair-base45-trailing-blank-and-line-end",
            "A blank with a line end behind it.",
            format!("{text} \r\n"),
        ),
        (
            "repair-base45-leading-blanks",
            "Blanks before the mark.",
            format!("  {text}"),
        ),
    ]
}

fn spoiled_base45_odd(text: &str) -> Vec<Spoiled> {
    vec![
        (
            "repair-base45-odd-length",
            "An odd number of bytes, so that the last group has two characters: nothing to repair.",
            text.to_owned(),
        ),
        (
            "repair-base45-odd-line-end",
            "The same with a line end.",
            format!("{text}\n"),
        ),
        (
            "repair-base45-odd-trailing-blank",
            "A blank at the end makes the length 3n: it would fill the last group.",
            format!("{text} "),
        ),
        (
            "repair-base45-odd-trailing-blanks",
            "Two blanks at the end, the second ideographic: 3n+1.",
            format!("{text} \u{3000}"),
        ),
    ]
}

/// Printable ASCII as full-width forms, a blank as U+3000.
fn full_width(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            ' ' => '\u{3000}',
            other => char::from_u32(u32::from(other) + 0xfee0).unwrap_or(other),
        })
        .collect()
}

fn grouped(text: &str, size: usize, between: &str) -> String {
    text.as_bytes()
        .chunks(size)
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join(between)
}
