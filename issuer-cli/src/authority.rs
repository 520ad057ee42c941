//! The folder of an authority: `root-set.cbor`, `issuers.json`, `trust-list.cbor`, `keys/`.

mod issuers;

pub(crate) use issuers::{
    IssuerEntry, IssuersFile, KeyEntry, StandingWord, check_issuer, in_words, list_fault,
};

use std::path::{Path, PathBuf};

use cli_support::Lang::{En, Zh};
use cli_support::files::{self, Access, Durability, Lock};
use cli_support::{Failure, Text, visible::visible_path, words};
use credential_core::{Error, RootSet, Stage, TrustList, limits};

use crate::jsonfile;

pub(crate) struct AuthorityFolder<'p> {
    path: &'p Path,
}

impl<'p> AuthorityFolder<'p> {
    pub(crate) fn new(path: &'p Path) -> Self {
        Self { path }
    }

    pub(crate) fn root_set_file(&self) -> PathBuf {
        self.path.join("root-set.cbor")
    }

    pub(crate) fn issuers_file(&self) -> PathBuf {
        self.path.join("issuers.json")
    }

    pub(crate) fn trust_list_file(&self) -> PathBuf {
        self.path.join("trust-list.cbor")
    }

    /// Where the key of keeper `number` (from 1) is written at the beginning.
    pub(crate) fn key_file(&self, number: usize) -> PathBuf {
        self.path.join("keys").join(format!("root-{number}.pem"))
    }

    /// Held while one of the files is read, changed and written back.
    pub(crate) fn lock(&self) -> Result<Lock, Failure> {
        // In a folder that is none of an authority, no lock file is left behind.
        let root_set = self.root_set_file();
        std::fs::metadata(&root_set).map_err(|error| files::cannot_read(&root_set, &error))?;
        files::lock(&self.path.join(".lock"))
    }

    pub(crate) fn root_set(&self) -> Result<RootSet, Failure> {
        let path = self.root_set_file();
        let bytes = files::read(&path, limits::MAX_ROOT_SET_BYTES as u64)?;
        RootSet::pin(&bytes)
            .map_err(|error| unusable(&path, &Text::new("根密钥集", "a root set"), &error))
    }

    /// The list that was signed last; `None` before the first one.
    pub(crate) fn trust_list(&self, roots: &RootSet) -> Result<Option<TrustList>, Failure> {
        let path = self.trust_list_file();
        if !path.exists() {
            return Ok(None);
        }
        let bytes = files::read(&path, limits::MAX_TRUST_LIST_BYTES as u64)?;
        TrustList::verify(&bytes, roots)
            .map(Some)
            .map_err(|error| unusable(&path, &Text::new("信任名单", "a trust list"), &error))
    }

    pub(crate) fn issuers(&self) -> Result<IssuersFile, Failure> {
        let path = self.issuers_file();
        let file: IssuersFile = jsonfile::read(&path)?;
        file.check().map_err(|why| jsonfile::invalid(&path, why))?;
        Ok(file)
    }

    pub(crate) fn write_issuers(&self, file: &IssuersFile) -> Result<(), Failure> {
        jsonfile::write(&self.issuers_file(), file, Access::Public)
    }

    pub(crate) fn write_trust_list(&self, bytes: &[u8]) -> Result<(), Failure> {
        files::write(
            &self.trust_list_file(),
            bytes,
            Access::Public,
            Durability::Synced,
        )
    }
}

/// The failure to a signed file that is damaged, or not what it should be.
fn unusable(path: &Path, kind: &Text, error: &Error) -> Failure {
    let name = visible_path(path);
    let (why_zh, why_en) = match error.stage() {
        Stage::Object | Stage::Claims => (
            format!("不是{}或已损坏（{error}）", kind.in_lang(Zh)),
            format!("is not {}, or damaged ({error})", kind.in_lang(En)),
        ),
        _ => {
            let why = words::error(error);
            (
                format!("不能用：{}", why.in_lang(Zh)),
                format!("cannot be used: {}", why.in_lang(En)),
            )
        }
    };
    Failure::new(
        "file-invalid",
        Text::new(format!("文件 {name} {why_zh}"), format!("{name} {why_en}")),
        Text::new("请从备份恢复这个文件。", "Restore the file from a backup."),
    )
}
