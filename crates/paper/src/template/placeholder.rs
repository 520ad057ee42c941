//! Where a template is to be filled.
//!
//! A text is filled where it says `{{name}}`; a whole text, where the object itself is called
//! `name`. The code takes the place of the object that is called `code`. Objects are called by
//! their id or by the label that Inkscape shows.

use std::ops::Range;

use messages::{Failure, Lang, text};
use usvg::roxmltree::{Document, Node};

use super::frame::{Frame, Place};
use super::laid_out::TextPiece;
use super::name::{TemplateName, XLINK};
use super::slot::Slot;
use super::xml;
use crate::fields::Field;

const INKSCAPE: &str = "http://www.inkscape.org/namespaces/inkscape";

/// What stands in these is drawn somewhere else, or not at all.
const NOT_DRAWN: [&str; 7] = [
    "defs", "symbol", "clipPath", "mask", "pattern", "marker", "metadata",
];

/// Places for texts, with the parts of the source that they take.
pub(super) fn slots(
    name: TemplateName<'_>,
    source: &str,
    document: &Document<'_>,
) -> Result<Vec<(Range<usize>, Slot)>, Failure> {
    let mut slots = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for node in texts(document) {
        let whole = called(node).iter().find_map(|id| Field::from_code(id));
        let slot = match Place::of(node) {
            Some(place) => framed(source, node, &place, whole, &mut unknown),
            None => in_lines(name, source, node, whole, &mut unknown)?,
        };
        slots.extend(slot.map(|slot| (node.range(), slot)));
    }
    unknown.sort();
    unknown.dedup();
    if !unknown.is_empty() {
        return Err(unknown_names(name, &unknown));
    }
    check_clones(name, document, &slots)?;
    Ok(slots)
}

/// A text in a frame: the lines that it was broken into are one text again.
fn framed(
    source: &str,
    node: Node<'_, '_>,
    place: &Place,
    whole: Option<Field>,
    unknown: &mut Vec<String>,
) -> Option<Slot> {
    let (mut content, strangers) = split(&paragraphs(node).join("\n"));
    unknown.extend(strangers);
    let mut fields: Vec<Field> = content.iter().filter_map(TextPiece::field).collect();
    if let (true, Some(field)) = (fields.is_empty(), whole) {
        fields.push(field);
        content = vec![TextPiece::Value(field)];
    }
    // A frame of the older kind is drawn by nobody but Inkscape itself.
    let is_ours = !fields.is_empty() || node.tag_name().name() == "flowRoot";
    is_ours.then(|| Slot::framed(fields, Frame::new(source, node, place, content)))
}

/// A text whose lines stay where they are.
fn in_lines(
    name: TemplateName<'_>,
    source: &str,
    node: Node<'_, '_>,
    whole: Option<Field>,
    unknown: &mut Vec<String>,
) -> Result<Option<Slot>, Failure> {
    let (mut fields, mut parts) = (Vec::new(), Vec::new());
    for text in text_nodes(node) {
        let (pieces, strangers) = split(text.text().unwrap_or_default());
        fields.extend(pieces.iter().filter_map(TextPiece::field));
        unknown.extend(strangers);
        parts.push((text.range(), pieces));
    }
    let content: String = text_nodes(node).filter_map(|text| text.text()).collect();
    let (joined, strangers) = split(&content);
    let is_torn = joined.iter().filter_map(TextPiece::field).count() != fields.len()
        || strangers.iter().any(|one| !unknown.contains(one));
    if is_torn {
        return Err(torn(name, &content));
    }
    if let (true, Some(field)) = (fields.is_empty(), whole) {
        fields.push(field);
        let values =
            std::iter::once(vec![TextPiece::Value(field)]).chain(std::iter::repeat(Vec::new()));
        parts
            .iter_mut()
            .zip(values)
            .for_each(|(part, value)| part.1 = value);
    }
    Ok((!fields.is_empty()).then(|| Slot::in_lines(fields, source, node, parts)))
}

