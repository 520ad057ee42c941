//! What a template must not have: a drawing is looked at, never obeyed, and all of it is in the file.

use messages::text;
use usvg::roxmltree::{Document, Node};

use super::name::{TemplateName, XLINK};

/// The kinds of embedded pictures that are printed.
const PICTURES: [&str; 3] = ["data:image/png;", "data:image/jpeg;", "data:image/jpg;"];

/// Refuses scripts, foreign content, and whatever the file names but does not hold.
pub(super) fn check(
    name: TemplateName<'_>,
    document: &Document<'_>,
) -> Result<(), messages::Failure> {
    for node in document.root().descendants() {
        if node.is_pi() && node.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
            return Err(external(name, "xml-stylesheet"));
        }
        if !node.is_element() {
            continue;
        }
        match node.tag_name().name() {
            active @ ("script" | "foreignObject" | "iframe" | "handler") => {
                return Err(name.fault(
                    "template-active",
                    text!("里有 <{active}>，模板只能是图";
                        "has a <{active}>: a template is a drawing and nothing else"),
                    text!("请在 Inkscape 里“另存为”普通 SVG，并去掉脚本和网页内容。";
                        "Save it in Inkscape as plain SVG, without scripts and web content."),
                ));
            }
            "style" => check_css(name, node.text().unwrap_or_default())?,
            _ => {}
        }
        check_attributes(name, node)?;
    }
    Ok(())
}

fn check_attributes(name: TemplateName<'_>, node: Node<'_, '_>) -> Result<(), messages::Failure> {
    for attribute in node.attributes() {
        let value = attribute.value().trim();
        let is_link =
            attribute.name() == "href" && matches!(attribute.namespace(), None | Some(XLINK));
        // A link for readers of the screen shows nothing of what it points to.
        if is_link && node.tag_name().name() != "a" && !value.starts_with('#') {
            if !value.starts_with("data:") {
                return Err(external(name, value));
            }
            if !PICTURES.iter().any(|kind| value.starts_with(kind)) {
                let kind: String = value
                    .chars()
                    .take_while(|c| !matches!(c, ';' | ','))
                    .collect();
                return Err(picture_kind(name, &kind));
            }
        }
        check_css(name, value)?;
    }
    Ok(())
}

/// In style sheets and properties, only what stands in the same file may be named.
fn check_css(name: TemplateName<'_>, css: &str) -> Result<(), messages::Failure> {
    if css.contains("@import") {
        return Err(external(name, "@import"));
    }
    for (at, _) in css.match_indices("url(") {
        let target = css[at + 4..].trim_start_matches([' ', '"', '\'']);
        if !target.starts_with('#') && !target.starts_with("data:") {
            return Err(external(name, target.split(')').next().unwrap_or_default()));
        }
    }
    Ok(())
}

fn external(name: TemplateName<'_>, target: &str) -> messages::Failure {
    let target: String = messages::untrusted::escape_untrusted(target)
        .chars()
        .take(80)
        .collect();
    name.fault(
        "template-external",
        text!("引用了文件以外的内容：{target}"; "names something outside of the file: {target}"),
        text!("请在 Inkscape 里选中图片，用“扩展 → 图像 → 嵌入图像”把它存进模板，再保存。";
            "In Inkscape, embed the picture (Extensions, Images, Embed Images) and save again."),
    )
}

pub(super) fn picture_kind(name: TemplateName<'_>, kind: &str) -> messages::Failure {
    let kind: String = messages::untrusted::escape_untrusted(kind)
        .chars()
        .take(40)
        .collect();
    name.fault(
        "template-picture",
        text!("里的图片不能用（{kind}）"; "has a picture that cannot be used ({kind})"),
        text!("请嵌入 PNG 或 JPEG 图片，不超过 900 万像素；SVG 图形请直接粘贴进模板。";
            "Embed PNG or JPEG pictures of at most 9 million pixels; paste SVG drawings into the template."),
    )
}
