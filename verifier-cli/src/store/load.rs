//! Reading the folder: what is there, what of it is good, and what that amounts to.
//!
//! Reading takes no lock and writes nothing. It is safe beside an update because an update replaces
//! files whole and the floors last, while they are read first: floors never come from a later update
//! than the state.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use cli_support::{Text, words};
use credential_core::{Floors, Holdings, IssuerId, Standing, Update};

use super::disk::Disk;
use super::image::{self, Image, MAX_FLOORS_BYTES, MAX_STATE_BYTES, Piece};
use super::sealed::Broken;
use super::warning::{Fault, Lost, Warning};
use super::{COPIES, FLOORS, LOCK, TEMPORARY};

/// A state that was read, proved again from its signatures.
pub(super) struct Loaded {
    pub(super) holdings: Holdings,
    pub(super) warnings: Vec<Warning>,
    /// The highest that any copy has.
    pub(super) generation: u64,
    /// Whether a part that the state lists is in no copy as it was written.
    pub(super) has_losses: bool,
    /// Status lists that cannot be proved because the trust list is lost. They are good again when
    /// it comes back.
    pub(super) waiting: Update,
    pub(super) marks: Marks,
}

/// How the copies begin; differs after every change.
pub(super) type Marks = Vec<Option<Vec<u8>>>;

/// More than the first line and the generation take.
const MARK_BYTES: u64 = 96;

/// Why there is no state to work with.
#[derive(Debug)]
pub(super) enum Unusable {
    /// Nobody has provisioned this folder.
    Missing,
    /// Provisioning was interrupted before the first copy of the state was there.
    HalfMade,
    /// No copy of the state can be used. What the remains say of the floors still counts.
    Damaged {
        floors: Floors,
        generation: u64,
        what: Text,
    },
    /// A newer version of the program has written it.
    Newer { version: u32 },
    /// The system does not let us read it.
    Unreadable { path: PathBuf, error: io::Error },
}

impl Loaded {
    /// Whether writing the state anew would put right what is wrong with the files.
    ///
    /// Not while parts are lost: what is left of them waits for the update that brings the rest.
    pub(super) fn is_to_be_mended(&self) -> bool {
        let files = self
            .warnings
            .iter()
            .any(|warning| matches!(warning, Warning::File { .. }));
        files && !self.has_losses
    }
}

/// Reads the store.
pub(super) fn load(disk: &dyn Disk, folder: &Path) -> Result<Loaded, Unusable> {
    // The floors come first: see above.
    let floors_file = read(
        disk,
        &folder.join(FLOORS),
        MAX_FLOORS_BYTES,
        image::decode_floors,
    )?;
    let mut marks = Marks::new();
    let mut copies = Vec::new();
    for name in COPIES {
        let path = folder.join(name);
        let copy = read(disk, &path, MAX_STATE_BYTES, |bytes| {
            marks.push(Some(mark(bytes)));
            image::decode(bytes)
        })?;
        copies.push(copy);
        marks.resize(copies.len(), None);
    }

    let images = || copies.iter().filter_map(|copy| copy.as_ref().ok());
    let floors = images()
        .map(|image| &image.floors)
        .chain(&floors_file)
        .fold(Floors::default(), Floors::merge);
    // Of two equally new copies the first: `max_by_key` would take the last.
    let Some(newest) = images().rev().max_by_key(|image| image.generation) else {
        return Err(without_state(disk, folder, floors, copies, floors_file));
    };

    let mut warnings = file_warnings(&copies, newest, &floors_file, &floors);
    let salvage = |piece: &Piece| {
        images()
            .flat_map(Image::pieces)
            .filter(|copy| copy.sha256 == piece.sha256)
            .find_map(|copy| copy.bytes.clone())
    };
    let generation = newest.generation;
    let damaged = |what| Unusable::Damaged {
        floors: floors.clone(),
        generation,
        what,
    };
    let root_set = salvage(&newest.root_set).ok_or_else(|| {
        damaged(Text::new(
            "根密钥名单的两个副本都已损坏",
            "both copies of the root set are damaged",
        ))
    })?;
    let mut holdings = Holdings::with_floors(&root_set, floors.clone()).map_err(|error| {
        let why = words::error(&error);
        damaged(Text::new(
            format!("根密钥名单不能使用：{}", why.in_lang(cli_support::Lang::Zh)),
            format!(
                "the root set cannot be used: {}",
                why.in_lang(cli_support::Lang::En)
            ),
        ))
    })?;
    let mut parts = Update::default();
    parts.trust_list = newest.trust_list.as_ref().and_then(salvage);
    parts.status_lists = newest.status_lists.iter().filter_map(salvage).collect();
    let found = usize::from(parts.trust_list.is_some()) + parts.status_lists.len();
    let listed = newest.pieces().count() - 1;
    let outcomes = holdings.restore(&parts);
    let has_losses = found < listed || outcomes.iter().any(|outcome| outcome.result.is_err());

    let mut waiting = Update::default();
    if holdings.trust().is_none() {
        waiting.status_lists = parts.status_lists;
    }
    warnings.extend(lost(&holdings).into_iter().map(Warning::Lost));
    Ok(Loaded {
        holdings,
        warnings,
        generation,
        has_losses,
        waiting,
        marks,
    })
}

