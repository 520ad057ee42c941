//! The key of a phone on its way into a code: how its enrolment is read, and why it may be refused.

use credential_core::{Error, Field, HolderNumber, ProvedKey, UnixTime};
use messages::{Failure, Text, dates, text};

/// Why a phone's key does not come into a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRefusal {
    /// The text is none of ours, or of another kind.
    NoEnrolment,
    /// It was not typed or copied as a whole.
    Damaged,
    /// Of a later kind than this program knows.
    Unsupported,
    /// The key has not signed it, or is none that can sign.
    Unproved,
    /// The name that it gives the phone is none.
    BadLabel,
    /// It was made for another bureau.
    OtherBureau,
    /// It was made too long ago.
    Expired {
        /// When.
        made: UnixTime,
    },
    /// It says that it was made after today.
    DatedAhead {
        /// When.
        made: UnixTime,
    },
    /// Somebody else has a code with this key.
    OfAnother {
        /// Who.
        holder: HolderNumber,
    },
    /// The person had a code with this key, and it was revoked as lost or stolen.
    LostBefore,
    /// The person's phone was bound, or its code revoked, after this was made.
    Outdated {
        /// When it was made.
        made: UnixTime,
    },
    /// Another row of the roster has the same key.
    Shared {
        /// Which.
        other: u64,
    },
}

/// Reads an enrolment as it was scanned or typed, or stands in a cell.
///
/// # Errors
/// Why it is none that proves a key.
pub fn read(text: &str) -> Result<ProvedKey, KeyRefusal> {
    ProvedKey::from_text(text.trim()).map_err(|error| match error {
        Error::Unreadable(_) | Error::Malformed(_) => KeyRefusal::Damaged,
        Error::TextUnsupported | Error::ContentUnsupported | Error::AlgorithmUnsupported => {
            KeyRefusal::Unsupported
        }
        Error::ClaimsInvalid(Field::Name) => KeyRefusal::BadLabel,
        Error::SignatureInvalid | Error::ClaimsInvalid(_) => KeyRefusal::Unproved,
        _ => KeyRefusal::NoEnrolment,
    })
}

impl KeyRefusal {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoEnrolment => "phone-key-unrecognised",
            Self::Damaged => "phone-key-damaged",
            Self::Unsupported => "phone-key-unsupported",
            Self::Unproved => "phone-key-unproved",
            Self::BadLabel => "phone-key-label-invalid",
            Self::OtherBureau => "phone-key-of-another-bureau",
            Self::Expired { .. } => "phone-key-expired",
            Self::DatedAhead { .. } => "phone-key-dated-ahead",
            Self::OfAnother { .. } => "phone-key-of-another-person",
            Self::LostBefore => "phone-key-lost-before",
            Self::Outdated { .. } => "phone-key-outdated",
            Self::Shared { .. } => "phone-key-shared",
        }
    }

    /// What is wrong.
    pub fn what(self) -> Text {
        match self {
            Self::NoEnrolment => text!("不是绑定码"; "it is no enrolment text of a phone"),
            Self::Damaged => {
                text!("绑定码不完整，或有错字"; "the enrolment text is incomplete, or a character is wrong")
            }
            Self::Unsupported => text!("绑定码是较新的格式，本程序不认识";
                "the enrolment text is of a later kind than this program knows"),
            Self::Unproved => text!("绑定码没有证明手机持有这把密钥";
                "the enrolment does not prove that the phone has the key"),
            Self::BadLabel => text!("绑定码里的手机名称不合规";
                "the enrolment has a name for the phone that is not allowed"),
            Self::OtherBureau => {
                text!("绑定码是给别的发码单位的"; "the enrolment was made for another bureau")
            }
            Self::Expired { made } => {
                let made = dates::day(made);
                text!("绑定码是 {made} 生成的，超过三十天，已过期";
                    "the enrolment was made on {made}, more than thirty days ago")
            }
            Self::DatedAhead { made } => {
                let made = dates::minute(made);
                text!("绑定码的时间 {made} 晚于今天"; "the enrolment says that it was made at {made}, which is to come")
            }
            Self::OfAnother { holder } => text!("这部手机已绑定另一人（编号 {holder}）";
                "this phone is bound to somebody else (holder {holder})"),
            Self::LostBefore => text!("这把手机密钥已按遗失或被盗吊销，不能再用";
                "this key of a phone was revoked as lost or stolen, and is not used again"),
            Self::Outdated { made } => {
                let made = dates::minute(made);
                text!("绑定码是 {made} 生成的，此后此人的手机码已有变动";
                    "the enrolment was made at {made}, and the person's phone code has changed since")
            }
            Self::Shared { other } => text!("与第 {other} 条是同一部手机，两条都不签发";
                "neither row is used: row {other} has the same phone"),
        }
    }

    /// What is to be done.
    pub fn remedy(self) -> Text {
        match self {
            Self::NoEnrolment => text!("请填手机生成的绑定码全文（87 开头的长串数字），或留空。";
                "Enter the whole text that the phone has made (many digits that begin with 87), or nothing."),
            Self::Damaged => text!("请重新复制或扫描全文。表格里请把该列设为“文本”格式。";
                "Copy or scan the whole text again. In a spreadsheet, set the format of the column to Text."),
            Self::Unsupported => {
                text!("请升级本程序。"; "Install a newer version of this program.")
            }
            Self::Unproved | Self::Expired { .. } | Self::Outdated { .. } => text!(
                "请让本人在手机上重新生成绑定码；已绑定、不想更换的，名册里留空。";
                "Let the person make a new enrolment on the phone; if it is bound already and is to stay so, leave the cell empty."),
            Self::BadLabel => text!(
                "请让本人在手机上改名称（最多 48 字节，即 16 个汉字；不能是空的，不能有控制字符或看不见的字符，首尾不能有空格），或不写名称，重新生成绑定码。";
                "Let the person change the name of the phone, or leave it away, and make a new enrolment. A name has 1 to 48 bytes in UTF-8, \
                 no control or invisible characters, and no blank at either end."),
            Self::OtherBureau => text!("请让本人在手机上选本单位，重新生成绑定码。";
                "Let the person choose this bureau on the phone, and make a new one."),
            Self::DatedAhead { .. } => text!("请校准手机和本机的时间，再生成一次。";
                "Set the clocks of the phone and of this computer, and make a new one."),
            Self::OfAnother { .. } => text!(
                "请核对是不是填错了人。手机转给别人的，先吊销那个人的手机码（issuer revoke --kind phone），再让本人生成新的绑定码。";
                "See whether it is in the wrong row. If the phone has changed hands, first revoke the phone code of the other \
                 (issuer revoke --kind phone), and let the person make a new enrolment."),
            Self::LostBefore => text!("请让本人在手机上生成新的密钥和绑定码。";
                "Let the person make a new key and a new enrolment on the phone."),
            Self::Shared { .. } => text!("请核对这部手机是谁的，只在那一行填写。";
                "Find out whose phone it is, and keep it in that row only."),
        }
    }

    /// For a command about one person.
    pub fn into_failure(self) -> Failure {
        Failure::new(self.code(), self.what(), self.remedy())
    }
}
