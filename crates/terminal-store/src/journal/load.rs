//! Reads a journal from the disk and verifies all of it.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use credential_core::journal::{
    Chain, ChainEnd, ChainId, Checkpoint, JournalFault, JournalRecord, Receipt,
};
use credential_core::limits::MAX_CHECKPOINT_BYTES;
use credential_core::{Error, PublicKey, UnixTime};

use super::error::{JournalDamage, JournalError};
use super::frames::{first_frame, is_torn};
use super::index::Index;
use super::segment::{
    HeaderFault, MAX_SEGMENT_FILE, Segment, SegmentHeader, chain_folder, chain_number,
    segment_name, segment_number,
};
use crate::disk::Disk;

/// The newest checkpoint that was exported.
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// The newest receipt.
pub(crate) const RECEIPT: &str = "receipt";

/// Where a journal lies, and whose it is.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) disk: &'a dyn Disk,
    pub(crate) folder: &'a Path,
    pub(crate) terminal: &'a PublicKey,
}

/// What was found in the files.
pub(crate) struct Loaded {
    pub(crate) id: ChainId,
    pub(crate) segments: Vec<Segment>,
    pub(crate) end: ChainEnd,
    /// The time of the last record.
    pub(crate) newest: UnixTime,
    pub(crate) index: Index,
    /// How far the bureau has the chain.
    pub(crate) receipt: Option<ChainEnd>,
    /// What a power cut has left behind the last record: the file is to be cut to its segment's length.
    pub(crate) is_torn: bool,
    /// The last frame, with its head.
    pub(crate) last_frame: Vec<u8>,
    /// What is wrong; all above is about what comes before it.
    pub(crate) damage: Option<(PathBuf, JournalDamage)>,
}

/// The chains that have a segment, and the highest number of a folder.
pub(crate) struct Chains {
    pub(crate) present: Option<u64>,
    pub(crate) highest: u64,
}