/// The text of each paragraph.
fn paragraphs(node: Node<'_, '_>) -> Vec<String> {
    let of = |node: Node<'_, '_>| {
        text_nodes(node)
            .filter_map(|text| text.text())
            .collect::<String>()
    };
    let each: Vec<String> = node
        .descendants()
        .filter(|below| below.tag_name().name() == "flowPara")
        .map(of)
        .collect();
    if each.is_empty() {
        vec![of(node)]
    } else {
        each
    }
}

/// The part of the source that the object of this name takes, and a drawing of its place alone; `None` if
/// there is none.
pub(super) fn place(
    name: TemplateName<'_>,
    source: &str,
    document: &Document<'_>,
    object: &str,
) -> Result<Option<(Range<usize>, String)>, Failure> {
    let mut places = drawn(document).filter(|node| called(*node).contains(&object));
    let Some(place) = places.next() else {
        return Ok(None);
    };
    if places.next().is_some() {
        return Err(name.fault(
            "template-code-twice",
            text!("里有两个名为 {object} 的对象"; "has two objects called `{object}`"),
            text!("请只留一个。"; "Leave only one."),
        ));
    }
    let (before, after) = xml::surroundings(source, place);
    let is_box = matches!(place.tag_name().name(), "rect" | "image");
    // What is invisible has no box: the frame of a placeholder needs neither fill nor stroke.
    let drawing = if is_box {
        let attribute = |name| {
            place.attribute(name).map_or(String::new(), |value| {
                format!(" {name}=\"{}\"", xml::escaped(value))
            })
        };
        let kept: String = ["x", "y", "width", "height", "transform"]
            .map(attribute)
            .concat();
        format!("<rect xmlns=\"http://www.w3.org/2000/svg\" fill=\"#000\"{kept}/>")
    } else {
        source[place.range()].to_owned()
    };
    Ok(Some((place.range(), format!("{before}{drawing}{after}"))))
}

/// The part of the source that the first object of this name takes, and a drawing of it alone.
pub(super) fn optional(
    source: &str,
    document: &Document<'_>,
    object: &str,
) -> Option<(Range<usize>, String)> {
    let node = drawn(document).find(|node| called(*node).contains(&object))?;
    let (before, after) = xml::surroundings(source, node);
    let range = node.range();
    let drawing = source.get(range.clone())?;
    Some((range, format!("{before}{drawing}{after}")))
}

/// All text that is the same on every card.
pub(super) fn fixed_texts(document: &Document<'_>) -> String {
    texts(document)
        .flat_map(text_nodes)
        .flat_map(|text| split(text.text().unwrap_or_default()).0)
        .filter_map(|piece| match piece {
            TextPiece::Fixed(text) => Some(text),
            TextPiece::Value(_) => None,
        })
        .collect()
}

fn drawn<'a, 'i: 'a>(document: &'a Document<'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let is_drawn = |node: &Node<'_, '_>| {
        !node
            .ancestors()
            .any(|above| NOT_DRAWN.contains(&above.tag_name().name()))
    };
    document
        .root_element()
        .descendants()
        .filter(Node::is_element)
        .filter(is_drawn)
}

fn texts<'a, 'i: 'a>(document: &'a Document<'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    drawn(document).filter(|node| matches!(node.tag_name().name(), "text" | "flowRoot"))
}

fn text_nodes<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants()
        .filter(|below| below.is_text() && below.text().is_some_and(|text| !text.trim().is_empty()))
}

fn called<'a>(node: Node<'a, '_>) -> Vec<&'a str> {
    let names = [node.attribute("id"), node.attribute((INKSCAPE, "label"))];
    names
        .into_iter()
        .flatten()
        .map(|name| name.trim().trim_start_matches('#'))
        .collect()
}

