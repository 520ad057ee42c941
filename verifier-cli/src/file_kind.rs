//! The kinds of files that a terminal is given, recognised by their content.

use credential_core::{ObjectKind, Pending, RootSetClaims, RootSigned, TrustListClaims};
use messages::{Text, text};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    RootSet,
    TrustList,
    StatusList,
    VouchList,
    Update,
    Credential,
    Presentation,
    Enrolment,
    Journal,
    PlaceRequest,
    Picture,
    Empty,
    /// Something else, or one of these but damaged at its beginning.
    Unknown,
}

impl FileKind {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if is_journal(bytes) {
            return Self::Journal;
        }
        match ObjectKind::of(bytes) {
            Some(ObjectKind::RootSet) => Self::RootSet,
            Some(ObjectKind::TrustList) => Self::TrustList,
            Some(ObjectKind::StatusList) => Self::StatusList,
            Some(ObjectKind::VouchList) => Self::VouchList,
            Some(ObjectKind::Update) => Self::Update,
            Some(ObjectKind::Credential) => Self::Credential,
            Some(ObjectKind::Presentation) => Self::Presentation,
            Some(ObjectKind::Enrolment) => Self::Enrolment,
            Some(ObjectKind::PlaceRequest) => Self::PlaceRequest,
            _ if bytes.is_empty() => Self::Empty,
            _ if bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8]) => Self::Picture,
            _ => Self::Unknown,
        }
    }

    /// Whether these bytes are a root set or trust list that has no signature yet.
    pub(crate) fn is_unsigned(self, bytes: &[u8]) -> bool {
        fn unsigned<T: RootSigned>(bytes: &[u8]) -> bool {
            Pending::<T>::from_bytes(bytes).is_ok_and(|read| read.signer_ids().next().is_none())
        }
        match self {
            Self::RootSet => unsigned::<RootSetClaims>(bytes),
            Self::TrustList => unsigned::<TrustListClaims>(bytes),
            _ => false,
        }
    }

    pub(crate) fn zh(self) -> &'static str {
        match self {
            Self::RootSet => "根密钥集",
            Self::TrustList => "信任名单",
            Self::StatusList => "状态名单",
            Self::VouchList => "真码清单",
            Self::Update => "更新文件",
            Self::Credential => "一个老兵码",
            Self::Presentation => "手机出示的老兵码",
            Self::Enrolment => "一个手机绑定码",
            Self::Journal => "终端的流水文件",
            Self::PlaceRequest => "点位申请",
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
            Self::VouchList => "a vouch list",
            Self::Update => "an update file",
            Self::Credential => "a credential",
            Self::Presentation => "what a phone shows",
            Self::Enrolment => "an enrolment of a phone",
            Self::Journal => "the journal of a terminal",
            Self::PlaceRequest => "a request for a place",
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

/// An exported journal begins with the tag of self-described CBOR, as an update file does; a byte string follows,
/// and not a map (`docs/format.md`).
fn is_journal(bytes: &[u8]) -> bool {
    const BYTE_STRING: u8 = 2;
    let content = bytes.strip_prefix(&[0xd9, 0xd9, 0xf7]);
    content
        .and_then(<[u8]>::first)
        .is_some_and(|first| first >> 5 == BYTE_STRING)
}
