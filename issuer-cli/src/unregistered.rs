//! Codes that went out without the register that is in use now, read from the manifests of their runs.

use std::path::{Path, PathBuf};

use credential_core::{HolderNumber, ParsedCredential};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted_path};
use serde::Serialize;

use crate::bureau::Bureau;
use crate::link::without_link;
use crate::output::{DamagedLine, ManifestLine, ManifestReader};
use crate::register::{
    Adoption, Batch, Output, Particulars, SignedCode, UnregisteredCredential, text_digest,
};

/// Codes in the order of the manifests.
pub(crate) struct UnregisteredCodes(Vec<UnregisteredCredential>);

/// Reads manifests. Each code in them must be signed with the bureau's key.
///
/// # Errors
/// A [`Failure`] that names the manifest and the line that is not in order.
pub(crate) fn read(manifests: &[PathBuf], bureau: &Bureau) -> Result<UnregisteredCodes, Failure> {
    let mut unregistered = Vec::new();
    for path in manifests {
        let mut lines = ManifestReader::open(path, not_ours)?;
        while let Some(line) = lines.next()? {
            let credential = credential(line, bureau);
            unregistered.push(credential.map_err(|_| lines.damaged("text"))?);
        }
    }
    Ok(UnregisteredCodes(unregistered))
}

/// The text says everything that is needed, behind a signature.
fn credential(
    line: ManifestLine,
    bureau: &Bureau,
) -> credential_core::Result<UnregisteredCredential> {
    let parsed = ParsedCredential::from_text(without_link(&line.text))?;
    let (hash, claims) = (parsed.hash()?, parsed.verify_own(&bureau.key)?);
    Ok(UnregisteredCredential {
        holder: claims.holder,
        status_index: claims.status_index,
        particulars: Particulars::of(&claims),
        validity: claims.validity,
        holder_key: claims.holder_key,
        output: Output {
            file: line.file,
            digest: text_digest(&line.text),
        },
        signed: SignedCode {
            hash,
            key: bureau.key.thumbprint(),
        },
    })
}

/// What became of them.
#[derive(Default)]
pub(crate) struct Adopted {
    pub(crate) added: usize,
    /// Of these, whose holders the register did not know: no identity number leads to them.
    pub(crate) unknown_holders: usize,
    pub(crate) conflicts: Vec<Conflict>,
}

/// Two people's codes with one place in the status list: neither can be revoked alone.
#[derive(Serialize)]
pub(crate) struct Conflict {
    status_index: u32,
    holder: u32,
    other_holder: u32,
}

impl UnregisteredCodes {
    /// Takes them into the register.
    ///
    /// # Errors
    /// Those of writing the database.
    pub(crate) fn adopt(&self, batch: &mut Batch<'_>) -> Result<Adopted, Failure> {
        let mut adopted = Adopted::default();
        for credential in &self.0 {
            match batch.adopt(credential)? {
                Adoption::Added(entry) => {
                    adopted.added += 1;
                    adopted.unknown_holders += usize::from(entry.serial == 1);
                }
                Adoption::Known(_) => {}
                Adoption::Conflicts(known) => adopted.conflicts.push(Conflict {
                    status_index: credential.status_index.0,
                    holder: credential.holder.0,
                    other_holder: known.holder.0,
                }),
            }
        }
        Ok(adopted)
    }
}

impl Adopted {
    /// The conflicts, for the operator to resolve.
    pub(crate) fn conflicts_in_words(&self) -> impl Iterator<Item = Text> {
        self.conflicts.iter().map(|conflict| {
            let Conflict {
                status_index,
                holder,
                other_holder,
            } = conflict;
            let (holder, other_holder) = (HolderNumber(*holder), HolderNumber(*other_holder));
            text!(
                "  冲突：状态序号 {status_index} 同时在持有人 {holder} 和 {other_holder} 的码里。请为两人补发（issuer reissue），收回旧码";
                "  conflict: the codes of holders {holder} and {other_holder} share the status index {status_index}. Reissue for both and take the old codes back")
        })
    }
}

fn not_ours(path: &Path, line: &DamagedLine) -> Failure {
    let (name, number) = (escape_untrusted_path(path), line.number);
    failure!("file-invalid"; "文件 {name} 第 {number} 行不是本单位签发的码";
        "line {number} of {name} is no code of this bureau";
        "请写签发文件夹里的 manifest.jsonl（不是 manifest.csv），并且没有手工修改过的。";
        "Name the manifest.jsonl in the folder of the run, not manifest.csv, as issuing wrote it.")
}
