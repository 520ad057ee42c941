//! How long attributes may be. Who reads SVG takes lists apart at once, and again for each clone: a dash
//! pattern, a transformation or a style of megabytes is a list without end.

use messages::Failure;
use usvg::roxmltree::{Attribute, Document, Node};

use super::located::costly_at;
use super::name::{TemplateName, XLINK};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Bytes of an attribute. Styles by drawing programs have some thousand.
const MAX_LENGTH: usize = 4 << 10;

/// Bytes of a list with a number for each letter of a text.
const MAX_PLACES_LENGTH: usize = 64 << 10;

/// Refuses the first attribute that is too long. Those of drawing programs, under names of their own,
/// are read by nobody.
pub(super) fn check(name: TemplateName<'_>, document: &Document<'_>) -> Result<(), Failure> {
    for node in document.root().descendants().filter(Node::is_element) {
        let is_long = |one: &Attribute<'_, '_>| one.value().len() > most(one);
        if node.attributes().any(|one| is_long(&one)) {
            return Err(costly_at(name, node));
        }
    }
    Ok(())
}

/// An embedded picture.
pub(super) fn is_picture(attribute: &Attribute<'_, '_>) -> bool {
    attribute.name() == "href" && attribute.value().trim_start().starts_with("data:")
}

fn most(attribute: &Attribute<'_, '_>) -> usize {
    let is_known = matches!(
        attribute.namespace(),
        None | Some("http://www.w3.org/2000/svg" | XLINK | XML)
    );
    if !is_known || is_picture(attribute) {
        return usize::MAX;
    }
    match attribute.name() {
        // All paths together are weighed with their clones.
        "d" | "points" => usize::MAX,
        "x" | "y" | "dx" | "dy" | "rotate" => MAX_PLACES_LENGTH,
        _ => MAX_LENGTH,
    }
}
