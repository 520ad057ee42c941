//! What drawing a template costs, bounded before anything is drawn.
//!
//! First on the source, for what a reader of SVG would expand while it reads (clones of clones, clips
//! of clips, long texts); then on the drawing, for what a printer would have to paint.

use std::collections::HashMap;

use messages::{Failure, Text, text};
use usvg::roxmltree::{Document, Node};
use usvg::tiny_skia_path::{PathSegment, Point};
use usvg::{Group, ImageKind, Node as Drawn, Paint, Path, Tree};

use super::located::{costly_at, place, too_costly};
use super::name::{TemplateName, XLINK};

/// Elements that are drawn, each clone counted as what it shows. As many as a file may hold.
const MAX_DRAWN: u64 = 100_000;

/// Characters of texts, clones included. A card has a hundred.
const MAX_CHARACTERS: u64 = 20_000;

/// Each is looked up in the whole file.
const MAX_CLONES: usize = 1_000;
const MAX_TEXTS: usize = 2_000;

/// Points of all paths. A detailed coat of arms has some ten thousand.
const MAX_SEGMENTS: u64 = 300_000;

/// Dashes of all lines.
const MAX_DASHES: f64 = 20_000.0;

/// How often the whole card may be painted over, all shapes taken together.
const MAX_LAYERS: f64 = 200.0;

/// Groups in groups that are painted apart first, each on a page of its own.
const MAX_ISOLATED: usize = 8;

/// Pixels of all pictures, each as often as it is drawn.
const MAX_PIXELS: u64 = 48_000_000;

/// What the definitions may take when they are read once for each text.
const MAX_DEFINITIONS_FOR_TEXTS: usize = 2 << 20;

/// Refuses a drawing that would grow while it is read.
pub(super) fn check_source(name: TemplateName<'_>, document: &Document<'_>) -> Result<(), Failure> {
    let elements = || document.root().descendants().filter(Node::is_element);
    for (tag, most) in [
        ("use", MAX_CLONES),
        ("text", MAX_TEXTS),
        ("flowRoot", MAX_TEXTS),
    ] {
        if let Some(node) = elements()
            .filter(|node| node.tag_name().name() == tag)
            .nth(most)
        {
            return Err(costly_at(name, node));
        }
    }
    let mut expansion = Expansion {
        by_id: elements()
            .filter_map(|node| Some((node.attribute("id")?, node)))
            .collect(),
        known: HashMap::new(),
        depth: 0,
    };
    let mut whole = Size::default();
    for child in document.root_element().children() {
        // The definitions are weighed where they are used.
        if child.is_element() && child.tag_name().name() != "defs" {
            whole = whole.plus(expansion.size(name, child)?);
            if whole.is_too_large() {
                return Err(costly_at(name, child));
            }
        }
    }
    Ok(())
}

/// What an element shows, with everything that it refers to.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    elements: u64,
    characters: u64,
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self {
            elements: self.elements.saturating_add(other.elements),
            characters: self.characters.saturating_add(other.characters),
        }
    }

    fn is_too_large(self) -> bool {
        self.elements > MAX_DRAWN || self.characters > MAX_CHARACTERS
    }
}

struct Expansion<'d, 'i> {
    by_id: HashMap<&'d str, Node<'d, 'i>>,
    /// `None` for one that is being weighed: whoever meets it again goes round in a circle.
    known: HashMap<usize, Option<Size>>,
    /// How many are being weighed.
    depth: usize,
}

impl<'d, 'i> Expansion<'d, 'i> {
    /// Goes down by recursion: at most as deep as elements stand in one another, times the references.
    fn size(&mut self, name: TemplateName<'_>, node: Node<'d, 'i>) -> Result<Size, Failure> {
        let id = node.id().get_usize();
        match self.known.get(&id) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(circular(name, node)),
            None => {}
        }
        if self.depth > 2 * super::limits::MAX_DEPTH {
            return Err(costly_at(name, node));
        }
        self.depth += 1;
        self.known.insert(id, None);
        let mut size = Size {
            elements: 1,
            characters: 0,
        };
        for child in node.children() {
            if child.is_element() {
                size = size.plus(self.size(name, child)?);
            } else if let Some(text) = child.text().filter(|_| is_in_text(node)) {
                size.characters += text.chars().count() as u64;
            }
        }
        for target in references(node) {
            if let Some(target) = self.by_id.get(target).copied() {
                // A clone of what it stands in.
                if target == node {
                    return Err(circular(name, node));
                }
                size = size.plus(self.size(name, target)?);
            }
        }
        if size.is_too_large() {
            return Err(costly_at(name, node));
        }
        self.depth -= 1;
        self.known.insert(id, Some(size));
        Ok(size)
    }
}

fn is_in_text(node: Node<'_, '_>) -> bool {
    matches!(
        node.tag_name().name(),
        "text" | "tspan" | "textPath" | "a" | "flowPara" | "flowSpan" | "flowDiv" | "flowRoot"
    )
}

/// The identifiers of what is drawn with an element: what it clones, and what clips or paints it.
fn references<'a>(node: Node<'a, '_>) -> Vec<&'a str> {
    let mut found = Vec::new();
    if matches!(
        node.tag_name().name(),
        "use" | "linearGradient" | "radialGradient" | "textPath"
    ) {
        let target = node.attribute((XLINK, "href")).or(node.attribute("href"));
        found.extend(target.and_then(|target| target.trim().strip_prefix('#')));
    }
    for attribute in node.attributes() {
        for (at, _) in attribute.value().match_indices("url(") {
            let rest = attribute.value()[at + 4..].trim_start_matches([' ', '"', '\'']);
            let id = rest
                .strip_prefix('#')
                .and_then(|rest| rest.split([')', '"', '\'', ' ']).next());
            found.extend(id);
        }
    }
    found
}

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
) -> Result<(), Failure> {
    let size = tree.size();
    let mut painting = Painting {
        page: (size.width(), size.height()),
        segments: 0,
        dashes: 0.0,
        layers: 0.0,
        pixels: 0,
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
        let pixels = imagesize::blob_size(data).map_or(0, |size| {
            (size.width as u64).saturating_mul(size.height as u64)
        });
        self.pixels = self.pixels.saturating_add(pixels);
        if self.pixels > MAX_PIXELS {
            return Err(TooMuch {
                id: image.id().to_owned(),
                properties: &[],
                what: text!("图片合计超过 4800 万像素（同一张画几次算几次）";
                    "pictures of more than 48 million pixels, each as often as it is drawn"),
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

fn circular(name: TemplateName<'_>, node: Node<'_, '_>) -> Failure {
    use messages::Lang::{En, Zh};
    let place = place(node);
    name.fault(
        "template-too-costly",
        text!("里{}绕了一圈又用到自己", place.in_lang(Zh); "has {}, which leads back to itself", place.in_lang(En)),
        text!("请在 Inkscape 里取消克隆链接或剪裁，再保存。";
            "Unlink the clone or release the clip in Inkscape, and save again."),
    )
}
