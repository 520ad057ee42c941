//! Stage claims: the name.

use super::FaultCase;
use crate::person::wang;

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
            "claims-name-shorthand-first",
            "U+1BCA0, the first of the invisible controls of shorthand.",
            "王\u{1bca0}明".into(),
        ),
        (
            "claims-name-shorthand-last",
            "U+1BCA3, the last of them.",
            "王\u{1bca3}明".into(),
        ),
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
        (
            "claims-name-private-use",
            "U+E000, of private use: each computer shows something else.",
            "王\u{e000}明".into(),
        ),
        (
            "claims-name-private-use-f8ff",
            "U+F8FF, the last of private use in the first plane.",
            "王\u{f8ff}明".into(),
        ),
        (
            "claims-name-private-use-f0000",
            "U+F0000, of private use.",
            "王\u{f0000}明".into(),
        ),
        (
            "claims-name-private-use-10fffd",
            "U+10FFFD, the last of private use.",
            "王\u{10fffd}明".into(),
        ),
        (
            "claims-name-u40000",
            "U+40000: a plane without characters.",
            "王\u{40000}明".into(),
        ),
        (
            "claims-name-ue1000",
            "U+E1000: behind the variation selectors.",
            "王\u{e1000}明".into(),
        ),
        (
            "claims-name-khitan-filler",
            "U+16FE4, which shows nothing.",
            "王\u{16fe4}明".into(),
        ),
        (
            "claims-name-egyptian-joiner",
            "U+13430, which changes how others are shown.",
            "王\u{13430}明".into(),
        ),
        (
            "claims-name-two-blanks",
            "Two blanks beside each other.",
            "ZHANG  SAN".into(),
        ),
        (
            "claims-name-no-break-space-inside",
            "White space inside that is not U+0020.",
            "ZHANG\u{a0}SAN".into(),
        ),
        (
            "claims-name-wide-blank-inside",
            "U+3000 inside.",
            "王\u{3000}明".into(),
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
