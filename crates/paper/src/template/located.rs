//! Faults of a template at a place: which element, and in which line.

use messages::{Failure, Text, text};
use usvg::roxmltree::Node;

use super::name::TemplateName;

/// Where something stands, for messages.
pub(super) fn place(node: Node<'_, '_>) -> Text {
    let line = node.document().text_pos_at(node.range().start).row;
    let tag = node.tag_name().name();
    match node.attribute("id") {
        Some(id) => {
            let id: String = messages::untrusted::escape_untrusted(id)
                .chars()
                .take(40)
                .collect();
            text!("第 {line} 行的 <{tag} id=\"{id}\">"; "<{tag} id=\"{id}\"> in line {line}")
        }
        None => text!("第 {line} 行的 <{tag}>"; "<{tag}> in line {line}"),
    }
}

/// Refuses an element that is too much.
pub(super) fn costly_at(name: TemplateName<'_>, node: Node<'_, '_>) -> Failure {
    too_costly(name, place(node))
}

/// Refuses a template that is too much.
pub(super) fn too_costly(name: TemplateName<'_>, what: Text) -> Failure {
    use messages::Lang::{En, Zh};
    name.fault(
        "template-too-costly",
        text!("画起来太费时间或内存：{}", what.in_lang(Zh);
            "takes too much time or memory to draw: {}", what.in_lang(En)),
        text!("请简化这里：少用克隆、虚线和透明的组，把图片缩小后再嵌入；或选中后在 Inkscape 里“编辑 → 制作位图副本”，再删去原来的。";
            "Make it simpler: fewer clones, dashes and transparent groups, smaller pictures; or make a bitmap copy of it in \
             Inkscape (Edit) and delete the original."),
    )
}
