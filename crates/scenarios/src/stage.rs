//! Where a scenario plays: a folder, and the two programs run in it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use cli_support::Console;
use messages::Exit;
pub(crate) use scenarios::Trouble;
use scenarios::verify;

/// Whether what a program says is shown. What goes wrong always is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Output {
    Shown,
    Hidden,
    /// Nor is the command: what is done many hundred times is in the file of commands.
    Recorded,
}

/// Commands that are not shown.
const COMMANDS: &str = "commands.txt";

fn verify_without_input(args: Vec<OsString>, console: &mut Console<'_>) -> Exit {
    verify(args, io::empty(), console)
}

/// Lines of a long output that are shown: the first ones and the last ones.
const SHOWN: usize = 4;

pub(crate) struct Stage {
    folder: PathBuf,
    /// Removes the folder in the end, unless it is to be kept.
    _temporary: Option<tempfile::TempDir>,
    is_kept: bool,
    lang: String,
    started: Instant,
}

impl Stage {
    pub(crate) fn new(keep: Option<PathBuf>, lang: &str) -> Result<Self, Trouble> {
        let is_kept = keep.is_some();
        let (folder, temporary) = match keep {
            Some(folder) => {
                let parent = folder
                    .parent()
                    .filter(|parent| !parent.as_os_str().is_empty());
                parent.map_or(Ok(()), fs::create_dir_all)?;
                fs::create_dir(&folder).map_err(|error| {
                    Trouble::new(format!(
                        "{} must be a new folder: {error}",
                        folder.display()
                    ))
                })?;
                (folder, None)
            }
            None => {
                let temporary = tempfile::tempdir()?;
                (temporary.path().to_owned(), Some(temporary))
            }
        };
        Ok(Self {
            folder,
            _temporary: temporary,
            is_kept,
            lang: lang.to_owned(),
            started: Instant::now(),
        })
    }

    /// A part of the scenario with a folder of its own in this one.
    pub(crate) fn part(&self, name: &str) -> Result<Self, Trouble> {
        let folder = self.path(name);
        fs::create_dir(&folder)?;
        Ok(Self {
            folder,
            _temporary: None,
            is_kept: self.is_kept,
            lang: self.lang.clone(),
            started: self.started,
        })
    }

    /// A path in the folder of the scenario.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Prints what comes next, in both languages.
    pub(crate) fn print_heading(&self, zh: &str, en: &str) -> Result<(), Trouble> {
        let seconds = self.started.elapsed().as_secs_f32();
        let text = if self.lang == "zh" { zh } else { en };
        Ok(writeln!(io::stdout(), "\n── {text}  [{seconds:.1} s]")?)
    }

    /// Prints a command that is started beside this program.
    #[cfg(target_os = "linux")]
    pub(crate) fn print_command(&self, typed: &str) -> Result<(), Trouble> {
        Ok(writeln!(io::stdout(), "$ {typed}")?)
    }

    /// Whether the folder stays when the scenario ends.
    pub(crate) const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Prints what a program gets on its standard input, as it would be typed.
    pub(crate) fn print_input(&self, lines: &str) -> Result<(), Trouble> {
        for line in lines.lines() {
            let words: Vec<String> = line.split(' ').map(abridged).collect();
            writeln!(io::stdout(), "  > {}", words.join(" "))?;
        }
        Ok(())
    }

    /// Prints a line below a heading.
    pub(crate) fn print_line(&self, zh: &str, en: &str) -> Result<(), Trouble> {
        let text = if self.lang == "zh" { zh } else { en };
        Ok(writeln!(io::stdout(), "  {text}")?)
    }

    /// Runs `issuer`, which must end with `expected`.
    pub(crate) fn issuer(&self, expected: Exit, args: &[&str]) -> Result<String, Trouble> {
        self.program("issuer", expected, args, Output::Shown, issuer_cli::run)
    }

    /// The same without showing what it says, for what is done a seventeenth time.
    pub(crate) fn issuer_quietly(&self, args: &[&str]) -> Result<String, Trouble> {
        self.program("issuer", Exit::Done, args, Output::Hidden, issuer_cli::run)
    }

    /// Runs `issuer` without showing what it says, which must end with `expected`: to look at it as a
    /// program does.
    pub(crate) fn issuer_as_json(&self, expected: Exit, args: &[&str]) -> Result<String, Trouble> {
        self.program("issuer", expected, args, Output::Hidden, issuer_cli::run)
    }

    /// Runs `verifier`, which must end with `expected`.
    pub(crate) fn verifier(&self, expected: Exit, args: &[&str]) -> Result<String, Trouble> {
        self.program(
            "verifier",
            expected,
            args,
            Output::Shown,
            verify_without_input,
        )
    }

    /// The same without showing what it says: to look at it as a program does.
    pub(crate) fn verifier_quietly(
        &self,
        expected: Exit,
        args: &[&str],
    ) -> Result<String, Trouble> {
        self.program(
            "verifier",
            expected,
            args,
            Output::Hidden,
            verify_without_input,
        )
    }

