//! Exports in files, opened and verified.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use credential_core::PublicKey;
use credential_core::journal::{CheckpointClaims, ExportError, ExportReader, VerifiedExport};

use super::refusal::Refusal;

/// Reads the parts of a file.
pub(super) type FileSource = Box<dyn FnMut(&mut [u8]) -> std::io::Result<usize>>;

pub(super) fn open(
    path: &Path,
    key: &PublicKey,
    known: Option<&[CheckpointClaims]>,
) -> Result<VerifiedExport<FileSource>, Refusal> {
    let file = open_file(path)?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    let source: FileSource = Box::new(move |buffer| file.read(buffer));
    let reader = ExportReader::open(source).map_err(refusal)?;
    let export = match known {
        Some(known) => reader.verify_with(key, known),
        None => reader.verify_by_itself(key),
    };
    export.map_err(Refusal::Fault)
}

/// Opens a file. A pipe would be waited for, and a device read for ever: they are refused before they are opened.
pub(super) fn open_file(path: &Path) -> Result<File, Refusal> {
    let unreadable = |error: std::io::Error| Refusal::Unreadable(error.to_string());
    match fs::metadata(path).map_err(unreadable)?.is_file() {
        true => File::open(path).map_err(unreadable),
        false => Err(Refusal::Unreadable(NO_FILE.to_owned())),
    }
}

/// Why a pipe or a device is refused.
const NO_FILE: &str = "not an ordinary file";

pub(super) fn verify_all(mut export: VerifiedExport<FileSource>) -> Result<(), Refusal> {
    while export.next_block().map_err(refusal)?.is_some() {}
    Ok(())
}

/// Whether all of a file was signed by the terminal, whatever the books have.
pub(super) fn verify_by_itself(path: &Path, key: &PublicKey) -> Result<(), Refusal> {
    open(path, key, None).and_then(verify_all)
}

pub(super) fn refusal(error: ExportError<std::io::Error>) -> Refusal {
    match error {
        ExportError::Source(error) => Refusal::Unreadable(error.to_string()),
        ExportError::Fault(fault) => Refusal::Fault(fault),
    }
}
