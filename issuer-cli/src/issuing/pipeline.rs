//! The pipeline of a run: rows are read, enrolled, made into codes and recorded, all at the same time.
//!
//! A credential is enrolled in a transaction; only when that is on the disk is it signed and its file
//! written, and only when the file is on the disk is it recorded as issued, together with the next
//! rows. Killed in between, the same roster finds the same credentials again, and finishes them.

use std::collections::{HashSet, VecDeque};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Scope};

use cli_support::Console;
use credential_core::UnixTime;
use messages::{Failure, text};

use super::judge::{Findings, Job, Judge};
use crate::output::{Listed, Made, Manifest, OutFolder, Press, Summary, Supersession};
use crate::parallel::Workers;
use crate::progress::Meter;
use crate::register::{Action, Clerk, Entry, Reason, Register, Selection, text_digest};
use crate::roster::{Roster, Row};
use cli_support::Stop;

/// Rows of the first transaction, so that the workers soon have something to do.
const FIRST_BATCH: usize = 256;

/// Rows of a transaction: with fewer, the same pages of the register are written again and again.
const BATCH: usize = 5_000;

/// Of so many codes, one is searched for as a terminal would.
const SAMPLE: u64 = 5_000;

/// People with changed rows that JSON output lists; the manifest has them all.
const MAX_LISTED: usize = 1000;

/// Where a pipeline goes, and what it may use on the way.
pub(super) struct Pipeline<'c, 'r, 'a> {
    pub(super) clerk: &'c mut Clerk<'r>,
    pub(super) console: &'c mut Console<'a>,
    pub(super) now: UnixTime,
}

/// What a run came to.
pub(super) struct Finding {
    pub(super) findings: Findings,
    /// The first people whose row has changed.
    pub(super) superseded: Vec<Supersession>,
}

type Batches = Receiver<Result<Vec<Row>, Failure>>;

/// A code that is on the disk and not yet recorded as issued.
struct Fresh {
    entry: Entry,
    file: String,
    digest: [u8; 32],
}

impl Pipeline<'_, '_, '_> {
    /// Says what the register would make of the roster, and leaves it as it is.
    pub(super) fn rehearse(self, roster: Roster, mut judge: Judge) -> Result<Finding, Stop> {
        let mut meter = Meter::new(text!("正在检查"; "checking"), rows(&roster));
        thread::scope(|scope| {
            let batches = read_ahead(scope, roster);
            while let Ok(rows) = batches.recv() {
                let mut batch = self.clerk.batch(Action::Issue, self.now)?;
                for row in rows? {
                    judge.judge(&mut batch, row, None)?;
                }
                // Dropped, not committed.
                drop(batch);
                meter.show(judge.seen(), self.console)?;
            }
            Ok::<_, Stop>(())
        })?;
        meter.end(self.console)?;
        Ok(Finding {
            findings: judge.finish()?,
            superseded: Vec::new(),
        })
    }

    /// Goes through the roster and leaves a folder that is finished but for its summary and marker.
    pub(super) fn run(
        self,
        roster: Roster,
        judge: Judge,
        press: &Press,
        out: &OutFolder<'_>,
        summary: &Summary,
    ) -> Result<Finding, Stop> {
        let meter = Meter::new(text!("正在签发"; "issuing"), rows(&roster));
        let manifest = Manifest::begin(out, self.console.lang)?;
        thread::scope(|scope| {
            let batches = read_ahead(scope, roster);
            let workers = Workers::start(scope, |job| make(press, job));
            let mut coordinator = Coordinator {
                pipeline: self,
                press,
                out,
                folder: format!("{}/", summary.run.name),
                kept: summary.resumed.then(HashSet::new),
                judge,
                manifest,
                workers,
                under_way: VecDeque::new(),
                fresh: Vec::new(),
                superseded: Vec::new(),
                listed: 0,
                meter,
            };
            coordinator.work_through(&batches)?;
            coordinator.finish()
        })
    }
}

/// The thread at which everything comes together.
struct Coordinator<'c, 'r, 'a, 'p> {
    pipeline: Pipeline<'c, 'r, 'a>,
    press: &'p Press,
    out: &'p OutFolder<'p>,
    /// How the names of this run's files begin in the register.
    folder: String,
    /// In a run that was resumed, the codes that are on the manifest.
    kept: Option<HashSet<(u32, u32)>>,
    judge: Judge,
    manifest: Manifest,
    workers: Workers<Job, (Job, Result<Made, Failure>)>,
    /// Of each batch that the workers have, the number of its parcels.
    under_way: VecDeque<usize>,
    fresh: Vec<Fresh>,
    superseded: Vec<Supersession>,
    listed: u64,
    meter: Meter,
}

impl Coordinator<'_, '_, '_, '_> {
    fn work_through(&mut self, batches: &Batches) -> Result<(), Stop> {
        while let Ok(rows) = batches.recv() {
            let jobs = self.register(rows?)?;
            self.hand_in(jobs);
            // The workers have one batch while this thread has the next.
            self.collect(1)?;
        }
        self.collect(0)?;
        let left = self.taken_off_the_roster()?;
        if !left.is_empty() {
            self.hand_in(left);
            self.collect(0)?;
        }
        if !self.fresh.is_empty() {
            self.register(Vec::new())?;
        }
        Ok(())
    }

