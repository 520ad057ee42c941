//! How a program ends, and what it says when it cannot go on.

use std::borrow::Cow;
use std::convert::Infallible;
use std::process::ExitCode;

use serde::Serialize;

use crate::identity_number::hide_identity_numbers;
use crate::lang::{Lang, Text};

/// The exit status. The same for every command of both programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; for a check, accepted.
    Done,
    /// 1: refused: the code, or some rows of a roster.
    Refused,
    /// 2: could not decide, could not do it, or was called wrongly.
    Undecided,
}

impl Exit {
    /// The number that the shell sees.
    pub const fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Undecided => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}

/// Why a command stopped: what is wrong, and what to do about it. Always a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, and where: file, line, field.
    pub what: Text,
    /// What the user can do. Boxed, so that a `Result` stays small.
    pub remedy: Box<Text>,
    /// How the program ends.
    pub exit: Exit,
    /// The stable code in JSON output.
    pub code: &'static str,
    /// What the operating system or a library said, in its own words; for programs only.
    pub detail: Option<String>,
}

impl Failure {
    /// A failure that ends the program with status 2.
    pub fn new(code: &'static str, what: Text, remedy: Text) -> Self {
        Self {
            what,
            remedy: Box::new(remedy),
            exit: Exit::Undecided,
            code,
            detail: None,
        }
    }

    /// The same with what the operating system or a library said, for programs.
    #[must_use]
    pub fn with_detail(self, detail: impl std::fmt::Display) -> Self {
        Self {
            detail: Some(detail.to_string()),
            ..self
        }
    }

    /// The failure as it is told, and as it stands in JSON: with no identity number whole.
    pub fn record(&self, lang: Lang) -> FailureRecord<'_> {
        FailureRecord::new(
            self.code,
            (&self.what, &self.remedy),
            self.detail.as_deref(),
            lang,
        )
    }
}

/// What cannot fail has no failure to tell.
impl From<Infallible> for Failure {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A failure in JSON: the value of the key `error`.
#[derive(Clone, Debug, Serialize)]
pub struct FailureRecord<'a> {
    /// Stable; for programs.
    pub code: &'static str,
    /// What went wrong, for people.
    pub message: Cow<'a, str>,
    /// What to do, for people.
    pub remedy: Cow<'a, str>,
    /// What the operating system or a library said, in its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<&'a str>,
}

impl<'a> FailureRecord<'a> {
    /// What went wrong and what to do, in one language and with no identity number whole.
    pub fn new(
        code: &'static str,
        (what, remedy): (&'a Text, &'a Text),
        detail: Option<&'a str>,
        lang: Lang,
    ) -> Self {
        Self {
            code,
            message: hide_identity_numbers(what.in_lang(lang)),
            remedy: hide_identity_numbers(remedy.in_lang(lang)),
            detail,
        }
    }
}
