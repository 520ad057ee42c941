//! The kinds of files that a terminal is given, recognised by their content.

use credential_core::{ObjectKind, Pending, RootSetClaims, RootSigned, TrustListClaims};
use messages::{Text, text};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A root set.
    RootSet,
    /// A trust list.
    TrustList,
    /// A status list.
    StatusList,
    /// A vouch list.
    VouchList,
    /// An update file.
    Update,
    /// A credential.
    Credential,
    /// What a phone shows.
    Presentation,
    /// An enrolment of a phone.
    Enrolment,
    /// The journal of a terminal.
    Journal,
    /// A terminal's request for a place.
    PlaceRequest,
    /// A picture.
    Picture,
    /// No bytes.
    Empty,
    /// Something else, or one of these but damaged at its beginning.
    Unknown,
}

impl FileKind {
    /// Recognises bytes.
    pub fn of(bytes: &[u8]) -> Self {
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
    pub fn is_unsigned(self, bytes: &[u8]) -> bool {
        fn unsigned<T: RootSigned>(bytes: &[u8]) -> bool {
            Pending::<T>::from_bytes(bytes).is_ok_and(|read| read.signer_ids().next().is_none())
        }
        match self {
            Self::RootSet => unsigned::<RootSetClaims>(bytes),
            Self::TrustList => unsigned::<TrustListClaims>(bytes),
            _ => false,
        }
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
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

    /// In English.
    pub fn en(self) -> &'static str {
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

    /// Where to get one from.
    pub fn get_it_again(self) -> Text {
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
