//! A disk in memory that breaks when it is told to.
//!
//! It keeps apart what programs see and what would still be there after a power cut: the content of
//! a file counts as kept once the file was synced, a name once its folder was. Whatever was not yet
//! synced may be lost or kept in any combination.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::disk::Disk;

mod effects;

#[derive(Clone, Default)]
pub(crate) struct SimDisk(Arc<Mutex<Inner>>);

/// What shall go wrong. Effects are counted from 0.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Plan {
    #[default]
    Nothing,
    /// The process dies instead of the effect.
    Kill(usize),
    /// The effect fails, once.
    Fail(usize, ErrorKind),
    /// This effect fails and all after it.
    FailFrom(usize, ErrorKind),
}

type Hook = Box<dyn FnMut() + Send>;

#[derive(Default)]
struct Inner {
    files: Vec<File>,
    seen: Names,
    kept: Names,
    /// Changes of names that are seen and not yet kept, in order.
    unkept: Vec<Change>,
    plan: Plan,
    effects: usize,
    is_dead: bool,
    unreadable: BTreeMap<PathBuf, ErrorKind>,
    hook: Option<(usize, Hook)>,
    reads: usize,
    lock: Arc<()>,
}

#[derive(Clone, Default, PartialEq, Eq)]
struct File {
    seen: Vec<u8>,
    kept: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Folder,
    File(usize),
}

/// What is seen and what is kept: names with what they name.
type Content = (Vec<(PathBuf, Option<File>)>, Vec<(PathBuf, Option<File>)>);
type Names = BTreeMap<PathBuf, Entry>;
type Change = (PathBuf, Option<Entry>);

impl SimDisk {
    /// A disk with an empty folder `/`.
    pub(crate) fn new() -> Self {
        let disk = Self::default();
        disk.inner().seen.insert("/".into(), Entry::Folder);
        disk.inner().kept.insert("/".into(), Entry::Folder);
        disk
    }

    /// Another disk in the same state, with no plan.
    pub(crate) fn fork(&self) -> Self {
        let inner = self.inner();
        Self(Arc::new(Mutex::new(Inner {
            files: inner.files.clone(),
            seen: inner.seen.clone(),
            kept: inner.kept.clone(),
            unkept: inner.unkept.clone(),
            ..Inner::default()
        })))
    }

    /// Whether a program would find the same on both, and so after every power cut.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.content() == other.content()
    }

    fn content(&self) -> Content {
        let inner = self.inner();
        let content = |entry: &Entry| match entry {
            Entry::Folder => None,
            Entry::File(at) => Some(inner.files[*at].clone()),
        };
        let names = |names: &Names| {
            let names = names
                .iter()
                .map(|(path, entry)| (path.clone(), content(entry)));
            names.collect()
        };
        (names(&inner.seen), names(&inner.kept))
    }

    pub(crate) fn shared(&self) -> Arc<dyn Disk> {
        Arc::new(self.clone())
    }

    /// From now on this goes wrong.
    pub(crate) fn plan(&self, plan: Plan) {
        let mut inner = self.inner();
        (inner.plan, inner.effects, inner.is_dead) = (plan, 0, false);
    }

    /// How many effects there were since the last plan.
    pub(crate) fn effects(&self) -> usize {
        self.inner().effects
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.inner().is_dead
    }

    pub(crate) fn set_unreadable(&self, path: &str, kind: ErrorKind) {
        self.inner().unreadable.insert(path.into(), kind);
    }

    /// Alters a file as a bad disk would.
    pub(crate) fn damage(&self, path: &str, alter: impl FnOnce(&mut Vec<u8>)) {
        let mut inner = self.inner();
        let at = inner.file(Path::new(path)).unwrap();
        let file = &mut inner.files[at];
        alter(&mut file.seen);
        file.kept = file.seen.clone();
    }

    pub(crate) fn delete(&self, path: &str) {
        let mut inner = self.inner();
        inner.seen.remove(Path::new(path)).unwrap();
        inner.kept.remove(Path::new(path)).unwrap();
    }

    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        let inner = self.inner();
        inner.files[inner.file(Path::new(path)).unwrap()]
            .seen
            .clone()
    }

    /// Calls `hook` before the `n`-th read from now on.
    pub(crate) fn before_read(&self, n: usize, hook: impl FnMut() + Send + 'static) {
        let mut inner = self.inner();
        inner.reads = 0;
        inner.hook = Some((n, Box::new(hook)));
    }

    pub(crate) fn reads(&self) -> usize {
        self.inner().reads
    }

    /// What a program would find if the power failed now: every combination of what was not synced.
    pub(crate) fn after_power_cuts(&self) -> Vec<Self> {
        let inner = self.inner();
        let mut disks: Vec<(Names, Vec<Vec<u8>>)> = Vec::new();
        for chosen in choices(inner.unkept.len()) {
            let mut names = inner.kept.clone();
            for (at, change) in inner.unkept.iter().enumerate() {
                if chosen & 1 << at != 0 {
                    apply(&mut names, change);
                }
            }
            names = names
                .iter()
                .filter(|(path, _)| path.parent().is_none_or(|above| names.contains_key(above)))
                .map(|(path, entry)| (path.clone(), *entry))
                .collect();
            for remainder in 0..4 {
                let contents = inner.files.iter().map(|file| file.remains(remainder));
                let disk = (names.clone(), contents.collect());
                if !disks.contains(&disk) {
                    disks.push(disk);
                }
            }
        }
        let disks = disks.into_iter().map(|(names, contents)| {
            let files = contents.into_iter().map(|bytes| File {
                kept: bytes.clone(),
                seen: bytes,
            });
            Self(Arc::new(Mutex::new(Inner {
                files: files.collect(),
                seen: names.clone(),
                kept: names,
                ..Inner::default()
            })))
        });
        disks.collect()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }
}

