//! The kinds of files that a terminal is given, recognised by their content.

use credential_core::{ParsedCredential, Pending, RootSetClaims, TrustListClaims};
use messages::{Text, text};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    RootSet,
    TrustList,
    StatusList,
    Update,
    Credential,
    Picture,
    Empty,
    /// Something else, or one of these but damaged.
    Unknown,
}

impl FileKind {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            Self::Empty
        } else if Pending::<RootSetClaims>::from_bytes(bytes).is_ok() {
            Self::RootSet
        } else if Pending::<TrustListClaims>::from_bytes(bytes).is_ok() {
            Self::TrustList
        } else if bytes.starts_with(&SELF_DESCRIBED) {
            Self::Update
        } else if is_status_list(bytes) {
            Self::StatusList
        } else if ParsedCredential::from_bytes(bytes).is_ok() {
            Self::Credential
        } else if bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8]) {
            Self::Picture
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn zh(self) -> &'static str {
        match self {
            Self::RootSet => "根密钥集",
            Self::TrustList => "信任名单",
            Self::StatusList => "状态名单",
            Self::Update => "更新文件",
            Self::Credential => "一个老兵码",
            Self::Picture => "图片",
            Self::Empty => "空文件",
            Self::Unknown => "其他文件",
        }
    }

    pub(crate) fn en(self) -> &'static str {
        match self {
            Self::RootSet => "a root set",
            Self::TrustList => "a trust list",
            Self::StatusList => "a status list",
            Self::Update => "an update file",
            Self::Credential => "a credential",
            Self::Picture => "a picture",
            Self::Empty => "an empty file",
            Self::Unknown => "another file",
        }
    }

    pub(crate) fn get_it_again(self) -> Text {
        match self {
            Self::RootSet => text!("请向主管部门索取根密钥集文件，不要用来路不明的文件。";
                "Get the root set from the authority itself, and from nobody else."),
            _ => text!("请向主管部门重新索取最新的信任名单文件。";
                "Get the latest trust list from the authority again."),
        }
    }
}

/// How an update file begins (`docs/format.md`).
const SELF_DESCRIBED: [u8; 3] = [0xd9, 0xd9, 0xf7];

/// Whether it has the tag and, in its header, the type of a status list. More is
/// checked with the trust list, when the list is applied.
fn is_status_list(bytes: &[u8]) -> bool {
    const TAG_18: u8 = 0xd2;
    const TYPE: &[u8] = b"application/statuslist+cwt";
    const HEADER: usize = 64;
    bytes.first() == Some(&TAG_18)
        && bytes
            .windows(TYPE.len())
            .take(HEADER)
            .any(|window| window == TYPE)
}
