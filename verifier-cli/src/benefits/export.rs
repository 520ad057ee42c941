//! Exports of a journal that a running program has open: once a day by itself into a folder, or when somebody
//! asks. The file is written beside the program's work: a slow stick keeps no code waiting.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use cli_support::files::{self, Access, Durability};
use credential_core::journal::Hash;
use credential_core::{DayNumber, UnixTime};
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Text, failure, text};
use terminal::benefits::{Counter, SignedExport, no_catalogue};

use crate::export_path;
use crate::trust_source::TrustSource;

/// A folder that is not there, such as a stick that was taken out, is tried again after this.
const TRY_AGAIN: Duration = Duration::from_secs(600);

/// A journal that was written to a file.
#[derive(Clone, Debug)]
pub(crate) struct Exported {
    pub(crate) path: PathBuf,
    /// Records of the chain.
    pub(crate) size: u64,
    pub(crate) head: Hash,
    /// How many of them the bureau has confirmed.
    pub(crate) confirmed: u64,
}

impl Exported {
    /// In words.
    pub(crate) fn words(&self) -> Text {
        let name = escape_untrusted_path(&self.path);
        let (size, open) = (self.size, self.size.saturating_sub(self.confirmed));
        text!("√ 流水已写到 {name}（共 {size} 条，{open} 条还没有回执），请交给发码单位";
            "✔ Journal written to {name} ({size} records, {open} without a receipt): bring it to the bureau")
    }
}

/// Signs an export.
///
/// # Errors
/// Why nothing can be signed.
pub(crate) fn prepare(
    counter: &mut Counter,
    source: &TrustSource,
    now: UnixTime,
) -> Result<SignedExport, Failure> {
    let store = source.store().ok_or_else(no_catalogue)?;
    counter.prepare_export(store, now)
}

/// Where the result of an export is sent to.
pub(crate) type ExportAnswer = Sender<Result<Exported, Failure>>;

/// Exports in a thread of their own, one at a time.
#[derive(Default)]
pub(crate) struct Exporter {
    /// Into which a file is written each day.
    folder: Option<PathBuf>,
    running: Option<Receiver<Result<Exported, Failure>>>,
    /// Who is told besides.
    back: Option<ExportAnswer>,
    /// The day and the size of the last export by itself.
    last: Option<(DayNumber, u64)>,
    tried: Option<Instant>,
}

impl Exporter {
    /// Writes once a day by itself, if there is a folder.
    pub(crate) fn daily(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }

    /// The folder into which it writes each day.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Begins to write an export; [`Exporter::poll`] gives what became of it.
    ///
    /// # Errors
    /// If one is being written, or nothing can be signed.
    pub(crate) fn start(
        &mut self,
        job: Result<SignedExport, Failure>,
        path: PathBuf,
        back: Option<ExportAnswer>,
    ) -> Result<(), Failure> {
        if self.running.is_some() {
            return Err(still_writing());
        }
        let job = job?;
        export_path::refuse_in_store(&path, job.store())?;
        let (send, result) = channel();
        thread::Builder::new()
            .name("export".to_owned())
            .spawn(move || send.send(write(&job, &path)))
            .map_err(|error| no_thread(&error))?;
        self.running = Some(result);
        self.back = back;
        Ok(())
    }

    /// Begins the export of the day, if it is time to.
    pub(crate) fn look(
        &mut self,
        counter: &mut Counter,
        source: &TrustSource,
        now: UnixTime,
        at: Instant,
    ) -> Option<Failure> {
        let folder = self.folder.clone()?;
        let waits = |tried: Instant| at.saturating_duration_since(tried) < TRY_AGAIN;
        let day = DayNumber::of(now);
        let is_done = self.last.is_some_and(|(last, _)| last == day);
        if self.running.is_some()
            || is_done
            || counter.is_rehearsal()
            || self.tried.is_some_and(waits)
        {
            return None;
        }
        self.tried = Some(at);
        let held = source.holdings()?;
        let (size, confirmed) = counter.extent(held, now)?;
        let is_known = self.last.is_some_and(|(_, last)| last == size);
        if size == confirmed || is_known {
            self.last = Some((day, size));
            return None;
        }
        let path = folder.join(counter.export_name(held, now)?);
        let job = prepare(counter, source, now);
        match self.start(job, path, None) {
            Ok(()) => {
                self.last = Some((day, size));
                None
            }
            Err(failure) => Some(failure),
        }
    }

    /// What became of an export, once.
    pub(crate) fn poll(&mut self) -> Option<Result<Exported, Failure>> {
        let done = match self.running.as_ref()?.try_recv() {
            Ok(done) => done,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Err(still_writing()),
        };
        self.running = None;
        if done.is_err() {
            // The one of the day is tried again.
            self.last = None;
        }
        if let Some(back) = self.back.take() {
            // Whoever asked may be gone.
            let _ = back.send(done.clone());
        }
        Some(done)
    }

    /// Waits for the export that is being written, and writes what was granted since the last one: the program
    /// ends.
    pub(crate) fn end(
        &mut self,
        counter: &mut Counter,
        source: &TrustSource,
        now: UnixTime,
    ) -> Option<Result<Exported, Failure>> {
        let running = self.running.take();
        let written = running.and_then(|running| running.recv().ok());
        let Some(folder) = self.folder.clone().filter(|_| !counter.is_rehearsal()) else {
            return written;
        };
        let held = source.holdings();
        let Some((size, confirmed)) = held.and_then(|held| counter.extent(held, now)) else {
            return written;
        };
        let is_written = matches!(&written, Some(Ok(exported)) if exported.size == size)
            || self.last.is_some_and(|(_, last)| last == size) && written.is_none();
        if size == confirmed || is_written {
            return written;
        }
        let path = folder.join(counter.export_name(held?, now)?);
        Some(prepare(counter, source, now).and_then(|job| write(&job, &path)))
    }
}

fn still_writing() -> Failure {
    failure!("export-running"; "上一次导出还没有写完"; "the export before is still being written";
        "请稍等再试。"; "Wait a moment and try again.")
}

fn no_thread(error: &std::io::Error) -> Failure {
    failure!("system-busy"; "系统资源不足，没有导出流水"; "the system is short of resources: nothing was exported";
        "请稍后再试。"; "Try again later.")
    .with_detail(error)
}

/// Writes an export, whole or not at all.
fn write(export: &SignedExport, path: &Path) -> Result<Exported, Failure> {
    export_path::refuse_in_store(path, export.store())?;
    let mut draft = files::draft(path, Access::Private)?;
    export.write(&mut draft)?;
    draft.finish(path, Durability::Synced)?;
    let end = export.claims().end;
    Ok(Exported {
        path: path.to_owned(),
        size: end.size,
        head: end.head,
        confirmed: export.confirmed(),
    })
}
