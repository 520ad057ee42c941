//! Why the standing of a credential changed: a fixed list, so that a report can count.

use messages::{Lang, Text, text};

/// Why a credential was revoked, suspended or restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The card or paper is lost.
    Lost,
    /// The card or paper was stolen.
    Stolen,
    /// The holder has died.
    Deceased,
    /// The holder no longer belongs to the category.
    LeftCategory,
    /// Another credential has taken its place.
    Superseded,
    /// It should never have been issued.
    IssuedInError,
    /// The holder asked for it.
    HolderRequest,
    /// Something else.
    Other,
}

impl Reason {
    /// All reasons, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Lost,
        Self::Stolen,
        Self::Deceased,
        Self::LeftCategory,
        Self::Superseded,
        Self::IssuedInError,
        Self::HolderRequest,
        Self::Other,
    ];

    /// The stable name, in the register, on the command line and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Stolen => "stolen",
            Self::Deceased => "deceased",
            Self::LeftCategory => "left-category",
            Self::Superseded => "superseded",
            Self::IssuedInError => "issued-in-error",
            Self::HolderRequest => "holder-request",
            Self::Other => "other",
        }
    }

    /// The reason with this stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The reason as a clerk writes it: the stable name or the Chinese one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let alike = |reason: &Self| match reason {
            Self::Deceased => matches!(text, "去世" | "死亡" | "已故"),
            Self::Lost => matches!(text, "丢失" | "挂失"),
            Self::Stolen => text == "被偷",
            Self::LeftCategory => text == "身份变化",
            Self::Other => matches!(text, "损坏" | "破损" | "damaged"),
            _ => false,
        };
        Self::ALL.into_iter().find(|reason| {
            reason.code().eq_ignore_ascii_case(text)
                || reason.text().in_lang(Lang::Zh) == text
                || alike(reason)
        })
    }

    /// The reason in words.
    pub fn text(self) -> Text {
        match self {
            Self::Lost => text!("遗失"; "lost"),
            Self::Stolen => text!("被盗"; "stolen"),
            Self::Deceased => text!("持有人去世"; "the holder has died"),
            Self::LeftCategory => text!("不再属于该类人员"; "no longer in the category"),
            Self::Superseded => text!("已换发新码"; "replaced by a newer one"),
            Self::IssuedInError => text!("误发"; "issued in error"),
            Self::HolderRequest => text!("本人申请"; "the holder asked for it"),
            Self::Other => text!("其他"; "another reason"),
        }
    }
}
