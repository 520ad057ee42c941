//! What can be wrong between register and folder, and what to do about it.

use messages::{Text, text};
use serde::Serialize;

/// One thing that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Discrepancy {
    #[serde(rename = "code", serialize_with = "code")]
    pub(super) kind: DiscrepancyKind,
    /// The file that it is about, relative to the folder.
    pub(super) file: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DiscrepancyKind {
    FileMissing,
    FileDamaged,
    FileOther,
    FileOrphan,
    FileDraft,
    FileForeign,
    ManifestLacks,
    ManifestUnknown,
    ManifestDiffers,
    ManifestTwice,
}

impl DiscrepancyKind {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::FileMissing => "file-missing",
            Self::FileDamaged => "file-damaged",
            Self::FileOther => "file-other-code",
            Self::FileOrphan => "file-orphan",
            Self::FileDraft => "file-draft",
            Self::FileForeign => "file-foreign",
            Self::ManifestLacks => "manifest-lacks",
            Self::ManifestUnknown => "manifest-unknown",
            Self::ManifestDiffers => "manifest-differs",
            Self::ManifestTwice => "manifest-twice",
        }
    }

    pub(super) fn what(self) -> Text {
        match self {
            Self::FileMissing => text!("文件不见了"; "the file is gone"),
            Self::FileDamaged => text!("文件读不出码，已损坏或被改过";
                "no code can be read from the file: it is damaged or was changed"),
            Self::FileOther => text!(
                "文件里的码与台账登记的不同"; "the file holds another code than the register has"),
            Self::FileOrphan => text!(
                "台账没有登记过这个码"; "the register has no such code in this folder"),
            Self::FileDraft => text!("没有写完的临时文件"; "a file that was never finished"),
            Self::FileForeign => text!("不是签发写的文件"; "no file that issuing writes"),
            Self::ManifestLacks => text!("台账登记了这个码，清单里却没有";
                "the register has this code, but the manifest does not"),
            Self::ManifestUnknown => text!("清单里有这个码，台账却没有登记";
                "the manifest has this code, but the register does not"),
            Self::ManifestDiffers => text!(
                "清单上的内容与台账不同"; "the manifest says otherwise than the register"),
            Self::ManifestTwice => text!("清单里重复"; "it is on the manifest twice"),
        }
    }

    pub(super) fn remedy(self) -> Text {
        match self {
            Self::FileMissing | Self::FileDamaged => text!(
                "请从备份放回；没有备份的，给此人补发（issuer reissue）。";
                "Put it back from a copy; if there is none, reissue for this holder (issuer reissue)."),
            Self::FileOther | Self::FileOrphan => text!(
                "请不要发放，移走这个文件，并查明是谁放的。";
                "Do not hand it out; move it away, and find out who put it there."),
            Self::FileDraft => text!("可以删除。"; "It can be removed."),
            Self::FileForeign => text!("请移到别处：这个文件夹只放签发的码。";
                "Move it elsewhere: this folder is for issued codes alone."),
            Self::ManifestLacks
            | Self::ManifestUnknown
            | Self::ManifestDiffers
            | Self::ManifestTwice => text!("清单可能被改过，请从备份放回。";
                "The manifest may have been edited: put it back from a copy."),
        }
    }
}

fn code<S: serde::Serializer>(kind: &DiscrepancyKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.code())
}
