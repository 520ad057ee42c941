//! The page before the cards: what the file holds, and a ruler to check the printer with.

use usvg::Tree;

use crate::template::Template;

/// What the front page says, in lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontPage {
    /// In large letters.
    pub title: String,
    /// Below it.
    pub lines: Vec<String>,
    /// What to do with the ruler of 100 mm.
    pub ruler: String,
}

impl FrontPage {
    pub(crate) fn draw(&self, template: &Template) -> Option<Tree> {
        let text = |y: f64, size: f64, text: &str| {
            format!(
                "<text x=\"25\" y=\"{y}\" font-size=\"{size}\">{}</text>",
                template.printable(text)
            )
        };
        let mut svg = String::from(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" viewBox=\"0 0 210 297\">",
        );
        svg.push_str(&text(45.0, 9.0, &self.title));
        for (at, line) in self.lines.iter().enumerate() {
            svg.push_str(&text(65.0 + at as f64 * 9.0, 4.6, line));
        }
        svg.push_str(&text(236.0, 4.2, &self.ruler));
        svg.push_str("<path fill=\"none\" stroke=\"#000\" stroke-width=\".3\" d=\"M25 250h100");
        for tick in 0..=10 {
            let (x, length) = (25 + tick * 10, if tick % 5 == 0 { 6 } else { 3 });
            svg.push_str(&format!("M{x} 250v-{length}"));
        }
        svg.push_str("\"/></svg>");
        template.parse_own(&svg)
    }
}
