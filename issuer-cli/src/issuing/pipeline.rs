//! The pipeline of a run: credentials are reserved, made into codes, listed and recorded, all at the
//! same time.
//!
//! A credential is reserved in a transaction; only when that is on the disk is it signed and its file
//! written, and only when the file is on the disk is it recorded as issued, together with the next
//! reservations. If the program is killed in between, the same run finds the same credentials again
//! and finishes them.

use std::collections::{HashSet, VecDeque};
use std::thread;

use cli_support::{Console, Stop};
use credential_core::{HolderNumber, Status, UnixTime};
use messages::Failure;

use crate::output::{CodePress, Manifest, ManifestLine, OutFolder, Run, WrittenCode};
use crate::parallel::Workers;
use crate::progress::Meter;
use crate::register::{
    Action, Batch, Clerk, CodeKind, Entry, Reason, Register, Selection, SignedCode, text_digest,
};
use crate::roster::Place;

/// Of so many codes, one is searched for as a terminal would.
const SAMPLE: u64 = 5_000;

/// Whose codes a run makes.
pub(crate) trait CredentialSource {
    /// What a credential is reserved for: a row, a holder.
    type Item;

    /// The items of the next transaction; `None` at the end.
    ///
    /// # Errors
    /// Those of reading them.
    fn next_items(&mut self, register: &Register) -> Result<Option<Vec<Self::Item>>, Failure>;

    /// Reserves the credentials of an item, one or of each kind one. What belongs to the run is returned: newly reserved,
    /// reserved by a run that was interrupted, or issued into `folder`, which is how the names of
    /// this run's files begin in the register (`None` in a dry run).
    ///
    /// # Errors
    /// Those of the register.
    fn reserve(
        &mut self,
        batch: &mut Batch<'_>,
        item: Self::Item,
        folder: Option<&str>,
    ) -> Result<Vec<Job>, Failure>;

    /// Takes note of a code that is on the manifest, and of what the run revoked for it.
    fn listed(&mut self, line: ManifestLine, revoked: Revoked);

    /// How many of the items so far need no code.
    fn without_code(&self) -> u64 {
        0
    }
}

/// A credential that belongs on this run's manifest.
pub(crate) struct Job {
    /// Where on the roster the person stands; `None` without a roster, and for one who was taken off it
    /// since the run began.
    pub(crate) at: Option<Place>,
    pub(crate) entry: Entry,
    /// Why the run revokes what this credential replaces; `None` if it revokes nothing.
    pub(crate) revoked_for: Option<Reason>,
}

/// What a run revoked for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revoked {
    /// A code that went out, and held.
    Code,
    /// Nothing, or what was reserved and never went out.
    Nothing,
}

/// What a pipeline works with.
pub(crate) struct Pipeline<'p, 'r, 'a> {
    pub(crate) clerk: &'p mut Clerk<'r>,
    pub(crate) console: &'p mut Console<'a>,
    pub(crate) action: Action,
    pub(crate) now: UnixTime,
}

/// Where the codes of a run go.
pub(crate) struct RunOutput<'p> {
    pub(crate) press: &'p CodePress,
    pub(crate) folder: &'p OutFolder<'p>,
    pub(crate) run: &'p Run,
    /// Whether an earlier run into this folder was interrupted.
    pub(crate) resumed: bool,
    /// Holders whose codes that one may have revoked for others, which it did not make.
    pub(crate) owed: Vec<HolderNumber>,
}

