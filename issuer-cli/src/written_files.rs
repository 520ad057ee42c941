//! What a command is told to write, by its options: never over what a bureau keeps in its folder.
//!
//! Register, keys, books and what was published lie there, and each has a command of its own that writes it. A
//! name that was mistyped, or completed by the shell, must not put a report in the place of one of them.

use std::fs;
use std::path::{Component, Path, PathBuf};

use clap::{ArgMatches, Command, CommandFactory, Error, FromArgMatches};
use messages::{Failure, failure};

use crate::bureau::BureauFolder;
use crate::{Cli, values};

/// The options with a file or a folder that a command writes. Each other path of a command is read.
const WRITTEN: [&str; 9] = [
    "out",
    "html",
    "xlsx",
    "csv",
    "payees",
    "to",
    "export_template",
    "as_codes",
    "preview",
];

/// The commands for which that is not so: one reads the folder, the other makes a new file that may belong
/// into the folder, beside the other keys.
const EXCEPT: [&str; 2] = ["verify-output", "from-token"];

/// A command line, and the files that it names to be written.
pub(super) struct CommandLine {
    pub(super) cli: Cli,
    pub(super) written: WrittenFiles,
}

/// The files that a command line names to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenFiles(Vec<PathBuf>);

impl CommandFactory for CommandLine {
    fn command() -> Command {
        Cli::command()
    }

    fn command_for_update() -> Command {
        Cli::command_for_update()
    }
}

impl FromArgMatches for CommandLine {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self {
            cli: Cli::from_arg_matches(matches)?,
            written: WrittenFiles::of(matches),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.cli.update_from_arg_matches(matches)?;
        self.written = WrittenFiles::of(matches);
        Ok(())
    }
}

impl WrittenFiles {
    fn of(matches: &ArgMatches) -> Self {
        let (mut name, mut matches) = ("", matches);
        while let Some((inner, of_inner)) = matches.subcommand() {
            (name, matches) = (inner, of_inner);
        }
        // A command without this option gives an error, and one that has it but was not given it, `None`.
        let path = |option| matches.try_get_one::<PathBuf>(option).ok().flatten();
        let written: &[&str] = match EXCEPT.contains(&name) {
            true => &[],
            false => &WRITTEN,
        };
        let written = written.iter().filter_map(|option| path(option));
        Self(written.cloned().collect())
    }

    /// Refuses a command that would write into the folder of a bureau, be it its own or another.
    ///
    /// # Errors
    /// `file-in-bureau`.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let is_bureau = |folder: &Path| BureauFolder::new(folder).bureau_file().exists();
        for path in &self.0 {
            // A file that is there is replaced where it lies; a folder may be a link to another place.
            let mut places = vec![place_of(path)];
            places.extend(fs::canonicalize(path));
            let mut folders = places.iter().flat_map(|place| place.ancestors());
            if let Some(folder) = folders.find(|folder| is_bureau(folder)) {
                return Err(in_bureau(path, folder));
            }
        }
        Ok(())
    }
}

/// Where a path leads to, with the links in the part that is there; the last part itself is not followed.
fn place_of(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut place = PathBuf::new();
    let mut parts = whole.components().peekable();
    while let Some(part) = parts.next() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                place.pop();
            }
            _ => place.push(part),
        }
        if parts.peek().is_some()
            && let Ok(followed) = fs::canonicalize(&place)
        {
            place = followed;
        }
    }
    place
}

fn in_bureau(path: &Path, folder: &Path) -> Failure {
    let (name, folder) = (values::shown(path), values::shown(folder));
    failure!("file-in-bureau"; "{name} 在发码单位的文件夹 {folder} 里，没有写"; "{name} is in the folder of the bureau, {folder}: nothing was written";
        "那里是台账、密钥和流水账，不能被别的文件替换。请写到别的文件夹。";
        "Register, keys and books are there, and must not be replaced by other files. Choose another folder.")
}

#[cfg(test)]
mod tests;
