//! Stage claims: name, details, the holder's key, validity.

use super::FaultCase;
use crate::build::cbor::{NULL, array, bytes, int, map, text, uint};
use crate::build::curve::{Key, cose_key};
use crate::fixtures::{World, foreign_key};
use crate::person::{Person, edit, wang};
use crate::times::{LAST_TIME, TWENTY_YEARS};

pub(super) fn names() -> Vec<FaultCase> {
    let hidden = [
        ("claims-name-empty", "The name is empty.", String::new()),
        (
            "claims-name-97-bytes",
            "97 bytes, one more than a name has.",
            format!("{}A", "ئ".repeat(48)),
        ),
        (
            "claims-name-leading-blank",
            "A blank in front.",
            " 王*明".into(),
        ),
        (
            "claims-name-trailing-blank",
            "U+3000, white space too, at the end.",
            "王*明\u{3000}".into(),
        ),
        ("claims-name-blank", "Nothing but a blank.", " ".into()),
        (
            "claims-name-line-feed",
            "A line feed, which could forge a second line on the screen.",
            "王*\n明".into(),
        ),
        (
            "claims-name-nul",
            "NUL, where some software ends.",
            "王*\0明".into(),
        ),
        ("claims-name-delete", "DEL (U+007F).", "王*\u{7f}明".into()),
        (
            "claims-name-c1-control",
            "A control character of the second range (U+0085).",
            "王*\u{85}明".into(),
        ),
        (
            "claims-name-escape",
            "ESC, with which a terminal window can be made to show something else.",
            "王\u{1b}[2J明".into(),
        ),
        (
            "claims-name-grapheme-joiner",
            "U+034F.",
            "王\u{34f}明".into(),
        ),
        (
            "claims-name-hangul-filler",
            "U+115F.",
            "王\u{115f}明".into(),
        ),
        (
            "claims-name-hangul-filler-2",
            "U+1160.",
            "王\u{1160}明".into(),
        ),
        ("claims-name-khmer-vowel", "U+17B4.", "王\u{17b4}明".into()),
        (
            "claims-name-khmer-vowel-2",
            "U+17B5.",
            "王\u{17b5}明".into(),
        ),
        (
            "claims-name-variation-selector-mongolian",
            "U+180B.",
            "王\u{180b}明".into(),
        ),
        ("claims-name-u180f", "U+180F.", "王\u{180f}明".into()),
        (
            "claims-name-braille-blank",
            "U+2800.",
            "王\u{2800}明".into(),
        ),
        (
            "claims-name-hangul-filler-3",
            "U+3164.",
            "王\u{3164}明".into(),
        ),
        (
            "claims-name-variation-selector",
            "U+FE00.",
            "王\u{fe00}明".into(),
        ),
        (
            "claims-name-variation-selector-16",
            "U+FE0F.",
            "王\u{fe0f}明".into(),
        ),
        (
            "claims-name-half-hangul-filler",
            "U+FFA0.",
            "王\u{ffa0}明".into(),
        ),
        ("claims-name-ufff0", "U+FFF0.", "王\u{fff0}明".into()),
        (
            "claims-name-musical-beam",
            "U+1D173.",
            "王\u{1d173}明".into(),
        ),
        (
            "claims-name-musical-phrase",
            "U+1D17A.",
            "王\u{1d17a}明".into(),
        ),
        (
            "claims-name-variation-selector-256",
            "U+E01EF.",
            "王\u{e01ef}明".into(),
        ),
        ("claims-name-ue0fff", "U+E0FFF.", "王\u{e0fff}明".into()),
        ("claims-name-noncharacter", "U+FDD0.", "王\u{fdd0}明".into()),
        (
            "claims-name-noncharacter-fdef",
            "U+FDEF.",
            "王\u{fdef}明".into(),
        ),
        (
            "claims-name-noncharacter-fffe",
            "U+FFFE.",
            "王\u{fffe}明".into(),
        ),
        (
            "claims-name-noncharacter-1ffff",
            "U+1FFFF.",
            "王\u{1ffff}明".into(),
        ),
        (
            "claims-name-noncharacter-10fffe",
            "U+10FFFE.",
            "王\u{10fffe}明".into(),
        ),
        ("claims-name-soft-hyphen", "U+00AD.", "王\u{ad}明".into()),
        (
            "claims-name-arabic-letter-mark",
            "U+061C.",
            "王\u{61c}明".into(),
        ),
        (
            "claims-name-vowel-separator",
            "U+180E.",
            "王\u{180e}明".into(),
        ),
        (
            "claims-name-zero-width-space",
            "U+200B.",
            "王\u{200b}明".into(),
        ),
        (
            "claims-name-right-to-left-mark",
            "U+200F.",
            "王\u{200f}明".into(),
        ),
        (
            "claims-name-line-separator",
            "U+2028.",
            "王\u{2028}明".into(),
        ),
        (
            "claims-name-right-to-left-override",
            "U+202E turns the direction of writing: the screen shows another name than was signed.",
            "王\u{202e}明".into(),
        ),
        ("claims-name-word-joiner", "U+2060.", "王\u{2060}明".into()),
        (
            "claims-name-nominal-digit-shapes",
            "U+206F, the last of its range.",
            "王\u{206f}明".into(),
        ),
        (
            "claims-name-byte-order-mark",
            "U+FEFF.",
            "王\u{feff}明".into(),
        ),
        (
            "claims-name-annotation-anchor",
            "U+FFF9.",
            "王\u{fff9}明".into(),
        ),
        (
            "claims-name-tag-character",
            "U+E0041, an invisible A.",
            "王\u{e0041}明".into(),
        ),
    ];
    let mut all: Vec<FaultCase> = hidden
        .into_iter()
        .map(|(id, comment, name)| (id, comment, wang().named(&name).payload(), "name"))
        .collect();
    all.extend(WHITE_SPACE.iter().map(|(id, front, character)| {
        let name = if *front {
            format!("{character}王*明")
        } else {
            format!("王*明{character}")
        };
        let comment = "White space at an end of the name, one that trimming by hand forgets.";
        (*id, comment, wang().named(&name).payload(), "name")
    }));
    all
}

