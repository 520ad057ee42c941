//! Texts and rules on a page, measured in millimetres from its left upper corner.

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Transform};
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use messages::wrap::wrap;

use crate::line::{As, LineWriter};
use crate::press::draw_tree;
use crate::template::{BoxPx, Emblem};
use crate::units::{MM_PER_PIXEL, POINTS_PER_MM, POINTS_PER_PIXEL};

/// From one baseline to the next, as a share of the letters.
pub(crate) const LINE_STEP: f64 = 1.32;

/// From the top of a line to its baseline, as a share of the letters.
const ASCENT: f64 = 1.0;

/// What something is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    Grey,
    Red,
}

impl Ink {
    fn colour(self) -> rgb::Color {
        match self {
            Self::Black => rgb::Color::new(0, 0, 0),
            Self::Grey => rgb::Color::new(70, 70, 70),
            Self::Red => rgb::Color::new(164, 18, 26),
        }
    }
}

/// A line of text as it is put on a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextLine {
    pub(crate) text: String,
    pub(crate) size: f64,
    pub(crate) ink: Ink,
    /// From the left edge of the column.
    pub(crate) indent: f64,
    /// Between the line above and this one.
    pub(crate) gap: f64,
}

impl TextLine {
    /// How much of a column it takes.
    pub(crate) fn height(&self) -> f64 {
        self.gap + self.size * LINE_STEP
    }
}

/// A text in lines of at most this width: nothing of it is left out.
pub(crate) fn in_lines(writer: &LineWriter<'_>, text: &str, size: f64, room: f64) -> Vec<String> {
    let fits = |line: &str| writer.width(line, size) <= room;
    let mut lines = Vec::new();
    for line in wrap(text.trim(), fits) {
        let line = line.trim();
        if fits(line) {
            lines.push(line.to_owned());
            continue;
        }
        // A word without an end, such as an address: broken where the line ends.
        let mut piece = String::new();
        for character in line.chars() {
            piece.push(character);
            if !fits(&piece) && piece.chars().count() > 1 {
                piece.pop();
                lines.push(std::mem::take(&mut piece));
                piece.push(character);
            }
        }
        lines.push(piece);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A surface that is drawn on.
pub(crate) struct Sheet<'s, 'd, 'f> {
    pub(crate) surface: &'s mut Surface<'d>,
    pub(crate) writer: &'s LineWriter<'f>,
}

impl Sheet<'_, '_, '_> {
    fn fill(&mut self, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: ink.colour().into(),
            ..Fill::default()
        }));
    }

    /// Draws a line whose top is at `top`.
    pub(crate) fn text(&mut self, (left, top): (f64, f64), size: f64, ink: Ink, text: &str) {
        self.fill(ink);
        let place = (left, top + size * ASCENT);
        self.writer.draw(self.surface, place, size, text, As::Text);
    }

    /// Draws lines below each other; where they end.
    pub(crate) fn lines(&mut self, (left, top): (f64, f64), lines: &[TextLine]) -> f64 {
        let mut y = top;
        for line in lines {
            let place = (left + line.indent, y + line.gap);
            self.text(place, line.size, line.ink, &line.text);
            y += line.height();
        }
        y
    }

    /// Draws a straight rule.
    pub(crate) fn rule(&mut self, from: (f64, f64), to: (f64, f64), width: f64, ink: Ink) {
        let mut path = PathBuilder::new();
        path.move_to(points(from.0), points(from.1));
        path.line_to(points(to.0), points(to.1));
        self.stroke(path, width, ink, None);
    }

    /// Draws a broken circle, where a stamp goes.
    pub(crate) fn broken_circle(&mut self, (x, y): (f64, f64), radius: f64) {
        // The distance of the handles at which four curves are a circle.
        let handle = radius * 0.5523;
        let at = |dx: f64, dy: f64| (points(x + dx), points(y + dy));
        let mut path = PathBuilder::new();
        let (start_x, start_y) = at(radius, 0.0);
        path.move_to(start_x, start_y);
        for (first, second, end) in [
            ((radius, handle), (handle, radius), (0.0, radius)),
            ((-handle, radius), (-radius, handle), (-radius, 0.0)),
            ((-radius, -handle), (-handle, -radius), (0.0, -radius)),
            ((handle, -radius), (radius, -handle), (radius, 0.0)),
        ] {
            let (first, second, end) = (
                at(first.0, first.1),
                at(second.0, second.1),
                at(end.0, end.1),
            );
            path.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
        }
        self.stroke(path, 0.3, Ink::Grey, Some(points(1.2)));
    }

    fn stroke(&mut self, path: PathBuilder, width: f64, ink: Ink, dash: Option<f32>) {
        let Some(path) = path.finish() else {
            return;
        };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: ink.colour().into(),
            width: points(width),
            dash: dash.map(|length| StrokeDash {
                array: vec![length, length],
                offset: 0.0,
            }),
            ..Stroke::default()
        }));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
    }

    /// Draws an emblem into a square, in its middle and as large as possible.
    pub(crate) fn emblem(&mut self, emblem: &Emblem, (left, top): (f64, f64), side: f64) {
        let pixels = |mm: f64| mm / MM_PER_PIXEL;
        let (x, y, scale) = emblem.within(BoxPx {
            left: pixels(left),
            top: pixels(top),
            right: pixels(left + side),
            bottom: pixels(top + side),
        });
        let (all, scale) = (POINTS_PER_PIXEL as f32, scale as f32);
        self.surface
            .push_transform(&Transform::from_scale(all, all));
        self.surface.push_transform(&Transform::from_row(
            scale, 0.0, 0.0, scale, x as f32, y as f32,
        ));
        draw_tree(self.surface, emblem.tree());
        self.surface.pop();
        self.surface.pop();
    }
}

fn points(mm: f64) -> f32 {
    (mm * POINTS_PER_MM) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Font;

    #[test]
    fn no_line_is_too_wide_and_nothing_is_lost() {
        let font = Font::bundled().unwrap();
        let writer = LineWriter::new(&font).unwrap();
        let long = "w".repeat(300);
        for text in [
            "理发半价：退役军人、残疾军人，每天一次。",
            "Haircut at half price",
            long.as_str(),
        ] {
            for room in [6.0, 20.0, 90.0] {
                let lines = in_lines(&writer, text, 5.0, room);
                for line in &lines {
                    assert!(writer.width(line, 5.0) <= room, "{line}");
                }
                let squeezed = |text: &str| text.replace(' ', "");
                assert_eq!(squeezed(&lines.concat()), squeezed(text));
            }
        }
        assert!(in_lines(&writer, " ", 5.0, 20.0).is_empty());
    }
}
