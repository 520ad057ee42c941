//! The small JSON files that people may open: read strictly, written whole.

use std::path::Path;

use cli_support::files::{self, Access, Durability};
use messages::untrusted::{escape_untrusted, escape_untrusted_path};
use messages::{Failure, Text, failure, text};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// 20,000 issuers, the most that a trust list holds, take about 10 MB.
const MAX_BYTES: u64 = 32 << 20;

/// Reads a file that was written by [`write`], or by hand.
///
/// # Errors
/// A [`Failure`] that names file, line and column.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = files::read(path, MAX_BYTES)?;
    // Windows Notepad puts a byte order mark in front of what it saves.
    let json = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(json).map_err(|error| {
        // It may repeat a name from the file.
        let why = error.to_string();
        let why = escape_untrusted(&why);
        invalid(
            path,
            text!("第 {} 行第 {} 列附近：{why}";
                "near line {}, column {}: {why}"; error.line(), error.column()),
        )
    })
}

/// The bytes of a value as they stand in a file: indented, with a line end.
///
/// # Errors
/// A [`Failure`] if the value cannot be JSON.
pub(crate) fn to_bytes<T: Serialize>(path: &Path, value: &T) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| files::cannot_write(path, &error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Replaces the file as a whole, and waits until it is on the disk.
pub(crate) fn write<T: Serialize>(path: &Path, value: &T, access: Access) -> Result<(), Failure> {
    files::write(path, &to_bytes(path, value)?, access, Durability::Synced)
}

/// The failure to a file whose content is not as it must be.
pub(crate) fn invalid(path: &Path, why: Text) -> Failure {
    use messages::Lang::{En, Zh};
    let name = escape_untrusted_path(path);
    failure!("file-invalid";
        "文件 {name} 内容不对，{}", why.in_lang(Zh); "{name} is not in order: {}", why.in_lang(En);
        "请改正此处；如果没有人改过这个文件，请从备份恢复。";
        "Correct it there; if nobody has edited the file, restore it from a backup.")
}
