//! How large a drawing is and how much white stands around it.

use std::ops::Range;

use crate::error::QrError;
use crate::symbol::Symbol;

/// The longest side of a drawing, in pixels: A4 at 600 dots per inch is 7016 high.
pub const MAX_DRAWN_SIDE: u32 = 8192;

/// The largest file of a drawing, in bytes. One of [`MAX_DRAWN_SIDE`] with one bit a pixel stays far
/// below it.
pub const MAX_FILE_BYTES: usize = 32 << 20;

/// The size of a drawing in pixels. By default 8 pixels a module and the standard's quiet zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Pixels along one side of a module, at least 1. Whole, because modules of uneven width cost
    /// reading distance.
    pub module_pixels: u32,
    /// The white margin.
    pub quiet_zone: QuietZone,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            module_pixels: 8,
            quiet_zone: QuietZone::Standard,
        }
    }
}

/// The white margin around a symbol, in modules: ISO/IEC 18004:2015, 6.3.8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QuietZone {
    /// Four modules, what the standard demands.
    #[default]
    Standard,
    /// This many modules, four or more.
    Wider(u32),
    /// This many modules, whatever the standard says. For drawings that are put on a white ground
    /// of their own; elsewhere scanners will miss the code.
    NarrowerThanStandard(u32),
}

impl QuietZone {
    pub(crate) const STANDARD_MODULES: u32 = 4;

    /// # Errors
    ///
    /// [`QrError::QuietZoneTooNarrow`] for `Wider` than three modules or fewer.
    pub(crate) const fn modules(self) -> Result<u32, QrError> {
        match self {
            Self::Standard => Ok(Self::STANDARD_MODULES),
            Self::Wider(modules) if modules < Self::STANDARD_MODULES => {
                Err(QrError::QuietZoneTooNarrow)
            }
            Self::Wider(modules) | Self::NarrowerThanStandard(modules) => Ok(modules),
        }
    }
}

/// A drawing with one byte a pixel, for whoever composes a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GreyPicture {
    /// Pixels a side.
    pub side: u32,
    /// `side * side` pixels, rows from the top: 0 is black, 255 white.
    pub pixels: Vec<u8>,
}

impl Symbol {
    /// Draws the symbol as grey pixels, all of them black or white.
    ///
    /// # Errors
    ///
    /// [`QrError::ModuleSizeZero`], [`QrError::QuietZoneTooNarrow`], and [`QrError::DrawingSize`]
    /// if a side would be longer than [`MAX_DRAWN_SIDE`].
    pub fn to_grey(&self, options: &Options) -> Result<GreyPicture, QrError> {
        let frame = Frame::new(self, options)?;
        let blank = vec![255; frame.side as usize];
        let pixels = frame.paint(self, &blank, |row, pixels| row[pixels].fill(0));
        Ok(GreyPicture {
            side: frame.side,
            pixels,
        })
    }
}

/// Lengths in pixels, checked against the limit.
pub(crate) struct Frame {
    pub(crate) side: u32,
    module: u32,
    margin: u32,
}

impl Frame {
    pub(crate) fn new(symbol: &Symbol, options: &Options) -> Result<Self, QrError> {
        let (module, quiet) = (options.module_pixels, options.quiet_zone.modules()?);
        if module == 0 {
            return Err(QrError::ModuleSizeZero);
        }
        let side = u64::from(symbol.width()) + 2 * u64::from(quiet);
        let side = side.saturating_mul(u64::from(module));
        if side > u64::from(MAX_DRAWN_SIDE) {
            return Err(QrError::DrawingSize);
        }
        Ok(Self {
            side: side as u32,
            module,
            margin: quiet * module,
        })
    }

    /// All pixel rows of the picture. `blank` is one white row, and `darken` blackens some of its
    /// pixels.
    pub(crate) fn paint(
        &self,
        symbol: &Symbol,
        blank: &[u8],
        darken: impl Fn(&mut [u8], Range<usize>),
    ) -> Vec<u8> {
        let mut picture = Vec::with_capacity(blank.len() * self.side as usize);
        let mut push =
            |row: &[u8], times: u32| (0..times).for_each(|_| picture.extend_from_slice(row));
        push(blank, self.margin);
        for y in 0..symbol.width() {
            let mut row = blank.to_vec();
            for x in (0..symbol.width()).filter(|&x| symbol.is_dark(x, y)) {
                let left = (self.margin + x * self.module) as usize;
                darken(&mut row, left..left + self.module as usize);
            }
            push(&row, self.module);
        }
        push(blank, self.margin);
        picture
    }
}
