//! One thing that is different between two lists.

use messages::Text;

/// One thing that is different, with its stable name.
pub(super) struct Point {
    pub(super) name: &'static str,
    pub(super) text: Text,
}

pub(super) fn point(
    name: &'static str,
    zh: impl Into<std::borrow::Cow<'static, str>>,
    en: impl Into<std::borrow::Cow<'static, str>>,
) -> Point {
    Point {
        name,
        text: Text::new(zh, en),
    }
}
