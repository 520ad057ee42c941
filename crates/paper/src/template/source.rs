//! The source of a template or an emblem: bounded, and free of what is harmful.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use messages::{Failure, text};
use usvg::roxmltree::{Document, Node, ParsingOptions};
use usvg::{FontResolver, ImageHrefResolver, ImageKind, Options};

use super::limits::{MAX_DEPTH, MAX_NODES, MAX_TEMPLATE_BYTES};
use super::name::TemplateName;
use super::{allowed, check, expansion, xml};
use crate::font::Font;

/// Of one element.
const MAX_ATTRIBUTES: usize = 500;

/// Pixels of the pictures in a template, each as often as it is drawn: A4 with 300 to the inch. Whoever
/// makes, reads back or prints the page takes some 30 bytes for each, several cards at a time.
pub(super) const MAX_PIXELS: u64 = 9_000_000;

/// The source as a document in which nothing is harmful, and nothing takes too long to read.
pub(super) fn harmless<'s>(
    name: TemplateName<'_>,
    source: &'s str,
) -> Result<Document<'s>, Failure> {
    let parsing = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MAX_NODES,
    };
    let document = Document::parse_with_options(source, parsing)
        .map_err(|error| not_svg(name, &error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(not_svg(name, "svg"));
    }
    if root
        .descendants()
        .any(|node| node.ancestors().nth(MAX_DEPTH).is_some())
    {
        return Err(not_svg(name, "> 200 <g>"));
    }
    check::check(name, &document)?;
    allowed::check(name, &document)?;
    expansion::check_source(name, &document)?;
    Ok(document)
}

/// The source as text, bounded and free of entities.
pub(super) fn text_of<'b>(name: TemplateName<'_>, bytes: &'b [u8]) -> Result<&'b str, Failure> {
    if bytes.len() as u64 > MAX_TEMPLATE_BYTES {
        return Err(name.fault(
            "template-too-large",
            text!("超过 8 MB"; "is larger than 8 MB"),
            text!("请缩小其中的图片后再嵌入。";
                "Make the pictures in it smaller before embedding them."),
        ));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(not_svg(name, "SVGZ"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let source = std::str::from_utf8(bytes).map_err(|_| not_svg(name, "UTF-8"))?;
    let extent = xml::extent(source);
    if extent.depth > MAX_DEPTH {
        return Err(not_svg(name, "> 200 <g>"));
    }
    // A parser compares each with all others of the element.
    if extent.attributes > MAX_ATTRIBUTES {
        return Err(not_svg(name, "> 500 a=\"\""));
    }
    // Entities can blow up a small file without bound, and drawings do not need them.
    if source.contains("<!ENTITY") {
        return Err(name.fault(
            "template-entities",
            text!("定义了 XML 实体"; "defines XML entities"),
            text!("请在 Inkscape 里打开，“另存为”普通 SVG。";
                "Open it in Inkscape and save it as plain SVG."),
        ));
    }
    Ok(source)
}

pub(super) fn not_svg(name: TemplateName<'_>, why: &str) -> Failure {
    let why = messages::untrusted::escape_untrusted(why).into_owned();
    if name.is_emblem() {
        return name.fault(
            "template-invalid",
            text!("不是可用的 SVG、PNG 或 JPEG（{why}）"; "is no SVG, PNG or JPEG file that can be used ({why})"),
            text!("请选徽标的图片文件。"; "Choose the file with the picture of the emblem."),
        );
    }
    name.fault(
        "template-invalid",
        text!("不是可用的 SVG（{why}）"; "is not an SVG file that can be used ({why})"),
        text!(
            "请在 Inkscape 里“另存为”普通 SVG（不压缩），或用 --export-template 取出自带的模板重新开始。";
            "Save it in Inkscape as plain SVG, not compressed, or begin again from the one that --export-template writes."),
    )
}

/// Without a size on paper, nobody could say how large a code will be.
pub(super) fn check_size_is_absolute(
    name: TemplateName<'_>,
    root: Node<'_, '_>,
) -> Result<(), Failure> {
    let absolute = |side| {
        root.attribute(side).is_some_and(|value| {
            let value = value.trim();
            !value.ends_with('%') && value.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        })
    };
    if absolute("width") && absolute("height") {
        return Ok(());
    }
    Err(name.fault(
        "template-size",
        text!("没有写明纸面尺寸"; "does not say how large it is"),
        text!("请在 Inkscape 的“文档属性”里把单位设为毫米，填写宽和高。";
            "Set width and height in millimetres in Inkscape's Document Properties."),
    ))
}

/// Everything is written in the one font, and nothing is loaded from outside.
pub(super) fn options(font: &Font, unusable: Arc<AtomicBool>) -> Options<'static> {
    let id = font.id;
    Options {
        fontdb: font.database.clone(),
        font_resolver: FontResolver {
            select_font: Box::new(move |_, _| Some(id)),
            select_fallback: Box::new(|_, _, _| None),
        },
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(move |_, data, _| {
                let kind = picture(data);
                if kind.is_none() {
                    unusable.store(true, Ordering::Relaxed);
                }
                kind
            }),
            resolve_string: Box::new(|_, _| None),
        },
        languages: vec!["zh".into()],
        ..Options::default()
    }
}

fn picture(data: Arc<Vec<u8>>) -> Option<ImageKind> {
    if pixels(&data)? > MAX_PIXELS {
        return None;
    }
    match imagesize::image_type(&data).ok()? {
        imagesize::ImageType::Png => Some(ImageKind::PNG(data)),
        imagesize::ImageType::Jpeg => Some(ImageKind::JPEG(data)),
        _ => None,
    }
}

/// The pixels of a picture, those of 16 bits for each colour counted twice.
pub(super) fn pixels(data: &[u8]) -> Option<u64> {
    let size = imagesize::blob_size(data).ok()?;
    let pixels = (size.width as u64).checked_mul(size.height as u64)?;
    // PNG, 11.2.2: the depth stands behind width and height.
    let is_deep = data.starts_with(b"\x89PNG") && data.get(24) == Some(&16);
    pixels.checked_mul(if is_deep { 2 } else { 1 })
}
