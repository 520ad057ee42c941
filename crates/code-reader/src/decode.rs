//! Modules to text: ISO/IEC 18004:2015, 12 l to o.

use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::{DecoderResult, StructuredAppendInfo};
use rxing::qrcode::cpp_port::decoder::Decode;

use crate::catch_panic::catch_panic;
use crate::reading::CodePart;

/// What a symbol says.
pub(crate) struct SymbolText {
    pub(crate) text: String,
    pub(crate) part: Option<CodePart>,
}

/// The text of a symbol, also of one that is mirrored; `None` if there are too many errors in it, or
/// if it is empty.
pub(crate) fn decode(side: usize, dark: &[bool]) -> Option<SymbolText> {
    let mut bits = BitMatrix::new(side as u32, side as u32).ok()?;
    for (i, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        bits.set((i % side) as u32, (i / side) as u32);
    }
    catch_panic(|| {
        let decoded = Decode(&bits).ok()?;
        decoded.isValid().then(|| SymbolText {
            text: text(&decoded),
            part: part(decoded.structuredAppend()),
        })
    })
    .flatten()
    .filter(|symbol| !symbol.text.is_empty())
}

#[cfg(feature = "character-sets")]
fn text(decoded: &DecoderResult<bool>) -> String {
    decoded.text()
}

/// Our codes are digits or Base45, so ASCII in every character set. Other people's are UTF-8; what is neither stands
/// there with a letter for each byte, as it would in ISO 8859-1.
#[cfg(not(feature = "character-sets"))]
fn text(decoded: &DecoderResult<bool>) -> String {
    let bytes = decoded.content().bytes();
    let latin = || bytes.iter().map(|byte| char::from(*byte)).collect();
    std::str::from_utf8(bytes).map_or_else(|_| latin(), str::to_owned)
}

/// `None` for a symbol that stands alone, and for one whose numbers contradict each other.
fn part(info: &StructuredAppendInfo) -> Option<CodePart> {
    let part = CodePart {
        index: u8::try_from(info.index).ok()?,
        count: u8::try_from(info.count).ok()?,
        parity: info.id.parse().ok()?,
    };
    (part.count > 1 && part.index < part.count).then_some(part)
}

#[cfg(test)]
mod tests {
    use qrcode::bits::Bits;
    use qrcode::{Color, EcLevel, QrCode, Version};

    use super::decode;

    fn text_of(bytes: &[u8]) -> String {
        let mut bits = Bits::new(Version::Normal(4));
        bits.push_byte_data(bytes).unwrap();
        bits.push_terminator(EcLevel::M).unwrap();
        let code = QrCode::with_bits(bits, EcLevel::M).unwrap();
        let dark: Vec<_> = code
            .to_colors()
            .iter()
            .map(|color| *color == Color::Dark)
            .collect();
        decode(code.width(), &dark).unwrap().text
    }

    #[test]
    fn texts_in_utf_8_are_read_with_and_without_character_sets() {
        for text in ["8146130920", "LB1:AB%*", "荣军卡 A-7", "é"] {
            assert_eq!(text_of(text.as_bytes()), text);
        }
    }

    #[test]
    fn a_text_in_another_character_set_is_some_text() {
        // GB 18030.
        assert!(!text_of(&[0xc8, 0xd9, 0xbe, 0xfc, 0xbf, 0xa8]).is_empty());
    }
}
