//! What drawing a template costs, bounded before anything is drawn.
//!
//! What a reader of SVG would expand while it reads, `expansion` has weighed before. This is on the
//! drawing: what a printer would have to paint.

use messages::{Failure, Text, text};
use usvg::roxmltree::Document;
use usvg::tiny_skia_path::{PathSegment, Point};
use usvg::{Group, ImageKind, Node as Drawn, Paint, Path, Tree};

use super::located::{costly_at, too_costly};
use super::name::TemplateName;
use super::source;

/// Points of all paths. A detailed coat of arms has some ten thousand.
const MAX_SEGMENTS: u64 = 300_000;

/// Dashes of all lines.
const MAX_DASHES: f64 = 20_000.0;

/// How often the whole card may be painted over, all shapes taken together.
const MAX_LAYERS: f64 = 200.0;

/// Groups in groups that are painted apart first, each on a page of its own.
const MAX_ISOLATED: usize = 8;

/// What the definitions may take when they are read once for each text.
const MAX_DEFINITIONS_FOR_TEXTS: usize = 2 << 20;

/// Refuses definitions that would be read too often: once for each text of each card.
pub(super) fn check_definitions(
    name: TemplateName<'_>,
    definitions: usize,
    slots: usize,
) -> Result<(), Failure> {
    if definitions.saturating_mul(slots) <= MAX_DEFINITIONS_FOR_TEXTS {
        return Ok(());
    }
    let kilobytes = definitions.div_ceil(1024);
    Err(too_costly(
        name,
        text!("<defs> 和样式表有 {kilobytes} kB，每段要填的文字都要读一遍";
            "<defs> and style sheets take {kilobytes} kB, which are read for each text that is filled"),
    ))
}

/// Refuses a drawing that takes too long, or too much memory, to paint.
pub(super) fn check_drawing(
    name: TemplateName<'_>,
    document: &Document<'_>,
    tree: &Tree,
    most_pixels: u64,
) -> Result<(), Failure> {
    let size = tree.size();
    let mut painting = Painting {
        page: (size.width(), size.height()),
        segments: 0,
        dashes: 0.0,
        layers: 0.0,
        pixels: 0,
        most_pixels,
    };
    painting.group(tree.root(), 0).map_err(|found| {
        let node = document.root().descendants().find(|node| {
            if found.id.is_empty() {
                found.properties.iter().any(|property| {
                    node.attribute(*property).is_some()
                        || node
                            .attribute("style")
                            .is_some_and(|style| style.contains(property))
                })
            } else {
                node.attribute("id") == Some(&found.id)
            }
        });
        match node {
            Some(node) => costly_at(name, node),
            None => too_costly(name, found.what),
        }
    })
}

/// Something that is too much.
struct TooMuch {
    id: String,
    /// By which it can be found where it has no identifier.
    properties: &'static [&'static str],
    what: Text,
}

struct Painting {
    page: (f32, f32),
    segments: u64,
    dashes: f64,
    layers: f64,
    pixels: u64,
    most_pixels: u64,
}