    /// Records what was made, enrols the rows, and says what is to be made of them: one transaction.
    fn register(&mut self, rows: Vec<Row>) -> Result<Vec<Job>, Failure> {
        if !self.fresh.is_empty() {
            self.out.settle()?;
        }
        let mut batch = self
            .pipeline
            .clerk
            .batch(Action::Issue, self.pipeline.now)?;
        for fresh in self.fresh.drain(..) {
            batch.record_issued(&fresh.entry, &fresh.file, &fresh.digest)?;
        }
        let mut jobs = Vec::with_capacity(rows.len());
        for row in rows {
            jobs.extend(self.judge.judge(&mut batch, row, Some(&self.folder))?);
        }
        batch.commit()?;
        Ok(jobs)
    }

    fn hand_in(&mut self, jobs: Vec<Job>) {
        if !jobs.is_empty() {
            self.under_way.push_back(self.workers.hand_in(jobs));
        }
    }

    /// Waits until the workers have no more than `left` batches.
    fn collect(&mut self, left: usize) -> Result<(), Stop> {
        while self.under_way.len() > left {
            let parcels = self.under_way.pop_front().unwrap_or_default();
            for _ in 0..parcels {
                for (job, made) in self.workers.take_out().unwrap_or_default() {
                    let made = made?;
                    if self.listed.is_multiple_of(SAMPLE) {
                        self.press.read_sample(&job.entry, &made)?;
                    }
                    self.list(job, made)?;
                }
                let done = self.listed + self.judge.seen() - self.judge.findings.tally.issued;
                self.meter.show(done, self.pipeline.console)?;
            }
        }
        Ok(())
    }

    /// Puts a code on the manifest.
    fn list(&mut self, job: Job, made: Made) -> Result<(), Failure> {
        let entry = job.entry;
        let replaces = replaced(self.pipeline.clerk.register(), &entry)?;
        self.manifest.add(
            self.out,
            &Listed {
                at: job.at,
                entry: &entry,
                made: &made,
                replaces: &replaces,
            },
        )?;
        self.listed += 1;
        if let Some(kept) = &mut self.kept {
            kept.insert((entry.holder, entry.serial));
        }
        if !replaces.is_empty() && self.superseded.len() < MAX_LISTED {
            self.superseded.push(Supersession {
                row: job.at.map(|at| at.record),
                holder: entry.holder,
                status_index: entry.status_index,
                replaces,
            });
        }
        if entry.output.is_none() {
            self.fresh.push(Fresh {
                file: format!("{}{}", self.folder, made.file),
                digest: text_digest(&made.text),
                entry,
            });
        }
        Ok(())
    }

    /// What was issued before the run was broken off, for people who are not on the roster any more.
    fn taken_off_the_roster(&self) -> Result<Vec<Job>, Failure> {
        let Some(kept) = &self.kept else {
            return Ok(Vec::new());
        };
        let mut jobs = Vec::new();
        let register = self.pipeline.clerk.register();
        register.for_each(Selection::Issued, self.pipeline.now, |entry| {
            let here = entry
                .output
                .as_ref()
                .is_some_and(|output| output.file.starts_with(&self.folder));
            if here && !entry.is_revoked() && !kept.contains(&(entry.holder, entry.serial)) {
                jobs.push(Job { at: None, entry });
            }
            Ok(())
        })?;
        Ok(jobs)
    }

    fn finish(self) -> Result<Finding, Stop> {
        self.meter.end(self.pipeline.console)?;
        if let Some(kept) = &self.kept {
            self.out.sweep_codes(kept)?;
        }
        let mut findings = self.judge.finish()?;
        findings.tally.issued = self.listed;
        self.manifest.finish(self.out)?;
        Ok(Finding {
            findings,
            superseded: self.superseded,
        })
    }
}

/// About as many rows as there are: one line is the headings.
fn rows(roster: &Roster) -> u64 {
    roster.lines.saturating_sub(1)
}

fn make(press: &Press, job: Job) -> (Job, Result<Made, Failure>) {
    let made = match &job.entry.output {
        Some(output) => press.find(&job.entry, &output.digest),
        None => press.make(&job.entry),
    };
    (job, made)
}

/// The status indices of the credentials that were revoked for this one.
fn replaced(register: &Register, entry: &Entry) -> Result<Vec<u32>, Failure> {
    if entry.serial == 1 {
        return Ok(Vec::new());
    }
    let mut earlier = register.entries_of(entry.holder)?;
    earlier.retain(|earlier| {
        earlier.serial < entry.serial
            && earlier.standing.changed == Some((Reason::Superseded, entry.validity.from))
    });
    Ok(earlier.iter().map(|earlier| earlier.status_index).collect())
}

/// Reads rows in batches while others work on those before.
fn read_ahead<'scope>(scope: &'scope Scope<'scope, '_>, mut roster: Roster) -> Batches {
    let (batches, read) = sync_channel(1);
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