/// The characters with the property White_Space that are neither ASCII nor U+3000 nor hidden: whether
/// one stands in front.
const WHITE_SPACE: [(&str, bool, char); 16] = [
    ("claims-name-trailing-u00a0", false, '\u{a0}'),
    ("claims-name-leading-u1680", true, '\u{1680}'),
    ("claims-name-trailing-u1680", false, '\u{1680}'),
    ("claims-name-trailing-u2000", false, '\u{2000}'),
    ("claims-name-leading-u2001", true, '\u{2001}'),
    ("claims-name-trailing-u2002", false, '\u{2002}'),
    ("claims-name-leading-u2003", true, '\u{2003}'),
    ("claims-name-trailing-u2004", false, '\u{2004}'),
    ("claims-name-leading-u2005", true, '\u{2005}'),
    ("claims-name-trailing-u2006", false, '\u{2006}'),
    ("claims-name-leading-u2007", true, '\u{2007}'),
    ("claims-name-trailing-u2008", false, '\u{2008}'),
    ("claims-name-leading-u2009", true, '\u{2009}'),
    ("claims-name-trailing-u200a", false, '\u{200a}'),
    ("claims-name-trailing-u202f", false, '\u{202f}'),
    ("claims-name-leading-u205f", true, '\u{205f}'),
];

pub(super) fn details() -> Vec<FaultCase> {
    let with = |details: &[(i64, u64)]| wang().details(details).payload();
    let as_item =
        |item: Vec<u8>| wang().payload_with(&[wang().items().as_slice(), &[item]].concat());
    vec![
        (
            "claims-region-5-digits",
            "Home region 99999.",
            with(&[(1, 99_999)]),
            "region",
        ),
        (
            "claims-region-7-digits",
            "Home region 1000000.",
            with(&[(1, 1_000_000)]),
            "region",
        ),
        (
            "claims-region-zero",
            "Home region 0.",
            with(&[(1, 0)]),
            "region",
        ),
        (
            "claims-grade-0",
            "Disability grade 0.",
            with(&[(2, 0)]),
            "disability-grade",
        ),
        (
            "claims-grade-11",
            "Disability grade 11.",
            with(&[(2, 11)]),
            "disability-grade",
        ),
        (
            "claims-grade-257",
            "Disability grade 257: grade 1 to who keeps the low byte only.",
            with(&[(2, 257)]),
            "disability-grade",
        ),
        (
            "claims-honour-0",
            "Honour class 0.",
            with(&[(3, 0)]),
            "honour-class",
        ),
        (
            "claims-honour-10",
            "Honour class 10.",
            with(&[(3, 10)]),
            "honour-class",
        ),
        (
            "claims-details-empty",
            "An empty map of details: a second way to write that there are none.",
            as_item(map(&[])),
            "payload",
        ),
        (
            "claims-details-array",
            "The details in an array.",
            as_item(array(&[uint(1)])),
            "payload",
        ),
        (
            "claims-details-null",
            "null in place of the details.",
            as_item(vec![NULL]),
            "payload",
        ),
        (
            "claims-detail-key-0",
            "Detail 0: keys below 1 would have to be understood.",
            with(&[(0, 1)]),
            "payload",
        ),
        (
            "claims-detail-key-negative",
            "Detail -1.",
            with(&[(-1, 1)]),
            "payload",
        ),
        (
            "claims-detail-key-2-63",
            "A detail whose key is 2^63, one more than there may be.",
            as_item([vec![0xa1], uint(1 << 63), uint(0)].concat()),
            "payload",
        ),
        (
            "claims-detail-key-text",
            "A detail whose key is a text.",
            as_item([vec![0xa1], text("a"), uint(0)].concat()),
            "payload",
        ),
    ]
}

