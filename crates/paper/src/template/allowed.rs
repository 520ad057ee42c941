//! What may stand in a template: shapes, texts, pictures and colours.
//!
//! A list of what is allowed, not of what is forbidden: filters, patterns, masks and markers run for as
//! long as a few digits in the file say, and whoever draws a card can do without them.

use messages::{Failure, Text, text};
use usvg::roxmltree::{Document, Node};

use super::located::place;
use super::name::TemplateName;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Elements of SVG. What belongs to other namespaces (of Inkscape, say) is not drawn by anybody here.
const ELEMENTS: [&str; 34] = [
    "a",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "flowDiv",
    "flowLine",
    "flowPara",
    "flowRegion",
    "flowRoot",
    "flowSpan",
    "g",
    "image",
    "line",
    "linearGradient",
    "metadata",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "solidColor",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

/// Properties whose cost a file can choose. `none` is what drawing programs write where there is none.
const PROPERTIES: [&str; 7] = [
    "filter",
    "mask",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
    "enable-background",
];

/// Refuses the first element or property that is not on the list.
pub(super) fn check(name: TemplateName<'_>, document: &Document<'_>) -> Result<(), Failure> {
    for node in document.root().descendants().filter(Node::is_element) {
        let tag = node.tag_name();
        if tag.namespace().is_some_and(|namespace| namespace != SVG) {
            continue;
        }
        if !ELEMENTS.contains(&tag.name()) {
            return Err(not_allowed(name, &place(node)));
        }
        for attribute in node.attributes() {
            if attribute.namespace().is_none()
                && PROPERTIES.contains(&attribute.name())
                && is_set(attribute.value())
            {
                return Err(property_not_allowed(name, node, attribute.name()));
            }
        }
        if let Some(property) = property_in(node.attribute("style").unwrap_or_default()) {
            return Err(property_not_allowed(name, node, property));
        }
        if tag.name() == "style" {
            for text in node.children().filter_map(|child| child.text()) {
                // Nobody writes letters of CSS as numbers but to hide them.
                let property = if text.contains('\\') {
                    Some("\\")
                } else {
                    property_in(text)
                };
                if let Some(property) = property {
                    return Err(property_not_allowed(name, node, property));
                }
            }
        }
    }
    Ok(())
}

/// The first property of the list that is set in a style sheet or a style attribute.
fn property_in(css: &str) -> Option<&'static str> {
    css.split([';', '{', '}']).find_map(|declaration| {
        let (key, value) = declaration.split_once(':')?;
        // A comment may stand before it.
        let key = key.trim_end().rsplit(['/', ' ', '\n', '\t', '\r']).next()?;
        let key = key.to_ascii_lowercase();
        let property = PROPERTIES.into_iter().find(|one| *one == key)?;
        is_set(value).then_some(property)
    })
}

fn is_set(value: &str) -> bool {
    let value = value.trim().trim_end_matches("!important").trim_end();
    !(value.is_empty() || value == "none" || value == "new" || value == "accumulate")
}

fn not_allowed(name: TemplateName<'_>, place: &Text) -> Failure {
    use messages::Lang::{En, Zh};
    name.fault(
        "template-element",
        text!("里{}不能用在模板里", place.in_lang(Zh); "has {}, which no template may have", place.in_lang(En)),
        remedy(),
    )
}

fn property_not_allowed(name: TemplateName<'_>, node: Node<'_, '_>, property: &str) -> Failure {
    use messages::Lang::{En, Zh};
    let place = place(node);
    name.fault(
        "template-element",
        text!("里{}用了 {property}，不能用在模板里", place.in_lang(Zh);
            "has {} with `{property}`, which no template may have", place.in_lang(En)),
        remedy(),
    )
}

fn remedy() -> Text {
    text!("模板只能有形状、文字、图片、渐变和剪裁。滤镜、图案、蒙版、标记请在 Inkscape 里去掉，或选中后“编辑 → 制作位图副本”，再删去原来的；没有用到的用“文件 → 清理文档”删去。";
        "A template has shapes, texts, pictures, gradients and clips. Remove filters, patterns, masks and markers in Inkscape, \
         or make a bitmap copy of the object (Edit) and delete the original; File, Clean Up Document removes what is not used.")
}
