//! Lengths: millimetres for people, points for PDF, dots for the printer.

/// PDF counts in points, 72 to the inch.
const POINTS_PER_INCH: f64 = 72.0;

/// SVG counts in pixels, 96 to the inch (CSS Values 3, 6.2).
const PIXELS_PER_INCH: f64 = 96.0;

const MM_PER_INCH: f64 = 25.4;

pub(crate) const POINTS_PER_MM: f64 = POINTS_PER_INCH / MM_PER_INCH;

pub(crate) const POINTS_PER_PIXEL: f64 = POINTS_PER_INCH / PIXELS_PER_INCH;

pub(crate) const MM_PER_PIXEL: f64 = MM_PER_INCH / PIXELS_PER_INCH;

/// Width and height in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SizeMm {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// An identification card: ISO/IEC 7810, ID-1.
pub const ID_1: SizeMm = SizeMm {
    width: 85.60,
    height: 53.98,
};

/// ISO 216, A4, upright.
pub const A4: SizeMm = SizeMm {
    width: 210.0,
    height: 297.0,
};

/// ISO 216, A3, upright.
pub const A3: SizeMm = SizeMm {
    width: 297.0,
    height: 420.0,
};

impl SizeMm {
    /// The same, lying on its longer side.
    pub const fn landscape(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }
}

/// The printer's dots in an inch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dpi(pub u32);

impl Dpi {
    /// What is taken: below, no code is fine enough; above, a page does not fit into memory.
    pub const RANGE: std::ops::RangeInclusive<u32> = 150..=1200;

    /// Millimetres that this many dots take.
    pub fn mm(self, dots: u32) -> f64 {
        f64::from(dots) * MM_PER_INCH / f64::from(self.0)
    }

    /// Points that this many dots take.
    pub(crate) fn points(self, dots: u32) -> f64 {
        f64::from(dots) * POINTS_PER_INCH / f64::from(self.0)
    }

    /// The dots that fit wholly into a length.
    pub(crate) fn dots_within(self, mm: f64) -> u32 {
        // A length that was meant to be whole dots must not lose one to rounding.
        (mm * f64::from(self.0) / MM_PER_INCH + 1e-6) as u32
    }

    /// The dots nearest to a length.
    pub(crate) fn nearest_dots(self, mm: f64) -> u32 {
        (mm * f64::from(self.0) / MM_PER_INCH).round() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_millimetres_agree() {
        for dpi in [203, 300, 600].map(Dpi) {
            for dots in [1, 5, 9, 480] {
                assert_eq!(dpi.dots_within(dpi.mm(dots)), dots);
                assert_eq!(dpi.nearest_dots(dpi.mm(dots)), dots);
            }
        }
        assert_eq!(Dpi(300).dots_within(0.999 * 25.4 / 300.0), 0);
        assert!((Dpi(300).points(300) - 72.0).abs() < 1e-12);
    }
}
