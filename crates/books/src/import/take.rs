//! One file: verified, and made into blocks and events.

use std::path::Path;
use std::time::Duration;

use credential_core::journal::{
    ChainEnd, ChainId, CheckpointClaims, Entry, JournalFault, JournalRecord, Note, VerifiedBlock,
};
use credential_core::{PublicKey, UnixTime};
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::convert::{amount, undo_of};
use super::kept::encode_item;
use super::refusal::Refusal;
use super::source::{open, refusal, verify_all};
use crate::batch::Batch;
use crate::error::Result;
use crate::event::{Event, EventKind};
use crate::journals::{JournalState, NotedPlace};
use crate::month::{Month, MonthOfDay};
use crate::open::Books;

/// A file above this is verified as a whole first, and then taken block by block, so that it need not fit
/// into memory.
const LARGE_FILE: u64 = 32 << 20;

/// A record that is dated more than this behind its import is of a clock that is ahead.
const AHEAD: Duration = Duration::from_secs(86_400);

/// Grants that the bureau has taken back before their file came.
pub(crate) struct PendingUndos(FxHashMap<(ChainId, u64), i64>);

impl PendingUndos {
    pub(crate) fn read(connection: &Connection) -> Result<Self> {
        let mut statement = connection
            .prepare("SELECT id, terminal_key, chain, number FROM bureau_undos WHERE found = 0")?;
        let rows = statement.query_map((), |row| {
            let chain = ChainId {
                terminal: row.get(1)?,
                chain: row.get(2)?,
            };
            Ok(((chain, row.get(3)?), row.get(0)?))
        })?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }

    fn of(&self, chain: ChainId, number: u64) -> Option<i64> {
        match self.0.is_empty() {
            true => None,
            false => self.0.get(&(chain, number)).copied(),
        }
    }
}

/// What was read of a file and not yet added to the batch.
pub(crate) struct Taken {
    pub(crate) state: JournalState,
    pub(crate) new: u64,
    pub(crate) known: u64,
    imported: UnixTime,
    blocks: Vec<((u64, u64), Content)>,
    events: Vec<(Month, Event)>,
    checkpoints: Vec<CheckpointClaims>,
    /// Chains that the terminal has set aside.
    closed: Vec<(ChainId, ChainEnd)>,
    found_undos: Vec<i64>,
    months: MonthOfDay,
}

/// The bytes of a block, or where they lie already.
enum Content {
    New(Vec<u8>),
    Kept {
        pack: u32,
        position: u64,
        bytes: usize,
    },
}

impl Taken {
    pub(crate) fn new(state: JournalState, imported: UnixTime) -> Self {
        Self {
            state,
            new: 0,
            known: 0,
            imported,
            blocks: Vec::new(),
            events: Vec::new(),
            checkpoints: Vec::new(),
            closed: Vec::new(),
            found_undos: Vec::new(),
            months: MonthOfDay::default(),
        }
    }

    /// The grant with this number among the events that are not yet in the batch.
    pub(super) fn grant(&self, number: u32) -> Option<(Month, Event)> {
        let is_grant = |event: &Event| matches!(event.kind, EventKind::Grant | EventKind::Manual);
        let grants = self
            .events
            .iter()
            .rev()
            .filter(|(_, event)| is_grant(event));
        let mut recent = grants.take_while(|(_, event)| event.number >= number);
        recent.find(|(_, event)| event.number == number).copied()
    }

    pub(super) fn event(&mut self, kind: EventKind, record: &JournalRecord) -> (Month, Event) {
        let (month, second) = self.months.of(record.time);
        let number = u32::try_from(record.number).unwrap_or(u32::MAX);
        let NotedPlace {
            terminal,
            merchant,
            branch,
            is_foreign,
        } = self.state.place;
        let event = Event {
            terminal,
            is_foreign_place: is_foreign,
            merchant,
            branch,
            is_ahead: record.time > self.imported.plus(AHEAD),
            ..Event::new(kind, self.state.id, number, second)
        };
        (month, event)
    }
}

