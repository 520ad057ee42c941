//! Where a program speaks: results on one stream, talk on the other.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;
use crate::lang::{Lang, Text};

/// Who reads the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A person.
    #[default]
    Human,
    /// A program: one JSON value per result, and nothing else on the result stream.
    Json,
}

/// The two output streams of a program with its language and format.
///
/// Passed in rather than global, so that a whole program can run inside a test or a scenario.
pub struct Console<'a> {
    results: &'a mut dyn Write,
    talk: &'a mut dyn Write,
    /// The language of everything that people read.
    pub lang: Lang,
    /// Who reads the results.
    pub format: Format,
}

impl<'a> Console<'a> {
    /// A console that writes results and talk to these streams, in English and for people.
    pub fn new(results: &'a mut dyn Write, talk: &'a mut dyn Write) -> Self {
        Self {
            results,
            talk,
            lang: Lang::default(),
            format: Format::default(),
        }
    }

    /// Writes a line to the results, for people.
    ///
    /// # Errors
    /// If the stream cannot be written; a closed pipe is among that.
    pub fn result(&mut self, text: &Text) -> io::Result<()> {
        writeln!(self.results, "{}", text.in_lang(self.lang))
    }

    /// Writes a result for programs: one line of JSON.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self.results, value)?;
        writeln!(self.results)
    }

    /// Writes a line of talk: progress, advice, warnings.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn say(&mut self, text: &Text) -> io::Result<()> {
        writeln!(self.talk, "{}", text.in_lang(self.lang))
    }

    /// Tells why the program stops: as talk, and for programs as a result too.
    ///
    /// # Errors
    /// If a stream cannot be written.
    pub fn fail(&mut self, failure: &Failure) -> io::Result<()> {
        let (what, remedy) = (
            failure.what.in_lang(self.lang),
            failure.remedy.in_lang(self.lang),
        );
        if self.format == Format::Json {
            let value =
                json!({ "error": { "code": failure.code, "message": what, "remedy": remedy } });
            self.json(&value)?;
        }
        match self.lang {
            Lang::Zh => writeln!(self.talk, "错误：{what}\n处理：{remedy}"),
            Lang::En => writeln!(self.talk, "error: {what}\n  fix: {remedy}"),
        }
    }
}
