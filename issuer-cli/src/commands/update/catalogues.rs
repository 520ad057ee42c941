//! Catalogues and places of an update file.

use std::path::{Path, PathBuf};

use credential_core::{CatalogueHead, CataloguePart, Error, Place, TrustList, Update};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text, words};
use serde_json::{Value, json};

use crate::catalogue::{read_update, update_files};
use crate::values;

/// What of a folder's update files goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// Heads and parts.
    Catalogue,
    /// Places.
    Places,
}

/// Adds what the update files of a folder have; in words, and for programs.
///
/// # Errors
/// `folder-empty` if there is nothing of the kind; what a terminal would not take is refused, as far as
/// `trust` tells.
pub(super) fn add(
    update: &mut Update,
    packed: Packed,
    folder: &Path,
    trust: Option<&TrustList>,
) -> Result<(Text, Value), Failure> {
    let (mut heads, mut parts, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for path in update_files(folder) {
        let mut found = read_update(&path)?;
        match packed {
            Packed::Catalogue => {
                heads.append(&mut found.catalogue_heads);
                parts.append(&mut found.catalogue_parts);
            }
            Packed::Places => places.append(&mut found.places),
        }
    }
    // Each file of an edition has the same head.
    heads.dedup();
    if heads.is_empty() && parts.is_empty() && places.is_empty() {
        return Err(nothing(folder));
    }
    if let Some(trust) = trust {
        let each = |error| refused(folder, &error);
        heads
            .iter()
            .try_for_each(|head| CatalogueHead::verify(head, trust).map(drop))
            .map_err(each)?;
        parts
            .iter()
            .try_for_each(|part| CataloguePart::verify(part, trust).map(drop))
            .map_err(each)?;
        places
            .iter()
            .try_for_each(|place| Place::verify(place, trust).map(drop))
            .map_err(each)?;
    }
    let name = values::shown(folder);
    let (count, proved) = (parts.len() + places.len(), trust.is_some());
    let said = match packed {
        Packed::Catalogue => {
            let edition = edition_of_folder(folder);
            let number = edition.map_or_else(|| "?".to_owned(), |edition| edition.to_string());
            (
                text!("  优待目录第 {number} 版 {name}：{count} 家商户"; "  catalogue, edition {number}, {name}: {count} merchants"),
                json!({
                    "part": "catalogue", "edition": edition, "merchants": count, "proved": proved,
                    "newer_edition": newest_beside(folder),
                }),
            )
        }
        Packed::Places => (
            text!("  点位文件 {name}：{count} 台终端"; "  places {name}: {count} terminals"),
            json!({ "part": "places", "terminals": count, "proved": proved }),
        ),
    };
    update.catalogue_heads.append(&mut heads);
    update.catalogue_parts.append(&mut parts);
    update.places.append(&mut places);
    Ok(said)
}

/// What a clerk may have overlooked: a newer edition beside the one that goes in, or a catalogue of the bureau
/// where none goes in. `others` are files of bureaus that go in.
pub(super) fn overlooked<'p>(
    catalogues: &[PathBuf],
    others: impl Iterator<Item = &'p PathBuf>,
) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for folder in catalogues {
        if let Some(newest) = newest_beside(folder) {
            let name = values::shown(folder);
            lines.push(text!("注意：{name} 旁边有更新的第 {newest} 版，而装进来的是旧的：终端不会用比它已有的更旧的一版。要装新的，请写 edition-{newest}。";
                "Note: beside {name} there is edition {newest}, which is newer than the one that went in. To pack that one, name edition-{newest}."));
        }
    }
    if !catalogues.is_empty() {
        return lines;
    }
    let mut bureaus: Vec<PathBuf> = others.map(|path| folder_of(path)).collect();
    bureaus.sort();
    bureaus.dedup();
    for bureau in bureaus {
        let folder = bureau.join("catalogue");
        if let Some(newest) = editions_in(&folder).max() {
            let name = values::shown(&folder.join(format!("edition-{newest}")));
            lines.push(text!("提示：没有装优待目录。本单位的目录已公布到第 {newest} 版；终端还没有的，请加 --catalogue {name}。";
                "Hint: no catalogue went in. That of the bureau is published up to edition {newest}; for terminals without it, add --catalogue {name}."));
        }
    }
    lines
}

/// The folder in which a file stands.
fn folder_of(path: &Path) -> PathBuf {
    let whole = path.canonicalize();
    let whole = whole.as_deref().unwrap_or(path);
    whole.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The edition whose folder this is, by its name.
fn edition_of_folder(folder: &Path) -> Option<u32> {
    let whole = folder.canonicalize();
    let name = whole.as_deref().unwrap_or(folder).file_name()?;
    name.to_str()?.strip_prefix("edition-")?.parse().ok()
}

/// The newest edition beside this one, if it is newer.
fn newest_beside(folder: &Path) -> Option<u32> {
    let own = edition_of_folder(folder)?;
    editions_in(&folder_of(folder))
        .max()
        .filter(|newest| *newest > own)
}

/// The editions that were published into a folder.
fn editions_in(folder: &Path) -> impl Iterator<Item = u32> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| edition_of_folder(&entry.path()))
}

/// The failure to more than an update may have.
pub(super) fn too_large(bytes: usize) -> Failure {
    let (size, most) = (bytes >> 20, credential_core::limits::MAX_UPDATE_BYTES >> 20);
    failure!("update-too-large"; "更新文件有 {size} MiB，超过 {most} MiB"; "the update would have {size} MiB, more than {most} MiB";
        "优待目录请不要装进来：catalogue 文件夹里的文件本身就是更新文件，可直接导入终端。";
        "Leave the catalogue out: the files in its folder are update files, and can be applied as they are.")
}

fn nothing(folder: &Path) -> Failure {
    let name = values::shown(folder);
    failure!("folder-empty"; "{name} 里没有要装入的更新文件（.lbu）"; "there are no update files (.lbu) in {name} to put in";
        "目录写公布时给出的文件夹，点位写发码单位文件夹里的 places。";
        "For a catalogue name the folder that was given when it was published, for places the folder places of the bureau.")
}

fn refused(folder: &Path, error: &Error) -> Failure {
    let (name, why) = (values::shown(folder), words::error(error));
    failure!(error.code(); "{name} 里有终端不会接受的内容：{}", why.in_lang(Zh); "no terminal would take what is in {name}: {}", why.in_lang(En);
        "请核对是否是这个发码单位的、用现行密钥签的；不是的，请重新公布或出具。没有写出更新文件。";
        "Check that it is of an issuer of the list, and signed with its present key; if not, publish or sign it again. No update was written.")
}