pub(super) fn confirmation(world: &World) -> Vec<FaultCase> {
    let x = world.holder.x;
    let cnf = |item: Vec<u8>| map(&edit(wang().entries(), 8, Some(item)));
    let key = |item: Vec<u8>| cnf(map(&[(1, item)]));
    vec![
        (
            "claims-cnf-empty",
            "cnf is an empty map.",
            cnf(map(&[])),
            "payload",
        ),
        (
            "claims-cnf-null",
            "cnf is null.",
            cnf(vec![NULL]),
            "payload",
        ),
        (
            "claims-cnf-kid",
            "cnf names a key by its identifier (RFC 8747 §3.4) and does not hold it.",
            cnf(map(&[(3, bytes(&Key::named("holder").kid()))])),
            "payload",
        ),
        (
            "claims-cnf-two-entries",
            "cnf holds a key, and an identifier beside it.",
            cnf(map(&[
                (1, cose_key(&x)),
                (3, bytes(&Key::named("holder").kid())),
            ])),
            "payload",
        ),
        (
            "claims-cnf-short-x",
            "The holder's key has 31 bytes.",
            key(cose_key(&x[..31])),
            "key",
        ),
        (
            "claims-cnf-extra-parameter",
            "The holder's key names its algorithm, a fourth parameter.",
            key(map(&[
                (1, int(1)),
                (3, int(-8)),
                (-1, int(6)),
                (-2, bytes(&x)),
            ])),
            "key",
        ),
        (
            "claims-cnf-private-key",
            "The holder's private key was put in with the public one.",
            key(map(&[
                (1, int(1)),
                (-1, int(6)),
                (-2, bytes(&x)),
                (-4, bytes(&world.holder.seed)),
            ])),
            "key",
        ),
        (
            "claims-cnf-p256",
            "The holder's key is one of P-256 with the whole of y: here a point is compressed.",
            key(foreign_key(
                2,
                &[(-1, int(1)), (-2, bytes(&x)), (-3, bytes(&x))],
            )),
            "key",
        ),
    ]
}

pub(super) fn validity() -> Vec<FaultCase> {
    let term = |iat, exp| -> Person { wang().term(iat, exp) };
    vec![
        (
            "claims-exp-equals-iat",
            "exp equals iat: valid in no second.",
            term(wang().iat, wang().iat).payload(),
            "validity",
        ),
        (
            "claims-exp-before-iat",
            "exp is a second before iat.",
            term(wang().iat, wang().iat - 1).payload(),
            "validity",
        ),
        (
            "claims-exp-twenty-years-and-a-second",
            "exp is a second more than twenty years after iat.",
            term(wang().iat, wang().iat + TWENTY_YEARS + 1).payload(),
            "validity",
        ),
        (
            "claims-exp-beyond-32-bits",
            "A term that ends after the year 2106, 79 years.",
            term(wang().iat, 0x1_0000_0000).payload(),
            "validity",
        ),
        (
            "claims-exp-greatest",
            "exp is the greatest number that CBOR has; a reader must not overflow.",
            term(wang().iat, u64::MAX).payload(),
            "validity",
        ),
        (
            "claims-iat-greatest",
            "iat is the greatest number that CBOR has; twenty years more must not overflow.",
            term(u64::MAX, wang().exp).payload(),
            "validity",
        ),
        (
            "claims-exp-year-10000",
            "exp is the first second of the year 10000, iat a year before it.",
            term(LAST_TIME - 31_536_000, LAST_TIME + 1).payload(),
            "validity",
        ),
    ]
}
