//! A command as it is run, and as it is shown to those who want to learn it.

use std::ffi::{OsStr, OsString};
use std::path::Path;

/// Arguments of `issuer`, without secrets: those are answered when the command asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct CommandLine {
    arguments: Vec<OsString>,
    /// As a clerk would type it.
    shown: Vec<String>,
}

impl CommandLine {
    /// The words of a command, such as `person show`.
    pub(crate) fn new(words: &str) -> Self {
        let mut line = Self::default();
        for word in words.split(' ') {
            line = line.word(word);
        }
        line
    }

    /// A word of its own, such as `--dry-run`.
    #[must_use]
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.arguments.push(word.into());
        self.shown.push(quoted(word));
        self
    }

    /// An option with its value. The value can never be taken for another option.
    #[must_use]
    pub(crate) fn option(self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let shown = value.as_ref().to_string_lossy().into_owned();
        self.option_shown(name, value, &shown)
    }

    /// An option whose value is shown otherwise: a file that was handed in has a name of the desk's.
    #[must_use]
    pub(crate) fn option_shown(
        mut self,
        name: &str,
        value: impl AsRef<OsStr>,
        shown: &str,
    ) -> Self {
        // In one argument with `=`, so that a value that begins with a hyphen stays a value.
        let mut argument = OsString::from(name);
        argument.push("=");
        argument.push(value);
        self.arguments.push(argument);
        self.shown.push(format!("{name} {}", quoted(shown)));
        self
    }

    /// A file that is an argument by itself, as it is called by the clerk.
    #[must_use]
    pub(crate) fn file(mut self, path: &Path, shown: &str) -> Self {
        // From the root on, so that it is never taken for an option.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.arguments.push(path.into_os_string());
        self.shown.push(quoted(shown));
        self
    }

    /// An option whose value is a path.
    #[must_use]
    pub(crate) fn path(self, name: &str, path: &Path) -> Self {
        self.option(name, path)
    }

    /// The arguments, without the name of the program.
    pub(crate) fn arguments(&self) -> &[OsString] {
        &self.arguments
    }

    /// What a clerk would type.
    pub(crate) fn shown(&self) -> String {
        format!("issuer {}", self.shown.join(" "))
    }
}

/// In quotes where a shell would split it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@+\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("\"{}\"", word.replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_never_an_option() {
        let line = CommandLine::new("journal import").file(Path::new("--yes"), "--a b.lbx");
        let given = line.arguments()[2].to_string_lossy().into_owned();
        assert!(
            !given.starts_with('-') && given.ends_with("--yes"),
            "{given}"
        );
        assert_eq!(line.shown(), "issuer journal import \"--a b.lbx\"");
    }

    #[test]
    fn a_value_is_never_another_option() {
        let line = CommandLine::new("revoke").option("--reason", "--yes");
        assert_eq!(line.arguments(), ["revoke", "--reason=--yes"]);
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        let line = CommandLine::new("person show")
            .option("--operator", "王 芳")
            .option_shown("--roster", "/x/y/roster.xlsx", "名册.xlsx");
        assert_eq!(
            line.shown(),
            "issuer person show --operator \"王 芳\" --roster 名册.xlsx"
        );
        assert_eq!(line.arguments().len(), 4);
    }
}
