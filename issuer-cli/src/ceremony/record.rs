//! The keeper's record in a file: what was seen and signed here, with which every file is compared.
//!
//! Each keeper has one at their own computer. The authority's computer, which prepares what is to be
//! signed, must not be able to write it.

mod failure;

use std::path::{Path, PathBuf};

use cli_support::Console;
use cli_support::files::{self, Access, Durability, Lock};
use credential_core::limits::{MAX_KEEPER_RECORD_BYTES, MAX_ROOT_SET_BYTES};
use credential_core::{
    Error, ExaminedList, ExaminedRoots, KeeperError, KeeperRecord, LastList, ListVersion, Looked,
    Pending, RootSetClaims, TrustListClaims,
};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text};
use serde_json::{Value, json};

use super::Carried;
use super::lists::{list_words, whole_list_words};
use crate::authority::changes;
use crate::values;

/// The name of the file, beside the keeper's root set.
const FILE: &str = "keeper-record.cbor";

/// A keeper's record, held for one command.
pub(crate) struct RecordFile {
    path: PathBuf,
    record: KeeperRecord,
    /// Whether there was none before.
    is_new: bool,
    _lock: Lock,
}

/// Where a keeper's record is, by what the keeper has said.
pub(crate) struct RecordPlace<'p> {
    /// The file itself.
    pub(crate) record: Option<&'p Path>,
    /// The keeper's copy of the root set.
    pub(crate) root_set: Option<&'p Path>,
    /// The root key; counts only where there is no root set yet.
    pub(crate) key: Option<&'p Path>,
}

impl RecordPlace<'_> {
    fn file(&self) -> Result<PathBuf, Failure> {
        match (self.record, self.root_set.or(self.key)) {
            (Some(record), _) => Ok(record.to_owned()),
            (None, Some(beside)) => Ok(beside.with_file_name(FILE)),
            (None, None) => Err(no_place()),
        }
    }
}

impl RecordFile {
    /// Opens the record, or begins one with the keeper's own root set, if there is one. Later root
    /// sets are followed: the keeper's own, and `others`, as they came with the file to be signed.
    ///
    /// # Errors
    /// `record-invalid` for a damaged one; `usage` if nobody has said where it is; those of a root
    /// set that does not follow.
    pub(crate) fn open(
        place: &RecordPlace<'_>,
        others: &[Vec<u8>],
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let path = place.file()?;
        let own = match place.root_set {
            Some(path) => Some((path, files::read(path, MAX_ROOT_SET_BYTES as u64)?)),
            None => None,
        };
        let lock = files::lock(&path.with_extension("lock"), console)?;
        let is_new = !path.exists();
        let record = match (&own, is_new) {
            (_, false) => {
                let bytes = files::read(&path, MAX_KEEPER_RECORD_BYTES as u64)?;
                KeeperRecord::from_bytes(&bytes).map_err(|_| failure::invalid(&path))?
            }
            (Some((root_set, bytes)), true) => {
                KeeperRecord::begin(bytes).map_err(|error| match error {
                    KeeperError::Invalid(error) => values::no_root_set(root_set, &error),
                    other => failure::of(&other, &path),
                })?
            }
            (None, true) => KeeperRecord::without_roots(),
        };
        let mut file = Self {
            path,
            record,
            is_new,
            _lock: lock,
        };
        let held = own.map(|(_, bytes)| bytes);
        let sets: Vec<Vec<u8>> = held.into_iter().chain(others.iter().cloned()).collect();
        if !sets.is_empty() {
            file.record
                .follow_roots(&sets)
                .map_err(|error| file.failure(&error))?;
        }
        Ok(file)
    }

    /// The record in the folder of an authority whose keepers sign at one computer.
    ///
    /// # Errors
    /// As [`RecordFile::open`].
    pub(crate) fn of_authority(
        root_set: &Path,
        before: &[Vec<u8>],
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let place = RecordPlace {
            record: None,
            root_set: Some(root_set),
            key: None,
        };
        Self::open(&place, before, console)
    }

