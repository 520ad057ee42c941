//! What to take: update files, and single lists together.

use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::limits::MAX_UPDATE_BYTES;
use credential_core::{PartOutcome, Update, UpdatePart};
use messages::Failure;
use messages::untrusted::escape_untrusted_path;
use terminal::update::UpdateContent;

use super::search;
use crate::file_kind::FileKind;

/// Parts that are taken together, and the files that they came in.
#[derive(Default)]
pub(super) struct UpdateBatch {
    pub(super) update: Update,
    roots: Vec<String>,
    pub(super) trust: String,
    statuses: Vec<String>,
    vouches: Vec<String>,
}

impl UpdateBatch {
    /// An update file: all parts came in it.
    fn of(update: Update, name: &str) -> Self {
        let named = |parts: &[Vec<u8>]| parts.iter().map(|_| name.to_owned()).collect();
        Self {
            roots: named(&update.root_sets),
            trust: name.to_owned(),
            statuses: named(&update.status_lists),
            vouches: named(&update.vouch_lists),
            update,
        }
    }

    /// A single list; given back if there is one of its kind already and only one can be.
    fn add(&mut self, kind: FileKind, name: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
        match kind {
            FileKind::RootSet => {
                self.update.root_sets.push(bytes);
                self.roots.push(name.to_owned());
            }
            FileKind::TrustList if self.update.trust_list.is_some() => return Some(bytes),
            FileKind::TrustList => {
                self.update.trust_list = Some(bytes);
                name.clone_into(&mut self.trust);
            }
            FileKind::VouchList => {
                self.update.vouch_lists.push(bytes);
                self.vouches.push(name.to_owned());
            }
            _ => {
                self.update.status_lists.push(bytes);
                self.statuses.push(name.to_owned());
            }
        }
        None
    }

    /// The file that everything else came in: an update file has all its parts in one.
    pub(super) fn name(&self) -> &str {
        &self.trust
    }

    pub(super) fn name_each<'a>(
        &'a self,
        outcomes: &'a [PartOutcome],
    ) -> impl Iterator<Item = (&'a str, &'a PartOutcome)> {
        let (mut roots, mut statuses) = (self.roots.iter(), self.statuses.iter());
        let mut vouches = self.vouches.iter();
        outcomes.iter().map(move |outcome| {
            let name = match outcome.part {
                UpdatePart::RootSet { .. } => roots.next(),
                UpdatePart::StatusList { .. } => statuses.next(),
                UpdatePart::VouchList { .. } => vouches.next(),
                _ => Some(&self.trust),
            };
            (name.map_or("", String::as_str), outcome)
        })
    }
}

/// What to take, in order. Single lists stand together: a new root set is taken only with its list.
pub(super) fn batches(paths: &[PathBuf]) -> Vec<Result<UpdateBatch, Failure>> {
    let mut batches = Vec::new();
    let mut single = UpdateBatch::default();
    for path in paths.iter().flat_map(|path| search::update_files(path)) {
        let name = path
            .as_deref()
            .map(|path| path.to_string_lossy().into_owned())
            .unwrap_or_default();
        match path.and_then(|path| read(&path)) {
            Ok(UpdateContent::Update(update)) => {
                batches.extend(finished(&mut single).map(Ok));
                batches.push(Ok(UpdateBatch::of(update, &name)));
            }
            Ok(UpdateContent::Single(kind, bytes)) => {
                if let Some(bytes) = single.add(kind, &name, bytes) {
                    batches.extend(finished(&mut single).map(Ok));
                    single.add(kind, &name, bytes);
                }
            }
            Err(failure) => batches.push(Err(failure)),
        }
    }
    batches.extend(finished(&mut single).map(Ok));
    batches
}

fn finished(single: &mut UpdateBatch) -> Option<UpdateBatch> {
    let batch = std::mem::take(single);
    (!batch.update.is_empty()).then_some(batch)
}

fn read(path: &Path) -> Result<UpdateContent, Failure> {
    let bytes = files::read(path, MAX_UPDATE_BYTES as u64)?;
    UpdateContent::read(bytes, &escape_untrusted_path(path))
}