impl Pipeline<'_, '_, '_> {
    /// Finds out what the register would make of the source, and leaves it as it is.
    ///
    /// # Errors
    /// Those of the source and of the register.
    pub(crate) fn rehearse<S: CredentialSource>(
        self,
        source: &mut S,
        mut meter: Meter,
    ) -> Result<(), Stop> {
        let mut jobs = 0;
        while let Some(items) = source.next_items(self.clerk.register())? {
            let mut batch = self.clerk.batch(self.action, self.now)?;
            for item in items {
                jobs += source.reserve(&mut batch, item, None)?.len() as u64;
            }
            // Dropped, not committed.
            drop(batch);
            meter.show(jobs + source.without_code(), self.console)?;
        }
        meter.end(self.console)?;
        Ok(())
    }

    /// Makes the codes, and leaves a folder that is finished but for its summary and marker.
    ///
    /// # Errors
    /// Those of the source, of the register, of signing and of writing. Run again, it resumes.
    pub(crate) fn run<S: CredentialSource>(
        self,
        source: &mut S,
        output: &RunOutput<'_>,
        meter: Meter,
    ) -> Result<(), Stop> {
        let manifest = Manifest::begin(output.folder, self.console.lang)?;
        thread::scope(|scope| {
            let workers = Workers::start(scope, |job| make(output.press, job));
            let mut coordinator = Coordinator {
                pipeline: self,
                source,
                output,
                folder: format!("{}/", output.run.name),
                kept: output.resumed.then(HashSet::new),
                manifest,
                workers,
                under_way: VecDeque::new(),
                unrecorded: Vec::new(),
                listed: 0,
                meter,
            };
            coordinator.work_through()?;
            coordinator.finish()
        })
    }
}

/// A code that is on the disk and not yet recorded as issued.
struct UnrecordedCode {
    entry: Entry,
    file: String,
    digest: [u8; 32],
    signed: SignedCode,
}

/// The thread that has the register, and to which the workers' codes come back.
struct Coordinator<'c, 'r, 'a, 'o, S> {
    pipeline: Pipeline<'c, 'r, 'a>,
    source: &'c mut S,
    output: &'c RunOutput<'o>,
    /// How the names of this run's files begin in the register.
    folder: String,
    /// In a run that was resumed, the codes that are on the manifest.
    kept: Option<HashSet<(HolderNumber, u32)>>,
    manifest: Manifest,
    workers: Workers<Job, (Job, Result<WrittenCode, Failure>)>,
    /// Of each batch that the workers have, the number of its parcels.
    under_way: VecDeque<usize>,
    unrecorded: Vec<UnrecordedCode>,
    listed: u64,
    meter: Meter,
}

impl<S: CredentialSource> Coordinator<'_, '_, '_, '_, S> {
    fn work_through(&mut self) -> Result<(), Stop> {
        while let Some(items) = self.source.next_items(self.pipeline.clerk.register())? {
            let jobs = self.register(items)?;
            self.hand_in(jobs);
            // The workers have one batch while this thread has the next.
            self.collect(1)?;
        }
        self.collect(0)?;
        let mut left = self.issued_and_not_listed()?;
        left.extend(self.owed_and_not_listed()?);
        if !left.is_empty() {
            self.hand_in(left);
            self.collect(0)?;
        }
        if !self.unrecorded.is_empty() {
            self.register(Vec::new())?;
        }
        Ok(())
    }

