//! The files of the store as bytes: a whole state in one file, and the floors once more.
//!
//! A state file begins with checksummed text that lists the parts with length and hash, and behind it the parts,
//! one after the other. Each part is checked by itself: what is bad in one copy may be good in the
//! other.

use std::io;

use credential_core::{Floors, Holdings, limits};
use serde::{Deserialize, Serialize};

use crate::checksum::{self, FileError, sha256_hex};
use crate::stored_floors::{Hash, StoredFloors};

/// Bytes of a state file: twice the largest update. The lists of a province have a few hundred
/// kilobytes, those of the whole country about 25 MB.
pub(crate) const MAX_STATE_BYTES: u64 = 2 * limits::MAX_UPDATE_BYTES as u64;

/// Bytes of the floors file. The largest trust list has 150,000 keys; if all of them are lost and have
/// signed a status list, each takes less than 200 bytes.
pub(crate) const MAX_FLOORS_BYTES: u64 = 32 * 1024 * 1024;

const STATE: &str = "laobingma-state";
const FLOORS: &str = "laobingma-floors";

/// One copy of the state, as far as it could be read.
#[derive(Debug)]
pub(crate) struct StateFile {
    /// One higher with every change.
    pub(crate) generation: u64,
    pub(crate) floors: Floors,
    pub(crate) root_set: StoredPart,
    pub(crate) trust_list: Option<StoredPart>,
    pub(crate) status_lists: Vec<StoredPart>,
    pub(crate) vouch_lists: Vec<StoredPart>,
    /// The thumbprint of the terminal's own key.
    pub(crate) terminal_key: Option<[u8; 32]>,
    pub(crate) places: Vec<StoredPart>,
    pub(crate) catalogue_parts: Vec<StoredPart>,
    pub(crate) catalogue_heads: Vec<StoredPart>,
    /// Whether every part is there and nothing else.
    pub(crate) whole: bool,
}

/// A part in a copy of the state.
#[derive(Debug)]
pub(crate) struct StoredPart {
    pub(crate) sha256: String,
    /// `None` if what stands there is not what was written.
    pub(crate) bytes: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    // First, so that a change shows in the first bytes of the file.
    generation: u64,
    floors: StoredFloors,
    root_set: PartEntry,
    trust_list: Option<PartEntry>,
    status_lists: Vec<PartEntry>,
    vouch_lists: Vec<PartEntry>,
    // What goes with benefits is left out where it is not there, as in stores from before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    terminal_key: Option<Hash>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<PartEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    catalogue_parts: Vec<PartEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    catalogue_heads: Vec<PartEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartEntry {
    bytes: usize,
    sha256: String,
}

/// The state file of what a terminal holds.
pub(crate) fn encode_state(holdings: &Holdings, generation: u64) -> io::Result<Vec<u8>> {
    let parts = holdings.to_update();
    let root_set = parts.root_sets.first().map(Vec::as_slice);
    let root_set = root_set.unwrap_or_default();
    let entries = |lists: &[Vec<u8>]| lists.iter().map(|bytes| PartEntry::of(bytes)).collect();
    let manifest = Manifest {
        generation,
        floors: holdings.floors().into(),
        root_set: PartEntry::of(root_set),
        trust_list: parts.trust_list.as_deref().map(PartEntry::of),
        status_lists: entries(&parts.status_lists),
        vouch_lists: entries(&parts.vouch_lists),
        terminal_key: holdings.terminal_key().map(Hash),
        places: entries(&parts.places),
        catalogue_parts: entries(&parts.catalogue_parts),
        catalogue_heads: entries(&parts.catalogue_heads),
    };
    let mut file = checksum::encode(STATE, &manifest)?;
    file.extend(root_set);
    file.extend(parts.trust_list.iter().flatten());
    file.extend(parts.status_lists.iter().flatten());
    file.extend(parts.vouch_lists.iter().flatten());
    file.extend(parts.places.iter().flatten());
    file.extend(parts.catalogue_parts.iter().flatten());
    file.extend(parts.catalogue_heads.iter().flatten());
    Ok(file)
}

/// Reads a copy of the state. Parts that were altered are left out; what is left is what was written.
pub(crate) fn decode_state(file: &[u8]) -> Result<StateFile, FileError> {
    let (manifest, mut rest): (Manifest, _) = checksum::decode(STATE, file)?;
    if manifest.status_lists.len() > limits::MAX_STATUS_LISTS
        || manifest.vouch_lists.len() > limits::MAX_VOUCH_LISTS
        || manifest.places.len() > limits::MAX_PLACES
        || manifest.catalogue_parts.len() > limits::MAX_CATALOGUE_PARTS
        || manifest.catalogue_heads.len() > limits::MAX_CATALOGUE_HEADS
    {
        return Err(FileError::Damaged);
    }
    let mut cut = |entry: PartEntry| {
        let (bytes, behind) = rest.split_at_checked(entry.bytes).unwrap_or((rest, &[]));
        rest = behind;
        StoredPart {
            bytes: (sha256_hex(bytes) == entry.sha256).then(|| bytes.to_vec()),
            sha256: entry.sha256,
        }
    };
    let root_set = cut(manifest.root_set);
    let trust_list = manifest.trust_list.map(&mut cut);
    let mut cut_all = |entries: Vec<PartEntry>| entries.into_iter().map(&mut cut).collect();
    let status_lists = cut_all(manifest.status_lists);
    let vouch_lists = cut_all(manifest.vouch_lists);
    let places = cut_all(manifest.places);
    let catalogue_parts = cut_all(manifest.catalogue_parts);
    let catalogue_heads = cut_all(manifest.catalogue_heads);
    let mut state = StateFile {
        generation: manifest.generation,
        floors: manifest.floors.into(),
        root_set,
        trust_list,
        status_lists,
        vouch_lists,
        terminal_key: manifest.terminal_key.map(|Hash(key)| key),
        places,
        catalogue_parts,
        catalogue_heads,
        whole: rest.is_empty(),
    };
    state.whole = state.whole && state.parts().all(|part| part.bytes.is_some());
    Ok(state)
}

/// The floors file.
pub(crate) fn encode_floors(floors: &Floors) -> io::Result<Vec<u8>> {
    checksum::encode(FLOORS, &StoredFloors::from(floors))
}

/// Reads the floors file.
pub(crate) fn decode_floors(file: &[u8]) -> Result<Floors, FileError> {
    let (floors, behind): (StoredFloors, _) = checksum::decode(FLOORS, file)?;
    if behind.is_empty() {
        Ok(floors.into())
    } else {
        Err(FileError::Damaged)
    }
}

impl StateFile {
    /// All its parts.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &StoredPart> {
        std::iter::once(&self.root_set)
            .chain(&self.trust_list)
            .chain(&self.status_lists)
            .chain(&self.vouch_lists)
            .chain(&self.places)
            .chain(&self.catalogue_parts)
            .chain(&self.catalogue_heads)
    }
}

impl PartEntry {
    fn of(part: &[u8]) -> Self {
        Self {
            bytes: part.len(),
            sha256: sha256_hex(part),
        }
    }
}
