//! What messages call a template, and the namespace of links.

use messages::{Failure, Text, failure};

pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";

/// What a template is called in messages.
#[derive(Clone, Copy)]
pub(super) struct TemplateName<'n>(pub(super) &'n str);

impl TemplateName<'_> {
    pub(super) fn fault(self, code: &'static str, why: Text, remedy: Text) -> Failure {
        use messages::Lang::{En, Zh};
        let name = self.0;
        failure!(code; "模板 {name} {}", why.in_lang(Zh); "the template {name} {}", why.in_lang(En);
            remedy)
    }
}
