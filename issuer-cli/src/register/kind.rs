//! The two kinds of codes that a person may have side by side.

use messages::{Text, text};
use serde::{Deserialize, Serialize};

/// What a code needs beside itself to be shown.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CodeKind {
    /// Nothing: a bearer code, on a card or on paper.
    #[default]
    Card,
    /// The key of a phone, which the credential names.
    Phone,
}

impl CodeKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Card, Self::Phone];

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Card => Self::Phone,
            Self::Phone => Self::Card,
        }
    }

    /// The stable name, on the command line and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Phone => "phone",
        }
    }

    /// The kind with this stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its name for people.
    pub fn text(self) -> Text {
        match self {
            Self::Card => text!("静态码"; "card"),
            Self::Phone => text!("手机码"; "phone"),
        }
    }
}

/// On the command line.
impl std::str::FromStr for CodeKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = |kind: &Self| {
            kind.code().eq_ignore_ascii_case(text)
                || kind.text().in_lang(messages::Lang::Zh) == text
        };
        let kind = Self::ALL.into_iter().find(named);
        kind.ok_or_else(|| "card (静态码), phone (手机码)".to_owned())
    }
}
