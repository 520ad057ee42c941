//! What a terminal judges with: the root set it was set up with, and the trust list.
//!
//! Both files come on memory sticks and get mixed up; each mistake is named with its way out.

use std::path::Path;

use cli_support::visible::visible_path;
use cli_support::{Failure, Text, files};
use credential_core::limits::MAX_TRUST_LIST_BYTES;
use credential_core::{
    Error, ParsedCredential, Pending, RootSet, RootSetClaims, TrustList, TrustListClaims,
};

/// Loads the trust list at `trust` and proves it with the root set at `root`.
pub(crate) fn load(root: &Path, trust: &Path) -> Result<TrustList, Failure> {
    let root = Loaded::read(Kind::RootSet, root)?;
    let roots = RootSet::pin(&root.bytes).map_err(|error| root.unusable(&error))?;
    let list = Loaded::read(Kind::TrustList, trust)?;
    TrustList::verify(&list.bytes, &roots).map_err(|error| list.unusable(&error))
}

/// A file that may be what it was given as.
struct Loaded {
    wanted: Kind,
    found: Kind,
    name: String,
    bytes: Vec<u8>,
}

impl Loaded {
    /// Reads a file and recognises one of another kind. What cannot be told is left to its reader.
    fn read(wanted: Kind, path: &Path) -> Result<Self, Failure> {
        // The larger limit for both: a trust list in the place of a root set is to be recognised.
        let bytes = files::read(path, MAX_TRUST_LIST_BYTES as u64)?;
        let loaded = Self {
            wanted,
            found: Kind::of(&bytes),
            name: visible_path(path),
            bytes,
        };
        if loaded.found == wanted || loaded.found == Kind::Unknown {
            Ok(loaded)
        } else {
            Err(loaded.other_kind())
        }
    }

    fn other_kind(&self) -> Failure {
        let Self {
            name,
            wanted,
            found,
            ..
        } = self;
        let remedy = match (wanted, found) {
            (Kind::RootSet, Kind::TrustList) | (Kind::TrustList, Kind::RootSet) => Text::new(
                "--root 和 --trust 的文件可能写反了，请对调。",
                "The files of --root and --trust seem to be swapped: change them over.",
            ),
            _ => wanted.get_it_again(),
        };
        Failure::new(
            "file-kind-wrong",
            Text::new(
                format!("{name} 是{}，不是{}", found.zh(), wanted.zh()),
                format!("{name} is {}, not {}", found.en(), wanted.en()),
            ),
            remedy,
        )
    }

    fn unusable(&self, error: &Error) -> Failure {
        let Self {
            name,
            wanted,
            found,
            ..
        } = self;
        let (what, remedy) = match error {
            Error::RootVersionMismatch { held, named } => (
                Text::new(
                    format!("{name} 由第 {named} 版根密钥集签名，本机的根密钥集是第 {held} 版"),
                    format!(
                        "{name} is signed under root set {named}, and this terminal has root set {held}"
                    ),
                ),
                if named > held {
                    Text::new(
                        "请向主管部门索取新的根密钥集文件。",
                        "Ask the authority for the new root set.",
                    )
                } else {
                    Text::new(
                        "这份名单太旧，请换最新的信任名单。",
                        "The list is too old: get the latest one.",
                    )
                },
            ),
            Error::ThresholdNotMet { valid: 0, .. } if *wanted == Kind::TrustList => (
                Text::new(
                    format!("{name} 不是由本机的根密钥签名的：属于另一主管部门，或被改动过"),
                    format!(
                        "{name} is not signed by the root keys of this terminal: another authority's, or altered"
                    ),
                ),
                wanted.get_it_again(),
            ),
            Error::ThresholdNotMet { valid, needed } => (
                Text::new(
                    format!("{name} 的签名不足：需要 {needed} 个，有效的只有 {valid} 个"),
                    format!("{name} has too few good signatures: {needed} needed, {valid} there"),
                ),
                wanted.get_it_again(),
            ),
            Error::Malformed(_) if found == wanted => (
                Text::new(
                    format!("{name} 还没有人签名"),
                    format!("{name} has not been signed by anybody yet"),
                ),
                wanted.get_it_again(),
            ),
            other => (
                Text::new(
                    format!("{name} 不是{}，或者已损坏（{other}）", wanted.zh()),
                    format!("{name} is not {}, or is damaged ({other})", wanted.en()),
                ),
                wanted.get_it_again(),
            ),
        };
        Failure::new(error.code(), what, remedy)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    RootSet,
    TrustList,
    Credential,
    Picture,
    Empty,
    /// Something else, or one of these but damaged.
    Unknown,
}

impl Kind {
    fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            Self::Empty
        } else if Pending::<RootSetClaims>::from_bytes(bytes).is_ok() {
            Self::RootSet
        } else if Pending::<TrustListClaims>::from_bytes(bytes).is_ok() {
            Self::TrustList
        } else if ParsedCredential::from_bytes(bytes).is_ok() {
            Self::Credential
        } else if bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8]) {
            Self::Picture
        } else {
            Self::Unknown
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Self::RootSet => "根密钥集",
            Self::TrustList => "信任名单",
            Self::Credential => "一个老兵码",
            Self::Picture => "图片",
            Self::Empty => "空文件",
            Self::Unknown => "其他文件",
        }
    }

    fn en(self) -> &'static str {
        match self {
            Self::RootSet => "a root set",
            Self::TrustList => "a trust list",
            Self::Credential => "a credential",
            Self::Picture => "a picture",
            Self::Empty => "an empty file",
            Self::Unknown => "another file",
        }
    }

    fn get_it_again(self) -> Text {
        match self {
            Self::RootSet => Text::new(
                "请向主管部门索取根密钥集文件，不要用来路不明的文件。",
                "Get the root set from the authority itself, and from nobody else.",
            ),
            _ => Text::new(
                "请向主管部门重新索取最新的信任名单文件。",
                "Get the latest trust list from the authority again.",
            ),
        }
    }
}