    /// Runs `verifier` with this as its standard input, and gives what it says as JSON, a value for each line. For what
    /// is done many hundred times: unless the command is to be shown, it is only in the file of commands.
    pub(crate) fn verifier_with_input(
        &self,
        args: &[&str],
        input: String,
        is_shown: bool,
    ) -> Result<Vec<serde_json::Value>, Trouble> {
        let output = match is_shown {
            true => Output::Hidden,
            false => Output::Recorded,
        };
        let args = [args, &["--json"]].concat();
        let run = |args, console: &mut Console<'_>| verify(args, io::Cursor::new(input), console);
        let results = self.program("verifier", Exit::Done, &args, output, run)?;
        let lines = results.lines().map(|line| {
            serde_json::from_str(line).map_err(|error| Trouble::new(format!("{error}: {line}")))
        });
        lines.collect()
    }

    /// Runs `verifier` without showing anything, which must end well; the command is in the file of commands.
    pub(crate) fn verifier_recorded(&self, args: &[&str]) -> Result<String, Trouble> {
        let run = verify_without_input;
        self.program("verifier", Exit::Done, args, Output::Recorded, run)
    }

    /// The same with `issuer`.
    pub(crate) fn issuer_recorded(&self, args: &[&str]) -> Result<String, Trouble> {
        let run = issuer_cli::run;
        self.program("issuer", Exit::Done, args, Output::Recorded, run)
    }

    /// Words that name files of the scenario are written `@name`; they are shown as `name`, the way
    /// somebody would type them in that folder.
    fn program(
        &self,
        name: &str,
        expected: Exit,
        words: &[&str],
        output: Output,
        run: impl FnOnce(Vec<OsString>, &mut Console<'_>) -> Exit,
    ) -> Result<String, Trouble> {
        let mut typed = String::from(name);
        let mut args = vec![
            OsString::from(name),
            "--lang".into(),
            OsString::from(&self.lang),
        ];
        for word in words {
            let shown = word.strip_prefix('@').unwrap_or(word);
            let path = word
                .strip_prefix('@')
                .map(|file| self.path(file).into_os_string());
            args.push(path.unwrap_or_else(|| OsString::from(word)));
            typed.push(' ');
            typed.push_str(&abridged(shown));
        }
        if output == Output::Recorded {
            let mut options = fs::OpenOptions::new();
            options.create(true).append(true);
            let mut file = options.open(self.path(COMMANDS))?;
            writeln!(file, "{typed}")?;
        } else {
            writeln!(io::stdout(), "$ {typed}")?;
        }

        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let exit = run(args, &mut Console::new(&mut results, &mut talk));
        let results = String::from_utf8_lossy(&results).into_owned();
        if output == Output::Shown || exit != expected {
            self.show(&results)?;
            self.show(&String::from_utf8_lossy(&talk))?;
        }
        if exit == expected {
            Ok(results)
        } else {
            Err(Trouble::new(format!(
                "`{typed}` ended with status {} in place of {}",
                exit.status(),
                expected.status()
            )))
        }
    }

    fn show(&self, output: &str) -> Result<(), Trouble> {
        let folder = format!("{}{}", self.folder.display(), std::path::MAIN_SEPARATOR);
        let lines: Vec<String> = output
            .lines()
            .map(|line| line.replace(&folder, ""))
            .collect();
        let mut stdout = io::stdout();
        for (at, line) in lines.iter().enumerate() {
            let hidden = lines.len().saturating_sub(3 * SHOWN);
            if hidden > 0 && at == SHOWN {
                writeln!(stdout, "  … {hidden} …")?;
            }
            if hidden == 0 || at < SHOWN || at >= SHOWN + hidden {
                writeln!(stdout, "  {line}")?;
            }
        }
        Ok(())
    }

    /// Writes a file of the scenario.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        Ok(fs::write(self.path(name), bytes)?)
    }

    /// The first line of `manifest.jsonl` in an output folder, as JSON.
    pub(crate) fn first_of_manifest(&self, folder: &str) -> Result<serde_json::Value, Trouble> {
        let path = self.path(folder).join("manifest.jsonl");
        let text = fs::read_to_string(&path)?;
        let line = text.lines().next().unwrap_or_default();
        serde_json::from_str(line)
            .map_err(|error| Trouble::new(format!("{}: {error}", path.display())))
    }
}

/// A file of `test-vectors`.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../test-vectors")
        .join(name)
}

/// A long word, such as the text of a code, as its two ends.
fn abridged(word: &str) -> String {
    let count = word.chars().count();
    if count <= 80 {
        return word.to_owned();
    }
    let start: String = word.chars().take(12).collect();
    let end: String = word.chars().skip(count - 6).collect();
    format!("{start}…{end}")
}