    /// Examines a list beside the record. Nothing is stored until the keeper was shown it
    /// ([`RecordFile::remember_look`]) or it is signed: what is stored counts as seen.
    ///
    /// # Errors
    /// Why it is not to be signed.
    pub(crate) fn examine_list(
        &mut self,
        pending: &Pending<TrustListClaims>,
        last: Option<&[u8]>,
    ) -> Result<SeenList, Failure> {
        let known = self.record.highest_list().cloned();
        let examined = self
            .record
            .examine_list(pending, last)
            .map_err(|error| self.failure(&error))?;
        let knew_none = known.is_none();
        let unseen = match (examined.last, known) {
            // One that was signed here, and is now seen complete, is not news.
            (LastList::Newer { .. }, Some(known)) => examined
                .base
                .as_ref()
                .filter(|base| ListVersion::of(base) > ListVersion::of(&known))
                .map(|_| known),
            _ => None,
        };
        Ok(SeenList {
            examined,
            knew_none,
            unseen,
        })
    }

    /// Examines a root set beside the record.
    ///
    /// # Errors
    /// Why it is not to be signed.
    pub(crate) fn examine_roots(
        &self,
        pending: &Pending<RootSetClaims>,
    ) -> Result<ExaminedRoots, Failure> {
        let (next, held) = (pending.claims(), self.roots());
        match self.record.examine_roots(pending) {
            Err(KeeperError::Invalid(error @ Error::RootVersionMismatch { .. }))
                if held.is_some_and(|held| held == next || held.version > next.version) =>
            {
                Err(failure::roots_in_force(&error, next.version))
            }
            other => other.map_err(|error| self.failure(&error)),
        }
    }

    /// Keeps the full digest of what the keeper was shown.
    ///
    /// # Errors
    /// Those of writing the file.
    pub(crate) fn remember_look(&mut self, looked: &Looked) -> Result<(), Failure> {
        self.record.remember_look(looked);
        self.store()
    }

    /// Whether this, in all of its digest, is what the keeper was shown last.
    ///
    /// # Errors
    /// `not-looked-at`.
    pub(crate) fn confirm_look(&self, looked: &Looked) -> Result<(), Failure> {
        self.record
            .confirm_look(looked)
            .map_err(|error| self.failure(&error))
    }

    /// Records that this is signed, before it is.
    ///
    /// # Errors
    /// As examining it, and those of writing the file.
    pub(crate) fn record_signed<T: Carried>(
        &mut self,
        pending: &Pending<T>,
    ) -> Result<(), Failure> {
        T::record_signed(&mut self.record, pending).map_err(|error| self.failure(&error))?;
        self.store()
    }

    /// Records a list that enough keepers have signed.
    ///
    /// # Errors
    /// `last-unproved` and the like, and those of writing the file.
    pub(crate) fn record_complete(&mut self, list: &[u8]) -> Result<(), Failure> {
        self.record
            .record_complete_list(list)
            .map_err(|error| self.failure(&error))?;
        self.store()
    }

    /// The lowest version that a next list under this root set may have.
    pub(crate) fn free_version(&self, root_version: u64) -> u64 {
        self.record
            .highest_list()
            .filter(|list| list.root_version == root_version)
            .map_or(1, |list| list.version.saturating_add(1))
    }

    /// Forgets a root set that was signed here and given up.
    ///
    /// # Errors
    /// `nothing-abandoned` if there is none; those of writing the file.
    pub(crate) fn forget_abandoned_roots(&mut self) -> Result<(), Failure> {
        if self.record.forget_abandoned_roots() {
            return self.store();
        }
        let name = values::shown(&self.path);
        Err(failure!("nothing-abandoned";
            "保管人记录 {name} 里没有签过而未生效的根密钥集";
            "the keeper's record {name} has no root set that was signed and never came into force";
            "请去掉 --forget-abandoned。"; "Leave out --forget-abandoned."))
    }

