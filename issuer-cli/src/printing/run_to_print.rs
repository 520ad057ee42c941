//! The manifest that is printed from: each line is compared with what its code says.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use credential_core::{Claims, HolderNumber, KeyId, ParsedCredential};
use messages::{Failure, failure, untrusted::escape_untrusted_path};

use super::card_entry::CardEntry;
use crate::bureau::{Bureau, BureauFolder};
use crate::link::without_link;
use crate::output::{
    DamagedLine, ManifestLine, ManifestReader, OutFolder, RenderOptions, code_file,
    may_be_code_file,
};
use crate::register::{Entry, Register, text_digest};

/// The manifest of a finished run, and whose cards are printed.
pub(crate) struct RunToPrint<'p> {
    manifest: PathBuf,
    bureau: &'p Bureau,
    bureau_folder: BureauFolder<'p>,
    /// By which the files of the codes are named; unknown if the summary is gone.
    render_options: Option<RenderOptions>,
    /// Empty for all.
    pub(crate) holders: BTreeSet<HolderNumber>,
}

impl<'p> RunToPrint<'p> {
    /// # Errors
    /// `run-unfinished`, `out-of-another-bureau`.
    pub(crate) fn new(
        folder: &Path,
        holders: &[u32],
        bureau: &'p Bureau,
        bureau_folder: BureauFolder<'p>,
    ) -> Result<Self, Failure> {
        let run = OutFolder::new(folder);
        if run.unfinished()?.is_some() {
            let name = escape_untrusted_path(folder);
            return Err(failure!("run-unfinished";
                "文件夹 {name} 里的签发没有做完"; "the run in {name} was interrupted";
                "请用同样的命令再运行一次 issuer issue，做完后再打印。";
                "Let `issuer issue` finish it, with the same command, and print then."));
        }
        // The summary may be gone; then the first code tells.
        let mut render_options = None;
        if run.summary().exists() {
            let run = run.finished()?;
            run.check_bureau(bureau.file.id)?;
            render_options = Some(run.render_options);
        }
        Ok(Self {
            render_options,
            manifest: run.manifest_jsonl(),
            bureau,
            bureau_folder,
            holders: holders.iter().copied().map(HolderNumber).collect(),
        })
    }

    /// Hands on the chosen lines in their order; each line is checked, and compared with its code.
    ///
    /// # Errors
    /// `manifest-damaged`, those of `print`, and those of opening the register, which is needed for
    /// codes of an earlier key.
    pub(crate) fn read<E: From<Failure>>(
        &self,
        mut print: impl FnMut(CardEntry) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut lines = ManifestReader::open(&self.manifest, damaged)?;
        let mut register = None;
        let mut seen = HashSet::new();
        while let Some(line) = lines.next()? {
            let entry = self.checked(line, &lines, &mut register)?;
            // No two codes of a bureau have the same one: this line is there twice.
            if !seen.insert(entry.status_index) {
                return Err(lines.damaged("status_index").into());
            }
            if self.holders.is_empty() || self.holders.contains(&entry.holder) {
                print(entry)?;
            }
        }
        Ok(())
    }

    /// Hands on the lines that begin at these places, each with what stands beside the place.
    ///
    /// # Errors
    /// As [`RunToPrint::read`].
    pub(crate) fn read_at<T, E: From<Failure>>(
        &self,
        places: impl IntoIterator<Item = (T, u64)>,
        mut print: impl FnMut(T, CardEntry) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut lines = ManifestReader::open(&self.manifest, damaged)?;
        let mut register = None;
        for (beside, offset) in places {
            let line = lines.line_at(offset)?;
            let line = line.ok_or_else(|| lines.damaged("\\n"))?;
            print(beside, self.checked(line, &lines, &mut register)?)?;
        }
        Ok(())
    }

    fn checked(
        &self,
        line: ManifestLine,
        lines: &ManifestReader<'_>,
        register: &mut Option<Register>,
    ) -> Result<CardEntry, Failure> {
        let wrong = match self.claims(&line, register)? {
            Signed::Here(claims) => line
                .differs_from(&claims)
                .or_else(|| (!self.is_in_place(&line)).then_some("file")),
            // A whole manifest of codes by another key, not one line that is damaged.
            Signed::Elsewhere(kid) if lines.number() == 1 => return Err(other_key(kid)),
            Signed::Elsewhere(_) | Signed::Nowhere => Some("text"),
        };
        let entry = match wrong {
            None => CardEntry::new(
                line,
                &self.bureau.file.name,
                self.bureau.file.code_name.as_deref(),
            ),
            Some(field) => Err(field),
        };
        let mut entry = entry.map_err(|field| lines.damaged(field))?;
        entry.offset = lines.offset();
        Ok(entry)
    }

    /// Whether the file of a line is where codes of this run are.
    fn is_in_place(&self, line: &ManifestLine) -> bool {
        let holder = HolderNumber(line.holder);
        match &self.render_options {
            Some(options) => line.file == code_file(holder, line.serial, options),
            None => may_be_code_file(&line.file, holder, line.serial),
        }
    }

    /// Who signed the code of a line, and what it says.
    fn claims(
        &self,
        line: &ManifestLine,
        register: &mut Option<Register>,
    ) -> Result<Signed, Failure> {
        let Ok(parsed) = ParsedCredential::from_text(without_link(&line.text)) else {
            return Ok(Signed::Nowhere);
        };
        if parsed.key_id() == self.bureau.key.id() {
            let claims = parsed.verify_own(&self.bureau.key);
            return Ok(claims.map_or(Signed::Nowhere, Signed::Here));
        }
        // The bureau's file has only its present key.
        let register = match register {
            Some(register) => register,
            None => register.insert(self.bureau_folder.register()?),
        };
        let digest = text_digest(&line.text);
        let entries = register.entries_of(HolderNumber(line.holder))?;
        let is_this = |entry: &&Entry| entry.output.as_ref().is_some_and(|it| it.digest == digest);
        Ok(entries
            .iter()
            .find(is_this)
            .and_then(|entry| entry.claims().ok())
            .map_or(Signed::Elsewhere(parsed.key_id()), Signed::Here))
    }
}

/// Who signed a code.
enum Signed {
    /// This bureau.
    Here(Claims),
    /// A key of which this bureau knows nothing.
    Elsewhere(KeyId),
    /// Nobody: it is no code, or a changed one.
    Nowhere,
}

fn other_key(kid: KeyId) -> Failure {
    failure!("out-of-another-bureau";
        "这次签发不是本单位做的：码由密钥 {kid} 签发，本单位没有这个密钥，台账里也没有这个码";
        "this run is not of this bureau: its codes are signed with the key {kid}, which this bureau does not have, and its register has no such code";
        "请写签发时用的发码单位文件夹。没有打印任何卡。";
        "Name the folder of the bureau that issued it. Nothing was printed.")
}

fn damaged(path: &Path, line: &DamagedLine) -> Failure {
    let (name, DamagedLine { number, why }) = (escape_untrusted_path(path), line);
    failure!("manifest-damaged";
        "{name} 第 {number} 行已损坏（{why}）"; "line {number} of {name} is damaged ({why})";
        "没有打印任何卡。请从备份恢复这个文件，不要手工修改它。";
        "Nothing was printed. Restore the file from a backup, and do not edit it by hand.")
}
