//! A place as it goes to its terminal: an update file with the part of its merchant.

use std::path::PathBuf;
use std::time::Duration;

use cli_support::files::{self, Access, Durability};
use credential_core::{Place, PlaceClaims, Update};
use messages::Failure;

use crate::bureau::BureauFolder;
use crate::catalogue::{EditionFolder, sign_failed};
use crate::keys::Key;
use crate::register::{Batch, RecordedPlace};

/// Signs a place and records it, dated after the one before.
///
/// # Errors
/// Those of signing and of the register.
pub(super) fn sign(
    batch: &mut Batch<'_>,
    mut claims: PlaceClaims,
    label: Option<String>,
    before: Option<&RecordedPlace>,
    key: &Key,
) -> Result<RecordedPlace, Failure> {
    let made = match before {
        Some(before) if before.made >= batch.at() => before.made.plus(Duration::from_secs(1)),
        _ => batch.at(),
    };
    claims.issued = made;
    let place = RecordedPlace {
        terminal: claims.terminal.0,
        key: claims.key.thumbprint(),
        label,
        merchant: claims.merchant.0,
        standing: claims.standing,
        made,
        place: Place::issue(&claims, key).map_err(sign_failed)?,
    };
    batch.record_place(&place)?;
    Ok(place)
}

/// Writes the file of a recorded place, which is in the register and can be written again.
///
/// # Errors
/// Those of writing.
pub(super) fn write(
    folder: &BureauFolder<'_>,
    place: &RecordedPlace,
    edition: Option<u32>,
) -> Result<PathBuf, Failure> {
    let mut update = Update::default();
    update.places.push(place.place.clone());
    let editions = EditionFolder::new(folder.catalogue_folder());
    if let Some((head, part)) =
        edition.and_then(|edition| editions.of_merchant(edition, place.merchant))
    {
        update.catalogue_heads.push(head);
        update.catalogue_parts.push(part);
    }
    let places = folder.places_folder();
    files::create_folder(&places)?;
    let path = places.join(format!("terminal-{}.lbu", place.terminal));
    files::write(&path, &update.encode(), Access::Public, Durability::Synced)?;
    Ok(path)
}
