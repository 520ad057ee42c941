//! `manifest.jsonl` of a run, read line by line.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Failure, failure, untrusted::escape_untrusted_path};

use super::entry::Entry;
use crate::output::OutFolder;

/// No line that this program writes is a tenth as long.
const MAX_LINE_BYTES: u64 = 64 << 10;

/// Whose cards are printed.
pub(crate) enum Chosen {
    All,
    Holders(BTreeSet<u32>),
}

/// The manifest of a finished run.
pub(crate) struct ManifestFile {
    path: PathBuf,
    bureau: String,
}

impl ManifestFile {
    /// # Errors
    /// A [`Failure`] if there is no finished run in the folder.
    pub(crate) fn of_run(folder: &Path, bureau: String) -> Result<Self, Failure> {
        let run = OutFolder::new(folder);
        if run.unfinished()?.is_some() {
            let name = escape_untrusted_path(folder);
            return Err(failure!("run-unfinished";
                "文件夹 {name} 里的签发没有做完"; "the run in {name} was broken off";
                "请用同样的命令再运行一次 issuer issue，做完后再打印。";
                "Let `issuer issue` finish it, with the same command, and print then."));
        }
        Ok(Self {
            path: run.manifest_jsonl(),
            bureau,
        })
    }

    /// Hands on the chosen lines in their order, each checked.
    ///
    /// # Errors
    /// A [`Failure`] that names the line which is damaged, and what `take` fails with.
    pub(crate) fn read<E: From<Failure>>(
        &self,
        chosen: &Chosen,
        mut take: impl FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let file =
            File::open(&self.path).map_err(|error| files::cannot_read(&self.path, &error))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        for number in 1_u64.. {
            line.clear();
            reader
                .by_ref()
                .take(MAX_LINE_BYTES)
                .read_until(b'\n', &mut line)
                .map_err(|error| files::cannot_read(&self.path, &error))?;
            if line.is_empty() {
                break;
            }
            // The last line has its end too: without it, the file was cut off.
            if line.pop() != Some(b'\n') {
                return Err(self.damaged(number, "\\n").into());
            }
            let entry =
                Entry::parse(&line, &self.bureau).map_err(|why| self.damaged(number, &why))?;
            let wanted = match chosen {
                Chosen::All => true,
                Chosen::Holders(holders) => holders.contains(&entry.holder),
            };
            if wanted {
                take(entry)?;
            }
        }
        Ok(())
    }

    fn damaged(&self, line: u64, why: &str) -> Failure {
        let name = escape_untrusted_path(&self.path);
        let why = messages::untrusted::escape_untrusted(why).into_owned();
        failure!("manifest-damaged";
            "{name} 第 {line} 行已损坏（{why}）"; "line {line} of {name} is damaged ({why})";
            "没有打印任何卡。请从备份恢复这个文件，不要手工修改它。";
            "Nothing was printed. Restore the file from a backup, and do not edit it by hand.")
    }
}
