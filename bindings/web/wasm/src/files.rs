//! The files of a terminal on their way to and from JavaScript.

use std::path::PathBuf;

use terminal_store::{FileChange, MemoryDisk};
use wasm_bindgen::prelude::wasm_bindgen;

/// The folder of the store on the disk in memory.
pub(crate) const FOLDER: &str = "store";

/// Files that were kept, on their way in.
#[wasm_bindgen]
#[derive(Default)]
pub struct Files {
    files: Vec<(PathBuf, Vec<u8>)>,
}

#[wasm_bindgen]
impl Files {
    /// No files yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, by the path that its change had.
    pub fn add(&mut self, path: String, bytes: Vec<u8>) {
        self.files.push((PathBuf::from(path), bytes));
    }
}

impl Files {
    pub(crate) fn into_disk(self) -> MemoryDisk {
        MemoryDisk::from_files(self.files)
    }

    /// Puts them in the place of all that a disk has.
    #[cfg(feature = "merchant")]
    pub(crate) fn replace_on(self, disk: &MemoryDisk) {
        disk.replace(self.files);
    }
}

/// What has changed, on its way out: write all of it in one transaction, or nothing.
#[wasm_bindgen]
pub struct Changes {
    changes: Vec<FileChange>,
}

#[wasm_bindgen]
impl Changes {
    /// How many files.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn length(&self) -> usize {
        self.changes.len()
    }

    /// The path of one.
    #[must_use]
    pub fn path(&self, at: usize) -> String {
        let change = self.changes.get(at);
        change.map_or_else(String::new, |change| {
            change.path.to_string_lossy().into_owned()
        })
    }

    /// Whether it was removed.
    #[wasm_bindgen(js_name = isRemoved)]
    #[must_use]
    pub fn is_removed(&self, at: usize) -> bool {
        self.changes
            .get(at)
            .is_some_and(|change| change.content.is_none())
    }

    /// All that it has now.
    #[must_use]
    pub fn bytes(&self, at: usize) -> Vec<u8> {
        let change = self.changes.get(at);
        change
            .and_then(|change| change.content.clone())
            .unwrap_or_default()
    }
}

impl Changes {
    pub(crate) fn of(disk: &MemoryDisk) -> Self {
        Self {
            changes: disk.take_changes(),
        }
    }
}
