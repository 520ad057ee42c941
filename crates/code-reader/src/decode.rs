//! Modules to text: ISO/IEC 18004:2015, 12 l to o.

use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::decoder::Decode;

use crate::catch_panic::catch_panic;

/// The text of a symbol, also of one that is mirrored; `None` if there are too many errors in it, or
/// if it is empty.
pub(crate) fn decode(side: usize, dark: &[bool]) -> Option<String> {
    let mut bits = BitMatrix::new(side as u32, side as u32).ok()?;
    for (i, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        bits.set((i % side) as u32, (i / side) as u32);
    }
    catch_panic(|| {
        let decoded = Decode(&bits).ok()?;
        decoded.isValid().then(|| decoded.text())
    })
    .flatten()
    .filter(|text| !text.is_empty())
}
