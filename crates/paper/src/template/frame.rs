//! Texts that Inkscape flows into a frame: `shape-inside` and `inline-size` (SVG 2), and `flowRoot`
//! of older versions. Lines are broken anew for each person.

use std::collections::HashSet;
use std::fmt::Write as _;

use usvg::Options;
use usvg::roxmltree::Node;

use super::laid_out::{LaidOutText, TextPiece};
use super::xml::{self, number, property};
use crate::fields::Card;

/// From one line to the next where the file does not say it, in letter sizes.
const LINE_HEIGHT: f64 = 1.25;

/// How far Chinese characters reach above and below the line they stand on, in letter sizes.
const ABOVE: f64 = 0.88;
const BELOW: f64 = 0.12;

/// A frame is drawn by hand, around the text: it may be a little too tight. In letter sizes.
const SLACK: f64 = 0.05;

pub(super) struct Frame {
    /// The document up to the first line, and after the last.
    before: String,
    after: String,
    /// The start tag of each line without its place: with the style of the text inside.
    line_style: String,
    content: Vec<TextPiece>,
    anchor: &'static str,
    left: f64,
    top: f64,
    width: f64,
    height: Option<f64>,
    /// Whether the place is where the first line stands: that of a text which only has a width.
    has_first_line: bool,
    /// From one line to the next, in letter sizes.
    line_height: f64,
}

/// Where a frame is, in the coordinates of its text.
pub(super) struct Place {
    left: f64,
    top: f64,
    width: f64,
    height: Option<f64>,
}

impl Frame {
    pub(super) fn new(
        source: &str,
        node: Node<'_, '_>,
        place: &Place,
        content: Vec<TextPiece>,
    ) -> Self {
        let leaf = node
            .descendants()
            .filter(|below| {
                below.is_text() && below.text().is_some_and(|text| !text.trim().is_empty())
            })
            .find_map(|text| text.parent())
            .filter(|parent| *parent != node);
        let (before, after) = xml::surroundings(source, node);
        Self {
            before: format!("{before}{}", text_tag(node)),
            after: format!("</text>{after}"),
            line_style: leaf.map_or(String::new(), style_attributes),
            content,
            anchor: anchor(node, leaf),
            left: place.left,
            top: place.top,
            width: place.width,
            height: place.height,
            has_first_line: place.height.is_none(),
            line_height: line_height(node, leaf),
        }
    }

    /// Breaks the text into lines for letters of this share of their size, and says whether it
    /// fits. The lines are laid out in full size, in a frame that is larger by as much.
    pub(super) fn lay_out(
        &self,
        card: &Card,
        scale: f64,
        options: &Options<'_>,
    ) -> Option<(LaidOutText, bool)> {
        let text: String = self.content.iter().map(|piece| piece.text(card)).collect();
        let (width, mut lines, mut size) = (self.width / scale, Vec::new(), 0.0);
        for paragraph in text
            .split('\n')
            .filter(|paragraph| !paragraph.trim().is_empty())
        {
            // The digit at the end shows where the last character ends.
            let measured = format!("{}0", paragraph.trim());
            let one_line = self.document(&[measured], "start", (0.0, 0.0, 0.0));
            let (clusters, letter) = LaidOutText::parse(&one_line, options)?.clusters();
            size = letter;
            lines.extend(broken(&clusters, width));
        }
        let step = size * self.line_height;
        // Where Inkscape puts it: the line's share of white is halved above and below. What the file
        // says is of the placeholder, which breaks elsewhere.
        let ascent = size * (ABOVE + (self.line_height - 1.0) / 2.0);
        let first = if self.has_first_line { 0.0 } else { ascent };
        let x = match self.anchor {
            "middle" => width / 2.0,
            "end" => width,
            _ => 0.0,
        };
        let document = self.document(&lines, self.anchor, (self.left + x, self.top + first, step));
        let mut laid = LaidOutText::parse(&document, options)?;
        laid.origin = usvg::tiny_skia_path::Point::from_xy(self.left as f32, self.top as f32);
        let bottom = first + step * (lines.len().saturating_sub(1)) as f64 + size * BELOW;
        let fits = self
            .height
            .is_none_or(|height| bottom <= height / scale + size * SLACK);
        Some((laid, fits))
    }

    fn document(&self, lines: &[String], anchor: &str, (x, y, step): (f64, f64, f64)) -> String {
        let mut document = self.before.clone();
        for (at, line) in lines.iter().enumerate() {
            let y = y + step * at as f64;
            // Writing to a string does not fail.
            let _ = write!(
                document,
                "<tspan x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"><tspan{}>{}</tspan></tspan>",
                self.line_style,
                xml::escaped(line)
            );
        }
        document.push_str(&self.after);
        document
    }
}

