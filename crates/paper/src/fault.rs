//! What can be wrong with one card. What is wrong with the run as a whole is a `Failure`.

use messages::{Text, text};

use crate::fields::Field;

/// Why a card was left out, while the others are made.
#[derive(Clone, Debug, PartialEq)]
pub enum CardFault {
    /// The font has no picture of these characters.
    CharactersMissing {
        /// Where they stand.
        field: Field,
        /// Each once.
        characters: Vec<char>,
    },
    /// Too long for its place, even in the smallest letters that are allowed.
    TextTooLong {
        /// What is too long.
        field: Field,
    },
    /// The code does not fit its place in modules of the least size.
    CodeTooLarge {
        /// Modules a side, with the quiet zone.
        modules: u32,
        /// The least side in millimetres.
        needed_mm: f64,
    },
    /// The text is none that a code can hold.
    CodeUndrawable,
}

impl CardFault {
    /// The name in machine output; never changed once released.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CharactersMissing { .. } => "characters-missing",
            Self::TextTooLong { .. } => "text-too-long",
            Self::CodeTooLarge { .. } => "code-too-large",
            Self::CodeUndrawable => "code-undrawable",
        }
    }

    /// What is wrong, for people.
    pub fn what(&self) -> Text {
        use messages::Lang::{En, Zh};
        match self {
            Self::CharactersMissing { field, characters } => {
                let named = |separator: &str| {
                    let one = |c: &char| format!("{c}（U+{:04X}）", u32::from(*c));
                    let all: Vec<String> = characters.iter().map(one).collect();
                    all.join(separator)
                };
                text!("{}中有字体里没有的字：{}", field.in_words().in_lang(Zh), named("、");
                    "the font lacks characters of the {}: {}",
                    field.in_words().in_lang(En), named(", "))
            }
            Self::TextTooLong { field } => text!(
                "{}太长，缩小后仍放不下", field.in_words().in_lang(Zh);
                "the {} is too long for its place", field.in_words().in_lang(En)),
            Self::CodeTooLarge { modules, needed_mm } => text!(
                "码有 {modules} 格（含白边），至少需要 {needed_mm:.1} 毫米见方";
                "the code has {modules} modules with its quiet zone and needs at least {needed_mm:.1} mm"),
            Self::CodeUndrawable => text!(
                "码的内容画不成二维码"; "the text cannot be drawn as a QR code"),
        }
    }

    /// What to do about it, for people.
    pub fn remedy(&self) -> Text {
        match self {
            Self::CharactersMissing { .. } => text!(
                "用 --font 指定有这个字的字体，再用 --holder 单独打印这一张。";
                "print this one alone with --holder, with a font that has the character: --font."),
            Self::TextTooLong { .. } => text!("在模板里给这一项更大的位置，或更小的字。";
                "give it a larger place or smaller letters in the template."),
            Self::CodeTooLarge { .. } => text!("加大 --code-mm 或模板里 code 方框。";
                "give the code more room: --code-mm, or the place `code` of the template."),
            Self::CodeUndrawable => text!("请重新签发这个码。"; "issue this code again."),
        }
    }
}
