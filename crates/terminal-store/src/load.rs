//! Reads the folder: what is there, what of it is good, and what that amounts to.
//!
//! Reading takes no lock and writes nothing. It is safe beside an update because an update replaces
//! files whole and the floors last, while they are read first: floors never come from a later update
//! than the state.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use credential_core::{Floors, Holdings, Standing, Update};

use crate::checksum::FileError;
use crate::disk::{Disk, FileContent};
use crate::error::{Damage, StoreError};
use crate::files::{COPIES, FLOORS, LOCK, TEMPORARY};
use crate::format::{self, MAX_FLOORS_BYTES, MAX_STATE_BYTES, StateFile, StoredPart};
use crate::warning::{FileFault, LostPart, Warning};

/// A state that was read, proved again from its signatures.
pub(crate) struct Loaded {
    pub(crate) holdings: Holdings,
    pub(crate) warnings: Vec<Warning>,
    /// The highest that any copy has.
    pub(crate) generation: u64,
    /// Whether a part that the state lists is in no copy as it was written.
    has_losses: bool,
    /// Status lists and vouch lists that cannot be proved because the trust list is lost. They are good again when
    /// it comes back.
    pub(crate) unproved: Update,
    pub(crate) stamps: Stamps,
}

/// What tells whether a copy of the state was replaced; `None` for one that cannot be read.
pub(crate) type Stamps = Vec<Option<FileStamp>>;

/// The first bytes of a file, which have the generation, and when it was written: a store that was
/// provisioned again counts its generations anew.
#[derive(PartialEq, Eq)]
pub(crate) struct FileStamp {
    beginning: Vec<u8>,
    modified: Option<SystemTime>,
}

/// More than the first line and the generation take.
const STAMP_BYTES: u64 = 96;

/// Why there is no state to work with, and what is left.
#[derive(Debug)]
pub(crate) struct Unusable {
    pub(crate) error: StoreError,
    pub(crate) remains: Box<Remains>,
}

/// What still counts of a store whose state is lost.
#[derive(Debug, Default)]
pub(crate) struct Remains {
    pub(crate) floors: Floors,
    pub(crate) generation: u64,
}

impl From<StoreError> for Unusable {
    fn from(error: StoreError) -> Self {
        Self {
            error,
            remains: Box::default(),
        }
    }
}

impl Loaded {
    /// Whether writing the state anew would put right what is wrong with the files.
    ///
    /// Not while parts are lost: what is left of them waits for the update that brings the rest.
    pub(crate) fn needs_repair(&self) -> bool {
        let of_file = |warning: &Warning| matches!(warning, Warning::File { .. });
        !self.has_losses && self.warnings.iter().any(of_file)
    }
}