impl File {
    /// What may be left of a file that was not synced.
    fn remains(&self, kind: u8) -> Vec<u8> {
        if self.seen == self.kept {
            return self.kept.clone();
        }
        // What was synced stays, unless the file was cut.
        let kept = match self.seen.strip_prefix(&self.kept[..]) {
            Some(_) => self.kept.len(),
            None => 0,
        };
        let (before, new) = self.seen.split_at(kept);
        match kind {
            0 => self.kept.clone(),
            1 => self.seen.clone(),
            2 => [before, &new[..new.len() / 2]].concat(),
            _ => [before, &vec![0; new.len()]].concat(),
        }
    }
}

/// Which of so many changes are kept, a bit for each: every choice, or, if these are too many, the
/// first ones up to every point.
fn choices(changes: usize) -> Vec<u32> {
    if changes <= 8 {
        (0..1 << changes).collect()
    } else {
        (0..=changes).map(|kept| (1 << kept) - 1).collect()
    }
}

fn apply(names: &mut Names, (path, entry): &Change) {
    match entry {
        Some(entry) => names.insert(path.clone(), *entry),
        None => names.remove(path),
    };
}

impl Inner {
    fn effect(&mut self) -> io::Result<()> {
        self.alive()?;
        let at = self.effects;
        self.effects += 1;
        match self.plan {
            Plan::Kill(n) if n == at => {
                self.is_dead = true;
                self.alive()
            }
            Plan::Fail(n, kind) if n == at => Err(kind.into()),
            Plan::FailFrom(n, kind) if n <= at => Err(kind.into()),
            _ => Ok(()),
        }
    }

    fn alive(&self) -> io::Result<()> {
        if self.is_dead {
            Err(io::Error::other("killed"))
        } else {
            Ok(())
        }
    }

    fn change(&mut self, path: &Path, entry: Option<Entry>) {
        let change = (path.to_owned(), entry);
        apply(&mut self.seen, &change);
        self.unkept.push(change);
    }

    fn file(&self, path: &Path) -> io::Result<usize> {
        match self.seen.get(path) {
            Some(Entry::File(at)) => Ok(*at),
            Some(Entry::Folder) => Err(ErrorKind::IsADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn create(&mut self, path: &Path) -> io::Result<usize> {
        if !path
            .parent()
            .is_some_and(|above| self.seen.contains_key(above))
        {
            return Err(ErrorKind::NotFound.into());
        }
        if self.seen.contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        self.files.push(File::default());
        let at = self.files.len() - 1;
        self.change(path, Some(Entry::File(at)));
        Ok(at)
    }
}
