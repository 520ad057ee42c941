//! Writing records: one append, one sync, and only then an answer.

use credential_core::journal::{
    Chain, Entry, Grant, JournalRecord, ManualGrant, Note, Rating, RatingLevel, Undo, UndoReason,
};
use credential_core::{IssuerId, UnixTime};

use super::Journal;
use super::begin::write_segment;
use super::error::JournalError;
use super::frames::push_frame;
use super::limits::{CLOCK_LEEWAY, RATING_WINDOW, UNDO_WINDOW};
use super::segment::{Segment, SegmentHeader};

/// A record that is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub number: u64,
    /// Its time.
    pub time: UnixTime,
}

impl Journal {
    /// Records a grant. It may be shown as granted once this has returned without an error, and not
    /// before. Whether quotas are left is for the caller to ask.
    ///
    /// # Errors
    /// [`JournalError::Poisoned`] after a failed write; [`JournalError::DiskFull`],
    /// [`JournalError::ReadOnly`] and [`JournalError::Unwritable`], which poison the handle;
    /// [`JournalError::Full`]; [`JournalError::EntryInvalid`].
    pub fn grant(&mut self, grant: Grant, now: UnixTime) -> Result<Recorded, JournalError> {
        self.append_with_reserve(Entry::Grant(grant), now)
    }

    /// Records a grant without a code.
    ///
    /// # Errors
    /// Those of [`Journal::grant`].
    pub fn grant_manually(
        &mut self,
        grant: ManualGrant,
        now: UnixTime,
    ) -> Result<Recorded, JournalError> {
        self.append_with_reserve(Entry::ManualGrant(grant), now)
    }

    /// Takes a grant back, within a minute. The quota comes back. Works on a full disk as well.
    ///
    /// # Errors
    /// [`JournalError::TooLate`], and those of [`Journal::grant`].
    pub fn undo(
        &mut self,
        of: u64,
        reason: UndoReason,
        now: UnixTime,
    ) -> Result<Recorded, JournalError> {
        self.refuse_if_poisoned()?;
        let time = self.time(now);
        let grant = self.loaded.index.recent(of);
        if !grant.is_some_and(|grant| !grant.is_undone && time.since(grant.time) <= UNDO_WINDOW) {
            return Err(self.too_late(of));
        }
        let entry = Entry::Undo(Undo { of, reason });
        match self.append(entry.clone(), now) {
            Err(JournalError::DiskFull { .. }) if self.has_reserve => {
                self.give_up_reserve()?;
                self.reopen()?;
                self.append(entry, now)
            }
            other => other,
        }
    }

    /// Records how the holder found the service, once, within ten minutes.
    ///
    /// # Errors
    /// [`JournalError::TooLate`], also for a grant that was taken back, and those of [`Journal::grant`].
    pub fn rate(
        &mut self,
        of: u64,
        level: RatingLevel,
        now: UnixTime,
    ) -> Result<Recorded, JournalError> {
        self.refuse_if_poisoned()?;
        let time = self.time(now);
        let grant = self.loaded.index.recent(of);
        if !grant.is_some_and(|grant| {
            !grant.is_undone && !grant.is_rated && time.since(grant.time) <= RATING_WINDOW
        }) {
            return Err(self.too_late(of));
        }
        self.append_with_reserve(Entry::Rating(Rating { of, level }), now)
    }

    /// Notes that the terminal has another place from now on.
    ///
    /// # Errors
    /// Those of [`Journal::grant`].
    pub fn note_place(
        &mut self,
        issuer: IssuerId,
        terminal: u32,
        merchant: u32,
        branch: u32,
        now: UnixTime,
    ) -> Result<Recorded, JournalError> {
        let note = Note::Place {
            issuer,
            terminal,
            merchant,
            branch,
        };
        self.append_with_reserve(Entry::Note(note), now)
    }

