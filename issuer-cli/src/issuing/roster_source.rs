//! A roster as the source of a run: read in batches on a thread of its own, judged row by row.

use std::collections::HashSet;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use messages::Failure;

use super::pipeline::{CredentialSource, Job, Revoked};
use super::row_judge::{RowFindings, RowJudge};
use crate::output::{ManifestLine, Supersession};
use crate::register::{Batch, CodeKind, Register};
use crate::roster::{Roster, Row};

/// Rows of the first transaction, so that the workers soon have something to do.
const FIRST_BATCH: usize = 256;

/// Rows of a transaction: with fewer, the same pages of the register are written again and again.
pub(super) const BATCH: usize = 4_000;

/// People with changed rows that JSON output lists; the manifest has them all.
const MAX_LISTED: usize = 1000;

/// The people on a roster.
pub(crate) struct RosterSource {
    batches: Receiver<Result<Vec<Row>, Failure>>,
    judge: RowJudge,
    superseded: Vec<Supersession>,
    listed: u64,
    phone_codes: u64,
    /// Whose codes, one or two, were replaced.
    replaced: HashSet<u32>,
    off_roster: u64,
}

impl RosterSource {
    /// Begins to read the roster, in a thread of `scope`.
    pub(crate) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        roster: Roster,
        judge: RowJudge,
    ) -> Self {
        Self {
            batches: read_ahead(scope, roster),
            judge,
            superseded: Vec::new(),
            listed: 0,
            phone_codes: 0,
            replaced: HashSet::new(),
            off_roster: 0,
        }
    }

    /// What became of the rows, and the first people whose row has changed. Puts `refused.csv` in
    /// place. In a dry run, the codes are counted that there would be.
    ///
    /// # Errors
    /// Those of writing the file.
    pub(crate) fn finish(self, dry_run: bool) -> Result<(RowFindings, Vec<Supersession>), Failure> {
        let mut findings = self.judge.finish()?;
        if dry_run {
            findings.tally.issued += findings.tally.second_codes;
        } else {
            // Of the whole run, also of what it did before it was interrupted.
            findings.tally.issued = self.listed;
            findings.tally.phone_codes = self.phone_codes;
            findings.tally.changed = self.replaced.len() as u64;
            findings.tally.off_roster = self.off_roster;
        }
        Ok((findings, self.superseded))
    }
}

impl CredentialSource for RosterSource {
    type Item = Row;

    fn next_items(&mut self, _register: &Register) -> Result<Option<Vec<Row>>, Failure> {
        self.batches.recv().ok().transpose()
    }

    fn reserve(
        &mut self,
        batch: &mut Batch<'_>,
        row: Row,
        folder: Option<&str>,
    ) -> Result<Vec<Job>, Failure> {
        self.judge.judge(batch, row, folder)
    }

    fn listed(&mut self, line: ManifestLine, revoked: Revoked) {
        self.listed += 1;
        self.phone_codes += u64::from(line.kind == CodeKind::Phone);
        self.off_roster += u64::from(line.row.is_none());
        if revoked == Revoked::Nothing {
            return;
        }
        self.replaced.insert(line.holder);
        if self.superseded.len() < MAX_LISTED {
            self.superseded.push(Supersession {
                row: line.row,
                holder: line.holder,
                status_index: line.status_index,
                replaces: line.replaces,
            });
        }
    }

    fn without_code(&self) -> u64 {
        self.judge.without_code()
    }
}

/// Reads rows in batches while others work on those before.
fn read_ahead<'scope>(
    scope: &'scope Scope<'scope, '_>,
    mut roster: Roster,
) -> Receiver<Result<Vec<Row>, Failure>> {
    // One batch waits to be taken while the one before is worked on.
    let (batches, read) = sync_channel(0);
    scope.spawn(move || {
        let mut size = FIRST_BATCH;
        loop {
            let mut rows = Vec::with_capacity(size);
            let last = loop {
                match roster.next() {
                    Ok(Some(row)) => rows.push(row),
                    Ok(None) => break Some(Ok(())),
                    Err(failure) => break Some(Err(failure)),
                }
                if rows.len() == size {
                    break None;
                }
            };
            // Whoever does not want them any more has said why.
            if !rows.is_empty() && batches.send(Ok(rows)).is_err() {
                return;
            }
            match last {
                None => size = BATCH.min(2 * size),
                Some(Ok(())) => return,
                Some(Err(failure)) => {
                    let _ = batches.send(Err(failure));
                    return;
                }
            }
        }
    });
    read
}
