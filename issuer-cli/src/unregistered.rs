//! Codes that went out without the register that is in use now, read from the manifests of their runs.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::{Claims, ParsedCredential};
use messages::{Failure, Text, text};
use serde::{Deserialize, Serialize};

use crate::bureau::Bureau;
use crate::jsonfile;
use crate::register::{Adoption, Batch, Output, Particulars, UnregisteredCredential, text_digest};

/// A line of a manifest is below 2 kB, and the largest city's some 300 MB.
const MAX_BYTES: u64 = 2 << 30;

/// Codes in the order of the manifests.
pub(crate) struct Strays(Vec<UnregisteredCredential>);

/// What is needed of a line; the text says the rest, behind a signature.
#[derive(Deserialize)]
struct Line {
    file: String,
    text: String,
}

/// Reads manifests. Each code in them must be signed with the bureau's key.
///
/// # Errors
/// A [`Failure`] that names the manifest and the line that is not in order.
pub(crate) fn read(manifests: &[PathBuf], bureau: &Bureau) -> Result<Strays, Failure> {
    let mut unregistered = Vec::new();
    for path in manifests {
        let file = std::fs::File::open(path).map_err(|error| files::cannot_read(path, &error))?;
        for (line, number) in BufReader::new(file.take(MAX_BYTES)).lines().zip(1_u64..) {
            let line = line.map_err(|error| files::cannot_read(path, &error))?;
            if !line.trim().is_empty() {
                unregistered
                    .push(credential(&line, bureau).map_err(|why| at_line(path, number, &why))?);
            }
        }
    }
    Ok(Strays(unregistered))
}

fn credential(line: &str, bureau: &Bureau) -> Result<UnregisteredCredential, String> {
    let Line { file, text } = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let claims = ParsedCredential::from_text(&text)
        .and_then(|parsed| parsed.verify_own(&bureau.key))
        .map_err(|error| error.to_string())?;
    let Claims {
        holder,
        status_index,
        validity,
        ..
    } = claims;
    let mut particulars = Particulars::new(claims.name, claims.categories);
    particulars.home_region = claims.home_region;
    particulars.disability_grade = claims.disability_grade;
    particulars.honour_class = claims.honour_class;
    Ok(UnregisteredCredential {
        holder,
        status_index,
        particulars,
        validity,
        output: Output {
            file,
            digest: text_digest(&text),
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

impl Strays {
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
                    status_index: credential.status_index,
                    holder: credential.holder,
                    other_holder: known.holder,
                }),
            }
        }
        Ok(adopted)
    }
}

impl Adopted {
    /// What cannot be mended by itself.
    pub(crate) fn conflicts_in_words(&self) -> impl Iterator<Item = Text> {
        self.conflicts.iter().map(|conflict| {
            let Conflict {
                status_index,
                holder,
                other_holder,
            } = conflict;
            text!(
                "  冲突：状态序号 {status_index} 同时在持有人 {holder} 和 {other_holder} 的码里。请为两人补发（issuer reissue），收回旧码";
                "  conflict: the codes of holders {holder} and {other_holder} share the status index {status_index}. Reissue for both and take the old codes back")
        })
    }
}

fn at_line(path: &Path, line: u64, why: &str) -> Failure {
    jsonfile::invalid(
        path,
        text!("第 {line} 行不是本单位签发的码（{why}）";
            "line {line} is no code of this bureau ({why})"),
    )
}
