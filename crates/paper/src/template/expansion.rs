//! What a drawing grows to while it is read: clones of clones, clips of clips, long texts, weighed on the
//! source before anybody expands it.

use std::collections::HashMap;

use messages::{Failure, text};
use usvg::roxmltree::{Document, Node};

use super::located::{costly_at, place};
use super::name::{TemplateName, XLINK};
use super::{attributes, style_rules};

/// Elements that are drawn, each clone counted as what it shows. As many as a file may hold.
const MAX_DRAWN: u64 = 100_000;

/// Characters of texts, clones included. A card has a hundred.
const MAX_CHARACTERS: u64 = 20_000;

/// Bytes of the attributes of all that is drawn, each clone counted as what it shows: paths above all.
const MAX_BYTES: u64 = 8 << 20;

/// Bytes of embedded pictures, each as often as it is drawn.
const MAX_PICTURE_BYTES: u64 = 16 << 20;

/// Each is looked up in the whole file.
const MAX_CLONES: usize = 1_000;
const MAX_TEXTS: usize = 2_000;

/// Refuses a drawing that would grow while it is read.
pub(super) fn check_source(name: TemplateName<'_>, document: &Document<'_>) -> Result<(), Failure> {
    attributes::check(name, document)?;
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
    // The definitions too: clones in them are expanded whether or not anybody uses them.
    let whole = expansion.size(name, document.root_element())?;
    style_rules::check(name, document, whole.elements)
}

/// What an element shows, with everything that it refers to.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    elements: u64,
    characters: u64,
    /// Of attributes.
    bytes: u64,
    /// Of embedded pictures.
    picture_bytes: u64,
}

impl Size {
    /// Without what stands in it.
    fn alone(node: Node<'_, '_>) -> Self {
        let mut size = Self {
            elements: 1,
            ..Self::default()
        };
        for attribute in node.attributes() {
            let bytes = attribute.value().len() as u64;
            if attributes::is_picture(&attribute) {
                size.picture_bytes += bytes;
            } else {
                size.bytes += bytes;
            }
        }
        size
    }

    fn plus(self, other: Self) -> Self {
        Self {
            elements: self.elements.saturating_add(other.elements),
            characters: self.characters.saturating_add(other.characters),
            bytes: self.bytes.saturating_add(other.bytes),
            picture_bytes: self.picture_bytes.saturating_add(other.picture_bytes),
        }
    }

    fn is_too_large(self) -> bool {
        self.elements > MAX_DRAWN
            || self.characters > MAX_CHARACTERS
            || self.bytes > MAX_BYTES
            || self.picture_bytes > MAX_PICTURE_BYTES
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
        let mut size = Size::alone(node);
        for child in node.children() {
            if child.is_element() {
                size = size.plus(self.size(name, child)?);
                // That it is the whole drawing would help nobody to find it.
                if size.is_too_large() && node == node.document().root_element() {
                    return Err(costly_at(name, child));
                }
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
