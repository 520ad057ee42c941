//! Small parts that several pages have.

use maud::{Markup, html};
use messages::text;

use crate::desk::Failed;
use crate::pages::Visit;

/// How much something matters: a word and a symbol beside the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// In order.
    Good,
    /// To be done.
    Warn,
    /// To be done now.
    Bad,
}

impl Weight {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Warn => "▲",
            Self::Bad => "✕",
        }
    }
}

/// A symbol with a word.
pub(crate) fn mark(weight: Weight, word: &str) -> Markup {
    html! { span class={ "mark " (weight.class()) } { span aria-hidden="true" { (weight.symbol()) " " } (word) } }
}

/// A paragraph in a frame.
pub(crate) fn notice(weight: Weight, content: Markup) -> Markup {
    html! { div class={ "notice " (weight.class()) } { (content) } }
}

/// Something that went wrong, in one sentence.
pub(crate) fn warning(text: &str) -> Markup {
    html! { div.notice.bad role="alert" { p { (text) } } }
}

/// What a command says when it cannot do its work.
pub(crate) fn failure(visit: &Visit<'_>, failed: &Failed) -> Markup {
    html! {
        div.notice.bad role="alert" {
            p { strong { (failed.message) } }
            @if !failed.remedy.is_empty() { p { (visit.say(&text!("处理："; "What to do: "))) (failed.remedy) } }
        }
    }
}

/// The same as a whole page, with the way back.
pub(crate) fn failed_page(visit: &Visit<'_>, failed: &Failed) -> Markup {
    html! {
        (failure(visit, failed))
        p { a.button.second href=(visit.href(&format!("/{}", visit.page.name))) { (visit.say(&text!("返回"; "Back"))) } }
    }
}

/// What is no longer there.
pub(crate) fn gone(visit: &Visit<'_>) -> Markup {
    html! {
        p { (visit.say(&text!("这一页已经不在了：工作台重新打开过，或者已经做完。";
            "This page is no longer there: the desk was opened anew, or the work is done."))) }
        p { a.button href=(visit.href(&format!("/{}", visit.page.name))) { (visit.say(&text!("从头开始"; "Begin again"))) } }
    }
}

/// The command that does the same, for those who want to learn it.
pub(crate) fn command(visit: &Visit<'_>, shown: &str) -> Markup {
    html! {
        details {
            summary { (visit.say(&text!("用命令行怎么做"; "The same on the command line"))) }
            code { (shown) }
        }
    }
}

/// A field for the passphrase.
pub(crate) fn passphrase(visit: &Visit<'_>) -> Markup {
    html! {
        label for="passphrase" { (visit.say(&text!("签发密钥的口令"; "The passphrase of the issuing key"))) }
        input #passphrase type="password" name="passphrase" required autofocus autocomplete="off";
    }
}

/// A figure with its name.
pub(crate) fn figure(name: &str, value: impl std::fmt::Display) -> Markup {
    html! { div { dt { (name) } dd { (value.to_string()) } } }
}

/// A choice of the categories.
pub(crate) fn category_select(visit: &Visit<'_>, name: &str, chosen: Option<&str>) -> Markup {
    html! {
        select id=(name) name=(name) {
            option value="" { (visit.say(&text!("（请选）"; "(choose)"))) }
            @for category in credential_core::Category::ALL {
                @let words = messages::words::category(category);
                option value=(category.code()) selected[chosen == Some(category.code())] { (visit.say(&words)) }
            }
        }
    }
}