    /// Lets the time of the records go down to the clock, where the bureau has allowed it: after a clock
    /// that was far ahead. `None` if the clock is not behind.
    ///
    /// # Errors
    /// Those of [`Journal::grant`].
    pub fn lower_clock(&mut self, now: UnixTime) -> Result<Option<Recorded>, JournalError> {
        self.refuse_if_poisoned()?;
        let from = self.loaded.newest;
        if from <= now {
            return Ok(None);
        }
        let note = Entry::Note(Note::ClockLowered { from });
        self.take_reserve()?;
        self.append_at(note, now).map(Some)
    }

    /// As [`Journal::append`], for what is not worth the last bytes of the disk.
    fn append_with_reserve(
        &mut self,
        entry: Entry,
        now: UnixTime,
    ) -> Result<Recorded, JournalError> {
        self.refuse_if_poisoned()?;
        if self.bytes() >= self.sizes.hard {
            return Err(JournalError::Full {
                path: self.folder.clone(),
                limit: self.sizes.hard,
            });
        }
        self.take_reserve()?;
        self.append(entry, now)
    }

    fn append(&mut self, entry: Entry, now: UnixTime) -> Result<Recorded, JournalError> {
        self.refuse_if_poisoned()?;
        let behind = self.loaded.newest.since(now);
        if behind.is_zero() {
            self.is_behind_noted = false;
        } else if behind > CLOCK_LEEWAY && !self.is_behind_noted {
            let seconds = behind.as_secs();
            self.append_at(
                Entry::Note(Note::ClockBehind { seconds }),
                self.loaded.newest,
            )?;
            self.is_behind_noted = true;
        }
        self.append_at(entry, self.time(now))
    }

    fn append_at(&mut self, entry: Entry, time: UnixTime) -> Result<Recorded, JournalError> {
        let number = self.loaded.end.size.saturating_add(1);
        let record = JournalRecord {
            number,
            time,
            entry,
        };
        let bytes = record
            .encode()
            .map_err(|source| JournalError::EntryInvalid {
                path: self.folder.clone(),
                source,
            })?;
        let mut frame = Vec::with_capacity(bytes.len() + 8);
        push_frame(&mut frame, &bytes);
        // From here on only success takes this back.
        self.is_poisoned = true;
        let length = self.loaded.segments.last().map_or(0, |last| last.length);
        if length + frame.len() as u64 > self.sizes.segment && !self.loaded.last_frame.is_empty() {
            self.roll()?;
        }
        let written = self.file.append(&frame).and_then(|()| self.file.sync());
        written.map_err(|error| self.failed(error))?;
        self.is_poisoned = false;
        let mut chain = Chain::after(self.loaded.end);
        self.loaded.end = chain.push(&bytes);
        self.loaded.newest = time;
        self.loaded.index.apply(&record);
        if let Some(last) = self.loaded.segments.last_mut() {
            last.length += frame.len() as u64;
            last.end = self.loaded.end;
            last.newest = time;
        }
        self.loaded.last_frame = frame;
        Ok(Recorded { number, time })
    }

    /// Begins another segment.
    fn roll(&mut self) -> Result<(), JournalError> {
        let header = SegmentHeader {
            id: self.loaded.id,
            segment: self.next_segment(),
            before: self.loaded.end,
        };
        write_segment(&self.place(), &header, &[])?;
        let path = self.segment_path(header.segment);
        let file = self.disk.open_append(&path);
        self.file = file.map_err(|error| self.failed(error))?;
        self.loaded.segments.push(Segment {
            number: header.segment,
            before: header.before,
            end: header.before,
            length: header.encode().len() as u64,
            newest: self.loaded.newest,
        });
        self.loaded.last_frame.clear();
        Ok(())
    }

    pub(super) fn next_segment(&self) -> u32 {
        self.loaded
            .segments
            .last()
            .map_or(1, |last| last.number.saturating_add(1))
    }

    pub(super) fn refuse_if_poisoned(&self) -> Result<(), JournalError> {
        if self.is_poisoned {
            return Err(JournalError::Poisoned {
                path: self.folder.clone(),
            });
        }
        Ok(())
    }

    fn too_late(&self, number: u64) -> JournalError {
        JournalError::TooLate {
            path: self.folder.clone(),
            number,
        }
    }
}