/// Reads the store.
pub(crate) fn load(disk: &dyn Disk, folder: &Path) -> Result<Loaded, Unusable> {
    // The floors come first: see above.
    let floors_file = read(disk, folder, FLOORS, MAX_FLOORS_BYTES, |content| {
        format::decode_floors(&content.bytes)
    })?;
    let mut stamps = Stamps::new();
    let mut copies = Vec::new();
    for name in COPIES {
        let copy = read(disk, folder, name, MAX_STATE_BYTES, |content| {
            stamps.push(Some(FileStamp::of(content)));
            format::decode_state(&content.bytes)
        })?;
        copies.push(copy);
        stamps.resize_with(copies.len(), || None);
    }

    let states = || copies.iter().filter_map(|copy| copy.as_ref().ok());
    let floors = states()
        .map(|state| &state.floors)
        .chain(&floors_file)
        .fold(Floors::default(), Floors::merge);
    // Of two equally new copies the first: `max_by_key` would take the last.
    let Some(newest) = states().rev().max_by_key(|state| state.generation) else {
        return Err(Unusable {
            error: without_state(disk, folder, copies, &floors_file),
            remains: Box::new(Remains {
                floors,
                generation: 0,
            }),
        });
    };

    let mut warnings = file_warnings(&copies, newest, &floors_file, &floors);
    // From whichever copy has the part as it was written.
    let good_bytes = |part: &StoredPart| {
        states()
            .flat_map(StateFile::parts)
            .filter(|copy| copy.sha256 == part.sha256)
            .find_map(|copy| copy.bytes.clone())
    };
    let generation = newest.generation;
    let damaged = |damage| Unusable {
        error: StoreError::Damaged {
            path: folder.to_owned(),
            damage,
        },
        remains: Box::new(Remains {
            floors: floors.clone(),
            generation,
        }),
    };
    let root_set = good_bytes(&newest.root_set).ok_or_else(|| damaged(Damage::RootSet))?;
    let mut holdings = Holdings::with_floors(&root_set, floors.clone())
        .map_err(|error| damaged(Damage::RootSetRefused(error)))?;
    if let Some(key) = newest.terminal_key {
        holdings.set_terminal_key(key);
    }
    let good_ones = |parts: &[StoredPart]| parts.iter().filter_map(good_bytes).collect();
    let mut parts = Update::default();
    parts.trust_list = newest.trust_list.as_ref().and_then(good_bytes);
    parts.status_lists = good_ones(&newest.status_lists);
    parts.vouch_lists = good_ones(&newest.vouch_lists);
    parts.places = good_ones(&newest.places);
    parts.catalogue_parts = good_ones(&newest.catalogue_parts);
    parts.catalogue_heads = good_ones(&newest.catalogue_heads);
    let lists = [
        &parts.status_lists,
        &parts.vouch_lists,
        &parts.places,
        &parts.catalogue_parts,
        &parts.catalogue_heads,
    ];
    let lists: usize = lists.into_iter().map(Vec::len).sum();
    let found = usize::from(parts.trust_list.is_some()) + lists;
    let listed = newest.parts().count() - 1;
    let outcomes = holdings.restore(&parts);
    let has_losses = found < listed || outcomes.iter().any(|outcome| outcome.result.is_err());

    let mut unproved = Update::default();
    if holdings.trust().is_none() {
        unproved.status_lists = parts.status_lists;
        unproved.vouch_lists = parts.vouch_lists;
        unproved.places = parts.places;
        unproved.catalogue_parts = parts.catalogue_parts;
        unproved.catalogue_heads = parts.catalogue_heads;
    }
    let foreign = [COPIES[0], COPIES[1], FLOORS, LOCK];
    let foreign = foreign
        .into_iter()
        .filter(|name| disk.is_foreign(&folder.join(name)));
    warnings.extend(foreign.map(|file| Warning::File {
        file,
        fault: FileFault::Foreign,
    }));
    warnings.extend(lost_parts(&holdings).into_iter().map(Warning::Lost));
    Ok(Loaded {
        holdings,
        warnings,
        generation,
        has_losses,
        unproved,
        stamps,
    })
}

/// What is wrong with the files beside `newest`, from which the state is read.
fn file_warnings(
    copies: &[Result<StateFile, ReadError>],
    newest: &StateFile,
    floors_file: &Result<Floors, ReadError>,
    floors: &Floors,
) -> Vec<Warning> {
    let of_copies = copies.iter().map(|copy| match copy {
        Err(error) => Some(error.fault()),
        Ok(copy) if !copy.whole => Some(FileFault::Damaged),
        Ok(copy) if !is_same_state(copy, newest) => Some(FileFault::Behind),
        Ok(_) => None,
    });
    let of_floors = match floors_file {
        Err(error) => Some(error.fault()),
        Ok(kept) if kept != floors => Some(FileFault::Behind),
        Ok(_) => None,
    };
    COPIES
        .into_iter()
        .zip(of_copies)
        .chain([(FLOORS, of_floors)])
        .filter_map(|(file, fault)| fault.map(|fault| Warning::File { file, fault }))
        .collect()
}

fn is_same_state(one: &StateFile, other: &StateFile) -> bool {
    one.generation == other.generation
        && one.terminal_key == other.terminal_key
        && one.floors == other.floors
        && one
            .parts()
            .map(|part| &part.sha256)
            .eq(other.parts().map(|part| &part.sha256))
}

/// The stamps of the copies now.
pub(crate) fn read_stamps(disk: &dyn Disk, folder: &Path) -> Stamps {
    let read = |name: &str| disk.read(&folder.join(name), STAMP_BYTES).ok();
    COPIES
        .iter()
        .map(|name| read(name).as_ref().map(FileStamp::of))
        .collect()
}

impl FileStamp {
    fn of(content: &FileContent) -> Self {
        let beginning = content.bytes.iter().take(STAMP_BYTES as usize);
        Self {
            beginning: beginning.copied().collect(),
            modified: content.modified,
        }
    }
}

/// Reads a file of the store. What is wrong with it is a matter for the warnings, unless it is of
/// another version: then nothing here may be judged.
fn read<T>(
    disk: &dyn Disk,
    folder: &Path,
    name: &str,
    limit: u64,
    decode: impl FnOnce(&FileContent) -> Result<T, FileError>,
) -> Result<Result<T, ReadError>, StoreError> {
    let content = match disk.read(&folder.join(name), limit.saturating_add(1)) {
        Ok(content) => content,
        Err(error) => return Ok(Err(ReadError::System(error))),
    };
    match decode(&content) {
        Err(FileError::Newer(version)) => Err(StoreError::Newer {
            path: folder.to_owned(),
            version,
        }),
        Err(FileError::Older(version)) => Err(StoreError::Older {
            path: folder.to_owned(),
            version,
        }),
        Ok(value) if content.bytes.len() as u64 <= limit => Ok(Ok(value)),
        Ok(_) | Err(FileError::Damaged) => Ok(Err(ReadError::Damaged)),
    }
}

