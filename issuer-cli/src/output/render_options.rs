//! How the codes of a run are to look: what may not change while it goes on.

use credential_core::TextForm;
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
        format!(
            "--format {} --module-pixels {} --form {form}{names}{link}",
            self.format.extension(),
            self.module_pixels
        )
    }
}
