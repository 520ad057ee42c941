//! Stage text: what is given to a bureau and is no enrolment.

use test_vectors::EnrolmentVector;

use super::{MARK, good, of_text, refusal, taken};
use crate::build::cbor::{array, bytes, uint};
use crate::build::cose::Sign1;
use crate::build::written::{base45, digits, marked, number};
use crate::fixtures::World;
use crate::person::wang;
use crate::times::NOW;

pub(super) fn vectors(world: &World) -> Vec<EnrolmentVector> {
    let key = &world.holder;
    let object = good(key).to_bytes();
    let written = marked(MARK, &number(&object));
    let credential = world.issue(&wang().bound_to(key.x));
    let presentation = Sign1::proof(&credential, NOW, &[], key).to_bytes();
    let frame = array(&[bytes(&[7; 16]), uint(0), uint(1), bytes(&object)]);
    let fault = |id: &str, comment: &str, text: &str, code: &str, detail: Option<&str>| {
        let stage = match code {
            "object-unsupported" => "object",
            _ => "text",
        };
        of_text(id, comment, text, refusal((stage, code, detail)))
    };
    let unsupported =
        |id: &str, comment: &str, text: &str| fault(id, comment, text, "object-unsupported", None);
    let spaced: Vec<String> = written
        .as_bytes()
        .chunks(5)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    let wide: String = written
        .bytes()
        .filter_map(|digit| char::from_u32(u32::from(digit) - u32::from(b'0') + 0xff10))
        .collect();
    let wrong_digit = {
        let other = if written.ends_with('3') { "7" } else { "3" };
        format!("{}{other}", &written[..written.len() - 1])
    };
    let repaired = |id: &str, comment: &str, text: &str| EnrolmentVector {
        flags: vec!["valid".into(), "repair".into()],
        ..of_text(id, comment, text, taken(key))
    };
    vec![
        repaired(
            "text-in-groups",
            "In groups of five, as somebody has written it down.",
            &spaced.join(" "),
        ),
        repaired(
            "text-full-width",
            "Full-width digits of an input method.",
            &wide,
        ),
        fault("text-empty", "Nothing.", "", "empty", None),
        fault(
            "text-wrong-digit",
            "The last digit is another one.",
            &wrong_digit,
            "unreadable",
            Some("check-digits"),
        ),
        fault(
            "text-leading-zero",
            "The number begins with 0, with good check digits.",
            &marked(MARK, &format!("0{}", number(&object))),
            "unreadable",
            Some("number"),
        ),
        fault(
            "text-short",
            "119 digits.",
            &written[..119],
            "not-ours",
            None,
        ),
        fault(
            "text-1025-bytes",
            "More bytes than any code has.",
            &marked(MARK, &number(&[0xd2; 1025])),
            "too-long",
            None,
        ),
        fault(
            "text-mark-88",
            "The same bytes under a mark without a meaning.",
            &marked(88, &number(&object)),
            "text-unsupported",
            None,
        ),
        unsupported(
            "text-mark-of-a-credential",
            "The same bytes under the mark of a credential.",
            &digits(&object),
        ),
        unsupported(
            "text-base45",
            "The same bytes in Base45, which credentials alone have.",
            &base45(&object),
        ),
        unsupported(
            "text-of-a-credential",
            "A code on paper.",
            &digits(&credential.to_bytes()),
        ),
        unsupported(
            "text-of-a-presentation",
            "What the phone shows at a gate.",
            &marked(86, &number(&presentation)),
        ),
        unsupported(
            "text-of-a-frame",
            "A frame of a sequence that carries the enrolment.",
            &marked(82, &number(&frame)),
        ),
    ]
}
