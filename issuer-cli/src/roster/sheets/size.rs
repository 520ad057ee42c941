//! How large a workbook may be, found out before it is opened.
//!
//! XLSX and ODS are zip archives, and a few kilobytes can inflate to terabytes. What an archive
//! says of its own sizes is not believed: it is inflated once, to nowhere, up to a limit.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use cli_support::files;
use messages::{Failure, Text};
use zip::ZipArchive;

use super::book::BookKind;
use super::failures::{damaged, has_password, too_large};
use super::xls;

/// Bytes of a workbook on disk. A city's roster of 265,000 people takes some twenty million.
const MAX_BYTES: u64 = 128 << 20;

/// Bytes of everything in an archive, inflated.
const MAX_INFLATED: u64 = 512 << 20;

/// Files in an archive. Real ones have some twenty.
const MAX_PARTS: usize = 4_096;

/// Which kind of workbook an archive is; `None` for other archives.
pub(in crate::roster) fn archive_kind(file: &File) -> Option<BookKind> {
    let mut archive = ZipArchive::new(BufReader::new(file)).ok()?;
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return Some(BookKind::Xlsx);
    }
    let mut kind = String::new();
    let mut part = archive.by_name("mimetype").ok()?;
    (&mut part).take(100).read_to_string(&mut kind).ok()?;
    kind.starts_with("application/vnd.oasis.opendocument.spreadsheet")
        .then_some(BookKind::Ods)
}

/// # Errors
/// A [`Failure`] if it is too large, on disk or inflated, or no sound archive.
pub(super) fn check(path: &Path, kind: BookKind) -> Result<(), Failure> {
    let file = files::open_ordinary(path).map_err(|error| files::cannot_read(path, &error))?;
    let length = file
        .metadata()
        .map_err(|error| files::cannot_read(path, &error))?
        .len();
    let most = match kind {
        BookKind::Xls => xls::MAX_BYTES,
        BookKind::Xlsx | BookKind::Ods => MAX_BYTES,
    };
    if length > most {
        return Err(too_large(path));
    }
    if kind == BookKind::Xls {
        return match is_encrypted(file) {
            Ok(false) => Ok(()),
            Ok(true) => Err(has_password(path)),
            Err(error) => Err(files::cannot_read(path, &error)),
        };
    }
    let damaged = |error: &dyn std::fmt::Display| {
        damaged(path, &Text::new("压缩包有误".to_owned(), error.to_string()))
    };
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(too_large(path));
    }
    let mut inflated = 0;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|error| damaged(&error))?;
        let room = MAX_INFLATED - inflated;
        inflated +=
            io::copy(&mut part.take(room + 1), &mut io::sink()).map_err(|error| damaged(&error))?;
        if inflated > MAX_INFLATED {
            return Err(too_large(path));
        }
    }
    Ok(())
}

/// Whether an old container holds a new workbook that is encrypted: with a password, or with the one that
/// everybody knows, which Excel takes for some kinds of protection (MS-OFFCRYPTO).
fn is_encrypted(file: File) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    // Names of streams stand in sectors of their own, 128 bytes each.
    let mut source = BufReader::new(file);
    let mut entry = [0; 128];
    loop {
        match source.read_exact(&mut entry) {
            Ok(()) if entry.starts_with(&name) => return Ok(true),
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}
