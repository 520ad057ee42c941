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
            Self::Deceased => is_of_death(text),
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

/// Words for a death.
#[rustfmt::skip]
const DEATHS: [&str; 20] = [
    "去世", "死亡", "已故", "病故", "病逝", "亡故", "身故", "逝世", "离世", "过世", "辞世", "病亡", "身亡", "猝死", "病死", "已死",
    "老死", "牺牲", "殁", "故去",
];

/// What may stand in front of these: who, and of what. Anything else, as in 父亲去世, is another reason.
#[rustfmt::skip]
const IN_FRONT: [&str; 20] = [
    "", "已", "因病", "自然", "意外", "正常", "非正常", "因公", "疾病", "因病已", "事故", "交通事故", "老年", "年老", "突发疾病", "不幸",
    "本人", "本人已", "本人因病", "持有人",
];

/// 病故, 自然死亡, 因病去世
fn is_of_death(text: &str) -> bool {
    DEATHS.iter().any(|word| {
        let before = text.strip_suffix(word);
        before.is_some_and(|before| IN_FRONT.contains(&before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_death_is_known_by_its_usual_words_and_nothing_else_is_taken_for_one() {
        for text in [
            "去世",
            "病故",
            "病逝",
            "死亡",
            "自然死亡",
            "因病去世",
            "意外死亡",
            "本人已去世",
            " 逝世 ",
            "持有人去世",
            "deceased",
        ] {
            assert_eq!(Reason::parse(text), Some(Reason::Deceased), "{text}");
        }
        for text in ["父亲去世", "未死亡", "死亡待核实", "疑似死亡", "迁出", ""] {
            assert_eq!(Reason::parse(text), None, "{text}");
        }
    }
}