/// What is wrong with the files beside `newest`, from which the state is read.
fn file_warnings(
    copies: &[Result<Image, Unread>],
    newest: &Image,
    floors_file: &Result<Floors, Unread>,
    floors: &Floors,
) -> Vec<Warning> {
    let of_copies = copies.iter().map(|copy| match copy {
        Err(fault) => Some(fault.into()),
        Ok(copy) if !copy.whole => Some(Fault::Damaged),
        Ok(copy) if !copy.is_like(newest) => Some(Fault::Behind),
        Ok(_) => None,
    });
    let of_floors = match floors_file {
        Err(fault) => Some(fault.into()),
        Ok(kept) if kept != floors => Some(Fault::Behind),
        Ok(_) => None,
    };
    COPIES
        .into_iter()
        .zip(of_copies)
        .chain([(FLOORS, of_floors)])
        .filter_map(|(file, fault)| {
            Some(Warning::File {
                file,
                fault: fault?,
            })
        })
        .collect()
}

/// How the copies begin now.
pub(super) fn marks(disk: &dyn Disk, folder: &Path) -> Marks {
    COPIES
        .iter()
        .map(|name| disk.read(&folder.join(name), MARK_BYTES).ok())
        .collect()
}

fn mark(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().take(MARK_BYTES as usize).copied().collect()
}

/// Reads a file of the store. What is wrong with it is a matter for the warnings, unless it is of a
/// newer version: then nothing here may be judged.
fn read<T>(
    disk: &dyn Disk,
    path: &Path,
    limit: u64,
    decode: impl FnOnce(&[u8]) -> Result<T, Broken>,
) -> Result<Result<T, Unread>, Unusable> {
    let bytes = match disk.read(path, limit.saturating_add(1)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Err(Unread::Missing)),
        Err(error) => return Ok(Err(Unread::Refused(error))),
    };
    match decode(&bytes) {
        Err(Broken::Newer(version)) => Err(Unusable::Newer { version }),
        Ok(value) if bytes.len() as u64 <= limit => Ok(Ok(value)),
        Ok(_) | Err(Broken::Damaged) => Ok(Err(Unread::Damaged)),
    }
}

enum Unread {
    Missing,
    Refused(io::Error),
    Damaged,
}

impl From<&Unread> for Fault {
    fn from(unread: &Unread) -> Self {
        match unread {
            Unread::Missing => Self::Missing,
            Unread::Refused(error) => Self::Unreadable(error.kind()),
            Unread::Damaged => Self::Damaged,
        }
    }
}

impl Image {
    fn is_like(&self, other: &Self) -> bool {
        let hashes = |image: &Self| {
            let pieces = image.pieces().map(|piece| piece.sha256.clone());
            pieces.collect::<Vec<_>>()
        };
        self.generation == other.generation
            && self.floors == other.floors
            && hashes(self) == hashes(other)
    }
}

/// Tells apart why neither copy of the state is there.
fn without_state(
    disk: &dyn Disk,
    folder: &Path,
    floors: Floors,
    copies: Vec<Result<Image, Unread>>,
    floors_file: Result<Floors, Unread>,
) -> Unusable {
    let mut all_missing = matches!(floors_file, Err(Unread::Missing));
    for (name, copy) in COPIES.iter().zip(copies) {
        match copy {
            // Whoever may not read it does not know whether it is damaged.
            Err(Unread::Refused(error)) => {
                return Unusable::Unreadable {
                    path: folder.join(name),
                    error,
                };
            }
            Err(Unread::Missing) => {}
            _ => all_missing = false,
        }
    }
    if !all_missing {
        return Unusable::Damaged {
            floors,
            generation: 0,
            what: Text::new(
                "两个状态文件都已损坏或丢失",
                "both state files are damaged or gone",
            ),
        };
    }
    match disk.names(folder) {
        Ok(names) => {
            let ours = names.iter().filter_map(|name| name.to_str());
            let begun = ours
                .into_iter()
                .any(|name| name == LOCK || name.ends_with(TEMPORARY));
            if begun {
                Unusable::HalfMade
            } else {
                Unusable::Missing
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Unusable::Missing,
        Err(error) => Unusable::Unreadable {
            path: folder.to_owned(),
            error,
        },
    }
}

/// What the floors say was there and is not, however it was lost.
fn lost(holdings: &Holdings) -> Vec<Lost> {
    let floors = holdings.floors();
    let Some(trust) = holdings.trust() else {
        return (floors.trust_version > 0)
            .then_some(Lost::TrustList {
                version: floors.trust_version,
            })
            .into_iter()
            .collect();
    };
    let believed: BTreeSet<IssuerId> = trust
        .claims()
        .issuers
        .iter()
        .filter(|issuer| issuer.standing != Standing::Withdrawn)
        .map(|issuer| issuer.id)
        .collect();
    floors
        .status_issued
        .keys()
        .filter(|issuer| believed.contains(issuer) && holdings.status_list(**issuer).is_none())
        .map(|issuer| Lost::StatusList { issuer: *issuer })
        .collect()
}