    /// The root set that is held.
    pub(crate) fn roots(&self) -> Option<&RootSetClaims> {
        self.record.roots().map(credential_core::RootSet::claims)
    }

    /// That a record was begun, and what it cannot know.
    pub(crate) fn begun_words(&self) -> Option<Text> {
        let name = values::shown(&self.path);
        self.is_new.then(|| text!(
            "本机第一次使用：从您的根密钥集开始，新建保管人记录 {name}。\n\
             以前签过什么，本机不知道：请对照全部内容来看。如果以前签过，请停下，先找到原来的记录。";
            "First use here: a keeper's record is begun with your root set, {name}.\n\
             What was signed before is not known here: read all of it. If you have signed before, stop and find that record first."))
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({ "file": self.path, "begun": self.is_new })
    }

    fn store(&self) -> Result<(), Failure> {
        let bytes = self
            .record
            .to_bytes()
            .map_err(|error| self.failure(&error))?;
        files::write(&self.path, &bytes, Access::Public, Durability::Synced)
    }

    fn failure(&self, error: &KeeperError) -> Failure {
        failure::of(error, &self.path)
    }
}

/// A list that may be signed, and what the keeper has not been shown yet.
pub(crate) struct SeenList {
    pub(crate) examined: ExaminedList,
    /// Whether the record had no list before: the keeper has seen nothing of what is in force.
    knew_none: bool,
    /// The recorded list, if others have signed later ones since.
    unseen: Option<TrustListClaims>,
}

impl SeenList {
    /// What its changes are against.
    pub(crate) fn base(&self) -> Option<&TrustListClaims> {
        self.examined.base.as_ref()
    }

    /// What the keeper is to read: all of the list where the record had none, and the changes.
    pub(crate) fn in_words(&self, next: &TrustListClaims) -> Vec<Text> {
        match self.base() {
            Some(last) if self.knew_none => whole_list_words(last, next),
            last => list_words(last, next),
        }
    }

    /// What other keepers have signed since, in words.
    pub(crate) fn unseen_words(&self) -> Vec<Text> {
        let (Some(known), Some(base)) = (&self.unseen, self.base()) else {
            return Vec::new();
        };
        let (from, to) = (known.version, base.version);
        let mut lines = vec![text!(
            "注意：您的记录到第 {from} 版，其他保管人已签到第 {to} 版。您没有看过的改动：";
            "Note: your record ends with version {from}; other keepers have signed up to version {to}. What you have not seen:")];
        let found = changes(&known.issuers, &base.issuers);
        if found.is_empty() {
            lines.push(text!("  发码单位没有变更"; "  no issuer was changed"));
        }
        lines.extend(found.iter().map(|change| change.in_words()));
        lines.push(text!("以下才是这一次要签的："; "What is to be signed now:"));
        lines
    }

    pub(crate) fn add_to(&self, json: &mut Value) {
        json["signed_before"] = json!(self.examined.signed_before);
        json["unseen_since"] = json!(self.unseen.as_ref().map(|list| list.version));
    }
}

/// That this very object was signed here before.
pub(crate) fn signed_before_words(what: &Text) -> Text {
    text!("这一份{}您以前签过，再签一次也没有妨碍", what.in_lang(Zh);
        "You have signed this {} before; signing it again does no harm", what.in_lang(En))
}

fn no_place() -> Failure {
    failure!("usage"; "没有写明保管人记录在哪里"; "it is not said where the keeper's record is";
        "请写 --root-set 您保存的根密钥集；还没有的（第一次建立主管部门），写 --key 您的根密钥，只看不签时也写。记录就放在它旁边；也可以用 --record 指定。";
        "Give --root-set with your copy of the root set; where there is none yet (the very first one), give --key, also for looking. The record is kept beside it; --record names another place.")
}
