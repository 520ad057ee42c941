//! Stage text: no code of ours, or one that was damaged.

mod marks;

use test_vectors::CredentialVector;

use super::Made;
use super::valid::filled_to;
use crate::build::written::{base45, base45_body, check_digits, digits, number, with_check_digits};
use crate::draft::vector;
use crate::fixtures::World;
use crate::person::{Person, wang};

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let mut all = nothing_and_too_much(world)?;
    all.extend(others());
    all.extend(damaged_digits(world)?);
    all.extend(congruent_digits(world)?);
    all.extend(damaged_base45(world));
    all.extend(marks::vectors(world));
    Ok(all)
}

fn nothing_and_too_much(world: &World) -> Made<Vec<CredentialVector>> {
    let too_large = world.issue(&filled_to(world, 1025)?);
    let longest = format!("8100{}", "1".repeat(4092));
    Ok(vec![
        vector("text-empty", "The scanner returned nothing.")
            .refuse("text", "empty", None),
        vector(
            "text-blank",
            "Nothing is left after the repairs: blanks, line end, ideographic space, byte order mark.",
        )
        .scanned("\u{feff} \t\u{3000}\r\n")
        .refuse("text", "empty", None),
        vector(
            "text-blank-20000",
            "However many blanks there are, nothing is left after the repairs.",
        )
        .scanned(&" ".repeat(20_000))
        .flags(&["limit"])
        .refuse("text", "empty", None),
        vector("text-4097-digits", "One character more than a reader looks at.")
            .scanned(&format!("{longest}1"))
            .flags(&["limit"])
            .refuse("text", "too-long", None),
        vector(
            "text-4096-digits",
            "As long as a text may be; the check digits do not agree.",
        )
        .scanned(&longest)
        .flags(&["limit"])
        .refuse("text", "unreadable", Some("check-digits")),
        vector(
            "text-1400-hanzi",
            "4200 bytes of UTF-8, but 1400 characters: the limit counts characters.",
        )
        .scanned(&"八".repeat(1400))
        .flags(&["limit"])
        .refuse("text", "not-ours", None),
        vector(
            "text-object-1025-bytes",
            "An otherwise good credential of 1025 bytes, one more than a text may hold.",
        )
        .scanned(&digits(&too_large.to_bytes()))
        .flags(&["limit"])
        .refuse("text", "too-long", None),
        vector(
            "text-spaces-before-a-letter",
            "A digit, 4094 spaces and two letters: only from digits all spaces are removed, so the text is too long and not only no code.",
        )
        .scanned(&format!("8{}OO", " ".repeat(4094)))
        .flags(&["limit"])
        .refuse("text", "too-long", None),
        vector(
            "text-object-1025-bytes-base45",
            "The same in the Base45 form.",
        )
        .scanned(&base45(&too_large.to_bytes()))
        .flags(&["limit"])
        .refuse("text", "too-long", None),
    ])
}

fn others() -> Vec<CredentialVector> {
    let strangers = [
        (
            "text-web-address",
            "A web address.",
            "https://example.com/8142?id=1".to_owned(),
        ),
        (
            "text-product-code",
            "The bar code of a product: 13 digits.",
            "6901234567892".to_owned(),
        ),
        (
            "text-health-certificate",
            "An EU digital COVID certificate, Base45 behind another mark.",
            "HC1:6BFOXN%TSMAHN-H".to_owned(),
        ),
        (
            "text-mark-without-colon",
            "The mark is `LB1:`, colon included.",
            "LB16BFOXN".to_owned(),
        ),
        (
            "text-digits-with-a-letter",
            "Begins as the digits form, but one character is the letter O.",
            format!("8142{}O", "1".repeat(280)),
        ),
        (
            "text-payment-code",
            "18 digits that happen to begin with 81: fewer than any code of ours has.",
            "810000000000000001".to_owned(),
        ),
        (
            "text-mark-only",
            "The mark alone: no check digits.",
            "81".to_owned(),
        ),
        (
            "text-half-check-digits",
            "The mark and half of the check digits.",
            "814".to_owned(),
        ),
        (
            "text-number-zero",
            "The number zero behind good check digits: too short.",
            with_check_digits("0"),
        ),
        (
            "text-number-missing",
            "Mark and check digits agree, but there is no number.",
            with_check_digits(""),
        ),
        (
            "text-number-one",
            "The number one behind good check digits: too short.",
            with_check_digits("1"),
        ),
        (
            "text-resident-number",
            "The number of a resident from Macao, 18 digits: it begins as a reserved mark does.",
            "820000199001011234".to_owned(),
        ),
        (
            "text-119-digits",
            "One digit fewer than what is surely a damaged code of ours.",
            "9".repeat(119),
        ),
        ("text-chinese", "Chinese text.", "老兵优待证".to_owned()),
        (
            "text-arabic-digits",
            "Digits of another script (U+0660-0669) are none of ours, and are not repaired.",
            "٨١٤٢١".to_owned(),
        ),
    ];
    strangers
        .into_iter()
        .map(|(id, comment, text)| {
            vector(id, comment)
                .scanned(&text)
                .refuse("text", "not-ours", None)
        })
        .collect()
}

