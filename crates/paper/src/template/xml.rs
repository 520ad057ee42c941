//! Pieces of the template's source, cut out so that what is kept stays as the drawing program wrote it.

use std::ops::Range;

use usvg::roxmltree::Node;

/// How large a document is in what a parser would spend much time or stack on.
pub(super) struct Extent {
    /// How deep elements stand in one another.
    pub(super) depth: usize,
    /// The most attributes of one element.
    pub(super) attributes: usize,
}

/// Measured before anything else looks at the source. Never less than a parser would find.
pub(super) fn extent(source: &str) -> Extent {
    let (mut depth, mut deepest, mut attributes) = (0_usize, 0, 0);
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 2)
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map(|end| end + 2)
        } else {
            tag_end(rest)
        };
        let Some(end) = end else {
            break;
        };
        let tag = &rest[..=end];
        if !tag.starts_with("<!") {
            attributes = attributes.max(attributes_of(tag));
        }
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with("<!") && !tag.starts_with("<?") && !tag.ends_with("/>") {
            depth += 1;
            deepest = deepest.max(depth);
        }
        rest = &rest[end + 1..];
    }
    Extent {
        depth: deepest,
        attributes,
    }
}

/// Values in quotes.
fn attributes_of(tag: &str) -> usize {
    let (mut quote, mut count) = (None, 0);
    for byte in tag.bytes() {
        match (quote, byte) {
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                count += 1;
            }
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    count
}

/// Where the tag ends that the text begins with. A `>` in quotes is none.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| match (quote, byte) {
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), _) if open == byte => {
            quote = None;
            false
        }
        (None, b'>') => true,
        _ => false,
    })
}

/// How long the start tag is that the text begins with.
pub(super) fn start_tag_length(text: &str) -> Option<usize> {
    tag_end(text).map(|end| end + 1)
}

/// The start tag of an element.
pub(super) fn start_tag<'s>(source: &'s str, node: Node<'_, '_>) -> &'s str {
    let element = &source[node.range()];
    let end = tag_end(element);
    &element[..end.map_or(element.len(), |end| end + 1)]
}

/// The end tag to a start tag that is not empty.
pub(super) fn end_tag(start: &str) -> String {
    let name: &str = start[1..]
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or_default();
    format!("</{name}>")
}

/// The source without these parts, which do not overlap.
pub(super) fn without(source: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|cut| cut.start);
    let mut kept = String::with_capacity(source.len());
    let mut at = 0;
    for cut in cuts {
        kept.push_str(&source[at..cut.start]);
        at = cut.end;
    }
    kept.push_str(&source[at..]);
    kept
}

/// What surrounds an element so that it is drawn as in the template: the root, definitions and
/// style sheets, and the groups around it.
pub(super) fn surroundings(source: &str, node: Node<'_, '_>) -> (String, String) {
    let root = node.document().root_element();
    let (mut before, mut after) = (String::new(), String::new());
    let mut around: Vec<_> = node.ancestors().skip(1).filter(Node::is_element).collect();
    around.reverse();
    for ancestor in around {
        let start = start_tag(source, ancestor);
        before.push_str(start);
        after.insert_str(0, &end_tag(start));
        if ancestor == root {
            before.push_str(&definitions(source, root));
        }
    }
    (before, after)
}

/// The definitions and style sheets, wherever they stand.
pub(super) fn definitions(source: &str, root: Node<'_, '_>) -> String {
    let is_definition = |node: &Node<'_, '_>| matches!(node.tag_name().name(), "defs" | "style");
    root.descendants()
        .filter(is_definition)
        // One inside another comes along with it.
        .filter(|node| !node.ancestors().skip(1).any(|above| is_definition(&above)))
        .map(|node| &source[node.range()])
        .collect()
}

/// The text as it may stand between tags.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // XML 1.0, 2.2: these cannot stand in a document at all.
            control if control.is_control() && !matches!(control, '\t' | '\n') => {}
            other => out.push(other),
        }
    }
    out
}

/// The value of a style property, from the style attribute or the one of its own name.
pub(super) fn property<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let style = node.attribute("style").unwrap_or_default();
    style
        .split(';')
        .filter_map(|one| one.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim())
        .or_else(|| node.attribute(name))
}

/// The number of an attribute, in user units.
pub(super) fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    let value = node.attribute(name)?.trim();
    let value = value.strip_suffix("px").unwrap_or(value);
    value
        .split([' ', ','])
        .next()?
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}
