//! The words around a scan: the faces of a verdict at a counter, what a person is compared with, and what
//! went wrong on the way from the code to the program.

use credential_core::{DisplayName, ScanFault};

use crate::lang::Text;
use crate::text;
use crate::untrusted::escape_untrusted;

/// The sign and the word for a code of which only the person is left to compare.
pub fn compare() -> Text {
    text!("＝ 核对本人"; "= MATCH")
}

/// The sign and the word where something other than the person must be looked into first.
pub fn look_into() -> Text {
    text!("！ 先查明"; "! LOOK INTO IT")
}

/// The sign and the word for a code that was not read rightly, which says nothing about the person.
pub fn scan_again() -> Text {
    // A dash before Chinese words would read as the number one.
    text!("○ 再扫一次"; "- SCAN AGAIN")
}

/// What a person is compared with: the photograph on the identity card, and what the code says of the name.
pub fn compare_person(name: &DisplayName) -> Text {
    let name = escape_untrusted(name.as_str());
    match name.split_once('*') {
        Some((first, "")) => text!(
            "请看身份证：照片是本人，姓名两个字、第一个字是“{first}”，都相符才给予优待。";
            "Look at the ID card: the photograph is this person, and the name has two characters, of which the first is {first}. Only then give the benefit."),
        Some((first, last)) => text!(
            "请看身份证：照片是本人，姓名第一个字是“{first}”、最后一个字是“{last}”，都相符才给予优待。";
            "Look at the ID card: the photograph is this person, and the name begins with {first} and ends with {last}. Only then give the benefit."),
        None => text!(
            "请看身份证：照片是本人，姓名是“{name}”，都相符才给予优待。";
            "Look at the ID card: the photograph is this person, and the name is {name}. Only then give the benefit."),
    }
}

/// What seems to have happened to a text that was not read, and what to do about it, where that is more
/// than that it was misread.
pub fn scan_fault(fault: ScanFault) -> Option<(Text, Text)> {
    Some(match fault {
        ScanFault::InputMethod => (
            text!("中文输入法把扫码枪打的字改掉了";
                "a Chinese input method has changed what the scanner typed"),
            text!("请切换到英文输入（按 Shift，或 Ctrl＋空格），再扫一次。";
                "Turn the input method off (Shift, or Ctrl + space), then scan again."),
        ),
        ScanFault::KeyboardLayout => (
            text!("扫码枪和电脑的键盘布局不一致，打出来的字错了";
                "scanner and computer have different keyboard layouts, so the characters are wrong"),
            text!("请把扫码枪的键盘布局（国家）和电脑的键盘都设为美式英文，松开 Shift 键，再扫一次。";
                "Set scanner and computer to the US keyboard layout, release the shift key, then scan again."),
        ),
        ScanFault::SeveralCodes => (
            text!("一行里不止一个码"; "there is more than one code in the line"),
            text!("请只出示一个码，再扫一次。"; "Show one code only, and scan again."),
        ),
        _ => return None,
    })
}

/// What is said of a code whose text is wrong and was not misread, and what to do about it.
pub fn faulty() -> (Text, Text) {
    (
        text!("码本身有错：内容残缺，或不是按老兵码的格式做的";
            "the code itself is faulty: cut off, or not made as a veteran code is"),
        text!("不能凭此给予优待，再扫也没有用。请持有人出示另一个码，或到发码单位补发。别的码也这样，就检查扫码枪的设置。";
            "Give no benefit for it; scanning again does not help. Ask for another code of the holder, or have the issuer issue a new one. \
             If other codes fail in the same way, check the settings of the scanner."),
    )
}

/// What is said where several codes of ours are shown together, and what to do about it.
pub fn several_codes(count: usize) -> (Text, Text) {
    (
        text!("一次出示了 {count} 个老兵码"; "{count} veteran codes are shown at once"),
        text!("请只出示一个，一个一个地验。"; "Show one only, and check one after the other."),
    )
}

/// What is said of a phone's code that may have been shown before this program has started.
pub fn just_started() -> Text {
    text!("本机刚启动，不知道此码之前是否已经用过";
        "this terminal has just started, and does not know whether this code was used before")
}

/// What to do about a code of a phone that cannot be used again: a new one comes by itself.
pub fn next_code() -> Text {
    text!("请等手机上换出下一个码（约 15 秒一换），再出示。";
        "Wait until the phone shows its next code (every 15 seconds or so), and show that.")
}

/// What is said of a text that was read although scanner and keyboard did not fit.
pub fn layout_repaired() -> Text {
    text!("（扫码枪和电脑的键盘布局不一致，已自动改正；请都设为美式英文。）";
        "(Scanner and computer have different keyboard layouts; this was corrected. Set both to US.)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_person_is_compared_with_the_photograph_and_the_characters_that_the_code_shows() {
        for (full, zh, en) in [
            (
                "王建明",
                "第一个字是“王”、最后一个字是“明”",
                "begins with 王 and ends with 明",
            ),
            (
                "李海",
                "两个字、第一个字是“李”",
                "two characters, of which the first is 李",
            ),
        ] {
            let words = compare_person(&DisplayName::masked(full).unwrap());
            assert!(words.in_lang(Lang::Zh).contains(zh), "{words:?}");
            assert!(words.in_lang(Lang::En).contains(en), "{words:?}");
            assert!(words.in_lang(Lang::Zh).contains("身份证"), "{words:?}");
        }
        let whole = compare_person(&DisplayName::new("王建明").unwrap());
        assert!(whole.in_lang(Lang::Zh).contains("姓名是“王建明”"));
    }
}
