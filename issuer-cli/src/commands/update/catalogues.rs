//! Catalogues and places of an update file.

use std::path::Path;

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
        Packed::Catalogue => (
            text!("  优待目录 {name}：{count} 家商户"; "  catalogue {name}: {count} merchants"),
            json!({ "part": "catalogue", "merchants": count, "proved": proved }),
        ),
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