    /// Records what was made, and reserves what is to be made of the items: one transaction.
    fn register(&mut self, items: Vec<S::Item>) -> Result<Vec<Job>, Failure> {
        if !self.unrecorded.is_empty() {
            self.output.folder.sync_codes()?;
        }
        let Pipeline { action, now, .. } = self.pipeline;
        let mut batch = self.pipeline.clerk.batch(action, now)?;
        for code in self.unrecorded.drain(..) {
            batch.record_issued(&code.entry, &code.file, &code.digest, &code.signed)?;
        }
        let mut jobs = Vec::with_capacity(items.len());
        for item in items {
            jobs.extend(self.source.reserve(&mut batch, item, Some(&self.folder))?);
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
                for (job, code) in self.workers.take_out().unwrap_or_default() {
                    let code = code?;
                    if self.listed.is_multiple_of(SAMPLE) {
                        self.output.press.read_sample(&job.entry, &code)?;
                    }
                    self.list(job, code)?;
                }
                let done = self.listed + self.source.without_code();
                self.meter.show(done, self.pipeline.console)?;
            }
        }
        Ok(())
    }

    /// Puts a code on the manifest.
    fn list(&mut self, job: Job, code: WrittenCode) -> Result<(), Failure> {
        let replaces = replaced(self.pipeline.clerk.register(), &job)?;
        let entry = job.entry;
        if entry.output.is_none() {
            self.unrecorded.push(UnrecordedCode {
                file: format!("{}{}", self.folder, code.file),
                digest: text_digest(&code.text),
                signed: code.signed,
                entry: entry.clone(),
            });
        }
        let went_out = replaces.iter().any(|earlier| earlier.output.is_some());
        let replaces = replaces.iter().map(|earlier| earlier.status_index.0);
        let line = ManifestLine::new(job.at, &entry, code, replaces.collect());
        self.manifest
            .add(self.output.folder, &line, &entry.particulars)?;
        self.listed += 1;
        if let Some(kept) = &mut self.kept {
            kept.insert((entry.holder, entry.serial));
        }
        self.source.listed(
            line,
            if went_out {
                Revoked::Code
            } else {
                Revoked::Nothing
            },
        );
        Ok(())
    }

    /// What was issued before the run was interrupted, for people whom the source does not name any
    /// more.
    fn issued_and_not_listed(&self) -> Result<Vec<Job>, Failure> {
        let Some(kept) = &self.kept else {
            return Ok(Vec::new());
        };
        let mut jobs = Vec::new();
        let register = self.pipeline.clerk.register();
        register.for_each(Selection::Issued, self.pipeline.now, |entry| {
            let here = is_in(&entry, &self.folder);
            if here && !entry.is_revoked() && !kept.contains(&(entry.holder, entry.serial)) {
                jobs.push(Job {
                    at: None,
                    entry,
                    revoked_for: matches!(self.pipeline.action, Action::Issue | Action::Bind)
                        .then_some(Reason::Superseded),
                });
            }
            Ok(())
        })?;
        Ok(jobs)
    }

    /// What was reserved before the run was interrupted, for people whose old code was revoked for it and
    /// whom the source does not name any more. Without it they would have none.
    fn owed_and_not_listed(&self) -> Result<Vec<Job>, Failure> {
        let Some(kept) = &self.kept else {
            return Ok(Vec::new());
        };
        let register = self.pipeline.clerk.register();
        let mut jobs = Vec::new();
        for holder in &self.output.owed {
            let entries = register.entries_of(*holder)?;
            let newest = CodeKind::ALL
                .into_iter()
                .filter_map(|kind| entries.iter().find(|entry| entry.kind() == kind));
            let reserved = newest.filter(|entry| {
                entry.output.is_none()
                    && !entry.is_revoked()
                    && !entry.is_expired(self.pipeline.now)
                    && !kept.contains(&(entry.holder, entry.serial))
            });
            jobs.extend(reserved.cloned().map(|entry| Job {
                at: None,
                entry,
                revoked_for: Some(Reason::Superseded),
            }));
        }
        Ok(jobs)
    }

    fn finish(self) -> Result<(), Stop> {
        self.meter.end(self.pipeline.console)?;
        if let Some(kept) = &self.kept {
            self.output.folder.sweep_codes(kept)?;
        }
        self.manifest.finish(self.output.folder)?;
        Ok(())
    }
}

/// Whether the credential went out in the folder of a run, whose files begin with this in the register.
pub(super) fn is_in(entry: &Entry, folder: &str) -> bool {
    let output = entry.output.as_ref();
    output.is_some_and(|output| output.file.starts_with(folder))
}

fn make(press: &CodePress, job: Job) -> (Job, Result<WrittenCode, Failure>) {
    let code = match &job.entry.output {
        Some(output) => press.find(&job.entry, &output.digest),
        None => press.make(&job.entry),
    };
    (job, code)
}

/// The holder's earlier credentials of the same kind that the run revoked for this one: with its reason, and not before this
/// one was reserved.
fn replaced(register: &Register, job: &Job) -> Result<Vec<Entry>, Failure> {
    let entry = &job.entry;
    let Some(reason) = job.revoked_for.filter(|_| entry.serial > 1) else {
        return Ok(Vec::new());
    };
    let mut earlier = register.entries_of(entry.holder)?;
    // The card and the phone have each their own.
    earlier.retain(|one| one.kind() == entry.kind() && one.serial < entry.serial);
    // A run within the same second as this one has replaced what came before its own code.
    let within_the_second = earlier
        .iter()
        .filter(|one| one.validity.from == entry.validity.from);
    let begins = within_the_second.map(|one| one.serial).max().unwrap_or(0);
    earlier.retain(|earlier| {
        let standing = earlier.standing;
        let since = |(why, at)| why == reason && at >= entry.validity.from;
        earlier.serial >= begins
            && standing.status == Status::Revoked
            && standing.changed.is_some_and(since)
    });
    Ok(earlier)
}
