//! The file that is carried: JSON, with the object to be signed and what it follows.

use std::path::Path;

use cli_support::files::{self, Access, Durability};
use credential_core::{
    KeeperError, KeeperRecord, Pending, RootSetClaims, RootSigned, TrustListClaims,
};
use messages::{Failure, Text, failure, text};
use serde::{Deserialize, Serialize};

use super::CheckCode;
use crate::authority::RootChain;
use crate::{base64url, jsonfile, values};

/// An object on its way, with the signatures so far.
pub(crate) struct PendingFile<T> {
    pub(crate) pending: Pending<T>,
    /// The list that was signed last, for a list.
    pub(crate) last: Option<Vec<u8>>,
    /// The root sets before the one that signs, the newest first.
    pub(crate) roots: Vec<Vec<u8>>,
}

/// A kind of object that is carried.
pub(crate) trait Carried: RootSigned + PartialEq + Sized {
    /// Its name in the file.
    const KIND: &'static str;
    /// The name of its file in the answers of commands.
    const FIELD: &'static str;
    /// What a person who opens the file should know.
    const ABOUT: &'static str;
    /// What it is called.
    const NAME: Text;

    /// Records that a keeper signs it.
    ///
    /// # Errors
    /// Why it must not be signed.
    fn record_signed(record: &mut KeeperRecord, pending: &Pending<Self>)
    -> Result<(), KeeperError>;
}

impl Carried for TrustListClaims {
    const KIND: &'static str = "trust-list";
    const FIELD: &'static str = "trust_list";
    const ABOUT: &'static str = "待签署的信任名单，用 issuer trust sign 查看和签署，不要手工修改。 \
                                 A trust list to be signed; read and sign it with issuer trust sign.";
    const NAME: Text = Text::fixed("信任名单", "trust list");

    fn record_signed(
        record: &mut KeeperRecord,
        pending: &Pending<Self>,
    ) -> Result<(), KeeperError> {
        record.record_signed_list(pending)
    }
}

impl Carried for RootSetClaims {
    const KIND: &'static str = "root-set";
    const FIELD: &'static str = "root_set";
    const ABOUT: &'static str = "待签署的根密钥集，用 issuer root sign 查看和签署，不要手工修改。 \
                                 A root set to be signed; read and sign it with issuer root sign.";
    const NAME: Text = Text::fixed("根密钥集", "root set");

    fn record_signed(
        record: &mut KeeperRecord,
        pending: &Pending<Self>,
    ) -> Result<(), KeeperError> {
        record.record_signed_roots(pending)
    }
}

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: u32,
    #[serde(default)]
    about: String,
    kind: String,
    object: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roots: Vec<String>,
}

impl<T: Carried> PendingFile<T> {
    /// Prepared at the authority; signed by nobody yet.
    pub(crate) fn new(pending: Pending<T>, last: Option<Vec<u8>>, roots: &RootChain) -> Self {
        Self {
            pending,
            last,
            roots: roots.before().map(<[u8]>::to_vec).collect(),
        }
    }

    /// One that follows nothing: a root set, which its keepers compare with their own.
    pub(crate) fn alone(pending: Pending<T>) -> Self {
        Self {
            pending,
            last: None,
            roots: Vec::new(),
        }
    }

    /// # Errors
    /// `file-invalid` for a damaged file and for one of another kind, `newer-program` for an object
    /// that says what this program does not read.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let record: Record = jsonfile::read(path)?;
        if record.format != FORMAT || record.kind != T::KIND {
            return Err(other_kind::<T>(path, &record));
        }
        let bytes = |field: &'static str, text: &str| {
            base64url::decode_any(text).ok_or_else(|| damaged(path, field))
        };
        let pending = Pending::from_bytes(&bytes("object", &record.object)?)
            .map_err(|_| damaged(path, "object"))?;
        if !pending.is_fully_read() {
            return Err(says_more(path));
        }
        Ok(Self {
            pending,
            last: record.last.map(|text| bytes("last", &text)).transpose()?,
            roots: record
                .roots
                .iter()
                .map(|text| bytes("roots", text))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let object = self
            .pending
            .to_bytes()
            .map_err(|_| damaged(path, "object"))?;
        let record = Record {
            format: FORMAT,
            about: T::ABOUT.to_owned(),
            kind: T::KIND.to_owned(),
            object: base64url::encode(&object),
            last: self.last.as_deref().map(base64url::encode),
            roots: self
                .roots
                .iter()
                .map(|set| base64url::encode(set))
                .collect(),
        };
        let bytes = jsonfile::to_bytes(path, &record)?;
        files::write(path, &bytes, Access::Public, Durability::Synced)
    }

    pub(crate) fn check_code(&self) -> CheckCode {
        CheckCode::of(&self.pending.digest())
    }
}

fn other_kind<T: Carried>(path: &Path, record: &Record) -> Failure {
    let kinds = [TrustListClaims::KIND, RootSetClaims::KIND];
    if record.format == FORMAT && kinds.contains(&record.kind.as_str()) {
        let name = values::shown(path);
        let (zh, en) = if record.kind == TrustListClaims::KIND {
            (TrustListClaims::NAME, "trust")
        } else {
            (RootSetClaims::NAME, "root")
        };
        return failure!("file-kind-wrong"; "{name} 是待签署的{}", zh.in_lang(messages::Lang::Zh);
            "{name} is a {} to be signed", zh.in_lang(messages::Lang::En);
            "请改用 issuer {en} sign 和 issuer {en} combine。";
            "Use issuer {en} sign and issuer {en} combine.");
    }
    damaged(
        path,
        if record.format == FORMAT {
            "kind"
        } else {
            "format"
        },
    )
}

fn damaged(path: &Path, field: &str) -> Failure {
    let name = values::shown(path);
    failure!("file-invalid"; "待签文件 {name} 已损坏或被改动（{field}）";
        "the file to be signed, {name}, is damaged or was altered ({field})";
        again())
}

fn says_more(path: &Path) -> Failure {
    let name = values::shown(path);
    failure!("newer-program"; "待签文件 {name} 里有本程序看不懂的内容，不能签署";
        "{name} says more than this program can read: it is not signed unread";
        "请升级本程序后再签。"; "Get the newer program, then sign.")
}

fn again() -> Text {
    text!("不要使用。请向主管部门重新要这个文件。";
        "Do not use it. Get the file from the authority again.")
}
