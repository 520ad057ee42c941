//! Modules to text: ISO/IEC 18004:2015, 12 l to o.

use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::StructuredAppendInfo;
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
            text: decoded.text(),
            part: part(decoded.structuredAppend()),
        })
    })
    .flatten()
    .filter(|symbol| !symbol.text.is_empty())
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
