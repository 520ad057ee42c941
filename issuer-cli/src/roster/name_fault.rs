//! What can be wrong with a name, in words.

use credential_core::limits;
use messages::{Text, text};

/// What is wrong with a name (docs/names.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameFault {
    Missing,
    /// 同上, 合计: a word that is no name.
    Placeholder,
    /// `#REF!`: the spreadsheet could not work it out.
    SpreadsheetError,
    /// Question marks and boxes.
    CharacterLost,
    Hidden,
    PrivateUse {
        found: char,
    },
    /// A radical, a full-width letter, a compatibility form; `meant` is the ordinary character.
    Compatibility {
        found: char,
        meant: Option<char>,
    },
    /// It is masked already: 王*明, 王某.
    Masked,
    /// 王建国（已故）
    WithNote,
    /// 王明，李四
    Several,
    Digits,
    /// A character that names do not have.
    Character {
        found: char,
    },
    /// Letters of two scripts.
    MixedScripts,
    /// ⿰金容: how a character is put together.
    Described,
    TooShort,
    TooLong,
    /// A dot at an end, or two beside each other.
    Dot,
}

impl NameFault {
    /// The stable code in JSON.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Missing => "name-missing",
            Self::Placeholder => "name-placeholder",
            Self::SpreadsheetError => "name-spreadsheet-error",
            Self::CharacterLost => "name-character-lost",
            Self::Hidden => "name-hidden-character",
            Self::PrivateUse { .. } => "name-private-use",
            Self::Compatibility { .. } => "name-compatibility-character",
            Self::Masked => "name-masked",
            Self::WithNote => "name-with-note",
            Self::Several => "names-several",
            Self::Digits => "name-digits",
            Self::Character { .. } => "name-character",
            Self::MixedScripts => "name-scripts",
            Self::Described => "name-described",
            Self::TooShort => "name-too-short",
            Self::TooLong => "name-too-long",
            Self::Dot => "name-dot",
        }
    }

    pub(super) fn what(self) -> Text {
        let shown = |found: char| {
            let code = u32::from(found);
            format!("{found}（U+{code:04X}）")
        };
        match self {
            Self::Missing => text!("没有填姓名"; "there is no name"),
            Self::Placeholder => text!("这不是姓名"; "this is no name"),
            Self::SpreadsheetError => text!("这一格是 Excel 的出错值，不是姓名";
                "the cell has an error of the spreadsheet, not a name"),
            Self::CharacterLost => text!("姓名中有的字在导出时丢失，变成了问号或方框";
                "a character of the name was lost in the export and became a question mark or a box"),
            Self::Hidden => text!("姓名中有看不见的字符"; "the name has an invisible character"),
            Self::PrivateUse { found } => {
                let code = u32::from(found);
                text!("姓名中有自造字（U+{code:04X}），别的电脑上显示不出来";
                    "the name has a character of private use (U+{code:04X}), which other computers do not show")
            }
            Self::Compatibility { found, meant } => {
                let (zh, code) = (shown(found), u32::from(found));
                match meant {
                    Some(meant) => {
                        let ordinary = u32::from(meant);
                        text!("姓名中的 {zh} 不是普通的字，应为“{meant}”（U+{ordinary:04X}）";
                            "the name has {found} (U+{code:04X}) in the place of {meant} (U+{ordinary:04X})")
                    }
                    None => text!("姓名中的 {zh} 不是普通的字";
                        "the name has {found} (U+{code:04X}), which is no ordinary character"),
                }
            }
            Self::Masked => text!("姓名已经遮盖，不是全名"; "the name is masked already"),
            Self::WithNote => {
                text!("姓名前后带有括号、称呼或说明"; "there is a note or a form of address beside the name")
            }
            Self::Several => text!("这一格里好像不止一个姓名";
                "there seem to be several names in the cell"),
            Self::Digits => text!("姓名中有数字"; "the name has digits"),
            Self::Character { found } => {
                let (zh, code) = (shown(found), u32::from(found));
                text!("姓名中不会有 {zh}"; "no name has {found} (U+{code:04X})")
            }
            Self::MixedScripts => text!("姓名中混有两种文字"; "the name mixes two scripts"),
            Self::Described => text!("姓名中的一个字是拼写的（如⿰金容），不是字本身";
                "a character of the name is described by its parts instead of written"),
            Self::TooShort => text!("只有一个字，不是全名"; "one character is no full name"),
            Self::TooLong => text!(
                "姓名太长（最多 {} 个汉字；没有间隔号的最多 16 个）", limits::MAX_NAME_BYTES / 3;
                "the name is too long (at most {} bytes, and 16 Chinese characters without a dot)",
                limits::MAX_NAME_BYTES),
            Self::Dot => text!("间隔号（·）的位置不对"; "the dot is in the wrong place"),
        }
    }

    pub(super) fn remedy(self) -> Text {
        match self {
            Self::Missing | Self::Placeholder | Self::SpreadsheetError => {
                text!("请填上姓名；不是人员的行请删去。";
                    "Enter the name, or delete the row if it is about nobody.")
            }
            Self::CharacterLost => text!(
                "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”，生僻字就不会丢失。";
                "Save it from Excel as 'CSV UTF-8 (comma delimited)', which keeps rare characters."),
            Self::Hidden => text!("请把姓名重新输入一遍。"; "Type the name again."),
            Self::PrivateUse { .. } | Self::Described => text!(
                "请按身份证输入该字的国家标准编码（GB 18030），可用支持生僻字的输入法。";
                "Type the character as the identity card has it, in its place in Unicode (GB 18030)."),
            Self::Compatibility {
                meant: Some(meant), ..
            } => text!("请改为普通的“{meant}”。"; "Type the ordinary {meant}."),
            Self::Compatibility { meant: None, .. } => {
                text!("请把这个字重新输入一遍。"; "Type the character again.")
            }
            Self::Masked => text!("请填全名；码里会自动遮盖。";
                "Enter the full name; it is masked in the code."),
            Self::WithNote => text!("只留姓名；说明写到备注里。已去世的不要签发。";
                "Keep the name only, and put notes elsewhere. Issue nothing for people who have died."),
            Self::Several => text!("一人一行。是一个人的，去掉姓名中间的空格或换行。";
                "Keep one row for a person. If it is one person, take out the blanks or line breaks in the name."),
            Self::Digits
            | Self::Character { .. }
            | Self::MixedScripts
            | Self::TooShort
            | Self::TooLong
            | Self::Dot => {
                text!("请对照身份证核对姓名。"; "Compare the name with the identity card.")
            }
        }
    }
}
