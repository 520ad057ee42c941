//! How the codes of a run are to look: what may not change while it goes on.

use credential_core::{HolderNumber, TextForm};
use serde::{Deserialize, Serialize};

use crate::link::{Link, without_link};

/// How a code is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImageFormat {
    Png,
    Svg,
}

/// How a code is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CodeForm {
    Digits,
    Base45,
}

/// Where the pictures of a run are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CodeFolders {
    /// All in `codes`.
    #[default]
    One,
    /// In a hundred folders, by the last two digits of the holder number. A picture is found by the number
    /// that stands on the card, and its place is the same whatever else is in the run: one that is resumed,
    /// with a roster that was edited, finds it where it was. Numbers are drawn at random, so that the folders
    /// fill evenly, up to some 5,000 pictures each for half a million codes.
    LastDigits,
}

/// More pictures in one folder take minutes to show in a file manager.
const MAX_IN_ONE_FOLDER: u64 = 5_000;

impl CodeFolders {
    /// What suits so many codes.
    pub(crate) const fn suiting(codes: u64) -> Self {
        if codes > MAX_IN_ONE_FOLDER {
            Self::LastDigits
        } else {
            Self::One
        }
    }

    /// The folder of a holder's pictures, relative to that of the run.
    pub(super) fn of(self, holder: HolderNumber) -> String {
        match self {
            Self::One => "codes".to_owned(),
            Self::LastDigits => format!("codes/{:02}", holder.0 % 100),
        }
    }

    /// The names of the folders in `codes`.
    pub(super) fn names(self) -> impl Iterator<Item = String> {
        let count = match self {
            Self::One => 0,
            Self::LastDigits => 100,
        };
        (0..count).map(|number| format!("{number:02}"))
    }

    fn is_one(&self) -> bool {
        *self == Self::One
    }
}

/// What the codes of a run have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RenderOptions {
    #[serde(rename = "codes")]
    pub(crate) format: ImageFormat,
    pub(crate) module_pixels: u32,
    pub(crate) form: CodeForm,
    pub(crate) full_names: bool,
    /// What stands in front of the digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<Link>,
    /// Runs from before there were several have one.
    #[serde(default, skip_serializing_if = "CodeFolders::is_one")]
    pub(crate) code_folders: CodeFolders,
}

impl ImageFormat {
    /// The end of a file's name, which is the argument's value too.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

impl From<CodeForm> for TextForm {
    fn from(form: CodeForm) -> Self {
        match form {
            CodeForm::Digits => Self::Digits,
            CodeForm::Base45 => Self::Base45,
        }
    }
}

impl RenderOptions {
    /// The text of a code as it is drawn.
    pub(crate) fn with_link(&self, text: &str) -> String {
        let link = self.link.as_ref().map_or("", Link::as_str);
        format!("{link}{text}")
    }

    /// Whether exactly the run's link stands in front of the text of a code.
    pub(crate) fn has_its_link(&self, text: &str) -> bool {
        text == self.with_link(without_link(text))
    }

    /// As they are typed.
    pub(crate) fn as_arguments(&self) -> String {
        let form = match self.form {
            CodeForm::Digits => "digits",
            CodeForm::Base45 => "base45",
        };
        let names = if self.full_names { " --full-names" } else { "" };
        let link = match &self.link {
            Some(link) => format!(" --link {link}"),
            None => String::new(),
        };
        let folders = match self.code_folders {
            CodeFolders::One => "",
            CodeFolders::LastDigits => " --code-folders last-digits",
        };
        format!(
            "--format {} --module-pixels {} --form {form}{names}{link}{folders}",
            self.format.extension(),
            self.module_pixels
        )
    }
}
