//! What is wrong with a store that works nevertheless.

use std::io;

use credential_core::IssuerId;
use messages::{Text, text};

/// Something that the person who looks after the terminal should know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Warning {
    /// A file of the store is not as it should be. Another copy serves; the next update mends it.
    File {
        /// Its name in the folder.
        file: &'static str,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The terminal once held this and no longer does.
    Lost(Lost),
}

/// What is wrong with a file of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Fault {
    /// It is not there.
    Missing,
    /// The system does not let us read it.
    Unreadable(io::ErrorKind),
    /// It is not what was written.
    Damaged,
    /// It is older than the others: an update was interrupted between them.
    Behind,
}

/// What a terminal once held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Lost {
    /// The trust list: nothing can be accepted until it is brought again, or a newer one.
    TrustList {
        /// The version that was held.
        version: u64,
    },
    /// The status list of an issuer: nobody knows which of its credentials are revoked.
    StatusList {
        /// Whose it was.
        issuer: IssuerId,
    },
}

impl Fault {
    /// The stable name in JSON output.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::Damaged => "damaged",
            Self::Behind => "behind",
        }
    }
}

impl Warning {
    /// The stable code in JSON output.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "store-file",
            Self::Lost(Lost::TrustList { .. }) => "trust-list-lost",
            Self::Lost(Lost::StatusList { .. }) => "status-list-lost",
        }
    }

    /// What is wrong.
    pub(crate) fn what(&self) -> Text {
        match self {
            Self::File { file, fault } => {
                let (zh, en) = match fault {
                    Fault::Missing => ("丢失", "is missing"),
                    Fault::Unreadable(_) => ("无法读取", "cannot be read"),
                    Fault::Damaged => ("已损坏", "is damaged"),
                    Fault::Behind => ("没有更新完", "was not updated to the end"),
                };
                text!("存储文件 {file} {zh}，现由其他副本代替";
                    "the store's file {file} {en}; another copy serves in its place")
            }
            Self::Lost(Lost::TrustList { version }) => text!(
                "信任名单（第 {version} 版）已丢失，暂时不能通过任何码";
                "the trust list (version {version}) is lost: no code can be accepted"),
            Self::Lost(Lost::StatusList { issuer }) => text!(
                "发码单位 {issuer} 的状态名单已丢失或损坏，无法得知哪些码已吊销";
                "the status list of issuer {issuer} is lost or no longer believed: what it revoked is not known"),
        }
    }

    /// What to do about it.
    pub(crate) fn remedy(&self) -> Text {
        match self {
            Self::File {
                fault: Fault::Unreadable(_),
                ..
            } => text!("请检查文件权限；再导入一次更新即可修复。若反复出现，请更换磁盘。";
                "Check its permissions; bringing an update once more mends it. If it happens again, replace the disk."),
            Self::File { .. } => text!("再导入一次更新即可修复。若反复出现，请更换磁盘。";
                "Bring an update once more, which mends it. If it happens again, replace the disk."),
            Self::Lost(_) => text!("请导入最新的更新文件（旧的不会被接受）。";
                "Bring the latest update (an older one is not taken)."),
        }
    }
}