fn damaged_digits(world: &World) -> Made<Vec<CredentialVector>> {
    let object = world.issue(&wang()).to_bytes();
    let text = digits(&object);
    let number = number(&object);
    let swap_at = text
        .as_bytes()
        .windows(2)
        .skip(40)
        .position(|pair| pair[0] != pair[1])
        .ok_or("no two different digits")?
        + 40;
    let mut swapped: Vec<char> = text.chars().collect();
    swapped.swap(swap_at, swap_at + 1);
    let mut altered: Vec<char> = text.chars().collect();
    altered[100] = if altered[100] == '0' { '1' } else { '0' };
    let collect = |characters: &[char]| characters.iter().collect::<String>();

    let damaged = [
        (
            "text-digit-altered",
            "One digit was read wrongly.",
            collect(&altered),
        ),
        (
            "text-digits-swapped",
            "Two neighbouring digits changed places.",
            collect(&swapped),
        ),
        (
            "text-last-digit-lost",
            "The scanner dropped the last digit.",
            text[..text.len() - 1].to_owned(),
        ),
        (
            "text-digit-doubled",
            "The keyboard repeated a digit.",
            format!("{}{}", &text[..51], &text[50..]),
        ),
        (
            "text-first-digit-lost",
            "Without its first digit the text does not begin with 81, but so many digits can only be ours.",
            text[1..].to_owned(),
        ),
        (
            "text-120-digits",
            "120 digits that do not begin with 81: the least number that is surely a damaged code of ours.",
            "9".repeat(120),
        ),
        (
            "text-check-digits-wrong",
            "The check digits are one too many.",
            format!("81{:02}{number}", check_digits(&number) % 97 + 1),
        ),
    ];
    let mut all: Vec<_> = damaged
        .into_iter()
        .map(|(id, comment, text)| {
            vector(id, comment)
                .scanned(&text)
                .refuse("text", "unreadable", Some("check-digits"))
        })
        .collect();
    let no_number = [
        (
            "text-number-leading-zero",
            "A zero before the number, with check digits to match: another text for the same object, which no encoder writes.",
            with_check_digits(&format!("0{number}")),
        ),
        (
            "text-number-zeros",
            "116 zeros behind good check digits: the number zero stands for no object.",
            with_check_digits(&"0".repeat(116)),
        ),
    ];
    all.extend(no_number.into_iter().map(|(id, comment, text)| {
        vector(id, comment).scanned(&text).flags(&["edge"]).refuse(
            "text",
            "unreadable",
            Some("number"),
        )
    }));
    Ok(all)
}

/// Good credentials with other check digits to which the whole is congruent as well.
fn congruent_digits(world: &World) -> Made<Vec<CredentialVector>> {
    [
        (
            "text-check-digits-00",
            "The check digits are 00 in place of 97: the whole is congruent to 1, but it would be a second text for the same object.",
            97,
            "8100",
        ),
        (
            "text-check-digits-01",
            "01 in place of 98, congruent too.",
            98,
            "8101",
        ),
        (
            "text-check-digits-99",
            "99 in place of 02, congruent too.",
            2,
            "8199",
        ),
    ]
    .into_iter()
    .map(|(id, comment, check, head)| {
        let number = (0..)
            .map(|status_index| {
                let person = Person {
                    status_index,
                    ..wang()
                };
                number(&world.issue(&person).to_bytes())
            })
            .find(|number| check_digits(number) == check)
            .ok_or("no credential with these check digits")?;
        Ok(vector(id, comment)
            .scanned(&format!("{head}{number}"))
            .flags(&["edge"])
            .refuse("text", "unreadable", Some("check-digits")))
    })
    .collect()
}

fn damaged_base45(world: &World) -> Vec<CredentialVector> {
    let object = world.issue(&wang()).to_bytes();
    let body = base45_body(&object);
    let even = &object[..object.len() / 2 * 2];
    let damaged = [
        (
            "text-base45-outside-alphabet",
            "An underscore is no character of the alphabet.",
            format!("LB1:{}_{}", &body[..30], &body[31..]),
        ),
        (
            "text-base45-non-ascii",
            "Neither is a Chinese character.",
            format!("LB1:{}兵{}", &body[..30], &body[31..]),
        ),
        (
            "text-base45-length",
            "3n+1 characters: the last one stands alone.",
            format!("{}A", base45(even)),
        ),
        (
            "text-base45-65536",
            "GGW is 65536, one more than two bytes hold (RFC 9285 §4).",
            format!("{}GGW", base45(even)),
        ),
        (
            "text-base45-greatest-triple",
            "Three colons are 91124, far more than two bytes hold.",
            "LB1::::".to_owned(),
        ),
        (
            "text-base45-tail-256",
            "The last group is V5, 256: more than one byte holds, and what some decoders let pass as zero.",
            format!("{}V5", base45(even)),
        ),
        (
            "text-base45-tail-greatest",
            "The last group is two colons, 2024.",
            format!("{}::", base45(even)),
        ),
        (
            "text-base45-last-lost",
            "The scanner dropped the last character; what is left of the last group is more than one byte holds.",
            {
                let text = base45(even);
                text[..text.len() - 1].to_owned()
            },
        ),
    ];
    let mut all: Vec<_> = damaged
        .into_iter()
        .map(|(id, comment, text)| {
            vector(id, comment)
                .scanned(&text)
                .refuse("text", "unreadable", Some("base45"))
        })
        .collect();
    all.push(
        vector(
            "text-base45-nothing",
            "The mark with nothing behind it is Base45 for no bytes: the object is missing.",
        )
        .scanned("LB1:")
        .flags(&["edge"])
        .refuse("object", "malformed", Some("truncated")),
    );
    all
}
