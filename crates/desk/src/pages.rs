//! The pages, one file each, and the table of them.

mod books;
mod catalogue;
mod keys;
mod person;
mod print;
mod publish;
mod roster;
mod today;

use maud::{Markup, Render, html};
use messages::{Exit, Failure, Lang, Text};
use serde_json::Value;

use crate::command_line::CommandLine;
use crate::desk::{Desk, Failed, Ran};
use crate::form::{CSRF, Form, ONCE};
use crate::locked::hold;
use crate::secrets::Secret;

/// The pages in the order of the navigation.
pub(crate) static PAGES: [Page; 8] = [
    today::PAGE,
    roster::PAGE,
    print::PAGE,
    publish::PAGE,
    person::PAGE,
    books::PAGE,
    catalogue::PAGE,
    keys::PAGE,
];

/// A page of the desk.
pub(crate) struct Page {
    /// The first part of its addresses; empty for the first page.
    pub(crate) name: &'static str,
    /// Its heading, and its name in the navigation.
    pub(crate) title: fn() -> Text,
    /// Shows it. What stands behind its name in the address is [`Visit::rest`].
    pub(crate) show: fn(&Visit<'_>) -> Answered,
    /// Does what a form asks for.
    pub(crate) act: fn(&Visit<'_>, &Form) -> Answered,
}

/// What a page answers.
pub(crate) type Answered = Result<Reply, Problem>;

/// What a page answers when all went well.
pub(crate) enum Reply {
    /// What stands in the page.
    Page(Markup),
    /// Go to this address of the desk: after everything that changes something, so that reloading a
    /// page does nothing twice.
    See(String),
    /// A page that is not the desk's own, to be read: it has none of the rights of the desk's pages.
    Document(Vec<u8>),
    /// A file to be kept.
    Download { bytes: Vec<u8>, name: String },
    /// A picture of a page, as PNG.
    Picture(Vec<u8>),
}

/// Why a page cannot answer.
pub(crate) enum Problem {
    /// There is nothing at this address, or no longer.
    NotFound,
    /// A passphrase is needed first; then the same is done again.
    PassphraseWanted,
    /// What a command says.
    Failed(Failed),
}

impl From<(Failure, Lang)> for Problem {
    fn from((failure, lang): (Failure, Lang)) -> Self {
        let record = failure.record(lang);
        Self::Failed(Failed {
            code: record.code.to_owned(),
            message: record.message.into_owned(),
            remedy: record.remedy.into_owned(),
        })
    }
}

/// One request for a page, and what the page needs to answer it.
pub(crate) struct Visit<'d> {
    pub(crate) desk: &'d Desk,
    pub(crate) page: &'static Page,
    /// What stands behind the name of the page in the address.
    pub(crate) rest: &'d str,
    pub(crate) lang: Lang,
    csrf: String,
}

impl<'d> Visit<'d> {
    pub(crate) fn new(desk: &'d Desk, page: &'static Page, rest: &'d str) -> Self {
        let session = hold(&desk.session);
        let (lang, csrf) = (session.lang, session.csrf());
        drop(session);
        Self {
            desk,
            page,
            rest,
            lang,
            csrf,
        }
    }

    /// A text in the language of the clerk.
    pub(crate) fn say(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    /// The address of a page of the desk, for links and forms.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.desk.base())
    }

    /// The address of the page that is shown now.
    pub(crate) fn here(&self) -> String {
        match (self.page.name, self.rest) {
            (name, "") => format!("/{name}"),
            (name, rest) => format!("/{name}/{rest}"),
        }
    }

    /// A form that posts to an address of the desk, with the value that shows that it is ours, and one that
    /// counts once.
    pub(crate) fn form(&self, path: &str, content: impl Render) -> Markup {
        html! {
            form method="post" action=(self.href(path)) {
                (self.own_fields())
                (content)
            }
        }
    }

    /// The same for a form with a file. The value stands before the file, so that it is checked first.
    pub(crate) fn file_form(&self, path: &str, content: impl Render) -> Markup {
        html! {
            form method="post" action=(self.href(path)) enctype="multipart/form-data" {
                (self.own_fields())
                (content)
            }
        }
    }

    fn own_fields(&self) -> Markup {
        // Without randomness the form is refused when it is sent.
        let once = self.desk.new_id().unwrap_or_default();
        html! {
            input type="hidden" name=(CSRF) value=(self.csrf);
            input type="hidden" name=(ONCE) value=(once);
        }
    }

    /// Runs a command.
    ///
    /// # Errors
    /// What it says, or that it needs a passphrase.
    pub(crate) fn run(&self, line: &CommandLine) -> Result<(Value, Exit), Problem> {
        self.run_about(line, None)
    }

    /// Runs a command about the person with this identity number.
    ///
    /// # Errors
    /// As [`Visit::run`].
    pub(crate) fn run_about(
        &self,
        line: &CommandLine,
        identity: Option<Secret>,
    ) -> Result<(Value, Exit), Problem> {
        match self.desk.run_about(line, identity) {
            Ran::Done(value, exit) => Ok((value, exit)),
            Ran::Failed(failed) => Err(Problem::Failed(failed)),
            Ran::PassphraseWanted => Err(Problem::PassphraseWanted),
        }
    }

    /// A command that is about no bureau.
    pub(crate) fn desk_command(&self, words: &str) -> CommandLine {
        CommandLine::new(words)
    }

    /// Asks for the passphrase before something long begins that would need it.
    ///
    /// # Errors
    /// [`Problem::PassphraseWanted`], and those of `issuer bureau show`.
    pub(crate) fn ensure_passphrase(&self) -> Result<(), Problem> {
        if hold(&self.desk.session).passphrase().is_some() {
            return Ok(());
        }
        let (bureau, _) = self.run(&self.desk.command("bureau show"))?;
        match bureau["protection"].as_str() {
            Some("none") => Ok(()),
            _ => Err(Problem::PassphraseWanted),
        }
    }

    /// A failure of the desk itself.
    pub(crate) fn problem(&self, failure: Failure) -> Problem {
        (failure, self.lang).into()
    }
}