/// A text as pieces, and names in it that are not known.
fn split(text: &str) -> (Vec<TextPiece>, Vec<String>) {
    let (mut pieces, mut unknown) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some((before, (inside, after))) = rest
        .split_once("{{")
        .and_then(|(before, tail)| Some((before, tail.split_once("}}")?)))
    {
        pieces.push(TextPiece::Fixed(before.to_owned()));
        let word = inside.trim();
        let known = Field::from_code(word).or_else(|| {
            Field::ALL
                .into_iter()
                .find(|field| field.in_words().in_lang(Lang::Zh) == word)
        });
        match known {
            Some(field) => pieces.push(TextPiece::Value(field)),
            None => unknown.push(word.to_owned()),
        }
        rest = after;
    }
    if rest.contains("{{") || rest.contains("}}") {
        unknown.push(rest.trim().to_owned());
    }
    pieces.push(TextPiece::Fixed(rest.to_owned()));
    (pieces, unknown)
}

/// A clone shows what the file says, which is nobody's name.
fn check_clones(
    name: TemplateName<'_>,
    document: &Document<'_>,
    slots: &[(Range<usize>, Slot)],
) -> Result<(), Failure> {
    let uses = document
        .root_element()
        .descendants()
        .filter(|node| node.tag_name().name() == "use");
    for clone in uses {
        let target = clone.attribute((XLINK, "href")).or(clone.attribute("href"));
        let Some(id) = target.and_then(|target| target.strip_prefix('#')) else {
            continue;
        };
        let held = document
            .root_element()
            .descendants()
            .find(|node| node.attribute("id") == Some(id));
        let holds_slot = held.is_some_and(|node| {
            let range = node.range();
            slots
                .iter()
                .any(|(slot, _)| range.start <= slot.start && slot.end <= range.end)
        });
        if holds_slot {
            return Err(name.fault(
                "template-clone",
                text!("里 {id} 是要填写的内容，却有克隆";
                    "has a clone of {id}, which is to be filled"),
                text!("请在 Inkscape 里“编辑 → 克隆 → 取消克隆链接”。";
                    "Unlink the clone in Inkscape (Edit, Clone, Unlink Clone)."),
            ));
        }
    }
    Ok(())
}

pub(super) fn code_missing(name: TemplateName<'_>) -> Failure {
    name.fault(
        "template-code-missing",
        text!("没有放码的位置"; "has no place for the code"),
        text!("请画一个正方形，在“对象属性”里把它的 ID 或标签改成 code。";
            "Draw a square, and call it `code` in Object Properties (ID or label)."),
    )
}

pub(super) fn code_on_back(name: TemplateName<'_>) -> Failure {
    name.fault(
        "template-code-on-back",
        text!("是背面，却有放码的位置（code）"; "is for the back, and has a place for the code (`code`)"),
        text!("背面不印码，请删去名为 code 的对象。";
            "There is no code on the back: remove the object called `code`."),
    )
}

/// The failure to a template that lacks what is asked for.
pub(super) fn lacks(code: &'static str, what: messages::Text) -> Failure {
    Failure::new(
        code,
        what,
        text!("请用自带的模板，或在自己的模板里画上。";
            "Take a template that comes along, or draw it in your own."),
    )
}

fn unknown_names(name: TemplateName<'_>, unknown: &[String]) -> Failure {
    let shown: Vec<String> = unknown
        .iter()
        .map(|one| {
            messages::untrusted::escape_untrusted(one)
                .chars()
                .take(30)
                .collect()
        })
        .collect();
    let known = Field::ALL.map(|field| format!("{{{{{}}}}}", field.code()));
    name.fault(
        "template-placeholder-unknown",
        text!("里有不认识的占位符：{}", shown.join("、");
            "has placeholders that are not known: {}", shown.join(", ")),
        text!("可用的有：{}；码的位置请画一个名为 code 的正方形。";
            "There are {}; for the code, draw a square called `code`."; known.join(" ")),
    )
}

fn torn(name: TemplateName<'_>, content: &str) -> Failure {
    let shown: String = messages::untrusted::escape_untrusted(content.trim())
        .chars()
        .take(40)
        .collect();
    name.fault(
        "template-placeholder-torn",
        text!("里的占位符被分成了几段（{shown}）";
            "has a placeholder that is in several pieces ({shown})"),
        text!("请把这段文字删掉，用一种字体和字号重新打一遍。";
            "Delete this text and type it again, in one font and size."),
    )
}
