//! What leaves the house: status lists, vouch lists, signed ends of the audit log, catalogues, places.

use std::path::PathBuf;

use super::BureauFolder;

impl BureauFolder<'_> {
    /// The list that was published last.
    pub(crate) fn status_list_file(&self) -> PathBuf {
        self.path.join("status-list.cbor")
    }

    /// The vouch list about a compromised key.
    pub(crate) fn vouch_list_file(&self, kid: &str) -> PathBuf {
        self.path.join(format!("vouch-list-{kid}.cbor"))
    }

    /// The vouch lists that there are.
    pub(crate) fn vouch_lists(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.path) else {
            return Vec::new();
        };
        let is_one = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("vouch-list-") && name.ends_with(".cbor"))
        };
        let mut files: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(is_one)
            .collect();
        files.sort();
        files
    }

    /// The end of the audit log that was signed last.
    pub(crate) fn audit_head_file(&self) -> PathBuf {
        self.path.join("audit-head.cbor")
    }

    /// Copies of everything that was published.
    pub(crate) fn published_folder(&self) -> PathBuf {
        self.path.join("published")
    }

    /// The editions of the catalogue, a folder for each.
    pub(crate) fn catalogue_folder(&self) -> PathBuf {
        self.path.join("catalogue")
    }

    /// The places of terminals, a file for each.
    pub(crate) fn places_folder(&self) -> PathBuf {
        self.path.join("places")
    }
}
