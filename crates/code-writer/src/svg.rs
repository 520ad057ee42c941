//! SVG files: SVG 1.1.

use std::fmt::{self, Write};

use crate::error::QrError;
use crate::options::QuietZone;
use crate::symbol::Symbol;

/// How large an SVG wants to be shown, quiet zone included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SvgSide {
    /// As large as the place where it is put.
    #[default]
    FitsContainer,
    /// This long a side, in tenths of a millimetre: 1 to 10 000, which is one metre.
    TenthsOfMillimetre(u32),
}

impl Symbol {
    /// Draws the symbol as an SVG document: black on a white ground, one user unit a module.
    ///
    /// # Errors
    ///
    /// [`QrError::QuietZoneTooNarrow`], and [`QrError::DrawingSize`] for a side that is out of
    /// range or a quiet zone of more than 1000 modules.
    pub fn to_svg(&self, quiet_zone: QuietZone, side: SvgSide) -> Result<String, QrError> {
        let quiet = quiet_zone.modules()?;
        if quiet > 1000 || matches!(side, SvgSide::TenthsOfMillimetre(0 | 10_001..)) {
            return Err(QrError::DrawingSize);
        }
        let mut svg = String::new();
        self.write_svg(&mut svg, quiet, side)
            .map_err(|_| QrError::DrawingFailed)?;
        Ok(svg)
    }

    fn write_svg(&self, svg: &mut String, quiet: u32, side: SvgSide) -> fmt::Result {
        let view = self.width() + 2 * quiet;
        svg.write_str("<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"")?;
        if let SvgSide::TenthsOfMillimetre(tenths) = side {
            let (whole, tenth) = (tenths / 10, tenths % 10);
            write!(
                svg,
                " width=\"{whole}.{tenth}mm\" height=\"{whole}.{tenth}mm\""
            )?;
        }
        // Without crispEdges a renderer softens the seams between rows, and they show as hairlines.
        write!(
            svg,
            " viewBox=\"0 0 {view} {view}\" shape-rendering=\"crispEdges\">"
        )?;
        // A transparent ground would make the code unreadable on a dark page.
        write!(
            svg,
            "<path fill=\"#fff\" d=\"M0 0h{view}v{view}H0z\"/><path fill=\"#000\" d=\""
        )?;
        for y in 0..self.width() {
            self.write_row(svg, quiet, y)?;
        }
        svg.write_str("\"/></svg>\n")
    }

    /// One closed rectangle for each run of dark modules.
    fn write_row(&self, svg: &mut String, quiet: u32, y: u32) -> fmt::Result {
        let mut x = 0;
        while x < self.width() {
            let run = (x..self.width())
                .take_while(|&x| self.is_dark(x, y))
                .count() as u32;
            if run > 0 {
                write!(svg, "M{} {}h{run}v1h-{run}z", x + quiet, y + quiet)?;
            }
            // The module after a run is light.
            x += run + 1;
        }
        Ok(())
    }
}
