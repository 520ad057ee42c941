//! Reserved marks, frames, and the form of a link.

use test_vectors::CredentialVector;

use crate::build::cbor::{array, bytes, uint};
use crate::build::written::{base45_body, digits, marked, number};
use crate::draft::{Draft, vector};
use crate::fixtures::{World, XIANNING};
use crate::person::wang;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = reserved(world);
    all.extend(frames(world));
    all.extend(links(world));
    all
}

fn scanned(id: &str, comment: &str, text: &str) -> Draft {
    vector(id, comment).scanned(text).flags(&["edge"])
}

fn not_ours(id: &str, comment: &str, text: &str) -> CredentialVector {
    scanned(id, comment, text).refuse("text", "not-ours", None)
}

fn unsupported(id: &str, comment: &str, text: &str) -> CredentialVector {
    scanned(id, comment, text).refuse("text", "text-unsupported", None)
}

fn reserved(world: &World) -> Vec<CredentialVector> {
    let object = world.issue(&wang()).to_bytes();
    let number = number(&object);
    let body = base45_body(&object);
    let damaged = |id: &str, comment: &str, text: &str| {
        scanned(id, comment, text).refuse("text", "unreadable", Some("check-digits"))
    };
    let good_83 = marked(83, &number);
    let bad_83 = format!(
        "83{:02}{number}",
        (good_83[2..4].parse().unwrap_or(0) + 1) % 97
    );
    vec![
        unsupported(
            "text-mark-83",
            "The first reserved mark with good check digits: the terminal is too old.",
            &good_83,
        ),
        unsupported(
            "text-mark-89",
            "The last reserved mark with good check digits.",
            &marked(89, &number),
        ),
        unsupported(
            "text-mark-85-leading-zero",
            "A reserved mark before a number that begins with zero: what stands behind the mark is not looked at.",
            &marked(85, &format!("0{number}")),
        ),
        damaged(
            "text-mark-83-check-digits-wrong",
            "A reserved mark with wrong check digits is a damaged code.",
            &bad_83,
        ),
        damaged(
            "text-mark-83-check-digits-of-81",
            "A reserved mark with the check digits of 81: the mark is part of what they protect.",
            &format!("83{}", &digits(&object)[2..]),
        ),
        damaged(
            "text-mark-80",
            "80 is no mark, even with check digits to match.",
            &marked(80, &number),
        ),
        damaged(
            "text-mark-90",
            "90 is no mark, even with check digits to match.",
            &marked(90, &number),
        ),
        not_ours(
            "text-mark-83-119-digits",
            "119 digits with a reserved mark and good check digits: one fewer than any text of ours.",
            &marked(83, &"7".repeat(115)),
        ),
        unsupported(
            "text-mark-83-120-digits",
            "120 digits with a reserved mark and good check digits.",
            &marked(83, &"7".repeat(116)),
        ),
        not_ours(
            "text-mark-81-119-digits",
            "119 digits with good check digits: one fewer than any text of ours.",
            &marked(81, &"7".repeat(115)),
        ),
        scanned(
            "text-mark-81-120-digits",
            "120 digits with good check digits: an object of 48 bytes, a text string.",
            &marked(81, &number_of_text()),
        )
        .refuse("object", "malformed", Some("unexpected-item")),
        unsupported(
            "text-mark-84-1025-bytes",
            "A reserved mark before a number of more bytes than an object of ours has: it is not looked at.",
            &marked(84, &crate::build::written::number(&[0x5a; 1025])),
        ),
        unsupported(
            "text-later-version",
            "A reserved mark of Base45, with valid Base45 behind it.",
            "LB2:6BFOXN%TSMAHN-H",
        ),
        unsupported(
            "text-base45-mark-9",
            "The last reserved mark of Base45.",
            &format!("LB9:{body}"),
        ),
        unsupported(
            "text-base45-mark-2-nothing",
            "A reserved mark with nothing behind it: Base45 for no bytes.",
            "LB2:",
        ),
        unsupported(
            "text-base45-mark-2-1025-bytes",
            "A reserved mark before more bytes than an object of ours has.",
            &format!("LB2:{}", base45_body(&[0x5a; 1025])),
        ),
        scanned(
            "text-base45-mark-2-damaged",
            "A reserved mark with what is no Base45 behind it.",
            &format!("LB2:{}_{}", &body[..30], &body[31..]),
        )
        .refuse("text", "unreadable", Some("base45")),
        not_ours(
            "text-base45-mark-0",
            "LB0 is no mark.",
            &format!("LB0:{body}"),
        ),
    ]
}

/// 116 digits: a text string of 46 bytes.
fn number_of_text() -> String {
    number(&[&[0x78, 46], "a".repeat(46).as_bytes()].concat())
}

