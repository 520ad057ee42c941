//! The code on paper: modules of whole printer dots.

use std::ops::RangeInclusive;

use code_writer::{Level, Symbol};
use krilla::geom::{Path, PathBuilder, Rect};

use crate::fault::CardFault;
use crate::units::Dpi;

/// The white margin, in modules on each side: ISO/IEC 18004:2015, 6.3.8.
pub(crate) const QUIET: u32 = 4;

/// Smaller modules are lost in the paper, whatever the printer can do. GS1 allows no less for any
/// of its uses (General Specifications, symbol specification tables: 0.254 mm).
pub const LEAST_MODULE_MM: f64 = 0.25;

/// Below this, only good cameras read the code at arm's length.
pub const GOOD_MODULE_MM: f64 = 0.4;

/// A module of one dot is as uneven as the dots.
const LEAST_DOTS: u32 = 2;

/// A code and the dots on each side of a module.
pub(crate) struct SizedCode {
    pub(crate) symbol: Symbol,
    pub(crate) module_dots: u32,
}

impl SizedCode {
    /// The largest that fits into a square with its quiet zone, and is no wider without it than
    /// wanted.
    pub(crate) fn fit(
        text: &str,
        place_mm: f64,
        wanted_mm: Option<f64>,
        dpi: Dpi,
    ) -> Result<Self, CardFault> {
        let symbol = Symbol::new(text, Level::M).map_err(|_| CardFault::CodeUndrawable)?;
        let modules = symbol.width() + 2 * QUIET;
        let by_place = dpi.dots_within(place_mm) / modules;
        let by_wish = wanted_mm.map_or(by_place, |mm| dpi.dots_within(mm) / symbol.width());
        let module_dots = by_place.min(by_wish);
        if module_dots < least_dots(dpi) {
            return Err(CardFault::CodeTooLarge {
                modules,
                needed_mm: dpi.mm(least_dots(dpi) * modules),
            });
        }
        Ok(Self {
            symbol,
            module_dots,
        })
    }

    /// A side in dots, with the quiet zone.
    pub(crate) fn side_dots(&self) -> u32 {
        (self.symbol.width() + 2 * QUIET) * self.module_dots
    }

    /// The dark modules, one unit each, from the upper left corner of the symbol.
    pub(crate) fn path(&self) -> Option<Path> {
        let mut path = PathBuilder::new();
        let width = self.symbol.width();
        for y in 0..width {
            let mut x = 0;
            while x < width {
                let run = (x..width)
                    .take_while(|&x| self.symbol.is_dark(x, y))
                    .count() as u32;
                if let Some(rect) =
                    Rect::from_xywh(x as f32, y as f32, run as f32, 1.0).filter(|_| run > 0)
                {
                    path.push_rect(rect);
                }
                // The module after a run is light.
                x += run + 1;
            }
        }
        path.finish()
    }
}

/// From the smallest to the largest code.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeSizes {
    /// Dots a module.
    pub module_dots: RangeInclusive<u32>,
    /// Modules a side, without the quiet zone.
    pub modules: RangeInclusive<u32>,
    /// Dots a side, without the quiet zone.
    pub side_dots: RangeInclusive<u32>,
}

impl CodeSizes {
    pub(crate) fn of<'c>(codes: impl Iterator<Item = &'c SizedCode>) -> Option<Self> {
        codes
            .map(|code| {
                let (dots, modules) = (code.module_dots, code.symbol.width());
                Self {
                    module_dots: dots..=dots,
                    modules: modules..=modules,
                    side_dots: dots * modules..=dots * modules,
                }
            })
            .reduce(|all, one| all.joined(&one))
    }

    /// The sizes of both.
    pub fn joined(&self, other: &Self) -> Self {
        let join = |a: &RangeInclusive<u32>, b: &RangeInclusive<u32>| {
            *a.start().min(b.start())..=*a.end().max(b.end())
        };
        Self {
            module_dots: join(&self.module_dots, &other.module_dots),
            modules: join(&self.modules, &other.modules),
            side_dots: join(&self.side_dots, &other.side_dots),
        }
    }
}

/// The fewest dots that a module may have.
pub(crate) fn least_dots(dpi: Dpi) -> u32 {
    let dots = (LEAST_MODULE_MM * f64::from(dpi.0) / 25.4 - 1e-6).ceil() as u32;
    dots.max(LEAST_DOTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "8146130920480142837465";

    #[test]
    fn a_module_is_as_many_whole_dots_as_fit() {
        // 21 modules and the quiet zone: 29. 30 mm at 300 dpi are 354 dots.
        let code = SizedCode::fit(TEXT, 30.0, None, Dpi(300)).unwrap();
        assert_eq!((code.module_dots, code.side_dots()), (12, 348));
        let wanted = SizedCode::fit(TEXT, 30.0, Some(15.0), Dpi(300)).unwrap();
        assert_eq!(wanted.module_dots, 8);
        // The wish is for the code itself; it does not make it larger than its place.
        let large = SizedCode::fit(TEXT, 30.0, Some(60.0), Dpi(300)).unwrap();
        assert_eq!(large.module_dots, 12);
    }

    #[test]
    fn refuses_modules_that_the_paper_would_swallow() {
        for (dpi, dots) in [(203, 2), (300, 3), (600, 6), (1200, 12)] {
            let dpi = Dpi(dpi);
            assert_eq!(least_dots(dpi), dots);
            assert!(dpi.mm(dots) >= LEAST_MODULE_MM - 1e-4);
            let needed = dpi.mm(29 * dots);
            assert!(SizedCode::fit(TEXT, needed, None, dpi).is_ok());
            assert_eq!(
                SizedCode::fit(TEXT, needed - 0.1, None, dpi).err(),
                Some(CardFault::CodeTooLarge {
                    modules: 29,
                    needed_mm: needed
                })
            );
        }
    }
}
