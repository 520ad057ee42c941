//! Where a program speaks: results on one stream, talk on the other.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use messages::untrusted::{for_screen, write_json};
use messages::{Failure, Lang, Text};

use crate::secret::SecretPrompt;

/// Who reads the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A person.
    #[default]
    Human,
    /// A program: one JSON value per result, and nothing else on the result stream.
    Json,
}

/// Whether results may be coloured. Colour never carries a meaning of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Text alone: for files, pipes and people who set `NO_COLOR`.
    #[default]
    Plain,
    /// ANSI sequences.
    Ansi,
}

/// Whether a line that counts up is shown while something takes long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Not: the talk goes to a file or another program.
    #[default]
    Hidden,
    /// On a line that is written over and over again, which only a terminal can do.
    Shown,
    /// As lines of JSON, for a program that shows it in its own way:
    /// `{"progress": {"text": …, "done": …, "total": …}}`.
    Lines,
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
    /// Whether results may be coloured.
    pub colour: Colour,
    /// Whether [`Console::progress`] shows anything.
    pub progress: Progress,
    /// Who is asked for passphrases; nobody when the program runs unattended.
    pub secrets: Option<&'a mut dyn SecretPrompt>,
}

impl<'a> Console<'a> {
    /// A console that writes results and talk to these streams, in English, for people and without colour.
    pub fn new(results: &'a mut dyn Write, talk: &'a mut dyn Write) -> Self {
        Self {
            results,
            talk,
            lang: Lang::default(),
            format: Format::default(),
            progress: Progress::default(),
            colour: Colour::default(),
            secrets: None,
        }
    }

    /// Writes a line to the results, for people.
    ///
    /// # Errors
    /// If the stream cannot be written; a closed pipe is among that.
    pub fn result(&mut self, text: &Text) -> io::Result<()> {
        writeln!(self.results, "{}", for_screen(text.in_lang(self.lang)))
    }

    /// Writes lines to the results that are in the console's language already.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn result_as_is(&mut self, lines: &str) -> io::Result<()> {
        let mut whole = Vec::with_capacity(lines.len() + 1);
        whole.extend_from_slice(lines.as_bytes());
        whole.push(b'\n');
        self.results.write_all(&whole)
    }

    /// The same for whole lines, with their ends.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn whole_lines_as_they_are(&mut self, lines: &[u8]) -> io::Result<()> {
        self.results.write_all(lines)
    }

    /// Writes a result for programs: one line of JSON.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = Vec::new();
        write_json(&mut line, value)?;
        line.push(b'\n');
        self.results.write_all(&line)
    }

    /// Hands on what was written to the results: for an answer that somebody waits for.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.results.flush()
    }

    /// Writes a line of talk: progress, advice, warnings.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn say(&mut self, text: &Text) -> io::Result<()> {
        writeln!(self.talk, "{}", for_screen(text.in_lang(self.lang)))
    }

    /// Shows how far something is, in the place of what it showed before; `None` takes it away.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn progress(&mut self, text: Option<&Text>) -> io::Result<()> {
        if self.progress != Progress::Shown {
            return Ok(());
        }
        // To the beginning of the line and empty it (ECMA-48 EL).
        write!(self.talk, "\r\x1b[K")?;
        if let Some(text) = text {
            // Without wrapping (DECAWM): what does not fit into a narrow window is cut off, or else
            // each text would begin a line of its own.
            let text = for_screen(text.in_lang(self.lang));
            write!(self.talk, "\x1b[?7l{text}\x1b[?7h")?;
        }
        self.talk.flush()
    }

    /// As [`Console::progress`], with how many of how many are done. A terminal is shown `full`, with its
    /// bar; lines for programs, which draw one of their own, have `short`.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub fn progress_of(
        &mut self,
        (done, total): (u64, u64),
        full: &Text,
        short: &Text,
    ) -> io::Result<()> {
        if self.progress != Progress::Lines {
            return self.progress(Some(full));
        }
        let text = for_screen(short.in_lang(self.lang));
        let line = json!({ "progress": { "text": text, "done": done, "total": total } });
        writeln!(self.talk, "{line}")?;
        self.talk.flush()
    }

    /// Says why the program stops: as talk, and for programs as a result too.
    ///
    /// # Errors
    /// If a stream cannot be written.
    pub fn fail(&mut self, failure: &Failure) -> io::Result<()> {
        let record = failure.record(self.lang);
        let (what, remedy) = (for_screen(&record.message), for_screen(&record.remedy));
        // For people first: the results may be what cannot be written.
        match self.lang {
            Lang::Zh => writeln!(self.talk, "错误：{what}\n处理：{remedy}")?,
            Lang::En => writeln!(self.talk, "error: {what}\n  fix: {remedy}")?,
        }
        if self.format == Format::Json {
            self.json(&json!({ "error": record }))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use messages::failure;

    use super::{Console, Format, Progress};

    /// A full disk.
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Whoever writes a message may forget to escape a name in it: the screen still obeys nobody.
    #[test]
    fn no_command_to_the_terminal_leaves_the_console() {
        let hostile = "\u{1b}]0;owned\u{7}\u{202e}\u{9b}2J";
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        let text = messages::text!("{hostile}"; "{hostile}");
        console.result(&text).unwrap();
        console.say(&text).unwrap();
        let failure = failure!("code"; "{hostile}"; "{hostile}"; "{hostile}"; "{hostile}");
        console.fail(&failure).unwrap();
        for written in [results, talk] {
            let written = String::from_utf8(written).unwrap();
            assert!(written.contains("owned"));
            assert!(!written.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']));
        }
    }

    #[test]
    fn programs_are_told_progress_in_lines() {
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        let (full, short) = (
            messages::text!("全 [#-]"; "full [#-]"),
            messages::text!("短"; "short"),
        );
        console.progress_of((1, 2), &full, &short).unwrap();
        console.progress = Progress::Lines;
        console.progress(Some(&full)).unwrap();
        console.progress_of((1, 2), &full, &short).unwrap();
        assert_eq!(
            String::from_utf8(talk).unwrap(),
            "{\"progress\":{\"done\":1,\"text\":\"short\",\"total\":2}}\n"
        );
    }

    #[test]
    fn a_failure_is_said_to_people_even_if_results_cannot_be_written() {
        let (mut results, mut talk) = (Full, Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        console.format = Format::Json;
        let failure = failure!("code"; "出错"; "it broke"; "重试。"; "Try again.");
        assert!(console.fail(&failure).is_err());
        assert_eq!(talk, b"error: it broke\n  fix: Try again.\n");
    }
}