fn frames(world: &World) -> Vec<CredentialVector> {
    let frame = array(&[
        bytes(&[0x5a; 16]),
        uint(0),
        uint(2),
        bytes(&world.main_list().to_bytes()[..200]),
    ]);
    let frame = number(&frame);
    let right: u32 = marked(82, &frame)[2..4].parse().unwrap_or(0);
    let wrong = format!("{:02}", (right + 1) % 97);
    let unexpected = |id: &str, comment: &str, text: &str| {
        scanned(id, comment, text).refuse("object", "object-unsupported", None)
    };
    vec![
        unexpected(
            "text-frame",
            "A frame of a sequence where a credential is expected.",
            &marked(82, &frame),
        ),
        unexpected(
            "text-frame-of-a-credential",
            "A good credential under the mark of frames.",
            &marked(82, &number(&world.issue(&wang()).to_bytes())),
        ),
        scanned(
            "text-frame-damaged",
            "A frame with check digits of another number.",
            &format!("82{wrong}{frame}"),
        )
        .refuse("text", "unreadable", Some("check-digits")),
        scanned(
            "text-frame-leading-zero",
            "A frame with a zero before the number.",
            &marked(82, &format!("0{frame}")),
        )
        .refuse("text", "unreadable", Some("number")),
        scanned(
            "text-frame-1025-bytes",
            "A frame of 1025 bytes, one more than an object in a text has.",
            &marked(82, &number(&[0x5a; 1025])),
        )
        .flags(&["limit"])
        .refuse("text", "too-long", None),
    ]
}

fn links(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let object = world.issue(&person);
    let code = digits(&object.to_bytes());
    let spaced: String = code
        .as_bytes()
        .chunks(4)
        .map(|group| format!("{} ", String::from_utf8_lossy(group)))
        .collect();
    let full_width: String = format!("HTTPS://V.EXAMPLE.CN/Q/{code}")
        .chars()
        .filter_map(|character| char::from_u32(character as u32 + 0xfee0))
        .collect();
    let accepted = |id: &str, comment: &str, text: &str| {
        vector(id, comment)
            .object(&object)
            .scanned(text)
            .flags(&["edge"])
            .accept(&person, XIANNING)
    };
    vec![
        accepted(
            "text-link",
            "A link of the issuer in front of the digits.",
            &format!("HTTPS://V.EXAMPLE.CN/Q/{code}"),
        ),
        accepted(
            "text-link-lower-case",
            "The same as a browser writes it.",
            &format!("https://v.example.cn/q/{code}"),
        ),
        accepted(
            "text-link-http",
            "A link without TLS: what stands in front is not looked at.",
            &format!("http://v.example.cn/{code}"),
        ),
        accepted(
            "text-link-with-query-in-front",
            "Anything may stand before the last slash.",
            &format!("https://v.example.cn/?a=\u{5175}#/b c/{code}"),
        ),
        accepted(
            "text-link-without-host",
            "Nothing stands between the slashes.",
            &format!("https://{code}"),
        ),
        accepted(
            "text-link-spaces-among-digits",
            "Blanks among the digits behind a link.",
            &format!("https://v.example.cn/q/{spaced}"),
        ),
        accepted(
            "text-link-full-width",
            "All of it in full-width forms, the slashes too.",
            &full_width,
        ),
        not_ours(
            "text-link-slash-behind",
            "A slash behind the digits: nothing stands behind the last one.",
            &format!("https://v.example.cn/q/{code}/"),
        ),
        not_ours(
            "text-link-fragment",
            "The digits in a fragment: it is a path and nothing else.",
            &format!("https://v.example.cn/q/#{code}"),
        ),
        not_ours(
            "text-link-query",
            "The digits in a query.",
            &format!("https://v.example.cn/q?c={code}"),
        ),
        not_ours(
            "text-link-base45",
            "Base45 behind a link: only the digits form has a link.",
            &format!(
                "https://v.example.cn/q/LB1:{}",
                base45_body(&object.to_bytes())
            ),
        ),
        not_ours(
            "text-link-119-digits",
            "119 digits behind a link.",
            &format!("https://v.example.cn/{}", marked(81, &"7".repeat(115))),
        ),
        not_ours(
            "text-link-90",
            "Digits that begin with 90: behind a link they are nobody's damaged code.",
            &format!(
                "https://v.example.cn/{}",
                marked(90, &number(&object.to_bytes()))
            ),
        ),
        not_ours(
            "text-link-71",
            "Digits that begin with 71.",
            &format!(
                "https://v.example.cn/{}",
                marked(71, &number(&object.to_bytes()))
            ),
        ),
        not_ours(
            "text-link-80",
            "Digits that begin with 80.",
            &format!(
                "https://v.example.cn/{}",
                marked(80, &number(&object.to_bytes()))
            ),
        ),
        not_ours(
            "text-link-ftp",
            "Another scheme.",
            &format!("ftp://v.example.cn/{code}"),
        ),
        not_ours(
            "text-link-long-s",
            "U+017F, which becomes S for who converts more than the letters a to z: then this is a link.",
            &format!("HTTP\u{17f}://V.EXAMPLE.CN/Q/{code}"),
        ),
        scanned(
            "text-link-damaged",
            "A link before digits of which the last was lost.",
            &format!("https://v.example.cn/{}", &code[..code.len() - 1]),
        )
        .refuse("text", "unreadable", Some("check-digits")),
        unsupported(
            "text-link-reserved",
            "A link before digits with a reserved mark.",
            &format!(
                "https://v.example.cn/{}",
                marked(84, &number(&object.to_bytes()))
            ),
        ),
        scanned(
            "text-link-4097-characters",
            "A good code behind a link, one character more than a reader looks at.",
            &format!("https://{}/{code}", "a".repeat(4097 - 9 - code.len())),
        )
        .flags(&["limit"])
        .refuse("text", "too-long", None),
        vector(
            "text-link-4096-characters",
            "As long as a text may be, most of it link.",
        )
        .object(&object)
        .scanned(&format!(
            "https://{}/{code}",
            "a".repeat(4096 - 9 - code.len())
        ))
        .flags(&["limit"])
        .accept(&person, XIANNING),
    ]
}