impl Place {
    /// `None` if the text has no frame.
    pub(super) fn of(node: Node<'_, '_>) -> Option<Self> {
        let root = node.document().root_element();
        if node.tag_name().name() == "flowRoot" {
            let region = node
                .children()
                .find(|child| child.tag_name().name() == "flowRegion")?;
            return of_rect(
                region
                    .descendants()
                    .find(|below| below.tag_name().name() == "rect")?,
            );
        }
        if let Some(shape) = property(node, "shape-inside") {
            let id = shape.trim_start_matches("url(").trim_end_matches(')');
            let id = id.trim_matches(['"', '\'', ' ']).strip_prefix('#')?;
            return of_rect(
                root.descendants()
                    .find(|other| other.attribute("id") == Some(id))?,
            );
        }
        let width = property(node, "inline-size")?
            .trim_end_matches("px")
            .parse()
            .ok()?;
        let first = node
            .descendants()
            .find(|below| below.is_element() && below.attribute("y").is_some())?;
        let (left, line) = (number(first, "x")?, number(first, "y")?);
        (width > 0.0).then_some(Self {
            left,
            top: line,
            width,
            height: None,
        })
    }
}

fn of_rect(rect: Node<'_, '_>) -> Option<Place> {
    Some(Place {
        left: number(rect, "x").unwrap_or(0.0),
        top: number(rect, "y").unwrap_or(0.0),
        width: number(rect, "width").filter(|width| *width > 0.0)?,
        height: Some(number(rect, "height")?),
    })
}

fn anchor(node: Node<'_, '_>, leaf: Option<Node<'_, '_>>) -> &'static str {
    let property_of = |name| {
        leaf.and_then(|leaf| property(leaf, name))
            .or_else(|| property(node, name))
    };
    match property_of("text-align").or_else(|| property_of("text-anchor")) {
        Some("center" | "middle") => "middle",
        Some("end" | "right") => "end",
        _ => "start",
    }
}

fn line_height(node: Node<'_, '_>, leaf: Option<Node<'_, '_>>) -> f64 {
    let given = leaf
        .and_then(|leaf| property(leaf, "line-height"))
        .or_else(|| property(node, "line-height"));
    let factor = given.and_then(|given| match given.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
        None => given.parse().ok(),
    });
    factor
        .filter(|factor| (0.5..=4.0).contains(factor))
        .unwrap_or(LINE_HEIGHT)
}

/// A `text` with the look of this one, but no place.
fn text_tag(node: Node<'_, '_>) -> String {
    let transform = node
        .attribute("transform")
        .map_or(String::new(), |value| attribute("transform", value));
    format!(
        "<text xmlns=\"http://www.w3.org/2000/svg\"{transform}{}>",
        style_attributes(node)
    )
}

fn style_attributes(node: Node<'_, '_>) -> String {
    const PLACING: [&str; 7] = ["x", "y", "dx", "dy", "style", "transform", "text-anchor"];
    let mut attributes = String::new();
    for one in node.attributes().filter(|one| one.namespace().is_none()) {
        if !PLACING.contains(&one.name()) && one.name() != "id" {
            attributes.push_str(&attribute(one.name(), one.value()));
        }
    }
    let kept = node
        .attribute("style")
        .unwrap_or_default()
        .split(';')
        .filter(|one| {
            let key = one.split(':').next().unwrap_or_default().trim();
            !matches!(
                key,
                "shape-inside"
                    | "inline-size"
                    | "shape-padding"
                    | "text-anchor"
                    | "white-space"
                    | ""
            )
        });
    let style: Vec<&str> = kept.collect();
    attributes.push_str(&attribute("style", &style.join(";")));
    attributes
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", xml::escaped(value).replace('"', "&quot;"))
}

/// Lines no wider than `width`, of all but the last cluster. Chinese breaks anywhere, except before
/// closing punctuation; Latin words and numbers stay whole.
fn broken(clusters: &[(String, f64)], width: f64) -> Vec<String> {
    let Some((_, characters)) = clusters.split_last() else {
        return Vec::new();
    };
    let text: String = characters.iter().map(|(text, _)| text.as_str()).collect();
    let may_break: HashSet<usize> = messages::wrap::break_points(&text).collect();
    let mut lines = Vec::new();
    let (mut from, mut break_at, mut offset) = (0, 0, 0);
    for (at, (cluster, _)) in characters.iter().enumerate() {
        if at > from && may_break.contains(&offset) {
            break_at = at;
        }
        offset += cluster.len();
        // A blank may hang over the edge.
        let end = clusters[at + usize::from(cluster != " ")].1;
        if end - clusters[from].1 > width * 1.001 && break_at > from {
            lines.push(line(&characters[from..break_at]));
            from = break_at;
        }
    }
    lines.push(line(&characters[from..]));
    lines
}

fn line(clusters: &[(String, f64)]) -> String {
    let text: String = clusters.iter().map(|(text, _)| text.as_str()).collect();
    text.trim().to_owned()
}
