//! Text to modules: ISO/IEC 18004:2015, clause 7.

use qrcode::bits::{self, Bits};
use qrcode::canvas::Canvas;
use qrcode::{EcLevel, Version, ec};

use crate::decode::ALPHANUMERIC;
use crate::error::QrError;
use crate::level::Level;
use crate::mask::{self, Row};

/// What version 40-L holds of digits. No mode packs tighter, so longer texts need no trying.
const MAX_CHARACTERS: usize = 7089;

/// A QR code as a square of dark and light modules, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    version: u8,
    rows: Vec<Row>,
}

impl Symbol {
    /// Encodes `text` in the smallest version, 1 to 40, that holds it at `level`.
    ///
    /// Digits are packed in numeric mode, 10 bits for three of them, and the 45 characters of the
    /// alphanumeric mode as 11 bits for two; an ASCII text may change modes on the way. A link in
    /// capitals with digits behind its last `/` is one alphanumeric segment and one numeric one. Any other
    /// text is its UTF-8 in byte mode, without an ECI designator: readers guess UTF-8, but
    /// hand-held scanners often type the designator as if it were text.
    ///
    /// The same text and level always give the same modules.
    ///
    /// # Errors
    ///
    /// [`QrError::TextEmpty`], and [`QrError::TextTooLong`] beyond version 40: at most 7089 digits,
    /// 4296 alphanumeric characters or 2953 bytes at level L.
    pub fn new(text: &str, level: Level) -> Result<Self, QrError> {
        let bits = segment(text, level)?;
        let version = bits.version();
        let data = bits.into_bytes();
        let (data, correction) = ec::construct_codewords(&data, version, encoder_level(level))
            .map_err(|_| QrError::TextTooLong)?;
        let mut canvas = Canvas::new(version, encoder_level(level));
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);

        let width = usize::from(version.width().unsigned_abs());
        let rows = mask::best(&canvas, width, level);
        Ok(Self {
            version: ((width - 17) / 4) as u8,
            rows,
        })
    }

    /// The version, 1 to 40.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Modules a side: 17 + 4 × version.
    pub const fn width(&self) -> u32 {
        17 + 4 * self.version as u32
    }

    /// Whether the module in column `x` and row `y`, counted from the upper left, is dark. Outside
    /// it is light.
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        let word = self
            .rows
            .get(y as usize)
            .and_then(|row| row.0.get(x as usize / 64));
        word.is_some_and(|word| word >> (x % 64) & 1 == 1)
    }
}

const fn encoder_level(level: Level) -> EcLevel {
    match level {
        Level::L => EcLevel::L,
        Level::M => EcLevel::M,
        Level::Q => EcLevel::Q,
        Level::H => EcLevel::H,
    }
}

fn segment(text: &str, level: Level) -> Result<Bits, QrError> {
    if text.is_empty() {
        return Err(QrError::TextEmpty);
    }
    if text.len() > MAX_CHARACTERS {
        return Err(QrError::TextTooLong);
    }
    if let Some((link, digits)) = link_and_digits(text) {
        return (1..=40)
            .find_map(|version| link_in(Version::Normal(version), link, digits, level))
            .ok_or(QrError::TextTooLong);
    }
    if text.is_ascii() {
        return bits::encode_auto(text.as_bytes(), encoder_level(level))
            .map_err(|_| QrError::TextTooLong);
    }
    // The encoder's own segmentation takes pairs of UTF-8 bytes for Shift JIS, which readers would
    // turn into other characters than were put in.
    (1..=40)
        .find_map(|version| bytes_in(Version::Normal(version), text.as_bytes(), level))
        .ok_or(QrError::TextTooLong)
}

/// The parts of a link in front of digits; `None` for any other text.
///
/// The encoder's own segmentation compares neighbours only, and may put a digit within the link into a
/// segment of its own that costs more than it saves.
fn link_and_digits(text: &str) -> Option<(&[u8], &[u8])> {
    let (link, digits) = text.split_at(text.rfind('/')? + 1);
    let (link, digits) = (link.as_bytes(), digits.as_bytes());
    let is_link = link.starts_with(b"HTTPS://") || link.starts_with(b"HTTP://");
    let fits = is_link
        && link.iter().all(|byte| ALPHANUMERIC.contains(byte))
        && !digits.is_empty()
        && digits.iter().all(u8::is_ascii_digit);
    fits.then_some((link, digits))
}

fn link_in(version: Version, link: &[u8], digits: &[u8], level: Level) -> Option<Bits> {
    let mut bits = Bits::new(version);
    bits.push_alphanumeric_data(link).ok()?;
    bits.push_numeric_data(digits).ok()?;
    bits.push_terminator(encoder_level(level)).ok()?;
    Some(bits)
}

fn bytes_in(version: Version, bytes: &[u8], level: Level) -> Option<Bits> {
    let mut bits = Bits::new(version);
    bits.push_byte_data(bytes).ok()?;
    bits.push_terminator(encoder_level(level)).ok()?;
    Some(bits)
}
