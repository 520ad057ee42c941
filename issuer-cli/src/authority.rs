//! The folder of an authority: `root-set.cbor`, `root-sets/`, `issuers.json`, `trust-list.cbor`, `keys/`.

mod changes;
mod draft;
mod issuer_words;
mod issuers;
mod kept;
mod request;
mod roots;
mod stopped_key;
mod succession;

pub(crate) use changes::changes;
pub(crate) use draft::not_signed_yet;
pub(crate) use issuer_words::{both_names, in_words};
pub(crate) use issuers::{
    ExpectationEntry, IssuerEntry, IssuersFile, KeyEntry, StandingWord, check_issuer, list_fault,
    longest_days,
};
pub(crate) use kept::HeadKept;
pub(crate) use request::Request;
pub(crate) use roots::RootChain;
pub(crate) use stopped_key::{Brought, by_stopped_key};
pub(crate) use succession::check_succession;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::Console;
use cli_support::files::{self, Access, Durability, Lock};
use credential_core::{
    Error, Pending, RootSet, Stage, TrustList, TrustListClaims, UnixTime, Validity, limits,
};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted_path, words};

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
    pub(crate) fn lock(&self, console: &mut Console<'_>) -> Result<Lock, Failure> {
        // In a folder that is none of an authority, no lock file is left behind.
        let root_set = self.root_set_file();
        std::fs::metadata(&root_set).map_err(|error| files::cannot_read(&root_set, &error))?;
        files::lock(&self.path.join(".lock"), console)
    }

    /// Where the root set of this version is kept once there is a later one.
    pub(crate) fn old_root_set_file(&self, version: u64) -> PathBuf {
        let name = format!("root-set-{version}.cbor");
        self.path.join("root-sets").join(name)
    }

    /// The root sets, the current one and those before it as far back as they were kept.
    pub(crate) fn roots(&self) -> Result<RootChain, Failure> {
        let read = |path: &Path| files::read(path, limits::MAX_ROOT_SET_BYTES as u64);
        let no_root_set =
            |path: &Path, error| unusable(path, &text!("根密钥集"; "a root set"), &error);
        let path = self.root_set_file();
        let mut chain = RootChain::pin(read(&path)?).map_err(|error| no_root_set(&path, error))?;
        while let Some(version) = chain.oldest_version().checked_sub(1) {
            let path = self.old_root_set_file(version);
            if !path.exists() {
                break;
            }
            chain
                .precede(read(&path)?)
                .map_err(|error| no_root_set(&path, error))?;
        }
        Ok(chain)
    }

    /// The list that was signed last; `None` before the first one.
    pub(crate) fn trust_list(&self, roots: &RootChain) -> Result<Option<TrustList>, Failure> {
        let Some(bytes) = self.trust_list_bytes()? else {
            return Ok(None);
        };
        let path = self.trust_list_file();
        roots
            .prove(&bytes)
            .map(Some)
            .map_err(|error| unusable(&path, &text!("信任名单"; "a trust list"), &error))
    }

    /// The file of the list that was signed last.
    pub(crate) fn trust_list_bytes(&self) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.trust_list_file();
        if !path.exists() {
            return Ok(None);
        }
        files::read(&path, limits::MAX_TRUST_LIST_BYTES as u64).map(Some)
    }

    /// The next list as `issuers.json` has it, which terminals would take after the last one.
    ///
    /// # Errors
    /// What is wrong in `issuers.json`, and those of [`check_succession`].
    pub(crate) fn next_list(
        &self,
        roots: &RootChain,
        last: Option<&TrustList>,
        days: u16,
        now: UnixTime,
    ) -> Result<TrustListClaims, Failure> {
        let issuers = self
            .issuers()?
            .to_issuers()
            .map_err(|why| self.in_draft(why))?;
        let root_version = roots.current().claims().version;
        // Numbers go on, also under a new root set, unless somebody has used them up.
        let version = last
            .map(TrustList::claims)
            .filter(|last| {
                last.root_version == root_version || last.version < limits::MAX_LIST_VERSION
            })
            .map_or(0, |last| last.version);
        let days = Duration::from_secs(u64::from(days) * 86_400);
        let claims = TrustListClaims {
            version: version.saturating_add(1),
            root_version,
            validity: Validity::new(now, now.plus(days)),
            issuers,
        };
        if let Some(last) = last {
            check_succession(last.claims(), &claims, &DRAFT)?;
        }
        Ok(claims)
    }

    /// Puts a list into the form that keepers sign.
    ///
    /// # Errors
    /// What no list can hold, named as far as it can be.
    pub(crate) fn prepare(
        &self,
        claims: TrustListClaims,
    ) -> Result<Pending<TrustListClaims>, Failure> {
        let twice = succession::collision(&claims.issuers);
        Pending::prepare(claims)
            .map_err(|error| self.in_draft(twice.unwrap_or_else(|| list_fault(&error))))
    }

    /// The failure to something in `issuers.json`.
    pub(crate) fn in_draft(&self, why: Text) -> Failure {
        jsonfile::invalid(&self.issuers_file(), why)
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

    /// Writes the list that enough keepers have signed, and returns its bytes.
    ///
    /// # Errors
    /// If a terminal would not take it: it must not be written.
    pub(crate) fn write_signed(
        &self,
        pending: &Pending<TrustListClaims>,
        roots: &RootSet,
    ) -> Result<Vec<u8>, Failure> {
        let bytes = pending
            .to_bytes()
            .map_err(|error| self.unfit_list(&error))?;
        TrustList::verify(&bytes, roots).map_err(|error| self.unfit_list(&error))?;
        files::write(
            &self.trust_list_file(),
            &bytes,
            Access::Public,
            Durability::Synced,
        )?;
        Ok(bytes)
    }

    /// Puts the next root set in the place of the one of `version`, which is kept.
    pub(crate) fn write_root_set(&self, version: u64, bytes: &[u8]) -> Result<(), Failure> {
        let write = |path: &Path, bytes: &[u8]| {
            files::write(path, bytes, Access::Public, Durability::Synced)
        };
        let current = self.root_set_file();
        let old = files::read(&current, limits::MAX_ROOT_SET_BYTES as u64)?;
        files::create_folder(&self.path.join("root-sets"))?;
        // First: stopped in between, the present set stands in both places, which does no harm.
        write(&self.old_root_set_file(version), &old)?;
        write(&current, bytes)
    }

    /// The failure to a list that the core does not build.
    pub(crate) fn unfit_list(&self, error: &Error) -> Failure {
        self.in_draft(list_fault(error))
    }
}

const DRAFT: Text = Text::fixed("issuers.json ", "issuers.json");

/// The failure to a signed file that is damaged, or not what it should be.
fn unusable(path: &Path, kind: &Text, error: &Error) -> Failure {
    let name = escape_untrusted_path(path);
    let (why_zh, why_en) = match error.stage() {
        Stage::Object | Stage::Claims => (
            format!("不是{}或已损坏", kind.in_lang(Zh)),
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
    failure!("file-invalid"; "文件 {name} {why_zh}"; "{name} {why_en}";
        "请从备份恢复这个文件。"; "Restore the file from a backup.")
}