impl Books {
    /// Reads a file: the outer error is one of the books, the inner one of the file.
    pub(super) fn take_file(
        &mut self,
        batch: &mut Batch,
        undos: &mut PendingUndos,
        path: &Path,
        key: &PublicKey,
        state: JournalState,
        now: UnixTime,
    ) -> Result<Result<Taken, Refusal>> {
        let mut known = state.checkpoints(&self.connection)?;
        known.extend(batch.checkpoints_of(state.id));
        let is_large = path.metadata().is_ok_and(|file| file.len() > LARGE_FILE);
        if is_large && let Err(refusal) = open(path, key, Some(&known)).and_then(verify_all) {
            return Ok(Err(refusal));
        }
        let mut export = match open(path, key, Some(&known)) {
            Ok(export) => export,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut taken = Taken::new(state, now);
        loop {
            let block = match export.next_block() {
                Ok(Some(block)) => block,
                Ok(None) => return Ok(Ok(taken)),
                Err(error) => return Ok(Err(refusal(error))),
            };
            if let Err(fault) = self.take_block(batch, undos, &mut taken, key, &known, block)? {
                return Ok(Err(Refusal::Fault(fault)));
            }
            if is_large {
                taken = self.merge(batch, taken)?;
                if batch.is_full() {
                    let full = std::mem::replace(batch, Batch::new(&self.connection)?);
                    *batch = self.commit(full)?;
                }
            }
        }
    }

    fn take_block(
        &self,
        batch: &Batch,
        undos: &PendingUndos,
        taken: &mut Taken,
        key: &PublicKey,
        known: &[CheckpointClaims],
        mut block: VerifiedBlock,
    ) -> Result<Result<(), JournalFault>> {
        let claims = block.checkpoint;
        let have = taken.state.end.size;
        if claims.end.size <= have {
            // One hash at the end stands for all records before it.
            let is_known = known.iter().any(|known| known.end == claims.end);
            if !is_known
                && let Some(number) = self.first_difference(batch, &taken.state, key, &block)?
            {
                return Ok(Err(JournalFault::Fork { number }));
            }
            taken.known += block.records.len() as u64;
        } else {
            taken.known += have.saturating_sub(block.before.size);
            if let Some(fault) = self.beginning_fault(batch, &taken.state, key, &block)? {
                return Ok(Err(fault));
            }
            block.skip_known(taken.state.end);
            let item = encode_item(&taken.state, &block, taken.imported);
            self.add_records(batch, undos, taken, key, &block, Content::New(item))?;
        }
        taken.checkpoints.push(claims);
        taken.state.signed = taken.state.signed.max(claims.signed);
        taken.state.imported = taken.state.imported.max(taken.imported);
        Ok(Ok(()))
    }

    /// Takes in a block that lies in a pack already.
    pub(crate) fn take_kept_block(
        &self,
        batch: &mut Batch,
        undos: &PendingUndos,
        (state, key): (JournalState, &PublicKey),
        block: &VerifiedBlock,
        (pack, position, bytes, imported): (u32, u64, usize, UnixTime),
    ) -> Result<()> {
        let mut taken = Taken::new(state, imported);
        let content = Content::Kept {
            pack,
            position,
            bytes,
        };
        self.add_records(batch, undos, &mut taken, key, block, content)?;
        taken.checkpoints.push(block.checkpoint);
        taken.state.signed = taken.state.signed.max(block.checkpoint.signed);
        taken.state.imported = imported;
        self.merge(batch, taken).map(drop)
    }

    fn add_records(
        &self,
        batch: &Batch,
        undos: &PendingUndos,
        taken: &mut Taken,
        key: &PublicKey,
        block: &VerifiedBlock,
        content: Content,
    ) -> Result<()> {
        taken.events.reserve(block.records.len());
        for record in &block.records {
            self.add_record(batch, undos, taken, key, record)?;
        }
        taken.new += block.records.len() as u64;
        if let Some(last) = block.records.last() {
            let numbers = (block.before.size + 1, last.number);
            taken.blocks.push((numbers, content));
        }
        taken.state.end = block.checkpoint.end;
        Ok(())
    }

    fn add_record(
        &self,
        batch: &Batch,
        undos: &PendingUndos,
        taken: &mut Taken,
        key: &PublicKey,
        record: &JournalRecord,
    ) -> Result<()> {
        let backwards = match record.entry {
            Entry::Note(Note::ClockLowered { .. }) => None,
            _ => taken.backwards(record),
        };
        taken.state.last_time = record.time;
        let is_backwards = backwards.is_some();
        if let Some((month, grant)) = taken.grant_event(record) {
            let grant = Event {
                is_backwards,
                ..grant
            };
            taken.events.push((month, grant));
            if let Some(id) = undos.of(taken.state.chain, record.number) {
                taken.found_undos.push(id);
                taken.events.push((month, undo_of(&grant)));
            }
            return Ok(());
        }
        taken.events.extend(backwards);
        let event = match &record.entry {
            Entry::Undo(undo) => self.undone(batch, taken, key, (record, undo))?,
            Entry::Rating(rating) => self.rated(batch, taken, key, (record, rating))?,
            Entry::Note(Note::ClockBehind { seconds }) => {
                amount(taken.event(EventKind::ClockBehind, record), *seconds)
            }
            Entry::Note(Note::ClockLowered { from }) => {
                let by = from.since(record.time).as_secs();
                amount(taken.event(EventKind::ClockLowered, record), by)
            }
            Entry::Note(Note::Place {
                issuer,
                terminal,
                merchant,
                branch,
            }) => {
                taken.state.place = NotedPlace {
                    is_foreign: issuer.0 != self.facts.issuer,
                    terminal: *terminal,
                    merchant: *merchant,
                    branch: *branch,
                };
                return Ok(());
            }
            Entry::Note(Note::SetAside { chain, size, head }) => {
                let chain = ChainId {
                    chain: *chain,
                    ..taken.state.chain
                };
                let end = ChainEnd {
                    size: *size,
                    head: *head,
                };
                taken.closed.push((chain, end));
                return Ok(());
            }
            // The bureau has the records that a carry stands for.
            _ => return Ok(()),
        };
        taken.events.push(event);
        Ok(())
    }

    /// Adds what was read to the batch; what is returned goes on where it ended.
    pub(crate) fn merge(&self, batch: &mut Batch, taken: Taken) -> Result<Taken> {
        let id = taken.state.id;
        for ((first, last), content) in taken.blocks {
            let numbers = (id, first, last);
            match content {
                Content::New(item) => batch.add_block(numbers, &item, taken.imported),
                Content::Kept {
                    pack,
                    position,
                    bytes,
                } => batch.add_kept_block(numbers, (pack, position, bytes), taken.imported),
            }
        }
        for (month, event) in &taken.events {
            batch.add_event(*month, event);
        }
        for claims in taken.checkpoints {
            batch.add_checkpoint(id, claims);
        }
        for (chain, end) in taken.closed {
            let mut closed = self.journal(batch, &chain)?;
            closed.terminal = taken.state.terminal;
            closed.closed = Some(end);
            batch.set_journal(closed);
        }
        for undo in taken.found_undos {
            batch.add_found_undo(undo);
        }
        // The terminal may have set a chain aside that came later than this one began.
        let mut state = taken.state;
        state.closed = match batch.journal(&state.chain) {
            Some(known) => known.closed.or(state.closed),
            None => state.closed,
        };
        batch.set_journal(state.clone());
        Ok(Taken {
            new: taken.new,
            known: taken.known,
            ..Taken::new(state, taken.imported)
        })
    }
}
