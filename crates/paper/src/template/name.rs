//! What messages call a template or an emblem, and the namespace of links.

use messages::{Failure, Text, failure};

pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";

/// What a template or an emblem is called in messages.
#[derive(Clone, Copy)]
pub(super) struct TemplateName<'n> {
    name: &'n str,
    is_emblem: bool,
}

impl<'n> TemplateName<'n> {
    pub(super) fn of_template(name: &'n str) -> Self {
        Self {
            name,
            is_emblem: false,
        }
    }

    pub(super) fn of_emblem(name: &'n str) -> Self {
        Self {
            name,
            is_emblem: true,
        }
    }

    pub(super) fn is_emblem(self) -> bool {
        self.is_emblem
    }

    pub(super) fn fault(self, code: &'static str, why: Text, remedy: Text) -> Failure {
        use messages::Lang::{En, Zh};
        let name = self.name;
        let (what_zh, what_en) = if self.is_emblem {
            ("徽标", "the emblem")
        } else {
            ("模板", "the template")
        };
        failure!(code; "{what_zh} {name} {}", why.in_lang(Zh); "{what_en} {name} {}", why.in_lang(En);
            remedy)
    }
}
