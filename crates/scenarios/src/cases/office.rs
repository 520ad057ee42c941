//! The office in which a case is played: an authority and a bureau in its trust list.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use cli_support::Console;
use messages::Exit;
pub(crate) use scenarios::Trouble;
use scenarios::verify;

/// A file of the project.
pub(crate) fn of_project(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = package.ancestors().nth(2).unwrap_or(package);
    project.join(name)
}

/// What a program has said, and how it ended.
pub(crate) struct Outcome {
    pub(crate) exit: Exit,
    pub(crate) said: String,
}

/// The name of the bureau in most cases.
const BUREAU: &str = "咸宁市退役军人事务局";

pub(crate) struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// An office with all that a bureau needs before it issues its first code.
    ///
    /// `bureau` is its name, where it is not the usual one.
    pub(crate) fn found(lang: &str, bureau: Option<&str>) -> Result<Self, Trouble> {
        let office = Self::empty()?;
        let name = bureau.unwrap_or(BUREAU);
        for words in [
            "issuer authority create --folder @authority --name 湖北省退役军人事务厅 --keepers 1 --threshold 1 --no-passphrase",
            &format!(
                "issuer bureau create --folder @bureau --name {name} --region 421200 --id 42120001 --no-passphrase"
            ),
            "issuer trust add --authority @authority --request @bureau/request.lbr --categories all",
            "issuer trust sign --authority @authority --key @authority/keys/root-1.pem",
            "issuer bureau scope --bureau @bureau --trust-list @authority/trust-list.cbor --root-set @authority/root-set.cbor",
        ] {
            office.done(lang, words)?;
        }
        Ok(office)
    }

    /// The same office once more.
    pub(crate) fn like(model: &Self) -> Result<Self, Trouble> {
        let office = Self::empty()?;
        copy(model.folder.path(), office.folder.path())?;
        Ok(office)
    }

    fn empty() -> Result<Self, Trouble> {
        Ok(Self {
            folder: tempfile::tempdir()?,
        })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn done(&self, lang: &str, words: &str) -> Result<(), Trouble> {
        let outcome = self.run(lang, words, None)?;
        if outcome.exit == Exit::Done {
            Ok(())
        } else {
            Err(Trouble::new(format!("{words}\n{}", outcome.said)))
        }
    }

    /// Runs one of the two programs; nobody sits at the terminal.
    pub(crate) fn run(
        &self,
        lang: &str,
        words: &str,
        stdin: Option<&str>,
    ) -> Result<Outcome, Trouble> {
        let mut words = words.split(' ');
        let program = words.next().unwrap_or_default();
        let mut args: Vec<OsString> = [program, "--lang", lang]
            .into_iter()
            .map(OsString::from)
            .collect();
        args.extend(words.map(|word| self.word(word)));
        let input = match stdin {
            Some(name) => fs::read(of_project(name))?,
            None => Vec::new(),
        };
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        let exit = match program {
            "issuer" => issuer_cli::run(args, &mut console),
            "verifier" => verify(args, Cursor::new(input), &mut console),
            other => return Err(Trouble::new(format!("there is no program {other}"))),
        };
        results.extend(talk);
        Ok(Outcome {
            exit,
            said: String::from_utf8_lossy(&results).into_owned(),
        })
    }

    fn word(&self, word: &str) -> OsString {
        if let Some(name) = word.strip_prefix('@') {
            self.path(name).into_os_string()
        } else if let Some(name) = word.strip_prefix('%') {
            of_project(name).into_os_string()
        } else {
            word.into()
        }
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