/// Why a file of the store cannot be used.
enum ReadError {
    System(io::Error),
    Damaged,
}

impl ReadError {
    fn fault(&self) -> FileFault {
        match self {
            Self::System(error) if error.kind() == io::ErrorKind::NotFound => FileFault::Missing,
            Self::System(error) => FileFault::Unreadable(error.kind()),
            Self::Damaged => FileFault::Damaged,
        }
    }
}

/// Tells apart why neither copy of the state is there.
fn without_state(
    disk: &dyn Disk,
    folder: &Path,
    copies: Vec<Result<StateFile, ReadError>>,
    floors_file: &Result<Floors, ReadError>,
) -> StoreError {
    let is_missing = |fault: FileFault| fault == FileFault::Missing;
    let mut all_missing = matches!(floors_file, Err(error) if is_missing(error.fault()));
    for (name, copy) in COPIES.iter().zip(copies) {
        match copy {
            Err(error) if is_missing(error.fault()) => {}
            // Whoever may not read it does not know whether it is damaged.
            Err(ReadError::System(source)) => {
                let path = folder.join(name);
                return StoreError::Unreadable { path, source };
            }
            _ => all_missing = false,
        }
    }
    let path = folder.to_owned();
    if !all_missing {
        let damage = Damage::StateFiles;
        return StoreError::Damaged { path, damage };
    }
    let is_ours = |name: &str| name == LOCK || name.ends_with(TEMPORARY);
    match disk.names(folder) {
        Ok(names) if names.iter().filter_map(|name| name.to_str()).any(is_ours) => {
            StoreError::HalfMade { path }
        }
        Ok(_) => StoreError::Missing { path },
        Err(error) if error.kind() == io::ErrorKind::NotFound => StoreError::Missing { path },
        Err(source) => StoreError::Unreadable { path, source },
    }
}

/// What the floors say was there and is not, however it was lost.
fn lost_parts(holdings: &Holdings) -> Vec<LostPart> {
    let floors = holdings.floors();
    let Some(trust) = holdings.trust() else {
        let version = floors.trust_list.version;
        let lost = (version > 0).then_some(LostPart::TrustList { version });
        return lost.into_iter().collect();
    };
    let issuers = || {
        let listed = trust.claims().issuers.iter();
        listed.filter(|issuer| issuer.standing != Standing::Withdrawn)
    };
    // `extend` and not `collect`, which sorts first: that is much code for a module in a browser.
    let mut trusted = BTreeSet::new();
    trusted.extend(issuers().map(|issuer| issuer.id));
    let statuses = floors
        .status_lists
        .subjects()
        .filter(|issuer| trusted.contains(issuer) && holdings.status_list(**issuer).is_none())
        .map(|issuer| LostPart::StatusList { issuer: *issuer });
    let keys = issuers().flat_map(|issuer| issuer.keys.iter().map(|key| (issuer.id, key)));
    let mut compromised = BTreeSet::new();
    compromised.extend(
        keys.filter(|(_, key)| key.standing == Standing::Compromised)
            .map(|(issuer, key)| (issuer, key.key.thumbprint())),
    );
    let vouches = floors
        .vouch_lists
        .subjects()
        .filter(|(issuer, key)| {
            compromised.contains(&(*issuer, *key)) && holdings.vouch_list(*issuer, key).is_none()
        })
        .map(|(issuer, _)| LostPart::VouchList { issuer: *issuer });
    let places = floors
        .places
        .subjects()
        .filter(|issuer| trusted.contains(issuer) && holdings.place(**issuer).is_none())
        .map(|issuer| LostPart::Place { issuer: *issuer });
    // Only those of the place that is held: after a move the old merchant's part is not missed.
    let parts = holdings
        .places()
        .map(|place| place.claims())
        .filter(|place| {
            floors
                .catalogue_parts
                .contains(&(place.issuer, place.merchant))
        })
        .filter(|place| holdings.place_catalogue(place.issuer).is_none())
        .map(|place| LostPart::CataloguePart {
            issuer: place.issuer,
        });
    statuses.chain(vouches).chain(places).chain(parts).collect()
}