impl Place<'_> {
    pub(crate) fn chains(&self) -> Result<Chains, JournalError> {
        let names = match self.disk.names(self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            names => names.map_err(|source| unreadable(self.folder, source))?,
        };
        let mut chains: Vec<u64> = numbers(&names, chain_number);
        chains.sort_unstable();
        let mut present = None;
        for chain in chains.iter().rev() {
            if !self.segment_numbers(*chain)?.is_empty() {
                present = Some(*chain);
                break;
            }
        }
        Ok(Chains {
            present,
            highest: chains.last().copied().unwrap_or_default(),
        })
    }

    fn segment_numbers(&self, chain: u64) -> Result<Vec<u32>, JournalError> {
        let folder = chain_folder(self.folder, chain);
        let names = self.disk.names(&folder);
        let names = names.map_err(|source| unreadable(&folder, source))?;
        let mut numbers = numbers(&names, segment_number);
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Reads and verifies the chain. What is damaged is no error here.
    pub(crate) fn load(&self, chain: u64) -> Result<Loaded, JournalError> {
        let loaded = self.load_skipping(chain, Index::default(), &mut |_| ())?;
        let first = loaded.segments.first().map_or(0, |first| first.before.size);
        if loaded.index.carried <= first {
            return Ok(loaded);
        }
        // A carry was written, and what it stands for is still there: count it once.
        let index = Index::skipping(loaded.index.carried);
        self.load_skipping(chain, index, &mut |_| ())
    }

    /// As [`Place::load`], with an index of the caller's and a look at every record.
    pub(crate) fn load_skipping(
        &self,
        chain: u64,
        index: Index,
        visit: &mut dyn FnMut(&JournalRecord),
    ) -> Result<Loaded, JournalError> {
        let id = ChainId {
            terminal: self.terminal.thumbprint(),
            chain,
        };
        let start = Chain::new(&id).end();
        let mut loaded = Loaded {
            id,
            segments: Vec::new(),
            end: start,
            newest: UnixTime::default(),
            index,
            receipt: None,
            is_torn: false,
            last_frame: Vec::new(),
            damage: None,
        };
        let mut witnesses = Witnesses::read(self, &mut loaded)?;
        let numbers = self.segment_numbers(chain)?;
        let folder = chain_folder(self.folder, chain);
        for (at, number) in numbers.iter().enumerate() {
            let path = folder.join(segment_name(*number));
            let expected = match loaded.segments.last() {
                Some(last) => last.number + 1,
                None => *number,
            };
            if *number != expected {
                let number = expected;
                loaded.damage = Some((path, JournalDamage::Segment { number }));
                break;
            }
            let is_last = at + 1 == numbers.len();
            let mut reading = Reading {
                loaded: &mut loaded,
                witnesses: &mut witnesses,
                visit,
            };
            let damage = reading.segment(self, &path, *number, is_last)?;
            if let Some(damage) = damage {
                loaded.damage = Some((path, damage));
                break;
            }
        }
        if loaded.damage.is_none() {
            let first = loaded.segments.first();
            let dropped = first.map_or(0, |first| first.before.size);
            let missing = first.map_or(1, |first| first.number.saturating_sub(1));
            loaded.damage = if dropped > loaded.index.carried.max(loaded.index.skipped()) {
                Some(JournalDamage::Segment { number: missing })
            } else {
                witnesses.beyond(loaded.end.size).map(JournalDamage::Chain)
            }
            .map(|damage| (folder, damage));
        }
        Ok(loaded)
    }

    fn read_small(&self, name: &str) -> Result<Option<Vec<u8>>, JournalError> {
        let path = self.folder.join(name);
        match self.disk.read(&path, MAX_CHECKPOINT_BYTES as u64 + 1) {
            Ok(content) => Ok(Some(content.bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(unreadable(&path, source)),
        }
    }
}

/// Ends of the chain that were signed: it must still lead through them.
struct Witnesses(Vec<ChainEnd>);

impl Witnesses {
    /// Reads checkpoint and receipt. One that is damaged is passed over: the next one takes its place.
    fn read(place: &Place<'_>, loaded: &mut Loaded) -> Result<Self, JournalError> {
        let checkpoint = place
            .read_small(CHECKPOINT)?
            .and_then(|bytes| Checkpoint::verify(&bytes, place.terminal).ok())
            .filter(|checkpoint| checkpoint.claims().id == loaded.id)
            .map(|checkpoint| checkpoint.claims().end);
        loaded.receipt = place
            .read_small(RECEIPT)?
            .and_then(|bytes| Receipt::read_stored(&bytes).ok())
            .filter(|receipt| receipt.id == loaded.id)
            .map(|receipt| receipt.end);
        Ok(Self(
            [checkpoint, loaded.receipt].into_iter().flatten().collect(),
        ))
    }

    /// Compares with the chain at one of its ends.
    fn compare(&self, end: ChainEnd) -> Result<(), JournalFault> {
        let is_other = |known: &&ChainEnd| known.size == end.size && **known != end;
        match self.0.iter().find(is_other) {
            Some(_) => Err(JournalFault::Fork { number: end.size }),
            None => Ok(()),
        }
    }

    /// Whether the chain was longer.
    fn beyond(&self, size: u64) -> Option<JournalFault> {
        let known = self.0.iter().map(|known| known.size).max()?;
        (known > size).then_some(JournalFault::Truncated { size, known })
    }
}

struct Reading<'a> {
    loaded: &'a mut Loaded,
    witnesses: &'a mut Witnesses,
    visit: &'a mut dyn FnMut(&JournalRecord),
}

impl Reading<'_> {
    /// Reads one segment; gives what is wrong with it.
    fn segment(
        &mut self,
        place: &Place<'_>,
        path: &Path,
        number: u32,
        is_last: bool,
    ) -> Result<Option<JournalDamage>, JournalError> {
        let content = place.disk.read(path, MAX_SEGMENT_FILE + 1);
        let bytes = content.map_err(|source| unreadable(path, source))?.bytes;
        let (header, frames) = match SegmentHeader::decode(&bytes) {
            Ok(decoded) => decoded,
            Err(HeaderFault::Newer(format)) => {
                let path = path.to_owned();
                return Err(JournalError::Newer { path, format });
            }
            Err(HeaderFault::Damaged) => return Ok(Some(JournalDamage::Header)),
        };
        if header.id.terminal != self.loaded.id.terminal {
            return Err(JournalError::Foreign {
                path: path.to_owned(),
            });
        }
        if header.id != self.loaded.id || header.segment != number {
            return Ok(Some(JournalDamage::Segment { number }));
        }
        let is_first = self.loaded.segments.is_empty();
        // Where segments were dropped, a carry and the receipt speak for what was before.
        if (!is_first || header.before.size == 0) && header.before != self.loaded.end {
            let number = header.before.size;
            return Ok(Some(JournalDamage::Chain(JournalFault::Edited { number })));
        }
        self.loaded.end = header.before;
        if let Err(fault) = self.witnesses.compare(header.before) {
            return Ok(Some(JournalDamage::Chain(fault)));
        }
        let head_bytes = (bytes.len() - frames.len()) as u64;
        self.loaded.segments.push(Segment {
            number,
            before: header.before,
            end: header.before,
            length: head_bytes,
            newest: self.loaded.newest,
        });
        self.loaded.last_frame.clear();
        self.frames(frames, path, is_last)
    }

    fn frames(
        &mut self,
        mut rest: &[u8],
        path: &Path,
        is_last: bool,
    ) -> Result<Option<JournalDamage>, JournalError> {
        let mut chain = Chain::after(self.loaded.end);
        let mut last_frame: &[u8] = &[];
        let mut damage = None;
        while !rest.is_empty() {
            let Some((bytes, length)) = first_frame(rest) else {
                self.loaded.is_torn = is_last && is_torn(rest);
                if !self.loaded.is_torn {
                    let at = self
                        .loaded
                        .segments
                        .last()
                        .map_or(0, |segment| segment.length);
                    damage = Some(JournalDamage::Frame { at });
                }
                break;
            };
            let record = match chain.read(bytes) {
                Ok(record) => record,
                Err(JournalFault::Record {
                    error: Error::ContentUnsupported,
                    ..
                }) => {
                    let path = path.to_owned();
                    return Err(JournalError::Newer { path, format: 0 });
                }
                Err(fault) => {
                    damage = Some(JournalDamage::Chain(fault));
                    break;
                }
            };
            if let Err(fault) = self.witnesses.compare(chain.end()) {
                damage = Some(JournalDamage::Chain(fault));
                break;
            }
            last_frame = rest.get(..length).unwrap_or_default();
            rest = rest.get(length..).unwrap_or_default();
            self.take(&record, chain.end(), length);
        }
        self.loaded.last_frame = last_frame.to_vec();
        Ok(damage)
    }

    fn take(&mut self, record: &JournalRecord, end: ChainEnd, length: usize) {
        self.loaded.index.apply(record);
        (self.visit)(record);
        self.loaded.end = end;
        self.loaded.newest = record.time;
        if let Some(segment) = self.loaded.segments.last_mut() {
            segment.end = end;
            segment.length += length as u64;
            segment.newest = record.time;
        }
    }
}

fn numbers<N>(names: &[OsString], number: fn(&str) -> Option<N>) -> Vec<N> {
    let names = names.iter().filter_map(|name| name.to_str());
    names.filter_map(number).collect()
}

pub(crate) fn unreadable(path: &Path, source: io::Error) -> JournalError {
    JournalError::Unreadable {
        path: path.to_owned(),
        source,
    }
}