impl Painting {
    fn group(&mut self, group: &Group, isolated: usize) -> Result<(), TooMuch> {
        let too_much = |properties, what| {
            Err(TooMuch {
                id: group.id().to_owned(),
                properties,
                what,
            })
        };
        // Refused before by their names; this is how they would be drawn under any other.
        if !group.filters().is_empty() || group.mask().is_some() {
            return too_much(&["filter", "mask"], text!("滤镜或蒙版"; "a filter or mask"));
        }
        let is_isolated = group.should_isolate();
        let isolated = isolated + usize::from(is_isolated);
        self.layers += f64::from(u8::from(is_isolated));
        if isolated > MAX_ISOLATED {
            return too_much(
                &["opacity", "clip-path"],
                text!("透明的组套得太深"; "transparent groups in one another"),
            );
        }
        if let Some(clip) = group.clip_path() {
            self.group(clip.root(), isolated)?;
        }
        for child in group.children() {
            match child {
                Drawn::Group(group) => self.group(group, isolated)?,
                Drawn::Path(path) => self.path(path)?,
                Drawn::Image(image) => self.image(image)?,
                // Bounded by their characters.
                Drawn::Text(text) => self.group(text.flattened(), isolated)?,
            }
            if self.layers > MAX_LAYERS {
                return Err(TooMuch {
                    id: child.id().to_owned(),
                    properties: &[],
                    what: text!("整张卡被涂了 {MAX_LAYERS} 遍以上"; "the card is painted over more than {MAX_LAYERS} times"),
                });
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &Path) -> Result<(), TooMuch> {
        let too_much = |properties, what| {
            Err(TooMuch {
                id: path.id().to_owned(),
                properties,
                what,
            })
        };
        let is_pattern = |paint: &Paint| matches!(paint, Paint::Pattern(_));
        let stroke = path.stroke();
        if path.fill().is_some_and(|fill| is_pattern(fill.paint()))
            || stroke.is_some_and(|stroke| is_pattern(stroke.paint()))
        {
            return too_much(&["fill"], text!("图案填充"; "a pattern"));
        }
        self.segments += path.data().segments().count() as u64;
        if self.segments > MAX_SEGMENTS {
            return too_much(
                &[],
                text!("路径的节点超过 {MAX_SEGMENTS} 个"; "paths with more than {MAX_SEGMENTS} points"),
            );
        }
        let bounds = path.abs_stroke_bounding_box();
        let area = self.share_of_page(bounds.left(), bounds.top(), bounds.right(), bounds.bottom());
        if path.fill().is_some() {
            self.layers += area;
        }
        let Some(stroke) = stroke else {
            return Ok(());
        };
        let length = length(path);
        let transform = path.abs_transform();
        let enlarged =
            f64::from((transform.sx * transform.sy - transform.kx * transform.ky).abs()).sqrt();
        let page = f64::from(self.page.0) * f64::from(self.page.1);
        // Thin lines across the card are cheap, as those of a guilloche.
        let line = length * enlarged * (f64::from(stroke.width().get()) * enlarged).max(1.0) / page;
        self.layers += line.min(area);
        if let Some(dashes) = stroke.dasharray() {
            let period: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
            self.dashes += dashes.len() as f64 * length / period.max(f64::MIN_POSITIVE);
            // Sizes without end are no numbers in the end.
            if self.dashes.is_nan() || self.dashes > MAX_DASHES {
                return too_much(
                    &["stroke-dasharray"],
                    text!("虚线超过 {MAX_DASHES} 段"; "lines of more than {MAX_DASHES} dashes"),
                );
            }
        }
        Ok(())
    }

    fn image(&mut self, image: &usvg::Image) -> Result<(), TooMuch> {
        let data = match image.kind() {
            ImageKind::PNG(data) | ImageKind::JPEG(data) => data,
            _ => return Ok(()),
        };
        let bounds = image.abs_bounding_box();
        self.layers +=
            self.share_of_page(bounds.left(), bounds.top(), bounds.right(), bounds.bottom());
        let pixels = source::pixels(data).unwrap_or(u64::MAX);
        self.pixels = self.pixels.saturating_add(pixels);
        if self.pixels > self.most_pixels {
            let ten_thousands = self.most_pixels / 10_000;
            let millions = self.most_pixels / 1_000_000;
            return Err(TooMuch {
                id: image.id().to_owned(),
                properties: &[],
                what: text!("图片合计超过 {ten_thousands} 万像素（同一张画几次算几次）";
                    "pictures of more than {millions} million pixels, each as often as it is drawn"),
            });
        }
        Ok(())
    }

    /// How much of the card a box covers.
    fn share_of_page(&self, left: f32, top: f32, right: f32, bottom: f32) -> f64 {
        let width = f64::from(right.min(self.page.0) - left.max(0.0)).max(0.0);
        let height = f64::from(bottom.min(self.page.1) - top.max(0.0)).max(0.0);
        width * height / (f64::from(self.page.0) * f64::from(self.page.1))
    }
}

/// At least the length of the lines, in their own units: curves are no longer than their handles.
fn length(path: &Path) -> f64 {
    let (mut at, mut start, mut length) = (Point::zero(), Point::zero(), 0.0);
    for segment in path.data().segments() {
        let (through, end): (&[Point], Point) = match &segment {
            PathSegment::MoveTo(to) => {
                (at, start) = (*to, *to);
                continue;
            }
            PathSegment::LineTo(to) => (&[], *to),
            PathSegment::QuadTo(handle, to) => (&[*handle], *to),
            PathSegment::CubicTo(one, two, to) => (&[*one, *two], *to),
            PathSegment::Close => (&[], start),
        };
        for point in through.iter().copied().chain([end]) {
            length += f64::from(at.distance(point));
            at = point;
        }
    }
    length
}
